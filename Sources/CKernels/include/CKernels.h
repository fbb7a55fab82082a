// Numerical kernels that Swift cannot reach at the same speed, chosen at run time by what the processor offers.
//
// Every kernel exists once per level (portable, AVX2, AVX-512), compiled from the same source over another vector width. The level AMX is
// AVX-512 with another product for many rows, and has its bits.
// Bits may differ between levels, never within one. Swift checks sizes; the kernels trust their arguments.
#ifndef CKERNELS_H
#define CKERNELS_H
#include <stddef.h>
#include <stdint.h>

#include "bf16_product.h"

// Columns that are unpacked and multiplied together, the block of the plain GGML formats; and rows of a packed tile.
enum { dlm_group_columns = 32, dlm_tile_rows = 16 };

// How weights are stored. Block layouts are those of the GGML formats of the same name.
typedef enum {
    dlm_f32,
    dlm_f16,
    dlm_bf16,
    dlm_q8_0,
    dlm_q4_0,
    dlm_q4_1,
    dlm_q5_0,
    dlm_q5_1,
    dlm_q4_k,
    dlm_q5_k,
    dlm_q6_k,
} dlm_type;

// out[i, o] = dot(x[i], w[o]) for `rows` rows of x and for the weight rows `first ..< last`.
typedef struct {
    float *out;  // [rows, out_stride]; column 0 belongs to weight row `first`
    size_t out_stride;
    const float *x;  // [rows, x_stride]
    size_t x_stride;
    size_t rows;
    const void *weights;  // [last, row_bytes]
    size_t row_bytes;
    dlm_type type;
    size_t columns;
    size_t first;
    size_t last;
    float *panel;  // dlm_panel_floats(columns) floats of scratch, 64-byte aligned
} dlm_linear;

// 32 columns of a row of activations as integers of fourteen bits and a sign: value = scale * (128 * high + low).
//
// Eight bits, as other engines take, move the logits of small models by several per cent.
typedef struct {
    int8_t high[dlm_group_columns];
    int8_t low[dlm_group_columns];  // -64 ..< 64
    float scale;     // a power of two; NaN when a value is not finite, or 2^112 and more
    float sum;       // of the 32 values as rounded
    int32_t negative_sum;
    int32_t negative_half_sums[2];
    int32_t unused[3];  // up to 96 bytes: no half of a group's numbers straddles two cache lines
} dlm_activations;

// The same columns for AMX in bfloat16, which holds them exactly: scale * 128 * high, then scale * low.
//
// Columns are in the order 0, 2, 1, 3 of every four, which is how packed weights fall apart into pairs.
typedef struct {
    uint16_t high[dlm_group_columns];
    uint16_t low[dlm_group_columns];
} dlm_tile_activations;

// How weights are packed for integer products: rows in tiles of 16, a tile's groups of 32 columns one after the other.
//
// A group holds the rows' half-precision scales (and minima), then its numbers: line q of 64 bytes has four columns of each row.
// Numbers of fewer bits than eight share bytes, four-bit ones columns c and c + 16.
typedef enum {
    dlm_packed_fours,          // scale * (q - 8): Q4_0
    dlm_packed_fours_minimum,  // scale * q + minimum: Q4_1, Q4_K
    dlm_packed_fives,          // scale * (q - 16): Q5_0
    dlm_packed_fives_minimum,  // scale * q + minimum: Q5_1, Q5_K
    dlm_packed_sixes,          // scale of 16 columns * (q - 32): Q6_K
    dlm_packed_bytes,          // scale * (q - 128): Q8_0
} dlm_packing;

// out[i, o - first] = dot(x[i], w[o]) for `rows` rows of x and for the weight rows `first ..< last`.
typedef struct {
    float *out;  // [rows, out_stride]
    size_t out_stride;
    const dlm_activations *x;  // [rows, x_stride]
    const dlm_tile_activations *x_tiles;  // likewise; read by the level AMX alone
    size_t x_stride;
    size_t rows;
    const void *tiles;  // as written by `dlm_pack`
    dlm_packing packing;
    size_t groups;  // of 32 columns
    size_t first;
    size_t last;
    void *scratch;  // as many bytes as `packed_scratch` says, 64-byte aligned
} dlm_packed_linear;

