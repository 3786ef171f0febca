#define _GNU_SOURCE
#include "CNcurses.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
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

/* The entry of a terminal with 24-bit colors, by the one that TERM names: as ncurses' own xterm-direct has them, so that
 * the numbers below 8 are still the terminal's own colors. */
static int write_direct_entry(const char *path, const char *terminal) {
    static const char *color =
        "\\E[%%?%%p1%%{8}%%<%%t%c%%p1%%d%%e%c8;2;%%p1%%{65536}%%/%%d;%%p1%%{256}%%/%%{255}%%&%%d;%%p1%%{255}%%&%%d%%;m";
    char foreground[256], background[256];
    snprintf(foreground, sizeof foreground, color, '3', '3');
    snprintf(background, sizeof background, color, '4', '4');
    FILE *file = fopen(path, "wx");
    if (!file) return 0;
    fprintf(
        file,
        "facetop-direct|made by facetop,\n\tRGB, ccc@, initc@, oc@, colors#0x1000000, pairs#0x7FFF,\n"
        "\top=\\E[39;49m,\n\tsetaf=%s,\n\tsetab=%s,\n\tuse=%s,\n",
        foreground, background, terminal);
    return fclose(file) == 0;
}

static int compile_entry(const char *folder, const char *source) {
    char *words[] = {"tic", "-x", "-o", (char *)folder, (char *)source, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t child;
    int failed = posix_spawnp(&child, "tic", &actions, NULL, words, environ);
    posix_spawn_file_actions_destroy(&actions);
    int status = 1;
    if (!failed) while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    return !failed && status == 0;
}

/* Starts ncurses on an entry that is made, and gone again when it was read; null where that can't be. */
static WINDOW *start_direct(void) {
    const char *terminal = getenv("TERM");
    if (!terminal || strspn(terminal, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-._") != strlen(terminal))
        return NULL;
    char folder[] = "/tmp/facetop-XXXXXX";
    if (!mkdtemp(folder)) return NULL;
    char source[64], entry[64], letter[64];
    snprintf(source, sizeof source, "%s/source", folder);
    snprintf(letter, sizeof letter, "%s/f", folder);
    snprintf(entry, sizeof entry, "%s/f/facetop-direct", folder);
    const char *before = getenv("TERMINFO");
    char *kept = before ? strdup(before) : NULL;
    WINDOW *window = NULL;
    if (write_direct_entry(source, terminal) && compile_entry(folder, source)) {
        setenv("TERMINFO", folder, 1);
        if (newterm("facetop-direct", stdout, stdin)) window = stdscr;
        if (kept) setenv("TERMINFO", kept, 1);
        else unsetenv("TERMINFO");
    }
    free(kept);
    unlink(entry);
    rmdir(letter);
    unlink(source);
    rmdir(folder);
    return window;
}

WINDOW *cncurses_start(int is_direct) {
    WINDOW *window = is_direct ? start_direct() : NULL;
    if (window) return window;
    return newterm(NULL, stdout, stdin) ? stdscr : NULL;
}

void cncurses_draw(
    WINDOW *window, int row, int column, const uint32_t *characters, int count, unsigned attributes, int pair) {
    wchar_t text[CCHARW_MAX + 1] = {0};
    for (int i = 0; i < count && i < CCHARW_MAX; i++) text[i] = (wchar_t)characters[i];
    if (wcwidth(text[0]) < 1) {
        text[0] = L'?';
        text[1] = 0;
    }
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

/* Only calls that are safe in a signal handler: no ncurses. */
static void restore_and_die(int signal_number) {
    static const char reset[] = "\033[0m\033[?25h\033[?1l\033>\033[?1049l\r\n";
    ssize_t ignored = write(STDOUT_FILENO, reset, sizeof reset - 1);
    (void)ignored;
    tcsetattr(STDIN_FILENO, TCSANOW, &saved);
    cncurses_release_errors();
    signal(signal_number, SIG_DFL);
    raise(signal_number);
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
