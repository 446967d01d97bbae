//! What a message answers.

use super::{chat, content, read, sender, user_name};
use crate::ids::{MessageId, SenderId};
use crate::message::{ChatKind, ReplyTo};
use crate::telegram::wire::{self, ExternalReply, Message, Origin};
use crate::text;
use serde_json::value::RawValue;

/// The longest text of an answered message that we keep with the answer, in characters.
const REPLY_CHARS_MAX: usize = 4_096;
/// The longest quote we keep, in characters; Telegram's have at most 1024.
const QUOTE_CHARS_MAX: usize = 1_024;

/// What `message` answers, in this chat or elsewhere.
pub(super) fn of(message: &Message<'_>) -> Option<ReplyTo> {
    let quote = message.quote.as_ref().and_then(|quote| {
        let words = cut(&quote.text.as_ref()?.0, QUOTE_CHARS_MAX);
        (!words.is_empty()).then_some((words, quote.is_manual == Some(true)))
    });
    let by_hand = quote
        .as_ref()
        .filter(|(_, is_manual)| *is_manual)
        .map(|(words, _)| words.clone());
    if let Some(raw) = message.reply_to_message {
        let answered = read::<Message<'_>>(raw)?;
        if is_topic_root(message, &answered) {
            return None;
        }
        return Some(ReplyTo {
            quote: by_hand,
            ..here(&answered, raw)
        });
    }
    let answered = read::<ExternalReply>(message.external_reply?)?;
    let raw = message.external_reply?;
    let words = quote.map(|(words, _)| words);
    Some(ReplyTo {
        quote: by_hand,
        ..elsewhere(message, &answered, words.unwrap_or_else(|| medium(raw)))
    })
}

/// Every message of a forum topic seems to answer the notice that opened the topic, unless it
/// answers something else.
fn is_topic_root(message: &Message<'_>, answered: &Message<'_>) -> bool {
    let thread = message.message_thread_id.map(|thread| thread.0);
    message.is_topic_message == Some(true)
        && (answered.forum_topic_created.is_some() || thread == Some(answered.message_id.0))
}

fn here(answered: &Message<'_>, raw: &RawValue) -> ReplyTo {
    let message_id = MessageId(answered.message_id.0);
    // Deleted, or too old for us to see.
    if answered.date.0 == 0 {
        return bare(message_id);
    }
    let chat = chat(&answered.chat);
    let is_signed =
        answered.from.is_some() || answered.sender_chat.is_some() || chat.kind == ChatKind::Channel;
    let author = is_signed.then(|| sender(answered, &chat));
    let content = content::of(answered, raw);
    let (words, media) = content.map_or_else(Default::default, |content| {
        let words = match &content.media {
            Some(media) if content.text.is_empty() => media.short_form(),
            Some(media) => format!("{} {}", media.short_form(), content.text),
            None => content.text,
        };
        (words, content.media)
    });
    ReplyTo {
        sender_id: author.as_ref().map(|author| author.id),
        sender_name: author.map_or_else(String::new, |author| author.name),
        text: text::cut(&words, REPLY_CHARS_MAX),
        media,
        ..bare(message_id)
    }
}

/// An answer to a message of another chat, or of another topic of this one.
fn elsewhere(message: &Message<'_>, answered: &ExternalReply, words: String) -> ReplyTo {
    let is_here = answered
        .chat
        .as_ref()
        .is_some_and(|chat| chat.id.0 == message.chat.id.0);
    let message_id = answered.message_id.filter(|_| is_here);
    let (sender_id, sender_name) = answered
        .origin
        .as_ref()
        .map_or_else(Default::default, author);
    ReplyTo {
        sender_id,
        sender_name,
        text: words,
        ..bare(MessageId(message_id.map_or(0, |id| id.0)))
    }
}

fn author(origin: &Origin) -> (Option<SenderId>, String) {
    if let Some(user) = &origin.sender_user {
        return (Some(SenderId(user.id.0)), user_name(user));
    }
    if let Some(speaker) = origin.sender_chat.as_ref().or(origin.chat.as_ref()) {
        return (Some(SenderId(speaker.id.0)), chat(speaker).title);
    }
    let hidden = origin.sender_user_name.as_ref();
    let name = hidden.and_then(|name| text::clean_name(&name.0, super::NAME_CHARS_MAX));
    (None, name.unwrap_or_default())
}

/// The medium of an external reply, whose fields are those of a message.
fn medium(raw: &RawValue) -> String {
    read::<wire::media::Media<'_>>(raw)
        .and_then(super::media::of)
        .map_or_else(String::new, |media| media.short_form())
}

fn bare(message_id: MessageId) -> ReplyTo {
    ReplyTo {
        message_id,
        sender_id: None,
        sender_name: String::new(),
        text: String::new(),
        quote: None,
        media: None,
    }
}

fn cut(words: &str, chars_max: usize) -> String {
    text::cut(&text::clean(words), chars_max)
}
