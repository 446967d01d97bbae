//! What may help with an answer besides the conversation itself: the place where summaries and
//! facts come in as notes.

use crate::analysis::conversation::{Turn, mood as mood_of, summarise};
use crate::analysis::{Analysis, analyse};
use crate::behaviour::Occasion;
use crate::clock::{SECONDS_PER_HOUR, UnixTime};
use crate::prompt::context::{Note, Topic};
use crate::prompt::persona;
use crate::store::HistoryLine;

/// Open questions are worth more than how a conversation went.
const QUESTION_PRIORITY: u8 = 200;
/// What tells how to answer comes before everything else.
const MANNER_PRIORITY: u8 = 255;
/// Of so many of the newest messages the open questions are looked for.
const LINES_MAX: usize = 40;

/// Of so many of the newest messages the mood is judged …
const MOOD_LINES: usize = 12;
/// … if there are at least so many.
const MOOD_LINES_MIN: usize = 3;

/// The notes for an answer.
pub(super) fn notes(lines: &[HistoryLine], occasion: Occasion, is_brief: bool) -> Vec<Note> {
    let mut notes = Vec::new();
    if is_brief {
        notes.push(manner(persona::BRIEFLY.to_owned()));
    }
    if occasion == Occasion::Initiative {
        notes.extend(open_threads(lines));
    }
    notes
}

/// The mood of the room in a few words, judged by its newest messages; `None` if it is nothing
/// special or nobody spoke lately.
pub(super) fn mood(lines: &[HistoryLine], now: UnixTime) -> Option<&'static str> {
    let recent: Vec<&HistoryLine> = lines
        .iter()
        .rev()
        .take(MOOD_LINES)
        .filter(|line| !line.is_ours && now.since(line.sent_at) < SECONDS_PER_HOUR)
        .collect();
    let analyses: Vec<Analysis> = recent.iter().map(|line| analyse(&line.text)).collect();
    let turns = turns(&recent, &analyses);
    if turns.len() < MOOD_LINES_MIN {
        return None;
    }
    persona::mood(mood_of(&turns))
}

/// The `recent` lines, newest first, as a conversation, oldest first.
fn turns<'a>(recent: &[&'a HistoryLine], analyses: &'a [Analysis]) -> Vec<Turn<'a>> {
    recent
        .iter()
        .zip(analyses)
        .rev()
        .map(|(line, analysis)| Turn {
            author: &line.sender_name,
            sent_at: line.sent_at.0,
            text: &line.text,
            analysis,
        })
        .collect()
}

/// A note on how to answer.
pub(super) fn manner(text: String) -> Note {
    Note {
        topic: Topic::Condition,
        priority: MANNER_PRIORITY,
        text,
        from: Vec::new(),
    }
}

/// The questions that nobody has answered, and what the talk was about.
fn open_threads(lines: &[HistoryLine]) -> Vec<Note> {
    let recent: Vec<&HistoryLine> = lines.iter().rev().take(LINES_MAX).collect();
    let analyses: Vec<Analysis> = recent.iter().map(|line| analyse(&line.text)).collect();
    let turns = turns(&recent, &analyses);
    let conversation = summarise(&turns, |_| 0, 0);
    let question = |text: &String| Note {
        topic: Topic::Memory,
        priority: QUESTION_PRIORITY,
        text: persona::open_question(text),
        from: Vec::new(),
    };
    let mut notes: Vec<Note> = conversation.open_questions.iter().map(question).collect();
    if !conversation.text.is_empty() {
        notes.push(Note {
            topic: Topic::Summary,
            priority: QUESTION_PRIORITY - 1,
            text: conversation.text,
            from: Vec::new(),
        });
    }
    notes
}
