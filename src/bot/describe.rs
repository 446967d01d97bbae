//! What a picture shows or a voice says, asked once for each file and kept for the memory.

use super::ask::{IN_BACKGROUND, has_room, note_attempts, spent_today};
use super::brain::Brain;
use super::media::{Unseen, fetch, tell};
use super::shared::Shared;
use super::tally;
use super::task::TaskMedium;
use crate::clock::{Clock, SECONDS_PER_DAY, UnixTime};
use crate::ids::{ChatId, MessageId, SenderId, UpdateId};
use crate::llm::Failure;
use crate::message::{Incoming, MediaKind};
use crate::prompt::describe;
use crate::rng::Rng;
use crate::store::{Error, Job, NewJob, Reader, Store, Writer};
use crate::telegram;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The kind of job that has a medium described.
pub(super) const DESCRIBE: &str = "describe";
/// A sticker is described when it is sent so often.
const STICKER_TIMES: u32 = 3;
/// How long a file may take that nobody waits for.
const FETCH_DEADLINE: Duration = Duration::from_secs(30);
/// Where it is noted how often a model was asked on which day.
pub(super) const DESCRIBED_KEY: &str = "media_described";

/// What the job needs to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct DescribeTask {
    /// The message with the medium; under this name the moving of a chat finds it.
    message_id: MessageId,
    author: SenderId,
    medium: TaskMedium,
}

/// Where a medium was met.
#[derive(Debug, Clone, Copy)]
pub(super) struct Met<'m> {
    /// By what update.
    pub(super) update_id: UpdateId,
    /// In which chat.
    pub(super) chat: ChatId,
    /// In which message.
    pub(super) message_id: MessageId,
    /// The medium.
    pub(super) medium: &'m TaskMedium,
}

/// Has a medium described when there is time and budget, if nobody knows yet what it shows.
///
/// # Errors
/// What the database says.
pub(super) fn describe_later(
    writer: &Writer<'_>,
    met: &Met<'_>,
    brain: &Brain,
    now: UnixTime,
) -> Result<bool, Error> {
    let medium = met.medium;
    let (Some(author), Some(_)) = (medium.author, &medium.view) else {
        return Ok(false);
    };
    let spent = tally::today(**writer, DESCRIBED_KEY, now)?;
    let is_wanted = spent < brain.media.describe_per_day
        && writer
            .media(&medium.unique_id)?
            .is_some_and(|row| row.wants_description())
        && writer.shows(met.chat, met.message_id, author, &medium.unique_id)?
        && !writer.is_description_due(met.chat, &medium.unique_id)?;
    if !is_wanted {
        return Ok(false);
    }
    let task = DescribeTask {
        message_id: met.message_id,
        author,
        medium: medium.clone(),
    };
    // A task of plain strings and numbers always becomes JSON.
    let payload = serde_json::to_string(&task).unwrap_or_default();
    let job = NewJob {
        chat: met.chat,
        person: author,
        kind: DESCRIBE,
        update_id: met.update_id,
        payload: &payload,
        expires_at: now.plus(SECONDS_PER_DAY),
    };
    writer.add_job(&job, now).map(|()| true)
}

/// Has a sticker described that is sent again and again.
///
/// # Errors
/// What the database says.
pub(super) fn describe_familiar_sticker(
    writer: &Writer<'_>,
    update_id: UpdateId,
    incoming: &Incoming,
    brain: &Brain,
    now: UnixTime,
) -> Result<bool, Error> {
    let Some(media) = &incoming.media else {
        return Ok(false);
    };
    let is_told = media.kind == MediaKind::Sticker && brain.media.describe_per_day > 0;
    if !is_told || !writer.is_familiar(&media.file_unique_id, STICKER_TIMES)? {
        return Ok(false);
    }
    let met = Met {
        update_id,
        chat: incoming.chat.id,
        message_id: incoming.message_id,
        medium: &TaskMedium::new(media, Some(incoming.sender.id)),
    };
    describe_later(writer, &met, brain, now)
}

