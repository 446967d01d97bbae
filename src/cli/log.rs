//! The log: where it goes and what it looks like.

use std::env;
use std::io::Write as _;

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
    builder.format(move |out, record| {
        let text = record.args().to_string();
        for line in text.lines() {
            if journal {
                writeln!(out, "<{}>{line}", priority(record.level()))?;
            } else {
                writeln!(out, "{:<5} {line}", record.level())?;
            }
        }
        Ok(())
    });
    // A second start of the log in one process is no reason to stop.
    builder.try_init().ok();
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
