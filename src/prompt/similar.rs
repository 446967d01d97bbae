//! Whether the bot is about to repeat itself.

use crate::letter::is_apostrophe;
use std::collections::HashSet;

/// A text that shares more than this with one earlier reply repeats it.
const SHARED_PERCENT_MAX: usize = 60;
/// Shorter texts ("ага", "та ну") are measured by equality, in words.
const WORDS_MIN: usize = 4;
/// So many words make an opening.
const OPENING_WORDS: usize = 2;
/// The same opening, or the same short text, so many times is once too often.
const SAME_MAX: usize = 3;

/// Whether `text` says again what `earlier` (the bot's last replies, in any order) said: more
/// than 60 % of its words occur in one of them, or it would be the third to open with the same two
/// words, or, if it is very short, the third of its kind. What tells another number says something
/// else: «зараз 15:07» is not «зараз 15:09».
pub fn too_similar(text: &str, earlier: &[&str]) -> bool {
    let new = words(text);
    if new.is_empty() {
        return false;
    }
    let earlier: Vec<Vec<String>> = earlier.iter().map(|reply| words(reply)).collect();
    let is_third = |matching: usize| matching.saturating_add(1) >= SAME_MAX;
    if new.len() < WORDS_MIN {
        return is_third(earlier.iter().filter(|old| **old == new).count());
    }
    let repeats_one = earlier.iter().any(|old| {
        let old: HashSet<&String> = old.iter().collect();
        let is_number = |word: &&String| word.chars().all(|c| c.is_ascii_digit());
        if !new.iter().filter(is_number).all(|word| old.contains(word)) {
            return false;
        }
        let shared = new.iter().filter(|word| old.contains(word)).count();
        shared.saturating_mul(100) > new.len().saturating_mul(SHARED_PERCENT_MAX)
    });
    let opening: Vec<&String> = new.iter().take(OPENING_WORDS).collect();
    let same_opening = earlier
        .iter()
        .filter(|old| old.iter().take(OPENING_WORDS).collect::<Vec<_>>() == opening)
        .count();
    repeats_one || is_third(same_opening)
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !(c.is_alphanumeric() || is_apostrophe(c)))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_in_another_order_are_the_same_joke() {
        let earlier = ["Каву варю, а чайник знову мовчить."];
        assert!(too_similar("А чайник знову мовчить, каву варю!", &earlier));
        assert!(!too_similar(
            "Чайник у мене давно зламався, п’ю воду.",
            &earlier
        ));
    }

    #[test]
    fn another_number_is_another_answer() {
        let earlier = ["Зараз 15:07, вівторок, на годиннику день."];
        assert!(!too_similar(
            "Зараз 15:09, вівторок, на годиннику день.",
            &earlier
        ));
        assert!(too_similar(earlier[0], &earlier));
    }

    #[test]
    fn the_third_equal_opening_is_one_too_many() {
        let twice = ["Та ну, серйозно чи жартуєш?", "Та ну тебе з тими котами."];
        let text = "Та ну, завтра ж понеділок зранку.";
        assert!(too_similar(text, &twice));
        assert!(!too_similar(text, &["Та ну, серйозно чи жартуєш?"]));
    }

    #[test]
    fn short_words_of_agreement_may_come_twice() {
        assert!(!too_similar("Ага.", &["ага", "Ні, не так."]));
        assert!(too_similar("Ага.", &["ага", "Ага!"]));
        assert!(!too_similar("", &[""]));
    }
}
