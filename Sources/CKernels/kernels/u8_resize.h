/* OpenCV's 8-bit INTER_LINEAR resize: 11-bit weights, rows kept as 32-bit sums (imgproc/src/resize.cpp).
 * Only columns clamp their fraction at the border; rows keep it and clamp the two row indices. */

/* One source row, horizontally interpolated: out[3 * out_width], values times 2048. A pixel is a vector; each overwrites
 * what its neighbor's last lane left, and the last one needs a place for that. */
static inline CK_INLINE void CK(resize_row)(const uint8_t *row, size_t width, size_t out_width,
                                            const int32_t *index, const int32_t *weight, int32_t *out) {
    const uint8_t *end = row + 3 * width;
    for (size_t x = 0; x < out_width; x++) {
        int32_t w1 = weight[x], w0 = 2048 - w1;
        *(ck_int4 *)(out + 3 * x) = ck_pixel(row + index[2 * x], end) * w0 + ck_pixel(row + index[2 * x + 1], end) * w1;
    }
}

static void CK(u8_resize)(const struct ck_picture *in, size_t out_width, size_t out_height, int32_t *restrict scratch,
                          uint8_t *restrict room, uint8_t *restrict out) {
    const size_t width = in->width, height = in->height;
    int32_t *index = scratch, *weight = index + 2 * out_width;
    int32_t *upper = weight + out_width, *lower = upper + 3 * out_width + 1;
    for (size_t x = 0; x < out_width; x++) {
        float f = (float)(((double)x + 0.5) * ((double)width / (double)out_width) - 0.5);
        long i = (long)__builtin_floorf(f);
        f -= (float)i;
        if (i < 0) i = 0, f = 0;
        if (i >= (long)width - 1) i = (long)width - 1, f = 0;
        index[2 * x] = (int32_t)(3 * i);
        index[2 * x + 1] = (int32_t)(3 * (i + 1 < (long)width ? i + 1 : i));
        weight[x] = (int32_t)__builtin_rintf(f * 2048);
    }
    long have_upper = -1, have_lower = -1;
    for (size_t y = 0; y < out_height; y++) {
        float f = (float)(((double)y + 0.5) * ((double)height / (double)out_height) - 0.5);
        long i = (long)__builtin_floorf(f);
        f -= (float)i;
        int32_t w1 = (int32_t)__builtin_rintf(f * 2048), w0 = (int32_t)__builtin_rintf((1 - f) * 2048);
        long last = (long)height - 1;
        long top = i < 0 ? 0 : i > last ? last : i, bottom = i + 1 < 0 ? 0 : i + 1 > last ? last : i + 1;
        if (top == have_lower) {
            int32_t *swap = upper;
            upper = lower, lower = swap;
            have_lower = have_upper, have_upper = top;
        }
        if (top != have_upper)
            CK(resize_row)(CK(rgb_row)(in, (size_t)top, room), width, out_width, index, weight, upper);
        if (bottom != have_lower)
            CK(resize_row)(CK(rgb_row)(in, (size_t)bottom, room), width, out_width, index, weight, lower);
        have_upper = top, have_lower = bottom;
        uint8_t *restrict row = out + y * out_width * 3;
        for (size_t x = 0; x < 3 * out_width; x++) {
            int32_t v = (((w0 * (upper[x] >> 4)) >> 16) + ((w1 * (lower[x] >> 4)) >> 16) + 2) >> 2;
            row[x] = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
        }
    }
}
