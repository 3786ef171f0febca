/* x86's 16 registers of 256 bits, and what they have instructions for, whatever the products. */
#define CK_BYTES 32
#define CK_WIDEST 1
#define CK_ROWS_1 6
#define CK_AHEAD 8192
#define CK_OWN_ROOT
#define CK_OWN_ROUND
#define CK_OWN_LEVELS
#include "vector.h"

/* A function of sixteen lanes by one of eight. */
#define CK_OF_HALVES(name, result, instruction)                                                              \
    static inline CK_INLINE result##16 CK(name)(ck_float16 x) {                                              \
        const result##8 low = (result##8)instruction((__m256)__builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7)); \
        const result##8 high = (result##8)instruction((__m256)__builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15)); \
        return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);     \
    }
CK_OF_HALVES(rough_root, ck_float, _mm256_rsqrt_ps)
CK_OF_HALVES(rounded, ck_int, _mm256_cvtps_epi32)
#undef CK_OF_HALVES

static inline CK_INLINE ck_bytes CK(levels)(const ck_floats *x) {
#define CK_WORDS(i) _mm256_cvtps_epi32(_mm256_min_ps(_mm256_set1_ps(255), (__m256)x[i]))
    return (ck_bytes)_mm256_packus_epi16(_mm256_packs_epi32(CK_WORDS(0), CK_WORDS(1)),
                                         _mm256_packs_epi32(CK_WORDS(2), CK_WORDS(3)));
#undef CK_WORDS
}
