/* Vectors of sixteen lanes. The compiler makes them of as many registers as the instruction set needs. */
#pragma once
#include <stdint.h>

/* Functions that take such vectors are all inlined: no calling convention is involved. */
#pragma clang diagnostic ignored "-Wpsabi"

#define CK_INLINE __attribute__((always_inline))
#define CK_UNROLL _Pragma("clang loop unroll(full)")

#define CK_JOIN(name, isa) ck_##name##__##isa
#define CK_EXPAND(name, isa) CK_JOIN(name, isa)
#define CK(name) CK_EXPAND(name, CK_ISA)

typedef float ck_float16 __attribute__((vector_size(64), aligned(4)));
typedef int32_t ck_int16 __attribute__((vector_size(64), aligned(4)));
typedef uint32_t ck_uint16 __attribute__((vector_size(64), aligned(4)));
typedef uint16_t ck_half16 __attribute__((vector_size(32), aligned(2)));
typedef uint8_t ck_byte16 __attribute__((vector_size(16), aligned(1)));

/* A pixel of a photo, red, green, blue and whatever follows. */
typedef int32_t ck_int4 __attribute__((vector_size(16), aligned(4)));
typedef uint8_t ck_byte4 __attribute__((vector_size(4), aligned(1)));

#define ck_splat(x) ((ck_int16){0} + (x))
#define ck_load(p) (*(const ck_float16 *)(p))
#define ck_store(p, v) (*(ck_float16 *)(p) = (v))

/* The larger and the smaller, lane by lane; b where a lane is not a number. One instruction on x86, where the
 * compiler's own, which also asks whether b is one, are three. */
static inline CK_INLINE ck_float16 ck_maximum(ck_float16 a, ck_float16 b) {
    const ck_int16 larger = a > b;
    return (ck_float16)((larger & (ck_int16)a) | (~larger & (ck_int16)b));
}
static inline CK_INLINE ck_float16 ck_minimum(ck_float16 a, ck_float16 b) {
    const ck_int16 smaller = a < b;
    return (ck_float16)((smaller & (ck_int16)a) | (~smaller & (ck_int16)b));
}

/* Reads a pixel; at the end of the photo nothing follows the blue. */
static inline CK_INLINE ck_int4 ck_pixel(const uint8_t *pixel, const uint8_t *end) {
    ck_byte4 bytes = {0};
    if (end - pixel >= 4) __builtin_memcpy(&bytes, pixel, 4);
    else __builtin_memcpy(&bytes, pixel, 3);
    return __builtin_convertvector(bytes, ck_int4);
}
