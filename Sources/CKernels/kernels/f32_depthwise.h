/* Depthwise convolution: each channel has a filter of its own. Sixteen channels at a time; windows of a line together where
 * they are 3 x 3, or lie inside the picture, so that a filter is read once for all of them. */

enum { CK_EXPAND(run, CK_ISA) = 4 }; /* windows of a line at once */

/* Sixteen channels of `count` windows side by side, `step` floats apart, of which the taps top ..< bottom by
 * left ..< right lie inside the picture; `count` is a constant where this is called. */
static inline CK_INLINE void CK(depthwise_windows)(const int count, const struct ck_depthwise *d, size_t c,
                                                   const size_t taps[4], const float *in, size_t row, size_t pixel,
                                                   size_t step, float *out, size_t out_stride) {
    const size_t channels = d->channels;
    ck_float16 sums[CK(run)];
    CK_UNROLL for (int i = 0; i < count; i++) sums[i] = ck_load(d->bias + c);
    for (size_t ky = taps[0]; ky < taps[1]; ky++) {
        const float *line = in + ky * row, *weights = d->weights + ky * d->window.kernel_width * channels + c;
        for (size_t kx = taps[2]; kx < taps[3]; kx++) {
            ck_float16 weight = ck_load(weights + kx * channels);
            CK_UNROLL for (int i = 0; i < count; i++)
                sums[i] += ck_load(line + kx * pixel + (size_t)i * step) * weight;
        }
    }
    const struct CK(activation) activation = CK(activation_of)(&d->activation, c);
    CK_UNROLL for (int i = 0; i < count; i++) ck_store(out + (size_t)i * out_stride, CK(activate)(activation, sums[i]));
}

/* The channels of one window that do not fill a vector. */
static inline void CK(depthwise_rest)(const struct ck_depthwise *d, size_t c, const size_t taps[4], const float *in,
                                      size_t row, size_t pixel, float *out) {
    const size_t count = d->channels - c;
    float sums[16] = {0}, slopes[16] = {0};
    struct ck_activation activation = d->activation;
    __builtin_memcpy(sums, d->bias + c, count * 4);
    if (activation.slopes) {
        __builtin_memcpy(slopes, activation.slopes + c, count * 4);
        activation.slopes = slopes;
    }
    for (size_t ky = taps[0]; ky < taps[1]; ky++)
        for (size_t kx = taps[2]; kx < taps[3]; kx++) {
            const float *weights = d->weights + (ky * d->window.kernel_width + kx) * d->channels + c;
            for (size_t i = 0; i < count; i++) sums[i] += in[ky * row + kx * pixel + i] * weights[i];
        }
    ck_float16 result = CK(activate)(CK(activation_of)(&activation, 0), ck_load(sums));
    __builtin_memcpy(out, &result, count * 4);
}

/* All channels from c on of `count` windows side by side; `count` is a constant where this is called. */
static inline CK_INLINE void CK(depthwise_channels)(const int count, const struct ck_depthwise *d, size_t c,
                                                    const size_t taps[4], const float *in, size_t row, size_t pixel,
                                                    size_t step, float *out, size_t out_stride) {
    for (; c + 16 <= d->channels; c += 16)
        CK(depthwise_windows)(count, d, c, taps, in + c, row, pixel, step, out + c, out_stride);
    if (c == d->channels) return;
    for (size_t i = 0; i < (size_t)count; i++)
        CK(depthwise_rest)(d, c, taps, in + c + i * step, row, pixel, out + c + i * out_stride);
}

/* Where a window's first tap is, which may lie outside of the picture. */
static inline const float *CK(depthwise_corner)(const struct ck_depthwise *d, const float *in, size_t stride, ptrdiff_t y,
                                                ptrdiff_t x) {
    return (const float *)((intptr_t)in + (y * (ptrdiff_t)d->window.width + x) * (ptrdiff_t)(stride * 4));
}

