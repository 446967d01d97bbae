//! Why the bot could not start, or could not go on.

use super::brain::PersonaError;
use crate::store::LockError;
use std::fmt;

/// Why the bot could not start, or could not go on.
#[derive(Debug)]
pub enum Error {
    /// A setting is missing or wrong.
    Setting(String),
    /// The persona file cannot be read.
    Persona(PersonaError),
    /// The data directory cannot be used.
    Directory(std::io::Error),
    /// Another process owns the data directory.
    Lock(LockError),
    /// The database cannot be used.
    Store(crate::store::Error),
    /// The system gives no thread or no signal handler.
    System(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Setting(problem) | Self::System(problem) => write!(f, "{problem}"),
            Self::Persona(error) => write!(f, "{error}"),
            Self::Directory(_) => write!(f, "the data directory cannot be made"),
            Self::Lock(error) => write!(f, "{error}"),
            Self::Store(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Setting(_) | Self::System(_) => None,
            Self::Persona(error) => error.source(),
            Self::Directory(error) => Some(error),
            Self::Lock(error) => error.source(),
            Self::Store(error) => error.source(),
        }
    }
}

impl From<crate::store::Error> for Error {
    fn from(error: crate::store::Error) -> Self {
        Self::Store(error)
    }
}
