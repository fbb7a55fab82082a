// Linear maps whose every output is computed alike, whichever tile it falls in.
//
// One output keeps one vector of partial sums: lane l adds columns l, l + LANES, l + 2 LANES, ... in this order, each with one
// fused multiply-add, and the lanes are added in a fixed tree. Tiles only differ in how many outputs go side by side.
//
// One row of x waits for memory alone, and memory is fastest in one stream a core: it takes one output after the other. On a processor with
// 35 GB/s for plain reading this comes to 27 to 33; four outputs side by side to 20 to 26.

// How far ahead of one weight row, and of several side by side, bytes are asked for.
enum { SINGLE_STREAM_BYTES = 4096, SEVERAL_STREAMS_BYTES = 16384 };

typedef struct {
    const uint8_t *weights;
    size_t row_bytes;
    const float *x;
    size_t x_stride;
    size_t columns;
    float *out;
    size_t out_stride;
} tile;

INLINE void tile_group(
    unpack_group unpack, const int outputs, const int rows, const uint8_t *weights, size_t row_bytes, size_t group,
    const float *x, size_t x_stride, vf sums[tile_outputs][MOST_ROWS]
) {
#ifdef HOLDS_WEIGHTS
    vf w[tile_outputs][GROUP_VECTORS];
    UNROLL for (int o = 0; o < outputs; o++) unpack(weights + (size_t)o * row_bytes, group, w[o]);
    UNROLL for (int v = 0; v < GROUP_VECTORS; v++) {
        UNROLL for (int i = 0; i < rows; i++) {
            vf activations = load(x + (size_t)i * x_stride + v * LANES);
            UNROLL for (int o = 0; o < outputs; o++) sums[o][i] = fma_lanes(w[o][v], activations, sums[o][i]);
        }
    }
#else
    UNROLL for (int o = 0; o < outputs; o++) {
        vf w[GROUP_VECTORS];
        unpack(weights + (size_t)o * row_bytes, group, w);
        UNROLL for (int i = 0; i < rows; i++) {
            UNROLL for (int v = 0; v < GROUP_VECTORS; v++) {
                sums[o][i] = fma_lanes(w[v], load(x + (size_t)i * x_stride + v * LANES), sums[o][i]);
            }
        }
    }
#endif
}

// The columns after the last whole group, filled up with zeros.
INLINE void tile_rest(
    unpack_group unpack, size_t element_bytes, const int outputs, const int rows, const tile *t, size_t groups, size_t rest,
    vf sums[tile_outputs][MOST_ROWS]
) {
    uint8_t weights[tile_outputs * group_columns * 4] = {0};
    float x[MOST_ROWS * group_columns] = {0};
    size_t start = groups * group_columns, row_bytes = group_columns * element_bytes;
    for (int o = 0; o < outputs; o++) {
        memcpy(weights + o * row_bytes, t->weights + o * t->row_bytes + start * element_bytes, rest * element_bytes);
    }
    for (int i = 0; i < rows; i++) memcpy(x + i * group_columns, t->x + i * t->x_stride + start, rest * sizeof(float));
    tile_group(unpack, outputs, rows, weights, row_bytes, 0, x, group_columns, sums);
}

