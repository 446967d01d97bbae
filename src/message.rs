//! Our words for what happens in a chat; the rest of the program never sees Telegram's JSON.

use crate::clock::UnixTime;
use crate::ids::{ChatId, MessageId, SenderId, ThreadId, UpdateId};
use crate::signal::{Callback, Reacted};

pub use crate::media::{Media, MediaKind, Sense, View};

/// One update, converted.
#[derive(Debug, Clone, PartialEq)]
pub struct Update {
    /// Telegram's number for it.
    pub id: UpdateId,
    /// What it says.
    pub event: Event,
}

/// What an update says.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Somebody wrote something.
    Message(Box<Incoming>),
    /// Somebody changed what they wrote.
    Edited(Box<Incoming>),
    /// Our own membership of a chat changed.
    Membership(Membership),
    /// A group became a supergroup: everything known of `from` belongs to `to` now.
    Migrated {
        /// The group's old id.
        from: ChatId,
        /// The supergroup's id.
        to: ChatId,
    },
    /// Something in a chat that is nobody's words (a join, a pin, a new title): noted, not judged.
    Service {
        /// Where.
        chat: Chat,
        /// Telegram's name for it, e.g. `new_chat_members`.
        kind: &'static str,
    },
    /// Somebody pressed a button.
    Callback(Box<Callback>),
    /// Somebody changed their reaction to a message.
    Reacted(Box<Reacted>),
    /// A kind of update that this program has no use for.
    Ignored,
}

/// A message, text or media, as it arrived.
#[derive(Debug, Clone, PartialEq)]
pub struct Incoming {
    /// Where.
    pub chat: Chat,
    /// Its number in the chat; zero if Telegram gave none that can be addressed.
    pub message_id: MessageId,
    /// The forum topic; `None` outside topics (a reply thread in an ordinary group is no topic).
    pub thread_id: Option<ThreadId>,
    /// Who.
    pub sender: Sender,
    /// When, by Telegram's clock.
    pub sent_at: UnixTime,
    /// When it was last changed, by Telegram's clock.
    pub edited_at: Option<UnixTime>,
    /// What it answers.
    pub reply_to: Option<ReplyTo>,
    /// The text, or a medium's caption; may be empty.
    pub text: String,
    /// A picture, a voice, a sticker …
    pub media: Option<Media>,
    /// Whom it mentions.
    pub mentions: Vec<Mention>,
    /// The bot command it starts with.
    pub command: Option<Command>,
    /// Forwarded from elsewhere: the words are not the sender's own.
    pub is_forward: bool,
    /// Written by way of an inline bot.
    pub is_via_bot: bool,
}

/// A chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chat {
    /// Its id.
    pub id: ChatId,
    /// Its kind.
    pub kind: ChatKind,
    /// Its title; a person's name in a private chat; may be empty.
    pub title: String,
    /// Its public name without `@`.
    pub username: Option<String>,
    /// Whether it is divided into topics.
    pub is_forum: bool,
}

/// The kinds of chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChatKind {
    /// One person and us.
    Private,
    /// A basic group.
    Group,
    /// A supergroup.
    Supergroup,
    /// A channel.
    Channel,
    /// A kind that came after this program.
    Other,
}

impl ChatKind {
    /// Whether several people talk here.
    pub fn is_group(self) -> bool {
        matches!(self, Self::Group | Self::Supergroup)
    }

    /// The word stored and printed for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Group => "group",
            Self::Supergroup => "supergroup",
            Self::Channel => "channel",
            Self::Other => "other",
        }
    }

    /// The kind that `word` names, Telegram's word or ours.
    pub fn from_word(word: &str) -> Self {
        match word {
            "private" => Self::Private,
            "group" => Self::Group,
            "supergroup" => Self::Supergroup,
            "channel" => Self::Channel,
            _ => Self::Other,
        }
    }
}

/// Who wrote a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// `sender_chat` if there is one, else `from`: the identity that people see.
    pub id: SenderId,
    /// What sort of author.
    pub kind: SenderKind,
    /// The name people see, cleaned of control characters; never empty.
    pub name: String,
    /// The public name without `@`.
    pub username: Option<String>,
}

/// What sort of author a sender is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SenderKind {
    /// A person.
    Person,
    /// Another bot, or ourselves.
    Bot,
    /// A group's admin who stays anonymous.
    AnonymousAdmin,
    /// A person who writes in the name of a channel or of another chat.
    Channel,
    /// A post of the linked channel that Telegram put here by itself.
    AutomaticForward,
}

/// The message that another one answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyTo {
    /// Its number, in the same chat.
    pub message_id: MessageId,
    /// Its author, if Telegram says who.
    pub sender_id: Option<SenderId>,
    /// Its author's name; empty if unknown.
    pub sender_name: String,
    /// Its text or the short form of its medium; may be empty.
    pub text: String,
    /// The part that was quoted by hand.
    pub quote: Option<String>,
    /// Its medium.
    pub media: Option<Media>,
}

/// Somebody mentioned by an entity of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mention {
    /// `@name`, without the `@`.
    Username(String),
    /// A person without a public name.
    Person(SenderId),
}

/// A bot command at the start of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// The word after the slash, in lower case.
    pub name: String,
    /// The bot it names after `@`.
    pub target: Option<String>,
    /// What follows, trimmed.
    pub arguments: String,
}

impl Incoming {
    /// The message in a history: its medium's short form, then its text.
    pub fn short_form(&self) -> String {
        match (&self.media, self.text.is_empty()) {
            (Some(media), true) => media.short_form(),
            (Some(media), false) => format!("{} {}", media.short_form(), self.text),
            (None, _) => self.text.clone(),
        }
    }
}

/// Our own membership of a chat, after a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Where.
    pub chat: Chat,
    /// When.
    pub at: UnixTime,
    /// Who did it.
    pub by: Option<SenderId>,
    /// Whether we may speak there before the change.
    pub was_member: bool,
    /// Whether we may speak there now.
    pub is_member: bool,
    /// Whether we are an admin there now.
    pub is_admin: bool,
}

/// Who we are, from `getMe`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    /// Our id.
    pub id: SenderId,
    /// Our public name without `@`.
    pub username: String,
    /// Our display name.
    pub name: String,
    /// Whether privacy mode is off, so that we hear everything.
    pub reads_all_messages: bool,
}
