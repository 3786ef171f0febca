#!/bin/sh
# Runs the real program without a terminal, as scripts and services do: what it prints, its exit codes, and what is left
# when it is killed at any moment. Use: Tests/program.sh PROGRAM
set -u
program=$1
top=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export FACETOP_GALLERY="$folder/gallery" XDG_STATE_HOME="$folder/state" XDG_DATA_HOME="$folder/data"
export XDG_CONFIG_HOME="$folder/config"
log="$folder/state/facetop/events.jsonl"
failures=0

fail() { echo "FAILED: $*"; failures=$((failures + 1)); }
# Runs a command, and compares its exit code. Use: code EXPECTED COMMAND...
code() {
    expected=$1
    shift
    "$@" >"$folder/out" 2>"$folder/err" </dev/null
    found=$?
    [ "$found" = "$expected" ] && echo "ok: $expected from: $(echo "$*" | sed "s|$program|facetop|; s|$top/||g; s|$folder|TMP|g")" ||
        { fail "$* ended with $found, not $expected"; cat "$folder/out" "$folder/err"; }
}
# Looks for a text in what the last command printed. Use: says WHERE TEXT
says() { grep -qF -- "$2" "$folder/$1" || { fail "no '$2' in:"; cat "$folder/$1"; }; }
# Every line of the log is whole, but for the last at most.
whole() { sed '$d' "$log" 2>/dev/null | grep -qv '^{.*}$' && fail "a torn line inside the log"; true; }

# The demo names its people, and no stranger.
code 0 "$program" watch demo
for person in 'Barack Obama' 'Joe Biden'; do says out "\"person\":\"$person\""; done
says out '"identity":"unknown"'
others=$(grep -o '"person":"[^"]*"' "$folder/out" | sort -u | grep -vc 'Barack Obama\|Joe Biden')
[ "$others" = 0 ] || fail "somebody is named who is not enrolled"
[ "$(grep -c '"type":"new"' "$folder/out")" = "$(grep -c '"type":"end"' "$folder/out")" ] || fail "a track without its end"
cmp -s "$folder/out" "$log" || fail "the log is not what was printed"
whole

# The configuration: the file is heard, the environment before it, the command line before that; wrong ones are told.
mkdir -p "$folder/config/facetop"
config="$folder/config/facetop/config.toml"
code 0 "$program" config default
cp "$folder/out" "$config"
code 0 "$program" config check
printf 'strangers = 7 # few\nembeder = "x"\n' >"$config"
code 78 "$program" config check
says err 'config.toml:2: there is no option `embeder`; did you mean `embedder`?'
code 0 "$program" config show
grep -q '^strangers *7 .*config.toml:1$' "$folder/out" || fail "config show does not say where a value is from"
code 0 env FACETOP_STRANGERS=8 "$program" config show
grep -q '^strangers *8 .*FACETOP_STRANGERS$' "$folder/out" || fail "config show does not name the variable"
code 64 "$program" watch demo --strangers x
printf 'strangers = 0\n' >"$config"
code 78 "$program" watch demo --headless
says err 'config.toml:1: --strangers takes 1 to 1000000000.'
printf 'a = = 1\n' >"$config"
code 78 "$program" gallery list
rm "$config"

# Unknown faces of a film are kept, one person's together, and get a name; nobody else can read them.
ffmpeg -loglevel error -loop 1 -i "$top/models/demo/astronaut.png" -t 2 -r 10 -pix_fmt yuv420p "$folder/visit.mp4" </dev/null
for _ in 1 2; do code 0 "$program" watch "$folder/visit.mp4" --headless; done
says out '"identity":"unknown"'
code 0 "$program" inbox
says out '2 visits'
[ -z "$(find "$folder/state/facetop/inbox" -perm /077)" ] || fail "others can look into the inbox"
code 2 "$program" inbox assign 5 Eileen
code 0 "$program" inbox assign 1 Eileen
code 0 "$program" identify "$top/models/demo/astronaut.png"
says out 'Eileen'
code 0 "$program" inbox list --json
[ "$(cat "$folder/out")" = '[

]' ] || fail "the inbox is not empty after its only face got a name"
rm -r "$folder/gallery"
# What got a name is kept for a day, because that can be undone on the screen; clear deletes it, too.
code 0 "$program" inbox clear
code 0 "$program" watch "$folder/visit.mp4" --headless --no-inbox
[ -z "$(find "$folder/state/facetop/inbox" -name '*.png')" ] || fail "--no-inbox kept a picture"
code 0 "$program" watch "$folder/visit.mp4" --headless
code 0 "$program" inbox clear
says out 'deleted '

