// Kernels of the backward pass.

// Vectors of columns that a tile of a narrow product sums side by side, and the most ranks.
enum { narrow_vectors = LANES >= 16 ? 2 : 1, narrow_most_ranks = 8 };

// A block of sums, and the rows that pass by before the next tile: they stay in the first-level cache for all of the block's tiles.
enum { narrow_block_columns = 64, narrow_block_ranks = 16, narrow_block_rows = 32 };

// Adds `rows` rows to `ranks` lines and `vectors` vectors of a block's sums; `asks` for the rows that the next call adds.
INLINE void narrow_tile(
    float *sums, const float *narrow, size_t rank, const float *wide, size_t columns, size_t rows,
    const int ranks, const int vectors, const int asks) {
    vf tile[narrow_most_ranks][narrow_vectors];
    UNROLL for (int r = 0; r < ranks; r++) {
        UNROLL for (int v = 0; v < vectors; v++) tile[r][v] = load(sums + r * narrow_block_columns + v * LANES);
    }
    for (size_t row = 0; row < rows; row++) {
        // Rows lie pages apart, which the processor does not foresee.
        if (asks) UNROLL for (int v = 0; v < vectors; v++) __builtin_prefetch(wide + narrow_block_rows * columns + v * LANES);
        vf w[narrow_vectors];
        UNROLL for (int v = 0; v < vectors; v++) w[v] = load(wide + v * LANES);
        UNROLL for (int r = 0; r < ranks; r++) {
            UNROLL for (int v = 0; v < vectors; v++) tile[r][v] = fma_lanes(broadcast(narrow[r]), w[v], tile[r][v]);
        }
        narrow += rank;
        wide += columns;
    }
    UNROLL for (int r = 0; r < ranks; r++) {
        UNROLL for (int v = 0; v < vectors; v++) store(sums + r * narrow_block_columns + v * LANES, tile[r][v]);
    }
}

// Adds `rows` rows to `ranks` ranks of the vectors at `at`; the first tile asks for the rows that come next.
INLINE void narrow_ranks(
    float *sums, const float *narrow, size_t rank, const float *wide, size_t columns, size_t rows, size_t ranks,
    const int vectors) {
    size_t r = 0;
    for (; r + 8 <= ranks; r += 8) {
        if (r == 0) narrow_tile(sums, narrow, rank, wide, columns, rows, 8, vectors, 1);
        else narrow_tile(sums + r * narrow_block_columns, narrow + r, rank, wide, columns, rows, 8, vectors, 0);
    }
    for (; r + 2 <= ranks; r += 2) narrow_tile(sums + r * narrow_block_columns, narrow + r, rank, wide, columns, rows, 2, vectors, 0);
    for (; r < ranks; r++) narrow_tile(sums + r * narrow_block_columns, narrow + r, rank, wide, columns, rows, 1, vectors, 0);
}

// `columns` columns, whole vectors, and `ranks` ranks over all rows.
static void narrow_block(const dlm_narrow_product *job, size_t first, size_t columns, size_t rank, size_t ranks) {
    float sums[narrow_block_ranks * narrow_block_columns] = {};
    for (size_t row = 0; row < job->rows; row += narrow_block_rows) {
        const size_t rows = job->rows - row < narrow_block_rows ? job->rows - row : narrow_block_rows;
        const float *narrow = job->narrow + row * job->rank + rank, *wide = job->wide + row * job->columns + first;
        size_t at = 0;
        for (; at + narrow_vectors * LANES <= columns; at += narrow_vectors * LANES) {
            narrow_ranks(sums + at, narrow, job->rank, wide + at, job->columns, rows, ranks, narrow_vectors);
        }
        for (; at < columns; at += LANES) {
            narrow_ranks(sums + at, narrow, job->rank, wide + at, job->columns, rows, ranks, 1);
        }
    }
    for (size_t r = 0; r < ranks; r++) {
        for (size_t column = 0; column < columns; column++) {
            const size_t to = job->transposes ? (first + column) * job->rank + rank + r : (rank + r) * job->columns + first + column;
            job->out[to] += sums[r * narrow_block_columns + column] * job->scale;
        }
    }
}

static void narrow_product(const dlm_narrow_product *job) {
    size_t column = job->first;
    while (job->last - column >= LANES) {
        const size_t left = (job->last - column) / LANES * LANES;
        const size_t columns = left < narrow_block_columns ? left : narrow_block_columns;
        for (size_t rank = 0; rank < job->rank; rank += narrow_block_ranks) {
            const size_t ranks = job->rank - rank < narrow_block_ranks ? job->rank - rank : narrow_block_ranks;
            narrow_block(job, column, columns, rank, ranks);
        }
        column += columns;
    }
    for (; column < job->last; column++) {
        for (size_t rank = 0; rank < job->rank; rank++) {
            float sum = 0;
            for (size_t row = 0; row < job->rows; row++) {
                sum = fma_scalar(job->narrow[row * job->rank + rank], job->wide[row * job->columns + column], sum);
            }
            job->out[job->transposes ? column * job->rank + rank : rank * job->columns + column] += sum * job->scale;
        }
    }
}

// With s = 1 / (1 + exp(-gate)): d up = d gate s, d gate = d up s (1 + gate (1 - s)). The activation has the bits of `gated`.
INLINE void swiglu_slopes(vf d, vf gate, vf up, vf *out, vf *gate_slope, vf *up_slope) {
    vf e = exponential(-maximum_lanes(gate, broadcast(-80.0f)));
    vf s = broadcast(1.0f) / (e + 1.0f);
    *out = gate / (e + 1.0f) * up;
    *up_slope = d * gate * s;
    *gate_slope = d * up * s * (gate * (1.0f - s) + 1.0f);
}

static void swiglu_gradient(
    float *out, float *gate_gradient, float *up_gradient, const float *out_gradient, const float *gate, const float *up, size_t count) {
    for (size_t i = 0; i < count; i += LANES) {
        const size_t bytes = (count - i < LANES ? count - i : LANES) * sizeof(float);
        vf d = {}, g = {}, u = {}, activated, gate_slope, up_slope;
        if (bytes == sizeof d) {
            swiglu_slopes(load(out_gradient + i), load(gate + i), load(up + i), &activated, &gate_slope, &up_slope);
            store(out + i, activated);
            store(gate_gradient + i, gate_slope);
            store(up_gradient + i, up_slope);
            continue;
        }
        memcpy(&d, out_gradient + i, bytes);
        memcpy(&g, gate + i, bytes);
        memcpy(&u, up + i, bytes);
        swiglu_slopes(d, g, u, &activated, &gate_slope, &up_slope);
        memcpy(out + i, &activated, bytes);
        memcpy(gate_gradient + i, &gate_slope, bytes);
        memcpy(up_gradient + i, &up_slope, bytes);
    }
}

static void softmax_gradient(float *gradient, const float *probabilities, size_t count, float mean, float scale) {
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) {
        store(gradient + i, load(probabilities + i) * (load(gradient + i) - mean) * scale);
    }
    for (; i < count; i++) gradient[i] = probabilities[i] * (gradient[i] - mean) * scale;
}

static void norm_gradient(
    float *gradient, const float *out_gradient, const float *x, const float *weight, float scale, float projection, size_t count) {
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) {
        store(gradient + i, load(gradient + i) + (load(out_gradient + i) * load(weight + i) * scale - load(x + i) * projection));
    }
    for (; i < count; i++) gradient[i] += out_gradient[i] * weight[i] * scale - x[i] * projection;
}
