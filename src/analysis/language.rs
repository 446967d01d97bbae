//! In which language a message is written.

use super::fold::is_cyrillic;
use super::kinds::Language;
use super::lexicon::Aspect;
use super::reading::Hit;
use super::table::{Margins, UKRAINIAN};
use super::tokens::{Kind, Token};
use crate::letter::is_letter;

/// A letter or a word that only one language has outweighs what the table guesses.
const LETTER: f32 = 1.5;
/// A function word of one language.
const WORD: f32 = 0.5;
/// A word so clearly of one language is a witness of mixing.
const CLEAR_WORD: f32 = 4.0;
/// So many clear words of each language make a mixture.
const CLEAR_WORDS_MIN: usize = 2;
/// Fewer words are no mixture, only a doubtful word.
const MIXTURE_WORDS_MIN: usize = 4;
/// So much surzhyk in a Ukrainian text makes a mixture.
const SURZHYK_MIN: f32 = 3.0;

/// Counts of letters by script.
#[derive(Debug, Default)]
struct Letters {
    cyrillic: usize,
    latin: usize,
    foreign: usize,
}

/// Judges by letters, function words and the table.
pub(crate) fn judge(tokens: &[Token<'_>], hits: &[Hit], margins: &Margins) -> Language {
    let words = || tokens.iter().filter(|token| token.kind == Kind::Word);
    let mut letters = Letters::default();
    for c in words().flat_map(|token| token.form.chars()) {
        if is_cyrillic(c) {
            letters.cyrillic += 1;
        } else if c.is_ascii_alphabetic() {
            letters.latin += 1;
        } else if is_letter(c) {
            letters.foreign += 1;
        }
    }
    if letters.cyrillic + letters.latin <= letters.foreign {
        return Language::Other;
    }
    if letters.latin > letters.cyrillic {
        return Language::English;
    }
    let lean = lean(tokens, hits, margins);
    let surzhyk = surzhyk(words(), hits);
    if lean > 0.0 && surzhyk >= SURZHYK_MIN || is_mixed(lean, tokens, margins) {
        return Language::Mixed;
    }
    if lean >= 0.0 {
        Language::Ukrainian
    } else {
        Language::Russian
    }
}

/// Above zero Ukrainian, below zero Russian.
fn lean(tokens: &[Token<'_>], hits: &[Hit], margins: &Margins) -> f32 {
    let mut lean = margins.columns.get(UKRAINIAN).copied().unwrap_or(0.0);
    for token in tokens.iter().filter(|token| token.kind == Kind::Word) {
        // An apostrophe in a Latin word is no Ukrainian one.
        let is_ours = token.form.contains(is_cyrillic) && token.form.contains(is_only_ukrainian);
        lean += LETTER * sign(is_ours);
        lean -= LETTER * (sign(token.form.contains(is_only_russian)));
    }
    for hit in hits {
        lean += WORD * sign(hit.aspect == Aspect::SpeaksUkrainian);
        lean -= WORD * sign(hit.aspect == Aspect::SpeaksRussian);
    }
    lean
}

const fn sign(is: bool) -> f32 {
    if is { 1.0 } else { 0.0 }
}

const fn is_only_ukrainian(c: char) -> bool {
    matches!(c, 'і' | 'ї' | 'є' | 'ґ' | '\'')
}

const fn is_only_russian(c: char) -> bool {
    matches!(c, 'ы' | 'э' | 'ё' | 'ъ')
}

/// How much Russian in Ukrainian spelling there is: listed words, and є behind a consonant.
fn surzhyk<'t>(words: impl Iterator<Item = &'t Token<'t>>, hits: &[Hit]) -> f32 {
    let listed = hits
        .iter()
        .filter(|hit| hit.aspect == Aspect::Surzhyk)
        .map(|hit| hit.weight);
    let heard = words
        .filter(|word| !word.text.starts_with(char::is_uppercase) && has_soft_consonant(&word.form))
        .count();
    listed.sum::<f32>() + if heard > 0 { SURZHYK_MIN } else { 0.0 }
}

/// Whether є stands behind a consonant inside the word, as in «дєвчата»; Ukrainian has it only
/// behind a soft л, н or т at the end of a word or of a doubled consonant.
fn has_soft_consonant(word: &str) -> bool {
    let mut before = (' ', ' ');
    let mut letters = word.chars().peekable();
    while let Some(c) = letters.next() {
        let is_hard = matches!(
            before.1,
            'б' | 'в'
                | 'г'
                | 'д'
                | 'ж'
                | 'з'
                | 'к'
                | 'м'
                | 'п'
                | 'р'
                | 'с'
                | 'т'
                | 'ф'
                | 'х'
                | 'ц'
                | 'ч'
                | 'ш'
                | 'щ'
                | 'л'
                | 'н'
        );
        if c == 'є' && is_hard && before.0 != before.1 {
            return letters.peek().is_some_and(|&c| is_letter(c));
        }
        before = (before.1, c);
    }
    false
}

/// Whether whole words of both languages stand side by side.
///
/// Ukrainian letters in a Russian text, or Russian ones in a Ukrainian text, are enough; without
/// them it takes several words that the table is sure of.
fn is_mixed(lean: f32, tokens: &[Token<'_>], margins: &Margins) -> bool {
    let words = tokens
        .iter()
        .filter(|token| token.kind == Kind::Word && token.form.contains(is_cyrillic))
        .zip(&margins.words);
    let mut count = 0;
    let mut ukrainian = 0;
    let mut russian = 0;
    for (token, &margin) in words {
        count += 1;
        if token.form.contains(is_only_ukrainian) {
            ukrainian += 1;
        } else if token.form.contains(is_only_russian) || lean > 0.0 && margin < -CLEAR_WORD {
            russian += 1;
        }
    }
    let foreign = if lean > 0.0 { russian } else { ukrainian };
    let least = if lean > 0.0 { CLEAR_WORDS_MIN } else { 1 };
    count >= MIXTURE_WORDS_MIN && foreign >= least
}
