//! `gryag check`: everything that can be wrong, before it is wrong.

mod budget;
mod database;
mod machine;
mod services;

use crate::bot::persona_of;
use crate::cli::Exit;
use crate::config::Config;
use budget::Budget;
use serde::Serialize;
use std::fmt;
use std::time::Instant;

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

    fn new() -> Self {
        Self {
            findings: Vec::new(),
        }
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

/// Looks at everything. With no network at all it takes less than twenty seconds: the services are
/// asked and the database is read at the same time, each within a span of its own.
pub fn run(config: &Config) -> Report {
    let mut report = Report::new();
    report.good("settings", "every name and value is understood");
    if let Err(error) = persona_of(config) {
        report.bad("persona", error.to_string(), "look at BOT_PERSONA_FILE");
    }
    let is_running = machine::look_at_directory(config, &mut report);
    let budget = Budget::new(Instant::now());
    let services = std::thread::scope(|scope| {
        let telegram = scope.spawn(|| services::telegram(config, is_running, budget));
        let models = scope.spawn(|| services::models(config, budget));
        database::look(config, &mut report);
        machine::look(config, &mut report);
        [("Telegram", telegram.join()), ("model", models.join())]
    });
    for (name, found) in services {
        match found {
            Ok(found) => report.findings.extend(found.findings),
            Err(_) => report.bad(name, "bug: the check panicked", "tell the authors"),
        }
    }
    report
}
