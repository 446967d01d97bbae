//! A batch of updates, split so that one broken update is set apart alone.
//!
//! Each element of `"result":[…]` is read by itself, unparsed. Where one is not JSON (a byte that
//! is no UTF-8, a bad escape, a stray quote), its end is found by counting brackets outside
//! strings, or at the next `{"update_id"`, which no string of JSON can contain unescaped. An
//! element that the end of the body cuts off is not taken: Telegram sends it again.

use super::wire::{Int, lenient};
use crate::ids::{ChatId, UpdateId};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// What one `getUpdates` brought.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Batch {
    /// The updates, in Telegram's order.
    pub updates: Vec<RawUpdate>,
    /// There was more, which is not among them: the body ended within an update.
    pub is_cut_short: bool,
}

/// One update as Telegram sent it.
#[derive(Clone, PartialEq, Eq)]
pub struct RawUpdate {
    /// Its number, or the best guess at it.
    pub id: UpdateId,
    /// The chat it belongs to, whatever its kind; `None` if it has none.
    pub chat: Option<ChatId>,
    /// Its JSON, byte for byte; if that is no UTF-8, U+FFFD stands for the bad bytes.
    pub raw: String,
    /// It is no JSON object: there is nothing to convert.
    pub broken: bool,
}

// Not derived: the JSON is somebody's words.
impl std::fmt::Debug for RawUpdate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawUpdate")
            .field("id", &self.id)
            .field("chat", &self.chat)
            .field("raw_bytes", &self.raw.len())
            .field("broken", &self.broken)
            .finish()
    }
}

/// The batch in the body of a successful answer; `None` if it is no such body. `asked` is the
/// offset that was asked for, from which an update without a readable number gets one.
pub fn split(body: &[u8], asked: Option<UpdateId>) -> Option<Batch> {
    let mut rest = after_list_start(body)?;
    let mut elements = Vec::new();
    let mut is_cut_short = false;
    loop {
        rest = rest.trim_ascii_start();
        match rest.first() {
            _ if elements.len() >= ELEMENTS_MAX => {
                is_cut_short = true;
                break;
            }
            None => {
                is_cut_short = true;
                break;
            }
            Some(b']') => break,
            Some(b',') => {
                rest = rest.get(1..).unwrap_or_default();
                continue;
            }
            Some(_) => {}
        }
        let Some((element, after)) = next_element(rest) else {
            is_cut_short = true;
            break;
        };
        elements.push(element);
        rest = after;
    }
    Some(Batch {
        updates: number(elements, asked),
        is_cut_short,
    })
}

/// Most updates taken from a body; Telegram sends at most 100.
const ELEMENTS_MAX: usize = 256;

/// What follows the first `"result":[`.
fn after_list_start(body: &[u8]) -> Option<&[u8]> {
    let body = body.trim_ascii_start();
    let inside = body.strip_prefix(b"{")?;
    let key = find(inside, b"\"result\"")?;
    let rest = inside.get(key..)?.strip_prefix(b"\"result\"")?;
    let rest = rest.trim_ascii_start().strip_prefix(b":")?;
    rest.trim_ascii_start().strip_prefix(b"[")
}

/// An element before it has a number.
struct Element {
    id: Option<i64>,
    chat: Option<ChatId>,
    raw: String,
    broken: bool,
}

/// The element that `rest` starts with, and what follows it; `None` if it is cut off.
fn next_element(rest: &[u8]) -> Option<(Element, &[u8])> {
    let mut stream = serde_json::Deserializer::from_slice(rest).into_iter::<&RawValue>();
    let outcome = stream.next()?;
    let used = stream.byte_offset();
    match outcome {
        Ok(raw) => Some((whole(raw.get()), rest.get(used..)?)),
        Err(_) => broken_element(rest),
    }
}

fn whole(raw: &str) -> Element {
    let head: Option<BTreeMap<String, &RawValue>> = serde_json::from_str(raw).ok();
    let broken = head.is_none();
    let head = head.unwrap_or_default();
    let id: Option<Int<i64>> = head
        .get("update_id")
        .and_then(|id| serde_json::from_str(id.get()).ok());
    Element {
        id: id.map(|id| id.0),
        chat: head.values().find_map(|object| chat_in(object)),
        raw: raw.to_owned(),
        broken,
    }
}

