//! The poll thread: from Telegram into the inbox, and nothing else.
//!
//! The next `getUpdates` makes Telegram forget the batch before, so the order is: commit the batch
//! and the offset, wake the lanes, force the commit onto the disk, poll again. Work may begin
//! before the disk has it; Telegram forgets only after.

use super::lanes::{Lane, Work};
use super::shared::Shared;
use crate::clock::{Clock, SECONDS_PER_DAY, UnixTime};
use crate::ids::{ChatId, UpdateId};
use crate::rng::Rng;
use crate::store::{Error, FreshUpdate, Store};
use crate::telegram::{self, Batch};
use std::time::Duration;

/// Updates asked for at once: the most that Telegram gives.
const LIMIT: u32 = 100;
/// After a full batch the workers rest so long before they take it in with what follows.
const BACKLOG_REST: Duration = Duration::from_millis(25);
/// Handled updates leave the inbox when so many new ones have come: none of them waits for that.
const SETTLED_AT_ONCE: usize = 64;
/// For each new update so many rows of the inbox are looked at, and left out if they are handled.
const SETTLED_PER_UPDATE: usize = 4;
/// Open updates beyond which polling waits; Telegram keeps the rest for us, for a day.
const OPEN_MAX: i64 = 5_000;
/// Open updates below which polling goes on.
const OPEN_RESUME: i64 = 2_500;
/// How often a waiting poll thread looks.
const PAUSE_STEP: Duration = Duration::from_millis(20);
/// Without updates for so long, Telegram may start its numbers over: ask from the start.
const NUMBERS_VALID_S: i64 = 6 * SECONDS_PER_DAY;
/// Waits after errors double from this …
const BACKOFF_MIN_S: u64 = 1;
/// … to this.
const BACKOFF_MAX_S: u64 = 60;
/// Waits while our token is refused double from `BACKOFF_MAX_S` to this.
const UNAUTHORISED_MAX_S: u64 = 900;
/// Two pollers: the other one wins for at least so long.
const CONFLICT_MIN_S: u64 = 3;
/// Tries at a transaction before a database that is busy or full ends the program.
const TRIES_MAX: u64 = 3;

/// The poll thread.
#[derive(Debug)]
pub(super) struct Poll<'a> {
    store: Store,
    shared: &'a Shared,
    rng: Rng,
    /// Errors since the last success.
    errors: u32,
    /// The row of the inbox behind which handled updates are looked for next.
    settled: i64,
    /// Updates taken since that was done.
    unsettled: usize,
}

impl<'a> Poll<'a> {
    /// The poll thread with its own connection.
    pub(super) fn new(store: Store, shared: &'a Shared, rng: Rng) -> Self {
        Self {
            store,
            shared,
            rng,
            errors: 0,
            settled: 0,
            unsettled: 0,
        }
    }

    /// Polls until the program stops.
    pub(super) fn run(&mut self) {
        while !self.shared.stop.is_asked() {
            if let Err(error) = self.round() {
                return self.shared.fail(error);
            }
        }
    }

    fn round(&mut self) -> Result<(), Error> {
        self.shared
            .health
            .poll_went_round(self.shared.clock.monotonic(), false);
        let (next, last_update_at) = self.store.read().poller()?;
        let now = self.shared.clock.now();
        let is_stale = now.since(last_update_at) >= NUMBERS_VALID_S;
        let offset = Some(UpdateId(next)).filter(|_| next != 0 && !is_stale);
        let timeout_s = self.shared.config.telegram.poll_timeout.as_secs();
        match self.shared.telegram.get_updates(offset, LIMIT, timeout_s) {
            // The same broken answer would come again at once.
            Ok(batch) if batch.is_cut_short && batch.updates.is_empty() => {
                self.wait_after(telegram::Error::Decode);
                Ok(())
            }
            Ok(batch) => {
                self.recovered();
                let is_full = batch.updates.len() >= usize::try_from(LIMIT).unwrap_or(0);
                let is_empty = batch.updates.is_empty();
                self.take(&batch)?;
                if is_full {
                    self.wait_for_room()?;
                }
                if is_empty && timeout_s == 0 {
                    self.shared.clock.pause(Duration::from_secs(1));
                }
                Ok(())
            }
            Err(telegram::Error::Stopped) => Ok(()),
            // A long poll that comes to nothing is nothing unusual: ask again at once.
            Err(error) if error.is_timeout() && self.errors == 0 => {
                self.errors = 1;
                super::debug::debug!("poll: {error}");
                Ok(())
            }
            Err(error) => {
                self.wait_after(error);
                Ok(())
            }
        }
    }

