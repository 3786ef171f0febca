#pragma once
#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1
#include <ncurses.h>

/* Attributes and the colour of a pair are macros; setcchar's extended pair is a void pointer. */
static const unsigned cncurses_attr_bold = (unsigned)A_BOLD;
static const unsigned cncurses_attr_reverse = (unsigned)A_REVERSE;
static const unsigned cncurses_attr_dim = (unsigned)A_DIM;

/* Takes the terminal on standard input and output; null where TERM is unknown. (initscr would end the program, and
 * stdin, stdout and stdscr are mutable globals, which Swift 6 refuses.) */
WINDOW *cncurses_start(void);
/* Draws one character with attributes and a colour pair; what is not printable in this locale becomes '?'. */
void cncurses_draw(WINDOW *window, int row, int column, uint32_t character, unsigned attributes, int pair);
/* getch() of wide input: the code point, or a KEY_ code with *is_key set, or -1 when nothing was typed. */
int cncurses_read_key(WINDOW *window, int *is_key);
/* How many columns a character takes in this locale: 0, 1 or 2; -1 when it is not printable. */
int cncurses_width(uint32_t character);

/* Remembers the terminal's settings, and puts them back (and the cursor, and the main screen) if the program is
 * ended by a fault such as a failed precondition, before the signal takes its course. */
void cncurses_guard_terminal(void);
