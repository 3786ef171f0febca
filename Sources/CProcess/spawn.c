#define _GNU_SOURCE
#include "CProcess.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Only calls that are safe between fork and exec in a program with threads. */
static void become(char *const *argv, const int *streams, int is_detached, pid_t parent) {
    struct sigaction standard = {.sa_handler = SIG_DFL};
    for (int number = 1; number < NSIG; number++) sigaction(number, &standard, NULL);
    if (is_detached) setpgid(0, 0);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return;
    /* The parent may have died before it was agreed. */
    if (getppid() != parent) _exit(127);
    /* First out of the way of the numbers that they are to have. */
    int copies[3];
    for (int i = 0; i < 3; i++)
        if ((copies[i] = fcntl(streams[i], F_DUPFD_CLOEXEC, 3)) < 0) return;
    for (int i = 0; i < 3; i++)
        if (dup2(copies[i], i) < 0) return;
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execvp(argv[0], argv);
}

pid_t cprocess_start(char *const *argv, int input, int output, int errors, int is_detached) {
    int failure[2];
    if (pipe2(failure, O_CLOEXEC) != 0) return -1;
    /* No handler of ours may run in the child. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0) {
        const int streams[3] = {input, output, errors};
        become(argv, streams, is_detached, parent);
        int code = errno;
        ssize_t ignored = write(failure[1], &code, sizeof code);
        (void)ignored;
        _exit(127);
    }
    int code = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(failure[1]);
    if (child > 0) {
        /* The pipe closes by itself when the program runs. */
        ssize_t count;
        while ((count = read(failure[0], &code, sizeof code)) < 0 && errno == EINTR) {}
        if (count == sizeof code) {
            while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
            child = -1;
        }
    }
    close(failure[0]);
    errno = code;
    return child;
}

int cprocess_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int cprocess_file_in_memory(void) { return memfd_create("facetop", MFD_CLOEXEC); }

int cprocess_event(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int cprocess_handle(pid_t child) { return (int)syscall(SYS_pidfd_open, child, 0); }
