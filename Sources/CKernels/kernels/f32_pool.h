/* Pooling of one plane. Windows are clipped to the picture; nothing is padded in. */

/* Adds one tap to what a window has so far. */
static inline float CK(pool_tap)(enum ck_pool kind, float so_far, float v) {
    if (kind == ck_pool_max) return v > so_far ? v : so_far;
    return so_far + (kind == ck_pool_l2 ? v * v : v);
}

/* One output row; `kind` is a constant where this is called, so that its tests leave the loops. */
static inline void CK(pool_row)(enum ck_pool kind, const struct ck_window *w, float divisor,
                                const float *restrict in, size_t oy, float *restrict out) {
    const size_t n = w->out_width, stride = w->stride_width;
    ptrdiff_t top = (ptrdiff_t)(oy * w->stride_height) - (ptrdiff_t)w->pad_height;
    size_t rows = 0;
    for (size_t x = 0; x < n; x++) out[x] = kind == ck_pool_max ? -INFINITY : 0;
    for (size_t ky = 0; ky < w->kernel_height; ky++) {
        ptrdiff_t y = top + (ptrdiff_t)ky;
        if (y < 0 || y >= (ptrdiff_t)w->height) continue;
        rows++;
        for (size_t kx = 0; kx < w->kernel_width; kx++) {
            ptrdiff_t offset = (ptrdiff_t)kx - (ptrdiff_t)w->pad_width;
            size_t from, to;
            CK(valid_columns)(offset, stride, w->width, &from, &to);
            if (to > n) to = n;
            const float *restrict line = in + (size_t)y * w->width;
            if (stride == 2)
                for (size_t x = from; x < to; x++) out[x] = CK(pool_tap)(kind, out[x], line[(ptrdiff_t)(2 * x) + offset]);
            else
                for (size_t x = from; x < to; x++)
                    out[x] = CK(pool_tap)(kind, out[x], line[(ptrdiff_t)(x * stride) + offset]);
        }
    }
    if (kind == ck_pool_l2)
        for (size_t x = 0; x < n; x++) out[x] = sqrtf(out[x]);
    if (kind == ck_pool_average)
        for (size_t x = 0; x < n; x++) {
            ptrdiff_t left = (ptrdiff_t)(x * stride) - (ptrdiff_t)w->pad_width;
            ptrdiff_t right = left + (ptrdiff_t)w->kernel_width;
            size_t columns = (size_t)((right < (ptrdiff_t)w->width ? right : (ptrdiff_t)w->width) - (left > 0 ? left : 0));
            out[x] /= divisor != 0 ? divisor : (float)(rows * columns);
        }
}

static void CK(f32_pool)(enum ck_pool kind, const struct ck_window *w, float divisor, const float *restrict in,
                         float *restrict out) {
    for (size_t oy = 0; oy < w->out_height; oy++, out += w->out_width) {
        if (kind == ck_pool_max) CK(pool_row)(ck_pool_max, w, divisor, in, oy, out);
        else if (kind == ck_pool_l2) CK(pool_row)(ck_pool_l2, w, divisor, in, oy, out);
        else CK(pool_row)(ck_pool_average, w, divisor, in, oy, out);
    }
}
