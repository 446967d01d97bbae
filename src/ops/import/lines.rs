//! gryag's own export: one JSON object a line, the first of them about the chat.

use super::Error;
use super::scan::{MESSAGE_BYTES_MAX, ScanError, Stopped};
use super::take::Take;
use crate::ids::ChatId;
use crate::message::{Chat, ChatKind};
use crate::store::LogRow;
use serde::{Deserialize, Serialize};
use std::io::{BufRead, Read};

/// How the first line begins.
pub(super) const BEGINNING: &[u8] = b"{\"gryag_export\":";
/// The format that is written.
const VERSION: u32 = 1;

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::ops) struct FirstLine {
    gryag_export: u32,
    chat_id: ChatId,
    kind: String,
    title: String,
}

impl FirstLine {
    pub(in crate::ops) fn new(chat: &Chat) -> Self {
        Self {
            gryag_export: VERSION,
            chat_id: chat.id,
            kind: chat.kind.as_str().to_owned(),
            title: chat.title.clone(),
        }
    }
}

/// Reads all lines. A line that is no message is counted and passed over.
pub(super) fn walk(mut input: impl BufRead, take: &mut Take<'_>) -> Result<(), Stopped<Error>> {
    let mut line = Vec::new();
    let mut at = 0_u64;
    let mut is_first = true;
    loop {
        line.clear();
        let most = u64::try_from(MESSAGE_BYTES_MAX).unwrap_or(u64::MAX);
        let read = input
            .by_ref()
            .take(most)
            .read_until(b'\n', &mut line)
            .map_err(ScanError::Io)?;
        if read == 0 {
            return Ok(());
        }
        at = at.saturating_add(u64::try_from(read).unwrap_or(0));
        if is_first {
            is_first = false;
            let first: FirstLine =
                serde_json::from_slice(&line).map_err(|_no_first_line| ScanError::NotAnExport)?;
            let chat = Chat {
                id: first.chat_id,
                kind: ChatKind::from_word(&first.kind),
                title: first.title,
                username: None,
                is_forum: false,
            };
            if first.gryag_export > VERSION {
                return Err(ScanError::NotAnExport.into());
            }
            if !take.own_chat(&chat).map_err(Stopped::Visitor)? {
                return Ok(());
            }
            continue;
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match serde_json::from_slice::<LogRow>(&line) {
            Ok(row) => take.own_row(row, at).map_err(Stopped::Visitor)?,
            Err(_) if !line.ends_with(b"\n") => return Err(ScanError::Truncated.into()),
            Err(_) => take.broken(),
        }
    }
}
