// 16 lanes: AVX-512 with VNNI.
#include <immintrin.h>

#define LANES 16
#include "simd_types.h"

// Rows of x per tile of floats, and per tile that unpacks its weights in registers.
#define MOST_ROWS 6
#define MOST_DIRECT_ROWS 4

// Rows of x per packed tile and per tile of an update, rows up to which weights come from memory, and how far ahead they are asked for.
#define MOST_PACKED_ROWS 4
#define MOST_UPDATE_ROWS 8
#define MOST_STREAMED_ROWS 4
#define PREFETCH_BYTES 4096

// Query lines per tile of attention.
#define MOST_LINES 6

// There are registers enough for a tile's sums and the weights of one group.
#define HOLDS_WEIGHTS 1

INLINE vf fma_lanes(vf a, vf b, vf c) { return (vf)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c); }
INLINE float fma_scalar(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
INLINE vf maximum_lanes(vf x, vf other) { return (vf)_mm512_max_ps((__m512)x, (__m512)other); }
INLINE vf round_lanes(vf x) { return (vf)_mm512_roundscale_ps((__m512)x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }

// Half-precision numbers, one per lane.
INLINE vf load_halves(const uint8_t *p) { return (vf)_mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)p)); }

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
    return (vf)_mm512_broadcastss_ps(_mm_cvtph_ps(_mm_cvtsi32_si128(bits)));
}

// Two neighbouring half-precision numbers, each in every lane of its vector.
//
// They go by way of memory: a load broadcasts for nothing what would take two shuffles, and shuffles are what unpacking waits for.
INLINE void broadcast_two_halves(const uint8_t *p, vf *first, vf *second) {
    int32_t bits;
    memcpy(&bits, p, sizeof bits);
    float both[4];
    _mm_storeu_ps(both, _mm_cvtph_ps(_mm_cvtsi32_si128(bits)));
    __asm__("" : "+m"(both));
    *first = broadcast(both[0]);
    *second = broadcast(both[1]);
}

// table[index & 15], lane by lane.
#define HAS_TABLE_LOOKUP 1
INLINE vf table_lookup(vf table, vi index) { return (vf)_mm512_permutexvar_ps((__m512i)index, (__m512)table); }

// sum[l] += w[4 l] * x[0] + ... + w[4 l + 3] * x[3].
INLINE vi dot_quads(const int is_wide, vi sum, vq w, const int8_t *x) {
    (void)is_wide;
    int32_t quad;
    memcpy(&quad, x, sizeof quad);
    return (vi)_mm512_dpbusd_epi32((__m512i)sum, (__m512i)w, _mm512_set1_epi32(quad));
}

INLINE __m128 fold_to_four(vf x) {
    __m256 halves = _mm256_add_ps(_mm512_castps512_ps256((__m512)x), _mm512_extractf32x8_ps((__m512)x, 1));
    return _mm_add_ps(_mm256_castps256_ps128(halves), _mm256_extractf128_ps(halves, 1));
}
#include "simd_sum_x86.h"