/// Fetches the file, asks a model what it shows, and keeps the answer. A job that was interrupted
/// by the end of the program stays open.
///
/// # Errors
/// What the database says; then the job is still open.
pub(super) fn work_on(
    store: &mut Store,
    chat: ChatId,
    job: &Job,
    shared: &Shared,
    rng: &mut Rng,
) -> Result<(), Error> {
    let end = |store: &mut Store, outcome: &str| {
        store.write(|writer| writer.end_job(job.id, false, outcome))
    };
    let Ok(task) = serde_json::from_str::<DescribeTask>(&job.payload) else {
        return end(store, "not_understood");
    };
    let (brain, clock) = (shared.brain(), &shared.clock);
    let now = clock.now();
    if !is_wanted(store.read(), chat, &task)? {
        return end(store, "not_wanted");
    }
    if !is_affordable(store.read(), &brain, clock)? {
        return end(store, "budget");
    }
    let unique_id = &task.medium.unique_id;
    let medium = match fetch(&task.medium, String::new(), FETCH_DEADLINE, shared) {
        Ok(medium) => medium,
        Err(Unseen::NotFetched(telegram::Error::Stopped)) => return Ok(()),
        Err(why) => {
            tell(chat, &why);
            return store.write(|writer| {
                if why.is_for_good() {
                    writer.note_vain_look(unique_id)?;
                }
                writer.end_job(job.id, false, "not_fetched")
            });
        }
    };
    let prompt = describe::ask(&task.medium.form, medium);
    let asked = {
        let spent_today = spent_today(store.read(), clock.now(), IN_BACKGROUND);
        brain.models.ask_unasked(&prompt, clock, &spent_today, rng)
    };
    let description = match &asked.result {
        Ok(draft) => describe::read(&draft.text),
        Err(Failure::Stopped) => {
            return store.write(|writer| note_attempts(writer, &asked.attempts, now));
        }
        Err(_) => None,
    };
    // What may heal by itself says nothing of the file.
    let is_answered = match &asked.result {
        Ok(_) | Err(Failure::Blocked(_) | Failure::Invalid | Failure::Empty { .. }) => true,
        Err(_) => false,
    };
    store.write(|writer| {
        note_attempts(writer, &asked.attempts, now)?;
        tally::add(writer, DESCRIBED_KEY, 1, now)?;
        // Meanwhile whose it is may have been forgotten.
        if !writer.is_job_open(job.id)? || !is_wanted(**writer, chat, &task)? {
            return writer.end_job(job.id, false, "withdrawn");
        }
        match &description {
            Some(description) => writer.describe_media(unique_id, description)?,
            None if is_answered => writer.note_vain_look(unique_id)?,
            None => {}
        }
        let outcome = asked
            .result
            .as_ref()
            .err()
            .map_or("described", |failure| failure.as_str());
        writer.end_job(job.id, description.is_some(), outcome)
    })
}

/// Whether nobody knows yet what the file shows, and who sent it may be remembered.
fn is_wanted(reader: Reader<'_>, chat: ChatId, task: &DescribeTask) -> Result<bool, Error> {
    let unique_id = &task.medium.unique_id;
    Ok(!reader.consent(task.author)?.opted_out
        && reader
            .media(unique_id)?
            .is_some_and(|row| row.wants_description())
        && reader.shows(chat, task.message_id, task.author, unique_id)?)
}

/// Whether there is budget for it, and a model that is not needed for answers.
fn is_affordable(reader: Reader<'_>, brain: &Brain, clock: &dyn Clock) -> Result<bool, Error> {
    let now = clock.now();
    let spent = tally::today(reader, DESCRIBED_KEY, now)?;
    if spent >= brain.media.describe_per_day || brain.models.closed(clock).is_some() {
        return Ok(false);
    }
    Ok(has_room(reader, brain, now))
}
