/* Normalisation across channels, a block of columns at a time so that the sums stay in the first-level cache. */
enum { CK_EXPAND(block, CK_ISA) = 256 };

static inline float CK(inverse_power)(float x, float beta) {
    /* 3/4 is what both AlexNet and OpenFace use, and two square roots are far cheaper than powf. */
    if (beta == 0.75f) {
        float root = sqrtf(x);
        return 1 / (root * sqrtf(root));
    }
    return powf(x, -beta);
}

static void CK(f32_lrn)(size_t channels, size_t plane, size_t first, size_t count, size_t size, float alpha,
                        float beta, float k, const float *restrict in, float *restrict out) {
    size_t before = (size - 1) / 2, after = size - 1 - before;
    for (size_t done = 0; done < count; done += CK(block)) {
        size_t n = count - done < CK(block) ? count - done : CK(block);
        const float *x = in + first + done;
        float *y = out + first + done;
        for (size_t c = 0; c < channels; c++) {
            float sum[CK(block)] = {0};
            size_t from = c > before ? c - before : 0;
            size_t to = c + after < channels ? c + after + 1 : channels;
            for (size_t j = from; j < to; j++)
                for (size_t i = 0; i < n; i++) sum[i] += x[j * plane + i] * x[j * plane + i];
            if (beta == 0.75f)
                for (size_t i = 0; i < n; i++)
                    y[c * plane + i] =
                        x[c * plane + i] * CK(inverse_power)(k + alpha / (float)size * sum[i], 0.75f);
            else
                for (size_t i = 0; i < n; i++)
                    y[c * plane + i] =
                        x[c * plane + i] * CK(inverse_power)(k + alpha / (float)size * sum[i], beta);
        }
    }
}

static void CK(f32_channel_normalize)(size_t channels, size_t plane, size_t first, size_t count, float epsilon,
                                      const float *restrict scale, const float *restrict in,
                                      float *restrict out) {
    for (size_t done = 0; done < count; done += CK(block)) {
        size_t n = count - done < CK(block) ? count - done : CK(block);
        const float *x = in + first + done;
        float *y = out + first + done;
        float factor[CK(block)] = {0};
        for (size_t c = 0; c < channels; c++)
            for (size_t i = 0; i < n; i++) factor[i] += x[c * plane + i] * x[c * plane + i];
        for (size_t i = 0; i < n; i++) factor[i] = 1 / sqrtf(factor[i] + epsilon);
        for (size_t c = 0; c < channels; c++)
            for (size_t i = 0; i < n; i++) y[c * plane + i] = x[c * plane + i] * factor[i] * scale[c];
    }
}
