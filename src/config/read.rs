//! Reads the text of a setting as its kind, and says what is wrong with it.

use super::kind::{ENTRIES_MAX, ENTRY_CHARS_MAX, Kind, QuietHours};
use super::secret::Secret;
use super::url;
use crate::ids::{ANONYMOUS_ADMIN, CHANNEL_BOT, ChatId, SenderId, TELEGRAM_SERVICE};
use crate::llm::Price;
use std::fmt;

/// The longest key or token that is believed, in characters; real ones have about 50.
const SECRET_CHARS_MAX: usize = 1_000;
/// Telegram's ids have at most 52 significant bits.
/// Source: <https://core.telegram.org/bots/api#user>.
const ID_MAX: i64 = (1 << 52) - 1;

/// A value that was read.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// Left empty where nothing is a value.
    Nothing,
    Secret(Secret),
    Text(String),
    Bool(bool),
    Count(u32),
    Number(f64),
    /// The entries, and what stands between them.
    List(char, Vec<String>),
    Ids(Vec<SenderId>),
    Chats(Vec<ChatId>),
    Choice(&'static str),
    Hours(QuietHours),
}

impl fmt::Display for Value {
    /// As it would be written in the file, except a secret, of which only the length is told.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => Ok(()),
            Self::Secret(secret) => write!(f, "set ({} characters)", secret.characters()),
            Self::Text(text) => f.write_str(text),
            Self::Bool(flag) => flag.fmt(f),
            Self::Count(number) => number.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::List(separator, entries) => f.write_str(&entries.join(&separator.to_string())),
            Self::Ids(ids) => {
                let ids: Vec<String> = ids.iter().map(SenderId::to_string).collect();
                f.write_str(&ids.join(","))
            }
            Self::Chats(chats) => {
                let chats: Vec<String> = chats.iter().map(ChatId::to_string).collect();
                f.write_str(&chats.join(","))
            }
            Self::Choice(word) => f.write_str(word),
            Self::Hours(hours) => write!(f, "{}-{}", hours.from, hours.to),
        }
    }
}

/// Reads `text`; the error says what is wrong with it, without repeating it.
pub(super) fn read(kind: Kind, text: &str) -> Result<Value, String> {
    let trimmed = text.trim();
    match kind {
        Kind::Token => token(text),
        Kind::Key => key(text),
        Kind::List { separator } => {
            list(trimmed, &[separator]).map(|entries| Value::List(separator, entries))
        }
        Kind::Models => models(trimmed).map(|names| Value::List(',', names)),
        Kind::Prices => prices(trimmed).map(|entries| Value::List(',', entries)),
        Kind::Ids => ids(trimmed).map(Value::Ids),
        Kind::Chats => chats(trimmed).map(Value::Chats),
        _ if trimmed.is_empty() => Ok(Value::Nothing),
        Kind::Text { min, max } => plain_text(trimmed, min, max),
        Kind::Path | Kind::StateDirectory => plain_text(trimmed, 1, 4_096),
        Kind::Url => url::read(trimmed).map(Value::Text).map_err(str::to_owned),
        Kind::Bool => bool(trimmed),
        Kind::Count { min, max, .. } | Kind::Seconds { min, max } | Kind::Minutes { min, max } => {
            count(trimmed, min, max)
        }
        Kind::Number { min, max } => number(trimmed, min, max),
        Kind::Probability => number(trimmed, 0.0, 1.0),
        Kind::Choice(words) => words
            .iter()
            .find(|word| word.eq_ignore_ascii_case(trimmed))
            .map(|word| Value::Choice(word))
            .ok_or_else(|| "not one of them".to_owned()),
        Kind::HourRange => hours(trimmed).map(Value::Hours),
    }
}

/// What is wrong with a secret in general, told without showing any of it.
fn secret(text: &str) -> Result<Option<Secret>, String> {
    let secret = Secret::read(text);
    let shown = secret.expose();
    let fault = if shown.is_empty() {
        return Ok(None);
    } else if shown.contains(['\n', '\r']) {
        "there is a line break inside"
    } else if shown.contains(char::is_whitespace) {
        "there is a blank in it"
    } else if shown.contains(['"', '\'', '`']) {
        "there are quotes in it"
    } else if !shown.chars().all(|c| c.is_ascii_graphic()) {
        "there is a character in it that is not visible ASCII"
    } else if shown.len() > SECRET_CHARS_MAX {
        "it is far too long"
    } else {
        return Ok(Some(secret));
    };
    Err(fault.to_owned())
}

fn key(text: &str) -> Result<Value, String> {
    Ok(secret(text)?.map_or(Value::Nothing, Value::Secret))
}

fn token(text: &str) -> Result<Value, String> {
    let Some(secret) = secret(text)? else {
        return Ok(Value::Nothing);
    };
    let fault = match secret.expose().split_once(':') {
        None => "there is no colon in it",
        Some((id, _)) if !id.chars().all(|c| c.is_ascii_digit()) => {
            "there is something else than digits before the colon"
        }
        Some((id, _)) if !(6..=12).contains(&id.len()) => {
            "there are not 6 to 12 digits before the colon"
        }
        Some((_, rest)) if rest.contains(|c| !is_token_char(c)) => {
            "there is a character after the colon that no token has"
        }
        Some((_, rest)) if rest.len() < 30 => "it is too short after the colon",
        Some(_) => return Ok(Value::Secret(secret)),
    };
    Err(fault.to_owned())
}

