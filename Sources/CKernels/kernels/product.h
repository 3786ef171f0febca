/* Products of rows of words with columns of weights, sixteen columns a group.
 *
 * A tile of M rows by V groups keeps its M * V sums in registers while it walks along the rows: for each word, the
 * V vectors of weights are read once, and each row's word is broadcast to all lanes. Nothing is copied: rows are
 * pointers into the picture. How many rows make the best tile is the instruction set's matter. */

/* Writes the sums of one row and group. */
static inline CK_INLINE void CK(finish)(const struct ck_target *target, size_t row, ck_float16 sum) {
    const float *residual = target->residual ? target->residual + row * target->residual_stride : target->residual;
    float lanes[ck_columns] = {0};
    if (residual && target->columns == ck_columns) sum += ck_load(residual);
    else if (residual) {
        __builtin_memcpy(lanes, residual, target->columns * 4);
        sum += ck_load(lanes);
    }
    sum = CK(activate)(CK(activation_of)(&target->activation, 0), sum);
    if (target->byte_scale > 0) {
        uint8_t *out = (uint8_t *)target->out + row * target->out_stride, bytes[ck_columns];
        CK(convert_vector)(ck_u8, sum, target->byte_scale, target->byte_zero, bytes);
        __builtin_memcpy(out, bytes, target->columns);
        return;
    }
    float *out = (float *)target->out + row * target->out_stride;
    if (target->columns == ck_columns) ck_store(out, sum);
    else __builtin_memcpy(out, &sum, target->columns * 4);
}

/* Writes the sums of a group that is filled up: [rows] vectors. */
static void CK(finish_slowly)(const struct ck_target *target, size_t rows, const ck_float16 *sums, size_t first_row) {
    for (size_t m = 0; m < rows; m++) CK(finish)(target, first_row + m, sums[m]);
}

enum { CK_EXPAND(most_rows, CK_ISA) = 12, CK_EXPAND(most_groups, CK_ISA) = 4 };

/* Has the weights that are needed a while after some others brought into the cache; beyond their end nothing happens. */
#define CK_FETCH(weights) __builtin_prefetch((const void *)((uintptr_t)(weights) + CK_AHEAD))

#include "f16_runs.h"
#if CK_U8_RUN > 0
#include "u8_runs.h"
#endif

/* Writes the sums of M rows of a group; what is the same for all rows is decided once. M is a constant where this is
 * called. */
static inline CK_INLINE void CK(finish_rows)(const int M, const struct ck_target *target, const ck_float16 *sums,
                                             size_t first_row) {
    if (target->columns != ck_columns) {
        CK(finish_slowly)(target, (size_t)M, sums, first_row);
        return;
    }
    const size_t out_stride = target->out_stride, residual_stride = target->residual_stride;
    ck_float16 rows[CK(most_rows)];
    CK_UNROLL for (int m = 0; m < M; m++) rows[m] = sums[m];
    if (target->residual) {
        const float *residual = target->residual + first_row * residual_stride;
        CK_UNROLL for (int m = 0; m < M; m++) rows[m] += ck_load(residual + (size_t)m * residual_stride);
    }
    const struct CK(activation) activation = CK(activation_of)(&target->activation, 0);
    if (target->byte_scale > 0) {
        uint8_t *out = (uint8_t *)target->out + first_row * out_stride;
        const float scale = target->byte_scale, zero = target->byte_zero;
        CK_UNROLL for (int m = 0; m < M; m++)
            CK(convert_vector)(ck_u8, CK(activate)(activation, rows[m]), scale, zero, out + (size_t)m * out_stride);
        return;
    }
    float *out = (float *)target->out + first_row * out_stride;
    CK_UNROLL for (int m = 0; m < M; m++) ck_store(out + (size_t)m * out_stride, CK(activate)(activation, rows[m]));
}

