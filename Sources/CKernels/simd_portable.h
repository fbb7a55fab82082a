// 4 lanes in the compiler's own vector notation: SSE2, NEON, or whatever the target has.
#define LANES 4
#include "simd_types.h"

// Rows of x per tile of floats. Weights are always unpacked to a panel first.
#define MOST_ROWS 3
#define MOST_DIRECT_ROWS 0

// Rows of x per packed tile and per tile of an update, rows up to which weights come from memory, and how far ahead they are asked for.
#define MOST_PACKED_ROWS 4
#define MOST_UPDATE_ROWS 4
#define MOST_STREAMED_ROWS 4
#define PREFETCH_BYTES 4096

// Query lines per tile of attention.
#define MOST_LINES 3

#if defined(__aarch64__) || defined(__FMA__)
INLINE vf fma_lanes(vf a, vf b, vf c) { return __builtin_elementwise_fma(a, b, c); }
INLINE float fma_scalar(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
#else
// Without the instruction a fused product is a library call for each lane: round twice instead.
INLINE vf fma_lanes(vf a, vf b, vf c) { return a * b + c; }
INLINE float fma_scalar(float a, float b, float c) { return a * b + c; }
#endif

INLINE vf select_lanes(vi mask, vf yes, vf no) { return (vf)((mask & (vi)yes) | (~mask & (vi)no)); }
INLINE vf maximum_lanes(vf x, vf other) { return select_lanes(x > other, x, other); }

// Adding and taking away 1.5 * 2^23 leaves the nearest integer of a number below 2^22.
INLINE vf round_lanes(vf x) { return (x + 12582912.0f) - 12582912.0f; }

// Widens half-precision bits: shifting them to a float's place and scaling by 2^112 is exact, below the normal range too.
INLINE vf widen_halves(vi bits) {
    vi magnitude = (bits & 0x7fff) << 13;
    vi special = (vi)(magnitude >= (0x7c00 << 13)) & 0x7f800000;
    vf value = (vf)magnitude * 0x1p112f;
    return (vf)((vi)value | special | ((bits & 0x8000) << 16));
}

// Half-precision numbers, one per lane.
INLINE vf load_halves(const uint8_t *p) { return widen_halves(load_u16(p)); }

// One half-precision number, and the nearest one to a float.
INLINE float widened_half(const uint8_t *p) { return dlm_half_to_float(p); }
INLINE uint16_t narrowed_half(float x) { return dlm_float_to_half(x); }

// One half-precision number in every lane.
INLINE vf broadcast_half(const uint8_t *p) {
    uint16_t bits;
    memcpy(&bits, p, sizeof bits);
    return widen_halves(broadcast_int(bits));
}

// Two neighbouring half-precision numbers, each in every lane of its vector.
INLINE void broadcast_two_halves(const uint8_t *p, vf *first, vf *second) {
    *first = broadcast_half(p);
    *second = broadcast_half(p + 2);
}

// sum[l] += w[4 l] * x[0] + ... + w[4 l + 3] * x[3]. Lanes are little-endian here: the lowest byte is the first.
INLINE vi dot_quads(const int is_wide, vi sum, vq w, const int8_t *x) {
    (void)is_wide;
    vi bytes = (vi)w;
    return sum + (bytes & 255) * (int32_t)x[0] + (bytes >> 8 & 255) * (int32_t)x[1] + (bytes >> 16 & 255) * (int32_t)x[2] +
        (bytes >> 24 & 255) * (int32_t)x[3];
}

INLINE float sum_lanes(vf x) { return (x[0] + x[2]) + (x[1] + x[3]); }

INLINE void sum_lanes_of_four(vf a, vf b, vf c, vf d, float *out) {
    out[0] = sum_lanes(a);
    out[1] = sum_lanes(b);
    out[2] = sum_lanes(c);
    out[3] = sum_lanes(d);
}
