/* Normalisation across the channels of a pixel. */
enum { CK_EXPAND(block, CK_ISA) = 256 };

static inline CK_INLINE float CK(inverse_power)(float x, float beta) {
    /* 3/4 is what both AlexNet and OpenFace use, and two square roots are far cheaper than a power. */
    if (beta == 0.75f) {
        float root = __builtin_sqrtf(x);
        return 1 / (root * __builtin_sqrtf(root));
    }
    return __builtin_powf(x, -beta);
}

static inline CK_INLINE void CK(lrn)(size_t pixels, size_t channels, size_t size, float alpha, const float beta,
                                     float k, const float *in, size_t stride, float *out, size_t out_stride) {
    const ptrdiff_t before = ((ptrdiff_t)size - 1) / 2;
    const float factor = alpha / (float)size;
    for (size_t pixel = 0; pixel < pixels; pixel++, in += stride, out += out_stride)
        for (size_t first = 0; first < channels; first += CK(block)) {
            size_t n = channels - first < CK(block) ? channels - first : CK(block);
            float sum[CK(block)] = {0};
            for (ptrdiff_t j = 0; j < (ptrdiff_t)size; j++) {
                /* sum[i] takes channel i + shift, where there is one. */
                ptrdiff_t shift = (ptrdiff_t)first + j - before, room = (ptrdiff_t)channels - shift;
                size_t from = shift < 0 ? (size_t)-shift : 0;
                size_t end = room < 0 ? 0 : (size_t)room < n ? (size_t)room : n;
                for (size_t i = from; i < end; i++) {
                    float x = in[(ptrdiff_t)i + shift];
                    sum[i] += x * x;
                }
            }
            for (size_t i = 0; i < n; i++)
                out[first + i] = in[first + i] * CK(inverse_power)(k + factor * sum[i], beta);
        }
}

static void CK(f32_lrn)(size_t pixels, size_t channels, size_t size, float alpha, float beta, float k,
                        const float *restrict in, size_t stride, float *restrict out, size_t out_stride) {
    if (beta == 0.75f) CK(lrn)(pixels, channels, size, alpha, 0.75f, k, in, stride, out, out_stride);
    else CK(lrn)(pixels, channels, size, alpha, beta, k, in, stride, out, out_stride);
}

static void CK(f32_channel_normalize)(size_t pixels, size_t channels, float epsilon, const float *restrict scale,
                                      const float *restrict in, size_t stride, float *restrict out,
                                      size_t out_stride) {
    for (size_t pixel = 0; pixel < pixels; pixel++, in += stride, out += out_stride) {
        float factor = 1 / __builtin_sqrtf(CK(f32_dot)(channels, in, in) + epsilon);
        for (size_t c = 0; c < channels; c++) out[c] = in[c] * factor * scale[c];
    }
}
