//! One update's way into the database: remember, judge, decide, and note what is to be done.
//!
//! All of it happens in the caller's transaction, together with marking the update as handled.

use super::brain::Brain;
use super::commands;
use super::lanes::{Lane, Work};
use super::task::{REPLY, ReplyTask, SCOLD};
use crate::analysis::{Analysis, analyse};
use crate::behaviour::{self, Action, Decision, Look, Occasion, Reason, View};
use crate::clock::UnixTime;
use crate::ids::{ChatId, UpdateId};
use crate::message::{Event, Incoming, Sender, SenderKind, Update};
use crate::rng::Rng;
use crate::store::{Error, NewJob, NewMessage, NewOutgoing, Verdict, Writer};
use crate::telegram::request::{self, Markup, Method, SendMessage};

/// A reaction comes so many seconds after the message, like a person's.
const REACTION_DELAY_S: (i64, i64) = (1, 3);
/// A reaction is not worth making later than this, in seconds.
const REACTION_AGE_MAX_S: i64 = 120;

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
        Event::Edited(incoming) => take_edit(writer, incoming, now),
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

fn take_edit(writer: &Writer<'_>, incoming: &Incoming, now: UnixTime) -> Result<Taken, Error> {
    writer.note_chat(&incoming.chat, now)?;
    let verdict = Some(verdict(&analyse(&incoming.text)));
    let is_known = incoming.message_id.0 != 0
        && writer
            .message(incoming.chat.id, incoming.message_id)?
            .is_some();
    if is_known {
        writer.edit(incoming, verdict)?;
        return Ok(Taken::default());
    }
    // Written before we came: the edit is the first we see of it.
    note_sender(writer, &incoming.sender, now)?;
    writer.remember(&NewMessage {
        incoming,
        is_ours: false,
        verdict,
    })?;
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
    writer.note_chat(&incoming.chat, now)?;
    note_sender(writer, &incoming.sender, now)?;
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
    let decision = if look.may_act() {
        let view = view(writer, incoming, brain, now)?;
        behaviour::decide(incoming, &look, &analysis, &view, &brain.policy, now, rng)
    } else {
        Decision::at_a_glance(&look)
    };
    perform(
        writer, update_id, incoming, &decision, &look, brain, now, rng,
    )?;
    writer.note_decision(
        incoming.chat.id,
        incoming.message_id,
        now,
        decision.reason.as_str(),
        &decision.reason.detail(),
    )?;
    let wake = if decision.actions.is_empty() {
        Vec::new()
    } else {
        vec![Lane {
            chat: incoming.chat.id,
            work: Work::Reply,
        }]
    };
    Ok(Taken {
        decision: Some(decision),
        wake,
    })
}

