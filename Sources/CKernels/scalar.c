/* The kernels with no instructions beyond the architecture's baseline: they define the results. */
#define CK_ISA scalar
#define CK_NEEDS 0
#define CK_BYTES 16
#define CK_WIDEST 1
#define CK_ROWS_1 3
#define CK_AHEAD 0
#define CK_BF16 ck_emulated
#define CK_F16 ck_emulated
#define CK_S16 ck_emulated
#define CK_U8 ck_emulated
#define CK_U8_RUN 0
#include "kernels/all.h"
