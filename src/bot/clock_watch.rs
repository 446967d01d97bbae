//! Notices that the computer's clock was set, by comparing it with one that only goes forward.

use super::shared::Shared;
use crate::clock::{Clock, UnixTime};
use crate::store::{Error, Store};
use std::time::Duration;

/// Smaller steps are the clock being kept in time, in seconds.
const STEP_MIN_S: i64 = 30;

/// What both clocks read at the last look.
#[derive(Debug, Clone, Copy)]
pub(super) struct ClockWatch {
    wall: UnixTime,
    monotonic: Duration,
}

impl ClockWatch {
    /// Begins to watch.
    pub(super) fn new(clock: &dyn Clock) -> Self {
        Self {
            wall: clock.now(),
            monotonic: clock.monotonic(),
        }
    }

    /// By how many seconds the clock was set since the last look: below zero, back.
    fn step(&mut self, clock: &dyn Clock) -> i64 {
        let now = Self::new(clock);
        let passed = now.monotonic.saturating_sub(self.monotonic).as_secs();
        let passed = i64::try_from(passed).unwrap_or(i64::MAX);
        let step = now
            .wall
            .0
            .saturating_sub(self.wall.0)
            .saturating_sub(passed);
        *self = now;
        if step.abs() < STEP_MIN_S { 0 } else { step }
    }

    /// Looks; after a step back, moves what was to happen at times of the old clock.
    ///
    /// # Errors
    /// What the database says.
    pub(super) fn look(&mut self, store: &mut Store, shared: &Shared) -> Result<(), Error> {
        let step = self.step(&shared.clock);
        if step == 0 {
            return Ok(());
        }
        log::warn!("the clock was set by {step} s");
        if step > 0 {
            return Ok(());
        }
        store.write(|writer| writer.set_back(shared.clock.now(), step.saturating_neg()))?;
        for (lane, due) in super::poll::open_lanes(store)? {
            super::deliver::wake_when_due(lane, due, shared);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

    #[derive(Debug, Default)]
    struct Hands {
        wall: AtomicI64,
        monotonic: AtomicU64,
    }

    impl Clock for Hands {
        fn now(&self) -> UnixTime {
            UnixTime(self.wall.load(Ordering::Relaxed))
        }

        fn monotonic(&self) -> Duration {
            Duration::from_secs(self.monotonic.load(Ordering::Relaxed))
        }

        fn pause(&self, _duration: Duration) -> bool {
            true
        }
    }

    #[test]
    fn time_that_passes_is_no_step_and_a_step_is_told_once() {
        let hands = Hands::default();
        hands.wall.store(1_000_000, Ordering::Relaxed);
        let mut watch = ClockWatch::new(&hands);
        for (wall, monotonic, step) in [
            (1_000_010, 10, 0),
            (1_000_025, 20, 0),
            (1_000_030 - 86_400, 30, 5 - 86_410),
            (1_000_040 - 86_400, 40, 0),
            (1_000_050, 50, 86_400),
        ] {
            hands.wall.store(wall, Ordering::Relaxed);
            hands.monotonic.store(monotonic, Ordering::Relaxed);
            let seen = watch.step(&hands);
            assert!((seen - step).abs() <= 15, "{wall}: {seen}");
            assert_eq!(seen == 0, step == 0, "{wall}");
        }
    }
}
