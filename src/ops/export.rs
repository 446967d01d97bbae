//! `gryag export`: a chat as JSON lines, which `gryag import` takes back.

use super::import::FirstLine;
use crate::ids::ChatId;
use crate::store::{self, LogPlace, Store};
use std::fmt;
use std::io::{self, Write};

/// Messages that are read at once.
const PAGE: i64 = 1_000;

/// Why an export did not come to its end.
#[derive(Debug)]
pub enum Error {
    /// Nothing is known of the chat.
    NoSuchChat(ChatId),
    /// The database.
    Store(store::Error),
    /// The output.
    Io(io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchChat(chat) => write!(f, "nothing is known of chat {chat}"),
            Self::Store(error) => write!(f, "{error}"),
            Self::Io(_) => write!(f, "the output cannot be written"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NoSuchChat(_) => None,
            Self::Store(error) => error.source(),
            Self::Io(error) => Some(error),
        }
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Writes a chat's messages, oldest first; says how many.
///
/// # Errors
/// [`Error`].
pub fn run(store: &Store, chat: ChatId, output: &mut impl Write) -> Result<u64, Error> {
    let row = store.read().chat(chat)?.ok_or(Error::NoSuchChat(chat))?;
    line(output, &FirstLine::new(&row.chat))?;
    let mut place = LogPlace::default();
    let mut count = 0_u64;
    loop {
        let (rows, end) = store.read().log_page(chat, place, PAGE)?;
        if rows.is_empty() {
            output.flush()?;
            return Ok(count);
        }
        for row in &rows {
            line(output, row)?;
            count += 1;
        }
        place = end;
    }
}

fn line(output: &mut impl Write, value: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *output, value)?;
    output.write_all(b"\n")
}
