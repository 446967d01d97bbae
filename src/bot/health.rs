//! Who has made progress, for the watchdog and the status line.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

/// A long poll that has not come back for so long is stuck: its own deadline is 65 s.
const POLL_SILENCE_MAX: Duration = Duration::from_secs(90);

/// Stamps of progress, on the monotonic clock. Threads stamp, the timer reads.
#[derive(Debug)]
pub(super) struct Health {
    /// When the poll thread last went round or waited on purpose.
    poll_ms: AtomicU64,
    /// When Telegram last answered a poll, or polling rested because much is open.
    answered_ms: AtomicU64,
    authorised: AtomicBool,
    /// Since when another program polls with our token; 0: none does.
    conflict_ms: AtomicU64,
    /// The model's server refuses key or models, and that was told.
    pub(super) model_refused: AtomicBool,
    workers: Vec<WorkerStamp>,
    /// Replies sent since the start.
    pub(super) replies: AtomicI64,
    /// Updates stored since the start.
    pub(super) updates: AtomicI64,
}

#[derive(Debug, Default)]
struct WorkerStamp {
    /// When the step that is being done must be over; 0: idle.
    due_ms: AtomicU64,
}

impl Health {
    /// Stamps for so many workers, all fresh at `now`.
    pub(super) fn new(workers: usize, now: Duration) -> Self {
        Self {
            poll_ms: AtomicU64::new(millis(now)),
            answered_ms: AtomicU64::new(millis(now)),
            authorised: AtomicBool::new(true),
            conflict_ms: AtomicU64::new(0),
            model_refused: AtomicBool::new(false),
            workers: (0..workers).map(|_| WorkerStamp::default()).collect(),
            replies: AtomicI64::new(0),
            updates: AtomicI64::new(0),
        }
    }

    /// The poll thread has gone round once, or is deliberately waiting.
    pub(super) fn poll_went_round(&self, now: Duration) {
        self.poll_ms.store(millis(now), Ordering::Relaxed);
    }

    /// Telegram has answered a poll, or is not asked because much is open.
    pub(super) fn poll_was_answered(&self, now: Duration) {
        self.poll_went_round(now);
        self.answered_ms.store(millis(now), Ordering::Relaxed);
    }

    /// Whether Telegram accepts our token.
    pub(super) fn set_authorised(&self, authorised: bool) {
        self.authorised.store(authorised, Ordering::Relaxed);
    }

    /// Whether Telegram accepts our token.
    pub(super) fn is_authorised(&self) -> bool {
        self.authorised.load(Ordering::Relaxed)
    }

    /// Whether another program polls with our token.
    pub(super) fn set_conflict(&self, conflict: bool, now: Duration) {
        if !conflict {
            self.conflict_ms.store(0, Ordering::Relaxed);
        } else if self.conflict_ms.load(Ordering::Relaxed) == 0 {
            self.conflict_ms
                .store(millis(now).max(1), Ordering::Relaxed);
        }
    }

    /// For how long another program has been polling with our token.
    pub(super) fn conflict_age(&self, now: Duration) -> Duration {
        match self.conflict_ms.load(Ordering::Relaxed) {
            0 => Duration::ZERO,
            since => now.saturating_sub(Duration::from_millis(since)),
        }
    }

    /// Worker `index` begins a step that must be over at `due`.
    pub(super) fn worker_begins(&self, index: usize, due: Duration) {
        if let Some(worker) = self.workers.get(index) {
            worker.due_ms.store(millis(due), Ordering::Relaxed);
        }
    }

    /// Worker `index` is idle.
    pub(super) fn worker_rests(&self, index: usize) {
        if let Some(worker) = self.workers.get(index) {
            worker.due_ms.store(0, Ordering::Relaxed);
        }
    }

    /// Who is stuck at `now`; `None` if nobody is.
    pub(super) fn stuck(&self, now: Duration) -> Option<&'static str> {
        let poll = Duration::from_millis(self.poll_ms.load(Ordering::Relaxed));
        if now.saturating_sub(poll) > POLL_SILENCE_MAX {
            return Some("poll");
        }
        let is_late = |worker: &WorkerStamp| {
            let due = worker.due_ms.load(Ordering::Relaxed);
            due != 0 && due < millis(now)
        };
        self.workers.iter().any(is_late).then_some("worker")
    }

    /// How long ago a poll was last answered.
    pub(super) fn poll_age(&self, now: Duration) -> Duration {
        let answered = Duration::from_millis(self.answered_ms.load(Ordering::Relaxed));
        now.saturating_sub(answered)
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conflict_lasts_from_its_first_sign_to_the_next_good_poll() {
        let health = Health::new(1, Duration::ZERO);
        health.set_conflict(true, Duration::from_secs(5));
        health.set_conflict(true, Duration::from_secs(8));
        assert_eq!(health.conflict_age(Duration::from_secs(9)).as_secs(), 4);
        health.set_conflict(false, Duration::from_secs(9));
        assert_eq!(health.conflict_age(Duration::from_secs(10)), Duration::ZERO);
    }

    #[test]
    fn a_silent_poll_or_an_overdue_worker_is_stuck() {
        let health = Health::new(2, Duration::from_secs(1));
        assert_eq!(health.stuck(Duration::from_secs(91)), None);
        assert_eq!(health.stuck(Duration::from_secs(92)), Some("poll"));
        health.poll_went_round(Duration::from_secs(92));
        assert_ne!(health.poll_age(Duration::from_secs(92)), Duration::ZERO);
        health.poll_was_answered(Duration::from_secs(92));
        assert_eq!(health.poll_age(Duration::from_secs(92)), Duration::ZERO);
        health.worker_begins(1, Duration::from_secs(100));
        assert_eq!(health.stuck(Duration::from_secs(100)), None);
        assert_eq!(health.stuck(Duration::from_secs(101)), Some("worker"));
        health.worker_rests(1);
        assert_eq!(health.stuck(Duration::from_secs(101)), None);
    }
}
