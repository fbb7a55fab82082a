#include "CKernels.h"

#if defined(__x86_64__)
#include "bf16_lanes.h"

#define UNROLL _Pragma("clang loop unroll(full)")

int dlm_bf16_vectors_supported(void) {
    return __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
}

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16"))), apply_to = function)

enum { left_strip = dlm_bf16_vector_strip };

// Most words of a line that are multiplied before the next strip: 14 lines of them stay in the first-level cache.
enum { most_block_pairs = 320 };

// Sixteen vectors of sixteen words, rows and columns exchanged.
INLINE void transpose_words(__m512i *r) {
    __m512i t[16];
    UNROLL for (int i = 0; i < 16; i += 2) {
        t[i] = _mm512_unpacklo_epi32(r[i], r[i + 1]);
        t[i + 1] = _mm512_unpackhi_epi32(r[i], r[i + 1]);
    }
    UNROLL for (int i = 0; i < 16; i += 4) {
        r[i] = _mm512_unpacklo_epi64(t[i], t[i + 2]);
        r[i + 1] = _mm512_unpackhi_epi64(t[i], t[i + 2]);
        r[i + 2] = _mm512_unpacklo_epi64(t[i + 1], t[i + 3]);
        r[i + 3] = _mm512_unpackhi_epi64(t[i + 1], t[i + 3]);
    }
    // Now quarter q of r[4g + c] holds word 4q + c of the rows 4g ..< 4g + 4.
    UNROLL for (int c = 0; c < 4; c++) {
        t[c] = _mm512_shuffle_i32x4(r[c], r[c + 4], 0x88);
        t[c + 4] = _mm512_shuffle_i32x4(r[c], r[c + 4], 0xDD);
        t[c + 8] = _mm512_shuffle_i32x4(r[c + 8], r[c + 12], 0x88);
        t[c + 12] = _mm512_shuffle_i32x4(r[c + 8], r[c + 12], 0xDD);
    }
    UNROLL for (int c = 0; c < 4; c++) {
        r[c] = _mm512_shuffle_i32x4(t[c], t[c + 8], 0x88);
        r[c + 8] = _mm512_shuffle_i32x4(t[c], t[c + 8], 0xDD);
        r[c + 4] = _mm512_shuffle_i32x4(t[c + 4], t[c + 12], 0x88);
        r[c + 12] = _mm512_shuffle_i32x4(t[c + 4], t[c + 12], 0xDD);
    }
}

void dlm_bf16_pack_lines(
    uint32_t *out, size_t strip, const float *x, size_t stride, size_t lines, size_t depth, size_t pairs, float scale) {
    const __m512 factor = _mm512_set1_ps(scale);
    for (size_t line = 0; line < strip; line += lanes) {
        const size_t present = lines < line ? 0 : lines - line;
        const __mmask16 kept = first_lanes(strip - line);
        for (size_t k = 0; k < 2 * pairs; k += 2 * lanes) {
            const __mmask16 low = k < depth ? first_lanes(depth - k) : 0;
            const __mmask16 high = k + lanes < depth ? first_lanes(depth - k - lanes) : 0;
            __m512i words[lanes];
            UNROLL for (int i = 0; i < lanes; i++) {
                const float *from = x + (line + i) * stride + k;
                const __mmask16 here = (size_t)i < present ? 0xFFFF : 0;
                __m512 a = _mm512_mul_ps(_mm512_maskz_loadu_ps(low & here, from), factor);
                __m512 b = _mm512_mul_ps(_mm512_maskz_loadu_ps(high & here, from + lanes), factor);
                words[i] = (__m512i)_mm512_cvtne2ps_pbh(b, a);
            }
            transpose_words(words);
            const size_t count = pairs - k / 2 < lanes ? pairs - k / 2 : lanes;
            uint32_t *to = out + k / 2 * strip + line;
            if (count == lanes) {
                UNROLL for (int p = 0; p < lanes; p++) _mm512_mask_storeu_epi32(to + p * strip, kept, words[p]);
            } else {
                for (size_t p = 0; p < count; p++) _mm512_mask_storeu_epi32(to + p * strip, kept, words[p]);
            }
        }
    }
}

