//! What can be wrong on this machine.

use super::Report;
use crate::clock::UnixTime;
use crate::config::Config;
use crate::ops::disk;
use crate::ops::zone::has_no_data;
use crate::store::{self, DirectoryLock, LockError, SQLITE_VERSION_MIN};
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::SystemTime;

/// No clock is right that reads earlier than this program: 2026-01-01.
const NOT_BEFORE: i64 = 1_767_225_600;
/// Less room than this is doubtful, in bytes.
const ROOM_MIN: u64 = 200 << 20;
/// Less room than this is none, in bytes: a write-ahead log alone may take as much.
const ROOM_NONE: u64 = 16 << 20;
/// What helps on a full disk.
pub(super) const MAKE_ROOM: &str =
    "make room on its disk: see what takes it (du -sh), keep backups elsewhere (BOT_BACKUP_DIR)";
/// File systems that are not of this machine alone. Source: linux/magic.h, statfs(2).
const REMOTE: [(i128, &str); 8] = [
    (0x6969, "NFS"),
    (0x517B, "SMB"),
    (0xFF53_4D42, "CIFS"),
    (0xFE53_4D42, "SMB2"),
    (0x0102_1997, "9p"),
    (0x5346_414F, "AFS"),
    (0x00C3_6400, "Ceph"),
    (0x6573_5546, "FUSE"),
];
/// Where the unit is, if there is one.
const UNIT: &str = "/etc/systemd/system/gryag.service";
/// What a unit that was not weakened says.
const HARDENED: [&str; 4] = [
    "NoNewPrivileges=yes",
    "ProtectSystem=strict",
    "CapabilityBoundingSet=\n",
    "SystemCallFilter=@system-service",
];

/// Looks at everything else on this machine.
pub(super) fn look(config: &Config, report: &mut Report) {
    look_at_owner(&config.data_dir, report);
    look_at_file_system(&config.data_dir, report);
    look_at_room(config, report);
    look_at_sqlite(report);
    look_at_clock(report);
    look_at_zone(config, report);
    look_at_unit(Path::new(UNIT), report);
}

/// Looks at the data directory; says whether a bot runs on it.
pub(super) fn look_at_directory(config: &Config, report: &mut Report) -> bool {
    let directory = &config.data_dir;
    let name = "data directory";
    let shown = directory.display();
    if let Err(error) = disk::create_private_dir(directory) {
        let seen = format!("{shown} cannot be made ({error})");
        report.bad(
            name,
            seen,
            "set BOT_DATA_DIR to a directory of the bot's user",
        );
        return false;
    }
    let probe = directory.join(".gryag-check");
    let written = std::fs::write(&probe, b"x");
    let removed = std::fs::remove_file(&probe);
    if let Err(error) = written.and(removed) {
        let seen = format!("{shown} cannot be written ({error})");
        report.bad(name, seen, mend_of(&error));
        return false;
    }
    match DirectoryLock::take(directory) {
        Ok(_lock) => {
            report.good(name, format!("{shown} is writable, no bot runs on it"));
            false
        }
        Err(LockError::Taken(_)) => {
            report.good(name, format!("{shown}: a bot runs on it now"));
            true
        }
        Err(LockError::Io(_, error)) => {
            let seen = format!("{shown} cannot be locked ({error})");
            let mend = if error.kind() == ErrorKind::Unsupported {
                "use a local file system"
            } else {
                mend_of(&error)
            };
            report.bad(name, seen, mend);
            false
        }
    }
}

/// What helps when a file in the data directory cannot be written.
fn mend_of(error: &std::io::Error) -> &'static str {
    let kind = error.kind();
    if matches!(kind, ErrorKind::StorageFull | ErrorKind::QuotaExceeded) {
        MAKE_ROOM
    } else if kind == ErrorKind::ReadOnlyFilesystem {
        "mount its file system so that it can be written"
    } else {
        "give it to the bot's user: chown, chmod 700"
    }
}

/// Files of another user, as a command of root's leaves them, stop the bot at some later time.
fn look_at_owner(directory: &Path, report: &mut Report) {
    let Ok(own) = std::fs::metadata("/proc/self") else {
        return;
    };
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let foreign = entries
        .filter(|entry| entry.metadata().is_ok_and(|data| data.uid() != own.uid()))
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .next();
    if let Some(name) = foreign {
        report.doubtful(
            "owner",
            format!("{name} in the data directory belongs to another user"),
            "run gryag as the bot's user only, and chown what is there",
        );
    }
}

