//! The words that carry a message or a conversation.

use std::collections::{HashMap, HashSet};

use super::lexicon::Aspect;
use super::reading::{Hit, read};
use super::stem::stem;
use super::tokens::{Kind, Token, tokenise};

/// So many keywords at most.
pub(crate) const KEYWORDS_MAX: usize = 8;
/// Shorter words carry little.
const WORD_CHARS_MIN: usize = 3;
/// Longer ones are no words.
const WORD_CHARS_MAX: usize = 30;

/// The keywords of one message: content words as written, in lower case, each stem once.
pub(crate) fn of_message(tokens: &[Token<'_>], hits: &[Hit]) -> Vec<String> {
    let mut stems: Vec<String> = Vec::new();
    let mut words = Vec::new();
    let empty = empty_tokens(tokens, hits);
    for (token, is_empty) in tokens.iter().zip(empty) {
        if words.len() == KEYWORDS_MAX {
            break;
        }
        if is_empty || !carries(token) {
            continue;
        }
        let stem = stem(&token.form);
        if !stems.contains(&stem) {
            stems.push(stem);
            words.push(token.form.clone());
        }
    }
    words
}

/// Whether a token can be a keyword at all.
pub(crate) fn carries(token: &Token<'_>) -> bool {
    let count = token.form.chars().take(WORD_CHARS_MAX + 1).count();
    matches!(token.kind, Kind::Word | Kind::Hashtag)
        && (WORD_CHARS_MIN..=WORD_CHARS_MAX).contains(&count)
        && token.form.chars().any(char::is_alphabetic)
        && !token.form.contains('*')
}

/// For each token whether it says nothing about the subject.
fn empty_tokens(tokens: &[Token<'_>], hits: &[Hit]) -> Vec<bool> {
    let mut empty = vec![false; tokens.len()];
    for hit in hits.iter().filter(|hit| is_empty(hit.aspect)) {
        if let Some(place) = empty.get_mut(hit.token) {
            *place = true;
        }
    }
    empty
}

/// Whether a word of this aspect says nothing about the subject.
pub(crate) const fn is_empty(aspect: Aspect) -> bool {
    matches!(
        aspect,
        Aspect::Function
            | Aspect::SpeaksUkrainian
            | Aspect::SpeaksRussian
            | Aspect::SpeaksEnglish
            | Aspect::Negation
            | Aspect::Swear
            | Aspect::Casual
            | Aspect::Boost
            | Aspect::Damp
    )
}

/// A word of a conversation that may become a keyword.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    /// The first form in which it was written.
    written: String,
    /// In how many messages it stands.
    messages: u32,
    /// Its place, so that equals keep the order of speech.
    place: usize,
}

/// Adds the words of one message.
pub(crate) fn collect(text: &str, candidates: &mut HashMap<String, Candidate>) {
    let tokens = tokenise(text);
    let hits = read(&tokens);
    let mut seen: HashSet<String> = HashSet::new();
    let empty = empty_tokens(&tokens, &hits);
    for (token, is_empty) in tokens.iter().zip(empty) {
        if is_empty || !carries(token) {
            continue;
        }
        let stem = stem(&token.form);
        if seen.contains(&stem) {
            continue;
        }
        let place = candidates.len();
        let written = token.text.trim_start_matches('#').to_lowercase();
        candidates
            .entry(stem.clone())
            .or_insert(Candidate {
                written,
                messages: 0,
                place,
            })
            .messages += 1;
        seen.insert(stem);
    }
}

/// The candidates that stand out most against the chat's past.
pub(crate) fn choose(
    candidates: HashMap<String, Candidate>,
    past: impl Fn(&str) -> u32,
    documents: u32,
) -> Vec<String> {
    let count = |number: u32| f32::from(u16::try_from(number).unwrap_or(u16::MAX));
    let mut scored: Vec<(f32, Candidate)> = candidates
        .into_iter()
        .map(|(stem, candidate)| {
            let rarity = ((count(documents) + 1.0) / (count(past(&stem)) + 1.0))
                .ln()
                .max(0.0);
            (count(candidate.messages) * (rarity + 0.1), candidate)
        })
        .collect();
    scored.sort_by(|(left, one), (right, other)| {
        right.total_cmp(left).then(one.place.cmp(&other.place))
    });
    scored
        .into_iter()
        .take(KEYWORDS_MAX)
        .map(|(_, candidate)| candidate.written)
        .collect()
}
