#!/bin/sh
# Runs the real program on sources that ffmpeg reads: whatever they do, q and signals end it within two seconds with nothing
# left behind; a stream that ends or stalls is lost and comes back; no password is printed. Use: Tests/sources.sh PROGRAM
set -u
program=$1
top=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
session=facetop-sources-$$
export FACETOP_GALLERY="$folder/gallery" XDG_STATE_HOME="$folder/state" XDG_CONFIG_HOME="$folder/config" LC_ALL=C.UTF-8
log="$folder/state/facetop/events.jsonl"
port=$((20000 + $$ % 20000))
failures=0
servers=
trap 'kill $servers 2>/dev/null; tmux -L "$session" kill-server 2>/dev/null; pkill -9 -f "$folder"; rm -rf "$folder"' EXIT

fail() { echo "FAILED: $*"; failures=$((failures + 1)); }
now() { date +%s%N; }
serve() {
    port=$((port + 1))
    perl "$top/Tests/server.pl" $port "$@" & servers="$servers $!"
    sleep 0.3
}
# Nothing that we started is left, and all tracks of the log have their end. Use: clean NAME
clean() {
    pgrep -f "[f]fmpeg.*$folder|[f]fmpeg.*127.0.0.1:$port" >/dev/null && { sleep 0.2; pgrep -f "[f]fmpeg.*$folder|[f]fmpeg.*127.0.0.1:$port" >/dev/null && fail "$1: ffmpeg is still there"; }
    [ -f "$log" ] || return 0
    [ "$(grep -c '"type":"new"' "$log")" = "$(grep -c '"type":"end"' "$log")" ] || fail "$1: a track without its end"
    [ "$(wc -l <"$log")" = "$(grep -c '^{.*}$' "$log")" ] || fail "$1: a torn line in the log"
    rm -f "$log"
}
# Ends within two seconds of a start time. Use: soon NAME START
soon() {
    took=$((($(now) - $2) / 1000000))
    if [ $took -lt 2000 ]; then echo "ok: $1 ends in $took ms"; else fail "$1 took $took ms"; fi
}
# Runs headless, and sends a signal. Use: stops NAME SIGNAL SECONDS ARGUMENT...
stops() {
    name="$1, signal $2"; signal=$2; wait=$3
    shift 3
    "$program" watch "$@" --headless >"$folder/out" 2>"$folder/err" </dev/null & victim=$!
    sleep "$wait"
    start=$(now)
    kill "-$signal" $victim || { fail "$name: it had ended before"; cat "$folder/err"; }
    wait $victim
    code=$?
    soon "$name" "$start"
    [ $code = $((128 + signal)) ] || { fail "$name: exit code $code"; cat "$folder/err"; }
    clean "$name"
}
screen() { tmux -L "$session" capture-pane -p; }
expect() {
    for _ in $(seq 150); do
        screen | grep -qF -- "$1" && return
        sleep 0.1
    done
    fail "the screen never showed '$1':"
    screen
}
# Runs on a screen until it shows a text, and types q. Use: quits NAME TEXT KEYS SOURCE
quits() {
    tmux -L "$session" -u -f /dev/null new-session -d -x 120 -y 36 "$program watch '$4'; echo exit \$?; sleep 600"
    expect "$2"
    [ -n "$3" ] && { tmux -L "$session" send-keys "$3"; expect PAUSED; }
    start=$(now)
    tmux -L "$session" send-keys q
    for _ in $(seq 100); do
        screen | grep -q '^exit 0' && break
        sleep 0.02
    done
    screen | grep -q '^exit 0' || { fail "$1: q did not end it"; screen; }
    soon "$1, q" "$start"
    tmux -L "$session" kill-server
    clean "$1, q"
}

