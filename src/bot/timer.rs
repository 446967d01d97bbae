//! The timer thread: alarms of lanes, the watchdog, the status line.

use super::clock_watch::ClockWatch;
use super::commands::ALIVE_AT;
use super::initiative::begin_initiatives;
use super::lanes::{Lane, Work};
use super::notify::ServiceManager;
use super::reload::Reload;
use super::reporter::Reporter;
use super::shared::Shared;
use crate::clock::Clock;
use crate::ops::vitals::WAL_EXTERNAL_BYTES_MAX;
use crate::rng::Rng;
use crate::store::{Checkpoints, Error, Store};
use crossbeam_channel::{Receiver, select};
use std::time::Duration;

/// How often progress is looked at.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// How often it is looked whether to start a topic.
const INITIATIVE_INTERVAL: Duration = Duration::from_secs(300);
/// How often it looks whether a file of settings has changed.
const RELOAD: Duration = Duration::from_secs(5);
/// How often the write-ahead log is moved into the database, so that no commit has to.
const LOG_MOVED: Duration = Duration::from_secs(2);
/// A smaller log is left alone, in bytes.
const LOG_BYTES_MIN: u64 = 4 * 1024 * 1024;
/// Beyond this all wait until the log is empty, in bytes.
const WAL_BYTES_MAX: u64 = 128 * 1024 * 1024;

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
    /// Writes down how the bot is.
    pub(super) reporter: Reporter,
    /// Follows changes of the files of settings.
    pub(super) reload: Reload,
    /// Whether to start a topic.
    pub(super) rng: Rng,
}

impl Timer<'_> {
    /// Runs until the program stops.
    pub(super) fn run(&mut self) {
        let clock = &self.shared.clock;
        let interval = self
            .manager
            .watchdog
            .map_or(HEARTBEAT, |most| HEARTBEAT.min(most / 2));
        let mut watch = ClockWatch::new(clock);
        let mut heartbeat = clock.monotonic();
        let mut initiative = clock.monotonic().saturating_add(INITIATIVE_INTERVAL);
        let mut reload = clock.monotonic().saturating_add(RELOAD);
        let mut moving = clock.monotonic().saturating_add(LOG_MOVED);
        loop {
            let now = clock.monotonic();
            let alarm = self.shared.lanes.ring(now);
            if now >= heartbeat {
                heartbeat = now.saturating_add(interval);
                if let Err(error) = watch.look(&mut self.store, self.shared) {
                    log::warn!("what was due by the old clock waits: {error}");
                }
                self.beat(now);
            }
            if now >= initiative {
                initiative = now.saturating_add(INITIATIVE_INTERVAL);
                self.begin_topics();
            }
            if now >= reload {
                reload = now.saturating_add(RELOAD);
                self.reload.look(self.shared);
            }
            if now >= moving {
                moving = now.saturating_add(LOG_MOVED);
                self.move_the_log();
            }
            let next = alarm
                .map_or(heartbeat, |alarm| alarm.min(heartbeat))
                .min(initiative)
                .min(reload)
                .min(moving);
            let wait = next.saturating_sub(clock.monotonic());
            select! {
                recv(self.shared.stop.channel()) -> _ => {
                    return self.reporter.stopped(&self.store, self.shared);
                }
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
        let written = self
            .store
            .write(|writer| writer.set_meta(ALIVE_AT, &wall.0.to_string()));
        let vitals = self.reporter.report(&self.store, self.shared, &written);
        self.manager.status(&vitals.line());
        match written {
            Ok(()) => self.manager.alive(),
            Err(error) => log::error!("the database takes no write: {error}"),
        }
        if let Err(error) = self.bound_the_log() {
            log::warn!("the write-ahead log cannot be emptied: {error}");
        }
    }

    /// Moves what the log holds into the database, without making anybody wait.
    fn move_the_log(&mut self) {
        let is_ours = self.store.checkpoints() == Checkpoints::Own;
        if is_ours
            && self.store.wal_bytes() > LOG_BYTES_MIN
            && let Err(error) = self.store.relieve()
        {
            log::warn!("the write-ahead log cannot be moved: {error}");
        }
    }

    /// Keeps the write-ahead log from growing for ever, whoever should empty it.
    fn bound_the_log(&self) -> Result<(), Error> {
        let bytes = self.store.wal_bytes();
        match self.store.checkpoints() {
            Checkpoints::Own if bytes > WAL_BYTES_MAX => self.store.checkpoint(),
            Checkpoints::External if bytes > WAL_EXTERNAL_BYTES_MAX => {
                log::warn!(
                    "the write-ahead log has {} MiB: does what should empty it run?",
                    bytes >> 20
                );
                self.store.relieve()
            }
            Checkpoints::Own | Checkpoints::External => Ok(()),
        }
    }

    /// Starts topics where it is time.
    fn begin_topics(&mut self) {
        let shared = self.shared;
        let now = shared.clock.now();
        match begin_initiatives(&mut self.store, &shared.brain(), now, &mut self.rng) {
            Ok(chats) => chats.into_iter().for_each(|chat| {
                log::info!("chat {chat}: starts a topic");
                shared.lanes.wake(Lane {
                    chat,
                    work: Work::Reply,
                });
            }),
            Err(error) => log::warn!("no topic could be started: {error}"),
        }
    }
}