/* The taps from `start` on, `dilation` apart, that lie in 0 ..< length: first and end of them. */
static inline void CK(depthwise_taps)(ptrdiff_t start, size_t dilation, size_t kernel, size_t length, size_t *first,
                                      size_t *end) {
    const ptrdiff_t step = (ptrdiff_t)dilation;
    *first = start < 0 ? (size_t)((-start + step - 1) / step) : 0;
    ptrdiff_t left = (ptrdiff_t)length - start;
    size_t inside = left > 0 ? (size_t)((left + step - 1) / step) : 0;
    *end = inside < kernel ? inside : kernel;
    if (*first > *end) *first = *end;
}

/* Lines are computed in vectors of so many channels that all columns of a window stay in registers. */
#if CK_WIDEST > 1
#define CK_LANES ck_float16
#else
#define CK_LANES ck_float8
#endif
#define CK_LOAD(p) (*(const CK_LANES *)(p))
enum { CK_EXPAND(line_channels, CK_ISA) = sizeof(CK_LANES) / sizeof(float) };

/* A column of a line of pixels, some channels of it; zeros where it lies outside the picture. */
static inline CK_INLINE CK_LANES CK(depthwise_column)(const float *line, ptrdiff_t x, size_t width, size_t pixel) {
    return (size_t)x < width ? CK_LOAD(line + (size_t)x * pixel) : (CK_LANES){0};
}

/* Some channels of `count` windows of 3 x 3 taps in a line, the first from column x on. What lies outside the picture
 * counts 0 times. The three columns of a window are most of the next one's. `in` is the line of the first tap inside;
 * `stride` is a constant where this is called. */
static inline CK_INLINE void CK(depthwise_line)(const size_t stride, const struct ck_depthwise *d, size_t c,
                                                const size_t taps[2], ptrdiff_t x, const float *in, size_t row,
                                                size_t pixel, size_t count, float *out, size_t out_stride) {
    const size_t width = d->window.width;
    const CK_LANES zero = {0};
    CK_LANES weights[9], columns[3][3];
    const float *lines[3];
    CK_UNROLL for (size_t ky = 0; ky < 3; ky++) {
        const int inside = ky >= taps[0] && ky < taps[1];
        lines[ky] = in + (inside ? ky - taps[0] : 0) * row;
        CK_UNROLL for (size_t kx = 0; kx < 3; kx++) {
            weights[3 * ky + kx] = inside ? CK_LOAD(d->weights + (3 * ky + kx) * d->channels + c) : zero;
            columns[kx][ky] = CK(depthwise_column)(lines[ky], x + (ptrdiff_t)kx, width, pixel);
        }
    }
    const CK_LANES bias = CK_LOAD(d->bias + c);
    const int has_slopes = d->activation.slopes != (const float *)0, clips = d->activation.clips;
    const CK_LANES slopes = has_slopes ? CK_LOAD(d->activation.slopes + c) : zero;
    const CK_LANES least = zero + d->activation.least, most = zero + d->activation.most;
    /* Column kx of the window `turn` is kept in place (kx + stride * turn) % 3, so that none has to be moved. */
    for (size_t i = 0;;)
        CK_UNROLL for (size_t turn = 0; turn < 3; turn++) {
            CK_LANES sums[3] = {bias, zero, zero};
            CK_UNROLL for (size_t ky = 0; ky < 3; ky++) CK_UNROLL for (size_t kx = 0; kx < 3; kx++)
                sums[ky] += columns[(kx + stride * turn) % 3][ky] * weights[3 * ky + kx];
            CK_LANES sum = sums[0] + sums[1] + sums[2];
            if (has_slopes) sum = ck_maximum(sum, zero) + ck_minimum(sum, zero) * slopes;
            if (clips) sum = ck_minimum(ck_maximum(sum, least), most);
            *(CK_LANES *)out = sum;
            if (++i == count) return;
            out += out_stride;
            x += (ptrdiff_t)stride;
            CK_UNROLL for (size_t kx = 3 - stride; kx < 3; kx++) CK_UNROLL for (size_t ky = 0; ky < 3; ky++)
                columns[(kx + stride * (turn + 1)) % 3][ky] =
                    CK(depthwise_column)(lines[ky], x + (ptrdiff_t)kx, width, pixel);
        }
}

