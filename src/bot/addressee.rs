//! Whom an answer is for: what the model reads of them, and how much room the answer has.
//!
//! Everything comes from the chat of the question: what a person said elsewhere is not known here.

use crate::clock::UnixTime;
use crate::ids::{ChatId, SenderId};
use crate::person::address::{Approach, ToldFact, approach};
use crate::person::portrait::{Length, portrait};
use crate::prompt::context::{Memory, Note, Topic};
use crate::store::{Error, Fact, Reader};

/// These notes go before others: they decide how to speak at all.
const PRIORITY: u8 = 200;
/// An answer to who wants short ones has so much room, in characters.
const SHORT_CHARS_MAX: usize = 250;

/// How to speak with `person` in `chat`.
///
/// # Errors
/// What the database says.
pub(super) fn addressee(
    reader: Reader<'_>,
    chat: ChatId,
    person: SenderId,
    now: UnixTime,
) -> Result<Approach, Error> {
    if reader.consent(person)?.opted_out {
        return Ok(Approach::default());
    }
    let portrait = reader
        .profile(chat, person)?
        .map(|row| portrait(&row.profile, now));
    let mut facts: Vec<(u8, Fact)> = reader
        .facts(chat, person)?
        .into_iter()
        .map(|fact| (fact.confidence_at(now), fact))
        .collect();
    // The surest first; among equals the newest, as they come.
    facts.sort_by_key(|(confidence, _)| std::cmp::Reverse(*confidence));
    let dates: Vec<String> = facts
        .iter()
        .take(FACTS_DATED_MAX)
        .map(|(_, fact)| date(reader, fact.said_at))
        .collect::<Result<_, _>>()?;
    let told: Vec<ToldFact<'_>> = facts
        .iter()
        .zip(&dates)
        .map(|((confidence, fact), said_on)| ToldFact {
            id: fact.id,
            kind: fact.kind,
            quote: &fact.quote,
            confidence: *confidence,
            said_on,
        })
        .collect();
    let wishes = reader.preferences(chat, person)?;
    Ok(approach(portrait.as_ref(), &told, wishes))
}

/// Facts beyond these are never told, so they need no date.
const FACTS_DATED_MAX: usize = 8;

/// A local date, e.g. 05.11.2026.
///
/// # Errors
/// What the database says.
pub(super) fn date(reader: Reader<'_>, at: UnixTime) -> Result<String, Error> {
    let local = reader.local_time(at)?;
    Ok(format!(
        "{:02}.{:02}.{}",
        local.day, local.month, local.year
    ))
}

/// The sentences as notes of a prompt.
pub(super) fn notes(approach: &Approach) -> Vec<Note> {
    let learned = approach
        .sentences
        .len()
        .saturating_sub(usize::from(!approach.told.is_empty()));
    approach
        .sentences
        .iter()
        .enumerate()
        .map(|(place, sentence)| {
            let is_learned = place < learned;
            let told = approach.told.iter().filter(|_| !is_learned);
            Note {
                topic: if is_learned {
                    Topic::Person
                } else {
                    Topic::Fact
                },
                priority: PRIORITY,
                text: sentence.clone(),
                from: told.map(|id| Memory::Fact(*id)).collect(),
            }
        })
        .collect()
}

/// The longest answer that `person` wants in `chat`, in characters; `usual` is the longest to
/// others.
///
/// # Errors
/// What the database says.
pub(super) fn chars_max(
    reader: Reader<'_>,
    chat: ChatId,
    person: SenderId,
    usual: usize,
) -> Result<usize, Error> {
    let wishes = reader.preferences(chat, person)?;
    Ok(match wishes.length {
        Some(Length::Short) => usual.min(SHORT_CHARS_MAX),
        Some(Length::Normal | Length::Long) | None => usual,
    })
}
