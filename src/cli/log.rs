//! The log: where it goes and what it looks like.

use super::repeats::{Repeats, Verdict};
use std::env;
use std::fmt::Display;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Starts the log on standard error; under systemd with priorities and without time stamps.
pub(super) fn start(level: log::LevelFilter) {
    let mut builder = env_logger::Builder::new();
    // Foreign crates may print secrets at their lower levels.
    builder
        .filter_level(log::LevelFilter::Warn.min(level))
        .filter_module("gryag", level);
    builder.filter_module("ureq", log::LevelFilter::Off);
    builder.filter_module("ureq_proto", log::LevelFilter::Off);
    builder.filter_module("rustls", log::LevelFilter::Off);
    let journal = env::var_os("JOURNAL_STREAM").is_some();
    let repeats = Mutex::new(Repeats::default());
    builder.format(move |out, record| {
        let place = (record.file_static(), record.line());
        let verdict = repeats
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .judge(place, Instant::now());
        match verdict {
            Verdict::Swallow => return Ok(()),
            Verdict::Say(0) => {}
            Verdict::Say(before) => {
                let line = format_args!("{before} more like the next were not logged");
                write_line(out, journal, record.level(), &line)?;
            }
        }
        let text = record.args().to_string();
        for line in text.lines() {
            write_line(out, journal, record.level(), &line)?;
        }
        Ok(())
    });
    // A second start of the log in one process is no reason to stop.
    builder.try_init().ok();
}

fn write_line(
    out: &mut impl Write,
    journal: bool,
    level: log::Level,
    line: &dyn Display,
) -> io::Result<()> {
    if journal {
        writeln!(out, "<{}>{line}", priority(level))
    } else {
        writeln!(out, "{level:<5} {line}")
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
