/* The kernels for AVX-512 (F, VL, BW, DQ). */
#if defined(__x86_64__)
#pragma clang attribute push(                                                                                \
    __attribute__((target("avx2,fma,avx512f,avx512vl,avx512bw,avx512dq,prefer-256-bit"))), apply_to = function)
#define CK_ISA avx512
#include "kernels/all.h"
#pragma clang attribute pop
#endif