/* The sums of M rows by V groups: [M * V] vectors, row by row. M, V and number are constants where this is called. */
static inline CK_INLINE void CK(sums)(const int M, const int V, const enum ck_number number, const struct ck_product *p,
                                      const char *const *rows, const char *weights, ck_int16 *out) {
    const size_t group_bytes = p->taps * p->words * 64, bytes = p->words * 4;
    ck_int16 sums[CK(most_rows)][CK(most_groups)];
    CK_UNROLL for (int m = 0; m < M; m++) CK_UNROLL for (int v = 0; v < V; v++) sums[m][v] = (ck_int16){0};
#ifdef CK_U8_SIGNED
    ck_int16 offset[CK(most_groups)];
    CK_UNROLL for (int v = 0; v < V; v++) offset[v] = (ck_int16){0};
#endif
    for (size_t tap = 0; tap < p->taps; tap++, rows += CK(most_rows))
        for (size_t at = 0; at < bytes; at += 4, weights += 64) {
            ck_int16 w[CK(most_groups)];
            CK_UNROLL for (int v = 0; v < V; v++) {
                const char *group = weights + (size_t)v * group_bytes;
                w[v] = *(const ck_int16 *)group;
                CK_FETCH(group);
            }
#ifdef CK_U8_SIGNED
            if (number == ck_u8) CK_UNROLL for (int v = 0; v < V; v++) offset[v] = CK(dot_u8)(offset[v], 0, w[v]);
#endif
            CK_UNROLL for (int m = 0; m < M; m++) {
                uint32_t word;
                __builtin_memcpy(&word, rows[m] + at, 4);
                CK_UNROLL for (int v = 0; v < V; v++) {
                    if (number == ck_f32)
                        sums[m][v] = (ck_int16)((ck_float16)sums[m][v] +
                                                (ck_float16)ck_splat((int32_t)word) * (ck_float16)w[v]);
                    else if (number == ck_bf16)
                        sums[m][v] = (ck_int16)CK(dot_bf16)((ck_float16)sums[m][v], word, w[v]);
                    else if (number == ck_s16) sums[m][v] = CK(dot_s16)(sums[m][v], word, w[v]);
                    else sums[m][v] = CK(dot_u8)(sums[m][v], word, w[v]);
                }
            }
        }
#ifdef CK_U8_SIGNED
    /* A row of zeros comes to what is missing of all. */
    CK_UNROLL for (int m = 0; m < M; m++) CK_UNROLL for (int v = 0; v < V; v++) sums[m][v] -= offset[v];
#endif
    CK_UNROLL for (int m = 0; m < M; m++) CK_UNROLL for (int v = 0; v < V; v++) out[m * V + v] = sums[m][v];
}

/* What tiles differ by, beside their size: the numbers, and for bytes the run. */
enum CK_EXPAND(kind, CK_ISA) {
    CK_EXPAND(kind_f32, CK_ISA),
    CK_EXPAND(kind_bf16, CK_ISA),
    CK_EXPAND(kind_f16, CK_ISA),
    CK_EXPAND(kind_s16, CK_ISA),
    CK_EXPAND(kind_u8, CK_ISA),
    CK_EXPAND(kind_u8_pairs, CK_ISA),
    CK_EXPAND(kind_u8_fours, CK_ISA),
    CK_EXPAND(kinds, CK_ISA)
};

static inline size_t CK(kind_of)(const struct ck_product *p) { return (size_t)p->number + (p->number == ck_u8 ? p->u8_run : 0); }

/* M rows by V groups; M, V and kind are constants where this is called. */
static inline CK_INLINE void CK(tile)(const int M, const int V, const enum CK_EXPAND(kind, CK_ISA) kind,
                                      const struct ck_product *p, const char *const *rows, size_t first_row,
                                      size_t first_group) {
    const char *weights = (const char *)p->weights + first_group * p->taps * p->words * 64;
    const int is_scaled = kind >= CK(kind_f16), is_integer = kind >= CK(kind_s16);
    const size_t out_row = first_row - p->origin;
    ck_int16 sums[CK(most_rows) * CK(most_groups)];
#if CK_U8_RUN > 0
    if (kind > CK(kind_u8)) CK(u8_sums)(M, (int)kind - (int)CK(kind_u8), p, rows, weights, sums);
    else
#endif
    if (kind == CK(kind_f16)) CK(f16_sums)(M, p, rows, weights, (ck_float16 *)sums);
    else
        CK(sums)(M, V, (enum ck_number)kind, p, rows, weights, sums);
    CK_UNROLL for (int v = 0; v < V; v++) {
        const size_t group = first_group + (size_t)v;
        const struct ck_target *target = p->targets + group;
        ck_float16 scale = {0}, column[CK(most_rows)];
        if (is_scaled) scale = ck_load(p->scale + group * ck_columns);
        CK_UNROLL for (int m = 0; m < M; m++)
            column[m] = is_integer ? __builtin_convertvector(sums[m * V + v], ck_float16) : (ck_float16)sums[m * V + v];
        if (p->bias) {
            const ck_float16 bias = ck_load(p->bias + group * ck_columns);
            CK_UNROLL for (int m = 0; m < M; m++) column[m] = is_scaled ? column[m] * scale + bias : column[m] + bias;
            CK(finish_rows)(M, target, column, out_row);
        } else {
            CK_UNROLL for (int m = 0; m < M; m++)
                ck_store((float *)target->out + (out_row + (size_t)m) * target->out_stride,
                         is_scaled ? column[m] * scale : column[m]);
        }
    }
}

