#!/bin/sh
# The kernels' C code on a 64-bit Arm that is emulated: every kernel of every set against its scalar form. Compiled by
# Swift's clang, linked by Debian's cross compiler, run by qemu-aarch64: as a processor without any of the features, and as
# one with all. Use: Tests/arm.sh
set -eu
cd "$(dirname "$0")/.."
clang=$(dirname "$(readlink -f "$(command -v "${SWIFT:-swift}")")")/clang
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for file in Sources/CKernels/*.c Tests/CKernels/kernels.c; do
    "$clang" --target=aarch64-linux-gnu -isystem /usr/aarch64-linux-gnu/include -O2 -Wall -Wextra -Werror \
        -ISources/CKernels/include -c "$file" -o "$folder/$(basename "$file" .c).o"
done
aarch64-linux-gnu-gcc -static "$folder"/*.o -o "$folder/kernels" -lm
# A Cortex-A72, as in a Raspberry Pi 4; a Cortex-A76, as in a Raspberry Pi 5; and whatever there is.
for processor in cortex-a72 cortex-a76 max; do
    for seed in 1 2; do qemu-aarch64 -cpu "$processor" "$folder/kernels" "$seed"; done
done
echo "the kernels for Arm equal their scalar forms"
