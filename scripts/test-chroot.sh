#!/usr/bin/env bash
# Proves that the static binary needs nothing: runs it in a root that holds the binary and one
# writable directory, as a user with no rights: the file tree of the container image. Needs root to
# enter such a place; says so and ends well without.   usage: scripts/test-chroot.sh BINARY
set -euo pipefail
binary=${1:?which binary?}
if [ "$(id -u)" != 0 ]; then
    echo 'not tried: chroot needs root'
    exit 0
fi
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
install -m 755 "$binary" "$root/gryag"
install -d -m 700 -o 65534 -g 65534 "$root/data"
chmod 755 "$root"
chroot=$(command -v chroot)
environment=(BOT_DATA_DIR=/data GRYAG_ENV_FILE= TZ=EET-2EEST,M3.5.0/3,M10.5.0/4
    TELEGRAM_BOT_TOKEN=123456789:AAabcdefghijklmnopqrstuvwxyz0123456
    TELEGRAM_API_URL=http://127.0.0.1:9)
# A command and not a function, so that a signal to it reaches the program.
inside=(timeout 60 env -i "${environment[@]}" "$chroot" --userspec=65534:65534 "$root" /gryag)
"${inside[@]}" version
echo 'Оля: Гряг, ти тут?' | "${inside[@]}" console 2> /dev/null | grep '^Гряг: '
inside=("${inside[@]:0:4}" GEMINI_API_KEY=a-key-of-some-length "${inside[@]:4}")
# It starts without Telegram, makes its database and stops when it is told to.
"${inside[@]}" run 2> "$root/log" &
running=$!
for _ in $(seq 100); do
    [ -s "$root/data/gryag.db" ] && grep -q 'Telegram cannot be asked' "$root/log" && break
    sleep 0.05
done
kill -TERM "$running"
wait "$running"
"${inside[@]}" backup
"${inside[@]}" report --out /data/report.html
state=0
"${inside[@]}" status > "$root/status" || state=$?
[ "$state" = 2 ]
head -n 1 "$root/status"
echo "chroot: all is well; the root holds $(find "$root" -maxdepth 1 -type f -name gryag | wc -l) file"
