//! What can be wrong with Telegram and the models.

use super::Report;
use crate::bot::models::{self, http as model_http};
use crate::clock::UnixTime;
use crate::config::Config;
use crate::http::{Http, HttpOptions};
use crate::llm::Failure;
use crate::telegram::{self, Telegram};
use std::time::{Duration, SystemTime};

/// No model is waited for longer.
const DEADLINE: Duration = Duration::from_secs(5);
/// A clock that is off by more makes fresh messages look old, in seconds.
const SKEW_MAX_S: i64 = 30;
/// So long another poller needs to come back after we took its turn, in seconds.
const POLL_S: u64 = 3;

/// Asks Telegram.
pub(super) fn telegram(config: &Config, is_running: bool) -> Report {
    let mut report = Report::new();
    look_at_telegram(config, is_running, &mut report);
    report
}

/// Asks the models' server for each model.
pub(super) fn models(config: &Config) -> Report {
    let mut report = Report::new();
    look_at_models(config, &mut report);
    report
}

fn look_at_telegram(config: &Config, is_running: bool, report: &mut Report) {
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
    let http = Http::new(HttpOptions::default());
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
            "у @BotFather: /setprivacy, вибрати бота, Disable; потім вилучити бота з кожної \
             групи й додати знову (remove it from each group and add it again)",
        );
    }
    look_at_clock(&telegram, report);
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
            look_for_another_poller(&telegram, is_running, report);
        }
        Err(error) => report.doubtful("webhook", error.to_string(), "try again"),
    }
}

fn look_at_clock(telegram: &Telegram, report: &mut Report) {
    let Ok(Some(theirs)) = telegram.server_time() else {
        return;
    };
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let ours = UnixTime(now.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0)));
    let skew_s = ours.0.saturating_sub(theirs.0);
    if skew_s.abs() > SKEW_MAX_S {
        let seen = format!("is {skew_s} s ahead of Telegram's");
        report.bad("clock", seen, "set the clock, use NTP");
    } else {
        let seen = format!("agrees with Telegram's within {} s", skew_s.abs());
        report.good("clock", seen);
    }
}

/// Two programs with one token take turns in ending each other's polls, so another one ends ours.
/// Nothing is confirmed by asking, so no update is lost.
fn look_for_another_poller(telegram: &Telegram, is_running: bool, report: &mut Report) {
    if is_running {
        return;
    }
    match telegram.get_updates(None, 1, POLL_S) {
        Err(telegram::Error::Conflict { webhook: false }) => report.bad(
            "other pollers",
            "another program uses this token",
            "stop it, or get a new token from @BotFather (/revoke)",
        ),
        Ok(_) | Err(_) => report.good("other pollers", "none seen"),
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
    let models = models::from_config(config, model_http(config));
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
