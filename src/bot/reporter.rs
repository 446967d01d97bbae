//! Writes down how the bot is: for `gryag status`, for `systemctl status`, for Prometheus.

use super::shared::Shared;
use crate::clock::{Clock, UnixTime};
use crate::config::Config;
use crate::ops::filling::Filling;
use crate::ops::metrics::{self, Latencies};
use crate::ops::vitals::{FILE_NAME, STARTS_WINDOW_S, Vitals};
use crate::ops::{backup, disk};
use crate::store::{self, Checkpoints, Error, Reader, Store};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Under this name the times of the last starts are noted.
const STARTS: &str = "starts";
/// Under this name the time of the very first start is noted.
const FIRST_START: &str = "first_start";
/// So many starts are noted.
const STARTS_KEPT: usize = 8;
/// Who may read the status: the bot's user and group.
const STATUS_MODE: u32 = 0o640;
/// Who may read the metrics: everybody, since another user's node exporter does.
const METRICS_MODE: u32 = 0o644;

/// Writes down how the bot is while it still asks Telegram who it is.
#[derive(Debug)]
pub(super) struct Early {
    directory: PathBuf,
    start: Vitals,
}

impl Early {
    /// At the start.
    pub(super) fn new(config: &Config, now: UnixTime) -> Self {
        let early = Self {
            directory: config.data_dir.clone(),
            start: Vitals {
                version: crate::cli::version(),
                pid: std::process::id(),
                started_at: now,
                starts_lately: 1,
                ..Vitals::default()
            },
        };
        early.report(now, true);
        early
    }

    /// No answer yet; a refusal of the token is one.
    pub(super) fn report(&self, now: UnixTime, authorised: bool) {
        write_status(&self.directory, &self.vitals(now, authorised));
    }

    /// Notes that the bot ends in order.
    pub(super) fn stopped(&self, now: UnixTime) {
        let mut vitals = self.vitals(now, true);
        vitals.stopped = true;
        write_status(&self.directory, &vitals);
    }

    fn vitals(&self, now: UnixTime, authorised: bool) -> Vitals {
        Vitals {
            at: now,
            authorised,
            poll_age_s: now.since(self.start.started_at),
            disk_free_bytes: disk::free_bytes(&self.directory).unwrap_or(u64::MAX),
            memory_bytes: memory_bytes(),
            ..self.start.clone()
        }
    }
}

/// Writes down how the bot is.
#[derive(Debug)]
pub(super) struct Reporter {
    /// What does not change.
    start: Vitals,
    backups_wanted: bool,
    /// Whether the metrics could be written the last time.
    metrics_written: bool,
    filling: Filling,
}

impl Reporter {
    /// Notes this start.
    ///
    /// # Errors
    /// What the database says.
    pub(super) fn new(store: &mut Store, shared: &Shared) -> Result<Self, Error> {
        let now = shared.clock.now();
        let noted = store.read().meta(STARTS)?.unwrap_or_default();
        let mut starts: Vec<i64> = noted
            .split(' ')
            .filter_map(|start| start.parse().ok())
            .collect();
        starts.push(now.0);
        let kept = starts.len().saturating_sub(STARTS_KEPT);
        starts.drain(..kept);
        let lately = starts
            .iter()
            .filter(|start| now.since(UnixTime(**start)) < STARTS_WINDOW_S)
            .count();
        let words: Vec<String> = starts.iter().map(ToString::to_string).collect();
        let first = store
            .read()
            .meta(FIRST_START)?
            .and_then(|first| first.parse().ok())
            .map_or(now, UnixTime);
        store.write(|writer| {
            writer.set_meta(STARTS, &words.join(" "))?;
            writer.set_meta(FIRST_START, &first.0.to_string())
        })?;
        let backups_wanted = shared.config.operations.backup;
        Ok(Self {
            start: Vitals {
                version: crate::cli::version(),
                pid: std::process::id(),
                started_at: now,
                starts_lately: lately,
                backup_wanted_since: Some(first).filter(|_| backups_wanted),
                ..Vitals::default()
            },
            backups_wanted,
            metrics_written: true,
            filling: Filling::default(),
        })
    }

