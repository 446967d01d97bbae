//! Whether to start a topic in a chat now.

use super::feedback::eagerness;
use super::pace;
use super::policy::{Policy, QuietHours};
use crate::clock::{LocalTime, SECONDS_PER_DAY, UnixTime};
use crate::rng::Rng;
use std::fmt;

/// A chat as seen by the timer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pulse {
    /// Whether we may speak there, and it is a group.
    pub is_open: bool,
    /// When a person last wrote.
    pub human_at: Option<UnixTime>,
    /// When we last spoke.
    pub spoke_at: Option<UnixTime>,
    /// Messages of people in the last 24 hours.
    pub messages_day: i64,
    /// People who wrote in the last 24 hours.
    pub people_day: i64,
    /// Topics that we started in the last 24 hours.
    pub initiatives_day: i64,
    /// When we last started one.
    pub initiative_at: Option<UnixTime>,
    /// How many in a row nobody took up.
    pub ignored: i64,
    /// Hushed until then.
    pub hush_until: UnixTime,
    /// Withdrawn until then.
    pub withdrawn_until: UnixTime,
    /// How our words are liked here.
    pub liking: f64,
    /// The chat's own quiet hours.
    pub quiet_hours: Option<QuietHours>,
    /// Requests to all models on this day.
    pub model_requests_day: i64,
    /// The local time there.
    pub local: LocalTime,
}

/// Why no topic is started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum NotNow {
    Closed,
    Night,
    Hushed,
    Withdrawn,
    TooFewMessages,
    TooFewPeople,
    NobodyWroteSince,
    StillTalking,
    LongAsleep,
    EnoughToday,
    TooSoon,
    Quota,
    Dice,
}

impl fmt::Display for NotNow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Closed => "closed",
            Self::Night => "night",
            Self::Hushed => "hushed",
            Self::Withdrawn => "withdrawn",
            Self::TooFewMessages => "too_few_messages",
            Self::TooFewPeople => "too_few_people",
            Self::NobodyWroteSince => "nobody_wrote_since",
            Self::StillTalking => "still_talking",
            Self::LongAsleep => "long_asleep",
            Self::EnoughToday => "enough_today",
            Self::TooSoon => "too_soon",
            Self::Quota => "quota",
            Self::Dice => "dice",
        })
    }
}

/// The gap between two topics doubles with each one left unanswered, at most so often.
const DOUBLINGS_MAX: u32 = 4;

/// Whether to start a topic now; the first rule that forbids it says why not.
///
/// # Errors
/// Why not.
pub fn begins(pulse: &Pulse, policy: &Policy, now: UnixTime, rng: &mut Rng) -> Result<(), NotNow> {
    let rules = &policy.initiative;
    if !pulse.is_open {
        return Err(NotNow::Closed);
    }
    let hours = policy.quiet_hours.or(pulse.quiet_hours);
    let hours = hours.or(policy.night_hours);
    if hours.is_some_and(|hours| hours.covers(pulse.local.hour)) {
        return Err(NotNow::Night);
    }
    if pulse.hush_until > now {
        return Err(NotNow::Hushed);
    }
    if pulse.withdrawn_until > now {
        return Err(NotNow::Withdrawn);
    }
    let Some(human_at) = pulse.human_at else {
        return Err(NotNow::TooFewMessages);
    };
    if pulse.spoke_at.is_some_and(|spoke_at| spoke_at >= human_at)
        || pulse.initiative_at.is_some_and(|at| at >= human_at)
    {
        return Err(NotNow::NobodyWroteSince);
    }
    let still_s = now.since(human_at);
    if still_s < rules.pause_s {
        return Err(NotNow::StillTalking);
    }
    if still_s > rules.recent_s {
        return Err(NotNow::LongAsleep);
    }
    if pulse.messages_day < rules.messages_min {
        return Err(NotNow::TooFewMessages);
    }
    if pulse.people_day < rules.people_min {
        return Err(NotNow::TooFewPeople);
    }
    if pulse.initiatives_day >= rules.per_day {
        return Err(NotNow::EnoughToday);
    }
    let soon = |at| now.since(at) < gap_s(pulse.ignored, rules.gap_s);
    if pulse.initiative_at.is_some_and(soon) {
        return Err(NotNow::TooSoon);
    }
    if pace::quota(pulse.model_requests_day, &policy.limits).is_some() {
        return Err(NotNow::Quota);
    }
    if !rng.chance(rules.chance * eagerness(pulse.liking, &policy.feedback)) {
        return Err(NotNow::Dice);
    }
    Ok(())
}

/// The shortest time to the next topic after so many ignored ones, in seconds.
pub fn gap_s(ignored: i64, gap_s: i64) -> i64 {
    // One that was just said is not ignored yet.
    let doublings = u32::try_from(ignored.saturating_sub(1).max(0)).unwrap_or(0);
    let doublings = doublings.min(DOUBLINGS_MAX);
    let most = SECONDS_PER_DAY.saturating_mul(7);
    gap_s
        .saturating_mul(1_i64 << doublings)
        .min(most.max(gap_s))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_double_with_each_topic_that_nobody_takes_up() {
        let gaps: Vec<i64> = [0, 1, 2, 3, 4, 5, 6, 100].map(|n| gap_s(n, 100)).to_vec();
        assert_eq!(gaps, [100, 100, 200, 400, 800, 1_600, 1_600, 1_600]);
        assert_eq!(gap_s(i64::MAX, i64::MAX), i64::MAX);
    }
}
