//! `gryag import`: an export of Telegram Desktop, or one of gryag's own, into the log.
//!
//! The file is walked through once, with one message in memory; batches are written in one
//! transaction each. A message that is known is passed over, so an import that was broken off is
//! simply begun again.

mod batch;
mod inside;
mod lines;
mod loose;
mod message;
mod progress;
pub mod repair;
mod report;
mod scan;
mod scan_error;
mod take;

pub(in crate::ops) use lines::FirstLine;
pub use message::{Imported, Skip, TEXT_CHARS_MAX};
pub use progress::{Progress, Silent, Terminal};
pub use report::Report;
pub use scan::{Header, MESSAGE_BYTES_MAX, ScanError};

use crate::clock::{Clock, UnixTime};
use crate::ids::{ChatId, SenderId};
use crate::store::{self, Store};
use std::fmt;
use std::io::{BufRead, BufReader, Read};

/// Messages that one transaction takes when nobody else writes.
pub const BATCH: usize = 1_000;
/// Messages that one transaction takes beside a running bot: it holds the write lock for
/// milliseconds.
pub const BATCH_BESIDE: usize = 256;
/// What is read of the file at once.
const READ_BYTES: usize = 256 * 1024;

/// What an import is to do.
#[derive(Debug, Clone, Copy)]
pub struct Order {
    /// The chat to be taken, by its Bot API id or the id in the file; `None`: the only one there.
    pub chat: Option<ChatId>,
    /// The bot itself, so that its own words are known as such.
    pub me: Option<SenderId>,
    /// Messages per transaction.
    pub batch: usize,
}

/// Why an import took nothing, or not all.
#[derive(Debug)]
pub enum Error {
    /// The file.
    File(ScanError),
    /// The database. What was taken before stays.
    Store(store::Error),
    /// The chat that was asked for is not in the file.
    OtherChat {
        /// What was asked for.
        wanted: ChatId,
        /// What there is: Bot API id and title.
        found: Vec<(ChatId, String)>,
    },
    /// There are several chats, and none was asked for.
    WhichChat {
        /// What there is: Bot API id and title.
        found: Vec<(ChatId, String)>,
    },
    /// The program is to stop. What was taken before stays.
    Stopped,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, found: &[(ChatId, String)]| {
            for (chat, title) in found {
                write!(f, "\n  --chat {chat}   {title}")?;
            }
            Ok(())
        };
        match self {
            Self::File(error) => write!(f, "{error}"),
            Self::Store(store::Error::Full) => write!(
                f,
                "the disk is full: make room and import again, what was taken is passed over"
            ),
            Self::Store(error) => write!(f, "{error}"),
            Self::OtherChat { wanted, found } => {
                write!(
                    f,
                    "chat {wanted} is not in this file; nothing was taken. It holds:"
                )?;
                list(f, found)
            }
            Self::WhichChat { found } => {
                write!(f, "the file holds several chats: name one")?;
                list(f, found)
            }
            Self::Stopped => write!(f, "broken off: import again, what was taken is passed over"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::File(error) => error.source(),
            Self::Store(error) => error.source(),
            Self::OtherChat { .. } | Self::WhichChat { .. } | Self::Stopped => None,
        }
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

/// Takes a file in. A file that ends in the middle or is damaged is taken up to there; the report
/// says so.
///
/// # Errors
/// [`Error`]; the database is whole in any case.
pub fn run(
    store: &mut Store,
    input: impl Read,
    order: Order,
    clock: &dyn Clock,
    progress: &mut dyn Progress,
) -> Result<Report, Error> {
    let mut input = BufReader::with_capacity(READ_BYTES, input);
    let now = clock.now();
    let mut take = take::Take::new(store, order, now, clock, progress);
    let is_own = input
        .fill_buf()
        .map_err(|error| Error::File(ScanError::Io(error)))?
        .starts_with(lines::BEGINNING);
    let walked = if is_own {
        lines::walk(input, &mut take)
    } else {
        scan::walk(input, &mut take).map(drop)
    };
    match walked {
        Ok(()) => take.finish(None),
        Err(scan::Stopped::Visitor(error)) => Err(error),
        Err(scan::Stopped::File(error @ (ScanError::Truncated | ScanError::Damaged { .. })))
            if take.has_begun() =>
        {
            take.finish(Some(error))
        }
        Err(scan::Stopped::File(ScanError::Damaged { .. } | ScanError::Truncated)) => {
            Err(Error::File(ScanError::NotAnExport))
        }
        Err(scan::Stopped::File(error)) => Err(Error::File(error)),
    }
}

/// The latest moment that is not the future: clocks differ by a little.
fn latest(now: UnixTime) -> UnixTime {
    now.plus(crate::clock::SECONDS_PER_DAY)
}
