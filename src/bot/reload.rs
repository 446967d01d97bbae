//! Follows changes of the settings' file and of the persona's, without a restart.

use super::brain::Brain;
use super::models;
use super::shared::Shared;
use crate::config::Config;
use crate::ops::commands::chain;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

/// A file's state, enough to see that it was changed.
type Print = Option<(SystemTime, u64)>;

/// Follows changes of files.
#[derive(Debug)]
pub(super) struct Reload {
    current: Config,
    prints: Vec<(PathBuf, Print)>,
}

impl Reload {
    /// From the settings of the start.
    pub(super) fn new(config: &Config) -> Self {
        Self {
            current: config.clone(),
            prints: prints(config),
        }
    }

    /// Looks whether a file has changed, and takes over what it says now. A file that is wrong
    /// changes nothing, and is told once.
    pub(super) fn look(&mut self, shared: &Shared) {
        let prints_now = prints(&self.current);
        if prints_now == self.prints {
            return;
        }
        self.prints = prints_now;
        let newer = match self.current.reload() {
            Ok(newer) => newer,
            Err(problems) => {
                let told = problems.to_string().replace('\n', "; ");
                log::warn!("settings: the file is wrong, the old values stay: {told}");
                return;
            }
        };
        let brain = shared.brain();
        let me = brain.policy.me.clone();
        let restored_at = brain.policy.restored_at;
        match Brain::new(&newer, me, Arc::clone(&brain.models)) {
            Ok(mut brain) => {
                brain.policy.restored_at = restored_at;
                brain.models.set_limits(models::limits(&newer));
                shared.set_brain(brain);
            }
            Err(error) => {
                log::warn!("settings: the old values stay: {}", chain(&error));
                return;
            }
        }
        let changes = self.current.changes(&newer);
        if changes.live.is_empty() {
            log::info!("settings: read again, the persona too");
        } else {
            log::info!("settings: changed: {}", changes.live.join(", "));
        }
        // Against the settings of the start, which are in force as long as the process lives.
        let waiting = shared.config.changes(&newer).restart;
        if !waiting.is_empty() {
            log::warn!("settings: need a restart: {}", waiting.join(", "));
        }
        self.current = newer;
        // A new persona file is a new file to look at.
        self.prints = prints(&self.current);
    }
}

fn prints(config: &Config) -> Vec<(PathBuf, Print)> {
    let print = |path: PathBuf| {
        let data = std::fs::metadata(&path).ok();
        let print = data.and_then(|data| Some((data.modified().ok()?, data.len())));
        (path, print)
    };
    config.watched().into_iter().map(print).collect()
}
