/* Convolution by Winograd's minimal filtering: each way as winograd_columns.h tells. */
#include "winograd_columns.h"

/* Stands for the pixels outside the picture. */
static const float CK(outside)[ck_most_winograd_channels];

/* Where a point stands among all, each way: points with the same weights side by side, so that they are one product. */
static inline CK_INLINE size_t CK(place_of_point)(const int points, const int kinds, int y, int x) {
    const int last = kinds - 1, same = points - last;
    const int ky = y < last ? y : last, kx = x < last ? x : last;
    return (size_t)(ky * points + (ky == last ? same : 1) * kx + (y - ky) * (kx == last ? same : 1) + x - kx);
}

/* A 3x3 or 5x5 filter to the weights of its products: [kinds * kinds]. */
static inline CK_INLINE void CK(transform_weights)(const int tile, const int kernel, const int stride, const float *filter,
                                                   float *weights) {
    const int kinds = CK(kinds_of)(tile, kernel, stride);
    double columns[5][CK(most_points)];
    for (int x = 0; x < kernel; x++) {
        double g[5];
        for (int y = 0; y < kernel; y++) g[y] = (double)filter[y * kernel + x];
        CK(weight_column)(tile, kernel, stride, g, columns[x]);
    }
    for (int y = 0; y < kinds; y++) {
        double g[5], row[CK(most_points)];
        for (int x = 0; x < kernel; x++) g[x] = columns[x][y];
        CK(weight_column)(tile, kernel, stride, g, row);
        for (int x = 0; x < kinds; x++) weights[y * kinds + x] = (float)row[x];
    }
}

/* The first output of a tile. */
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
static inline CK_INLINE void CK(transform_input)(const int tile, const int kernel, const int stride,
                                                 const struct ck_winograd *w, struct CK(place) at, char *points,
                                                 size_t distance) {
    const int n = CK(points_of)(tile, kernel, stride), kinds = CK(kinds_of)(tile, kernel, stride);
    const enum ck_number number = w->product.number;
    const struct ck_window *s = &w->window;
    const float *pixels[CK(most_points)][CK(most_points)];
    for (int y = 0; y < n; y++)
        for (int x = 0; x < n; x++) {
            size_t iy = at.y * s->stride_height + (size_t)y * s->dilation_height - s->pad_height;
            size_t ix = at.x * s->stride_width + (size_t)x * s->dilation_width - s->pad_width;
            pixels[y][x] =
                iy < s->height && ix < s->width ? w->input + (iy * s->width + ix) * w->stride : CK(outside);
        }
    for (size_t c = 0; c < w->channels; c += 16) {
        ck_float16 columns[CK(most_points)][CK(most_points)];
        for (int x = 0; x < n; x++) {
            ck_float16 d[CK(most_points)];
            CK_UNROLL for (int y = 0; y < n; y++) d[y] = ck_load(pixels[y][x] + c);
            CK(input_column)(tile, kernel, stride, d, columns[x]);
        }
        for (int y = 0; y < n; y++) {
            ck_float16 d[CK(most_points)], row[CK(most_points)];
            CK_UNROLL for (int x = 0; x < n; x++) d[x] = columns[x][y];
            CK(input_column)(tile, kernel, stride, d, row);
            for (int x = 0; x < n; x++) {
                char *out = points + CK(place_of_point)(n, kinds, y, x) * distance * 4;
                const int kind = (y < kinds ? y : kinds - 1) * kinds + (x < kinds ? x : kinds - 1);
                if (number == ck_f32) ck_store((float *)out + c, row[x]);
                else if (number == ck_bf16) CK(convert_vector)(ck_bf16, row[x], 1, 0, out + c * 2);
                else if (number == ck_f16) CK(convert_vector)(ck_f16, row[x], w->input_scale[kind], 0, out + c * 2);
                else if (number == ck_s16) CK(convert_vector)(ck_s16, row[x], w->input_scale[kind], 0, out + c * 2);
                else CK(convert_vector)(ck_u8, row[x], w->input_scale[kind], ck_winograd_zero, out + c);
            }
        }
    }
}

