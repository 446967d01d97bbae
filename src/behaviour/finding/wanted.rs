//! What stands behind `/search` and `/digest`.

use super::{DIGEST_HOURS_MAX, WORDS_CHARS_MAX};
use crate::behaviour::hush::unit_s;
use crate::clock::SECONDS_PER_HOUR;
use crate::text;

/// What is asked of the memory.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// The words.
    pub words: String,
    /// Only by who is called so: a name or a public name without `@`.
    pub author: Option<String>,
    /// From that day on.
    pub from: Option<Day>,
    /// Up to that day.
    pub until: Option<Day>,
}

/// A day as people name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// Year, month, day.
    Date(i32, u8, u8),
    /// So many days before today.
    DaysAgo(i64),
    /// A week, so many before this one: from its Monday on, or up to its Sunday.
    WeeksAgo(i64),
}

/// What was written is not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Misread;

/// Reads the arguments of `/search`.
///
/// # Errors
/// [`Misread`] if what follows «з:» or «до:» is no day.
pub fn wanted(arguments: &str) -> Result<Wanted, Misread> {
    let mut wanted = Wanted::default();
    let mut words = Vec::new();
    let arguments = text::cut(arguments, WORDS_CHARS_MAX);
    let mut all = arguments.split_whitespace().peekable();
    while let Some(word) = all.next() {
        let (name, value) = word.split_once(':').unwrap_or(("", word));
        let name = name.to_lowercase();
        match name.as_str() {
            "від" | "from" if !value.is_empty() => {
                wanted.author = Some(value.trim_start_matches('@').to_owned());
            }
            "з" | "since" | "до" | "until" if !value.is_empty() => {
                let day = match week(value) {
                    Some(week) if all.next_if(|next| is_week(next)).is_some() => week,
                    _ => day(value).ok_or(Misread)?,
                };
                if matches!(name.as_str(), "з" | "since") {
                    wanted.from = Some(day);
                } else {
                    wanted.until = Some(day);
                }
            }
            _ => words.push(word.to_owned()),
        }
    }
    wanted.words = words.join(" ");
    Ok(wanted)
}

fn week(word: &str) -> Option<Day> {
    match word.to_lowercase().as_str() {
        "цього" => Some(Day::WeeksAgo(0)),
        "минулого" => Some(Day::WeeksAgo(1)),
        "позаминулого" => Some(Day::WeeksAgo(2)),
        _ => None,
    }
}

fn is_week(word: &str) -> bool {
    word.to_lowercase().starts_with("тижн")
}

/// `2025-03-01`, `01.03.2025`, `вчора`.
fn day(text: &str) -> Option<Day> {
    match text.to_lowercase().as_str() {
        "сьогодні" => return Some(Day::DaysAgo(0)),
        "вчора" | "учора" => return Some(Day::DaysAgo(1)),
        "позавчора" => return Some(Day::DaysAgo(2)),
        _ => {}
    }
    let mut numbers: Vec<i32> = Vec::new();
    for part in text.split(['-', '.']) {
        numbers.push(part.parse().ok()?);
    }
    let (year, month, day) = match numbers.as_slice() {
        [year, month, day] if *year > 31 => (*year, *month, *day),
        [day, month, year] => (*year, *month, *day),
        _ => return None,
    };
    let is_day =
        (1..=12).contains(&month) && (1..=31).contains(&day) && (2013..2200).contains(&year);
    is_day.then(|| {
        let small = |number: i32| u8::try_from(number).unwrap_or(1);
        Day::Date(year, small(month), small(day))
    })
}

/// The hours that a `/digest` is asked for; `None` if none are named.
///
/// # Errors
/// [`Misread`] if what follows it is no number of hours, days or weeks.
pub fn digest_hours(arguments: &str) -> Result<Option<i64>, Misread> {
    let arguments = arguments.trim();
    if arguments.is_empty() {
        return Ok(None);
    }
    let after = arguments.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = arguments.strip_suffix(after).unwrap_or(arguments);
    let unit_s = match after.trim() {
        "" => SECONDS_PER_HOUR,
        unit => unit_s(&unit.to_lowercase()).ok_or(Misread)?,
    };
    let hours_each = unit_s / SECONDS_PER_HOUR;
    if hours_each == 0 {
        return Err(Misread);
    }
    match number.parse::<i64>() {
        Ok(number) if number >= 1 => {
            let hours = number.saturating_mul(hours_each);
            Ok(Some(hours.min(DIGEST_HOURS_MAX)))
        }
        Ok(_) | Err(_) => Err(Misread),
    }
}
