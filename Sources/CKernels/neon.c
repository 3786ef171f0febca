/* The kernels for AArch64 as every processor of it has them. */
#if defined(__aarch64__)
#define CK_ISA neon
#define CK_NEEDS 0
#define CK_BF16 ck_emulated
#define CK_F16 ck_emulated
#define CK_S16 ck_emulated
#define CK_U8 ck_emulated
#define CK_U8_RUN 0
#include "kernels/neon.h"
#include "kernels/all.h"
#endif
