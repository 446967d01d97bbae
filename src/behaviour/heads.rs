//! A first glance at a text: whether one of its words may be one of a few at all. It is asked of
//! every message, most have none, and to cut them into words for that would cost ten times as much.

/// How some words begin: their first two letters that differ, stretched letters taken as one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Heads {
    pairs: Vec<(char, char)>,
    /// A word is too short to tell, so nothing is.
    is_blind: bool,
}

impl Heads {
    /// How `words` begin, folded and squeezed as they are.
    pub(super) fn of<T: AsRef<str>>(words: impl Iterator<Item = T>) -> Self {
        let mut heads = Self::default();
        for word in words {
            let mut letters = word.as_ref().chars().map(plain);
            match (letters.next(), letters.next()) {
                (Some(first), Some(second)) => heads.pairs.push((first, second)),
                (Some(_), None) => heads.is_blind = true,
                (None, _) => (),
            }
        }
        heads.pairs.sort_unstable();
        heads.pairs.dedup();
        heads
    }

    /// Whether a word of `text` may be one of the words; `false` is certain. What is no plain
    /// Cyrillic letter may stand for any.
    pub(super) fn may_begin_a_word_of(&self, text: &str) -> bool {
        let mut first = None;
        let mut is_inside = false;
        for c in text.chars() {
            if !c.is_alphanumeric() {
                let breaks = c.is_whitespace() || c.is_ascii_punctuation() && c != '*';
                if first.is_some() && !breaks {
                    return true;
                }
                first = None;
                is_inside = false;
                continue;
            }
            let letter = plain(c);
            match first {
                None if is_inside => (),
                None => {
                    if !is_cyrillic(letter) || self.is_blind {
                        return true;
                    }
                    first = Some(letter);
                    is_inside = true;
                }
                Some(before) if before == letter => (),
                Some(before) => {
                    let is_known = self.pairs.binary_search(&(before, letter)).is_ok();
                    if is_known || !is_cyrillic(letter) {
                        return true;
                    }
                    first = None;
                }
            }
        }
        false
    }
}

/// The small letter, «г» for «ґ».
fn plain(c: char) -> char {
    match c {
        'а'..='я' | 'і' | 'ї' | 'є' => c,
        'А'..='Я' => c.to_lowercase().next().unwrap_or(c),
        'ґ' | 'Ґ' => 'г',
        'І' => 'і',
        'Ї' => 'ї',
        'Є' => 'є',
        c => c,
    }
}

fn is_cyrillic(c: char) -> bool {
    matches!(c, 'а'..='я' | 'і' | 'ї' | 'є')
}
