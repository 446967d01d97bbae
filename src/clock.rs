//! Time as a value. Only the shell reads a clock; everything else is handed the time.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Seconds since 1970-01-01 UTC, as Telegram reports them.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct UnixTime(pub i64);

impl UnixTime {
    /// Seconds from `earlier` to `self`; zero if `earlier` lies in the future.
    pub fn since(self, earlier: UnixTime) -> i64 {
        self.0.saturating_sub(earlier.0).max(0)
    }

    /// The moment `seconds` later.
    #[must_use]
    pub fn plus(self, seconds: i64) -> UnixTime {
        UnixTime(self.0.saturating_add(seconds))
    }

    /// The moment `seconds` earlier.
    #[must_use]
    pub fn minus(self, seconds: i64) -> UnixTime {
        UnixTime(self.0.saturating_sub(seconds))
    }

    /// The number of whole UTC days since 1970-01-01.
    pub fn utc_day(self) -> i64 {
        self.0.div_euclid(SECONDS_PER_DAY)
    }
}

/// Seconds in a minute.
pub const SECONDS_PER_MINUTE: i64 = 60;
/// Seconds in an hour.
pub const SECONDS_PER_HOUR: i64 = 3_600;
/// Seconds in a day.
pub const SECONDS_PER_DAY: i64 = 86_400;

/// Where the shell's time comes from; tests bring their own.
pub trait Clock: Sync {
    /// The wall clock.
    fn now(&self) -> UnixTime;

    /// Time since some fixed moment, never going back: for durations and deadlines.
    fn monotonic(&self) -> Duration;

    /// Sleeps for `duration`; `false` if the program was asked to stop meanwhile.
    fn pause(&self, duration: Duration) -> bool;
}

/// The local calendar at some moment, as the time zone of the process has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalTime {
    /// Year, e.g. 2026.
    pub year: i32,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
    /// Day of the week, 0 = Monday to 6 = Sunday.
    pub weekday: u8,
    /// Hour, 0 to 23.
    pub hour: u8,
    /// Minute, 0 to 59.
    pub minute: u8,
}

impl LocalTime {
    /// Whether a `year` has a 29th of February.
    pub const fn is_leap_year(year: i32) -> bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// The number of the local day since 1970-01-01, to count days between two dates.
    pub fn day_number(self) -> i64 {
        // The year is taken to begin in March, so that its leap day is its last day.
        let month = i64::from(self.month);
        let year = i64::from(self.year) - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month_from_march = (month + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_days_are_numbered() {
        let day = |year, month, day| {
            LocalTime {
                year,
                month,
                day,
                weekday: 0,
                hour: 0,
                minute: 0,
            }
            .day_number()
        };
        assert_eq!(day(1970, 1, 1), 0);
        assert_eq!(day(2026, 11, 25), 20_782);
        assert_eq!(day(2024, 3, 1) - day(2024, 2, 28), 2);
    }

    #[test]
    fn a_century_is_a_leap_year_only_every_fourth_time() {
        let leap = [1900, 2000, 2023, 2024].map(LocalTime::is_leap_year);
        assert_eq!(leap, [false, true, false, true]);
    }

    #[test]
    fn time_that_went_backwards_is_no_time_at_all() {
        assert_eq!(UnixTime(100).since(UnixTime(40)), 60);
        assert_eq!(UnixTime(40).since(UnixTime(100)), 0);
        assert_eq!(UnixTime(i64::MIN).since(UnixTime(i64::MAX)), 0);
    }

    #[test]
    fn days_before_1970_count_down() {
        assert_eq!(UnixTime(-1).utc_day(), -1);
        assert_eq!(UnixTime(SECONDS_PER_DAY).utc_day(), 1);
    }
}
