//! The lists of commands that Telegram shows to people.

use super::request::json;
use crate::ids::{ChatId, SenderId};
use serde::Serialize;

/// Who is shown a list of commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommandScope {
    /// Everybody for whom there is no narrower list.
    Default,
    /// Everybody in private.
    AllPrivateChats,
    /// Everybody in groups.
    AllGroupChats,
    /// The admins of all groups.
    AllChatAdministrators,
    /// Everybody in one chat.
    Chat(ChatId),
    /// The admins of one chat.
    ChatAdministrators(ChatId),
    /// One member of one chat.
    ChatMember(ChatId, SenderId),
}

/// The body of `setMyCommands`.
pub(super) fn set_my_commands(
    scope: CommandScope,
    language: Option<&str>,
    commands: &[(&str, &str)],
) -> String {
    json(&SetMyCommands {
        commands: commands
            .iter()
            .map(|(command, description)| BotCommand {
                command,
                description,
            })
            .collect(),
        scope: scope.into(),
        language_code: language,
    })
}

#[derive(Serialize)]
struct SetMyCommands<'a> {
    commands: Vec<BotCommand<'a>>,
    scope: Scope,
    #[serde(skip_serializing_if = "Option::is_none")]
    language_code: Option<&'a str>,
}

#[derive(Serialize)]
struct BotCommand<'a> {
    command: &'a str,
    description: &'a str,
}

#[derive(Serialize)]
struct Scope {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    chat_id: Option<ChatId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<SenderId>,
}

impl From<CommandScope> for Scope {
    fn from(scope: CommandScope) -> Self {
        let (kind, chat_id, user_id) = match scope {
            CommandScope::Default => ("default", None, None),
            CommandScope::AllPrivateChats => ("all_private_chats", None, None),
            CommandScope::AllGroupChats => ("all_group_chats", None, None),
            CommandScope::AllChatAdministrators => ("all_chat_administrators", None, None),
            CommandScope::Chat(chat) => ("chat", Some(chat), None),
            CommandScope::ChatAdministrators(chat) => ("chat_administrators", Some(chat), None),
            CommandScope::ChatMember(chat, user) => ("chat_member", Some(chat), Some(user)),
        };
        Self {
            kind,
            chat_id,
            user_id,
        }
    }
}
