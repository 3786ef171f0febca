/* Pixels of floats to the words that a product reads. */

#ifndef CK_OWN_ROUND
/* The nearest whole numbers, ties to even, of numbers below 2^31. */
static inline CK_INLINE ck_int16 CK(rounded)(ck_float16 x) {
    return __builtin_convertvector(__builtin_elementwise_rint(x), ck_int16);
}
#endif

/* Rounds, and clips to what rows of ck_s16 hold; what is no number becomes a limit. */
static inline CK_INLINE ck_half16 CK(to_s16)(ck_float16 x) {
    x = ck_minimum(ck_maximum(x, (ck_float16){0} - ck_most_s16), (ck_float16){0} + ck_most_s16);
    return __builtin_convertvector(CK(rounded)(x), ck_half16);
}

/* Clips to what rows of ck_f16 hold, and rounds; what is no number becomes a limit. */
static inline CK_INLINE ck_half16 CK(to_clipped_f16)(ck_float16 x) {
    return CK(to_f16)(ck_minimum(ck_maximum(x, (ck_float16){0} - ck_most_f16), (ck_float16){0} + ck_most_f16));
}

/* Sixteen floats as numbers of a kind. */
static inline CK_INLINE void CK(convert_vector)(const enum ck_number number, ck_float16 x, float scale, float zero,
                                                void *out) {
    if (number == ck_bf16) {
        ck_half16 halves = CK(to_bf16)(x);
        __builtin_memcpy(out, &halves, sizeof halves);
        return;
    }
    if (number == ck_f16 || number == ck_s16) {
        x = x * scale + zero;
        ck_half16 halves = number == ck_f16 ? CK(to_clipped_f16)(x) : CK(to_s16)(x);
        __builtin_memcpy(out, &halves, sizeof halves);
        return;
    }
    /* What is no number becomes 0: the larger of it and a number is the number. */
    x = ck_minimum(ck_maximum(x * scale + zero, (ck_float16){0}), (ck_float16){0} + 255);
    ck_byte16 levels = __builtin_convertvector(CK(rounded)(x), ck_byte16);
    __builtin_memcpy(out, &levels, sizeof levels);
}

/* `number` is a constant where this is called. */
static inline CK_INLINE void CK(convert_pixels)(const enum ck_number number, size_t pixels, size_t channels,
                                                float scale, float zero, const float *in, size_t stride, char *out,
                                                size_t pixel_bytes) {
    const size_t size = number == ck_u8 ? 1 : 2, whole = channels / 16 * 16, rest = channels - whole;
    for (size_t pixel = 0; pixel < pixels; pixel++, in += stride, out += pixel_bytes) {
        for (size_t c = 0; c < whole; c += 16)
            CK(convert_vector)(number, ck_load(in + c), scale, zero, out + c * size);
        if (rest == 0) continue;
        float lanes[16] = {0};
        char words[64];
        __builtin_memcpy(lanes, in + whole, rest * 4);
        CK(convert_vector)(number, ck_load(lanes), scale, zero, words);
        __builtin_memcpy(out + whole * size, words, (rest * size + 3) / 4 * 4);
    }
}

static void CK(convert)(enum ck_number number, size_t pixels, size_t channels, float scale, float zero,
                        const float *in, size_t stride, void *out, size_t pixel_bytes) {
    if (number == ck_bf16) {
        CK(convert_pixels)(ck_bf16, pixels, channels, scale, zero, in, stride, out, pixel_bytes);
    } else if (number == ck_f16) {
        CK(convert_pixels)(ck_f16, pixels, channels, scale, zero, in, stride, out, pixel_bytes);
    } else if (number == ck_s16) {
        CK(convert_pixels)(ck_s16, pixels, channels, scale, zero, in, stride, out, pixel_bytes);
    } else if (number == ck_u8) {
        CK(convert_pixels)(ck_u8, pixels, channels, scale, zero, in, stride, out, pixel_bytes);
    } else {
        for (size_t pixel = 0; pixel < pixels; pixel++)
            __builtin_memcpy((char *)out + pixel * pixel_bytes, in + pixel * stride, channels * 4);
    }
}
