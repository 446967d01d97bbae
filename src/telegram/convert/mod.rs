//! One update of Telegram's, turned into our words. Pure.
//!
//! Whatever Telegram sends becomes some [`Event`]; only what is not JSON, or lacks the ids and the
//! date without which it means nothing, is [`Broken`].

mod content;
mod entities;
mod media;
mod reply;
mod rich;
mod service;
mod signal;

use super::wire::{self, Text};
use crate::clock::UnixTime;
use crate::ids::{ANONYMOUS_ADMIN, CHANNEL_BOT, ChatId, MessageId, SenderId, ThreadId, UpdateId};
use crate::message::{Chat, ChatKind, Event, Incoming, Membership, Sender, SenderKind, Update};
use crate::text;
use serde::Deserialize;
use serde_json::error::Category;
use serde_json::value::RawValue;
use std::error;
use std::fmt;

/// The longest text we keep, in characters; a rich message may have twice as many.
const TEXT_CHARS_MAX: usize = 16_384;
/// The longest name we keep, in characters.
const NAME_CHARS_MAX: usize = 64;
/// The longest title of a chat we keep, in characters; Telegram's have at most 128.
const TITLE_CHARS_MAX: usize = 128;
/// The longest public name we keep, in characters; Telegram's have at most 32.
const USERNAME_CHARS_MAX: usize = 64;
/// Who has no visible name is called this.
const NAMELESS: &str = "Без імені";

/// Why an update cannot be converted. Says nothing of what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken {
    /// What is wrong with it.
    pub what: &'static str,
    /// About where, in bytes from the start of the update or of its message.
    pub at_byte: usize,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} near byte {}", self.what, self.at_byte)
    }
}

impl error::Error for Broken {}

impl From<serde_json::Error> for Broken {
    // The error itself quotes the update.
    fn from(error: serde_json::Error) -> Self {
        let what = match error.classify() {
            Category::Io => "cannot be read",
            Category::Syntax => "no JSON",
            Category::Data => "not what Telegram sends",
            Category::Eof => "cut short",
        };
        Self {
            what,
            at_byte: error.column(),
        }
    }
}

/// The update in the JSON text `raw`.
///
/// # Errors
/// [`Broken`] if `raw` is not JSON, is nested too deeply where we read it, or lacks an id or a
/// date.
pub fn update(raw: &str) -> Result<Update, Broken> {
    let update: wire::Update<'_> = serde_json::from_str(raw)?;
    let Some(id) = update.update_id else {
        return Err(Broken {
            what: "no update_id",
            at_byte: 0,
        });
    };
    let new = update.message.or(update.channel_post);
    let edited = update.edited_message.or(update.edited_channel_post);
    // Telegram puts at most one of these into an update.
    let event = if let Some(message) = new {
        message_event(message, Event::Message)?
    } else if let Some(message) = edited {
        message_event(message, Event::Edited)?
    } else if let Some(change) = update.my_chat_member {
        Event::Membership(membership(change)?)
    } else if let Some(press) = update.callback_query {
        signal::callback(press)?
    } else if let Some(change) = update.message_reaction {
        signal::reacted(change)?
    } else {
        Event::Ignored
    };
    Ok(Update {
        id: UpdateId(id.0),
        event,
    })
}

fn message_event(raw: &RawValue, wrap: fn(Box<Incoming>) -> Event) -> Result<Event, Broken> {
    let message: wire::Message<'_> = serde_json::from_str(raw.get())?;
    let id = ChatId(message.chat.id.0);
    if let Some(to) = message.migrate_to_chat_id {
        let to = ChatId(to.0);
        return Ok(Event::Migrated { from: id, to });
    }
    if let Some(from) = message.migrate_from_chat_id {
        let from = ChatId(from.0);
        return Ok(Event::Migrated { from, to: id });
    }
    let content = content::of(&message, raw);
    if content.is_none()
        && let Some(kind) = service::kind(raw)
    {
        let chat = chat(&message.chat);
        return Ok(Event::Service { chat, kind });
    }
    let content = content.unwrap_or_else(content::Content::unknown);
    let chat = chat(&message.chat);
    let is_topic = message.is_topic_message == Some(true);
    let is_automatic = message.is_automatic_forward == Some(true);
    let is_forward = message.forward_origin.is_some() || message.forward_date.is_some();
    // A forwarded command is somebody else's, and so is one that an inline bot wrote; the words of
    // an automatic forward are its sender's.
    let is_own = !is_forward && message.via_bot.is_none();
    let command = content.command.filter(|_| is_own);
    Ok(wrap(Box::new(Incoming {
        message_id: MessageId(message.message_id.0),
        thread_id: message
            .message_thread_id
            .filter(|_| is_topic)
            .map(|thread| ThreadId(thread.0)),
        sender: sender(&message, &chat),
        sent_at: UnixTime(message.date.0),
        edited_at: message.edit_date.map(|date| UnixTime(date.0)),
        reply_to: reply::of(&message),
        text: content.text,
        media: content.media,
        mentions: content.mentions,
        command,
        is_forward: is_forward && !is_automatic,
        is_via_bot: message.via_bot.is_some(),
        chat,
    })))
}

