/* The micro-kernels of facetop, as one table per instruction set.
 *
 * The contract of every kernel: sizes of 0 are allowed, pointers of different parameters never overlap unless
 * it is said, nothing is allocated, nothing fails. The scalar table always exists and defines the result; the
 * others equal it, exactly where values are integers, within rounding where they are floats.
 *
 * Photos are 8-bit RGB, [height][width][3], without padding. A picture is [height][width] pixels of floats, its
 * channels side by side; pixels may lie further apart than their channels need: that is the picture's stride.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* What a processor may be able to do beyond its architecture's baseline, as bits. */
enum ck_feature {
    ck_avx2 = 1,
    ck_fma = 2,
    ck_avx512 = 4,       /* F, VL, BW and DQ */
    ck_avx512_vnni = 8,
    ck_avx512_bf16 = 16,
    ck_avx_vnni = 32,    /* VPDPBUSD without AVX-512 */
    ck_dotprod = 64,     /* AArch64's FEAT_DotProd, FEAT_I8MM, FEAT_BF16 and FEAT_FP16 */
    ck_i8mm = 128,
    ck_bf16dot = 256,
    ck_fp16 = 512
};

/* How fast products of some numbers are. */
enum ck_speed {
    ck_emulated, /* with no instructions for them */
    ck_composed, /* with several instructions for each vector */
    ck_native    /* with one */
};

/* What a product's rows and weights are made of. Both are read in words of 32 bits. */
enum ck_number {
    ck_f32,  /* one float a word */
    ck_bf16, /* two bfloat16 a word; products are summed as floats */
    ck_f16,  /* two half floats a word, of at most ck_most_f16 in rows and weights; products are summed as halves first */
    ck_s16,  /* two signed 16-bit numbers a word; products are summed as 32-bit integers: rows hold at most ck_most_s16, and
              * the sizes of a column's weights sum up to at most ck_most_s16_weights */
    ck_u8    /* four unsigned bytes a word by four signed weights; products are summed as 32-bit integers */
};

/* The geometry of a window that slides over a picture: convolution and pooling. */
struct ck_window {
    size_t height, width;
    size_t kernel_height, kernel_width;
    size_t stride_height, stride_width;
    size_t pad_height, pad_width;
    size_t dilation_height, dilation_width;
    size_t out_height, out_width;
};

enum ck_limits {
    ck_columns = 16,   /* columns of a group */
    ck_most_taps = 128, /* taps of a window that is a product's row */
    ck_most_winograd_channels = 1024,
    ck_winograd_panel = 4, /* groups whose products stand in the scratch memory at once */
    ck_winograd_zero = 128, /* the byte that stands for 0 in a transformed input */
    ck_most_run_weight = 128, /* 255 * 128 is below 2^15 */
    ck_f16_run = 16, /* words whose products are summed as halves */
    ck_most_f16 = 45, /* 45^2 * 2 * 16 is below 65504, the largest half */
    ck_most_s16 = 8191,
    ck_most_s16_weights = 1 << 18 /* 8191 * 2^18 is below 2^31 */
};

/* What becomes of a sum: x * slope[column] if it is below 0 and there are slopes, then clipped if `clips`. */
struct ck_activation {
    const float *slopes; /* one a column; null if there are none */
    int clips;
    float least, most;
};

/* Where a group of sixteen columns of a product goes: row r, counted from the product's origin, begins r * out_stride
 * numbers after `out`. */
struct ck_target {
    void *out; /* floats, or bytes if byte_scale is above 0 */
    size_t out_stride;
    float byte_scale, byte_zero; /* bytes are round(x * byte_scale + byte_zero), clipped to 0 ... 255 */
    const float *residual; /* added before the activation; null if there is none */
    size_t residual_stride;
    size_t columns; /* 1 ... 16: the others are not written */
    struct ck_activation activation; /* slopes: 16 */
};

/* A product: out[row][column] = activation(scale[column] * sum over taps and words of row * weight, + bias[column]
 * + residual). */
