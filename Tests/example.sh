#!/bin/sh
# The example of docs/example builds against a tagged version of this package, as another package would use it, and names
# somebody. Usage: Tests/example.sh
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A version of the tree as it is, committed or not.
mkdir "$work/facetop"
{ git ls-files -co --exclude-standard; } | grep -v '^docs/example/' | while read -r file; do
    [ -f "$file" ] && printf '%s\n' "$file"
done | tar -cf - -T - | tar -xf - -C "$work/facetop"
git -C "$work/facetop" init -q
git -C "$work/facetop" add -A
git -C "$work/facetop" -c user.name=facetop -c user.email=facetop@localhost commit -qm "the tree as it is"
git -C "$work/facetop" tag 0.1.0

cp -R docs/example "$work/who"
sed -i "s|https://example.org/facetop.git|file://$work/facetop|" "$work/who/Package.swift"
# What is built once need not be built in every run.
swift build -c release --package-path "$work/who" --scratch-path .build/example >"$work/log" 2>&1 || {
    cat "$work/log" >&2
    echo "the example does not build" >&2
    exit 1
}

mkdir -p "$work/gallery/Barack Obama"
cp models/demo/obama.jpg "$work/gallery/Barack Obama"
chmod -R go= "$work/gallery"
.build/example/release/who models "$work/gallery" models/demo/obama2.jpg models/demo/astronaut.png >"$work/answers"
cat "$work/answers"
grep -q '^models/demo/obama2.jpg: Barack Obama at ' "$work/answers"
grep -q '^models/demo/astronaut.png: unknown at ' "$work/answers"
echo "the example works"
