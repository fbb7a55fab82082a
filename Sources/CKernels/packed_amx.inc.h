// Packed linear maps for many rows of x: AMX multiplies sixteen rows by a tile of outputs at once.
//
// A group's integers are exact and its floats follow one another as in `multiply_lanes`, so every output has the bits that it has for
// one row; only the order in which integers are added differs. Weights are unpacked once for all rows, as signed bytes: in that form a
// packed tile's lines are the rows of an AMX tile already.

// Rows of x in a block, and how many must be left over for a block of their own, which then overlaps the one before.
enum { block_rows = 16, least_left_rows = 8 };

// Of unpacked weights; they stay in a core's second-level cache while the rows pass by.
enum { amx_panel_bytes = 256 * 1024, amx_group_bytes = 8 * line_bytes + 2 * line_bytes };

// Two buffers of products, high and low: one is scaled while the other is filled.
enum { product_count = 2 * tile_rows * block_rows };

// A tile's numbers, [groups, 8, 64], and its factors, [groups, scales or scale and minimum, 16].
INLINE void unpack_tile(const dlm_packing packing, const uint8_t *tile, size_t groups, int8_t *numbers, float *factors) {
    const packed_form form = form_of(packing);
    const uint8_t bias = form.bias_bits ? (uint8_t)(1 << form.bias_bits) : 0;
    for (size_t group = 0; group < groups; group++, tile += form_bytes(form)) {
        UNROLL for (int f = 0; f < form.scales + form.minima; f++) {
            store(factors + (2 * group + (size_t)f) * tile_rows, load_halves(tile + 2 * f * tile_rows));
        }
        vq w[8];
        unpack_quads(form.bits, tile + form_start(form), w);
        UNROLL for (int q = 0; q < 8; q++) {
            vq shifted = w[q] - bias;
            memcpy(numbers + group * 8 * line_bytes + (size_t)q * line_bytes, &shifted, sizeof shifted);
        }
    }
}

// Tiles 0 to 3 take products, high and low in turn; 4 and 5 the activations, 6 and 7 the weights.
INLINE void configure_tiles(const int scales) {
    struct {
        uint8_t palette, start, reserved[14];
        uint16_t row_bytes[16];
        uint8_t rows[16];
    } configuration = {.palette = 1};
    for (int t = 0; t < 8; t++) {
        configuration.rows[t] = t < 6 ? block_rows : 8 / scales;
        configuration.row_bytes[t] = t < 4 || t > 5 ? line_bytes : group_columns / scales;
    }
    _tile_loadconfig(&configuration);
}

// The integer products of one part of the columns, written to `products`.
#define MULTIPLY_PART(part, highs, lows, weights, to) \
    do { \
        const dlm_activations *a = x + (part) / scales; \
        const size_t column = (part) % scales * (group_columns / scales); \
        _tile_loadd(4, a->high + column, row_bytes); \
        _tile_loadd(5, a->low + column, row_bytes); \
        _tile_loadd(weights, numbers + (part) * (8 / scales) * line_bytes, line_bytes); \
        _tile_zero(highs); \
        _tile_zero(lows); \
        _tile_dpbssd(highs, 4, weights); \
        _tile_dpbssd(lows, 5, weights); \
        _tile_stored(highs, to, line_bytes); \
        _tile_stored(lows, (to) + tile_rows * block_rows, line_bytes); \
    } while (0)

// Adds one part's products, scaled.
INLINE void scale_products(
    const packed_form form, const int32_t *products, const float *factors, size_t part, const dlm_activations *x, size_t x_stride, vf *sums
) {
    const size_t scales = (size_t)form.scales, group = part / scales;
    vf scales_of_part = load(factors + (2 * group + part % scales) * tile_rows), minimum = {};
    if (form.minima) minimum = load(factors + (2 * group + 1) * tile_rows);
    UNROLL for (int i = 0; i < block_rows; i++) {
        const dlm_activations *a = x + group + (size_t)i * x_stride;
        vi high = load_int(products + i * tile_rows), low = load_int(products + (block_rows + i) * tile_rows);
        sums[i] = fma_lanes(to_float((high << activation_low_bits) + low), scales_of_part * broadcast(a->scale), sums[i]);
        if (form.minima) sums[i] = fma_lanes(minimum, broadcast(a->sum), sums[i]);
    }
}

