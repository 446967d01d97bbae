//! From a reply job to words in the outbox: prompt from the store, model, reply.

use super::addressee::{addressee, chars_max, notes};
use super::brain::Brain;
use super::task::ReplyTask;
use crate::behaviour::Occasion;
use crate::clock::{Clock, UnixTime};
use crate::ids::{ChatId, MessageId, UpdateId};
use crate::llm::{Asked, Attempt, Failure};
use crate::message::{Chat, ChatKind};
use crate::prompt::context::{Built, Line, Material, Quoted, Situation, build};
use crate::prompt::reply::{Part, Reply, Rules, compose};
use crate::prompt::similar::too_similar;
use crate::rng::Rng;
use crate::store::{Error, HistoryLine, Job, NewOutgoing, Reader, Spent, Store, Writer};
use crate::telegram::request::{self, Markup, Method, SendMessage};

/// Own replies that a new one, said unasked, must not resemble.
const OWN_REPLIES_COMPARED: i64 = 10;

/// How a reply job ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answered {
    /// There are words in the outbox.
    Said,
    /// Silence; the word says why.
    Silent(&'static str),
    /// The program stops; the job stays open.
    Stopping,
}

/// A reply job, understood.
#[derive(Debug)]
pub struct Question {
    /// The job.
    pub job: Job,
    /// Where.
    pub chat: Chat,
    /// What it needs to know.
    pub task: ReplyTask,
}

impl Question {
    /// Reads what the job needs to know; `None` if it makes no sense.
    ///
    /// # Errors
    /// What the database says.
    pub fn new(reader: Reader<'_>, chat: ChatId, job: Job) -> Result<Option<Self>, Error> {
        let Ok(task) = serde_json::from_str(&job.payload) else {
            return Ok(None);
        };
        let chat = reader
            .chat(chat)?
            .map_or_else(|| unknown_chat(chat), |row| row.chat);
        Ok(Some(Self { job, chat, task }))
    }
}

fn unknown_chat(id: ChatId) -> Chat {
    Chat {
        id,
        kind: ChatKind::Other,
        title: String::new(),
        username: None,
        is_forum: false,
    }
}

