/* A camera made of two files, for tests of the real libv4l2 without a driver. Preloaded, it does three things:
 *
 *   glob()  tells libv4l2 that this library is its only plug-in
 *   plug-in turns the descriptor of a text file that begins with "filecamera" into a camera
 *   poll()  waits for such a camera as for a driver: a memory file would always be ready
 *
 * The text file has a line each of: format YUYV|MJPG, size W H, rate FPS, frames FILE (whole pictures, one after the other),
 * notables (drop the JPEGs' Huffman tables), and faults: lost N, stall N, eio N, flag N, short N (at the Nth frame of an
 * opening, from 0), torn N (all frames from N on lose their second half), refuse CALL ERRNO. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <libv4l-plugin.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { most_buffers = 8, most_frames = 4096, most_descriptors = 1024 };

struct camera {
    int descriptor;
    uint32_t format, width, height, rate;
    int without_tables;
    long lost, stall, eio, flag, cut, torn;
    char refused[32];
    int refusal;
    /* The pictures, and where each begins. */
    uint8_t *source;
    size_t source_size, offset[most_frames + 1], frames;
    /* The buffers, in a memory file that stands in the text file's place. */
    uint8_t *memory;
    size_t room;
    uint32_t buffers, queue[most_buffers], queued;
    int is_streaming;
    long next;
    double due;
    pthread_mutex_t lock;
};

static struct camera *cameras[most_descriptors];

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Where the next picture begins at or after a place. */
static size_t find_picture(const struct camera *c, size_t from) {
    static const uint8_t start[] = {0xFF, 0xD8, 0xFF};
    uint8_t *found = memmem(c->source + from, c->source_size - from, start, sizeof start);
    return found ? (size_t)(found - c->source) : c->source_size;
}

static int read_frames(struct camera *c, const char *path) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (file < 0 || fstat(file, &status) < 0 || status.st_size == 0) return -1;
    c->source_size = (size_t)status.st_size;
    c->source = mmap(NULL, c->source_size, PROT_READ, MAP_PRIVATE, file, 0);
    close(file);
    if (c->source == MAP_FAILED) return -1;
    size_t whole = (size_t)c->width * c->height * 2;
    for (size_t at = 0; at < c->source_size && c->frames < most_frames;) {
        c->offset[c->frames++] = at;
        at = c->format == V4L2_PIX_FMT_MJPEG ? find_picture(c, at + 3) : at + whole;
        c->offset[c->frames] = at;
    }
    return 0;
}

static void *start(int descriptor) {
    struct stat status;
    char text[2048], path[1024] = "", word[8];
    if (descriptor >= most_descriptors || fstat(descriptor, &status) < 0 || !S_ISREG(status.st_mode)) return NULL;
    ssize_t size = pread(descriptor, text, sizeof text - 1, 0);
    if (size < 10 || memcmp(text, "filecamera", 10) != 0) return NULL;
    text[size] = 0;
    struct camera *c = calloc(1, sizeof *c);
    *c = (struct camera){.descriptor = descriptor, .format = V4L2_PIX_FMT_YUYV, .width = 640, .height = 480, .rate = 30,
                         .lost = -1, .stall = -1, .eio = -1, .flag = -1, .cut = -1, .torn = -1};
    pthread_mutex_init(&c->lock, NULL);
    char *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        if (sscanf(line, "format %4s", word) == 1) memcpy(&c->format, word, 4);
        sscanf(line, "size %u %u", &c->width, &c->height);
        sscanf(line, "rate %u", &c->rate);
        sscanf(line, "frames %1023s", path);
        sscanf(line, "lost %ld", &c->lost);
        sscanf(line, "stall %ld", &c->stall);
        sscanf(line, "eio %ld", &c->eio);
        sscanf(line, "flag %ld", &c->flag);
        sscanf(line, "short %ld", &c->cut);
        sscanf(line, "torn %ld", &c->torn);
        sscanf(line, "refuse %31s %d", c->refused, &c->refusal);
        if (strcmp(line, "notables") == 0) c->without_tables = 1;
    }
    int memory = memfd_create("filecamera", MFD_CLOEXEC);
    if (read_frames(c, path) < 0 || memory < 0) {
        fprintf(stderr, "filecamera: can't read %s\n", path);
        exit(70);
    }
    /* libv4l2 maps buffers from the descriptor itself. */
    dup2(memory, descriptor);
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    close(memory);
    cameras[descriptor] = c;
    return c;
}