// out[i, o] += dot(x[i], w[o]) for few columns: the second half of a low-rank update, outputs `first ..< last`.
typedef struct {
    float *out;  // [rows, out_stride]; column o belongs to weight row o
    size_t out_stride;
    const float *x;  // [rows, x_stride]
    size_t x_stride;
    size_t rows;
    const void *tiles;  // [(last + 15) / 16, rank, 16] of F32, or of F16 when `is_half`
    int is_half;
    size_t rank;
    size_t first;  // a multiple of 16
    size_t last;
} dlm_update;

// Positions of a cache page, and the most lines (rows times query heads) of a block of attention.
enum { dlm_page_positions = 64, dlm_most_attention_lines = 24 };

// One layer's part of a cache page, in F32 or F16.
typedef struct {
    const void *keys;    // [key/value heads, head_dimension, page_positions]
    const void *values;  // [key/value heads, page_positions, head_dimension]
} dlm_key_value_page;

// One query row. It sees the first `visible` positions, then its own key and value when it has some.
typedef struct {
    float *out;              // [heads, head_dimension]
    const float *query;      // [heads, head_dimension]
    const float *own_key;    // [key/value heads, head_dimension] or NULL; as the cache would hold it
    const float *own_value;  // likewise
    size_t visible;
} dlm_attention_row;

// Rows of one sequence against its pages, for query heads that share key/value head `head`.
typedef struct {
    const dlm_attention_row *rows;
    size_t row_count;  // row_count * group is at most dlm_most_attention_lines
    const dlm_key_value_page *pages;  // as many as the longest row sees
    int is_half;
    size_t group;  // the query heads `first_query` and those after it
    size_t first_query;
    size_t head_dimension;
    size_t head;
    float scale;     // of the scores, above zero
    float *scratch;  // row_count * group * dlm_attention_stride(longest visible) floats
} dlm_attention;

// Floats of scratch that one line takes: the positions of whole pages and one more.
static inline size_t dlm_attention_stride(size_t visible) {
    return (visible / dlm_page_positions + 1) * dlm_page_positions + 16;
}

// One position's keys and values on their way into a page.
typedef struct {
    const float *key;    // [heads, head_dimension]
    const float *value;  // [heads, head_dimension]
    void *keys;          // of a `dlm_key_value_page`
    void *values;
    int is_half;
    size_t heads;
    size_t head_dimension;
    size_t position;  // within the page
} dlm_key_value;

// out += scale * narrow^T wide for the columns `first ..< last` of `wide`, summed over `rows` rows.
typedef struct {
    float *out;           // [rank, columns], or [columns, rank] when it transposes
    const float *narrow;  // [rows, rank]
    size_t rank;
    const float *wide;  // [rows, columns]
    size_t columns;
    size_t rows;
    float scale;
    int transposes;
    size_t first;
    size_t last;
} dlm_narrow_product;

// c (+)= scale * a b, for operands that caches hold: one head's part of attention.
typedef struct {
    float *c;  // [lines, c_line]
    size_t c_line;
    size_t lines;
    size_t columns;
    const float *a;  // element [i, p] is a[i * a_line + p * a_column]: either order of the left operand
    size_t a_line;
    size_t a_column;
    const float *b;  // [depth, b_line]
    size_t b_line;
    size_t depth;
    float scale;
    int adds;
} dlm_small_product;

