//! The log: where it goes and what it looks like.

use super::redact::Redactor;
use super::repeats::{Repeats, Verdict};
use crate::clock::UnixTime;
use crate::ops::stamp::to_words;
use std::env;
use std::fmt::Display;
use std::fs::Metadata;
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::sync::{Mutex, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Starts the log on standard error: for the journal with priorities, which knows the time itself;
/// elsewhere with the time in UTC.
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
        is_journal: is_journal(
            env::var("JOURNAL_STREAM").ok().as_deref(),
            std::fs::metadata("/proc/self/fd/2").ok().as_ref(),
        ),
        redactor,
        repeats: Mutex::default(),
    };
    builder.format(move |out, record| lines.write(out, record));
    // A second start of the log in one process is no reason to stop.
    builder.try_init().ok();
}

/// Whether standard error is the journal. The variable is inherited by programs whose standard
/// error is something else, so systemd names the device and the inode in it.
/// Source: systemd.exec(5).
fn is_journal(stream: Option<&str>, standard_error: Option<&Metadata>) -> bool {
    let (Some(stream), Some(found)) = (stream, standard_error) else {
        return false;
    };
    stream == format!("{}:{}", found.dev(), found.ino())
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
            let now = SystemTime::now().duration_since(UNIX_EPOCH);
            let now = now.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0));
            writeln!(out, "{} {level:<5} {line}", to_words(UnixTime(now)))
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
    fn by_hand_a_line_has_its_time_and_its_level_in_words() {
        let line = written(false, "gryag", "так");
        let (time, rest) = line.split_once(' ').unwrap();
        assert_eq!(rest, "WARN  так\n");
        let shape: String = time
            .chars()
            .map(|c| if c.is_ascii_digit() { '0' } else { c })
            .collect();
        assert_eq!(shape, "0000-00-00T00:00:00Z");
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        assert!(
            now.as_secs() >= 1_767_225_600 && time > "2026-01-01",
            "{time}"
        );
    }

    #[test]
    fn only_a_standard_error_that_is_the_journal_is_taken_for_it() {
        let directory = tempfile::tempdir().unwrap();
        let found = std::fs::metadata(directory.path()).unwrap();
        let stream = format!("{}:{}", found.dev(), found.ino());
        assert!(is_journal(Some(&stream), Some(&found)));
        assert!(!is_journal(Some("8:1"), Some(&found)), "inherited");
        assert!(!is_journal(None, Some(&found)));
    }

    #[test]
    fn foreign_crates_have_no_debug_lines_at_all() {
        assert_eq!(log::STATIC_MAX_LEVEL, log::LevelFilter::Info);
    }
}
