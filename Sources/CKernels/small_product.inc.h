// A small dense product: elements of the left operand are broadcast, lanes are columns of the right one.

// Up to MOST_LINES lines of c by `vectors` vectors of columns.
INLINE void broadcast_tile(const dlm_small_product *job, size_t line, size_t column, const int lines, const int vectors) {
    vf sums[MOST_LINES][4];
    UNROLL for (int i = 0; i < lines; i++) UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = (vf){};
    const float *a = job->a + line * job->a_line;
    const float *b = job->b + column;
    for (size_t p = 0; p < job->depth; p++) {
        vf x[4];
        UNROLL for (int v = 0; v < vectors; v++) x[v] = load(b + v * LANES);
        UNROLL for (int i = 0; i < lines; i++) {
            vf element = broadcast(a[i * job->a_line]);
            UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = fma_lanes(element, x[v], sums[i][v]);
        }
        a += job->a_column;
        b += job->b_line;
    }
    UNROLL for (int i = 0; i < lines; i++) {
        UNROLL for (int v = 0; v < vectors; v++) {
            float *to = job->c + (line + i) * job->c_line + column + v * LANES;
            vf scaled = sums[i][v] * job->scale;
            store(to, job->adds ? load(to) + scaled : scaled);
        }
    }
}

INLINE void broadcast_lines(const dlm_small_product *job, size_t column, const int vectors) {
    size_t line = 0;
    for (; line + MOST_LINES <= job->lines; line += MOST_LINES) broadcast_tile(job, line, column, MOST_LINES, vectors);
    for (; line + 2 <= job->lines; line += 2) broadcast_tile(job, line, column, 2, vectors);
    for (; line < job->lines; line++) broadcast_tile(job, line, column, 1, vectors);
}

static void small_product(const dlm_small_product *job) {
    size_t column = 0;
    for (; column + 4 * LANES <= job->columns; column += 4 * LANES) broadcast_lines(job, column, 4);
    for (; column + LANES <= job->columns; column += LANES) broadcast_lines(job, column, 1);
    for (; column < job->columns; column++) {
        for (size_t line = 0; line < job->lines; line++) {
            float sum = 0;
            for (size_t p = 0; p < job->depth; p++) {
                sum = fma_scalar(job->a[line * job->a_line + p * job->a_column], job->b[p * job->b_line + column], sum);
            }
            float *to = job->c + line * job->c_line + column;
            *to = job->adds ? *to + sum * job->scale : sum * job->scale;
        }
    }
}
