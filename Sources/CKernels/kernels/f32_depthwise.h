/* Depthwise convolution: each channel has a filter of its own. Sixteen channels at a time; where windows lie inside
 * the picture, several of a line together, so that a filter is read once for all of them. */

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
    CK_UNROLL for (int i = 0; i < count; i++)
        ck_store(out + (size_t)i * out_stride, CK(activate)(&d->activation, c, sums[i]));
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
    ck_float16 result = CK(activate)(&activation, 0, ck_load(sums));
    __builtin_memcpy(out, &result, count * 4);
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

static void CK(f32_depthwise)(const struct ck_depthwise *d, size_t first, size_t count, const float *in,
                              size_t stride, float *out, size_t out_stride) {
    const struct ck_window *w = &d->window;
    const size_t row = w->dilation_height * w->width * stride, pixel = w->dilation_width * stride;
    const size_t step = w->stride_width * stride;
    for (size_t index = first; index < first + count;) {
        size_t oy = index / w->out_width, ox = index % w->out_width;
        ptrdiff_t y = (ptrdiff_t)(oy * w->stride_height) - (ptrdiff_t)w->pad_height;
        ptrdiff_t x = (ptrdiff_t)(ox * w->stride_width) - (ptrdiff_t)w->pad_width;
        size_t taps[4];
        CK(depthwise_taps)(y, w->dilation_height, w->kernel_height, w->height, taps, taps + 1);
        CK(depthwise_taps)(x, w->dilation_width, w->kernel_width, w->width, taps + 2, taps + 3);
        /* Several windows of this line, if the last of them ends in the picture, too. */
        size_t reach = (CK(run) - 1) * w->stride_width + w->dilation_width * (w->kernel_width - 1);
        int several = x >= 0 && (size_t)x + reach < w->width && ox + CK(run) <= w->out_width &&
                      index + CK(run) <= first + count;
        const float *corner = (const float *)((intptr_t)in + (y * (ptrdiff_t)w->width + x) * (ptrdiff_t)(stride * 4));
        float *target = out + index * out_stride;
        size_t c = 0;
        for (; c + 16 <= d->channels; c += 16)
            if (several)
                CK(depthwise_windows)(CK(run), d, c, taps, corner + c, row, pixel, step, target + c, out_stride);
            else CK(depthwise_windows)(1, d, c, taps, corner + c, row, pixel, step, target + c, out_stride);
        for (size_t i = 0; c < d->channels && i < (several ? CK(run) : 1); i++)
            CK(depthwise_rest)(d, c, taps, corner + c + i * step, row, pixel, target + c + i * out_stride);
        index += several ? CK(run) : 1;
    }
}
