//! A medium in a message: what it is, its short form, and what of it can be looked at.

use serde::{Deserialize, Serialize};

/// A medium in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// What it is.
    pub kind: MediaKind,
    /// Telegram's id to fetch it by; empty if there is nothing to fetch.
    pub file_id: String,
    /// Telegram's stable id, the same for the same sticker everywhere; may be empty.
    pub file_unique_id: String,
    /// A sticker's or a dice's emoji.
    pub emoji: Option<String>,
    /// A file's, song's, poll's or place's title.
    pub title: Option<String>,
    /// How long it plays, in seconds.
    pub duration_s: Option<i64>,
    /// Its size in bytes.
    pub size_bytes: Option<i64>,
    /// What of it can be shown to a model; `None` if nothing.
    pub view: Option<View>,
}

/// A file that shows a medium: itself, a smaller size of it, or its preview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Telegram's id to fetch it by.
    pub file_id: String,
    /// What it takes to take it in.
    pub sense: Sense,
    /// Its size in bytes, if Telegram says.
    pub size_bytes: Option<i64>,
    /// How long it plays, in seconds; zero for pictures.
    pub duration_s: i64,
}

/// What it takes to take a file in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sense {
    /// It is a picture.
    Sight,
    /// It is a sound.
    Hearing,
}

/// The kinds of medium.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are Telegram's and say it all")]
pub enum MediaKind {
    Photo,
    Video,
    VideoNote,
    Animation,
    Sticker,
    Voice,
    Audio,
    Document,
    Poll,
    Location,
    Venue,
    Contact,
    Dice,
    Game,
    Story,
    Checklist,
    PaidMedia,
    RichMessage,
    Other,
}

impl MediaKind {
    /// All kinds.
    pub const ALL: [Self; 19] = [
        Self::Photo,
        Self::Video,
        Self::VideoNote,
        Self::Animation,
        Self::Sticker,
        Self::Voice,
        Self::Audio,
        Self::Document,
        Self::Poll,
        Self::Location,
        Self::Venue,
        Self::Contact,
        Self::Dice,
        Self::Game,
        Self::Story,
        Self::Checklist,
        Self::PaidMedia,
        Self::RichMessage,
        Self::Other,
    ];

    /// The word stored for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Video => "video",
            Self::VideoNote => "video_note",
            Self::Animation => "animation",
            Self::Sticker => "sticker",
            Self::Voice => "voice",
            Self::Audio => "audio",
            Self::Document => "document",
            Self::Poll => "poll",
            Self::Location => "location",
            Self::Venue => "venue",
            Self::Contact => "contact",
            Self::Dice => "dice",
            Self::Game => "game",
            Self::Story => "story",
            Self::Checklist => "checklist",
            Self::PaidMedia => "paid_media",
            Self::RichMessage => "rich_message",
            Self::Other => "other",
        }
    }

    /// The Ukrainian word that stands for it in a chat's history.
    pub fn ukrainian(self) -> &'static str {
        match self {
            Self::Photo => "фото",
            Self::Video => "відео",
            Self::VideoNote => "відеокружечок",
            Self::Animation => "гіфка",
            Self::Sticker => "стікер",
            Self::Voice => "голосове",
            Self::Audio => "аудіо",
            Self::Document => "файл",
            Self::Poll => "опитування",
            Self::Location => "геомітка",
            Self::Venue => "місце",
            Self::Contact => "контакт",
            Self::Dice => "кубик",
            Self::Game => "гра",
            Self::Story => "історія",
            Self::Checklist => "список справ",
            Self::PaidMedia => "платне медіа",
            Self::RichMessage => "допис",
            Self::Other => "вкладення",
        }
    }
}

impl Media {
    /// A medium of which nothing is known but its kind.
    pub fn bare(kind: MediaKind) -> Self {
        Self {
            kind,
            file_id: String::new(),
            file_unique_id: String::new(),
            emoji: None,
            title: None,
            duration_s: None,
            size_bytes: None,
            view: None,
        }
    }

    /// The medium in a few characters, for histories: `[стікер 😂]`, `[голосове 0:07]`,
    /// `[файл: звіт.pdf]`.
    pub fn short_form(&self) -> String {
        let mut form = String::from("[");
        form.push_str(self.kind.ukrainian());
        if let Some(emoji) = &self.emoji {
            form.push(' ');
            form.push_str(emoji);
        }
        if let Some(title) = self.title.as_deref().filter(|title| !title.is_empty()) {
            form.push_str(": ");
            form.push_str(&crate::text::cut(title, TITLE_CHARS_MAX));
        }
        if let Some(seconds) = self.duration_s.filter(|seconds| *seconds > 0) {
            let length = format!(" {}:{:02}", seconds / 60, seconds % 60);
            form.push_str(&length);
        }
        form.push(']');
        form
    }
}

/// A medium's short form with what it shows in it: `[стікер 😂: кіт сміється]`.
pub fn described(form: &str, description: &str) -> String {
    format!("{}: {description}]", form.trim_end_matches(']'))
}

/// The longest title that a medium's short form shows, in characters.
const TITLE_CHARS_MAX: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_have_short_forms() {
        let sticker = Media {
            emoji: Some("😂".into()),
            ..Media::bare(MediaKind::Sticker)
        };
        assert_eq!(sticker.short_form(), "[стікер 😂]");
        let voice = Media {
            duration_s: Some(67),
            ..Media::bare(MediaKind::Voice)
        };
        assert_eq!(voice.short_form(), "[голосове 1:07]");
        let file = Media {
            title: Some("звіт.pdf".into()),
            ..Media::bare(MediaKind::Document)
        };
        assert_eq!(file.short_form(), "[файл: звіт.pdf]");
    }
}
