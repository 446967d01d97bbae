//! Ids as types, so that a chat is never mistaken for a person.
//!
//! Telegram's ids have at most 52 significant bits and may be negative (groups are).

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// A chat: negative for groups and channels, positive for private chats.
    ChatId
);
id!(
    /// Whoever wrote a message: a person or bot (positive), or the chat that speaks as itself
    /// (negative: a channel, or a group whose admin stays anonymous).
    SenderId
);
id!(
    /// A message within its chat. Zero is Telegram's "not addressable".
    MessageId
);
id!(
    /// A forum topic within its chat.
    ThreadId
);
id!(
    /// One update from `getUpdates`. Usually grows by one; after a week without updates it may
    /// restart lower.
    UpdateId
);

/// Sender of messages written by an anonymous group admin (`@GroupAnonymousBot`).
pub const ANONYMOUS_ADMIN: SenderId = SenderId(1_087_968_824);
/// Sender of a linked channel's posts that Telegram forwards into the discussion group.
pub const TELEGRAM_SERVICE: SenderId = SenderId(777_000);
/// Sender of messages that a person writes in the name of a channel (`@Channel_Bot`).
pub const CHANNEL_BOT: SenderId = SenderId(136_817_688);
