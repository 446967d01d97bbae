//! How the bot is, in numbers, and which of them are trouble. The running bot writes them down
//! every ten seconds; `gryag status`, the metrics and the alerts all read the same ones.

use crate::clock::UnixTime;
use serde::{Deserialize, Serialize};

/// The file's name within the data directory.
pub const FILE_NAME: &str = "status.json";

/// Polls that have not come back for so long are trouble, in seconds.
const POLL_AGE_MAX_S: i64 = 90;
/// An update that waits for so long is trouble, in seconds.
const WAIT_MAX_S: i64 = 300;
/// Another poller that does not go away for so long is trouble, in seconds.
const CONFLICT_MAX_S: i64 = 120;
/// So many failures of the models in a row are trouble.
const FAILURES_MAX: u64 = 5;
/// A backup older than this is trouble, in seconds.
const BACKUP_AGE_MAX_S: i64 = 26 * 3_600;
/// Less room than this is trouble, in bytes.
const ROOM_MIN: u64 = 200 << 20;
/// A write-ahead log beyond this is trouble, in bytes: ours should be empty long before.
const WAL_BYTES_MAX: u64 = 192 << 20;
/// The same where another program empties it; beyond this we help.
pub const WAL_EXTERNAL_BYTES_MAX: u64 = 256 << 20;
/// So many starts within [`STARTS_WINDOW_S`] are trouble.
const STARTS_MAX: usize = 4;
/// The time in which starts are counted, in seconds.
pub const STARTS_WINDOW_S: i64 = 900;

/// How the bot is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Vitals {
    /// The program's version.
    pub version: String,
    /// The number of the process.
    pub pid: u32,
    /// When it started.
    pub started_at: UnixTime,
    /// When these numbers were taken.
    pub at: UnixTime,
    /// Whether it ended in order.
    pub stopped: bool,
    /// Starts lately, this one included.
    pub starts_lately: usize,
    /// Seconds since a poll came back, or the poll thread waited on purpose.
    pub poll_age_s: i64,
    /// Whether Telegram accepts the token.
    pub authorised: bool,
    /// For how many seconds another program has been polling with our token.
    pub conflict_s: i64,
    /// Updates taken in since the start.
    pub updates: u64,
    /// Requests that Telegram has accepted since the start.
    pub sends: u64,
    /// Updates that wait.
    pub open_updates: i64,
    /// For how many seconds the oldest of them has waited.
    pub oldest_wait_s: i64,
    /// Updates set aside.
    pub quarantined: i64,
    /// Requests that wait to be sent.
    pub waiting_sends: i64,
    /// Answers of the models since the start.
    pub model_answers: u64,
    /// Failures of the models since the start.
    pub model_failures: u64,
    /// Failures since the last answer.
    pub model_failures_in_row: u64,
    /// Questions that were not put to a model, for our own limit of a minute, since the start.
    pub model_held_back: u64,
    /// The last failure, one word; empty for none.
    pub model_failure: String,
    /// The size of the database in bytes.
    pub database_bytes: u64,
    /// The size of its write-ahead log in bytes.
    pub wal_bytes: u64,
    /// Whether another program empties the log.
    pub is_log_external: bool,
    /// Room left on its disk in bytes.
    pub disk_free_bytes: u64,
    /// In how many seconds nothing will be left at the pace of the last minute, if that is soon.
    pub disk_full_in_s: Option<i64>,
    /// What the database said to the last write; empty for well.
    pub database_error: String,
    /// The newest backup.
    pub last_backup_at: Option<UnixTime>,
    /// Since when a backup is expected; `None` if none is wanted.
    pub backup_wanted_since: Option<UnixTime>,
    /// Why the last backup failed; empty for well.
    pub backup_error: String,
    /// Memory in use, in bytes.
    pub memory_bytes: u64,
}

/// What can be amiss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// Telegram refuses the token.
    Token,
    /// Another program polls with the same token.
    Conflict,
    /// Polls do not come back.
    Poll,
    /// Updates wait too long.
    Queue,
    /// The models fail.
    Model,
    /// The models' quota is used up.
    Budget,
    /// The disk is almost full.
    Disk,
    /// The disk fills quickly.
    Filling,
    /// The database takes no writes.
    Database,
    /// The write-ahead log is not emptied.
    Log,
    /// The last backup failed or is old.
    Backup,
    /// It starts again and again.
    Restarts,
}

