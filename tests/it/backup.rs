//! Backup and restore: real files, real processes, and a death after every step.

use crate::support::process::{kill_after, moments_of, write_program};
use crate::support::wait::output_of;
use gryag::clock::{SECONDS_PER_DAY, UnixTime};
use gryag::ids::{ChatId, UpdateId};
use gryag::ops::backup::{self, Failure, Place, back_up, back_up_observed, list};
use gryag::ops::restore::{self, restore, restore_observed};
use gryag::store::backup::verify;
use gryag::store::{DirectoryLock, Error, FILE_NAME, FreshUpdate, NewJob, NewOutgoing, Store};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;
use tempfile::TempDir;

const NOW: UnixTime = UnixTime(1_795_562_972);
const CHAT: ChatId = ChatId(-100);

/// A data directory of its own.
struct Home {
    directory: TempDir,
    place: Place,
}

impl Home {
    fn new() -> Self {
        let directory = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let place = Place {
            data_dir: directory.path().join("data"),
            backup_dir: directory.path().join("data/backups"),
        };
        std::fs::create_dir(&place.data_dir).unwrap();
        Self { directory, place }
    }

    fn data(&self) -> &Path {
        &self.place.data_dir
    }

    fn database(&self) -> PathBuf {
        self.data().join(FILE_NAME)
    }

    fn open(&self) -> Store {
        Store::open(self.data()).unwrap()
    }

    /// How many updates the database has, which tells old from new.
    fn updates(&self) -> i64 {
        let store = Store::open_read_only(self.data()).unwrap();
        store.read().quick_check().unwrap();
        store.read().open_count().unwrap().0
    }