    fn take(&mut self, batch: &Batch) -> Result<(), Error> {
        let Some(last) = batch.updates.last() else {
            return Ok(());
        };
        let fresh: Vec<FreshUpdate<'_>> = batch
            .updates
            .iter()
            .map(|update| FreshUpdate {
                id: update.id,
                chat: update.chat,
                raw: &update.raw,
                broken: update.broken,
            })
            .collect();
        self.shared
            .measures
            .batch_arrived(last.id, self.shared.clock.monotonic());
        // Of the last batch's last id, never the highest ever: Telegram's numbers may start over.
        let next_offset = last.id.0.saturating_add(1);
        let now = self.shared.clock.now();
        self.unsettled = self.unsettled.saturating_add(fresh.len());
        let stretch = self.unsettled.saturating_mul(SETTLED_PER_UPDATE);
        let is_due = self.unsettled >= SETTLED_AT_ONCE;
        let before = self.settled;
        let (accepted, settled) = self.retrying(|store| {
            store.write(|writer| {
                let accepted = writer.accept(&fresh, next_offset, now)?;
                let settled = if is_due {
                    writer.settle_updates(before, stretch)?
                } else {
                    before
                };
                Ok((accepted, settled))
            })
        })?;
        if is_due {
            (self.settled, self.unsettled) = (settled, 0);
        }
        if accepted.quarantined > 0 {
            log::warn!("poll: {} broken updates set aside", accepted.quarantined);
        }
        // In a backlog more comes at once, and what is taken in together costs less each.
        let is_backlog = batch.updates.len() >= usize::try_from(LIMIT).unwrap_or(0);
        let at = self.shared.clock.monotonic().saturating_add(BACKLOG_REST);
        for chat in accepted.lanes {
            let lane = Lane {
                chat,
                work: Work::Ingest,
            };
            if is_backlog {
                self.shared.lanes.wake_at(lane, at);
            } else {
                self.shared.lanes.wake(lane);
            }
        }
        self.retrying(Store::sync)
    }

    /// Does `work`; waits and tries again while the database is busy or the disk full.
    fn retrying<T>(
        &mut self,
        mut work: impl FnMut(&mut Store) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut attempt = 1;
        loop {
            match work(&mut self.store) {
                Err(error) if error.may_heal() && attempt < TRIES_MAX => {
                    log::warn!("poll: {error}: trying again");
                    if !self.shared.clock.pause(Duration::from_secs(attempt)) {
                        return Err(error);
                    }
                    attempt = attempt.saturating_add(1);
                }
                done => return done,
            }
        }
    }

    /// Lets the workers catch up when too much is open.
    fn wait_for_room(&mut self) -> Result<(), Error> {
        let open = self.store.read().backlog()?;
        if open <= OPEN_MAX {
            return Ok(());
        }
        super::debug::debug!("poll: waits for the workers: {open} updates are open");
        loop {
            self.shared
                .health
                .poll_went_round(self.shared.clock.monotonic(), true);
            if !self.shared.clock.pause(PAUSE_STEP) {
                return Ok(());
            }
            let open = self.store.read().backlog()?;
            if open < OPEN_RESUME {
                return Ok(());
            }
        }
    }

    fn recovered(&mut self) {
        if self.errors > 1 {
            log::info!("poll: works again after {} errors", self.errors);
        }
        if !self.shared.health.is_authorised() {
            self.shared.health.set_authorised(true);
        }
        let now = self.shared.clock.monotonic();
        self.shared.health.set_conflict(false, now);
        self.errors = 0;
    }

