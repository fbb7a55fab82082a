// Attention of one query row over cached keys and values.
//
// Scores come from the same tiles as linear maps, the softmax runs over the scores of all spans together, and the values are
// added position after position, so where a span ends leaves no mark on the bits.

// out[g, d] += sum over p of weights[g, p] * values[p, d], for `heads` rows of weights and `vectors` vectors of d.
INLINE void add_values(
    const int heads, const int vectors, float *out, size_t out_stride, const float *weights, size_t weights_stride,
    const float *values, size_t stride, size_t count
) {
    vf sums[4][2];
    UNROLL for (int g = 0; g < heads; g++) {
        UNROLL for (int v = 0; v < vectors; v++) sums[g][v] = load(out + (size_t)g * out_stride + v * LANES);
    }
    for (size_t p = 0; p < count; p++) {
        UNROLL for (int v = 0; v < vectors; v++) {
            vf value = load(values + p * stride + v * LANES);
            UNROLL for (int g = 0; g < heads; g++) {
                sums[g][v] = fma_lanes(broadcast(weights[(size_t)g * weights_stride + p]), value, sums[g][v]);
            }
        }
    }
    UNROLL for (int g = 0; g < heads; g++) {
        UNROLL for (int v = 0; v < vectors; v++) store(out + (size_t)g * out_stride + v * LANES, sums[g][v]);
    }
}

// As `add_values` over every element of the heads.
INLINE void add_head_values(
    const int heads, float *out, size_t dimension, const float *weights, size_t positions, const float *values, size_t stride,
    size_t count
) {
    size_t d = 0;
    for (; d + 2 * LANES <= dimension; d += 2 * LANES) {
        add_values(heads, 2, out + d, dimension, weights, positions, values + d, stride, count);
    }
    for (; d + LANES <= dimension; d += LANES) {
        add_values(heads, 1, out + d, dimension, weights, positions, values + d, stride, count);
    }
    for (; d < dimension; d++) {
        for (int g = 0; g < heads; g++) {
            float sum = out[(size_t)g * dimension + d];
            for (size_t p = 0; p < count; p++) {
                sum = fma_scalar(weights[(size_t)g * positions + p], values[p * stride + d], sum);
            }
            out[(size_t)g * dimension + d] = sum;
        }
    }
}

static void attention(const dlm_attention *job) {
    const size_t dimension = job->head_dimension, group = job->group, positions = job->positions;
    for (size_t head = job->first_head; head < job->last_head; head++) {
        const float *query = job->query + head * group * dimension;
        float *out = job->out + head * group * dimension;
        memset(out, 0, group * dimension * sizeof(float));

        size_t start = 0;
        for (size_t s = 0; s < job->span_count; s++) {
            const dlm_span *span = job->spans + s;
            multiply_floats(
                (const uint8_t *)(span->keys + head * dimension), span->stride * sizeof(float), span->count, query, dimension,
                group, dimension, job->scores + start, positions);
            start += span->count;
        }

        // The sum divides the result, not every weight: one product per element instead of one per position.
        for (size_t g = 0; g < group; g++) {
            float *scores = job->scores + g * positions;
            double sum = exponentials(scores, scores, positions, maximum(scores, positions), job->scale);
            job->scores[group * positions + g] = (float)(1 / sum);
        }

        start = 0;
        for (size_t s = 0; s < job->span_count; s++) {
            const dlm_span *span = job->spans + s;
            const float *values = span->values + head * dimension;
            size_t g = 0;
            for (; g + 4 <= group; g += 4) {
                add_head_values(
                    4, out + g * dimension, dimension, job->scores + g * positions + start, positions, values, span->stride,
                    span->count);
            }
            float *rest_out = out + g * dimension;
            const float *rest_weights = job->scores + g * positions + start;
            switch (group - g) {
                case 3:
                    add_head_values(3, rest_out, dimension, rest_weights, positions, values, span->stride, span->count);
                    break;
                case 2:
                    add_head_values(2, rest_out, dimension, rest_weights, positions, values, span->stride, span->count);
                    break;
                case 1:
                    add_head_values(1, rest_out, dimension, rest_weights, positions, values, span->stride, span->count);
                    break;
            }
            start += span->count;
        }
        for (size_t g = 0; g < group; g++) scale(out + g * dimension, dimension, job->scores[group * positions + g]);
    }
}
