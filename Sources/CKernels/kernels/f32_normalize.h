/* Normalization across the channels of a pixel. */
enum {
    CK_EXPAND(block, CK_ISA) = 256, /* channels at a time */
    CK_EXPAND(reach, CK_ISA) = 16,  /* channels of a neighborhood that take the fast way */
    CK_EXPAND(several, CK_ISA) = 8  /* pixels at a time: what is read right after it was written would wait for that */
};

/* 1 / sqrt(x): what CK(rough_root) says, and a step of Newton's method, where the set brings that. */
static inline CK_INLINE ck_float16 CK(inverse_root)(ck_float16 x) {
#ifdef CK_OWN_ROOT
    const ck_float16 root = CK(rough_root)(x);
    return root * (1.5f - 0.5f * x * root * root);
#else
    return 1 / __builtin_elementwise_sqrt(x);
#endif
}

/* x^-beta. 3/4 is what both AlexNet and OpenFace use, and two square roots are far cheaper than a power. */
static inline CK_INLINE ck_float16 CK(inverse_power)(ck_float16 x, const float beta) {
    if (beta == 0.75f) {
        const ck_float16 root = CK(inverse_root)(x);
        return root * root * CK(inverse_root)(root);
    }
    for (int i = 0; i < 16; i++) x[i] = __builtin_powf(x[i], -beta);
    return x;
}

/* Some channels of at most `several` pixels; the squares stand between zeros. */
static inline CK_INLINE void CK(lrn_block)(size_t pixels, size_t channels, size_t first, size_t n, size_t size,
                                           float factor, const float beta, float k, const float *in, size_t stride,
                                           float *out, size_t out_stride) {
    const size_t before = (size - 1) / 2;
    const size_t from = first < before ? before - first : 0;
    const size_t end = channels + before - first < n + size ? channels + before - first : n + size;
    float squares[CK(several)][CK(block) + CK(reach) + 16];
    for (size_t pixel = 0; pixel < pixels; pixel++) {
        const float *x = in + pixel * stride + (ptrdiff_t)first - (ptrdiff_t)before;
        for (size_t i = 0; i < from; i++) squares[pixel][i] = 0;
        for (size_t i = from; i < end; i++) squares[pixel][i] = x[i] * x[i];
        for (size_t i = end; i < n + size + 15; i++) squares[pixel][i] = 0;
    }
    for (size_t pixel = 0; pixel < pixels; pixel++)
        for (size_t i = 0; i < n; i += 16) {
            ck_float16 sum = {0};
            for (size_t j = 0; j < size; j++) sum += ck_load(squares[pixel] + i + j);
            const ck_float16 power = CK(inverse_power)(k + factor * sum, beta);
            const float *x = in + pixel * stride + first + i;
            float *y = out + pixel * out_stride + first + i;
            if (n - i >= 16) ck_store(y, ck_load(x) * power);
            else for (size_t lane = 0; lane < n - i; lane++) y[lane] = x[lane] * power[lane];
        }
}

static inline CK_INLINE void CK(lrn_pixels)(size_t pixels, size_t channels, size_t size, float factor, const float beta,
                                            float k, const float *in, size_t stride, float *out, size_t out_stride) {
    for (size_t pixel = 0; pixel < pixels; pixel += CK(several)) {
        const size_t some = pixels - pixel < CK(several) ? pixels - pixel : CK(several);
        for (size_t first = 0; first < channels; first += CK(block)) {
            const size_t n = channels - first < CK(block) ? channels - first : CK(block);
            CK(lrn_block)(some, channels, first, n, size, factor, beta, k, in + pixel * stride, stride,
                          out + pixel * out_stride, out_stride);
        }
    }
}

/* The same for any size, number by number. */
static void CK(lrn_plainly)(size_t channels, size_t size, float factor, float beta, float k, const float *in,
                            float *out) {
    const size_t before = (size - 1) / 2;
    for (size_t c = 0; c < channels; c++) {
        size_t from = c < before ? 0 : c - before, end = channels - c < size - before ? channels : c + size - before;
        float sum = 0;
        for (size_t i = from; i < end; i++) sum += in[i] * in[i];
        out[c] = in[c] * __builtin_powf(k + factor * sum, -beta);
    }
}

static void CK(f32_lrn)(size_t pixels, size_t channels, size_t size, float alpha, float beta, float k,
                        const float *restrict in, size_t stride, float *restrict out, size_t out_stride) {
    const float factor = alpha / (float)size;
    if (size > CK(reach)) {
        for (size_t pixel = 0; pixel < pixels; pixel++)
            CK(lrn_plainly)(channels, size, factor, beta, k, in + pixel * stride, out + pixel * out_stride);
    } else if (beta != 0.75f) {
        CK(lrn_pixels)(pixels, channels, size, factor, beta, k, in, stride, out, out_stride);
    } else if (size == 5) {
        CK(lrn_pixels)(pixels, channels, 5, factor, 0.75f, k, in, stride, out, out_stride);
    } else {
        CK(lrn_pixels)(pixels, channels, size, factor, 0.75f, k, in, stride, out, out_stride);
    }
}

static void CK(f32_channel_normalize)(size_t pixels, size_t channels, float epsilon, const float *restrict scale,
                                      const float *restrict in, size_t stride, float *restrict out,
                                      size_t out_stride) {
    for (size_t pixel = 0; pixel < pixels; pixel++, in += stride, out += out_stride) {
        float factor = 1 / __builtin_sqrtf(CK(f32_dot)(channels, in, in) + epsilon);
        for (size_t c = 0; c < channels; c++) out[c] = in[c] * factor * scale[c];
    }
}