/// Builds the prompt for a question.
///
/// # Errors
/// What the database says.
pub fn prompt(
    reader: Reader<'_>,
    question: &Question,
    brain: &Brain,
    now: UnixTime,
) -> Result<Built, Error> {
    let (chat, task) = (&question.chat, &question.task);
    let topic = chat.is_forum.then_some(task.thread_id);
    let lines = reader.recent(chat.id, topic, brain.budget.messages_max)?;
    let history: Vec<Line> = lines
        .iter()
        .map(|line| history_line(line, &lines))
        .collect();
    let current = Line {
        message_id: task.message_id,
        sender_name: task.sender_name.clone(),
        is_ours: false,
        text: task.text.clone(),
        sent_at: task.sent_at,
        reply_to: task.quoted(),
    };
    let approach = addressee(reader, chat.id, task.sender_id, now)?;
    Ok(build(&Material {
        persona: &brain.persona,
        bot_name: &brain.name,
        situation: Situation {
            local_time: reader.local_time(now)?,
            chat_title: &chat.title,
            kind: chat.kind,
            addressee: &task.sender_name,
            occasion: task.occasion(),
            mood: None,
            notes: &notes(&approach),
        },
        history: &history,
        current: &current,
        limits: brain.budget,
    }))
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

/// Asks the model and puts its words into the outbox, all in one transaction with the job's end.
///
/// # Errors
/// What the database says; then the job is still open.
pub fn answer(
    store: &mut Store,
    question: &Question,
    brain: &Brain,
    clock: &dyn Clock,
    rng: &mut Rng,
) -> Result<Answered, Error> {
    let built = prompt(store.read(), question, brain, clock.now())?;
    let asked = {
        let reader = store.read();
        let spent_today = |model: &str| {
            let requests = reader.requests_today(model, clock.now()).unwrap_or(0);
            u32::try_from(requests).unwrap_or(u32::MAX)
        };
        brain.models.ask(&built.prompt, clock, &spent_today, rng)
    };
    let now = clock.now();
    let outcome = judge(store.read(), &asked, &built, question, brain)?;
    if matches!(outcome, Outcome::Stopping) {
        store.write(|writer| note_attempts(writer, &asked.attempts, now))?;
        return Ok(Answered::Stopping);
    }
    store.write(|writer| {
        note_attempts(writer, &asked.attempts, now)?;
        if !writer.is_job_open(question.job.id)? {
            // Whoever asked has been forgotten while the model thought.
            return Ok(Answered::Silent("withdrawn"));
        }
        match outcome {
            Outcome::Say(parts) => {
                say(writer, question, &parts, now)?;
                let task = &question.task;
                if built.account.notes_used > 0 {
                    // The trace tells how much was known of whom, never what.
                    let detail = format!("notes={}", built.account.notes_used);
                    let (chat, occasion) = (question.chat.id, &task.occasion);
                    writer.note_decision(chat, task.message_id, now, occasion, &detail)?;
                }
                writer.end_job(question.job.id, true, "said")?;
                Ok(Answered::Said)
            }
            Outcome::Silent(why) => {
                writer.end_job(question.job.id, true, why)?;
                let task = &question.task;
                let detail = format!("silent={why}");
                writer.note_decision(
                    question.chat.id,
                    task.message_id,
                    now,
                    &task.occasion,
                    &detail,
                )?;
                Ok(Answered::Silent(why))
            }
            Outcome::Stopping => Ok(Answered::Stopping),
        }
    })
}

enum Outcome {
    Say(Vec<Part>),
    Silent(&'static str),
    Stopping,
}

/// What to make of the model's answer. An error never becomes words.
fn judge(
    reader: Reader<'_>,
    asked: &Asked,
    built: &Built,
    question: &Question,
    brain: &Brain,
) -> Result<Outcome, Error> {
    let draft = match &asked.result {
        Ok(draft) => draft,
        Err(Failure::Stopped) => return Ok(Outcome::Stopping),
        Err(failure) => return Ok(Outcome::Silent(failure.as_str())),
    };
    let rules = Rules {
        bot_name: &brain.name,
        instructions: &built.instructions,
        speakers: &built.speakers,
        chars_max: chars_max(reader, question.chat.id, question.task.sender_id, brain)?,
        is_truncated: draft.truncated,
    };
    let parts = match compose(&draft.text, &rules) {
        Reply::Say(parts) => parts,
        Reply::Declined => return Ok(Outcome::Silent("declined")),
        Reply::Nothing => return Ok(Outcome::Silent("nothing_left")),
    };
    if question.task.occasion() == Occasion::JoiningIn {
        let me = brain.policy.me.id;
        let earlier = reader.last_texts_of(question.chat.id, me, OWN_REPLIES_COMPARED)?;
        let earlier: Vec<&str> = earlier.iter().map(String::as_str).collect();
        let repeats = parts
            .first()
            .is_some_and(|part| too_similar(&part.plain, &earlier));
        if repeats {
            return Ok(Outcome::Silent("repeats"));
        }
    }
    Ok(Outcome::Say(parts))
}

/// Enters what was asked of models in the accounts.
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

fn say(
    writer: &Writer<'_>,
    question: &Question,
    parts: &[Part],
    now: UnixTime,
) -> Result<(), Error> {
    let task = &question.task;
    for (number, part) in (0_i64..).zip(parts) {
        // Only the first part answers the message; the others follow it.
        // A number below zero is one of the group that this supergroup once was.
        let reply_to = Some(task.message_id).filter(|id| id.0 > 0 && number == 0);
        // Text without markup needs no parsing, and cannot be refused for its markup.
        let markup = if part.html == part.plain {
            Markup::Plain
        } else {
            Markup::Html
        };
        let text = match markup {
            Markup::Plain => &part.plain,
            Markup::Html => &part.html,
        };
        let body = request::send_message(&SendMessage {
            text,
            markup,
            reply_to,
            thread_id: task.thread_id,
        });
        let update_id = UpdateId(question.job.update_id.0);
        writer.add_outgoing(
            &NewOutgoing {
                chat: question.chat.id,
                update_id,
                method: Method::SendMessage.as_str(),
                part: number,
                body: &body,
                thread_id: task.thread_id,
                reply_to,
                text: &part.plain,
                not_before: now,
                expires_at: question.job.expires_at,
                fallback: None,
            },
            now,
        )?;
    }
    Ok(())
}
