//! Ukrainian number agreement: 1 повідомлення, 3 повідомлення, 5 повідомлень.

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
