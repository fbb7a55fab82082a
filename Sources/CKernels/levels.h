// The levels' tables, and the sizes they share.
#ifndef DLM_LEVELS_H
#define DLM_LEVELS_H
#include "CKernels.h"

extern const dlm_kernels dlm_kernels_portable;
#if defined(__x86_64__)
extern const dlm_kernels dlm_kernels_avx2;
extern const dlm_kernels dlm_kernels_avx512;
#endif

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

// The bytes that four columns of all rows of a packed tile take.
enum { line_bytes = 4 * tile_rows };

// The bits of an activation's lower part, and the largest activation: 63 * 128 + 63.
enum { activation_low_bits = 7, activation_most = 8127 };

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
