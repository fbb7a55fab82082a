// Attention of query rows over cached keys and values, a block of rows of one sequence at a time.
//
// A line is one query head of one row. Keys lie with the positions of a page side by side, so that lanes are positions and a score
// is one chain of fused multiply-adds over the dimension; values are added position after position. Which lines share a tile, and
// how far the longest of them sees, leaves no mark on the bits as long as values are finite: what a line does not see gets a weight of zero.

enum { page_positions = dlm_page_positions, tile_positions = 4 * LANES };

INLINE vf load_cached(const int is_half, const void *p, size_t index) {
    return is_half ? load_halves((const uint8_t *)p + 2 * index) : load((const float *)p + index);
}

INLINE float load_cached_scalar(const int is_half, const void *p, size_t index) {
    return is_half ? widened_half((const uint8_t *)p + 2 * index) : ((const float *)p)[index];
}

// scores[i][p] = dot(query[i], key[p]) for `lines` lines and `tile_positions` positions of a page.
INLINE void score_tile(
    const int is_half, const int lines, const float *const *query, size_t dimension, const void *keys, size_t first, float *scores,
    size_t stride
) {
    vf sums[MOST_LINES][4];
    UNROLL for (int i = 0; i < lines; i++) {
        UNROLL for (int v = 0; v < 4; v++) sums[i][v] = (vf){};
    }
    for (size_t d = 0; d < dimension; d++) {
        vf key[4];
        UNROLL for (int v = 0; v < 4; v++) key[v] = load_cached(is_half, keys, d * page_positions + first + (size_t)v * LANES);
        UNROLL for (int i = 0; i < lines; i++) {
            vf element = broadcast(query[i][d]);
            UNROLL for (int v = 0; v < 4; v++) sums[i][v] = fma_lanes(element, key[v], sums[i][v]);
        }
    }
    UNROLL for (int i = 0; i < lines; i++) {
        UNROLL for (int v = 0; v < 4; v++) store(scores + (size_t)i * stride + first + (size_t)v * LANES, sums[i][v]);
    }
}

// out[i][d] += sum over p of weights[i][p] * values[p][d], for `vectors` vectors of d.
INLINE void value_tile(
    const int is_half, const int lines, const int vectors, float *const *out, const float *weights, size_t stride, const void *values,
    size_t dimension, size_t d, size_t count
) {
    vf sums[MOST_LINES][4];
    UNROLL for (int i = 0; i < lines; i++) {
        UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = load(out[i] + d + (size_t)v * LANES);
    }
    for (size_t p = 0; p < count; p++) {
        vf value[4];
        UNROLL for (int v = 0; v < vectors; v++) value[v] = load_cached(is_half, values, p * dimension + d + (size_t)v * LANES);
        UNROLL for (int i = 0; i < lines; i++) {
            vf weight = broadcast(weights[(size_t)i * stride + p]);
            UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = fma_lanes(weight, value[v], sums[i][v]);
        }
    }
    UNROLL for (int i = 0; i < lines; i++) {
        UNROLL for (int v = 0; v < vectors; v++) store(out[i] + d + (size_t)v * LANES, sums[i][v]);
    }
}

// The first `count` positions of a page: their scores, or their values' part of the result.
INLINE void score_page(
    const int is_half, const int lines, const float *const *query, size_t dimension, const void *keys, size_t count, float *scores,
    size_t stride
) {
    for (size_t first = 0; first < count; first += tile_positions) {
        score_tile(is_half, lines, query, dimension, keys, first, scores, stride);
    }
}

