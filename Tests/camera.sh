#!/bin/bash
# Runs the real program on real kernel drivers, in a guest kernel that needs neither root nor KVM. Takes the guest that
# FACETOP_GUEST names, else builds one, once. Use: Tests/camera.sh PROGRAM [SCRIPT [ARGUMENT...]]
#
#   SCRIPT  what to run in the guest: a file of CameraGuest/ (default: test)
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
program=$(readlink -f "$1")
script=${2:-test}
shift
[ $# = 0 ] || shift
here="$top/Tests/CameraGuest"
guest=${FACETOP_GUEST:-${XDG_CACHE_HOME:-$HOME/.cache}/facetop/camera-guest}
if [ ! -f "$guest/linux.uml" ]; then
    [ -z "${FACETOP_GUEST:-}" ] || { echo "FACETOP_GUEST names $guest, which has no linux.uml" >&2; exit 1; }
    "$here/build" "$guest"
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# What the loopback camera plays: a face that is enrolled.
demo="$top/models/demo"
ffmpeg -nostdin -loglevel error -loop 1 -i "$demo/obama.jpg" -t 20 -r 30 -c:v mjpeg -q:v 3 \
    -vf 'scale=-2:480,pad=640:480:(ow-iw)/2:0,format=yuvj422p' "$folder/face.avi"
if [ "$script" = soak ]; then
    clang=$(dirname "$(readlink -f "$(command -v swift)")")/clang
    "$clang" -O2 -Wall -Wextra -Werror -o "$folder/play" "$here/play.c"
    ffmpeg -nostdin -loglevel error -i "$folder/face.avi" -frames:v 60 -pix_fmt yuyv422 -f rawvideo "$folder/face.yuyv"
fi
export FACETOP_GALLERY="$folder/gallery"
"$program" enroll 'Barack Obama' "$demo/obama2.jpg" "$demo/obama3.jpg" >/dev/null

"$here/run" "$guest" "${FACETOP_GUEST_SECONDS:-240}" "$folder" "$here/$script" "$program" "$@"
