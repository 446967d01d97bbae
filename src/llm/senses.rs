//! Which models turn out not to see or hear, so that they are not shown everything in vain.

use super::{Failure, Trouble};
use crate::message::Sense;
use crate::prompt::Medium;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// So many refusals in a row mean that a model lacks a sense; a single one may be a bad file.
const REFUSALS_MAX: u32 = 2;
/// It is tried again after so long.
const LACKING: Duration = Duration::from_secs(86_400);
/// Models that are remembered; there are never so many.
const MODELS_MAX: usize = 64;

/// What is to blame for the failure of a request with pictures or sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blame {
    /// The model, which may lack the sense for them.
    Model,
    /// The file, of which the model will not speak.
    File,
    /// Neither.
    Neither,
}

impl Blame {
    /// Judges a failure. Local servers call it their own trouble that a model cannot see.
    pub(super) fn of(failure: Failure, is_local: bool) -> Self {
        match failure {
            Failure::Invalid => Self::Model,
            Failure::Overloaded(Trouble::Server) if is_local => Self::Model,
            Failure::Blocked(_)
            | Failure::Empty {
                ate_budget: false, ..
            } => Self::File,
            Failure::Overloaded(_)
            | Failure::Empty {
                ate_budget: true, ..
            }
            | Failure::RateLimited { .. }
            | Failure::MinuteSpent { .. }
            | Failure::KeyRefused
            | Failure::ModelGone
            | Failure::Stopped => Self::Neither,
        }
    }
}

/// How often each model refused lately what one sees, and what one hears.
#[derive(Debug, Default)]
pub(super) struct Senses(Mutex<BTreeMap<String, Refusals>>);

#[derive(Debug, Clone, Copy, Default)]
struct Refusals {
    sight: Row,
    hearing: Row,
}

/// Refusals in a row.
#[derive(Debug, Clone, Copy, Default)]
struct Row {
    count: u32,
    /// When the last one was, by the monotonic clock.
    at: Duration,
}

impl Refusals {
    fn of(&mut self, sense: Sense) -> &mut Row {
        match sense {
            Sense::Sight => &mut self.sight,
            Sense::Hearing => &mut self.hearing,
        }
    }
}

impl Senses {
    /// Whether a model lacks a sense for any of the media.
    pub(super) fn lacks(&self, model: &str, media: &[Medium], now: Duration) -> bool {
        let Some(mut refusals) = self.lock().get(model).copied() else {
            return false;
        };
        let mut senses = media.iter().map(|medium| medium.format.sense());
        senses.any(|sense| {
            let row = refusals.of(sense);
            row.count >= REFUSALS_MAX && now.saturating_sub(row.at) < LACKING
        })
    }

    /// Notes that a model refused a request with these media.
    pub(super) fn refused(&self, model: &str, media: &[Medium], now: Duration) {
        self.note(model, media, |row| Row {
            count: row.count.saturating_add(1),
            at: now,
        });
    }

    /// Notes that a model took a request with these media.
    pub(super) fn took(&self, model: &str, media: &[Medium]) {
        self.note(model, media, |_| Row::default());
    }

    fn note(&self, model: &str, media: &[Medium], change: impl Fn(Row) -> Row) {
        if media.is_empty() {
            return;
        }
        let mut models = self.lock();
        if models.len() >= MODELS_MAX && !models.contains_key(model) {
            return;
        }
        let refusals = models.entry(model.to_owned()).or_default();
        for medium in media {
            let row = refusals.of(medium.format.sense());
            *row = change(*row);
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Refusals>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::Format;
    use std::sync::Arc;

    fn medium(format: Format) -> [Medium; 1] {
        [Medium {
            label: String::new(),
            format,
            bytes: Arc::from(&b"x"[..]),
            duration_s: 1,
        }]
    }

    #[test]
    fn a_model_lacks_a_sense_for_a_day_after_refusals_in_a_row() {
        let senses = Senses::default();
        let (picture, sound) = (medium(Format::Jpeg), medium(Format::Ogg));
        let now = Duration::from_secs(50);
        senses.refused("a", &picture, now);
        senses.took("a", &picture);
        senses.refused("a", &picture, now);
        assert!(!senses.lacks("a", &picture, now));
        senses.refused("a", &picture, now);
        assert!(senses.lacks("a", &picture, now));
        assert!(!senses.lacks("a", &sound, now) && !senses.lacks("b", &picture, now));
        assert!(!senses.lacks("a", &[], now));
        assert!(!senses.lacks("a", &picture, now + LACKING));
    }
}
