//! Walks through an export without ever holding more of it than one message.
//!
//! An export is one JSON object: a chat with `messages`, or an account with `chats.list[]` (and
//! `left_chats.list[]`) of chats. The walk follows these names and passes each message's bytes on;
//! it never looks inside strings, so escapes that are no JSON, control characters and bytes that
//! are no UTF-8 do not stop it.

use super::inside::Inside;
pub use super::scan_error::ScanError;
pub(super) use super::scan_error::Stopped;
use std::io::{self, BufRead};

/// The largest message that is passed on, in bytes; Telegram's own are a thousand times smaller.
pub const MESSAGE_BYTES_MAX: usize = 16 * 1024 * 1024;
/// The longest name of a member of an object.
const KEY_BYTES_MAX: usize = 256;
/// The longest title of a chat, in bytes.
const TITLE_BYTES_MAX: usize = 4_096;

/// What a chat's object says before its messages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Header {
    /// Its name; empty if it has none.
    pub name: String,
    /// Telegram Desktop's word, e.g. `private_supergroup`.
    pub kind: String,
    /// Its bare id, without the `-100` of the Bot API.
    pub id: i64,
    /// Whether it is one of an account's chats.
    pub is_of_account: bool,
}

/// Who hears of what is found. The first error ends the walk.
pub(super) trait Visitor<E> {
    /// A chat begins. Whether its messages are wanted.
    ///
    /// # Errors
    /// To end the walk.
    fn chat(&mut self, header: &Header) -> Result<bool, E>;

    /// A message of a wanted chat, as it stands in the file; `at` is the byte behind it.
    ///
    /// # Errors
    /// To end the walk.
    fn message(&mut self, bytes: &[u8], at: u64) -> Result<(), E>;

    /// A message that is larger than [`MESSAGE_BYTES_MAX`].
    fn too_large(&mut self);
}

/// Walks through `input` and tells `visitor` what it finds; says how many chats there were.
///
/// # Errors
/// [`Stopped`].
pub(super) fn walk<E>(
    input: impl BufRead,
    visitor: &mut dyn Visitor<E>,
) -> Result<u32, Stopped<E>> {
    let mut walk = Walk {
        input,
        at: 0,
        value: Vec::new(),
        chats: 0,
    };
    walk.begin()?;
    walk.chat_object(visitor, true)?;
    if walk.chats == 0 {
        return Err(ScanError::NotAnExport.into());
    }
    Ok(walk.chats)
}

struct Walk<R> {
    input: R,
    at: u64,
    value: Vec<u8>,
    chats: u32,
}

