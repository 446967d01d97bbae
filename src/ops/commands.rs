//! The commands for the operator: what each says and how it ends.

use super::{backup, restore};
use crate::cli::Exit;
use crate::clock::Clock;
use crate::config::Config;
use crate::store;
use std::path::Path;

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
        store::Error::Full | store::Error::Busy | store::Error::Io(_) => Exit::Temporary,
        store::Error::SqliteTooOld { .. }
        | store::Error::Newer { .. }
        | store::Error::Foreign
        | store::Error::Corrupt
        | store::Error::ReadOnly => Exit::Configuration,
        store::Error::Sqlite(_) => Exit::Failure,
    }
}

/// An error and its causes in one line.
pub fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let texts: Vec<String> = causes.map(ToString::to_string).collect();
    texts.join(": ")
}
