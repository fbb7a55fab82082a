// Packing stored weight rows into tiles for the integer kernels. Runs once for each matrix, so it is written plainly.
#include <string.h>

#include "levels.h"

int dlm_can_pack(dlm_type type, dlm_packing *packing) {
    switch (type) {
        case dlm_q4_0: *packing = dlm_packed_fours; return 1;
        case dlm_q4_1: case dlm_q4_k: *packing = dlm_packed_fours_minimum; return 1;
        case dlm_q5_0: *packing = dlm_packed_fives; return 1;
        case dlm_q5_1: case dlm_q5_k: *packing = dlm_packed_fives_minimum; return 1;
        case dlm_q6_k: *packing = dlm_packed_sixes; return 1;
        case dlm_q8_0: *packing = dlm_packed_bytes; return 1;
        case dlm_f32: case dlm_f16: case dlm_bf16: return 0;
    }
    return 0;
}

size_t dlm_packed_group_bytes(dlm_packing packing) { return form_bytes(form_of(packing)); }

// One row of a group: 32 numbers from zero up, and its scales and minimum in half precision.
typedef struct {
    uint8_t numbers[32];
    uint16_t factors[2];
} group_row;

static void read_nibbles(const uint8_t *bytes, uint8_t *numbers) {
    for (int c = 0; c < 16; c++) {
        numbers[c] = bytes[c] & 15;
        numbers[c + 16] = bytes[c] >> 4;
    }
}

static void read_fifth_bits(const uint8_t *bytes, uint8_t *numbers) {
    uint32_t bits;
    memcpy(&bits, bytes, sizeof bits);
    for (int c = 0; c < 32; c++) numbers[c] |= (uint8_t)((bits >> c & 1) << 4);
}

// The scale and minimum of part `part` of a Q4_K or Q5_K block, rounded to half precision.
static void read_scaled_factors(const uint8_t *block, size_t part, uint16_t *factors) {
    int scale, minimum;
    six_bit_scales(block + 4, part, &scale, &minimum);
    factors[0] = dlm_float_to_half(dlm_half_to_float(block) * (float)scale);
    factors[1] = dlm_float_to_half(-(dlm_half_to_float(block + 2) * (float)minimum));
}

// Of the types whose numbers are not simply moved.
static group_row read_group(dlm_type type, const uint8_t *row, size_t group) {
    group_row g = {0};
    const uint8_t *block;
    size_t part = group % 8;
    switch (type) {
        case dlm_q5_0:
            block = row + group * 22;
            memcpy(g.factors, block, 2);
            read_nibbles(block + 6, g.numbers);
            read_fifth_bits(block + 2, g.numbers);
            break;
        case dlm_q5_1:
            block = row + group * 24;
            memcpy(g.factors, block, 4);
            read_nibbles(block + 8, g.numbers);
            read_fifth_bits(block + 4, g.numbers);
            break;
        case dlm_q4_k:
            block = row + group / 8 * 144;
            read_scaled_factors(block, part, g.factors);
            for (int c = 0; c < 32; c++) g.numbers[c] = block[16 + part / 2 * 32 + (size_t)c] >> (part % 2 * 4) & 15;
            break;
        case dlm_q5_k:
            block = row + group / 8 * 176;
            read_scaled_factors(block, part, g.factors);
            for (size_t c = 0; c < 32; c++) {
                uint8_t low = block[48 + part / 2 * 32 + c] >> (part % 2 * 4) & 15;
                g.numbers[c] = (uint8_t)(low | (block[16 + c] >> part & 1) << 4);
            }
            break;
        case dlm_q6_k: {
            block = row + group / 8 * 210;
            const uint8_t *low = block + part / 4 * 64 + part % 2 * 32, *high = block + 128 + part / 4 * 32;
            for (size_t c = 0; c < 32; c++) {
                g.numbers[c] = (uint8_t)((low[c] >> (part % 4 / 2 * 4) & 15) | (high[c] >> (part % 4 * 2) & 3) << 4);
            }
            for (size_t half = 0; half < 2; half++) {
                int8_t scale = (int8_t)block[192 + part * 2 + half];
                g.factors[half] = dlm_float_to_half(dlm_half_to_float(block + 208) * (float)scale);
            }
            break;
        }
        default: break;
    }
    return g;
}

// Writes row `r` of a group; bytes that rows share between columns are whole after one row.
static void write_group_row(packed_form form, const group_row *g, size_t r, uint8_t *group) {
    for (size_t f = 0; f < (size_t)(form.scales + form.minima); f++) memcpy(group + (f * tile_rows + r) * 2, g->factors + f, 2);
    uint8_t *bytes = group + form_start(form) + 4 * r;
    if (form.bits == 8) {
        for (size_t q = 0; q < 8; q++) memcpy(bytes + q * line_bytes, g->numbers + 4 * q, 4);
        return;
    }
    for (size_t c = 0; c < 16; c++) {
        bytes[c / 4 * line_bytes + c % 4] = (uint8_t)((g->numbers[c] & 15) | g->numbers[c + 16] << 4);
    }
    // Bits above the fourth: bit q of line 4 for quad q, or two bits a quad in lines 4 and 5.
    for (size_t b = 0; b < 4 && form.bits > 4; b++) {
        uint8_t lines[2] = {0, 0};
        for (size_t q = 0; q < 8; q++) {
            uint8_t upper = g->numbers[4 * q + b] >> 4;
            if (form.bits == 5) lines[0] |= (uint8_t)(upper << q);
            else lines[q / 4] |= (uint8_t)(upper << q % 4 * 2);
        }
        bytes[4 * line_bytes + b] = lines[0];
        if (form.bits == 6) bytes[5 * line_bytes + b] = lines[1];
    }
}

// Bytes that only change their places.
static void copy_lines(const uint8_t *bytes, size_t lines, uint8_t flip, size_t r, uint8_t *group) {
    for (size_t q = 0; q < lines; q++) {
        for (size_t b = 0; b < 4; b++) group[q * line_bytes + 4 * r + b] = bytes[4 * q + b] ^ flip;
    }
}

static void pack_group_row(dlm_type type, packed_form form, const uint8_t *row, size_t group, size_t r, uint8_t *out) {
    switch (type) {
        case dlm_q8_0:
            memcpy(out + 2 * r, row + group * 34, 2);
            return copy_lines(row + group * 34 + 2, 8, 0x80, r, out + form_start(form));
        case dlm_q4_0:
            memcpy(out + 2 * r, row + group * 18, 2);
            return copy_lines(row + group * 18 + 2, 4, 0, r, out + form_start(form));
        case dlm_q4_1:
            memcpy(out + 2 * r, row + group * 20, 2);
            memcpy(out + 2 * (tile_rows + r), row + group * 20 + 2, 2);
            return copy_lines(row + group * 20 + 4, 4, 0, r, out + form_start(form));
        default: break;
    }
    group_row g = read_group(type, row, group);
    write_group_row(form, &g, r, out);
}

void dlm_pack(dlm_type type, const void *rows, size_t row_bytes, size_t count, size_t columns, void *tile) {
    dlm_packing packing;
    if (!dlm_can_pack(type, &packing)) return;
    const packed_form form = form_of(packing);
    // Absent rows have a scale of zero.
    if (count < tile_rows) memset(tile, 0, columns / group_columns * form_bytes(form));
    for (size_t r = 0; r < count; r++) {
        const uint8_t *row = (const uint8_t *)rows + r * row_bytes;
        for (size_t group = 0; group < columns / group_columns; group++) {
            pack_group_row(type, form, row, group, r, (uint8_t *)tile + group * form_bytes(form));
        }
    }
}