static void stop(void *state) {
    struct camera *c = state;
    cameras[c->descriptor] = NULL;
    if (c->memory) munmap(c->memory, c->room * c->buffers);
    munmap(c->source, c->source_size);
    free(c);
}

static int is_lost(const struct camera *c) { return c->lost >= 0 && c->next >= c->lost; }
static int is_stalled(const struct camera *c) { return c->stall >= 0 && c->next >= c->stall; }
static int is_ready(const struct camera *c) { return c->is_streaming && c->queued && !is_stalled(c) && now() >= c->due; }

/* A picture without its Huffman tables, as Motion JPEG has them: segments up to the scan are copied but for DHT. */
static size_t strip(const uint8_t *in, size_t size, uint8_t *out) {
    size_t at = 2, length = 2;
    memcpy(out, in, 2);
    while (at + 4 <= size && in[at] == 0xFF && in[at + 1] != 0xDA) {
        size_t segment = 2u + ((size_t)in[at + 2] << 8 | in[at + 3]);
        if (in[at + 1] != 0xC4) memcpy(out + length, in + at, segment), length += segment;
        at += segment;
    }
    memcpy(out + length, in + at, size - at);
    return length + size - at;
}

static void describe(const struct camera *c, struct v4l2_format *f) {
    int is_jpeg = c->format == V4L2_PIX_FMT_MJPEG;
    f->fmt.pix = (struct v4l2_pix_format){.width = c->width, .height = c->height, .pixelformat = c->format,
                                          .field = V4L2_FIELD_NONE, .bytesperline = is_jpeg ? 0 : c->width * 2,
                                          .sizeimage = c->width * c->height * 2};
}

static void describe_buffer(const struct camera *c, uint32_t index, struct v4l2_buffer *b) {
    *b = (struct v4l2_buffer){.index = index, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP,
                              .length = (uint32_t)c->room, .field = V4L2_FIELD_NONE,
                              .flags = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC};
    b->m.offset = (uint32_t)(index * c->room);
}

static int request(struct camera *c, struct v4l2_requestbuffers *r) {
    if (c->memory) munmap(c->memory, c->room * c->buffers);
    c->memory = NULL;
    c->buffers = r->count = r->count < most_buffers ? r->count : most_buffers;
    c->room = ((size_t)c->width * c->height * 2 + 4095) & ~(size_t)4095;
    c->queued = 0;
    c->is_streaming = 0;
    if (!c->buffers) return 0;
    if (ftruncate(c->descriptor, (off_t)(c->room * c->buffers)) < 0) return -1;
    c->memory = mmap(NULL, c->room * c->buffers, PROT_READ | PROT_WRITE, MAP_SHARED, c->descriptor, 0);
    return c->memory == MAP_FAILED ? -1 : 0;
}

static int fill(struct camera *c, struct v4l2_buffer *b) {
    if (!is_ready(c)) return errno = EAGAIN, -1;
    long number = c->next++;
    c->due += 1.0 / c->rate;
    if (number == c->eio) return errno = EIO, -1;
    uint32_t index = c->queue[0];
    memmove(c->queue, c->queue + 1, --c->queued * sizeof *c->queue);
    size_t frame = (size_t)number % c->frames, from = c->offset[frame], size = c->offset[frame + 1] - from;
    uint8_t *target = c->memory + index * c->room;
    if (size > c->room) size = c->room;
    if (c->without_tables) size = strip(c->source + from, size, target);
    else memcpy(target, c->source + from, size);
    if (number == c->cut) size /= 2;
    if (c->torn >= 0 && number >= c->torn) memset(target + size / 2, 0, size - size / 2);
    describe_buffer(c, index, b);
    double taken = now();
    b->bytesused = (uint32_t)size;
    b->sequence = (uint32_t)number;
    b->timestamp.tv_sec = (time_t)taken;
    b->timestamp.tv_usec = (suseconds_t)((taken - (double)(time_t)taken) * 1e6);
    if (number == c->flag) b->flags |= V4L2_BUF_FLAG_ERROR;
    return 0;
}

