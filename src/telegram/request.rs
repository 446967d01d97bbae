//! What we ask of Telegram, as the JSON texts that the outbox stores.
//!
//! The texts have no `chat_id`: [`Telegram::call`](super::Telegram::call) adds it, so that a chat
//! that moves to a new id needs nothing rewritten.

pub use super::method::Method;
use crate::ids::{MessageId, ThreadId};
use serde::Serialize;
use serde_json::{Map, Value};

/// How a text is marked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    /// Not at all.
    Plain,
    /// With Telegram's subset of HTML.
    Html,
}

impl Markup {
    fn parse_mode(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Html => Some("HTML"),
        }
    }
}

/// A message to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SendMessage<'t> {
    /// The text: at most 4096 UTF-16 units after its markup is taken away.
    pub text: &'t str,
    /// How the text is marked up.
    pub markup: Markup,
    /// The message it answers. Sent without reply if that is gone; zero means none.
    pub reply_to: Option<MessageId>,
    /// The forum topic.
    pub thread_id: Option<ThreadId>,
}

/// The body of `sendMessage`.
pub fn send_message(message: &SendMessage<'_>) -> String {
    json(&SendMessageBody {
        message_thread_id: message.thread_id,
        text: message.text,
        parse_mode: message.markup.parse_mode(),
        link_preview_options: NO_PREVIEW,
        reply_parameters: message
            .reply_to
            .filter(|target| target.0 != 0)
            .map(|message_id| ReplyParameters {
                message_id,
                allow_sending_without_reply: true,
            }),
    })
}

/// The body of `setMessageReaction`: one emoji of Telegram's list, U+FE0F taken away; an empty one
/// takes our reaction back.
pub fn set_reaction(message_id: MessageId, emoji: &str) -> String {
    let emoji: String = emoji.chars().filter(|c| *c != '\u{FE0F}').collect();
    let reaction = if emoji.is_empty() {
        Vec::new()
    } else {
        vec![Reaction {
            kind: "emoji",
            emoji,
        }]
    };
    json(&ReactionBody {
        message_id,
        reaction,
    })
}

/// The body of `editMessageText`.
pub fn edit_message_text(message_id: MessageId, text: &str, markup: Markup) -> String {
    json(&EditBody {
        message_id,
        text,
        parse_mode: markup.parse_mode(),
        link_preview_options: NO_PREVIEW,
    })
}

/// The emoji in a body made by [`set_reaction`]; `None` in any other body.
pub fn reaction_in(body: &str) -> Option<String> {
    let fields: Map<String, Value> = serde_json::from_str(body).ok()?;
    let emoji = fields.get("reaction")?.get(0)?.get("emoji")?.as_str()?;
    Some(emoji.to_owned())
}

/// The body of `deleteMessage`.
pub fn delete_message(message_id: MessageId) -> String {
    json(&DeleteBody { message_id })
}

/// The same message as plain text, its HTML tags and references resolved: for when Telegram cannot
/// parse the markup. `None` if it is plain already, or nothing is left of it.
pub fn to_plain(body: &str) -> Option<String> {
    let mut fields: Map<String, Value> = serde_json::from_str(body).ok()?;
    fields.remove("parse_mode")?;
    let plain = strip_html(fields.get("text")?.as_str()?);
    if plain.trim().is_empty() {
        return None;
    }
    fields.insert("text".to_owned(), Value::String(plain));
    Some(Value::Object(fields).to_string())
}

/// The tags that Telegram knows; a `<` before anything else is just a character.
const TAGS: [&str; 17] = [
    "b",
    "strong",
    "i",
    "em",
    "u",
    "ins",
    "s",
    "strike",
    "del",
    "a",
    "code",
    "pre",
    "span",
    "blockquote",
    "tg-spoiler",
    "tg-emoji",
    "tg-time",
];

/// The references that our own escaping makes.
const REFERENCES: [(&str, char); 5] = [
    ("&lt;", '<'),
    ("&gt;", '>'),
    ("&quot;", '"'),
    ("&#39;", '\''),
    ("&amp;", '&'),
];

fn strip_html(html: &str) -> String {
    let mut plain = String::with_capacity(html.len());
    let mut rest = html;
    loop {
        if let Some(after) = after_tag(rest) {
            rest = after;
            continue;
        }
        let reference = REFERENCES
            .iter()
            .find_map(|(name, c)| Some((rest.strip_prefix(name)?, *c)));
        if let Some((after, c)) = reference {
            plain.push(c);
            rest = after;
            continue;
        }
        let mut characters = rest.chars();
        let Some(c) = characters.next() else {
            return plain;
        };
        plain.push(c);
        rest = characters.as_str();
    }
}

