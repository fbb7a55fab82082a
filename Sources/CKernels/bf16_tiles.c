#include "CKernels.h"

#if defined(__x86_64__) && defined(__linux__)
#include <string.h>

#include "bf16_lanes.h"
#include "levels.h"

enum {
    tile_lines = dlm_bf16_tile_lines,
    tile_pairs = dlm_bf16_tile_pairs,
    left_tile = tile_lines * tile_pairs,
    right_block = right_strip * tile_pairs,
    // Blocks of pairs that are multiplied before the next strip: that much of a right strip stays in the first-level cache.
    most_blocks = 18,
};

int dlm_bf16_tiles_supported(void) {
    return dlm_bf16_vectors_supported() && __builtin_cpu_supports("amx-tile") && __builtin_cpu_supports("amx-bf16") &&
           dlm_tiles_are_granted();
}

#pragma clang attribute push(                                                                                                  \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16,prfchw,amx-tile,amx-bf16"))), apply_to = function)

void dlm_bf16_pack_tiles(uint32_t *out, const float *x, size_t stride, size_t lines, size_t depth, size_t pairs, float scale) {
    const __m512 factor = _mm512_set1_ps(scale);
    // Tile by tile, so that what is written is one run of memory.
    for (size_t k = 0; k < 2 * pairs; k += 2 * lanes) {
        const __mmask16 low = k < depth ? first_lanes(depth - k) : 0;
        const __mmask16 high = k + lanes < depth ? first_lanes(depth - k - lanes) : 0;
        for (size_t line = 0; line < tile_lines; line++, out += tile_pairs) {
            const float *from = x + line * stride + k;
            const __mmask16 here = line < lines ? 0xFFFF : 0;
            __m512 a = _mm512_mul_ps(_mm512_maskz_loadu_ps(low & here, from), factor);
            __m512 b = _mm512_mul_ps(_mm512_maskz_loadu_ps(high & here, from + lanes), factor);
            _mm512_storeu_si512(out, (__m512i)_mm512_cvtne2ps_pbh(b, a));
        }
    }
}

// The shape of all eight tiles: sixteen lines of 64 bytes.
typedef struct __attribute__((packed)) {
    uint8_t palette;
    uint8_t start_row;
    uint8_t reserved[14];
    uint16_t bytes[16];
    uint8_t lines[16];
} tile_shapes;

INLINE void configure(void) {
    tile_shapes shapes;
    memset(&shapes, 0, sizeof shapes);
    shapes.palette = 1;
    for (int i = 0; i < 8; i++) {
        shapes.bytes[i] = 64;
        shapes.lines[i] = tile_lines;
    }
    _tile_loadconfig(&shapes);
}

#define UNROLL _Pragma("clang loop unroll(full)")

// Asks for `lines` lines of 64 bytes.
//
// Tiles are loaded by lines that the processor does not foresee: what comes from the second-level cache or from memory is asked for one
// block ahead. Without it products of a thread whose core is shared are a tenth slower, those of the output head a third.
INLINE void ask_for(const uint32_t *words, const int lines) {
    UNROLL for (int line = 0; line < lines; line++) __builtin_prefetch(words + line * lanes);
}

// Asks for one line of each square of c. They are written at the end, and a line that is not at hand holds the tiles up then: a third
// of all the time where c is larger than the caches.
INLINE void ask_for_squares(const float *c, size_t stride, const int lines, const int halves) {
    UNROLL for (int i = 0; i < lines; i++) {
        UNROLL for (int j = 0; j < halves; j++) __builtin_prefetch(c + i * tile_lines * stride + j * lanes, 1);
    }
}

// Blocks of pairs of one strip of the right operand, and of one or two of the left.
typedef struct {
    const uint32_t *left;
    const uint32_t *right;
    size_t left_stride;  // words from a left strip to the next one
    size_t blocks;
} strips;

// Tiles 0 ... 3 += products: tile 2i + j belongs to left strip i and half j of the right one, and will be written to `c`.
INLINE void add_products(strips s, const float *c, size_t stride, const int lines, const int halves) {
    for (size_t block = 0; block < s.blocks; block++) {
        UNROLL for (int i = 0; i < lines; i++) ask_for(s.left + i * s.left_stride + left_tile, tile_lines);
        ask_for(s.right + right_block, 2 * tile_lines);
        if (block < tile_lines) ask_for_squares(c + block * stride, stride, lines, halves);
        _tile_loadd(4, s.left, 64);
        if (lines > 1) _tile_loadd(5, s.left + s.left_stride, 64);
        _tile_loadd(6, s.right, right_strip * 4);
        _tile_dpbf16ps(0, 4, 6);
        if (lines > 1) _tile_dpbf16ps(2, 5, 6);
        if (halves > 1) {
            _tile_loadd(7, s.right + lanes, right_strip * 4);
            _tile_dpbf16ps(1, 4, 7);
            if (lines > 1) _tile_dpbf16ps(3, 5, 7);
        }
        s.left += left_tile;
        s.right += right_block;
    }
}

// A square of c that is not whole goes through memory of its own.
typedef struct {
    float values[tile_lines * lanes];
} square;

