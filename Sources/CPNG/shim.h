#pragma once
#include <png.h>

/* PNG_IMAGE_VERSION and the formats are macros that Swift does not import. */
static const png_uint_32 cpng_image_version = PNG_IMAGE_VERSION;
static const png_uint_32 cpng_format_rgb = PNG_FORMAT_RGB;
static const png_uint_32 cpng_format_rgba = PNG_FORMAT_RGBA;
static const png_uint_32 cpng_format_flag_alpha = PNG_FORMAT_FLAG_ALPHA;
static const png_uint_32 cpng_flag_16bit_srgb = PNG_IMAGE_FLAG_16BIT_sRGB;
