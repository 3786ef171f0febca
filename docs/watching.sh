#!/bin/sh
# What watching costs: makes films of 640x480 at 30 frames a second with a camera's noise, of nobody, of a face that keeps
# still, of one that moves and of four, and has each watched as if a camera gave it. Needs ffmpeg.
# Use: docs/watching.sh PROGRAM [OPTION OF facetop bench]...
set -eu
program=$(realpath "$1")
shift
cd "$(dirname "$0")/../models/demo"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# A face: which part of which picture, and how high it is shown.
obama="[1]crop=400:480:270:60,scale=-2:240"
biden="[2]crop=600:680:270:70,scale=-2:230"
astronaut="[3]crop=240:220:100:0,scale=-2:200"
obama2="[4]crop=300:340:150:180,scale=-2:190"

# Use: film NAME FILTER PICTURE...
film() {
    name=$1 filter=$2
    shift 2
    for picture; do
        set -- "$@" -i "$picture"
        shift
    done
    ffmpeg -nostdin -v error -f lavfi -i 'color=0x8a94a0:s=640x480:r=30:d=10' "$@" \
        -filter_complex "$filter,noise=alls=7:allf=t,format=yuv420p" -f yuv4mpegpipe "$folder/$name.y4m"
}
film empty '[0]null'
film still "$obama[a];[0][a]overlay=200:120" obama.jpg
film moving "$obama[a];[0][a]overlay=x='200+120*sin(1.3*t)':y='120+40*sin(0.7*t)'" obama.jpg
film four "$obama[a];$biden[b];$astronaut[c];$obama2[d];[0][a]overlay=x='20+30*sin(1.3*t)':y='5+20*sin(0.7*t)'[e];
    [e][b]overlay=x='380+40*sin(1.1*t)':y='10+20*sin(0.9*t)'[f];[f][c]overlay=x='60+40*sin(0.8*t)':y='260+15*sin(1.2*t)'[g];
    [g][d]overlay=x='400+40*sin(1.2*t)':y='270+15*sin(1.4*t)'" obama.jpg biden.jpg astronaut.png obama2.jpg

for name in empty still moving four; do
    for options in "" --always; do
        echo "# $name $options"
        "$program" bench --source "$folder/$name.y4m" --live --seconds 12 $options "$@" | grep -E '^(frames|looked|detect|lost)'
    done
done
