//! What members' reactions to our words do to us: they are liked, disliked, and forgotten again.

use super::policy::Feedback;
use crate::clock::UnixTime;

/// How a chat takes our words: positive if they are liked. Fades with a half-life.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Liking {
    /// At the time of the last change, −[`LIKING_MAX`] to [`LIKING_MAX`].
    pub value: f64,
    /// The time of the last change.
    pub at: UnixTime,
}

/// The strongest that a chat's liking gets, either way.
pub const LIKING_MAX: f64 = 10.0;
/// So much liking makes the most eager.
const LIKING_FOR_MOST: f64 = 6.0;
/// A bad opinion weighs as much as so many good ones.
const BAD_WEIGHT: f64 = 2.0;
/// Each so much dislike halves the chance.
const DISLIKE_HALVES: f64 = 2.0;

/// What an emoji under our words says of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opinion {
    /// Well said.
    Good,
    /// Be quiet.
    Bad,
    /// Neither.
    Neither,
}

const GOOD: &[&str] = &[
    "❤",
    "👍",
    "🔥",
    "🥰",
    "👏",
    "😁",
    "🎉",
    "🤩",
    "🙏",
    "👌",
    "😍",
    "❤\u{200D}🔥",
    "💯",
    "🤣",
    "🏆",
    "🤝",
    "🤗",
    "🫡",
    "💘",
    "😘",
    "😎",
    "🆒",
    "⚡",
    "🍓",
    "🍾",
    "💋",
    "😇",
    "🦄",
];
const BAD: &[&str] = &["👎", "🤡", "💩", "🤮", "🖕", "🥱", "🤬", "😡"];

/// What `emoji` says of the words under which it stands.
pub fn opinion(emoji: &str) -> Opinion {
    if GOOD.contains(&emoji) {
        Opinion::Good
    } else if BAD.contains(&emoji) {
        Opinion::Bad
    } else {
        Opinion::Neither
    }
}

impl Liking {
    /// What is left of it at `now`.
    pub fn left(self, now: UnixTime, rules: &Feedback) -> f64 {
        let halvings = seconds(now.since(self.at)) / seconds(rules.half_life_s.max(1));
        self.value * 0.5_f64.powf(halvings)
    }

    /// The same after so many good and bad opinions more (negative: taken back).
    #[must_use]
    pub fn after(self, good: i32, bad: i32, now: UnixTime, rules: &Feedback) -> Self {
        let change = f64::from(good) - BAD_WEIGHT * f64::from(bad);
        Self {
            value: (self.left(now, rules) + change).clamp(-LIKING_MAX, LIKING_MAX),
            at: now,
        }
    }
}

fn seconds(count: i64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// What the chance to speak unasked is multiplied by; 1 where we are neither liked nor disliked.
pub fn eagerness(liking: f64, rules: &Feedback) -> f64 {
    if liking >= 0.0 {
        let share = (liking / LIKING_FOR_MOST).min(1.0);
        1.0 + share * (rules.eagerness_max - 1.0)
    } else {
        0.5_f64
            .powf(-liking / DISLIKE_HALVES)
            .max(rules.eagerness_min)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::behaviour::ALLOWED_REACTIONS;

    #[test]
    fn every_opinion_is_one_that_telegram_has() {
        assert!(
            GOOD.iter()
                .chain(BAD)
                .all(|e| ALLOWED_REACTIONS.contains(e))
        );
        assert_eq!(opinion("🤡"), Opinion::Bad);
        assert_eq!(opinion("❤"), Opinion::Good);
        assert_eq!(opinion("🗿"), Opinion::Neither);
    }

    const RULES: Feedback = Feedback {
        people: 3,
        window_s: 600,
        withdraw_s: 3_600,
        half_life_s: 86_400,
        eagerness_max: 1.5,
        eagerness_min: 0.1,
    };

    #[test]
    fn liking_is_bounded_and_halves_in_its_time() {
        let now = UnixTime(1_000_000);
        let mut liking = Liking::default();
        for _ in 0..100 {
            liking = liking.after(1, 0, now, &RULES);
        }
        let left = |at| liking.left(at, &RULES);
        assert!((liking.value - LIKING_MAX).abs() < 1e-9);
        assert!((left(now.plus(86_400)) - LIKING_MAX / 2.0).abs() < 1e-9);
        // A clock that jumps back by a day changes nothing.
        assert!((left(now.minus(86_400)) - LIKING_MAX).abs() < 1e-9);
    }

    #[test]
    fn dislike_halves_and_liking_adds_a_little() {
        let eagerness = |liking| eagerness(liking, &RULES);
        assert!((eagerness(0.0) - 1.0).abs() < 1e-9);
        assert!((eagerness(-2.0) - 0.5).abs() < 1e-9);
        assert!((eagerness(-100.0) - 0.1).abs() < 1e-9);
        assert!((eagerness(100.0) - 1.5).abs() < 1e-9);
        assert!(eagerness(1.0) > 1.0 && eagerness(1.0) < 1.2);
    }
}
