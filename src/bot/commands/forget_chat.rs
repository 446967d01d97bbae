//! `/forget_chat`: all that was said in a chat is forgotten, after a question.

use super::super::brain::Brain;
use super::super::task::FORGET_CHAT;
use super::{ButtonAction, Pressed, Response};
use crate::behaviour::phrases;
use crate::clock::{SECONDS_PER_DAY, UnixTime};
use crate::store::{Error, NewJob, Writer};

/// Whether to forget.
pub(super) fn ask() -> Response {
    Response::only_the_asker(phrases::FORGET_CHAT_QUESTION)
        .asking(phrases::FORGET_CHAT_YES, ButtonAction::ForgetChat)
}

/// Begins to forget: a worker does it in small steps.
///
/// # Errors
/// What the database says.
pub(super) fn begin(
    pressed: &Pressed<'_>,
    writer: &Writer<'_>,
    brain: &Brain,
    now: UnixTime,
) -> Result<String, Error> {
    // Who was an admin when asking may be none any more.
    if !brain.policy.admins.contains(&pressed.person) {
        return Ok(phrases::BUTTON_GONE.to_owned());
    }
    let job = NewJob {
        chat: pressed.chat,
        person: pressed.person,
        kind: FORGET_CHAT,
        update_id: pressed.update_id,
        payload: "",
        expires_at: now.plus(SECONDS_PER_DAY),
    };
    writer.add_job(&job, now)?;
    Ok(phrases::FORGETTING.to_owned())
}
