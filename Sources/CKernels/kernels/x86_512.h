/* x86's 32 registers of 512 bits, and what they have instructions for, whatever the products. */
#define CK_BYTES 64
#define CK_WIDEST 4
#define CK_ROWS_1 6
#define CK_ROWS_2 12
#define CK_ROWS_4 6
#define CK_AHEAD 2048
#define CK_OWN_ROOT
#define CK_OWN_ROUND
#define CK_OWN_LEVELS
#include "vector.h"

static inline CK_INLINE ck_float16 CK(rough_root)(ck_float16 x) { return (ck_float16)_mm512_rsqrt14_ps((__m512)x); }

static inline CK_INLINE ck_int16 CK(rounded)(ck_float16 x) { return (ck_int16)_mm512_cvtps_epi32((__m512)x); }

static inline CK_INLINE ck_bytes CK(levels)(const ck_floats *x) {
#define CK_WORDS(i) _mm512_cvtps_epi32(_mm512_min_ps(_mm512_set1_ps(255), (__m512)x[i]))
    return (ck_bytes)_mm512_packus_epi16(_mm512_packs_epi32(CK_WORDS(0), CK_WORDS(1)),
                                         _mm512_packs_epi32(CK_WORDS(2), CK_WORDS(3)));
#undef CK_WORDS
}
