//! `/search` and `/digest`: what the memory tells without a model. Where there is one, it may
//! retell the digest: see `digest.rs`.

use super::super::summarise::spread;
use super::{Order, Response};
use crate::analysis::conversation::{Turn, summarise};
use crate::analysis::{Analysis, Topic, analyse, topic_words};
use crate::behaviour::finding::{
    DAYS_HOW, DIGEST_HOW, Day, Digest, Found, HITS_MAX, Misread, NOTHING_MISSED, SEARCH_HOW,
    Strand, Wanted, digest_hours, digest_text, found_text, wanted,
};
use crate::clock::{SECONDS_PER_DAY, SECONDS_PER_HOUR, UnixTime};
use crate::ids::{ChatId, SenderId};
use crate::link::link;
use crate::message::{Chat, Incoming};
use crate::store::{Error, HistoryLine, Reader, SearchQuery};
use std::collections::HashSet;

/// A digest covers at most so long a time.
const DIGEST_MAX_S: i64 = 14 * SECONDS_PER_DAY;
/// Who wrote but now is told of so long a time.
const DIGEST_MIN_S: i64 = SECONDS_PER_HOUR;
/// Messages of the asker among which the last is sought that is no command.
const LAST_WORDS_MAX: usize = 40;
/// Topics that a digest names.
const STRANDS_MAX: usize = 4;
/// Fewer messages make no topic of a digest.
const STRAND_MESSAGES_MIN: usize = 3;

/// The answer to `/search`.
pub(super) fn search(
    order: &Order<'_>,
    reader: Reader<'_>,
    now: UnixTime,
) -> Result<Response, Error> {
    let Ok(wanted) = wanted(order.arguments) else {
        return Ok(Response::in_chat(DAYS_HOW));
    };
    if wanted.words.is_empty() {
        return Ok(Response::in_chat(SEARCH_HOW));
    }
    let hits = find(reader, order.incoming, &wanted, now)?;
    Ok(Response::in_chat(found_text(&hits, &wanted.words)))
}

/// The best hits in the chat of `incoming`, never that message itself.
pub(in crate::bot) fn find(
    reader: Reader<'_>,
    incoming: &Incoming,
    wanted: &Wanted,
    now: UnixTime,
) -> Result<Vec<Found>, Error> {
    let chat = &incoming.chat;
    let sender = match &wanted.author {
        None => None,
        Some(name) => match reader.author_called(chat.id, name)? {
            Some(sender) => Some(sender),
            None => return Ok(Vec::new()),
        },
    };
    let query = SearchQuery {
        chat: chat.id,
        words: &wanted.words,
        sender,
        from: match wanted.from {
            None => None,
            Some(day) => begin_of(reader, day, now)?,
        },
        until: match wanted.until {
            None => None,
            Some(Day::WeeksAgo(weeks)) => {
                begin_of(reader, Day::WeeksAgo(weeks.saturating_sub(1)), now)?
            }
            Some(day) => begin_of(reader, day, now)?.map(|begin| begin.plus(SECONDS_PER_DAY)),
        },
        except: Some(incoming.message_id),
        needs_all: true,
        limit: HITS_MAX,
    };
    let mut hits = Vec::new();
    for hit in reader.search(&query, now)? {
        hits.push(Found {
            link: where_to_read(chat, &hit.line),
            at: reader.local_time(hit.line.sent_at)?,
            author: hit.line.sender_name,
            words: hit.line.text,
        });
    }
    Ok(hits)
}

/// The first second of a day, or of a week.
fn begin_of(reader: Reader<'_>, day: Day, now: UnixTime) -> Result<Option<UnixTime>, Error> {
    let today = reader.local_time(now)?;
    let days_ago = match day {
        Day::Date(year, month, day) => return midnight(reader, year, month, day),
        Day::DaysAgo(days) => days,
        Day::WeeksAgo(weeks) => weeks
            .saturating_mul(7)
            .saturating_add(i64::from(today.weekday)),
    };
    let Some(begin) = midnight(reader, today.year, today.month, today.day)? else {
        return Ok(None);
    };
    // By noon, so that a day of 23 or 25 hours between does no harm.
    let noon = begin
        .minus(SECONDS_PER_DAY.saturating_mul(days_ago))
        .plus(12 * SECONDS_PER_HOUR);
    let then = reader.local_time(noon)?;
    midnight(reader, then.year, then.month, then.day)
}

fn midnight(reader: Reader<'_>, year: i32, month: u8, day: u8) -> Result<Option<UnixTime>, Error> {
    reader.utc_of_local(&format!("{year:04}-{month:02}-{day:02}"))
}

fn where_to_read(chat: &Chat, line: &HistoryLine) -> Option<String> {
    link(chat, line.message_id?)
}

/// What a digest tells of, and the lines it was made of.
#[derive(Debug)]
pub(in crate::bot) struct Missed {
    /// The digest.
    pub(in crate::bot) digest: Digest,
    /// What others wrote, oldest first; of much, some from each part.
    pub(in crate::bot) lines: Vec<HistoryLine>,
}

