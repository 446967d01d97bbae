//! What has served is removed: every six hours, and by `gryag cleanup`.
//!
//! Every kind goes in small steps, between which others get the write lock. If one kind cannot be
//! removed that is told, and the next is tried.

use crate::behaviour::trigger::{NameForms, NameUse, name_use};
use crate::clock::{Clock, SECONDS_PER_DAY, UnixTime};
use crate::config::Memory;
use crate::store::{Error, Period, Store};
use std::fmt;
use std::time::Duration;

/// Rows that one step removes.
const STEP_ROWS: i64 = 500;
/// Messages that one step deletes or packs: more work each.
const STEP_MESSAGES: usize = 128;
/// Free pages that one step gives back.
const STEP_PAGES: u32 = 512;
/// Pages of the search index that one step merges.
const STEP_MERGE_PAGES: i64 = 64;
/// Others get the write lock for so long between two steps.
const BREATH: Duration = Duration::from_millis(5);
/// Handled updates are recognised for so long; Telegram redelivers for one day.
const UPDATES_KEPT_S: i64 = 6 * SECONDS_PER_DAY;
/// Ended jobs and requests are kept for so long.
const JOBS_KEPT_S: i64 = 2 * SECONDS_PER_DAY;
/// Traces of decisions are kept for so long.
const DECISIONS_KEPT_S: i64 = 7 * SECONDS_PER_DAY;
/// Buttons that expired are kept for so long.
const BUTTONS_KEPT_S: i64 = SECONDS_PER_DAY;
/// Updates that were not understood hold people's words, and are kept for so long.
const QUARANTINE_KEPT_S: i64 = 30 * SECONDS_PER_DAY;
/// Files that no message shows are kept for so long: the same sticker comes again.
const MEDIA_KEPT_S: i64 = 180 * SECONDS_PER_DAY;
/// The profile of a person who has not written for so long is forgotten.
const PEOPLE_KEPT_S: i64 = 365 * SECONDS_PER_DAY;
/// Summaries of hours are kept for so long; those of days remain.
const HOURS_KEPT_S: i64 = 14 * SECONDS_PER_DAY;
/// A longer message is remarkable, in characters.
const LONG_CHARS: usize = 600;

/// What a cleanup did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cleaned {
    /// What was removed: how many of what.
    pub removed: Vec<(&'static str, u64)>,
    /// Bytes given back to the file system.
    pub freed_bytes: i64,
    /// What could not be done, and why.
    pub problems: Vec<String>,
    /// How long it took.
    pub took: Duration,
}

impl fmt::Display for Cleaned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts: Vec<String> = self
            .removed
            .iter()
            .map(|(what, count)| format!("{count} {what}"))
            .collect();
        write!(
            f,
            "removed {}; {} KiB given back; {} ms",
            counts.join(", "),
            self.freed_bytes / 1_024,
            self.took.as_millis()
        )
    }
}

/// What is removed, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rubbish {
    Updates,
    Quarantine,
    Jobs,
    Requests,
    Decisions,
    Buttons,
    OldMessages,
    Gaps,
    HourSummaries,
    Media,
}

impl Rubbish {
    const ALL: [Self; 10] = [
        Self::Updates,
        Self::Quarantine,
        Self::Jobs,
        Self::Requests,
        Self::Decisions,
        Self::Buttons,
        Self::OldMessages,
        Self::Gaps,
        Self::HourSummaries,
        Self::Media,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Updates => "update ids",
            Self::Quarantine => "quarantined updates",
            Self::Jobs => "jobs",
            Self::Requests => "requests",
            Self::Decisions => "decisions",
            Self::Buttons => "buttons",
            Self::OldMessages => "messages past their time",
            Self::Gaps => "packs with gaps",
            Self::HourSummaries => "summaries of hours",
            Self::Media => "orphaned media",
        }
    }

    /// One step; says how many it removed, and whether that may have been all.
    fn remove(
        self,
        store: &mut Store,
        now: UnixTime,
        memory: Memory,
    ) -> Result<(u64, bool), Error> {
        let small = i64::try_from(STEP_MESSAGES).unwrap_or(STEP_ROWS);
        let most = match self {
            Self::OldMessages | Self::Gaps => small,
            Self::Updates
            | Self::Quarantine
            | Self::Jobs
            | Self::Requests
            | Self::Decisions
            | Self::Buttons
            | Self::HourSummaries
            | Self::Media => STEP_ROWS,
        };
        let removed = store.write(|writer| match self {
            Self::Updates => writer.forget_updates(now.minus(UPDATES_KEPT_S), most),
            Self::Quarantine => writer.forget_quarantined(now.minus(QUARANTINE_KEPT_S), most),
            Self::Jobs => writer.forget_jobs(now.minus(JOBS_KEPT_S), most),
            Self::Requests => writer.forget_outgoing(now.minus(JOBS_KEPT_S), most),
            Self::Decisions => writer.forget_decisions(now.minus(DECISIONS_KEPT_S), most),
            Self::Buttons => writer.forget_buttons(now.minus(BUTTONS_KEPT_S), most),
            Self::OldMessages => match memory.retention_days {
                0 => Ok(0),
                days => writer.forget_messages(days_before(now, days), most),
            },
            Self::Gaps => writer.close_gaps(most.min(16)),
            Self::HourSummaries => {
                writer.forget_summaries(Period::Hour, now.minus(HOURS_KEPT_S), most)
            }
            Self::Media => writer.forget_orphaned_media(now.minus(MEDIA_KEPT_S), most),
        })?;
        let is_last = if self == Self::Gaps {
            removed == 0
        } else {
            i64::try_from(removed).unwrap_or(0) < most
        };
        Ok((u64::try_from(removed).unwrap_or(0), is_last))
    }
}

