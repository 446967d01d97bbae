//! One message of a Telegram Desktop export, of any year, in our words.

use super::loose::{Loose, Parts};
use crate::clock::UnixTime;
use crate::ids::{MessageId, SenderId};
use crate::link::SUPERGROUPS_BELOW;
use crate::message::{Chat, Incoming, Media, MediaKind, ReplyTo, Sender, SenderKind};
use crate::text;
use serde::Deserialize;

/// The longest text that is kept, in characters; Telegram's longest are a quarter of it.
pub const TEXT_CHARS_MAX: usize = 16_384;
/// The longest name, in characters.
const NAME_CHARS_MAX: usize = 64;
/// How people without an account are called.
const NOBODY: &str = "Видалений акаунт";
/// Telegram Desktop moves the numbers of a group that became a supergroup by so much.
const MIGRATED_SHIFT: i64 = -1_000_000_000;

/// Why a message is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skip {
    /// A join, a pin, a new title.
    Service,
    /// Neither words nor a medium.
    Empty,
    /// Not to be understood.
    Broken,
    /// Without a date, or one before Telegram.
    Undated,
    /// Dated in the future.
    Future,
}

/// What stands in the file.
#[derive(Debug, Deserialize)]
struct Raw {
    #[serde(default)]
    id: Loose,
    #[serde(default, rename = "type")]
    kind: Loose,
    #[serde(default)]
    date: Loose,
    #[serde(default)]
    date_unixtime: Loose,
    #[serde(default)]
    edited: Loose,
    #[serde(default)]
    edited_unixtime: Loose,
    #[serde(default)]
    from: Loose,
    #[serde(default)]
    from_id: Loose,
    #[serde(default)]
    text: Parts,
    #[serde(default)]
    text_entities: Parts,
    #[serde(default)]
    reply_to_message_id: Loose,
    #[serde(default)]
    forwarded_from: Option<Loose>,
    #[serde(default)]
    media_type: Loose,
    #[serde(default)]
    sticker_emoji: Loose,
    #[serde(default)]
    photo: Loose,
    #[serde(default)]
    file: Loose,
    #[serde(default)]
    file_name: Loose,
    #[serde(default)]
    title: Loose,
    #[serde(default)]
    duration_seconds: Loose,
    #[serde(default)]
    poll: Option<Inner>,
    #[serde(default)]
    location_information: Option<Inner>,
    #[serde(default)]
    place_name: Loose,
    #[serde(default)]
    contact_information: Option<Inner>,
    #[serde(default)]
    dice: Option<Inner>,
    #[serde(default)]
    game_title: Loose,
    #[serde(default)]
    invoice_information: Option<Inner>,
    #[serde(default)]
    reactions: Reactions,
}

#[derive(Debug, Deserialize)]
struct Inner {
    #[serde(default)]
    question: Loose,
    #[serde(default)]
    emoji: Loose,
}

#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
struct Reactions(Vec<Reaction>);

#[derive(Debug, Deserialize)]
struct Reaction {
    #[serde(default)]
    count: Loose,
}

/// A message to be taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The message.
    pub incoming: Incoming,
    /// How many people reacted to it.
    pub reactions: u32,
    /// Whether its text was too long and was cut.
    pub is_cut: bool,
}

/// What is the same for all messages of a chat.
#[derive(Debug, Clone)]
pub(super) struct Circumstances {
    /// The chat that the messages belong to.
    pub(super) chat: Chat,
    /// The bot itself, if it is known.
    pub(super) me: Option<SenderId>,
    /// Whether the file is of the group that became this chat.
    pub(super) is_from_before: bool,
    /// Nothing is dated later.
    pub(super) latest: UnixTime,
}

/// Makes our words of a message; `utc` turns a local time like `2021-05-01T10:00:00` into UTC.
///
/// # Errors
/// [`Skip`]: why it is not taken.
pub(super) fn convert(
    bytes: &[u8],
    at: &Circumstances,
    utc: &mut dyn FnMut(&str) -> Option<UnixTime>,
) -> Result<Imported, Skip> {
    let raw: Raw = serde_json::from_slice(bytes)
        .or_else(|_| serde_json::from_str(&super::repair::repair(bytes)))
        .map_err(|_quotes_the_message| Skip::Broken)?;
    if raw.kind.text() == Some("service") {
        return Err(Skip::Service);
    }
    let number = raw
        .id
        .number()
        .filter(|number| *number != 0)
        .ok_or(Skip::Broken)?;
    let mut moment = |unix: &Loose, local: &Loose| {
        unix.number()
            .map(UnixTime)
            .or_else(|| local.text().and_then(&mut *utc))
    };
    let sent_at = moment(&raw.date_unixtime, &raw.date).ok_or(Skip::Undated)?;
    let edited_at = moment(&raw.edited_unixtime, &raw.edited);
    if sent_at < crate::store::FIRST_TIME {
        return Err(Skip::Undated);
    }
    if sent_at > at.latest {
        return Err(Skip::Future);
    }
    let media = medium(&raw);
    let whole = if raw.text.0.is_empty() {
        &raw.text_entities.0
    } else {
        &raw.text.0
    };
    // A file may hold anything; a database of texts must not hold NUL.
    let whole = whole.replace('\0', "");
    let is_cut = whole.chars().nth(TEXT_CHARS_MAX).is_some();
    let text = if is_cut {
        text::cut(&whole, TEXT_CHARS_MAX)
    } else {
        whole
    };
    if text.trim().is_empty() && media.is_none() {
        return Err(Skip::Empty);
    }
    let renumbered = |number| renumbered(number, at.is_from_before);
    let reactions: i64 = raw
        .reactions
        .0
        .iter()
        .filter_map(|each| each.count.number())
        .fold(0, i64::saturating_add);
    Ok(Imported {
        incoming: Incoming {
            chat: at.chat.clone(),
            message_id: renumbered(number),
            thread_id: None,
            sender: sender(&raw, at.me),
            sent_at,
            edited_at: edited_at.filter(|edited| *edited <= at.latest),
            reply_to: raw.reply_to_message_id.number().map(|id| ReplyTo {
                message_id: renumbered(id),
                sender_id: None,
                sender_name: String::new(),
                text: String::new(),
                quote: None,
                media: None,
            }),
            text,
            media,
            mentions: Vec::new(),
            command: None,
            is_forward: raw.forwarded_from.is_some(),
            is_via_bot: false,
        },
        reactions: u32::try_from(reactions).unwrap_or(0),
        is_cut,
    })
}

