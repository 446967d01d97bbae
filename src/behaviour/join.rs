//! Whether there is something to add where nobody called us, judged without a model.

use super::decide::Case;
use super::pace;
use super::policy::Windows;
use super::reason::Reason;
use crate::analysis::stem::stem;
use crate::analysis::tokens::{Kind, tokenise};
use crate::analysis::{Analysis, Emotion};
use crate::clock::UnixTime;
use crate::ids::SenderId;

/// What is known of a chat before anything unasked is said in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unasked {
    /// Questions to the model whether to join in, in the last 24 hours.
    pub joins_day: i64,
    /// Requests to all models on this day.
    pub model_requests_day: i64,
    /// The conversation so far.
    pub room: Room,
}

/// A conversation, as far as joining in depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a question with a yes or a no"
)]
pub struct Room {
    /// People quarrel, or one is insulted.
    pub is_quarrel: bool,
    /// Somebody grieves.
    pub is_grief: bool,
    /// Two talk with each other.
    pub is_dialogue: bool,
    /// A question stands, and nobody has answered it for a while.
    pub has_open_question: bool,
    /// People laugh.
    pub laughs: bool,
    /// It was still before this message.
    pub was_still: bool,
}

/// One message of a conversation.
#[derive(Debug, Clone)]
pub struct Spoken<'a> {
    /// Who.
    pub by: SenderId,
    /// When.
    pub at: UnixTime,
    /// Whether it answers somebody.
    pub is_answer: bool,
    /// What the analyser says of it.
    pub analysis: &'a Analysis,
    /// The words.
    pub text: &'a str,
}

/// So many angry messages among the newest are a quarrel.
const ANGRY_MIN: usize = 2;
/// So many jokes and laughs among the newest are laughter.
const LAUGHING_MIN: usize = 2;

