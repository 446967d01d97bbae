//! Facts that people tell of themselves, found by patterns, without a model.
//!
//! Only statements in the first person count: no questions, no reported or quoted speech, no
//! wishes and no suppositions. The caller sees to it that the message is the person's own.

mod find;
mod kind;
mod object;
mod rules;
mod sentence;
mod signs;
mod take;
mod take_people;
mod when;
mod words;

pub use find::{day_named, find};
pub use kind::{CONFIDENCE_MIN, FactKind, faded};
pub use signs::Signs;

use crate::clock::UnixTime;

/// The longest quotation that is kept, in characters.
pub const QUOTE_CHARS_MAX: usize = 160;
/// The most facts that one message gives.
pub const FACTS_PER_MESSAGE_MAX: usize = 6;
/// The most facts that are kept of a person in a chat.
pub const FACTS_PER_PERSON_MAX: usize = 40;

/// A fact found in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it is about.
    pub kind: FactKind,
    /// What tells it from others of its kind: the stems of its words; empty for kinds of which
    /// there is but one.
    pub key: String,
    /// The person's own words, literally a part of the message.
    pub quote: String,
    /// How sure it is, in per cent.
    pub confidence: u8,
    /// Confidence halves in so many days.
    pub half_life_days: Option<u16>,
    /// It holds no longer than till then.
    pub expires_at: Option<UnixTime>,
    /// It says that the fact of this kind and key (any, if that is empty) holds no more.
    pub is_denial: bool,
}

/// What the store remembers of a fact, as far as contradictions go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Its number.
    pub id: i64,
    /// What it is about.
    pub kind: FactKind,
    /// What tells it from others of its kind.
    pub key: String,
}

/// Whether `new` takes the place of `old`.
pub fn replaces(new: &Found, old: &Known) -> bool {
    use FactKind::{Diet, Dislikes, Favourite, Hobby, Likes};
    if new.is_denial {
        return new.kind == old.kind && (new.key.is_empty() || shares_a_word(&new.key, &old.key));
    }
    if new.kind == old.kind {
        // «Працюю лікарем» and «працюю в лікарні» go together; two employers do not.
        return new.kind.is_single()
            || new.key == old.key
            || (new.kind == FactKind::Work && shares_a_word(&new.key, &old.key));
    }
    let is_taste = |kind| matches!(kind, Likes | Dislikes | Diet | Hobby | Favourite);
    let is_opposite = matches!(
        (new.kind, old.kind),
        (Likes | Hobby, Dislikes | Diet) | (Dislikes | Diet, Likes | Hobby)
    );
    is_taste(old.kind) && is_opposite && new.key == old.key
}

fn shares_a_word(left: &str, right: &str) -> bool {
    left.split(' ')
        .any(|word| right.split(' ').any(|other| other == word))
}

#[cfg(test)]
mod tests;
