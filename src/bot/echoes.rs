//! What we said ourselves with the words of somebody who is to be forgotten: answers to others,
//! finds, digests, also in other chats. They are erased before the words are, by which they are
//! recognised.

use crate::clock::{Clock, UnixTime};
use crate::ids::{ChatId, SenderId};
use crate::person::quoting::Fingerprints;
use crate::store::{Error, HistoryLine, Reader, Store};
use std::collections::HashSet;
use std::time::Duration;

/// Messages that are read at once.
const PAGE: usize = 512;
/// What is erased in one transaction: it holds the write lock for a few milliseconds.
const ERASED_PER_STEP: usize = 100;
/// The pause between two steps.
const STEP_PAUSE: Duration = Duration::from_millis(2);
/// Names of one person that are looked for.
const NAMES_MAX: usize = 64;

/// Erases our own words that quote `person`; how many messages that were, or `None` if the program
/// stops meanwhile.
///
/// # Errors
/// What the database says.
pub(super) fn erase(
    store: &mut Store,
    person: SenderId,
    me: SenderId,
    clock: &dyn Clock,
) -> Result<Option<usize>, Error> {
    let mut erased = 0_usize;
    let mut fingerprints = Fingerprints::default();
    let mut names = HashSet::new();
    for chat in store.read().chats_of_person(person)? {
        let mut until = UnixTime(i64::MAX);
        loop {
            let (lines, next) = page(store.read(), chat, person, until)?;
            for line in &lines {
                fingerprints.add_words(&line.text);
                if names.len() < NAMES_MAX && names.insert(line.sender_name.clone()) {
                    fingerprints.add_name(&line.sender_name);
                }
            }
            if fingerprints.is_full() {
                let Some(gone) = sweep(store, me, &mut fingerprints, clock)? else {
                    return Ok(None);
                };
                erased = erased.saturating_add(gone);
                fingerprints.clear();
            }
            match next {
                Some(next) => until = next,
                None => break,
            }
        }
    }
    if fingerprints.is_empty() {
        return Ok(Some(erased));
    }
    let gone = sweep(store, me, &mut fingerprints, clock)?;
    Ok(gone.map(|gone| erased.saturating_add(gone)))
}

/// The messages of a sender up to a moment, newest first, and where the next page begins.
fn page(
    reader: Reader<'_>,
    chat: ChatId,
    sender: SenderId,
    until: UnixTime,
) -> Result<(Vec<HistoryLine>, Option<UnixTime>), Error> {
    let lines = reader.words_until(chat, sender, until, PAGE)?;
    let next = lines.last().filter(|_| lines.len() >= PAGE).map(|last| {
        // The second of the last one may have more; a page of one second is passed over.
        if last.sent_at == until {
            until.minus(1)
        } else {
            last.sent_at
        }
    });
    Ok((lines, next))
}

/// Erases what holds any of the fingerprints, from the log and from the outbox of all chats.
fn sweep(
    store: &mut Store,
    me: SenderId,
    fingerprints: &mut Fingerprints,
    clock: &dyn Clock,
) -> Result<Option<usize>, Error> {
    let mut erased = 0_usize;
    for chat in store.read().all_chats()? {
        let mut until = UnixTime(i64::MAX);
        loop {
            let (lines, next) = page(store.read(), chat, me, until)?;
            let quoting: Vec<HistoryLine> = lines
                .into_iter()
                .filter(|line| fingerprints.are_in(&line.text))
                .collect();
            for some in quoting.chunks(ERASED_PER_STEP) {
                erased += store.write(|writer| {
                    let mut gone = 0;
                    for line in some {
                        gone += writer.erase_own(chat, me, line)?;
                    }
                    Ok::<_, Error>(gone)
                })?;
                if !clock.pause(STEP_PAUSE) {
                    return Ok(None);
                }
            }
            match next {
                Some(next) => until = next,
                None => break,
            }
        }
        if !sweep_outbox(store, chat, fingerprints, clock)? {
            return Ok(None);
        }
    }
    Ok(Some(erased))
}

/// The same for what was or is to be sent; `false` if the program stops.
fn sweep_outbox(
    store: &mut Store,
    chat: ChatId,
    fingerprints: &mut Fingerprints,
    clock: &dyn Clock,
) -> Result<bool, Error> {
    let limit = i64::try_from(PAGE).unwrap_or(i64::MAX);
    let mut after = 0;
    loop {
        let rows = store.read().outgoing_words(chat, after, limit)?;
        let Some((last, _)) = rows.last() else {
            return Ok(true);
        };
        after = *last;
        let quoting: Vec<i64> = rows
            .iter()
            .filter(|(_, words)| fingerprints.are_in(words))
            .map(|(id, _)| *id)
            .collect();
        for some in quoting.chunks(ERASED_PER_STEP) {
            store.write(|writer| {
                for id in some {
                    writer.erase_outgoing(chat, *id)?;
                }
                Ok::<_, Error>(())
            })?;
            if !clock.pause(STEP_PAUSE) {
                return Ok(false);
            }
        }
    }
}
