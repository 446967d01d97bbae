//! `/quiet`: members hush us, and let us speak again.

use super::super::brain::Brain;
use super::{Order, Response};
use crate::behaviour::hush::{self, Span, Wish};
use crate::behaviour::phrases;
use crate::clock::UnixTime;
use crate::store::{Error, Writer};

/// Hushes us for the span in the arguments, or ends that.
///
/// # Errors
/// What the database says.
pub(super) fn answer(
    order: &Order<'_>,
    writer: &Writer<'_>,
    brain: &Brain,
    now: UnixTime,
) -> Result<Response, Error> {
    let chat = order.incoming.chat.id;
    let is_over = matches!(
        order.arguments.to_lowercase().as_str(),
        "off" | "стоп" | "досить"
    );
    if is_over || hush::wish(order.arguments) == Some(Wish::Speak) {
        writer.unhush(chat)?;
        return Ok(Response::in_chat(phrases::SPEAKING));
    }
    let person = order.incoming.sender.id;
    let (others, _) = writer.hush_votes(chat, person, now)?;
    let votes = others.saturating_add(1);
    let policy = &brain.policy;
    let span = hush::span(order.arguments).unwrap_or(Span::Usual);
    let local = writer.local_time(now)?;
    let until = hush::until(span, votes, order.is_admin, local, policy, now);
    writer.hush(chat, person, until)?;
    let until = writer.attitude(chat)?.hush_until;
    let local = writer.local_time(until)?;
    let wanted = if order.is_admin {
        0
    } else {
        policy.hush.votes.saturating_sub(votes).max(0)
    };
    let text = phrases::hushed(local.hour, local.minute, wanted);
    Ok(Response::in_chat(text))
}
