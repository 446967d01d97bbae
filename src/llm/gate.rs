//! Who may be asked now: a budget per model and minute and day, and pauses after refusals.

use super::{Failure, RequestLimits};
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The window of the budget per minute.
const WINDOW: Duration = Duration::from_secs(60);

/// The state of all models. Moments are those of [`crate::clock::Clock::monotonic`].
#[derive(Debug, Default)]
pub(super) struct Gate {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    limits: RequestLimits,
    models: HashMap<String, ModelState>,
    /// A pause of all models, for what is wrong with the key.
    pause: Option<Pause>,
}

#[derive(Debug, Default)]
struct ModelState {
    /// When it was asked within the last minute, oldest first.
    asked: VecDeque<Duration>,
    /// Requests that the store does not know of yet.
    unrecorded: u32,
    pause: Option<Pause>,
}

#[derive(Debug, Clone, Copy)]
struct Pause {
    until: Duration,
    why: Failure,
}

impl Pause {
    /// The failure that a request would meet again, with the wait that is left.
    fn failure(self, now: Duration) -> Option<Failure> {
        let left = self.until.checked_sub(now).filter(|left| !left.is_zero())?;
        Some(match self.why {
            Failure::RateLimited { daily, .. } => Failure::RateLimited {
                retry_after: Some(left),
                daily,
            },
            Failure::Overloaded(_)
            | Failure::Empty { .. }
            | Failure::Blocked(_)
            | Failure::KeyRefused
            | Failure::ModelGone
            | Failure::Invalid
            | Failure::Stopped => self.why,
        })
    }
}

/// What one model may be asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Allowance {
    pub(super) per_minute: u32,
    pub(super) per_day: u32,
    pub(super) spent_today: u32,
}

impl Gate {
    /// With nobody paused.
    pub(super) fn new(limits: RequestLimits) -> Self {
        let state = State {
            limits,
            models: HashMap::new(),
            pause: None,
        };
        Self {
            state: Mutex::new(state),
        }
    }

    /// How much may be asked.
    pub(super) fn limits(&self) -> RequestLimits {
        self.lock().limits
    }

    /// How much may be asked from now on.
    pub(super) fn set_limits(&self, limits: RequestLimits) {
        self.lock().limits = limits;
    }

    /// Why `model` should not even be tried now.
    pub(super) fn closed(&self, model: &str, now: Duration) -> Option<Failure> {
        let state = self.lock();
        let of_all = state.pause;
        let of_model = state.models.get(model).and_then(|model| model.pause);
        [of_all, of_model]
            .into_iter()
            .flatten()
            .find_map(|pause| pause.failure(now))
    }

    /// Books a request to `model`, to be given back by [`Gate::recorded`].
    ///
    /// # Errors
    /// Why it must not be sent.
    pub(super) fn admit(
        &self,
        model: &str,
        allowance: Allowance,
        now: Duration,
    ) -> Result<(), Failure> {
        if let Some(failure) = self.closed(model, now) {
            return Err(failure);
        }
        let mut state = self.lock();
        let model = state.models.entry(model.to_owned()).or_default();
        let spent = allowance.spent_today.saturating_add(model.unrecorded);
        if spent >= allowance.per_day {
            return Err(Failure::RateLimited {
                retry_after: None,
                daily: true,
            });
        }
        let is_old = |asked: &Duration| now.saturating_sub(*asked) >= WINDOW;
        while model.asked.front().is_some_and(is_old) {
            model.asked.pop_front();
        }
        let in_window = u32::try_from(model.asked.len()).unwrap_or(u32::MAX);
        if in_window >= allowance.per_minute {
            let oldest = model.asked.front().copied().unwrap_or(now);
            return Err(Failure::RateLimited {
                retry_after: Some(oldest.saturating_add(WINDOW).saturating_sub(now)),
                daily: false,
            });
        }
        model.asked.push_back(now);
        model.unrecorded = model.unrecorded.saturating_add(1);
        Ok(())
    }

    /// Gives a booked request back: from now on the caller counts it.
    pub(super) fn recorded(&self, model: &str) {
        if let Some(model) = self.lock().models.get_mut(model) {
            model.unrecorded = model.unrecorded.saturating_sub(1);
        }
    }

    /// Leaves `model` alone until then.
    pub(super) fn pause(&self, model: &str, until: Duration, why: Failure) {
        let mut state = self.lock();
        let model = state.models.entry(model.to_owned()).or_default();
        model.pause = Some(Pause { until, why });
    }

    /// Asks `model` again before its rest is over, if it rests for being overloaded.
    ///
    /// Says whether it did rest for that.
    pub(super) fn resume(&self, model: &str) -> bool {
        let mut state = self.lock();
        let Some(model) = state.models.get_mut(model) else {
            return false;
        };
        let is_overload = |pause: Pause| matches!(pause.why, Failure::Overloaded(_));
        let rests = model.pause.is_some_and(is_overload);
        if rests {
            model.pause = None;
        }
        rests
    }

    /// Leaves all models alone until then.
    pub(super) fn pause_all(&self, until: Duration, why: Failure) {
        self.lock().pause = Some(Pause { until, why });
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALLOWANCE: Allowance = Allowance {
        per_minute: 2,
        per_day: 10,
        spent_today: 0,
    };

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn the_minute_slides() {
        let gate = Gate::default();
        assert_eq!(gate.admit("a", ALLOWANCE, at(0)), Ok(()));
        assert_eq!(gate.admit("a", ALLOWANCE, at(50)), Ok(()));
        let wait = |seconds| {
            Err(Failure::RateLimited {
                retry_after: Some(at(seconds)),
                daily: false,
            })
        };
        assert_eq!(gate.admit("a", ALLOWANCE, at(59)), wait(1));
        assert_eq!(gate.admit("b", ALLOWANCE, at(59)), Ok(()));
        assert_eq!(gate.admit("a", ALLOWANCE, at(60)), Ok(()));
        assert_eq!(gate.admit("a", ALLOWANCE, at(60)), wait(50));
    }

    #[test]
    fn the_day_counts_what_is_not_recorded_yet() {
        let gate = Gate::default();
        let nearly_spent = Allowance {
            spent_today: 9,
            ..ALLOWANCE
        };
        assert_eq!(gate.admit("a", nearly_spent, at(0)), Ok(()));
        assert!(gate.admit("a", nearly_spent, at(1)).is_err());
        gate.recorded("a");
        assert_eq!(gate.admit("a", nearly_spent, at(2)), Ok(()));
    }

    #[test]
    fn pauses_end() {
        let gate = Gate::default();
        gate.pause("a", at(10), Failure::ModelGone);
        gate.pause_all(at(5), Failure::KeyRefused);
        assert_eq!(gate.closed("b", at(4)), Some(Failure::KeyRefused));
        assert_eq!(gate.closed("b", at(5)), None);
        assert_eq!(gate.closed("a", at(9)), Some(Failure::ModelGone));
        assert_eq!(gate.closed("a", at(10)), None);
    }
}
