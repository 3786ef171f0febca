/* Pooling of one plane. Windows are clipped to the picture; nothing is padded in. */
static void CK(f32_pool)(enum ck_pool kind, const struct ck_window *w, float divisor, const float *restrict in,
                         float *restrict out) {
    for (size_t oy = 0; oy < w->out_height; oy++) {
        ptrdiff_t top = (ptrdiff_t)(oy * w->stride_height) - (ptrdiff_t)w->pad_height;
        size_t y0 = top < 0 ? 0 : (size_t)top;
        ptrdiff_t bottom = top + (ptrdiff_t)w->kernel_height;
        size_t y1 = bottom < 0 ? 0 : (size_t)bottom < w->height ? (size_t)bottom : w->height;
        for (size_t ox = 0; ox < w->out_width; ox++) {
            ptrdiff_t left = (ptrdiff_t)(ox * w->stride_width) - (ptrdiff_t)w->pad_width;
            size_t x0 = left < 0 ? 0 : (size_t)left;
            ptrdiff_t right = left + (ptrdiff_t)w->kernel_width;
            size_t x1 = right < 0 ? 0 : (size_t)right < w->width ? (size_t)right : w->width;
            float result = kind == ck_pool_max ? -INFINITY : 0;
            size_t cells = 0;
            for (size_t y = y0; y < y1; y++)
                for (size_t x = x0; x < x1; x++, cells++) {
                    float v = in[y * w->width + x];
                    if (kind == ck_pool_max) result = v > result ? v : result;
                    else result += kind == ck_pool_l2 ? v * v : v;
                }
            if (kind == ck_pool_l2) result = sqrtf(result);
            if (kind == ck_pool_average && divisor != 0) result /= divisor;
            if (kind == ck_pool_average && divisor == 0 && cells > 0) result /= (float)cells;
            *out++ = result;
        }
    }
}
