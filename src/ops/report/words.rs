//! The Ukrainian words of the report.

use crate::analysis::Emotion;

/// A person without a known name.
pub(super) const NAMELESS: &str = "невідомо хто";
/// A chat without a title.
pub(super) const PRIVATE_CHAT: &str = "приватна розмова";
/// Everybody who is not named.
pub(super) const OTHERS: &str = "решта";
/// In the place of a chart that has nothing to show.
pub(super) const NOTHING: &str = "Даних ще немає.";
/// The days of the week.
pub(super) const WEEKDAYS: [&str; 7] = ["пн", "вт", "ср", "чт", "пт", "сб", "нд"];

/// An emotion, with its colours on a light and a dark page.
pub(super) fn emotion(emotion: Emotion) -> (&'static str, &'static str) {
    match emotion {
        Emotion::Joy => ("радість", "joy"),
        Emotion::Sadness => ("сум", "sadness"),
        Emotion::Anger => ("злість", "anger"),
        Emotion::Fear => ("тривога", "fear"),
        Emotion::Surprise => ("подив", "surprise"),
        Emotion::Disgust => ("відраза", "disgust"),
        Emotion::Neutral => ("спокій", "neutral"),
    }
}

/// Why the bot spoke or was silent; an unknown rule as it is stored.
pub(super) fn reason(word: &str) -> &str {
    match word {
        "named" => "покликали на імʼя",
        "mentioned" => "згадали через @",
        "replied_to" => "відповіли йому",
        "private" => "написали в приват",
        "command" => "команда",
        "joins_in" => "втрутився сам",
        "reacts" => "поставив реакцію",
        "ours" => "його власне",
        "old" => "застаре",
        "bot" => "написав інший бот",
        "post" => "допис каналу",
        "private_off" => "приват вимкнено",
        "other_bot" => "команда іншому ботові",
        "unknown_command" => "невідома команда",
        "flood" => "потік повідомлень",
        "limited" => "вичерпано ліміт",
        "not_addressed" => "не до нього",
        "talked_about" => "говорили про нього",
        "hushed" => "просили тиші",
        "quiet_hours" => "тихі години",
        "spoke_recently" => "щойно говорив",
        "edited" => "виправлене",
        "not_allowed" => "команда не для всіх",
        "hushes" => "попросили помовчати",
        "unhushes" => "дозволили говорити",
        "hushed_by_caller" => "покликав той, хто просив тиші",
        "withdrawn" => "його слова не сподобались",
        "quarrel" => "сварка, не втручався",
        "grief" => "горе, не втручався",
        "dialogue" => "розмова двох",
        "nothing_to_add" => "нічого додати",
        "quota" => "беріг квоту моделі",
        "frenzy" => "надто гамірно",
        "opted_out" => "просили не памʼятати",
        "unwanted" => "просили не чіпати",
        "initiative" => "сам завів розмову",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::behaviour::Reason;

    #[test]
    fn every_rule_has_words() {
        for rule in Reason::WORDS {
            assert!(!reason(rule).is_ascii(), "{rule} is not told in Ukrainian");
        }
    }
}
