/* Pictures by their brightness alone, in cells of some pixels: enough to see whether something moves, and where to. */

/* Adds one row's brightness to the sums of its columns. `step` and `first` are constants where this is called. */
static inline CK_INLINE void CK(add_luma)(const size_t step, const size_t first, size_t width, const uint8_t *restrict row,
                                          uint16_t *restrict sums) {
    for (size_t x = 0; x < width; x++) sums[x] = (uint16_t)(sums[x] + row[x * step + first]);
}

static void CK(u8_luma)(const struct ck_picture *p, size_t block, uint16_t *restrict sums, uint16_t *restrict out) {
    const size_t columns = p->width / block, rows = p->height / block, width = columns * block;
    const uint32_t scale = (uint32_t)((16u << 16) / (block * block));
    for (size_t y = 0; y < rows; y++, out += columns) {
        for (size_t x = 0; x < width; x++) sums[x] = 0;
        for (size_t line = y * block; line < (y + 1) * block; line++) {
            const uint8_t *row = p->bytes + line * p->bytes_per_line;
            switch (p->layout) {
            case ck_gray: CK(add_luma)(1, 0, width, row, sums); break;
            case ck_rgb: CK(add_luma)(3, 1, width, row, sums); break; /* green is most of it */
            case ck_yuyv: CK(add_luma)(2, 0, width, row, sums); break;
            case ck_nv12: CK(add_luma)(1, 0, width, row, sums); break;
            }
        }
        for (size_t x = 0; x < columns; x++) {
            uint32_t sum = 0;
            for (size_t i = 0; i < block; i++) sum += sums[x * block + i];
            out[x] = (uint16_t)((sum * scale + 0x8000) >> 16);
        }
    }
}

static size_t CK(u16_changes)(const struct ck_changes *c, size_t n, const uint16_t *restrict now,
                              const uint16_t *restrict last, const uint16_t *restrict reference, float *restrict noise,
                              uint8_t *restrict changed) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        const float value = now[i];
        const float far = __builtin_fabsf(value - reference[i]), step = __builtin_fabsf(value - last[i]);
        const uint8_t is_changed = far > c->least + c->factor * noise[i];
        const float difference = step - noise[i];
        noise[i] += c->rate * (difference < c->most ? difference : c->most);
        changed[i] = is_changed;
        count += is_changed;
    }
    return count;
}

static uint32_t CK(u16_distance)(size_t rows, size_t columns, const uint16_t *a, size_t a_stride, const uint16_t *b,
                                 size_t b_stride) {
    uint32_t sum = 0;
    for (size_t y = 0; y < rows; y++)
        for (size_t x = 0; x < columns; x++) {
            const int32_t difference = (int32_t)a[y * a_stride + x] - (int32_t)b[y * b_stride + x];
            sum += (uint32_t)(difference < 0 ? -difference : difference);
        }
    return sum;
}
