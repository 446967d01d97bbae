//! Obscenity and insult, also where stars, digits or spaces try to hide them.

use super::lexicon::{Aspect, find, find_masked};
use super::reading::Hit;
use super::tokens::{Kind, Token};

/// From this toxicity on a message is toxic.
pub(crate) const TOXIC_MIN: f32 = 0.5;
/// So many letters with spaces between them may spell a word.
const SPELLED_MIN: usize = 3;

/// Half of certainty, in weights of the lists.
const HALF: f32 = 2.0;
/// How far from an insult a word for «you» may stand, in tokens.
const AIM_REACH: usize = 4;
/// Insults that are orders begin so.
const COMMANDS: [&str; 13] = [
    "заткн",
    "стули",
    "закр",
    "завали",
    "здохн",
    "сдохн",
    "іди",
    "йди",
    "иди",
    "пішов",
    "пішла",
    "пош",
    "вали",
];
/// What hides a letter.
const MASKS: [char; 4] = ['*', '@', '#', '$'];

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
        if token.kind == Kind::Word
            && let Some(masked) = masked(&token.form)
        {
            let mut found = None;
            find_masked(&masked, |slot| {
                found = found.max(Some((slot.weight, slot.aspect)));
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

/// The word with every mask written as a star, if it has one that is no apostrophe («під*їзд»).
fn masked(form: &str) -> Option<String> {
    if !form.contains(MASKS) {
        return None;
    }
    let masked: String = form
        .chars()
        .map(|c| if MASKS.contains(&c) { '*' } else { c })
        .collect();
    let (head, tail) = masked.split_once('*')?;
    let is_apostrophe = head.ends_with(['б', 'п', 'в', 'м', 'ф', 'р', 'д', 'з'])
        && tail.starts_with(['ї', 'є', 'я', 'ю']);
    (!is_apostrophe).then_some(masked)
}

/// Judges by the lists.
pub(crate) fn judge(tokens: &[Token<'_>], hits: &[Hit]) -> Toxicity {
    let sum = hits
        .iter()
        .filter(|hit| matches!(hit.aspect, Aspect::Swear | Aspect::Insult))
        .map(|hit| hit.weight)
        .fold(0.0, |sum, weight| sum + weight);
    let targets = targets(tokens, hits);
    let mut insults = hits.iter().filter(|hit| hit.aspect == Aspect::Insult);
    Toxicity {
        score: sum / (sum + HALF),
        aimed: insults.any(|hit| is_command(hit, tokens) || is_near(hit.token, &targets)),
    }
}

/// The places of words for «you» and of names, in order.
fn targets(tokens: &[Token<'_>], hits: &[Hit]) -> Vec<usize> {
    let names = tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| token.kind == Kind::Name);
    let words = hits
        .iter()
        .filter(|hit| hit.aspect == Aspect::You)
        .map(|hit| hit.token);
    let mut targets: Vec<usize> = names.map(|(at, _)| at).chain(words).collect();
    targets.sort_unstable();
    targets
}

/// Whether an insult bids somebody go.
fn is_command(insult: &Hit, tokens: &[Token<'_>]) -> bool {
    tokens.get(insult.token).is_some_and(|token| {
        COMMANDS
            .iter()
            .any(|command| token.form.starts_with(command))
    })
}

/// Whether a target stands near a place.
fn is_near(place: usize, targets: &[usize]) -> bool {
    let first = targets.partition_point(|&target| target + AIM_REACH < place);
    targets
        .get(first)
        .is_some_and(|&target| target <= place + AIM_REACH)
}
