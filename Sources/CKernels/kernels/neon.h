/* AArch64's registers: 32 of 128 bits. Sixteen lanes are four. */
#define CK_BYTES 16
#define CK_WIDEST 1
#define CK_ROWS_1 6
#define CK_AHEAD 4096
#include "vector.h"

#define CK_QUARTER(v, i) __builtin_shufflevector(v, v, 4 * (i), 4 * (i) + 1, 4 * (i) + 2, 4 * (i) + 3)

/* One vector of four. */
#define CK_JOIN_QUARTERS(a, b, c, d)                                                                                   \
    __builtin_shufflevector(__builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7),                                     \
                            __builtin_shufflevector(c, d, 0, 1, 2, 3, 4, 5, 6, 7), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,   \
                            11, 12, 13, 14, 15)
