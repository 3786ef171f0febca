/* Writes a film into a v4l2loopback camera at an even pace, which ffmpeg does not: it sends late frames in bursts.
 * Use: play DEVICE WIDTH HEIGHT RATE FILE, with FILE of whole YUYV pictures. Prints how many it wrote when it is ended. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/videodev2.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t is_over;
static void end(int signal) { (void)signal, is_over = 1; }

int main(int count, char **words) {
    if (count != 6) return 64;
    uint32_t width = (uint32_t)atoi(words[2]), height = (uint32_t)atoi(words[3]), rate = (uint32_t)atoi(words[4]);
    size_t picture = (size_t)width * height * 2;
    int camera = open(words[1], O_RDWR), file = open(words[5], O_RDONLY);
    struct stat status;
    if (camera < 0 || file < 0 || fstat(file, &status) < 0 || (size_t)status.st_size < picture || !rate) return 66;
    uint8_t *film = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (film == MAP_FAILED) return 66;

    struct v4l2_format format = {.type = V4L2_BUF_TYPE_VIDEO_OUTPUT};
    format.fmt.pix = (struct v4l2_pix_format){.width = width, .height = height, .pixelformat = V4L2_PIX_FMT_YUYV,
                                              .field = V4L2_FIELD_NONE, .bytesperline = width * 2,
                                              .sizeimage = (uint32_t)picture};
    struct v4l2_streamparm pace = {.type = V4L2_BUF_TYPE_VIDEO_OUTPUT};
    pace.parm.output.timeperframe = (struct v4l2_fract){1, rate};
    if (ioctl(camera, VIDIOC_S_FMT, &format) < 0) return 69;
    ioctl(camera, VIDIOC_S_PARM, &pace);

    struct sigaction action = {.sa_handler = end};
    sigaction(SIGTERM, &action, NULL);
    struct timespec next;
    clock_gettime(CLOCK_MONOTONIC, &next);
    long written = 0;
    for (size_t at = 0; !is_over; at += picture) {
        if (at + picture > (size_t)status.st_size) at = 0;
        if (write(camera, film + at, picture) < 0) break;
        written++;
        next.tv_nsec += 1000000000L / rate;
        if (next.tv_nsec >= 1000000000L) next.tv_nsec -= 1000000000L, next.tv_sec++;
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
    }
    printf("%ld frames written\n", written);
    return 0;
}
