//! Jobs that need no words: asking Telegram about a chat, forgetting one.

use super::errand::{give_back, purge};
use super::own_line::OwnLine;
use super::shared::Shared;
use crate::behaviour::phrases;
use crate::clock::Clock;
use crate::ids::ChatId;
use crate::store::{Error, Job, Store};
use std::time::Duration;

/// Rows that one step of forgetting removes: a step holds the write lock for milliseconds.
const STEP_ROWS: i64 = 128;
/// Others get the write lock between the steps.
const STEP_PAUSE: Duration = Duration::from_millis(5);
/// The word that forgetting is done is worth sending for so long, in seconds.
const RECEIPT_AGE_MAX_S: i64 = 3_600;

/// Asks Telegram which reactions a chat allows. Without an answer all is as before.
///
/// # Errors
/// What the database says.
pub(super) fn ask_chat(
    store: &mut Store,
    chat: ChatId,
    job: i64,
    shared: &Shared,
) -> Result<(), Error> {
    match shared.telegram.reactions_allowed(chat) {
        Ok(allowed) => {
            // A list of strings always becomes JSON.
            let json = allowed.map(|list| serde_json::to_string(&list).unwrap_or_default());
            store.write(|writer| {
                writer.note_reactions_allowed(chat, json.as_deref())?;
                writer.end_job(job, true, "asked")
            })
        }
        Err(error) => {
            log::info!("chat {chat}: its reactions are not known: {error}");
            store.write(|writer| writer.end_job(job, false, "refused"))
        }
    }
}

/// Forgets all that was said in a chat, in small steps, and says how much that was. If the program
/// stops meanwhile, the job stays open and goes on later.
///
/// # Errors
/// What the database says.
pub(super) fn forget_chat(
    store: &mut Store,
    chat: ChatId,
    job: &Job,
    shared: &Shared,
) -> Result<(), Error> {
    let Some(messages) = erase_chat(store, chat, &shared.clock)? else {
        return Ok(());
    };
    log::info!("chat {chat}: forgot {messages} messages");
    let now = shared.clock.now();
    let text = phrases::forgotten(messages);
    let line = OwnLine::new(chat, job.update_id, &text, now, RECEIPT_AGE_MAX_S);
    store.write(|writer| {
        line.put(writer, now)?;
        writer.end_job(job.id, true, "forgotten")
    })
}

/// Erases what was said in a chat to the last byte, in small steps; how many messages that were,
/// or `None` if the program stops meanwhile.
///
/// # Errors
/// What the database says.
pub fn erase_chat(
    store: &mut Store,
    chat: ChatId,
    clock: &dyn Clock,
) -> Result<Option<usize>, Error> {
    let erased = erase_steps(store, chat, clock);
    store.rewrite_if_small()?;
    // What was written to the log before stands there in clear until it is emptied.
    store.checkpoint()?;
    erased
}

fn erase_steps(store: &mut Store, chat: ChatId, clock: &dyn Clock) -> Result<Option<usize>, Error> {
    if !give_back(store, clock)? {
        return Ok(None);
    }
    let mut messages = 0_usize;
    loop {
        let (rows, gone) = store.write(|writer| writer.forget_chat(chat, STEP_ROWS))?;
        messages = messages.saturating_add(gone);
        if rows == 0 {
            break;
        }
        if !clock.pause(STEP_PAUSE) {
            return Ok(None);
        }
    }
    Ok(purge(store, clock)?.then_some(messages))
}
