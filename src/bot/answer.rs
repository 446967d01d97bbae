//! From a reply job to words in the outbox: prompt from the store, model, reply.

use super::addressee::chars_max;
use super::ask::{note_attempts, prompt, spent_today, told};
use super::brain::Brain;
use super::material;
use super::overtaken::{OVERTAKEN, is_overtaken};
use super::sign;
use super::task::ReplyTask;
use super::view::reactions_allowed;
use crate::behaviour::unwilling::is_named;
use crate::behaviour::{Occasion, allowed_reaction};
use crate::clock::{Clock, UnixTime};
use crate::ids::{ChatId, MessageId};
use crate::llm::{Asked, Failure, Server};
use crate::message::{Chat, ChatKind};
use crate::prompt::context::Built;
use crate::prompt::persona;
use crate::prompt::reply::{Part, Reply, Rules, compose};
use crate::prompt::similar::too_similar;
use crate::prompt::verdict;
use crate::prompt::{Medium, Secret};
use crate::rng::Rng;
use crate::store::{Error, Job, NewOutgoing, Reader, Store, Writer};
use crate::telegram::request::{self, Markup, Method, SendMessage};

/// Own replies that a new one must not resemble.
const OWN_REPLIES_COMPARED: i64 = 10;
/// A model that repeats itself is asked so often in all.
const ASKED_MAX: usize = 2;

/// How a reply job ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answered {
    /// There are words in the outbox.
    Said,
    /// Silence; the word says why.
    Silent(&'static str),
    /// Our own budget has no room before then; the job waits for it.
    Later(UnixTime),
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
    /// The pictures and sounds that the model is shown.
    pub shown: Vec<Medium>,
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
        Ok(Some(Self {
            job,
            chat,
            task,
            shown: Vec::new(),
        }))
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
    if store.snapshot(|reader| is_overtaken(reader, question))? {
        // The model is not even asked.
        return store.write(|writer| {
            let traced = question.task.message_id;
            writer.note_outcome(question.chat.id, traced, "silent=overtaken requests=0")?;
            writer.end_job(question.job.id, false, OVERTAKEN)?;
            Ok(Answered::Silent(OVERTAKEN))
        });
    }
    let mut extra = Vec::new();
    let mut attempts = Vec::new();
    let (outcome, built, asked) = loop {
        let built =
            store.snapshot(|reader| prompt(reader, question, brain, &extra, clock.now()))?;
        let asked = ask(store.read(), question, &built, brain, clock, rng);
        attempts.extend(asked.attempts.iter().cloned());
        let outcome = store.snapshot(|reader| judge(reader, &asked, &built, question, brain))?;
        match outcome.repeated() {
            Some(words) if extra.is_empty() && attempts.len() < ASKED_MAX => {
                extra.push(material::manner(persona::say_otherwise(words)));
            }
            Some(_) | None => break (outcome, built, asked),
        }
    };
    let now = clock.now();
    let is_unasked = question.task.occasion().is_unasked();
    let task = &question.task;
    store.write(|writer| {
        note_attempts(writer, &attempts, now)?;
        if !writer.is_job_open(question.job.id)? {
            // Whoever asked has been forgotten while the model thought.
            return Ok(Answered::Silent("withdrawn"));
        }
        if let Some(until) = waits_until(&asked, question, now) {
            writer.postpone_job(question.job.id, until)?;
            return Ok(Answered::Later(until));
        }
        let is_overtaken = is_overtaken(**writer, question)?;
        let silent = match &outcome.words {
            Words::Stopping => return Ok(Answered::Stopping),
            _ if is_overtaken => Some(OVERTAKEN),
            Words::Say(parts) => {
                say(writer, question, parts, now)?;
                None
            }
            // The model was asked for other words and had none; but who calls is answered.
            Words::Repeats(parts) if !is_unasked => {
                say(writer, question, parts, now)?;
                None
            }
            Words::Repeats(_) => Some("repeats"),
            Words::Silent(why) => Some(*why),
        };
        let emoji = outcome.reaction.filter(|_| !is_overtaken);
        let emoji = match (emoji, silent) {
            (None, Some(_)) if !is_unasked => sign::wordless(brain, rng),
            (emoji, _) => emoji,
        };
        if let Some(emoji) = emoji {
            sign::react(writer, question, emoji, now)?;
        }
        let trace = told(&asked, &built, silent);
        let traced = match task.occasion() {
            Occasion::Initiative => MessageId(question.job.update_id.0),
            Occasion::Named
            | Occasion::Mentioned
            | Occasion::RepliedTo
            | Occasion::Private
            | Occasion::JoiningIn => task.message_id,
        };
        writer.note_outcome(question.chat.id, traced, &trace)?;
        if let Some(why) = silent {
            // What nobody asked for and nobody heard counts against no limit.
            writer.end_job(question.job.id, !is_unasked, why)?;
            return Ok(Answered::Silent(why));
        }
        if task.occasion() == Occasion::Initiative {
            writer.note_not_taken_up(question.chat.id)?;
        }
        writer.end_job(question.job.id, true, "said")?;
        Ok(Answered::Said)
    })
}

