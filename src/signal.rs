//! What people do with messages instead of writing some: pressing a button, putting an emoji.

use crate::clock::UnixTime;
use crate::ids::{ChatId, MessageId, SenderId};
use crate::message::{Chat, Sender};

/// Somebody pressed a button under a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    /// Telegram's id of the press, to be answered by.
    pub id: String,
    /// Where the button is; the presser's private chat if Telegram does not say.
    pub chat: ChatId,
    /// The message with the button; `None` if it cannot be addressed.
    pub message_id: Option<MessageId>,
    /// Who pressed.
    pub by: Sender,
    /// What the client says the button carries: anything at all.
    pub data: String,
}

/// Somebody changed their reaction to a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reacted {
    /// Where.
    pub chat: Chat,
    /// To which message.
    pub message_id: MessageId,
    /// Who: a person, or the chat in whose name an anonymous one reacts.
    pub by: SenderId,
    /// When, by Telegram's clock.
    pub at: UnixTime,
    /// The ordinary emoji before the change.
    pub before: Vec<String>,
    /// The ordinary emoji now.
    pub after: Vec<String>,
}

impl Reacted {
    /// The emoji that this change has put.
    pub fn added(&self) -> impl Iterator<Item = &str> {
        self.after
            .iter()
            .filter(|emoji| !self.before.contains(emoji))
            .map(String::as_str)
    }

    /// The emoji that this change has taken away.
    pub fn removed(&self) -> impl Iterator<Item = &str> {
        self.before
            .iter()
            .filter(|emoji| !self.after.contains(emoji))
            .map(String::as_str)
    }
}
