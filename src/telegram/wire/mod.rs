//! Telegram's objects, as far as we read them.
//!
//! Ids and dates must be there; everything else may be missing or of a surprising type without
//! costing us the message: such a field is read as absent. Open sets (chat types, statuses, entity
//! types) stay texts. Texts may hold lone surrogates, which become U+FFFD.

#![expect(clippy::struct_field_names, reason = "the names are Telegram's")]

pub(super) mod media;
pub(super) mod signal;

use serde::Deserialize;
use serde::de::{self, Deserializer, IgnoredAny, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// Any answer of the Bot API.
#[derive(Deserialize)]
pub(super) struct Reply<'a> {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) ok: Option<bool>,
    #[serde(borrow)]
    pub(super) result: Option<&'a RawValue>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) error_code: Option<Int<u16>>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) description: Option<Text>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) parameters: Option<Parameters>,
}

#[derive(Deserialize, Default)]
pub(super) struct Parameters {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) retry_after: Option<Int<u64>>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) migrate_to_chat_id: Option<Int<i64>>,
}

/// The part of a sent message that we keep.
#[derive(Deserialize, Default)]
pub(super) struct SentMessage {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) message_id: Option<Int<i64>>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) date: Option<Int<i64>>,
    pub(super) ephemeral_message_id: Option<IgnoredAny>,
    pub(super) receiver_user: Option<IgnoredAny>,
}

#[derive(Deserialize)]
pub(super) struct WebhookInfo {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) url: Option<Text>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) pending_update_count: Option<Int<u64>>,
}

/// An update, its object not looked into.
#[derive(Deserialize)]
pub(super) struct Update<'a> {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) update_id: Option<Int<i64>>,
    #[serde(borrow)]
    pub(super) message: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) edited_message: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) channel_post: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) edited_channel_post: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) my_chat_member: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) callback_query: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) message_reaction: Option<&'a RawValue>,
}

/// A message, or the one that it answers. The latter is left unread here, so that no depth of
/// answers to answers can exhaust the stack.
#[derive(Deserialize)]
pub(super) struct Message<'a> {
    pub(super) message_id: Int<i64>,
    pub(super) date: Int<i64>,
    pub(super) chat: Chat,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) edit_date: Option<Int<i64>>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) message_thread_id: Option<Int<i64>>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) is_topic_message: Option<bool>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) from: Option<User>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) sender_chat: Option<Chat>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) is_automatic_forward: Option<bool>,
    pub(super) forward_origin: Option<IgnoredAny>,
    // Undocumented since 7.0, still sent.
    pub(super) forward_date: Option<IgnoredAny>,
    pub(super) via_bot: Option<IgnoredAny>,
    #[serde(borrow)]
    pub(super) reply_to_message: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) external_reply: Option<&'a RawValue>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) quote: Option<Quote>,
    pub(super) forum_topic_created: Option<IgnoredAny>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) migrate_to_chat_id: Option<Int<i64>>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) migrate_from_chat_id: Option<Int<i64>>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) text: Option<Text>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) caption: Option<Text>,
    #[serde(default, deserialize_with = "lenient_list")]
    pub(super) entities: Vec<Entity>,
    #[serde(default, deserialize_with = "lenient_list")]
    pub(super) caption_entities: Vec<Entity>,
}

/// A message of another chat, or of another topic, that one here answers.
#[derive(Deserialize)]
pub(super) struct ExternalReply {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) origin: Option<Origin>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) chat: Option<Chat>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) message_id: Option<Int<i64>>,
}

#[derive(Deserialize)]
pub(super) struct Origin {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) sender_user: Option<User>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) sender_user_name: Option<Text>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) sender_chat: Option<Chat>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) chat: Option<Chat>,
}

#[derive(Deserialize)]
pub(super) struct Quote {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) text: Option<Text>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) is_manual: Option<bool>,
}

#[derive(Deserialize)]
pub(super) struct Entity {
    #[serde(rename = "type", default, deserialize_with = "lenient")]
    pub(super) kind: Option<Text>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) offset: Option<Int<usize>>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) length: Option<Int<usize>>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) user: Option<User>,
}

#[derive(Deserialize)]
pub(super) struct User {
    pub(super) id: Int<i64>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) is_bot: Option<bool>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) first_name: Option<Text>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) last_name: Option<Text>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) username: Option<Text>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) can_read_all_group_messages: Option<bool>,
}

#[derive(Deserialize)]
pub(super) struct Chat {
    pub(super) id: Int<i64>,
    #[serde(rename = "type", default, deserialize_with = "lenient")]
    pub(super) kind: Option<Text>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) title: Option<Text>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) first_name: Option<Text>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) last_name: Option<Text>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) username: Option<Text>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) is_forum: Option<bool>,
}

#[derive(Deserialize)]
pub(super) struct ChatMemberUpdated {
    pub(super) chat: Chat,
    pub(super) date: Int<i64>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) from: Option<User>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) old_chat_member: Option<ChatMember>,
    pub(super) new_chat_member: ChatMember,
}

#[derive(Deserialize)]
pub(super) struct ChatMember {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) status: Option<Text>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) is_member: Option<bool>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) can_send_messages: Option<bool>,
}

/// A whole number, plain or in quotes, that fits its type.
#[derive(Clone, Copy)]
pub(super) struct Int<T>(pub(super) T);

impl<'de, T: TryFrom<i128>> Deserialize<'de> for Int<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let whole = deserializer.deserialize_any(WholeNumber)?;
        T::try_from(whole)
            .map(Self)
            .map_err(|_out_of_range| de::Error::custom("number out of range"))
    }
}

struct WholeNumber;

impl Visitor<'_> for WholeNumber {
    type Value = i128;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<i128, E> {
        Ok(number.into())
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<i128, E> {
        Ok(number.into())
    }

    fn visit_str<E: de::Error>(self, digits: &str) -> Result<i128, E> {
        // The text itself stays out of the error.
        let number: Option<i64> = digits.parse().ok();
        number
            .map(i128::from)
            .ok_or_else(|| E::custom("not a number"))
    }
}

/// A text; a lone surrogate, which JSON can spell and Unicode cannot, becomes U+FFFD.
#[derive(Default)]
pub(super) struct Text(pub(super) String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // As bytes, serde_json passes surrogates on.
        deserializer.deserialize_bytes(Bytes).map(Self)
    }
}

struct Bytes;

impl Visitor<'_> for Bytes {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<String, E> {
        Ok(String::from_utf8_lossy(bytes).into_owned())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }
}

/// A field that is absent if it is not what we expect.
pub(super) fn lenient<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let raw = Option::<&'de RawValue>::deserialize(deserializer)?;
    Ok(raw.and_then(|raw| serde_json::from_str(raw.get()).ok()))
}

/// A list without the elements that are not what we expect, and with not too many of the others.
pub(super) fn lenient_list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let raw: Option<Vec<&'de RawValue>> = lenient(deserializer)?;
    let readable = raw
        .into_iter()
        .flatten()
        .filter_map(|raw| serde_json::from_str(raw.get()).ok());
    Ok(readable.take(ELEMENTS_MAX).collect())
}

/// Most elements read of any list; Telegram sends at most 100 entities.
const ELEMENTS_MAX: usize = 128;
