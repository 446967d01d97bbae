//! Whether a message speaks well or ill.

use super::kinds::{Emotion, Sentiment};
use super::lexicon::Aspect;
use super::reading::Hit;

/// The smallest polarity that counts.
const LEAN_MIN: f32 = 0.2;

/// The good and the bad that the lists find.
pub(crate) fn sums(hits: &[Hit]) -> (f32, f32) {
    let mut good = 0.0;
    let mut bad = 0.0;
    let mut last: Option<(usize, bool)> = None;
    for hit in hits {
        let (is_good, share) = match hit.aspect {
            Aspect::Good => (true, 1.0),
            Aspect::Bad => (false, 1.0),
            Aspect::Feels(Emotion::Joy) => (true, 1.0),
            Aspect::Feels(Emotion::Surprise) => continue,
            Aspect::Feels(_) => (false, 0.8),
            Aspect::Insult => (false, 0.5),
            Aspect::Humour => (true, 0.4),
            _ => continue,
        };
        let share = if last == Some((hit.token, is_good)) {
            share * 0.3
        } else {
            share
        };
        last = Some((hit.token, is_good));
        *if is_good { &mut good } else { &mut bad } += hit.weight * share;
    }
    (good, bad)
}

/// Judges by the lists: the sentiment and the polarity from −1 to 1.
pub(crate) fn judge(hits: &[Hit]) -> (Sentiment, f32) {
    let (good, bad) = sums(hits);
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
