//! Jobs that need no reply prompt: forgetting somebody, noticing what somebody said, digests.

use super::ask::{IN_BACKGROUND, note_attempts, spent_today};
use super::brain::Brain;
use super::commands::digest::{self, DIGEST};
use super::echoes;
use super::own_line::OwnLine;
use super::tally;
use crate::clock::{Clock, SECONDS_PER_DAY, UnixTime};
use crate::ids::{ChatId, SenderId};
use crate::llm::Failure;
use crate::person::{phrases, proposal};
use crate::rng::Rng;
use crate::store::{Error, Forgetting, Job, Store, Writer};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The kind of job that erases a person.
pub(super) const FORGET: &str = "forget";
/// The kind of job that has a model look for facts.
pub(super) const NOTICE: &str = "notice";

/// The pause between two steps of a forgetting: others get the write lock.
const STEP_PAUSE: Duration = Duration::from_millis(2);
/// Blocks rewritten in one step.
const GAPS_PER_STEP: i64 = 16;
/// Pages of the search index merged in one step.
const MERGED_PER_STEP: i64 = 32;
/// Free pages given back in one step.
const PAGES_PER_STEP: u32 = 200;
/// The most such steps after a forgetting.
const PAGE_STEPS_MAX: usize = 500;
/// The receipt is worth sending for so long, in seconds.
const RECEIPT_AGE_MAX_S: i64 = SECONDS_PER_DAY;

/// What a forgetting needs to know, as it is kept with the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ForgetTask {
    /// Whom to forget.
    pub(super) person: SenderId,
    /// How far it has come.
    pub(super) done: Forgetting,
}

/// What a noticing needs to know, as it is kept with the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct NoticeTask {
    /// Whose words to look at.
    pub(super) person: SenderId,
}

