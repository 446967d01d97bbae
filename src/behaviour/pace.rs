//! How much is too much: limits, checked before anything is spent, and floods.

use super::View;
use super::policy::{Limits, Spam};
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
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scope = match self.scope {
            Scope::ChatMinute => "chat_minute",
            Scope::ChatHour => "chat_hour",
            Scope::PersonMinute => "person_minute",
            Scope::GlobalMinute => "global_minute",
            Scope::BotHour => "bot_hour",
        };
        write!(f, "limit={scope} used={} of={}", self.used, self.of)
    }
}

/// The first limit that forbids another reply.
pub(super) fn spoken_limit(view: &View, limits: &Limits) -> Option<Limit> {
    [
        Limit {
            scope: Scope::PersonMinute,
            used: view.person_minute,
            of: limits.person_minute,
        },
        Limit {
            scope: Scope::ChatMinute,
            used: view.chat_minute,
            of: limits.chat_minute,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(times: &[i64], expected: Option<i64>) {
        let spam = Spam {
            threshold: 3,
            timeout_s: 120,
            lines: Vec::new(),
            line_chance: 0.0,
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
}
