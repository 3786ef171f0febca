/* Elementwise arithmetic. */
static void CK(f32_scale)(size_t n, float scale, const float *in, float *out) {
    for (size_t i = 0; i < n; i++) out[i] = in[i] * scale;
}

static void CK(f32_channel_affine)(size_t pixels, size_t channels, const float *restrict scale,
                                   const float *restrict shift, int relu, const float *in, size_t stride,
                                   float *out, size_t out_stride) {
    const float least = relu ? 0 : -__builtin_inff();
    for (size_t pixel = 0; pixel < pixels; pixel++, in += stride, out += out_stride)
        for (size_t c = 0; c < channels; c++) {
            float y = in[c] * scale[c] + shift[c];
            out[c] = y > least ? y : least;
        }
}

static void CK(f32_sum)(size_t n, float ca, const float *a, float cb, const float *b, int relu, float *out) {
    if (relu)
        for (size_t i = 0; i < n; i++) {
            float y = ca * a[i] + cb * b[i];
            out[i] = y > 0 ? y : 0;
        }
    else
        for (size_t i = 0; i < n; i++) out[i] = ca * a[i] + cb * b[i];
}

static void CK(f32_multiply)(size_t n, const float *a, const float *b, float *out) {
    for (size_t i = 0; i < n; i++) out[i] = a[i] * b[i];
}

static void CK(f32_divide)(size_t n, const float *a, const float *b, float *out) {
    for (size_t i = 0; i < n; i++) out[i] = a[i] / b[i];
}

static void CK(f32_maximum)(size_t n, const float *a, const float *b, float *out) {
    for (size_t i = 0; i < n; i++) out[i] = a[i] > b[i] ? a[i] : b[i];
}
