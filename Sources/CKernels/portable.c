#include <string.h>

#include "levels.h"

// Rounding is part of the contract: only the products that ask for it are fused.
#pragma STDC FP_CONTRACT OFF

#define LEVEL_NAME portable
#include "simd_portable.h"
#include "level.inc.h"
