/* The only file that asks the processor what it can do. */
#include "kernels.h"

enum ck_isa ck_best_isa(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq"))
        return ck_isa_avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return ck_isa_avx2;
#endif
    return ck_isa_scalar;
}

struct ck_kernels ck_kernels_for(enum ck_isa isa) {
    switch (isa) {
#if defined(__x86_64__)
    case ck_isa_avx512: return ck_table__avx512;
    case ck_isa_avx2: return ck_table__avx2;
#endif
    default: return ck_table__scalar;
    }
}
