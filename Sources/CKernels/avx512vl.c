/* The kernels for AVX-512 in registers of 256 bits (VL): the arithmetic of avxvnni, for processors that know only the other
 * encoding of its instruction. It is there to test that one; avx512vnni is faster. */
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,fma,avx512f,avx512vl,avx512vnni"))), apply_to = function)
#define CK_ISA avx512vl
#define CK_NEEDS (ck_avx2 | ck_fma | ck_avx512 | ck_avx512_vnni)
#define CK_DPBUSD _mm256_dpbusd_epi32
#define CK_DPWSSD _mm256_dpwssd_epi32
#include "kernels/vnni256.h"
#pragma clang attribute pop
#endif
