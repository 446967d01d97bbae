//! What can go wrong with the database.

use super::SQLITE_VERSION_MIN;
use std::fmt;

/// What can go wrong with the database, sorted by what the caller can do.
#[derive(Debug)]
pub enum Error {
    /// The SQLite library is too old to be trusted.
    SqliteTooOld {
        /// Its version, e.g. 3040001.
        found: i32,
    },
    /// The file was written by a newer program.
    Newer {
        /// The file's schema version.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// The file is a database of some other program, or no database.
    Foreign,
    /// The disk is full.
    Full,
    /// Another connection held the database too long; trying again may help.
    Busy,
    /// The file is damaged.
    Corrupt,
    /// The file or its directory cannot be written.
    ReadOnly,
    /// Writing has been closed, because the program stops: see [`super::Store::close_writing`].
    Closed,
    /// Anything else.
    Sqlite(rusqlite::Error),
    /// The operating system refused to read, write or sync the file.
    Io(std::io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SqliteTooOld { found } => write!(
                f,
                "SQLite {found} can lose writes; {SQLITE_VERSION_MIN} or newer is needed"
            ),
            Self::Newer { found, known } => write!(
                f,
                "the database has schema {found}, this program knows only {known}: \
                 use a newer gryag or restore a backup"
            ),
            Self::Foreign => write!(f, "the file is not a gryag database"),
            Self::Full => write!(f, "the disk is full"),
            Self::Busy => write!(f, "another program holds the database locked"),
            Self::Corrupt => {
                write!(
                    f,
                    "the database is damaged: stop gryag and restore a backup"
                )
            }
            Self::ReadOnly => write!(
                f,
                "the database cannot be opened for writing: look at its owner and its disk"
            ),
            Self::Closed => write!(f, "the program stops, nothing more is written"),
            Self::Sqlite(_) => write!(f, "SQLite refused a statement"),
            Self::Io(_) => write!(f, "the database file cannot be read or written"),
        }
    }
}

impl Error {
    /// Whether waiting may help: somebody else is busy with the file, or the disk may get room.
    pub fn may_heal(&self) -> bool {
        match self {
            Self::Busy | Self::Full | Self::Io(_) => true,
            Self::SqliteTooOld { .. }
            | Self::Newer { .. }
            | Self::Foreign
            | Self::Corrupt
            | Self::ReadOnly
            | Self::Closed
            | Self::Sqlite(_) => false,
        }
    }

    /// Whether the fault lies in what was to be written rather than in the database: it would be
    /// refused again, and nothing else would.
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::Sqlite(error) => matches!(
                error.sqlite_error_code(),
                Some(
                    rusqlite::ErrorCode::ConstraintViolation
                        | rusqlite::ErrorCode::TypeMismatch
                        | rusqlite::ErrorCode::TooBig
                )
            ),
            Self::SqliteTooOld { .. }
            | Self::Newer { .. }
            | Self::Foreign
            | Self::Full
            | Self::Busy
            | Self::Corrupt
            | Self::ReadOnly
            | Self::Closed
            | Self::Io(_) => false,
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Sqlite(error) => Some(error),
            Self::Io(error) => Some(error),
            Self::SqliteTooOld { .. }
            | Self::Newer { .. }
            | Self::Foreign
            | Self::Full
            | Self::Busy
            | Self::Corrupt
            | Self::ReadOnly
            | Self::Closed => None,
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DatabaseCorrupt) => Self::Corrupt,
            Some(ErrorCode::NotADatabase) => Self::Foreign,
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen) => Self::ReadOnly,
            // A disk that fails, or a limit on the size of files.
            Some(ErrorCode::SystemIoFailure) => Self::Io(std::io::Error::other(error)),
            _ => Self::Sqlite(error),
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}