    fn wait_after(&mut self, error: telegram::Error) {
        self.errors = self.errors.saturating_add(1);
        // The first error and then ever fewer are told, so that a long outage is a short log.
        if matches!(error, telegram::Error::Unauthorised) {
            self.shared.unauthorised();
        } else if self.errors.is_power_of_two() {
            log::warn!("poll: {error} (error {} in a row)", self.errors);
        }
        if matches!(error, telegram::Error::Conflict { .. }) {
            let now = self.shared.clock.monotonic();
            self.shared.health.set_conflict(true, now);
        }
        if matches!(error, telegram::Error::Conflict { webhook: true }) {
            self.delete_webhook();
        }
        let wait = wait_after(error, self.errors, &mut self.rng);
        let until = self.shared.clock.monotonic().saturating_add(wait);
        // Waiting on purpose is progress: stamp while it lasts.
        while self.shared.clock.monotonic() < until {
            self.shared
                .health
                .poll_went_round(self.shared.clock.monotonic(), true);
            let left = until.saturating_sub(self.shared.clock.monotonic());
            if !self.shared.clock.pause(left.min(Duration::from_secs(10))) {
                return;
            }
        }
    }

    fn delete_webhook(&self) {
        match self.shared.telegram.delete_webhook() {
            Ok(()) => log::warn!("poll: a webhook was set for this bot; it is removed now"),
            Err(error) => log::warn!("poll: the webhook cannot be removed: {error}"),
        }
    }
}

/// How long to wait after an error that was the `errors`-th in a row.
fn wait_after(error: telegram::Error, errors: u32, rng: &mut Rng) -> Duration {
    let doubled = |first: u64, most: u64| {
        let exponent = errors.saturating_sub(1).min(10);
        first
            .saturating_mul(1_u64.checked_shl(exponent).unwrap_or(1))
            .min(most)
    };
    match error {
        telegram::Error::RetryAfter(wait) => wait,
        telegram::Error::Unauthorised => {
            Duration::from_secs(doubled(BACKOFF_MAX_S, UNAUTHORISED_MAX_S))
        }
        telegram::Error::Conflict { .. } => {
            Duration::from_secs(doubled(CONFLICT_MIN_S, BACKOFF_MAX_S))
        }
        telegram::Error::MigratedTo(_)
        | telegram::Error::Refused { .. }
        | telegram::Error::NotSent(_)
        | telegram::Error::Ambiguous(_)
        | telegram::Error::ServerTrouble { .. }
        | telegram::Error::Decode
        | telegram::Error::BadUrl
        | telegram::Error::Stopped => {
            let most = doubled(BACKOFF_MIN_S, BACKOFF_MAX_S);
            let most_ms = i64::try_from(most.saturating_mul(1_000)).unwrap_or(i64::MAX);
            // Never at once: a server asked twice within half a second gives one update at a time.
            let wait_ms = rng.between(600, most_ms.max(600));
            Duration::from_millis(u64::try_from(wait_ms).unwrap_or(1_000))
        }
    }
}

/// Every lane with anything open, for the start.
///
/// # Errors
/// What the database says.
pub(super) fn open_lanes(store: &Store) -> Result<Vec<(Lane, UnixTime)>, Error> {
    let reader = store.read();
    let ingest = reader.open_lanes()?.into_iter().map(|chat: ChatId| {
        (
            Lane {
                chat,
                work: Work::Ingest,
            },
            UnixTime(0),
        )
    });
    let reply = reader.waiting_chats()?.into_iter().map(|(chat, due)| {
        (
            Lane {
                chat,
                work: Work::Reply,
            },
            due,
        )
    });
    Ok(ingest.chain(reply).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Cause;

    #[test]
    fn errors_wait_ever_longer_within_bounds() {
        let mut rng = Rng::new(1);
        let network = telegram::Error::NotSent(Cause::Refused);
        for errors in 1..40 {
            let wait = wait_after(network, errors, &mut rng);
            assert!(
                (600..=60_000).contains(&wait.as_millis()),
                "{errors}: {wait:?}"
            );
        }
        let conflict = telegram::Error::Conflict { webhook: false };
        assert_eq!(wait_after(conflict, 1, &mut rng).as_secs(), 3);
        assert_eq!(wait_after(conflict, 20, &mut rng).as_secs(), 60);
        assert_eq!(
            wait_after(telegram::Error::Unauthorised, 1, &mut rng).as_secs(),
            60
        );
        assert_eq!(
            wait_after(telegram::Error::Unauthorised, 20, &mut rng).as_secs(),
            900
        );
        let asked = telegram::Error::RetryAfter(Duration::from_secs(7));
        assert_eq!(wait_after(asked, 3, &mut rng).as_secs(), 7);
    }
}
