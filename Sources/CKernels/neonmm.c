/* The kernels for AArch64 with products of mixed signs (FEAT_I8MM) and of bfloat16 (FEAT_BF16), which came together. */
#if defined(__aarch64__)
#include <arm_neon.h>
#pragma clang attribute push(__attribute__((target("dotprod,fullfp16,i8mm,bf16"))), apply_to = function)
#define CK_ISA neonmm
#define CK_NEEDS (ck_dotprod | ck_fp16 | ck_i8mm | ck_bf16dot)
#define CK_BF16 ck_native
#define CK_F16 ck_native
#define CK_S16 ck_emulated
#define CK_U8 ck_native
#define CK_U8_RUN 0
#define CK_OWN_BF16
#define CK_OWN_U8
#include "kernels/neon.h"
#include "kernels/neon_f16.h"

static inline CK_INLINE ck_float16 CK(dot_bf16)(ck_float16 sum, uint32_t word, ck_int16 weights) {
    const bfloat16x8_t a = vreinterpretq_bf16_u32(vdupq_n_u32(word));
#define CK_DOT(i) vbfdotq_f32((float32x4_t)CK_QUARTER(sum, i), a, (bfloat16x8_t)CK_QUARTER(weights, i))
    return CK_JOIN_QUARTERS(CK_DOT(0), CK_DOT(1), CK_DOT(2), CK_DOT(3));
#undef CK_DOT
}

static inline CK_INLINE ck_half16 CK(to_bf16)(ck_float16 x) {
#define CK_HALVES(i) (ck_half8) vcvtq_high_bf16_f32(vcvtq_low_bf16_f32((float32x4_t)CK_QUARTER(x, i)), \
                                                    (float32x4_t)CK_QUARTER(x, i + 1))
    typedef uint16_t ck_half8 __attribute__((vector_size(16)));
    const ck_half8 low = CK_HALVES(0), high = CK_HALVES(2);
    return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

static inline CK_INLINE ck_int16 CK(dot_u8)(ck_int16 sum, uint32_t word, ck_int16 weights) {
    const uint8x16_t a = vreinterpretq_u8_u32(vdupq_n_u32(word));
#define CK_DOT(i) vusdotq_s32((int32x4_t)CK_QUARTER(sum, i), a, (int8x16_t)CK_QUARTER(weights, i))
    return CK_JOIN_QUARTERS(CK_DOT(0), CK_DOT(1), CK_DOT(2), CK_DOT(3));
}

static inline CK_INLINE ck_words CK(dot_bytes)(ck_words sum, ck_words a, ck_words weights) {
    return (ck_words)vusdotq_s32((int32x4_t)sum, (uint8x16_t)a, (int8x16_t)weights);
}

#include "kernels/all.h"
#pragma clang attribute pop
#endif
