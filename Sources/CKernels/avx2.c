/* The kernels for AVX2 with FMA. */
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define CK_ISA avx2
#include "kernels/all.h"
#pragma clang attribute pop
#endif
