/* Depthwise convolution of 3 x 3 bytes: as many channels at a time as a register has bytes. The bytes of a window's column,
 * one above the other, are zipped to a word for each channel, so that a column is one product; zipping leaves the words in
 * an order of their own, in which the weights stand, too (ck_u8_depthwise). */

#define CK_ZIP_4(a, b) a, b, a + 1, b + 1, a + 2, b + 2, a + 3, b + 3
#define CK_ZIP_8(a, b) CK_ZIP_4(a, b), CK_ZIP_4(a + 4, b + 4)
#define CK_TRANSPOSE_4(a) a, a + 4, a + 8, a + 12
#define CK_TRANSPOSE_16(a, b) CK_TRANSPOSE_4(a), CK_TRANSPOSE_4(a + 1), CK_TRANSPOSE_4(a + 2), CK_TRANSPOSE_4(a + 3)
/* A pattern for each 16 bytes of a register, in which numbers from n on are those of a second register; `step` numbers are
 * 16 bytes. */
#if CK_BYTES == 64
#define CK_PARTS(pattern, first, step, n)                                                                    \
    pattern(first, n + first), pattern(first + step, n + first + step), pattern(first + 2 * step, n + first + 2 * step), \
        pattern(first + 3 * step, n + first + 3 * step)
#elif CK_BYTES == 32
#define CK_PARTS(pattern, first, step, n) pattern(first, n + first), pattern(first + step, n + first + step)
#else
#define CK_PARTS(pattern, first, step, n) pattern(first, n + first)
#endif

/* The words of a window's column at x; what lies outside the picture is its border. A line that does has pixels at a
 * distance of 0. */
static inline CK_INLINE void CK(u8_column)(const struct ck_u8_depthwise *d, const uint8_t *const *lines, const size_t *pixel,
                                           ptrdiff_t x, ck_words *column) {
    typedef uint16_t pairs __attribute__((vector_size(CK_BYTES)));
    const ck_bytes none = {0};
    ck_bytes rows[3];
    CK_UNROLL for (int ky = 0; ky < 3; ky++)
        rows[ky] = *(const ck_bytes *)((size_t)x < d->window.width ? lines[ky] + (size_t)x * pixel[ky] : d->border);
#define CK_ZIP(a, b, first) __builtin_shufflevector(a, b, CK_PARTS(CK_ZIP_8, first, 16, CK_BYTES))
    const pairs low[2] = {(pairs)CK_ZIP(rows[0], rows[1], 0), (pairs)CK_ZIP(rows[2], none, 0)};
    const pairs high[2] = {(pairs)CK_ZIP(rows[0], rows[1], 8), (pairs)CK_ZIP(rows[2], none, 8)};
#undef CK_ZIP
#define CK_ZIP(two, first) (ck_words) __builtin_shufflevector(two[0], two[1], CK_PARTS(CK_ZIP_4, first, 8, CK_BYTES / 2))
    column[0] = CK_ZIP(low, 0);
    column[1] = CK_ZIP(low, 4);
    column[2] = CK_ZIP(high, 0);
    column[3] = CK_ZIP(high, 4);
#undef CK_ZIP
}

#ifndef CK_OWN_LEVELS
/* The results of one window rounded and clipped to 0 ... 255, in the order of the channels; what is no number is 0. */
static inline CK_INLINE ck_bytes CK(levels)(const ck_floats *x) {
    const ck_floats zero = {0};
    ck_words words = {0};
    CK_UNROLL for (int part = 0; part < 4; part++) {
        const ck_floats whole = __builtin_elementwise_rint(ck_minimum(ck_maximum(x[part], zero), zero + 255));
        words |= __builtin_convertvector(whole, ck_words) << (8 * part);
    }
    const ck_bytes bytes = (ck_bytes)words;
    return __builtin_shufflevector(bytes, bytes, CK_PARTS(CK_TRANSPOSE_16, 0, 16, 0));
}
#endif

/* Writes the results of one window as floats, in the order of the channels. */
static inline CK_INLINE void CK(put_floats)(const ck_floats *results, float *out) {
    CK_UNROLL for (size_t part = 0; part < 4; part++) CK_UNROLL for (size_t i = 0; i < CK_BYTES / 16; i++)
        __builtin_memcpy(out + 16 * i + 4 * part, (const char *)(results + part) + 16 * i, 16);
}

/* A block of channels of `count` windows in a line, the first from column x on. `stride` and `makes_bytes` are constants
 * where this is called. */
