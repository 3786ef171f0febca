/* Bytes of a photo to the floats of a network's input. */
static void CK(u8_pixels)(size_t n, const uint8_t *restrict photo, const uint8_t order[3], const float mean[3],
                          const float scale[3], float *restrict out) {
    /* A copy, so that the compiler knows that the order is one of a few. */
    const uint8_t first = order[0], second = order[1], third = order[2];
    for (size_t i = 0; i < n; i++) {
        out[3 * i] = ((float)photo[3 * i + first] - mean[0]) * scale[0];
        out[3 * i + 1] = ((float)photo[3 * i + second] - mean[1]) * scale[1];
        out[3 * i + 2] = ((float)photo[3 * i + third] - mean[2]) * scale[2];
    }
}
