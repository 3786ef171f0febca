/* Video pictures to RGB, with libv4l2's arithmetic (libv4lconvert/rgbyuv.c), which has full-range BT.601 in two roundings:
 * one for YUYV, another for NV12. */

typedef int16_t ck_short16 __attribute__((vector_size(32), aligned(2)));

/* Sixteen pixels of three bytes each. */
static inline CK_INLINE void CK(store_rgb)(ck_short16 red, ck_short16 green, ck_short16 blue, uint8_t *out) {
    const ck_short16 zero = {0}, most = zero + 255;
    ck_byte16 r = __builtin_convertvector(__builtin_elementwise_min(__builtin_elementwise_max(red, zero), most), ck_byte16);
    ck_byte16 g = __builtin_convertvector(__builtin_elementwise_min(__builtin_elementwise_max(green, zero), most), ck_byte16);
    ck_byte16 b = __builtin_convertvector(__builtin_elementwise_min(__builtin_elementwise_max(blue, zero), most), ck_byte16);
    /* Red and green of three pixels side by side, then the blue between them: two shuffles a register. */
    ck_byte16 first = __builtin_shufflevector(r, g, 0, 16, 0, 1, 17, 0, 2, 18, 0, 3, 19, 0, 4, 20, 0, 5);
    ck_byte16 second = __builtin_shufflevector(r, g, 21, 0, 6, 22, 0, 7, 23, 0, 8, 24, 0, 9, 25, 0, 10, 26);
    ck_byte16 third = __builtin_shufflevector(r, g, 0, 11, 27, 0, 12, 28, 0, 13, 29, 0, 14, 30, 0, 15, 31, 0);
    *(ck_byte16 *)out = __builtin_shufflevector(first, b, 0, 1, 16, 3, 4, 17, 6, 7, 18, 9, 10, 19, 12, 13, 20, 15);
    *(ck_byte16 *)(out + 16) = __builtin_shufflevector(second, b, 0, 21, 2, 3, 22, 5, 6, 23, 8, 9, 24, 11, 12, 25, 14, 15);
    *(ck_byte16 *)(out + 32) = __builtin_shufflevector(third, b, 26, 1, 2, 27, 4, 5, 28, 7, 8, 29, 10, 11, 30, 13, 14, 31);
}

static inline uint8_t CK(clip)(int32_t x) { return (uint8_t)(x < 0 ? 0 : x > 255 ? 255 : x); }

/* One row of YUYV: two pixels share four bytes. The width is even. */
static inline CK_INLINE void CK(yuyv_row)(size_t width, const uint8_t *restrict in, uint8_t *restrict out) {
    typedef uint8_t bytes32 __attribute__((vector_size(32), aligned(1)));
    size_t x = 0;
    for (; x + 16 <= width; x += 16) {
        bytes32 b = *(const bytes32 *)(in + 2 * x);
        ck_byte16 luma = __builtin_shufflevector(b, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
        ck_byte16 blue = __builtin_shufflevector(b, b, 1, 1, 5, 5, 9, 9, 13, 13, 17, 17, 21, 21, 25, 25, 29, 29);
        ck_byte16 red = __builtin_shufflevector(b, b, 3, 3, 7, 7, 11, 11, 15, 15, 19, 19, 23, 23, 27, 27, 31, 31);
        ck_short16 y = __builtin_convertvector(luma, ck_short16);
        ck_short16 u = __builtin_convertvector(blue, ck_short16) - 128, v = __builtin_convertvector(red, ck_short16) - 128;
        CK(store_rgb)(y + ((v * 3) >> 1), y - ((u * 3 + v * 6) >> 3), y + ((u * 129) >> 6), out + 3 * x);
    }
    for (; x < width; x++) {
        const uint8_t *pair = in + 2 * (x & ~(size_t)1);
        int32_t y = in[2 * x], u = pair[1] - 128, v = pair[3] - 128;
        out[3 * x] = CK(clip)(y + ((v * 3) >> 1));
        out[3 * x + 1] = CK(clip)(y - ((u * 3 + v * 6) >> 3));
        out[3 * x + 2] = CK(clip)(y + ((u * 129) >> 6));
    }
}

/* One row of NV12: a row of luma, and one of chroma for two of them, whose pairs belong to two pixels. */
static inline CK_INLINE void CK(nv12_row)(size_t width, const uint8_t *restrict luma, const uint8_t *restrict chroma,
                                          uint8_t *restrict out) {
    size_t x = 0;
    for (; x + 16 <= width; x += 16) {
        ck_byte16 c = *(const ck_byte16 *)(chroma + x);
        ck_byte16 blue = __builtin_shufflevector(c, c, 0, 0, 2, 2, 4, 4, 6, 6, 8, 8, 10, 10, 12, 12, 14, 14);
        ck_byte16 red = __builtin_shufflevector(c, c, 1, 1, 3, 3, 5, 5, 7, 7, 9, 9, 11, 11, 13, 13, 15, 15);
        ck_short16 y = __builtin_convertvector(*(const ck_byte16 *)(luma + x), ck_short16);
        ck_int16 u = __builtin_convertvector(blue, ck_int16) - 128, v = __builtin_convertvector(red, ck_int16) - 128;
        CK(store_rgb)(y + __builtin_convertvector((v * 1436) >> 10, ck_short16),
                      y - __builtin_convertvector((u * 352 + v * 731) >> 10, ck_short16),
                      y + __builtin_convertvector((u * 1814) >> 10, ck_short16), out + 3 * x);
    }
    for (; x < width; x++) {
        const uint8_t *pair = chroma + (x & ~(size_t)1);
        int32_t y = luma[x], u = pair[0] - 128, v = pair[1] - 128;
        out[3 * x] = CK(clip)(y + ((v * 1436) >> 10));
        out[3 * x + 1] = CK(clip)(y - ((u * 352 + v * 731) >> 10));
        out[3 * x + 2] = CK(clip)(y + ((u * 1814) >> 10));
    }
}

static inline CK_INLINE void CK(gray_row)(size_t width, const uint8_t *restrict in, uint8_t *restrict out) {
    for (size_t x = 0; x < width; x++) out[3 * x] = out[3 * x + 1] = out[3 * x + 2] = in[x];
}

/* A row of a picture as RGB: its own bytes, or those that it is converted to in `room`. */
static inline CK_INLINE const uint8_t *CK(rgb_row)(const struct ck_picture *p, size_t y, uint8_t *room) {
    const uint8_t *row = p->bytes + y * p->bytes_per_line;
    switch (p->layout) {
    case ck_gray: CK(gray_row)(p->width, row, room); return room;
    case ck_rgb: return row;
    case ck_yuyv: CK(yuyv_row)(p->width, row, room); return room;
    case ck_nv12: CK(nv12_row)(p->width, row, p->bytes + (p->height + y / 2) * p->bytes_per_line, room); return room;
    }
    return row;
}

static void CK(u8_rgb)(const struct ck_picture *p, uint8_t *restrict out) {
    for (size_t y = 0; y < p->height; y++) {
        uint8_t *target = out + 3 * p->width * y;
        const uint8_t *row = CK(rgb_row)(p, y, target);
        if (row != target) __builtin_memcpy(target, row, 3 * p->width);
    }
}