void dlm_bf16_pack_across(
    uint32_t *out, size_t strip, const float *x, size_t stride, size_t lines, size_t depth, size_t first, size_t last) {
    // Numbers 0 ..< 16 are the even element's lanes, 16 ..< 32 the odd one's.
    const __m512i interleave = _mm512_set_epi16(
        31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6, 21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
    for (size_t pair = first; pair < last; pair++) {
        const float *even = x + 2 * (pair - first) * stride;
        const int has_even = 2 * pair < depth;
        const int has_odd = 2 * pair + 1 < depth;
        for (size_t line = 0; line < strip; line += lanes) {
            const __mmask16 present = lines < line ? 0 : first_lanes(lines - line);
            __m512 a = _mm512_maskz_loadu_ps(has_even ? present : 0, even + line);
            __m512 b = _mm512_maskz_loadu_ps(has_odd ? present : 0, even + stride + line);
            __m512i words = _mm512_permutexvar_epi16(interleave, (__m512i)_mm512_cvtne2ps_pbh(b, a));
            _mm512_mask_storeu_epi32(out + pair * strip + line, first_lanes(strip - line), words);
        }
    }
}

// Two runs of packed words, one a strip of the left operand and one of the right.
typedef struct {
    const uint32_t *left;
    const uint32_t *right;
    size_t pairs;
} strips;

// sums += the products of two strips.
INLINE void add_products(__m512 sums[left_strip][2], strips s, const int vectors) {
    for (size_t p = 0; p < s.pairs; p++) {
        __m512bh w[2];
        UNROLL for (int v = 0; v < vectors; v++) w[v] = (__m512bh)_mm512_loadu_si512(s.right + v * lanes);
        UNROLL for (int i = 0; i < left_strip; i++) {
            __m512bh x = (__m512bh)_mm512_set1_epi32((int)s.left[i]);
            UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = _mm512_dpbf16_ps(sums[i][v], x, w[v]);
        }
        s.left += left_strip;
        s.right += right_strip;
    }
}

// One tile of c: a strip of the left operand by `vectors` vectors of the right one.
INLINE void multiply_tile(
    float *c, size_t stride, size_t rows, size_t columns, strips main, strips extra, int adds, const int vectors) {
    __m512 sums[left_strip][2];
    __mmask16 kept[2];
    UNROLL for (int v = 0; v < vectors; v++) kept[v] = columns > (size_t)v * lanes ? first_lanes(columns - v * lanes) : 0;
    if (adds) {
        UNROLL for (int i = 0; i < left_strip; i++) {
            UNROLL for (int v = 0; v < vectors; v++) {
                sums[i][v] = _mm512_maskz_loadu_ps((size_t)i < rows ? kept[v] : 0, c + i * stride + v * lanes);
            }
        }
    } else {
        // The lines of c are on their way while the sums are made.
        UNROLL for (int i = 0; i < left_strip; i++) {
            UNROLL for (int v = 0; v < vectors; v++) {
                if ((size_t)i < rows) __builtin_prefetch(c + i * stride + v * lanes, 1);
                sums[i][v] = _mm512_setzero_ps();
            }
        }
    }
    add_products(sums, main, vectors);
    add_products(sums, extra, vectors);
    UNROLL for (int i = 0; i < left_strip; i++) {
        if ((size_t)i >= rows) break;
        UNROLL for (int v = 0; v < vectors; v++) _mm512_mask_storeu_ps(c + i * stride + v * lanes, kept[v], sums[i][v]);
    }
}

void dlm_bf16_multiply_vectors(const dlm_bf16_product *job) {
    const size_t blocks = (job->pairs + most_block_pairs - 1) / most_block_pairs;
    const size_t block_pairs = blocks > 0 ? (job->pairs + blocks - 1) / blocks : 0;
    for (size_t block = 0; block < blocks; block++) {
        const size_t first = block * block_pairs;
        const size_t pairs = job->pairs - first < block_pairs ? job->pairs - first : block_pairs;
        const size_t extra_pairs = block + 1 == blocks ? job->extra_pairs : 0;
        const int adds = job->adds || first > 0;
        for (size_t row = 0; row < job->rows; row += left_strip) {
            const size_t rows = job->rows - row < left_strip ? job->rows - row : left_strip;
            for (size_t column = 0; column < job->columns; column += right_strip) {
                const size_t columns = job->columns - column;
                const strips main = {
                    job->left + row * job->pairs + first * left_strip, job->right + column * job->pairs + first * right_strip, pairs};
                strips extra = {NULL, NULL, extra_pairs};
                if (extra_pairs > 0) {
                    extra.left = job->extra_left + row * extra_pairs;
                    extra.right = job->extra_right + column * extra_pairs;
                }
                float *c = job->c + row * job->c_stride + column;
                if (columns > lanes) {
                    multiply_tile(c, job->c_stride, rows, columns, main, extra, adds, 2);
                } else {
                    multiply_tile(c, job->c_stride, rows, columns, main, extra, adds, 1);
                }
            }
        }
    }
}

#pragma clang attribute pop

#else

int dlm_bf16_vectors_supported(void) { return 0; }

void dlm_bf16_pack_lines(
    uint32_t *out, size_t strip, const float *x, size_t stride, size_t lines, size_t depth, size_t pairs, float scale) {}

void dlm_bf16_pack_across(
    uint32_t *out, size_t strip, const float *x, size_t stride, size_t lines, size_t depth, size_t first, size_t last) {}

void dlm_bf16_multiply_vectors(const dlm_bf16_product *job) {}

#endif
