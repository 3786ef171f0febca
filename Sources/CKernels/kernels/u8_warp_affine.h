/* OpenCV's 8-bit warpAffine: positions in 1/32 pixel, weights that sum to 32768, outside black
 * (imgproc/src/imgwarp.cpp). */

/* A source coordinate as OpenCV sees it: a 32-bit number of 1/32 pixels; far outside saturates. */
static inline long CK(saturated)(double v) {
    if (!(v > -2147483648.0)) return -2147483647L - 1;
    if (v > 2147483647.0) return 2147483647L;
    return __builtin_lrint(v);
}

static void CK(u8_warp_affine)(size_t width, size_t height, const uint8_t *restrict in, const double inverse[6],
                               size_t out_width, size_t out_height, uint8_t *restrict out) {
    const long w = (long)width, h = (long)height;
    const uint8_t *end = in + width * height * 3;
    for (size_t y = 0; y < out_height; y++) {
        long x_base = CK(saturated)((inverse[1] * (double)y + inverse[2]) * 1024) + 16;
        long y_base = CK(saturated)((inverse[4] * (double)y + inverse[5]) * 1024) + 16;
        for (size_t x = 0; x < out_width; x++) {
            long sx = (x_base + CK(saturated)(inverse[0] * (double)x * 1024)) >> 5;
            long sy = (y_base + CK(saturated)(inverse[3] * (double)x * 1024)) >> 5;
            long px = sx >> 5, py = sy >> 5;
            int32_t fx = (int32_t)(sx & 31), fy = (int32_t)(sy & 31);
            int32_t weights[4] = {(32 - fx) * (32 - fy) * 32, fx * (32 - fy) * 32, (32 - fx) * fy * 32,
                                  fx * fy * 32};
            ck_int4 sum = {16384, 16384, 16384, 0};
            for (int corner = 0; corner < 4; corner++) {
                long cx = px + (corner & 1), cy = py + (corner >> 1);
                if (cx < 0 || cy < 0 || cx >= w || cy >= h) continue;
                sum += ck_pixel(in + ((size_t)cy * width + (size_t)cx) * 3, end) * weights[corner];
            }
            ck_byte4 pixel = __builtin_convertvector(sum >> 15, ck_byte4);
            __builtin_memcpy(out, &pixel, 3);
            out += 3;
        }
    }
}