/// Removes everything that has served, gives space back and refreshes SQLite's statistics. Stops
/// early when the clock says so.
pub fn clean_up(store: &mut Store, clock: &dyn Clock, memory: Memory) -> Cleaned {
    let started = clock.monotonic();
    let now = clock.now();
    let mut cleaned = Cleaned::default();
    for what in Rubbish::ALL {
        let mut total = 0_u64;
        loop {
            match what.remove(store, now, memory) {
                Ok((removed, is_last)) => {
                    total = total.saturating_add(removed);
                    if is_last || !clock.pause(BREATH) {
                        break;
                    }
                }
                Err(error) => {
                    cleaned
                        .problems
                        .push(format!("{} remain: {error}", what.name()));
                    break;
                }
            }
        }
        cleaned.removed.push((what.name(), total));
    }
    match prune_people(store, now, clock) {
        Ok(count) => {
            let count = u64::try_from(count).unwrap_or(u64::MAX);
            cleaned.removed.push(("faded profiles and facts", count));
        }
        Err(error) => cleaned
            .problems
            .push(format!("faded profiles and facts remain: {error}")),
    }
    let deleted = cleaned
        .removed
        .iter()
        .any(|(what, count)| *what == Rubbish::OldMessages.name() && *count > 0);
    if deleted && let Err(error) = purge_words(store, clock) {
        cleaned
            .problems
            .push(format!("the search index was not merged: {error}"));
    }
    loop {
        match store.give_back(STEP_PAGES) {
            Ok(0) => break,
            Ok(bytes) => cleaned.freed_bytes = cleaned.freed_bytes.saturating_add(bytes),
            Err(error) => {
                cleaned.problems.push(format!("free pages remain: {error}"));
                break;
            }
        }
        if !clock.pause(BREATH) {
            break;
        }
    }
    for (what, done) in [
        ("the write-ahead log stays", store.checkpoint()),
        ("the statistics remain old", store.optimize()),
    ] {
        if let Err(error) = done {
            cleaned.problems.push(format!("{what}: {error}"));
        }
    }
    cleaned.took = clock.monotonic().saturating_sub(started);
    cleaned
}

/// Forgets people unseen for a year and facts that have faded, in steps that hold the write lock
/// for milliseconds; ends early when the program is asked to stop. Says how many rows went.
///
/// # Errors
/// What the database says; then a part is done, and the next time goes on.
pub fn prune_people(store: &mut Store, now: UnixTime, clock: &dyn Clock) -> Result<usize, Error> {
    let unseen_since = now.minus(PEOPLE_KEPT_S);
    let (mut cursor, mut total) = (0, 0_usize);
    loop {
        let (next, removed) =
            store.write(|writer| writer.prune_people(cursor, STEP_ROWS, unseen_since, now))?;
        total = total.saturating_add(removed);
        match next {
            Some(next) if clock.pause(Duration::from_millis(1)) => cursor = next,
            Some(_) | None => return Ok(total),
        }
    }
}

/// Merges the search index until no deleted word is left in it.
///
/// # Errors
/// What the database says.
pub fn purge_words(store: &mut Store, clock: &dyn Clock) -> Result<(), Error> {
    let mut pages = -STEP_MERGE_PAGES;
    while store.write(|writer| writer.merge_words(pages))? {
        pages = STEP_MERGE_PAGES;
        if !clock.pause(BREATH) {
            break;
        }
    }
    Ok(())
}

/// Packs the words of old, unremarkable messages; says how many. Stops early when the clock says
/// so, and goes on from there the next time.
///
/// # Errors
/// What the database says.
pub fn compress(
    store: &mut Store,
    clock: &dyn Clock,
    memory: Memory,
    names: &NameForms,
) -> Result<u64, Error> {
    let mut total = 0_u64;
    if memory.compress_after_days == 0 {
        return Ok(total);
    }
    let before = days_before(clock.now(), memory.compress_after_days);
    let is_remarkable = |text: &str| {
        text.chars().nth(LONG_CHARS).is_some() || name_use(text, names) != NameUse::None
    };
    loop {
        let step = store.write(|writer| writer.pack_some(before, STEP_MESSAGES, &is_remarkable))?;
        total = total.saturating_add(u64::try_from(step.packed).unwrap_or(0));
        if step.looked_at == 0 || !clock.pause(BREATH) {
            return Ok(total);
        }
    }
}

fn days_before(now: UnixTime, days: u32) -> UnixTime {
    now.minus(i64::from(days).saturating_mul(SECONDS_PER_DAY))
}
