//! `gryag report`: one page about the chats, in Ukrainian, complete in one file.
//!
//! One pass over the messages counts everything; hours are turned into local time once each.

mod charts;
mod page;
mod words;

use crate::clock::{SECONDS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE, UnixTime};
use crate::ids::{ChatId, SenderId};
use crate::llm::Prices;
use crate::ops::phrases;
use crate::store::{DayUsage, Error, Reader};
use std::collections::HashMap;

/// Points of a curve over time; longer spans get wider steps.
const STEPS_MAX: i64 = 60;
/// People and chats that are named; the rest is one number.
const NAMED_MAX: usize = 12;
/// Answers whose delay is looked at.
const DELAYS_MAX: i64 = 20_000;
/// Emotions and topics have small codes.
const CODES: usize = 16;

/// What the report is about.
#[derive(Debug, Clone, Copy)]
pub struct Scope {
    /// One chat, or all.
    pub chat: Option<ChatId>,
    /// How many days back.
    pub days: i64,
    /// When it is made.
    pub now: UnixTime,
}

/// Sizes that only the file system knows, in bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sizes {
    /// The database.
    pub database: u64,
    /// All backups together.
    pub backups: u64,
    /// Room left on the disk.
    pub free: u64,
}

/// The numbers of one step of time.
#[derive(Debug, Clone, Copy, Default)]
struct Step {
    messages: u64,
    ours: u64,
    emotions: [u64; CODES],
}

/// Everything that the page shows.
#[derive(Debug)]
struct Facts {
    scope: Scope,
    sizes: Sizes,
    /// The chat's title, if it is about one.
    title: Option<String>,
    messages: u64,
    ours: u64,
    people_count: usize,
    chats_count: usize,
    /// By weekday, Monday first, and local hour.
    hours: [[u64; 24]; 7],
    /// How many days one step is.
    step_days: i64,
    steps: Vec<Step>,
    /// The first moment of each step.
    step_starts: Vec<UnixTime>,
    emotions: [u64; CODES],
    topics: [u64; CODES],
    people: Vec<(String, u64)>,
    chats: Vec<(String, u64)>,
    decisions: Vec<(String, u64)>,
    usage: Vec<DayUsage>,
    /// What the models cost, if the operator says what they do.
    cost: Option<String>,
    /// Seconds, shortest first.
    delays: Vec<i64>,
}

/// Makes the page.
///
/// # Errors
/// What the database says.
pub fn make(
    reader: Reader<'_>,
    scope: Scope,
    sizes: Sizes,
    prices: &Prices,
) -> Result<String, Error> {
    Ok(page::render(&gather(reader, scope, sizes, prices)?))
}

