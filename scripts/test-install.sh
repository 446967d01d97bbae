#!/usr/bin/env bash
# Tries install.sh in a throw-away root: this machine's files under an overlay that is forgotten
# afterwards, with a stand-in for systemctl that starts the real binary as the unit says and waits
# for its READY=1, and a stand-in for Telegram. What it cannot try: systemd's own sandbox.
#
#   scripts/test-install.sh BINARY           needs root, mounts and python3; says so and ends well
#                                            where it has them not
set -euo pipefail
cd "$(dirname "$0")/.."
binary=${1:?which binary?}

if [ "${GRYAG_TEST_ROOT:-}" = '' ]; then
    if [ "$(id -u)" != 0 ] || ! unshare -m true 2> /dev/null || ! command -v python3 > /dev/null; then
        echo 'install.sh was not tried: this needs root, mounts and python3'
        exit 0
    fi
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    mkdir "$work/tree"
    cp -r scripts gryag.service "$work/tree"
    cp "$binary" "$work/tree/gryag-new"
    # shellcheck disable=SC2016
    unshare -m bash -euc '
        mount -t tmpfs none /mnt
        mkdir /mnt/upper /mnt/work /mnt/root
        if ! mount -t overlay none -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work /mnt/root
        then
            echo "install.sh was not tried: no overlay can be mounted"
            exit 0
        fi
        mount -t tmpfs none /mnt/root/run
        mount -t proc none /mnt/root/proc
        mount --bind /dev /mnt/root/dev
        mkdir /mnt/root/srv/tree
        mount --bind "$1" /mnt/root/srv/tree
        chroot /mnt/root env GRYAG_TEST_ROOT=yes bash /srv/tree/scripts/test-install.sh unused
    ' _ "$work/tree"
    exit
fi

# From here on everything is in the throw-away root.
cd /srv/tree
cat > /usr/local/sbin/systemctl << 'EOS'
#!/usr/bin/env python3
"""As much of systemctl as install.sh uses: starts what the unit says and waits for READY=1."""
import os, pwd, re, shlex, signal, socket, subprocess, sys

UNIT, PID = "/etc/systemd/system/gryag.service", "/run/gryag.pid"


def stop():
    try:
        pid = int(open(PID).read())
        os.kill(pid, signal.SIGTERM)
        for _ in range(100):
            os.kill(pid, 0)
            signal.sigtimedwait([], 0.1)
    except (OSError, ValueError):
        pass
    if os.path.exists(PID):
        os.remove(PID)


def start():
    stop()
    unit = open(UNIT).read()
    value = lambda name: re.findall(rf"^{name}=(.*)$", unit, re.M)
    environment = {"PATH": "/usr/bin:/bin"}
    for line in value("Environment"):
        name, text = line.split("=", 1)
        environment[name] = text
    for line in open(value("EnvironmentFile")[0]):
        if "=" in line and not line.startswith("#"):
            name, text = line.strip().split("=", 1)
            environment[name] = text
    user = pwd.getpwnam(value("User")[0])
    for part in ["/run/credentials", "/run/notify"]:
        os.makedirs(part, exist_ok=True)
        os.chown(part, user.pw_uid, user.pw_gid)
    for line in value("LoadCredential"):
        name, path = line.split(":")
        target = "/run/credentials/" + name
        if os.path.exists(target):
            os.remove(target)
        with open(target, "wb") as file:
            file.write(open(path, "rb").read())
        os.chown(target, user.pw_uid, user.pw_gid)
    address = "/run/notify/socket"
    if os.path.exists(address):
        os.remove(address)
    notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    notify.bind(address)
    os.chmod(address, 0o777)
    environment |= {
        "NOTIFY_SOCKET": address,
        "CREDENTIALS_DIRECTORY": "/run/credentials",
        "STATE_DIRECTORY": "/var/lib/" + value("StateDirectory")[0],
    }
    child = subprocess.Popen(
        shlex.split(value("ExecStart")[0]), env=environment, cwd="/", user=user.pw_uid,
        group=user.pw_gid, extra_groups=[], umask=0o077, stdin=subprocess.DEVNULL,
        stdout=open("/run/journal", "ab"), stderr=subprocess.STDOUT, start_new_session=True)
    open(PID, "w").write(str(child.pid))
    notify.settimeout(0.2)
    while child.poll() is None:
        try:
            if b"READY=1" in notify.recv(4096):
                return 0
        except TimeoutError:
            continue
    return 1


command = [word for word in sys.argv[1:] if not word.startswith("-")]
open("/run/systemctl.log", "a").write(" ".join(sys.argv[1:]) + "\n")
if command[0] == "restart":
    sys.exit(start())
if command[0] in ("stop", "disable"):
    stop()
if command[0] == "is-active":
    sys.exit(0 if os.path.exists(PID) else 3)
EOS
chmod 755 /usr/local/sbin/systemctl
cat > /run/telegram.py << 'EOS'
import http.server, json, time


