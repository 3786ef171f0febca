/* What registers of 256 bits have instructions for, whatever the products. */
#define CK_OWN_ROOT
#define CK_OWN_LEVELS

static inline CK_INLINE ck_float16 CK(rough_root)(ck_float16 x) {
    typedef float half __attribute__((vector_size(32)));
    half low = (half)_mm256_rsqrt_ps((__m256)__builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7));
    half high = (half)_mm256_rsqrt_ps((__m256)__builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15));
    return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

static inline CK_INLINE ck_bytes CK(levels)(const ck_floats *x) {
#define CK_WORDS(i) _mm256_cvtps_epi32(_mm256_min_ps(_mm256_set1_ps(255), (__m256)x[i]))
    return (ck_bytes)_mm256_packus_epi16(_mm256_packs_epi32(CK_WORDS(0), CK_WORDS(1)),
                                         _mm256_packs_epi32(CK_WORDS(2), CK_WORDS(3)));
#undef CK_WORDS
}
