//! An emoji under the message in place of words.

use super::answer::Question;
use super::brain::Brain;
use super::view::reactions_allowed;
use crate::analysis::analyse;
use crate::behaviour::choose_reaction;
use crate::clock::UnixTime;
use crate::rng::Rng;
use crate::store::{Error, NewOutgoing, Writer};
use crate::telegram::request::{self, Method};

/// A reaction is not worth making later than this, in seconds.
const REACTION_AGE_MAX_S: i64 = 120;
/// Put under a call that no words can be found for.
const WORDLESS_SIGN: &str = "🤔";
/// Why there are no words: the model would only say again what was said.
pub(super) const REPEATS: &str = "repeats";

/// The emoji for a call that found no words, because of `why`; `None` for none.
///
/// Who calls is seen to be heard where only the words are missing: a greeting that the model would
/// answer with the same greeting gets what fits it. Where nothing came of the call at all, the
/// chance decides.
///
/// # Errors
/// What the database says.
pub(super) fn wordless(
    writer: &Writer<'_>,
    question: &Question,
    why: &str,
    brain: &Brain,
    rng: &mut Rng,
) -> Result<Option<&'static str>, Error> {
    let chance = brain.policy.chances.react_named;
    if why != REPEATS {
        return Ok(rng.chance(chance).then_some(WORDLESS_SIGN));
    }
    if chance <= 0.0 {
        return Ok(None);
    }
    let text = &question.task.text;
    let allowed = reactions_allowed(&writer.attitude(question.chat.id)?);
    let fitting = choose_reaction(&analyse(text), text, allowed.as_deref(), rng);
    Ok(Some(fitting.unwrap_or(WORDLESS_SIGN)))
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
