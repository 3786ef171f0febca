/* Every kernel of every set that the processor has, against its scalar form, on random sizes and numbers: for machines
 * without Swift, and under emulation. Prints what differs; its status is 0 where nothing does. Use: kernels [SEED] */
#include "CKernels.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state;
static int failures, comparisons;
static const char *set_name;

/* SplitMix64 (Steele, Lea and Flood, 2014). */
static uint64_t next(void) {
    uint64_t z = state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}
static size_t pick(size_t least, size_t most) { return least + next() % (most - least + 1); }
static float number(void) { return (float)(next() >> 40) / (1 << 23) - 1; }

/* Memory that ends where it is asked to: what reads beyond it is found by an emulator or a sanitizer. */
static void *room(size_t bytes) {
    void *memory = NULL;
    if (posix_memalign(&memory, 64, bytes + (bytes == 0)) != 0) abort();
    memset(memory, 0, bytes);
    return memory;
}
static float *floats(size_t count) {
    float *x = room(count * 4);
    for (size_t i = 0; i < count; i++) x[i] = number();
    return x;
}
static uint8_t *bytes(size_t count) {
    uint8_t *x = room(count);
    for (size_t i = 0; i < count; i++) x[i] = (uint8_t)next();
    return x;
}
static uint16_t *words(size_t count, unsigned most) {
    uint16_t *x = room(count * 2);
    for (size_t i = 0; i < count; i++) x[i] = (uint16_t)(next() % (most + 1));
    return x;
}

static void fail(const char *kernel, size_t at, double found, double expected) {
    failures++;
    printf("%s: %s differs at %zu: %.9g, not %.9g\n", set_name, kernel, at, found, expected);
}
static void near(const char *kernel, size_t count, const float *found, const float *expected, float tolerance) {
    float largest = 1;
    for (size_t i = 0; i < count; i++) largest = fmaxf(largest, fabsf(expected[i]));
    for (size_t i = 0; i < count; i++)
        if (!(fabsf(found[i] - expected[i]) <= tolerance * largest)) {
            fail(kernel, i, (double)found[i], (double)expected[i]);
            break;
        }
    comparisons++;
}
static void same(const char *kernel, size_t count, const void *found, const void *expected) {
    for (size_t i = 0; i < count; i++)
        if (((const uint8_t *)found)[i] != ((const uint8_t *)expected)[i]) {
            fail(kernel, i, ((const uint8_t *)found)[i], ((const uint8_t *)expected)[i]);
            break;
        }
    comparisons++;
}

