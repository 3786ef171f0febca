/* The kernels for AVX-512 (F, VL, BW, DQ). */
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,fma,avx512f,avx512vl,avx512bw,avx512dq"))),         \
                             apply_to = function)
#define CK_ISA avx512
#define CK_NEEDS (ck_avx2 | ck_fma | ck_avx512)
#define CK_WIDEST 4
#define CK_ROWS_1 6
#define CK_ROWS_2 12
#define CK_ROWS_4 6
#define CK_BF16 ck_emulated
#define CK_U8 ck_composed
#define CK_OWN_U8
#include "kernels/vector.h"

/* Bytes as pairs of 16-bit numbers, since _mm512_maddubs_epi16 would saturate. */
static inline CK_INLINE ck_int16 CK(dot_u8)(ck_int16 sum, uint32_t word, ck_int16 weights) {
    __m512i a = _mm512_set1_epi32((int32_t)word), w = (__m512i)weights;
    __m512i even = _mm512_madd_epi16(_mm512_and_si512(a, _mm512_set1_epi16(255)),
                                     _mm512_srai_epi16(_mm512_slli_epi16(w, 8), 8));
    __m512i odd = _mm512_madd_epi16(_mm512_srli_epi16(a, 8), _mm512_srai_epi16(w, 8));
    return sum + (ck_int16)_mm512_add_epi32(even, odd);
}

#include "kernels/all.h"
#pragma clang attribute pop
#endif
