//! From what a model wrote to what may be sent.

use super::leak::{self, Secret};
use super::markdown::{self, Document, Glyph};
use super::persona::DECLINE_MARK;
use super::render;
use super::sentence;
use super::strip;
use crate::text::clean;

pub use super::render::{PART_BYTES_MAX, PART_UTF16_MAX};

/// What an answer is judged by.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// What the bot is called.
    pub bot_name: &'a str,
    /// What must not be quoted.
    pub secrets: &'a [&'a Secret],
    /// Who else speaks in the conversation: [`super::context::Built::speakers`].
    pub speakers: &'a [String],
    /// The longest answer, in characters.
    pub chars_max: usize,
    /// The model was cut off in the middle.
    pub is_truncated: bool,
}

/// An answer, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// Messages to be sent in this order: one, or two if one cannot hold it. Never none.
    Say(Vec<Part>),
    /// The model would rather say nothing.
    Declined,
    /// Nothing is left that could be said.
    Nothing,
}

/// A message that Telegram takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// For `parse_mode=HTML`.
    pub html: String,
    /// The same without markup, if the HTML is refused. Never empty.
    pub plain: String,
}

/// The most messages that an answer becomes.
pub const PARTS_MAX: usize = 2;
/// The most @mentions in an answer that ring at somebody's phone.
pub const MENTIONS_MAX: usize = 3;
/// What a model wrote beyond this is not even looked at, in characters.
const RAW_CHARS_MAX: usize = 20_000;

/// Judges `text`.
pub fn compose(text: &str, rules: &Rules<'_>) -> Reply {
    let raw: String = text.chars().take(RAW_CHARS_MAX).collect();
    let cleaned = strip::without_thoughts(&clean(&raw));
    let bare = strip::unwrapped(&cleaned, rules.bot_name);
    if is_decline(bare) {
        return Reply::Declined;
    }
    let own = strip::impersonation(bare, rules.speakers)
        .and_then(|end| bare.get(..end))
        .unwrap_or(bare);
    let own = strip::without_own_labels(own, rules.bot_name);
    let own = strip::without_marks(&own);
    let own = leak::without_instructions(&own, rules.secrets);
    let own = without_decline_line(&own);
    // Taking something away may have laid bare another label.
    let mut document = markdown::parse(strip::unwrapped(own, rules.bot_name));
    trim(&mut document.glyphs);
    if rules.is_truncated || raw.len() < text.len() {
        keep_whole_sentences(&mut document);
    }
    shorten(&mut document, rules.chars_max);
    mute_mentions(&mut document.glyphs);
    let parts = parts(document);
    if parts.is_empty() {
        Reply::Nothing
    } else {
        Reply::Say(parts)
    }
}

fn is_decline(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    let bare =
        first.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '"' | '*' | '`'));
    bare == DECLINE_MARK || matches!(text, "-" | "–")
}

/// `text` without a decline mark on a last line of its own, and without one that opens it like a
/// line of a play.
fn without_decline_line(text: &str) -> &str {
    let trimmed = text.trim();
    let trimmed = trimmed
        .strip_suffix(DECLINE_MARK)
        .filter(|rest| rest.ends_with('\n'))
        .unwrap_or(trimmed);
    trimmed
        .strip_prefix(DECLINE_MARK)
        .filter(|rest| rest.starts_with(' ') && !rest.contains('\n'))
        .unwrap_or(trimmed)
}

/// Takes white space off both ends, and slashes that would make the text a command.
fn trim(glyphs: &mut Vec<Glyph>) {
    let is_space = |glyph: &Glyph| glyph.c.is_whitespace();
    let end = glyphs.iter().rposition(|glyph| !is_space(glyph));
    glyphs.truncate(end.map_or(0, |last| last.saturating_add(1)));
    let start = glyphs
        .iter()
        .take_while(|glyph| is_space(glyph) || glyph.c == '/')
        .count();
    glyphs.drain(..start);
}

/// Cuts back to the last sentence that came to its end, or to the last word.
fn keep_whole_sentences(document: &mut Document) {
    let chars: Vec<char> = document.glyphs.iter().map(|glyph| glyph.c).collect();
    if let Some(end) = sentence::last_end(&chars, chars.len()) {
        document.glyphs.truncate(end);
        return;
    }
    // The very last word may be half a word.
    let end = sentence::word_cut(&chars, chars.len().saturating_sub(1));
    truncate(document, end, true);
}

fn shorten(document: &mut Document, chars_max: usize) {
    let chars: Vec<char> = document.glyphs.iter().map(|glyph| glyph.c).collect();
    let (keep, needs_ellipsis) = sentence::cut(&chars, chars_max.max(1));
    truncate(document, keep, needs_ellipsis);
}

fn truncate(document: &mut Document, keep: usize, needs_ellipsis: bool) {
    document.glyphs.truncate(keep);
    if let Some(last) = document.glyphs.last().copied().filter(|_| needs_ellipsis) {
        document.glyphs.push(Glyph { c: '…', ..last });
    }
}

/// Takes the `@` off all mentions but the first few.
fn mute_mentions(glyphs: &mut Vec<Glyph>) {
    let is_name = |glyph: Option<&Glyph>| {
        glyph.is_some_and(|glyph| glyph.c.is_ascii_alphanumeric() || glyph.c == '_')
    };
    let mut is_muted = vec![false; glyphs.len()];
    let mut live = 0_usize;
    for (position, muted) in is_muted.iter_mut().enumerate() {
        let is_at = glyphs.get(position).is_some_and(|glyph| glyph.c == '@');
        let before = position
            .checked_sub(1)
            .and_then(|before| glyphs.get(before));
        if is_at && !is_name(before) && is_name(glyphs.get(position.saturating_add(1))) {
            live = live.saturating_add(1);
            *muted = live > MENTIONS_MAX;
        }
    }
    let mut muted = is_muted.into_iter();
    glyphs.retain(|_| !muted.next().unwrap_or(false));
}

fn parts(mut document: Document) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = std::mem::take(&mut document.glyphs);
    while parts.len() < PARTS_MAX {
        trim(&mut rest);
        if !rest.iter().any(|glyph| says_something(glyph.c)) {
            break;
        }
        let mut len = render::part_len(&document, &rest);
        let is_last = parts.len().saturating_add(1) == PARTS_MAX;
        if is_last && len < rest.len() {
            let chars: Vec<char> = rest.iter().take(len).map(|glyph| glyph.c).collect();
            len = sentence::last_end(&chars, len).unwrap_or(len);
        }
        let mut after = rest.split_off(len);
        trim_end(&mut rest);
        parts.push(Part {
            html: render::html(&document, &rest),
            plain: render::plain(&document, &rest),
        });
        std::mem::swap(&mut rest, &mut after);
    }
    parts
}

fn trim_end(glyphs: &mut Vec<Glyph>) {
    while glyphs.last().is_some_and(|glyph| glyph.c.is_whitespace()) {
        glyphs.pop();
    }
}

/// Whether a character is more than an ornament. `?!` and `)` are a reaction, dots and dashes are
/// none.
fn says_something(c: char) -> bool {
    !c.is_whitespace()
        && !matches!(
            c,
            '.' | ','
                | ';'
                | ':'
                | '…'
                | '-'
                | '–'
                | '—'
                | '*'
                | '_'
                | '`'
                | '~'
                | '#'
                | '>'
                | '|'
                | '"'
                | '\''
                | '«'
                | '»'
                | '“'
                | '”'
                | '„'
                | '•'
                | '/'
                | '\\'
                | '\u{200D}'
                | '\u{FE0F}'
        )
}
