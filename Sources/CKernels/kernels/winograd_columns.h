/* Winograd's minimal filterings of one column, as its transforms (Lavin and Gray, Fast Algorithms for Convolutional Neural
 * Networks, 2016; the points after Blahut, Fast Algorithms for Signal Processing, 2010).
 *
 * F(2, 3) with the points 0, 1, -1 and infinity; F(4, 3) and F(2, 5), which differ only behind the input, with 2 and -2,
 * too; F(6, 3) with 1/2 and -1/2 beside those. With a stride of 2, three taps are two over the even numbers, F(2, 2) with 0,
 * 1 and infinity or F(4, 2) with 0, 1, -1, 2 and infinity, and one over the odd ones, whose products come last and all have
 * the same weight.
 *
 * `tile`, `kernel` and `stride` are constants where these are called. */

enum { CK_EXPAND(most_points, CK_ISA) = 9 };

/* How many numbers of the input a tile takes each way, and how many products. */
static inline CK_INLINE int CK(points_of)(const int tile, const int kernel, const int stride) {
    return stride * (tile - 1) + kernel;
}

/* How many of the products have weights of their own. */
static inline CK_INLINE int CK(kinds_of)(const int tile, const int kernel, const int stride) {
    return stride == 1 ? tile + kernel - 1 : tile + 2;
}

/* B^T d: points of the input. */
static inline CK_INLINE void CK(input_column)(const int tile, const int kernel, const int stride, const ck_float16 *d,
                                              ck_float16 *out) {
    if (stride == 2 && tile == 2) {
        out[0] = d[0] - d[2];
        out[1] = d[2];
        out[2] = d[2] - d[4];
        out[3] = d[1];
        out[4] = d[3];
        return;
    }
    if (stride == 2) {
        ck_float16 a = d[6] - d[2], b = 2 * (d[0] - d[4]);
        out[0] = b + a;
        out[1] = d[6] - d[4] - 2 * d[2];
        out[2] = d[6] - 3 * d[4] + 2 * d[2];
        out[3] = a;
        out[4] = d[8] - d[4] - 2 * a;
        CK_UNROLL for (int i = 0; i < 4; i++) out[5 + i] = d[2 * i + 1];
        return;
    }
    if (kernel == 3 && tile == 2) {
        out[0] = d[0] - d[2];
        out[1] = d[1] + d[2];
        out[2] = d[2] - d[1];
        out[3] = d[1] - d[3];
        return;
    }
    if (tile == 6) {
        ck_float16 a = d[6] + d[2] - 4.25f * d[4], b = d[1] + d[5] - 4.25f * d[3];
        ck_float16 c = d[6] + 0.25f * d[2] - 1.25f * d[4], e = 0.5f * d[1] - 2.5f * d[3] + 2 * d[5];
        ck_float16 f = d[6] + 4 * d[2] - 5 * d[4], g = 2 * d[1] - 2.5f * d[3] + 0.5f * d[5];
        out[0] = d[0] - d[6] + 5.25f * (d[4] - d[2]);
        out[1] = a + b;
        out[2] = a - b;
        out[3] = c + e;
        out[4] = c - e;
        out[5] = f + g;
        out[6] = f - g;
        out[7] = d[7] - d[1] + 5.25f * (d[3] - d[5]);
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

/* A^T m: `tile` outputs of the products. */
static inline CK_INLINE void CK(output_column)(const int tile, const int kernel, const int stride, const ck_float16 *m,
                                               ck_float16 *out) {
    if (stride == 2 && tile == 2) {
        out[0] = m[0] + m[1] + m[3];
        out[1] = m[1] - m[2] + m[4];
        return;
    }
    if (stride == 2) {
        ck_float16 a = m[1] + m[2], b = m[1] - m[2];
        out[0] = m[0] + a + m[3] + m[5];
        out[1] = b + 2 * m[3] + m[6];
        out[2] = a + 4 * m[3] + m[7];
        out[3] = b + 8 * m[3] + m[4] + m[8];
        return;
    }
    if (kernel == 3 && tile == 2) {
        out[0] = m[0] + m[1] + m[2];
        out[1] = m[1] - m[2] - m[3];
        return;
    }
    ck_float16 a = m[1] + m[2], b = m[1] - m[2], c = m[3] + m[4], d = m[3] - m[4];
    out[0] = m[0] + a + c;
    if (tile == 6) {
        ck_float16 e = m[5] + m[6], f = m[5] - m[6];
        out[0] += e;
        out[1] = b + 2 * d + 0.5f * f;
        out[2] = a + 4 * c + 0.25f * e;
        out[3] = b + 8 * d + 0.125f * f;
        out[4] = a + 16 * c + 0.0625f * e;
        out[5] = b + 32 * d + 0.03125f * f + m[7];
        return;
    }
    if (kernel == 5) {
        out[1] = b + 2 * d + m[5];
        return;
    }
    out[1] = b + 2 * d;
    out[2] = a + 4 * c;
    out[3] = b + 8 * d + m[5];
}

/* G g: the weights of the products, those that are the same once. */
static inline CK_INLINE void CK(weight_column)(const int tile, const int kernel, const int stride, const double *g,
                                               double *out) {
    if (stride == 2 && tile == 2) {
        out[0] = g[0];
        out[1] = g[0] + g[2];
        out[2] = g[2];
        out[3] = g[1];
    } else if (stride == 2) {
        out[0] = g[0] / 2;
        out[1] = -(g[0] + g[2]) / 2;
        out[2] = (g[2] - g[0]) / 6;
        out[3] = g[0] / 6 + g[2] / 3;
        out[4] = g[2];
        out[5] = g[1];
    } else if (kernel == 3 && tile == 2) {
        out[0] = g[0];
        out[1] = (g[0] + g[1] + g[2]) / 2;
        out[2] = (g[0] - g[1] + g[2]) / 2;
        out[3] = g[2];
    } else if (tile == 6) {
        out[0] = g[0];
        out[1] = -(g[0] + g[1] + g[2]) * 2 / 9;
        out[2] = -(g[0] - g[1] + g[2]) * 2 / 9;
        out[3] = (g[0] + 2 * g[1] + 4 * g[2]) / 90;
        out[4] = (g[0] - 2 * g[1] + 4 * g[2]) / 90;
        out[5] = (4 * g[0] + 2 * g[1] + g[2]) * 8 / 45;
        out[6] = (4 * g[0] - 2 * g[1] + g[2]) * 8 / 45;
        out[7] = g[2];
    } else {
        const double fourth = kernel == 5 ? g[3] : 0, fifth = kernel == 5 ? g[4] : 0;
        const double even = g[0] + g[2] + fifth, odd = g[1] + fourth;
        const double far_even = g[0] / 24 + g[2] / 6 + fifth * 2 / 3, far_odd = g[1] / 12 + fourth / 3;
        out[0] = g[0] / 4;
        out[1] = -(even + odd) / 6;
        out[2] = -(even - odd) / 6;
        out[3] = far_even + far_odd;
        out[4] = far_even - far_odd;
        out[5] = g[kernel - 1];
    }
}
