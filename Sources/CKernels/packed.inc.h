// Linear maps in integers: quantised weights as they are, activations in fourteen bits and a sign.
//
// One output is a sum over groups of 32 columns: a group's integer product is exact, is scaled to a float, and is added to one
// running sum, group after group. Tiles only differ in how many rows of x go side by side, so they leave no mark on the bits.

INLINE vq load_quads(const uint8_t *p) {
    vq x;
    memcpy(&x, p, sizeof x);
    return x;
}

// Unpacks the eight quads of columns of LANES rows, as numbers from zero up.
INLINE void unpack_quads(const int bits, const uint8_t *bytes, vq *w) {
    if (bits == 8) {
        UNROLL for (int q = 0; q < 8; q++) w[q] = load_quads(bytes + q * line_bytes);
        return;
    }
    UNROLL for (int q = 0; q < 4; q++) {
        vq both = load_quads(bytes + q * line_bytes);
        w[q] = both & 15;
        w[q + 4] = both >> 4;
    }
    if (bits == 5) {
        vq fifth = load_quads(bytes + 4 * line_bytes);
        UNROLL for (int q = 0; q < 8; q++) w[q] |= (fifth >> q & 1) << 4;
    }
    if (bits == 6) {
        vq upper[2] = {load_quads(bytes + 4 * line_bytes), load_quads(bytes + 5 * line_bytes)};
        UNROLL for (int q = 0; q < 8; q++) w[q] |= (upper[q / 4] >> q % 4 * 2 & 3) << 4;
    }
}

// LANES outputs, from `lane` of the tile on, of `rows` rows of x.
INLINE void multiply_lanes(
    const dlm_packing packing, const int rows, const uint8_t *tile, size_t lane, const dlm_activations *x, size_t x_stride,
    size_t groups, vf *sums
) {
    const packed_form form = form_of(packing);
    const int quads = 8 / form.scales;
    UNROLL for (int i = 0; i < rows; i++) sums[i] = (vf){};
    for (size_t group = 0; group < groups; group++, tile += form_bytes(form), x++) {
        // The processor's own prefetching stops at every page.
        if (rows <= MOST_STREAMED_ROWS && lane == 0) {
            UNROLL for (size_t line = 0; line < form_bytes(form); line += 64) __builtin_prefetch(tile + PREFETCH_BYTES + line);
        }
        vf scales[2], minimum = {};
        UNROLL for (int part = 0; part < form.scales; part++) scales[part] = load_halves(tile + 2 * (part * tile_rows + lane));
        if (form.minima) minimum = load_halves(tile + 2 * (tile_rows + lane));
        vq w[8];
        unpack_quads(form.bits, tile + form_start(form) + 4 * lane, w);

        UNROLL for (int i = 0; i < rows; i++) {
            const dlm_activations *a = x + (size_t)i * x_stride;
            vf scale = broadcast(a->scale);
            UNROLL for (int part = 0; part < form.scales; part++) {
                vi high = {}, low = {};
                if (form.bias_bits) {
                    low = broadcast_int(form.scales == 1 ? a->negative_sum : a->negative_half_sums[part]) << form.bias_bits;
                }
                UNROLL for (int q = part * quads; q < (part + 1) * quads; q++) {
                    high = dot_quads(form.bits == 8, high, w[q], a->high + 4 * q);
                    low = dot_quads(0, low, w[q], a->low + 4 * q);
                }
                sums[i] = fma_lanes(to_float((high << activation_low_bits) + low), scales[part] * scale, sums[i]);
            }
            if (form.minima) sums[i] = fma_lanes(minimum, broadcast(a->sum), sums[i]);
        }
    }
}

// The outputs `first ..< last` of one tile.
INLINE void multiply_tile(const dlm_packing packing, const int rows, const dlm_packed_linear *job, size_t row, size_t tile) {
    const uint8_t *bytes = (const uint8_t *)job->tiles + tile * job->groups * form_bytes(form_of(packing));
    for (size_t lane = 0; lane < tile_rows; lane += LANES) {
        vf sums[MOST_PACKED_ROWS];
        multiply_lanes(packing, rows, bytes, lane, job->x + row * job->x_stride, job->x_stride, job->groups, sums);
        size_t output = tile * tile_rows + lane;
        if (output >= job->first && output + LANES <= job->last) {
            UNROLL for (int i = 0; i < rows; i++) {
                store(job->out + (row + (size_t)i) * job->out_stride + (output - job->first), sums[i]);
            }
            continue;
        }
        for (int i = 0; i < rows; i++) {
            for (size_t l = 0; l < LANES; l++) {
                if (output + l < job->first || output + l >= job->last) continue;
                job->out[(row + (size_t)i) * job->out_stride + (output + l - job->first)] = sums[i][l];
            }
        }
    }
}

typedef void packed_tile(const dlm_packed_linear *job, size_t row, size_t tile);

#define PACKED_TILE(name, rows) \
    static void packed_##name##_##rows(const dlm_packed_linear *job, size_t row, size_t tile) { \
        multiply_tile(dlm_packed_##name, rows, job, row, tile); \
    }
#define PACKED_TILES(name) PACKED_TILE(name, 1) PACKED_TILE(name, 2) PACKED_TILE(name, 3) PACKED_TILE(name, 4)
#define PACKED_ENTRY(name) [dlm_packed_##name] = {NULL, packed_##name##_1, packed_##name##_2, packed_##name##_3, packed_##name##_4},
#define FOR_PACKINGS(use) use(fours) use(fours_minimum) use(fives) use(fives_minimum) use(sixes) use(bytes)
FOR_PACKINGS(PACKED_TILES)
static packed_tile *const packed_tiles[][MOST_PACKED_ROWS + 1] = {FOR_PACKINGS(PACKED_ENTRY)};

static void packed_linear(const dlm_packed_linear *job) {
    if (job->first == job->last) return;
    for (size_t tile = job->first / tile_rows; tile * tile_rows < job->last; tile++) {
        for (size_t row = 0, height; row < job->rows; row += height) {
            size_t left = job->rows - row;
            height = left < MOST_PACKED_ROWS ? left : MOST_PACKED_ROWS;
            packed_tiles[job->packing][height](job, row, tile);
        }
    }
}