static void CK(f32_depthwise)(const struct ck_depthwise *d, size_t first, size_t count, const float *in,
                              size_t stride, float *out, size_t out_stride) {
    const struct ck_window *w = &d->window;
    const size_t row = w->dilation_height * w->width * stride, pixel = w->dilation_width * stride;
    const size_t step = w->stride_width * stride;
    /* Half a line of the cache at a time pays where all of it is there again for the other half: not with a stride. */
    const int is_3x3 = w->kernel_height == 3 && w->kernel_width == 3 && w->dilation_width == 1 &&
                       w->stride_width <= (CK(line_channels) == 16 ? 2 : 1);
    for (size_t index = first, next; index < first + count; index = next) {
        size_t oy = index / w->out_width, ox = index % w->out_width;
        ptrdiff_t y = (ptrdiff_t)(oy * w->stride_height) - (ptrdiff_t)w->pad_height;
        ptrdiff_t x = (ptrdiff_t)(ox * w->stride_width) - (ptrdiff_t)w->pad_width;
        size_t taps[4];
        CK(depthwise_taps)(y, w->dilation_height, w->kernel_height, w->height, taps, taps + 1);
        CK(depthwise_taps)(x, w->dilation_width, w->kernel_width, w->width, taps + 2, taps + 3);
        float *target = out + index * out_stride;
        /* How many windows of this line, from this one on, are computed together: all, or those inside sideways. */
        size_t reach = w->dilation_width * (w->kernel_width - 1) + 1, run = w->out_width - ox;
        const int slides = is_3x3 && taps[0] < taps[1];
        if (!slides) {
            if (x < 0 || (size_t)x + reach > w->width) run = 1;
            else if (run > (w->width - reach - (size_t)x) / w->stride_width + 1)
                run = (w->width - reach - (size_t)x) / w->stride_width + 1;
        }
        if (run > first + count - index) run = first + count - index;
        next = index + run;
        if (slides) {
            const float *line = in + ((size_t)y + taps[0] * w->dilation_height) * w->width * stride;
            size_t c = 0;
            for (; c + CK(line_channels) <= d->channels; c += CK(line_channels)) {
                if (w->stride_width == 1)
                    CK(depthwise_line)(1, d, c, taps, x, line + c, row, stride, run, target + c, out_stride);
                else CK(depthwise_line)(2, d, c, taps, x, line + c, row, stride, run, target + c, out_stride);
            }
            for (size_t i = 0; c < d->channels && i < run; i++) {
                const ptrdiff_t at = x + (ptrdiff_t)(i * w->stride_width);
                CK(depthwise_taps)(at, w->dilation_width, w->kernel_width, w->width, taps + 2, taps + 3);
                CK(depthwise_channels)(1, d, c, taps, CK(depthwise_corner)(d, in, stride, y, at), row, pixel, step,
                                       target + i * out_stride, out_stride);
            }
            continue;
        }
        for (size_t i = 0, together; i < run; i += together) {
            const float *corner = CK(depthwise_corner)(d, in, stride, y, x + (ptrdiff_t)(i * w->stride_width));
            float *pixels = target + i * out_stride;
            together = i + CK(run) > run ? 1 : CK(run);
            if (together == 1)
                CK(depthwise_channels)(1, d, 0, taps, corner, row, pixel, step, pixels, out_stride);
            else CK(depthwise_channels)(CK(run), d, 0, taps, corner, row, pixel, step, pixels, out_stride);
        }
    }
}

#undef CK_LANES
#undef CK_LOAD
