/* Video frames in planes to RGB. */

/* What a pixel's colors are in 1/65536, before they are clipped: of vectors or of numbers. */
#define CK_RED(c, luma, u, v) ((luma) + (v) * (c)->red_of_v)
#define CK_GREEN(c, luma, u, v) ((luma) - (u) * (c)->green_of_u - (v) * (c)->green_of_v)
#define CK_BLUE(c, luma, u, v) ((luma) + (u) * (c)->blue_of_u)

/* One row; `halves` (two pixels of it share their color) and `colors` are constants where this is called. */
static inline CK_INLINE void CK(planes_row)(const int halves, const int colors, const struct ck_planes *p,
                                            const uint8_t *restrict luma, const uint8_t *restrict blue,
                                            const uint8_t *restrict red, uint8_t *restrict out) {
    size_t x = 0;
    for (; x + 16 <= p->width; x += 16) {
        ck_int16 y = (__builtin_convertvector(*(const ck_byte16 *)(luma + x), ck_int16) - p->offset) * p->gain + 0x8000;
        ck_int16 u = {0}, v = {0};
        if (colors) {
            ck_byte16 b = {0}, r = {0};
            if (halves) {
                __builtin_memcpy(&b, blue + x / 2, 8);
                __builtin_memcpy(&r, red + x / 2, 8);
                b = __builtin_shufflevector(b, b, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
                r = __builtin_shufflevector(r, r, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
            } else {
                b = *(const ck_byte16 *)(blue + x);
                r = *(const ck_byte16 *)(red + x);
            }
            u = __builtin_convertvector(b, ck_int16) - 128;
            v = __builtin_convertvector(r, ck_int16) - 128;
        }
        CK(store_rgb)(__builtin_convertvector(CK_RED(p, y, u, v) >> 16, ck_short16),
                      __builtin_convertvector(CK_GREEN(p, y, u, v) >> 16, ck_short16),
                      __builtin_convertvector(CK_BLUE(p, y, u, v) >> 16, ck_short16), out + 3 * x);
    }
    for (; x < p->width; x++) {
        int32_t y = (luma[x] - p->offset) * p->gain + 0x8000, u = 0, v = 0;
        if (colors) u = blue[halves ? x / 2 : x] - 128, v = red[halves ? x / 2 : x] - 128;
        out[3 * x] = CK(clip)(CK_RED(p, y, u, v) >> 16);
        out[3 * x + 1] = CK(clip)(CK_GREEN(p, y, u, v) >> 16);
        out[3 * x + 2] = CK(clip)(CK_BLUE(p, y, u, v) >> 16);
    }
}

static void CK(u8_planes)(const struct ck_planes *p, uint8_t *restrict out) {
    const size_t across = p->halves_width ? (p->width + 1) / 2 : p->width;
    for (size_t line = 0; line < p->height; line++, out += 3 * p->width) {
        const uint8_t *luma = p->luma + line * p->width;
        if (!p->blue) {
            CK(planes_row)(0, 0, p, luma, luma, luma, out);
            continue;
        }
        const size_t first = (p->halves_height ? line / 2 : line) * across;
        if (p->halves_width) CK(planes_row)(1, 1, p, luma, p->blue + first, p->red + first, out);
        else CK(planes_row)(0, 1, p, luma, p->blue + first, p->red + first, out);
    }
}

#undef CK_RED
#undef CK_GREEN
#undef CK_BLUE