fn membership(raw: &RawValue) -> Result<Membership, Broken> {
    let change: wire::ChatMemberUpdated = serde_json::from_str(raw.get())?;
    let (is_member, is_admin) = standing(&change.new_chat_member);
    let was_member = change
        .old_chat_member
        .is_some_and(|before| standing(&before).0);
    Ok(Membership {
        chat: chat(&change.chat),
        at: UnixTime(change.date.0),
        by: change.from.map(|user| SenderId(user.id.0)),
        was_member,
        is_member,
        is_admin,
    })
}

/// Whether a member may speak, and whether it is an admin.
fn standing(member: &wire::ChatMember) -> (bool, bool) {
    match member.status.as_ref().map(|status| status.0.as_str()) {
        Some("creator" | "administrator") => (true, true),
        Some("member") => (true, false),
        Some("restricted") => {
            let may_speak = member.can_send_messages.unwrap_or(false);
            (member.is_member.unwrap_or(false) && may_speak, false)
        }
        _ => (false, false),
    }
}

fn chat(chat: &wire::Chat) -> Chat {
    let kind = chat.kind.as_ref().map_or("", |kind| kind.0.as_str());
    let title = match &chat.title {
        Some(title) => text::clean_name(&title.0, TITLE_CHARS_MAX),
        None => full_name(chat.first_name.as_ref(), chat.last_name.as_ref()),
    };
    Chat {
        id: ChatId(chat.id.0),
        kind: ChatKind::from_word(kind),
        title: title.unwrap_or_default(),
        username: username(chat.username.as_ref()),
        is_forum: chat.is_forum.unwrap_or(false),
    }
}

/// Whom people see as a message's author: the chat it is written in the name of, else the person,
/// else the chat it is in.
fn sender(message: &wire::Message<'_>, chat: &Chat) -> Sender {
    let is_automatic = message.is_automatic_forward == Some(true);
    match (&message.sender_chat, &message.from) {
        (Some(chosen), _) => {
            let is_own = chosen.id.0 == chat.id.0 && chat.kind != ChatKind::Channel;
            let kind = match (is_automatic, is_own) {
                (true, _) => SenderKind::AutomaticForward,
                (false, true) => SenderKind::AnonymousAdmin,
                (false, false) => SenderKind::Channel,
            };
            speaker(self::chat(chosen), kind)
        }
        (None, Some(user)) => Sender {
            id: SenderId(user.id.0),
            kind: match SenderId(user.id.0) {
                _ if is_automatic => SenderKind::AutomaticForward,
                ANONYMOUS_ADMIN => SenderKind::AnonymousAdmin,
                CHANNEL_BOT => SenderKind::Channel,
                _ if user.is_bot == Some(true) => SenderKind::Bot,
                _ => SenderKind::Person,
            },
            name: user_name(user),
            username: username(user.username.as_ref()),
        },
        (None, None) => speaker(chat.clone(), SenderKind::Channel),
    }
}

/// A chat that speaks as itself.
fn speaker(chat: Chat, kind: SenderKind) -> Sender {
    Sender {
        id: SenderId(chat.id.0),
        kind,
        name: named(Some(chat.title).filter(|title| !title.is_empty())),
        username: chat.username,
    }
}

fn user_name(user: &wire::User) -> String {
    named(full_name(user.first_name.as_ref(), user.last_name.as_ref()))
}

fn named(name: Option<String>) -> String {
    name.unwrap_or_else(|| NAMELESS.to_owned())
}

fn full_name(first: Option<&Text>, last: Option<&Text>) -> Option<String> {
    let first = first.map_or("", |name| name.0.as_str());
    let last = last.map_or("", |name| name.0.as_str());
    text::clean_name(&format!("{first} {last}"), NAME_CHARS_MAX)
}

/// A public name without `@`, if it looks like one.
fn username(name: Option<&Text>) -> Option<String> {
    let name = name?.0.as_str();
    let name = name.strip_prefix('@').unwrap_or(name);
    let is_sound = (1..=USERNAME_CHARS_MAX).contains(&name.len())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_sound.then(|| name.to_owned())
}

/// `raw` read as `T`, if it can be.
fn read<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Option<T> {
    serde_json::from_str(raw.get()).ok()
}
