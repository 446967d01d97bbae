//! `gryag export`: a chat as JSON lines, which `gryag import` takes back.

use super::import::FirstLine;
use crate::ids::ChatId;
use crate::store::{self, LogPlace, Store};
use crate::text::clean_name;
use std::fmt;
use std::io::{self, Write};

/// Messages that are read at once.
const PAGE: i64 = 1_000;
/// Chats that are named to who asks for one that is not known.
const CHATS_MAX: usize = 100;
/// Of a title so much is shown, in characters.
const TITLE_CHARS_MAX: usize = 60;

/// Why an export did not come to its end.
#[derive(Debug)]
pub enum Error {
    /// Nothing is known of the chat, only of these: number and title.
    NoSuchChat(ChatId, Vec<(ChatId, String)>),
    /// The database.
    Store(store::Error),
    /// The output.
    Io(io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchChat(chat, known) => {
                write!(f, "nothing is known of chat {chat}")?;
                for (number, (id, title)) in known.iter().enumerate() {
                    let before = if number == 0 { "; there are:" } else { "" };
                    write!(f, "{before}\n  {id}  {title}")?;
                }
                Ok(())
            }
            Self::Store(error) => write!(f, "{error}"),
            Self::Io(_) => write!(f, "the output cannot be written"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NoSuchChat(..) => None,
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

/// The chats that can be exported.
fn known_chats(store: &Store) -> Result<Vec<(ChatId, String)>, Error> {
    let reader = store.read();
    let mut known = Vec::new();
    for id in reader.all_chats()?.into_iter().take(CHATS_MAX) {
        let title = reader.chat(id)?.map(|row| row.chat.title);
        let title = title.and_then(|title| clean_name(&title, TITLE_CHARS_MAX));
        known.push((id, title.unwrap_or_default()));
    }
    Ok(known)
}

/// Writes a chat's messages, oldest first; says how many.
///
/// # Errors
/// [`Error`].
pub fn run(store: &Store, chat: ChatId, output: &mut impl Write) -> Result<u64, Error> {
    let Some(row) = store.read().chat(chat)? else {
        return Err(Error::NoSuchChat(chat, known_chats(store)?));
    };
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
