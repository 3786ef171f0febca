/* The kernels for AArch64 as every processor of it has them. */
#if defined(__aarch64__)
#define CK_ISA neon
#define CK_NEEDS 0
#define CK_BYTES 16
#define CK_WIDEST 1
#define CK_ROWS_1 6
#define CK_AHEAD 4096
#define CK_BF16 ck_emulated
#define CK_F16 ck_emulated
#define CK_S16 ck_emulated
#define CK_U8 ck_emulated
#define CK_U8_RUN 0
#include "kernels/all.h"
#endif
