#pragma once
#include <fcntl.h>
#include <libv4l2.h>
#include <linux/videodev2.h>
#include <stdlib.h>

/* v4l2_open and v4l2_ioctl are variadic, and the VIDIOC_* and V4L2_PIX_FMT_* macros are not importable. */
static inline int cv4l2_open(const char *path, int flags) { return v4l2_open(path, flags); }
static inline int cv4l2_querycap(int fd, struct v4l2_capability *c) { return v4l2_ioctl(fd, VIDIOC_QUERYCAP, c); }
static inline int cv4l2_enum_fmt(int fd, struct v4l2_fmtdesc *f) { return v4l2_ioctl(fd, VIDIOC_ENUM_FMT, f); }
static inline int cv4l2_enum_framesizes(int fd, struct v4l2_frmsizeenum *f) { return v4l2_ioctl(fd, VIDIOC_ENUM_FRAMESIZES, f); }
static inline int cv4l2_s_fmt(int fd, struct v4l2_format *f) { return v4l2_ioctl(fd, VIDIOC_S_FMT, f); }
static inline int cv4l2_s_parm(int fd, struct v4l2_streamparm *p) { return v4l2_ioctl(fd, VIDIOC_S_PARM, p); }
static inline int cv4l2_reqbufs(int fd, struct v4l2_requestbuffers *r) { return v4l2_ioctl(fd, VIDIOC_REQBUFS, r); }
static inline int cv4l2_querybuf(int fd, struct v4l2_buffer *b) { return v4l2_ioctl(fd, VIDIOC_QUERYBUF, b); }
static inline int cv4l2_qbuf(int fd, struct v4l2_buffer *b) { return v4l2_ioctl(fd, VIDIOC_QBUF, b); }
static inline int cv4l2_dqbuf(int fd, struct v4l2_buffer *b) { return v4l2_ioctl(fd, VIDIOC_DQBUF, b); }
static inline int cv4l2_streamon(int fd, enum v4l2_buf_type type) { return v4l2_ioctl(fd, VIDIOC_STREAMON, &type); }
static inline int cv4l2_streamoff(int fd, enum v4l2_buf_type type) { return v4l2_ioctl(fd, VIDIOC_STREAMOFF, &type); }
/* libv4l2 writes to stderr, even that no frame is ready yet, and so over the screen; LIBV4L2_LOG_FILENAME still names a
 * file for it. Its log file is a mutable global, which Swift 6 refuses. */
static inline void cv4l2_silence(void) {
    if (!v4l2_log_file && !getenv("LIBV4L2_LOG_FILENAME")) v4l2_log_file = fopen("/dev/null", "w");
}
static const unsigned cv4l2_pix_fmt_rgb24 = V4L2_PIX_FMT_RGB24;
static const unsigned cv4l2_cap_wanted = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
static const unsigned cv4l2_flag_error = V4L2_BUF_FLAG_ERROR;
static const unsigned cv4l2_flag_timestamp_mask = V4L2_BUF_FLAG_TIMESTAMP_MASK;
static const unsigned cv4l2_flag_timestamp_monotonic = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
