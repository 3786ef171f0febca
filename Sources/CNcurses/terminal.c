#define _GNU_SOURCE
#include "CNcurses.h"
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

WINDOW *cncurses_start(void) { return newterm(NULL, stdout, stdin) ? stdscr : NULL; }

void cncurses_draw(WINDOW *window, int row, int column, uint32_t character, unsigned attributes, int pair) {
    wchar_t text[2] = {(wchar_t)character, 0};
    if (wcwidth(text[0]) < 1) text[0] = L'?';
    cchar_t cell;
    if (setcchar(&cell, text, (attr_t)attributes, 0, &pair) == OK) mvwadd_wch(window, row, column, &cell);
}

int cncurses_read_key(WINDOW *window, int *is_key) {
    wint_t character;
    int kind = wget_wch(window, &character);
    *is_key = kind == KEY_CODE_YES;
    return kind == ERR ? -1 : (int)character;
}

int cncurses_width(uint32_t character) { return wcwidth((wchar_t)character); }

static struct termios saved;

/* Only calls that are safe in a signal handler: no ncurses. */
static void restore_and_die(int signal_number) {
    static const char reset[] = "\033[0m\033[?25h\033[?1l\033>\033[?1049l\r\n";
    ssize_t ignored = write(STDOUT_FILENO, reset, sizeof reset - 1);
    (void)ignored;
    tcsetattr(STDIN_FILENO, TCSANOW, &saved);
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

void cncurses_guard_terminal(void) {
    static const int faults[] = {SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE};
    if (tcgetattr(STDIN_FILENO, &saved) != 0) return;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = restore_and_die;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) sigaction(faults[i], &action, NULL);
}
