/* Convolution by Winograd's minimal filtering (Lavin and Gray, Fast Algorithms for Convolutional Neural Networks,
 * 2016): F(2x2, 3x3) with the points 0, 1, -1, and F(4x4, 3x3) with 0, 1, -1, 2, -2, and infinity. */

enum { CK_EXPAND(most_points, CK_ISA) = 6 };

/* Stands for the pixels outside the picture. */
static const float CK(outside)[ck_most_winograd_channels];

/* B^T d of one column of a tile of the input: (tile + 2) numbers. */
static inline CK_INLINE void CK(input_column)(const int tile, const ck_float16 *d, ck_float16 *out) {
    if (tile == 2) {
        out[0] = d[0] - d[2];
        out[1] = d[1] + d[2];
        out[2] = d[2] - d[1];
        out[3] = d[1] - d[3];
        return;
    }
    ck_float16 a = d[4] - 4 * d[2], b = d[3] - 4 * d[1], c = d[4] - d[2], e = 2 * (d[3] - d[1]);
    out[0] = 4 * d[0] - 5 * d[2] + d[4];
    out[1] = a + b;
    out[2] = a - b;
    out[3] = c + e;
    out[4] = c - e;
    out[5] = 4 * d[1] - 5 * d[3] + d[5];
}

/* A^T m of one column of a tile of products: `tile` numbers. */
static inline CK_INLINE void CK(output_column)(const int tile, const ck_float16 *m, ck_float16 *out) {
    if (tile == 2) {
        out[0] = m[0] + m[1] + m[2];
        out[1] = m[1] - m[2] - m[3];
        return;
    }
    ck_float16 a = m[1] + m[2], b = m[1] - m[2], c = m[3] + m[4], d = m[3] - m[4];
    out[0] = m[0] + a + c;
    out[1] = b + 2 * d;
    out[2] = a + 4 * c;
    out[3] = b + 8 * d + m[5];
}

/* G g of one column of a filter: (tile + 2) numbers of three. */
static inline void CK(weight_column)(size_t tile, const double g[3], double *out) {
    if (tile == 2) {
        out[0] = g[0];
        out[1] = (g[0] + g[1] + g[2]) / 2;
        out[2] = (g[0] - g[1] + g[2]) / 2;
        out[3] = g[2];
        return;
    }
    out[0] = g[0] / 4;
    out[1] = -(g[0] + g[1] + g[2]) / 6;
    out[2] = -(g[0] - g[1] + g[2]) / 6;
    out[3] = g[0] / 24 + g[1] / 12 + g[2] / 6;
    out[4] = g[0] / 24 - g[1] / 12 + g[2] / 6;
    out[5] = g[2];
}

static void CK(winograd_weights)(size_t tile, const float *filter, float *points) {
    size_t n = tile + 2;
    double columns[3][CK(most_points)];
    for (size_t x = 0; x < 3; x++) {
        double g[3] = {(double)filter[x], (double)filter[3 + x], (double)filter[6 + x]};
        CK(weight_column)(tile, g, columns[x]);
    }
    for (size_t y = 0; y < n; y++) {
        double g[3] = {columns[0][y], columns[1][y], columns[2][y]}, row[CK(most_points)];
        CK(weight_column)(tile, g, row);
        for (size_t x = 0; x < n; x++) points[y * n + x] = (float)row[x];
    }
}

/* Where a tile lies: its first output, and how far apart its outputs are. */
struct CK(place) {
    size_t y, x;
};

static inline struct CK(place) CK(place_of)(const struct ck_winograd *w, size_t index) {
    const struct ck_window *s = &w->window;
    size_t dy = s->dilation_height, dx = s->dilation_width;
    size_t down = ((s->out_height + dy - 1) / dy + w->tile - 1) / w->tile;
    size_t across = ((s->out_width + dx - 1) / dx + w->tile - 1) / w->tile;
    size_t phase = index / (down * across), in_phase = index % (down * across);
    return (struct CK(place)){phase / dx + in_phase / across * w->tile * dy,
                              phase % dx + in_phase % across * w->tile * dx};
}