/* Transforms the products of one tile and some groups, [n * n], `distance` floats apart, and writes its outputs. */
static inline CK_INLINE void CK(transform_output)(const int tile, const int kernel, const int stride,
                                                  const struct ck_winograd *w, struct CK(place) at, size_t first_group,
                                                  size_t groups, const float *points, size_t distance) {
    const int n = CK(points_of)(tile, kernel, stride), kinds = CK(kinds_of)(tile, kernel, stride);
    const struct ck_window *s = &w->window;
    for (size_t group = first_group; group < first_group + groups; group++, points += ck_columns) {
        ck_float16 columns[CK(most_points)][CK(most_points)];
        for (int x = 0; x < n; x++) {
            ck_float16 m[CK(most_points)];
            CK_UNROLL for (int y = 0; y < n; y++)
                m[y] = ck_load(points + CK(place_of_point)(n, kinds, y, x) * distance);
            CK(output_column)(tile, kernel, stride, m, columns[x]);
        }
        ck_float16 bias = ck_load(w->product.bias + group * ck_columns);
        for (int y = 0; y < tile; y++) {
            ck_float16 m[CK(most_points)], row[CK(most_points)];
            CK_UNROLL for (int x = 0; x < n; x++) m[x] = columns[x][y];
            CK(output_column)(tile, kernel, stride, m, row);
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

/* The products of one kind and some groups: `count` rows of words with the weights of that kind, into [count][columns]. */
static void CK(multiply_points)(const struct ck_winograd *w, size_t kind, size_t first_group, size_t groups, size_t count,
                                const float *inputs, float *products) {
    const size_t words = w->product.words, wide = groups * ck_columns;
    const char *rows[CK(most_rows)];
    for (size_t group = 0; group < groups;) {
        size_t width = CK(groups_of_tile)(&w->product, groups - group);
        size_t most = CK(rows_of_tile)(&w->product, width), first = kind * w->product.groups + first_group + group;
        struct ck_target targets[4];
        for (size_t v = 0; v < width; v++)
            targets[v] = (struct ck_target){.out = products + (group + v) * ck_columns, .out_stride = wide,
                                            .columns = ck_columns};
        struct ck_product part = w->product;
        part.weights = (const char *)part.weights + first * words * 64;
        part.scale = part.scale + first * ck_columns;
        part.bias = w->offset ? w->offset + first * ck_columns : w->offset;
        part.targets = targets;
        size_t heights = (count + most - 1) / most;
        for (size_t height = 0; height < heights; height++) {
            size_t from = count * height / heights, rows_here = count * (height + 1) / heights - from;
            for (size_t m = 0; m < rows_here; m++) rows[m] = (const char *)(inputs + (from + m) * words);
            CK(tile_for)(&part, rows_here, width)(&part, rows, from, 0);
        }
        group += width;
    }
}

/* The input is transformed once; then some groups at a time are multiplied and transformed back, so that both transforms
 * and the products between them stay in the cache. */
static inline CK_INLINE void CK(winograd_tiles)(const int tile, const int kernel, const int stride,
                                                const struct ck_winograd *w, size_t first_tile, size_t tiles,
                                                float *scratch) {
    const int n = CK(points_of)(tile, kernel, stride), kinds = CK(kinds_of)(tile, kernel, stride);
    const size_t words = w->product.words;
    float *inputs = scratch, *products = scratch + (size_t)(n * n) * tiles * words;
    for (size_t i = 0; i < tiles; i++)
        CK(transform_input)(tile, kernel, stride, w, CK(place_of)(w, first_tile + i), (char *)(inputs + i * words),
                            tiles * words);
    for (size_t group = 0, groups; group < w->product.groups; group += groups) {
        groups = w->product.groups - group < ck_winograd_panel ? w->product.groups - group : ck_winograd_panel;
        const size_t wide = groups * ck_columns;
        for (int ky = 0; ky < kinds; ky++)
            for (int kx = 0; kx < kinds; kx++) {
                /* The last kind each way is that of all points that are left. */
                const size_t down = ky == kinds - 1 ? (size_t)(n - ky) : 1, across = kx == kinds - 1 ? (size_t)(n - kx) : 1;
                const size_t first = CK(place_of_point)(n, kinds, ky, kx) * tiles;
                CK(multiply_points)(w, (size_t)(ky * kinds + kx), group, groups, down * across * tiles,
                                    inputs + first * words, products + first * wide);
            }
        for (size_t i = 0; i < tiles; i++)
            CK(transform_output)(tile, kernel, stride, w, CK(place_of)(w, first_tile + i), group, groups,
                                 products + i * wide, tiles * wide);
    }
}

/* Every filtering: tile, kernel and stride. */
#define CK_FILTERINGS(X) X(2, 3, 1) X(4, 3, 1) X(6, 3, 1) X(2, 5, 1) X(2, 3, 2) X(4, 3, 2)

static void CK(winograd)(const struct ck_winograd *w, size_t first_tile, size_t tiles, float *scratch) {
    const size_t kernel = w->window.kernel_height, stride = w->window.stride_height;
#define CK_RUN(t, k, s)                                                                                      \
    if (w->tile == t && kernel == k && stride == s) CK(winograd_tiles)(t, k, s, w, first_tile, tiles, scratch);
    CK_FILTERINGS(CK_RUN)
#undef CK_RUN
}

static void CK(winograd_weights)(size_t tile, size_t kernel, size_t stride, const float *filter, float *weights) {
#define CK_RUN(t, k, s)                                                                                      \
    if (tile == t && kernel == k && stride == s) CK(transform_weights)(t, k, s, filter, weights);
    CK_FILTERINGS(CK_RUN)
#undef CK_RUN
}
