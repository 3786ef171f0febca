#!/bin/sh
# Cases from other programs' public bug reports, each with its right answer. Use: Tests/cases.sh PROGRAM
# (Those of streams that end, stall or can't be stopped, and of passwords, are in Tests/sources.sh.)
set -u
program=$(realpath "$1")
top=$(cd "$(dirname "$0")/.." && pwd)
demo="$top/models/demo"
cases="$top/Tests/Cases"
folder=$(mktemp -d)
trap 'chmod -R u+rwx "$folder" 2>/dev/null; rm -rf "$folder"' EXIT
export FACETOP_GALLERY="$folder/gallery" XDG_STATE_HOME="$folder/state" XDG_CONFIG_HOME="$folder/config" LC_ALL=C.UTF-8
cd "$folder" || exit 1
failures=0

fail() { echo "FAILED: $*"; failures=$((failures + 1)); }
# Runs the program, and looks for a text in all that it prints. Use: says CODE TEXT ARGUMENT...
says() {
    expected=$1
    text=$2
    shift 2
    "$program" "$@" >out 2>&1 </dev/null
    code=$?
    [ $code = "$expected" ] && grep -qF -- "$text" out && echo "ok: $text <- $(echo "$*" | sed "s|$top/||g" | cut -c1-90)" && return
    fail "$* ended with $code, not $expected, or without '$text':"
    cat out
}
# The same, without a text.
lacks() { grep -qF -- "$1" out && { fail "'$1' in:"; cat out; }; true; }
ffmpeg() { command ffmpeg -nostdin -hide_banner -loglevel error -y "$@" </dev/null; }
# Puts bytes into a JPEG before the first marker of a kind, or behind its first two bytes. Use: splice BYTES [MARKER] <IN >OUT
splice() {
    perl -e 'local $/; binmode $_ for *STDIN, *STDOUT; my $j = <STDIN>; my ($b, $m) = map { pack "H*", $_ } @ARGV;
        my $at = length($m // "") ? index($j, $m) : 2; print substr($j, 0, $at), $b, substr($j, $at);' "$@"
}

says 0 'enrolled Barack Obama' enroll 'Barack Obama' "$demo/obama.jpg"
says 0 'enrolled Joe Biden' enroll 'Joe Biden' "$demo/biden.jpg"

# EXIF: fill bytes before the segment; an orientation of four bytes. The picture lies on its side, and EXIF says so.
ffmpeg -i "$demo/obama2.jpg" -vf transpose=cclock -q:v 2 side.jpg
tiff=49492a0008000000010012010300010000000600000000000000
splice "ffffffffe10022457869660000$tiff" <side.jpg >fill.jpg
splice "ffe100224578696600004d4d002a000000080001011200040000000100000006""00000000" <side.jpg >long.jpg
says 0 '626x1200, 1 face' identify fill.jpg
grep -q 'Barack Obama  d2.*[0-9]$' out || { fail "no Obama, or turned by sight"; cat out; }
says 0 '626x1200, 1 face' identify long.jpg
grep -q 'Barack Obama  d2.*[0-9]$' out || { fail "no Obama, or turned by sight"; cat out; }

# No EXIF: on its side, on its head.
ffmpeg -i "$demo/obama2.jpg" -vf hflip,vflip -q:v 2 head.jpg
says 0 'Barack Obama' identify side.jpg
says 0 'turn the picture by 180 degrees' identify head.jpg

# JPEGs that every decoder reads, and one that is cut above the face.
splice 00 ffdb <"$demo/obama2.jpg" >stray.jpg
says 0 'Barack Obama' identify stray.jpg
head -c -2 "$demo/obama2.jpg" >endless.jpg
says 0 'Barack Obama' identify endless.jpg
head -c 50000 "$demo/obama2.jpg" >cut.jpg
says 1 ' 0 faces' identify cut.jpg

# Other kinds, whatever their names say.
ffmpeg -i "$demo/obama2.jpg" -c:v libwebp webp-named.webp && mv webp-named.webp webp-named.jpg
for kind in bmp tiff gif; do ffmpeg -i "$demo/obama2.jpg" "photo.$kind"; done
for picture in webp-named.jpg "$cases/heic-named.jpg" photo.bmp photo.tiff photo.gif; do says 0 'Barack Obama' identify "$picture"; done

# 108 megapixels.
ffmpeg -i "$demo/obama2.jpg" -vf "scale=-2:7200,pad=12000:9000:3000:900:gray" -q:v 5 p108.jpg
says 0 '6000x4500, 1 face' identify p108.jpg
grep -q 'Barack Obama' out || fail "no Obama in 108 megapixels"

# Small faces.
for picture in face-40px-720p face-80px-1080p face-160px-4k; do says 0 'Barack Obama' identify "$cases/$picture.jpg"; done
says 1 ' 0 faces' identify --small-faces off "$cases/face-40px-720p.jpg"

# A file's name that is no UTF-8.
cp "$demo/obama2.jpg" "$(printf 'e\377\376.jpg')"
says 0 'e\xFF\xFE.jpg: 626x1200' identify "$(printf 'e\377\376.jpg')"

# Names with joiners: Persian, Sinhala; and a wrong one, with the right usage.
persian=$(printf '\331\205\333\214\342\200\214\330\261')
sinhala=$(printf '\340\267\201\340\267\212\342\200\215\340\266\273\340\267\223')
says 0 "enrolled $persian" enroll "$persian" "$demo/astronaut.png"
says 0 "$persian is now $sinhala" gallery rename "$persian" "$sinhala"
says 64 'Usage: facetop enroll' enroll 'a/b' "$demo/obama.jpg"
lacks 'U+2F'

# Galleries as people drop them.
mkdir -p loose nested/Obama/2019 nested/@eaDir twice/Obama 'twice/Barack Obama' wrong/Obama wrong/Biden
cp "$demo/biden.jpg" 'loose/Joe Biden.jpg'
says 1 "is in nobody's folder" gallery check --gallery loose
says 0 'nobody is enrolled' gallery list --gallery loose
cp "$demo/obama.jpg" nested/Obama/2019
cp "$demo/biden.jpg" nested/@eaDir
chmod 700 nested
says 0 'Obama  1 photo, 1 template' gallery list --gallery nested
says 0 'all is in order' gallery check --gallery nested
cp "$demo/obama.jpg" twice/Obama
cp "$demo/obama.jpg" 'twice/Barack Obama'
chmod 700 twice
says 1 "look like one person (d2 0.00), so neither can be named for sure; merge them if they are: facetop gallery merge" identify "$demo/obama2.jpg" --gallery twice
says 0 'Barack Obama is Obama now' gallery merge Obama 'Barack Obama' --gallery twice
says 0 'Obama  d2' identify "$demo/obama2.jpg" --gallery twice
cp "$demo/obama.jpg" "$demo/obama2.jpg" "$demo/biden.jpg" wrong/Obama
cp "$demo/biden.jpg" wrong/Biden
says 1 'looks more like Biden (d2 0.00) than like the other photos of Obama' gallery check --gallery wrong
says 0 'Biden  d2' identify "$demo/biden.jpg" --gallery wrong
lacks '1  Obama'
says 0 'is kept' gallery keep Obama/biden.jpg --gallery wrong
says 1 '2 people by 4 of 4 photos' gallery check --gallery wrong

# Galleries that can't be read, or that their owner has closed.
says 78 'is no folder' identify "$demo/obama2.jpg" --gallery "$demo/obama.jpg"
mkdir closed && chmod 500 closed
says 2 'you have closed this folder for writing (mode 500)' enroll Ada "$demo/astronaut.png" --gallery closed
[ "$(stat -c %a closed)" = 500 ] || fail "the closed folder has mode $(stat -c %a closed)"
says 2 'nobody is enrolled as Nobody' gallery remove Nobody
# Root reads everything: what others see is tried as one of them, where such a one may run the program.
chmod 755 "$folder"
as_other() { [ "$(id -u)" != 0 ] || set -- setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; "$@"; }
mkdir -p dark/Ada/one half/Bob && chmod 755 half half/Bob
cp "$demo/biden.jpg" half/Bob
mkdir half/Ada && chmod 000 dark half/Ada
if as_other test -x "$program" 2>/dev/null; then
    as_other env HOME="$folder" FACETOP_MODELS="$top/models" "$program" gallery list --gallery dark >out 2>&1
    [ $? = 78 ] && grep -q 'permission denied' out || { fail "an unreadable gallery:"; cat out; }
    as_other env HOME="$folder" FACETOP_MODELS="$top/models" "$program" gallery check --gallery half >out 2>&1
    [ $? = 1 ] && grep -q 'half/Ada: permission denied.*Ada is recognized by nothing in it' out || { fail "an unreadable person:"; cat out; }
else
    echo "not tried: unreadable folders (nobody else may run $program)"
fi

# What ffmpeg says of an input.
ffmpeg -f lavfi -i sine=d=1 audio.mp3
ffmpeg -f lavfi -i testsrc=s=64x64:r=5:d=1 -c:v libwebp_anim -loop 0 anim.webp
says 66 'audio.mp3: there is no video in it' watch audio.mp3 --headless
says 66 'anim.webp: is an animated WebP, which is not read' watch anim.webp --headless

# Y4M without a color word, and colors that are not read.
for format in yuv411p yuv420p10le; do
    ffmpeg -f lavfi -i testsrc=s=64x64:r=5:d=1 -pix_fmt $format -strict -1 $format.y4m
    says 66 'use 8 bits: 420, 422, 444 or mono' watch $format.y4m --headless
done
ffmpeg -f lavfi -i testsrc=s=64x64:r=5:d=1 -pix_fmt yuv420p plain.y4m
sed -i '1s/ C420jpeg//; 1s/ XYSCSS=[^ ]*//; 1s/ XCOLORRANGE=[^ ]*//' plain.y4m
says 0 'detect' watch plain.y4m --headless
# Anamorphic: pixels twice as wide as high; and one frame is what one picture is.
ffmpeg -i "$demo/obama2.jpg" -vf scale=313:1200,setsar=2 -frames:v 1 -pix_fmt yuv420p wide.y4m
says 0 '"person":"Barack Obama"' watch wide.y4m --headless
ffmpeg -loop 1 -i "$demo/obama2.jpg" -vf scale=240:960,setsar=26/15 -t 1 -r 8 -pix_fmt yuv420p wide.mp4
says 0 '"person":"Barack Obama"' watch wide.mp4 --headless
# Pictures in a row on standard input are a film.
ffmpeg -loop 1 -i "$demo/obama2.jpg" -t 1 -r 8 -f mjpeg row.mjpeg
"$program" watch - --headless --no-log <row.mjpeg 2>/dev/null | grep -q '"person":"Barack Obama"' || fail "JPEGs on standard input"

# The log: renamed and HUP, a limit, no folders but its own, a full disk.
ffmpeg -stream_loop 60 -i wide.mp4 -c copy long.mp4
"$program" watch long.mp4 --headless --log e.jsonl >/dev/null 2>err & victim=$!
for _ in $(seq 50); do [ -s e.jsonl ] && break; sleep 0.1; done
mv e.jsonl e.jsonl.1
kill -HUP $victim
for _ in $(seq 30); do [ -f e.jsonl ] && break; sleep 0.1; done
[ -f e.jsonl ] || fail "HUP made no new log"
kill -0 $victim 2>/dev/null || { fail "HUP ended it"; cat err; }
kill -INT $victim
wait $victim
grep -q '"type":"end"' e.jsonl || fail "the new log has no end"
says 78 'no such file' watch plain.y4m --headless --log missing/e.jsonl
[ -e missing ] && fail "--log made a folder"
says 0 'detect' watch wide.mp4 --headless --log small.jsonl --log-size 300
[ -f small.jsonl.1 ] || fail "--log-size did not begin the log anew"
says 64 '--log-size takes a size' watch --log-size 10X
for arguments in 'identify --help' 'models' 'watch demo --headless --no-log'; do
    # shellcheck disable=SC2086 # several words
    "$program" $arguments >/dev/full 2>err </dev/null
    [ $? = 74 ] && grep -q "standard output can't be written: No space left" err || { fail "$arguments >/dev/full"; cat err; }
done
printf '{"torn' >torn.jsonl
says 0 'detect' watch wide.mp4 --headless --log torn.jsonl
[ "$(head -1 torn.jsonl)" = '{"torn' ] && [ "$(sed 1d torn.jsonl | grep -vc '^{.*}$')" = 0 ] || fail "a torn line swallowed another"

# Commands.
says 64 'Did you mean `facetop identify`?' identfy x.jpg
mkdir many && for number in 1 2 10; do cp "$demo/obama2.jpg" many/$number.jpg; done
says 0 'many/10.jpg' identify many
[ "$(grep -o 'many/[0-9]*' out | tr '\n' ' ')" = 'many/1 many/2 many/10 ' ] || { fail "another order:"; cat out; }
says 2 'the folder holds no picture' identify closed

[ "$failures" = 0 ] || exit 1
echo "the cases have their right answers"
