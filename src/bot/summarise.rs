//! Summaries of what was: hours and days by the local analyser, weeks and months by the model when
//! there is budget left, else locally too. Which periods lack one is seen in the database, so
//! nothing is summed up twice and nothing is lost when the program ends in between.

use super::ask::{note_attempts, spent_today};
use super::brain::Brain;
use crate::analysis::conversation::{Turn, summarise};
use crate::analysis::{Analysis, Emotion, analyse};
use crate::clock::{Clock, SECONDS_PER_DAY, UnixTime};
use crate::ids::ChatId;
use crate::prompt::chronicle::{Chronicle, ask, read};
use crate::rng::Rng;
use crate::store::{Error, HistoryLine, NewSummary, Period, Reader, Store, Summary};
use std::time::Duration;

/// The most messages that one summary looks at, spread over its period.
const MESSAGES_MAX: usize = 1_200;
/// A long period is read in so many pieces.
const PIECES: usize = 24;
/// Messages that a model is shown.
const SHOWN_MAX: usize = 80;
/// Shorter messages tell a model little, in characters.
const SHOWN_CHARS_MIN: usize = 12;
/// What was said in so many days before is nothing new.
const PAST_DAYS: i64 = 30;
/// Periods of one chat that one round sums up; the rest waits for the next round.
const PERIODS_PER_ROUND: usize = 40;
/// Others get the write lock for so long between two summaries.
const BREATH: Duration = Duration::from_millis(5);
/// Summaries may spend the first so many per cent of a day's requests: the rest is for people.
const BUDGET_PERCENT: u32 = 40;

/// How far back each kind of period is summed up, in days.
fn reach_days(period: Period) -> i64 {
    match period {
        Period::Hour => 2,
        Period::Day => 400,
        Period::Week => 1_100,
        Period::Month => 1_900,
    }
}

/// The parts of a period whose summaries a model is shown, and how fresh it must be to be worth a
/// question, in days; `None`: never asked.
fn for_the_model(period: Period) -> Option<(Period, &'static str, i64)> {
    match period {
        Period::Hour | Period::Day => None,
        Period::Week => Some((Period::Day, "тиждень", 9)),
        Period::Month => Some((Period::Week, "місяць", 20)),
    }
}

/// Sums up what is over and has no summary, in one chat; says how many periods that were.
///
/// # Errors
/// What the database says; what was made before stays.
pub fn sum_up(
    store: &mut Store,
    chat: ChatId,
    brain: &Brain,
    requests_per_day: u32,
    clock: &dyn Clock,
    rng: &mut Rng,
) -> Result<usize, Error> {
    let mut made = 0_usize;
    for period in Period::ALL {
        let since = clock
            .now()
            .minus(reach_days(period).saturating_mul(SECONDS_PER_DAY));
        for _ in 0..PERIODS_PER_ROUND {
            let now = clock.now();
            let Some((start, until)) = store.read().next_period(chat, period, since, now)? else {
                break;
            };
            let mut summary = local(store.read(), chat, period, start, until)?;
            let is_fresh = for_the_model(period)
                .is_some_and(|(_, _, days)| now.since(until) < days * SECONDS_PER_DAY);
            if is_fresh {
                polish(
                    store,
                    chat,
                    &mut summary,
                    brain,
                    requests_per_day,
                    clock,
                    rng,
                )?;
            }
            let new = NewSummary {
                chat,
                summary: &summary,
            };
            let kept = store.write(|writer| {
                // Made of words that somebody has meanwhile asked to erase: made anew later.
                if writer.is_forgetting_since(now)? {
                    return Ok(None);
                }
                writer.note_summary(&new, now).map(Some)
            })?;
            let Some(kept) = kept else {
                return Ok(made);
            };
            made += usize::from(kept);
            if !clock.pause(BREATH) {
                return Ok(made);
            }
        }
    }
    Ok(made)
}

/// The analyser's summary of a span of a chat.
///
/// # Errors
/// What the database says.
pub fn local(
    reader: Reader<'_>,
    chat: ChatId,
    period: Period,
    start: UnixTime,
    until: UnixTime,
) -> Result<Summary, Error> {
    let messages = reader.count_between(chat, start, until)?;
    let lines = spread(reader, chat, start, until, messages)?;
    let analyses: Vec<Analysis> = lines.iter().map(|line| analyse(&line.text)).collect();
    let turns: Vec<Turn<'_>> = lines
        .iter()
        .zip(&analyses)
        .map(|(line, analysis)| Turn {
            author: &line.sender_name,
            sent_at: line.sent_at.0,
            text: &line.text,
            analysis,
        })
        .collect();
    let past = start.minus(PAST_DAYS * SECONDS_PER_DAY);
    let documents = reader.count_between(chat, past, start)?;
    // A word whose past cannot be read counts as new.
    let frequency = |stem: &str| reader.frequency(chat, stem, past, start).unwrap_or(0);
    let said = summarise(
        &turns,
        frequency,
        u32::try_from(documents).unwrap_or(u32::MAX),
    );
    let topics: Vec<&str> = said.topics.iter().map(|topic| topic.as_str()).collect();
    let mut participants = said.participants;
    participants.truncate(PARTICIPANTS_MAX);
    Ok(Summary {
        period,
        start,
        until,
        text: said.text,
        mood: said.mood.as_str().to_owned(),
        emotions: emotions(&analyses),
        topics: serde_json::json!(topics).to_string(),
        participants: serde_json::json!(participants).to_string(),
        messages,
        made_by: LOCAL.to_owned(),
    })
}

