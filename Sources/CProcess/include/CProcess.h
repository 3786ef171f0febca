#pragma once
#include <sys/types.h>

/* Starts a program that is found in PATH. posix_spawn can't have a child die with its parent, nor can Swift call fork.
 *
 * The child has the default action for every signal and none blocked, and is killed when the calling thread ends, however
 * that comes. argv ends with a null pointer; input, output and errors become its standard descriptors. A detached child
 * is in a process group of its own, which keys such as Ctrl-C do not reach.
 *
 * Returns the child's number, or -1 and errno: no such program is ENOENT. */
pid_t cprocess_start(char *const *argv, int input, int output, int errors, int is_detached);

/* pipe2, memfd_create and eventfd are GNU's and Linux's, which Swift's Glibc leaves out; the descriptors close when a program is started. */
int cprocess_pipe(int ends[2]);
/* A file that has no name and is gone with its last descriptor; -1 and errno where there is no memory. */
int cprocess_file_in_memory(void);
/* A descriptor that is ready to be read once a number was written to it; never blocks. -1 and errno on failure. */
int cprocess_event(void);
/* A descriptor that is ready to be read once a child has ended; -1 and errno where the kernel has none (Linux 5.3). */
int cprocess_handle(pid_t child);
