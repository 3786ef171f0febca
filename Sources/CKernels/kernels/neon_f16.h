/* Half floats with AArch64's arithmetic of them (FEAT_FP16). */
#define CK_OWN_F16

typedef _Float16 ck_halves __attribute__((vector_size(64)));

/* Every lane rounds once: the compiler makes one instruction of each product and sum. */
static inline CK_INLINE ck_halves CK(dot_f16)(ck_halves sums, uint32_t word, ck_int16 weights) {
    return sums + (ck_halves)ck_splat((int32_t)word) * (ck_halves)weights;
}

static inline CK_INLINE ck_float16 CK(sum_f16)(ck_halves sums) {
    const ck_int16 words = (ck_int16)sums;
#define CK_HALVES(i) (float16x8_t)CK_QUARTER(words, i)
    const float16x8_t low = vpaddq_f16(CK_HALVES(0), CK_HALVES(1)), high = vpaddq_f16(CK_HALVES(2), CK_HALVES(3));
#undef CK_HALVES
    return CK_JOIN_QUARTERS(vcvt_f32_f16(vget_low_f16(low)), vcvt_high_f32_f16(low), vcvt_f32_f16(vget_low_f16(high)),
                            vcvt_high_f32_f16(high));
}

static inline CK_INLINE ck_half16 CK(to_f16)(ck_float16 x) {
    typedef _Float16 halves __attribute__((vector_size(32)));
    return (ck_half16)__builtin_convertvector(x, halves);
}
