// Rounding activations to integers for the packed linear maps.

// A group as integers, by vectors: value = scale * (128 * high + low).
typedef struct {
    vi high[GROUP_VECTORS], low[GROUP_VECTORS];
    float scale;
} rounded_group;

// The scale is a power of two, so that multiplying by it rounds nothing: largest / 16319 < scale <= largest / 8159.
INLINE rounded_group round_group(const float *source) {
    vf values[GROUP_VECTORS];
    // Magnitudes are in the order of their bits; what is not finite comes after every number.
    vi most = {};
    UNROLL for (int v = 0; v < GROUP_VECTORS; v++) {
        values[v] = load(source + v * LANES);
        vi magnitude = (vi)values[v] & 0x7fffffff;
        most = __builtin_elementwise_max(most, magnitude);
    }
    const int32_t bits = __builtin_reduce_max(most);
    float largest, factor = 0;
    memcpy(&largest, &bits, sizeof largest);

    // The power of two at or below this has the largest value between 8,159 and 16,319 times the scale.
    const float reach = largest * (16384.0f / (float)activation_most);
    uint32_t exponent;
    memcpy(&exponent, &reach, sizeof exponent);
    exponent &= 0x7f800000u;
    rounded_group group = {};
    if (largest > 1e-30f && largest < 0x1p112f) {
        const uint32_t scale_bits = exponent - (13u << 23), factor_bits = (267u << 23) - exponent;
        memcpy(&group.scale, &scale_bits, sizeof group.scale);
        memcpy(&factor, &factor_bits, sizeof factor);
    } else if (!(largest <= 1e-30f)) {
        group.scale = __builtin_nanf("");
    }
    UNROLL for (int v = 0; v < GROUP_VECTORS; v++) {
        vi numbers = factor > 0 ? __builtin_convertvector(round_lanes(values[v] * factor), vi) : (vi){};
        group.high[v] = (numbers + (1 << (activation_low_bits - 1))) >> activation_low_bits;
        group.low[v] = numbers - (group.high[v] << activation_low_bits);
    }
    return group;
}

INLINE void store_group(dlm_activations *target, const rounded_group *group) {
    vi sums[2] = {{}, {}};
    UNROLL for (int v = 0; v < GROUP_VECTORS; v++) {
        vs8 high = __builtin_convertvector(group->high[v], vs8), low = __builtin_convertvector(group->low[v], vs8);
        memcpy(target->high + v * LANES, &high, sizeof high);
        memcpy(target->low + v * LANES, &low, sizeof low);
        sums[v / (GROUP_VECTORS / 2)] += (group->high[v] << activation_low_bits) + group->low[v];
    }
    target->scale = group->scale;
    target->negative_half_sums[0] = -__builtin_reduce_add(sums[0]);
    target->negative_half_sums[1] = -__builtin_reduce_add(sums[1]);
    target->negative_sum = target->negative_half_sums[0] + target->negative_half_sums[1];
    target->sum = target->scale * (float)-target->negative_sum;
}

static void activations(
    dlm_activations *out, dlm_tile_activations *tiles, size_t out_stride, const float *x, size_t x_stride, size_t rows, size_t groups
) {
    (void)tiles;
    for (size_t row = 0; row < rows; row++) {
        for (size_t group = 0; group < groups; group++) {
            const rounded_group rounded = round_group(x + row * x_stride + group * group_columns);
            store_group(out + row * out_stride + group, &rounded);
        }
    }
}
