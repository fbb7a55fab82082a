// Packed linear maps for many rows of x: AMX multiplies sixteen rows by a tile of outputs at once.
//
// Activations and weights are integers that bfloat16 holds, the former times a power of two, and a group's product stays below 2^24
// units: sums in floats are exact in whatever order they are made. Groups follow one another as in `multiply_lanes`, so every output
// has the bits that it has for one row. Weights are unpacked once for all rows.
//
// Vectors run at half their speed while tiles are at work, so what counts is how little is left to them: with the activations' scale
// inside the products, one multiply-add for each vector of products.

// Rows of x in a block, and how many must be left over for a block of their own, which then overlaps the one before.
enum { block_rows = 16, least_left_rows = 5 };

// An unpacked group of weights, as two columns of each row in a line of 64 bytes, and its factors.
enum { wide_group = 16 * 2 * tile_rows, factors_group = 2 * tile_rows };

// Bytes of unpacked weights, which stay in a core's second-level cache while the rows pass by.
enum { amx_panel_bytes = 512 * 1024, amx_group_bytes = wide_group * 2 + factors_group * 4 };

// The most groups that tiles are multiplied by before the next ones: the activations of so many stay in the first-level cache.
enum { most_chunk_groups = 12 };

// Two sets of products, of up to two tiles each: one is scaled while the other is filled.
enum { product_tile = tile_rows * block_rows, product_count = 2 * 2 * product_tile };

typedef struct {
    uint16_t *numbers;  // [tiles, groups, 16, 32] of one chunk after the other
    float *factors;     // likewise, [2, 16] a group
    float *row_sums;    // [groups, 16] of the rows at hand
    float *products;
} amx_scratch;

// Of `together` tiles.
INLINE amx_scratch scratch_of(void *bytes, size_t groups, size_t together) {
    amx_scratch scratch = {.products = bytes};
    scratch.row_sums = scratch.products + product_count;
    scratch.factors = scratch.row_sums + groups * block_rows;
    scratch.numbers = (uint16_t *)(scratch.factors + together * groups * factors_group);
    return scratch;
}

INLINE size_t tiles_together(size_t groups) {
    const size_t most = amx_panel_bytes / (groups * amx_group_bytes);
    return most ? most : 1;
}

// MARK: Weights

// Small integers in bfloat16: bits of an even and an odd half line of numbers, looked up by their lowest bits.
INLINE void widen_by_table(const packed_form form, const vq *w, uint16_t *out) {
    uint16_t entries[64];
    UNROLL for (int i = 0; i < 64; i++) {
        const float value = (float)(i - (form.bias_bits ? 1 << form.bias_bits : 0));
        uint32_t bits;
        memcpy(&bits, &value, sizeof bits);
        entries[i] = (uint16_t)(bits >> 16);
    }
    const __m512i first = _mm512_loadu_si512(entries), second = _mm512_loadu_si512(entries + 32);
    UNROLL for (int q = 0; q < 8; q++) {
        UNROLL for (int odd = 0; odd < 2; odd++) {
            const __m512i index = odd ? _mm512_srli_epi16((__m512i)w[q], 8) : (__m512i)w[q];
            const __m512i wide =
                form.bits == 6 ? _mm512_permutex2var_epi16(first, index, second) : _mm512_permutexvar_epi16(index, first);
            _mm512_storeu_si512(out + (2 * q + odd) * 32, wide);
        }
    }
}

INLINE void widen_bytes(const packed_form form, const vq *w, uint16_t *out) {
    UNROLL for (int q = 0; q < 8; q++) {
        const vi lanes = (vi)(w[q] - (uint8_t)(1 << form.bias_bits));
        UNROLL for (int odd = 0; odd < 2; odd++) {
            const vf first = to_float(lanes << (24 - 8 * odd) >> 24), second = to_float(lanes << (8 - 8 * odd) >> 24);
            const vi wide = (vi)((vi)first >> 16 & 0xffff) | ((vi)second & (vi)(-65536 + (vi){}));
            memcpy(out + (2 * q + odd) * 32, &wide, sizeof wide);
        }
    }
}

INLINE void widen_group(const packed_form form, const uint8_t *group, uint16_t *numbers, float *factors) {
    UNROLL for (int f = 0; f < form.scales + form.minima; f++) store(factors + f * tile_rows, load_halves(group + 2 * f * tile_rows));
    vq w[8];
    unpack_quads(form.bits, group + form_start(form), w);
    if (form.bits == 8) widen_bytes(form, w, numbers);
    else widen_by_table(form, w, numbers);
}

