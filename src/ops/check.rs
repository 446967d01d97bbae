//! `gryag check`: everything that can be wrong, before it is wrong.

use crate::bot::models;
use crate::cli::Exit;
use crate::clock::UnixTime;
use crate::config::Config;
use crate::http::{Http, HttpOptions, Limits};
use crate::llm::Failure;
use crate::store::{self, DirectoryLock, LockError, SQLITE_VERSION_MIN, Store};
use crate::telegram::{self, Telegram};
use serde::Serialize;
use std::fmt;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// No single question takes longer.
const DEADLINE: Duration = Duration::from_secs(5);
/// A clock that is off by more makes fresh messages look old, in seconds.
const SKEW_MAX_S: i64 = 30;
/// No clock is right that reads earlier than this program: 2026-01-01.
const NOT_BEFORE: i64 = 1_767_225_600;

/// What was found.
#[derive(Debug, Serialize)]
pub struct Report {
    findings: Vec<Finding>,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Finding {
    /// What.
    name: &'static str,
    /// How it is.
    state: State,
    /// What was seen.
    seen: String,
    /// What to do about it; empty if nothing.
    mend: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Good,
    Doubtful,
    Bad,
}

impl Report {
    /// How `gryag check` ends: with 1 if anything is bad.
    pub fn exit(&self) -> Exit {
        let is_bad = self
            .findings
            .iter()
            .any(|finding| finding.state == State::Bad);
        if is_bad { Exit::Failure } else { Exit::Ok }
    }

    /// The same for programs: one JSON object in one line.
    pub fn to_json(&self) -> String {
        // Plain strings always become JSON.
        let mut json = serde_json::to_string(self).unwrap_or_default();
        json.push('\n');
        json
    }

    fn good(&mut self, name: &'static str, seen: impl Into<String>) {
        self.add(name, State::Good, seen, "");
    }

    fn bad(&mut self, name: &'static str, seen: impl Into<String>, mend: &str) {
        self.add(name, State::Bad, seen, mend);
    }

    fn doubtful(&mut self, name: &'static str, seen: impl Into<String>, mend: &str) {
        self.add(name, State::Doubtful, seen, mend);
    }

    fn add(&mut self, name: &'static str, state: State, seen: impl Into<String>, mend: &str) {
        self.findings.push(Finding {
            name,
            state,
            seen: seen.into(),
            mend: mend.to_owned(),
        });
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            let mark = match finding.state {
                State::Good => '✓',
                State::Doubtful => '!',
                State::Bad => '✗',
            };
            write!(f, "{mark} {}: {}", finding.name, finding.seen)?;
            if finding.mend.is_empty() {
                writeln!(f)?;
            } else {
                writeln!(f, " → {}", finding.mend)?;
            }
        }
        Ok(())
    }
}

/// Looks at everything.
pub fn run(config: &Config) -> Report {
    let mut report = Report {
        findings: Vec::new(),
    };
    report.good("settings", "every name and value is understood");
    look_at_directory(config, &mut report);
    look_at_sqlite(&mut report);
    look_at_clock(config, &mut report);
    look_at_telegram(config, &mut report);
    look_at_models(config, &mut report);
    report
}

fn look_at_directory(config: &Config, report: &mut Report) {
    let directory = &config.data_dir;
    let name = "data directory";
    let shown = directory.display();
    if let Err(error) = std::fs::create_dir_all(directory) {
        let seen = format!("{shown} cannot be made ({error})");
        return report.bad(
            name,
            seen,
            "set BOT_DATA_DIR to a directory of the bot's user",
        );
    }
    let probe = directory.join(".gryag-check");
    if let Err(error) = std::fs::write(&probe, b"x").and_then(|()| std::fs::remove_file(&probe)) {
        let seen = format!("{shown} cannot be written ({error})");
        return report.bad(name, seen, "give it to the bot's user: chown, chmod 700");
    }
    match DirectoryLock::take(directory) {
        Ok(_lock) => report.good(name, format!("{shown} is writable, no bot runs on it")),
        Err(LockError::Taken(_)) => report.good(name, format!("{shown}: a bot runs on it now")),
        Err(LockError::Io(_, error)) => report.bad(
            name,
            format!("{shown} cannot be locked ({error})"),
            "use a local file system",
        ),
    }
    look_at_database(directory, report);
}

fn look_at_database(directory: &Path, report: &mut Report) {
    let name = "database";
    if !directory.join(store::FILE_NAME).exists() {
        return report.good(name, "none yet; the first start makes it");
    }
    let opened = Store::open_read_only(directory);
    let looked = opened.and_then(|store| {
        store.read().quick_check()?;
        let quarantined = store.read().quarantined_count()?;
        Ok((store.read().message_count()?, quarantined))
    });
    match looked {
        Ok((messages, 0)) => report.good(name, format!("sound, {messages} messages")),
        Ok((messages, quarantined)) => report.doubtful(
            name,
            format!("sound, {messages} messages, {quarantined} updates in quarantine"),
            "they wait in the table inbox for a newer gryag",
        ),
        Err(error) => {
            report.bad(
                name,
                error.to_string(),
                "restore a backup, or look at the directory",
            );
        }
    }
}

fn look_at_sqlite(report: &mut Report) {
    let found = store::sqlite_version();
    if found < SQLITE_VERSION_MIN {
        let seen = format!("SQLite {found} can lose writes");
        return report.bad("SQLite", seen, "build gryag with its bundled SQLite");
    }
    report.good("SQLite", format!("version {}", dotted(found)));
}

