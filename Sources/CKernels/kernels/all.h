/* Every kernel, compiled once for each instruction set: the file that includes this one defines
 *
 *   CK_ISA                             the set's name
 *   CK_NEEDS                           the features that it uses, as bits of ck_feature
 *   CK_WIDEST                          how many groups of sixteen columns a product computes at once: 1, 2 or 4
 *   CK_ROWS_1, CK_ROWS_2, CK_ROWS_4    by how many rows, so that all sums fit the registers: 3, 6 or 12; the last two where
 *                                      CK_WIDEST is above 1
 *   CK_AHEAD                           how many bytes before they are needed weights are fetched: those of a network lie
 *                                      in the last cache at best, and are read faster than the processor foresees
 *   CK_BYTES                           how many bytes a register has: 16, 32 or 64
 *   CK_BF16, CK_F16, CK_S16, CK_U8     how fast its products of these numbers are: a ck_speed
 *   CK_OWN_BF16, CK_OWN_S16, CK_OWN_U8 if it brings CK(dot_bf16) with CK(to_bf16), CK(dot_s16), or CK(dot_u8) and
 *                                      CK(dot_bytes)
 *   CK_OWN_F16                         if it brings what f16_runs.h needs
 *   CK_OWN_ROOT                        if it brings CK(rough_root): 1 / sqrt(x) to 12 bits
 *   CK_OWN_ROUND, CK_OWN_LEVELS        if it brings CK(rounded) (convert.h), CK(levels) (u8_depthwise.h)
 *   CK_U8_SIGNED                       if those take 128 less than each byte of a row
 *   CK_U8_RUN                          2 if it brings what u8_runs.h needs instead, else 0
 *
 * and the target. The bodies are loops over vectors of sixteen lanes, which are as many registers as the set needs. */
#include "../kernels.h"
#include "vector.h"

#ifndef CK_OWN_BF16
#include "portable_bf16.h"
#endif
#ifndef CK_OWN_F16
#include "portable_f16.h"
#endif
#ifndef CK_OWN_S16
#include "portable_s16.h"
#endif
#ifndef CK_OWN_U8
#include "portable_u8.h"
#endif
#include "f32_vector.h"
#include "f32_elementwise.h"
#include "f32_activation.h"
#include "convert.h"
#include "product.h"
#include "winograd.h"
#include "f32_depthwise.h"
#include "u8_depthwise.h"
#include "f32_pool.h"
#include "f32_normalize.h"
#include "f32_overlap.h"
#include "f32_softmax.h"
#include "u8_pixels.h"
#include "u8_yuv.h"
#include "u8_planes.h"
#include "u16_luma.h"
#include "u8_resize.h"
#include "u8_warp_affine.h"

const struct ck_kernels CK(table) = {
    .needs = CK_NEEDS,
    .bf16 = CK_BF16,
    .f16 = CK_F16,
    .s16 = CK_S16,
    .u8 = CK_U8,
    .u8_run = CK_U8_RUN,
    .widest = CK_WIDEST,
    .bytes = CK_BYTES,
    .f32_squared_distance = CK(f32_squared_distance),
    .f32_scale = CK(f32_scale),
    .f32_channel_affine = CK(f32_channel_affine),
    .f32_sum = CK(f32_sum),
    .f32_multiply = CK(f32_multiply),
    .f32_divide = CK(f32_divide),
    .f32_maximum = CK(f32_maximum),
    .f32_function = CK(f32_function),
    .f32_channel_slope = CK(f32_channel_slope),
    .convolve = CK(convolve),
    .winograd = CK(winograd),
    .winograd_weights = CK(winograd_weights),
    .convert = CK(convert),
    .f32_depthwise = CK(f32_depthwise),
    .u8_depthwise = CK(u8_depthwise),
    .f32_pool = CK(f32_pool),
    .f32_lrn = CK(f32_lrn),
    .f32_channel_normalize = CK(f32_channel_normalize),
    .f32_overlaps = CK(f32_overlaps),
    .f32_softmax = CK(f32_softmax),
    .u8_pixels = CK(u8_pixels),
    .u8_rgb = CK(u8_rgb),
    .u8_planes = CK(u8_planes),
    .u8_luma = CK(u8_luma),
    .u16_changes = CK(u16_changes),
    .u16_distance = CK(u16_distance),
    .u8_resize = CK(u8_resize),
    .u8_warp_affine = CK(u8_warp_affine),
};
