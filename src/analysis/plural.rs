//! Ukrainian number agreement (1 повідомлення, 3 повідомлення, 5 повідомлень), enumerations and the
//! names of the months.

use std::borrow::Borrow;

/// The form of a noun that stands after a number: one, few or many.
///
/// `few` is for 2, 3, 4 (and 22, 33…, but not 12, 13, 14), `one` for 1, 21, 101 (but not 11).
pub const fn form<'a>(number: u64, one: &'a str, few: &'a str, many: &'a str) -> &'a str {
    match (number % 100, number % 10) {
        (11..=14, _) => many,
        (_, 1) => one,
        (_, 2..=4) => few,
        _ => many,
    }
}

/// The number with its noun: `count(5, "день", "дні", "днів")` is «5 днів».
pub fn count(number: u64, one: &str, few: &str, many: &str) -> String {
    format!("{number} {}", form(number, one, few, many))
}

/// «а, б та в», where `and` joins the last two.
pub fn joined<S: Borrow<str>>(words: &[S], and: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.borrow().to_owned(),
        [most @ .., last] => format!("{} {and} {}", most.join(", "), last.borrow()),
    }
}

/// A month, 1 to 12, as it stands behind a day: «березня»; empty for any other number.
pub fn of_month(month: u8) -> &'static str {
    const MONTHS: [&str; 12] = [
        "січня",
        "лютого",
        "березня",
        "квітня",
        "травня",
        "червня",
        "липня",
        "серпня",
        "вересня",
        "жовтня",
        "листопада",
        "грудня",
    ];
    let at = usize::from(month).checked_sub(1);
    at.and_then(|at| MONTHS.get(at)).copied().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_two_of_a_list_are_joined_by_a_word() {
        assert_eq!(joined::<&str>(&[], "та"), "");
        assert_eq!(joined(&["а"], "та"), "а");
        assert_eq!(joined(&["а", "б", "в"], "й"), "а, б й в");
    }

    #[test]
    fn only_twelve_months_have_names() {
        assert_eq!([0, 1, 12, 13].map(of_month), ["", "січня", "грудня", ""]);
    }
}
