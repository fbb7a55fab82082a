// The levels' tables, and the sizes they share.
#ifndef DLM_LEVELS_H
#define DLM_LEVELS_H
#include <string.h>

#include "CKernels.h"

extern const dlm_kernels dlm_kernels_portable;
#if defined(__x86_64__)
extern const dlm_kernels dlm_kernels_avx2;
extern const dlm_kernels dlm_kernels_avx512;
extern const dlm_kernels dlm_kernels_amx;
#endif

// Asks for the tiles of AMX: large registers, which Linux hands out to those who ask; other systems are not asked. Once granted they stay.
int dlm_tiles_are_granted(void);

enum { group_columns = dlm_group_columns, tile_rows = dlm_tile_rows };

// Output rows that one tile computes side by side.
enum { tile_outputs = 4 };

// An unpacked panel stays in a core's second-level cache while the rows of x pass by.
enum { panel_budget_floats = 48 * 1024, panel_most_rows = 64 };

// The distance between panel rows. The odd cache line keeps rows of 1024 columns from sharing one cache set.
static inline size_t panel_stride(size_t columns) {
    return (columns + group_columns - 1) / group_columns * group_columns + 16;
}

// Weight rows that are unpacked together.
static inline size_t panel_rows(size_t columns) {
    size_t rows = panel_budget_floats / panel_stride(columns) / tile_outputs * tile_outputs;
    if (rows < tile_outputs) return tile_outputs;
    return rows > panel_most_rows ? panel_most_rows : rows;
}

// The six-bit scale and minimum of one 32-column part of a 256-column block; the last four parts keep their upper bits apart.
static inline void six_bit_scales(const uint8_t *scales, size_t part, int *scale, int *minimum) {
    if (part < 4) {
        *scale = scales[part] & 63;
        *minimum = scales[part + 4] & 63;
    } else {
        *scale = (scales[part + 4] & 15) | (scales[part - 4] >> 2 & 48);
        *minimum = scales[part + 4] >> 4 | (scales[part] >> 2 & 48);
    }
}

// A half-precision number as a float, exactly.
static inline float dlm_half_to_float(const uint8_t *p) {
    uint16_t half;
    memcpy(&half, p, sizeof half);
    uint32_t bits = (uint32_t)(half & 0x7fff) << 13;
    float value;
    memcpy(&value, &bits, sizeof value);
    value *= 0x1p112f;
    memcpy(&bits, &value, sizeof bits);
    if ((half & 0x7c00) == 0x7c00) bits |= 0x7f800000;
    bits |= (uint32_t)(half & 0x8000) << 16;
    memcpy(&value, &bits, sizeof value);
    return value;
}

// To nearest, ties to even; too large numbers become infinite.
static inline uint16_t dlm_float_to_half(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    uint16_t sign = (uint16_t)(bits >> 16 & 0x8000);
    bits &= 0x7fffffff;
    if (bits > 0x7f800000) return sign | 0x7e00;
    if (bits >= 0x477ff000) return sign | 0x7c00;
    if (bits < 0x38800000) {
        // Below the normal range: adding 0.5 leaves the number in units of 2^-24 in the low bits.
        float magnitude;
        memcpy(&magnitude, &bits, sizeof magnitude);
        magnitude += 0.5f;
        memcpy(&bits, &magnitude, sizeof bits);
        return sign | (uint16_t)(bits - 0x3f000000);
    }
    return sign | (uint16_t)((bits - 0x38000000 + 0xfff + (bits >> 13 & 1)) >> 13);
}

// The bytes that four columns of all rows of a packed tile take.
enum { line_bytes = 4 * tile_rows };

// The bits of an activation's lower part, and the largest activation: 127 * 128 + 63.
enum { activation_low_bits = 7, activation_most = 16319 };

// What a packed group of 16 rows by 32 columns holds.
typedef struct {
    int bits;
    int bias_bits;  // stored numbers are 2^bias_bits too large; 0 for none
    int scales;     // one for all columns, or one for each half
    int minima;
} packed_form;

static inline packed_form form_of(dlm_packing packing) {
    switch (packing) {
        case dlm_packed_fours: return (packed_form){4, 3, 1, 0};
        case dlm_packed_fours_minimum: return (packed_form){4, 0, 1, 1};
        case dlm_packed_fives: return (packed_form){5, 4, 1, 0};
        case dlm_packed_fives_minimum: return (packed_form){5, 0, 1, 1};
        case dlm_packed_sixes: return (packed_form){6, 5, 2, 0};
        case dlm_packed_bytes: break;
    }
    return (packed_form){8, 7, 1, 0};
}

// Where the numbers begin in a packed group, and where it ends.
static inline size_t form_start(packed_form form) { return (size_t)(form.scales + form.minima) * 2 * tile_rows; }
static inline size_t form_bytes(packed_form form) { return form_start(form) + (size_t)form.bits * line_bytes; }

#endif
