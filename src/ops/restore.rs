//! `gryag restore FILE`: a backup becomes the database, wholly or not at all.
//!
//! At every moment the directory holds a whole database under the final name, the old one or the
//! new one, and never the new one beside the old one's write-ahead log, which SQLite would play
//! back into it. The old one stays in a directory of its own.

use super::{disk, stamp};
use crate::clock::UnixTime;
use crate::store::backup::{self, Contents, Expired};
use crate::store::{self, DirectoryLock, LockError, Store};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Begins the names of copies that are being made.
const UNFINISHED: &str = ".restore-";
/// Begins the names of directories with what was there before.
const BEFORE: &str = "pre-restore-";
/// What SQLite keeps beside a database.
const SIDECARS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// A restore that is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// What the database holds now.
    pub contents: Contents,
    /// Work that will not be done any more.
    pub expired: Expired,
    /// Where the old database is, if there was one.
    pub before: Option<PathBuf>,
}

/// A step that is done, for those who want to see what a death after it leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The file was read and found good.
    Verified,
    /// Its copy is in the data directory.
    Copied,
    /// Open work in the copy is ended, and it is on the disk.
    Prepared,
    /// The old database's log is part of it again.
    Checkpointed,
    /// The old database has a second name.
    Kept,
    /// Its sidecars are moved there.
    SidecarsMoved,
    /// The copy has the final name.
    Named,
}

/// Why nothing was restored.
#[derive(Debug)]
pub enum Failure {
    /// The bot runs.
    Running,
    /// There is no such file.
    NoFile,
    /// The file is not fit to be restored.
    File(store::Error),
    /// A file or directory.
    Io(io::Error),
    /// Stopped after a step, as asked.
    Interrupted,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Running => write!(
                f,
                "a gryag is running on this data directory: stop it first (systemctl stop gryag)"
            ),
            Self::NoFile => write!(f, "there is no such file"),
            Self::File(store::Error::Corrupt) => write!(f, "the file is damaged"),
            Self::File(store::Error::Foreign) => write!(f, "the file is not a gryag database"),
            Self::File(store::Error::Newer { found, known }) => write!(
                f,
                "the file has schema {found}, this program knows only {known}: use a newer gryag"
            ),
            Self::File(error) => write!(f, "the file cannot be restored: {error}"),
            Self::Io(_) => write!(f, "the data directory cannot be written"),
            Self::Interrupted => write!(f, "the restore was interrupted"),
        }
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::File(error) => error.source(),
            Self::Io(error) => Some(error),
            Self::Running | Self::NoFile | Self::Interrupted => None,
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Makes `file` the database in `data_dir`.
///
/// # Errors
/// Why not; then the database is what it was.
pub fn restore(file: &Path, data_dir: &Path, now: UnixTime) -> Result<Done, Failure> {
    restore_observed(file, data_dir, now, &mut |_| true)
}

/// As [`restore`]; stops after a step of which `goes_on` says so, and leaves everything as a death
/// at that moment would.
///
/// # Errors
/// As [`restore`], and [`Failure::Interrupted`].
pub fn restore_observed(
    file: &Path,
    data_dir: &Path,
    now: UnixTime,
    goes_on: &mut dyn FnMut(Step) -> bool,
) -> Result<Done, Failure> {
    if !file.is_file() {
        return Err(Failure::NoFile);
    }
    disk::create_private_dir(data_dir)?;
    let _lock = match DirectoryLock::take(data_dir) {
        Ok(lock) => lock,
        Err(LockError::Taken(_)) => return Err(Failure::Running),
        Err(LockError::Io(_, error)) => return Err(Failure::Io(error)),
    };
    remove_unfinished(data_dir)?;
    let name = stamp::to_name(now);
    let copy = data_dir.join(format!("{UNFINISHED}{name}"));
    let done = work(file, data_dir, &copy, now, goes_on);
    if !matches!(done, Ok(_) | Err(Failure::Interrupted)) {
        // What cannot be removed now is removed by the next restore.
        drop(std::fs::remove_file(&copy));
    }
    done
}

fn work(
    file: &Path,
    data_dir: &Path,
    copy: &Path,
    now: UnixTime,
    goes_on: &mut dyn FnMut(Step) -> bool,
) -> Result<Done, Failure> {
    let name = stamp::to_name(now);
    let mut done = |step| {
        if goes_on(step) {
            Ok(())
        } else {
            Err(Failure::Interrupted)
        }
    };
    let contents = backup::verify(file).map_err(Failure::File)?;
    done(Step::Verified)?;
    drop(disk::create_private(copy)?);
    backup::copy_file(file, copy).map_err(Failure::File)?;
    done(Step::Copied)?;
    let expired = backup::expire_open_work(copy, now).map_err(Failure::File)?;
    disk::sync(copy)?;
    done(Step::Prepared)?;
    let database = data_dir.join(store::FILE_NAME);
    let mut before = None;
    if database.exists() {
        // So that its log is empty when it moves. A damaged one cannot do that, and moves as it is.
        if let Ok(old) = Store::open_to_empty_log(data_dir) {
            drop(old.checkpoint());
        }
        done(Step::Checkpointed)?;
        before = Some(keep(&database, data_dir, &name, &mut done)?);
    }
    move_sidecars(&database, before.as_deref())?;
    done(Step::SidecarsMoved)?;
    std::fs::rename(copy, &database)?;
    disk::sync(data_dir)?;
    done(Step::Named)?;
    Ok(Done {
        contents,
        expired,
        before,
    })
}

/// Gives the old database a second name in a directory of its own.
fn keep(
    database: &Path,
    data_dir: &Path,
    name: &str,
    done: &mut dyn FnMut(Step) -> Result<(), Failure>,
) -> Result<PathBuf, Failure> {
    let directory = data_dir.join(format!("{BEFORE}{name}"));
    disk::create_private_dir(&directory)?;
    let kept = directory.join(store::FILE_NAME);
    // A second name and not a move: there must be a database under the first one all the while.
    if std::fs::hard_link(database, &kept).is_err() {
        std::fs::copy(database, &kept)?;
        disk::sync(&kept)?;
    }
    disk::sync(&directory)?;
    done(Step::Kept)?;
    Ok(directory)
}

fn move_sidecars(database: &Path, before: Option<&Path>) -> io::Result<()> {
    for suffix in SIDECARS {
        let sidecar = disk::beside(database, suffix);
        let moved = match before {
            Some(directory) => std::fs::rename(
                &sidecar,
                disk::beside(&directory.join(store::FILE_NAME), suffix),
            ),
            // Left by a database that is gone: worth nothing without it.
            None => std::fs::remove_file(&sidecar),
        };
        match moved {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

/// Removes what restores left that were killed; the lock shows that none is under way.
fn remove_unfinished(directory: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
