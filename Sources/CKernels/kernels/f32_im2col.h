/* Image patches to the columns of a matrix: row (channel, ky, kx), column (oy, ox). */

/* Output columns ox in [from, to) whose source column ox * stride + offset lies in [0, width). */
static inline void CK(valid_columns)(ptrdiff_t offset, size_t stride, size_t width, size_t *from, size_t *to) {
    ptrdiff_t s = (ptrdiff_t)stride;
    *from = offset >= 0 ? 0 : (size_t)((-offset + s - 1) / s);
    ptrdiff_t room = (ptrdiff_t)width - offset;
    *to = room <= 0 ? 0 : (size_t)((room + s - 1) / s);
}

static void CK(f32_im2col)(const struct ck_window *w, size_t first, size_t count, const float *restrict in,
                           float *restrict out) {
    size_t plane = w->height * w->width;
    for (size_t c = 0; c < w->channels; c++)
        for (size_t ky = 0; ky < w->kernel_height; ky++)
            for (size_t kx = 0; kx < w->kernel_width; kx++) {
                const float *source = in + c * plane;
                ptrdiff_t offset = (ptrdiff_t)(kx * w->dilation_width) - (ptrdiff_t)w->pad_width;
                size_t from, to;
                CK(valid_columns)(offset, w->stride_width, w->width, &from, &to);
                size_t done = 0;
                while (done < count) {
                    size_t oy = (first + done) / w->out_width, ox = (first + done) % w->out_width;
                    size_t end = w->out_width - ox < count - done ? w->out_width : ox + count - done;
                    ptrdiff_t iy = (ptrdiff_t)(oy * w->stride_height + ky * w->dilation_height) -
                                   (ptrdiff_t)w->pad_height;
                    float *restrict row = out + done;
                    done += end - ox;
                    size_t begin = from > ox ? from : ox, stop = to < end ? to : end;
                    if (iy < 0 || iy >= (ptrdiff_t)w->height || begin >= stop) {
                        memset(row, 0, (end - ox) * sizeof *row);
                        continue;
                    }
                    memset(row, 0, (begin - ox) * sizeof *row);
                    const float *line = source + (size_t)iy * w->width;
                    if (w->stride_width == 1)
                        memcpy(row + (begin - ox), line + (ptrdiff_t)begin + offset, (stop - begin) * sizeof *row);
                    else
                        for (size_t x = begin; x < stop; x++)
                            row[x - ox] = line[(ptrdiff_t)(x * w->stride_width) + offset];
                    memset(row + (stop - ox), 0, (end - stop) * sizeof *row);
                }
                out += count;
            }
}