// MARK: Products

// Tiles 0 and 1 take products; 2 to 5 the activations, 6 and 7 the weights.
INLINE void configure_tiles(const int scales) {
    struct {
        uint8_t palette, start, reserved[14];
        uint16_t row_bytes[16];
        uint8_t rows[16];
    } configuration = {.palette = 1};
    for (int t = 0; t < 8; t++) {
        configuration.rows[t] = t < 6 ? block_rows : 16 / scales;
        configuration.row_bytes[t] = t < 2 || t > 5 ? line_bytes : line_bytes / scales;
    }
    _tile_loadconfig(&configuration);
}

// A group's products. Bytes would leave the 24 bits of a float with high and low parts together: these follow one another, unadded.
INLINE void multiply_group(
    const packed_form form, const uint16_t *numbers, const dlm_tile_activations *x, size_t row_bytes, float *products
) {
    _tile_loadd(6, numbers, line_bytes);
    _tile_loadd(4, x->high, row_bytes);
    _tile_loadd(5, x->low, row_bytes);
    _tile_zero(0);
    _tile_dpbf16ps(0, 4, 6);
    if (form.scales == 2) {
        _tile_loadd(7, numbers + wide_group / 2, line_bytes);
        _tile_loadd(2, x->high + group_columns / 2, row_bytes);
        _tile_loadd(3, x->low + group_columns / 2, row_bytes);
        _tile_zero(1);
        _tile_dpbf16ps(0, 5, 6);
        _tile_dpbf16ps(1, 2, 7);
        _tile_dpbf16ps(1, 3, 7);
        _tile_stored(1, products + product_tile, line_bytes);
    } else if (form.bits == 8) {
        _tile_zero(1);
        _tile_dpbf16ps(1, 5, 6);
        _tile_stored(1, products + product_tile, line_bytes);
    } else {
        _tile_dpbf16ps(0, 5, 6);
    }
    _tile_stored(0, products, line_bytes);
}

INLINE void add_group(const packed_form form, const float *products, const float *factors, const float *row_sums, vf *sums) {
    const vf first = load(factors), second = form.scales + form.minima == 2 ? load(factors + tile_rows) : first;
    UNROLL for (int i = 0; i < block_rows; i++) {
        vf product = load(products + i * tile_rows);
        if (form.bits == 8) product += load(products + product_tile + i * tile_rows);
        sums[i] = fma_lanes(product, first, sums[i]);
        if (form.scales == 2) sums[i] = fma_lanes(load(products + product_tile + i * tile_rows), second, sums[i]);
        if (form.minima) sums[i] = fma_lanes(second, broadcast(row_sums[i]), sums[i]);
    }
}

// The rows' sums of each group side by side.
INLINE void copy_row_sums(const dlm_activations *x, size_t x_stride, size_t groups, float *out) {
    for (size_t group = 0; group < groups; group++, x++, out += block_rows) {
        // Copied one by one: gathering them takes several times as long.
        _Pragma("clang loop vectorize(disable)") for (size_t i = 0; i < block_rows; i++) out[i] = x[i * x_stride].sum;
    }
}

// Some groups of a block of rows by all tiles of a panel, added to `out` but for the first ones.
INLINE void multiply_chunk(
    const dlm_packing packing, const amx_scratch *scratch, size_t done, size_t tiles, const dlm_tile_activations *x, size_t row_bytes,
    size_t groups, float *out, size_t out_stride
) {
    const packed_form form = form_of(packing);
    const uint16_t *numbers = scratch->numbers + done * tiles * wide_group, *last = numbers + tiles * groups * wide_group;
    const float *factors = scratch->factors + done * tiles * factors_group;
    const float *first_sums = scratch->row_sums + done * block_rows, *last_sums = first_sums + groups * block_rows;
    const dlm_tile_activations *next = x, *end = x + groups;
    float *filled = scratch->products, *other = filled + product_count / 2;
    multiply_group(form, numbers, next, row_bytes, filled);
    numbers += wide_group;
    next = next + 1 == end ? x : next + 1;
    for (size_t tile = 0; tile < tiles; tile++, out += tile_rows) {
        vf sums[block_rows];
        UNROLL for (int i = 0; i < block_rows; i++) sums[i] = done ? load(out + (size_t)i * out_stride) : (vf){};
        for (const float *row_sums = first_sums; row_sums != last_sums; row_sums += block_rows, factors += factors_group) {
            if (numbers != last) {
                multiply_group(form, numbers, next, row_bytes, other);
                numbers += wide_group;
                next = next + 1 == end ? x : next + 1;
            }
            add_group(form, filled, factors, row_sums, sums);
            float *scaled = filled;
            filled = other;
            other = scaled;
        }
        UNROLL for (int i = 0; i < block_rows; i++) store(out + (size_t)i * out_stride, sums[i]);
    }
}