# A film of what is watched, its events beside it, and its decisions under other thresholds.
code 0 "$program" watch demo --headless --record "$folder/film.mkv"
code 74 "$program" watch demo --headless --record "$folder/film.mkv"
code 74 "$program" watch demo --headless --record "$folder/none/film.y4m"
[ "$(stat -c %a "$folder/film.mkv")" = 600 ] || fail "others can look at the film"
length=$(ffprobe -v error -show_entries format=duration -of csv=p=0 "$folder/film.mkv")
case "$length" in 19.* | 20.*) ;; *) fail "the film of 20 s is $length s long" ;; esac
code 0 "$program" replay "$folder/film.mkv.jsonl" --threshold 0.001,1.9
says out 'd2<=0.00: 0 of'
code 0 "$program" replay "$folder/film.mkv.jsonl" --threshold 1.9 --changed --json
says out '"logged" : null'
code 66 "$program" replay "$folder/none" --threshold 1
code 64 "$program" replay "$folder/film.mkv.jsonl" --threshold 5
code 1 "$program" replay /etc/passwd --threshold 1

# Questions and their exit codes.
demo="$top/models/demo"
code 1 "$program" identify "$demo/obama.jpg"
code 0 "$program" enroll 'Barack Obama' "$demo/obama.jpg" "$demo/obama3.jpg"
code 0 "$program" identify "$demo/obama2.jpg" --json --embeddings
says out '"person":"Barack Obama"'
code 1 "$program" identify "$demo/astronaut.png"
code 2 "$program" identify "$demo/obama2.jpg" "$folder/none.jpg" "$top/README.md" --json
[ "$(wc -l <"$folder/out")" = 3 ] || fail "three pictures should give three lines"
says out 'there is no such file'
says out 'is no picture (JPEG, PNG'
code 2 "$program" enroll 'Somebody Else' "$demo/obama2.jpg"
says err 'looks like Barack Obama, who is enrolled already'
code 64 "$program" enroll 'a/b' "$demo/obama.jpg"
code 0 "$program" gallery list
says out 'Barack Obama  2 photos, 2 templates'
code 0 "$program" gallery rename 'Barack Obama' Barack
code 64 "$program" gallery remove Barack
code 0 "$program" gallery remove Barack --yes
code 2 "$program" gallery remove Barack --yes
code 0 "$program" gallery list
says out 'nobody is enrolled'
# The stronger embedder, and one that somebody brings along with a description.
code 0 "$program" watch demo --embedder mobileface --no-log
for person in 'Barack Obama' 'Joe Biden'; do says out "\"person\":\"$person\""; done
others=$(grep -o '"person":"[^"]*"' "$folder/out" | sort -u | grep -vc 'Barack Obama\|Joe Biden')
[ "$others" = 0 ] || fail "mobileface names somebody who is not enrolled"
cp "$top/models/mobilefacenet.onnx" "$folder/own.onnx"
code 78 "$program" identify "$demo/obama.jpg" --embedder "$folder/own.onnx"
says err 'an ONNX model needs it beside it'
echo '{"side": 112, "template": "arcface", "mean": [0.485, 0.456, 0.406], "deviation": [0.229, 0.224, 0.225],
    "metric": "cosine", "threshold": 0.4}' >"$folder/own.json"
code 0 "$program" enroll 'Joe Biden' "$demo/biden.jpg" --embedder "$folder/own.onnx"
code 0 "$program" identify "$demo/biden.jpg" --embedder "$folder/own.onnx"
code 0 "$program" identify "$demo/biden.jpg" --embedder mobileface
code 1 "$program" identify "$demo/obama.jpg" --embedder mobileface
code 0 "$program" identify "$demo/biden.jpg"
[ "$(ls -A "$folder/gallery" | grep -c templates)" = 3 ] || fail "each embedder should have a cache of its own"
code 0 "$program" gallery evaluate
says out 'a face is named up to d2'
code 64 "$program" identify "$demo/biden.jpg" --strangers 0
code 0 "$program" gallery remove 'Joe Biden' --yes
[ "$(ls -A "$folder/gallery" | grep -c templates)" = 0 ] || fail "an embedding is left of who was removed"

