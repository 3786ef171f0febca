/* The kernels for AVX-512 (F, VL, BW, DQ). */
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,fma,avx512f,avx512vl,avx512bw,avx512dq"))),         \
                             apply_to = function)
#define CK_ISA avx512
#define CK_NEEDS (ck_avx2 | ck_fma | ck_avx512)
#define CK_BF16 ck_emulated
#define CK_F16 ck_emulated
#define CK_S16 ck_composed
#define CK_U8 ck_composed
#define CK_U8_RUN 2
#define CK_RUN_LANES 16
#define CK_OWN_S16
#include "kernels/x86_512.h"

static inline CK_INLINE ck_int16 CK(dot_s16)(ck_int16 sum, uint32_t word, ck_int16 weights) {
    return sum + (ck_int16)_mm512_madd_epi16((__m512i)weights, _mm512_set1_epi32((int32_t)word));
}

typedef int32_t ck_run __attribute__((vector_size(64), aligned(4)));

static inline CK_INLINE ck_run CK(run_word)(uint32_t word) { return (ck_run)_mm512_set1_epi32((int32_t)word); }

static inline CK_INLINE ck_run CK(pairs)(ck_run a, ck_run w) { return (ck_run)_mm512_maddubs_epi16((__m512i)a, (__m512i)w); }

static inline CK_INLINE ck_run CK(add_pairs)(ck_run a, ck_run b) { return (ck_run)_mm512_add_epi16((__m512i)a, (__m512i)b); }

static inline CK_INLINE ck_run CK(add_fours)(ck_run sum, ck_run pairs) {
    return sum + (ck_run)_mm512_madd_epi16((__m512i)pairs, _mm512_set1_epi16(1));
}

#include "kernels/all.h"
#pragma clang attribute pop
#endif
