//! `/mystats` and `/analytics`: numbers.

use super::super::addressee::date;
use super::super::brain::Brain;
use super::{Order, Response};
use crate::analysis::{Emotion, Topic};
use crate::behaviour::Reason;
use crate::clock::{SECONDS_PER_DAY, UnixTime};
use crate::ids::ChatId;
use crate::message::SenderKind;
use crate::person::phrases;
use crate::person::portrait::{broad_topics, portrait};
use crate::person::statistics::{self, Mine, Overview, Period};
use crate::store::{Activity, Error, Reader, Writer};
use crate::telegram::request::Method;

/// The most chats of which `/analytics` tells.
const CHATS_MAX: usize = 10;
/// The most people whom it names, in each.
const PEOPLE_MAX: usize = 5;

/// The numbers of who asks.
///
/// # Errors
/// What the database says.
pub(super) fn mine(
    order: &Order<'_>,
    writer: &Writer<'_>,
    now: UnixTime,
) -> Result<Response, Error> {
    let incoming = order.incoming;
    let (chat, person) = (incoming.chat.id, incoming.sender.id);
    if incoming.sender.kind != SenderKind::Person {
        return Ok(Response::in_chat(phrases::NO_PERSON));
    }
    let Some(row) = writer.profile(chat, person)? else {
        return Ok(Response::only_the_asker(phrases::NOTHING_KNOWN));
    };
    let (messages, first_at, _) = writer.tally(chat, person)?;
    let portrait = portrait(&row.profile, now);
    let text = statistics::mine(&Mine {
        messages,
        since: &date(**writer, first_at)?,
        words_usual: portrait.words_usual,
        hours: &row.profile.hours,
        topics: &portrait.topics,
        broad_topics: &broad_topics(&row.profile),
        emoji: &row.profile.emoji,
    });
    Ok(Response::only_the_asker(text))
}

/// The numbers of the chats, for an admin: of the chat in which it is asked, or of the most active
/// ones if it is asked in private.
///
/// # Errors
/// What the database says.
pub(super) fn analytics(
    order: &Order<'_>,
    writer: &Writer<'_>,
    brain: &Brain,
    now: UnixTime,
) -> Result<Response, Error> {
    let here = &order.incoming.chat;
    let chats = if here.kind.is_group() {
        vec![here.id]
    } else {
        let since = now.minus(7 * SECONDS_PER_DAY);
        let mut chats = writer.active_chats(since)?;
        // Private chats are nobody's business but their own.
        chats.retain(|chat| chat.0 < 0);
        chats.truncate(CHATS_MAX);
        chats
    };
    let mut parts = Vec::new();
    for chat in chats {
        parts.push(overview(**writer, chat, brain, now)?);
    }
    let text = if parts.is_empty() {
        phrases::NO_CHATS.to_owned()
    } else {
        parts.join("\n\n")
    };
    Ok(Response::in_private(text))
}

fn overview(
    reader: Reader<'_>,
    chat: ChatId,
    brain: &Brain,
    now: UnixTime,
) -> Result<String, Error> {
    let day = now.minus(SECONDS_PER_DAY);
    let week = now.minus(7 * SECONDS_PER_DAY);
    let (of_day, of_week) = (reader.activity(chat, day)?, reader.activity(chat, week)?);
    let mut people = Vec::new();
    for (person, messages) in of_week.people.iter().take(PEOPLE_MAX) {
        let name = reader.name_of(*person)?;
        people.push((
            name.unwrap_or_else(|| phrases::SOMEBODY.to_owned()),
            *messages,
        ));
    }
    let sent = |method: Method| reader.sent_since(chat, method.as_str(), day);
    let reasons = reader.reasons(chat, day)?;
    let title = reader
        .chat(chat)?
        .map_or_else(String::new, |row| row.chat.title);
    Ok(statistics::overview(&Overview {
        bot_name: &brain.name,
        title: &title,
        day: period(&of_day),
        week: period(&of_week),
        people: &people,
        emotions: &named(&of_week.emotions, Emotion::from_code),
        topics: &named(&of_week.topics, Topic::from_code),
        hours: &of_week.hours,
        replies: sent(Method::SendMessage)?,
        reactions: sent(Method::SetMessageReaction)?,
        silences: &silences(reasons),
    }))
}

fn period(activity: &Activity) -> Period {
    Period {
        messages: activity.messages,
        people: u64::try_from(activity.people.len()).unwrap_or(u64::MAX),
    }
}

fn named<T>(counts: &[(u8, u64)], kind: impl Fn(u8) -> Option<T>) -> Vec<(T, u64)> {
    counts
        .iter()
        .filter_map(|(code, count)| Some((kind(*code)?, *count)))
        .collect()
}

/// The reasons for which nothing was said.
fn silences(reasons: Vec<(String, u64)>) -> Vec<(String, u64)> {
    reasons
        .into_iter()
        .filter(|(reason, _)| !Reason::is_act(reason))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_silence_is_told_in_ukrainian() {
        for word in Reason::WORDS {
            let is_told = !phrases::silence(word).is_ascii();
            assert_eq!(is_told, !Reason::is_act(word), "{word}");
        }
    }
}