// One level's kernels.
typedef struct {
    const char *name;

    // Unpacks `count` elements from the start of a row into floats. `count` is whole blocks.
    void (*unpack)(dlm_type type, const void *row, size_t count, float *out);

    // The bits of one output depend on its row of x and its row of weights alone.
    void (*linear)(const dlm_linear *job);

    // Rounds `groups` times 32 columns of rows of x to integers; each group by itself. The level AMX alone writes `tiles`.
    void (*activations)(
        dlm_activations *out, dlm_tile_activations *tiles, size_t out_stride, const float *x, size_t x_stride, size_t rows,
        size_t groups);

    // The bits of one output depend on its row of x and its row of weights alone.
    void (*packed_linear)(const dlm_packed_linear *job);

    // The scratch that `packed_linear` wants, in bytes; NULL when it wants none.
    size_t (*packed_scratch)(size_t groups, size_t rows);

    // The bits of one output depend on its row of x, its row of weights and what stands in `out` alone.
    void (*update)(const dlm_update *job);

    // The bits of a row depend on its query and on the sequence of visible keys and values, not on the other rows, as long as all
    // values are finite.
    void (*attention)(const dlm_attention *job);

    // Writes a position into the cache.
    void (*place_key_value)(const dlm_key_value *job);

    // Rounds floats to the nearest half-precision numbers, where they stand.
    void (*round_to_halves)(float *x, size_t count);

    // Each element is summed from the first row to the last.
    void (*narrow_product)(const dlm_narrow_product *job);

    // Each element is summed from first to last along the depth, so its bits depend on its line of a and its column of b alone.
    void (*small_product)(const dlm_small_product *job);

    // The gradients of out = gate / (1 + exp(-gate)) * up, element by element, and `out` itself again as `swiglu` gives it.
    void (*swiglu_gradient)(
        float *out, float *gate_gradient, float *up_gradient, const float *out_gradient, const float *gate, const float *up, size_t count);

    // gradient[i] = probabilities[i] * (gradient[i] - mean) * scale.
    void (*softmax_gradient)(float *gradient, const float *probabilities, size_t count, float mean, float scale);

    // The largest value, NaN left out; -infinity when there is none.
    float (*maximum)(const float *x, size_t count);

    // out[i] = exp((x[i] - shift) * scale), NaN when x[i] is; returns their sum, added in double precision. `out` may be `x`.
    double (*exponentials)(float *out, const float *x, size_t count, float shift, float scale);

    // As `exponentials`, and keeps the sum only.
    double (*exponential_sum)(const float *x, size_t count, float shift);

    // The sums of e and of e * (x[i] - shift), e being exp(x[i] - shift); `shift` is the largest of x.
    void (*exponential_moments)(const float *x, size_t count, float shift, double *sum, double *moment);

    // out[i] = gate[i] / (1 + exp(-gate[i])) * up[i]; `out` may be `gate` or `up`. The bits of an element depend on it alone.
    void (*swiglu)(float *out, const float *gate, const float *up, size_t count);

    // x[i] *= factor.
    void (*scale)(float *x, size_t count, float factor);

    // out[i] = x[i] * scale * weight[i]; `out` may be `x`. The bits are the same at every level.
    void (*norm)(float *out, const float *x, const float *weight, float scale, size_t count);

    // gradient[i] += out_gradient[i] * weight[i] * scale - x[i] * projection. The bits are the same at every level.
    void (*norm_gradient)(
        float *gradient, const float *out_gradient, const float *x, const float *weight, float scale, float projection, size_t count);

    // The index of the first element equal to `value`; `count` when there is none.
    size_t (*first_index)(const float *x, size_t count, float value);
} dlm_kernels;

// The kernels of a level by name (`portable`, `avx2`, `avx512`, `amx`); NULL when this processor cannot run them.
const dlm_kernels *dlm_kernels_named(const char *name);

// The widest level this processor can run.
const dlm_kernels *dlm_kernels_widest(void);

// Whether rows of a type can be packed, and as what.
int dlm_can_pack(dlm_type type, dlm_packing *packing);

// The size of a group of 16 rows by 32 columns.
size_t dlm_packed_group_bytes(dlm_packing packing);

// Packs `count` rows, 1 ... 16, into one tile; absent rows become zeros. `columns` is whole blocks.
void dlm_pack(dlm_type type, const void *rows, size_t row_bytes, size_t count, size_t columns, void *tile);

// The scratch that `linear` wants for rows of `columns` elements, in floats.
size_t dlm_panel_floats(size_t columns);

// Tells the processor that this thread waits for another one.
static inline void dlm_spin_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

#endif
