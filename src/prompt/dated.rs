//! The Ukrainian of what a day gives as a topic: birthdays, plans whose day has come, the same day
//! of earlier years. For the model to read.

use super::persona::shown_name;
use crate::analysis::plural;
use crate::text::quotation;

/// The longest quotation, in characters.
const QUOTE_CHARS_MAX: usize = 120;

/// Somebody's birthday is today, by their own `words` of `said_on`.
pub fn birthday(name: &str, words: &str, said_on: &str) -> String {
    format!(
        "Сьогодні день народження має {} (власні слова від {said_on}: «{}»).",
        shown_name(name),
        quotation(words, QUOTE_CHARS_MAX)
    )
}

/// The day has come for which somebody planned something.
pub fn due_plan(name: &str, words: &str, said_on: &str) -> String {
    format!(
        "{said_on} {} мав(-ла) таке на думці: «{}». Той день уже настав: можна спитати, як пройшло.",
        shown_name(name),
        quotation(words, QUOTE_CHARS_MAX)
    )
}

/// On this day some years ago `answers` people answered `words`.
pub fn years_ago(years: u64, name: &str, words: &str, answers: u64) -> String {
    let ago = match years {
        1 => "Рік тому".to_owned(),
        years => format!("{} тому", plural::count(years, "рік", "роки", "років")),
    };
    let answers = plural::count(answers, "відповідь", "відповіді", "відповідей");
    format!(
        "{ago} цього самого дня тут жваво обговорювали слова, які сказав(-ла) {}: «{}» ({answers}).",
        shown_name(name),
        quotation(words, QUOTE_CHARS_MAX)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notes_read_as_sentences() {
        assert_eq!(
            due_plan("Оля", "завтра співбесіда", "24.11.2026"),
            "24.11.2026 Оля мав(-ла) таке на думці: «завтра співбесіда». Той день уже настав: можна \
             спитати, як пройшло."
        );
        let told = years_ago(3, "Тарас", "купив # козу", 5);
        assert!(told.starts_with("3 роки тому"), "{told}");
        assert!(
            told.ends_with("Тарас: «купив козу» (5 відповідей)."),
            "{told}"
        );
        assert!(years_ago(1, "Тарас", "купив козу", 5).starts_with("Рік тому"));
    }
}