class Fake(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        method = self.path.rsplit("/", 1)[-1]
        if method == "getUpdates":
            time.sleep(1)
        result = {
            "getMe": {"id": 1, "is_bot": True, "first_name": "Гряг", "username": "gryag_bot",
                      "can_read_all_group_messages": True},
            "getUpdates": [],
            "getWebhookInfo": {"url": "", "pending_update_count": 0},
        }.get(method, True)
        self.answer({"ok": True, "result": result})

    def do_GET(self):
        self.answer({"name": "models/any"})

    def answer(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Quiet(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        """A bot that stops leaves its poll: nothing to tell."""


server = Quiet(("127.0.0.1", 0), Fake)
open("/run/port", "w").write(str(server.server_port))
server.serve_forever()
EOS
python3 /run/telegram.py &
fake=$!
cleanup() {
    systemctl stop gryag || true
    kill "$fake" 2> /dev/null || true
}
trap cleanup EXIT
while [ ! -s /run/port ]; do sleep 0.05; done

install() { bash scripts/install.sh "$@" > /run/said 2>&1 < /dev/null; }
expect() { # WHAT CONDITION…
    local what=$1
    shift
    if "$@"; then
        echo "ok: $what"
    else
        echo "FAILED: $what" >&2
        cat /run/said /run/journal >&2 || true
        exit 1
    fi
}
mode_of() { stat -c '%a %U %G' "$1"; }
runs() { [ -e /run/gryag.pid ] && kill -0 "$(cat /run/gryag.pid)"; }

# 1. Nobody there to answer: installs, asks for the token, starts nothing.
expect 'a first run without a token ends well' install --binary gryag-new
expect 'it says where the token goes' grep -q /etc/gryag/telegram-token /run/said
expect 'nothing was started' eval '! runs'
expect 'secrets are for root alone' test "$(mode_of /etc/gryag/telegram-token)" = '600 root root'
expect 'settings are for the bot too' test "$(mode_of /etc/gryag/gryag.env)" = '640 root gryag'
expect 'the data are the bot'"'"'s' test "$(mode_of /var/lib/gryag)" = '700 gryag gryag'

# 2. A token that is none is found by `gryag check`.
printf 'nonsense' > /etc/gryag/telegram-token
expect 'a bad token stops the installation' eval '! install --binary gryag-new'
expect 'and is named' grep -q TELEGRAM_BOT_TOKEN /run/said

# 3. All is there: it runs.
printf '123456789:AAabcdefghijklmnopqrstuvwxyz0123456\n' > /etc/gryag/telegram-token
printf 'a-key-of-some-length\n' > /etc/gryag/gemini-key
printf 'TELEGRAM_API_URL=http://127.0.0.1:9\nGEMINI_API_URL=http://127.0.0.1:9\n' > /run/nobody
cp /etc/gryag/gryag.env /run/settings-template
cat /run/nobody >> /etc/gryag/gryag.env
expect 'what check finds stops the installation' eval '! install --binary gryag-new'
expect 'and it says how to go on' grep -q -- --anyway /run/said
expect 'nothing was started' eval '! runs'
expect 'with --anyway it starts' install --binary gryag-new --anyway
expect 'it runs' runs
systemctl stop gryag.service
cat /run/settings-template > /etc/gryag/gryag.env
rm /usr/local/bin/gryag
url=http://127.0.0.1:$(cat /run/port)
printf 'TELEGRAM_API_URL=%s\nGEMINI_API_URL=%s\n' "$url" "$url" >> /etc/gryag/gryag.env
cp /etc/gryag/gryag.env /run/settings-before
expect 'with token and key it starts' install --binary gryag-new
expect 'it runs' runs
expect 'its database is private' test "$(mode_of /var/lib/gryag/gryag.db)" = '600 gryag gryag'

# 4. Again: an upgrade to the same.
expect 'a second run is an upgrade' install --binary gryag-new
expect 'with a backup' grep -q '^backup: /var/lib/gryag/backups/gryag-' /run/said
expect 'and the old binary kept' cmp -s gryag-new /usr/local/bin/gryag.old
expect 'it runs' runs
expect 'the settings are untouched' cmp -s /etc/gryag/gryag.env /run/settings-before

# 5. An upgrade to something that never becomes ready: rolled back.
printf '#!/bin/sh\n[ "$1" = run ] && exit 1\nexec /usr/local/bin/gryag.old "$@"\n' > gryag-broken
chmod 755 gryag-broken
expect 'a broken upgrade is told' eval '! install --binary gryag-broken'
expect 'as a roll-back' grep -q 'rolled back' /run/said
expect 'the old binary is back' cmp -s gryag-new /usr/local/bin/gryag
expect 'it runs' runs

# 6. One that spoils the database for the old program as well: the backup comes back.
cat > gryag-newer << 'EOS'
#!/bin/sh
if [ "$1" = run ]; then
    python3 -c 'import sqlite3
c = sqlite3.connect("/var/lib/gryag/gryag.db")
c.execute("PRAGMA user_version = 9999")'
    exit 1
fi
exec /usr/local/bin/gryag.old "$@"
EOS
chmod 755 gryag-newer
expect 'a newer schema is told' eval '! install --binary gryag-newer'
expect 'with the database of the backup' grep -q 'with the database of the backup' /run/said
expect 'it runs' runs

# 7. Removal.
expect 'removed' install --uninstall
expect 'settings and data stay' test -s /etc/gryag/gryag.env -a -s /var/lib/gryag/gryag.db
expect 'the program is gone' test ! -e /usr/local/bin/gryag -a ! -e /etc/systemd/system/gryag.service
expect 'removed with everything' install --uninstall --purge
expect 'nothing is left' test ! -e /etc/gryag -a ! -e /var/lib/gryag
expect 'nor the user' eval '! getent passwd gryag > /dev/null'
echo 'install.sh: all is well'
