/* Products of bfloat16 with the vectors that every target has. */

/* sum + the product of one word of a row, two numbers, with sixteen words of weights. */
static inline CK_INLINE ck_float16 CK(dot_bf16)(ck_float16 sum, uint32_t word, ck_int16 weights) {
    ck_int16 a = ck_splat((int32_t)word), high = ck_splat((int32_t)0xFFFF0000u);
    sum += (ck_float16)(a << 16) * (ck_float16)(weights << 16);
    return sum + (ck_float16)(a & high) * (ck_float16)(weights & high);
}

/* Rounds to the nearest, ties to even; what is no number stays none. */
static inline CK_INLINE ck_half16 CK(to_bf16)(ck_float16 x) {
    ck_uint16 bits = (ck_uint16)x;
    ck_uint16 rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16;
    ck_uint16 is_nan = (ck_uint16)((bits & 0x7FFFFFFF) > 0x7F800000);
    return __builtin_convertvector((is_nan & ((bits >> 16) | 64)) | (~is_nan & rounded), ck_half16);
}