// Whole tiles `first_tile ..< last_tile`, all rows but those that are left for `packed_tiles`.
INLINE void multiply_blocks(const dlm_packing packing, const dlm_packed_linear *job, size_t first_tile, size_t last_tile, size_t rows) {
    const packed_form form = form_of(packing);
    const size_t groups = job->groups, together = tiles_together(groups), row_bytes = job->x_stride * sizeof(dlm_tile_activations);
    const size_t chunks = (groups + most_chunk_groups - 1) / most_chunk_groups;
    const amx_scratch scratch = scratch_of(job->scratch, groups, together);
    configure_tiles(form.scales);
    for (size_t tile = first_tile; tile < last_tile; tile += together) {
        const size_t count = last_tile - tile < together ? last_tile - tile : together;
        const uint8_t *bytes = (const uint8_t *)job->tiles + tile * groups * form_bytes(form);
        for (size_t t = 0; t < count; t++) {
            for (size_t c = 0; c < chunks; c++) {
                const size_t done = groups * c / chunks, here = groups * (c + 1) / chunks - done;
                for (size_t place = done * count + t * here; place < done * count + (t + 1) * here; place++, bytes += form_bytes(form)) {
                    // The processor's own prefetching stops at every page.
                    UNROLL for (size_t line = 0; line < form_bytes(form); line += 64) __builtin_prefetch(bytes + PREFETCH_BYTES + line);
                    widen_group(form, bytes, scratch.numbers + place * wide_group, scratch.factors + place * factors_group);
                }
            }
        }
        for (size_t row = 0; row < rows; row += block_rows) {
            const size_t start = row + block_rows <= rows ? row : rows - block_rows;
            float *out = job->out + start * job->out_stride + (tile * tile_rows - job->first);
            if (form.minima) copy_row_sums(job->x + start * job->x_stride, job->x_stride, groups, scratch.row_sums);
            for (size_t c = 0; c < chunks; c++) {
                const size_t done = groups * c / chunks, here = groups * (c + 1) / chunks - done;
                multiply_chunk(
                    packing, &scratch, done, count, job->x_tiles + start * job->x_stride + done, row_bytes, here, out, job->out_stride);
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
    return (product_count + groups * block_rows) * sizeof(float) + tiles_together(groups) * groups * amx_group_bytes;
}

// MARK: Activations

// The integers of one part times a power of two.
INLINE void widen_numbers(const vi *numbers, float scale, uint16_t *out) {
    uint16_t places[group_columns];
    UNROLL for (int p = 0; p < group_columns; p++) {
        const int of_four = p % 4 == 1 ? 2 : p % 4 == 2 ? 1 : p % 4;
        // The upper halves of floats, of the one vector and of the other.
        places[p] = (uint16_t)(p / 16 * 32 + 2 * (p % 16 / 4 * 4 + of_four) + 1);
    }
    const vf first = to_float(numbers[0]) * scale, second = to_float(numbers[1]) * scale;
    _mm512_storeu_si512(out, _mm512_permutex2var_epi16((__m512i)first, _mm512_loadu_si512(places), (__m512i)second));
}

static void activations_amx(
    dlm_activations *out, dlm_tile_activations *tiles, size_t out_stride, const float *x, size_t x_stride, size_t rows, size_t groups
) {
    for (size_t row = 0; row < rows; row++) {
        for (size_t group = 0; group < groups; group++) {
            const rounded_group rounded = round_group(x + row * x_stride + group * group_columns);
            store_group(out + row * out_stride + group, &rounded);
            dlm_tile_activations *tile = tiles + row * out_stride + group;
            widen_numbers(rounded.high, rounded.scale * (1 << activation_low_bits), tile->high);
            widen_numbers(rounded.low, rounded.scale, tile->low);
        }
    }
}