/// The chat that an update's object belongs to.
fn chat_in(object: &RawValue) -> Option<ChatId> {
    #[derive(Deserialize)]
    struct Object {
        #[serde(default, deserialize_with = "lenient")]
        chat: Option<Chat>,
        // A callback query's.
        #[serde(default, deserialize_with = "lenient")]
        message: Option<Message>,
    }
    #[derive(Deserialize)]
    struct Message {
        chat: Chat,
    }
    #[derive(Deserialize)]
    struct Chat {
        id: Int<i64>,
    }
    if !object.get().starts_with('{') {
        return None;
    }
    let object: Object = serde_json::from_str(object.get()).ok()?;
    object
        .chat
        .or(object.message.map(|message| message.chat))
        .map(|chat| ChatId(chat.id.0))
}

const MARKER: &[u8] = b"{\"update_id\"";

fn broken_element(rest: &[u8]) -> Option<(Element, &[u8])> {
    let by_brackets = bracketed_length(rest);
    let by_marker = rest
        .get(1..by_brackets.unwrap_or(rest.len()))
        .and_then(|inside| find(inside, MARKER))
        .map(|at| at.saturating_add(1));
    let length = match by_marker.or(by_brackets) {
        Some(length) => length,
        None if is_cut_off(rest) => return None,
        None => rest.len(),
    };
    let (element, after) = rest.split_at_checked(length)?;
    let element = element.trim_ascii_end();
    let element = element.strip_suffix(b",").unwrap_or(element);
    let raw = String::from_utf8_lossy(element).into_owned();
    let element = Element {
        id: id_in(&raw),
        chat: None,
        raw,
        broken: true,
    };
    Some((element, after))
}

/// The length of the object or list that `rest` starts with, by its brackets outside strings.
fn bracketed_length(rest: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut is_string = false;
    let mut is_escaped = false;
    for (at, byte) in rest.iter().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_string => is_escaped = true,
            b'"' => is_string = !is_string,
            _ if is_string => {}
            b'{' | b'[' => depth = depth.saturating_add(1),
            b'}' | b']' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return at.checked_add(1);
                }
            }
            // Neither object nor list: ends where the next element begins.
            b',' if depth == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

/// Whether nothing is wrong with `rest` but its sudden end.
fn is_cut_off(rest: &[u8]) -> bool {
    let text = String::from_utf8_lossy(rest);
    let Err(error) = serde_json::from_str::<&RawValue>(&text) else {
        return false;
    };
    // A number that ends in the middle is not told as an end.
    let (lines, last) = text
        .split('\n')
        .fold((0, ""), |(lines, _), line| (lines + 1_usize, line));
    error.is_eof() || (error.line() >= lines && error.column() >= last.len())
}

/// The number after the first `"update_id"` of a text that is no JSON.
fn id_in(raw: &str) -> Option<i64> {
    let (_, after) = raw.split_once("\"update_id\"")?;
    let after = after.trim_start().strip_prefix(':')?.trim_start();
    let after = after.strip_prefix('"').unwrap_or(after);
    let digits: String = after
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == '-')
        .collect();
    digits.parse().ok()
}

/// Gives every element a number: its own, else one more than the element before it.
fn number(elements: Vec<Element>, asked: Option<UpdateId>) -> Vec<RawUpdate> {
    let from_later = || {
        let (before, id) = (0_i64..)
            .zip(&elements)
            .find_map(|(before, element)| Some((before, element.id?)))?;
        Some(id.saturating_sub(before))
    };
    let mut next = asked.map(|id| id.0).or_else(from_later).unwrap_or(1);
    elements
        .into_iter()
        .map(|element| {
            let id = element.id.unwrap_or(next);
            next = id.saturating_add(1);
            RawUpdate {
                id: UpdateId(id),
                chat: element.chat,
                raw: element.raw,
                broken: element.broken,
            }
        })
        .collect()
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
}

#[cfg(test)]
mod tests;
