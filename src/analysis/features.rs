//! What the trained table sees of a message: hashes of its words, word pairs and letter groups.
//!
//! `scripts/train_table.py` computes the same hashes from the same folded text; change both.

use super::kinds::Emotion;
use super::lexicon::Aspect;
use super::symbols::emoticon_meaning;
use super::tokens::{Kind, Token};
use crate::letter::is_letter;

/// Letters of a word beyond these are not looked at.
const WORD_CHARS_MAX: usize = 24;
/// The shortest and the longest group of letters.
const GROUP_CHARS: (usize, usize) = (1, 5);

const SEED: u32 = 0x811c_9dc5;
const PRIME: u32 = 0x0100_0193;
/// Bytes that begin the hash of each sort of feature, so that sorts do not collide.
const WORD_TAG: u8 = 1;
const PAIR_TAG: u8 = 2;
const GROUP_TAG: u8 = 3;

/// How a token appears to the table; `None` for what it does not look at.
pub(crate) fn unit<'t>(token: &'t Token<'_>) -> &'t str {
    match token.kind {
        Kind::Word | Kind::Laughter | Kind::Hashtag | Kind::Emoji | Kind::Mark => &token.form,
        Kind::Number => "0",
        Kind::Url | Kind::Code => "%",
        Kind::Name => "@",
        Kind::Emoticon => face(&token.form),
    }
}

/// Emoticons in a few classes.
fn face(form: &str) -> &'static str {
    let is_glad = emoticon_meaning(form).is_some_and(|(aspect, _)| aspect == GLAD);
    let is_wide = form.starts_with("))") || form.starts_with("((");
    match form.chars().next_back() {
        Some(')') if is_wide => ":))",
        Some(')') if form == ")" => ")",
        Some('(') if is_wide => ":((",
        Some('(') => ":(",
        Some(_) if is_glad => ":)",
        Some(_) | None => ":/",
    }
}

const GLAD: Aspect = Aspect::Feels(Emotion::Joy);

/// The folded text from which the features are taken: units, and none twice in a row.
pub(crate) fn folded(tokens: &[Token<'_>]) -> String {
    let mut units: Vec<&str> = tokens
        .iter()
        .map(unit)
        .filter(|unit| !unit.is_empty())
        .collect();
    units.dedup();
    units.join(" ")
}

/// Visits every feature of one word: the word and its groups of letters.
pub(crate) fn visit_word(unit: &str, visit: &mut impl FnMut(u32)) {
    visit(mix(hash(start(WORD_TAG), unit)));
    if !unit.starts_with(is_letter) {
        return;
    }
    let mut letters = [' '; WORD_CHARS_MAX + 2];
    let mut count = 2;
    for (place, letter) in letters
        .iter_mut()
        .skip(1)
        .zip(unit.chars().take(WORD_CHARS_MAX))
    {
        *place = letter;
        count += 1;
    }
    let (shortest, longest) = GROUP_CHARS;
    for begin in 0..count {
        let mut state = start(GROUP_TAG);
        let group = letters.iter().take(count).skip(begin).take(longest);
        for (at, letter) in group.enumerate() {
            let mut bytes = [0; 4];
            state = hash(state, letter.encode_utf8(&mut bytes));
            if at + 1 >= shortest {
                visit(mix(state));
            }
        }
    }
}

/// Visits the feature of two neighbouring tokens.
pub(crate) fn visit_pair(left: &str, right: &str, visit: &mut impl FnMut(u32)) {
    let state = hash(hash(hash(start(PAIR_TAG), left), " "), right);
    visit(mix(state));
}

const fn start(tag: u8) -> u32 {
    (SEED ^ tag as u32).wrapping_mul(PRIME)
}

/// FNV-1a.
fn hash(state: u32, text: &str) -> u32 {
    text.bytes().fold(state, |state, byte| {
        (state ^ u32::from(byte)).wrapping_mul(PRIME)
    })
}

/// Spreads the hash, so that its low bits may be used alone.
const fn mix(hash: u32) -> u32 {
    let hash = (hash ^ (hash >> 15)).wrapping_mul(0x2c1b_3c6d);
    hash ^ (hash >> 13)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The low 24 bits, which the table keeps.
    fn low(hash: u32) -> u32 {
        hash & 0xFF_FFFF
    }

    #[test]
    fn hashes_are_those_of_the_training_program() {
        let mut word = Vec::new();
        visit_word("кіт", &mut |hash| word.push(low(hash)));
        let expected = [
            0x009b_f11c,
            0x0023_009d,
            0x0065_a7ea,
            0x0075_c58f,
            0x004e_0920,
            0x00ee_43c1,
            0x00ba_d1e1,
            0x00ad_eded,
            0x00e4_78f3,
            0x00fa_6aba,
            0x003c_310b,
            0x0095_52ea,
            0x0064_251c,
            0x0078_3aa5,
            0x00d9_4e28,
            0x0023_009d,
        ];
        assert_eq!(word, expected);
        let mut pair = Vec::new();
        visit_pair("ну", "кіт", &mut |hash| pair.push(low(hash)));
        assert_eq!(pair, [0x00ce_0943]);
    }

    #[test]
    fn what_is_repeated_is_seen_once() {
        let tokens = crate::analysis::tokens::tokenise("ха ха ну ну ну )) 😂😂");
        assert_eq!(folded(&tokens), "ха ну :)) 😂");
    }
}
