//! `BOT_BACKUP_HOOK`, beside the keeper: copying a backup away may take minutes, in which alerts
//! and orders must not wait.

use super::stop::{Stop, SystemClock};
use crate::ops::backup;
use crossbeam_channel::{Receiver, bounded};
use std::path::Path;
use std::thread;

/// The hook, one run of it at a time.
#[derive(Debug, Default)]
pub(super) struct Hook {
    running: Option<Receiver<Result<(), String>>>,
}

impl Hook {
    /// Runs `program` with the path of a new backup; why it cannot even begin.
    ///
    /// # Errors
    /// The run before it goes on, or there is no thread for it.
    pub(super) fn begin(
        &mut self,
        program: &Path,
        backup: &Path,
        stop: &Stop,
    ) -> Result<(), String> {
        if self.running.is_some() {
            return Err("it is still busy with the backup before".to_owned());
        }
        let (program, backup) = (program.to_owned(), backup.to_owned());
        let clock = SystemClock::new(stop.clone());
        let (done, running) = bounded(1);
        thread::Builder::new()
            .name("hook".to_owned())
            .spawn(move || {
                // Nobody listens any more when the program has stopped.
                drop(done.send(backup::run_hook(&program, &backup, &clock)));
            })
            .map_err(|error| format!("no thread can be started: {error}"))?;
        self.running = Some(running);
        Ok(())
    }

    /// How a run ended, told once.
    pub(super) fn ended(&mut self) -> Option<Result<(), String>> {
        let ended = self.running.as_ref()?.try_recv().ok()?;
        self.running = None;
        Some(ended)
    }
}

#[cfg(test)]
mod tests {
    use super::super::stop::stop_pair;
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_run_is_told_once_and_two_do_not_overlap() {
        let directory = tempfile::tempdir().unwrap();
        // The shell as the hook, and a script where the backup's path stands.
        let program = Path::new("/bin/sh");
        let script = directory.path().join("script");
        let gate = directory.path().join("gate");
        let text = format!("until [ -e {} ]; do sleep 0.02; done\n", gate.display());
        std::fs::write(&script, text).unwrap();
        let (_trigger, stop) = stop_pair();
        let mut hook = Hook::default();
        assert_eq!(hook.ended(), None);
        hook.begin(program, &script, &stop).unwrap();
        assert!(hook.begin(program, &script, &stop).is_err());
        assert_eq!(hook.ended(), None);
        std::fs::write(gate, "").unwrap();
        let ended = loop {
            match hook.ended() {
                Some(ended) => break ended,
                None => thread::sleep(Duration::from_millis(10)),
            }
        };
        assert_eq!(ended, Ok(()));
        assert_eq!(hook.ended(), None);
        hook.begin(Path::new("/nonexistent"), directory.path(), &stop)
            .unwrap();
        let ended = loop {
            match hook.ended() {
                Some(ended) => break ended,
                None => thread::sleep(Duration::from_millis(10)),
            }
        };
        assert!(ended.unwrap_err().contains("cannot be started"));
    }
}