pub(super) fn is_token_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

fn plain_text(text: &str, min: usize, max: usize) -> Result<Value, String> {
    let length = text.chars().count();
    if text.chars().any(char::is_control) {
        return Err("there is a line break or control character in it".to_owned());
    }
    if !(min..=max).contains(&length) {
        return Err(format!("it has {length} characters"));
    }
    Ok(Value::Text(text.to_owned()))
}

fn bool(text: &str) -> Result<Value, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Ok(Value::Bool(true)),
        "false" | "no" | "off" | "0" => Ok(Value::Bool(false)),
        _ => Err("neither".to_owned()),
    }
}

fn count(text: &str, min: u32, max: u32) -> Result<Value, String> {
    if !text.chars().all(|c| c.is_ascii_digit()) {
        return Err("not a whole number".to_owned());
    }
    match text.parse::<u32>() {
        Ok(number) if number < min => Err("too small".to_owned()),
        Ok(number) if number <= max => Ok(Value::Count(number)),
        // Only digits, so what does not parse is too large.
        Ok(_) | Err(_) => Err("too large".to_owned()),
    }
}

fn number(text: &str, min: f64, max: f64) -> Result<Value, String> {
    if text.contains(',') {
        return Err("the fraction is written with a point: 0.5".to_owned());
    }
    // Exponents, "inf" and "NaN" parse as numbers, but nobody means them here.
    let plain = text
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'));
    match text.parse::<f64>() {
        Ok(number) if plain && number < min => Err("too small".to_owned()),
        Ok(number) if plain && number > max => Err("too large".to_owned()),
        Ok(number) if plain => Ok(Value::Number(number)),
        Ok(_) | Err(_) => Err("not a number".to_owned()),
    }
}

/// The entries of a list, without empty ones.
fn list(text: &str, separators: &[char]) -> Result<Vec<String>, String> {
    let parts = text
        .split(separators)
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let entries: Vec<String> = parts.map(str::to_owned).collect();
    if entries.len() > ENTRIES_MAX {
        return Err(format!("there are {} entries", entries.len()));
    }
    if let Some(at) = entries
        .iter()
        .position(|entry| entry.chars().count() > ENTRY_CHARS_MAX)
    {
        return Err(format!("entry {} is too long", at.saturating_add(1)));
    }
    if entries
        .iter()
        .any(|entry| entry.chars().any(char::is_control))
    {
        return Err("there is a line break or control character in it".to_owned());
    }
    Ok(entries)
}

fn models(text: &str) -> Result<Vec<String>, String> {
    let names = list(text, &[',', ';'])?;
    if names.is_empty() && !text.is_empty() {
        return Err("there is no name in it".to_owned());
    }
    // A name becomes a part of a URL.
    let is_good = |name: &String| {
        name.chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/'))
            && !name.contains("..")
    };
    match names.iter().position(|name| !is_good(name)) {
        Some(at) => Err(format!(
            "name {} holds something else than A-Z, a-z, 0-9 and - _ . : /",
            at.saturating_add(1)
        )),
        None => Ok(names),
    }
}

fn prices(text: &str) -> Result<Vec<String>, String> {
    let entries = list(text, &[',', ';'])?;
    for (number, entry) in (1_usize..).zip(&entries) {
        Price::read(entry).map_err(|fault| format!("entry {number}: {fault}"))?;
    }
    Ok(entries)
}

fn ids(text: &str) -> Result<Vec<SenderId>, String> {
    let mut ids = Vec::new();
    for entry in list(text, &[',', ';'])? {
        let Ok(id) = entry.parse::<i64>() else {
            return Err("there is something else than a number".to_owned());
        };
        if !(1..=ID_MAX).contains(&id) {
            return Err("people have positive ids; a negative one is a group".to_owned());
        }
        let id = SenderId(id);
        if [ANONYMOUS_ADMIN, TELEGRAM_SERVICE, CHANNEL_BOT].contains(&id) {
            return Err(format!(
                "{id} is an account of Telegram that anyone can speak through"
            ));
        }
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

fn chats(text: &str) -> Result<Vec<ChatId>, String> {
    let mut chats = Vec::new();
    for entry in list(text, &[',', ';'])? {
        let Ok(id) = entry.parse::<i64>() else {
            return Err("there is something else than a number".to_owned());
        };
        if !(-ID_MAX..0).contains(&id) {
            return Err("groups have negative ids; a positive one is a person".to_owned());
        }
        if !chats.contains(&ChatId(id)) {
            chats.push(ChatId(id));
        }
    }
    Ok(chats)
}

fn hours(text: &str) -> Result<QuietHours, String> {
    let hour = |text: &str| {
        let text = text.trim();
        let digits = (1..=2).contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit());
        text.parse::<u8>().ok().filter(|hour| digits && *hour <= 23)
    };
    let Some((from, to)) = text.split_once(['-', '–']) else {
        return Err("there is no `-` between two hours".to_owned());
    };
    match (hour(from), hour(to)) {
        (Some(from), Some(to)) if from == to => Err("both hours are the same".to_owned()),
        (Some(from), Some(to)) => Ok(QuietHours { from, to }),
        (None, _) | (_, None) => Err("one of the hours is not a number from 0 to 23".to_owned()),
    }
}
