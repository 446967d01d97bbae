//! What the threads count while they work, for the status and the metrics.

use super::answer::Answered;
use crate::ids::UpdateId;
use crate::llm::{Failure, Trouble};
use crate::ops::histogram::Histogram;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Batches whose arrival is remembered: more than may be open at once.
const ARRIVALS_MAX: usize = 128;

const MINUTE_SPENT: Failure = Failure::MinuteSpent {
    wait: Duration::ZERO,
};

/// What the threads count.
#[derive(Debug, Default)]
pub(super) struct Measures {
    /// From an update's arrival to the decision about it.
    pub(super) decision: Histogram,
    /// From the question to the models until the answer.
    pub(super) model: Histogram,
    /// From a request to Telegram until it was accepted or refused.
    pub(super) send: Histogram,
    /// Questions that a model answered.
    pub(super) answers: AtomicU64,
    /// Questions that no model answered.
    pub(super) failures: AtomicU64,
    /// Those since the last answer.
    pub(super) failures_in_row: AtomicU64,
    /// Questions that were not put, for our own limit of a minute.
    pub(super) held_back: AtomicU64,
    last_failure: Mutex<&'static str>,
    /// The last id of each batch, and when it arrived.
    arrivals: Mutex<VecDeque<(UpdateId, Duration)>>,
}

impl Measures {
    /// A batch has arrived whose last update is `last`.
    pub(super) fn batch_arrived(&self, last: UpdateId, now: Duration) {
        let mut arrivals = self.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
        if arrivals.len() >= ARRIVALS_MAX {
            arrivals.pop_front();
        }
        arrivals.push_back((last, now));
    }

    /// Updates up to `last` were decided. Those that arrived before the start are not counted.
    pub(super) fn decided(&self, last: UpdateId, count: usize, now: Duration) {
        let arrivals = self.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
        let batch = arrivals.iter().find(|(end, _)| end.0 >= last.0);
        if let Some((_, arrived)) = batch {
            let count = u64::try_from(count).unwrap_or(0);
            self.decision.add_many(now.saturating_sub(*arrived), count);
        }
    }

    /// The models were asked, and this came of it.
    pub(super) fn asked(&self, took: Duration, answered: &Answered) {
        self.model.add(took);
        match answered {
            Answered::Stopping | Answered::Later(_) => {}
            // The models have done nothing, neither well nor badly.
            Answered::Silent(why) if *why == MINUTE_SPENT.as_str() => {
                self.held_back.fetch_add(1, Ordering::Relaxed);
            }
            Answered::Silent(why) if is_trouble(why) => {
                self.failures.fetch_add(1, Ordering::Relaxed);
                self.failures_in_row.fetch_add(1, Ordering::Relaxed);
                *self
                    .last_failure
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner) = why;
            }
            Answered::Said | Answered::Silent(_) => {
                self.answers.fetch_add(1, Ordering::Relaxed);
                self.failures_in_row.store(0, Ordering::Relaxed);
            }
        }
    }

    /// The last failure of the models, one word; empty for none.
    pub(super) fn last_failure(&self) -> &'static str {
        *self
            .last_failure
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a silence came about because no model could be had; a model that declines is none.
fn is_trouble(why: &str) -> bool {
    let limited = |daily| Failure::RateLimited {
        retry_after: None,
        daily,
    };
    [
        limited(true),
        limited(false),
        Failure::Overloaded(Trouble::Server),
        Failure::Overloaded(Trouble::Network),
        Failure::Overloaded(Trouble::Slow),
        Failure::Overloaded(Trouble::Garbage),
        Failure::KeyRefused,
        Failure::ModelGone,
        Failure::Invalid,
    ]
    .iter()
    .any(|failure| failure.as_str() == why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::UnixTime;

    #[test]
    fn decisions_are_measured_from_the_arrival_of_their_batch() {
        let measures = Measures::default();
        measures.batch_arrived(UpdateId(10), Duration::from_secs(1));
        measures.batch_arrived(UpdateId(20), Duration::from_secs(2));
        measures.decided(UpdateId(10), 3, Duration::from_millis(1_004));
        measures.decided(UpdateId(11), 1, Duration::from_millis(2_040));
        measures.decided(UpdateId(99), 1, Duration::from_secs(9));
        let counts = measures.decision.counts();
        assert_eq!((counts.count, counts.total_us), (4, 52_000));
    }

    #[test]
    fn only_what_keeps_models_from_answering_is_a_failure() {
        let measures = Measures::default();
        let took = Duration::from_millis(5);
        measures.asked(took, &Answered::Silent("overloaded"));
        measures.asked(took, &Answered::Silent("key-refused"));
        assert_eq!(measures.failures_in_row.load(Ordering::Relaxed), 2);
        assert_eq!(measures.last_failure(), "key-refused");
        measures.asked(took, &Answered::Stopping);
        measures.asked(took, &Answered::Silent("minute-spent"));
        measures.asked(took, &Answered::Later(UnixTime(9)));
        assert_eq!(measures.failures_in_row.load(Ordering::Relaxed), 2);
        assert_eq!(measures.answers.load(Ordering::Relaxed), 0);
        assert_eq!(measures.held_back.load(Ordering::Relaxed), 1);
        assert_eq!(measures.last_failure(), "key-refused");
        measures.asked(took, &Answered::Silent("declined"));
        assert_eq!(measures.failures_in_row.load(Ordering::Relaxed), 0);
        assert_eq!(measures.failures.load(Ordering::Relaxed), 2);
        assert_eq!(measures.answers.load(Ordering::Relaxed), 1);
    }
}