    /// Takes the numbers and writes them down. `written` is what the database said to a write.
    pub(super) fn report(
        &mut self,
        store: &Store,
        shared: &Shared,
        written: &Result<(), Error>,
    ) -> Vitals {
        let mut vitals = self.vitals(store, shared);
        let monotonic = shared.clock.monotonic();
        let (free, database) = (vitals.disk_free_bytes, vitals.database_bytes);
        let full_in = self.filling.look(monotonic, free, database);
        vitals.disk_full_in_s = full_in.map(whole_seconds);
        if let Err(error) = written {
            vitals.database_error = error.to_string();
        }
        write_status(&shared.config.data_dir, &vitals);
        if let Some(path) = &shared.config.operations.metrics_file {
            self.write_metrics(path, store, shared, &vitals);
        }
        shared.set_vitals(vitals.clone());
        vitals
    }

    /// Notes that the bot ends in order.
    pub(super) fn stopped(&self, store: &Store, shared: &Shared) {
        let mut vitals = self.vitals(store, shared);
        vitals.stopped = true;
        write_status(&shared.config.data_dir, &vitals);
    }

    fn vitals(&self, store: &Store, shared: &Shared) -> Vitals {
        let (health, measures) = (&shared.health, &shared.measures);
        let monotonic = shared.clock.monotonic();
        let now = shared.clock.now();
        let database = shared.config.data_dir.join(store::FILE_NAME);
        let mut vitals = Vitals {
            at: now,
            poll_age_s: whole_seconds(health.poll_age(monotonic)),
            authorised: health.is_authorised(),
            conflict_s: whole_seconds(health.conflict_age(monotonic)),
            updates: count(health.updates.load(Ordering::Relaxed)),
            sends: count(health.replies.load(Ordering::Relaxed)),
            model_answers: measures.answers.load(Ordering::Relaxed),
            model_failures: measures.failures.load(Ordering::Relaxed),
            model_failures_in_row: measures.failures_in_row.load(Ordering::Relaxed),
            model_held_back: measures.held_back.load(Ordering::Relaxed),
            model_failure: measures.last_failure().to_owned(),
            database_bytes: disk::file_bytes(&database),
            wal_bytes: store.wal_bytes(),
            is_log_external: store.checkpoints() == Checkpoints::External,
            disk_free_bytes: disk::free_bytes(&shared.config.data_dir).unwrap_or(u64::MAX),
            last_backup_at: newest_backup(&shared.config.operations.backup_dir),
            backup_error: shared.backup_error(),
            memory_bytes: memory_bytes(),
            ..self.start.clone()
        };
        // After quarter of an hour the starts before it are no crash loop any more.
        if now.since(vitals.started_at) >= STARTS_WINDOW_S {
            vitals.starts_lately = 1;
        }
        if !self.backups_wanted {
            vitals.backup_wanted_since = None;
        }
        if let Err(error) = take_stock(store.read(), now, &mut vitals) {
            vitals.database_error = error.to_string();
        }
        vitals
    }

    fn write_metrics(&mut self, path: &Path, store: &Store, shared: &Shared, vitals: &Vitals) {
        let measures = &shared.measures;
        let latencies = Latencies {
            decision: measures.decision.counts(),
            model: measures.model.counts(),
            send: measures.send.counts(),
        };
        let models = store.read().model_totals().unwrap_or_default();
        let page = metrics::render(vitals, &latencies, &models);
        let written = disk::replace(path, &page, METRICS_MODE);
        if let (Err(error), true) = (&written, self.metrics_written) {
            log::warn!("BOT_METRICS_FILE cannot be written: {error}");
        }
        self.metrics_written = written.is_ok();
    }
}

/// What only the database knows.
fn take_stock(reader: Reader<'_>, now: UnixTime, vitals: &mut Vitals) -> Result<(), Error> {
    let (open, oldest) = reader.open_count()?;
    vitals.open_updates = open;
    vitals.oldest_wait_s = oldest.map_or(0, |oldest| now.since(oldest));
    vitals.quarantined = reader.quarantined_count()?;
    vitals.waiting_sends = reader.pending_count()?;
    Ok(())
}

fn write_status(directory: &Path, vitals: &Vitals) {
    // Numbers and plain strings always become JSON. A disk that is full is told elsewhere.
    let text = serde_json::to_string(vitals).unwrap_or_default();
    drop(disk::replace(
        &directory.join(FILE_NAME),
        &text,
        STATUS_MODE,
    ));
}

fn newest_backup(directory: &Path) -> Option<UnixTime> {
    let newest = backup::list(directory).ok()?.pop()?;
    Some(newest.0)
}

fn whole_seconds(time: Duration) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX)
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// Our resident memory, from the only files of /proc that a sandboxed service sees; 0 if unknown.
fn memory_bytes() -> u64 {
    const KIB: u64 = 1_024;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or(0).saturating_mul(KIB)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_memory_is_known() {
        assert!(memory_bytes() > 1 << 20);
    }
}