INLINE void compute_tile(unpack_group unpack, size_t element_bytes, const int outputs, const int rows, const tile *t) {
    vf sums[tile_outputs][MOST_ROWS];
    UNROLL for (int o = 0; o < outputs; o++) {
        UNROLL for (int i = 0; i < rows; i++) sums[o][i] = (vf){};
    }
    size_t groups = t->columns / group_columns, rest = t->columns % group_columns;
    // The processor's own prefetching starts anew with every short row and every page: ask for what comes later while this tile runs,
    // as far as the second-level cache. Tiles of many rows of x find their weights in cache already.
    const int reads_memory = rows <= MOST_DIRECT_ROWS && (element_bytes != sizeof(float) || rows < MOST_ROWS);
    const size_t prefetch_step = reads_memory && groups > 0 ? outputs * t->row_bytes / groups : 0;
    const uint8_t *later_weights = t->weights + (outputs == 1 ? SINGLE_STREAM_BYTES : SEVERAL_STREAMS_BYTES);
    for (size_t group = 0; group < groups; group++) {
        for (size_t ahead = 0; ahead < prefetch_step; ahead += 64) {
            __builtin_prefetch(later_weights + group * prefetch_step + ahead, 0, 2);
        }
        tile_group(unpack, outputs, rows, t->weights, t->row_bytes, group, t->x + group * group_columns, t->x_stride, sums);
    }
    if (rest) tile_rest(unpack, element_bytes, outputs, rows, t, groups, rest, sums);
    UNROLL for (int i = 0; i < rows; i++) {
        float *out = t->out + (size_t)i * t->out_stride;
        if (outputs == tile_outputs) {
            sum_lanes_of_four(sums[0][i], sums[1][i], sums[2][i], sums[3][i], out);
        } else {
            UNROLL for (int o = 0; o < outputs; o++) out[o] = sum_lanes(sums[o][i]);
        }
    }
}

typedef void tile_function(const tile *t);

#define TILE_FUNCTION(name, bytes, outputs, rows) \
    static void tile_##name##_##outputs##x##rows(const tile *t) { compute_tile(unpack_##name, bytes, outputs, rows, t); }

TILE_FUNCTION(f32, 4, 4, 1)
TILE_FUNCTION(f32, 4, 4, 2)
TILE_FUNCTION(f32, 4, 4, 3)
TILE_FUNCTION(f32, 4, 1, 1)
TILE_FUNCTION(f32, 4, 1, 2)
TILE_FUNCTION(f32, 4, 1, 3)
#if MOST_ROWS > 3
TILE_FUNCTION(f32, 4, 4, 4)
TILE_FUNCTION(f32, 4, 4, 5)
TILE_FUNCTION(f32, 4, 4, 6)
TILE_FUNCTION(f32, 4, 1, 4)
TILE_FUNCTION(f32, 4, 1, 5)
TILE_FUNCTION(f32, 4, 1, 6)
static tile_function *const float_tiles[] = {
    NULL, tile_f32_4x1, tile_f32_4x2, tile_f32_4x3, tile_f32_4x4, tile_f32_4x5, tile_f32_4x6};
static tile_function *const single_output_tiles[] = {
    NULL, tile_f32_1x1, tile_f32_1x2, tile_f32_1x3, tile_f32_1x4, tile_f32_1x5, tile_f32_1x6};
#else
static tile_function *const float_tiles[] = {NULL, tile_f32_4x1, tile_f32_4x2, tile_f32_4x3};
static tile_function *const single_output_tiles[] = {NULL, tile_f32_1x1, tile_f32_1x2, tile_f32_1x3};
#endif

// Up to `outputs` weight rows that are floats against all rows of x, in tiles of nearly equal height. `is_cached`: the weights
// were unpacked just now and need no streaming.
static void multiply_floats(
    const uint8_t *weights, size_t row_bytes, size_t outputs, int is_cached, const float *x, size_t x_stride, size_t rows, size_t columns,
    float *out, size_t out_stride
) {
    size_t tiles = (rows + MOST_ROWS - 1) / MOST_ROWS;
    for (size_t index = 0; index < tiles; index++) {
        size_t start = rows * index / tiles, height = rows * (index + 1) / tiles - start;
        tile t = {weights, row_bytes, x + start * x_stride, x_stride, columns, out + start * out_stride, out_stride};
        size_t o = 0;
        for (; (rows > 1 || is_cached) && o + tile_outputs <= outputs; o += tile_outputs) {
            t.weights = weights + o * row_bytes;
            t.out = out + start * out_stride + o;
            float_tiles[height](&t);
        }
        for (; o < outputs; o++) {
            t.weights = weights + o * row_bytes;
            t.out = out + start * out_stride + o;
            single_output_tiles[height](&t);
        }
    }
}

