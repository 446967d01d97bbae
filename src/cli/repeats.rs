//! The same place in the code may say only so much in a minute.

use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Lines from one place in one window.
const LINES_MAX: u32 = 10;
/// The window.
const WINDOW: Duration = Duration::from_secs(60);

/// A place in the code: file and line.
pub(super) type Place = (Option<&'static str>, Option<u32>);

/// How much each place has said lately. There are only so many places in a program.
#[derive(Debug, Default)]
pub(super) struct Repeats(HashMap<Place, Window>);

#[derive(Debug)]
struct Window {
    since: Instant,
    said: u32,
    swallowed: u64,
}

/// What to do with a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Say it, after telling how many like it were swallowed before.
    Say(u64),
    /// Swallow it.
    Swallow,
}

impl Repeats {
    /// Judges a line from `place` at `now`.
    pub(super) fn judge(&mut self, place: Place, now: Instant) -> Verdict {
        let window = self.0.entry(place).or_insert(Window {
            since: now,
            said: 0,
            swallowed: 0,
        });
        let mut before = 0;
        if now.duration_since(window.since) >= WINDOW {
            before = window.swallowed;
            *window = Window {
                since: now,
                said: 0,
                swallowed: 0,
            };
        }
        if window.said >= LINES_MAX {
            window.swallowed = window.swallowed.saturating_add(1);
            return Verdict::Swallow;
        }
        window.said = window.said.saturating_add(1);
        Verdict::Say(before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_from_one_place_is_ten_lines_and_a_number() {
        let mut repeats = Repeats::default();
        let start = Instant::now();
        let flood = (Some("poll.rs"), Some(7));
        let said = (0..1_000)
            .filter(|_| repeats.judge(flood, start) == Verdict::Say(0))
            .count();
        assert_eq!(said, 10);
        let other = (Some("poll.rs"), Some(8));
        assert_eq!(repeats.judge(other, start), Verdict::Say(0));
        let later = start + WINDOW;
        assert_eq!(repeats.judge(flood, later), Verdict::Say(990));
        assert_eq!(repeats.judge(flood, later), Verdict::Say(0));
    }
}
