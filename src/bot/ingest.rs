//! One update's way into the database: remember, judge, decide, and note what is to be done.
//!
//! All of it happens in the caller's transaction, together with marking the update as handled.

use super::brain::Brain;
use super::commands::late_wish;
use super::describe::describe_familiar_sticker;
use super::heard::Heard;
use super::lanes::{Lane, Work};
use super::learn::{learn, learn_edit, veiled};
use super::membership::{leave, may_be_in, take_membership, take_migration};
use super::perform::{Circumstances, perform};
use super::press::take_press;
use super::reacted::take_reaction;
use super::view::view;
use crate::analysis::Analysis;
use crate::behaviour::{self, Call, Decision, Reason, Standing};
use crate::clock::UnixTime;
use crate::ids::{ChatId, MessageId, UpdateId};
use crate::message::{ChatKind, Event, Incoming, Sender, SenderKind, Update};
use crate::rng::Rng;
use crate::store::{Consent, Error, NewMessage, Verdict, Writer};

/// What came of an update.
#[derive(Debug, Default)]
pub struct Taken {
    /// What was decided, if there was anything to decide.
    pub decision: Option<Decision>,
    /// The lanes that have work now.
    pub(super) wake: Vec<Lane>,
}

/// Takes one update in.
///
/// # Errors
/// What the database says; then nothing of it has happened.
pub fn take_in(
    writer: &Writer<'_>,
    update: &Update,
    brain: &Brain,
    now: UnixTime,
    rng: &mut Rng,
) -> Result<Taken, Error> {
    let heard = Heard::in_update(update, &brain.policy.names);
    take_heard(writer, update, heard, brain, now, rng)
}

/// Takes one update in, in whose words that was heard already.
///
/// # Errors
/// What the database says; then nothing of it has happened.
pub(super) fn take_heard(
    writer: &Writer<'_>,
    update: &Update,
    heard: Option<Heard>,
    brain: &Brain,
    now: UnixTime,
    rng: &mut Rng,
) -> Result<Taken, Error> {
    match &update.event {
        Event::Message(incoming) if !may_be_in(**writer, &incoming.chat, brain)? => Ok(Taken {
            decision: None,
            wake: leave(writer, update.id, &incoming.chat, brain, now)?,
        }),
        Event::Message(incoming) => {
            let heard = heard.unwrap_or_else(|| Heard::new(incoming, &brain.policy.names));
            take_message(writer, update.id, incoming, heard, brain, now, rng)
        }
        Event::Edited(incoming) if !may_be_in(**writer, &incoming.chat, brain)? => {
            Ok(Taken::default())
        }
        Event::Edited(incoming) => {
            let heard = heard.unwrap_or_else(|| Heard::new(incoming, &brain.policy.names));
            take_edit(writer, incoming, heard, brain, now)
        }
        Event::Membership(membership) => Ok(Taken {
            decision: None,
            wake: take_membership(writer, update.id, membership, brain, now)?,
        }),
        Event::Migrated { from, to } => Ok(Taken {
            decision: None,
            wake: take_migration(writer, *from, *to, brain)?,
        }),
        Event::Service { chat, .. } => {
            writer.note_chat(chat, now)?;
            Ok(Taken::default())
        }
        Event::Callback(callback) => {
            let lanes = take_press(writer, update.id, callback, brain, now)?;
            Ok(Taken {
                decision: None,
                wake: lanes.into_iter().map(replies_of).collect(),
            })
        }
        Event::Reacted(reacted) => {
            take_reaction(writer, reacted, brain, now)?;
            Ok(Taken::default())
        }
        Event::Ignored => Ok(Taken::default()),
    }
}

/// Both lanes of a chat.
pub(super) fn all_work(chat: ChatId) -> Vec<Lane> {
    vec![
        Lane {
            chat,
            work: Work::Ingest,
        },
        Lane {
            chat,
            work: Work::Reply,
        },
    ]
}

fn replies_of(chat: ChatId) -> Lane {
    Lane {
        chat,
        work: Work::Reply,
    }
}

fn take_edit(
    writer: &Writer<'_>,
    incoming: &Incoming,
    heard: Heard,
    brain: &Brain,
    now: UnixTime,
) -> Result<Taken, Error> {
    let moved = writer
        .migrated_to(incoming.chat.id)?
        .map(|to| moved(incoming, to));
    let incoming = moved.as_ref().unwrap_or(incoming);
    let consent = writer.consent(incoming.sender.id)?;
    let hidden = (!consent.covers(incoming.sent_at)).then(|| veiled(incoming));
    let heard = heard_of(hidden.as_ref(), heard, brain);
    let incoming = hidden.as_ref().unwrap_or(incoming);
    writer.note_chat(&incoming.chat, now)?;
    let verdict = Some(verdict(&heard.analysis));
    let is_known = incoming.message_id.0 != 0
        && writer
            .message(incoming.chat.id, incoming.message_id)?
            .is_some();
    if is_known {
        if writer.edit(incoming, verdict)? {
            learn_edit(writer, incoming, &heard.scan, brain)?;
        }
        return Ok(Taken::default());
    }
    // Written before we came: the edit is the first we see of it.
    if hidden.is_none() {
        note_sender(writer, &incoming.sender, now)?;
    }
    writer.remember(&NewMessage {
        incoming,
        is_ours: false,
        verdict,
        words: Some(&heard.words),
    })?;
    learn_edit(writer, incoming, &heard.scan, brain)?;
    Ok(Taken {
        decision: Some(Decision::silence(Reason::Edited)),
        wake: Vec::new(),
    })
}

