//! When to tell the admins: once when something goes wrong, once when it is over, never a flood.
//!
//! A notice counts as told only after Telegram has accepted it, so a death in between repeats it
//! and loses none. What was told is kept, so a restart does not repeat it either.

use super::vitals::Trouble;
use crate::clock::UnixTime;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What lasts shorter is not worth telling, in seconds.
const HOLD_S: i64 = 60;
/// It is over when it has been gone for so long, in seconds.
const CLEAR_S: i64 = 120;
/// The same trouble is told again no sooner, in seconds.
const COOL_DOWN_S: i64 = 6 * 3_600;

/// Something to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// This is amiss.
    Amiss(Trouble),
    /// This was told and is over.
    Over(Trouble),
}

/// What is amiss and what of it was told.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Alerts(BTreeMap<Trouble, Case>);

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Case {
    /// Since when it is amiss; `None` if it is not.
    since: Option<UnixTime>,
    /// Since when it has been gone.
    gone_since: Option<UnixTime>,
    /// Whether it was told and its end was not.
    told: bool,
    /// When it was last told.
    told_at: Option<UnixTime>,
}

impl Alerts {
    /// Takes in what is amiss at `now`, and says what is to be told. Until [`Alerts::told`] says
    /// that it was, the same is due again.
    pub fn look(&mut self, now: UnixTime, amiss: &[Trouble]) -> Vec<Notice> {
        for kind in amiss {
            let case = self.0.entry(*kind).or_insert(Case {
                since: None,
                gone_since: None,
                told: false,
                told_at: None,
            });
            case.since.get_or_insert(now);
            case.gone_since = None;
        }
        for (_, case) in self.0.iter_mut().filter(|(kind, _)| !amiss.contains(kind)) {
            case.gone_since.get_or_insert(now);
            if !case.told {
                case.since = None;
            }
        }
        self.0
            .retain(|_, case| case.since.is_some() || case.cools_down(now));
        self.0
            .iter()
            .filter_map(|(kind, case)| case.due(*kind, now))
            .collect()
    }

    /// Notes that a notice was told.
    pub fn told(&mut self, notice: Notice, now: UnixTime) {
        match notice {
            Notice::Amiss(kind) => {
                if let Some(case) = self.0.get_mut(&kind) {
                    case.told = true;
                    case.told_at = Some(now);
                }
            }
            Notice::Over(kind) => {
                if let Some(case) = self.0.get_mut(&kind) {
                    case.told = false;
                    case.since = None;
                }
            }
        }
    }
}

impl Case {
    fn due(&self, kind: Trouble, now: UnixTime) -> Option<Notice> {
        let since = self.since?;
        if self.told {
            let gone_since = self.gone_since?;
            return (now.since(gone_since) >= CLEAR_S).then_some(Notice::Over(kind));
        }
        let hold_s = if is_certain(kind) { 0 } else { HOLD_S };
        let is_ripe = now.since(since) >= hold_s && !self.cools_down(now);
        (is_ripe && self.gone_since.is_none()).then_some(Notice::Amiss(kind))
    }

    fn cools_down(&self, now: UnixTime) -> bool {
        self.told_at
            .is_some_and(|told| now.since(told) < COOL_DOWN_S)
    }
}

/// Whether it does not go away by itself in a moment.
fn is_certain(kind: Trouble) -> bool {
    match kind {
        Trouble::Token
        | Trouble::Conflict
        | Trouble::Model
        | Trouble::Budget
        | Trouble::Filling
        | Trouble::Backup
        | Trouble::Restarts => true,
        Trouble::Poll | Trouble::Queue | Trouble::Disk | Trouble::Database | Trouble::Log => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AMISS: [Notice; 1] = [Notice::Amiss(Trouble::Queue)];
    const OVER: [Notice; 1] = [Notice::Over(Trouble::Queue)];

    /// What is told when the queue is bad in these spans of seconds, looked at every ten seconds.
    fn told(bad: &[std::ops::Range<i64>], until: i64) -> Vec<(i64, Notice)> {
        let mut alerts = Alerts::default();
        let mut told = Vec::new();
        for second in (0..until).step_by(10) {
            let is_bad = bad.iter().any(|span| span.contains(&second));
            let amiss: &[Trouble] = if is_bad { &[Trouble::Queue] } else { &[] };
            for notice in alerts.look(UnixTime(second), amiss) {
                alerts.told(notice, UnixTime(second));
                told.push((second, notice));
            }
        }
        told
    }

    #[test]
    fn trouble_is_told_once_and_its_end_once() {
        let long = std::iter::once(100..5_000).collect::<Vec<_>>();
        let notices = told(&long, 9_000);
        assert_eq!(notices, [(160, AMISS[0]), (5_120, OVER[0])]);
    }

    #[test]
    fn what_comes_and_goes_is_not_told() {
        let flapping: Vec<_> = (0..50).map(|n| n * 100..n * 100 + 50).collect();
        assert_eq!(told(&flapping, 6_000), []);
        // Its end is told only when it stays away.
        let notices = told(&[0..200, 250..300, 350..400], 2_000);
        assert_eq!(notices, [(60, AMISS[0]), (520, OVER[0])]);
    }

    #[test]
    fn the_same_trouble_comes_back_to_the_admin_only_after_a_while() {
        let notices = told(&[0..1_000, 2_000..3_000, 30_000..40_000], 60_000);
        assert_eq!(
            notices,
            [
                (60, AMISS[0]),
                (1_120, OVER[0]),
                (30_060, AMISS[0]),
                (40_120, OVER[0])
            ]
        );
    }

    #[test]
    fn a_notice_stays_due_until_it_was_told_and_survives_a_restart() {
        let mut alerts = Alerts::default();
        let amiss = [Trouble::Queue];
        assert_eq!(alerts.look(UnixTime(0), &amiss), []);
        assert_eq!(alerts.look(UnixTime(60), &amiss), AMISS);
        assert_eq!(alerts.look(UnixTime(70), &amiss), AMISS);
        let kept = serde_json::to_string(&alerts).unwrap();
        let mut alerts: Alerts = serde_json::from_str(&kept).unwrap();
        assert_eq!(alerts.look(UnixTime(80), &amiss), AMISS);
        alerts.told(AMISS[0], UnixTime(80));
        let kept = serde_json::to_string(&alerts).unwrap();
        let mut alerts: Alerts = serde_json::from_str(&kept).unwrap();
        assert_eq!(alerts.look(UnixTime(90), &amiss), []);
    }

    #[test]
    fn what_is_certain_is_told_at_once() {
        let mut alerts = Alerts::default();
        let amiss = [Trouble::Model];
        assert_eq!(
            alerts.look(UnixTime(0), &amiss),
            [Notice::Amiss(Trouble::Model)]
        );
    }
}