impl Trouble {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::Token,
        Self::Conflict,
        Self::Poll,
        Self::Queue,
        Self::Model,
        Self::Budget,
        Self::Disk,
        Self::Filling,
        Self::Database,
        Self::Log,
        Self::Backup,
        Self::Restarts,
    ];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Conflict => "conflict",
            Self::Poll => "poll",
            Self::Queue => "queue",
            Self::Model => "model",
            Self::Budget => "budget",
            Self::Disk => "disk",
            Self::Filling => "filling",
            Self::Database => "database",
            Self::Log => "log",
            Self::Backup => "backup",
            Self::Restarts => "restarts",
        }
    }
}

impl Vitals {
    /// Everything that is amiss, with a few words for the operator.
    pub fn troubles(&self) -> Vec<(Trouble, String)> {
        let is_budget = self.model_failure == "quota-gone";
        let room_needed = self
            .database_bytes
            .saturating_mul(2)
            .clamp(ROOM_MIN, u64::MAX);
        let backup_age_s = self.backup_wanted_since.map_or(0, |since| {
            self.at
                .since(self.last_backup_at.map_or(since, |last| last.max(since)))
        });
        let found = [
            (
                !self.authorised,
                Trouble::Token,
                "Telegram refuses the token".to_owned(),
            ),
            (
                self.conflict_s >= CONFLICT_MAX_S,
                Trouble::Conflict,
                format!(
                    "another program polls with our token, {} s",
                    self.conflict_s
                ),
            ),
            (
                self.is_silent(),
                Trouble::Poll,
                format!("no poll came back for {} s", self.poll_age_s),
            ),
            (
                self.oldest_wait_s > WAIT_MAX_S,
                Trouble::Queue,
                format!(
                    "{} updates wait, the oldest for {} s",
                    self.open_updates, self.oldest_wait_s
                ),
            ),
            (
                is_budget && self.model_failures_in_row > 0,
                Trouble::Budget,
                "the models' quota is used up".to_owned(),
            ),
            (
                !is_budget
                    && (self.model_failures_in_row >= FAILURES_MAX
                        || (self.model_failure == "key-refused" && self.model_failures_in_row > 0)),
                Trouble::Model,
                format!(
                    "the models failed {} times in a row: {}",
                    self.model_failures_in_row, self.model_failure
                ),
            ),
            (
                self.disk_free_bytes < room_needed,
                Trouble::Disk,
                format!("{} MiB are free on the disk", self.disk_free_bytes >> 20),
            ),
            (
                self.disk_full_in_s.is_some(),
                Trouble::Filling,
                format!(
                    "the disk fills: {} MiB are free, for {} min at this pace",
                    self.disk_free_bytes >> 20,
                    self.disk_full_in_s.unwrap_or(0) / 60
                ),
            ),
            (
                !self.database_error.is_empty(),
                Trouble::Database,
                self.database_error.clone(),
            ),
            (
                self.wal_bytes > self.wal_bytes_max(),
                Trouble::Log,
                format!("the write-ahead log has {} MiB", self.wal_bytes >> 20),
            ),
            (
                !self.backup_error.is_empty(),
                Trouble::Backup,
                format!("the last backup failed: {}", self.backup_error),
            ),
            (
                self.backup_error.is_empty() && backup_age_s > BACKUP_AGE_MAX_S,
                Trouble::Backup,
                format!("no backup for {} h", backup_age_s / 3_600),
            ),
            (
                self.starts_lately >= STARTS_MAX,
                Trouble::Restarts,
                format!(
                    "{} starts within {} min",
                    self.starts_lately,
                    STARTS_WINDOW_S / 60
                ),
            ),
        ];
        found
            .into_iter()
            .filter(|(is_so, _, _)| *is_so)
            .map(|(_, trouble, words)| (trouble, words))
            .collect()
    }

    /// Whether Telegram does not answer; a refused token and another poller are told as such.
    fn is_silent(&self) -> bool {
        let is_told = !self.authorised || self.conflict_s >= CONFLICT_MAX_S;
        self.poll_age_s > POLL_AGE_MAX_S && !is_told
    }

    fn wal_bytes_max(&self) -> u64 {
        if self.is_log_external {
            WAL_EXTERNAL_BYTES_MAX
        } else {
            WAL_BYTES_MAX
        }
    }

