/* The kernels without vector instructions beyond the architecture's baseline. */
#define CK_ISA scalar
#include "kernels/all.h"
