// Unpacking 32 columns of a weight row into floats, one function per storage type.
//
// Products and sums are rounded one by one, in the reference's order, so every level unpacks to the same bits.

typedef void unpack_group(const uint8_t *row, size_t group, vf *w);

INLINE void unpack_f32(const uint8_t *row, size_t group, vf *w) {
    const float *p = (const float *)row + group * group_columns;
    UNROLL for (int v = 0; v < GROUP_VECTORS; v++) w[v] = load(p + v * LANES);
}

INLINE void unpack_f16(const uint8_t *row, size_t group, vf *w) {
    const uint8_t *p = row + group * group_columns * 2;
    UNROLL for (int v = 0; v < GROUP_VECTORS; v++) w[v] = load_halves(p + v * LANES * 2);
}

INLINE void unpack_bf16(const uint8_t *row, size_t group, vf *w) {
    const uint8_t *p = row + group * group_columns * 2;
    UNROLL for (int v = 0; v < GROUP_VECTORS; v++) w[v] = (vf)(load_u16(p + v * LANES * 2) << 16);
}

INLINE void unpack_q8_0(const uint8_t *row, size_t group, vf *w) {
    const uint8_t *block = row + group * 34;
    vf d = broadcast_half(block);
    UNROLL for (int v = 0; v < GROUP_VECTORS; v++) w[v] = to_float(load_s8(block + 2 + v * LANES)) * d;
}

// d * (q - bias) + m for four-bit q. The offset -0.0 adds nothing, signed zeros included.
//
// `bytes` holds 16 bytes whose low halves are the first 16 columns and whose high halves are the last 16.
INLINE void unpack_nibbles(const uint8_t *bytes, vf d, vf m, int bias, vf *w) {
#ifdef HAS_TABLE_LOOKUP
    vf table = d * to_float(load_int(lane_numbers) - bias) + m;
    vi q = load_u8(bytes);
    w[0] = table_lookup(table, q);
    w[1] = table_lookup(table, q >> 4);
#else
    UNROLL for (int v = 0; v < GROUP_VECTORS / 2; v++) {
        vi q = load_u8(bytes + v * LANES);
        w[v] = d * to_float((q & 15) - bias) + m;
        w[v + GROUP_VECTORS / 2] = d * to_float((q >> 4) - bias) + m;
    }
#endif
}

INLINE void unpack_q4_0(const uint8_t *row, size_t group, vf *w) {
    const uint8_t *block = row + group * 18;
    unpack_nibbles(block + 2, broadcast_half(block), broadcast(-0.0f), 8, w);
}

INLINE void unpack_q4_1(const uint8_t *row, size_t group, vf *w) {
    const uint8_t *block = row + group * 20;
    vf d, m;
    broadcast_two_halves(block, &d, &m);
    unpack_nibbles(block + 4, d, m, 0, w);
}

// As `unpack_nibbles` with a fifth bit: bit c of the four bytes at `high` belongs to column c.
INLINE void unpack_five_bits(const uint8_t *bytes, const uint8_t *high, vf d, vf m, int bias, vf *w) {
    int32_t bits;
    memcpy(&bits, high, sizeof bits);
    UNROLL for (int v = 0; v < GROUP_VECTORS; v++) {
        vi q = load_u8(bytes + v % (GROUP_VECTORS / 2) * LANES);
        q = v < GROUP_VECTORS / 2 ? q & 15 : q >> 4;
        vi fifth = (broadcast_int(bits) >> load_int(lane_numbers + v * LANES)) & 1;
        w[v] = d * to_float((q | fifth << 4) - bias) + m;
    }
}

INLINE void unpack_q5_0(const uint8_t *row, size_t group, vf *w) {
    const uint8_t *block = row + group * 22;
    unpack_five_bits(block + 6, block + 2, broadcast_half(block), broadcast(-0.0f), 16, w);
}

INLINE void unpack_q5_1(const uint8_t *row, size_t group, vf *w) {
    const uint8_t *block = row + group * 24;
    vf d, m;
    broadcast_two_halves(block, &d, &m);
    unpack_five_bits(block + 8, block + 4, d, m, 0, w);
}

