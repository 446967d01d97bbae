//! What was decided about a message, put into the outbox and the jobs.

use super::brain::Brain;
use super::commands::digest::{DIGEST, DigestTask, is_worth_words};
use super::commands::{self, Order, Response};
use super::describe::{Met, describe_later};
use super::import_job::{IMPORT, ImportTask};
use super::learn::without_hidden_quote;
use super::own_line::OwnLine;
use super::respond::respond;
use super::task::{ASK_CHAT, JOIN, REPLY, ReplyTask, SCOLD};
use crate::behaviour::finding;
use crate::behaviour::{Action, Decision, KnownCommand, Look, Occasion};
use crate::clock::{SECONDS_PER_DAY, UnixTime};
use crate::ids::{ChatId, UpdateId};
use crate::message::{ChatKind, Incoming, SenderKind};
use crate::rng::Rng;
use crate::store::{Error, NewJob, NewOutgoing, Writer};
use crate::telegram::request::{self, Method};

/// A reaction is not worth making later than this, in seconds.
const REACTION_AGE_MAX_S: i64 = 120;

/// The answer to who asks for what is theirs may take so long at least, in seconds.
const RIGHT_LEFT_MIN_S: i64 = 300;

/// What Telegram said of a chat is believed for so long, in seconds.
const CHAT_KNOWN_S: i64 = SECONDS_PER_DAY;

/// The circumstances of a message that is being taken in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Circumstances<'a> {
    /// The transaction.
    pub(super) writer: &'a Writer<'a>,
    /// What brought the message.
    pub(super) update_id: UpdateId,
    /// The message.
    pub(super) incoming: &'a Incoming,
    /// What thinking needs.
    pub(super) brain: &'a Brain,
    /// The time.
    pub(super) now: UnixTime,
}

/// Does what was decided; says which chats have something to be sent or thought of now.
///
/// # Errors
/// What the database says.
pub(super) fn perform(
    at: &Circumstances<'_>,
    decision: &Decision,
    look: &Look,
    rng: &mut Rng,
) -> Result<Vec<ChatId>, Error> {
    let mut lanes = Vec::new();
    if !decision.actions.is_empty() {
        lanes.push(at.incoming.chat.id);
    }
    let policy = &at.brain.policy;
    let left_s = policy.age_max_s.saturating_sub(look.age_s);
    // A right that is asked for late is answered nevertheless.
    let is_right = decision
        .actions
        .iter()
        .any(|action| matches!(action, Action::Obey(command) if command.is_a_right()));
    let left_s = left_s.max(if is_right { RIGHT_LEFT_MIN_S } else { 1 });
    let act = Act {
        at: *at,
        expires_at: at.now.plus(left_s),
    };
    for action in &decision.actions {
        match action {
            Action::Reply { occasion, is_brief } => {
                if !act.find()? && !act.import()? {
                    act.ask(*occasion, *is_brief)?;
                }
            }
            Action::Hush { until } => {
                let (chat, person) = (at.incoming.chat.id, at.incoming.sender.id);
                at.writer.hush(chat, person, *until)?;
            }
            Action::Unhush => at.writer.unhush(at.incoming.chat.id)?,
            Action::Obey(KnownCommand::Import) if at.incoming.media.is_some() => {
                if !act.import()? {
                    lanes.extend(act.obey(KnownCommand::Import)?);
                }
            }
            Action::Obey(command) => lanes.extend(act.obey(*command)?),
            Action::ScoldFlood(line) => act.scold(line)?,
            Action::React(emoji) => {
                let (low, high) = policy.reaction_delay_s;
                act.react(emoji, at.now.plus(rng.between(low, high)))?;
            }
        }
    }
    Ok(lanes)
}

struct Act<'a> {
    at: Circumstances<'a>,
    expires_at: UnixTime,
}

