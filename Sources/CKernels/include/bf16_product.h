// Products of matrices rounded to bfloat16, summed in single precision: with AMX tiles where the system grants them, else with
// AVX512_BF16.
//
// A right operand is laid out in strips of `dlm_bf16_right_strip` columns: word [s][p][i] of a packed matrix holds the elements 2p and
// 2p + 1, along the dimension that is summed over, of line s * strip + i; the lower half is element 2p. A left operand has strips of
// `dlm_bf16_vector_strip` lines in the same order for vectors, and for tiles strips of `dlm_bf16_tile_lines` lines, cut into blocks of
// `dlm_bf16_tile_pairs` pairs: word [s][block][i][p]. What lies outside the matrix is zero, up to the pairs that the caller names, a
// multiple of `dlm_bf16_tile_pairs` for tiles. Callers check what is supported first: without the instructions the other functions do
// nothing.
//
// Source of the tile instructions: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 1, chapter 18.
#ifndef BF16_PRODUCT_H
#define BF16_PRODUCT_H
#include <stddef.h>
#include <stdint.h>

enum {
    // Columns in a strip of the right operand.
    dlm_bf16_right_strip = 32,
    // Lines in a strip of the left operand for vectors: 28 sums of 16 lanes leave four registers for the operands.
    dlm_bf16_vector_strip = 14,
    // Lines and pairs in a tile of the left operand.
    dlm_bf16_tile_lines = 16,
    dlm_bf16_tile_pairs = 16,
};

// Whether this processor has the vector instructions.
int dlm_bf16_vectors_supported(void);

// Whether this processor has the tile instructions beside them; asks the system to let this process use them.
int dlm_bf16_tiles_supported(void);

// Packs one strip from lines that lie one after another: line i is `x + i * stride`, `depth` floats, each multiplied by `scale`.
//
// `lines` is at most `strip`, and `out` has room for `pairs * strip` words.
void dlm_bf16_pack_lines(
    uint32_t *out, size_t strip, const float *x, size_t stride, size_t lines, size_t depth, size_t pairs, float scale);

// Packs pairs `first ..< last` of one strip from lines that lie side by side: element k of line i is `x[(k - 2 * first) * stride + i]`.
//
// Elements from `depth` on are zero. `out` is the strip's first word.
void dlm_bf16_pack_across(
    uint32_t *out, size_t strip, const float *x, size_t stride, size_t lines, size_t depth, size_t first, size_t last);

// As `dlm_bf16_pack_lines`, for one strip of a left operand in tiles.
void dlm_bf16_pack_tiles(uint32_t *out, const float *x, size_t stride, size_t lines, size_t depth, size_t pairs, float scale);

// c (+)= left * right^T + extra_left * extra_right^T. `pairs` is not zero, `extra_pairs` may be.
typedef struct {
    float *c;  // [rows, c_stride]
    size_t c_stride;
    size_t rows;
    size_t columns;
    const uint32_t *left;   // strips that hold `rows` lines
    const uint32_t *right;  // strips that hold `columns` lines
    size_t pairs;           // words of one line
    const uint32_t *extra_left;
    const uint32_t *extra_right;
    size_t extra_pairs;
    int adds;
} dlm_bf16_product;

// The bits of an element of c depend on its two lines and on the instructions alone, not on the rows and columns around it.
void dlm_bf16_multiply_vectors(const dlm_bf16_product *job);
void dlm_bf16_multiply_tiles(const dlm_bf16_product *job);

#endif
