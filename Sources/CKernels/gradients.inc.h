// Kernels of the backward pass.

// Vectors of columns that a tile of a narrow product sums side by side.
enum { narrow_vectors = LANES >= 16 ? 2 : 1, narrow_most_ranks = 8 };

// `ranks` ranks and `vectors` vectors of columns over all rows.
INLINE void narrow_tile(const dlm_narrow_product *job, size_t rank, size_t column, const int ranks, const int vectors) {
    vf sums[narrow_most_ranks][narrow_vectors];
    UNROLL for (int r = 0; r < ranks; r++) UNROLL for (int v = 0; v < vectors; v++) sums[r][v] = (vf){};
    const float *narrow = job->narrow + rank;
    const float *wide = job->wide + column;
    for (size_t row = 0; row < job->rows; row++) {
        // Rows lie pages apart, which the processor does not foresee.
        __builtin_prefetch(wide + 8 * job->columns);
        vf w[narrow_vectors];
        UNROLL for (int v = 0; v < vectors; v++) w[v] = load(wide + v * LANES);
        UNROLL for (int r = 0; r < ranks; r++) {
            UNROLL for (int v = 0; v < vectors; v++) sums[r][v] = fma_lanes(broadcast(narrow[r]), w[v], sums[r][v]);
        }
        narrow += job->rank;
        wide += job->columns;
    }
    UNROLL for (int r = 0; r < ranks; r++) {
        UNROLL for (int v = 0; v < vectors; v++) {
            vf scaled = sums[r][v] * job->scale;
            if (job->transposes) {
                float *out = job->out + (column + v * LANES) * job->rank + rank + r;
                for (int lane = 0; lane < LANES; lane++) out[lane * job->rank] += scaled[lane];
            } else {
                float *out = job->out + (rank + r) * job->columns + column + v * LANES;
                store(out, load(out) + scaled);
            }
        }
    }
}

INLINE void narrow_ranks(const dlm_narrow_product *job, size_t column, const int vectors) {
    size_t rank = 0;
    for (; rank + 8 <= job->rank; rank += 8) narrow_tile(job, rank, column, 8, vectors);
    for (; rank + 2 <= job->rank; rank += 2) narrow_tile(job, rank, column, 2, vectors);
    for (; rank < job->rank; rank++) narrow_tile(job, rank, column, 1, vectors);
}

static void narrow_product(const dlm_narrow_product *job) {
    size_t column = job->first;
    for (; column + narrow_vectors * LANES <= job->last; column += narrow_vectors * LANES) narrow_ranks(job, column, narrow_vectors);
    for (; column + LANES <= job->last; column += LANES) narrow_ranks(job, column, 1);
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

// With s = 1 / (1 + exp(-gate)): d up = d gate s, d gate = d up s (1 + gate (1 - s)).
INLINE void swiglu_slopes(vf d, vf gate, vf up, vf *gate_slope, vf *up_slope) {
    // Below exp(88) floats hold the exponential.
    vf e = exponential(-maximum_lanes(gate, broadcast(-88.0f)));
    vf s = broadcast(1.0f) / (e + 1.0f);
    *up_slope = d * gate * s;
    *gate_slope = d * up * s * (gate * (1.0f - s) + 1.0f);
}

static void swiglu_gradient(
    float *gate_gradient, float *up_gradient, const float *out_gradient, const float *gate, const float *up, size_t count) {
    for (size_t i = 0; i < count; i += LANES) {
        const size_t bytes = (count - i < LANES ? count - i : LANES) * sizeof(float);
        vf d = {}, g = {}, u = {}, gate_slope, up_slope, gate_sum = {}, up_sum = {};
        if (bytes == sizeof d) {
            swiglu_slopes(load(out_gradient + i), load(gate + i), load(up + i), &gate_slope, &up_slope);
            store(gate_gradient + i, load(gate_gradient + i) + gate_slope);
            store(up_gradient + i, load(up_gradient + i) + up_slope);
            continue;
        }
        memcpy(&d, out_gradient + i, bytes);
        memcpy(&g, gate + i, bytes);
        memcpy(&u, up + i, bytes);
        memcpy(&gate_sum, gate_gradient + i, bytes);
        memcpy(&up_sum, up_gradient + i, bytes);
        swiglu_slopes(d, g, u, &gate_slope, &up_slope);
        gate_sum += gate_slope;
        up_sum += up_slope;
        memcpy(gate_gradient + i, &gate_sum, bytes);
        memcpy(up_gradient + i, &up_sum, bytes);
    }
}

static void softmax_gradient(float *gradient, const float *probabilities, size_t count, float mean, float scale) {
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) {
        store(gradient + i, load(probabilities + i) * (load(gradient + i) - mean) * scale);
    }
    for (; i < count; i++) gradient[i] = probabilities[i] * (gradient[i] - mean) * scale;
}