/// The answer to `/digest`: since the asker last wrote, or of so many hours.
pub(super) fn digest(
    order: &Order<'_>,
    reader: Reader<'_>,
    now: UnixTime,
) -> Result<Response, Error> {
    let Some(since) = digest_since(order.incoming, order.arguments, reader, now)? else {
        return Ok(Response::in_chat(DIGEST_HOW));
    };
    let (chat, asker) = (order.incoming.chat.id, order.incoming.sender.id);
    Ok(match missed(reader, chat, asker, since, now)? {
        None => Response::in_chat(NOTHING_MISSED),
        Some(missed) => Response::only_the_asker(digest_text(&missed.digest)),
    })
}

/// From when on a digest tells; `None` if what is asked is not understood.
///
/// # Errors
/// What the database says.
pub(in crate::bot) fn digest_since(
    incoming: &Incoming,
    arguments: &str,
    reader: Reader<'_>,
    now: UnixTime,
) -> Result<Option<UnixTime>, Error> {
    let since = match digest_hours(arguments) {
        Err(Misread) => return Ok(None),
        Ok(Some(hours)) => now.minus(SECONDS_PER_HOUR.saturating_mul(hours)),
        Ok(None) => {
            let (chat, asker) = (incoming.chat.id, incoming.sender.id);
            // Neither this question nor an earlier command is something said.
            reader
                .words_until(chat, asker, now, LAST_WORDS_MAX)?
                .iter()
                .find(|line| {
                    line.message_id != Some(incoming.message_id) && !line.text.starts_with('/')
                })
                .map_or(now.minus(SECONDS_PER_DAY), |line| line.sent_at)
        }
    };
    Ok(Some(
        since
            .max(now.minus(DIGEST_MAX_S))
            .min(now.minus(DIGEST_MIN_S)),
    ))
}

/// What others than the asker wrote in a span, summed up; `None` if that is nothing.
///
/// # Errors
/// What the database says.
pub(in crate::bot) fn missed(
    reader: Reader<'_>,
    chat: ChatId,
    asker: SenderId,
    since: UnixTime,
    until: UnixTime,
) -> Result<Option<Missed>, Error> {
    let count = reader.count_between(chat, since, until.plus(1))?;
    let mut lines = spread(reader, chat, since, until.plus(1), count)?;
    lines.retain(|line| line.sender_id != asker && !line.is_ours);
    if lines.is_empty() {
        return Ok(None);
    }
    let Some(row) = reader.chat(chat)? else {
        return Ok(None);
    };
    let digest = summed_up(reader, &row.chat, &lines, until.since(since), since)?;
    Ok(Some(Missed { digest, lines }))
}

fn summed_up(
    reader: Reader<'_>,
    chat: &Chat,
    lines: &[HistoryLine],
    span_s: i64,
    since: UnixTime,
) -> Result<Digest, Error> {
    let analyses: Vec<Analysis> = lines.iter().map(|line| analyse(&line.text)).collect();
    let past = since.minus(30 * SECONDS_PER_DAY);
    let documents = reader.count_between(chat.id, past, since)?;
    let documents = u32::try_from(documents).unwrap_or(u32::MAX);
    let frequency = |stem: &str| reader.frequency(chat.id, stem, past, since).unwrap_or(0);
    let turns = |topic: Option<Topic>| -> Vec<Turn<'_>> {
        lines
            .iter()
            .zip(&analyses)
            .filter(|(_, analysis)| topic.is_none_or(|topic| analysis.topic == topic))
            .map(|(line, analysis)| Turn {
                author: &line.sender_name,
                sent_at: line.sent_at.0,
                text: &line.text,
                analysis,
            })
            .collect()
    };
    let mut strands = Vec::new();
    for topic in Topic::ALL {
        let about = turns(Some(*topic));
        if about.len() < STRAND_MESSAGES_MIN {
            continue;
        }
        let said = summarise(&about, frequency, documents);
        let first = lines
            .iter()
            .zip(&analyses)
            .find(|(_, analysis)| analysis.topic == *topic)
            .and_then(|(line, _)| link(chat, line.message_id?));
        strands.push(Strand {
            name: topic_words::name(*topic),
            messages: about.len(),
            keywords: said.keywords,
            participants: said.participants,
            link: first,
        });
    }
    strands.sort_by_key(|strand| std::cmp::Reverse(strand.messages));
    strands.truncate(STRANDS_MAX);
    let authors: HashSet<_> = lines.iter().map(|line| line.sender_id).collect();
    let whole = summarise(&turns(None), frequency, documents);
    Ok(Digest {
        span_s,
        messages: u64::try_from(lines.len()).unwrap_or(u64::MAX),
        authors: u64::try_from(authors.len()).unwrap_or(u64::MAX),
        strands,
        open_questions: whole.open_questions,
    })
}
