/* Softmax. */

/* Sixteen or fewer softmaxes side by side, each over numbers `step` apart. */
static inline CK_INLINE void CK(softmax_lanes)(size_t count, size_t length, size_t step, size_t lane_step,
                                               const float *in, float *out) {
    ck_float16 largest = {0}, sum = {0};
    for (size_t i = 0; i < length; i++) {
        ck_float16 x = {0};
        for (size_t lane = 0; lane < count; lane++) x[lane] = in[i * step + lane * lane_step];
        largest = i == 0 ? x : ck_maximum(largest, x);
    }
    for (size_t i = 0; i < length; i++) {
        ck_float16 x = {0};
        for (size_t lane = 0; lane < count; lane++) x[lane] = in[i * step + lane * lane_step];
        x = CK(exp)(x - largest);
        sum += x;
        for (size_t lane = 0; lane < count; lane++) out[i * step + lane * lane_step] = x[lane];
    }
    for (size_t i = 0; i < length; i++)
        for (size_t lane = 0; lane < count; lane++) out[i * step + lane * lane_step] /= sum[lane];
}

/* Sixteen pairs: what a detector's confidences are. */
static inline CK_INLINE void CK(softmax_pairs)(const float *in, float *out) {
    ck_float16 a = ck_load(in), b = ck_load(in + 16);
    ck_float16 first = __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
    ck_float16 second = __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
    ck_float16 largest = ck_maximum(first, second);
    first = CK(exp)(first - largest);
    second = CK(exp)(second - largest);
    ck_float16 sum = first + second;
    first /= sum;
    second /= sum;
    ck_store(out, __builtin_shufflevector(first, second, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
    ck_store(out + 16,
             __builtin_shufflevector(first, second, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31));
}

static void CK(f32_softmax)(size_t rows, size_t length, size_t inner, const float *restrict in,
                            float *restrict out) {
    size_t row = 0;
    if (length == 2 && inner == 1)
        for (; row + 16 <= rows; row += 16) CK(softmax_pairs)(in + row * 2, out + row * 2);
    for (; row < rows; row++)
        for (size_t i = 0; i < inner; i += 16)
            CK(softmax_lanes)(inner - i < 16 ? inner - i : 16, length, inner, 1, in + row * length * inner + i,
                              out + row * length * inner + i);
}
