// ncurses with wide characters. Macros and variadic functions that Swift cannot import get a static function here.
#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif
#include <curses.h>
