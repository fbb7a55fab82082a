// What the two kinds of bfloat16 products share; for files whose functions have AVX-512.
#ifndef DLM_BF16_LANES_H
#define DLM_BF16_LANES_H

#include <immintrin.h>
#include <stddef.h>

#define INLINE static inline __attribute__((always_inline))

enum { lanes = 16, right_strip = dlm_bf16_right_strip };

// A mask for the first `count` lanes, all of them when there are more.
INLINE __mmask16 first_lanes(size_t count) { return count >= lanes ? 0xFFFF : (__mmask16)((1u << count) - 1); }

#endif
