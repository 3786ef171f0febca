/* The kernels for AVX2 with FMA. */
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define CK_ISA avx2
#define CK_NEEDS (ck_avx2 | ck_fma)
#define CK_WIDEST 1
#define CK_ROWS_1 6
#define CK_ROWS_2 3
#define CK_ROWS_4 3
#define CK_BF16 ck_emulated
#define CK_U8 ck_composed
#define CK_OWN_U8
#include "kernels/vector.h"

/* Bytes as pairs of 16-bit numbers, since _mm256_maddubs_epi16 would saturate. */
static inline CK_INLINE __m256i half_dot_u8(__m256i sum, __m256i word, __m256i weights) {
    __m256i even = _mm256_madd_epi16(_mm256_and_si256(word, _mm256_set1_epi16(255)),
                                     _mm256_srai_epi16(_mm256_slli_epi16(weights, 8), 8));
    __m256i odd = _mm256_madd_epi16(_mm256_srli_epi16(word, 8), _mm256_srai_epi16(weights, 8));
    return _mm256_add_epi32(sum, _mm256_add_epi32(even, odd));
}

static inline CK_INLINE ck_int16 CK(dot_u8)(ck_int16 sum, uint32_t word, ck_int16 weights) {
    typedef int32_t half __attribute__((vector_size(32)));
#define CK_LOW(v) (__m256i) __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7)
#define CK_HIGH(v) (__m256i) __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15)
    __m256i a = _mm256_set1_epi32((int32_t)word);
    half low = (half)half_dot_u8(CK_LOW(sum), a, CK_LOW(weights));
    half high = (half)half_dot_u8(CK_HIGH(sum), a, CK_HIGH(weights));
    return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

#include "kernels/all.h"
#pragma clang attribute pop
#endif
