//! What can be wrong with Telegram and the models.

use super::Report;
use super::budget::Budget;
use crate::bot::models::{self, http as model_http};
use crate::clock::UnixTime;
use crate::config::Config;
use crate::http::{Http, HttpOptions};
use crate::ids::ChatId;
use crate::llm::Failure;
use crate::telegram::{self, Telegram};
use std::time::{Duration, Instant, SystemTime};

/// A clock that is off by more makes fresh messages look old, in seconds.
const SKEW_MAX_S: i64 = 30;
/// So long another poller needs to come back after we took its turn, in seconds.
const POLL_S: u64 = 3;

/// What is said of that for which there was no time.
const NO_TIME: &str = "not looked at: too slow a network";

/// Asks Telegram.
pub(super) fn telegram(config: &Config, is_running: bool, budget: Budget) -> Report {
    let mut report = Report::new();
    look_at_telegram(config, is_running, budget, &mut report);
    report
}

/// Asks the models' server for each model.
pub(super) fn models(config: &Config, budget: Budget) -> Report {
    let mut report = Report::new();
    look_at_models(config, budget, &mut report);
    report
}

/// Telegram, with the time that is left for one call and `wait_s` seconds of waiting after it.
fn in_time(telegram: &Telegram, budget: Budget, wait_s: u64) -> Option<Telegram> {
    let call = budget.call(Instant::now(), Duration::from_secs(wait_s))?;
    Some(telegram.within(call))
}

fn look_at_telegram(config: &Config, is_running: bool, budget: Budget, report: &mut Report) {
    let name = "Telegram";
    let token = match config.require_token() {
        Ok(token) => token.expose(),
        Err(problem) => {
            return report.bad(name, problem.to_string(), "get a token from @BotFather");
        }
    };
    let http = Http::new(HttpOptions::default());
    let telegram = Telegram::new(http.clone(), http, &config.telegram.api_url, token);
    let Some(first) = in_time(&telegram, budget, 0) else {
        return report.bad(name, NO_TIME, "try again");
    };
    let me = match first.get_me() {
        Ok(me) => me,
        Err(telegram::Error::Unauthorised) => {
            return report.bad(
                name,
                "the token is wrong or revoked",
                "get the token from @BotFather (/mybots, API Token)",
            );
        }
        Err(error) => {
            let mend = "look at the network, DNS and TELEGRAM_API_URL";
            return report.bad(name, error.to_string(), mend);
        }
    };
    report.good(name, format!("we are @{}", me.username));
    if me.reads_all_messages {
        report.good("privacy mode", "off: we hear everything in a group");
    } else {
        report.bad(
            "privacy mode",
            "on: we hear only what is addressed to us",
            "at @BotFather: /setprivacy, choose the bot, Disable; then remove it from each group \
             and add it again",
        );
    }
    look_at_clock(&telegram, budget, report);
    look_at_webhook(&telegram, is_running, budget, report);
    look_at_admins(config, &telegram, budget, report);
}

fn look_at_webhook(telegram: &Telegram, is_running: bool, budget: Budget, report: &mut Report) {
    let name = "webhook";
    let Some(hurried) = in_time(telegram, budget, 0) else {
        return report.doubtful(name, NO_TIME, "try again");
    };
    match hurried.get_webhook_info() {
        Ok(info) if info.is_set => report.doubtful(
            name,
            "is set and takes our updates",
            "gryag run removes it; make sure nobody sets it again",
        ),
        Ok(info) => {
            report.good(name, format!("none; {} updates wait", info.pending_updates));
            look_for_another_poller(telegram, is_running, budget, report);
        }
        Err(error) => report.doubtful(name, error.to_string(), "try again"),
    }
}

/// Whether each admin is a person who can be written to.
fn look_at_admins(config: &Config, telegram: &Telegram, budget: Budget, report: &mut Report) {
    let name = "admins";
    if config.admins.is_empty() {
        return report.doubtful(
            name,
            "none: nobody is told when something is amiss",
            "put your number into BOT_ADMIN_IDS (@userinfobot tells it)",
        );
    }
    for admin in &config.admins {
        let Some(hurried) = in_time(telegram, budget, 0) else {
            return report.doubtful(name, NO_TIME, "try again");
        };
        match hurried.kind_of_chat(ChatId(admin.0)) {
            Ok(kind) if kind == "private" => {
                report.good(name, format!("{admin} is a person who wrote to us"));
            }
            Ok(kind) => report.bad(
                name,
                format!("{admin} is no person but a {kind}"),
                "put the numbers of people into BOT_ADMIN_IDS (@userinfobot tells them)",
            ),
            Err(telegram::Error::Refused { .. }) => report.doubtful(
                name,
                format!("{admin} is nobody we know: a wrong number, or no Start pressed"),
                "let that person press Start in a private chat with the bot",
            ),
            Err(error) => report.doubtful(name, error.to_string(), "try again"),
        }
    }
}

fn look_at_clock(telegram: &Telegram, budget: Budget, report: &mut Report) {
    let Some(Ok(Some(theirs))) =
        in_time(telegram, budget, 0).map(|telegram| telegram.server_time())
    else {
        return report.doubtful("clock", "Telegram does not tell the time", "use NTP");
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
fn look_for_another_poller(
    telegram: &Telegram,
    is_running: bool,
    budget: Budget,
    report: &mut Report,
) {
    if is_running {
        return;
    }
    let Some(hurried) = in_time(telegram, budget, POLL_S) else {
        return report.doubtful("other pollers", NO_TIME, "try again");
    };
    match hurried.get_updates(None, 1, POLL_S) {
        Err(telegram::Error::Conflict { webhook: false }) => report.bad(
            "other pollers",
            "another program uses this token",
            "stop it, or get a new token from @BotFather (/revoke)",
        ),
        Ok(_) | Err(_) => report.good("other pollers", "none seen"),
    }
}

fn look_at_models(config: &Config, budget: Budget, report: &mut Report) {
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
        let Some(deadline) = budget.call(Instant::now(), Duration::ZERO) else {
            return report.doubtful(name, seen(NO_TIME), "try again");
        };
        match models.server().probe(model, deadline) {
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
