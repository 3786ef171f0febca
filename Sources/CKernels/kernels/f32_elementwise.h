/* Elementwise arithmetic with an optional ReLU. */
static void CK(f32_epilogue)(size_t rows, size_t columns, size_t stride, const float *restrict bias, int relu,
                             float *restrict c) {
    for (size_t row = 0; row < rows; row++) {
        float *restrict x = c + row * stride;
        float b = bias ? bias[row] : 0;
        if (relu)
            for (size_t i = 0; i < columns; i++) x[i] = x[i] + b > 0 ? x[i] + b : 0;
        else if (bias)
            for (size_t i = 0; i < columns; i++) x[i] += b;
    }
}

static void CK(f32_affine)(size_t n, float scale, float shift, int relu, const float *in, float *out) {
    if (relu)
        for (size_t i = 0; i < n; i++) {
            float y = in[i] * scale + shift;
            out[i] = y > 0 ? y : 0;
        }
    else
        for (size_t i = 0; i < n; i++) out[i] = in[i] * scale + shift;
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

static void CK(f32_product)(size_t n, const float *a, const float *b, float *out) {
    for (size_t i = 0; i < n; i++) out[i] = a[i] * b[i];
}

static void CK(f32_maximum)(size_t n, const float *a, const float *b, float *out) {
    for (size_t i = 0; i < n; i++) out[i] = a[i] > b[i] ? a[i] : b[i];
}
