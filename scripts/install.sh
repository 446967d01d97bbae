#!/usr/bin/env bash
# Installs or upgrades gryag as a systemd service. Run it as root, as often as you like: what is
# there already stays as it is, but for the binary and the unit.
#
#   scripts/install.sh [--binary FILE]       install or upgrade; rolls back what does not start
#   scripts/install.sh --anyway              start although gryag check found something
#   scripts/install.sh --uninstall           remove the program, keep settings and data
#   scripts/install.sh --uninstall --purge   remove everything
set -euo pipefail

user=gryag
program=/usr/local/bin/gryag
settings=/etc/gryag
data=/var/lib/gryag
unit=/etc/systemd/system/gryag.service
# How long a start may take until it counts as failed, in seconds.
patience=60
here=$(cd "$(dirname "$0")" && pwd)

say() { printf '%s\n' "$*"; }
fail() {
    printf 'install.sh: %s\n' "$*" >&2
    exit 1
}

binary='' uninstall='' purge='' anyway=''
while [ $# -gt 0 ]; do
    case $1 in
        --binary)
            binary=${2:?--binary needs a file}
            shift
            ;;
        --anyway) anyway=yes ;;
        --uninstall) uninstall=yes ;;
        --purge) purge=yes ;;
        *)
            sed -n '2,9p' "$0" >&2
            exit 64
            ;;
    esac
    shift
done
[ "$(id -u)" = 0 ] || fail 'this needs root'
[ -z "$purge" ] || [ -n "$uninstall" ] || fail '--purge goes with --uninstall'

if [ -n "$uninstall" ]; then
    systemctl disable --now gryag.service 2> /dev/null || true
    rm -f "$unit" "$program" "$program.old"
    if [ -n "$purge" ]; then
        # With what `systemctl edit` made; a BOT_BACKUP_DIR elsewhere stays.
        rm -rf "$settings" "$data" "$unit.d"
        userdel "$user" 2> /dev/null || true
        say 'removed, with settings and data'
    else
        say "removed; settings are in $settings, data in $data"
    fi
    systemctl daemon-reload
    exit 0
fi

# The binary: the one that is named, or the one that was built or lies beside this script.
if [ -z "$binary" ]; then
    for candidate in "$here/gryag-$(uname -m)" "$here/../target/static/gryag-$(uname -m)" \
        "$here/../gryag-$(uname -m)"; do
        [ -f "$candidate" ] && binary=$candidate && break
    done
fi
[ -n "$binary" ] && [ -f "$binary" ] || fail 'no binary: run scripts/build-static.sh or --binary FILE'
binary=$(realpath "$binary")
new_version=$("$binary" version) || fail "$binary does not run on this machine"

getent passwd "$user" > /dev/null ||
    useradd --system --user-group --home-dir "$data" --no-create-home \
        --shell "$(command -v nologin || echo /bin/false)" "$user"
install -d -m 750 -o root -g "$user" "$settings"
install -d -m 700 -o "$user" -g "$user" "$data"

# Asks for what is missing, if somebody is there to answer; says nothing of what exists. An empty
# key may be meant, an empty token is what a run without a terminal left.
ask() { # FILE QUESTION
    if [ -s "$settings/$1" ] || { [ -e "$settings/$1" ] &&
        { [ "$1" != telegram-token ] || [ ! -t 0 ]; }; }; then
        return
    fi
    local answer=''
    if [ -t 0 ]; then
        read -r -s -p "$2: " answer
        echo
    fi
    (umask 077 && printf '%s' "$answer" > "$settings/$1")
}
ask telegram-token 'The token from @BotFather'
ask gemini-key 'The key from aistudio.google.com/apikey (empty for another model server)'
[ -e "$settings/openai-key" ] || (umask 077 && : > "$settings/openai-key")
if [ ! -e "$settings/gryag.env" ]; then
    install -m 640 -o root -g "$user" /dev/null "$settings/gryag.env"
    cat > "$settings/gryag.env" << 'TEMPLATE'
# Settings of gryag; `gryag config` shows all of them with their ranges. A comment needs a line of
# its own. Token and keys are in files of their own beside this one.

# Your number in Telegram: write to @userinfobot. Several are separated by commas.
#BOT_ADMIN_IDS=

# The bot's name, to which it answers in all case forms, and a text that says who it is.
#BOT_PERSONA_NAME=Гряг
#BOT_PERSONA_FILE=/etc/gryag/persona.txt

