//! Where sentences end, and cutting there.

use super::persona::ABBREVIATIONS;
use crate::letter::is_apostrophe;

/// A sentence end that leaves less than this share of the allowed length is too far away.
const NEAR_PERCENT: usize = 40;

/// The end of the last whole sentence within the first `chars_max` of `chars`, as a count of
/// characters; `None` if no sentence ends there.
pub(super) fn last_end(chars: &[char], chars_max: usize) -> Option<usize> {
    let limit = chars_max.min(chars.len());
    (1..=limit).rev().find(|end| is_end(chars, *end))
}

/// Where to cut `chars` to at most `chars_max`: how many to keep, and whether an ellipsis must
/// follow (it is not counted). Never within a word, unless the word is longer than everything.
pub(super) fn cut(chars: &[char], chars_max: usize) -> (usize, bool) {
    if chars.len() <= chars_max {
        return (chars.len(), false);
    }
    let near = chars_max.saturating_mul(NEAR_PERCENT) / 100;
    match last_end(chars, chars_max).filter(|end| *end > near) {
        Some(end) => (end, false),
        None => (word_cut(chars, chars_max.saturating_sub(1)), true),
    }
}

/// The end of the last whole word within the first `chars_max`, without the comma or dash after it.
pub(super) fn word_cut(chars: &[char], chars_max: usize) -> usize {
    if chars.len() <= chars_max {
        return chars.len();
    }
    let space = |end: usize| chars.get(end).is_some_and(|c| c.is_whitespace());
    let mut end = (1..=chars_max)
        .rev()
        .find(|end| space(*end))
        .unwrap_or_else(|| glued_cut(chars, chars_max));
    while end > 0 {
        match end.checked_sub(1).and_then(|last| chars.get(last)) {
            Some(c) if c.is_whitespace() || matches!(c, ',' | ';' | ':' | '—' | '–' | '-') => {
                end = end.saturating_sub(1);
            }
            _ => break,
        }
    }
    end
}

/// The greatest count up to `chars_max` that does not part an emoji or an accented letter.
pub(super) fn glued_cut(chars: &[char], chars_max: usize) -> usize {
    const GLUED_MAX: usize = 16;
    let is_glued = |end: usize| {
        let before = end.checked_sub(1).and_then(|last| chars.get(last)).copied();
        let after = chars.get(end).copied();
        matches!(before, Some('\u{200D}'))
            || matches!(
                after,
                Some(
                    '\u{200D}'
                    | '\u{0300}'..='\u{036F}'
                    | '\u{20D0}'..='\u{20FF}'
                    | '\u{FE00}'..='\u{FE0F}'
                    | '\u{1F3FB}'..='\u{1F3FF}'
                    | '\u{E0020}'..='\u{E007F}',
                )
            )
    };
    let lowest = chars_max.saturating_sub(GLUED_MAX);
    (lowest..=chars_max)
        .rev()
        .find(|end| *end > 0 && !is_glued(*end))
        .unwrap_or(chars_max)
}

/// Whether a sentence ends right before position `end`.
fn is_end(chars: &[char], end: usize) -> bool {
    let is_followed = match chars.get(end) {
        None => true,
        Some(next) => next.is_whitespace(),
    };
    if !is_followed {
        return false;
    }
    let mut position = end;
    loop {
        let Some((before, last)) = position
            .checked_sub(1)
            .and_then(|before| chars.get(before).map(|last| (before, *last)))
        else {
            return false;
        };
        match last {
            '"' | '\'' | '»' | '”' | '“' | '’' | ')' | ']' => position = before,
            '!' | '?' | '…' => return true,
            '.' => return !is_abbreviation(chars, before),
            // A line that ends in anything but a comma is a sentence of its own.
            c => return chars.get(end) == Some(&'\n') && !matches!(c, ',' | ':' | '—' | '-'),
        }
    }
}

/// Whether the full stop at `stop` only shortens a word: an initial, a list's number, `грн.`
fn is_abbreviation(chars: &[char], stop: usize) -> bool {
    const LONGEST: usize = 6;
    let word: Vec<char> = chars
        .iter()
        .take(stop)
        .rev()
        .take(LONGEST)
        .take_while(|c| c.is_alphanumeric() || is_apostrophe(**c))
        .copied()
        .collect();
    let starts_line = || {
        let before = stop
            .checked_sub(word.len())
            .and_then(|start| start.checked_sub(1))
            .and_then(|before| chars.get(before));
        before.is_none_or(|c| *c == '\n')
    };
    match word.as_slice() {
        [] => false,
        [letter] if letter.is_alphabetic() => chars.get(stop.saturating_add(1)).is_some(),
        digits if digits.iter().all(char::is_ascii_digit) => starts_line(),
        letters => {
            let word: String = letters
                .iter()
                .rev()
                .flat_map(|c| c.to_lowercase())
                .collect();
            ABBREVIATIONS.contains(&word.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, chars_max: usize, expected: &str) {
        let chars: Vec<char> = text.chars().collect();
        let (keep, needs_ellipsis) = cut(&chars, chars_max);
        let mut kept: String = chars.iter().take(keep).collect();
        if needs_ellipsis {
            kept.push('…');
        }
        assert_eq!(kept, expected);
        assert!(kept.chars().count() <= chars_max.max(1));
    }

    #[test]
    fn what_fits_stays_whole() {
        check("Та ну, нічого такого", 20, "Та ну, нічого такого");
    }

    #[test]
    fn cuts_after_the_last_sentence_that_fits() {
        check(
            "Було добре. Потім пішов дощ і всі втекли.",
            20,
            "Було добре.",
        );
        check("«Добре!» Потім пішов дощ і всі втекли.", 12, "«Добре!»");
    }

    #[test]
    fn a_sentence_end_too_far_back_is_no_place_to_cut() {
        check(
            "Так. Потім пішов дощ і всі втекли додому",
            30,
            "Так. Потім пішов дощ і всі…",
        );
    }

    #[test]
    fn commas_do_not_dangle_before_the_ellipsis() {
        check("їжаки, лисиці, вовки, ведмеді", 16, "їжаки, лисиці…");
    }

    #[test]
    fn initials_numbers_and_abbreviations_end_nothing() {
        check(
            "Це знає В. Шевчук із сусідньої хати",
            20,
            "Це знає В. Шевчук…",
        );
        check("Дай йому 5 тис. грн і забудь", 20, "Дай йому 5 тис. грн…");
        assert_eq!(last_end(&['1', '.', ' ', 'Х'], 3), None);
    }

    #[test]
    fn one_endless_word_is_cut_between_characters() {
        check(&"ї".repeat(20), 10, &format!("{}…", "ї".repeat(9)));
        let family = "👨\u{200D}👩\u{200D}👧".repeat(2);
        let chars: Vec<char> = family.chars().collect();
        assert_eq!(glued_cut(&chars, 8), 5);
    }
}