struct ck_product {
    enum ck_number number;
    size_t u8_run;       /* bytes: of how many words of a tap the products are summed in 16 bits first, 0 ... 2; at least
                          * 1 where the set's u8_run is not 0, else 0. In each run of so many words of a column's weights,
                          * the words' first two bytes and their last two are summed apart: neither those above 0 nor
                          * those below may come to more than ck_most_run_weight. */
    size_t taps, words;  /* each row is `taps` runs of `words` words */
    size_t groups;
    const void *weights;             /* [groups][taps][words][16] words */
    const float *scale;              /* [groups][16]; only f16, s16 and u8 are scaled */
    const float *bias;               /* [groups][16]; null for the sums without what follows, in all 16 columns */
    const struct ck_target *targets; /* [groups] */
    size_t origin;                   /* the row that the targets count from: row r goes to out + (r - origin) * out_stride */
};

/* Where the rows of a convolution's product lie: row (oy, ox), tap (ky, kx) is a pixel of the picture. */
struct ck_patches {
    struct ck_window window;
    const void *input;
    size_t row_bytes, pixel_bytes;
    const void *border; /* stands for every pixel outside the picture */
};

/* A convolution by Winograd's minimal filtering: F(2x2, 3x3) or F(4x4, 3x3) at a stride of 1 or 2, or F(6x6, 3x3) or
 * F(2x2, 5x5) at stride 1. A dilated one, of stride 1, is several undilated ones, each over every dilation-th row and column.
 *
 * A tile reads n = stride * (tile - 1) + kernel pixels each way, and takes n * n products of its channels with weights; of
 * those, kinds * kinds are different: kinds = n at stride 1, tile + 2 at stride 2. */
struct ck_winograd {
    size_t tile;              /* outputs of a tile, each way: 2, 4 or 6 */
    struct ck_product product; /* taps 1; weights [kinds][kinds][groups][words][16], and the scale
                                * [kinds][kinds][groups][16]; bytes need a set whose u8_run is 0 */
    const float *input_scale; /* [kinds][kinds], where the product is scaled: what the transformed input is multiplied by; to
                               * bytes, ck_winograd_zero is added */
    const float *offset;      /* [kinds][kinds][groups][16], bytes: what is added to the products, as the scaled sum of a
                               * column's weights, -ck_winograd_zero times; null for other numbers */
    struct ck_window window;
    size_t channels;          /* a multiple of 16, at most ck_most_winograd_channels */
    const float *input;
    size_t stride;            /* floats from pixel to pixel */
};

/* A convolution in which each channel has a filter of its own, and reads nothing else. */
struct ck_depthwise {
    struct ck_window window;
    size_t channels;
    const float *weights; /* [kernel_height][kernel_width][channels] */
    const float *bias;    /* [channels] */
    struct ck_activation activation; /* slopes: [channels] */
};

/* The same in bytes, of 3 x 3 taps at a stride of 1 or 2 and not dilated. Channels are computed in blocks of ck_kernels.bytes,
 * the last of which ends with the last channel. Where n is a quarter of a block, number i of its part p is channel
 * 16 (i / 4) + 4 p + i % 4 of the block. */
struct ck_u8_depthwise {
    struct ck_window window;
    size_t channels;       /* at least a block */
    const uint8_t *border; /* a block of the byte that stands for 0 */
    const int8_t *weights; /* [blocks][kernel_width][4][n][4]: the taps of a column from the top, and a 0 */
    const float *scale;    /* [blocks][4][n]: what the sums are multiplied by, and what is added then */
    const float *bias;
    struct ck_activation activation; /* slopes: [blocks][4][n] */
    float byte_scale, byte_zero;     /* as in ck_target */
};

/* Functions of one number x, with up to two parameters. */
enum ck_function {
    ck_clip,         /* min(max(x, a), b) */
    ck_sigmoid,      /* 1 / (1 + e^-x) */
    ck_hard_sigmoid, /* min(max(a x + b, 0), 1) */
    ck_hard_swish    /* x min(max(x / 6 + 1 / 2, 0), 1) */
};

enum ck_pool { ck_pool_max, ck_pool_average, ck_pool_l2 };

/* How the pixels of a picture lie in memory. */
enum ck_layout {
    ck_gray, /* one byte a pixel */
    ck_rgb,  /* three bytes a pixel */
    ck_yuyv, /* luma, blue, luma, red for two pixels; the width is even */
    ck_nv12  /* all luma, then blue and red for two by two pixels, in lines as long; the width is even */
};