# A film of four minutes, the same as pictures in a row, and what never gives a byte.
ffmpeg -nostdin -loglevel error -loop 1 -i "$top/models/demo/obama2.jpg" -vf scale=320:-2 -r 10 -t 2 "$folder/short.mp4" </dev/null
ffmpeg -nostdin -loglevel error -stream_loop 120 -i "$folder/short.mp4" -c copy "$folder/film.mp4" </dev/null
ffmpeg -nostdin -loglevel error -i "$folder/short.mp4" -f mjpeg -q:v 3 "$folder/film.mjpeg" </dev/null
mkfifo "$folder/fifo" "$folder/fifo.y4m"

for signal in 2 15; do
    stops 'reading a film' $signal 2 "$folder/film.mp4"
    stops 'opening a pipe that nobody writes' $signal 1.5 "$folder/fifo"
    stops 'opening a Y4M pipe that nobody writes' $signal 1.5 "$folder/fifo.y4m"
    serve silent
    stops 'opening a stream that says nothing' $signal 2 "http://127.0.0.1:$port/v.mjpg"
    serve stall "$folder/film.mjpeg"
    stops 'a stream that stalls' $signal 4 "http://127.0.0.1:$port/v.mjpg"
done
kill $servers 2>/dev/null
servers=

quits 'reading a film' 'frames/s' '' "$folder/film.mp4"
quits 'a film that is held' 'frames/s' p "$folder/film.mp4"
quits 'opening a pipe that nobody writes' opening '' "$folder/fifo"
serve silent
quits 'opening a stream that says nothing' opening '' "http://127.0.0.1:$port/v.mjpg"
serve end "$folder/film.mjpeg"
quits 'a stream that is lost' LOST '' "http://127.0.0.1:$port/v.mjpg"

# Killed, it leaves no child, either; nor where its reader goes away, or does not read.
"$program" watch "$folder/film.mp4" --headless --no-log >/dev/null 2>&1 </dev/null & victim=$!
sleep 2
kill -KILL $victim
wait $victim 2>/dev/null
sleep 0.2
clean 'killed'
start=$(now)
"$program" watch "$folder/film.mp4" --headless --no-log 2>/dev/null </dev/null | head -1 >/dev/null
soon 'a reader that has seen enough' "$start"
clean 'a reader that has seen enough'

# A stream that ends is lost, and back when it is served again.
serve end "$folder/film.mjpeg"
"$program" watch "http://ada:s3cret@127.0.0.1:$port/v.mjpg?token=s3cret" --headless >"$folder/out" 2>"$folder/err" </dev/null & victim=$!
for _ in $(seq 100); do grep -q '"type":"back"' "$folder/out" && break; sleep 0.1; done
kill -INT $victim
wait $victim
for event in new lost back end; do grep -q "\"type\":\"$event\"" "$folder/out" || { fail "no event '$event':"; cat "$folder/out" "$folder/err"; }; done
grep -q '"reason":"http://127.0.0.1:[0-9]*/v.mjpg?token=\*\*\*: the stream ended"' "$folder/out" || fail "another reason: $(grep lost "$folder/out")"
clean 'a stream that ends'

# Nothing that is printed or logged has a password in it.
for mode in 401 404; do
    serve $mode
    for url in "http://ada:s3cret@127.0.0.1:$port/v.mjpg?token=t0ken" "http://ada:s3c@ret/w0rd@127.0.0.1:$port/v"; do
        "$program" watch "$url" --headless >"$folder/out" 2>"$folder/err" </dev/null
        [ $? = 66 ] || fail "$mode gave another exit code"
        grep -q "facetop: http://127.0.0.1" "$folder/err" || { fail "the camera is not named:"; cat "$folder/err"; }
        grep -q 's3c\|w0rd\|t0ken' "$folder/out" "$folder/err" && { fail "a password:"; cat "$folder/out" "$folder/err"; }
    done
done
"$program" watch 'rtsp://ada:s3cret@127.0.0.1:9/stream' --headless >"$folder/out" 2>&1 </dev/null
grep -q s3cret "$folder/out" && { fail "a password:"; cat "$folder/out"; }

[ "$failures" = 0 ] || exit 1
echo "the sources work"
