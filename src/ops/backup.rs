//! Backups: one snapshot, read back before it counts, and only so many kept.
//!
//! A backup has its final name only when it is whole, verified and on the disk, so the files of
//! that name are the record of what succeeded; nothing else is written down. Whatever a killed
//! backup leaves has another name and is removed by the next one.

use super::{disk, rotation, stamp};
use crate::clock::{Clock, UnixTime};
use crate::config::Config;
use crate::store::backup::{self, Contents};
use crate::store::{self, DirectoryLock, LockError, Store};
use crossbeam_channel::RecvTimeoutError;
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use std::fmt;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// Begins the name of every backup.
const PREFIX: &str = "gryag-";
/// Ends it.
const SUFFIX: &str = ".db";
/// Begins the names of those that are being made.
const UNFINISHED: &str = ".tmp-";
/// Free room beyond two copies of the database, in bytes: the bot must go on writing.
const ROOM_SPARE: u64 = 16 * 1024 * 1024;
/// What the hook may take.
const HOOK_MAX: Duration = Duration::from_secs(600);
/// How often a copy under way is forced onto the disk.
const SYNC_STEP: Duration = Duration::from_millis(50);
/// How often the hook is looked at.
const HOOK_STEP: Duration = Duration::from_millis(50);
/// What the hook must not inherit.
const SECRET_VARIABLES: &[&str] = &[
    "TELEGRAM_BOT_TOKEN",
    "GEMINI_API_KEY",
    "OPENAI_API_KEY",
    "CREDENTIALS_DIRECTORY",
    "NOTIFY_SOCKET",
];

/// Where the database and its backups are.
#[derive(Debug, Clone)]
pub struct Place {
    /// The directory of the database.
    pub data_dir: PathBuf,
    /// The directory of the backups.
    pub backup_dir: PathBuf,
}

impl Place {
    /// As the settings say.
    pub fn new(config: &Config) -> Self {
        Self {
            data_dir: config.data_dir.clone(),
            backup_dir: config.operations.backup_dir.clone(),
        }
    }

    fn database(&self) -> PathBuf {
        self.data_dir.join(store::FILE_NAME)
    }
}

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The file.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// What it holds.
    pub contents: Contents,
    /// How many older ones were removed.
    pub removed: usize,
}

/// A step that is done, for those who want to see what a death after it leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The empty file is there.
    Created,
    /// The snapshot is in it.
    Copied,
    /// It was read back and found good.
    Verified,
    /// It is on the disk.
    Synced,
    /// It has its final name.
    Named,
}

/// Why there is no new backup.
#[derive(Debug)]
pub enum Failure {
    /// There is no database yet.
    NoDatabase,
    /// The disk has too little room.
    NoRoom {
        /// How many bytes are needed.
        needed: u64,
        /// How many there are.
        free: u64,
    },
    /// Another backup is being made.
    Busy,
    /// The copy holds less than the database.
    Incomplete,
    /// The database or the copy.
    Store(store::Error),
    /// A file or directory.
    Io(io::Error),
    /// Stopped after a step, as asked.
    Interrupted,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDatabase => write!(f, "there is no database yet"),
            Self::NoRoom { needed, free } => write!(
                f,
                "a backup needs {} MiB free and there are {}: make room, or set BOT_BACKUP_DIR",
                needed >> 20,
                free >> 20
            ),
            Self::Busy => write!(f, "another backup is being made"),
            Self::Incomplete => write!(f, "the copy holds less than the database: not kept"),
            Self::Store(error) => write!(f, "{error}"),
            Self::Io(_) => write!(f, "the backup cannot be written"),
            Self::Interrupted => write!(f, "the backup was interrupted"),
        }
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Store(error) => error.source(),
            Self::Io(error) => Some(error),
            Self::NoDatabase
            | Self::NoRoom { .. }
            | Self::Busy
            | Self::Incomplete
            | Self::Interrupted => None,
        }
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Makes a backup beside a running bot or without one, and removes those that are not worth
/// keeping any more.
///
/// # Errors
/// Why there is none; then the older ones are all still there.
pub fn back_up(place: &Place, now: UnixTime) -> Result<Done, Failure> {
    back_up_observed(place, now, &mut |_| true)
}

/// As [`back_up`]; stops after a step of which `goes_on` says so, and leaves everything as a death
/// at that moment would.
///
/// # Errors
/// As [`back_up`], and [`Failure::Interrupted`].
pub fn back_up_observed(
    place: &Place,
    now: UnixTime,
    goes_on: &mut dyn FnMut(Step) -> bool,
) -> Result<Done, Failure> {
    if !place.database().exists() {
        return Err(Failure::NoDatabase);
    }
    disk::create_private_dir(&place.backup_dir)?;
    let _lock = match DirectoryLock::take(&place.backup_dir) {
        Ok(lock) => lock,
        Err(LockError::Taken(_)) => return Err(Failure::Busy),
        Err(LockError::Io(_, error)) => return Err(Failure::Io(error)),
    };
    remove_unfinished(&place.backup_dir)?;
    look_for_room(place)?;
    let unfinished = place
        .backup_dir
        .join(format!("{UNFINISHED}{}", stamp::to_name(now)));
    let made = make(place, &unfinished, now, goes_on);
    if !matches!(made, Ok(_) | Err(Failure::Interrupted)) {
        // What cannot be removed now is removed by the next backup.
        drop(std::fs::remove_file(&unfinished));
    }
    made
}

