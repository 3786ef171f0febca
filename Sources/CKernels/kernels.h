/* The tables that dispatch.c chooses from. Each is made by a file of its own, named after its instruction set,
 * which compiles the bodies in kernels/ for that set. */
#pragma once
#include "CKernels.h"

extern const struct ck_kernels ck_table__scalar;
extern const struct ck_kernels ck_table__neon;
extern const struct ck_kernels ck_table__neondot;
extern const struct ck_kernels ck_table__neonmm;
extern const struct ck_kernels ck_table__avx2;
extern const struct ck_kernels ck_table__avxvnni;
extern const struct ck_kernels ck_table__avx512vl;
extern const struct ck_kernels ck_table__avx512;
extern const struct ck_kernels ck_table__avx512vnni;
