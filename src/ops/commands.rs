//! The commands for the operator: what each says and how it ends.

use super::{backup, disk, report, restore};
use crate::cli::Exit;
use crate::clock::Clock;
use crate::config::Config;
use crate::ids::ChatId;
use crate::store::{self, Store};
use std::path::Path;

/// Who may read a report: it tells who writes how much.
const REPORT_MODE: u32 = 0o600;

/// What a command says, and how it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// How it ends. Anything but well is said on standard error.
    pub exit: Exit,
    /// What it says, with a line break at the end.
    pub text: String,
}

impl Said {
    fn well(text: String) -> Self {
        Self {
            exit: Exit::Ok,
            text,
        }
    }

    fn failed(exit: Exit, error: &dyn std::error::Error) -> Self {
        Self {
            exit,
            text: format!("gryag: {}\n", chain(error)),
        }
    }
}

/// `gryag backup`.
pub fn backup(config: &Config, clock: &dyn Clock) -> Said {
    let started = clock.monotonic();
    let done = match backup::back_up(&backup::Place::new(config), clock.now()) {
        Ok(done) => done,
        Err(failure) => return Said::failed(exit_of_backup(&failure), &failure),
    };
    let took = clock.monotonic().saturating_sub(started);
    let mut text = format!(
        "{}\n{} messages in {} chats, {} bytes, verified, in {} ms; {} older removed\n",
        done.path.display(),
        done.contents.messages,
        done.contents.chats,
        done.bytes,
        took.as_millis(),
        done.removed
    );
    if let Some(hook) = &config.operations.backup_hook {
        match backup::run_hook(hook, &done.path, clock) {
            Ok(()) => text.push_str("BOT_BACKUP_HOOK: well\n"),
            Err(why) => {
                return Said {
                    exit: Exit::Failure,
                    text: format!("{text}gryag: BOT_BACKUP_HOOK failed: {why}\n"),
                };
            }
        }
    }
    Said::well(text)
}

fn exit_of_backup(failure: &backup::Failure) -> Exit {
    match failure {
        backup::Failure::NoRoom { .. } | backup::Failure::Busy => Exit::Temporary,
        backup::Failure::Store(error) => exit_of_store(error),
        backup::Failure::NoDatabase
        | backup::Failure::Incomplete
        | backup::Failure::Io(_)
        | backup::Failure::Interrupted => Exit::Failure,
    }
}

/// The days of a report for which nobody asked otherwise.
pub const REPORT_DAYS: u16 = 30;
/// The longest report, in days.
pub const REPORT_DAYS_MAX: u16 = 3_650;

/// `gryag report --out FILE [--chat ID] [--days N]`.
pub fn report(
    config: &Config,
    out: &Path,
    chat: Option<ChatId>,
    days: u16,
    clock: &dyn Clock,
) -> Said {
    let started = clock.monotonic();
    let scope = report::Scope {
        chat,
        days: i64::from(days),
        now: clock.now(),
    };
    let page = match report_page(config, scope) {
        Ok(page) => page,
        Err(error) => return Said::failed(exit_of_store(&error), &error),
    };
    if let Err(error) = disk::replace(out, &page, REPORT_MODE) {
        return Said {
            exit: Exit::Failure,
            text: format!("gryag: {} cannot be written: {error}\n", out.display()),
        };
    }
    let took = clock.monotonic().saturating_sub(started);
    Said::well(format!(
        "{}: {} bytes in {} ms\n",
        out.display(),
        page.len(),
        took.as_millis()
    ))
}

/// The page about the chats, as HTML.
///
/// # Errors
/// What the database says.
pub fn report_page(config: &Config, scope: report::Scope) -> Result<String, store::Error> {
    let backups = backup::list(&config.operations.backup_dir).unwrap_or_default();
    let sizes = report::Sizes {
        database: disk::file_bytes(&config.data_dir.join(store::FILE_NAME)),
        backups: backups.iter().map(|(_, path)| disk::file_bytes(path)).sum(),
        free: disk::free_bytes(&config.data_dir).unwrap_or(0),
    };
    let store = Store::open_read_only(&config.data_dir)?;
    report::make(store.read(), scope, sizes, &config.operations.prices)
}

/// `gryag restore FILE`.
pub fn restore(config: &Config, file: &Path, clock: &dyn Clock) -> Said {
    match restore::restore(file, &config.data_dir, clock.now()) {
        Ok(done) => {
            let mut lines = vec![format!(
                "restored: {} messages in {} chats; {} replies and {} requests will not be made \
                 any more",
                done.contents.messages,
                done.contents.chats,
                done.expired.jobs,
                done.expired.requests
            )];
            lines.extend(done.before.map(|before| {
                let before = before.display();
                format!("the old database is in {before}: remove it when all is well")
            }));
            Said::well(lines.join("\n") + "\n")
        }
        Err(failure) => {
            let exit = match &failure {
                restore::Failure::Running => Exit::Temporary,
                restore::Failure::File(error) => exit_of_store(error),
                restore::Failure::NoFile
                | restore::Failure::Io(_)
                | restore::Failure::Interrupted => Exit::Failure,
            };
            Said::failed(exit, &failure)
        }
    }
}

/// How a program ends that the database stops.
pub fn exit_of_store(error: &store::Error) -> Exit {
    match error {
        // What an operator or a moment mends, and the service manager then finds mended.
        store::Error::Full | store::Error::Busy | store::Error::Io(_) | store::Error::ReadOnly => {
            Exit::Temporary
        }
        store::Error::SqliteTooOld { .. }
        | store::Error::Newer { .. }
        | store::Error::Foreign
        | store::Error::Corrupt => Exit::Configuration,
        store::Error::Closed | store::Error::Sqlite(_) => Exit::Failure,
    }
}

/// An error and its causes in one line.
pub fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let texts: Vec<String> = causes.map(ToString::to_string).collect();
    texts.join(": ")
}
