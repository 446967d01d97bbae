//! One update's way into the database: remember, judge, decide, and note what is to be done.
//!
//! All of it happens in the caller's transaction, together with marking the update as handled.

use super::brain::Brain;
use super::lanes::{Lane, Work};
use super::learn::{learn, learn_edit, veiled};
use super::perform::{Circumstances, perform};
use super::press::take_press;
use super::reacted::take_reaction;
use super::view::view;
use crate::analysis::{Analysis, analyse};
use crate::behaviour::{self, Action, Call, Decision, Occasion, Reason};
use crate::clock::UnixTime;
use crate::ids::{ChatId, UpdateId};
use crate::message::{Event, Incoming, Sender, SenderKind, Update};
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
    match &update.event {
        Event::Message(incoming) => take_message(writer, update.id, incoming, brain, now, rng),
        Event::Edited(incoming) => take_edit(writer, incoming, brain, now),
        Event::Membership(membership) => {
            writer.note_membership(membership)?;
            Ok(Taken::default())
        }
        Event::Migrated { from, to } => {
            writer.migrate_chat(*from, *to)?;
            Ok(Taken {
                decision: None,
                wake: all_work(*to),
            })
        }
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
            take_reaction(writer, reacted, now)?;
            Ok(Taken::default())
        }
        Event::Ignored => Ok(Taken::default()),
    }
}

/// Both lanes of a chat.
pub fn all_work(chat: ChatId) -> Vec<Lane> {
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
    brain: &Brain,
    now: UnixTime,
) -> Result<Taken, Error> {
    let consent = writer.consent(incoming.sender.id)?;
    let hidden = (!consent.covers(incoming.sent_at)).then(|| veiled(incoming));
    let incoming = hidden.as_ref().unwrap_or(incoming);
    writer.note_chat(&incoming.chat, now)?;
    let verdict = Some(verdict(&analyse(&incoming.text)));
    let is_known = incoming.message_id.0 != 0
        && writer
            .message(incoming.chat.id, incoming.message_id)?
            .is_some();
    if is_known {
        if writer.edit(incoming, verdict)? {
            learn_edit(writer, incoming, brain)?;
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
    })?;
    learn_edit(writer, incoming, brain)?;
    Ok(Taken {
        decision: Some(Decision::silence(Reason::Edited)),
        wake: Vec::new(),
    })
}

fn take_message(
    writer: &Writer<'_>,
    update_id: UpdateId,
    incoming: &Incoming,
    brain: &Brain,
    now: UnixTime,
    rng: &mut Rng,
) -> Result<Taken, Error> {
    let consent = note_sender(writer, &incoming.sender, now)?;
    let hidden = (!consent.covers(incoming.sent_at)).then(|| veiled(incoming));
    let incoming = hidden.as_ref().unwrap_or(incoming);
    writer.note_chat(&incoming.chat, now)?;
    let analysis = analyse(&incoming.text);
    let is_ours = incoming.sender.id == brain.policy.me.id;
    let verdict = Some(verdict(&analysis));
    if !writer.remember(&NewMessage {
        incoming,
        is_ours,
        verdict,
    })? {
        // Known already, from an earlier delivery under another update id.
        return Ok(Taken::default());
    }
    let look = behaviour::look(incoming, &analysis, &brain.policy, now, rng);
    if hidden.is_none() {
        learn(writer, update_id, incoming, &analysis, &look, brain, now)?;
    }
    let is_command = matches!(look.call, Call::Command(_));
    let decision = if hidden.is_some() && !(is_command && consent.opted_out) {
        Decision::silence(Reason::OptedOut)
    } else if look.may_act() {
        let view = view(**writer, incoming, brain, now)?;
        behaviour::decide(incoming, &look, &analysis, &view, &brain.policy, now, rng)
    } else {
        Decision::at_a_glance(&look)
    };
    let decision = respecting(writer, incoming, decision)?;
    let circumstances = Circumstances {
        writer,
        update_id,
        incoming,
        brain,
        now,
    };
    let lanes = perform(&circumstances, &decision, &look, rng)?;
    writer.note_decision(
        incoming.chat.id,
        incoming.message_id,
        now,
        decision.reason.as_str(),
        &decision.reason.detail(),
    )?;
    Ok(Taken {
        decision: Some(decision),
        wake: lanes.into_iter().map(replies_of).collect(),
    })
}

/// The decision without what the author has asked us not to do unasked.
fn respecting(
    writer: &Writer<'_>,
    incoming: &Incoming,
    decision: Decision,
) -> Result<Decision, Error> {
    let is_unasked = decision.actions.iter().any(|action| {
        matches!(
            action,
            Action::React(_) | Action::Reply(Occasion::JoiningIn)
        )
    });
    if !is_unasked {
        return Ok(decision);
    }
    let wishes = writer.preferences(incoming.chat.id, incoming.sender.id)?;
    Ok(decision.without(wishes.no_reactions, wishes.only_when_called))
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

fn verdict(analysis: &Analysis) -> Verdict {
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
