//! Which emotions a message carries.

use super::kinds::{Emotion, EmotionSet};
use super::lexicon::Aspect;
use super::reading::Hit;

/// The number of emotions that can be present.
pub(crate) const EMOTIONS: usize = 6;

/// The judgement.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Felt {
    pub(crate) leading: Emotion,
    pub(crate) present: EmotionSet,
    pub(crate) confidence: f32,
}

/// The sums of the lists for each emotion.
pub(crate) fn sums(hits: &[Hit]) -> [f32; EMOTIONS] {
    let mut sums = [0.0; EMOTIONS];
    for hit in hits {
        if let Aspect::Feels(emotion) = hit.aspect
            && let Some(sum) = sums.get_mut(usize::from(emotion.code()))
        {
            *sum += hit.weight;
        }
    }
    sums
}

/// Judges by the lists.
pub(crate) fn judge(hits: &[Hit]) -> Felt {
    let sums = sums(hits);
    let mut present = EmotionSet::EMPTY;
    let mut leading = Emotion::Neutral;
    let mut most = 0.0_f32;
    for (emotion, sum) in Emotion::ALL.iter().zip(sums) {
        if sum >= 2.0 {
            present.insert(*emotion);
            if sum > most {
                most = sum;
                leading = *emotion;
            }
        }
    }
    let confidence = if present.is_empty() {
        0.5
    } else {
        1.0 - 1.0 / (1.0 + most)
    };
    Felt {
        leading,
        present,
        confidence,
    }
}
