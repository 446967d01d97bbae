//! `/why`: what was decided about a message, and why.

use super::super::brain::Brain;
use super::remembered::{Asker, remembered};
use super::{Order, Response};
use crate::analysis::explain;
use crate::behaviour::phrases;
use crate::behaviour::why::{Known, for_admins, for_members};
use crate::ids::{ChatId, MessageId};
use crate::store::{Error, Trace, Writer};

/// The most words of evidence that are shown.
const EVIDENCE_MAX: usize = 12;

/// Tells why the message that the command answers got what it got.
///
/// # Errors
/// What the database says.
pub(super) fn answer(
    order: &Order<'_>,
    writer: &Writer<'_>,
    brain: &Brain,
) -> Result<Response, Error> {
    let chat = order.incoming.chat.id;
    let Some(reply) = &order.incoming.reply_to else {
        return Ok(Response::only_the_asker(phrases::WHY_WHAT));
    };
    let Some((traced, trace)) = trace(writer, chat, reply.message_id, brain)? else {
        return Ok(Response::only_the_asker(phrases::WHY_UNKNOWN));
    };
    let evidence = if order.is_admin {
        evidence(writer, chat, traced)?
    } else {
        Vec::new()
    };
    let asker = Asker {
        chat: &order.incoming.chat,
        person: order.incoming.sender.id,
        is_admin: order.is_admin,
    };
    let remembered = remembered(**writer, &asker, &trace)?;
    let known = Known {
        reason: &trace.reason,
        detail: &trace.detail,
        outcome: &trace.outcome,
        evidence: &evidence,
        remembered: &remembered,
    };
    let text = if order.is_admin {
        for_admins(&known)
    } else {
        for_members(&known)
    };
    Ok(Response::only_the_asker(text))
}

/// The trace behind a message: its own, or, if it is ours, that of what it answers or of the
/// initiative that brought it.
fn trace(
    writer: &Writer<'_>,
    chat: ChatId,
    message: MessageId,
    brain: &Brain,
) -> Result<Option<(MessageId, Trace)>, Error> {
    let line = writer.message(chat, message)?;
    let ours = line.filter(|line| line.is_ours || line.sender_id == brain.policy.me.id);
    let traced = match ours {
        None => message,
        Some(line) => match line.reply_to {
            Some(answered) => answered,
            None => match writer.cause_of(chat, message)? {
                Some(cause) => MessageId(cause.0),
                None => message,
            },
        },
    };
    let trace = writer.decision(chat, traced)?;
    Ok(trace.map(|trace| (traced, trace)))
}

/// The words of a message that the analyser went by.
fn evidence(writer: &Writer<'_>, chat: ChatId, traced: MessageId) -> Result<Vec<String>, Error> {
    let Some(line) = writer.message(chat, traced)? else {
        return Ok(Vec::new());
    };
    let (_, evidence) = explain(&line.text);
    Ok(evidence
        .iter()
        .take(EVIDENCE_MAX)
        .map(|one| format!("{}: {}", one.aspect, one.word))
        .collect())
}
