/* The kernels for AArch64 with its dot product (FEAT_DotProd). */
#if defined(__aarch64__)
#include <arm_neon.h>
#pragma clang attribute push(__attribute__((target("dotprod"))), apply_to = function)
#define CK_ISA neon
#define CK_NEEDS (ck_dotprod)
#define CK_WIDEST 1
#define CK_ROWS_1 6
#define CK_ROWS_2 3
#define CK_ROWS_4 3
#define CK_AHEAD 4096
#define CK_BF16 ck_emulated
#define CK_S16 ck_emulated
#define CK_U8 ck_composed
#define CK_U8_RUN 0
#define CK_OWN_U8
#include "kernels/vector.h"

/* NEON multiplies signed by signed: a byte is 128 more than its signed form, and what the 128 add is the same for
 * every row of a tile, so that the compiler computes it once. */
static inline CK_INLINE ck_int16 CK(dot_u8)(ck_int16 sum, uint32_t word, ck_int16 weights) {
    int8x16_t a = vreinterpretq_s8_u32(vdupq_n_u32(word ^ 0x80808080u)), offset = vdupq_n_s8(-128);
    CK_UNROLL for (int quarter = 0; quarter < 4; quarter++) {
        int32x4_t part = {sum[4 * quarter], sum[4 * quarter + 1], sum[4 * quarter + 2], sum[4 * quarter + 3]};
        int32x4_t bits = {weights[4 * quarter], weights[4 * quarter + 1], weights[4 * quarter + 2],
                          weights[4 * quarter + 3]};
        int8x16_t w = vreinterpretq_s8_s32(bits);
        part = vsubq_s32(vdotq_s32(part, a, w), vdotq_s32(vdupq_n_s32(0), offset, w));
        for (int lane = 0; lane < 4; lane++) sum[4 * quarter + lane] = part[lane];
    }
    return sum;
}

#include "kernels/all.h"
#pragma clang attribute pop
#endif
