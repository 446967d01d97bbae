//! What was remembered for an answer, told when somebody asks: looked up in that chat alone, so
//! what has been forgotten since is left out.

use super::super::addressee::date;
use crate::behaviour::memory::{self, Memory};
use crate::behaviour::why;
use crate::clock::UnixTime;
use crate::ids::{MessageId, SenderId};
use crate::link::link;
use crate::message::Chat;
use crate::person::phrases::fact_heading;
use crate::store::{Error, Fact, HistoryLine, Period, Reader, Summary, Trace};
use crate::text;

/// The longest excerpt that an admin is shown, in characters.
const EXCERPT_CHARS_MAX: usize = 100;

/// Who asks, and where.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asker<'a> {
    /// The chat.
    pub(super) chat: &'a Chat,
    /// Who.
    pub(super) person: SenderId,
    /// Whether they see everything.
    pub(super) is_admin: bool,
}

/// The memories in a trace, each in a few words.
///
/// # Errors
/// What the database says.
pub(super) fn remembered(
    reader: Reader<'_>,
    asker: &Asker<'_>,
    trace: &Trace,
) -> Result<Vec<String>, Error> {
    let written = why::value(&trace.outcome, "from").unwrap_or_default();
    let mut told = Vec::new();
    let mut facts = Vec::new();
    for memory in memory::read(written) {
        match memory {
            Memory::Message(id) => {
                if let Some(line) = line(reader, asker.chat, id, trace.at)? {
                    told.push(message(reader, asker, id, &line)?);
                }
            }
            Memory::Day(start) => {
                told.extend(summary(reader, asker, Period::Day, start, "day")?);
            }
            Memory::Week(start) => {
                told.extend(summary(reader, asker, Period::Week, start, "week")?);
            }
            Memory::Month(start) => {
                told.extend(summary(reader, asker, Period::Month, start, "month")?);
            }
            Memory::Fact(id) => {
                let fact = reader.fact(asker.chat.id, id)?;
                // A number may have been given anew since.
                facts.extend(fact.filter(|(_, fact)| fact.said_at <= trace.at));
            }
        }
    }
    told.extend(of_people(reader, asker, &facts)?);
    Ok(told)
}

/// The message that had the number `id` at `before`. A group that became a supergroup counts from
/// one again, and its old numbers stand below zero.
fn line(
    reader: Reader<'_>,
    chat: &Chat,
    id: MessageId,
    before: UnixTime,
) -> Result<Option<HistoryLine>, Error> {
    for number in [id, MessageId(id.0.saturating_neg())] {
        let line = reader.message(chat.id, number)?;
        if let Some(line) = line.filter(|line| line.sent_at <= before) {
            return Ok(Some(line));
        }
    }
    Ok(None)
}

fn message(
    reader: Reader<'_>,
    asker: &Asker<'_>,
    id: MessageId,
    line: &HistoryLine,
) -> Result<String, Error> {
    let date = date(reader, line.sent_at)?;
    let number = line.message_id.unwrap_or(id);
    let told = why::a_message(&date, link(asker.chat, number).as_deref());
    Ok(if asker.is_admin {
        format!("{told}, {}: «{}»", line.sender_name, excerpt(&line.text))
    } else {
        told
    })
}

fn summary(
    reader: Reader<'_>,
    asker: &Asker<'_>,
    period: Period,
    start: UnixTime,
    name: &str,
) -> Result<Option<String>, Error> {
    let Some(Summary { text, .. }) = reader.summary_of(asker.chat.id, period, start)? else {
        return Ok(None);
    };
    let told = why::a_summary(name, &date(reader, start)?);
    Ok(Some(if asker.is_admin {
        format!("{told}: «{}»", excerpt(&text))
    } else {
        told
    }))
}

/// The facts: to an admin each with its words, to their own person what they are about, to others
/// how many they are.
fn of_people(
    reader: Reader<'_>,
    asker: &Asker<'_>,
    facts: &[(SenderId, Fact)],
) -> Result<Vec<String>, Error> {
    if facts.is_empty() {
        return Ok(Vec::new());
    }
    if asker.is_admin {
        let mut told = Vec::new();
        for (person, fact) in facts {
            let name = reader.name_of(*person)?.unwrap_or_default();
            let said_on = date(reader, fact.said_at)?;
            let heading = fact_heading(fact.kind).to_lowercase();
            let words = excerpt(&fact.quote);
            told.push(format!("{name} про себе, {heading}: «{words}» ({said_on})"));
        }
        return Ok(told);
    }
    let own: Vec<&str> = facts
        .iter()
        .filter(|(person, _)| *person == asker.person)
        .map(|(_, fact)| fact_heading(fact.kind))
        .collect();
    let others = facts.len().saturating_sub(own.len());
    let mut told = Vec::new();
    if !own.is_empty() {
        told.push(why::facts(&own, own.len()));
    }
    if others > 0 {
        told.push(why::facts(&[], others));
    }
    Ok(told)
}

fn excerpt(words: &str) -> String {
    let line = text::clean(words)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    text::cut(&line, EXCERPT_CHARS_MAX)
}
