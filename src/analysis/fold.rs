//! One spelling for words that chat spells in many ways.
//!
//! Lower case, one apostrophe, no combining marks, composed й/ї/ё, Latin look-alikes inside
//! Cyrillic words turned back, stretched letters squeezed. The letters і, ї, є and ґ are kept:
//! they tell words and languages apart.

use crate::letter::{is_apostrophe, lower};

/// A run of a letter as long as this is stretching, not spelling.
const STRETCH_MIN: usize = 3;

/// Whether a character is no part of a word's spelling: it combines with the one before it or is
/// invisible. Marks that enclose are kept, for with a digit they make an emoji.
pub(crate) const fn is_skipped(c: char) -> bool {
    (crate::text::is_combining(c) && !matches!(c, '\u{20DD}'..='\u{20FF}'))
        || matches!(c, '\u{00AD}' | '\u{200B}'..='\u{200C}' | '\u{200E}'..='\u{200F}')
        || matches!(c, '\u{2060}' | '\u{FEFF}')
}

/// Whether a character is a Cyrillic letter.
pub(crate) const fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{0400}'..='\u{0481}' | '\u{048A}'..='\u{052F}')
}

/// The Cyrillic letter that a Latin letter or a digit stands for inside a Cyrillic word.
const fn look_alike(c: char) -> Option<char> {
    Some(match c {
        'a' => 'а',
        'b' => 'в',
        'c' => 'с',
        'e' => 'е',
        'h' => 'н',
        'i' | '1' => 'і',
        'k' => 'к',
        'm' => 'м',
        'o' | '0' => 'о',
        'p' => 'р',
        't' => 'т',
        'x' => 'х',
        'y' => 'у',
        '3' => 'з',
        '4' => 'ч',
        '6' => 'б',
        'ï' => 'ї',
        _ => return None,
    })
}

/// The letter that a base and a combining mark make together.
const fn compose(base: char, mark: char) -> Option<char> {
    Some(match (base, mark) {
        ('и', '\u{0306}') => 'й',
        ('і', '\u{0308}') => 'ї',
        ('е', '\u{0308}') => 'ё',
        ('у', '\u{0306}') => 'ў',
        _ => return None,
    })
}

/// The folded form of one word.
pub(crate) fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    let mut foreign = 0_usize;
    let mut cyrillic = 0_usize;
    let mut run = 0_usize;
    let mut last = '\0';
    for raw in word.chars() {
        if is_skipped(raw) {
            if let Some(whole) = compose(last, raw) {
                folded.pop();
                folded.push(whole);
                last = whole;
            }
            continue;
        }
        let lowered = if is_apostrophe(raw) { '\'' } else { lower(raw) };
        if is_cyrillic(lowered) {
            cyrillic += 1;
        } else if look_alike(lowered).is_some() {
            foreign += 1;
        }
        run = if lowered == last { run + 1 } else { 1 };
        last = lowered;
        if run >= STRETCH_MIN && !lowered.is_ascii_digit() {
            if run == STRETCH_MIN {
                folded.pop();
            }
            continue;
        }
        folded.push(lowered);
    }
    if foreign > 0 && cyrillic > 0 && cyrillic >= foreign {
        folded = turn_back(&folded);
    }
    folded
}

/// Replaces Latin look-alikes and digits by the Cyrillic letters that they imitate.
fn turn_back(folded: &str) -> String {
    let starts_with_digit = folded.starts_with(|c: char| c.is_ascii_digit());
    if starts_with_digit {
        return folded.to_owned();
    }
    let mut inside = true;
    let mut out = String::with_capacity(folded.len());
    let mut rest = folded.chars().peekable();
    while let Some(c) = rest.next() {
        if c == '-' {
            inside = false;
        }
        let is_last = rest.peek().is_none();
        let replaced = if c.is_ascii_digit() && (is_last || !inside) {
            c
        } else {
            look_alike(c).unwrap_or(c)
        };
        out.push(replaced);
    }
    out
}

/// The word with every run of a letter squeezed to one, for names that are called at length.
pub(crate) fn squeeze(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut last = '\0';
    for c in word.chars() {
        if c != last {
            out.push(c);
        }
        last = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_what_chat_writes_in_many_ways() {
        for (raw, folded) in [
            ("ДУУУУЖЕ", "дуже"),
            ("п\u{2019}ять", "п'ять"),
            ("хлiб", "хліб"),
            ("нaхуй", "нахуй"),
            ("п1зда", "пізда"),
            ("и\u{0306}ти", "йти"),
            ("і\u{0308}жа", "їжа"),
            ("Ґанок", "ґанок"),
            ("x\u{0335}a\u{0336}", "xa"),
            ("Python3", "python3"),
            ("віддай", "віддай"),
        ] {
            assert_eq!(fold(raw), folded, "{raw}");
        }
    }
}
