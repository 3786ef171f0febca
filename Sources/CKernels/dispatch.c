/* The only file that asks the processor what it can do, and knows which kernel sets there are. */
#include "kernels.h"

#if defined(__aarch64__)
#include <sys/auxv.h>
/* Linux, arch/arm64/include/uapi/asm/hwcap.h */
enum { ck_hwcap_asimdhp = 1 << 10, ck_hwcap_asimddp = 1 << 20, ck_hwcap2_i8mm = 1 << 13, ck_hwcap2_bf16 = 1 << 14 };
#endif

uint32_t ck_features(void) {
    uint32_t features = 0;
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2")) features |= ck_avx2;
    if (__builtin_cpu_supports("fma")) features |= ck_fma;
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq"))
        features |= ck_avx512;
    if (__builtin_cpu_supports("avxvnni")) features |= ck_avx_vnni;
    if (__builtin_cpu_supports("avx512vnni")) features |= ck_avx512_vnni;
    if (__builtin_cpu_supports("avx512bf16")) features |= ck_avx512_bf16;
#elif defined(__aarch64__)
    if (getauxval(AT_HWCAP) & ck_hwcap_asimdhp) features |= ck_fp16;
    if (getauxval(AT_HWCAP) & ck_hwcap_asimddp) features |= ck_dotprod;
    if (getauxval(AT_HWCAP2) & ck_hwcap2_i8mm) features |= ck_i8mm;
    if (getauxval(AT_HWCAP2) & ck_hwcap2_bf16) features |= ck_bf16dot;
#endif
    return features;
}

static const struct {
    const char *name;
    const struct ck_kernels *kernels;
} sets[] = {
    {"scalar", &ck_table__scalar},
#if defined(__x86_64__)
    {"avx2", &ck_table__avx2},
    {"avxvnni", &ck_table__avxvnni},
    {"avx512vl", &ck_table__avx512vl},
    {"avx512", &ck_table__avx512},
    {"avx512vnni", &ck_table__avx512vnni},
#elif defined(__aarch64__)
    {"neon", &ck_table__neon},
    {"neondot", &ck_table__neondot},
    {"neonmm", &ck_table__neonmm},
#endif
};

size_t ck_set_count(void) { return sizeof sets / sizeof *sets; }

struct ck_kernels ck_set(size_t number) { return *sets[number < ck_set_count() ? number : 0].kernels; }

const char *ck_set_name(size_t number) { return sets[number < ck_set_count() ? number : 0].name; }
