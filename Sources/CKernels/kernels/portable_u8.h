/* Products of bytes with the vectors that every target has. */

/* sum + the product of one word of a row, four bytes, with sixteen words of signed weights. */
static inline CK_INLINE ck_int16 CK(dot_u8)(ck_int16 sum, uint32_t word, ck_int16 weights) {
    CK_UNROLL for (int byte = 0; byte < 4; byte++)
        sum += ck_splat((int32_t)(word >> (8 * byte) & 255)) * ((weights << (24 - 8 * byte)) >> 24);
    return sum;
}

/* sum + the products of words, four bytes by four signed bytes. */
static inline CK_INLINE ck_words CK(dot_bytes)(ck_words sum, ck_words a, ck_words weights) {
    CK_UNROLL for (int byte = 0; byte < 4; byte++)
        sum += (a >> (8 * byte) & 255) * ((weights << (24 - 8 * byte)) >> 24);
    return sum;
}
