//! Which emotions a message carries.

use super::kinds::{Emotion, EmotionSet};
use super::table::{Margins, SIGNALS, blend};

/// The judgement.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Felt {
    /// The clearest emotion.
    pub(crate) leading: Emotion,
    /// All that are clear enough.
    pub(crate) present: EmotionSet,
    /// How sure the leading one is.
    pub(crate) confidence: f32,
}

/// Judges by the blends: word lists and table together, each emotion for itself.
pub(crate) fn judge(signals: &[f32; SIGNALS], margins: &Margins) -> Felt {
    let mut present = EmotionSet::EMPTY;
    let mut leading = Emotion::Neutral;
    let mut clearest = 0.0_f32;
    let mut surest = 0.0_f32;
    let mut confidence = 0.0;
    let felt = Emotion::ALL
        .iter()
        .filter(|&&emotion| emotion != Emotion::Neutral);
    for &emotion in felt {
        let (sum, threshold) = blend(usize::from(emotion.code()), signals, margins);
        let probability = logistic(sum);
        surest = surest.max(probability);
        if sum <= threshold {
            continue;
        }
        present.insert(emotion);
        if sum - threshold > clearest {
            clearest = sum - threshold;
            leading = emotion;
            confidence = probability;
        }
    }
    if present.is_empty() {
        confidence = 1.0 - surest;
    }
    Felt {
        leading,
        present,
        confidence,
    }
}

/// The logistic function.
fn logistic(sum: f32) -> f32 {
    1.0 / (1.0 + (-sum).exp())
}
