/* Every kernel for sets that multiply bytes and 16-bit numbers by VPDPBUSD and VPDPWSSD of 256 bits. Those have two
 * encodings: CK_DPBUSD and CK_DPWSSD name the intrinsics of one. */
#define CK_BF16 ck_emulated
#define CK_F16 ck_emulated
#define CK_S16 ck_native
#define CK_U8 ck_native
#define CK_U8_RUN 0
#define CK_OWN_U8
#define CK_OWN_S16
#include "x86_256.h"

#define CK_BY_HALVES(name, instruction)                                                                                \
    static inline CK_INLINE ck_int16 CK(name)(ck_int16 sum, uint32_t word, ck_int16 weights) {                         \
        typedef int32_t half __attribute__((vector_size(32)));                                                         \
        const __m256i a = _mm256_set1_epi32((int32_t)word);                                                            \
        half low = (half)instruction((__m256i)__builtin_shufflevector(sum, sum, 0, 1, 2, 3, 4, 5, 6, 7), a,            \
                                     (__m256i)__builtin_shufflevector(weights, weights, 0, 1, 2, 3, 4, 5, 6, 7));      \
        half high =                                                                                                    \
            (half)instruction((__m256i)__builtin_shufflevector(sum, sum, 8, 9, 10, 11, 12, 13, 14, 15), a,             \
                              (__m256i)__builtin_shufflevector(weights, weights, 8, 9, 10, 11, 12, 13, 14, 15));       \
        return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);               \
    }

CK_BY_HALVES(dot_u8, CK_DPBUSD)
CK_BY_HALVES(dot_s16, CK_DPWSSD)

static inline CK_INLINE ck_words CK(dot_bytes)(ck_words sum, ck_words a, ck_words weights) {
    return (ck_words)CK_DPBUSD((__m256i)sum, (__m256i)a, (__m256i)weights);
}

#include "all.h"