static void test_elements(const struct ck_kernels *k, const struct ck_kernels *s) {
    const size_t n = pick(0, 70);
    const int relu = (int)(next() & 1);
    float *a = floats(n), *b = floats(n), *x = room(n * 4), *y = room(n * 4);
    for (size_t i = 0; i < n; i++) b[i] += b[i] < 0 ? -0.1f : 0.1f;
    float found = k->f32_squared_distance(n, a, b), expected = s->f32_squared_distance(n, a, b);
    near("squared_distance", 1, &found, &expected, 1e-5f);
#define CK_BOTH(name, tolerance, ...)                                                                                  \
    k->name(__VA_ARGS__, x), s->name(__VA_ARGS__, y), near(#name, n, x, y, tolerance)
    CK_BOTH(f32_scale, 0, n, 1.5f, a);
    CK_BOTH(f32_sum, 1e-6f, n, 0.5f, a, -2, b, relu);
    CK_BOTH(f32_multiply, 1e-6f, n, a, b);
    CK_BOTH(f32_divide, 1e-6f, n, a, b);
    CK_BOTH(f32_maximum, 0, n, a, b);
    for (enum ck_function f = ck_clip; f <= ck_hard_swish; f++) CK_BOTH(f32_function, 1e-5f, f, -0.25f, 0.5f, n, a);
    free(a), free(b), free(x), free(y);
}

static void test_channels(const struct ck_kernels *k, const struct ck_kernels *s) {
    const size_t pixels = pick(0, 5), channels = pick(1, 70), stride = channels + pick(0, 3), n = pixels * stride;
    float *in = floats(n), *scale = floats(channels), *shift = floats(channels), *x = room(n * 4), *y = room(n * 4);
    k->f32_channel_affine(pixels, channels, scale, shift, 1, in, stride, x, stride);
    s->f32_channel_affine(pixels, channels, scale, shift, 1, in, stride, y, stride);
    near("channel_affine", n, x, y, 1e-6f);
    k->f32_channel_slope(pixels, channels, scale, in, stride, x, stride);
    s->f32_channel_slope(pixels, channels, scale, in, stride, y, stride);
    near("channel_slope", n, x, y, 1e-6f);
    k->f32_lrn(pixels, channels, 5, 1e-2f, 0.75f, 1, in, stride, x, stride);
    s->f32_lrn(pixels, channels, 5, 1e-2f, 0.75f, 1, in, stride, y, stride);
    near("lrn", n, x, y, 1e-5f);
    k->f32_channel_normalize(pixels, channels, 1e-10f, scale, in, stride, x, stride);
    s->f32_channel_normalize(pixels, channels, 1e-10f, scale, in, stride, y, stride);
    near("channel_normalize", n, x, y, 1e-5f);
    const size_t length = pick(1, 20), inner = pick(1, 3), rows = pick(1, 4), count = rows * length * inner;
    float *soft = floats(count), *p = room(count * 4), *q = room(count * 4);
    k->f32_softmax(rows, length, inner, soft, p), s->f32_softmax(rows, length, inner, soft, q);
    near("softmax", count, p, q, 1e-5f);
    const float box[4] = {0, 0, 0.7f, 0.7f};
    float *boxes = floats(channels * 4);
    const int found = k->f32_overlaps(channels, boxes, channels, box, 0.3f);
    const int expected = s->f32_overlaps(channels, boxes, channels, box, 0.3f);
    same("overlaps", sizeof found, &found, &expected);
    free(in), free(scale), free(shift), free(x), free(y), free(soft), free(p), free(q), free(boxes);
}

static struct ck_window window(size_t kernel, size_t stride, size_t dilation) {
    struct ck_window w = {.kernel_height = kernel, .kernel_width = kernel, .stride_height = stride,
                          .stride_width = stride, .dilation_height = dilation, .dilation_width = dilation};
    w.pad_height = pick(0, kernel / 2), w.pad_width = pick(0, kernel / 2);
    const size_t reach = dilation * (kernel - 1) + 1;
    w.height = pick(reach, reach + 12), w.width = pick(reach, reach + 12);
    w.out_height = (w.height + 2 * w.pad_height - reach) / stride + 1;
    w.out_width = (w.width + 2 * w.pad_width - reach) / stride + 1;
    return w;
}

static void test_windows(const struct ck_kernels *k, const struct ck_kernels *s) {
    const size_t channels = pick(1, 50), stride = channels + pick(0, 2);
    struct ck_window w = window(pick(1, 5), pick(1, 3), 1);
    const size_t outputs = w.out_height * w.out_width;
    float *in = floats(w.height * w.width * stride), *x = room(outputs * stride * 4), *y = room(outputs * stride * 4);
    for (enum ck_pool kind = ck_pool_max; kind <= ck_pool_l2; kind++) {
        k->f32_pool(kind, &w, channels, 0, 0, outputs, in, stride, x, stride);
        s->f32_pool(kind, &w, channels, 0, 0, outputs, in, stride, y, stride);
        near("pool", outputs * stride, x, y, 1e-5f);
    }
    float *weights = floats(w.kernel_height * w.kernel_width * channels), *bias = floats(channels);
    float *slopes = floats(channels);
    const struct ck_depthwise d = {.window = w, .channels = channels, .weights = weights, .bias = bias,
                                   .activation = {.slopes = next() & 1 ? slopes : NULL, .clips = 1, .least = -1, .most = 2}};
    k->f32_depthwise(&d, 0, outputs, in, stride, x, stride), s->f32_depthwise(&d, 0, outputs, in, stride, y, stride);
    near("depthwise", outputs * stride, x, y, 1e-5f);
    free(in), free(x), free(y), free(weights), free(bias), free(slopes);
}

/* What a depthwise convolution of bytes comes to, in memory that is the caller's; `weights` are [channels][9]. */
static void *u8_depthwise(const struct ck_kernels *k, struct ck_u8_depthwise d, const uint8_t *in, size_t stride,
                          const int8_t *weights, const float *scale, const float *bias, const float *slopes) {
    const size_t blocks = (d.channels + k->bytes - 1) / k->bytes, n = blocks * k->bytes;
    const size_t outputs = d.window.out_height * d.window.out_width;
    uint8_t *border = room(k->bytes);
    memset(border, 77, k->bytes);
    int8_t *packed = room(n * 12);
    float *numbers[3] = {room(n * 4), room(n * 4), room(n * 4)};
    for (size_t block = 0; block < blocks; block++)
        for (size_t place = 0; place < k->bytes; place++) {
            const size_t quarter = k->bytes / 4, i = place % quarter, part = place / quarter;
            const size_t end = (block + 1) * k->bytes, first = (end < d.channels ? end : d.channels) - k->bytes;
            const size_t c = first + 16 * (i / 4) + 4 * part + i % 4;
            for (size_t tap = 0; tap < 9; tap++)
                packed[(((block * 3 + tap % 3) * 4 + part) * quarter + i) * 4 + tap / 3] = weights[c * 9 + tap];
            numbers[0][block * k->bytes + place] = scale[c];
            numbers[1][block * k->bytes + place] = bias[c];
            numbers[2][block * k->bytes + place] = slopes ? slopes[c] : 0;
        }
    d.border = border, d.weights = packed, d.scale = numbers[0], d.bias = numbers[1];
    d.activation.slopes = slopes ? numbers[2] : NULL;
    void *out = room(outputs * d.channels * 4);
    k->u8_depthwise(&d, 0, outputs / 2, in, stride, out, d.channels);
    k->u8_depthwise(&d, outputs / 2, outputs - outputs / 2, in, stride, out, d.channels);
    free(border), free(packed), free(numbers[0]), free(numbers[1]), free(numbers[2]);
    return out;
}

static void test_u8_depthwise(const struct ck_kernels *k, const struct ck_kernels *s) {
    const size_t channels = pick(k->bytes, 150), stride = channels + pick(0, 3);
    struct ck_u8_depthwise d = {.window = window(3, pick(1, 2), 1), .channels = channels,
                                .activation = {.clips = (int)pick(0, 1), .least = -100, .most = 200}};
    const size_t outputs = d.window.out_height * d.window.out_width;
    uint8_t *in = bytes(d.window.height * d.window.width * stride);
    int8_t *weights = (int8_t *)bytes(9 * channels);
    for (size_t i = 0; i < 9 * channels; i++) weights[i] = weights[i] == -128 ? 0 : weights[i];
    float *scale = floats(channels), *bias = floats(channels), *slopes = floats(channels);
    const float *used = pick(0, 1) ? slopes : NULL;
    float *x = u8_depthwise(k, d, in, stride, weights, scale, bias, used);
    float *y = u8_depthwise(s, d, in, stride, weights, scale, bias, used);
    near("depthwise u8", outputs * channels, x, y, 1e-6f);
    d.byte_scale = 0.7f, d.byte_zero = 90;
    uint8_t *found = u8_depthwise(k, d, in, stride, weights, scale, bias, used), *expected = room(outputs * channels + 64);
    k->convert(ck_u8, outputs, channels, d.byte_scale, d.byte_zero, x, channels, y, (channels + 3) / 4 * 4);
    for (size_t i = 0; i < outputs; i++) memcpy(expected + i * channels, (char *)y + i * ((channels + 3) / 4 * 4), channels);
    same("depthwise u8 to bytes", outputs * channels, found, expected);
    free(in), free(weights), free(scale), free(bias), free(slopes), free(x), free(y), free(found), free(expected);
}

/* The weights of a product: small whole numbers, so that every kind of number is exact, and no run overflows. */
static void set_weights(enum ck_number number, void *weights, size_t count) {
    for (size_t i = 0; i < count; i++) {
        /* Halves are summed before they are floats: no sum is above 2^11. */
        const int most = number == ck_f16 ? 3 : 15, whole = (int)pick(0, 2 * (size_t)most) - most;
        const float real = (float)whole;
        uint32_t bits;
        memcpy(&bits, &real, 4);
        const uint32_t half = whole == 0 ? 0 : (bits >> 16 & 0x8000) | ((bits & 0x7FFFFFFF) >> 13) - (112 << 10);
        if (number == ck_f32) ((float *)weights)[i] = real;
        else if (number == ck_bf16) ((uint16_t *)weights)[i] = (uint16_t)(bits >> 16);
        else if (number == ck_f16) ((uint16_t *)weights)[i] = (uint16_t)half;
        else if (number == ck_s16) ((int16_t *)weights)[i] = (int16_t)whole;
        else ((int8_t *)weights)[i] = (int8_t)whole;
    }
}

/* That a product whose results are bytes has the same as its floats converted. */
static void test_byte_targets(const struct ck_kernels *k, struct ck_product p, const struct ck_patches *patches,
                              size_t outputs, size_t columns, const struct ck_target *targets, const float *floats) {
    const float scale = 0.07f, zero = 20;
    const size_t filled = (columns + 3) / 4 * 4;
    uint8_t *found = room(outputs * filled), *expected = room(outputs * filled);
    struct ck_target own[5];
    for (size_t g = 0; g < p.groups; g++) {
        own[g] = targets[g];
        own[g].out = found + g * 16, own[g].out_stride = filled, own[g].byte_scale = scale, own[g].byte_zero = zero;
    }
    p.targets = own;
    k->convolve(&p, patches, 0, outputs, 0, p.groups);
    k->convert(ck_u8, outputs, columns, scale, zero, floats, columns, expected, filled);
    for (size_t i = 0; i < outputs; i++)
        for (size_t c = columns; c < filled; c++) expected[i * filled + c] = 0;
    same("convolve to bytes", outputs * filled, found, expected);
    free(found), free(expected);
}

static void test_product(const struct ck_kernels *k, const struct ck_kernels *s, enum ck_number number, size_t run) {
    static const size_t per_word[] = {1, 2, 2, 2, 4};
    struct ck_window w = window(pick(1, 4), pick(1, 2), pick(1, 2));
    const size_t channels = pick(1, 40), count = (channels + per_word[number] - 1) / per_word[number];
    const size_t taps = w.kernel_height * w.kernel_width, columns = pick(1, 80), groups = (columns + 15) / 16;
    const size_t pixels = w.height * w.width, outputs = w.out_height * w.out_width;
    float *in = room(pixels * channels * 4), *scale = room(groups * 64), *bias = floats(groups * 16);
    for (size_t i = 0; i < pixels * channels; i++) in[i] = (float)pick(0, 15);
    for (size_t i = 0; i < groups * 16; i++) scale[i] = 0.5f;
    void *weights = room(taps * count * groups * 64), *border = room(count * 4);
    set_weights(number, weights, taps * count * groups * 16 * per_word[number]);
    float *residual = floats(outputs * columns), *out[2];
    for (int which = 0; which < 2; which++) {
        const struct ck_kernels *kernels = which ? s : k;
        char *picture = room(pixels * count * 4);
        kernels->convert(number, pixels, channels, 1, 0, in, channels, picture, count * 4);
        out[which] = room(outputs * columns * 4);
        struct ck_target targets[5];
        for (size_t g = 0; g < groups; g++)
            targets[g] = (struct ck_target){.out = out[which] + g * 16, .out_stride = columns,
                                            .residual = residual + g * 16, .residual_stride = columns,
                                            .columns = columns - g * 16 < 16 ? columns - g * 16 : 16,
                                            .activation = {.clips = 1, .least = 0, .most = INFINITY}};
        const struct ck_product p = {.number = number, .u8_run = which ? 0 : run, .taps = taps, .words = count,
                                     .groups = groups, .weights = weights, .scale = scale, .bias = bias,
                                     .targets = targets};
        const struct ck_patches patches = {.window = w, .input = picture, .row_bytes = w.width * count * 4,
                                           .pixel_bytes = count * 4, .border = border};
        kernels->convolve(&p, &patches, 0, outputs / 2, 0, groups);
        kernels->convolve(&p, &patches, outputs / 2, outputs - outputs / 2, 0, groups);
        if (which == 0) test_byte_targets(k, p, &patches, outputs, columns, targets, out[0]);
        free(picture);
    }
    static const char *const names[] = {"convolve f32", "convolve bf16", "convolve f16", "convolve s16", "convolve u8"};
    near(names[number], outputs * columns, out[0], out[1], 1e-6f);
    free(in), free(scale), free(bias), free(weights), free(border), free(residual), free(out[0]), free(out[1]);
}

static void test_winograd(const struct ck_kernels *k, const struct ck_kernels *s, enum ck_number number, size_t tile,
                          size_t kernel, size_t stride) {
    static const size_t per_word[] = {1, 2, 2, 2, 4};
    const size_t n = stride * (tile - 1) + kernel, kinds = stride == 1 ? n : tile + 2, points = kinds * kinds;
    const size_t channels = 16 * pick(1, 3), groups = pick(1, 5), count = channels / per_word[number];
    struct ck_window w = window(kernel, stride, stride == 1 ? pick(1, 2) : 1);
    const size_t outputs = w.out_height * w.out_width, columns = groups * 16;
    const size_t down = ((w.out_height + w.dilation_height - 1) / w.dilation_height + tile - 1) / tile;
    const size_t across = ((w.out_width + w.dilation_width - 1) / w.dilation_width + tile - 1) / tile;
    const size_t tiles = w.dilation_height * w.dilation_width * down * across;
    float *in = floats(w.height * w.width * channels), *bias = floats(columns), *scale = room(points * columns * 4);
    float *input_scale = room(points * 4), *offset = floats(points * columns), *out[2];
    for (size_t i = 0; i < points * columns; i++) scale[i] = 1e-3f;
    for (size_t i = 0; i < points; i++) input_scale[i] = number == ck_f16 || number == ck_u8 ? 5 : 80;
    void *weights = room(points * count * groups * 64);
    set_weights(number, weights, points * channels * columns);
    float *scratch = room(n * n * tiles * (channels + columns) * 4);
    for (int which = 0; which < 2; which++) {
        out[which] = room(outputs * columns * 4);
        struct ck_target targets[5];
        for (size_t g = 0; g < groups; g++)
            targets[g] = (struct ck_target){.out = out[which] + g * 16, .out_stride = columns, .columns = 16};
        const struct ck_winograd convolution = {
            .tile = tile, .window = w, .channels = channels, .input = in, .stride = channels, .input_scale = input_scale,
            .offset = number == ck_u8 ? offset : NULL,
            .product = {.number = number, .taps = 1, .words = count, .groups = groups, .weights = weights,
                        .scale = scale, .bias = bias, .targets = targets}};
        (which ? s : k)->winograd(&convolution, 0, tiles, scratch);
    }
    near("winograd", outputs * columns, out[0], out[1], number == ck_f32 ? 1e-5f : number == ck_f16 ? 2e-3f : 0.02f);
    float filter[25], x[64], y[64];
    for (size_t i = 0; i < kernel * kernel; i++) filter[i] = bias[i % columns] + (float)i;
    k->winograd_weights(tile, kernel, stride, filter, x), s->winograd_weights(tile, kernel, stride, filter, y);
    near("winograd_weights", points, x, y, 1e-6f);
    free(in), free(bias), free(scale), free(input_scale), free(offset), free(weights), free(scratch);
    free(out[0]), free(out[1]);
}

/* Every filtering, with the numbers that it can have. */
static void test_filterings(const struct ck_kernels *k, const struct ck_kernels *s) {
    for (enum ck_number number = ck_f32; number <= ck_u8; number++) {
        if (number == ck_u8 && k->u8_run > 0) continue;
        for (size_t stride = 1; stride <= 2; stride++)
            for (size_t tile = 2; tile <= 4; tile += 2) test_winograd(k, s, number, tile, 3, stride);
        test_winograd(k, s, number, 2, 5, 1);
        if (number == ck_f32) test_winograd(k, s, number, 6, 3, 1);
    }
}

static void test_pictures(const struct ck_kernels *k, const struct ck_kernels *s) {
    static const size_t per_pixel[] = {1, 3, 2, 1};
    const enum ck_layout layout = (enum ck_layout)pick(ck_gray, ck_nv12);
    const size_t width = 2 * pick(1, 40), height = pick(1, 30), line = width * per_pixel[layout] + pick(0, 5);
    const size_t lines = layout == ck_nv12 ? height + (height + 1) / 2 : height;
    uint8_t *picture = bytes(line * lines), *x = room(width * height * 3), *y = room(width * height * 3);
    const struct ck_picture p = {.layout = layout, .width = width, .height = height, .bytes = picture,
                                 .bytes_per_line = line};
    k->u8_rgb(&p, x), s->u8_rgb(&p, y);
    same("rgb", width * height * 3, x, y);
    const size_t out_width = pick(1, 40), out_height = pick(1, 30), count = out_width * out_height * 3;
    int32_t *scratch = room((9 * out_width + 2) * 4);
    uint8_t *line_room = room(3 * width), *a = room(count), *b = room(count);
    k->u8_resize(&p, out_width, out_height, scratch, line_room, a);
    s->u8_resize(&p, out_width, out_height, scratch, line_room, b);
    same("resize", count, a, b);
    const double inverse[6] = {0.9, 0.2, -1.5, -0.1, 1.1, 2.25};
    k->u8_warp_affine(width, height, y, inverse, out_width, out_height, a);
    s->u8_warp_affine(width, height, y, inverse, out_width, out_height, b);
    same("warp_affine", count, a, b);
    const uint8_t order[3] = {2, 1, 0};
    const float mean[3] = {104, 177, 123}, scale[3] = {1, 0.5f, 2};
    float *f = room(count * 4), *g = room(count * 4);
    k->u8_pixels(count / 3, b, order, mean, scale, f), s->u8_pixels(count / 3, b, order, mean, scale, g);
    near("pixels", count, f, g, 1e-6f);
    const size_t block = pick(1, 16), cells = (width / block) * (height / block);
    uint16_t *sums = room(width * 2), *u = room(cells * 2), *v = room(cells * 2);
    k->u8_luma(&p, block, sums, u), s->u8_luma(&p, block, sums, v);
    same("luma", cells * 2, u, v);
    free(picture), free(x), free(y), free(scratch), free(line_room), free(a), free(b), free(f), free(g);
    free(sums), free(u), free(v);
}

static void test_planes(const struct ck_kernels *k, const struct ck_kernels *s) {
    const size_t width = pick(1, 70), height = pick(1, 9), area = width * height;
    uint8_t *planes = bytes(3 * area), *x = room(3 * area), *y = room(3 * area);
    const int has_color = pick(0, 3) > 0;
    const struct ck_planes p = {.width = width, .height = height, .luma = planes,
                                .blue = has_color ? planes + area : NULL, .red = has_color ? planes + 2 * area : NULL,
                                .halves_width = (int)pick(0, 1), .halves_height = (int)pick(0, 1), .offset = 16,
                                .gain = 76309, .red_of_v = 104597, .green_of_u = 25675, .green_of_v = 53279,
                                .blue_of_u = 132201};
    k->u8_planes(&p, x), s->u8_planes(&p, y);
    same("planes", 3 * area, x, y);
    free(planes), free(x), free(y);
}

static void test_cells(const struct ck_kernels *k, const struct ck_kernels *s) {
    const size_t n = pick(0, 200), columns = pick(1, 12), rows = n / columns;
    uint16_t *now = words(n, 4080), *last = words(n, 4080), *reference = words(n, 4080);
    float *x = floats(n), *y = room(n * 4);
    memcpy(y, x, n * 4);
    uint8_t *p = room(n), *q = room(n);
    const struct ck_changes c = {.least = 24, .factor = 4, .rate = 0.25f, .most = 16};
    const size_t found = k->u16_changes(&c, n, now, last, reference, x, p);
    const size_t expected = s->u16_changes(&c, n, now, last, reference, y, q);
    same("changes", sizeof found, &found, &expected), same("changed", n, p, q), near("noise", n, x, y, 1e-6f);
    const uint32_t own = k->u16_distance(rows, columns, now, columns, last, columns);
    const uint32_t theirs = s->u16_distance(rows, columns, now, columns, last, columns);
    same("distance", sizeof own, &own, &theirs);
    free(now), free(last), free(reference), free(x), free(y), free(p), free(q);
}

int main(int count, char **arguments) {
    const uint64_t seed = count > 1 ? strtoull(arguments[1], NULL, 10) : 1;
    const struct ck_kernels scalar = ck_set(0);
    for (size_t number = 1; number < ck_set_count(); number++) {
        const struct ck_kernels set = ck_set(number);
        set_name = ck_set_name(number);
        if (set.needs & ~ck_features()) {
            printf("%s: this processor lacks it\n", set_name);
            continue;
        }
        comparisons = 0;
        state = seed;
        for (int round = 0; round < 20; round++) {
            test_elements(&set, &scalar), test_channels(&set, &scalar), test_windows(&set, &scalar);
            for (enum ck_number n = ck_f32; n < ck_u8; n++) test_product(&set, &scalar, n, 0);
            for (size_t run = set.u8_run > 0; run <= set.u8_run; run++) test_product(&set, &scalar, ck_u8, run);
            test_filterings(&set, &scalar), test_u8_depthwise(&set, &scalar);
            test_pictures(&set, &scalar), test_planes(&set, &scalar), test_cells(&set, &scalar);
        }
        printf("%s: %d comparisons, seed %llu\n", set_name, comparisons, (unsigned long long)seed);
    }
    return failures > 0;
}
