/* Counts the heap allocations of chosen threads: malloc and its relatives are replaced by functions that count and
 * then call glibc's own. Not under a sanitizer, which replaces them itself. */
#pragma once

/* Whether allocations are counted in this build. */
int callocation_is_counting(void);
/* Counts the calling thread's allocations from now on. */
void callocation_watch_thread(void);
/* No longer counts them. */
void callocation_leave_thread(void);
/* Allocations of all watched threads so far. */
long callocation_count(void);
