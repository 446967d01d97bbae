//! The question to the model: what it is shown, and what it cost.

use super::addressee;
use super::answer::Question;
use super::brain::Brain;
use super::dated;
use super::material;
use super::recall;
use super::task::TaskMedium;
use crate::behaviour::Occasion;
use crate::behaviour::memory;
use crate::behaviour::unwilling::is_named;
use crate::clock::UnixTime;
use crate::ids::MessageId;
use crate::llm::{Asked, Attempt};
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
    let topic = chat.is_forum.then_some(task.thread_id);
    let mut lines = reader.recent(chat.id, topic, brain.budget.messages_max)?;
    let unwilling = if is_initiative {
        reader.unwilling(chat.id)?
    } else {
        Vec::new()
    };
    // Who does not want to be spoken to unasked gives no reason to.
    lines.retain(|line| {
        unwilling
            .iter()
            .all(|(person, _)| *person != line.sender_id)
    });
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
    if is_initiative {
        let names: Vec<&str> = unwilling.iter().map(|(_, name)| name.as_str()).collect();
        notes.retain(|note| !is_named(&note.text, &names));
        notes.extend(dated::notes(reader, chat.id, &unwilling, now)?);
    }
    notes.extend_from_slice(extra);
    Ok(build(&Material {
        instructions: &brain.instructions,
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

/// How many requests a model has had today, each counted as `weight`: background work leaves half
/// of the day's to those who ask something. A database that cannot tell leaves none.
pub(super) fn spent_today(
    reader: Reader<'_>,
    now: UnixTime,
    weight: i64,
) -> impl Fn(&str) -> u32 + '_ {
    move |model| {
        let requests = reader.requests_today(model, now).unwrap_or(i64::MAX);
        u32::try_from(requests.saturating_mul(weight)).unwrap_or(u32::MAX)
    }
}

/// How often a request counts that nobody waits for: see [`spent_today`].
pub(super) const IN_BACKGROUND: i64 = 2;

/// Whether some model has a request left for what nobody waits for.
pub(super) fn has_room(reader: Reader<'_>, brain: &Brain, now: UnixTime) -> bool {
    let spent = spent_today(reader, now, IN_BACKGROUND);
    let per_day = brain.models.requests_per_day();
    brain
        .models
        .names()
        .iter()
        .any(|model| spent(model) < per_day)
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

/// What came of it, for `/why`.
pub(super) fn told(asked: &Asked, built: &Built, silent: Option<&str>) -> String {
    let account = &built.account;
    let tokens = asked.attempts.iter().map(|attempt| attempt.usage).fold(
        (0_u32, 0_u32),
        |(prompt, answer), usage| {
            (
                prompt.saturating_add(usage.prompt_tokens),
                answer.saturating_add(usage.answer_tokens),
            )
        },
    );
    let model = asked
        .result
        .as_ref()
        .map_or("none", |draft| draft.served_by.as_str());
    // The estimated tokens by kind, as the prompt was built.
    let shown: Vec<String> = account
        .kinds()
        .into_iter()
        .map(|(kind, tokens)| format!("{kind}:{tokens}"))
        .collect();
    format!(
        "{}={} model={model} requests={} prompt_tokens={} answer_tokens={} history={} notes={} \
         shown={} from={}",
        if silent.is_some() { "silent" } else { "said" },
        silent.unwrap_or("yes"),
        asked.attempts.len(),
        tokens.0,
        tokens.1,
        account.history_used,
        account.notes_used,
        shown.join(","),
        memory::written(&built.memories),
    )
}
