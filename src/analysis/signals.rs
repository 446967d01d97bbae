//! The word lists' findings as a row of numbers between 0 and 1, for the blends of the table.
//!
//! `scripts/train_table.py` computes the same row from `--explain`; change both.

use super::features::unit;
use super::kinds::Emotion;
use super::lexicon::Aspect;
use super::reading::Hit;
use super::table::SIGNALS;
use super::tokens::Token;

/// A sum of weights as large as this is half of certainty.
const HALF: f32 = 2.0;
/// Aspects whose sums are signals, behind the six emotions.
const ASPECTS: [Aspect; 9] = [
    Aspect::Good,
    Aspect::Bad,
    Aspect::Swear,
    Aspect::Insult,
    Aspect::Humour,
    Aspect::Asking,
    Aspect::Negation,
    Aspect::You,
    Aspect::Boost,
];
/// Marks whose presence is a signal, behind the aspects.
const MARKS: [&str; 5] = ["?", "!", "…", ")", ":))"];

/// The row of signals of a message.
pub(crate) fn row(tokens: &[Token<'_>], hits: &[Hit]) -> [f32; SIGNALS] {
    let mut row = [0.0; SIGNALS];
    let mut glad = vec![false; tokens.len()];
    for hit in hits
        .iter()
        .filter(|hit| matches!(hit.aspect, Aspect::Good | JOY))
    {
        if let Some(place) = glad.get_mut(hit.token) {
            *place = true;
        }
    }
    for hit in hits {
        // Swearing for joy says nothing but joy.
        if hit.aspect == Aspect::Swear && glad.get(hit.token).copied().unwrap_or(false) {
            continue;
        }
        let place = if let Aspect::Feels(emotion) = hit.aspect {
            Some(usize::from(emotion.code()))
        } else {
            ASPECTS
                .iter()
                .position(|&aspect| aspect == hit.aspect)
                .map(|at| at + EMOTIONS)
        };
        if let Some(sum) = place.and_then(|place| row.get_mut(place)) {
            *sum += hit.weight;
        }
    }
    for sum in &mut row {
        *sum /= *sum + HALF;
    }
    for token in tokens {
        let mark = MARKS.iter().position(|&mark| mark == unit(token));
        if let Some(place) = mark.and_then(|at| row.get_mut(at + EMOTIONS + ASPECTS.len())) {
            *place = 1.0;
        }
    }
    row
}

const JOY: Aspect = Aspect::Feels(Emotion::Joy);
const EMOTIONS: usize = Emotion::ALL.len() - 1;
