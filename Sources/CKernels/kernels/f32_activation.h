/* Functions of one number, alone and as the last step of a convolution. */

/* e^x, within 2 units in the last place: x = n ln 2 + r, and e^r by its series (Cody and Waite's reduction). */
static inline CK_INLINE ck_float16 CK(exp)(ck_float16 x) {
    x = ck_minimum(ck_maximum(x, (ck_float16){0} - 87), (ck_float16){0} + 88);
    ck_float16 n = __builtin_elementwise_rint(x * 1.44269504088896341f);
    ck_float16 r = x - n * 0.693359375f + n * 2.12194440e-4f;
    ck_float16 series = (ck_float16){0} + 1.0f / 5040;
    series = series * r + 1.0f / 720;
    series = series * r + 1.0f / 120;
    series = series * r + 1.0f / 24;
    series = series * r + 1.0f / 6;
    series = series * r + 0.5f;
    series = series * r + 1;
    series = series * r + 1;
    return series * (ck_float16)((__builtin_convertvector(n, ck_int16) + 127) << 23);
}

/* What becomes of the sums of sixteen channels, in registers: whatever is written meanwhile, none of it is read again. */
struct CK(activation) {
    int has_slopes, clips;
    ck_float16 slopes, least, most;
};

static inline CK_INLINE struct CK(activation) CK(activation_of)(const struct ck_activation *activation, size_t channel) {
    const ck_float16 zero = {0};
    return (struct CK(activation)){.has_slopes = activation->slopes != (const float *)0,
                                   .clips = activation->clips,
                                   .slopes = activation->slopes ? ck_load(activation->slopes + channel) : zero,
                                   .least = zero + activation->least,
                                   .most = zero + activation->most};
}

static inline CK_INLINE ck_float16 CK(activate)(struct CK(activation) activation, ck_float16 x) {
    const ck_float16 zero = {0};
    if (activation.has_slopes) x = ck_maximum(x, zero) + ck_minimum(x, zero) * activation.slopes;
    if (activation.clips) x = ck_minimum(ck_maximum(x, activation.least), activation.most);
    return x;
}

/* `function` is a constant where this is called. */
static inline CK_INLINE ck_float16 CK(function)(const enum ck_function function, float a, float b, ck_float16 x) {
    const ck_float16 zero = {0};
    switch (function) {
    case ck_clip: return ck_minimum(ck_maximum(x, zero + a), zero + b);
    case ck_sigmoid: return 1 / (1 + CK(exp)(-x));
    case ck_hard_sigmoid: return ck_minimum(ck_maximum(x * a + b, zero), zero + 1);
    default: return x * ck_minimum(ck_maximum(x * (1.0f / 6) + 0.5f, zero), zero + 1);
    }
}

static inline CK_INLINE void CK(functions)(const enum ck_function function, float a, float b, size_t n,
                                           const float *in, float *out) {
    size_t i = 0;
    for (; i + 16 <= n; i += 16) ck_store(out + i, CK(function)(function, a, b, ck_load(in + i)));
    if (i == n) return;
    float lanes[16] = {0};
    __builtin_memcpy(lanes, in + i, (n - i) * 4);
    ck_float16 rest = CK(function)(function, a, b, ck_load(lanes));
    __builtin_memcpy(out + i, &rest, (n - i) * 4);
}

static void CK(f32_function)(enum ck_function function, float a, float b, size_t n, const float *in, float *out) {
    if (function == ck_clip) CK(functions)(ck_clip, a, b, n, in, out);
    else if (function == ck_sigmoid) CK(functions)(ck_sigmoid, a, b, n, in, out);
    else if (function == ck_hard_sigmoid) CK(functions)(ck_hard_sigmoid, a, b, n, in, out);
    else CK(functions)(ck_hard_swish, a, b, n, in, out);
}

static void CK(f32_channel_slope)(size_t pixels, size_t channels, const float *restrict slopes, const float *in,
                                  size_t stride, float *out, size_t out_stride) {
    for (size_t pixel = 0; pixel < pixels; pixel++, in += stride, out += out_stride)
        for (size_t c = 0; c < channels; c++) out[c] = in[c] < 0 ? in[c] * slopes[c] : in[c];
}