fn make(
    place: &Place,
    unfinished: &Path,
    now: UnixTime,
    goes_on: &mut dyn FnMut(Step) -> bool,
) -> Result<Done, Failure> {
    let mut done = |step| {
        if goes_on(step) {
            Ok(())
        } else {
            Err(Failure::Interrupted)
        }
    };
    // SQLite takes an empty file as it is, and so keeps its mode.
    drop(disk::create_private(unfinished)?);
    done(Step::Created)?;
    let live = Store::open_read_only(&place.data_dir)?;
    let before = live.contents()?;
    copy(&live, unfinished)?;
    drop(live);
    done(Step::Copied)?;
    let contents = backup::verify(unfinished)?;
    if !before.is_covered_by(&contents) {
        return Err(Failure::Incomplete);
    }
    done(Step::Verified)?;
    // SQLite does not force what VACUUM INTO writes onto the disk.
    disk::sync(unfinished)?;
    done(Step::Synced)?;
    let path = place
        .backup_dir
        .join(format!("{PREFIX}{}{SUFFIX}", stamp::to_name(now)));
    std::fs::rename(unfinished, &path)?;
    disk::sync(&place.backup_dir)?;
    done(Step::Named)?;
    let removed = rotate(&place.backup_dir)?;
    Ok(Done {
        bytes: disk::file_bytes(&path),
        path,
        contents,
        removed,
    })
}

/// Copies, and forces what is copied onto the disk bit by bit: all of it at once at the end would
/// hold up the bot's own commits for the time of a gigabyte.
fn copy(live: &Store, unfinished: &Path) -> Result<(), Failure> {
    // Nothing is ever sent: the channel closes when the copy is made.
    let (copying, done) = crossbeam_channel::bounded::<()>(0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while done.recv_timeout(SYNC_STEP) == Err(RecvTimeoutError::Timeout) {
                // What fails here fails again at the end, where it counts.
                drop(disk::sync(unfinished));
            }
        });
        let copied = live.copy_into(unfinished);
        drop(copying);
        Ok(copied?)
    })
}

fn look_for_room(place: &Place) -> Result<(), Failure> {
    let database = place.database();
    let log = disk::beside(&database, "-wal");
    let copy = disk::file_bytes(&database).saturating_add(disk::file_bytes(&log));
    let needed = copy.saturating_mul(2).saturating_add(ROOM_SPARE);
    let free = disk::free_bytes(&place.backup_dir)?;
    if free < needed {
        return Err(Failure::NoRoom { needed, free });
    }
    Ok(())
}

/// The backups in `directory` with their moments, oldest first; none if there is no directory.
///
/// # Errors
/// What the system says.
pub fn list(directory: &Path) -> io::Result<Vec<(UnixTime, PathBuf)>> {
    let entries = match std::fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut backups = Vec::new();
    for entry in entries {
        let entry = entry?;
        let moment = entry.file_name().to_str().and_then(|name| {
            let name = name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?;
            stamp::from_name(name)
        });
        backups.extend(moment.map(|moment| (moment, entry.path())));
    }
    backups.sort();
    Ok(backups)
}

/// Removes the backups that are not worth keeping, and says how many.
fn rotate(directory: &Path) -> io::Result<usize> {
    let backups = list(directory)?;
    let moments: Vec<UnixTime> = backups.iter().map(|(moment, _)| *moment).collect();
    let expendable = rotation::expendable(&moments);
    for (_, path) in backups
        .iter()
        .filter(|(moment, _)| expendable.contains(moment))
    {
        std::fs::remove_file(path)?;
    }
    Ok(expendable.len())
}

/// Removes what backups left that were killed; the lock shows that none is being made.
fn remove_unfinished(directory: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Runs `hook` with the path of a new backup and waits for it; `Err` says in a few words what went
/// wrong.
///
/// # Errors
/// It cannot be started, fails, takes longer than ten minutes, or the program stops.
pub fn run_hook(hook: &Path, backup: &Path, clock: &dyn Clock) -> Result<(), String> {
    let mut command = Command::new(hook);
    command
        .arg(backup)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        // With what it starts itself, so that all of it can be ended.
        .process_group(0);
    for variable in SECRET_VARIABLES {
        command.env_remove(variable);
    }
    let mut child = command
        .spawn()
        .map_err(|error| format!("it cannot be started: {error}"))?;
    let until = clock.monotonic().saturating_add(HOOK_MAX);
    let told = loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => return Err(format!("it ended with {status}")),
            Ok(None) => {}
            Err(error) => break format!("it cannot be waited for: {error}"),
        }
        if clock.monotonic() >= until {
            break format!("it was still busy after {} s", HOOK_MAX.as_secs());
        }
        if !clock.pause(HOOK_STEP) {
            break "the program stops".to_owned();
        }
    };
    // It may have ended by itself meanwhile.
    if let Ok(group) = i32::try_from(child.id()) {
        killpg(Pid::from_raw(group), Signal::SIGKILL).ok();
    }
    drop(child.wait());
    Err(told)
}
