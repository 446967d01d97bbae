//! Presses of buttons and reactions, as far as we read them.

use super::{Chat, Int, Text, User, lenient, lenient_list};
use serde::Deserialize;

#[derive(Deserialize)]
pub(in super::super) struct CallbackQuery {
    pub(in super::super) id: Text,
    pub(in super::super) from: User,
    #[serde(default, deserialize_with = "lenient")]
    pub(in super::super) message: Option<CarryingMessage>,
    #[serde(default, deserialize_with = "lenient")]
    pub(in super::super) data: Option<Text>,
}

/// The message under which a button is; perhaps too old to be shown in full.
#[derive(Deserialize)]
pub(in super::super) struct CarryingMessage {
    pub(in super::super) chat: Chat,
    #[serde(default, deserialize_with = "lenient")]
    pub(in super::super) message_id: Option<Int<i64>>,
}

#[derive(Deserialize)]
pub(in super::super) struct MessageReaction {
    pub(in super::super) chat: Chat,
    pub(in super::super) message_id: Int<i64>,
    pub(in super::super) date: Int<i64>,
    #[serde(default, deserialize_with = "lenient")]
    pub(in super::super) user: Option<User>,
    #[serde(default, deserialize_with = "lenient")]
    pub(in super::super) actor_chat: Option<Chat>,
    #[serde(default, deserialize_with = "lenient_list")]
    pub(in super::super) old_reaction: Vec<ReactionType>,
    #[serde(default, deserialize_with = "lenient_list")]
    pub(in super::super) new_reaction: Vec<ReactionType>,
}

#[derive(Deserialize)]
pub(in super::super) struct ReactionType {
    /// Absent for custom emoji and paid stars.
    #[serde(default, deserialize_with = "lenient")]
    pub(in super::super) emoji: Option<Text>,
}