/// Until when a call waits for room in our own budget, if there is some before it grows stale.
fn waits_until(asked: &Asked, question: &Question, now: UnixTime) -> Option<UnixTime> {
    let Err(Failure::MinuteSpent { wait }) = asked.result else {
        return None;
    };
    let wait = i64::try_from(wait.as_secs()).unwrap_or(i64::MAX);
    let until = now.plus(wait.saturating_add(1));
    let is_unasked = question.task.occasion().is_unasked();
    (!is_unasked && until <= question.job.expires_at).then_some(until)
}

fn ask(
    reader: Reader<'_>,
    question: &Question,
    built: &Built,
    brain: &Brain,
    clock: &dyn Clock,
    rng: &mut Rng,
) -> Asked {
    let spent_today = spent_today(reader, clock.now(), 1);
    let (models, prompt) = (&brain.models, &built.prompt);
    if question.task.occasion().is_unasked() {
        models.ask_unasked(prompt, clock, &spent_today, rng)
    } else {
        models.ask(prompt, clock, &spent_today, rng)
    }
}

/// What to make of a model's answer.
struct Outcome {
    words: Words,
    reaction: Option<&'static str>,
}

enum Words {
    Say(Vec<Part>),
    /// Too like what we said before.
    Repeats(Vec<Part>),
    Silent(&'static str),
    Stopping,
}

impl Outcome {
    fn silent(why: &'static str) -> Self {
        Self {
            words: Words::Silent(why),
            reaction: None,
        }
    }

    /// The words that repeat what was said before.
    fn repeated(&self) -> Option<&str> {
        match &self.words {
            Words::Repeats(parts) => parts.first().map(|part| part.plain.as_str()),
            Words::Say(_) | Words::Silent(_) | Words::Stopping => None,
        }
    }
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
        Err(Failure::Stopped) => {
            return Ok(Outcome {
                words: Words::Stopping,
                reaction: None,
            });
        }
        Err(failure) => return Ok(Outcome::silent(failure.as_str())),
    };
    let chat = question.chat.id;
    let mut text = Some(draft.text.clone());
    let mut reaction = None;
    if question.task.occasion().is_unasked() {
        let verdict = verdict::read(&draft.text);
        let allowed = reactions_allowed(&reader.attitude(chat)?);
        reaction = verdict
            .reaction
            .and_then(|wish| allowed_reaction(&wish))
            .filter(|emoji| allowed.is_none_or(|all| all.iter().any(|one| one == emoji)));
        text = verdict.text;
    }
    let Some(text) = text else {
        return Ok(Outcome {
            words: Words::Silent("declined"),
            reaction,
        });
    };
    if question.task.occasion() == Occasion::Initiative {
        let unwilling = reader.unwilling(chat)?;
        let names: Vec<&str> = unwilling.iter().map(|(_, name)| name.as_str()).collect();
        if is_named(&text, &names) {
            return Ok(Outcome::silent("unwanted"));
        }
    }
    let instructions = brain.instructions.of(question.task.occasion());
    let guarded = Secret::new(&built.guarded);
    let rules = Rules {
        bot_name: &brain.name,
        secrets: &[&instructions.secret, &guarded],
        speakers: &built.speakers,
        chars_max: chars_max(
            reader,
            chat,
            question.task.sender_id,
            brain.reply_chars_max(question.task.is_brief),
        )?,
        is_truncated: draft.truncated,
    };
    let words = match compose(&text, &rules) {
        Reply::Say(parts) => {
            let me = brain.policy.me.id;
            let earlier = reader.last_texts_of(chat, me, OWN_REPLIES_COMPARED)?;
            let earlier: Vec<&str> = earlier.iter().map(String::as_str).collect();
            // The stand-in for a model only echoes, and says so.
            let is_echo = matches!(brain.models.server(), Server::Offline(_));
            let repeats = !is_echo
                && parts
                    .first()
                    .is_some_and(|part| too_similar(&part.plain, &earlier));
            if repeats {
                Words::Repeats(parts)
            } else {
                Words::Say(parts)
            }
        }
        Reply::Declined => Words::Silent("declined"),
        Reply::Nothing => Words::Silent("nothing_left"),
    };
    Ok(Outcome { words, reaction })
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
        let update_id = question.job.update_id;
        writer.add_said(
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
