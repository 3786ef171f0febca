/* Interleaved bytes to planar floats: the input of a network. */
static void CK(u8_planes)(size_t n, const uint8_t *restrict pixels, const uint8_t order[3], const float mean[3],
                          float scale, float *restrict out) {
    for (size_t p = 0; p < 3; p++) {
        const uint8_t *restrict source = pixels + order[p];
        float *restrict plane = out + p * n;
        float m = mean[p];
        for (size_t i = 0; i < n; i++) plane[i] = ((float)source[3 * i] - m) * scale;
    }
}
