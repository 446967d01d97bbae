//! What follows from a failure: a retry after a wait, the next model, or nothing more; and for how
//! long who failed is left alone.

use super::Failure;
use super::gate::Gate;
use crate::clock::{Clock, SECONDS_PER_DAY, SECONDS_PER_HOUR, UnixTime};
use crate::rng::Rng;
use std::time::Duration;

/// A request that has less time left is not worth sending.
pub(super) const REQUEST_MIN: Duration = Duration::from_secs(1);
/// Retries of a model if there is another one to go on to, and if there is none.
const RETRIES_MAX: (u32, u32) = (1, 2);
/// Bounds of the wait before the first retry and any later one, in milliseconds.
const BACKOFF_MS: (i64, i64, i64) = (1_000, 4_000, 8_000);
/// The longest wait asked for by a server that is waited out; a longer one means the next model.
const WAIT_MAX: Duration = Duration::from_secs(20);
/// So much more is waited at most, in milliseconds, lest all workers return at once.
const WAIT_JITTER_MS: i64 = 500;
/// The longest pause that a server's wait means; then it is asked anew.
const PAUSE_MAX: Duration = Duration::from_secs(300);
/// How long a model rests that failed in spite of retries.
const PAUSE_OVERLOADED: Duration = Duration::from_secs(30);

/// How it goes on after a failure.
pub(super) enum Next {
    /// The same model again.
    Again,
    /// Another model.
    OtherModel,
    /// Nobody.
    GiveUp,
}

/// The program is stopping.
pub(super) struct Stopping;

/// What a question under way needs to know to go on.
pub(super) struct Recovery<'q> {
    pub(super) gate: &'q Gate,
    pub(super) clock: &'q dyn Clock,
    /// When the question must be over.
    pub(super) ends_at: Duration,
}

impl Recovery<'_> {
    /// What follows from `failure` of `model`, after the wait that it takes.
    pub(super) fn after(
        &self,
        model: &str,
        failure: Failure,
        retries: u32,
        has_other: bool,
        rng: &mut Rng,
    ) -> Result<Next, Stopping> {
        let gate = self.gate;
        let now = self.clock.monotonic();
        let pause = |length| gate.pause(model, now.saturating_add(length), failure);
        let (with_other, alone) = RETRIES_MAX;
        let may_retry = retries < if has_other { with_other } else { alone };
        match failure {
            Failure::Stopped | Failure::Blocked(_) => Ok(Next::GiveUp),
            Failure::KeyRefused => {
                gate.refuse_all(now);
                Ok(Next::GiveUp)
            }
            Failure::ModelGone => {
                gate.lose(model, now);
                Ok(Next::OtherModel)
            }
            Failure::Empty { .. } | Failure::Invalid | Failure::MinuteSpent { .. } => {
                Ok(Next::OtherModel)
            }
            Failure::RateLimited { daily: true, .. } => {
                pause(until_quota_reset(self.clock.now()));
                Ok(Next::OtherModel)
            }
            Failure::RateLimited {
                retry_after: Some(wait),
                daily: false,
            } => {
                pause(wait.min(PAUSE_MAX));
                if wait > WAIT_MAX || !may_retry {
                    return Ok(Next::OtherModel);
                }
                self.wait(wait.saturating_add(millis(rng.between(0, WAIT_JITTER_MS))))
            }
            Failure::RateLimited { .. } | Failure::Overloaded(_) if may_retry => {
                let (low, first, later) = BACKOFF_MS;
                let high = if retries == 0 { first } else { later };
                self.wait(millis(rng.between(low, high)))
            }
            Failure::RateLimited { .. } | Failure::Overloaded(_) => {
                pause(PAUSE_OVERLOADED);
                Ok(Next::OtherModel)
            }
        }
    }

    /// Waits, if there is time for it and for another request.
    fn wait(&self, wait: Duration) -> Result<Next, Stopping> {
        let resumes_at = self.clock.monotonic().saturating_add(wait);
        if resumes_at.saturating_add(REQUEST_MIN) > self.ends_at {
            return Ok(Next::OtherModel);
        }
        if self.clock.pause(wait) {
            Ok(Next::Again)
        } else {
            Err(Stopping)
        }
    }
}

fn millis(millis: i64) -> Duration {
    Duration::from_millis(u64::try_from(millis).unwrap_or(0))
}

/// The time until Google's quotas of the day begin anew: midnight at the US Pacific coast in
/// winter (an hour late in summer, but never early).
fn until_quota_reset(now: UnixTime) -> Duration {
    let since = now
        .minus(8_i64.saturating_mul(SECONDS_PER_HOUR))
        .0
        .rem_euclid(SECONDS_PER_DAY);
    Duration::from_secs(u64::try_from(SECONDS_PER_DAY.saturating_sub(since)).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotas_begin_anew_at_eight_in_the_morning_utc() {
        let at = |hour: i64| UnixTime(20_000 * SECONDS_PER_DAY + hour * SECONDS_PER_HOUR);
        assert_eq!(until_quota_reset(at(7)), Duration::from_secs(3_600));
        assert_eq!(until_quota_reset(at(8)), Duration::from_secs(86_400));
        assert_eq!(until_quota_reset(at(23)), Duration::from_secs(9 * 3_600));
    }
}
