#!/bin/sh
# Runs the real program in a terminal, and looks at it as a user does: the demo appears, people are named, keys work,
# and the terminal is as it was after every way out. Use: Tests/screen.sh PROGRAM
set -u
program=$1
session=facetop-test-$$
folder=$(mktemp -d)
export FACETOP_GALLERY="$folder/gallery" XDG_STATE_HOME="$folder/state" XDG_CONFIG_HOME="$folder/config" LC_ALL=C.UTF-8
failures=0

screen() { tmux -L "$session" capture-pane -p; }
keys() { tmux -L "$session" send-keys "$@"; }
# The terminal's settings before and after are compared, and nothing may be left on its screen.
start() {
    tmux -L "$session" -u -f /dev/null new-session -d -x 120 -y 36 \
        "stty -a >$folder/before; $program watch ${*:-demo}; code=\$?; stty -a >$folder/after; echo exit \$code; stty -a; sleep 600"
}
# Looks at what was left. Use: left
left() {
    cmp -s "$folder/before" "$folder/after" || { echo "FAILED: the terminal's settings are others than before"; failures=$((failures + 1)); }
    screen | sed '/^exit /,$d' | grep -v '^facetop: faces are recognized by' | grep -q . && { echo "FAILED: something was left on the screen:"; screen; failures=$((failures + 1)); }
}
stop() { tmux -L "$session" kill-server; }
trap 'stop 2>/dev/null; rm -rf "$folder"' EXIT

# Waits until the screen shows a text.
expect() {
    for _ in $(seq 150); do
        if screen | grep -qF -- "$1"; then
            echo "ok: shows '$1'"
            return
        fi
        sleep 0.1
    done
    echo "FAILED: the screen never showed '$1':"
    screen
    failures=$((failures + 1))
}

start
expect 'facetop  demo  live'
expect 'Barack Obama'
expect 'Joe Biden'
keys '?'
expect 'give the chosen face a name'
keys Escape
expect 'WHO IS THERE'
keys p
expect 'PAUSED'
keys p
expect 'live'
keys e
expect 'Name of the face:'
keys 'a/b' Enter
expect 'the name has the character `/`'
# What is typed now is a name, still: q does not quit.
keys q
expect 'a/bq_'
keys Escape
# The stranger comes; she is the only face that is not known.
expect 'is      unknown'
for _ in 1 2 3; do
    screen | grep -q '^.*> #[0-9]* unknown' && break
    keys Down
    sleep 0.3
done
keys E 'Eileen Collins' Enter
expect 'Eileen Collins (d2'
# Why she is named; a filter; the gallery, where she gets another name, leaves, and comes back.
keys Enter
expect 'WHY  #'
expect 'Eileen Collins: near enough'
expect 'nearest photo: '
keys Escape
keys / 'Collins' Enter
expect 'EVENTS with Collins'
keys / C-u Enter
keys g
expect 'GALLERY  3 people'
keys Down Down
expect '> Joe Biden'
keys Up
expect '> Eileen Collins'
keys r C-u 'Eileen Marie Collins' Enter
expect 'Eileen Collins is Eileen Marie Collins now; u undoes it'
keys d
expect 'Remove Eileen Marie Collins with all photos?  y/N'
keys n
expect 'nothing is changed'
keys d y
expect 'Eileen Marie Collins is removed; u undoes it'
expect 'GALLERY  2 people'
keys q
expect 'exit 0'
expect ' icanon'
left
stop
# Also after a restart.
sleep 0.5
start
expect 'Barack Obama'
keys u
expect 'undone: Eileen Marie Collins is removed'
keys g
expect '> Barack Obama'
keys Down
expect '> Eileen Marie Collins'
keys Escape
# A small terminal shows the picture or the list; commands have names; the mouse chooses.
tmux -L "$session" resize-window -x 40 -y 12
keys l
expect 'WHO IS THERE'
keys l
tmux -L "$session" resize-window -x 120 -y 36
expect 'WHO IS THERE'
keys : 'priv' Enter
expect 'privacy: pixelate'
keys : 'nonsense' Enter
expect 'there is no command `nonsense`'
# The first face of the list, with the mouse, and again to see why.
printf '\033[<0;100;3M' >"$folder/click"
tmux -L "$session" load-buffer "$folder/click"
tmux -L "$session" paste-buffer -p -r 2>/dev/null || tmux -L "$session" paste-buffer -r
tmux -L "$session" paste-buffer -r
expect 'WHY  #'
keys Escape
keys q
expect 'exit 0'
expect ' icanon'
stop

