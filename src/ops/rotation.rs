//! Which backups are worth keeping.

use crate::clock::UnixTime;
use std::collections::BTreeMap;

/// Days of which the newest backup is kept.
const DAYS: usize = 7;
/// Weeks of which the newest backup is kept.
const WEEKS: usize = 4;
/// 1970-01-01 was a Thursday; weeks begin on Monday.
const DAYS_SINCE_MONDAY: i64 = 3;

/// Those of `backups` that may go: all but the newest of each of the last seven days and of the
/// last four weeks that have one. The newest of all is always kept.
pub(super) fn expendable(backups: &[UnixTime]) -> Vec<UnixTime> {
    let newest_by = |part: &dyn Fn(UnixTime) -> i64, count: usize| -> Vec<UnixTime> {
        let mut newest = BTreeMap::new();
        for backup in backups {
            let entry = newest.entry(part(*backup)).or_insert(*backup);
            *entry = (*entry).max(*backup);
        }
        newest.into_values().rev().take(count).collect()
    };
    let mut kept = newest_by(&UnixTime::utc_day, DAYS);
    let week = |at: UnixTime| (at.utc_day() + DAYS_SINCE_MONDAY).div_euclid(7);
    kept.extend(newest_by(&week, WEEKS));
    let is_kept = |backup: &UnixTime| kept.contains(backup);
    backups
        .iter()
        .copied()
        .filter(|backup| !is_kept(backup))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SECONDS_PER_DAY;

    /// What is left after a backup every day for `days` days, as days before the last one.
    fn ages_after(days: i64) -> Vec<i64> {
        let mut left: Vec<UnixTime> = Vec::new();
        for day in 0..days {
            // Half past four in the night, from a Monday on.
            left.push(UnixTime((day + 4) * SECONDS_PER_DAY + 16_200));
            let gone = expendable(&left);
            left.retain(|backup| !gone.contains(backup));
        }
        left.iter()
            .map(|at| days - 1 - (at.utc_day() - 4))
            .collect()
    }

    #[test]
    fn a_week_of_days_and_a_month_of_weeks_remain() {
        assert_eq!(ages_after(5), [4, 3, 2, 1, 0]);
        // Day 69 is a Sunday: the three weeks before end 7, 14 and 21 days earlier.
        assert_eq!(ages_after(70), [21, 14, 7, 6, 5, 4, 3, 2, 1, 0]);
        assert_eq!(ages_after(73), [17, 10, 6, 5, 4, 3, 2, 1, 0]);
    }

    #[test]
    fn of_a_day_the_newest_is_kept_and_the_newest_of_all_always() {
        let at = |day: i64, hour: i64| UnixTime(day * SECONDS_PER_DAY + hour * 3_600);
        let backups = [at(10, 4), at(10, 9), at(10, 12)];
        assert_eq!(expendable(&backups), [at(10, 4), at(10, 9)]);
        assert_eq!(expendable(&[at(3, 1)]), []);
        assert_eq!(expendable(&[]), []);
        // After a year without any the old ones still count: nothing newer replaces them.
        assert_eq!(expendable(&[at(10, 4), at(400, 4)]), []);
    }
}
