//! Obscenity and insult, also where stars, digits or spaces try to hide them.

use super::lexicon::{Aspect, find, find_masked};
use super::reading::Hit;
use super::tokens::{Kind, Token};

/// From this toxicity on a message is toxic.
pub(crate) const TOXIC_MIN: f32 = 0.5;
/// So many letters with spaces between them may spell a word.
const SPELLED_MIN: usize = 3;

/// The judgement.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Toxicity {
    pub(crate) score: f32,
    pub(crate) aimed: bool,
}

/// Findings that only show when masks are lifted.
pub(crate) fn unmask(tokens: &[Token<'_>], hits: &mut Vec<Hit>) {
    let mut spelled = String::new();
    let mut began = 0;
    for (at, token) in tokens.iter().enumerate() {
        if token.kind == Kind::Word && token.form.contains(['*', '@', '#', '$']) {
            let masked: String = token
                .form
                .chars()
                .map(|c| if matches!(c, '@' | '#' | '$') { '*' } else { c })
                .collect();
            let mut found = None;
            find_masked(&masked, |slot| {
                found = found.max(Some((slot.weight, slot.aspect)))
            });
            if let Some((weight, aspect)) = found {
                hits.push(Hit {
                    aspect,
                    weight: f32::from(weight),
                    token: at,
                    span: 1,
                });
            }
        }
        let is_letter = token.kind == Kind::Word && token.form.chars().nth(1).is_none();
        if is_letter {
            if spelled.is_empty() {
                began = at;
            }
            spelled.push_str(&token.form);
        }
        if !is_letter || at + 1 == tokens.len() {
            let count = spelled.chars().count();
            if count >= SPELLED_MIN {
                find(std::iter::once(spelled.as_str()), |slot, _| {
                    if matches!(slot.aspect, Aspect::Swear | Aspect::Insult) && slot.weight > 0 {
                        let weight = f32::from(slot.weight);
                        hits.push(Hit {
                            aspect: slot.aspect,
                            weight,
                            token: began,
                            span: count,
                        });
                    }
                });
            }
            spelled.clear();
        }
    }
}

/// Judges by the lists.
pub(crate) fn judge(hits: &[Hit]) -> Toxicity {
    let mut swear = 0.0;
    let mut insult = 0.0;
    let mut you = false;
    for hit in hits {
        match hit.aspect {
            Aspect::Swear => swear += hit.weight,
            Aspect::Insult => insult += hit.weight,
            Aspect::You => you = true,
            _ => (),
        }
    }
    let sum: f32 = swear + insult;
    let score = sum / (sum + 2.0);
    Toxicity {
        score,
        aimed: you && insult > 0.0,
    }
}
