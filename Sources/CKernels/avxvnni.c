/* The kernels for AVX2 with AVX-VNNI. */
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,fma,avxvnni"))), apply_to = function)
#define CK_ISA avxvnni
#define CK_NEEDS (ck_avx2 | ck_fma | ck_avx_vnni)
#define CK_DPBUSD _mm256_dpbusd_avx_epi32
#define CK_DPWSSD _mm256_dpwssd_avx_epi32
#include "kernels/vnni256.h"
#pragma clang attribute pop
#endif
