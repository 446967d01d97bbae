//! Why the reading of an export ended early.

use std::fmt;
use std::io;

/// Why a file is not walked through to its end.
#[derive(Debug)]
pub enum ScanError {
    /// It is a web page: an export in the wrong format.
    Html,
    /// It is no export at all.
    NotAnExport,
    /// It ends in the middle; what came before has been passed on.
    Truncated,
    /// It is no JSON from this byte on; what came before has been passed on.
    Damaged {
        /// The byte.
        at: u64,
    },
    /// It cannot be read.
    Io(io::Error),
}

impl fmt::Display for ScanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Html => write!(
                f,
                "this is a web page: export the chat again and choose \
                 \"Machine-readable JSON\" as its format"
            ),
            Self::NotAnExport => write!(
                f,
                "this is no export of Telegram Desktop (result.json) and none of gryag's own"
            ),
            Self::Truncated => write!(f, "the file ends in the middle"),
            Self::Damaged { at } => write!(f, "the file is damaged from byte {at} on"),
            Self::Io(_) => write!(f, "the file cannot be read"),
        }
    }
}

impl std::error::Error for ScanError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            Self::Html | Self::NotAnExport | Self::Truncated | Self::Damaged { .. } => None,
        }
    }
}

/// A walk ends with its own error or with the visitor's.
#[derive(Debug)]
pub(super) enum Stopped<E> {
    /// The file.
    File(ScanError),
    /// The visitor.
    Visitor(E),
}

impl<E> From<ScanError> for Stopped<E> {
    fn from(error: ScanError) -> Self {
        Self::File(error)
    }
}