/// Who made a summary that no model made.
const LOCAL: &str = "local";
/// The most names that a summary keeps.
const PARTICIPANTS_MAX: usize = 50;

/// How many messages showed which emotion, JSON.
fn emotions(analyses: &[Analysis]) -> String {
    let mut counts = serde_json::Map::new();
    for emotion in Emotion::ALL
        .iter()
        .filter(|emotion| **emotion != Emotion::Neutral)
    {
        let count = analyses
            .iter()
            .filter(|analysis| analysis.emotions.contains(*emotion))
            .count();
        if count > 0 {
            counts.insert(emotion.as_str().to_owned(), count.into());
        }
    }
    serde_json::Value::Object(counts).to_string()
}

/// The messages of a span, or, of many, some from each part of it. Commands are no talk.
pub(super) fn spread(
    reader: Reader<'_>,
    chat: ChatId,
    start: UnixTime,
    until: UnixTime,
    count: i64,
) -> Result<Vec<HistoryLine>, Error> {
    let is_small = usize::try_from(count).is_ok_and(|count| count <= MESSAGES_MAX);
    let pieces = if is_small { 1 } else { PIECES };
    let each = MESSAGES_MAX / pieces;
    let pieces_s = i64::try_from(pieces).unwrap_or(1);
    let length = until.since(start) / pieces_s;
    let mut lines = Vec::new();
    for piece in 0..pieces_s {
        let from = start.plus(length.saturating_mul(piece));
        let to = if piece + 1 == pieces_s {
            until
        } else {
            from.plus(length)
        };
        lines.extend(reader.between(chat, from, to, each)?);
    }
    // Who does not want to be remembered has no words.
    lines.retain(|line| !line.text.is_empty() && !line.text.starts_with('/'));
    Ok(lines)
}

/// Has the model word the summary, if there is budget; else leaves it as it is.
fn polish(
    store: &mut Store,
    chat: ChatId,
    summary: &mut Summary,
    brain: &Brain,
    requests_per_day: u32,
    clock: &dyn Clock,
    rng: &mut Rng,
) -> Result<(), Error> {
    let Some((part, name, _)) = for_the_model(summary.period) else {
        return Ok(());
    };
    let reader = store.read();
    let mut parts = reader.summaries(chat, part, summary.until, 8)?;
    parts.retain(|part| part.start >= summary.start);
    parts.reverse();
    let parts: Vec<String> = parts.into_iter().map(|part| part.text).collect();
    let mut lines = spread(reader, chat, summary.start, summary.until, summary.messages)?;
    lines.retain(|line| line.text.chars().nth(SHOWN_CHARS_MIN).is_some());
    let step = lines.len() / SHOWN_MAX + 1;
    let messages: Vec<(String, String)> = lines
        .into_iter()
        .step_by(step)
        .map(|line| (line.sender_name, line.text))
        .collect();
    if messages.is_empty() {
        return Ok(());
    }
    let prompt = ask(&Chronicle {
        period: name,
        parts: &parts,
        messages: &messages,
        limits: brain.budget,
    });
    let spare = requests_per_day.saturating_mul(BUDGET_PERCENT) / 100;
    let now = clock.now();
    let asked = {
        let spent = spent_today(reader, now, 1);
        // Beyond the share of summaries the whole day counts as spent.
        let spent_today = |model: &str| match spent(model) {
            spent if spent >= spare => u32::MAX,
            spent => spent,
        };
        brain.models.ask_unasked(&prompt, clock, &spent_today, rng)
    };
    let words = asked
        .result
        .as_ref()
        .ok()
        .and_then(|draft| read(&draft.text));
    let model = asked.attempts.last().map(|attempt| attempt.model.clone());
    store.write(|writer| note_attempts(writer, &asked.attempts, clock.now()))?;
    if let (Some(words), Some(model)) = (words, model) {
        summary.text = words;
        summary.made_by = model;
    }
    Ok(())
}