/// SQLite's log is shared memory, which no file system of another machine gives.
fn look_at_file_system(directory: &Path, report: &mut Report) {
    let name = "file system";
    let Ok(found) = nix::sys::statfs::statfs(directory) else {
        return report.doubtful(name, "cannot be seen", "look with df -T");
    };
    let kind = i128::from(found.filesystem_type().0);
    match REMOTE.iter().find(|(magic, _)| *magic == kind) {
        Some((_, word)) => report.doubtful(
            name,
            format!("is {word}: locks may not hold there"),
            "keep BOT_DATA_DIR on a local disk",
        ),
        None => report.good(name, "local"),
    }
}

fn look_at_room(config: &Config, report: &mut Report) {
    let name = "disk";
    let Ok(free) = disk::free_bytes(&config.data_dir) else {
        return report.doubtful(name, "its free room cannot be seen", "look with df");
    };
    let database = disk::file_bytes(&config.data_dir.join(store::FILE_NAME));
    let needed = database.saturating_mul(2).saturating_add(ROOM_MIN);
    let seen = format!("{} MiB are free", free >> 20);
    if free < ROOM_NONE {
        report.bad(name, seen, MAKE_ROOM);
    } else if free < needed {
        let mend = "make room: a backup needs twice the database";
        report.doubtful(name, seen, mend);
    } else {
        report.good(name, seen);
    }
}

fn look_at_sqlite(report: &mut Report) {
    let found = store::sqlite_version();
    if found < SQLITE_VERSION_MIN {
        let seen = format!("SQLite {found} can lose writes");
        return report.bad("SQLite", seen, "build gryag with its bundled SQLite");
    }
    report.good("SQLite", format!("version {}", dotted(found)));
}

/// 3054001 as 3.54.1.
fn dotted(version: i32) -> String {
    let (major, minor, patch) = (
        version / 1_000_000,
        version / 1_000 % 1_000,
        version % 1_000,
    );
    format!("{major}.{minor}.{patch}")
}

pub(super) fn now() -> UnixTime {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    UnixTime(now.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0)))
}

fn look_at_clock(report: &mut Report) {
    if now().0 < NOT_BEFORE {
        report.bad("clock", "reads a year long past", "set the clock, use NTP");
    }
}

/// A zone that is not found is silently UTC, and quiet hours are off by two or three.
fn look_at_zone(config: &Config, report: &mut Report) {
    let name = "time zone";
    let Some(zone) = config.time_zone() else {
        return report.doubtful(
            name,
            "TZ is not set: the machine's own counts",
            "set TZ=Europe/Kyiv",
        );
    };
    if has_no_data(zone) {
        report.bad(
            name,
            format!("there are no data for {zone}, so it is UTC"),
            "install tzdata, or set TZ=EET-2EEST,M3.5.0/3,M10.5.0/4",
        );
    } else {
        report.good(name, zone);
    }
}

fn look_at_unit(path: &Path, report: &mut Report) {
    let Ok(unit) = std::fs::read_to_string(path) else {
        return;
    };
    let missing: Vec<&str> = HARDENED
        .iter()
        .filter(|line| !unit.contains(**line))
        .map(|line| line.trim())
        .collect();
    if missing.is_empty() {
        report.good("unit", "hardened");
    } else {
        report.doubtful(
            "unit",
            format!("without {}", missing.join(", ")),
            "take gryag.service as it is, and put changes into systemctl edit",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::check::State;

    #[test]
    fn who_has_no_room_is_not_told_to_change_the_owner() {
        let mend = |kind: ErrorKind| mend_of(&std::io::Error::from(kind));
        assert_eq!(mend(ErrorKind::StorageFull), MAKE_ROOM);
        assert_eq!(mend(ErrorKind::QuotaExceeded), MAKE_ROOM);
        assert!(mend(ErrorKind::PermissionDenied).contains("chown"));
    }

    #[test]
    fn versions_have_dots() {
        assert_eq!(dotted(3_054_001), "3.54.1");
    }

    #[test]
    fn our_own_unit_is_hardened_and_a_bare_one_is_not() {
        let state = |path: &Path| {
            let mut report = Report::new();
            look_at_unit(path, &mut report);
            report.findings.first().map(|finding| finding.state)
        };
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("gryag.service");
        assert_eq!(state(&own), Some(State::Good));
        let directory = tempfile::tempdir().unwrap();
        let bare = directory.path().join("gryag.service");
        std::fs::write(&bare, "[Service]\nExecStart=/usr/local/bin/gryag run\n").unwrap();
        assert_eq!(state(&bare), Some(State::Doubtful));
        assert_eq!(state(Path::new("/nonexistent")), None);
    }
}