/* Refuses a call that the text file names. */
#define CALL(name) \
    case VIDIOC_##name: \
        if (strcmp(c->refused, #name) == 0) return errno = c->refusal, -1;

static int answer(struct camera *c, unsigned long call, void *argument) {
    if (is_lost(c)) return errno = ENODEV, -1;
    switch ((unsigned)call) {
        CALL(QUERYCAP) {
            struct v4l2_capability *q = argument;
            *q = (struct v4l2_capability){.driver = "filecamera", .card = "File Camera", .bus_info = "file",
                                          .device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING};
            q->capabilities = q->device_caps | V4L2_CAP_DEVICE_CAPS;
            return 0;
        }
        CALL(ENUM_FMT) {
            struct v4l2_fmtdesc *f = argument;
            if (f->index) return errno = EINVAL, -1;
            f->pixelformat = c->format;
            return 0;
        }
        CALL(ENUM_FRAMESIZES) {
            struct v4l2_frmsizeenum *f = argument;
            if (f->index || f->pixel_format != c->format) return errno = EINVAL, -1;
            f->type = V4L2_FRMSIZE_TYPE_DISCRETE;
            f->discrete = (struct v4l2_frmsize_discrete){c->width, c->height};
            return 0;
        }
        CALL(ENUM_FRAMEINTERVALS) {
            struct v4l2_frmivalenum *f = argument;
            if (f->index || f->pixel_format != c->format) return errno = EINVAL, -1;
            f->type = V4L2_FRMIVAL_TYPE_DISCRETE;
            f->discrete = (struct v4l2_fract){1, c->rate};
            return 0;
        }
        CALL(S_FMT) return describe(c, argument), 0;
        CALL(G_FMT) return describe(c, argument), 0;
        CALL(S_PARM) {
            struct v4l2_streamparm *p = argument;
            p->parm.capture.timeperframe = (struct v4l2_fract){1, c->rate};
            return 0;
        }
        CALL(REQBUFS) return request(c, argument);
        CALL(QUERYBUF) return describe_buffer(c, ((struct v4l2_buffer *)argument)->index, argument), 0;
        CALL(QBUF) {
            uint32_t index = ((struct v4l2_buffer *)argument)->index;
            if (index >= c->buffers || c->queued == c->buffers) return errno = EINVAL, -1;
            c->queue[c->queued++] = index;
            return 0;
        }
        CALL(DQBUF) return fill(c, argument);
        CALL(STREAMON) {
            c->is_streaming = 1;
            c->due = now() + 1.0 / c->rate;
            return 0;
        }
        CALL(STREAMOFF) return c->is_streaming = 0, 0;
    }
    return errno = ENOTTY, -1;
}

static int call(void *state, int descriptor, unsigned long request, void *argument) {
    (void)descriptor;
    struct camera *c = state;
    pthread_mutex_lock(&c->lock);
    int result = answer(c, request, argument), error = errno;
    pthread_mutex_unlock(&c->lock);
    errno = error;
    return result;
}

static ssize_t no_read(void *state, int descriptor, void *bytes, size_t size) {
    (void)state, (void)descriptor, (void)bytes, (void)size;
    return errno = EINVAL, -1;
}
static ssize_t no_write(void *state, int descriptor, const void *bytes, size_t size) {
    (void)state, (void)descriptor, (void)bytes, (void)size;
    return errno = EINVAL, -1;
}

__attribute__((visibility("default"))) const struct libv4l_dev_ops libv4l2_plugin = {
    .init = start, .close = stop, .ioctl = call, .read = no_read, .write = no_write,
};

__attribute__((visibility("default"))) int glob(const char *restrict pattern, int flags,
                                                int (*on_error)(const char *, int), glob_t *restrict result) {
    int (*real)(const char *, int, int (*)(const char *, int), glob_t *) = dlsym(RTLD_NEXT, "glob");
    Dl_info self;
    if (strstr(pattern, "/libv4l/plugins/") && dladdr(&libv4l2_plugin, &self)) pattern = self.dli_fname;
    return real(pattern, flags, on_error, result);
}

__attribute__((visibility("default"))) int poll(struct pollfd *files, nfds_t count, int milliseconds) {
    int (*real)(struct pollfd *, nfds_t, int) = dlsym(RTLD_NEXT, "poll");
    int descriptor = count == 1 ? files->fd : -1;
    struct camera *c = descriptor >= 0 && descriptor < most_descriptors ? cameras[descriptor] : NULL;
    if (!c) return real(files, count, milliseconds);
    for (double end = now() + milliseconds * 1e-3;; usleep(500)) {
        pthread_mutex_lock(&c->lock);
        files->revents = (short)(is_lost(c) ? POLLERR | POLLHUP : is_ready(c) ? POLLIN : 0);
        pthread_mutex_unlock(&c->lock);
        if (files->revents) return 1;
        if (now() >= end) return 0;
    }
}
