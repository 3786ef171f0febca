/* Reductions over vectors. Sixteen running sums, so that the compiler may keep them in vector registers without
 * being allowed to reorder float additions on its own. */
enum { CK_EXPAND(lanes, CK_ISA) = 16 };

static inline float CK(sum_lanes)(float *s) {
    for (size_t width = CK(lanes) / 2; width > 0; width /= 2)
        for (size_t i = 0; i < width; i++) s[i] += s[i + width];
    return s[0];
}

static float CK(f32_dot)(size_t n, const float *restrict a, const float *restrict b) {
    float s[CK(lanes)] = {0};
    size_t i = 0;
    for (; i + CK(lanes) <= n; i += CK(lanes))
        for (size_t j = 0; j < CK(lanes); j++) s[j] += a[i + j] * b[i + j];
    for (size_t j = 0; i + j < n; j++) s[j] += a[i + j] * b[i + j];
    return CK(sum_lanes)(s);
}

static float CK(f32_squared_distance)(size_t n, const float *restrict a, const float *restrict b) {
    float s[CK(lanes)] = {0};
    size_t i = 0;
    for (; i + CK(lanes) <= n; i += CK(lanes))
        for (size_t j = 0; j < CK(lanes); j++) {
            float d = a[i + j] - b[i + j];
            s[j] += d * d;
        }
    for (size_t j = 0; i + j < n; j++) {
        float d = a[i + j] - b[i + j];
        s[j] += d * d;
    }
    return CK(sum_lanes)(s);
}
