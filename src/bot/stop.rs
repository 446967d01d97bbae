//! The stop, as a channel that closes, and the clock that listens to it.

use crate::clock::{Clock, UnixTime};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

/// Ends the program when pulled: every [`Stop`] wakes.
#[derive(Debug)]
pub struct Trigger(Mutex<Option<Sender<()>>>);

/// Tells whether the program was asked to stop.
#[derive(Debug, Clone)]
pub struct Stop(Receiver<()>);

/// A trigger and what it wakes.
pub fn stop_pair() -> (Trigger, Stop) {
    let (sender, receiver) = bounded(0);
    (Trigger(Mutex::new(Some(sender))), Stop(receiver))
}

impl Trigger {
    /// Asks the program to stop; `false` if it was asked before.
    pub fn pull(&self) -> bool {
        // Nothing is ever sent: dropping the only sender closes the channel for all.
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
            .is_some()
    }
}

impl Stop {
    /// Whether the program was asked to stop.
    pub fn is_asked(&self) -> bool {
        self.0.try_recv() == Err(crossbeam_channel::TryRecvError::Disconnected)
    }

    /// The channel that closes, for `select!`.
    pub fn channel(&self) -> &Receiver<()> {
        &self.0
    }

    /// Waits until the program is asked to stop.
    pub fn wait(&self) {
        // Nothing is ever sent, so this returns only when the channel closes.
        self.0.recv().ok();
    }

    /// Sleeps; `false` if the program was asked to stop meanwhile.
    pub fn sleep(&self, duration: Duration) -> bool {
        self.0.recv_timeout(duration) == Err(RecvTimeoutError::Timeout)
    }
}

/// The clock of the running program.
#[derive(Debug)]
pub struct SystemClock {
    started: Instant,
    stop: Stop,
}

impl SystemClock {
    /// A clock whose pauses end when `stop` is asked.
    pub fn new(stop: Stop) -> Self {
        Self {
            started: Instant::now(),
            stop,
        }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> UnixTime {
        let since_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        // A clock before 1970 is no clock.
        UnixTime(since_epoch.map_or(0, |time| i64::try_from(time.as_secs()).unwrap_or(0)))
    }

    fn monotonic(&self) -> Duration {
        self.started.elapsed()
    }

    fn pause(&self, duration: Duration) -> bool {
        self.stop.sleep(duration)
    }
}
