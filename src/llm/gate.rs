//! Who may be asked now: a budget per model and minute and day, and pauses after refusals.

use super::{Failure, RequestLimits};
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The window of the budget per minute.
const WINDOW: Duration = Duration::from_secs(60);
/// How long a model is left alone that does not exist, while there are others.
const GONE: Duration = Duration::from_secs(3_600);
/// What must be mended elsewhere (a key, a model that is being fetched) is tried again after so
/// long, then after twice as long each time.
const PROBE_FIRST: Duration = Duration::from_secs(30);
/// And at the latest after so long.
const PROBE_MAX: Duration = Duration::from_secs(1_800);

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
    /// How often in a row the key was refused.
    refusals: u32,
}

#[derive(Debug, Default)]
struct ModelState {
    /// When it was asked within the last minute, oldest first.
    asked: VecDeque<Duration>,
    /// Requests that the store does not know of yet.
    unrecorded: u32,
    pause: Option<Pause>,
    /// How often in a row it was gone, and from when on it may be looked for again if there is
    /// nobody else.
    gone: u32,
    probe_at: Duration,
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
            Failure::MinuteSpent { .. }
            | Failure::Overloaded(_)
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
            ..State::default()
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
            return Err(Failure::MinuteSpent {
                wait: oldest.saturating_add(WINDOW).saturating_sub(now),
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

    /// `model` does not exist: leaves it alone, and with it everybody's question for a while if
    /// there is no other.
    pub(super) fn lose(&self, model: &str, now: Duration) {
        let mut state = self.lock();
        let model = state.models.entry(model.to_owned()).or_default();
        model.pause = Some(Pause {
            until: now.saturating_add(GONE),
            why: Failure::ModelGone,
        });
        model.probe_at = now.saturating_add(probe_after(model.gone));
        model.gone = model.gone.saturating_add(1);
    }

    /// The key is refused: leaves all models alone for a while.
    pub(super) fn refuse_all(&self, now: Duration) {
        let mut state = self.lock();
        state.pause = Some(Pause {
            until: now.saturating_add(probe_after(state.refusals)),
            why: Failure::KeyRefused,
        });
        state.refusals = state.refusals.saturating_add(1);
    }

    /// Lets those models be asked again that are gone and may be looked for by now.
    pub(super) fn probe(&self, now: Duration) {
        for model in self.lock().models.values_mut() {
            let is_gone = |pause: Pause| pause.why == Failure::ModelGone;
            if model.probe_at <= now && model.pause.is_some_and(is_gone) {
                model.pause = None;
            }
        }
    }

    /// `model` has answered, so it exists and the key is good.
    pub(super) fn answered(&self, model: &str) {
        let mut state = self.lock();
        state.refusals = 0;
        if let Some(model) = state.models.get_mut(model) {
            model.gone = 0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The wait before the next try after `failed` ones before this.
fn probe_after(failed: u32) -> Duration {
    let factor = 1_u32.checked_shl(failed).unwrap_or(u32::MAX);
    PROBE_FIRST.saturating_mul(factor).min(PROBE_MAX)
}

#[cfg(test)]
mod tests {
    use super::super::Trouble;
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
        let wait = |seconds| Err(Failure::MinuteSpent { wait: at(seconds) });
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
        gate.pause("a", at(10), Failure::Overloaded(Trouble::Slow));
        gate.refuse_all(at(0));
        assert_eq!(gate.closed("b", at(29)), Some(Failure::KeyRefused));
        assert_eq!(gate.closed("b", at(30)), None);
        gate.refuse_all(at(0));
        assert_eq!(gate.closed("a", at(59)), Some(Failure::KeyRefused));
        assert_eq!(gate.closed("a", at(60)), None);
        gate.answered("a");
        gate.refuse_all(at(60));
        assert_eq!(gate.closed("a", at(90)), None);
    }

    #[test]
    fn who_is_gone_is_looked_for_ever_more_rarely() {
        let gate = Gate::default();
        let mut now = at(0);
        let mut waits = Vec::new();
        for _ in 0..9 {
            gate.lose("a", now);
            let lost = now;
            while gate.closed("a", now).is_some() {
                now += at(10);
                gate.probe(now);
            }
            waits.push(now.saturating_sub(lost).as_secs());
        }
        let doubled = [30, 60, 120, 240, 480, 960, 1_800, 1_800, 1_800];
        assert_eq!(waits, doubled);
        gate.answered("a");
        gate.lose("a", now);
        gate.probe(now + at(30));
        assert_eq!(gate.closed("a", now + at(30)), None);
    }
}
