// Reductions and exponentials over one long row.

static float maximum(const float *x, size_t count) {
    vf most = broadcast(-__builtin_inff());
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) most = maximum_lanes(load(x + i), most);
    float result = -__builtin_inff();
    for (int lane = 0; lane < LANES; lane++) result = most[lane] > result ? most[lane] : result;
    for (; i < count; i++) result = x[i] > result ? x[i] : result;
    return result;
}

// exp(x) for x <= 0 or a little above, to about one unit in the last place; 0 below -87, where floats lose their precision. NaN stays NaN.
//
// x = n ln 2 + r with |r| <= ln 2 / 2; the Taylor series of exp(r) to the seventh power leaves 5e-9.
INLINE vf exponential(vf x) {
    // Of two operands `maximum_lanes` gives the second when one is NaN, and NaN has no integer.
    vf clamped = maximum_lanes(broadcast(-88.0f), x);
    vf n = round_lanes(maximum_lanes(clamped, broadcast(-88.0f)) * 1.44269504f);
    // ln 2 in two parts; the first has so few bits that n times it is exact.
    vf r = fma_lanes(n, broadcast(-0.693359375f), clamped);
    r = fma_lanes(n, broadcast(2.12194440e-4f), r);
    vf p = broadcast(1.0f / 5040);
    p = fma_lanes(p, r, broadcast(1.0f / 720));
    p = fma_lanes(p, r, broadcast(1.0f / 120));
    p = fma_lanes(p, r, broadcast(1.0f / 24));
    p = fma_lanes(p, r, broadcast(1.0f / 6));
    p = fma_lanes(p, r, broadcast(0.5f));
    p = fma_lanes(p, r, broadcast(1.0f));
    p = fma_lanes(p, r, broadcast(1.0f));
    vf power = (vf)((__builtin_convertvector(n, vi) + 127) << 23);
    return (vf)((vi)(p * power) & ~(vi)(x <= -87.0f));
}

typedef double vd __attribute__((vector_size(8 * LANES)));

INLINE double exponentials_of(float *out, const float *x, size_t count, float shift, float scale, const int keep) {
    vd sums = {};
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) {
        vf e = exponential((load(x + i) - shift) * scale);
        if (keep) store(out + i, e);
        sums += __builtin_convertvector(e, vd);
    }
    if (i < count) {
        // Lanes past the end are minus infinity and add zero.
        vf values = broadcast(-__builtin_inff());
        memcpy(&values, x + i, (count - i) * sizeof(float));
        vf e = exponential((values - shift) * scale);
        if (keep) memcpy(out + i, &e, (count - i) * sizeof(float));
        sums += __builtin_convertvector(e, vd);
    }
    double sum = 0;
    for (int lane = 0; lane < LANES; lane++) sum += sums[lane];
    return sum;
}

static double exponentials(float *out, const float *x, size_t count, float shift, float scale) {
    return exponentials_of(out, x, count, shift, scale, 1);
}

static double exponential_sum(const float *x, size_t count, float shift) {
    return exponentials_of(NULL, x, count, shift, 1, 0);
}

INLINE void add_moments(vf values, float shift, vd *sums, vd *moments) {
    // Far below the shift, a number adds nothing to either.
    vf shifted = maximum_lanes(values - shift, broadcast(-88.0f));
    vd e = __builtin_convertvector(exponential(shifted), vd);
    *sums += e;
    *moments += e * __builtin_convertvector(shifted, vd);
}

static void exponential_moments(const float *x, size_t count, float shift, double *sum, double *moment) {
    vd sums = {}, moments = {};
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) add_moments(load(x + i), shift, &sums, &moments);
    if (i < count) {
        vf values = broadcast(-__builtin_inff());
        memcpy(&values, x + i, (count - i) * sizeof(float));
        add_moments(values, shift, &sums, &moments);
    }
    *sum = *moment = 0;
    for (int lane = 0; lane < LANES; lane++) {
        *sum += sums[lane];
        *moment += moments[lane];
    }
}

INLINE vf gated(vf gate, vf up) {
    // Beyond the limit the quotient has long been zero. NaN comes back with the product.
    vf e = exponential(-maximum_lanes(gate, broadcast(-80.0f)));
    return gate / (e + 1.0f) * up;
}

static void swiglu(float *out, const float *gate, const float *up, size_t count) {
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) store(out + i, gated(load(gate + i), load(up + i)));
    if (i < count) {
        const size_t bytes = (count - i) * sizeof(float);
        vf g = {}, u = {};
        memcpy(&g, gate + i, bytes);
        memcpy(&u, up + i, bytes);
        vf result = gated(g, u);
        memcpy(out + i, &result, bytes);
    }
}

static void scale(float *x, size_t count, float factor) {
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) store(x + i, load(x + i) * factor);
    for (; i < count; i++) x[i] *= factor;
}

static void norm(float *out, const float *x, const float *weight, float scale, size_t count) {
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) store(out + i, load(x + i) * scale * load(weight + i));
    for (; i < count; i++) out[i] = x[i] * scale * weight[i];
}

static size_t first_index(const float *x, size_t count, float value) {
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) {
        vi equal = load(x + i) == value;
        if (__builtin_reduce_or(equal)) break;
    }
    while (i < count && x[i] != value) i++;
    return i;
}
