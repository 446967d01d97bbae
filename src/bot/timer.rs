//! The timer thread: alarms of lanes, the watchdog, the status line, the cleanup.

use super::notify::ServiceManager;
use super::shared::Shared;
use crate::clock::{Clock, SECONDS_PER_DAY, UnixTime};
use crate::store::{Error, Store};
use crossbeam_channel::{Receiver, select};
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How often progress is looked at.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// How often the cleanup runs.
const CLEANUP_INTERVAL: Duration = Duration::from_secs(6 * 3_600);
/// The first cleanup comes so long after the start.
const CLEANUP_FIRST: Duration = Duration::from_secs(120);
/// A write-ahead log beyond this is moved into the database, in bytes.
const WAL_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// Rows that one step of the cleanup removes: a step holds the write lock for milliseconds.
const STEP_ROWS: i64 = 500;
/// Handled updates are recognised for so long; Telegram redelivers for one day.
const UPDATES_KEPT_S: i64 = 6 * SECONDS_PER_DAY;
/// Ended jobs and requests are kept for so long.
const JOBS_KEPT_S: i64 = 2 * SECONDS_PER_DAY;
/// Traces of decisions are kept for so long.
const DECISIONS_KEPT_S: i64 = 7 * SECONDS_PER_DAY;

/// Buttons that expired are kept for so long.
const BUTTONS_KEPT_S: i64 = SECONDS_PER_DAY;

/// The profile of a person who has not written for so long is forgotten.
const PEOPLE_KEPT_S: i64 = 365 * SECONDS_PER_DAY;

/// The timer thread.
#[derive(Debug)]
pub(super) struct Timer<'a> {
    /// Its own connection.
    pub(super) store: Store,
    /// What it watches.
    pub(super) shared: &'a Shared,
    /// Whom it tells.
    pub(super) manager: &'a ServiceManager,
    /// Speaks when an earlier alarm was set.
    pub(super) alarms: Receiver<()>,
}

impl Timer<'_> {
    /// Runs until the program stops.
    pub(super) fn run(&mut self) {
        let clock = &self.shared.clock;
        let interval = self
            .manager
            .watchdog
            .map_or(HEARTBEAT, |most| HEARTBEAT.min(most / 2));
        let mut heartbeat = clock.monotonic();
        let mut cleanup = clock.monotonic().saturating_add(CLEANUP_FIRST);
        loop {
            let now = clock.monotonic();
            let alarm = self.shared.lanes.ring(now);
            if now >= heartbeat {
                heartbeat = now.saturating_add(interval);
                self.beat(now);
            }
            if now >= cleanup {
                cleanup = now.saturating_add(CLEANUP_INTERVAL);
                clean_up(&mut self.store, clock, self.shared);
            }
            let next = alarm
                .map_or(heartbeat, |alarm| alarm.min(heartbeat))
                .min(cleanup);
            let wait = next.saturating_sub(clock.monotonic());
            select! {
                recv(self.shared.stop.channel()) -> _ => return,
                recv(self.alarms) -> _ => {}
                default(wait) => {}
            }
        }
    }

    /// Feeds the watchdog if everybody makes progress and the database takes a write.
    fn beat(&mut self, now: Duration) {
        let health = &self.shared.health;
        if let Some(who) = health.stuck(now) {
            log::error!("{who} is stuck: the watchdog is not fed");
            self.manager.status(&format!("{who} is stuck"));
            return;
        }
        let wall = self.shared.clock.now();
        match self
            .store
            .write(|writer| writer.set_meta("alive_at", &wall.0.to_string()))
        {
            Ok(()) => {
                self.manager.alive();
                self.manager.status(&self.status(now));
            }
            Err(error) => log::error!("the database takes no write: {error}"),
        }
        if self.store.wal_bytes() > WAL_BYTES_MAX
            && let Err(error) = self.store.checkpoint()
        {
            log::warn!("the write-ahead log cannot be emptied: {error}");
        }
    }

    fn status(&self, now: Duration) -> String {
        let health = &self.shared.health;
        if !health.is_authorised() {
            return "Telegram refuses the token".to_owned();
        }
        format!(
            "last poll {} s ago; {} updates, {} sends since the start; {} lanes active",
            health.poll_age(now).as_secs(),
            health.updates.load(Ordering::Relaxed),
            health.replies.load(Ordering::Relaxed),
            self.shared.lanes.active(),
        )
    }
}

/// Removes what has served, in small steps; each kind's failure is told and the next goes on.
fn clean_up(store: &mut Store, clock: &dyn Clock, shared: &Shared) {
    let started = clock.monotonic();
    let now = clock.now();
    let mut counts = Vec::new();
    for (what, kept_s) in [
        (Rubbish::Updates, UPDATES_KEPT_S),
        (Rubbish::Jobs, JOBS_KEPT_S),
        (Rubbish::Requests, JOBS_KEPT_S),
        (Rubbish::Decisions, DECISIONS_KEPT_S),
        (Rubbish::Buttons, BUTTONS_KEPT_S),
    ] {
        match remove(store, what, now.minus(kept_s), shared) {
            Ok(count) => counts.push(format!("{count} {}", what.name())),
            Err(error) => log::warn!("cleanup: {} remain: {error}", what.name()),
        }
    }
    match prune_people(store, now, clock) {
        Ok(count) => counts.push(format!("{count} profiles and facts")),
        Err(error) => log::warn!("cleanup: faded profiles remain: {error}"),
    }
    if let Err(error) = store.optimize() {
        log::warn!("cleanup: the statistics remain old: {error}");
    }
    let took = clock.monotonic().saturating_sub(started);
    log::info!(
        "cleanup: removed {} in {} ms",
        counts.join(", "),
        took.as_millis()
    );
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

/// What a cleanup removes.
#[derive(Debug, Clone, Copy)]
enum Rubbish {
    Updates,
    Jobs,
    Requests,
    Decisions,
    Buttons,
}

impl Rubbish {
    fn name(self) -> &'static str {
        match self {
            Self::Updates => "update ids",
            Self::Jobs => "jobs",
            Self::Requests => "requests",
            Self::Decisions => "decisions",
            Self::Buttons => "buttons",
        }
    }
}

fn remove(
    store: &mut Store,
    what: Rubbish,
    before: UnixTime,
    shared: &Shared,
) -> Result<usize, Error> {
    let mut total = 0_usize;
    loop {
        let removed = store.write(|writer| match what {
            Rubbish::Updates => writer.forget_updates(before, STEP_ROWS),
            Rubbish::Jobs => writer.forget_jobs(before, STEP_ROWS),
            Rubbish::Requests => writer.forget_outgoing(before, STEP_ROWS),
            Rubbish::Decisions => writer.forget_decisions(before, STEP_ROWS),
            Rubbish::Buttons => writer.forget_buttons(before, STEP_ROWS),
        })?;
        total = total.saturating_add(removed);
        let is_last = i64::try_from(removed).unwrap_or(0) < STEP_ROWS;
        // Others get the write lock between the steps.
        if is_last || !shared.clock.pause(Duration::from_millis(5)) {
            return Ok(total);
        }
    }
}
