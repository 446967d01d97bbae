//! `gryag check` ends in time even if nobody answers: all calls share one span of time.

use std::time::{Duration, Instant};

/// How long all calls together may take.
pub(super) const TOTAL: Duration = Duration::from_secs(16);
/// How long one call may take.
pub(super) const CALL: Duration = Duration::from_secs(5);
/// A call that has less time left is not worth making.
const CALL_MIN: Duration = Duration::from_millis(500);

/// The time that is left. Whoever asks hands the moment in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    until: Instant,
}

impl Budget {
    /// [`TOTAL`] from `now` on.
    pub(super) fn new(now: Instant) -> Self {
        Self { until: now + TOTAL }
    }

    /// How long the next call may take, after which `wait` more are spent on purpose; `None` if
    /// there is no time left for it.
    pub(super) fn call(&self, now: Instant, wait: Duration) -> Option<Duration> {
        let left = self.until.saturating_duration_since(now);
        let left = left.checked_sub(wait)?.min(CALL);
        (left >= CALL_MIN).then_some(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How long so many calls take of which each runs into its deadline.
    fn all_silent(waits: &[u64]) -> (Duration, usize) {
        let start = Instant::now();
        let budget = Budget::new(start);
        let (mut now, mut made) = (start, 0);
        for wait in waits {
            let wait = Duration::from_secs(*wait);
            if let Some(call) = budget.call(now, wait) {
                now += call + wait;
                made += 1;
            }
        }
        (now.duration_since(start), made)
    }

    #[test]
    fn however_many_calls_are_silent_they_end_in_time() {
        let (took, made) = all_silent(&[0; 50]);
        assert!(took <= TOTAL, "{took:?}");
        assert_eq!(made, 4, "three whole ones, and a last one of a second");
        let (took, _) = all_silent(&[0, 0, 3, 0, 3, 3]);
        assert!(took <= TOTAL, "{took:?}");
    }

    #[test]
    fn a_call_gets_no_more_than_its_own_share() {
        let now = Instant::now();
        let budget = Budget::new(now);
        assert_eq!(budget.call(now, Duration::ZERO), Some(CALL));
        let late = now + Duration::from_secs(14);
        assert_eq!(
            budget.call(late, Duration::ZERO),
            Some(Duration::from_secs(2))
        );
        assert_eq!(budget.call(late, Duration::from_secs(3)), None);
        assert_eq!(budget.call(now + TOTAL * 2, Duration::ZERO), None);
    }
}
