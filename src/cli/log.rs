//! The log: where it goes and what it looks like.

use super::redact::Redactor;
use super::repeats::{Repeats, Verdict};
use std::env;
use std::fmt::Display;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Starts the log on standard error; under systemd with priorities and without time stamps.
pub(super) fn start(level: log::LevelFilter, redactor: Redactor) {
    let mut builder = env_logger::Builder::new();
    // Foreign crates may print secrets at their lower levels, which are not even compiled in
    // (Cargo.toml, `max_level_info`), and these at any.
    builder
        .filter_level(log::LevelFilter::Warn.min(level))
        .filter_module("gryag", level);
    builder.filter_module("ureq", log::LevelFilter::Off);
    builder.filter_module("ureq_proto", log::LevelFilter::Off);
    builder.filter_module("rustls", log::LevelFilter::Off);
    let lines = Lines {
        is_journal: env::var_os("JOURNAL_STREAM").is_some(),
        redactor,
        repeats: Mutex::default(),
    };
    builder.format(move |out, record| lines.write(out, record));
    // A second start of the log in one process is no reason to stop.
    builder.try_init().ok();
}

/// Makes lines of events.
struct Lines {
    is_journal: bool,
    redactor: Redactor,
    repeats: Mutex<Repeats>,
}

impl Lines {
    fn write(&self, out: &mut impl Write, record: &log::Record<'_>) -> io::Result<()> {
        let place = (record.file_static(), record.line());
        let verdict = self
            .repeats
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .judge(place, Instant::now());
        match verdict {
            Verdict::Swallow => return Ok(()),
            Verdict::Say(0) => {}
            Verdict::Say(before) => {
                let line = format_args!("{before} more like the next were not logged");
                self.write_line(out, record.level(), &line)?;
            }
        }
        let text = record.args().to_string();
        for line in self.redactor.clean(&text).lines() {
            self.write_line(out, record.level(), &line)?;
        }
        Ok(())
    }

    fn write_line(
        &self,
        out: &mut impl Write,
        level: log::Level,
        line: &dyn Display,
    ) -> io::Result<()> {
        if self.is_journal {
            writeln!(out, "<{}>{line}", priority(level))
        } else {
            writeln!(out, "{level:<5} {line}")
        }
    }
}

/// syslog's number for a level. Source: sd-daemon(3).
fn priority(level: log::Level) -> u8 {
    match level {
        log::Level::Error => 3,
        log::Level::Warn => 4,
        log::Level::Info => 6,
        log::Level::Debug | log::Level::Trace => 7,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "123456789:AAcanary-canary_canary-canary_canary";

    fn written(is_journal: bool, target: &str, text: &str) -> String {
        let lines = Lines {
            is_journal,
            redactor: Redactor::default(),
            repeats: Mutex::default(),
        };
        let mut out = Vec::new();
        lines
            .write(
                &mut out,
                &log::Record::builder()
                    .level(log::Level::Warn)
                    .target(target)
                    .args(format_args!("{text}"))
                    .build(),
            )
            .unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_foreign_error_with_the_address_of_a_call_shows_no_token() {
        let error =
            format!("http error: connect failed\nGET https://api.telegram.org/bot{TOKEN}/getMe");
        assert_eq!(
            written(true, "ureq", &error),
            "<4>http error: connect failed\n<4>GET https://api.telegram.org/bot***/getMe\n"
        );
    }

    #[test]
    fn by_hand_a_line_has_its_level_in_words() {
        assert_eq!(written(false, "gryag", "так"), "WARN  так\n");
    }

    #[test]
    fn foreign_crates_have_no_debug_lines_at_all() {
        assert_eq!(log::STATIC_MAX_LEVEL, log::LevelFilter::Info);
    }
}