INLINE void unpack_q4_k(const uint8_t *row, size_t group, vf *w) {
    const uint8_t *block = row + group / 8 * 144;
    size_t part = group % 8;
    int scale, minimum;
    six_bit_scales(block + 4, part, &scale, &minimum);
    vf d, m;
    broadcast_two_halves(block, &d, &m);
    d *= (float)scale;
    m *= (float)minimum;
    const uint8_t *bytes = block + 16 + part / 2 * 32;
    int shift = part % 2 ? 4 : 0;
#ifdef HAS_TABLE_LOOKUP
    vf table = d * to_float(load_int(lane_numbers)) - m;
    UNROLL for (int v = 0; v < GROUP_VECTORS; v++) w[v] = table_lookup(table, load_u8(bytes + v * LANES) >> shift);
#else
    UNROLL for (int v = 0; v < GROUP_VECTORS; v++) w[v] = d * to_float((load_u8(bytes + v * LANES) >> shift) & 15) - m;
#endif
}

INLINE void unpack_q5_k(const uint8_t *row, size_t group, vf *w) {
    const uint8_t *block = row + group / 8 * 176;
    int part = (int)(group % 8);
    int scale, minimum;
    six_bit_scales(block + 4, (size_t)part, &scale, &minimum);
    vf d, m;
    broadcast_two_halves(block, &d, &m);
    d *= (float)scale;
    m *= (float)minimum;
    const uint8_t *high = block + 16;
    const uint8_t *bytes = block + 48 + part / 2 * 32;
    int shift = part % 2 ? 4 : 0;
    UNROLL for (int v = 0; v < GROUP_VECTORS; v++) {
        vi q = (load_u8(bytes + v * LANES) >> shift) & 15;
        vi fifth = (load_u8(high + v * LANES) >> part) & 1;
        w[v] = d * to_float(q | fifth << 4) - m;
    }
}

INLINE void unpack_q6_k(const uint8_t *row, size_t group, vf *w) {
    const uint8_t *block = row + group / 8 * 210;
    size_t half = group % 8 / 4, part = group % 4;
    const uint8_t *low = block + half * 64 + part % 2 * 32;
    const uint8_t *high = block + 128 + half * 32;
    const int8_t *scales = (const int8_t *)block + 192 + group % 8 * 2;
    int low_shift = part / 2 ? 4 : 0, high_shift = (int)part * 2;
    vf d = broadcast_half(block + 208);
    UNROLL for (int v = 0; v < GROUP_VECTORS; v++) {
        vi q = ((load_u8(low + v * LANES) >> low_shift) & 15) | ((load_u8(high + v * LANES) >> high_shift) & 3) << 4;
        w[v] = d * broadcast((float)scales[v * LANES / 16]) * to_float(q - 32);
    }
}

// Calls use(type, element bytes of types that may end inside a group) for every type that is not plain floats.
#define FOR_STORED_TYPES(use) \
    use(f16, 2) use(bf16, 2) use(q8_0, 0) use(q4_0, 0) use(q4_1, 0) use(q5_0, 0) use(q5_1, 0) use(q4_k, 0) use(q5_k, 0) \
        use(q6_k, 0)

INLINE void unpack_row(unpack_group unpack, size_t element_bytes, const uint8_t *row, size_t count, float *out) {
    size_t groups = count / group_columns, rest = count % group_columns;
    vf w[GROUP_VECTORS];
    for (size_t group = 0; group < groups; group++) {
        unpack(row, group, w);
        UNROLL for (int v = 0; v < GROUP_VECTORS; v++) store(out + group * group_columns + v * LANES, w[v]);
    }
    if (rest) {
        uint8_t bytes[group_columns * 4] = {0};
        memcpy(bytes, row + groups * group_columns * element_bytes, rest * element_bytes);
        unpack(bytes, 0, w);
        memcpy(out + groups * group_columns, w, rest * sizeof(float));
    }
}

#define UNPACK_ROW_FUNCTION(name, bytes) \
    static void unpack_row_##name(const uint8_t *row, size_t count, float *out) { \
        unpack_row(unpack_##name, bytes, row, count, out); \
    }
UNPACK_ROW_FUNCTION(f32, 4)
FOR_STORED_TYPES(UNPACK_ROW_FUNCTION)

typedef void unpack_row_function(const uint8_t *row, size_t count, float *out);

#define UNPACK_ROW_ENTRY(name, bytes) [dlm_##name] = unpack_row_##name,
static unpack_row_function *const unpack_row_functions[] = {[dlm_f32] = unpack_row_f32, FOR_STORED_TYPES(UNPACK_ROW_ENTRY)};

static void unpack(dlm_type type, const void *row, size_t count, float *out) { unpack_row_functions[type](row, count, out); }
