#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "levels.h"

// Rounding is part of the contract: only the products that ask for it are fused.
#pragma STDC FP_CONTRACT OFF

#define LEVEL_NAME avx512
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,avx2,fma,f16c"))), apply_to = function)
#include "simd_avx512.h"
#include "level.inc.h"
#pragma clang attribute pop

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,avx2,fma,f16c,amx-tile,amx-bf16"))), apply_to = function)
#include "packed_amx.inc.h"
// The same level by name: an addition that leaves no mark on the bits.
LEVEL_TABLE(amx, "avx512", activations_amx, packed_linear_amx, packed_scratch_amx);
#pragma clang attribute pop
#endif
