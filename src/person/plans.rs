//! Days that people named: when a plan was for, and whose birthday it is. Pure.

use super::facts::day_named;
use crate::clock::LocalTime;
use crate::letter::is_apostrophe;

/// The hour from which on one may ask how the day's plan went.
const EVENING_HOUR: u8 = 18;
/// A plan is worth asking about for so many days after its day.
const ASKED_FOR_DAYS: i64 = 2;

/// Whether it is time to ask how a plan went that was told as `quote` at `said`. A plan that names
/// no day is never due.
pub fn is_due(quote: &str, said: LocalTime, now: LocalTime) -> bool {
    let Some(in_days) = days_ahead(quote, said) else {
        return false;
    };
    let late = now.day_number() - said.day_number() - in_days;
    match late {
        0 => now.hour >= EVENING_HOUR,
        1..=ASKED_FOR_DAYS => true,
        _ => false,
    }
}

/// How many days after it was said the day is that `quote` names.
fn days_ahead(quote: &str, said: LocalTime) -> Option<i64> {
    let lower = quote.to_lowercase();
    let mut words = lower.split(|c: char| !(c.is_alphanumeric() || is_apostrophe(c)));
    words.find_map(|word| {
        let word: String = word.chars().filter(|c| !is_apostrophe(*c)).collect();
        let weekday = match word.as_str() {
            "сьогодні" | "сегодня" => return Some(0),
            "завтра" => return Some(1),
            "післязавтра" | "послезавтра" => return Some(2),
            "понеділок" | "понедельник" => 0,
            "вівторок" | "вторник" => 1,
            "середу" | "среду" => 2,
            "четвер" | "четверг" => 3,
            "пятницю" | "пятницу" => 4,
            "суботу" | "субботу" => 5,
            "неділю" | "воскресенье" | "вихідних" | "вихідні" | "выходных" => {
                6
            }
            _ => return None,
        };
        let ahead = (weekday - i64::from(said.weekday)).rem_euclid(7);
        // «У середу», said on a Wednesday, is the next one.
        Some(if ahead == 0 { 7 } else { ahead })
    })
}

/// Whether the birthday that somebody named with `quote` at `said` is today; the 29th of February
/// is kept on the 28th in other years.
pub fn is_birthday(quote: &str, said: LocalTime, today: LocalTime) -> bool {
    let Some((month, day)) = day_named(quote, said) else {
        return false;
    };
    let day = if (month, day) == (2, 29) && !LocalTime::is_leap_year(today.year) {
        28
    } else {
        day
    };
    (month, day) == (today.month, today.day)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A moment of November 2026, whose 23rd is a Monday.
    fn at(day: u8, hour: u8) -> LocalTime {
        LocalTime {
            year: 2026,
            month: 11,
            day,
            weekday: (day + 5) % 7,
            hour,
            minute: 0,
        }
    }

    #[track_caller]
    fn check(quote: &str, said: LocalTime, due: &[LocalTime], not_due: &[LocalTime]) {
        for now in due {
            assert!(is_due(quote, said, *now), "{quote}: {now:?}");
        }
        for now in not_due {
            assert!(!is_due(quote, said, *now), "{quote}: {now:?}");
        }
    }

    #[test]
    fn a_plan_is_due_from_the_evening_of_its_day_on_for_two_days() {
        check(
            "завтра співбесіда",
            at(23, 14),
            &[at(24, 19), at(25, 9), at(26, 23)],
            &[at(23, 20), at(24, 12), at(27, 9)],
        );
        check(
            "сьогодні здаю звіт",
            at(23, 9),
            &[at(23, 18)],
            &[at(23, 17)],
        );
        check("у п`ятницю їду до Львова", at(23, 9), &[at(27, 19)], &[]);
        check(
            "у п'ятницю їду до Львова",
            at(23, 9),
            &[at(27, 20), at(28, 9)],
            &[at(26, 20), at(30, 9)],
        );
        check("у понеділок іспит", at(23, 9), &[at(30, 20)], &[at(23, 20)]);
        check("планую вивчити Rust", at(23, 9), &[], &[at(24, 20)]);
    }

    #[test]
    fn birthdays_are_once_a_year() {
        let is_birthday = |quote, now| is_birthday(quote, at(24, 9), now);
        assert!(is_birthday("мій день народження 25 листопада", at(25, 9)));
        assert!(is_birthday("в мене завтра день народження", at(25, 9)));
        assert!(!is_birthday("в мене завтра день народження", at(24, 9)));
        let february = LocalTime {
            month: 2,
            ..at(28, 9)
        };
        assert!(is_birthday("народився 29.02.1996", february));
        assert!(!is_birthday("не знаю коли", february));
    }
}