impl Room {
    /// What the messages so far, oldest first, the current one last, tell.
    pub fn of(messages: &[Spoken<'_>], windows: &Windows) -> Self {
        let Some((current, before)) = messages.split_last() else {
            return Self::default();
        };
        let recent = || {
            messages
                .iter()
                .rev()
                .filter(|said| current.at.since(said.at) < windows.conversation_s)
        };
        let newest = || recent().take(windows.mood_messages);
        let angry = newest()
            .filter(|said| said.analysis.toxic || said.analysis.emotion == Emotion::Anger)
            .count();
        let insulted = newest().any(|said| said.analysis.toxic && said.analysis.aimed);
        let previous = before.last();
        let gap_s = previous.map_or(0, |said| current.at.since(said.at));
        // The one before stood unanswered; what comes after it is by its own author or late.
        let stands = previous.is_some_and(|said| said.analysis.question)
            && gap_s >= windows.open_question_s
            && previous.is_some_and(|said| said.by == current.by);
        let laughing = newest().filter(|said| said.analysis.humour).count();
        Self {
            is_quarrel: insulted || angry >= ANGRY_MIN,
            is_grief: newest().any(|said| {
                said.analysis.emotion == Emotion::Sadness || super::misfortune::is_grief(said.text)
            }),
            is_dialogue: is_dialogue(&recent().collect::<Vec<_>>(), windows.dialogue_messages),
            has_open_question: stands || (current.analysis.question && !current.is_answer),
            laughs: laughing >= LAUGHING_MIN || current.analysis.humour,
            was_still: gap_s >= windows.still_s,
        }
    }
}

fn is_dialogue(recent: &[&Spoken<'_>], least: usize) -> bool {
    if recent.len() < least {
        return false;
    }
    let mut people: Vec<SenderId> = recent.iter().map(|said| said.by).collect();
    people.sort_unstable();
    people.dedup();
    let takes_turns = recent
        .windows(2)
        .any(|pair| matches!(pair, [a, b] if a.by != b.by));
    people.len() == 2 && takes_turns
}

/// Why we do not join in, though the dice would; `None` if we may ask the model.
pub(super) fn refusal(case: &Case<'_>) -> Option<Reason> {
    let (view, policy) = (case.view, case.policy);
    if pace::is_frenzy(view, policy) {
        let messages = view.chat_messages_minute;
        return Some(Reason::Frenzy { messages });
    }
    if let Some(limit) = pace::spoken_limit(view, policy) {
        return Some(Reason::Limited(limit));
    }
    let Some(unasked) = &view.unasked else {
        return Some(Reason::NothingToAdd);
    };
    if let Some(limit) = pace::join_limit(unasked.joins_day, &policy.joining) {
        return Some(Reason::Limited(limit));
    }
    if let Some((used, of)) = pace::quota(unasked.model_requests_day, &policy.limits) {
        return Some(Reason::Quota { used, of });
    }
    if let Some(spoke_at) = view.spoke_at {
        let ago_s = case.now.since(spoke_at);
        if ago_s < policy.joining.pause_s {
            return Some(Reason::SpokeRecently { ago_s });
        }
    }
    let room = unasked.room;
    match room {
        Room {
            is_quarrel: true, ..
        } => Some(Reason::Quarrel),
        Room { is_grief: true, .. } => Some(Reason::Grief),
        Room {
            is_dialogue: true, ..
        } => Some(Reason::Dialogue),
        _ if case.analysis.toxic => Some(Reason::Quarrel),
        _ => (!has_something(case, room)).then_some(Reason::NothingToAdd),
    }
}

fn has_something(case: &Case<'_>, room: Room) -> bool {
    let is_about_us = case.look.call == super::look::Call::About;
    room.has_open_question
        || room.laughs
        || room.was_still
        || is_about_us
        || interests(&case.incoming.text, &case.policy.joining.interests)
}

/// Whether `text` has a word of what we like to talk about.
fn interests(text: &str, stems: &[String]) -> bool {
    tokenise(text)
        .iter()
        .filter(|token| token.kind == Kind::Word)
        .any(|token| stems.contains(&stem(&token.form)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyse;

    const WINDOWS: Windows = Windows {
        conversation_s: 900,
        mood_messages: 6,
        dialogue_messages: 5,
        open_question_s: 240,
        still_s: 1_800,
    };

    /// `who text` a line, a minute apart.
    fn room(lines: &[(i64, &str)]) -> Room {
        let analyses: Vec<Analysis> = lines.iter().map(|(_, text)| analyse(text)).collect();
        let spoken: Vec<Spoken<'_>> = lines
            .iter()
            .zip(&analyses)
            .zip(0_i64..)
            .map(|(((by, text), analysis), minute)| Spoken {
                by: SenderId(*by),
                at: UnixTime(minute * 60),
                is_answer: false,
                analysis,
                text,
            })
            .collect();
        Room::of(&spoken, &WINDOWS)
    }

    #[test]
    fn two_who_take_turns_are_a_dialogue_and_three_are_not() {
        let two = [
            (1, "ну"),
            (2, "та"),
            (1, "ага"),
            (2, "добре"),
            (1, "домовились"),
        ];
        assert!(room(&two).is_dialogue);
        let mut three = two;
        three[2].0 = 3;
        assert!(!room(&three).is_dialogue);
        assert!(!room(&two[..3]).is_dialogue);
        let one = two.map(|(_, text)| (1, text));
        assert!(!room(&one).is_dialogue);
    }

    #[test]
    fn an_open_question_is_something_to_add() {
        assert!(room(&[(1, "хто знає, де полагодити ноут?")]).has_open_question);
        assert!(!room(&[(1, "полагодив ноут")]).has_open_question);
        assert_eq!(Room::of(&[], &WINDOWS), Room::default());
    }

    #[test]
    fn interests_are_met_in_every_case_form() {
        let stems = ["кава", "музика"].map(stem);
        assert!(interests("заварив кави", &stems));
        assert!(interests("без музики ніяк", &stems));
        assert!(!interests("кавун солодкий", &stems));
    }
}