/// What follows the tag that `text` starts with, if it does.
fn after_tag(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('<')?;
    let (tag, after) = inside.split_once('>')?;
    let name = tag.strip_prefix('/').unwrap_or(tag);
    let name = name.split_whitespace().next()?;
    let is_known = TAGS.iter().any(|known| known.eq_ignore_ascii_case(name));
    is_known.then_some(after)
}

/// `body` with the chat's id added; `None` if it is not an object.
pub(super) fn with_chat(chat: i64, body: &str) -> Option<String> {
    let rest = body.trim().strip_prefix('{')?;
    let fields = rest.strip_suffix('}')?;
    let comma = if fields.trim().is_empty() { "" } else { "," };
    Some(format!("{{\"chat_id\":{chat}{comma}{rest}"))
}

/// `body` as JSON. Our bodies are strings and numbers only, which always can be written.
pub(super) fn json(body: &impl Serialize) -> String {
    serde_json::to_string(body).unwrap_or_default()
}

const NO_PREVIEW: LinkPreviewOptions = LinkPreviewOptions { is_disabled: true };

#[derive(Serialize)]
struct SendMessageBody<'t> {
    #[serde(skip_serializing_if = "Option::is_none")]
    message_thread_id: Option<ThreadId>,
    text: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    parse_mode: Option<&'static str>,
    link_preview_options: LinkPreviewOptions,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_parameters: Option<ReplyParameters>,
}

#[derive(Serialize)]
struct LinkPreviewOptions {
    is_disabled: bool,
}

#[derive(Serialize)]
struct ReplyParameters {
    message_id: MessageId,
    allow_sending_without_reply: bool,
}

#[derive(Serialize)]
struct ReactionBody {
    message_id: MessageId,
    reaction: Vec<Reaction>,
}

#[derive(Serialize)]
struct Reaction {
    #[serde(rename = "type")]
    kind: &'static str,
    emoji: String,
}

#[derive(Serialize)]
struct EditBody<'t> {
    message_id: MessageId,
    text: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    parse_mode: Option<&'static str>,
    link_preview_options: LinkPreviewOptions,
}

#[derive(Serialize)]
struct DeleteBody {
    message_id: MessageId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_body_has_what_every_message_needs() {
        let message = SendMessage {
            text: "<b>їжак</b>",
            markup: Markup::Html,
            reply_to: Some(MessageId(7)),
            thread_id: Some(ThreadId(3)),
        };
        assert_eq!(
            send_message(&message),
            r#"{"message_thread_id":3,"text":"<b>їжак</b>","parse_mode":"HTML","#.to_owned()
                + r#""link_preview_options":{"is_disabled":true},"#
                + r#""reply_parameters":{"message_id":7,"allow_sending_without_reply":true}}"#
        );
        let message = SendMessage {
            text: "їжак",
            markup: Markup::Plain,
            reply_to: Some(MessageId(0)),
            thread_id: None,
        };
        assert_eq!(
            send_message(&message),
            r#"{"text":"їжак","link_preview_options":{"is_disabled":true}}"#
        );
    }

    #[test]
    fn a_reaction_loses_its_variation_selector() {
        assert_eq!(
            set_reaction(MessageId(5), "❤\u{FE0F}"),
            r#"{"message_id":5,"reaction":[{"type":"emoji","emoji":"❤"}]}"#
        );
        assert_eq!(
            set_reaction(MessageId(5), ""),
            r#"{"message_id":5,"reaction":[]}"#
        );
    }

    #[test]
    fn plain_text_has_no_tags_and_keeps_what_only_looks_like_one() {
        assert_eq!(
            strip_html("<b>2 &lt; 3</b> <a href=\"https://e.org\">тут</a> 1 < 2 <3 &amp;lt; <x>"),
            "2 < 3 тут 1 < 2 <3 &lt; <x>"
        );
        let html = edit_message_text(MessageId(5), "<i>так</i>", Markup::Html);
        let plain = edit_message_text(MessageId(5), "так", Markup::Plain);
        let value = |body: &str| serde_json::from_str::<Value>(body).unwrap();
        assert_eq!(value(&to_plain(&html).unwrap()), value(&plain));
        assert_eq!(to_plain(&plain), None);
        assert_eq!(to_plain("не JSON"), None);
    }

    #[test]
    fn the_chat_is_added_at_the_last_moment() {
        assert_eq!(
            with_chat(-100, &delete_message(MessageId(5))).as_deref(),
            Some(r#"{"chat_id":-100,"message_id":5}"#)
        );
        assert_eq!(with_chat(1, "{ }").as_deref(), Some(r#"{"chat_id":1 }"#));
        assert_eq!(with_chat(1, "[]"), None);
    }
}