    /// One line for `systemctl status`.
    pub fn line(&self) -> String {
        let troubles: Vec<String> = self
            .troubles()
            .into_iter()
            .map(|(_, words)| words)
            .collect();
        let state = if troubles.is_empty() {
            "well".to_owned()
        } else {
            troubles.join("; ")
        };
        format!(
            "{state}; last poll {} s ago, {} updates wait, {} taken in, {} sent since the start",
            self.poll_age_s, self.open_updates, self.updates, self.sends
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A bot to which nothing is amiss.
    fn well() -> Vitals {
        Vitals {
            at: UnixTime(1_000_000),
            started_at: UnixTime(999_000),
            starts_lately: 1,
            authorised: true,
            disk_free_bytes: 10 << 30,
            backup_wanted_since: Some(UnixTime(900_000)),
            last_backup_at: Some(UnixTime(950_000)),
            ..Vitals::default()
        }
    }

    fn troubles(change: impl FnOnce(&mut Vitals)) -> Vec<Trouble> {
        let mut vitals = well();
        change(&mut vitals);
        vitals
            .troubles()
            .into_iter()
            .map(|(kind, _)| kind)
            .collect()
    }

    #[test]
    fn a_bot_that_is_well_has_no_trouble() {
        assert_eq!(troubles(|_| {}), []);
        assert!(well().line().starts_with("well; "));
    }

    #[test]
    fn each_trouble_is_seen_just_beyond_its_bound() {
        assert_eq!(troubles(|v| v.authorised = false), [Trouble::Token]);
        assert_eq!(troubles(|v| v.poll_age_s = 90), []);
        assert_eq!(troubles(|v| v.poll_age_s = 91), [Trouble::Poll]);
        assert_eq!(troubles(|v| v.conflict_s = 119), []);
        assert_eq!(troubles(|v| v.conflict_s = 120), [Trouble::Conflict]);
        assert_eq!(troubles(|v| v.oldest_wait_s = 301), [Trouble::Queue]);
        assert_eq!(troubles(|v| v.disk_free_bytes = 1), [Trouble::Disk]);
        assert_eq!(troubles(|v| v.database_bytes = 6 << 30), [Trouble::Disk]);
        let filling = [Trouble::Filling];
        assert_eq!(troubles(|v| v.disk_full_in_s = Some(1_700)), filling);
        assert_eq!(troubles(|v| v.starts_lately = 4), [Trouble::Restarts]);
        assert_eq!(troubles(|v| v.wal_bytes = 193 << 20), [Trouble::Log]);
        let external = |bytes: u64| {
            troubles(|v| {
                v.is_log_external = true;
                v.wal_bytes = bytes;
            })
        };
        assert_eq!(external(65 << 20), []);
        assert_eq!(external(257 << 20), [Trouble::Log]);
        let failed = |v: &mut Vitals, times, word: &str| {
            v.model_failures_in_row = times;
            word.clone_into(&mut v.model_failure);
        };
        assert_eq!(troubles(|v| failed(v, 4, "overloaded")), []);
        assert_eq!(troubles(|v| failed(v, 5, "overloaded")), [Trouble::Model]);
        assert_eq!(troubles(|v| failed(v, 1, "key-refused")), [Trouble::Model]);
        assert_eq!(troubles(|v| failed(v, 1, "quota-gone")), [Trouble::Budget]);
        assert_eq!(troubles(|v| failed(v, 0, "quota-gone")), []);
    }

    #[test]
    fn a_backup_is_missed_only_where_one_is_wanted_and_was_waited_for() {
        let old = UnixTime(1_000_000 - 26 * 3_600 - 1);
        let wanted = |since: i64, last: Option<UnixTime>| {
            troubles(|v| {
                v.backup_wanted_since = Some(UnixTime(since));
                v.last_backup_at = last;
            })
        };
        assert_eq!(wanted(0, Some(old)), [Trouble::Backup]);
        assert_eq!(wanted(0, Some(old.plus(1))), []);
        assert_eq!(wanted(0, None), [Trouble::Backup]);
        assert_eq!(wanted(990_000, None), []);
        assert_eq!(troubles(|v| v.backup_wanted_since = None), []);
        assert_eq!(
            troubles(|v| v.backup_error = "the disk is full".to_owned()),
            [Trouble::Backup]
        );
    }

    #[test]
    fn numbers_of_another_version_are_read_as_far_as_they_go() {
        let vitals: Vitals = serde_json::from_str(r#"{"pid":7,"new":1}"#).unwrap();
        assert_eq!(vitals.pid, 7);
    }
}