/// What is heard in a message of which only the `hidden` shape is taken in, else what was `heard`.
fn heard_of(hidden: Option<&Incoming>, heard: Heard, brain: &Brain) -> Heard {
    hidden.map_or(heard, |veiled| Heard::new(veiled, &brain.policy.names))
}

/// A message of a group as it is kept in the supergroup that the group has become: see
/// [`Writer::migrate_chat`].
fn moved(incoming: &Incoming, to: ChatId) -> Incoming {
    let there = |id: MessageId| MessageId(-id.0.saturating_abs());
    let mut moved = incoming.clone();
    moved.chat.id = to;
    moved.chat.kind = ChatKind::Supergroup;
    moved.message_id = there(moved.message_id);
    if let Some(reply) = &mut moved.reply_to {
        reply.message_id = there(reply.message_id);
    }
    moved
}

fn take_message(
    writer: &Writer<'_>,
    update_id: UpdateId,
    incoming: &Incoming,
    heard: Heard,
    brain: &Brain,
    now: UnixTime,
    rng: &mut Rng,
) -> Result<Taken, Error> {
    let consent = note_sender(writer, &incoming.sender, now)?;
    let hidden = (!consent.covers(incoming.sent_at)).then(|| veiled(incoming));
    let incoming = hidden.as_ref().unwrap_or(incoming);
    let heard = heard_of(hidden.as_ref(), heard, brain);
    writer.note_chat(&incoming.chat, now)?;
    let analysis = &heard.analysis;
    let is_ours = incoming.sender.id == brain.policy.me.id;
    let verdict = Some(verdict(analysis));
    if !writer.remember(&NewMessage {
        incoming,
        is_ours,
        verdict,
        words: Some(&heard.words),
    })? {
        // Known already, from an earlier delivery under another update id.
        return Ok(Taken::default());
    }
    let known = knowing_author(writer, incoming, brain)?;
    let incoming = known.as_ref().unwrap_or(incoming);
    let look = behaviour::look(incoming, analysis, heard.name, &brain.policy, now, rng);
    let mut has_errand = false;
    if hidden.is_none() {
        has_errand = learn(writer, update_id, incoming, &heard, &look, brain, now)?;
        has_errand |= describe_familiar_sticker(writer, update_id, incoming, brain, now)?;
    }
    let is_command = matches!(look.call, Call::Command(_));
    let decision = if hidden.is_some() && !(is_command && consent.opted_out) {
        Decision::silence(Reason::OptedOut)
    } else if look.may_act() {
        let view = view(**writer, incoming, &look, brain, now)?;
        behaviour::decide(incoming, &look, analysis, &view, &brain.policy, now, rng)
    } else {
        Decision::at_a_glance(&look)
    };
    let circumstances = Circumstances {
        writer,
        update_id,
        incoming,
        brain,
        now,
    };
    let mut detail = decision.reason.detail();
    if look.standing == Standing::Open && !detail.is_empty() {
        detail.push(' ');
    }
    if look.standing == Standing::Open {
        detail.push_str(&look.detail());
    }
    writer.note_decision(
        incoming.chat.id,
        incoming.message_id,
        now,
        decision.reason.as_str(),
        &detail,
    )?;
    if look.standing == Standing::Old {
        late_wish(writer, incoming, &look, now)?;
    }
    // After the trace, so that a command may read it.
    let mut lanes = perform(&circumstances, &decision, &look, rng)?;
    if has_errand {
        lanes.push(incoming.chat.id);
    }
    if matches!(decision.reason, Reason::Called(_)) {
        writer.note_taken_up(incoming.chat.id)?;
    }
    Ok(Taken {
        decision: Some(decision),
        wake: lanes.into_iter().map(replies_of).collect(),
    })
}

/// Telegram does not always say who wrote the message that this one answers; our memory does. The
/// message with what Telegram left out, if there is anything to add.
fn knowing_author(
    writer: &Writer<'_>,
    incoming: &Incoming,
    brain: &Brain,
) -> Result<Option<Incoming>, Error> {
    let Some(reply) = &incoming.reply_to else {
        return Ok(None);
    };
    if reply.sender_id.is_some() && !reply.text.is_empty() {
        return Ok(None);
    }
    let Some(line) = writer.message(incoming.chat.id, reply.message_id)? else {
        return Ok(None);
    };
    let mut known = incoming.clone();
    if let Some(reply) = &mut known.reply_to {
        let author = if line.is_ours {
            brain.policy.me.id
        } else {
            line.sender_id
        };
        reply.sender_id.get_or_insert(author);
        if reply.text.is_empty() {
            reply.text = line.text;
            reply.sender_name = line.sender_name;
        }
    }
    Ok(Some(known))
}

fn note_sender(writer: &Writer<'_>, sender: &Sender, now: UnixTime) -> Result<Consent, Error> {
    match sender.kind {
        SenderKind::Person | SenderKind::Bot => writer.note_person(sender, now),
        // Shared identities are nobody in particular.
        SenderKind::AnonymousAdmin | SenderKind::Channel | SenderKind::AutomaticForward => {
            Ok(Consent::default())
        }
    }
}

/// The analyser's findings as the log keeps them.
pub fn verdict(analysis: &Analysis) -> Verdict {
    let percent = (analysis.toxicity * 100.0).round().clamp(0.0, 100.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0..=100 in the line above"
    )]
    let toxicity = percent as u8;
    Verdict {
        language: analysis.language.code(),
        emotion: analysis.emotion.code(),
        sentiment: analysis.sentiment.code(),
        topic: analysis.topic.code(),
        toxicity,
    }
}
