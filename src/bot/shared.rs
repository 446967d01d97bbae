//! What the threads share, and how one of them ends the program.

use super::brain::Brain;
use super::health::Health;
use super::lanes::Lanes;
use super::stop::{Stop, SystemClock, Trigger};
use super::typing::Typist;
use crate::config::Config;
use crate::store;
use crate::telegram::Telegram;
use std::sync::{Arc, Mutex, PoisonError};

/// What the threads share.
#[derive(Debug)]
pub struct Shared {
    /// The settings.
    pub config: Config,
    /// What thinking needs.
    pub brain: Brain,
    /// The way to Telegram.
    pub telegram: Telegram,
    /// Who has work.
    pub lanes: Lanes,
    /// Who has made progress.
    pub health: Health,
    /// Shows "typing…" while a model thinks.
    pub typist: Typist,
    /// The clock.
    pub clock: SystemClock,
    /// Whether to stop.
    pub stop: Stop,
    /// Makes all stop.
    pub trigger: Arc<Trigger>,
    /// Why the program cannot go on.
    pub failure: Failures,
}

/// Why the program cannot go on.
#[derive(Debug)]
pub enum Failure {
    /// The database.
    Store(store::Error),
    /// The thread of that name panicked outside of any update's handling.
    Panicked(&'static str),
}

/// The first failure.
#[derive(Debug, Default)]
pub struct Failures(Mutex<Option<Failure>>);

impl Failures {
    /// The first failure, if there was one.
    pub fn take(&self) -> Option<Failure> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn note(&self, failure: Failure) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(failure);
    }
}

impl Shared {
    /// Ends the program because of the database.
    pub fn fail(&self, error: store::Error) {
        log::error!("gryag must stop: {error}");
        self.failure.note(Failure::Store(error));
        self.trigger.pull();
    }

    /// Ends the program because a thread is gone.
    pub fn panicked(&self, thread: &'static str) {
        log::error!("gryag must stop: bug: the {thread} thread panicked");
        self.failure.note(Failure::Panicked(thread));
        self.trigger.pull();
    }
}
