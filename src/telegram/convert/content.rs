//! What a message says: its text or caption, its medium, whom it mentions, what it commands.

use super::{TEXT_CHARS_MAX, entities, media, read, rich};
use crate::message::{Command, Media, MediaKind, Mention};
use crate::telegram::wire;
use crate::text;
use serde_json::value::RawValue;

/// See the module.
pub(super) struct Content {
    pub(super) text: String,
    pub(super) media: Option<Media>,
    pub(super) mentions: Vec<Mention>,
    pub(super) command: Option<Command>,
}

impl Content {
    /// The content of a message of a kind that came after this program.
    pub(super) fn unknown() -> Self {
        Self {
            text: String::new(),
            media: Some(Media::bare(MediaKind::Other)),
            mentions: Vec::new(),
            command: None,
        }
    }
}

/// The content of `message`, whose JSON is `raw`; `None` if it has none that we know.
pub(super) fn of(message: &wire::Message<'_>, raw: &RawValue) -> Option<Content> {
    if let Some(words) = &message.text {
        return Some(with_entities(&words.0, &message.entities, None));
    }
    let fields: wire::media::Media<'_> = read(raw)?;
    if let Some(document) = fields.rich_message {
        let (words, mentions) = rich::read(document);
        return Some(Content {
            text: clean(&words),
            media: Some(Media::bare(MediaKind::RichMessage)),
            mentions,
            command: None,
        });
    }
    let found = media::of(fields);
    match &message.caption {
        Some(words) => Some(with_entities(&words.0, &message.caption_entities, found)),
        None if found.is_some() => Some(with_entities("", &[], found)),
        None => None,
    }
}

fn with_entities(words: &str, found: &[wire::Entity], media: Option<Media>) -> Content {
    Content {
        // The entities count in the text as it was sent, not as we clean it.
        mentions: entities::mentions(words, found),
        command: entities::command(words, found),
        text: clean(words),
        media,
    }
}

/// A text as we keep it.
pub(super) fn clean(words: &str) -> String {
    text::cut(&text::clean(words), TEXT_CHARS_MAX)
}
