/* The kernels for AArch64 with its dot product (FEAT_DotProd) and arithmetic of half floats (FEAT_FP16), which processors
 * have together. */
#if defined(__aarch64__)
#include <arm_neon.h>
#pragma clang attribute push(__attribute__((target("dotprod,fullfp16"))), apply_to = function)
#define CK_ISA neondot
#define CK_NEEDS (ck_dotprod | ck_fp16)
#define CK_BF16 ck_emulated
#define CK_F16 ck_native
#define CK_S16 ck_emulated
#define CK_U8 ck_native
#define CK_U8_RUN 0
#define CK_U8_SIGNED
#define CK_OWN_U8
#include "kernels/neon.h"
#include "kernels/neon_f16.h"

/* Multiplies signed by signed: 128 less than each byte. */
static inline CK_INLINE ck_int16 CK(dot_u8)(ck_int16 sum, uint32_t word, ck_int16 weights) {
    const int8x16_t a = vreinterpretq_s8_u32(vdupq_n_u32(word ^ 0x80808080u));
#define CK_DOT(i) vdotq_s32((int32x4_t)CK_QUARTER(sum, i), a, (int8x16_t)CK_QUARTER(weights, i))
    return CK_JOIN_QUARTERS(CK_DOT(0), CK_DOT(1), CK_DOT(2), CK_DOT(3));
}

static inline CK_INLINE ck_words CK(dot_bytes)(ck_words sum, ck_words a, ck_words weights) {
    const int8x16_t less = veorq_s8((int8x16_t)a, vdupq_n_s8(-128));
    return (ck_words)vdotq_s32((int32x4_t)sum, less, (int8x16_t)weights);
}

#include "kernels/all.h"
#pragma clang attribute pop
#endif
