//! The time of a chat in the terminal.

use super::console::Options;
use crate::clock::{Clock, UnixTime};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A clock that can be moved, and otherwise stands (in a script) or runs (in a terminal).
#[derive(Debug)]
pub(super) struct ConsoleClock {
    start: UnixTime,
    started: Instant,
    moved_ms: AtomicU64,
    /// A person types.
    real_time: bool,
    /// Nobody is really asked or waited for.
    simulated: bool,
}

impl ConsoleClock {
    /// `is_stand_in`: no model is really asked.
    pub(super) fn new(options: Options, is_stand_in: bool) -> Self {
        Self {
            start: options.start,
            started: Instant::now(),
            moved_ms: AtomicU64::new(0),
            real_time: options.real_time,
            simulated: is_stand_in && !options.real_time,
        }
    }

    /// Lets time pass.
    pub(super) fn advance(&self, time: Duration) {
        let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.moved_ms.fetch_add(millis, Ordering::Relaxed);
    }

    fn moved(&self) -> Duration {
        Duration::from_millis(self.moved_ms.load(Ordering::Relaxed))
    }
}

impl Clock for ConsoleClock {
    fn now(&self) -> UnixTime {
        let passed = if self.real_time {
            self.started.elapsed()
        } else {
            Duration::ZERO
        };
        let passed = passed.saturating_add(self.moved()).as_secs();
        self.start.plus(i64::try_from(passed).unwrap_or(0))
    }

    fn monotonic(&self) -> Duration {
        if self.simulated {
            self.moved()
        } else {
            self.started.elapsed()
        }
    }

    fn pause(&self, duration: Duration) -> bool {
        if self.simulated {
            self.advance(duration);
        } else {
            std::thread::sleep(duration);
        }
        true
    }
}
