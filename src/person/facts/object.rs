//! What a statement is about: the words after its verb, up to where something else begins.

use super::sentence::{Piece, Sentence, Word};
use super::words::{BREAKS, EMPTY, FILLERS};
use crate::analysis::stem::stem;

/// The words `from..to` of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: usize,
    pub(super) to: usize,
}

const CONJUNCTIONS: &[&str] = &["і", "й", "та", "и"];
/// The most entries of a list.
const ITEMS_MAX: usize = 4;
/// The most words of an entry.
const ITEM_WORDS_MAX: usize = 4;

/// Where an object that follows place `at` begins: after fillers and a dash.
pub(super) fn start(sentence: &Sentence, at: usize) -> usize {
    let mut at = at;
    loop {
        let is_filler = FILLERS.contains(&sentence.form(at));
        let is_dash = matches!(sentence.pieces.get(at), Some(Piece::Dash));
        if !is_filler && !is_dash {
            return at;
        }
        at = at.saturating_add(1);
    }
}

/// Up to `words_max` words from `at`; `None` if there is no object.
pub(super) fn phrase(sentence: &Sentence, at: usize, words_max: usize) -> Option<Span> {
    let from = start(sentence, at);
    let mut to = from;
    while let Some(word) = sentence.word(to) {
        let is_break = BREAKS.contains(&word.form.as_str()) && to > from;
        if is_break || to.saturating_sub(from) >= words_max {
            break;
        }
        to = to.saturating_add(1);
    }
    // A list of words that ends in «і», «та», «в» has been cut in the middle.
    while to > from
        && (CONJUNCTIONS.contains(&sentence.form(to.saturating_sub(1)))
            || is_preposition(sentence.form(to.saturating_sub(1))))
    {
        to = to.saturating_sub(1);
    }
    let first = sentence.form(from);
    let is_empty = to == from || EMPTY.contains(&first) || BREAKS.contains(&first);
    (!is_empty).then_some(Span { from, to })
}

/// The entries of a list from `at`: «каву, чай і пиво». What follows a comma belongs to the list
/// only if the list is closed by a conjunction.
pub(super) fn items(sentence: &Sentence, at: usize) -> Vec<Span> {
    let from = start(sentence, at);
    let mut entries: Vec<Span> = Vec::new();
    let mut pending: Vec<Span> = Vec::new();
    let mut place = from;
    let mut after_comma = false;
    while let Some(span) = entry(sentence, place) {
        let is_long = span.to.saturating_sub(span.from) > 2;
        if after_comma && is_long {
            break;
        }
        let target = if after_comma {
            &mut pending
        } else {
            &mut entries
        };
        target.push(span);
        match sentence.pieces.get(span.to) {
            Some(Piece::Mark(',')) => after_comma = true,
            Some(Piece::Word(word)) if CONJUNCTIONS.contains(&word.form.as_str()) => {
                entries.append(&mut pending);
                after_comma = false;
            }
            Some(Piece::Word(_) | Piece::Dash | Piece::Mark(_)) | None => break,
        }
        place = span.to.saturating_add(1);
    }
    entries.truncate(ITEMS_MAX);
    entries
}

fn entry(sentence: &Sentence, at: usize) -> Option<Span> {
    let mut to = at;
    while let Some(word) = sentence.word(to) {
        let form = word.form.as_str();
        let ends = CONJUNCTIONS.contains(&form) || (BREAKS.contains(&form) && to > at);
        if ends || to.saturating_sub(at) >= ITEM_WORDS_MAX {
            break;
        }
        to = to.saturating_add(1);
    }
    let first = sentence.form(at);
    let is_none = to == at || EMPTY.contains(&first) || BREAKS.contains(&first);
    (!is_none).then_some(Span { from: at, to })
}

pub(super) fn is_preposition(form: &str) -> bool {
    matches!(
        form,
        "в" | "у"
            | "на"
            | "з"
            | "із"
            | "зі"
            | "до"
            | "за"
            | "по"
            | "під"
            | "біля"
            | "при"
            | "для"
            | "над"
            | "про"
            | "від"
            | "с"
            | "со"
            | "из"
            | "во"
            | "к"
            | "о"
            | "около"
            | "недалеко"
            | "поруч"
    )
}

/// The stems of the telling words of a span, in the order of the alphabet.
pub(super) fn key(sentence: &Sentence, span: Span) -> String {
    let mut stems: Vec<String> = (span.from..span.to)
        .filter_map(|at| sentence.word(at))
        .map(|word| word.form.as_str())
        .filter(|form| {
            !is_preposition(form) && !CONJUNCTIONS.contains(form) && !FILLERS.contains(form)
        })
        .map(stem)
        .collect();
    stems.sort();
    stems.dedup();
    stems.join(" ")
}

/// The first word of a span.
pub(super) fn first(sentence: &Sentence, span: Span) -> Option<&Word> {
    sentence.word(span.from)
}

/// Whether a word may be an infinitive.
pub(super) fn is_infinitive(form: &str) -> bool {
    ["ти", "тись", "тися", "ться", "ть", "тись"]
        .iter()
        .any(|ending| form.ends_with(ending))
}
