// What a thread may ask of the scheduler, which has no function in the C library of today's distributions.
#ifndef WORKBENCH_CNCURSES_SCHEDULING_H
#define WORKBENCH_CNCURSES_SCHEDULING_H

#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/// Asks Linux to give the calling thread its turns in short slices: one that wakes up for a slice shorter than that of the thread at work
/// goes first (since 6.12; earlier kernels take the wish and do nothing). Its share of the processor stays what it was, and threads that
/// it starts do not inherit the wish. Refused or not, the work is the same.
static inline void wb_ask_for_short_slices(uint64_t nanoseconds) {
#if defined(__linux__) && defined(SYS_sched_getattr) && defined(SYS_sched_setattr)
    // The first version of the kernel's own structure (sched_setattr(2)).
    struct {
        uint32_t size, policy;
        uint64_t flags;
        int32_t nice;
        uint32_t priority;
        uint64_t runtime, deadline, period;
    } attributes;
    enum { reset_on_fork = 1, ordinary = 0 };
    memset(&attributes, 0, sizeof attributes);
    if (syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) != 0 || attributes.policy != ordinary) return;
    attributes.flags |= reset_on_fork;
    attributes.runtime = nanoseconds;
    (void)syscall(SYS_sched_setattr, 0, &attributes, 0);
#else
    (void)nanoseconds;
#endif
}

#endif