impl<R: BufRead> Walk<R> {
    /// The next byte, which stays.
    fn peek(&mut self) -> Result<Option<u8>, ScanError> {
        loop {
            match self.input.fill_buf() {
                Ok(bytes) => return Ok(bytes.first().copied()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(ScanError::Io(error)),
            }
        }
    }

    fn pass(&mut self, count: usize) {
        self.input.consume(count);
        self.at = self.at.saturating_add(u64::try_from(count).unwrap_or(0));
    }

    /// The next byte that is no white space, which stays.
    fn sign(&mut self) -> Result<u8, ScanError> {
        loop {
            let byte = self.peek()?.ok_or(ScanError::Truncated)?;
            if !byte.is_ascii_whitespace() {
                return Ok(byte);
            }
            self.pass(1);
        }
    }

    fn demand(&mut self, sign: u8) -> Result<(), ScanError> {
        if self.sign()? == sign {
            self.pass(1);
            return Ok(());
        }
        Err(ScanError::Damaged { at: self.at })
    }

    /// Sees that this can be an export.
    fn begin(&mut self) -> Result<(), ScanError> {
        for byte in [0xEF, 0xBB, 0xBF] {
            if self.peek()? != Some(byte) {
                break;
            }
            self.pass(1);
        }
        match self.sign() {
            Ok(b'{') => Ok(()),
            Ok(b'<') => Err(ScanError::Html),
            Ok(_) | Err(ScanError::Truncated) => Err(ScanError::NotAnExport),
            Err(error) => Err(error),
        }
    }

    /// A chat's object, or (`is_top`) perhaps an account's.
    fn chat_object<E>(
        &mut self,
        visitor: &mut dyn Visitor<E>,
        is_top: bool,
    ) -> Result<(), Stopped<E>> {
        let mut header = Header {
            is_of_account: !is_top,
            ..Header::default()
        };
        self.demand(b'{')?;
        while let Some(key) = self.key()? {
            match key.as_slice() {
                b"name" => header.name = self.text()?,
                b"type" => header.kind = self.text()?,
                b"id" => {
                    self.capture(TITLE_BYTES_MAX)?;
                    header.id = number(&self.value).unwrap_or(0);
                }
                b"messages" if self.sign()? == b'[' => {
                    self.chats = self.chats.saturating_add(1);
                    let is_wanted = visitor.chat(&header).map_err(Stopped::Visitor)?;
                    self.messages(visitor, is_wanted)?;
                }
                b"chats" | b"left_chats" if is_top && self.sign()? == b'{' => {
                    self.list(visitor)?;
                }
                _ => self.capture(0).map(drop)?,
            }
        }
        Ok(())
    }

    /// `{"about": …, "list": [chat, …]}`
    fn list<E>(&mut self, visitor: &mut dyn Visitor<E>) -> Result<(), Stopped<E>> {
        self.demand(b'{')?;
        while let Some(key) = self.key()? {
            if key != b"list" || self.sign()? != b'[' {
                self.capture(0)?;
                continue;
            }
            self.pass(1);
            while self.element()? {
                if self.sign()? == b'{' {
                    self.chat_object(visitor, false)?;
                } else {
                    self.capture(0)?;
                }
            }
        }
        Ok(())
    }

    fn messages<E>(
        &mut self,
        visitor: &mut dyn Visitor<E>,
        is_wanted: bool,
    ) -> Result<(), Stopped<E>> {
        self.demand(b'[')?;
        while self.element()? {
            let most = if is_wanted { MESSAGE_BYTES_MAX } else { 0 };
            let is_whole = self.capture(most)?;
            if is_wanted && is_whole {
                visitor
                    .message(&self.value, self.at)
                    .map_err(Stopped::Visitor)?;
            } else if is_wanted {
                visitor.too_large();
            }
        }
        Ok(())
    }

    /// The next key of an object, with the colon behind it; `None` at its end, which is passed.
    fn key(&mut self) -> Result<Option<Vec<u8>>, ScanError> {
        loop {
            match self.sign()? {
                b'}' => {
                    self.pass(1);
                    return Ok(None);
                }
                b',' => self.pass(1),
                b'"' => break,
                _ => return Err(ScanError::Damaged { at: self.at }),
            }
        }
        self.capture(KEY_BYTES_MAX)?;
        let key = self.value.clone();
        self.demand(b':')?;
        let key = key
            .strip_prefix(b"\"")
            .and_then(|key| key.strip_suffix(b"\""));
        Ok(Some(key.unwrap_or_default().to_vec()))
    }

    /// Whether an array goes on; its end is passed.
    fn element(&mut self) -> Result<bool, ScanError> {
        loop {
            match self.sign()? {
                b']' => {
                    self.pass(1);
                    return Ok(false);
                }
                b',' => self.pass(1),
                b'}' | b':' => return Err(ScanError::Damaged { at: self.at }),
                _ => return Ok(true),
            }
        }
    }

    fn text(&mut self) -> Result<String, ScanError> {
        self.capture(TITLE_BYTES_MAX)?;
        let repaired = super::repair::repair(&self.value);
        Ok(serde_json::from_str::<Option<String>>(&repaired)
            .ok()
            .flatten()
            .unwrap_or_default())
    }

    /// Passes one value, keeping its bytes if they are at most `most`; whether they are.
    fn capture(&mut self, most: usize) -> Result<bool, ScanError> {
        self.value.clear();
        let first = self.sign()?;
        let mut state = Inside::new(first);
        let mut is_whole = true;
        loop {
            let bytes = match self.input.fill_buf() {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(ScanError::Io(error)),
            };
            if bytes.is_empty() {
                // A bare number or word may end with the file.
                return if state.is_bare {
                    Ok(is_whole)
                } else {
                    Err(ScanError::Truncated)
                };
            }
            let (used, is_over) = state.run(bytes);
            is_whole = is_whole && self.value.len().saturating_add(used) <= most;
            if is_whole {
                self.value.extend(bytes.iter().take(used));
            } else {
                self.value.clear();
            }
            self.pass(used);
            if is_over {
                return Ok(is_whole);
            }
        }
    }
}

/// A whole number, bare or in quotation marks.
fn number(bytes: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(bytes).ok()?;
    text.trim_matches('"').trim().parse().ok()
}
