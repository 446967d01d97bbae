//! One process per data directory.

use std::fmt;
use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The lock file's name within the data directory.
const FILE_NAME: &str = "gryag.lock";

/// Held as long as this process owns the data directory; the system releases it when the process
/// ends, however it ends.
#[derive(Debug)]
pub struct DirectoryLock {
    file: File,
}

impl Drop for DirectoryLock {
    fn drop(&mut self) {
        // Closing the file would do, unless a child that is just being started holds it too.
        drop(self.file.unlock());
    }
}

/// Why the directory could not be locked.
#[derive(Debug)]
pub enum LockError {
    /// Another process owns the directory.
    Taken(PathBuf),
    /// The lock file in the directory cannot be made or locked.
    Io(PathBuf, std::io::Error),
}

impl fmt::Display for LockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken(directory) => {
                write!(f, "another gryag is running on {}", directory.display())
            }
            Self::Io(directory, _) => write!(f, "{} cannot be locked", directory.display()),
        }
    }
}

impl std::error::Error for LockError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Taken(_) => None,
            Self::Io(_, error) => Some(error),
        }
    }
}

impl DirectoryLock {
    /// Takes the lock of `directory`.
    ///
    /// # Errors
    /// [`LockError::Taken`] at once if another process holds it.
    pub fn take(directory: &Path) -> Result<Self, LockError> {
        let io = |error| LockError::Io(directory.to_owned(), error);
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(directory.join(FILE_NAME))
            .map_err(io)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { file }),
            Err(TryLockError::WouldBlock) => Err(LockError::Taken(directory.to_owned())),
            Err(TryLockError::Error(error)) => Err(io(error)),
        }
    }
}
