/* Products of half floats, a row's words by one group: those of ck_f16_run words are summed as halves, then as floats. The
 * file that includes this one brings, with the type ck_halves for the two sums of each of sixteen columns,
 *
 *   CK(dot_f16)(sums, word, weights)  the sums + the products of one word of a row, two numbers, with sixteen words
 *   CK(sum_f16)(sums)                 both of each column added, as floats
 *   CK(to_f16)(x)                     floats rounded to the nearest half, ties to even */

/* The sums of M rows by one group; M is a constant where this is called. */
static inline CK_INLINE void CK(f16_sums)(const int M, const struct ck_product *p, const char *const *rows,
                                          const char *weights, ck_float16 *sums) {
    const size_t bytes = p->words * 4;
    ck_halves run[CK(most_rows)];
    CK_UNROLL for (int m = 0; m < M; m++) {
        sums[m] = (ck_float16){0};
        run[m] = (ck_halves){0};
    }
    size_t left = ck_f16_run * 4;
    for (size_t tap = 0; tap < p->taps; tap++, rows += CK(most_rows))
        for (size_t at = 0; at < bytes;) {
            const size_t end = bytes - at < left ? bytes : at + left;
            left -= end - at;
            for (; at < end; at += 4, weights += 64) {
                const ck_int16 w = *(const ck_int16 *)weights;
                CK_FETCH(weights);
                CK_UNROLL for (int m = 0; m < M; m++) {
                    uint32_t word;
                    __builtin_memcpy(&word, rows[m] + at, 4);
                    run[m] = CK(dot_f16)(run[m], word, w);
                }
            }
            if (left > 0) continue;
            CK_UNROLL for (int m = 0; m < M; m++) {
                sums[m] += CK(sum_f16)(run[m]);
                run[m] = (ck_halves){0};
            }
            left = ck_f16_run * 4;
        }
    CK_UNROLL for (int m = 0; m < M; m++) sums[m] += CK(sum_f16)(run[m]);
}
