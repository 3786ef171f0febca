#pragma once
#include <errno.h>
#include <fcntl.h>
#include <libv4l-plugin.h>
#include <libv4l2.h>
#include <libv4lconvert.h>
#include <linux/videodev2.h>
#include <stdlib.h>
#include <unistd.h>

/* v4l2_ioctl is variadic, and the VIDIOC_* and V4L2_PIX_FMT_* macros are not importable. */
#define CV4L2_CALL(name, request, type) \
    static inline int cv4l2_##name(int fd, struct type *argument) { return v4l2_ioctl(fd, request, argument); }
CV4L2_CALL(querycap, VIDIOC_QUERYCAP, v4l2_capability)
CV4L2_CALL(enum_fmt, VIDIOC_ENUM_FMT, v4l2_fmtdesc)
CV4L2_CALL(enum_framesizes, VIDIOC_ENUM_FRAMESIZES, v4l2_frmsizeenum)
CV4L2_CALL(enum_frameintervals, VIDIOC_ENUM_FRAMEINTERVALS, v4l2_frmivalenum)
CV4L2_CALL(s_fmt, VIDIOC_S_FMT, v4l2_format)
CV4L2_CALL(g_fmt, VIDIOC_G_FMT, v4l2_format)
CV4L2_CALL(s_parm, VIDIOC_S_PARM, v4l2_streamparm)
CV4L2_CALL(reqbufs, VIDIOC_REQBUFS, v4l2_requestbuffers)
CV4L2_CALL(querybuf, VIDIOC_QUERYBUF, v4l2_buffer)
CV4L2_CALL(qbuf, VIDIOC_QBUF, v4l2_buffer)
CV4L2_CALL(dqbuf, VIDIOC_DQBUF, v4l2_buffer)
CV4L2_CALL(subscribe_event, VIDIOC_SUBSCRIBE_EVENT, v4l2_event_subscription)
CV4L2_CALL(dqevent, VIDIOC_DQEVENT, v4l2_event)
CV4L2_CALL(queryctrl, VIDIOC_QUERYCTRL, v4l2_queryctrl)
CV4L2_CALL(querymenu, VIDIOC_QUERYMENU, v4l2_querymenu)
CV4L2_CALL(g_ctrl, VIDIOC_G_CTRL, v4l2_control)
CV4L2_CALL(s_ctrl, VIDIOC_S_CTRL, v4l2_control)
#undef CV4L2_CALL
static inline int cv4l2_streamon(int fd, enum v4l2_buf_type type) { return v4l2_ioctl(fd, VIDIOC_STREAMON, &type); }
static inline int cv4l2_streamoff(int fd, enum v4l2_buf_type type) { return v4l2_ioctl(fd, VIDIOC_STREAMOFF, &type); }

/* Opens a node without libv4l2's own conversion: it would convert every frame, also those that nobody looks at.
 * libv4l2 writes to stderr, even that no frame is ready yet, and so over the screen; LIBV4L2_LOG_FILENAME still names a
 * file for it. Its log file is a mutable global, which Swift 6 refuses. */
static inline int cv4l2_open(const char *path, int flags) {
    if (!v4l2_log_file && !getenv("LIBV4L2_LOG_FILENAME")) v4l2_log_file = fopen("/dev/null", "w");
    int fd = open(path, flags);
    if (fd < 0 || v4l2_fd_open(fd, V4L2_DISABLE_CONVERSION) >= 0) return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

/* libv4l2's conversion, for frames that somebody looks at. It asks the device through libv4l2, so that plug-ins work;
 * without a device (-1) it only converts, as benchmarks and tests want it. */
static inline void *cv4l2_convert_init(int fd) { (void)fd; return NULL; }
static inline void cv4l2_convert_close(void *state) { (void)state; }
static inline int cv4l2_convert_ioctl(void *state, int fd, unsigned long request, void *argument) {
    (void)state;
    if (fd >= 0) return v4l2_ioctl(fd, request, argument);
    if ((unsigned)request == (unsigned)VIDIOC_QUERYCAP) {
        struct v4l2_capability none = {.capabilities = V4L2_CAP_VIDEO_CAPTURE};
        *(struct v4l2_capability *)argument = none;
        return 0;
    }
    errno = ENOTTY;
    return -1;
}
static inline ssize_t cv4l2_convert_read(void *state, int fd, void *bytes, size_t count) {
    (void)state;
    return v4l2_read(fd, bytes, count);
}
static inline ssize_t cv4l2_convert_write(void *state, int fd, const void *bytes, size_t count) {
    (void)state, (void)fd, (void)bytes, (void)count;
    errno = EINVAL;
    return -1;
}
static inline struct v4lconvert_data *cv4l2_converter(int fd) {
    static const struct libv4l_dev_ops calls = {
        .init = cv4l2_convert_init,
        .close = cv4l2_convert_close,
        .ioctl = cv4l2_convert_ioctl,
        .read = cv4l2_convert_read,
        .write = cv4l2_convert_write,
    };
    return v4lconvert_create_with_dev_ops(fd, NULL, &calls);
}

static const unsigned cv4l2_cap_wanted = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
static const unsigned cv4l2_cap_device_caps = V4L2_CAP_DEVICE_CAPS;
static const unsigned cv4l2_flag_error = V4L2_BUF_FLAG_ERROR;
static const unsigned cv4l2_flag_timestamp_mask = V4L2_BUF_FLAG_TIMESTAMP_MASK;
static const unsigned cv4l2_flag_timestamp_monotonic = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
static const unsigned cv4l2_event_source_change = V4L2_EVENT_SOURCE_CHANGE;
static const unsigned cv4l2_ctrl_flag_next = V4L2_CTRL_FLAG_NEXT_CTRL;
static const unsigned cv4l2_ctrl_flag_disabled = V4L2_CTRL_FLAG_DISABLED;
static const unsigned cv4l2_ctrl_flag_inactive = V4L2_CTRL_FLAG_INACTIVE;
static const unsigned cv4l2_ctrl_flag_read_only = V4L2_CTRL_FLAG_READ_ONLY;
static const unsigned cv4l2_ctrl_flag_write_only = V4L2_CTRL_FLAG_WRITE_ONLY;
static const unsigned cv4l2_cid_exposure_auto = V4L2_CID_EXPOSURE_AUTO;
static const unsigned cv4l2_cid_exposure_absolute = V4L2_CID_EXPOSURE_ABSOLUTE;
static const unsigned cv4l2_cid_focus_auto = V4L2_CID_FOCUS_AUTO;
static const unsigned cv4l2_cid_auto_white_balance = V4L2_CID_AUTO_WHITE_BALANCE;
