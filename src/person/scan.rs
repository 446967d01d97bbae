//! One pass over a text for what the analyser does not count: words, emoji, «ти» and «ви», and
//! whether it may say anything about its author.

use super::facts::Signs;
use crate::letter::{is_apostrophe, is_letter_or_number, lower};

/// The most emoji of one message that are looked at.
pub const EMOJI_PER_MESSAGE_MAX: usize = 8;
/// The most characters of a message that are looked at.
const CHARS_MAX: usize = 4_096;
/// The longest emoji that is kept, in bytes.
pub(super) const EMOJI_BYTES_MAX: usize = 32;
/// A longer word is none of those that are looked for, in letters.
const WORD_LETTERS_MAX: usize = 16;

/// What a pass over a text counts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scan {
    /// Words.
    pub words: u32,
    /// Letters in them.
    pub letters: u32,
    /// All emoji.
    pub emoji_count: u32,
    /// The first few, without skin tones and variation selectors.
    pub emoji: Vec<String>,
    /// Words that address one person as «ти».
    pub informal_you: u32,
    /// Words that address somebody as «ви».
    pub formal_you: u32,
    /// Whether it may say something of its author.
    pub is_personal: bool,
    signs: Signs,
}

/// Looks a text over.
pub fn scan(text: &str) -> Scan {
    let mut found = Scan::default();
    let mut word = String::with_capacity(64);
    let mut letters = 0_usize;
    let mut rest = text.chars().take(CHARS_MAX).peekable();
    while let Some(c) = rest.next() {
        // One of the apostrophes counts as a letter in Unicode, so they come first.
        if letters > 0 && is_apostrophe(c) {
            continue;
        }
        let lower = lower(c);
        if is_letter_or_number(lower) && !is_apostrophe(c) {
            if letters < WORD_LETTERS_MAX {
                word.push(lower);
            }
            letters = letters.saturating_add(1);
            continue;
        }
        end_word(&mut found, &mut word, &mut letters);
        if is_emoji(c) {
            found.emoji_count = found.emoji_count.saturating_add(1);
            let picture = take_emoji(c, &mut rest);
            if found.emoji.len() < EMOJI_PER_MESSAGE_MAX && picture.len() <= EMOJI_BYTES_MAX {
                found.emoji.push(picture);
            }
        }
    }
    end_word(&mut found, &mut word, &mut letters);
    found.is_personal = found.signs.are_enough();
    found
}

fn end_word(found: &mut Scan, word: &mut String, letters: &mut usize) {
    if *letters == 0 {
        return;
    }
    found.words = found.words.saturating_add(1);
    let count = u32::try_from(*letters).unwrap_or(u32::MAX);
    found.letters = found.letters.saturating_add(count);
    if *letters <= WORD_LETTERS_MAX {
        match word.as_str() {
            "ти" | "тебе" | "тобі" | "тобою" | "твій" | "твоя" | "твоє" | "твої" | "твого"
            | "твоєї" | "ты" | "тебя" | "твой" | "твоё" | "твои" => {
                found.informal_you = found.informal_you.saturating_add(1);
            }
            "ви" | "вас" | "вам" | "вами" | "ваш" | "ваша" | "ваше" | "ваші" | "вашого"
            | "вашої" | "вы" | "ваши" => {
                found.formal_you = found.formal_you.saturating_add(1);
            }
            _ => {}
        }
        found.signs.add(word);
    }
    word.clear();
    *letters = 0;
}

fn is_emoji(c: char) -> bool {
    matches!(c,
        '\u{1F300}'..='\u{1F3FA}' | '\u{1F400}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}'
        | '\u{1F1E6}'..='\u{1F1FF}' | '\u{2B50}' | '\u{2B55}' | '\u{231A}' | '\u{231B}')
}

fn is_flag_half(c: char) -> bool {
    matches!(c, '\u{1F1E6}'..='\u{1F1FF}')
}

/// The emoji that begins with `first`: its joined parts and the second half of a flag belong to
/// it; skin tones and variation selectors are dropped.
fn take_emoji<I: Iterator<Item = char>>(first: char, rest: &mut std::iter::Peekable<I>) -> String {
    let mut picture = String::from(first);
    if is_flag_half(first) {
        if let Some(second) = rest.next_if(|c| is_flag_half(*c)) {
            picture.push(second);
        }
        return picture;
    }
    loop {
        while rest
            .next_if(|c| matches!(c, '\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}'))
            .is_some()
        {}
        if rest.next_if_eq(&'\u{200D}').is_none() {
            return picture;
        }
        let Some(part) = rest.next_if(|c| is_emoji(*c) || matches!(c, '♀' | '♂')) else {
            return picture;
        };
        picture.push('\u{200D}');
        picture.push(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_letters_and_emoji_are_counted() {
        for ball in ["м'яч", "мʼяч", "м’яч"] {
            let found = scan(&format!("Привіт, {ball} і 2 коти"));
            assert_eq!(
                (found.words, found.letters),
                (5, 6 + 3 + 1 + 1 + 4),
                "{ball}"
            );
        }
        let found = scan("😂😂 👨‍👩‍👧 👍🏽 🇺🇦");
        assert_eq!(found.emoji, ["😂", "😂", "👨‍👩‍👧", "👍", "🇺🇦"]);
        assert_eq!(found.emoji_count, 5);
    }

    #[test]
    fn forms_of_address_are_counted() {
        assert_eq!(scan("а ти? тобі як").informal_you, 2);
        assert_eq!(scan("Чи могли б Ви, Вам зручно?").formal_you, 2);
    }

    #[test]
    fn strange_texts_are_survived() {
        for text in [
            "",
            "\u{FE0F}\u{200D}",
            "🇺",
            "\u{0301}\u{0301}",
            "\u{202E}абв",
            "''''",
        ] {
            let found = scan(text);
            assert!(found.words <= 1, "{text:?}");
        }
        let long = "😀".repeat(10_000);
        assert_eq!(scan(&long).emoji.len(), EMOJI_PER_MESSAGE_MAX);
    }
}
