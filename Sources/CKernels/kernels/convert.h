/* Pixels of floats to the words that a product reads. */
static void CK(convert)(enum ck_number number, size_t pixels, size_t channels, float scale, float zero,
                        const float *in, size_t stride, void *out, size_t pixel_bytes) {
    size_t size = number == ck_f32 ? 4 : number == ck_bf16 ? 2 : 1, filled = (channels * size + 3) / 4 * 4;
    for (size_t pixel = 0; pixel < pixels; pixel++, in += stride) {
        char *target = (char *)out + pixel * pixel_bytes;
        size_t c = 0;
        if (number == ck_f32) {
            __builtin_memcpy(target, in, channels * 4);
            continue;
        }
        for (; c < channels; c += 16) {
            float lanes[16] = {0};
            const float *source = in + c;
            size_t count = channels - c < 16 ? channels - c : 16;
            if (count < 16) {
                __builtin_memcpy(lanes, source, count * 4);
                source = lanes;
            }
            ck_float16 x = ck_load(source);
            size_t bytes = filled - c * size < 16 * size ? filled - c * size : 16 * size;
            if (number == ck_bf16) {
                ck_half16 halves = CK(to_bf16)(x);
                __builtin_memcpy(target + c * 2, &halves, bytes);
            } else {
                x = __builtin_elementwise_rint(x * scale + zero);
                /* What is no number becomes 0: comparisons with it are false. */
                x = ck_maximum(x, (ck_float16){0});
                x = __builtin_elementwise_min(x, (ck_float16){0} + 255);
                ck_byte16 levels = __builtin_convertvector(__builtin_convertvector(x, ck_int16), ck_byte16);
                __builtin_memcpy(target + c, &levels, bytes);
            }
        }
    }
}
