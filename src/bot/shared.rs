//! What the threads share, and how one of them ends the program.

use super::brain::Brain;
use super::health::Health;
use super::lanes::Lanes;
use super::measures::Measures;
use super::stop::{Stop, SystemClock, Trigger};
use super::typing::Typist;
use crate::config::Config;
use crate::http::Http;
use crate::llm::Failure as ModelFailure;
use crate::ops::vitals::Vitals;
use crate::store;
use crate::telegram::Telegram;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// What the threads share.
#[derive(Debug)]
pub(super) struct Shared {
    /// The settings.
    pub(super) config: Config,
    /// What thinking needs; see [`Shared::brain`].
    pub(super) brain_now: RwLock<Arc<Brain>>,
    /// The way to Telegram.
    pub(super) telegram: Telegram,
    /// The way to the models, to be interrupted at the end.
    pub(super) model_http: Http,
    /// Who has work.
    pub(super) lanes: Lanes,
    /// Who has made progress.
    pub(super) health: Health,
    /// Shows "typing…" while a model thinks.
    pub(super) typist: Typist,
    /// The clock.
    pub(super) clock: SystemClock,
    /// Whether to stop.
    pub(super) stop: Stop,
    /// Makes all stop.
    pub(super) trigger: Arc<Trigger>,
    /// Why the program cannot go on.
    pub(super) failure: Failures,
    /// What the threads count.
    pub(super) measures: Measures,
    /// How the bot is.
    pub(super) report: Report,
}

/// How the bot is, for whom wants to know.
#[derive(Debug, Default)]
pub(super) struct Report {
    vitals: Mutex<Option<Vitals>>,
    backup_error: Mutex<String>,
}

/// Why the program cannot go on.
#[derive(Debug)]
pub(super) enum Failure {
    /// The database.
    Store(store::Error),
    /// The thread of that name panicked outside of any update's handling.
    Panicked(&'static str),
}

/// The first failure.
#[derive(Debug, Default)]
pub(super) struct Failures(Mutex<Option<Failure>>);

impl Failures {
    /// The first failure, if there was one.
    pub(super) fn take(&self) -> Option<Failure> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn note(&self, failure: Failure) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_or_insert(failure);
    }
}

impl Shared {
    /// What thinking needs, as it is now. Whoever thinks keeps it until the thought is over.
    pub(super) fn brain(&self) -> Arc<Brain> {
        Arc::clone(
            &self
                .brain_now
                .read()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// Thinks otherwise from now on.
    pub(super) fn set_brain(&self, brain: Brain) {
        *self
            .brain_now
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Arc::new(brain);
    }

    /// How the bot was a few seconds ago; `None` right after the start.
    pub(super) fn vitals(&self) -> Option<Vitals> {
        let vitals = self.report.vitals.lock();
        vitals.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notes how the bot is.
    pub(super) fn set_vitals(&self, vitals: Vitals) {
        *self
            .report
            .vitals
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(vitals);
    }

    /// Why the last backup failed; empty for well.
    pub(super) fn backup_error(&self) -> String {
        let error = self.report.backup_error.lock();
        error.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notes why the last backup failed; empty for well.
    pub(super) fn set_backup_error(&self, error: String) {
        *self
            .report
            .backup_error
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = error;
    }

    /// Ends the program because of the database.
    pub(super) fn fail(&self, error: store::Error) {
        if matches!(error, store::Error::Closed) {
            // It has stopped: whoever is late is told, and that is no failure.
            return;
        }
        log::error!("gryag must stop: {error}");
        self.failure.note(Failure::Store(error));
        self.trigger.pull();
    }

    /// Notes that Telegram refuses our token, and says so once.
    pub(super) fn unauthorised(&self) {
        if self.health.is_authorised() {
            log::error!(
                "Telegram refuses our token: nothing is heard or said until that is mended"
            );
        }
        self.health.set_authorised(false);
    }

    /// Notes that a question found no answer, and says once if somebody must act.
    pub(super) fn model_failed(&self, why: &str) {
        let must_act = [ModelFailure::KeyRefused, ModelFailure::ModelGone];
        let is_grave = must_act.iter().any(|failure| failure.as_str() == why);
        if is_grave && !self.health.model_refused.swap(true, Ordering::Relaxed) {
            log::error!("the model's server refuses us ({why}): look at the key and the models");
        }
    }

    /// Notes that a model answered.
    pub(super) fn model_answered(&self) {
        if self.health.model_refused.swap(false, Ordering::Relaxed) {
            log::info!("the model's server answers again");
        }
    }

    /// Ends the program because a thread is gone.
    pub(super) fn panicked(&self, thread: &'static str) {
        log::error!("gryag must stop: bug: the {thread} thread panicked");
        self.failure.note(Failure::Panicked(thread));
        self.trigger.pull();
    }
}
