// 8 lanes: AVX2 with FMA and F16C.
#include <immintrin.h>

#define LANES 8
#include "simd_types.h"

// Rows of x per tile of floats, and per tile that unpacks its weights in registers.
#define MOST_ROWS 3
#define MOST_DIRECT_ROWS 3

// Rows of x per packed tile and per tile of an update, rows up to which weights come from memory, and how far ahead they are asked for.
#define MOST_PACKED_ROWS 4
#define MOST_UPDATE_ROWS 4
#define MOST_STREAMED_ROWS 4
#define PREFETCH_BYTES 4096

// Query lines per tile of attention.
#define MOST_LINES 3

INLINE vf fma_lanes(vf a, vf b, vf c) { return (vf)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c); }
INLINE float fma_scalar(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
INLINE vf maximum_lanes(vf x, vf other) { return (vf)_mm256_max_ps((__m256)x, (__m256)other); }
INLINE vf round_lanes(vf x) { return (vf)_mm256_round_ps((__m256)x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }

// Half-precision numbers, one per lane.
INLINE vf load_halves(const uint8_t *p) { return (vf)_mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)p)); }

// One half-precision number, and the nearest one to a float.
INLINE float widened_half(const uint8_t *p) {
    uint16_t bits;
    memcpy(&bits, p, sizeof bits);
    return _cvtsh_ss(bits);
}
INLINE uint16_t narrowed_half(float x) { return _cvtss_sh(x, _MM_FROUND_TO_NEAREST_INT); }

// One half-precision number in every lane.
INLINE vf broadcast_half(const uint8_t *p) {
    uint16_t bits;
    memcpy(&bits, p, sizeof bits);
    return (vf)_mm256_broadcastss_ps(_mm_cvtph_ps(_mm_cvtsi32_si128(bits)));
}

// Two neighbouring half-precision numbers, each in every lane of its vector.
INLINE void broadcast_two_halves(const uint8_t *p, vf *first, vf *second) {
    int32_t bits;
    memcpy(&bits, p, sizeof bits);
    __m128 both = _mm_cvtph_ps(_mm_cvtsi32_si128(bits));
    *first = (vf)_mm256_broadcastss_ps(both);
    *second = (vf)_mm256_broadcastss_ps(_mm_movehdup_ps(both));
}

// sum[l] += w[4 l] * x[0] + ... + w[4 l + 3] * x[3].
//
// Pairs of products are added in sixteen bits, which hold 2 * 63 * 127 and 2 * 255 * 64; of wide products, up to 255 * 127, they hold one.
INLINE vi dot_quads(const int is_wide, vi sum, vq w, const int8_t *x) {
    int32_t quad;
    memcpy(&quad, x, sizeof quad);
    const __m256i weights = (__m256i)w, numbers = _mm256_set1_epi32(quad), ones = _mm256_set1_epi16(1);
    if (!is_wide) return sum + (vi)_mm256_madd_epi16(_mm256_maddubs_epi16(weights, numbers), ones);
    const __m256i even = _mm256_and_si256(weights, _mm256_set1_epi16(0xff)), odd = _mm256_xor_si256(weights, even);
    return sum + (vi)_mm256_madd_epi16(_mm256_maddubs_epi16(even, numbers), ones) +
        (vi)_mm256_madd_epi16(_mm256_maddubs_epi16(odd, numbers), ones);
}

INLINE __m128 fold_to_four(vf x) {
    return _mm_add_ps(_mm256_castps256_ps128((__m256)x), _mm256_extractf128_ps((__m256)x, 1));
}
#include "simd_sum_x86.h"