# Somebody whose head turns is enrolled from five sides; Esc leaves nothing behind.
sleep 0.5
rm -rf "$folder/gallery"
start demo --demo-turn
expect 'unknown'
keys e Tess Enter
expect 'ENROLLING Tess'
expect 'turn your head a little'
keys Escape
expect 'not enrolled; nothing was kept'
[ -z "$(find "$folder/gallery" -name '*.png' 2>/dev/null)" ] || { echo "FAILED: Esc left photos behind"; failures=$((failures + 1)); }
keys e Tess Enter
expect 'ENROLLING Tess'
for _ in 1 2 3; do
    tries=0
    until screen | grep -qF 'enrolled Tess from 8 photos' || [ "$tries" = 150 ]; do sleep 0.1; tries=$((tries + 1)); done
done
expect 'enrolled Tess from 8 photos'
expect 'Tess (d2'
keys q
expect 'exit 0'
stop

# The demo's stranger comes into the inbox when she has left, and gets a name there; --read-only lets nothing be changed.
sleep 0.5
rm -rf "$folder/gallery"
start
expect 'Joe Biden'
for _ in 1 2 3; do screen | grep -q 'inbox' || sleep 8; done
expect ', inbox 1'
keys I
expect 'INBOX  1 unknown person'
keys e 'Eileen' Enter
expect 'enrolled Eileen from'
expect 'no unknown face was kept'
keys u
expect 'undone: Eileen is enrolled'
expect 'INBOX  1 unknown person'
keys q
expect 'exit 0'
stop
sleep 0.5
start demo --read-only
expect 'Barack Obama'
keys e
expect '--read-only: nothing can be changed'
keys q
stop

for signal in TERM INT HUP QUIT USR1 USR2 ALRM SEGV ABRT PROF RTMIN; do
    sleep 0.5
    start
    expect 'facetop  demo  live'
    # The one in the pane: somebody else may run a demo, too.
    pkill "-$signal" -P "$(tmux -L "$session" display-message -p '#{pane_pid}')"
    expect 'exit 1'
    expect ' icanon'
    cmp -s "$folder/before" "$folder/after" || { echo "FAILED: signal $signal: other settings than before"; failures=$((failures + 1)); }
    # Neither Swift's backtracer nor anything else talks on it.
    screen | grep -q 'Backtrace\|Crash\|Fatal' && { echo "FAILED: signal $signal: something talks"; screen; failures=$((failures + 1)); }
    stop
done

# Two cameras: Tab shows the other, whose pause is its own; who is enrolled at one is known at the other.
sleep 0.5
start one=demo two=demo
expect 'facetop  one 1/2  live'
keys p
expect 'PAUSED'
keys Tab
expect 'facetop  two 2/2  live'
keys Tab
expect 'facetop  one 1/2  PAUSED'
keys q
expect 'exit 0'
stop

# Every line of the log is whole, and nobody was named who was not enrolled.
log="$folder/state/facetop/events.jsonl"
if [ "$(wc -l <"$log")" != "$(grep -c '^{.*}$' "$log")" ]; then
    echo "FAILED: the log has torn lines"
    failures=$((failures + 1))
fi
[ "$(stat -c %a "$log")" = 600 ] || { echo "FAILED: the log's mode is $(stat -c %a "$log")"; failures=$((failures + 1)); }
[ -z "$(find "$folder/gallery" -perm /077)" ] || { echo "FAILED: others can look into the gallery"; failures=$((failures + 1)); }

[ "$failures" = 0 ] || exit 1
echo "the screen works"
