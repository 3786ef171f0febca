/* Inverse square roots to 12 bits, by registers of 256. */

static inline CK_INLINE ck_float16 CK(rough_root)(ck_float16 x) {
    typedef float half __attribute__((vector_size(32)));
    half low = (half)_mm256_rsqrt_ps((__m256)__builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7));
    half high = (half)_mm256_rsqrt_ps((__m256)__builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15));
    return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}
