#define _GNU_SOURCE
#include "CNcurses.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

int cncurses_look_at_terminal(void) {
    int found = 0;
    if (setupterm(NULL, STDOUT_FILENO, &found) != OK) return cncurses_terminal_unknown;
    char *move = tigetstr("cup");
    int can_move = move != NULL && move != (char *)-1;
    del_curterm(cur_term);
    return can_move ? cncurses_terminal_good : cncurses_terminal_fixed;
}

static const char *without_padding(char *text) {
    if (!text || text == (char *)-1) return "";
    char *to = text;
    for (const char *from = text; *from; from++) {
        /* Delays for the lines of the seventies, as $<5>. */
        if (from[0] == '$' && from[1] == '<' && strchr(from, '>')) from = strchr(from, '>');
        else *to++ = *from;
    }
    *to = 0;
    return text;
}

static void copy(const char *text, char *buffer, int size) { snprintf(buffer, (size_t)size, "%s", text); }

void cncurses_capability(const char *name, char *buffer, int size) {
    char *text = tigetstr((char *)name);
    char *own = text && text != (char *)-1 ? strdup(text) : NULL;
    copy(without_padding(own), buffer, size);
    free(own);
}

void cncurses_movement(int y, int x, char *buffer, int size) {
    char *text = tigetstr("cup");
    char *own = text && text != (char *)-1 ? strdup(tparm(text, (long)y, (long)x, 0L, 0L, 0L, 0L, 0L, 0L, 0L)) : NULL;
    copy(without_padding(own), buffer, size);
    free(own);
}

WINDOW *cncurses_start(void) {
    if (!newterm(NULL, stdout, stdin)) return NULL;
    /* The screen is cleared once, and ncurses writes nothing on it any more: keys are read from a pad, which is never
     * shown. */
    wrefresh(stdscr);
    return newpad(1, 1);
}

void cncurses_screen_size(int *height, int *width) { getmaxyx(stdscr, *height, *width); }

void cncurses_cell_size(int *width, int *height) {
    struct winsize size = {0};
    *width = *height = 0;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || !size.ws_col || !size.ws_row) return;
    *width = size.ws_xpixel / size.ws_col;
    *height = size.ws_ypixel / size.ws_row;
}

int cncurses_read_key(WINDOW *window, int *is_key) {
    wint_t character;
    int kind = wget_wch(window, &character);
    *is_key = kind == KEY_CODE_YES;
    return kind == ERR ? -1 : (int)character;
}

int cncurses_width(uint32_t character) { return wcwidth((wchar_t)character); }

static struct termios saved;
/* Where standard error really goes, and what was written to it meanwhile; -1 while nothing is held. */
static int true_errors = -1, held_errors = -1;

void cncurses_hold_errors(void) {
    if (held_errors >= 0 || !isatty(STDERR_FILENO)) return;
    int held = memfd_create("errors", MFD_CLOEXEC);
    int kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    if (held < 0 || kept < 0 || dup2(held, STDERR_FILENO) < 0) {
        close(held);
        close(kept);
        return;
    }
    held_errors = held;
    true_errors = kept;
}

/* Only calls that are safe in a signal handler. */
void cncurses_release_errors(void) {
    if (held_errors < 0) return;
    char bytes[1024];
    ssize_t count;
    dup2(true_errors, STDERR_FILENO);
    lseek(held_errors, 0, SEEK_SET);
    while ((count = read(held_errors, bytes, sizeof bytes)) > 0) {
        ssize_t ignored = write(STDERR_FILENO, bytes, (size_t)count);
        (void)ignored;
    }
    close(held_errors);
    close(true_errors);
    held_errors = -1;
}

/* What facetop itself has turned on: mouse reports, and frames that are held back. */
#define OWN_MODES_OFF "\033[?2026l\033[?1006l\033[?1002l"

/* Only calls that are safe in a signal handler: no ncurses. */
static void restore_and_die(int signal_number) {
    static const char reset[] = OWN_MODES_OFF "\033[0m\033[?7h\033[?25h\033[?1l\033>\033[?1049l\r\n";
    ssize_t ignored = write(STDOUT_FILENO, reset, sizeof reset - 1);
    (void)ignored;
    tcsetattr(STDIN_FILENO, TCSANOW, &saved);
    cncurses_release_errors();
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

static struct sigaction ncurses_stop;
static atomic_int resumptions;
static atomic_int has_own_modes;

/* ncurses' own handler gives the terminal back, stops, and takes it again. */
static void stop_and_resume(int signal_number) {
    static const char off[] = OWN_MODES_OFF "\033[0m\033[?7h";
    if (atomic_load(&has_own_modes)) {
        ssize_t ignored = write(STDOUT_FILENO, off, sizeof off - 1);
        (void)ignored;
    }
    ncurses_stop.sa_handler(signal_number);
    atomic_fetch_add(&resumptions, 1);
}

int cncurses_resumptions(void) { return atomic_load(&resumptions); }

void cncurses_watch_stops(int has_modes) {
    struct sigaction action;
    atomic_store(&has_own_modes, has_modes);
    if (sigaction(SIGTSTP, NULL, &ncurses_stop) != 0 || ncurses_stop.sa_handler == SIG_IGN
        || ncurses_stop.sa_handler == SIG_DFL)
        return;
    memset(&action, 0, sizeof action);
    action.sa_handler = stop_and_resume;
    sigaction(SIGTSTP, &action, NULL);
}

void cncurses_guard_terminal(void) {
    static const int faults[] = {SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGSYS};
    static const int rare[] = {SIGVTALRM, SIGPROF, SIGIO, SIGPWR, SIGSTKFLT, SIGXCPU};
    if (tcgetattr(STDIN_FILENO, &saved) != 0) return;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = restore_and_die;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) sigaction(faults[i], &action, NULL);
    for (size_t i = 0; i < sizeof rare / sizeof *rare; i++) sigaction(rare[i], &action, NULL);
    for (int number = SIGRTMIN; number <= SIGRTMAX; number++) sigaction(number, &action, NULL);
}
