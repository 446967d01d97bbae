//! Moments in the names of files: `20261124-233059`, UTC, so that names sort by time.

use crate::clock::{SECONDS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE, UnixTime};

/// Days from 0000-03-01 to 1970-01-01.
const DAYS_TO_1970: i64 = 719_468;
/// Days in 400 years.
const DAYS_PER_ERA: i64 = 146_097;

/// `at` as a part of a name.
pub(crate) fn to_name(at: UnixTime) -> String {
    let (year, month, day) = date(at.utc_day());
    let second = at.0.rem_euclid(SECONDS_PER_DAY);
    format!(
        "{year:04}{month:02}{day:02}-{:02}{:02}{:02}",
        second / SECONDS_PER_HOUR,
        second / SECONDS_PER_MINUTE % 60,
        second % 60
    )
}

/// `at` as people read it: `2026-11-24T23:30:59Z`.
pub(crate) fn to_words(at: UnixTime) -> String {
    let (year, month, day) = date(at.utc_day());
    let second = at.0.rem_euclid(SECONDS_PER_DAY);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
        second / SECONDS_PER_HOUR,
        second / SECONDS_PER_MINUTE % 60,
        second % 60
    )
}

/// The moment that [`to_name`] wrote.
pub(crate) fn from_name(text: &str) -> Option<UnixTime> {
    let (date, time) = text.split_once('-')?;
    let [year, month, day] = digits(date, [4, 2, 2])?;
    let [hour, minute, second] = digits(time, [2, 2, 2])?;
    let is_real = (1970..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    let at = day_number(year, month, day) * SECONDS_PER_DAY
        + hour * SECONDS_PER_HOUR
        + minute * SECONDS_PER_MINUTE
        + second;
    // A 31st of February is written otherwise than it is read.
    is_real
        .then_some(UnixTime(at))
        .filter(|at| to_name(*at) == text)
}

/// Year, month and day of a UTC day. Years begin in March, so that the leap day ends them.
pub(crate) fn date(day: i64) -> (i64, i64, i64) {
    let day = day + DAYS_TO_1970;
    let era = day.div_euclid(DAYS_PER_ERA);
    let of_era = day.rem_euclid(DAYS_PER_ERA);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, of_year - (153 * shifted + 2) / 5 + 1)
}

fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year.div_euclid(400) * DAYS_PER_ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year
        - DAYS_TO_1970
}

/// Numbers of so many digits each, and nothing else.
fn digits<const N: usize>(text: &str, lengths: [usize; N]) -> Option<[i64; N]> {
    let mut rest = text;
    let mut numbers = [0; N];
    for (number, length) in numbers.iter_mut().zip(lengths) {
        let (head, tail) = rest.split_at_checked(length)?;
        if !head.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *number = head.parse().ok()?;
        rest = tail;
    }
    rest.is_empty().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_the_moment() {
        assert_eq!(to_words(UnixTime(1_795_563_059)), "2026-11-24T23:30:59Z");
        assert_eq!(to_words(UnixTime(0)), "1970-01-01T00:00:00Z");
    }

    #[test]
    fn names_say_the_moment_and_are_read_back() {
        for (seconds, name) in [
            (0, "19700101-000000"),
            (951_868_799, "20000229-235959"),
            (951_868_800, "20000301-000000"),
            (1_795_562_972, "20261124-232932"),
            (4_107_542_400, "21000301-000000"),
        ] {
            assert_eq!(to_name(UnixTime(seconds)), name);
            assert_eq!(from_name(name), Some(UnixTime(seconds)));
        }
    }

    #[test]
    fn other_names_are_no_moments() {
        for name in [
            "",
            "20260231-000000",
            "20261124",
            "2026112-4000000",
            "20261124-2329320",
        ] {
            assert_eq!(from_name(name), None, "{name}");
        }
        assert_eq!(from_name("2026112ї-000000"), None);
    }
}
