//! Where a message can be looked up.

use crate::ids::MessageId;
use crate::message::{Chat, ChatKind};

/// The Bot API's ids of supergroups and channels are below this by their number; those of basic
/// groups are above.
pub const SUPERGROUPS_BELOW: i64 = -1_000_000_000_000;

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
            let inner = SUPERGROUPS_BELOW.checked_sub(chat.id.0);
            let inner = inner.filter(|inner| *inner > 0)?;
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
        for (id, number) in [
            (-1_000_000_001_234, 1_234),
            (-1_002_100_000_001, 2_100_000_001),
            (-1_012_345_678_901, 12_345_678_901_i64),
        ] {
            let expected = format!("https://t.me/c/{number}/7");
            check(supergroup, id, None, Some(&expected));
            check(supergroup, id, Some("chat"), Some("https://t.me/chat/7"));
        }
        check(supergroup, -1_001_234, None, None);
        check(ChatKind::Group, -5, None, None);
        check(ChatKind::Private, 5, Some("olya"), None);
    }
}