INLINE void value_page(
    const int is_half, const int lines, float *const *out, const float *weights, size_t stride, const void *values, size_t dimension,
    size_t count
) {
    size_t d = 0;
    for (; d + 4 * LANES <= dimension; d += 4 * LANES) {
        value_tile(is_half, lines, 4, out, weights, stride, values, dimension, d, count);
    }
    for (; d + LANES <= dimension; d += LANES) value_tile(is_half, lines, 1, out, weights, stride, values, dimension, d, count);
    for (; d < dimension; d++) {
        for (int i = 0; i < lines; i++) {
            float sum = out[i][d];
            for (size_t p = 0; p < count; p++) {
                sum = fma_scalar(weights[(size_t)i * stride + p], load_cached_scalar(is_half, values, p * dimension + d), sum);
            }
            out[i][d] = sum;
        }
    }
}

typedef void score_function(const float *const *, size_t, const void *, size_t, float *, size_t);
typedef void value_function(float *const *, const float *, size_t, const void *, size_t, size_t);

#define PAGE_FUNCTIONS(name, is_half, lines) \
    static void score_##name##_##lines( \
        const float *const *query, size_t dimension, const void *keys, size_t count, float *scores, size_t stride) { \
        score_page(is_half, lines, query, dimension, keys, count, scores, stride); \
    } \
    static void value_##name##_##lines( \
        float *const *out, const float *weights, size_t stride, const void *values, size_t dimension, size_t count) { \
        value_page(is_half, lines, out, weights, stride, values, dimension, count); \
    }
