//! The words that carry a message or a conversation.

use std::collections::{HashMap, HashSet};

use super::lexicon::Aspect;
use super::reading::{Hit, read};
use super::stem::stem;
use super::tokens::{Kind, Token, tokenise};
use crate::letter::is_letter;

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
        && token.form.chars().any(is_letter)
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
    /// The forms in which it was written, and how often each.
    forms: Vec<(String, u32)>,
    /// In how many messages it stands.
    messages: u32,
    /// Its place, so that equals keep the order of speech.
    place: usize,
    /// How well it names a subject.
    worth: f32,
}

/// A word of a listed topic names a subject best.
const TOPIC_WORTH: f32 = 2.0;
/// What ends like a verb or an adverb seldom names one.
const VERB_WORTH: f32 = 0.4;
/// So many written forms of one candidate are kept.
const FORMS_MAX: usize = 8;

/// Adds the words of one message.
pub(crate) fn collect(text: &str, candidates: &mut HashMap<String, Candidate>) {
    let tokens = tokenise(text);
    let hits = read(&tokens);
    let mut seen: HashSet<String> = HashSet::new();
    let worths = worths(&tokens, &hits);
    for (token, worth) in tokens.iter().zip(worths) {
        if worth <= 0.0 || !carries(token) {
            continue;
        }
        let stem = stem(&token.form);
        let place = candidates.len();
        let candidate = candidates.entry(stem.clone()).or_insert_with(|| Candidate {
            forms: Vec::new(),
            messages: 0,
            place,
            worth,
        });
        candidate.note(token.text.trim_start_matches('#').to_lowercase());
        if seen.insert(stem) {
            candidate.messages += 1;
        }
    }
}

impl Candidate {
    fn note(&mut self, form: String) {
        if let Some((_, count)) = self.forms.iter_mut().find(|(known, _)| *known == form) {
            *count += 1;
        } else if self.forms.len() < FORMS_MAX {
            self.forms.push((form, 1));
        }
    }

    /// The form that was written most often; of equals the shortest, which is likely the name
    /// of the thing rather than a case of it.
    fn readable(&self) -> Option<&String> {
        let rank = |(form, count): &&(String, u32)| (*count, usize::MAX - form.chars().count());
        self.forms.iter().max_by_key(rank).map(|(form, _)| form)
    }
}

/// For each token how well it names a subject; zero for words that name none.
fn worths(tokens: &[Token<'_>], hits: &[Hit]) -> Vec<f32> {
    let mut worths: Vec<f32> = tokens
        .iter()
        .map(|token| {
            if is_verbal(&token.form) {
                VERB_WORTH
            } else {
                1.0
            }
        })
        .collect();
    for hit in hits {
        if let Some(worth) = worths.get_mut(hit.token) {
            if matches!(hit.aspect, Aspect::About(_)) && hit.span == 1 && *worth > 0.0 {
                *worth = TOPIC_WORTH;
            } else if is_empty(hit.aspect) || is_feeling(hit.aspect) && *worth < TOPIC_WORTH {
                *worth = 0.0;
            }
        }
    }
    worths
}

/// Whether a word of this aspect tells how one feels rather than about what.
const fn is_feeling(aspect: Aspect) -> bool {
    matches!(
        aspect,
        Aspect::Feels(_)
            | Aspect::Good
            | Aspect::Bad
            | Aspect::Insult
            | Aspect::Humour
            | Aspect::You
            | Aspect::Asking
    )
}

/// Whether a word ends like a verb, an adverb or an adjective.
fn is_verbal(form: &str) -> bool {
    const ENDINGS: [&str; 30] = [
        "ти", "ся", "сь", "ла", "ли", "ло", "ав", "ив", "їв", "ув", "яв", "єш", "еш", "иш", "їш",
        "ємо", "имо", "емо", "єте", "ете", "ить", "їть", "ать", "ять", "уть", "ють", "ає", "ує",
        "ий", "ого",
    ];
    ENDINGS.iter().any(|ending| form.ends_with(ending))
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
            (
                count(candidate.messages) * candidate.worth * (rarity + 0.1),
                candidate,
            )
        })
        .collect();
    scored.sort_by(|(left, one), (right, other)| {
        right.total_cmp(left).then(one.place.cmp(&other.place))
    });
    scored
        .into_iter()
        .filter_map(|(_, candidate)| candidate.readable().cloned())
        .take(KEYWORDS_MAX)
        .collect()
}
