//! Being hushed by members and allowed to speak again.

use super::Policy;
use crate::analysis::tokens::{Kind, Token, tokenise};
use crate::clock::{LocalTime, SECONDS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE, UnixTime};

/// What somebody wants of our voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// That we are quiet.
    Quiet(Span),
    /// That we speak again.
    Speak,
}

/// For how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// As usual.
    Usual,
    /// So many seconds.
    Seconds(i64),
    /// Until the morning.
    UntilMorning,
}

/// Longer messages are talk, not orders, in words.
const WORDS_MAX: usize = 7;

const QUIET: &[&str] = &[
    "помовчи",
    "мовчи",
    "мовчати",
    "цить",
    "цитьте",
    "тихо",
    "тихіше",
    "замовкни",
    "стихни",
    "заткнись",
    "заткнися",
    "стули",
    "вгамуйся",
    "помовч",
    "замовч",
    "тсс",
    "тш",
    "тихенько",
    "помолчи",
    "молчи",
    "заткни",
];
const SPEAK: &[&str] = &[
    "говори",
    "розмовляй",
    "балакай",
    "відімри",
    "оживай",
    "вернись",
    "повернись",
];
/// Words that turn an order into its opposite.
const DENIALS: &[&str] = &[
    "не",
    "досить",
    "годі",
    "перестань",
    "припини",
    "хватить",
    "хватит",
];
/// So many words before the order they may stand.
const DENIED_WITHIN_WORDS: usize = 2;

/// What a message that calls us wants of our voice, if it wants anything of it.
pub fn wish(text: &str) -> Option<Wish> {
    let tokens = tokenise(text);
    let is_word = |token: &&Token<'_>| token.kind == Kind::Word;
    let words = tokens.iter().filter(is_word).count();
    // A question about silence is no order.
    let asks = tokens.iter().any(|token| token.form == "?");
    if words > WORDS_MAX || asks {
        return None;
    }
    let at = tokens.iter().position(|token| {
        let word = token.form.as_str();
        token.kind == Kind::Word && (QUIET.contains(&word) || SPEAK.contains(&word))
    })?;
    let (before, from) = tokens.split_at_checked(at)?;
    let is_quiet = QUIET.contains(&from.first()?.form.as_str());
    // «Не треба мовчати» denies, «не заважай, мовчи» does not.
    let is_denied = before
        .iter()
        .rev()
        .take_while(|token| token.kind == Kind::Word)
        .take(DENIED_WITHIN_WORDS)
        .any(|token| DENIALS.contains(&token.form.as_str()));
    match (is_quiet, is_denied) {
        (true, false) => Some(Wish::Quiet(span(text).unwrap_or(Span::Usual))),
        (true, true) | (false, false) => Some(Wish::Speak),
        (false, true) => Some(Wish::Quiet(Span::Usual)),
    }
}

/// The span in the arguments of `/quiet`; `None` if there is none that makes sense.
pub fn span(text: &str) -> Option<Span> {
    let lower = text.to_lowercase();
    if lower.contains("до ранку") || lower.contains("до утра") {
        return Some(Span::UntilMorning);
    }
    let start = lower.find(|c: char| c.is_ascii_digit())?;
    let rest = lower.get(start..)?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let number: i64 = digits.parse().ok()?;
    let seconds = unit_s(rest.get(digits.len()..)?).unwrap_or(SECONDS_PER_MINUTE);
    let total = number.checked_mul(seconds)?;
    (total > 0).then_some(Span::Seconds(total))
}

/// The seconds of a unit of time in small letters, Ukrainian or English, whatever its case form;
/// `None` if the word is none.
pub(super) fn unit_s(word: &str) -> Option<i64> {
    const UNITS: &[(&[&str], i64)] = &[
        (&["сек", "s"], 1),
        (&["хв", "m"], SECONDS_PER_MINUTE),
        (&["г", "h"], SECONDS_PER_HOUR),
        (&["дн", "ден", "доб", "d"], SECONDS_PER_DAY),
        (&["тиж", "w"], 7 * SECONDS_PER_DAY),
    ];
    let word = word.trim_start();
    let begins = |beginning: &&str| word.starts_with(beginning);
    let unit = UNITS.iter().find(|(all, _)| all.iter().any(begins));
    unit.map(|(_, seconds)| *seconds)
}

