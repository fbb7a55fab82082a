// Signals of a program that owns the terminal. Handlers only call functions that are safe in a handler: ordinary
// signals become a byte in a pipe, crashes put the terminal back first.
//
// The state is static in this header, so exactly one Swift file may call these functions.
#ifndef WORKBENCH_CNCURSES_SIGNALS_H
#define WORKBENCH_CNCURSES_SIGNALS_H

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { wb_crash_signal_count = 7, wb_event_signal_count = 6, wb_reset_limit = 512 };

// SIGQUIT asks for a dump of the program as it is, whether or not its loop still listens.
static const int wb_crash_signals[wb_crash_signal_count] = {SIGQUIT, SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE};
static const int wb_event_signals[wb_event_signal_count] = {SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT};

struct wb_signal_state {
    struct termios modes;
    char reset[wb_reset_limit];
    int reset_length;
    int pipe;
    // Whether the screen is entered, so that there is something to put back.
    volatile sig_atomic_t entered;
    volatile sig_atomic_t quit_requests;
    struct sigaction crash_before[wb_crash_signal_count];
    struct sigaction event_before[wb_event_signal_count];
    struct sigaction output_before;
    bool exit_registered;
};

/// The state, inside a function because the importer emits no variable that stands alone in a header.
static inline struct wb_signal_state *wb_signals(void) {
    static struct wb_signal_state state;
    return &state;
}

/// Puts the terminal back without ncurses. Safe in a handler and when nothing is entered.
static void wb_put_back(void) {
    if (!wb_signals()->entered) return;
    wb_signals()->entered = 0;
    int sent = 0;
    while (sent < wb_signals()->reset_length) {
        ssize_t count = write(STDOUT_FILENO, wb_signals()->reset + sent, (size_t)(wb_signals()->reset_length - sent));
        if (count <= 0) break;
        sent += (int)count;
    }
    tcsetattr(STDIN_FILENO, TCSANOW, &wb_signals()->modes);
}

static void wb_on_crash(int number, siginfo_t *information, void *context) {
    (void)context;
    wb_put_back();
    for (int index = 0; index < wb_crash_signal_count; index++) {
        if (wb_crash_signals[index] == number) sigaction(number, &wb_signals()->crash_before[index], NULL);
    }
    // A fault repeats itself on return and meets the former handler with its own address; a signal that was sent does not.
    if (information == NULL || information->si_code <= 0) raise(number);
}

static void wb_on_event(int number) {
    int saved = errno;
    if (number == SIGTERM || number == SIGHUP) {
        wb_signals()->quit_requests = wb_signals()->quit_requests + 1;
        // Whoever asks a third time has a program that does not listen.
        if (wb_signals()->quit_requests > 2) {
            wb_put_back();
            signal(number, SIG_DFL);
            raise(number);
            return;
        }
    }
    unsigned char byte = (unsigned char)number;
    // A full pipe already holds enough to wake the reader.
    ssize_t ignored = write(wb_signals()->pipe, &byte, 1);
    (void)ignored;
    errno = saved;
}

/// Remembers the terminal's modes and takes over the signals. `pipe` must not block. Answers false without a terminal.
static inline bool wb_take_signals(int pipe) {
    if (tcgetattr(STDIN_FILENO, &wb_signals()->modes) != 0) return false;
    wb_signals()->pipe = pipe;
    wb_signals()->quit_requests = 0;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    sigemptyset(&action.sa_mask);
    action.sa_handler = wb_on_event;
    action.sa_flags = SA_RESTART;
    for (int index = 0; index < wb_event_signal_count; index++) {
        sigaction(wb_event_signals[index], &action, &wb_signals()->event_before[index]);
    }
    // Restoring from the background must not stop the program.
    action.sa_handler = SIG_IGN;
    sigaction(SIGTTOU, &action, &wb_signals()->output_before);

    // A stack of its own lets the handler run after a stack overflow of the main thread.
    static char stack_memory[64 * 1024];
    stack_t stack;
    memset(&stack, 0, sizeof stack);
    stack.ss_sp = stack_memory;
    stack.ss_size = sizeof stack_memory;
    sigaltstack(&stack, NULL);
    struct sigaction crash;
    memset(&crash, 0, sizeof crash);
    sigemptyset(&crash.sa_mask);
    crash.sa_sigaction = wb_on_crash;
    crash.sa_flags = SA_SIGINFO | SA_ONSTACK;
    for (int index = 0; index < wb_crash_signal_count; index++) {
        sigaction(wb_crash_signals[index], &crash, &wb_signals()->crash_before[index]);
    }
    if (!wb_signals()->exit_registered) {
        wb_signals()->exit_registered = true;
        atexit(wb_put_back);
    }
    return true;
}

/// Gives every signal back to whoever had it before.
static inline void wb_return_signals(void) {
    for (int index = 0; index < wb_event_signal_count; index++) {
        sigaction(wb_event_signals[index], &wb_signals()->event_before[index], NULL);
    }
    for (int index = 0; index < wb_crash_signal_count; index++) {
        sigaction(wb_crash_signals[index], &wb_signals()->crash_before[index], NULL);
    }
    sigaction(SIGTTOU, &wb_signals()->output_before, NULL);
}

/// Says that the screen is entered and which bytes leave it, or that it has been left.
static inline void wb_mark_entered(const char *reset, int length) {
    wb_signals()->reset_length = length < wb_reset_limit ? length : wb_reset_limit;
    memcpy(wb_signals()->reset, reset, (size_t)wb_signals()->reset_length);
    wb_signals()->entered = 1;
}

static inline void wb_mark_left(void) { wb_signals()->entered = 0; }

/// Sets the modes the terminal had before the program.
static inline void wb_restore_modes(void) { tcsetattr(STDIN_FILENO, TCSADRAIN, &wb_signals()->modes); }

/// Stops the process group until the shell puts it in the foreground, as reading from the background does. Gives up after
/// two seconds where nothing stops it, as without a shell.
static inline void wb_wait_for_foreground(void) {
    for (int attempt = 0; attempt < 100; attempt++) {
        pid_t foreground = tcgetpgrp(STDIN_FILENO);
        if (foreground < 0 || foreground == getpgrp()) return;
        kill(0, SIGTTIN);
        usleep(20000);
    }
}

/// Stops the whole process group as Ctrl-Z does in a program that does not handle it.
static inline void wb_stop(void) {
    struct sigaction standard, ours;
    memset(&standard, 0, sizeof standard);
    sigemptyset(&standard.sa_mask);
    standard.sa_handler = SIG_DFL;
    sigaction(SIGTSTP, &standard, &ours);
    kill(0, SIGTSTP);
    // Another thread may take the signal, so the stop can come a moment after `kill` returns.
    usleep(20000);
    sigaction(SIGTSTP, &ours, NULL);
}

#endif
