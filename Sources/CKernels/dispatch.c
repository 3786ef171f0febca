/* The only file that asks the processor what it can do. */
#include "kernels.h"

#if defined(__aarch64__)
#include <sys/auxv.h>
enum { ck_hwcap_asimddp = 1 << 20 }; /* Linux, Documentation/arch/arm64/elf_hwcaps.rst */
#endif

enum ck_isa ck_best_isa(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq"))
        return __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bf16") ? ck_isa_avx512vnni
                                                                                           : ck_isa_avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return ck_isa_avx2;
#elif defined(__aarch64__)
    if (getauxval(AT_HWCAP) & ck_hwcap_asimddp) return ck_isa_neon;
#endif
    return ck_isa_scalar;
}

struct ck_kernels ck_kernels_for(enum ck_isa isa) {
    switch (isa) {
#if defined(__x86_64__)
    case ck_isa_avx512vnni: return ck_table__avx512vnni;
    case ck_isa_avx512: return ck_table__avx512;
    case ck_isa_avx2: return ck_table__avx2;
#elif defined(__aarch64__)
    case ck_isa_neon: return ck_table__neon;
#endif
    default: return ck_table__scalar;
    }
}
