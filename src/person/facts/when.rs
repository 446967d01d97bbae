//! When a plan is over, and which day of the year is meant.

use super::sentence::Sentence;
use crate::clock::{LocalTime, SECONDS_PER_DAY, UnixTime};

const MONTHS: [&[&str]; 12] = [
    &["січня", "січень", "января"],
    &["лютого", "лютий", "февраля"],
    &["березня", "березень", "марта"],
    &["квітня", "квітень", "апреля"],
    &["травня", "травень", "мая"],
    &["червня", "червень", "июня"],
    &["липня", "липень", "июля"],
    &["серпня", "серпень", "августа"],
    &["вересня", "вересень", "сентября"],
    &["жовтня", "жовтень", "октября"],
    &["листопада", "листопад", "ноября"],
    &["грудня", "грудень", "декабря"],
];

/// Words that bind what is said to a season or to these days.
const SEASONAL: &[&str] = &[
    "літа",
    "зими",
    "весни",
    "осені",
    "влітку",
    "взимку",
    "узимку",
    "восени",
    "навесні",
    "тимчасово",
    "канікулах",
    "сезоні",
    "сезону",
    "літом",
    "летом",
    "зимой",
    "весной",
    "осенью",
    "временно",
    "тижня",
    "місяця",
];
/// A word of [`SEASONAL`] lets a fact fade within a season, in days.
const SEASON_HALF_LIFE_DAYS: u16 = 45;

/// The half-life of a fact said in this sentence, in days.
pub(super) fn half_life(sentence: &Sentence, usual: Option<u16>) -> Option<u16> {
    let is_seasonal = forms(sentence).any(|form| SEASONAL.contains(&form));
    if is_seasonal {
        Some(usual.unwrap_or(u16::MAX).min(SEASON_HALF_LIFE_DAYS))
    } else {
        usual
    }
}

/// When a plan told in this sentence is over.
pub(super) fn plan_over(sentence: &Sentence, said_at: UnixTime) -> UnixTime {
    let days = forms(sentence)
        .filter_map(|form| match form {
            "сьогодні" | "сегодня" => Some(1),
            "завтра" => Some(2),
            "післязавтра" | "послезавтра" => Some(3),
            "понеділок"
            | "вівторок"
            | "середу"
            | "четвер"
            | "п'ятницю"
            | "суботу"
            | "неділю"
            | "понедельник"
            | "вторник"
            | "среду"
            | "пятницу"
            | "субботу"
            | "воскресенье"
            | "вихідних"
            | "вихідні"
            | "выходных" => Some(8),
            "тижня" | "тиждень" | "тижні" | "неделе" | "неделю" => {
                Some(14)
            }
            "місяця" | "місяць" | "месяц" | "месяце" => Some(45),
            "літа" | "зими" | "весни" | "осені" | "влітку" | "взимку" | "навесні" | "восени"
            | "летом" | "зимой" => Some(120),
            "року" | "рік" | "году" | "год" => Some(365),
            _ => None,
        })
        .min();
    said_at.plus(days.unwrap_or(PLAN_DAYS).saturating_mul(SECONDS_PER_DAY))
}

/// A plan without a time is over in so many days.
const PLAN_DAYS: i64 = 30;

/// The day of the year that a sentence names, as (month, day); «завтра» counts from `today`.
pub(super) fn day_of_year(sentence: &Sentence, today: LocalTime) -> Option<(u8, u8)> {
    for at in 0..sentence.pieces.len() {
        let form = sentence.form(at);
        if let Some(day) = number(form)
            && let Some(month) = month(sentence.form(at.saturating_add(1)))
        {
            return valid(month, day);
        }
        if let Some((day, month)) = form.split_once('.') {
            let month = month.split('.').next().unwrap_or_default();
            if let (Some(day), Some(month)) = (number(day), number(month)) {
                return valid(month, day);
            }
        }
    }
    forms(sentence).find_map(|form| match form {
        "сьогодні" | "сегодня" => Some((today.month, today.day)),
        "завтра" => Some(day_after(today, 1)),
        "післязавтра" | "послезавтра" => Some(day_after(today, 2)),
        _ => None,
    })
}

fn forms(sentence: &Sentence) -> impl Iterator<Item = &str> {
    (0..sentence.pieces.len()).map(|at| sentence.form(at))
}

fn number(form: &str) -> Option<u8> {
    let digits = form.split_once('-').map_or(form, |(digits, _)| digits);
    digits.parse().ok()
}

fn month(form: &str) -> Option<u8> {
    let at = MONTHS.iter().position(|names| names.contains(&form))?;
    u8::try_from(at.saturating_add(1)).ok()
}

fn valid(month: u8, day: u8) -> Option<(u8, u8)> {
    ((1..=12).contains(&month) && (1..=days_in(month, 2024)).contains(&day)).then_some((month, day))
}

fn days_in(month: u8, year: i32) -> u8 {
    match month {
        2 if LocalTime::is_leap_year(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn day_after(today: LocalTime, days: u8) -> (u8, u8) {
    let day = today.day.saturating_add(days);
    let last = days_in(today.month, today.year);
    if day <= last {
        (today.month, day)
    } else {
        (today.month % 12 + 1, day.saturating_sub(last))
    }
}