/// Until when we are quiet if so many members, the asker included, or an admin want it.
pub fn until(
    span: Span,
    votes: i64,
    is_admin: bool,
    local: LocalTime,
    policy: &Policy,
    now: UnixTime,
) -> UnixTime {
    let hush = &policy.hush;
    let is_strong = is_admin || votes >= hush.votes;
    let wished = match span {
        // The third who says "цить" means it.
        Span::Usual if is_strong && !is_admin => hush.long_s,
        Span::Usual => hush.default_s,
        Span::Seconds(seconds) => seconds,
        Span::UntilMorning => to_morning_s(local, hush.morning_hour),
    };
    let most = if is_strong {
        hush.long_s
    } else {
        hush.member_s
    };
    now.plus(wished.clamp(1, most.max(1)))
}

/// Seconds from a local time to the next morning.
fn to_morning_s(local: LocalTime, morning: u8) -> i64 {
    let minute_of_day = i64::from(local.hour) * 60 + i64::from(local.minute);
    let left = i64::from(morning) * 60 - minute_of_day;
    left.rem_euclid(24 * 60).max(1) * SECONDS_PER_MINUTE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<Wish>) {
        assert_eq!(wish(text), expected, "{text}");
    }

    #[test]
    fn orders_to_be_quiet_and_to_speak_are_understood() {
        let quiet = Some(Wish::Quiet(Span::Usual));
        for text in [
            "гряг, помовчи",
            "Гряг, цить!",
            "гряже, тихо будь",
            "мовчи вже, гряг",
            "не говори, гряг",
            "гряг, не заважай, мовчи",
            "годі, гряг, помовчи",
        ] {
            check(text, quiet);
        }
        for text in [
            "гряг, говори",
            "Гряг, можеш говорити... говори",
            "гряг, не мовчи",
            "гряг, досить мовчати",
            "годі вже мовчати, гряг",
            "гряг, не треба мовчати",
        ] {
            check(text, Some(Wish::Speak));
        }
        check("гряг, помовчи годинку", quiet);
        check(
            "гряг, помовчи 2 години",
            Some(Wish::Quiet(Span::Seconds(7_200))),
        );
        check(
            "гряг, помовчи до ранку",
            Some(Wish::Quiet(Span::UntilMorning)),
        );
    }

    #[test]
    fn talk_about_silence_is_no_order() {
        for text in [
            "гряг, чого мовчиш?",
            "гряг, а можеш помовчати?",
            "гряг, як справи",
            "гряг, вона сказала йому мовчи і він тоді пішов додому спати",
            "",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn spans_are_read_in_the_usual_spellings() {
        let seconds = |text| span(text);
        assert_eq!(seconds("30m"), Some(Span::Seconds(1_800)));
        assert_eq!(seconds("2h"), Some(Span::Seconds(7_200)));
        assert_eq!(seconds("45"), Some(Span::Seconds(2_700)));
        assert_eq!(seconds("20 хв"), Some(Span::Seconds(1_200)));
        assert_eq!(seconds("1 год"), Some(Span::Seconds(3_600)));
        assert_eq!(seconds("1 день"), Some(Span::Seconds(86_400)));
        assert_eq!(seconds("3 дні"), Some(Span::Seconds(3 * 86_400)));
        assert_eq!(seconds("2 тижні"), Some(Span::Seconds(14 * 86_400)));
        assert_eq!(seconds("30 сек"), Some(Span::Seconds(30)));
        assert_eq!(seconds("до ранку"), Some(Span::UntilMorning));
        assert_eq!(seconds("0"), None);
        assert_eq!(seconds("99999999999999999999"), None);
        assert_eq!(seconds("довго"), None);
    }

    #[test]
    fn morning_is_never_more_than_a_day_away() {
        let local = |hour, minute| LocalTime {
            year: 2026,
            month: 1,
            day: 1,
            weekday: 0,
            hour,
            minute,
        };
        assert_eq!(to_morning_s(local(23, 0), 8), 9 * 3_600);
        assert_eq!(to_morning_s(local(7, 59), 8), 60);
        assert_eq!(to_morning_s(local(8, 0), 8), 60);
        assert_eq!(to_morning_s(local(8, 1), 8), 24 * 3_600 - 60);
    }
}
