//! Whether a message speaks well or ill.

use super::kinds::{Emotion, Sentiment};
use super::lexicon::Aspect;
use super::reading::Hit;
use super::table::{Margins, SIGNALS, blend};

/// The first of the three blends: good, bad, neither.
const GOOD_BLEND: usize = 6;
/// So few words are no sentence.
const FEW_WORDS: usize = 4;
/// A smaller polarity of the lists is none.
const LEAN_MIN: f32 = 0.2;
/// How much blame is in sadness, anger, fear and disgust.
const DARK_BLAME: f32 = 0.8;
/// How much praise is in humour.
const HUMOUR_PRAISE: f32 = 0.4;

/// Judges: the sentiment, and the polarity from −1 to 1.
///
/// A message of a few words, or of emoji alone, is judged by the lists, for the table has learnt
/// from sentences.
pub(crate) fn judge(
    words: usize,
    hits: &[Hit],
    signals: &[f32; SIGNALS],
    margins: &Margins,
) -> (Sentiment, f32) {
    if words <= FEW_WORDS {
        by_lists(hits)
    } else {
        by_blend(signals, margins)
    }
}

fn by_blend(signals: &[f32; SIGNALS], margins: &Margins) -> (Sentiment, f32) {
    let score = |offset: usize| {
        let (sum, bonus) = blend(GOOD_BLEND + offset, signals, margins);
        (sum + bonus).exp()
    };
    let (good, bad, neither) = (score(0), score(1), score(2));
    let polarity = (good - bad) / (good + bad + neither);
    let sentiment = if good > bad && good > neither {
        Sentiment::Positive
    } else if bad > good && bad > neither {
        Sentiment::Negative
    } else {
        Sentiment::Neutral
    };
    (sentiment, polarity)
}

fn by_lists(hits: &[Hit]) -> (Sentiment, f32) {
    let mut good = 0.0;
    let mut bad = 0.0;
    for hit in hits {
        let (praise, blame) = shares(hit.aspect);
        good += hit.weight * praise;
        bad += hit.weight * blame;
    }
    let polarity = (good - bad) / (good + bad + 1.0);
    let sentiment = if polarity >= LEAN_MIN {
        Sentiment::Positive
    } else if polarity <= -LEAN_MIN {
        Sentiment::Negative
    } else {
        Sentiment::Neutral
    };
    (sentiment, polarity)
}

/// How far a finding is praise, and how far blame.
fn shares(aspect: Aspect) -> (f32, f32) {
    use Emotion::{Anger, Disgust, Fear, Joy, Sadness};
    if matches!(aspect, Aspect::Good | Aspect::Feels(Joy)) {
        (1.0, 0.0)
    } else if aspect == Aspect::Bad {
        (0.0, 1.0)
    } else if matches!(aspect, Aspect::Feels(Sadness | Anger | Fear | Disgust)) {
        (0.0, DARK_BLAME)
    } else if aspect == Aspect::Humour {
        (HUMOUR_PRAISE, 0.0)
    } else {
        (0.0, 0.0)
    }
}