static inline CK_INLINE void CK(u8_depthwise_line)(const size_t stride, const int makes_bytes, const struct ck_u8_depthwise *d,
                                                   size_t block, const uint8_t *const *lines, const size_t *pixel,
                                                   ptrdiff_t x, size_t count, char *out, size_t out_bytes) {
    enum { lanes = CK_BYTES / 4 };
    const ck_words *weights = (const ck_words *)d->weights + block * 12;
    const ck_floats *scale = (const ck_floats *)d->scale + block * 4, *bias = (const ck_floats *)d->bias + block * 4;
    const ck_floats zero = {0}, least = zero + d->activation.least, most = zero + d->activation.most;
    const int has_slopes = d->activation.slopes != (const float *)0, clips = d->activation.clips;
    const ck_floats *slopes = has_slopes ? (const ck_floats *)d->activation.slopes + block * 4 : &zero;
    ck_words columns[3][4], start[4];
    CK_UNROLL for (int part = 0; part < 4; part++) {
        start[part] = (ck_words){0};
#ifdef CK_U8_SIGNED
        /* Bytes of 0 come to what is missing of all. */
        CK_UNROLL for (int kx = 0; kx < 3; kx++)
            start[part] -= CK(dot_bytes)((ck_words){0}, (ck_words){0}, weights[4 * kx + part]);
#endif
    }
    CK_UNROLL for (int kx = 0; kx < 3; kx++) CK(u8_column)(d, lines, pixel, x + kx, columns[kx]);
    /* Column kx of the window `turn` is kept in place (kx + stride * turn) % 3, so that none has to be moved. */
    for (size_t i = 0;;)
        CK_UNROLL for (size_t turn = 0; turn < 3; turn++) {
            ck_floats results[4];
            CK_UNROLL for (size_t part = 0; part < 4; part++) {
                ck_words sum = start[part];
                CK_UNROLL for (size_t kx = 0; kx < 3; kx++)
                    sum = CK(dot_bytes)(sum, columns[(kx + stride * turn) % 3][part], weights[4 * kx + part]);
                ck_floats x = __builtin_convertvector(sum, ck_floats) * scale[part] + bias[part];
                if (has_slopes) x = ck_maximum(x, zero) + ck_minimum(x, zero) * slopes[part];
                if (clips) x = ck_minimum(ck_maximum(x, least), most);
                if (makes_bytes) x = x * d->byte_scale + d->byte_zero;
                results[part] = x;
            }
            if (makes_bytes) *(ck_bytes *)out = CK(levels)(results);
            else CK(put_floats)(results, (float *)out);
            if (++i == count) return;
            out += out_bytes;
            x += (ptrdiff_t)stride;
            CK_UNROLL for (size_t kx = 3 - stride; kx < 3; kx++)
                CK(u8_column)(d, lines, pixel, x + (ptrdiff_t)kx, columns[(kx + stride * (turn + 1)) % 3]);
        }
}

static void CK(u8_depthwise)(const struct ck_u8_depthwise *d, size_t first, size_t count, const uint8_t *in, size_t stride,
                             void *out, size_t out_stride) {
    const struct ck_window *w = &d->window;
    const int makes_bytes = d->byte_scale > 0;
    const size_t number = makes_bytes ? 1 : sizeof(float);
    for (size_t index = first, run; index < first + count; index += run) {
        const size_t oy = index / w->out_width, ox = index % w->out_width;
        run = w->out_width - ox < first + count - index ? w->out_width - ox : first + count - index;
        const ptrdiff_t x = (ptrdiff_t)(ox * w->stride_width) - (ptrdiff_t)w->pad_width;
        for (size_t c = 0, block = 0; c < d->channels; c += CK_BYTES, block++) {
            /* The last block's channels are some of the one before, too, where they do not come out even. */
            const size_t channel = c + CK_BYTES <= d->channels ? c : d->channels - CK_BYTES;
            const uint8_t *lines[3];
            size_t pixel[3];
            for (size_t ky = 0; ky < 3; ky++) {
                const size_t y = oy * w->stride_height + ky - w->pad_height;
                lines[ky] = y < w->height ? in + y * w->width * stride + channel : d->border;
                pixel[ky] = y < w->height ? stride : 0;
            }
            char *target = (char *)out + (index * out_stride + channel) * number;
#define CK_LINE(step, bytes)                                                                                 \
    CK(u8_depthwise_line)(step, bytes, d, block, lines, pixel, x, run, target, out_stride *number)
            if (w->stride_width == 1) {
                if (makes_bytes) CK_LINE(1, 1);
                else CK_LINE(1, 0);
            } else {
                if (makes_bytes) CK_LINE(2, 1);
                else CK_LINE(2, 0);
            }
#undef CK_LINE
        }
    }
}
