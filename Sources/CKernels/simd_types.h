// Vector types of LANES lanes in the compiler's vector notation, and the operations every level writes alike.
#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

typedef float vf __attribute__((vector_size(4 * LANES)));
typedef int32_t vi __attribute__((vector_size(4 * LANES)));
typedef uint8_t vu8 __attribute__((vector_size(LANES)));
typedef int8_t vs8 __attribute__((vector_size(LANES)));
typedef uint8_t vq __attribute__((vector_size(4 * LANES)));  // four bytes a lane
typedef uint16_t vu16 __attribute__((vector_size(2 * LANES)));

// Vectors in one group of columns.
#define GROUP_VECTORS (group_columns / LANES)

static const int32_t lane_numbers[32] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                                         16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31};

INLINE vf load(const float *p) {
    vf x;
    memcpy(&x, p, sizeof x);
    return x;
}

INLINE void store(float *p, vf x) { memcpy(p, &x, sizeof x); }

// Taking zero away keeps the sign of a zero, adding it would not.
INLINE vf broadcast(float x) { return x - (vf){}; }
INLINE vi broadcast_int(int32_t x) { return (vi){} + x; }
INLINE vf to_float(vi x) { return __builtin_convertvector(x, vf); }

INLINE vi load_int(const int32_t *p) {
    vi x;
    memcpy(&x, p, sizeof x);
    return x;
}

INLINE vi load_u8(const uint8_t *p) {
    vu8 x;
    memcpy(&x, p, sizeof x);
    return __builtin_convertvector(x, vi);
}

INLINE vi load_s8(const uint8_t *p) {
    vs8 x;
    memcpy(&x, p, sizeof x);
    return __builtin_convertvector(x, vi);
}

INLINE vi load_u16(const uint8_t *p) {
    vu16 x;
    memcpy(&x, p, sizeof x);
    return __builtin_convertvector(x, vi);
}