/* A picture that is somebody else's. */
struct ck_picture {
    enum ck_layout layout;
    size_t width, height;
    const uint8_t *bytes;
    size_t bytes_per_line;
};

/* A video frame in planes without padding: luma, then the blue and the red differences; how they become RGB in 1/65536. */
struct ck_planes {
    size_t width, height;
    const uint8_t *luma, *blue, *red;  /* blue and red: null where there is no color */
    int halves_width, halves_height;   /* whether two pixels share their color, each way */
    int32_t offset, gain;              /* luma's */
    int32_t red_of_v, green_of_u, green_of_v, blue_of_u;
};

/* When a cell of a picture counts as changed, and how its noise is learned. */
struct ck_changes {
    float least, factor; /* changed: farther from the reference than least + factor * noise */
    float rate, most;    /* noise += rate * min(|now - last| - noise, most) */
};

struct ck_kernels {
    /* The features that a processor must have. */
    uint32_t needs;
    enum ck_speed bf16, f16, s16, u8;
    /* How many groups of columns a product computes at once. */
    size_t widest;
    /* How many bytes u8_depthwise takes at a time. */
    size_t bytes;
    /* The longest run of words whose products of bytes are summed in 16 bits; 0 where all sums have 32. */
    size_t u8_run;

    /* Sum of (a - b)^2. */
    float (*f32_squared_distance)(size_t n, const float *a, const float *b);
    /* out = in * scale; in and out may be the same. */
    void (*f32_scale)(size_t n, float scale, const float *in, float *out);
    /* out = in * scale + shift, each of the channel, pixel by pixel, then max(0, out) if relu. in and out may be the same. */
    void (*f32_channel_affine)(size_t pixels, size_t channels, const float *scale, const float *shift, int relu,
                               const float *in, size_t stride, float *out, size_t out_stride);
    /* out = ca * a + cb * b, then max(0, out) if relu. out may be a or b. */
    void (*f32_sum)(size_t n, float ca, const float *a, float cb, const float *b, int relu, float *out);
    /* out = a * b, out = a / b, and out = max(a, b); out may be a or b. */
    void (*f32_multiply)(size_t n, const float *a, const float *b, float *out);
    void (*f32_divide)(size_t n, const float *a, const float *b, float *out);
    void (*f32_maximum)(size_t n, const float *a, const float *b, float *out);

    /* A function of each number; in and out may be the same. */
    void (*f32_function)(enum ck_function function, float a, float b, size_t n, const float *in, float *out);
    /* x * slope[channel] where x is below 0, pixel by pixel. */
    void (*f32_channel_slope)(size_t pixels, size_t channels, const float *slopes, const float *in, size_t stride,
                              float *out, size_t out_stride);

    /* Rows first_row ..< first_row + rows and groups first_group ..< first_group + groups of a product whose rows
     * are the windows of a convolution. */
    void (*convolve)(const struct ck_product *p, const struct ck_patches *patches, size_t first_row, size_t rows,
                     size_t first_group, size_t groups);
    /* Some tiles of a convolution by Winograd's algorithm. `scratch` holds n * n * tiles *
     * (words + 16 * min(groups, ck_winograd_panel)) floats. */
    void (*winograd)(const struct ck_winograd *w, size_t first_tile, size_t tiles, float *scratch);
    /* A filter to the weights of its kinds * kinds products. */
    void (*winograd_weights)(size_t tile, size_t kernel, size_t stride, const float *filter, float *weights);
    /* Pixels of floats to pixels of words, as a product reads them: `pixel_bytes` apart, channels filled up with
     * zeros to whole words. Bytes are round(x * scale + zero), clipped to 0 ... 255, integers of 16 bits the same, clipped
     * to ck_most_s16 both ways; half floats are x * scale + zero, clipped to ck_most_f16 both ways. */
    void (*convert)(enum ck_number number, size_t pixels, size_t channels, float scale, float zero,
                    const float *in, size_t stride, void *out, size_t pixel_bytes);

