//! `/digest` in a model's words: grouped and linked by the local digest, told by the model, and
//! told by the local digest alone whenever the model has no words or no budget.

use super::super::ask::{IN_BACKGROUND, has_room, note_attempts, spent_today};
use super::super::brain::Brain;
use super::super::own_line::OwnLine;
use super::memory::{Missed, missed};
use crate::behaviour::finding::{NOTHING_MISSED, digest_text, told_digest};
use crate::clock::{Clock, SECONDS_PER_HOUR, UnixTime};
use crate::ids::{ChatId, MessageId, SenderId, ThreadId};
use crate::llm::{Draft, Failure};
use crate::prompt::Secret;
use crate::prompt::chronicle::{DIGEST_CHARS_MAX, Retelling, retell};
use crate::prompt::reply::{Reply, Rules, compose};
use crate::rng::Rng;
use crate::store::{Error, Job, Reader, Store};
use serde::{Deserialize, Serialize};

/// The kind of job that tells what was missed.
pub(in crate::bot) const DIGEST: &str = "digest";
/// Of fewer messages the local digest says all there is.
const MESSAGES_MIN: i64 = 12;
/// Messages that a model is shown.
const SHOWN_MAX: usize = 80;
/// Shorter messages tell a model little, in characters.
const SHOWN_CHARS_MIN: usize = 8;

/// What the job needs to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::bot) struct DigestTask {
    /// Who missed something.
    pub(in crate::bot) asker: SenderId,
    /// From when on.
    pub(in crate::bot) since: UnixTime,
    /// Up to then.
    pub(in crate::bot) until: UnixTime,
    /// The message that asked.
    pub(in crate::bot) message_id: MessageId,
    /// Its topic.
    pub(in crate::bot) thread_id: Option<ThreadId>,
}

/// Whether a model is to be asked: there is one, much was said, and half of the day's requests are
/// left to those who talk with us.
///
/// # Errors
/// What the database says.
pub(in crate::bot) fn is_worth_words(
    reader: Reader<'_>,
    chat: ChatId,
    since: UnixTime,
    brain: &Brain,
    now: UnixTime,
) -> Result<bool, Error> {
    if brain.models.server().is_stand_in() || reader.count_between(chat, since, now)? < MESSAGES_MIN
    {
        return Ok(false);
    }
    Ok(has_room(reader, brain, now))
}

/// Tells what was missed. A job that was interrupted by the end of the program stays open.
///
/// # Errors
/// What the database says; then the job is still open.
pub(in crate::bot) fn tell(
    store: &mut Store,
    chat: ChatId,
    job: &Job,
    brain: &Brain,
    clock: &dyn Clock,
    rng: &mut Rng,
) -> Result<(), Error> {
    let Ok(task) = serde_json::from_str::<DigestTask>(&job.payload) else {
        return store.write(|writer| writer.end_job(job.id, false, "not_understood"));
    };
    let begun = clock.now();
    let reader = store.read();
    let missed = missed(reader, chat, task.asker, task.since, task.until)?;
    let Some(missed) = missed else {
        return end(store, chat, job, &task, NOTHING_MISSED, "said", begun);
    };
    let prompt = retell(&Retelling {
        local: &digest_text(&missed.digest),
        messages: &shown(&missed),
        limits: brain.budget,
    });
    let asked = {
        let spent_today = spent_today(reader, clock.now(), IN_BACKGROUND);
        brain.models.ask(&prompt, clock, &spent_today, rng)
    };
    store.write(|writer| note_attempts(writer, &asked.attempts, begun))?;
    let words = match &asked.result {
        Ok(draft) => words(draft, &prompt.system, brain),
        Err(Failure::Stopped) => return Ok(()),
        Err(_) => None,
    };
    let (text, outcome) = match words {
        Some(words) => (told_digest(&missed.digest, &words), "retold"),
        None => (digest_text(&missed.digest), "said"),
    };
    let is_stale = store.write(|writer| {
        // Whose words it is made of may have asked to erase them meanwhile.
        let is_stale = writer.is_forgetting_since(begun)?;
        if is_stale {
            writer.end_job(job.id, false, "withdrawn")?;
        }
        Ok::<_, Error>(is_stale)
    })?;
    if is_stale {
        return Ok(());
    }
    end(store, chat, job, &task, &text, outcome, clock.now())
}

/// Some of the messages, spread over the time.
fn shown(missed: &Missed) -> Vec<(String, String)> {
    let telling: Vec<_> = missed
        .lines
        .iter()
        .filter(|line| line.text.chars().nth(SHOWN_CHARS_MIN).is_some())
        .collect();
    let step = telling.len() / SHOWN_MAX + 1;
    telling
        .into_iter()
        .step_by(step)
        .map(|line| (line.sender_name.clone(), line.text.clone()))
        .collect()
}

/// A model's words as they may be sent; `None` if there are none.
fn words(draft: &Draft, instructions: &str, brain: &Brain) -> Option<String> {
    let rules = Rules {
        bot_name: &brain.name,
        secrets: &[&Secret::new(instructions)],
        speakers: &[],
        chars_max: DIGEST_CHARS_MAX,
        is_truncated: draft.truncated,
    };
    match compose(&draft.text, &rules) {
        Reply::Say(parts) => parts.into_iter().next().map(|part| part.plain),
        Reply::Declined | Reply::Nothing => None,
    }
}

fn end(
    store: &mut Store,
    chat: ChatId,
    job: &Job,
    task: &DigestTask,
    text: &str,
    outcome: &'static str,
    now: UnixTime,
) -> Result<(), Error> {
    let line = OwnLine {
        thread_id: task.thread_id,
        reply_to: Some(task.message_id).filter(|id| id.0 != 0),
        only_for: Some(task.asker),
        ..OwnLine::new(chat, job.update_id, text, now, SECONDS_PER_HOUR)
    };
    store.write(|writer| {
        if !writer.is_job_open(job.id)? {
            // Whoever asked has been forgotten meanwhile.
            return Ok(());
        }
        writer.end_job(job.id, true, outcome)?;
        line.put(writer, now)
    })
}
