/* The kernels with no instructions beyond the architecture's baseline: they define the results. */
#define CK_ISA scalar
#define CK_WIDEST 1
#define CK_ROWS_1 3
#define CK_ROWS_2 3
#define CK_ROWS_4 3
#define CK_HAS_BF16 0
#define CK_HAS_U8 0
#include "kernels/all.h"
