// The second half of a low-rank update: few columns, many outputs. Weights stand column by column in tiles of 16 outputs, so that
// lanes are outputs and nothing is added across them.

INLINE void update_lanes(const int is_half, const int rows, const dlm_update *job, size_t row, size_t output) {
    vf sums[MOST_UPDATE_ROWS];
    const size_t tile = output / tile_rows, lane = output % tile_rows;
    const uint8_t *weights = (const uint8_t *)job->tiles + (tile * job->rank * tile_rows + lane) * (is_half ? 2 : 4);
    const float *x = job->x + row * job->x_stride;
    UNROLL for (int i = 0; i < rows; i++) sums[i] = (vf){};
    for (size_t k = 0; k < job->rank; k++) {
        vf w = is_half ? load_halves(weights + k * tile_rows * 2) : load((const float *)weights + k * tile_rows);
        UNROLL for (int i = 0; i < rows; i++) sums[i] = fma_lanes(w, broadcast(x[(size_t)i * job->x_stride + k]), sums[i]);
    }
    const size_t present = job->last - output < LANES ? job->last - output : LANES;
    UNROLL for (int i = 0; i < rows; i++) {
        float *out = job->out + (row + (size_t)i) * job->out_stride + output;
        if (present == LANES) {
            store(out, load(out) + sums[i]);
        } else {
            for (size_t l = 0; l < present; l++) out[l] += sums[i][l];
        }
    }
}

INLINE void update_rows(const int is_half, const dlm_update *job) {
    for (size_t output = job->first; output < job->last; output += LANES) {
        size_t row = 0;
        for (; row + MOST_UPDATE_ROWS <= job->rows; row += MOST_UPDATE_ROWS) {
            update_lanes(is_half, MOST_UPDATE_ROWS, job, row, output);
        }
        for (; row < job->rows; row++) update_lanes(is_half, 1, job, row, output);
    }
}

static void update(const dlm_update *job) {
    if (job->is_half) update_rows(1, job);
    else update_rows(0, job);
}
