// Kernels that Swift cannot reach at the same speed; every one is chosen at run time by what the processor offers.
#ifndef CKERNELS_H
#define CKERNELS_H
#include <stddef.h>
#include <stdint.h>

#endif
