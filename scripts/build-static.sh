#!/usr/bin/env bash
# Builds the one static binary that runs on any Linux of its architecture, says how big it is and
# proves that it needs no library. usage: scripts/build-static.sh [x86_64|aarch64]
# The result: target/static/gryag-ARCH and its sha256 file. Needs rustup and a musl C compiler.
set -euo pipefail
cd "$(dirname "$0")/.."

arch=${1:-x86_64}
case $arch in
    x86_64 | aarch64) ;;
    *)
        echo "usage: scripts/build-static.sh [x86_64|aarch64]" >&2
        exit 64
        ;;
esac
target=$arch-unknown-linux-musl

# SQLite is C, so a C compiler for musl is needed beside Rust's own part.
if [ "$arch" = "$(uname -m)" ]; then
    compiler=musl-gcc
    package=musl-tools
else
    compiler=$arch-linux-gnu-gcc
    package=gcc-${arch/_/-}-linux-gnu
    # Rust's own linker script knows how to link against its musl; it only needs a foreign ld.
    linker=CARGO_TARGET_$(tr 'a-z-' 'A-Z_' <<< "$target")_LINKER
    export "$linker=$compiler"
    export "CC_${target//-/_}=$compiler"
fi
if ! command -v "$compiler" > /dev/null; then
    echo "this needs $compiler: apt-get install $package" >&2
    exit 1
fi
if [ "$compiler" != musl-gcc ]; then
    # Debian's cross compiler brings glibc's headers, whose names musl does not have.
    headers=/usr/include/$arch-linux-musl
    debian=${arch/aarch64/arm64}
    debian=${debian/x86_64/amd64}
    if [ ! -e "$headers/stdio.h" ]; then
        echo "this needs $headers: dpkg --add-architecture $debian && apt-get update &&" \
            "apt-get install musl-dev:$debian" >&2
        exit 1
    fi
    own=$("$compiler" -print-file-name=include)
    CFLAGS="${CFLAGS:-} -nostdinc -isystem $headers -isystem $own"
fi
if command -v rustup > /dev/null && ! rustup target list --installed | grep -qx "$target"; then
    rustup target add "$target" || {
        echo "this needs Rust's own part for $target, which rustup could not fetch" >&2
        exit 1
    }
fi

# The commit goes into `gryag version`; a changed tree says so.
GRYAG_COMMIT=${GRYAG_COMMIT:-$(git rev-parse --short=12 HEAD 2> /dev/null || true)}
if [ -n "$GRYAG_COMMIT" ] && ! git diff --quiet HEAD 2> /dev/null; then
    GRYAG_COMMIT=$GRYAG_COMMIT-changed
fi
export GRYAG_COMMIT
# The same source gives the same bytes wherever it lies and whoever builds it.
home=${CARGO_HOME:-$HOME/.cargo}
export RUSTFLAGS="${RUSTFLAGS:-} --remap-path-prefix=$PWD=. --remap-path-prefix=$home=cargo"
# Addresses that move with the program are listed by runs of them, not one by one: 200 KB less.
RUSTFLAGS="$RUSTFLAGS -Clink-arg=-Wl,-z,pack-relative-relocs"
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2> /dev/null || echo 0)
export SOURCE_DATE_EPOCH
# No panic ever passes through C, so C needs no tables for it.
export CFLAGS="${CFLAGS:-} -ffile-prefix-map=$PWD=. -ffile-prefix-map=$home=cargo"
export CFLAGS="$CFLAGS -fno-asynchronous-unwind-tables -fno-unwind-tables"
# SQLite's -O2 means what it did before GCC 10, which added the inlining of larger functions: 160 KB
# less, together with not aligning what is jumped to.
export CFLAGS="$CFLAGS -fno-inline-functions -fno-partial-inlining -fno-tree-vectorize"
export CFLAGS="$CFLAGS -falign-functions=1 -falign-jumps=1 -falign-loops=1 -falign-labels=1"

cargo build --release --locked --target "$target"

mkdir -p target/static
binary=target/static/gryag-$arch
cp "${CARGO_TARGET_DIR:-target}/$target/release/gryag" "$binary"
(cd target/static && sha256sum "gryag-$arch" > "gryag-$arch.sha256")

bytes=$(stat -c %s "$binary")
echo "$binary: $bytes bytes ($((bytes * 100 / 1048576)) hundredths of a MiB)"
cat "$binary.sha256"
# A static program has no interpreter and needs no shared library.
if readelf -l "$binary" | grep -q INTERP || readelf -d "$binary" 2> /dev/null | grep -q NEEDED; then
    echo "$binary is not static" >&2
    exit 1
fi
echo "$binary: statically linked (no interpreter, no shared library)"
if [ "$arch" = "$(uname -m)" ]; then
    "$binary" version
elif command -v "qemu-$arch-static" > /dev/null; then
    "qemu-$arch-static" "$binary" version
else
    echo "not run: that needs the machine it is for, or qemu-user-static"
fi