/// 3054001 as 3.54.1.
fn dotted(version: i32) -> String {
    let (major, minor, patch) = (
        version / 1_000_000,
        version / 1_000 % 1_000,
        version % 1_000,
    );
    format!("{major}.{minor}.{patch}")
}

fn look_at_clock(config: &Config, report: &mut Report) {
    let name = "clock";
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let now = now.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0));
    if now < NOT_BEFORE {
        return report.bad(name, "reads a year long past", "set the clock, use NTP");
    }
    let limits = Limits {
        deadline: DEADLINE,
        answer_bytes_max: 1 << 20,
    };
    let http = Http::new(HttpOptions::default());
    let answer = http
        .get(&format!("{}/", config.telegram.api_url), &[], &limits)
        .ok();
    match answer
        .and_then(|answer| answer.date)
        .and_then(|date| http_date(&date))
    {
        None => report.good(name, "looks right; Telegram's was not to be had"),
        Some(theirs) => {
            let skew_s = UnixTime(now).0.saturating_sub(theirs.0);
            if skew_s.abs() > SKEW_MAX_S {
                let seen = format!("is {skew_s} s ahead of Telegram's");
                report.bad(name, seen, "set the clock, use NTP");
            } else {
                report.good(
                    name,
                    format!("agrees with Telegram's within {} s", skew_s.abs()),
                );
            }
        }
    }
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` as UTC seconds. Source: RFC 9110, section 5.6.7.
fn http_date(text: &str) -> Option<UnixTime> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let mut words = text.split_whitespace().skip(1);
    let day: i64 = words.next()?.parse().ok()?;
    let month = words.next()?;
    let month = MONTHS.iter().position(|name| *name == month)?;
    let month = i64::try_from(month).ok()?.checked_add(1)?;
    let year: i64 = words.next()?.parse().ok()?;
    let mut clock = words.next()?.split(':').map(str::parse::<i64>);
    let (hour, minute, second) = (
        clock.next()?.ok()?,
        clock.next()?.ok()?,
        clock.next()?.ok()?,
    );
    if !(1970..=9999).contains(&year) {
        return None;
    }
    // Days from the civil calendar, with years that begin in March.
    let year = if month <= 2 { year - 1 } else { year };
    let era_year = year.rem_euclid(400);
    let shifted = (month + 9) % 12;
    let day_of_year = (153 * shifted + 2) / 5 + day - 1;
    let days = year.div_euclid(400) * 146_097 + era_year * 365 + era_year / 4 - era_year / 100
        + day_of_year
        - 719_468;
    Some(UnixTime(
        days * 86_400 + hour * 3_600 + minute * 60 + second,
    ))
}

fn look_at_telegram(config: &Config, report: &mut Report) {
    let token = match config.require_token() {
        Ok(token) => token.expose(),
        Err(problem) => {
            return report.bad(
                "Telegram",
                problem.to_string(),
                "get a token from @BotFather",
            );
        }
    };
    let options = HttpOptions::default();
    let http = Http::new(options);
    let telegram = Telegram::new(http.clone(), http, &config.telegram.api_url, token);
    let me = match telegram.get_me() {
        Ok(me) => me,
        Err(telegram::Error::Unauthorised) => {
            return report.bad(
                "Telegram",
                "the token is wrong or revoked",
                "get the token from @BotFather (/mybots, API Token)",
            );
        }
        Err(error) => {
            let mend = "look at the network, DNS and TELEGRAM_API_URL";
            return report.bad("Telegram", error.to_string(), mend);
        }
    };
    report.good("Telegram", format!("we are @{}", me.username));
    if me.reads_all_messages {
        report.good("privacy mode", "off: we hear everything in a group");
    } else {
        report.bad(
            "privacy mode",
            "on: we hear only what is addressed to us",
            "@BotFather: /setprivacy, choose the bot, Disable; then remove the bot from each \
             group and add it again",
        );
    }
    match telegram.get_webhook_info() {
        Ok(info) if info.is_set => report.doubtful(
            "webhook",
            "is set and takes our updates",
            "gryag run removes it; make sure nobody sets it again",
        ),
        Ok(info) => {
            report.good(
                "webhook",
                format!("none; {} updates wait", info.pending_updates),
            );
        }
        Err(error) => report.doubtful("webhook", error.to_string(), "try again"),
    }
}

fn look_at_models(config: &Config, report: &mut Report) {
    let name = "model";
    if let Err(problem) = config.require_model_key() {
        return report.bad(
            name,
            problem.to_string(),
            "get a key at aistudio.google.com/apikey",
        );
    }
    let models = models::from_config(config, models::http(config));
    for model in models.names() {
        let seen = |what: &str| format!("{model}: {what}");
        match models.server().probe(model, DEADLINE) {
            Ok(()) => report.good(name, seen("answers")),
            Err(Failure::KeyRefused) => {
                return report.bad(name, seen("the key is refused"), "make a new key");
            }
            Err(Failure::ModelGone) => report.bad(
                name,
                seen("does not exist for this key"),
                "name a living model in GEMINI_MODEL or OPENAI_MODEL",
            ),
            Err(failure) => report.doubtful(name, seen(&failure.to_string()), "try again"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_dates_are_read() {
        let date = |text| http_date(text).map(|time| time.0);
        assert_eq!(date("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(date("Thu, 29 Feb 2024 00:00:00 GMT"), Some(1_709_164_800));
        assert_eq!(date("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(date("yesterday"), None);
    }

    #[test]
    fn versions_have_dots() {
        assert_eq!(dotted(3_054_001), "3.54.1");
    }
}
