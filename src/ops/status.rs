//! `gryag status`: how the bot is, from what it wrote down and from what can be seen without it.

use super::disk;
use super::vitals::{FILE_NAME, Trouble, Vitals};
use crate::cli::Exit;
use crate::clock::UnixTime;
use crate::config::Config;
use crate::store::{DirectoryLock, LockError};
use serde::Serialize;
use std::path::Path;

/// A running bot writes its numbers every ten seconds; older ones are no sign of life.
const AGE_MAX_S: i64 = 60;

/// How the bot is, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It runs and nothing is amiss.
    Healthy,
    /// It runs and something is amiss.
    Degraded,
    /// It does not run, or does nothing.
    Down,
}

/// How the bot is.
#[derive(Debug, Serialize)]
pub struct Status {
    /// In one word.
    pub state: State,
    /// What is amiss, in a few words each.
    pub troubles: Vec<(Trouble, String)>,
    /// Why it is down; empty if it is not.
    pub down: String,
    /// What it wrote down last; `None` if it never did.
    pub vitals: Option<Vitals>,
    #[serde(skip)]
    now: UnixTime,
}

impl Status {
    /// Looks.
    pub fn of(config: &Config, now: UnixTime) -> Self {
        let directory = &config.data_dir;
        let mut vitals = read(directory);
        if let Some(vitals) = &mut vitals {
            // What can be seen without the bot is newer than what it wrote.
            if let Ok(free) = disk::free_bytes(directory) {
                vitals.disk_free_bytes = free;
            }
            let backups = super::backup::list(&config.operations.backup_dir);
            if let Some((newest, _)) = backups.ok().and_then(|mut backups| backups.pop()) {
                vitals.last_backup_at = Some(newest);
            }
        }
        let down = why_down(vitals.as_ref(), directory, now);
        let troubles = vitals.as_ref().map_or_else(Vec::new, Vitals::troubles);
        let state = match (down.is_empty(), troubles.is_empty()) {
            (false, _) => State::Down,
            (true, false) => State::Degraded,
            (true, true) => State::Healthy,
        };
        Self {
            state,
            troubles,
            down,
            vitals,
            now,
        }
    }

    /// How `gryag status` ends.
    pub fn exit(&self) -> Exit {
        match self.state {
            State::Healthy => Exit::Ok,
            State::Degraded => Exit::Failure,
            State::Down => Exit::Down,
        }
    }

    /// The same for programs: one JSON object in one line.
    pub fn to_json(&self) -> String {
        // Plain strings and numbers always become JSON.
        let mut json = serde_json::to_string(self).unwrap_or_default();
        json.push('\n');
        json
    }
}

fn read(directory: &Path) -> Option<Vitals> {
    let text = std::fs::read_to_string(directory.join(FILE_NAME)).ok()?;
    serde_json::from_str(&text).ok()
}

fn why_down(vitals: Option<&Vitals>, directory: &Path, now: UnixTime) -> String {
    let Some(vitals) = vitals else {
        return format!("no bot has run on {} yet", directory.display());
    };
    let age_s = now.since(vitals.at);
    if vitals.stopped {
        return format!("stopped {} ago", span(age_s));
    }
    if age_s > AGE_MAX_S {
        return format!("no sign of life for {}", span(age_s));
    }
    // Killed a moment ago it has left fresh numbers and a lock that nobody holds.
    match DirectoryLock::take(directory) {
        Ok(_lock) => format!("the process is gone, {} ago", span(age_s)),
        Err(LockError::Taken(_) | LockError::Io(..)) => String::new(),
    }
}

/// So many seconds in words.
fn span(seconds: i64) -> String {
    match seconds {
        ..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}

fn mib(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10) >> 20;
    format!("{}.{} MiB", tenths / 10, tenths % 10)
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let word = match self.state {
            State::Healthy => "healthy",
            State::Degraded => "degraded",
            State::Down => "down",
        };
        if self.down.is_empty() {
            writeln!(f, "gryag is {word}")?;
        } else {
            writeln!(f, "gryag is {word}: {}", self.down)?;
        }
        for (_, words) in &self.troubles {
            writeln!(f, "  ✗ {words}")?;
        }
        let Some(vitals) = &self.vitals else {
            return Ok(());
        };
        let mut row = |name: &str, value: String| writeln!(f, "  {name:<12} {value}");
        let up = span(vitals.at.since(vitals.started_at));
        row(
            "process",
            format!("{}, version {}, up {up}", vitals.pid, vitals.version),
        )?;
        row("last poll", format!("{} s ago", vitals.poll_age_s))?;
        row(
            "updates",
            format!(
                "{} taken in, {} wait (oldest {} s), {} set aside",
                vitals.updates, vitals.open_updates, vitals.oldest_wait_s, vitals.quarantined
            ),
        )?;
        row(
            "sends",
            format!("{} done, {} wait", vitals.sends, vitals.waiting_sends),
        )?;
        let last = match vitals.model_failure.as_str() {
            "" => String::new(),
            word => format!(", last failure: {word}"),
        };
        row(
            "models",
            format!(
                "{} answers, {} failures, {} in a row{last}; {} held back by our own limit",
                vitals.model_answers,
                vitals.model_failures,
                vitals.model_failures_in_row,
                vitals.model_held_back
            ),
        )?;
        let backup = match (vitals.last_backup_at, vitals.backup_wanted_since) {
            (Some(at), _) => format!("{} ago", span(self.now.since(at))),
            (None, Some(_)) => "none yet".to_owned(),
            (None, None) => "none, and none wanted".to_owned(),
        };
        row("backup", backup)?;
        row(
            "database",
            format!(
                "{}, log {}, {} free",
                mib(vitals.database_bytes),
                mib(vitals.wal_bytes),
                mib(vitals.disk_free_bytes)
            ),
        )?;
        row("memory", mib(vitals.memory_bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_sizes_are_short() {
        assert_eq!(span(119), "119 s");
        assert_eq!(span(3_600), "60 min");
        assert_eq!(span(90_000), "25 h");
        assert_eq!(span(200_000), "2 days");
        assert_eq!(mib(1_572_864), "1.5 MiB");
    }
}