fn gather(reader: Reader<'_>, scope: Scope, sizes: Sizes, prices: &Prices) -> Result<Facts, Error> {
    let days = scope.days.max(1);
    let step_days = days.saturating_add(STEPS_MAX - 1).div_euclid(STEPS_MAX);
    let step_s = step_days.saturating_mul(SECONDS_PER_DAY);
    let step_count = days.saturating_add(step_days - 1).div_euclid(step_days);
    // The last step is the one that ends with today; days end at local midnight.
    let local = reader.local_time(scope.now)?;
    let since_midnight_s = i64::from(local.hour) * SECONDS_PER_HOUR
        + i64::from(local.minute) * SECONDS_PER_MINUTE
        + scope.now.0.rem_euclid(SECONDS_PER_MINUTE);
    let end = scope.now.minus(since_midnight_s).plus(SECONDS_PER_DAY);
    let since = end.minus(days.saturating_mul(SECONDS_PER_DAY));
    let first = end.minus(step_s.saturating_mul(step_count));
    let step_count = usize::try_from(step_count).unwrap_or(1).max(1);
    let mut facts = Facts {
        scope,
        sizes,
        title: None,
        messages: 0,
        ours: 0,
        people_count: 0,
        chats_count: 0,
        hours: [[0; 24]; 7],
        step_days,
        steps: vec![Step::default(); step_count],
        step_starts: (0_i64..)
            .take(step_count)
            .map(|number| first.plus(number.saturating_mul(step_s)))
            .collect(),
        emotions: [0; CODES],
        topics: [0; CODES],
        people: Vec::new(),
        chats: Vec::new(),
        decisions: Vec::new(),
        usage: reader.usage_by_day(since)?,
        cost: phrases::cost(&reader.usage_by_model(since)?, prices),
        delays: reader.answer_delays(scope.chat, since, DELAYS_MAX)?,
    };
    facts.delays.sort_unstable();
    let mut by_hour: HashMap<i64, u64> = HashMap::new();
    let mut by_person: HashMap<SenderId, u64> = HashMap::new();
    let mut by_chat: HashMap<ChatId, u64> = HashMap::new();
    reader.each_message(scope.chat, since, &mut |message| {
        facts.messages = facts.messages.saturating_add(1);
        count(&mut by_hour, message.sent_at.0.div_euclid(SECONDS_PER_HOUR));
        count(&mut by_chat, message.chat);
        let at = message.sent_at.since(first).div_euclid(step_s);
        let at = usize::try_from(at).unwrap_or(0).min(step_count - 1);
        let Some(step) = facts.steps.get_mut(at) else {
            return;
        };
        step.messages = step.messages.saturating_add(1);
        if message.is_ours {
            step.ours = step.ours.saturating_add(1);
            facts.ours = facts.ours.saturating_add(1);
            return;
        }
        count(&mut by_person, message.sender);
        count_code(&mut step.emotions, message.emotion);
        count_code(&mut facts.emotions, message.emotion);
        count_code(&mut facts.topics, message.topic);
    })?;
    for (hour, messages) in by_hour {
        let local = reader.local_time(UnixTime(hour.saturating_mul(SECONDS_PER_HOUR)))?;
        let row = facts.hours.get_mut(usize::from(local.weekday));
        if let Some(cell) = row.and_then(|row| row.get_mut(usize::from(local.hour))) {
            *cell = cell.saturating_add(messages);
        }
    }
    facts.people_count = by_person.len();
    facts.chats_count = by_chat.len();
    facts.people = named(by_person, |sender| {
        Ok(reader
            .name_of(sender)?
            .unwrap_or_else(|| words::NAMELESS.to_owned()))
    })?;
    facts.chats = named(by_chat, |chat| {
        let title = reader.chat(chat)?.map(|row| row.chat.title);
        Ok(title
            .filter(|title| !title.is_empty())
            .unwrap_or_else(|| words::PRIVATE_CHAT.to_owned()))
    })?;
    if let Some(chat) = scope.chat {
        facts.title = reader.chat(chat)?.map(|row| row.chat.title);
    }
    for (reason, times) in reader.decision_counts(scope.chat, since)? {
        let word = words::reason(&reason).to_owned();
        facts
            .decisions
            .push((word, u64::try_from(times).unwrap_or(0)));
    }
    Ok(facts)
}

fn count<K: std::hash::Hash + Eq>(counts: &mut HashMap<K, u64>, key: K) {
    let count = counts.entry(key).or_insert(0);
    *count = count.saturating_add(1);
}

fn count_code(counts: &mut [u64; CODES], code: Option<u8>) {
    let place = code.and_then(|code| counts.get_mut(usize::from(code)));
    if let Some(count) = place {
        *count = count.saturating_add(1);
    }
}

/// The largest with their names, then all others together.
fn named<K: Copy + Ord>(
    counts: HashMap<K, u64>,
    name: impl Fn(K) -> Result<String, Error>,
) -> Result<Vec<(String, u64)>, Error> {
    let mut counts: Vec<(K, u64)> = counts.into_iter().collect();
    counts.sort_unstable_by(|(a, many), (b, few)| few.cmp(many).then(a.cmp(b)));
    let rest: u64 = counts.iter().skip(NAMED_MAX).map(|(_, count)| count).sum();
    let mut rows = Vec::new();
    for (key, count) in counts.into_iter().take(NAMED_MAX) {
        rows.push((name(key)?, count));
    }
    if rest > 0 {
        rows.push((words::OTHERS.to_owned(), rest));
    }
    Ok(rows)
}
