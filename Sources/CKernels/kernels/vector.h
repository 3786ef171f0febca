/* Vectors of sixteen lanes, and of eight where sixteen would be too many registers. The compiler makes them of as many registers as the instruction set needs. */
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
typedef float ck_float8 __attribute__((vector_size(32), aligned(4)));
typedef int32_t ck_int8 __attribute__((vector_size(32), aligned(4)));
typedef uint32_t ck_uint16 __attribute__((vector_size(64), aligned(4)));
typedef uint16_t ck_half16 __attribute__((vector_size(32), aligned(2)));
typedef uint8_t ck_byte16 __attribute__((vector_size(16), aligned(1)));

typedef float ck_float4 __attribute__((vector_size(16), aligned(4)));

/* A pixel of a photo, red, green, blue and whatever follows. */
typedef int32_t ck_int4 __attribute__((vector_size(16), aligned(4)));
typedef uint8_t ck_byte4 __attribute__((vector_size(4), aligned(1)));

#define ck_splat(x) ((ck_int16){0} + (x))
#define ck_load(p) (*(const ck_float16 *)(p))
#define ck_store(p, v) (*(ck_float16 *)(p) = (v))

/* The larger and the smaller, lane by lane; b where a lane is not a number. One instruction on x86, where the
 * compiler's own, which also asks whether b is one, are three. */
#define CK_EXTREMES(lanes, mask)                                                                             \
    static inline CK_INLINE __attribute__((overloadable)) lanes ck_maximum(lanes a, lanes b) {               \
        const mask larger = a > b;                                                                           \
        return (lanes)((larger & (mask)a) | (~larger & (mask)b));                                            \
    }                                                                                                        \
    static inline CK_INLINE __attribute__((overloadable)) lanes ck_minimum(lanes a, lanes b) {               \
        const mask smaller = a < b;                                                                          \
        return (lanes)((smaller & (mask)a) | (~smaller & (mask)b));                                          \
    }
CK_EXTREMES(ck_float16, ck_int16)
CK_EXTREMES(ck_float8, ck_int8)
CK_EXTREMES(ck_float4, ck_int4)

/* A register of the instruction set, of bytes, words and floats. */
typedef uint8_t ck_bytes __attribute__((vector_size(CK_BYTES), aligned(1)));
typedef int32_t ck_words __attribute__((vector_size(CK_BYTES), aligned(4)));
typedef float ck_floats __attribute__((vector_size(CK_BYTES), aligned(4)));

/* Reads a pixel; at the end of the photo nothing follows the blue. */
static inline CK_INLINE ck_int4 ck_pixel(const uint8_t *pixel, const uint8_t *end) {
    ck_byte4 bytes = {0};
    if (end - pixel >= 4) __builtin_memcpy(&bytes, pixel, 4);
    else __builtin_memcpy(&bytes, pixel, 3);
    return __builtin_convertvector(bytes, ck_int4);
}
