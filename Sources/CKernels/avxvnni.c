/* The kernels for AVX2 with AVX-VNNI. */
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,fma,avxvnni"))), apply_to = function)
#define CK_ISA avxvnni
#define CK_NEEDS (ck_avx2 | ck_fma | ck_avx_vnni)
#define CK_WIDEST 1
#define CK_ROWS_1 6
#define CK_ROWS_2 3
#define CK_ROWS_4 3
#define CK_AHEAD 8192
#define CK_BF16 ck_emulated
#define CK_S16 ck_native
#define CK_U8 ck_native
#define CK_U8_RUN 0
#define CK_OWN_U8
#define CK_DPBUSD _mm256_dpbusd_avx_epi32
#define CK_DPWSSD _mm256_dpwssd_avx_epi32
#define CK_OWN_S16
#define CK_OWN_ROOT
#include "kernels/vector.h"
#include "kernels/root256.h"
#include "kernels/vnni256.h"
#include "kernels/all.h"
#pragma clang attribute pop
#endif
