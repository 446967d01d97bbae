//! Whether the disk fills so quickly that it will be full before anybody looks.

use std::collections::VecDeque;
use std::time::Duration;

/// What is remembered of the past.
const WINDOW: Duration = Duration::from_secs(600);
/// So long the pace is measured: what is written in one go is no pace.
const PACE: Duration = Duration::from_secs(60);
/// With less than this to look at nothing is said.
const SPAN_MIN: Duration = Duration::from_secs(20);
/// Two samples are at least so far apart.
const STEP: Duration = Duration::from_secs(5);
/// A disk that lasts longer is in no hurry.
const SOON: Duration = Duration::from_secs(1_800);
/// A backup takes as much as the database; beyond it and this, in bytes, it is no backup.
const SLACK: u64 = 64 << 20;

/// The room that was left lately.
#[derive(Debug, Default)]
pub struct Filling {
    /// When, on the monotonic clock, and how many bytes; oldest first.
    samples: VecDeque<(Duration, u64)>,
}

impl Filling {
    /// Takes in that `free` bytes are left at `now`, and says when nothing will be left at this
    /// pace, if that is soon. `database` is the database's size in bytes.
    pub fn look(&mut self, now: Duration, free: u64, database: u64) -> Option<Duration> {
        let is_old = |(at, _): &(Duration, u64)| now.saturating_sub(*at) > WINDOW;
        while self.samples.front().is_some_and(is_old) {
            self.samples.pop_front();
        }
        let newest = self.samples.back();
        if newest.is_none_or(|(at, _)| now.saturating_sub(*at) >= STEP) {
            self.samples.push_back((now, free));
        }
        let most = self.samples.iter().map(|(_, free)| *free).max()?;
        if most.saturating_sub(free) < database.saturating_add(SLACK) {
            return None;
        }
        let is_recent = |(at, _): &&(Duration, u64)| now.saturating_sub(*at) <= PACE;
        let (since, before) = *self.samples.iter().find(is_recent)?;
        let span = now.saturating_sub(since);
        let written = before.checked_sub(free).filter(|written| *written > 0)?;
        // Something written in one go is over: both halves of the time must have their share.
        let is_later = |(at, _): &&(Duration, u64)| now.saturating_sub(*at) <= span / 2;
        let (_, between) = *self.samples.iter().find(is_later)?;
        let shares = [before.checked_sub(between), between.checked_sub(free)];
        let goes_on = shares.iter().all(|share| *share >= Some(written / 4));
        if span < SPAN_MIN || !goes_on {
            return None;
        }
        let pace = u64::try_from(span.as_millis()).ok()?;
        let left = u128::from(free) * u128::from(pace) / u128::from(written);
        let left = Duration::from_millis(u64::try_from(left).ok()?);
        (left <= SOON).then_some(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;

    /// What is said every ten seconds about these MiB of free room.
    fn said(database: u64, free: impl IntoIterator<Item = u64>) -> Vec<Option<u64>> {
        let mut filling = Filling::default();
        (0..)
            .zip(free)
            .map(|(step, free)| {
                let now = Duration::from_secs(1_000 + step * 10);
                filling
                    .look(now, free * MIB, database * MIB)
                    .map(|left| left.as_secs())
            })
            .collect()
    }

    #[test]
    fn a_disk_that_fills_within_minutes_is_told_while_there_is_room() {
        // 10 MiB a second from 3 GiB.
        let said = said(35, (0..12).map(|step| 3_072 - step * 100));
        assert_eq!(said[..2], [None, None]);
        assert_eq!(said[2], Some(287));
        assert_eq!(said[11], Some(197));
    }

    #[test]
    fn a_backup_an_import_of_one_go_and_a_slow_disk_are_no_alarm() {
        let backup = (0..30).map(|step| 5_000 - (step * 100).min(1_000));
        assert_eq!(said(1_000, backup), vec![None; 30]);
        let one_go = (0..30).map(|step| if step < 10 { 5_000 } else { 4_000 });
        assert_eq!(said(35, one_go), vec![None; 30]);
        // A gibibyte in ten minutes, of sixty.
        let slow = (0..60).map(|step| 60_000 - step * 17);
        assert_eq!(said(35, slow), vec![None; 60]);
    }

    #[test]
    fn it_is_over_when_nothing_more_is_written() {
        let free = (0..30).map(|step| 3_072 - step.min(6) * 100);
        let said = said(35, free);
        assert!(said[6].is_some());
        assert_eq!(said[9..], vec![None; 21]);
    }

    #[test]
    fn samples_are_bounded() {
        let mut filling = Filling::default();
        for second in 0..10_000 {
            filling.look(Duration::from_millis(second * 500), MIB, 0);
        }
        assert!(filling.samples.len() <= 122, "{}", filling.samples.len());
    }
}