/// Does a job of these kinds; `false` if it is of another kind. A job that was interrupted by the
/// end of the program stays open.
///
/// # Errors
/// What the database says; then the job is still open.
pub fn run_errand(
    store: &mut Store,
    chat: ChatId,
    job: &Job,
    brain: &Brain,
    clock: &dyn Clock,
    rng: &mut Rng,
) -> Result<bool, Error> {
    match job.kind.as_str() {
        FORGET => match serde_json::from_str(&job.payload) {
            Ok(task) => forget(store, chat, job, task, brain, clock)?,
            Err(_) => store.write(|writer| writer.end_job(job.id, false, "not_understood"))?,
        },
        NOTICE => match serde_json::from_str(&job.payload) {
            Ok(task) => notice(store, chat, job, task, brain, clock, rng)?,
            Err(_) => store.write(|writer| writer.end_job(job.id, false, "not_understood"))?,
        },
        DIGEST => digest::tell(store, chat, job, brain, clock, rng)?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// Erases a person step by step, then says what was erased. Every step is kept, so that a restart
/// goes on where it was.
fn forget(
    store: &mut Store,
    chat: ChatId,
    job: &Job,
    mut task: ForgetTask,
    brain: &Brain,
    clock: &dyn Clock,
) -> Result<(), Error> {
    if !give_back(store, clock)? {
        return Ok(());
    }
    if task.done.stage == 0 {
        // By the words of the person, so before these go.
        let Some(erased) = echoes::erase(store, task.person, brain.policy.me.id, clock)? else {
            return Ok(());
        };
        task.done.answers = task.done.answers.saturating_add(erased);
    }
    while !task.done.is_done() {
        store.write(|writer| {
            writer.forget_step(task.person, brain.policy.me.id, &mut task.done)?;
            let payload = serde_json::to_string(&task).unwrap_or_default();
            writer.set_job_payload(job.id, &payload)
        })?;
        if !clock.pause(STEP_PAUSE) {
            return Ok(());
        }
    }
    if !purge(store, clock)? {
        return Ok(());
    }
    store.rewrite_if_small()?;
    store.checkpoint()?;
    let now = clock.now();
    log::info!(
        "forgot a person: {} messages, {} answers, {} facts, {} profiles",
        task.done.messages,
        task.done.answers,
        task.done.facts,
        task.done.profiles
    );
    store.write(|writer| {
        send_receipt(writer, chat, job, &task, now)?;
        writer.end_job(job.id, true, "forgotten")
    })
}

/// Erases words from the blocks and from the index in which they still stand beside those of
/// others, and gives back the pages that were theirs; `false` if the program stops meanwhile.
pub(super) fn purge(store: &mut Store, clock: &dyn Clock) -> Result<bool, Error> {
    while store.write(|writer| writer.close_gaps(GAPS_PER_STEP))? > 0 {
        if !clock.pause(STEP_PAUSE) {
            return Ok(false);
        }
    }
    let mut pages = -MERGED_PER_STEP;
    while store.write(|writer| writer.merge_words(pages))? {
        pages = MERGED_PER_STEP;
        if !clock.pause(STEP_PAUSE) {
            return Ok(false);
        }
    }
    give_back(store, clock)
}

/// Gives free pages back; `false` if the program stops meanwhile. Before an erasing too: pages
/// that became free earlier hold what stood on them, and would be filled only in part.
pub(super) fn give_back(store: &mut Store, clock: &dyn Clock) -> Result<bool, Error> {
    for _ in 0..PAGE_STEPS_MAX {
        if store.give_back(PAGES_PER_STEP)? == 0 {
            break;
        }
        if !clock.pause(STEP_PAUSE) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn send_receipt(
    writer: &Writer<'_>,
    chat: ChatId,
    job: &Job,
    task: &ForgetTask,
    now: UnixTime,
) -> Result<(), Error> {
    let text = phrases::receipt(&phrases::Receipt {
        messages: task.done.messages,
        answers: task.done.answers,
        facts: task.done.facts,
        profiles: task.done.profiles,
        summaries: task.done.summaries,
    });
    let line = OwnLine {
        part: RECEIPT_PART,
        only_for: Some(task.person),
        ..OwnLine::new(chat, job.update_id, &text, now, RECEIPT_AGE_MAX_S)
    };
    line.put(writer, now)
}

/// The receipt has a number of its own among the answers to one update.
const RECEIPT_PART: i64 = 300;

/// Asks a model what a person said of themselves, and keeps what is literally there.
fn notice(
    store: &mut Store,
    chat: ChatId,
    job: &Job,
    task: NoticeTask,
    brain: &Brain,
    clock: &dyn Clock,
    rng: &mut Rng,
) -> Result<(), Error> {
    let now = clock.now();
    let reader = store.read();
    let consent = reader.consent(task.person)?;
    let lines = reader.own_words(chat, task.person, proposal::MESSAGES_SHOWN_MAX)?;
    let is_affordable = tally::today(reader, NOTICES_KEY, now)? < brain.notices_per_day;
    if consent.opted_out || lines.is_empty() || !is_affordable {
        let why = if is_affordable { "nothing" } else { "budget" };
        return store.write(|writer| writer.end_job(job.id, false, why));
    }
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    let prompt = proposal::question(&texts);
    let asked = {
        let spent_today = spent_today(store.read(), clock.now(), IN_BACKGROUND);
        brain.models.ask_unasked(&prompt, clock, &spent_today, rng)
    };
    let answer = match &asked.result {
        Ok(draft) => draft.text.as_str(),
        Err(Failure::Stopped) => {
            return store.write(|writer| note_attempts(writer, &asked.attempts, now));
        }
        Err(_) => "",
    };
    let messages: Vec<(&str, UnixTime)> = lines
        .iter()
        .map(|line| (line.text.as_str(), line.sent_at))
        .collect();
    let accepted = proposal::accepted(answer, &messages);
    store.write(|writer| {
        note_attempts(writer, &asked.attempts, now)?;
        tally::add(writer, NOTICES_KEY, 1, now)?;
        // Meanwhile the person may have been forgotten, or the message edited.
        let consent = writer.consent(task.person)?;
        for one in &accepted {
            let Some(line) = lines.get(one.message) else {
                continue;
            };
            let stands = match line.message_id {
                Some(id) => writer.message(chat, id)?.is_some_and(|now| {
                    now.sender_id == task.person && now.text.ends_with(&line.text)
                }),
                None => false,
            };
            if stands && consent.covers(line.sent_at) {
                let message = line.message_id;
                writer.keep_fact(chat, task.person, &one.found, message, line.sent_at, true)?;
            }
        }
        writer.end_job(job.id, true, "noticed")
    })
}

/// Where it is noted how often a model was asked on which day.
const NOTICES_KEY: &str = "notices";