    fn gryag(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gryag"));
        command
            .args(arguments)
            .env_clear()
            .env("GRYAG_ENV_FILE", "")
            .env("BOT_DATA_DIR", self.data())
            .current_dir(self.directory.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn said(&self, arguments: &[&str]) -> (i32, String) {
        let output = output_of(&mut self.gryag(arguments));
        let text = [output.stdout, output.stderr].concat();
        (
            output.status.code().unwrap(),
            String::from_utf8(text).unwrap(),
        )
    }
}

/// Adds so many open updates of about a hundred bytes each.
fn add_updates(store: &mut Store, first: i64, count: i64) {
    let raw = format!("{{\"padding\":\"{}\"}}", "ж".repeat(40));
    let fresh: Vec<FreshUpdate<'_>> = (first..first + count)
        .map(|id| FreshUpdate {
            id: UpdateId(id),
            chat: Some(CHAT),
            raw: &raw,
            broken: false,
        })
        .collect();
    store
        .write(|writer| writer.accept(&fresh, first + count, NOW))
        .unwrap();
}

#[test]
fn a_backup_is_whole_private_and_needs_nothing_beside_it() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    let mut store = home.open();
    add_updates(&mut store, 1, 50);
    // The newest commits are still only in the write-ahead log.
    assert!(store.wal_bytes() > 0);
    let done = back_up(&home.place, NOW).unwrap();
    assert_eq!(done.path.file_name().unwrap(), "gryag-20261124-232932.db");
    let mode = std::fs::metadata(&done.path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(verify(&done.path).unwrap(), store.contents().unwrap());
    let other = Home::new();
    std::fs::copy(&done.path, other.database()).unwrap();
    assert_eq!(other.updates(), 50);
}

#[test]
fn a_death_after_any_step_of_a_backup_leaves_only_whole_backups() {
    use backup::Step::{Copied, Created, Named, Synced, Verified};
    let home = Home::new();
    let mut store = home.open();
    add_updates(&mut store, 1, 20);
    let first = back_up(&home.place, NOW).unwrap().path;
    for (step, number) in [Created, Copied, Verified, Synced, Named]
        .into_iter()
        .zip(1..)
    {
        let now = NOW.plus(number);
        let died = back_up_observed(&home.place, now, &mut |done| done != step);
        assert!(matches!(died, Err(Failure::Interrupted)), "{step:?}");
        let backups = list(&home.place.backup_dir).unwrap();
        assert_eq!(backups.len(), if step == Named { 2 } else { 1 }, "{step:?}");
        for (_, path) in backups {
            verify(&path).unwrap();
        }
        assert!(first.exists());
    }
    back_up(&home.place, NOW.plus(60)).unwrap();
    // One of the day, the lock: nothing unfinished is left.
    let left = std::fs::read_dir(&home.place.backup_dir).unwrap().count();
    assert_eq!(left, 2);
}

#[test]
fn a_killed_backup_process_leaves_only_whole_backups_and_an_untouched_database() {
    let home = Home::new();
    let mut store = home.open();
    add_updates(&mut store, 1, 20_000);
    let begun = Instant::now();
    assert_eq!(home.said(&["backup"]).0, 0);
    for moment in moments_of(begun.elapsed()) {
        kill_after(moment, &mut home.gryag(&["backup"]));
        for (_, path) in list(&home.place.backup_dir).unwrap() {
            verify(&path).unwrap();
        }
    }
    assert_eq!(home.said(&["backup"]).0, 0);
    assert_eq!(home.updates(), 20_000);
}

#[test]
fn rotation_keeps_a_week_of_days_and_the_last_of_the_week_before() {
    let home = Home::new();
    drop(home.open());
    // NOW is a Tuesday: from a Sunday to the Monday of the second week after it.
    let days = |day: i64| NOW.plus((5 + day) * SECONDS_PER_DAY);
    for day in 0..9 {
        back_up(&home.place, days(day)).unwrap();
    }
    let kept = list(&home.place.backup_dir).unwrap();
    let kept: Vec<UnixTime> = kept.into_iter().map(|(moment, _)| moment).collect();
    assert_eq!(kept, [0, 2, 3, 4, 5, 6, 7, 8].map(days));
}

#[test]
fn a_backup_that_cannot_be_made_says_why_and_leaves_the_others() {
    let home = Home::new();
    assert!(matches!(
        back_up(&home.place, NOW),
        Err(Failure::NoDatabase)
    ));
    drop(home.open());
    back_up(&home.place, NOW).unwrap();
    let lock = DirectoryLock::take(&home.place.backup_dir).unwrap();
    assert!(matches!(back_up(&home.place, NOW), Err(Failure::Busy)));
    let (code, text) = home.said(&["backup"]);
    assert_eq!(code, 75, "{text}");
    std::fs::write(home.database(), "no database at all, only words").unwrap();
    drop(lock);
    let failed = back_up(&home.place, NOW.plus(1));
    assert!(matches!(failed, Err(Failure::Store(Error::Foreign))));
    assert_eq!(list(&home.place.backup_dir).unwrap().len(), 1);
}

/// A backup with one update, in a home whose database has gone on to three; the two newer ones
/// are only in the log, as after a kill.
fn home_with_backup() -> (Home, PathBuf) {
    let living = Home::new();
    let mut store = living.open();
    add_updates(&mut store, 1, 1);
    let backup = back_up(&living.place, NOW).unwrap().path;
    add_updates(&mut store, 2, 2);
    let home = Home::new();
    for name in [FILE_NAME, "gryag.db-wal"] {
        std::fs::copy(living.data().join(name), home.data().join(name)).unwrap();
    }
    std::fs::create_dir(&home.place.backup_dir).unwrap();
    let path = home.place.backup_dir.join(backup.file_name().unwrap());
    std::fs::copy(&backup, &path).unwrap();
    (home, path)
}

#[test]
fn a_restore_brings_the_backup_and_keeps_what_was_there() {
    let (home, path) = home_with_backup();
    let done = restore(&path, home.data(), NOW.plus(9)).unwrap();
    assert_eq!(home.updates(), 1);
    let before = done.before.unwrap();
    assert_eq!(before.file_name().unwrap(), "pre-restore-20261124-232941");
    let old = Store::open_read_only(&before).unwrap();
    assert_eq!(old.read().open_count().unwrap().0, 3);
    assert!(path.exists());
    // And back again.
    restore(&before.join(FILE_NAME), home.data(), NOW.plus(10)).unwrap();
    assert_eq!(home.updates(), 3);
}

#[test]
fn a_death_after_any_step_of_a_restore_leaves_the_old_or_the_new() {
    use restore::Step::{Checkpointed, Copied, Kept, Named, Prepared, SidecarsMoved, Verified};
    for step in [
        Verified,
        Copied,
        Prepared,
        Checkpointed,
        Kept,
        SidecarsMoved,
        Named,
    ] {
        let (home, path) = home_with_backup();
        let died = restore_observed(&path, home.data(), NOW, &mut |done| done != step);
        assert!(
            matches!(died, Err(restore::Failure::Interrupted)),
            "{step:?}"
        );
        assert_eq!(
            home.updates(),
            if step == Named { 1 } else { 3 },
            "{step:?}"
        );
        // The next try succeeds and leaves nothing unfinished.
        restore(&path, home.data(), NOW.plus(1)).unwrap();
        assert_eq!(home.updates(), 1, "{step:?}");
        let unfinished = std::fs::read_dir(home.data())
            .unwrap()
            .filter(|entry| {
                let name = entry.as_ref().unwrap().file_name();
                name.to_string_lossy().starts_with(".restore-")
            })
            .count();
        assert_eq!(unfinished, 0, "{step:?}");
    }
}

#[test]
fn a_restored_bot_does_not_answer_what_was_open_in_the_backup() {
    let home = Home::new();
    let mut store = home.open();
    store
        .write(|writer| {
            let job = NewJob {
                chat: CHAT,
                person: gryag::ids::SenderId(7),
                kind: "reply",
                update_id: UpdateId(1),
                payload: "{}",
                expires_at: NOW.plus(600),
            };
            writer.add_job(&job, NOW)?;
            let outgoing = NewOutgoing {
                chat: CHAT,
                update_id: UpdateId(2),
                method: "sendMessage",
                part: 0,
                body: "{}",
                thread_id: None,
                reply_to: None,
                text: "пізно",
                not_before: NOW,
                fallback: None,
                expires_at: NOW.plus(600),
            };
            writer.add_outgoing(&outgoing, NOW)
        })
        .unwrap();
    let path = back_up(&home.place, NOW).unwrap().path;
    drop(store);
    let done = restore(&path, home.data(), NOW).unwrap();
    assert_eq!((done.expired.jobs, done.expired.requests), (1, 1));
    let store = home.open();
    assert_eq!(store.read().next_job(CHAT, NOW).unwrap(), None);
    assert_eq!(store.read().pending_count().unwrap(), 0);
}

#[test]
fn what_is_no_backup_is_refused_and_nothing_changes() {
    let (home, path) = home_with_backup();
    let file = |name: &str| home.directory.path().join(name);
    let text = file("text.db");
    std::fs::write(
        &text,
        "Любий щоденнику, сьогодні був сонячний день.\n".repeat(99),
    )
    .unwrap();
    std::fs::write(file("empty.db"), "").unwrap();
    // Damage in the middle of a page.
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4_096].fill(0x5A);
    std::fs::write(file("damaged.db"), &bytes).unwrap();
    // A newer schema: bytes 60 to 63 of the header are user_version.
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[60..64].copy_from_slice(&9_999_u32.to_be_bytes());
    std::fs::write(file("newer.db"), &bytes).unwrap();
    for (name, expected, words) in [
        ("text.db", 78, "not a gryag database"),
        ("empty.db", 78, "not a gryag database"),
        ("damaged.db", 78, "damaged"),
        ("newer.db", 78, "use a newer gryag"),
        ("missing.db", 1, "no such file"),
    ] {
        let (code, text) = home.said(&["restore", name]);
        assert_eq!(code, expected, "{name}: {text}");
        assert!(text.contains(words), "{name}: {text}");
        assert_eq!(text.lines().count(), 1, "{name}: {text}");
    }
    assert_eq!(home.updates(), 3);
    assert_eq!(home.said(&["restore"]).0, 64);
}

#[test]
fn a_restore_under_a_running_bot_is_refused() {
    let (home, path) = home_with_backup();
    let _running = DirectoryLock::take(home.data()).unwrap();
    let (code, text) = home.said(&["restore", path.to_str().unwrap()]);
    assert_eq!(code, 75);
    assert!(text.contains("stop it first"), "{text}");
}

#[test]
fn a_killed_restore_process_leaves_the_old_or_the_new() {
    let home = Home::new();
    let mut store = home.open();
    add_updates(&mut store, 1, 10_000);
    let path = back_up(&home.place, NOW).unwrap().path;
    add_updates(&mut store, 20_000, 1);
    drop(store);
    let arguments = ["restore", path.to_str().unwrap()];
    let begun = Instant::now();
    assert_eq!(home.said(&arguments).0, 0);
    for (moment, id) in moments_of(begun.elapsed()).zip(20_001..) {
        // A restore that was quick enough has made old and new the same.
        let mut store = home.open();
        add_updates(&mut store, id, 1);
        drop(store);
        let (old, new) = (home.updates(), 10_000);
        assert!(old > new, "{old}");
        kill_after(moment, &mut home.gryag(&arguments));
        let left = home.updates();
        assert!(left == old || left == new, "{moment:?}: {left} of {old}");
    }
}

#[test]
fn the_hook_gets_the_path_and_no_secrets_and_its_failure_is_told() {
    let home = Home::new();
    drop(home.open());
    let hook = |script: &str| {
        let path = home.directory.path().join("hook.sh");
        write_program(&path, &format!("#!/bin/sh\n{script}\n"));
        let output = output_of(
            home.gryag(&["backup"])
                .env("BOT_BACKUP_HOOK", &path)
                .env("GEMINI_API_KEY", "canary-of-a-key-0123456789"),
        );
        let text = [output.stdout, output.stderr].concat();
        (
            output.status.code().unwrap(),
            String::from_utf8(text).unwrap(),
        )
    };
    let (code, text) = hook("env > hook-env; echo \"$1\" > hook-path");
    assert_eq!(code, 0, "{text}");
    let path = std::fs::read_to_string(home.directory.path().join("hook-path")).unwrap();
    verify(Path::new(path.trim())).unwrap();
    let environment = std::fs::read_to_string(home.directory.path().join("hook-env")).unwrap();
    assert!(!environment.contains("canary"), "{environment}");
    let (code, text) = hook("exit 3");
    assert_eq!(code, 1);
    assert!(text.contains("BOT_BACKUP_HOOK failed"), "{text}");
}
