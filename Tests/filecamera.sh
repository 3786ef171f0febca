#!/bin/sh
# Runs the real program on the real libv4l2, with a camera made of files: needs no driver and no rights.
# Use: Tests/filecamera.sh PROGRAM
set -u
program=$1
top=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export FACETOP_GALLERY="$folder/gallery" XDG_STATE_HOME="$folder/state" XDG_CONFIG_HOME="$folder/config" XDG_DATA_HOME="$folder/data"
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }

clang=$(dirname "$(readlink -f "$(command -v swift)")")/clang
"$clang" -O2 -Wall -Wextra -Werror -shared -fPIC -fvisibility=hidden -o "$folder/filecamera.so" \
    "$top/Tests/FileCamera/filecamera.c" -ldl -lpthread || exit 1
demo="$top/models/demo"
video='scale=-2:480,pad=640:480:(ow-iw)/2:0'
ffmpeg -nostdin -loglevel error -loop 1 -i "$demo/obama.jpg" -frames:v 3 -vf "$video" -pix_fmt yuyv422 -f rawvideo \
    "$folder/face.yuyv"
ffmpeg -nostdin -loglevel error -loop 1 -i "$demo/obama.jpg" -frames:v 3 -vf "$video,format=yuvj422p" -c:v mjpeg -q:v 3 \
    -huffman default -f mjpeg "$folder/face.mjpg"
"$program" enroll 'Barack Obama' "$demo/obama2.jpg" "$demo/obama3.jpg" >/dev/null || fail "enrolling"

# Watches such a camera for some seconds; what it prints is in out and err. Use: camera SECONDS EXIT-CODE LINE...
camera() {
    seconds=$1 expected=$2
    shift 2
    { echo filecamera; printf '%s\n' "$@"; } >"$folder/test.cam"
    LD_PRELOAD="$folder/filecamera.so" timeout -s TERM "$seconds" "$program" watch "v4l2:$folder/test.cam" --headless \
        --no-log >"$folder/out" 2>"$folder/err" </dev/null
    found=$?
    # timeout's own code, where the program would have gone on.
    [ "$found" = "$expected" ] || { fail "$* ended with $found, not $expected"; cat "$folder/err"; }
}
says() { if grep -qF -- "$2" "$folder/$1"; then echo "ok: $2"; else fail "no '$2' in:"; cat "$folder/$1"; fi; }

for format in "YUYV face.yuyv" "MJPG face.mjpg" "MJPG face.mjpg notables"; do
    set -- $format
    camera 3 124 "format $1" "frames $folder/$2" ${3:-}
    says err "640x480 $1 30/s"
    says out '"person":"Barack Obama"'
    grep -q 'broken, ' "$folder/err" && ! grep -q ' 0 broken, ' "$folder/err" && fail "broken frames: $(cat "$folder/err")"
done

yuyv="frames $folder/face.yuyv"
camera 5 124 "$yuyv" "lost 30"
says out '"type":"lost"'
says out '"type":"back"'
says err 'DQBUF failed: No such device; is the camera plugged in?'
camera 5 124 "$yuyv" "eio 30"
says err 'DQBUF failed: Input/output error; try another cable or port'
says out '"type":"back"'
camera 9 124 "$yuyv" "stall 20"
says err 'no frame for 5 s'
camera 3 124 "$yuyv" "flag 20" "short 25"
says err 'frames lost: 0 dropped by the driver, 2 broken'
camera 9 124 "format MJPG" "frames $folder/face.mjpg" "torn 10"
says err 'for 5 s; try another format, cable or port'
camera 3 124 "$yuyv" "refuse REQBUFS 16"
says err 'another program uses the camera'
says out '"type":"lost"'
for refusal in "QUERYCAP 25" "S_FMT 22" "QUERYBUF 22" "QBUF 22" "STREAMON 28" "G_FMT 19"; do
    set -- $refusal
    camera 5 69 "$yuyv" "refuse $1 $2"
    case $1 in
    # libv4l2 itself makes these calls.
    QUERYCAP | G_FMT) says err 'test.cam: open failed: ' ;;
    *) says err "$1 failed: " ;;
    esac
done
camera 3 124 "$yuyv" "refuse S_PARM 25"
says err '640x480 YUYV'
echo "no camera" >"$folder/plain.txt"
LD_PRELOAD="$folder/filecamera.so" "$program" watch "v4l2:$folder/plain.txt" --headless --no-log >"$folder/out" 2>"$folder/err"
[ $? = 69 ] || fail "a file that is no camera"
says err 'it is no camera'

# On the screen: an outage is shown with its reason, and a held picture closes the camera.
screen="tmux -L facetop-filecamera-$$"
shows() {
    for attempt in $(seq 100); do
        $screen capture-pane -p -t camera 2>/dev/null | grep -qF -- "$1" && echo "ok: the screen shows '$1'" && return
        sleep 0.1
    done
    fail "the screen does not show '$1' but:"
    $screen capture-pane -p -t camera
}
held() { ls -l "/proc/$process/fd" | grep -c 'memfd:filecamera'; }
printf '%s\n' filecamera "$yuyv" "lost 150" >"$folder/test.cam"
$screen new-session -d -s camera -x 100 -y 30 \
    "exec env LD_PRELOAD=$folder/filecamera.so $program watch v4l2:$folder/test.cam --no-log"
process=$($screen list-panes -t camera -F '#{pane_pid}')
shows '640x480 YUYV 30/s'
shows 'Barack Obama'
shows ' LOST '
shows 'DQBUF failed: No such device'
shows 'camera back after 0.'
[ "$(held)" = 1 ] || fail "the camera should be open"
$screen send-keys -t camera p
shows PAUSED
sleep 0.5
[ "$(held)" = 0 ] || fail "the camera is open while the picture is held"
$screen send-keys -t camera p
shows ' live '
[ "$(held)" = 1 ] || fail "the camera should be open again"
$screen kill-server

[ "$failures" = 0 ] || exit 1
echo "the camera made of files works"
