// One level: every kernel over this level's vectors. The including file has defined LEVEL_NAME and the vector operations.
#include "unpack.inc.h"
#include "linear.inc.h"
#include "activations.inc.h"
#include "packed.inc.h"
#include "update.inc.h"
#include "vector_math.inc.h"
#include "attention.inc.h"
#include "gradients.inc.h"
#include "small_product.inc.h"

#define JOINED(a, b) a##b
#define TABLE_NAME(level) JOINED(dlm_kernels_, level)
#define QUOTED(x) #x
#define NAME_STRING(level) QUOTED(level)

#define LEVEL_TABLE(level, level_name, rounding, packed, scratch) \
    const dlm_kernels TABLE_NAME(level) = { \
        .name = level_name, \
        .unpack = unpack, \
        .linear = linear, \
        .activations = rounding, \
        .packed_linear = packed, \
        .packed_scratch = scratch, \
        .update = update, \
        .attention = attention, \
        .place_key_value = place_key_value, \
        .round_to_halves = round_to_halves, \
        .narrow_product = narrow_product, \
        .small_product = small_product, \
        .swiglu_gradient = swiglu_gradient, \
        .softmax_gradient = softmax_gradient, \
        .maximum = maximum, \
        .exponentials = exponentials, \
        .exponential_sum = exponential_sum, \
        .exponential_moments = exponential_moments, \
        .swiglu = swiglu, \
        .scale = scale, \
        .norm = norm, \
        .norm_gradient = norm_gradient, \
        .first_index = first_index, \
    }

LEVEL_TABLE(LEVEL_NAME, NAME_STRING(LEVEL_NAME), activations, packed_linear, NULL);
