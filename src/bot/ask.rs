//! The question to the model: what it is shown, and what it cost.

use super::addressee;
use super::answer::Question;
use super::brain::Brain;
use super::material;
use super::recall;
use super::task::TaskMedium;
use crate::behaviour::Occasion;
use crate::clock::UnixTime;
use crate::ids::MessageId;
use crate::llm::Attempt;
use crate::media::described;
use crate::prompt::context::{Built, Line, Material, Note, Quoted, Situation, build};
use crate::store::{Error, HistoryLine, Reader, Spent, Writer};

/// Builds the prompt for a question, with `extra` notes.
///
/// # Errors
/// What the database says.
pub fn prompt(
    reader: Reader<'_>,
    question: &Question,
    brain: &Brain,
    extra: &[Note],
    now: UnixTime,
) -> Result<Built, Error> {
    let (chat, task) = (&question.chat, &question.task);
    let occasion = task.occasion();
    let is_initiative = occasion == Occasion::Initiative;
    let topic = (chat.is_forum && !is_initiative).then_some(task.thread_id);
    let lines = reader.recent(chat.id, topic, brain.budget.messages_max)?;
    let history: Vec<Line> = lines
        .iter()
        .map(|line| history_line(line, &lines))
        .collect();
    // Who starts a topic has the last words of somebody before their eyes.
    let last = history.iter().rfind(|line| !line.is_ours);
    let current = match last.filter(|_| is_initiative) {
        Some(last) => last.clone(),
        None => Line {
            message_id: task.message_id,
            sender_name: task.sender_name.clone(),
            is_ours: false,
            text: with_description(reader, &task.text, task.own_medium.as_ref())?,
            sent_at: task.sent_at,
            reply_to: match task.quoted() {
                Some(mut quoted) => {
                    let medium = task.quoted_medium.as_ref();
                    quoted.excerpt = with_description(reader, &quoted.excerpt, medium)?;
                    Some(quoted)
                }
                None => None,
            },
        },
    };
    let mut notes = material::notes(&lines, occasion, task.is_brief);
    if !is_initiative {
        let approach = addressee::addressee(reader, chat.id, task.sender_id, now)?;
        notes.extend(addressee::notes(&approach));
    }
    notes.extend(recall::notes(reader, question, &lines, now)?);
    notes.extend_from_slice(extra);
    Ok(build(&Material {
        persona: &brain.persona,
        bot_name: &brain.name,
        situation: Situation {
            local_time: reader.local_time(now)?,
            chat_title: &chat.title,
            kind: chat.kind,
            addressee: &current.sender_name,
            occasion,
            mood: material::mood(&lines, now),
            notes: &notes,
        },
        history: &history,
        current: &current,
        media: &question.shown,
        limits: brain.budget,
    }))
}

/// The words with what is known of their medium in its short form's place.
fn with_description(
    reader: Reader<'_>,
    words: &str,
    medium: Option<&TaskMedium>,
) -> Result<String, Error> {
    let Some(medium) = medium.filter(|medium| words.starts_with(&medium.form)) else {
        return Ok(words.to_owned());
    };
    let known = reader.media(&medium.unique_id)?;
    Ok(match known.and_then(|row| row.description) {
        Some(description) => {
            words.replacen(&medium.form, &described(&medium.form, &description), 1)
        }
        None => words.to_owned(),
    })
}

/// A line of history with the words it answers, where they are among the `lines`.
fn history_line(line: &HistoryLine, lines: &[HistoryLine]) -> Line {
    let answered = line
        .reply_to
        .and_then(|id| lines.iter().find(|other| other.message_id == Some(id)));
    Line {
        message_id: line.message_id.unwrap_or(MessageId(0)),
        sender_name: line.sender_name.clone(),
        is_ours: line.is_ours,
        text: line.text.clone(),
        sent_at: line.sent_at,
        reply_to: answered.map(|other| Quoted {
            name: other.sender_name.clone(),
            is_ours: other.is_ours,
            excerpt: other.text.clone(),
        }),
    }
}

/// Books the requests that were sent.
///
/// # Errors
/// What the database says.
pub(super) fn note_attempts(
    writer: &Writer<'_>,
    attempts: &[Attempt],
    now: UnixTime,
) -> Result<(), Error> {
    for attempt in attempts {
        let usage = attempt.usage;
        let spent = Spent {
            failed: !matches!(attempt.outcome, "answered" | "truncated"),
            prompt_tokens: i64::from(usage.prompt_tokens),
            answer_tokens: i64::from(usage.answer_tokens),
            thought_tokens: i64::from(usage.thought_tokens),
            latency_ms: i64::try_from(attempt.latency.as_millis()).unwrap_or(i64::MAX),
        };
        writer.note_request(&attempt.model, &spent, now)?;
    }
    Ok(())
}
