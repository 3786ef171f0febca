#pragma once
#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1
#include <ncurses.h>
#include <term.h>

/* Attributes and the color of a pair are macros; setcchar's extended pair is a void pointer. */
static const unsigned cncurses_attr_bold = (unsigned)A_BOLD;
static const unsigned cncurses_attr_reverse = (unsigned)A_REVERSE;
static const unsigned cncurses_attr_dim = (unsigned)A_DIM;

enum { cncurses_terminal_good, cncurses_terminal_unknown, cncurses_terminal_fixed };
/* Whether TERM is known, and whether such a terminal can move its cursor; touches nothing. */
int cncurses_look_at_terminal(void);
/* Takes the terminal on standard input and output; null where TERM is unknown. (initscr would end the program, and
 * stdin, stdout and stdscr are mutable globals, which Swift 6 refuses.) One that is known to show 24-bit colors is
 * taken as such, although its entry in terminfo has fewer. */
WINDOW *cncurses_start(int is_direct);
/* Draws the characters of one cell, of which the first takes room, with attributes and a color pair; what is not
 * printable in this locale becomes '?'. */
void cncurses_draw(
    WINDOW *window, int row, int column, const uint32_t *characters, int count, unsigned attributes, int pair);
/* getch() of wide input: the code point, or a KEY_ code with *is_key set, or -1 when nothing was typed. */
int cncurses_read_key(WINDOW *window, int *is_key);
/* How many columns a character takes in this locale: 0, 1 or 2; -1 when it is not printable. */
int cncurses_width(uint32_t character);

/* Remembers the terminal's settings, and puts them back (and the cursor, and the main screen) if the program is
 * ended by a fault such as a failed precondition, or by one of the signals that nobody sends, before it takes its
 * course. */
void cncurses_guard_terminal(void);

/* Keeps what is written to a terminal as standard error, by whatever library, from being written over the screen. */
void cncurses_hold_errors(void);
/* Writes what was kept, and keeps nothing more. */
void cncurses_release_errors(void);