fn note_sender(writer: &Writer<'_>, sender: &Sender, now: UnixTime) -> Result<(), Error> {
    match sender.kind {
        SenderKind::Person | SenderKind::Bot => writer.note_person(sender, now),
        // Shared identities are nobody in particular.
        SenderKind::AnonymousAdmin | SenderKind::Channel | SenderKind::AutomaticForward => Ok(()),
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

/// Loads what the rules need to know.
fn view(
    writer: &Writer<'_>,
    incoming: &Incoming,
    brain: &Brain,
    now: UnixTime,
) -> Result<View, Error> {
    let (chat, person) = (incoming.chat.id, incoming.sender.id);
    let spam = &brain.policy.spam;
    let pace = writer.pace(chat, person, now)?;
    let since = incoming.sent_at.minus(spam.timeout_s.saturating_add(60));
    // A flood is seen in the newest `threshold` messages; the time-out runs from its last one.
    let times_max = spam.threshold.saturating_mul(2).clamp(1, FLOOD_TIMES_MAX);
    Ok(View {
        chat_minute: pace.chat_minute,
        chat_hour: pace.chat_hour,
        person_minute: pace.person_minute,
        person_hour: pace.person_hour,
        global_minute: pace.global_minute,
        reactions_minute: pace.reactions_minute,
        person_times: writer.times_of(chat, person, since, times_max)?,
        spam_line_at: writer.last_job_at(chat, person, SCOLD)?,
        spoke_at: writer.last_time_of(chat, brain.policy.me.id)?,
        hush_until: writer.chat(chat)?.map_or(UnixTime(0), |row| row.hush_until),
        local: writer.local_time(now)?,
    })
}

/// The most message times that are looked at for a flood.
const FLOOD_TIMES_MAX: usize = 500;

#[expect(
    clippy::too_many_arguments,
    reason = "an action may need all of the circumstances"
)]
fn perform(
    writer: &Writer<'_>,
    update_id: UpdateId,
    incoming: &Incoming,
    decision: &Decision,
    look: &Look,
    brain: &Brain,
    now: UnixTime,
    rng: &mut Rng,
) -> Result<(), Error> {
    let expires_at = now.plus(brain.policy.age_max_s.saturating_sub(look.age_s).max(1));
    let say = Say {
        writer,
        update_id,
        incoming,
        now,
        expires_at,
    };
    for action in &decision.actions {
        match action {
            Action::Reply(occasion) => say.ask(*occasion, brain)?,
            Action::Obey(command) => {
                say.at_once(
                    REPLY,
                    &commands::answer(*command, incoming, writer, brain, now)?,
                )?;
            }
            Action::ScoldFlood(line) => say.at_once(SCOLD, line)?,
            Action::React(emoji) => {
                let (low, high) = REACTION_DELAY_S;
                say.react(emoji, now.plus(rng.between(low, high)))?;
            }
        }
    }
    Ok(())
}

/// What was decided, on its way into the outbox and the jobs.
struct Say<'a> {
    writer: &'a Writer<'a>,
    update_id: UpdateId,
    incoming: &'a Incoming,
    now: UnixTime,
    expires_at: UnixTime,
}

impl Say<'_> {
    fn job<'a>(&self, kind: &'a str, payload: &'a str) -> NewJob<'a> {
        NewJob {
            chat: self.incoming.chat.id,
            person: self.incoming.sender.id,
            kind,
            update_id: self.update_id,
            payload,
            expires_at: self.expires_at,
        }
    }

    /// Has the model asked for words.
    fn ask(&self, occasion: Occasion, brain: &Brain) -> Result<(), Error> {
        let task = ReplyTask::new(self.incoming, occasion, brain.policy.me.id);
        // A task of plain strings and numbers always becomes JSON.
        let payload = serde_json::to_string(&task).unwrap_or_default();
        self.writer.add_job(&self.job(REPLY, &payload), self.now)
    }

    /// Says fixed words, and counts them as a job done.
    fn at_once(&self, kind: &str, text: &str) -> Result<(), Error> {
        self.writer.add_done_job(&self.job(kind, ""), self.now)?;
        let reply_to = Some(self.incoming.message_id).filter(|id| id.0 != 0);
        let body = request::send_message(&SendMessage {
            text,
            markup: Markup::Plain,
            reply_to,
            thread_id: self.incoming.thread_id,
        });
        self.writer.add_outgoing(
            &NewOutgoing {
                chat: self.incoming.chat.id,
                update_id: self.update_id,
                method: Method::SendMessage.as_str(),
                part: 0,
                body: &body,
                thread_id: self.incoming.thread_id,
                reply_to,
                text,
                not_before: self.now,
                expires_at: self.expires_at,
            },
            self.now,
        )
    }

    /// Puts an emoji under the message, at `not_before`.
    fn react(&self, emoji: &str, not_before: UnixTime) -> Result<(), Error> {
        if self.incoming.message_id.0 == 0 {
            return Ok(());
        }
        let body = request::set_reaction(self.incoming.message_id, emoji);
        self.writer.add_outgoing(
            &NewOutgoing {
                chat: self.incoming.chat.id,
                update_id: self.update_id,
                method: Method::SetMessageReaction.as_str(),
                part: 0,
                body: &body,
                thread_id: None,
                reply_to: None,
                text: "",
                not_before,
                expires_at: self.now.plus(REACTION_AGE_MAX_S),
            },
            self.now,
        )
    }
}
