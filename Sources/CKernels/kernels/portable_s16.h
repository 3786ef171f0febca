/* Products of 16-bit numbers with the vectors that every target has. */

/* sum + the product of one word of a row, two numbers, with sixteen words of weights. */
static inline CK_INLINE ck_int16 CK(dot_s16)(ck_int16 sum, uint32_t word, ck_int16 weights) {
    sum += ck_splat((int32_t)(int16_t)word) * ((weights << 16) >> 16);
    return sum + ck_splat((int32_t)word >> 16) * (weights >> 16);
}