#define FOR_LINES_3(use, name, is_half) use(name, is_half, 1) use(name, is_half, 2) use(name, is_half, 3)
FOR_LINES_3(PAGE_FUNCTIONS, floats, 0)
FOR_LINES_3(PAGE_FUNCTIONS, halves, 1)
#if MOST_LINES > 3
#define FOR_LINES_6(use, name, is_half) use(name, is_half, 4) use(name, is_half, 5) use(name, is_half, 6)
FOR_LINES_6(PAGE_FUNCTIONS, floats, 0)
FOR_LINES_6(PAGE_FUNCTIONS, halves, 1)
#define LINE_ENTRIES(kind, name) \
    {NULL, kind##_##name##_1, kind##_##name##_2, kind##_##name##_3, kind##_##name##_4, kind##_##name##_5, kind##_##name##_6}
#else
#define LINE_ENTRIES(kind, name) {NULL, kind##_##name##_1, kind##_##name##_2, kind##_##name##_3}
#endif
static score_function *const score_functions[2][MOST_LINES + 1] = {LINE_ENTRIES(score, floats), LINE_ENTRIES(score, halves)};
static value_function *const value_functions[2][MOST_LINES + 1] = {LINE_ENTRIES(value, floats), LINE_ENTRIES(value, halves)};

// The scores of the rows' own keys, line by line: chains as in `score_tile`, side by side.
static void score_own_keys(const dlm_attention *job, float *scores, size_t stride) {
    const size_t dimension = job->head_dimension;
    for (size_t r = 0; r < job->row_count; r++) {
        const dlm_attention_row *row = job->rows + r;
        if (!row->own_key) continue;
        const float *key = row->own_key + job->head * dimension, *query = row->query + job->first_query * dimension;
        for (size_t g = 0; g < job->group; g++) {
            float sum = 0;
            for (size_t d = 0; d < dimension; d++) sum = fma_scalar(query[g * dimension + d], key[d], sum);
            scores[(r * job->group + g) * stride + row->visible] = sum;
        }
    }
}

static void attention(const dlm_attention *job) {
    const size_t dimension = job->head_dimension, group = job->group, lines = job->row_count * group;
    size_t most = 0;
    for (size_t r = 0; r < job->row_count; r++) most = job->rows[r].visible > most ? job->rows[r].visible : most;
    const size_t pages = (most + page_positions - 1) / page_positions, stride = dlm_attention_stride(most);
    const size_t block = job->head * page_positions * dimension * (job->is_half ? 2 : 4);
    float *scores = job->scratch;
    const float *query[dlm_most_attention_lines];
    float *out[dlm_most_attention_lines];
    for (size_t line = 0; line < lines; line++) {
        const dlm_attention_row *row = job->rows + line / group;
        query[line] = row->query + (job->first_query + line % group) * dimension;
        out[line] = row->out + (job->first_query + line % group) * dimension;
        memset(out[line], 0, dimension * sizeof(float));
    }

    const size_t tiles = (lines + MOST_LINES - 1) / MOST_LINES;
    for (size_t page = 0; page < pages; page++) {
        const size_t start = page * page_positions, count = most - start < page_positions ? most - start : page_positions;
        const void *keys = (const uint8_t *)job->pages[page].keys + block;
        for (size_t tile = 0; tile < tiles; tile++) {
            const size_t first = lines * tile / tiles, height = lines * (tile + 1) / tiles - first;
            score_functions[job->is_half != 0][height](query + first, dimension, keys, count, scores + first * stride + start, stride);
        }
    }
    score_own_keys(job, scores, stride);

    // The sum divides the result, not every weight: one product per element instead of one per position.
    float factors[dlm_most_attention_lines];
    for (size_t line = 0; line < lines; line++) {
        const dlm_attention_row *row = job->rows + line / group;
        const size_t seen = row->visible + (row->own_key != NULL);
        float *weights = scores + line * stride;
        double sum = seen > 0 ? exponentials(weights, weights, seen, maximum(weights, seen), job->scale) : 1;
        factors[line] = (float)(1 / sum);
        if (row->visible < most) {
            // Its own weight waits behind what the longest row sees.
            float own = row->own_key ? weights[row->visible] : 0;
            memset(weights + row->visible, 0, (most - row->visible) * sizeof(float));
            weights[most] = own;
        }
    }

    for (size_t page = 0; page < pages; page++) {
        const size_t start = page * page_positions, count = most - start < page_positions ? most - start : page_positions;
        const void *values = (const uint8_t *)job->pages[page].values + block;
        for (size_t tile = 0; tile < tiles; tile++) {
            const size_t first = lines * tile / tiles, height = lines * (tile + 1) / tiles - first;
            value_functions[job->is_half != 0][height](
                out + first, scores + first * stride + start, stride, values, dimension, count);
        }
    }
    for (size_t line = 0; line < lines; line++) {
        const dlm_attention_row *row = job->rows + line / group;
        if (row->own_key) {
            float *only = out[line];
            value_functions[0][1](&only, scores + line * stride + most, stride, row->own_value + job->head * dimension, dimension, 1);
        }
        scale(out[line], dimension, factors[line]);
    }
}

// In half precision; what is too large becomes the largest number there is, because an infinite value would spoil the rows beside.
INLINE uint16_t cached_half(float x) {
    const float largest = 65504;
    return narrowed_half(x > largest ? largest : x < -largest ? -largest : x);
}

// Writes one position's keys and values into a page, all heads.
static void place_key_value(const dlm_key_value *job) {
    const size_t dimension = job->head_dimension;
    for (size_t head = 0; head < job->heads; head++) {
        const size_t block = head * page_positions * dimension, row = block + job->position * dimension;
        const float *key = job->key + head * dimension, *value = job->value + head * dimension;
        if (job->is_half) {
            uint16_t *keys = (uint16_t *)job->keys + block + job->position, *values = (uint16_t *)job->values + row;
            for (size_t d = 0; d < dimension; d++) keys[d * page_positions] = cached_half(key[d]);
            for (size_t d = 0; d < dimension; d++) values[d] = cached_half(value[d]);
        } else {
            float *keys = (float *)job->keys + block + job->position;
            for (size_t d = 0; d < dimension; d++) keys[d * page_positions] = key[d];
            memcpy((float *)job->values + row, value, dimension * sizeof(float));
        }
    }
}

static void round_to_halves(float *x, size_t count) {
    for (size_t i = 0; i < count; i++) {
        uint16_t half = cached_half(x[i]);
        x[i] = widened_half((const uint8_t *)&half);
    }
}
