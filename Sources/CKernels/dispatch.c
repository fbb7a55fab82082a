#include <string.h>
#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include "levels.h"

static const dlm_kernels *avx512_if_supported(void) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vnni") &&
        __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c")) {
        return &dlm_kernels_avx512;
    }
#endif
    return NULL;
}

int dlm_tiles_are_granted(void) {
#if defined(__x86_64__) && defined(__linux__)
    // The kernel's documentation of dynamically enabled features, x86/xstate: ARCH_REQ_XCOMP_PERM.
    enum { request_permission = 0x1023, tile_data = 18 };
    return syscall(SYS_arch_prctl, request_permission, tile_data) == 0;
#else
    return 0;
#endif
}

static const dlm_kernels *amx_if_supported(void) {
#if defined(__x86_64__)
    if (avx512_if_supported() && __builtin_cpu_supports("amx-tile") && __builtin_cpu_supports("amx-bf16") && dlm_tiles_are_granted()) {
        return &dlm_kernels_amx;
    }
#endif
    return NULL;
}

static const dlm_kernels *avx2_if_supported(void) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c")) {
        return &dlm_kernels_avx2;
    }
#endif
    return NULL;
}

const dlm_kernels *dlm_kernels_named(const char *name) {
    if (strcmp(name, "portable") == 0) return &dlm_kernels_portable;
    if (strcmp(name, "avx2") == 0) return avx2_if_supported();
    if (strcmp(name, "avx512") == 0) return avx512_if_supported();
    if (strcmp(name, "amx") == 0) return amx_if_supported();
    return NULL;
}

const dlm_kernels *dlm_kernels_widest(void) {
    const dlm_kernels *widest = amx_if_supported();
    if (!widest) widest = avx512_if_supported();
    if (!widest) widest = avx2_if_supported();
    return widest ? widest : &dlm_kernels_portable;
}
