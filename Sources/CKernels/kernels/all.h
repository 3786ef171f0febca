/* Every kernel body, compiled once for each instruction set: the file that includes this one defines CK_ISA and
 * the target. The bodies are plain loops that the compiler turns into vectors of that set. */
#include "../kernels.h"
#include <math.h>
#include <string.h>

#define CK_JOIN(name, isa) ck_##name##__##isa
#define CK_EXPAND(name, isa) CK_JOIN(name, isa)
#define CK(name) CK_EXPAND(name, CK_ISA)
#define CK_JOIN_ISA(isa) ck_isa_##isa
#define CK_ISA_VALUE(isa) CK_JOIN_ISA(isa)

#include "f32_vector.h"
#include "f32_elementwise.h"
#include "f32_im2col.h"
#include "f32_pool.h"
#include "f32_normalize.h"
#include "u8_planes.h"
#include "u8_resize.h"
#include "u8_warp_affine.h"

const struct ck_kernels CK(table) = {
    .isa = CK_ISA_VALUE(CK_ISA),
    .f32_dot = CK(f32_dot),
    .f32_squared_distance = CK(f32_squared_distance),
    .f32_epilogue = CK(f32_epilogue),
    .f32_affine = CK(f32_affine),
    .f32_sum = CK(f32_sum),
    .f32_product = CK(f32_product),
    .f32_maximum = CK(f32_maximum),
    .f32_im2col = CK(f32_im2col),
    .f32_pool = CK(f32_pool),
    .f32_lrn = CK(f32_lrn),
    .f32_channel_normalize = CK(f32_channel_normalize),
    .u8_planes = CK(u8_planes),
    .u8_resize = CK(u8_resize),
    .u8_warp_affine = CK(u8_warp_affine),
};
