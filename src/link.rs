//! Where a message can be looked up.

use crate::ids::MessageId;
use crate::message::{Chat, ChatKind};

/// The address at which members of a chat find one of its messages: by the chat's public name, or,
/// in a supergroup or channel without one, by its number. Private chats and basic groups have none.
pub fn link(chat: &Chat, message: MessageId) -> Option<String> {
    if message.0 <= 0 {
        return None;
    }
    match (chat.kind, &chat.username) {
        (ChatKind::Supergroup | ChatKind::Channel, Some(name)) => {
            Some(format!("https://t.me/{name}/{message}"))
        }
        (ChatKind::Supergroup | ChatKind::Channel, None) => {
            // Their ids are written with -100 in front.
            let number = chat.id.0.to_string();
            let inner = number.strip_prefix("-100")?;
            Some(format!("https://t.me/c/{inner}/{message}"))
        }
        (ChatKind::Private | ChatKind::Group | ChatKind::Other, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ChatId;

    #[track_caller]
    fn check(kind: ChatKind, id: i64, username: Option<&str>, expected: Option<&str>) {
        let chat = Chat {
            id: ChatId(id),
            kind,
            title: String::new(),
            username: username.map(str::to_owned),
            is_forum: false,
        };
        assert_eq!(link(&chat, MessageId(7)).as_deref(), expected);
        assert_eq!(link(&chat, MessageId(0)), None);
    }

    #[test]
    fn only_supergroups_and_channels_have_addresses() {
        let supergroup = ChatKind::Supergroup;
        check(supergroup, -1_001_234, None, Some("https://t.me/c/1234/7"));
        check(
            supergroup,
            -1_001_234,
            Some("chat"),
            Some("https://t.me/chat/7"),
        );
        check(ChatKind::Group, -5, None, None);
        check(ChatKind::Private, 5, Some("olya"), None);
    }
}