typedef void CK(tile_function)(const struct ck_product *, const char *const *, size_t, size_t);

#define CK_TILE_NAME(kind, M, V) CK_EXPAND(kind##_tile_##M##_by_##V, CK_ISA)
#define CK_TILE(kind, M, V)                                                                                  \
    static void CK_TILE_NAME(kind, M, V)(const struct ck_product *p, const char *const *rows,                \
                                         size_t first_row, size_t first_group) {                             \
        CK(tile)(M, V, CK_EXPAND(kind_##kind, CK_ISA), p, rows, first_row, first_group);                     \
    }
#define CK_TILES_3(X, n, V) X(n, 1, V) X(n, 2, V) X(n, 3, V)
#define CK_TILES_6(X, n, V) CK_TILES_3(X, n, V) X(n, 4, V) X(n, 5, V) X(n, 6, V)
#define CK_TILES_12(X, n, V)                                                                                 \
    CK_TILES_6(X, n, V) X(n, 7, V) X(n, 8, V) X(n, 9, V) X(n, 10, V) X(n, 11, V) X(n, 12, V)
#if CK_WIDEST > 1
#define CK_TILES_OF(X, n)                                                                                    \
    CK_CONCAT(CK_TILES_, CK_ROWS_1)(X, n, 1) CK_CONCAT(CK_TILES_, CK_ROWS_2)(X, n, 2)                        \
        CK_CONCAT(CK_TILES_, CK_ROWS_4)(X, n, 4)
#else
#define CK_TILES_OF(X, n) CK_CONCAT(CK_TILES_, CK_ROWS_1)(X, n, 1)
#endif
#define CK_TILES_OF_F16(X) CK_CONCAT(CK_TILES_, CK_ROWS_1)(X, f16, 1)
#define CK_CONCAT(a, b) CK_CONCAT_(a, b)
#define CK_CONCAT_(a, b) a##b
#if CK_U8_RUN > 0
#define CK_TILES_OF_U8(X) CK_TILES_12(X, u8_pairs, 1) CK_TILES_12(X, u8_fours, 1)
#else
#define CK_TILES_OF_U8(X) CK_TILES_OF(X, u8)
#endif

CK_TILES_OF(CK_TILE, f32)
CK_TILES_OF(CK_TILE, bf16)
CK_TILES_OF_F16(CK_TILE)
CK_TILES_OF(CK_TILE, s16)
CK_TILES_OF_U8(CK_TILE)

/* The tile of some rows by 1, 2 or 4 groups. */
static inline CK(tile_function) *CK(tile_for)(const struct ck_product *p, size_t rows, size_t groups) {
#define CK_ENTRY(kind, M, V) [CK_EXPAND(kind_##kind, CK_ISA)][V / 2][M] = CK_TILE_NAME(kind, M, V),
    static CK(tile_function) *const tiles[CK_EXPAND(kinds, CK_ISA)][3][CK_EXPAND(most_rows, CK_ISA) + 1] = {
        CK_TILES_OF(CK_ENTRY, f32) CK_TILES_OF(CK_ENTRY, bf16) CK_TILES_OF_F16(CK_ENTRY)
            CK_TILES_OF(CK_ENTRY, s16) CK_TILES_OF_U8(CK_ENTRY)};
#undef CK_ENTRY
    return tiles[CK(kind_of)(p)][groups / 2][rows];
}

static inline size_t CK(rows_of_tile)(const struct ck_product *p, size_t groups) {
    if (CK_U8_RUN > 0 && p->number == ck_u8) return CK(most_rows);
#if CK_WIDEST > 1
    if (groups > 1) return groups == 4 ? CK_ROWS_4 : CK_ROWS_2;
#else
    (void)groups; /* 1 */
#endif
    return CK_ROWS_1;
}

/* How many groups to take of those that are left. */
static inline size_t CK(groups_of_tile)(const struct ck_product *p, size_t left) {
    const int is_narrow = p->number == ck_f16 || (CK_U8_RUN > 0 && p->number == ck_u8);
    const size_t most = is_narrow ? 1 : CK_WIDEST;
    if (left > most) left = most;
    return left >= 4 ? 4 : left >= 2 ? 2 : 1;
}

/* Pointers to the pixels of `count` windows from `first` on: [taps][most_rows]. What lies beyond `count` is never
 * followed; loops of a known length are faster. */
static inline void CK(find_rows)(const struct ck_patches *s, size_t first, size_t count, const char **rows) {
    const struct ck_window *w = &s->window;
    /* Each line of windows fills the arrays from its first on, a whole tile's length, and the next one overwrites. */
    ptrdiff_t top[2 * CK(most_rows)] = {0}, left[2 * CK(most_rows)] = {0};
    intptr_t corner[2 * CK(most_rows)] = {0};
    const ptrdiff_t reach_y = (ptrdiff_t)(w->dilation_height * (w->kernel_height - 1));
    const ptrdiff_t reach_x = (ptrdiff_t)(w->dilation_width * (w->kernel_width - 1));
    const ptrdiff_t step = (ptrdiff_t)w->stride_width, step_bytes = step * (ptrdiff_t)s->pixel_bytes;
    size_t oy = first / w->out_width, ox = first % w->out_width;
    int inside = 1;
    for (size_t m = 0; m < count; ox = 0, oy++) {
        size_t length = w->out_width - ox < count - m ? w->out_width - ox : count - m;
        ptrdiff_t y = (ptrdiff_t)(oy * w->stride_height) - (ptrdiff_t)w->pad_height;
        ptrdiff_t x = (ptrdiff_t)(ox * w->stride_width) - (ptrdiff_t)w->pad_width;
        intptr_t start = (intptr_t)s->input + y * (ptrdiff_t)s->row_bytes + x * (ptrdiff_t)s->pixel_bytes;
        for (ptrdiff_t i = 0; i < CK(most_rows); i++) {
            top[(ptrdiff_t)m + i] = y;
            left[(ptrdiff_t)m + i] = x + i * step;
            corner[(ptrdiff_t)m + i] = start + i * step_bytes;
        }
        inside &= y >= 0 && x >= 0 && y + reach_y < (ptrdiff_t)w->height &&
                  x + ((ptrdiff_t)length - 1) * step + reach_x < (ptrdiff_t)w->width;
        m += length;
    }
    for (size_t ky = 0; ky < w->kernel_height; ky++)
        for (size_t kx = 0; kx < w->kernel_width; kx++, rows += CK(most_rows)) {
            ptrdiff_t dy = (ptrdiff_t)(ky * w->dilation_height), dx = (ptrdiff_t)(kx * w->dilation_width);
            intptr_t offset = dy * (ptrdiff_t)s->row_bytes + dx * (ptrdiff_t)s->pixel_bytes;
            if (inside) {
                for (size_t m = 0; m < CK(most_rows); m++) rows[m] = (const char *)(corner[m] + offset);
                continue;
            }
            for (size_t m = 0; m < CK(most_rows); m++) {
                int is_pixel = (size_t)(top[m] + dy) < w->height && (size_t)(left[m] + dx) < w->width;
                rows[m] = is_pixel ? (const char *)(corner[m] + offset) : (const char *)s->border;
            }
        }
}

static void CK(convolve)(const struct ck_product *p, const struct ck_patches *patches, size_t first_row,
                         size_t rows, size_t first_group, size_t groups) {
    const char *pointers[CK(most_rows) * ck_most_taps];
    const struct ck_window *w = &patches->window;
    /* Windows of one pixel, one after the other, are the picture itself. */
    const int is_picture = w->kernel_height == 1 && w->kernel_width == 1 && w->stride_height == 1 &&
                           w->stride_width == 1 && w->pad_height == 0 && w->pad_width == 0 &&
                           w->out_width == w->width && w->out_height == w->height &&
                           patches->row_bytes == w->width * patches->pixel_bytes;
    for (size_t group = first_group, left = groups; left > 0;) {
        size_t width = CK(groups_of_tile)(p, left), height = CK(rows_of_tile)(p, width);
        /* Tiles of about equal height: a last one of a row or two would read the weights for little. */
        size_t tiles = (rows + height - 1) / height;
        for (size_t tile = 0; tile < tiles; tile++) {
            size_t from = rows * tile / tiles, count = rows * (tile + 1) / tiles - from;
            if (is_picture)
                for (size_t m = 0; m < CK(most_rows); m++)
                    pointers[m] = (const char *)((intptr_t)patches->input +
                                                 (ptrdiff_t)((first_row + from + m) * patches->pixel_bytes));
            else CK(find_rows)(patches, first_row + from, count, pointers);
            CK(tile_for)(p, count, width)(p, pointers, first_row + from, group);
        }
        group += width, left -= width;
    }
}
