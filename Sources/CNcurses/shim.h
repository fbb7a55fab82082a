// ncurses with wide characters. Macros, variadic functions and global variables that Swift cannot use get a static
// function here; nothing here decides anything.
#ifndef WORKBENCH_CNCURSES_SHIM_H
#define WORKBENCH_CNCURSES_SHIM_H

#ifndef _XOPEN_SOURCE_EXTENDED
#define _XOPEN_SOURCE_EXTENDED 1
#endif
#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif
#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>
#include <wchar.h>

// term.h defines hundreds of short names; those that clash with ordinary ones go.
#undef lines
#undef columns
#undef tab
#undef bell
#undef newline

// The C library's own declaration hides behind feature macros that the importer does not set.
extern int wcwidth(wchar_t character);

/// Takes the character type from the environment and answers whether it is UTF-8.
static inline bool wb_locale_is_utf8(void) {
    return setlocale(LC_CTYPE, "") != NULL && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/// Columns of a character by the locale that ncurses goes by; -1 when it is not printable there.
static inline int wb_character_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

/// Whether terminfo knows the type: 2 yes, 1 yes but it cannot place the cursor, 0 no, -1 there is no terminfo database.
static inline int wb_find_type(const char *type) {
    int status = 0;
    if (setupterm(type, STDOUT_FILENO, &status) == OK) {
        bool places_cursor = cursor_address != NULL;
        del_curterm(cur_term);
        return places_cursor ? 2 : 1;
    }
    // A hardcopy or generic entry is refused with status 1 or 0; neither can be drawn on.
    return status == 1 ? 1 : status;
}

/// Enters the screen. Answers null when ncurses cannot.
static inline SCREEN *wb_start(const char *type) {
    SCREEN *screen = newterm(type, stdout, stdin);
    if (screen == NULL) return NULL;
    set_term(screen);
    // Not every terminal that goes by an xterm's name repeats characters, so they are sent one by one.
    repeat_char = NULL;
    raw();
    noecho();
    nonl();
    leaveok(stdscr, FALSE);
    scrollok(stdscr, FALSE);
    return screen;
}

/// Turns colours on, with the terminal's own as the default. Answers how many there are; 0 for none.
static inline int wb_start_colours(void) {
    if (!has_colors() || start_color() == ERR) return 0;
    use_default_colors();
    return COLORS;
}

static inline int wb_pair_limit(void) { return COLOR_PAIRS; }
static inline bool wb_has_direct_colour(void) { return tigetflag("RGB") > 0 || COLORS >= 0x1000000; }

/// Copies a terminfo string without its padding marks; answers the bytes written, at most `limit`.
static inline int wb_capability(const char *name, char *into, int limit) {
    const char *value = tigetstr(name);
    if (value == NULL || value == (const char *)-1) return 0;
    int length = 0;
    while (*value != 0 && length < limit) {
        if (value[0] == '$' && value[1] == '<') {
            const char *end = strchr(value, '>');
            if (end != NULL) {
                value = end + 1;
                continue;
            }
        }
        into[length++] = *value++;
    }
    return length;
}

/// Attribute bits: 1 bold, 2 underline, 4 reverse, 8 dim, 16 italic.
static inline attr_t wb_attributes(int bits) {
    attr_t attributes = A_NORMAL;
    if (bits & 1) attributes |= A_BOLD;
    if (bits & 2) attributes |= A_UNDERLINE;
    if (bits & 4) attributes |= A_REVERSE;
    if (bits & 8) attributes |= A_DIM;
    if (bits & 16) attributes |= A_ITALIC;
    return attributes;
}

/// Fills one cell; `text` ends in 0 and holds one spacing character with at most four marks.
static inline bool wb_set_cell(cchar_t *cell, const wchar_t *text, int bits, int pair) {
    return setcchar(cell, text, wb_attributes(bits), 0, &pair) == OK;
}

/// As `wb_set_cell`, for one code point.
static inline bool wb_set_single(cchar_t *cell, wchar_t character, int bits, int pair) {
    const wchar_t text[2] = {character, 0};
    return wb_set_cell(cell, text, bits, pair);
}

/// Draws `count` cells from the start of a row. The cursor stays, so the last cell of the screen can be drawn too.
static inline void wb_draw_row(int row, const cchar_t *cells, int count) {
    if (wmove(stdscr, row, 0) == OK) wadd_wchnstr(stdscr, cells, count);
}

/// Sends what the C library still holds, so that bytes written past it stay in order.
static inline void wb_flush(void) { fflush(stdout); }

static inline void wb_erase(void) { werase(stdscr); }
/// Sends a row whole at the next refresh, whatever is on the screen.
static inline void wb_redraw_row(int row) { wredrawln(stdscr, row, 1); }

static inline void wb_redraw_all(void) { clearok(curscr, TRUE); }

/// Sends what changed, with the cursor at a place or hidden when the row is negative.
static inline void wb_refresh(int column, int row) {
    curs_set(row >= 0 ? 1 : 0);
    if (row >= 0) wmove(stdscr, row, column);
    wrefresh(stdscr);
}

static inline bool wb_terminal_size(int descriptor, int *columns, int *rows) {
    struct winsize size;
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return false;
    *columns = size.ws_col;
    *rows = size.ws_row;
    return true;
}

static inline void wb_screen_size(int *columns, int *rows) { getmaxyx(stdscr, *rows, *columns); }

#endif
