//! The keys under which a search finds a word: its stem, and where Ukrainian changes the stem
//! itself, the stem of the other forms too.
//!
//! «нозі» may be a form of «ноза» or of «нога», so it has the keys «ноз» and «ног»; «нога» has one.
//! Two words meet if they share a key, and whichever of the two is searched finds the other.

mod table;

use super::stem::{is_vowel, smooth, stem_of_folded};
use table::{NOUNS, STEMS, TRUE_Z, WORDS};

/// The most keys of one word.
pub(crate) const KEYS_MAX: usize = 3;
/// Letters that Russian has not: such a word has no Russian ending.
const UKRAINIAN_ONLY: [char; 4] = ['і', 'ї', 'є', 'ґ'];
/// Endings of Russian verbs with which more Ukrainian nouns end.
const NOUN_ENDINGS: [&str; 3] = ["ат", "ет", "ут"];

/// Calls `put` with every key of a folded word without hyphens, each once; the first is the stem.
pub(crate) fn each(folded: &str, put: &mut impl FnMut(&str)) {
    let cleaned: String;
    // «п'ятниця» is often written without its apostrophe, «ґанок» with г, «ещё» with е.
    let word = if folded.contains(['\'', 'ё', 'ґ']) {
        cleaned = folded.chars().filter_map(plain).collect();
        cleaned.as_str()
    } else {
        folded
    };
    if let Some(key) = of(WORDS, word) {
        return put(key);
    }
    let mut key = stem_of_folded(word);
    if let Some(noun) = noun(word, &key) {
        key = smooth(noun);
    }
    if let Some(known) = of(STEMS, &key) {
        return put(known);
    }
    put(&key);
    let mut known = 1;
    others(word, &key, &mut |other: &str| {
        let other = smooth(other);
        let other = of(STEMS, &other).unwrap_or(&other);
        if known < KEYS_MAX && other != key {
            known += 1;
            put(other);
        }
    });
}

/// Words that go through every rule and all of the table: what an index was made with shows in
/// their keys.
pub(crate) fn sample() -> String {
    let words = WORDS.iter().chain(STEMS).map(|(word, _)| *word);
    let words = words
        .chain(NOUNS.iter().copied())
        .chain(TRUE_Z.iter().copied());
    let rules = "нозі руці політиці мусі хлопець книжок чашек вишень сестер похід камінь вечір \
        пакет магніт прийшла м'ясо ґанок ещё журналу https://example.org/kava";
    words.chain([rules]).collect::<Vec<_>>().join(" ")
}

fn plain(letter: char) -> Option<char> {
    match letter {
        '\'' => None,
        'ё' => Some('е'),
        'ґ' => Some('г'),
        other => Some(other),
    }
}

fn of(table: &[(&'static str, &'static str)], word: &str) -> Option<&'static str> {
    let place = table
        .binary_search_by(|(known, _)| (*known).cmp(word))
        .ok()?;
    table.get(place).map(|(_, key)| *key)
}

/// The noun of which `word` is a form, if the stemmer has taken its end for a verb's or for an
/// adjective's.
fn noun<'a>(word: &'a str, stem: &str) -> Option<&'a str> {
    let (letters, left) = (word.chars().count(), stem.chars().count());
    if letters < left.saturating_add(2) {
        return None;
    }
    let is_ukrainian = word.contains(UKRAINIAN_ONLY);
    let is_whole = NOUN_ENDINGS.iter().any(|ending| word.ends_with(ending))
        || (is_ukrainian && word.ends_with("ит"))
        || word.ends_with("грам")
        || (word.ends_with("іх") && !word.ends_with("ніх"));
    if is_whole {
        return Some(word);
    }
    let ends = word.char_indices().rev().map(|(at, _)| at).take(3);
    [word.len()]
        .into_iter()
        .chain(ends)
        .filter_map(|end| word.get(..end))
        .find(|begin| NOUNS.binary_search(begin).is_ok())
}

/// The stems of other forms that the rules know of.
fn others(word: &str, key: &str, put: &mut impl FnMut(&str)) {
    if word.chars().nth(3).is_none() {
        return;
    }
    let mut join = |begin: &str, end: &str| put(&[begin, end].concat());
    if let Some(begin) = word.strip_suffix("зі") {
        if TRUE_Z.binary_search(&begin).is_err() {
            join(begin, "г");
        }
    } else if let Some(begin) = word.strip_suffix("ці") {
        // «вулиці», «столиці» are forms of words in -иця, «політиці» of one in -ика.
        if !begin.ends_with('и') || begin.ends_with("ти") {
            join(begin, "к");
        }
    } else if let Some(begin) = word.strip_suffix("сі") {
        join(begin, "х");
    } else if let Some(begin) = word.strip_suffix("лець") {
        join(begin, "льц");
    } else if let Some(begin) = word.strip_suffix("ець") {
        join(begin, "ц");
    } else if let Some(begin) = word.strip_suffix("ок") {
        if begin.ends_with(|c| !is_vowel(c)) && begin.contains(is_vowel) {
            join(begin, "к");
        }
    } else if let Some(begin) = word.strip_suffix("ек") {
        if begin.ends_with(['ж', 'ч', 'ш']) && begin.contains(is_vowel) {
            join(begin, "к");
        }
    } else if let Some(begin) = word.strip_suffix("ень") {
        if begin.contains(is_vowel) {
            join(begin, "н");
        }
    } else if let Some(begin) = word.strip_suffix("ер") {
        if begin.ends_with(['т', 'д', 'б']) && begin.contains(is_vowel) {
            join(begin, "р");
        }
    } else if let Some(begin) = key.strip_suffix("шл") {
        // «прийшла» beside «прийшов».
        join(begin, "ш");
    }
    closed_syllable(word, key, put);
}

/// «похід» beside «походу», «камінь» beside «каменя»: і in the closed last syllable of a word.
fn closed_syllable(word: &str, key: &str, put: &mut impl FnMut(&str)) {
    let ended = word.strip_suffix('ь').unwrap_or(word);
    let mut back = ended.char_indices().rev();
    let (Some((_, last)), Some((at, 'і'))) = (back.next(), back.next()) else {
        return;
    };
    let (Some(begin), Some(end)) = (ended.get(..at), ended.get(at + 'і'.len_utf8()..)) else {
        return;
    };
    // In -ів the і is most often an ending.
    if is_vowel(last) || last == 'в' || !begin.contains(is_vowel) || !key.ends_with(end) {
        return;
    }
    let open = if ended.len() < word.len() && last == 'н' {
        "е"
    } else {
        "о"
    };
    put(&[begin, open, end].concat());
}

#[cfg(test)]
mod tests;
