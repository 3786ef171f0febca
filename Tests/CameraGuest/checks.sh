# What the scripts that run in the camera guest share. `program` is set.
failures=0
export FACETOP_GALLERY="$SHARE/gallery" XDG_STATE_HOME=/tmp/state XDG_CACHE_HOME=/tmp/cache
# Page faults are dear in User-Mode Linux: memory that was freed is kept.
export GLIBC_TUNABLES=glibc.malloc.mmap_threshold=1073741824:glibc.malloc.trim_threshold=1073741824
out=/tmp/out
err=/tmp/err

begun=$SECONDS
ok() { echo "ok ($((SECONDS - begun)) s): $*"; }
fail() { echo "FAILED ($((SECONDS - begun)) s): $*"; failures=$((failures + 1)); }

# Runs a command, and compares its exit code. Use: code EXPECTED COMMAND...
code() {
    local expected=$1
    shift
    "$@" >"$out" 2>"$err" </dev/null
    local found=$?
    [ $found = "$expected" ] || { fail "$* ended with $found, not $expected"; head -20 "$out" "$err"; }
}

# Looks for a text in a file. Use: says FILE TEXT
says() {
    if grep -qF -- "$2" "$1"; then ok "$2"; else fail "no '$2' in:"; tail -20 "$1"; fi
}

# Waits until a file has a text so many times. Use: expect FILE TEXT COUNT SECONDS
expect() {
    local end=$((SECONDS + $4))
    while [ "$(grep -cF -- "$2" "$1")" -lt "$3" ]; do
        [ $SECONDS -lt $end ] || { fail "not $3 times '$2' within $4 s in:"; tail -20 "$1"; return 1; }
        sleep 0.05
    done
    ok "$2 ($3)"
}

# Starts watching a camera in the background; sets `watcher`. Use: watch NAME ARGUMENT...
watch() {
    local name=$1
    shift
    : >"/tmp/$name.out" >"/tmp/$name.err"
    "$program" watch --headless --log "/tmp/$name.log" "$@" >"/tmp/$name.out" 2>"/tmp/$name.err" </dev/null &
    watcher=$!
}

# Ends it in order; what does not end within 15 seconds is killed, which is then told. Use: finish PROCESS
finish() {
    kill -TERM "$1"
    (sleep 15 && kill -KILL "$1") 2>/dev/null &
    local guard=$!
    wait "$1"
    local found=$?
    kill $guard 2>/dev/null
    [ $found = 143 ] || fail "SIGTERM gave $found, not 143"
}

set_control() { "$program" devices --device "$1" --set "$2" >/dev/null || fail "can't set $2"; }
# The driver's own switch: a camera's plug.
unplug() { echo vivid.0 >/sys/bus/platform/drivers/vivid/unbind; }
plug() { echo vivid.0 >/sys/bus/platform/drivers/vivid/bind; }

# Starts to play the face into the loopback camera, which is a camera from then on; sets `player`. Use: play FFMPEG-OUTPUT-OPTIONS...
play() {
    ffmpeg -nostdin -loglevel error -re -stream_loop -1 -i "$SHARE/face.avi" "$@" -f v4l2 /dev/video10 2>/tmp/ffmpeg.err &
    player=$!
    local attempt
    for attempt in $(seq 50); do
        v4l2-ctl -d /dev/video10 -D 2>/dev/null | grep -q 'Video Capture' && return
        sleep 0.1
    done
    fail "nothing plays: $(cat /tmp/ffmpeg.err)"
}

# Ends that, and takes the loopback camera away, which forgets the format only then.
silence() {
    kill $player 2>/dev/null
    (sleep 5 && kill -KILL $player) 2>/dev/null &
    local guard=$!
    wait $player 2>/dev/null
    kill $guard 2>/dev/null
    local attempt
    for attempt in $(seq 200); do
        rmmod v4l2loopback 2>/dev/null && break
        sleep 0.05
    done
    [ "$attempt" -lt 200 ] || fail "the loopback camera is still used: $(ls -l /proc/[0-9]*/fd 2>/dev/null | grep video10)"
    modprobe v4l2loopback devices=1 video_nr=10 card_label=LoopCam exclusive_caps=1
}

# In what `bench --source` printed, the numbers that are missing are the losses that are reported, all of them; and there are
# at least so many. Use: account LEAST
account() {
    local missing reported
    missing=$(sed -n 's/.* \([0-9]*\) missing$/\1/p' $out)
    reported=$(($(sed -n 's/^lost *\([0-9]*\) dropped[^,]*, \([0-9]*\) broken, \([0-9]*\) passed.*/\1 + \2 + \3/p' $out)))
    [ "$missing" -ge "$1" ] || fail "only $missing frames are missing"
    [ "$missing" = "$reported" ] || fail "$missing are missing, $reported reported"
}

conclude() {
    [ $failures = 0 ] || { echo "$failures checks failed"; exit 1; }
    echo "the camera works"
}
