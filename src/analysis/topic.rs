//! What a message is about.

use super::kinds::{Subtopic, Topic};
use super::lexicon::Aspect;
use super::reading::Hit;

/// A topic needs at least so much evidence.
const EVIDENCE_MIN: f32 = 2.0;

/// The judgement: the broad topic, and the finer one if words name it.
pub(crate) fn judge(hits: &[Hit]) -> (Topic, Option<Subtopic>) {
    let mut topics = [0.0_f32; Topic::ALL.len()];
    let mut subtopics = [0.0_f32; Subtopic::ALL.len()];
    for hit in hits {
        if let Aspect::About(subtopic) = hit.aspect {
            if let Some(sum) = topics.get_mut(usize::from(subtopic.topic().code())) {
                *sum += hit.weight;
            }
            if let Some(sum) = subtopics.get_mut(usize::from(subtopic.code())) {
                *sum += hit.weight;
            }
        }
    }
    let topic = leading(Topic::ALL, &topics).unwrap_or(Topic::General);
    let fitting = subtopics
        .iter()
        .zip(Subtopic::ALL)
        .map(|(&sum, subtopic)| if subtopic.topic() == topic { sum } else { 0.0 });
    let fitting: Vec<f32> = fitting.collect();
    (topic, leading(Subtopic::ALL, &fitting))
}

fn leading<T: Copy>(all: &[T], sums: &[f32]) -> Option<T> {
    let mut best = None;
    let mut most = EVIDENCE_MIN - f32::EPSILON;
    for (value, &sum) in all.iter().zip(sums) {
        if sum > most {
            most = sum;
            best = Some(*value);
        }
    }
    best
}