/// A message's number in the log: those of a group that became a supergroup are negative there, as
/// a migration makes them, whether the file is of the group itself or of the supergroup.
pub(super) fn renumbered(number: i64, is_from_before: bool) -> MessageId {
    let original = number.saturating_sub(MIGRATED_SHIFT);
    if number < 0 && original > 0 {
        return MessageId(original.saturating_neg());
    }
    if is_from_before {
        return MessageId(number.saturating_abs().saturating_neg());
    }
    MessageId(number)
}

fn sender(raw: &Raw, me: Option<SenderId>) -> Sender {
    let (id, kind) = sender_id(&raw.from_id);
    let name = raw
        .from
        .text()
        .and_then(|name| text::clean_name(name, NAME_CHARS_MAX));
    Sender {
        id,
        kind: if Some(id) == me {
            SenderKind::Bot
        } else {
            kind
        },
        name: name.unwrap_or_else(|| NOBODY.to_owned()),
        username: None,
    }
}

/// `"user123"`, `"channel123"`, or before 2021 a bare number whose upper bits say which.
fn sender_id(id: &Loose) -> (SenderId, SenderKind) {
    const OLD_CHAT: i64 = 1 << 32;
    const OLD_CHANNEL: i64 = 1 << 33;
    if let Some(word) = id.text().filter(|_| id.number().is_none()) {
        let digits = word.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let number: i64 = digits.parse().unwrap_or(0);
        if word.starts_with("channel") {
            return (
                SenderId(SUPERGROUPS_BELOW.saturating_sub(number)),
                SenderKind::Channel,
            );
        }
        if word.starts_with("chat") {
            return (
                SenderId(number.saturating_neg()),
                SenderKind::AnonymousAdmin,
            );
        }
        return (SenderId(number), SenderKind::Person);
    }
    let number = id.number().unwrap_or(0);
    if (OLD_CHANNEL..OLD_CHANNEL + OLD_CHAT).contains(&number) {
        let channel = number - OLD_CHANNEL;
        return (SenderId(SUPERGROUPS_BELOW - channel), SenderKind::Channel);
    }
    if (OLD_CHAT..OLD_CHANNEL).contains(&number) {
        return (SenderId(OLD_CHAT - number), SenderKind::AnonymousAdmin);
    }
    (SenderId(number), SenderKind::Person)
}

fn medium(raw: &Raw) -> Option<Media> {
    let kind = kind_of_medium(raw)?;
    let title = [&raw.file_name, &raw.title, &raw.place_name, &raw.game_title]
        .into_iter()
        .find_map(Loose::text)
        .or_else(|| raw.poll.as_ref().and_then(|poll| poll.question.text()));
    let emoji = raw
        .sticker_emoji
        .text()
        .or_else(|| raw.dice.as_ref().and_then(|dice| dice.emoji.text()));
    let has_title = matches!(
        kind,
        MediaKind::Document
            | MediaKind::Audio
            | MediaKind::Poll
            | MediaKind::Venue
            | MediaKind::Game
    );
    Some(Media {
        kind,
        file_id: String::new(),
        file_unique_id: String::new(),
        emoji: emoji.map(|emoji| text::cut(emoji, 8)),
        title: title
            .filter(|_| has_title)
            .and_then(|title| text::clean_name(title, NAME_CHARS_MAX)),
        duration_s: raw.duration_seconds.number(),
        size_bytes: None,
        view: None,
    })
}

fn kind_of_medium(raw: &Raw) -> Option<MediaKind> {
    if let Some(word) = raw.media_type.text() {
        return Some(match word {
            "sticker" => MediaKind::Sticker,
            "voice_message" => MediaKind::Voice,
            "video_message" => MediaKind::VideoNote,
            "animation" => MediaKind::Animation,
            "video_file" => MediaKind::Video,
            "audio_file" => MediaKind::Audio,
            _ => MediaKind::Other,
        });
    }
    let found = [
        (raw.photo.text().is_some(), MediaKind::Photo),
        (raw.poll.is_some(), MediaKind::Poll),
        (raw.place_name.text().is_some(), MediaKind::Venue),
        (raw.location_information.is_some(), MediaKind::Location),
        (raw.contact_information.is_some(), MediaKind::Contact),
        (raw.dice.is_some(), MediaKind::Dice),
        (raw.game_title.text().is_some(), MediaKind::Game),
        (raw.file.text().is_some(), MediaKind::Document),
        (raw.invoice_information.is_some(), MediaKind::Other),
    ];
    found.into_iter().find(|(is, _)| *is).map(|(_, kind)| kind)
}
