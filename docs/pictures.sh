#!/bin/sh
# Makes the README's pictures of the screen from the real program: as text, as docs/screen.svg, and as docs/demo.cast for
# asciinema. Needs tmux and perl. Use: docs/pictures.sh PROGRAM
set -eu
program=$(realpath "$1")
cd "$(dirname "$0")"
session=facetop-pictures-$$
folder=$(mktemp -d)
export FACETOP_GALLERY="$folder/gallery" XDG_STATE_HOME="$folder/state" XDG_CONFIG_HOME="$folder/config" LC_ALL=C.UTF-8
trap 'tmux -L "$session" kill-server 2>/dev/null || true; rm -rf "$folder"' EXIT

# Starts a screen of the demo, and waits until a known and an unknown face are there. Use: watch ENVIRONMENT COLUMNS ROWS OPTION...
watch() {
    tmux -L "$session" kill-server 2>/dev/null || true
    sleep 0.5
    # A first start tells of more than there is room for.
    mkdir -p "$folder/state/facetop"
    tmux -L "$session" -u -f /dev/null new-session -d -x "$2" -y "$3" "sleep 1; env $1 $program watch demo $4"
}
wait_for_both() {
    for _ in $(seq 300); do
        tmux -L "$session" capture-pane -p >"$folder/text"
        if grep -q 'unknown  *[0-9]* s' "$folder/text" && grep -q 'Barack Obama  *[0-9]* s' "$folder/text" &&
            ! grep -q ' gone' "$folder/text"; then return; fi
        sleep 0.1
    done
    echo "the demo never showed a known and an unknown face together" >&2
    exit 1
}

watch NO_COLOR=1 80 24 ""
wait_for_both
perl -i -0777 -pe '
    BEGIN { local $/; open my $file, "<", shift; $text = <$file>; $text =~ s/[ \t]+$//mg }
    s/(<!-- made by docs\/pictures.sh -->\n```\n).*?(```\n)/$1$text$2/s
' "$folder/text" ../README.md

watch COLORTERM=truecolor 100 30 ""
wait_for_both
tmux -L "$session" capture-pane -e -p -N | perl pictures.pl svg >screen.svg

watch COLORTERM=truecolor 100 30 "--max-kbps 300"
tmux -L "$session" pipe-pane -o "exec perl $PWD/pictures.pl cast 100 30 >$folder/cast"
sleep 16
tmux -L "$session" send-keys Enter
sleep 3
tmux -L "$session" send-keys q
sleep 1
mv "$folder/cast" demo.cast
ls -l screen.svg demo.cast
