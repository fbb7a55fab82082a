// Products of matrices rounded to bfloat16, summed in single precision, for processors with AVX512_BF16.
//
// A matrix is laid out in strips of `strip` rows (left operand) or columns (right operand): word [s][p][i] of a packed matrix holds
// the elements 2p and 2p + 1, along the dimension that is summed over, of line s * strip + i; the lower half is element 2p. What lies
// outside the matrix is zero. Callers check `dlm_bf16_supported` first: the other functions do nothing without the instructions.
#ifndef BF16_PRODUCT_H
#define BF16_PRODUCT_H
#include <stddef.h>
#include <stdint.h>

// Lines in a strip of the left and of the right operand: 28 sums of 16 lanes, which leaves four registers for the operands.
enum { dlm_bf16_left_strip = 14, dlm_bf16_right_strip = 32 };

// Whether this processor has the instructions.
int dlm_bf16_supported(void);

// Packs one strip from lines that lie one after another: line i is `x + i * stride`, `depth` floats, each multiplied by `scale`.
//
// `lines` is at most `strip`, and `out` has room for `(depth + 1) / 2 * strip` words.
void dlm_bf16_pack_lines(uint32_t *out, size_t strip, const float *x, size_t stride, size_t lines, size_t depth, float scale);

// Packs pairs `first ..< last` of one strip from lines that lie side by side: element k of line i is `x[(k - 2 * first) * stride + i]`.
//
// Elements from `depth` on are zero. `out` is the strip's first word.
void dlm_bf16_pack_across(
    uint32_t *out, size_t strip, const float *x, size_t stride, size_t lines, size_t depth, size_t first, size_t last);

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

// The bits of an element of c depend on its two lines alone, not on the rows and columns around it.
void dlm_bf16_multiply(const dlm_bf16_product *job);

#endif
