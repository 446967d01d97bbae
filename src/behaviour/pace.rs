//! How much is too much: limits, checked before anything is spent, and floods.

use super::View;
use super::policy::{Joining, Limits, Policy, Spam};
use crate::clock::{SECONDS_PER_MINUTE, UnixTime};
use std::fmt;

/// A limit that was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Which.
    pub scope: Scope,
    /// How much was used.
    pub used: i64,
    /// How much there is.
    pub of: i64,
}

/// What a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Replies in the chat in a minute.
    ChatMinute,
    /// Replies in the chat in an hour.
    ChatHour,
    /// Replies to the person in a minute.
    PersonMinute,
    /// Replies everywhere in a minute.
    GlobalMinute,
    /// Replies to another bot in an hour.
    BotHour,
    /// Questions whether to join in, per chat in 24 hours.
    JoinDay,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scope = match self.scope {
            Scope::ChatMinute => "chat_minute",
            Scope::ChatHour => "chat_hour",
            Scope::PersonMinute => "person_minute",
            Scope::GlobalMinute => "global_minute",
            Scope::BotHour => "bot_hour",
            Scope::JoinDay => "join_day",
        };
        write!(f, "limit={scope} used={} of={}", self.used, self.of)
    }
}

/// The first limit that forbids another reply.
pub(super) fn spoken_limit(view: &View, policy: &Policy) -> Option<Limit> {
    let limits = &policy.limits;
    [
        Limit {
            scope: Scope::PersonMinute,
            used: view.person_minute,
            of: limits.person_minute,
        },
        Limit {
            scope: Scope::ChatMinute,
            used: view.chat_minute,
            of: frenzied(limits.chat_minute, frenzy_factor(view, policy)),
        },
        Limit {
            scope: Scope::ChatHour,
            used: view.chat_hour,
            of: limits.chat_hour,
        },
        Limit {
            scope: Scope::GlobalMinute,
            used: view.global_minute,
            of: limits.global_minute,
        },
    ]
    .into_iter()
    .find(|limit| limit.used >= limit.of)
}

/// A limit as it is in a frenzy: a part of it, but never nothing where there was something.
fn frenzied(limit: i64, factor: f64) -> i64 {
    if factor >= 1.0 {
        return limit;
    }
    let kept = f64::from(i32::try_from(limit).unwrap_or(i32::MAX)) * factor;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a part of a number that fits into 32 bits"
    )]
    let kept = kept.round() as i64;
    kept.max(limit.min(1))
}

/// Whether a chat writes so fast that fewer and shorter answers are better.
pub(super) fn is_frenzy(view: &View, policy: &Policy) -> bool {
    view.chat_messages_minute >= policy.spam.frenzy_minute
}

/// What is kept of chances and limits now: 1 outside a frenzy.
pub(super) fn frenzy_factor(view: &View, policy: &Policy) -> f64 {
    if is_frenzy(view, policy) {
        policy.spam.frenzy_factor
    } else {
        1.0
    }
}

/// Whether the day's questions about joining in are spent.
pub(super) fn join_limit(used: i64, joining: &Joining) -> Option<Limit> {
    let limit = Limit {
        scope: Scope::JoinDay,
        used,
        of: joining.per_day,
    };
    (limit.used >= limit.of).then_some(limit)
}

/// Requests spent and how many may be before nothing more is asked unasked, if they are spent.
pub fn quota(used: i64, limits: &Limits) -> Option<(i64, i64)> {
    let of = limits
        .model_day
        .saturating_mul(limits.unasked_quota_percent)
        / 100;
    (used >= of).then_some((used, of))
}

/// Whether another bot has had its share of answers.
pub(super) fn bot_limit(view: &View, limits: &Limits) -> Option<Limit> {
    let limit = Limit {
        scope: Scope::BotHour,
        used: view.person_hour,
        of: limits.bot_hour,
    };
    (limit.used >= limit.of).then_some(limit)
}

/// Until when a person is ignored for flooding, from the times of their messages, oldest first;
/// `None` if they never flooded.
///
/// A flood is `threshold` messages within a minute; each message of a flood starts the time-out
/// anew, so it ends only `timeout_s` after the flood does.
pub fn flooded_until(times: &[UnixTime], spam: &Spam) -> Option<UnixTime> {
    let size = spam.threshold.max(1);
    times
        .windows(size)
        .rev()
        .find_map(|window| match (window.first(), window.last()) {
            (Some(first), Some(last)) if last.since(*first) < SECONDS_PER_MINUTE => Some(*last),
            _ => None,
        })
        .map(|last| last.plus(spam.timeout_s))
}

/// The times of a person's messages with those that repeat counted as often as they weigh.
pub fn weighted(times: &[(UnixTime, bool)], spam: &Spam) -> Vec<UnixTime> {
    let mut all = Vec::with_capacity(times.len());
    for (at, repeats) in times {
        let weight = if *repeats { spam.repeat_weight } else { 1 };
        all.extend(std::iter::repeat_n(*at, weight.max(1)));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(times: &[i64], expected: Option<i64>) {
        let spam = Spam {
            threshold: 3,
            timeout_s: 120,
            lines: Vec::new(),
            line_chance: 0.0,
            repeat_weight: 2,
            frenzy_minute: 30,
            frenzy_factor: 0.5,
        };
        let times: Vec<UnixTime> = times.iter().map(|time| UnixTime(*time)).collect();
        assert_eq!(flooded_until(&times, &spam), expected.map(UnixTime));
    }

    #[test]
    fn three_in_a_minute_are_a_flood_and_the_time_out_runs_from_the_last() {
        check(&[], None);
        check(&[0, 30], None);
        check(&[0, 30, 60], None);
        check(&[0, 30, 59], Some(179));
        check(&[0, 1, 2, 3, 500], Some(123));
    }

    #[test]
    fn what_repeats_itself_weighs_more() {
        let spam = Spam {
            threshold: 4,
            timeout_s: 60,
            lines: Vec::new(),
            line_chance: 0.0,
            repeat_weight: 3,
            frenzy_minute: 30,
            frenzy_factor: 0.5,
        };
        let times = [(UnixTime(0), false), (UnixTime(5), true)];
        let weighted = weighted(&times, &spam);
        assert_eq!(weighted.len(), 4);
        assert_eq!(flooded_until(&weighted, &spam), Some(UnixTime(65)));
    }

    #[test]
    fn a_frenzy_keeps_a_part_of_a_limit_and_never_nothing() {
        assert_eq!(frenzied(6, 0.5), 3);
        assert_eq!(frenzied(1, 0.1), 1);
        assert_eq!(frenzied(0, 0.5), 0);
        assert_eq!(frenzied(6, 1.0), 6);
        assert_eq!(frenzied(1_000_000, 0.5), 500_000);
    }
}
