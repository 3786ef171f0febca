#include "CAllocationCount.h"
#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CALLOCATION_IS_OFF 1
#endif
#endif

static atomic_long allocations;
static _Thread_local int is_watched;

void callocation_watch_thread(void) { is_watched = 1; }
void callocation_leave_thread(void) { is_watched = 0; }
long callocation_count(void) { return atomic_load(&allocations); }

#if defined(CALLOCATION_IS_OFF) || !defined(__GLIBC__)
int callocation_is_counting(void) { return 0; }
#else
int callocation_is_counting(void) { return 1; }

/* glibc's own, under the names that it exports beside the usual ones. */
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static void note(void) {
    if (is_watched) atomic_fetch_add(&allocations, 1);
}

void *malloc(size_t size) {
    note();
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    note();
    return __libc_calloc(count, size);
}

void *realloc(void *old, size_t size) {
    note();
    return __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size) {
    note();
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **out, size_t alignment, size_t size) {
    void *memory = memalign(alignment, size);
    if (!memory) return ENOMEM;
    *out = memory;
    return 0;
}
#endif
