//! An emoji under the message in place of words.

use super::answer::Question;
use super::brain::Brain;
use super::view::reactions_allowed;
use crate::clock::UnixTime;
use crate::rng::Rng;
use crate::store::{Error, NewOutgoing, Writer};
use crate::telegram::request::{self, Method};

/// A reaction is not worth making later than this, in seconds.
const REACTION_AGE_MAX_S: i64 = 120;
/// Put under a call that no words can be found for.
const WORDLESS_SIGN: &str = "🤔";

/// The emoji for a call that found no words; `None` for none, as chance has it.
pub(super) fn wordless(brain: &Brain, rng: &mut Rng) -> Option<&'static str> {
    rng.chance(brain.policy.chances.react_named)
        .then_some(WORDLESS_SIGN)
}

/// Puts an emoji under the message, unless one was put there before.
///
/// # Errors
/// What the database says.
pub(super) fn react(
    writer: &Writer<'_>,
    question: &Question,
    emoji: &str,
    now: UnixTime,
) -> Result<(), Error> {
    let message_id = question.task.message_id;
    if message_id.0 <= 0 {
        return Ok(());
    }
    let wishes = writer.preferences(question.chat.id, question.task.sender_id)?;
    if wishes.no_reactions {
        return Ok(());
    }
    let allowed = reactions_allowed(&writer.attitude(question.chat.id)?);
    if allowed.is_some_and(|all| !all.iter().any(|one| one == emoji)) {
        return Ok(());
    }
    writer.add_outgoing(
        &NewOutgoing {
            chat: question.chat.id,
            update_id: question.job.update_id,
            method: Method::SetMessageReaction.as_str(),
            part: 0,
            body: &request::set_reaction(message_id, emoji),
            thread_id: None,
            reply_to: Some(message_id),
            text: "",
            not_before: now,
            expires_at: now.plus(REACTION_AGE_MAX_S),
            fallback: None,
        },
        now,
    )
}