INLINE void copy_lines(float *to, size_t to_stride, const float *from, size_t from_stride, size_t rows, size_t columns) {
    const __mmask16 kept = first_lanes(columns);
    for (size_t i = 0; i < rows; i++) {
        _mm512_mask_storeu_ps(to + i * to_stride, kept, _mm512_maskz_loadu_ps(kept, from + i * from_stride));
    }
}

#define LOAD_SQUARE(tile, at, stride, rows, columns)                        \
    do {                                                                    \
        if ((rows) >= tile_lines && (columns) >= lanes) {                   \
            _tile_loadd(tile, at, (stride) * 4);                            \
        } else {                                                            \
            copy_lines(edge->values, lanes, at, stride, (rows) < tile_lines ? (rows) : tile_lines, columns); \
            _tile_loadd(tile, edge->values, 64);                            \
        }                                                                   \
    } while (0)

#define STORE_SQUARE(tile, at, stride, rows, columns)                       \
    do {                                                                    \
        if ((rows) >= tile_lines && (columns) >= lanes) {                   \
            _tile_stored(tile, at, (stride) * 4);                           \
        } else {                                                            \
            _tile_stored(tile, edge->values, 64);                           \
            copy_lines(at, stride, edge->values, lanes, (rows) < tile_lines ? (rows) : tile_lines, columns); \
        }                                                                   \
    } while (0)

// Up to 32 rows by 32 columns of c.
INLINE void multiply_squares(
    float *c, size_t stride, size_t rows, size_t columns, strips main, strips extra, int adds, square *edge, const int lines,
    const int halves) {
    float *below = c + tile_lines * stride;
    if (adds) {
        LOAD_SQUARE(0, c, stride, rows, columns);
        if (halves > 1) LOAD_SQUARE(1, c + lanes, stride, rows, columns - lanes);
        if (lines > 1) LOAD_SQUARE(2, below, stride, rows - tile_lines, columns);
        if (lines > 1 && halves > 1) LOAD_SQUARE(3, below + lanes, stride, rows - tile_lines, columns - lanes);
    } else {
        _tile_zero(0);
        _tile_zero(1);
        _tile_zero(2);
        _tile_zero(3);
    }
    add_products(main, c, stride, lines, halves);
    add_products(extra, c, stride, lines, halves);
    STORE_SQUARE(0, c, stride, rows, columns);
    if (halves > 1) STORE_SQUARE(1, c + lanes, stride, rows, columns - lanes);
    if (lines > 1) STORE_SQUARE(2, below, stride, rows - tile_lines, columns);
    if (lines > 1 && halves > 1) STORE_SQUARE(3, below + lanes, stride, rows - tile_lines, columns - lanes);
}

void dlm_bf16_multiply_tiles(const dlm_bf16_product *job) {
    square edge;
    memset(&edge, 0, sizeof edge);
    configure();
    const size_t total = job->pairs / tile_pairs;
    const size_t parts = (total + most_blocks - 1) / most_blocks;
    const size_t part_blocks = parts > 0 ? (total + parts - 1) / parts : 0;
    for (size_t first = 0; first < total; first += part_blocks) {
        const size_t blocks = total - first < part_blocks ? total - first : part_blocks;
        const size_t extra_blocks = first + blocks == total ? job->extra_pairs / tile_pairs : 0;
        const int adds = job->adds || first > 0;
        for (size_t column = 0; column < job->columns; column += right_strip) {
            const size_t columns = job->columns - column;
            for (size_t row = 0; row < job->rows; row += 2 * tile_lines) {
                const size_t rows = job->rows - row;
                const strips main = {
                    job->left + row * job->pairs + first * left_tile, job->right + column * job->pairs + first * right_block,
                    tile_lines * job->pairs, blocks};
                strips extra = {NULL, NULL, 0, extra_blocks};
                if (extra_blocks > 0) {
                    extra.left = job->extra_left + row * job->extra_pairs;
                    extra.right = job->extra_right + column * job->extra_pairs;
                    extra.left_stride = tile_lines * job->extra_pairs;
                }
                float *c = job->c + row * job->c_stride + column;
                if (rows > tile_lines && columns > lanes) {
                    multiply_squares(c, job->c_stride, rows, columns, main, extra, adds, &edge, 2, 2);
                } else if (rows > tile_lines) {
                    multiply_squares(c, job->c_stride, rows, columns, main, extra, adds, &edge, 2, 1);
                } else if (columns > lanes) {
                    multiply_squares(c, job->c_stride, rows, columns, main, extra, adds, &edge, 1, 2);
                } else {
                    multiply_squares(c, job->c_stride, rows, columns, main, extra, adds, &edge, 1, 1);
                }
            }
        }
    }
    // Leaves nothing for the system to save when it switches threads.
    _tile_release();
}

#pragma clang attribute pop

#else

int dlm_bf16_tiles_supported(void) { return 0; }

void dlm_bf16_pack_tiles(uint32_t *out, const float *x, size_t stride, size_t lines, size_t depth, size_t pairs, float scale) {}

void dlm_bf16_multiply_tiles(const dlm_bf16_product *job) {}

#endif
