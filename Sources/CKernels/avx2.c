/* The kernels for AVX2 with FMA. */
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define CK_ISA avx2
#define CK_NEEDS (ck_avx2 | ck_fma)
#define CK_BF16 ck_emulated
#define CK_F16 ck_emulated
#define CK_S16 ck_composed
#define CK_U8 ck_composed
#define CK_U8_RUN 2
#define CK_RUN_LANES 8
#define CK_OWN_S16
#include "kernels/x86_256.h"

static inline CK_INLINE ck_int16 CK(dot_s16)(ck_int16 sum, uint32_t word, ck_int16 weights) {
    typedef int32_t half __attribute__((vector_size(32)));
    const __m256i a = _mm256_set1_epi32((int32_t)word);
    half low = (half)_mm256_madd_epi16((__m256i)__builtin_shufflevector(weights, weights, 0, 1, 2, 3, 4, 5, 6, 7), a);
    half high = (half)_mm256_madd_epi16((__m256i)__builtin_shufflevector(weights, weights, 8, 9, 10, 11, 12, 13, 14, 15), a);
    return sum + (ck_int16)__builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

typedef int32_t ck_run __attribute__((vector_size(32), aligned(4)));

static inline CK_INLINE ck_run CK(run_word)(uint32_t word) { return (ck_run)_mm256_set1_epi32((int32_t)word); }

static inline CK_INLINE ck_run CK(pairs)(ck_run a, ck_run w) { return (ck_run)_mm256_maddubs_epi16((__m256i)a, (__m256i)w); }

static inline CK_INLINE ck_run CK(add_pairs)(ck_run a, ck_run b) { return (ck_run)_mm256_add_epi16((__m256i)a, (__m256i)b); }

static inline CK_INLINE ck_run CK(add_fours)(ck_run sum, ck_run pairs) {
    return sum + (ck_run)_mm256_madd_epi16((__m256i)pairs, _mm256_set1_epi16(1));
}

#include "kernels/all.h"
#pragma clang attribute pop
#endif
