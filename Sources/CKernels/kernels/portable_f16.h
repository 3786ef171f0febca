/* Half floats with the vectors that every target has: floats that are rounded as halves would be. */

typedef struct {
    ck_float16 first, second;
} ck_halves;

/* A half in the low bits of each lane as a float: its exponent counts from -14, where a float's of the same bits does from
 * -126. */
static inline CK_INLINE ck_float16 CK(of_f16)(ck_int16 bits) {
    const ck_float16 size = (ck_float16)((bits & 0x7FFF) << 13) * 0x1p112f;
    return (ck_float16)((ck_int16)size | (bits & 0x8000) << 16);
}

/* Rounds to a half's eleven bits (Dekker, A Floating-Point Technique for Extending the Available Precision, 1971). */
static inline CK_INLINE ck_float16 CK(round_f16)(ck_float16 x) {
    const ck_float16 large = x * 8193;
    const ck_float16 rest = large - x;
    return large - rest;
}

static inline CK_INLINE ck_halves CK(dot_f16)(ck_halves sums, uint32_t word, ck_int16 weights) {
    const ck_int16 a = ck_splat((int32_t)word);
    sums.first = CK(round_f16)(sums.first + CK(of_f16)(a) * CK(of_f16)(weights));
    sums.second = CK(round_f16)(sums.second + CK(of_f16)(a >> 16) * CK(of_f16)(weights >> 16));
    return sums;
}

static inline CK_INLINE ck_float16 CK(sum_f16)(ck_halves sums) { return CK(round_f16)(sums.first + sums.second); }

static inline CK_INLINE ck_half16 CK(to_f16)(ck_float16 x) {
    const ck_uint16 sign = (ck_uint16)x & 0x80000000, size = (ck_uint16)((ck_float16)((ck_uint16)x & 0x7FFFFFFF) * 0x1p-112f);
    return __builtin_convertvector(sign >> 16 | (size + 0xFFF + (size >> 13 & 1)) >> 13, ck_half16);
}
