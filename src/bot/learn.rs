//! What is learned of the author of a message, in the same transaction that stores it; and what a
//! message becomes whose author does not want to be remembered.

use super::brain::Brain;
use super::errand::{NOTICE, NoticeTask};
use super::heard::Heard;
use crate::behaviour::{Call, Look};
use crate::clock::{SECONDS_PER_DAY, UnixTime};
use crate::ids::UpdateId;
use crate::message::{ChatKind, Incoming, SenderKind};
use crate::person::facts;
use crate::person::profile::Observation;
use crate::person::scan::Scan;
use crate::store::{Error, NewJob, Writer};
use std::borrow::Cow;

/// After so many messages of a person in a chat a model may be asked what they said of themselves.
pub(super) const NOTICE_EVERY: u32 = 40;

/// A message without anything but what keeps the order of its chat: ids, the time, the topic. A
/// command stays one, because the author must be able to change their mind.
pub(super) fn veiled(incoming: &Incoming) -> Incoming {
    let mut veiled = incoming.clone();
    veiled.text = String::new();
    veiled.media = None;
    veiled.mentions = Vec::new();
    veiled.sender.name = String::new();
    veiled.sender.username = None;
    if let Some(command) = &mut veiled.command {
        command.arguments = String::new();
    }
    if let Some(reply) = &mut veiled.reply_to {
        (reply.text, reply.quote, reply.media) = (String::new(), None, None);
        reply.sender_name = String::new();
    }
    if veiled.chat.kind == ChatKind::Private {
        // The title of a private chat is the person's name.
        veiled.chat.title = String::new();
        veiled.chat.username = None;
    }
    veiled
}

/// The message as the model may see it: the words it answers are left out if their author does not
/// want to be remembered.
///
/// # Errors
/// What the database says.
pub(super) fn without_hidden_quote<'m>(
    writer: &Writer<'_>,
    incoming: &'m Incoming,
) -> Result<Cow<'m, Incoming>, Error> {
    let Some(author) = incoming.reply_to.as_ref().and_then(|reply| reply.sender_id) else {
        return Ok(Cow::Borrowed(incoming));
    };
    let consent = writer.consent(author)?;
    let was_erased = consent.forgotten_at.0 > 0
        && match &incoming.reply_to {
            Some(reply) => writer
                .message(incoming.chat.id, reply.message_id)?
                .is_none(),
            None => false,
        };
    if !consent.opted_out && !was_erased {
        return Ok(Cow::Borrowed(incoming));
    }
    let mut without = incoming.clone();
    if let Some(reply) = &mut without.reply_to {
        (reply.text, reply.quote, reply.media) = (String::new(), None, None);
        reply.sender_name = String::new();
    }
    Ok(Cow::Owned(without))
}

/// Whether a message says anything of its author: no forward, no inline bot, no command, and no
/// shared identity.
fn is_own_talk(incoming: &Incoming, brain: &Brain) -> bool {
    incoming.sender.kind == SenderKind::Person
        && incoming.sender.id != brain.policy.me.id
        && !incoming.is_forward
        && !incoming.is_via_bot
        && incoming.command.is_none()
}

/// Learns from a message that was just remembered; whether there is a job now for a model, that may
/// find what the patterns do not see.
///
/// # Errors
/// What the database says.
pub(super) fn learn(
    writer: &Writer<'_>,
    update_id: UpdateId,
    incoming: &Incoming,
    heard: &Heard,
    look: &Look,
    brain: &Brain,
    now: UnixTime,
) -> Result<bool, Error> {
    if !is_own_talk(incoming, brain) {
        return Ok(false);
    }
    let (chat, person) = (incoming.chat.id, incoming.sender.id);
    let answered = incoming.reply_to.as_ref().and_then(|reply| reply.sender_id);
    let observation = Observation {
        sent_at: incoming.sent_at,
        local_hour: writer.local_hour(incoming.sent_at)?,
        scan: &heard.scan,
        analysis: &heard.analysis,
        is_to_us: matches!(look.call, Call::Direct(_)),
        replies_to: answered.filter(|id| *id != person && *id != brain.policy.me.id),
    };
    let messages = writer.change_profile(chat, person, incoming.sent_at, |profile| {
        profile.learn(&observation);
        profile.messages
    })?;
    note_facts(writer, incoming, &heard.scan)?;
    let is_worth_asking = messages % NOTICE_EVERY == 0 && brain.notices_per_day > 0;
    if is_worth_asking {
        notice_later(writer, update_id, incoming, now)?;
    }
    Ok(is_worth_asking)
}

/// Looks again for the facts of a message that was edited.
///
/// # Errors
/// What the database says.
pub(super) fn learn_edit(
    writer: &Writer<'_>,
    incoming: &Incoming,
    scan: &Scan,
    brain: &Brain,
) -> Result<(), Error> {
    if incoming.message_id.0 != 0 {
        writer.remove_facts_of(incoming.chat.id, incoming.message_id)?;
    }
    if is_own_talk(incoming, brain) {
        note_facts(writer, incoming, scan)?;
    }
    Ok(())
}

fn note_facts(writer: &Writer<'_>, incoming: &Incoming, scan: &Scan) -> Result<(), Error> {
    if !scan.is_personal {
        return Ok(());
    }
    let today = writer.local_time(incoming.sent_at)?;
    for found in facts::find(&incoming.text, incoming.sent_at, today) {
        writer.keep_fact(
            incoming.chat.id,
            incoming.sender.id,
            &found,
            Some(incoming.message_id),
            incoming.sent_at,
            false,
        )?;
    }
    Ok(())
}

/// Has a model look, when there is time and budget, for what the patterns do not see.
fn notice_later(
    writer: &Writer<'_>,
    update_id: UpdateId,
    incoming: &Incoming,
    now: UnixTime,
) -> Result<(), Error> {
    let task = NoticeTask {
        person: incoming.sender.id,
    };
    // A task of plain numbers always becomes JSON.
    let payload = serde_json::to_string(&task).unwrap_or_default();
    let job = NewJob {
        chat: incoming.chat.id,
        person: incoming.sender.id,
        kind: NOTICE,
        update_id,
        payload: &payload,
        expires_at: now.plus(SECONDS_PER_DAY),
    };
    writer.add_job(&job, now)
}