# Evaluating a small folder of labeled pictures.
mkdir -p "$folder/labeled/obama" "$folder/labeled/biden"
cp "$demo"/obama*.jpg "$folder/labeled/obama/"
cp "$demo/biden.jpg" "$folder/labeled/biden/"
code 0 "$program" evaluate "$folder/labeled" --svg "$folder/det.svg"
says out 'mobileface: 4 of 4 pictures of 2 people have a usable face'
says det.svg '<polyline'
code 74 "$program" evaluate "$folder/labeled" --svg "$folder/nowhere/det.svg"
says out 'facetop: 4 of 4 pictures'
says err 'nowhere/det.svg: its folder is not there'
code 78 "$program" evaluate "$folder/labeled" --embedder nobody
says err 'no embedder is called nobody: there are facetop, mobileface, openface'
escape=$(printf '\033')
for name in "no${escape}body" "no${escape}.onnx" "no${escape}.t7"; do
    code 78 "$program" evaluate "$folder/labeled" --embedder "$name"
    says err 'no\u{1B}'
done
code 0 "$program" evaluate "$folder/labeled" --embedder facetop --json
says out '"impostorPairs" : 3'
code 66 "$program" evaluate "$folder/labeled/biden"
code 66 "$program" evaluate "$folder/labeled" --films
says err 'there are not ten people with two pictures each'
code 66 "$program" watch "$folder/none.y4m"
code 69 "$program" watch /dev/video99
says err 'is the camera plugged in'
code 64 "$program" watch --threads 0
code 78 env FACETOP_MODELS="$folder" "$program" watch demo
says err 'deploy.prototxt: there is no such file'
code 78 "$program" watch demo --log /proc/nowhere/events.jsonl
code 0 "$program" models
code 0 "$program" doctor
code 0 "$program" --version
"$program" identify "$demo"/*.jpg --json 2>/dev/null | head -1 >/dev/null || fail "a reader that goes away"

# Standard input: a picture, and a Y4M stream.
"$program" watch - --no-log <"$demo/obama.jpg" 2>/dev/null | grep -q '"type":"update"' || fail "a picture on standard input"
ffmpeg -nostdin -loglevel error -loop 1 -i "$demo/obama.jpg" -t 1 -r 8 -vf scale=480:-2 -f yuv4mpegpipe -pix_fmt yuv420p - |
    "$program" watch - --no-log 2>/dev/null | grep -q '"type":"new"' || fail "a Y4M stream on standard input"

# Several cameras share one log: each event has its camera's name, no id is used twice, and one that fails ends no other.
code 66 "$program" watch front=demo door="$demo/biden.jpg" yard="$folder/nothing.mp4"
for camera in front door; do
    grep -q "\"camera\":\"$camera\".*\"track\":\"$camera-" "$folder/out" || fail "no event of $camera"
done
says err 'yard: '
[ "$(grep -o '"track":"[^"]*","type":"new"' "$folder/out" | sort | uniq -d | wc -l)" = 0 ] || fail "two tracks have one id"
[ "$(grep -c '"type":"new"' "$folder/out")" = "$(grep -c '"type":"end"' "$folder/out")" ] || fail "cameras: a track without its end"
code 64 "$program" watch demo door=demo
says err 'each needs a name'
code 64 "$program" watch door=demo door=demo

# Killed at any moment, a log and a gallery are still good.
for moment in 0.2 0.5 0.9 1.3 1.8 2.6 3.4; do
    "$program" watch demo >/dev/null 2>&1 </dev/null &
    victim=$!
    "$program" enroll Victim "$demo/biden.jpg" "$demo/biden.jpg" >/dev/null 2>&1 </dev/null &
    other=$!
    sleep "$moment"
    kill -KILL "$victim" "$other" 2>/dev/null
    wait "$victim" "$other" 2>/dev/null
    whole
done
code 0 "$program" gallery list
code 0 "$program" watch demo
[ -z "$(find "$folder/gallery" -name '.facetop-*')" ] || fail "a killed write left a file"
# (HUP opens the log anew, as Tests/cases.sh has it; without a log it ends the program, too.)
for signal in 1 2 3 10 14 15; do
    options=$([ $signal = 1 ] && echo --no-log)
    # shellcheck disable=SC2086 # no word, or one
    "$program" watch demo $options >"$folder/out" 2>/dev/null </dev/null &
    victim=$!
    # The models are loaded, and the demo is not over.
    sleep 1
    kill "-$signal" "$victim"
    wait "$victim"
    [ "$?" = $((128 + signal)) ] || fail "signal $signal gave another exit code"
    [ "$(grep -c '"type":"new"' "$folder/out")" = "$(grep -c '"type":"end"' "$folder/out")" ] || fail "signal $signal: a track without its end"
done
[ -z "$(find "$folder/gallery" "$folder/state" -perm /077)" ] || fail "others can look: $(find "$folder/gallery" "$folder/state" -perm /077)"

[ "$failures" = 0 ] || exit 1
echo "the program works"
