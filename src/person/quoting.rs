//! Recognises words of a person in other texts: a few consecutive words, whatever their case and
//! punctuation. Only fingerprints are kept, never the words. Pure.

use crate::letter::is_apostrophe;

/// So many consecutive words in common are a quotation.
pub const WORDS_TOGETHER: usize = 4;
/// A message of fewer words is recognised as a whole if it has so many letters.
const SHORT_LETTERS_MIN: usize = 12;
/// A name is recognised if it has so many letters.
const NAME_LETTERS_MIN: usize = 3;
/// The most fingerprints that are held at once: 2 MiB.
pub const FINGERPRINTS_MAX: usize = 262_144;
/// The most words of one text that are looked at.
const WORDS_MAX: usize = 2_000;

/// Fingerprints of what somebody wrote and was called.
#[derive(Debug, Clone, Default)]
pub struct Fingerprints {
    hashes: Vec<u64>,
    is_sorted: bool,
}

impl Fingerprints {
    /// Whether there is no room for another message.
    pub fn is_full(&self) -> bool {
        self.hashes.len() >= FINGERPRINTS_MAX
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// Adds what a person wrote.
    pub fn add_words(&mut self, text: &str) {
        self.is_sorted = false;
        let words = words(text);
        if words.len() < WORDS_TOGETHER {
            let letters: usize = words.iter().map(|word| word.chars().count()).sum();
            if words.len() > 1 && letters >= SHORT_LETTERS_MIN {
                self.hashes.push(fingerprint(&words));
            }
            return;
        }
        self.hashes
            .extend(words.windows(WORDS_TOGETHER).map(fingerprint));
    }

    /// Adds what a person was called: our lists of what was said name its author.
    pub fn add_name(&mut self, name: &str) {
        self.is_sorted = false;
        let mut words = words(name);
        words.truncate(WORDS_TOGETHER);
        let letters: usize = words.iter().map(|word| word.chars().count()).sum();
        if letters >= NAME_LETTERS_MIN {
            self.hashes.push(fingerprint(&words));
        }
    }

    /// Whether `text` holds any of it. Sorts what was added since the last time.
    pub fn are_in(&mut self, text: &str) -> bool {
        if !self.is_sorted {
            self.hashes.sort_unstable();
            self.hashes.dedup();
            self.is_sorted = true;
        }
        let words = words(text);
        (1..=WORDS_TOGETHER).any(|length| {
            words
                .windows(length)
                .any(|window| self.hashes.binary_search(&fingerprint(window)).is_ok())
        })
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.hashes.clear();
    }
}

/// The words of a text in lower case, without apostrophes.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        // One of the apostrophes counts as a letter in Unicode, so they come first.
        if is_apostrophe(c) || c == '\u{301}' {
            continue;
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        } else if !word.is_empty() {
            words.push(std::mem::take(&mut word));
            if words.len() >= WORDS_MAX {
                return words;
            }
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// FNV-1a over the words.
fn fingerprint(words: &[String]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for word in words {
        for byte in word.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, ours: &str, expected: bool) {
        let mut fingerprints = Fingerprints::default();
        fingerprints.add_name("Оля Коваль");
        fingerprints.add_words(written);
        assert_eq!(fingerprints.are_in(ours), expected, "{written} / {ours}");
    }

    #[test]
    fn a_few_consecutive_words_are_a_quotation() {
        let written = "Я вчора купила нову кавоварку, і вона п'є більше за мене!";
        check(written, "ти ж казала: «вчора купила нову кавоварку»…", true);
        check(written, "ВОНА ПʼЄ БІЛЬШЕ ЗА нас усіх", true);
        check(written, "купила нову квартиру, кажеш, вчора", false);
        check(written, "вчора — нову, купила кавоварку", false);
        check(
            "такої довгої назви",
            "це щось такої довгої назви, ага",
            true,
        );
        check("такої довгої назви", "такої довгої пісні", false);
        check("ну так", "ну так, звісно", false);
    }

    #[test]
    fn a_list_that_names_the_author_is_recognised() {
        check("ок", "оля коваль, 12 березня 2025: «ок»", true);
        check("ок", "Олю, ок", false);
    }

    #[test]
    fn what_was_cleared_is_in_nothing() {
        let mut fingerprints = Fingerprints::default();
        fingerprints.add_words("раз два три чотири");
        assert!(fingerprints.are_in("раз, два, три, чотири, пʼять"));
        fingerprints.clear();
        assert!(fingerprints.is_empty() && !fingerprints.are_in("раз два три чотири"));
    }
}
