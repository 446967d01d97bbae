//! The thread that keeps the memory in order: index, summaries, compaction, cleanup. It never
//! holds the write lock for long, and goes on where it was after a restart.

use super::cleanup::{clean_up, compress};
use super::shared::Shared;
use super::summarise::sum_up;
use crate::clock::{Clock, SECONDS_PER_DAY, SECONDS_PER_HOUR, UnixTime};
use crate::rng::Rng;
use crate::store::{Error, Store};
use std::time::Duration;

/// The first round comes so long after the start.
const FIRST: Duration = Duration::from_secs(60);
/// A round comes every so often.
const ROUND: Duration = Duration::from_secs(600);
/// The cleanup runs every so often.
const CLEANUP_INTERVAL_S: i64 = 6 * SECONDS_PER_HOUR;
/// Old messages are packed once a night, or after so long if no night served.
const COMPRESS_INTERVAL_S: i64 = 20 * SECONDS_PER_HOUR;
const COMPRESS_OVERDUE_S: i64 = 30 * SECONDS_PER_HOUR;
/// The local hours of the night.
const NIGHT: std::ops::Range<u8> = 2..6;
/// Chats in which something happened since then are summed up.
const ACTIVE_S: i64 = 40 * SECONDS_PER_DAY;
/// Messages that one step indexes.
const STEP_INDEX: usize = 256;
/// Packs that one step rewrites.
const STEP_GAPS: i64 = 16;
/// Others get the write lock for so long between two steps.
const BREATH: Duration = Duration::from_millis(5);

/// Under these names it is noted when the work was last done.
const CLEANED_AT: &str = "cleaned_at";
const COMPRESSED_AT: &str = "compressed_at";

/// The thread.
#[derive(Debug)]
pub(super) struct Librarian<'a> {
    /// Its own connection.
    pub(super) store: Store,
    /// What the threads share.
    pub(super) shared: &'a Shared,
    /// For the models' back-off.
    pub(super) rng: Rng,
}

impl Librarian<'_> {
    /// Works until the program stops.
    pub(super) fn run(&mut self) {
        let clock = &self.shared.clock;
        let mut wait = FIRST;
        while clock.pause(wait) {
            wait = ROUND;
            self.round();
        }
    }

    /// Each part's failure is told, and the next part goes on.
    fn round(&mut self) {
        type Part<'k> = fn(&mut Librarian<'k>) -> Result<(), Error>;
        let parts: [(&str, Part<'_>); 5] = [
            ("the search index", Self::index),
            ("packs with gaps", Self::close_gaps),
            ("summaries", Self::sum_up),
            ("the cleanup", Self::clean_up),
            ("old messages", Self::compress),
        ];
        for (name, part) in parts {
            if self.shared.stop.is_asked() {
                return;
            }
            if let Err(error) = part(self) {
                log::warn!("librarian: {name} must wait: {error}");
            }
        }
    }

    fn index(&mut self) -> Result<(), Error> {
        let mut total = 0_usize;
        loop {
            let indexed = self.store.write(|writer| {
                writer.check_words()?;
                writer.index_some(STEP_INDEX)
            })?;
            total = total.saturating_add(indexed);
            if indexed == 0 || !self.shared.clock.pause(BREATH) {
                break;
            }
        }
        if total > 0 {
            log::info!("librarian: {total} messages indexed anew");
        }
        Ok(())
    }

    fn close_gaps(&mut self) -> Result<(), Error> {
        while self.store.write(|writer| writer.close_gaps(STEP_GAPS))? > 0 {
            if !self.shared.clock.pause(BREATH) {
                break;
            }
        }
        Ok(())
    }

    fn sum_up(&mut self) -> Result<(), Error> {
        let shared = self.shared;
        let since = shared.clock.now().minus(ACTIVE_S);
        let chats = self.store.read().active_chats(since)?;
        let mut made = 0_usize;
        for chat in chats {
            if shared.stop.is_asked() {
                break;
            }
            let (brain, clock) = (&shared.brain(), &shared.clock);
            let per_day = brain.models.requests_per_day();
            made += sum_up(&mut self.store, chat, brain, per_day, clock, &mut self.rng)?;
        }
        if made > 0 {
            log::info!("librarian: {made} periods summed up");
        }
        Ok(())
    }

    fn clean_up(&mut self) -> Result<(), Error> {
        let now = self.shared.clock.now();
        if now.since(self.last(CLEANED_AT)?) < CLEANUP_INTERVAL_S {
            return Ok(());
        }
        let cleaned = clean_up(
            &mut self.store,
            &self.shared.clock,
            self.shared.config.memory,
        );
        for problem in &cleaned.problems {
            log::warn!("cleanup: {problem}");
        }
        log::info!("cleanup: {cleaned}");
        self.note(CLEANED_AT, now)
    }

    fn compress(&mut self) -> Result<(), Error> {
        let now = self.shared.clock.now();
        let waited_s = now.since(self.last(COMPRESSED_AT)?);
        let is_night = NIGHT.contains(&self.store.read().local_time(now)?.hour);
        let is_due =
            waited_s >= COMPRESS_OVERDUE_S || (waited_s >= COMPRESS_INTERVAL_S && is_night);
        if !is_due {
            return Ok(());
        }
        let started = self.shared.clock.monotonic();
        let packed = compress(
            &mut self.store,
            &self.shared.clock,
            self.shared.config.memory,
            &self.shared.brain().policy.names,
        )?;
        let took = self.shared.clock.monotonic().saturating_sub(started);
        if packed > 0 {
            log::info!(
                "librarian: {packed} old messages packed in {} ms",
                took.as_millis()
            );
        }
        // Broken off by the stop, it goes on after the next start.
        if self.shared.stop.is_asked() {
            return Ok(());
        }
        self.note(COMPRESSED_AT, now)
    }

    fn last(&self, name: &str) -> Result<UnixTime, Error> {
        let at = self.store.read().meta(name)?;
        let at = UnixTime(at.and_then(|at| at.parse().ok()).unwrap_or(0));
        // What lies ahead was noted before the clock was set back.
        let is_past = at <= self.shared.clock.now();
        Ok(if is_past { at } else { UnixTime(0) })
    }

    fn note(&mut self, name: &str, at: UnixTime) -> Result<(), Error> {
        self.store
            .write(|writer| writer.set_meta(name, &at.0.to_string()))
    }
}