impl Act<'_> {
    fn job<'a>(&self, kind: &'a str, payload: &'a str) -> NewJob<'a> {
        NewJob {
            chat: self.at.incoming.chat.id,
            person: self.at.incoming.sender.id,
            kind,
            update_id: self.at.update_id,
            payload,
            expires_at: self.expires_at,
        }
    }

    /// Has the model asked for words.
    fn ask(&self, occasion: Occasion, is_brief: bool) -> Result<(), Error> {
        let at = &self.at;
        let shown = without_hidden_quote(at.writer, at.incoming)?;
        let task = ReplyTask::new(&shown, occasion, is_brief, at.brain.policy.me.id);
        let kind = if occasion.is_unasked() { JOIN } else { REPLY };
        // A task of plain strings and numbers always becomes JSON.
        let payload = serde_json::to_string(&task).unwrap_or_default();
        at.writer.add_job(&self.job(kind, &payload), at.now)?;
        if occasion.is_unasked() {
            return Ok(());
        }
        self.remember_media(&task)
    }

    /// Has one of the media that somebody called with described, for the memory.
    fn remember_media(&self, task: &ReplyTask) -> Result<(), Error> {
        let at = &self.at;
        let answered = at.incoming.reply_to.as_ref().map(|reply| reply.message_id);
        let own = (Some(task.message_id), &task.own_medium);
        for (message_id, medium) in [own, (answered, &task.quoted_medium)] {
            let (Some(message_id), Some(medium)) = (message_id, medium) else {
                continue;
            };
            let met = Met {
                update_id: at.update_id,
                chat: at.incoming.chat.id,
                message_id,
                medium,
            };
            if describe_later(at.writer, &met, at.brain, at.now)? {
                break;
            }
        }
        Ok(())
    }

    /// Answers «хто казав про …?» from the memory, if that is asked and there is something.
    fn find(&self) -> Result<bool, Error> {
        let at = &self.at;
        let me = at.brain.policy.me.id;
        let answered = at
            .incoming
            .reply_to
            .as_ref()
            .and_then(|reply| reply.sender_id);
        let names = &at.brain.policy.names;
        let Some(words) = finding::asked(&at.incoming.text, names, answered == Some(me)) else {
            return Ok(false);
        };
        let wanted = finding::Wanted {
            words,
            ..finding::Wanted::default()
        };
        let hits = commands::memory::find(**at.writer, at.incoming, &wanted, at.now)?;
        if hits.is_empty() {
            return Ok(false);
        }
        at.writer.add_done_job(&self.job(REPLY, ""), at.now)?;
        let response = Response::in_chat(finding::found_text(&hits, &wanted.words));
        respond(at, &response, self.expires_at).map(|_| true)
    }

    /// Has the export that an admin sends in private taken in; `false` if this is none.
    fn import(&self) -> Result<bool, Error> {
        let at = &self.at;
        let is_asked =
            at.incoming.chat.kind == ChatKind::Private && at.brain.policy.is_admins(at.incoming);
        let Some(task) = ImportTask::new(at.incoming).filter(|_| is_asked) else {
            return Ok(false);
        };
        let words = if task.is_too_large {
            finding::IMPORT_TOO_LARGE
        } else {
            let payload = serde_json::to_string(&task).unwrap_or_default();
            let job = NewJob {
                // Taken in whenever there is time: it does not grow stale like a reply.
                expires_at: at.now.plus(SECONDS_PER_DAY),
                ..self.job(IMPORT, &payload)
            };
            at.writer.add_job(&job, at.now)?;
            finding::IMPORT_BEGINS
        };
        respond(at, &Response::in_chat(words), self.expires_at).map(|_| true)
    }

    /// Answers a command, and counts that as a job done.
    fn obey(&self, command: KnownCommand) -> Result<Option<ChatId>, Error> {
        let at = &self.at;
        at.writer.add_done_job(&self.job(REPLY, ""), at.now)?;
        let given = at.incoming.command.as_ref();
        let order = Order {
            command,
            arguments: given.map_or("", |command| command.arguments.as_str()),
            incoming: at.incoming,
            is_admin: at.brain.policy.is_admins(at.incoming),
        };
        if command == KnownCommand::Digest && self.digest_later(&order)? {
            return Ok(None);
        }
        let response = commands::answer(&order, at.writer, at.brain, at.now)?;
        respond(at, &response, self.expires_at)
    }

    /// Has a model retell what was missed, if that is worth its while.
    fn digest_later(&self, order: &Order<'_>) -> Result<bool, Error> {
        let at = &self.at;
        let (reader, incoming) = (**at.writer, at.incoming);
        let since = commands::memory::digest_since(incoming, order.arguments, reader, at.now)?;
        let Some(since) = since else {
            return Ok(false);
        };
        let is_person = incoming.sender.kind == SenderKind::Person;
        let chat = incoming.chat.id;
        if !is_person || !is_worth_words(reader, chat, since, at.brain, at.now)? {
            return Ok(false);
        }
        let task = DigestTask {
            asker: incoming.sender.id,
            since,
            until: at.now,
            message_id: incoming.message_id,
            thread_id: incoming.thread_id,
        };
        // A task of plain numbers always becomes JSON.
        let payload = serde_json::to_string(&task).unwrap_or_default();
        at.writer.add_job(&self.job(DIGEST, &payload), at.now)?;
        Ok(true)
    }

    /// Tells somebody not to flood.
    fn scold(&self, line: &str) -> Result<(), Error> {
        let at = &self.at;
        at.writer.add_done_job(&self.job(SCOLD, ""), at.now)?;
        let line = OwnLine {
            thread_id: at.incoming.thread_id,
            reply_to: Some(at.incoming.message_id).filter(|id| id.0 != 0),
            expires_at: self.expires_at,
            ..OwnLine::new(at.incoming.chat.id, at.update_id, line, at.now, 0)
        };
        line.put(at.writer, at.now)
    }

    /// Has Telegram asked which reactions the chat allows, if that was not done lately. The answer
    /// comes before the reaction is due.
    fn ask_about_chat(&self) -> Result<(), Error> {
        let at = &self.at;
        let chat = &at.incoming.chat;
        if !chat.kind.is_group() {
            return Ok(());
        }
        let asked_at = at.writer.attitude(chat.id)?.asked_at;
        if at.now.since(asked_at) < CHAT_KNOWN_S {
            return Ok(());
        }
        at.writer.note_asked(chat.id, at.now)?;
        at.writer.add_job(&self.job(ASK_CHAT, ""), at.now)
    }

    /// Puts an emoji under the message, at `not_before`.
    fn react(&self, emoji: &str, not_before: UnixTime) -> Result<(), Error> {
        let at = &self.at;
        if at.incoming.message_id.0 == 0 {
            return Ok(());
        }
        self.ask_about_chat()?;
        let body = request::set_reaction(at.incoming.message_id, emoji);
        at.writer.add_outgoing(
            &NewOutgoing {
                chat: at.incoming.chat.id,
                update_id: at.update_id,
                method: Method::SetMessageReaction.as_str(),
                part: 0,
                body: &body,
                thread_id: None,
                reply_to: Some(at.incoming.message_id),
                text: "",
                not_before,
                expires_at: at.now.plus(REACTION_AGE_MAX_S),
                fallback: None,
            },
            at.now,
        )
    }
}