/* Transforms the input of one tile: points[n * n], `distance` words apart. */
static inline CK_INLINE void CK(transform_input)(const int tile, const struct ck_winograd *w, struct CK(place) at,
                                                 char *points, size_t distance) {
    const int n = tile + 2;
    const struct ck_window *s = &w->window;
    const float *pixels[CK(most_points)][CK(most_points)];
    for (int y = 0; y < n; y++)
        for (int x = 0; x < n; x++) {
            size_t iy = at.y + (size_t)y * s->dilation_height - s->pad_height;
            size_t ix = at.x + (size_t)x * s->dilation_width - s->pad_width;
            pixels[y][x] =
                iy < s->height && ix < s->width ? w->input + (iy * s->width + ix) * w->stride : CK(outside);
        }
    for (size_t c = 0; c < w->channels; c += 16) {
        ck_float16 columns[CK(most_points)][CK(most_points)];
        CK_UNROLL for (int x = 0; x < n; x++) {
            ck_float16 d[CK(most_points)];
            CK_UNROLL for (int y = 0; y < n; y++) d[y] = ck_load(pixels[y][x] + c);
            CK(input_column)(tile, d, columns[x]);
        }
        CK_UNROLL for (int y = 0; y < n; y++) {
            ck_float16 d[CK(most_points)], row[CK(most_points)];
            CK_UNROLL for (int x = 0; x < n; x++) d[x] = columns[x][y];
            CK(input_column)(tile, d, row);
            CK_UNROLL for (int x = 0; x < n; x++) {
                char *out = points + (size_t)(y * n + x) * distance * 4;
                if (w->product.number == ck_f32) ck_store((float *)out + c, row[x]);
                else if (w->product.number == ck_bf16) *(ck_half16 *)(out + c * 2) = CK(to_bf16)(row[x]);
                else *(ck_half16 *)(out + c * 2) = CK(to_s16)(row[x] * w->input_scale[y * n + x]);
            }
        }
    }
}

/* Transforms the products of one tile, [n * n], `distance` floats apart, and writes its outputs. */
static inline CK_INLINE void CK(transform_output)(const int tile, const struct ck_winograd *w, struct CK(place) at,
                                                  const float *points, size_t distance) {
    const int n = tile + 2;
    const struct ck_window *s = &w->window;
    for (size_t group = 0; group < w->product.groups; group++, points += ck_columns) {
        ck_float16 columns[CK(most_points)][CK(most_points)];
        CK_UNROLL for (int x = 0; x < n; x++) {
            ck_float16 m[CK(most_points)];
            CK_UNROLL for (int y = 0; y < n; y++) m[y] = ck_load(points + (size_t)(y * n + x) * distance);
            CK(output_column)(tile, m, columns[x]);
        }
        ck_float16 bias = ck_load(w->product.bias + group * ck_columns);
        CK_UNROLL for (int y = 0; y < tile; y++) {
            ck_float16 m[CK(most_points)], row[CK(most_points)];
            CK_UNROLL for (int x = 0; x < n; x++) m[x] = columns[x][y];
            CK(output_column)(tile, m, row);
            size_t oy = at.y + (size_t)y * s->dilation_height;
            if (oy >= s->out_height) break;
            CK_UNROLL for (int x = 0; x < tile; x++) {
                size_t ox = at.x + (size_t)x * s->dilation_width;
                if (ox < s->out_width)
                    CK(finish)(w->product.targets + group, oy * s->out_width + ox, row[x] + bias);
            }
        }
    }
}

static inline CK_INLINE void CK(winograd_tiles)(const int tile, const struct ck_winograd *w, size_t first_tile,
                                                size_t tiles, float *scratch) {
    const size_t points = (size_t)((tile + 2) * (tile + 2)), words = w->product.words;
    const size_t wide = w->product.groups * ck_columns;
    float *inputs = scratch, *products = scratch + points * tiles * words;
    for (size_t i = 0; i < tiles; i++)
        CK(transform_input)(tile, w, CK(place_of)(w, first_tile + i), (char *)(inputs + i * words), tiles * words);
    for (size_t point = 0; point < points; point++) {
        const char *rows[CK(most_rows)];
        for (size_t group = 0; group < w->product.groups;) {
            size_t width = CK(groups_of_tile)(&w->product, w->product.groups - group);
            size_t most = CK(rows_of_tile)(&w->product, width);
            struct ck_target targets[4];
            for (size_t v = 0; v < width; v++)
                targets[v] = (struct ck_target){.out = products + point * tiles * wide + (group + v) * ck_columns,
                                                .out_stride = wide,
                                                .columns = ck_columns};
            struct ck_product part = w->product;
            part.weights = (const char *)part.weights + (point * part.groups + group) * words * 64;
            part.scale = part.scale + (point * part.groups + group) * ck_columns;
            part.bias = (const float *)0;
            part.targets = targets;
            size_t heights = (tiles + most - 1) / most;
            for (size_t height = 0; height < heights; height++) {
                size_t from = tiles * height / heights, count = tiles * (height + 1) / heights - from;
                for (size_t m = 0; m < count; m++)
                    rows[m] = (const char *)(inputs + (point * tiles + from + m) * words);
                CK(tile_for)(&part, count, width)(&part, rows, from, 0);
            }
            group += width;
        }
    }
    for (size_t i = 0; i < tiles; i++)
        CK(transform_output)(tile, w, CK(place_of)(w, first_tile + i), products + i * wide, tiles * wide);
}

static void CK(winograd)(const struct ck_winograd *w, size_t first_tile, size_t tiles, float *scratch) {
    if (w->tile == 2) CK(winograd_tiles)(2, w, first_tile, tiles, scratch);
    else CK(winograd_tiles)(4, w, first_tile, tiles, scratch);
}
