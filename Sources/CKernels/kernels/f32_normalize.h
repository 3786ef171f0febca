/* Normalization across the channels of a pixel. */
enum {
    CK_EXPAND(block, CK_ISA) = 256, /* channels at a time */
    CK_EXPAND(reach, CK_ISA) = 16   /* channels of a neighborhood that take the fast way */
};

/* x^-beta. 3/4 is what both AlexNet and OpenFace use, and two square roots are far cheaper than a power. */
static inline CK_INLINE ck_float16 CK(inverse_power)(ck_float16 x, const float beta) {
    if (beta == 0.75f) {
        ck_float16 root = __builtin_elementwise_sqrt(x);
        return 1 / (root * __builtin_elementwise_sqrt(root));
    }
    for (int i = 0; i < 16; i++) x[i] = __builtin_powf(x[i], -beta);
    return x;
}

/* One pixel, a block of channels after another; the squares stand between zeros. */
static inline CK_INLINE void CK(lrn_pixel)(size_t channels, size_t size, float factor, const float beta, float k,
                                           const float *in, float *out) {
    const size_t before = (size - 1) / 2;
    float squares[CK(block) + CK(reach) + 16];
    for (size_t first = 0; first < channels; first += CK(block)) {
        size_t n = channels - first < CK(block) ? channels - first : CK(block);
        for (size_t i = 0; i < n + size + 15; i++) squares[i] = 0;
        size_t from = first < before ? before - first : 0;
        size_t end = channels + before - first < n + size ? channels + before - first : n + size;
        const float *x = in + (ptrdiff_t)first - (ptrdiff_t)before;
        for (size_t i = from; i < end; i++) squares[i] = x[i] * x[i];
        for (size_t i = 0; i < n; i += 16) {
            ck_float16 sum = {0};
            for (size_t j = 0; j < size; j++) sum += ck_load(squares + i + j);
            float lanes[16] = {0};
            size_t count = n - i < 16 ? n - i : 16;
            __builtin_memcpy(lanes, in + first + i, count * 4);
            ck_float16 y = ck_load(lanes) * CK(inverse_power)(k + factor * sum, beta);
            __builtin_memcpy(out + first + i, &y, count * 4);
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
    for (size_t pixel = 0; pixel < pixels; pixel++, in += stride, out += out_stride) {
        if (size > CK(reach)) CK(lrn_plainly)(channels, size, factor, beta, k, in, out);
        else if (beta != 0.75f) CK(lrn_pixel)(channels, size, factor, beta, k, in, out);
        else if (size == 5) CK(lrn_pixel)(channels, 5, factor, 0.75f, k, in, out);
        else CK(lrn_pixel)(channels, size, factor, 0.75f, k, in, out);
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
