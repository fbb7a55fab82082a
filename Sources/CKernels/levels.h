// The levels' tables, and the sizes they share.
#ifndef DLM_LEVELS_H
#define DLM_LEVELS_H
#include "CKernels.h"

extern const dlm_kernels dlm_kernels_portable;
#if defined(__x86_64__)
extern const dlm_kernels dlm_kernels_avx2;
extern const dlm_kernels dlm_kernels_avx512;
#endif

// Weights are unpacked and multiplied 32 columns at a time: the block of the plain GGML formats.
enum { group_columns = 32 };

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

#endif
