// Rounding activations to integers for the packed linear maps.

INLINE float sum_in_order(vf x) {
    float sum = 0;
    UNROLL for (int lane = 0; lane < LANES; lane++) sum += x[lane];
    return sum;
}

static void activations(
    dlm_activations *out, size_t out_stride, const float *x, size_t x_stride, size_t rows, size_t groups
) {
    for (size_t row = 0; row < rows; row++) {
        for (size_t group = 0; group < groups; group++) {
            const float *source = x + row * x_stride + group * group_columns;
            dlm_activations *target = out + row * out_stride + group;
            vf values[GROUP_VECTORS], most = {}, zeros = {};
            UNROLL for (int v = 0; v < GROUP_VECTORS; v++) {
                values[v] = load(source + v * LANES);
                most = maximum_lanes(maximum_lanes(values[v], -values[v]), most);
                // Zero, or NaN for what is not finite.
                zeros += values[v] - values[v];
            }
            float largest = 0;
            UNROLL for (int lane = 0; lane < LANES; lane++) largest = most[lane] > largest ? most[lane] : largest;
            // Below this the factor would overflow, and nothing of the row's result would be seen.
            float factor = largest > 1e-30f && largest <= 3.4e38f ? (float)activation_most / largest : 0;

            vi first_half = {}, second_half = {};
            UNROLL for (int v = 0; v < GROUP_VECTORS; v++) {
                vf scaled = round_lanes(values[v] * factor);
                // NaN goes to the limit; its group's scale is NaN anyway.
                scaled = -maximum_lanes(-maximum_lanes(scaled, broadcast(-activation_most)), broadcast(-activation_most));
                vi q = __builtin_convertvector(scaled, vi);
                vi high = (q + (1 << (activation_low_bits - 1))) >> activation_low_bits;
                vi low = q - (high << activation_low_bits);
                vs8 high_bytes = __builtin_convertvector(high, vs8), low_bytes = __builtin_convertvector(low, vs8);
                memcpy(target->high + v * LANES, &high_bytes, sizeof high_bytes);
                memcpy(target->low + v * LANES, &low_bytes, sizeof low_bytes);
                if (v < GROUP_VECTORS / 2) first_half += q;
                else second_half += q;
            }
            target->scale = (factor > 0 ? largest / (float)activation_most : 0) + sum_in_order(zeros);
            target->negative_half_sums[0] = -__builtin_reduce_add(first_half);
            target->negative_half_sums[1] = -__builtin_reduce_add(second_half);
            target->negative_sum = target->negative_half_sums[0] + target->negative_half_sums[1];
            target->sum = target->scale * (float)-target->negative_sum;
        }
    }
}