INLINE void multiply_block(
    const dlm_packing packing, const int8_t *numbers, const float *factors, const dlm_activations *x, size_t x_stride, size_t groups,
    int32_t *products, float *out, size_t out_stride
) {
    const packed_form form = form_of(packing);
    const size_t scales = (size_t)form.scales, parts = groups * scales, row_bytes = x_stride * sizeof(dlm_activations);
    int32_t *even = products, *odd = products + product_count;
    vf sums[block_rows];
    UNROLL for (int i = 0; i < block_rows; i++) sums[i] = (vf){};
    MULTIPLY_PART(0, 0, 1, 6, even);
    for (size_t part = 0; part < parts; part += 2) {
        if (part + 1 < parts) MULTIPLY_PART(part + 1, 2, 3, 7, odd);
        scale_products(form, even, factors, part, x, x_stride, sums);
        if (part + 1 == parts) break;
        if (part + 2 < parts) MULTIPLY_PART(part + 2, 0, 1, 6, even);
        scale_products(form, odd, factors, part + 1, x, x_stride, sums);
    }
    UNROLL for (int i = 0; i < block_rows; i++) store(out + (size_t)i * out_stride, sums[i]);
}

// Whole tiles `first_tile ..< last_tile`, all rows but those that are left for `packed_tiles`.
INLINE void multiply_blocks(const dlm_packing packing, const dlm_packed_linear *job, size_t first_tile, size_t last_tile, size_t rows) {
    const packed_form form = form_of(packing);
    const size_t groups = job->groups, most = amx_panel_bytes / (groups * amx_group_bytes), together = most ? most : 1;
    const size_t number_count = groups * 8 * line_bytes, factor_count = groups * 2 * tile_rows;
    int32_t *products = job->scratch;
    float *factors = (float *)(products + 2 * product_count);
    int8_t *numbers = (int8_t *)(factors + together * factor_count);
    configure_tiles(form.scales);
    for (size_t tile = first_tile; tile < last_tile; tile += together) {
        const size_t count = last_tile - tile < together ? last_tile - tile : together;
        for (size_t t = 0; t < count; t++) {
            const uint8_t *bytes = (const uint8_t *)job->tiles + (tile + t) * groups * form_bytes(form);
            unpack_tile(packing, bytes, groups, numbers + t * number_count, factors + t * factor_count);
        }
        for (size_t row = 0; row < rows; row += block_rows) {
            const size_t start = row + block_rows <= rows ? row : rows - block_rows;
            for (size_t t = 0; t < count; t++) {
                multiply_block(
                    packing, numbers + t * number_count, factors + t * factor_count, job->x + start * job->x_stride, job->x_stride, groups,
                    products, job->out + start * job->out_stride + ((tile + t) * tile_rows - job->first), job->out_stride);
            }
        }
    }
    _tile_release();
}

typedef void amx_tiles_function(const dlm_packed_linear *job, size_t first_tile, size_t last_tile, size_t rows);

#define AMX_TILES(name) \
    static void amx_##name(const dlm_packed_linear *job, size_t first_tile, size_t last_tile, size_t rows) { \
        multiply_blocks(dlm_packed_##name, job, first_tile, last_tile, rows); \
    }
#define AMX_ENTRY(name) [dlm_packed_##name] = amx_##name,
FOR_PACKINGS(AMX_TILES)
static amx_tiles_function *const amx_tiles[] = {FOR_PACKINGS(AMX_ENTRY)};

static void packed_linear_amx(const dlm_packed_linear *job) {
    const size_t first_tile = (job->first + tile_rows - 1) / tile_rows, last_tile = job->last / tile_rows;
    if (!job->scratch || job->rows < block_rows || first_tile >= last_tile) return packed_linear(job);
    const size_t left = job->rows % block_rows, rows = left < least_left_rows ? job->rows - left : job->rows;
    amx_tiles[job->packing](job, first_tile, last_tile, rows);

    // What is no whole tile, and rows too few for a block.
    dlm_packed_linear rest = *job;
    const size_t start = first_tile * tile_rows, end = last_tile * tile_rows;
    rest.last = start;
    packed_linear(&rest);
    rest.first = end;
    rest.last = job->last;
    rest.out = job->out + (end - job->first);
    packed_linear(&rest);
    rest.first = start;
    rest.last = end;
    rest.rows = job->rows - rows;
    rest.x = job->x + rows * job->x_stride;
    rest.out = job->out + rows * job->out_stride + (start - job->first);
    packed_linear(&rest);
}

static size_t packed_scratch_amx(size_t groups, size_t rows) {
    if (rows < block_rows) return 0;
    const size_t most = amx_panel_bytes / (groups * amx_group_bytes);
    return 2 * product_count * sizeof(int32_t) + (most ? most : 1) * groups * amx_group_bytes;
}
