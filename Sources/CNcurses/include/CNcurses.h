#pragma once
#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1
#include <ncurses.h>
#include <term.h>

enum { cncurses_terminal_good, cncurses_terminal_unknown, cncurses_terminal_fixed };
/* Whether TERM is known, and whether such a terminal can move its cursor; touches nothing. */
int cncurses_look_at_terminal(void);
/* Takes the terminal on standard input and output, and clears it; null where TERM is unknown, else what keys are read from.
 * (initscr would end the program, and stdin, stdout and stdscr are mutable globals, which Swift 6 refuses.) */
WINDOW *cncurses_start(void);
/* How large the screen is, as ncurses knows it after the last key. */
void cncurses_screen_size(int *height, int *width);
/* How large a cell is in pixels; 0 where the terminal's driver is not told. */
void cncurses_cell_size(int *width, int *height);
/* A capability's text, without delays; empty where the terminal has none. */
void cncurses_capability(const char *name, char *buffer, int size);
/* What moves the cursor. (tparm is variadic.) */
void cncurses_movement(int y, int x, char *buffer, int size);
/* getch() of wide input: the code point, or a KEY_ code with *is_key set, or -1 when nothing was typed. */
int cncurses_read_key(WINDOW *window, int *is_key);
/* How many columns a character takes in this locale: 0, 1 or 2; -1 when it is not printable. */
int cncurses_width(uint32_t character);

/* Remembers the terminal's settings, and puts them back (and the cursor, and the main screen) if the program is
 * ended by a fault such as a failed precondition, or by one of the signals that nobody sends, before it takes its
 * course. */
void cncurses_guard_terminal(void);

/* Counts how often the program was stopped (Ctrl-Z) and goes on: the terminal must then be drawn anew. ncurses' handler of
 * SIGTSTP does the rest; before it, modes that facetop has set by itself are taken back. */
void cncurses_watch_stops(int has_modes);
int cncurses_resumptions(void);

/* Keeps what is written to a terminal as standard error, by whatever library, from being written over the screen. */
void cncurses_hold_errors(void);
/* Writes what was kept, and keeps nothing more. */
void cncurses_release_errors(void);
