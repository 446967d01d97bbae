//! What a message carries besides, or instead of, a text.

use super::{Int, Text, lenient, lenient_list};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

/// The media fields of a message, read only if it has no text.
#[derive(Deserialize)]
pub(crate) struct Media<'a> {
    #[serde(default, deserialize_with = "lenient_list")]
    pub(crate) photo: Vec<File>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) live_photo: Option<File>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) animation: Option<File>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) document: Option<File>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) video: Option<File>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) video_note: Option<File>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) voice: Option<File>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) audio: Option<File>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) sticker: Option<File>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) poll: Option<Named>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) venue: Option<Named>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) contact: Option<Named>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) dice: Option<Dice>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) game: Option<Named>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) checklist: Option<Named>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) invoice: Option<Named>,
    pub(crate) location: Option<IgnoredAny>,
    pub(crate) story: Option<IgnoredAny>,
    pub(crate) paid_media: Option<IgnoredAny>,
    #[serde(borrow)]
    pub(crate) rich_message: Option<&'a RawValue>,
}

/// Any object with a file.
#[derive(Deserialize, Default)]
pub(crate) struct File {
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) file_id: Option<Text>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) file_unique_id: Option<Text>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) file_size: Option<Int<i64>>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) width: Option<Int<u32>>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) height: Option<Int<u32>>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) duration: Option<Int<i64>>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) file_name: Option<Text>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) title: Option<Text>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) performer: Option<Text>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) emoji: Option<Text>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) mime_type: Option<Text>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) thumbnail: Option<Thumbnail>,
    // A sticker's.
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) is_animated: Option<bool>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) is_video: Option<bool>,
}

/// A small still picture of a file.
#[derive(Deserialize)]
pub(crate) struct Thumbnail {
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) file_id: Option<Text>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) file_size: Option<Int<i64>>,
}

/// Any object without a file that has some sort of title.
#[derive(Deserialize)]
pub(crate) struct Named {
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) title: Option<Text>,
    // A poll's.
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) question: Option<Text>,
    // A contact's.
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) first_name: Option<Text>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) last_name: Option<Text>,
}

#[derive(Deserialize)]
pub(crate) struct Dice {
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) emoji: Option<Text>,
    #[serde(default, deserialize_with = "lenient")]
    pub(crate) value: Option<Int<i64>>,
}