#if MOST_DIRECT_ROWS > 0
// Unpacked in the tile's registers. Quantised types are packed for integer products where there are registers enough.
#define FOR_DIRECT_TYPES(use) use(f16, 2) use(bf16, 2)
#define DIRECT_TILE_FUNCTIONS(name, bytes) \
    TILE_FUNCTION(name, bytes, 1, 1) \
    TILE_FUNCTION(name, bytes, 4, 1) TILE_FUNCTION(name, bytes, 4, 2) TILE_FUNCTION(name, bytes, 4, 3)
FOR_DIRECT_TYPES(DIRECT_TILE_FUNCTIONS)
#if MOST_DIRECT_ROWS > 3
#define FOUR_ROW_TILE_FUNCTION(name, bytes) TILE_FUNCTION(name, bytes, 4, 4)
FOR_DIRECT_TYPES(FOUR_ROW_TILE_FUNCTION)
#define DIRECT_TILE_ENTRIES(name, bytes) \
    [dlm_##name] = {NULL, tile_##name##_4x1, tile_##name##_4x2, tile_##name##_4x3, tile_##name##_4x4},
#else
#define DIRECT_TILE_ENTRIES(name, bytes) [dlm_##name] = {NULL, tile_##name##_4x1, tile_##name##_4x2, tile_##name##_4x3},
#endif
static tile_function *const direct_tiles[][MOST_DIRECT_ROWS + 1] = {FOR_DIRECT_TYPES(DIRECT_TILE_ENTRIES)};
#define SINGLE_TILE_ENTRY(name, bytes) [dlm_##name] = tile_##name##_1x1,
static tile_function *const single_direct_tiles[] = {FOR_DIRECT_TYPES(SINGLE_TILE_ENTRY)};
#endif

static void linear(const dlm_linear *job) {
    const uint8_t *weights = job->weights;
    size_t o = job->first;
    if (job->rows == 0) return;
#if MOST_DIRECT_ROWS > 0
    if ((job->type == dlm_f16 || job->type == dlm_bf16) && job->rows <= 2 * MOST_DIRECT_ROWS) {
        // Unpacking twice in registers is still less work than once through memory.
        size_t lower = job->rows <= MOST_DIRECT_ROWS ? 0 : job->rows / 2, upper = job->rows - lower;
        const size_t outputs = job->rows == 1 ? 1 : tile_outputs;
        for (; o + outputs <= job->last; o += outputs) {
            float *out = job->out + (o - job->first);
            tile t = {weights + o * job->row_bytes, job->row_bytes, job->x, job->x_stride, job->columns, out, job->out_stride};
            (outputs == 1 ? single_direct_tiles[job->type] : direct_tiles[job->type][upper])(&t);
            if (lower == 0) continue;
            t.x += upper * job->x_stride;
            t.out += upper * job->out_stride;
            direct_tiles[job->type][lower](&t);
        }
    }
#endif
    size_t most = panel_rows(job->columns);
    while (o < job->last) {
        size_t outputs = job->last - o < most ? job->last - o : most;
        const uint8_t *panel = weights + o * job->row_bytes;
        size_t row_bytes = job->row_bytes;
        if (job->type != dlm_f32) {
            size_t stride = panel_stride(job->columns);
            for (size_t p = 0; p < outputs; p++) {
                unpack_row_functions[job->type](weights + (o + p) * job->row_bytes, job->columns, job->panel + p * stride);
            }
            panel = (const uint8_t *)job->panel;
            row_bytes = stride * sizeof(float);
        }
        multiply_floats(
            panel, row_bytes, outputs, job->type != dlm_f32, job->x, job->x_stride, job->rows, job->columns, job->out + (o - job->first),
            job->out_stride);
        o += outputs;
    }
}
