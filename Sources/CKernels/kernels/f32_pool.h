/* Pooling, all channels of a pixel at once. Windows are clipped to the picture; nothing is padded in. */

/* Adds one tap to what a window has so far. */
static inline CK_INLINE ck_float16 CK(pool_tap)(const enum ck_pool kind, ck_float16 so_far, ck_float16 x) {
    if (kind == ck_pool_max) return ck_maximum(so_far, x);
    return so_far + (kind == ck_pool_l2 ? x * x : x);
}

/* The part of one window that lies inside the picture. */
struct CK(clip) {
    size_t top, bottom, left, right;
};

/* Some channels of one window, sixteen or fewer; `kind` is a constant where this is called. */
static inline CK_INLINE void CK(pool_window)(const enum ck_pool kind, const struct CK(clip) * clip, float divisor,
                                             size_t count, const float *in, size_t row, size_t stride, float *out) {
    ck_float16 result = (ck_float16){0} + (kind == ck_pool_max ? -__builtin_inff() : 0);
    for (size_t y = clip->top; y < clip->bottom; y++)
        for (size_t x = clip->left; x < clip->right; x++) {
            const float *pixel = in + y * row + x * stride;
            float lanes[16] = {0};
            if (count < 16) {
                __builtin_memcpy(lanes, pixel, count * 4);
                pixel = lanes;
            }
            result = CK(pool_tap)(kind, result, ck_load(pixel));
        }
    if (kind == ck_pool_l2) result = __builtin_elementwise_sqrt(result);
    if (kind == ck_pool_average) result /= divisor;
    if (count == 16) ck_store(out, result);
    else __builtin_memcpy(out, &result, count * 4);
}

/* Sixteen channels of one window of `side` by `side` pixels that lies inside the picture; `kind` and `side` are constants
 * where this is called. */
static inline CK_INLINE void CK(pool_square)(const enum ck_pool kind, const int side, float divisor, const float *in,
                                             size_t row, size_t stride, float *out) {
    ck_float16 lines[3];
    CK_UNROLL for (int y = 0; y < side; y++) {
        const float *pixel = in + (size_t)y * row;
        lines[y] = (ck_float16){0} + (kind == ck_pool_max ? -__builtin_inff() : 0);
        CK_UNROLL for (int x = 0; x < side; x++)
            lines[y] = CK(pool_tap)(kind, lines[y], ck_load(pixel + (size_t)x * stride));
    }
    ck_float16 result = lines[0];
    CK_UNROLL for (int y = 1; y < side; y++)
        result = kind == ck_pool_max ? ck_maximum(result, lines[y]) : result + lines[y];
    if (kind == ck_pool_l2) result = __builtin_elementwise_sqrt(result);
    if (kind == ck_pool_average) result /= divisor;
    ck_store(out, result);
}

static inline CK_INLINE void CK(pool)(const enum ck_pool kind, const struct ck_window *w, size_t channels,
                                      float divisor, size_t first, size_t count, const float *in, size_t stride,
                                      float *out, size_t out_stride) {
    for (size_t index = first; index < first + count; index++) {
        ptrdiff_t y = (ptrdiff_t)(index / w->out_width * w->stride_height) - (ptrdiff_t)w->pad_height;
        ptrdiff_t x = (ptrdiff_t)(index % w->out_width * w->stride_width) - (ptrdiff_t)w->pad_width;
        ptrdiff_t bottom = y + (ptrdiff_t)w->kernel_height, right = x + (ptrdiff_t)w->kernel_width;
        struct CK(clip) clip = {
            .top = (size_t)(y > 0 ? y : 0),
            .bottom = (size_t)(bottom < (ptrdiff_t)w->height ? bottom : (ptrdiff_t)w->height),
            .left = (size_t)(x > 0 ? x : 0),
            .right = (size_t)(right < (ptrdiff_t)w->width ? right : (ptrdiff_t)w->width),
        };
        const size_t height = clip.bottom - clip.top, width = clip.right - clip.left;
        float cells = divisor != 0 ? divisor : (float)(height * width);
        const size_t row = w->width * stride;
        const float *corner = in + clip.top * row + clip.left * stride;
        float *pixel = out + index * out_stride;
        size_t c = 0;
        if (height == 3 && width == 3)
            for (; c + 16 <= channels; c += 16) CK(pool_square)(kind, 3, cells, corner + c, row, stride, pixel + c);
        else if (height == 2 && width == 2)
            for (; c + 16 <= channels; c += 16) CK(pool_square)(kind, 2, cells, corner + c, row, stride, pixel + c);
        for (; c + 16 <= channels; c += 16) CK(pool_window)(kind, &clip, cells, 16, in + c, row, stride, pixel + c);
        if (c < channels) CK(pool_window)(kind, &clip, cells, channels - c, in + c, row, stride, pixel + c);
    }
}

static void CK(f32_pool)(enum ck_pool kind, const struct ck_window *w, size_t channels, float divisor, size_t first,
                         size_t count, const float *in, size_t stride, float *out, size_t out_stride) {
    if (kind == ck_pool_max) CK(pool)(ck_pool_max, w, channels, divisor, first, count, in, stride, out, out_stride);
    else if (kind == ck_pool_l2)
        CK(pool)(ck_pool_l2, w, channels, divisor, first, count, in, stride, out, out_stride);
    else CK(pool)(ck_pool_average, w, channels, divisor, first, count, in, stride, out, out_stride);
}
