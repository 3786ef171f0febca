/* The micro-kernels of facetop, as one table per instruction set.
 *
 * The contract of every kernel: sizes of 0 are allowed, pointers of different parameters never overlap unless
 * it is said, nothing is allocated, nothing fails. The scalar table always exists and defines the result; the
 * others equal it, exactly where values are integers, within rounding where they are floats.
 *
 * Pictures are 8-bit RGB, [height][width][3], without padding. Planes are float, [height][width].
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

enum ck_isa { ck_isa_scalar = 0, ck_isa_avx2 = 1, ck_isa_avx512 = 2 };

/* A window that slides over a picture of `channels` planes: convolution and pooling. */
struct ck_window {
    size_t channels, height, width;
    size_t kernel_height, kernel_width;
    size_t stride_height, stride_width;
    size_t pad_height, pad_width;
    size_t dilation_height, dilation_width;
    size_t out_height, out_width;
};

enum ck_pool { ck_pool_max, ck_pool_average, ck_pool_l2 };

struct ck_kernels {
    enum ck_isa isa;

    /* Inner product of two vectors. */
    float (*f32_dot)(size_t n, const float *a, const float *b);
    /* Sum of (a - b)^2. */
    float (*f32_squared_distance)(size_t n, const float *a, const float *b);
    /* c[row][column] += bias[row], then max(0, c) if relu. Row r starts at c + r * stride. bias may be null. */
    void (*f32_epilogue)(size_t rows, size_t columns, size_t stride, const float *bias, int relu, float *c);
    /* out = in * scale + shift, then max(0, out) if relu. in and out may be the same. */
    void (*f32_affine)(size_t n, float scale, float shift, int relu, const float *in, float *out);
    /* out = ca * a + cb * b, then max(0, out) if relu. out may be a or b. */
    void (*f32_sum)(size_t n, float ca, const float *a, float cb, const float *b, int relu, float *out);
    /* out = a * b, and out = max(a, b); out may be a or b. */
    void (*f32_product)(size_t n, const float *a, const float *b, float *out);
    void (*f32_maximum)(size_t n, const float *a, const float *b, float *out);
    /* Columns first ..< first + count of the im2col matrix: out[(channel, ky, kx)][count]. */
    void (*f32_im2col)(const struct ck_window *w, size_t first, size_t count, const float *in, float *out);
    /* One plane through a pooling window. Average: the sum of the window divided by `divisor`, or by the number
     * of its cells inside the picture if divisor is 0. L2: the root of the sum of squares. */
    void (*f32_pool)(enum ck_pool kind, const struct ck_window *w, float divisor, const float *in, float *out);
    /* Local response normalisation across channels of columns first ..< first + count of [channels][plane]:
     * x * (k + alpha / size * sum of squares over `size` channels around)^-beta. */
    void (*f32_lrn)(size_t channels, size_t plane, size_t first, size_t count, size_t size, float alpha,
                    float beta, float k, const float *in, float *out);
    /* x / sqrt(sum over channels of x^2 + epsilon) * scale[channel], for columns first ..< first + count. */
    void (*f32_channel_normalize)(size_t channels, size_t plane, size_t first, size_t count, float epsilon,
                                  const float *scale, const float *in, float *out);
    /* n interleaved pixels to three planes of n floats: plane p = (byte of channel order[p] - mean[p]) * scale. */
    void (*u8_planes)(size_t n, const uint8_t *pixels, const uint8_t order[3], const float mean[3], float scale,
                      float *out);
    /* Bilinear resize without anti-aliasing, OpenCV's fixed point (resize, INTER_LINEAR). Sizes are at least 1.
     * `scratch` holds 9 * out_width + 2 int32. */
    void (*u8_resize)(size_t width, size_t height, const uint8_t *in, size_t out_width, size_t out_height,
                      int32_t *scratch, uint8_t *out);
    /* Bilinear affine warp, outside black, OpenCV's fixed point (warpAffine, INTER_LINEAR). `inverse` maps an
     * output pixel (x, y) to the source: (i0 x + i1 y + i2, i3 x + i4 y + i5). */
    void (*u8_warp_affine)(size_t width, size_t height, const uint8_t *in, const double inverse[6],
                           size_t out_width, size_t out_height, uint8_t *out);
};

/* Tells the processor that a thread waits for another. */
static inline void ck_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/* The fastest instruction set of this processor. */
enum ck_isa ck_best_isa(void);
/* The kernels of one instruction set; the scalar ones if this build has none for it. */
struct ck_kernels ck_kernels_for(enum ck_isa isa);