    /* Output pixels first ..< first + count of a depthwise convolution. */
    void (*f32_depthwise)(const struct ck_depthwise *d, size_t first, size_t count, const float *in, size_t stride,
                          float *out, size_t out_stride);
    /* The same of a picture of bytes, to floats or bytes; strides are in numbers. */
    void (*u8_depthwise)(const struct ck_u8_depthwise *d, size_t first, size_t count, const uint8_t *in, size_t stride,
                         void *out, size_t out_stride);
    /* Rows of a picture's output pixels first ..< first + count through a pooling window. Average: the sum of the
     * window divided by `divisor`, or by the number of its cells inside the picture if divisor is 0. L2: the root
     * of the sum of squares. */
    void (*f32_pool)(enum ck_pool kind, const struct ck_window *w, size_t channels, float divisor, size_t first,
                     size_t count, const float *in, size_t stride, float *out, size_t out_stride);
    /* Local response normalization across the channels of each pixel:
     * x * (k + alpha / size * sum of squares over `size` channels around)^-beta. */
    void (*f32_lrn)(size_t pixels, size_t channels, size_t size, float alpha, float beta, float k,
                    const float *in, size_t stride, float *out, size_t out_stride);
    /* x / sqrt(sum over channels of x^2 + epsilon) * scale[channel], pixel by pixel. */
    void (*f32_channel_normalize)(size_t pixels, size_t channels, float epsilon, const float *scale,
                                  const float *in, size_t stride, float *out, size_t out_stride);

    /* Softmax over the middle axis of [rows][length][inner]. */
    void (*f32_softmax)(size_t rows, size_t length, size_t inner, const float *in, float *out);
    /* Whether the intersection of a box (left, top, right, bottom) with any of some others over their union is above a
     * threshold. The others' lefts stand at boxes, their tops, rights and bottoms `stride` further each. */
    int (*f32_overlaps)(size_t count, const float *boxes, size_t stride, const float box[4], float threshold);

    /* n pixels of a photo to pixels of three floats: channel c = (byte order[c] - mean[c]) * scale[c]. */
    void (*u8_pixels)(size_t n, const uint8_t *photo, const uint8_t order[3], const float mean[3],
                      const float scale[3], float *out);
    /* A picture as [height][width][3] bytes of RGB. */
    void (*u8_rgb)(const struct ck_picture *in, uint8_t *out);
    /* A video frame as [height][width][3] bytes of RGB. */
    void (*u8_planes)(const struct ck_planes *in, uint8_t *out);
    /* The mean brightness of blocks of pixels in sixteenths, [height / block][width / block]: luma, or the green of RGB. A
     * block is 1 ... 16 pixels each way; `sums` holds as many numbers as the picture is wide. */
    void (*u8_luma)(const struct ck_picture *in, size_t block, uint16_t *sums, uint16_t *out);
    /* Which of n cells have changed, and how many; the noise of each is learned. */
    size_t (*u16_changes)(const struct ck_changes *c, size_t n, const uint16_t *now, const uint16_t *last,
                          const uint16_t *reference, float *noise, uint8_t *changed);
    /* Sum of |a - b| over [rows][columns], at most 2^16 cells of values below 2^16. */
    uint32_t (*u16_distance)(size_t rows, size_t columns, const uint16_t *a, size_t a_stride, const uint16_t *b,
                             size_t b_stride);
    /* Bilinear resize without anti-aliasing, OpenCV's fixed point (resize, INTER_LINEAR), to RGB. Sizes are at least 1.
     * Only the rows that are needed become RGB. `scratch` holds 9 * out_width + 2 int32, `room` 3 * width bytes where the
     * picture is not RGB. */
    void (*u8_resize)(const struct ck_picture *in, size_t out_width, size_t out_height, int32_t *scratch, uint8_t *room,
                      uint8_t *out);
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

/* The features of this processor, as bits of ck_feature. */
uint32_t ck_features(void);
/* The kernel sets of this architecture, slowest first; number 0 needs nothing. */
size_t ck_set_count(void);
struct ck_kernels ck_set(size_t number);
/* A set's name, as FACETOP_ISA takes it. */
const char *ck_set_name(size_t number);
