/* Products of bytes where no instruction sums four of them into 32 bits: those of one word or two are summed in 16 bits
 * first, which holds them because the weights are chosen so (ck_product.u8_run). The file that includes this one brings
 *
 *   CK_RUN_LANES            columns of a register: 8 or 16
 *   CK(pairs)(a, w)         bytes by signed bytes, summed by twos: 16-bit lanes
 *   CK(add_pairs)(a, b)     sum of 16-bit lanes
 *   CK(add_fours)(sum, p)   sum + 16-bit lanes, summed by twos: 32-bit lanes
 *   CK(run_word)(word)      a word in all lanes
 *
 * with the vector type ck_run. */

/* The sums of M rows by one group, as many of its columns at a time as a register has. M and run are constants where this
 * is called. */
static inline CK_INLINE void CK(u8_sums)(const int M, const int run, const struct ck_product *p, const char *const *rows,
                                         const char *weights, ck_int16 *sums) {
    const size_t bytes = p->words * 4;
    CK_UNROLL for (int part = 0; part < ck_columns / CK_RUN_LANES; part++) {
        const char *w = weights + part * CK_RUN_LANES * 4;
        const char *const *tap_rows = rows;
        ck_run parts[CK(most_rows)];
        CK_UNROLL for (int m = 0; m < M; m++) parts[m] = (ck_run){0};
        for (size_t tap = 0; tap < p->taps; tap++, tap_rows += CK(most_rows)) {
            size_t at = 0;
            for (; run == 2 && at + 8 <= bytes; at += 8, w += 128) {
                const ck_run first = *(const ck_run *)w, second = *(const ck_run *)(w + 64);
                if (part == 0) {
                    CK_FETCH(w);
                    CK_FETCH(w + 64);
                }
                CK_UNROLL for (int m = 0; m < M; m++) {
                    uint32_t words[2];
                    __builtin_memcpy(words, tap_rows[m] + at, 8);
                    parts[m] = CK(add_fours)(parts[m], CK(add_pairs)(CK(pairs)(CK(run_word)(words[0]), first),
                                                                 CK(pairs)(CK(run_word)(words[1]), second)));
                }
            }
            for (; at < bytes; at += 4, w += 64) {
                const ck_run single = *(const ck_run *)w;
                if (part == 0) CK_FETCH(w);
                CK_UNROLL for (int m = 0; m < M; m++) {
                    uint32_t word;
                    __builtin_memcpy(&word, tap_rows[m] + at, 4);
                    parts[m] = CK(add_fours)(parts[m], CK(pairs)(CK(run_word)(word), single));
                }
            }
        }
        CK_UNROLL for (int m = 0; m < M; m++) *((ck_run *)(sums + m) + part) = parts[m];
    }
}