# When it does not speak unasked, in local time.
#BOT_QUIET_HOURS=23-8
#TZ=Europe/Kyiv

# How often it joins in unasked, from 0 (never) to 1 (at every message).
#BOT_SMART_REPLY_CHANCE=0.02

# A program that copies each nightly backup away.
#BOT_BACKUP_HOOK=/usr/local/bin/gryag-copy-away
TEMPLATE
fi

# The unit's file lies beside the sources, or beside this script on a server.
for candidate in "$here/../gryag.service" "$here/gryag.service"; do
    [ -f "$candidate" ] && source_unit=$candidate && break
done
[ -n "${source_unit:-}" ] || fail 'gryag.service is neither beside this script nor above it'

# Runs a gryag as the service would run it.
credentials=$(mktemp -d)
trap 'rm -rf "$credentials"' EXIT
as_bot() { # BINARY ARGUMENTS…
    install -m 400 -o "$user" "$settings"/{telegram-token,gemini-key,openai-key} "$credentials"
    chown "$user" "$credentials"
    runuser -u "$user" -- env -i PATH="$PATH" TZ=Europe/Kyiv "CREDENTIALS_DIRECTORY=$credentials" \
        "GRYAG_ENV_FILE=$settings/gryag.env" "STATE_DIRECTORY=$data" "$@"
}
# Not every directory may be entered by the bot's user, so it runs a copy.
candidate=$credentials/gryag
install -m 755 "$binary" "$candidate"
chmod 711 "$credentials"

if [ ! -s "$settings/telegram-token" ]; then
    install -m 755 "$binary" "$program"
    install -m 644 "$source_unit" "$unit"
    systemctl daemon-reload
    say "installed $new_version, not started: put the token into $settings/telegram-token,"
    say "the key into $settings/gemini-key, then run this again"
    exit 0
fi

is_upgrade=''
[ -x "$program" ] && [ -e "$data/gryag.db" ] && is_upgrade=yes
checked=0
as_bot "$candidate" check || checked=$?
# Settings that are wrong stop the program too; everything else the operator may know better, such as
# privacy mode where the bot is to be an admin of its groups.
if [ "$checked" = 78 ] || { [ "$checked" != 0 ] && [ -z "$is_upgrade$anyway" ]; }; then
    fail "gryag check found something (above): mend it and run this again, or add --anyway." \
        "Nothing was started."
fi

# READY=1 must come in time: `systemctl restart` waits for it, as the unit is Type=notify.
start() {
    systemctl daemon-reload
    timeout "$patience" systemctl restart gryag.service && systemctl is-active --quiet gryag.service
}
put() { # FILE: in one step, also over a program that runs
    install -m 755 "$1" "$program.new"
    mv -f "$program.new" "$program"
}

backup=''
if [ -n "$is_upgrade" ]; then
    old_version=$("$program" version 2> /dev/null || echo 'unknown')
    say "upgrading from $old_version to $new_version"
    cp -p "$program" "$program.old"
    [ -e "$unit" ] && cp -p "$unit" "$credentials/old.service"
    # By the old program, which knows the old database. One that cannot make backups yet is told.
    if as_bot "$program" backup > "$credentials/backup.txt" 2>&1; then
        backup=$(head -n 1 "$credentials/backup.txt")
        say "backup: $backup"
    else
        say "no backup: $(tail -n 1 "$credentials/backup.txt")"
    fi
fi
put "$binary"
install -m 644 "$source_unit" "$unit"
systemctl enable gryag.service 2> /dev/null || fail 'the unit cannot be enabled'
if start; then
    say "runs: $new_version. Look: systemctl status gryag; journalctl -u gryag"
    exit 0
fi
[ -n "$is_upgrade" ] || fail "it did not become ready within $patience s: journalctl -u gryag -n 30"

say "the new one did not become ready within $patience s: back to $old_version"
systemctl stop gryag.service || true
put "$program.old"
[ -e "$credentials/old.service" ] && install -m 644 "$credentials/old.service" "$unit"
if start; then
    fail "rolled back to $old_version, which runs. Why: journalctl -u gryag -n 50"
fi
# The new program may have upgraded the database, which the old one refuses then.
systemctl stop gryag.service || true
if [ -n "$backup" ] && as_bot "$program" restore "$backup" && start; then
    fail "rolled back to $old_version with the database of the backup, which runs"
fi
fail "neither the new program nor the old one becomes ready: journalctl -u gryag -n 50"
