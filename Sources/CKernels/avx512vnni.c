/* The kernels for AVX-512 with VNNI and BF16. */
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(                                                                                \
    __attribute__((target("avx2,fma,avx512f,avx512vl,avx512bw,avx512dq,avx512vnni,avx512bf16"))), apply_to = function)
#define CK_ISA avx512vnni
#define CK_NEEDS (ck_avx2 | ck_fma | ck_avx512 | ck_avx512_vnni | ck_avx512_bf16)
#define CK_BF16 ck_native
#define CK_F16 ck_emulated
#define CK_S16 ck_native
#define CK_U8 ck_native
#define CK_U8_RUN 0
#define CK_OWN_BF16
#define CK_OWN_U8
#define CK_OWN_S16
#include "kernels/x86_512.h"

static inline CK_INLINE ck_float16 CK(dot_bf16)(ck_float16 sum, uint32_t word, ck_int16 weights) {
    return (ck_float16)_mm512_dpbf16_ps((__m512)sum, (__m512bh)_mm512_set1_epi32((int32_t)word), (__m512bh)weights);
}

static inline CK_INLINE ck_half16 CK(to_bf16)(ck_float16 x) { return (ck_half16)_mm512_cvtneps_pbh((__m512)x); }

static inline CK_INLINE ck_int16 CK(dot_s16)(ck_int16 sum, uint32_t word, ck_int16 weights) {
    return (ck_int16)_mm512_dpwssd_epi32((__m512i)sum, _mm512_set1_epi32((int32_t)word), (__m512i)weights);
}

static inline CK_INLINE ck_int16 CK(dot_u8)(ck_int16 sum, uint32_t word, ck_int16 weights) {
    return (ck_int16)_mm512_dpbusd_epi32((__m512i)sum, _mm512_set1_epi32((int32_t)word), (__m512i)weights);
}

static inline CK_INLINE ck_words CK(dot_bytes)(ck_words sum, ck_words a, ck_words weights) {
    return (ck_words)_mm512_dpbusd_epi32((__m512i)sum, (__m512i)a, (__m512i)weights);
}

#include "kernels/all.h"
#pragma clang attribute pop
#endif
