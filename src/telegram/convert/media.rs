//! The medium of a message.

use super::full_name;
use crate::message::{Media, MediaKind, Sense, View};
use crate::telegram::wire::media::{self as wire, File, Named, Thumbnail};
use crate::telegram::wire::{Int, Text};
use crate::text;

/// The longest title we keep, in characters.
const TITLE_CHARS_MAX: usize = 200;
/// The longest emoji we keep, in characters: families have seven.
const EMOJI_CHARS_MAX: usize = 16;
/// A photo is looked at in the smallest size whose longer side has so many pixels.
const VIEW_SIDE_MIN: u32 = 768;
/// Larger pictures sent as documents are looked at by their preview, in bytes.
const DOCUMENT_BYTES_MAX: i64 = 1 << 20;
/// Documents of these types are looked at as they are.
const PICTURES: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];

/// The medium of a message. Some come with a second, poorer form for old programs, and are asked
/// for first.
pub(super) fn of(fields: wire::Media<'_>) -> Option<Media> {
    files(fields.live_photo, fields.photo)
        .or_else(|| Some(file(MediaKind::Animation, fields.animation?)))
        .or_else(|| Some(document(fields.document?)))
        .or_else(|| Some(file(MediaKind::Video, fields.video?)))
        .or_else(|| Some(file(MediaKind::VideoNote, fields.video_note?)))
        .or_else(|| Some(file(MediaKind::Voice, fields.voice?)))
        .or_else(|| Some(audio(fields.audio?)))
        .or_else(|| Some(file(MediaKind::Sticker, fields.sticker?)))
        .or_else(|| Some(named(MediaKind::Poll, fields.poll.as_ref()?)))
        .or_else(|| Some(named(MediaKind::Venue, fields.venue.as_ref()?)))
        .or_else(|| fields.location.map(|_| Media::bare(MediaKind::Location)))
        .or_else(|| Some(named(MediaKind::Contact, fields.contact.as_ref()?)))
        .or_else(|| fields.dice.as_ref().map(dice))
        .or_else(|| Some(named(MediaKind::Game, fields.game.as_ref()?)))
        .or_else(|| fields.story.map(|_| Media::bare(MediaKind::Story)))
        .or_else(|| Some(named(MediaKind::Checklist, fields.checklist.as_ref()?)))
        .or_else(|| fields.paid_media.map(|_| Media::bare(MediaKind::PaidMedia)))
        .or_else(|| Some(named(MediaKind::Other, fields.invoice.as_ref()?)))
}

/// A photo in its largest size, to be looked at in one that is large enough. A live photo is that
/// photo, which can be looked at, and its length.
fn files(live: Option<File>, sizes: Vec<File>) -> Option<Media> {
    let view = sizes
        .iter()
        .filter(|size| longer_side(size) >= VIEW_SIDE_MIN)
        .min_by_key(|size| area(size))
        .or_else(|| sizes.iter().max_by_key(|size| area(size)))
        .and_then(|size| itself(size, Sense::Sight));
    let largest = sizes.into_iter().max_by_key(area);
    let duration = live.as_ref().and_then(|live| live.duration);
    let mut still = largest.or(live)?;
    still.duration = duration;
    Some(Media {
        view,
        ..file(MediaKind::Photo, still)
    })
}

fn longer_side(size: &File) -> u32 {
    let side = |side: &Option<Int<u32>>| side.as_ref().map_or(0, |side| side.0);
    side(&size.width).max(side(&size.height))
}

/// What can be shown of a file: a still picture or a sound itself, the preview of what moves.
fn view(kind: MediaKind, file: &File) -> Option<View> {
    let is_still = file.is_animated != Some(true) && file.is_video != Some(true);
    let mime_type = file.mime_type.as_ref().map_or("", |mime| mime.0.as_str());
    let is_sound = matches!(kind, MediaKind::Voice | MediaKind::Audio);
    let is_picture = (kind == MediaKind::Sticker && is_still)
        || (kind == MediaKind::Document && PICTURES.contains(&mime_type) && is_small(file));
    if is_sound {
        itself(file, Sense::Hearing)
    } else if is_picture {
        itself(file, Sense::Sight)
    } else {
        preview(file.thumbnail.as_ref()?)
    }
}

fn is_small(document: &File) -> bool {
    let bytes = document.file_size.as_ref().map(|bytes| bytes.0);
    bytes.is_some_and(|bytes| bytes <= DOCUMENT_BYTES_MAX)
}

fn itself(file: &File, sense: Sense) -> Option<View> {
    Some(View {
        file_id: file.file_id.as_ref()?.0.clone(),
        sense,
        size_bytes: file.file_size.as_ref().map(|bytes| bytes.0),
        duration_s: file.duration.as_ref().map_or(0, |seconds| seconds.0.max(0)),
    })
}

fn preview(thumbnail: &Thumbnail) -> Option<View> {
    Some(View {
        file_id: thumbnail.file_id.as_ref()?.0.clone(),
        sense: Sense::Sight,
        size_bytes: thumbnail.file_size.as_ref().map(|bytes| bytes.0),
        duration_s: 0,
    })
}

fn area(size: &File) -> u64 {
    let width = size.width.map_or(0, |width| width.0);
    let height = size.height.map_or(0, |height| height.0);
    u64::from(width).saturating_mul(u64::from(height))
}

fn file(kind: MediaKind, file: File) -> Media {
    let view = view(kind, &file);
    Media {
        kind,
        file_id: file.file_id.unwrap_or_default().0,
        file_unique_id: file.file_unique_id.unwrap_or_default().0,
        emoji: emoji(file.emoji.as_ref()),
        title: None,
        duration_s: file.duration.map(|seconds| seconds.0),
        size_bytes: file.file_size.map(|bytes| bytes.0),
        view,
    }
}

fn document(document: File) -> Media {
    let name = title(document.file_name.as_ref());
    Media {
        title: name,
        ..file(MediaKind::Document, document)
    }
}

fn audio(audio: File) -> Media {
    let song = title(audio.title.as_ref()).or_else(|| title(audio.file_name.as_ref()));
    let full = match (title(audio.performer.as_ref()), song) {
        (Some(performer), Some(song)) => Some(format!("{performer} — {song}")),
        (one, other) => one.or(other),
    };
    Media {
        title: full,
        ..file(MediaKind::Audio, audio)
    }
}

fn named(kind: MediaKind, named: &Named) -> Media {
    let name = title(named.title.as_ref())
        .or_else(|| title(named.question.as_ref()))
        .or_else(|| full_name(named.first_name.as_ref(), named.last_name.as_ref()));
    Media {
        title: name,
        ..Media::bare(kind)
    }
}

fn dice(dice: &wire::Dice) -> Media {
    Media {
        emoji: emoji(dice.emoji.as_ref()),
        title: dice.value.map(|value| value.0.to_string()),
        ..Media::bare(MediaKind::Dice)
    }
}

fn title(title: Option<&Text>) -> Option<String> {
    text::clean_name(&title?.0, TITLE_CHARS_MAX)
}

fn emoji(emoji: Option<&Text>) -> Option<String> {
    text::clean_name(&emoji?.0, EMOJI_CHARS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// Which file is shown of a message with these fields: its id, `seen` or `heard`.
    fn shown(fields: &Value) -> Option<String> {
        let view = of(serde_json::from_str(&fields.to_string()).unwrap())?.view?;
        let how = match view.sense {
            Sense::Sight => "seen",
            Sense::Hearing => "heard",
        };
        Some(format!(
            "{} {how} {:?} {}",
            view.file_id, view.size_bytes, view.duration_s
        ))
    }

    #[track_caller]
    fn check(fields: &Value, expected: &str) {
        assert_eq!(shown(fields).unwrap_or_default(), expected, "{fields}");
    }

    fn photo(sides: &[(u32, u32)]) -> Value {
        let size = |(width, height): &(u32, u32)| {
            json!({"file_id": format!("s{width}"), "width": width, "height": height,
                   "file_size": width})
        };
        json!({"photo": sides.iter().map(size).collect::<Vec<_>>()})
    }

    #[test]
    fn a_photo_is_shown_in_the_smallest_size_that_is_large_enough() {
        let all = [
            (90, 67),
            (320, 240),
            (800, 600),
            (1_280, 960),
            (2_560, 1_920),
        ];
        check(&photo(&all), "s800 seen Some(800) 0");
        check(&photo(&[(90, 67), (600, 1_280)]), "s600 seen Some(600) 0");
        check(&photo(&[(90, 67), (320, 240)]), "s320 seen Some(320) 0");
        check(&photo(&[]), "");
        // The photo is known by its largest size all the same.
        let media = of(serde_json::from_str(&photo(&all).to_string()).unwrap()).unwrap();
        assert_eq!(media.file_id, "s2560");
    }

    #[test]
    fn what_does_not_move_is_shown_itself_and_the_rest_by_its_preview() {
        let thumb = json!({"file_id": "t", "width": 128, "height": 128, "file_size": 9});
        let file = |more: Value| {
            let mut file = json!({"file_id": "f", "file_size": 7});
            file.as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            file
        };
        let sticker = |animated: bool, video: bool, thumbnail: Value| {
            let more = json!({"is_animated": animated, "is_video": video, "emoji": "😂",
                              "thumbnail": thumbnail});
            json!({"sticker": file(more)})
        };
        check(&sticker(false, false, thumb.clone()), "f seen Some(7) 0");
        check(&sticker(true, false, thumb.clone()), "t seen Some(9) 0");
        check(&sticker(false, true, thumb.clone()), "t seen Some(9) 0");
        check(&sticker(true, false, json!(null)), "");
        check(
            &json!({"voice": file(json!({"duration": 7}))}),
            "f heard Some(7) 7",
        );
        check(
            &json!({"audio": file(json!({"duration": 200}))}),
            "f heard Some(7) 200",
        );
        let playing = file(json!({"duration": 5, "thumbnail": thumb}));
        for moves in ["video_note", "video", "animation"] {
            check(&json!({ moves: playing.clone() }), "t seen Some(9) 0");
        }
        let document = |mime: &str| json!({"document": file(json!({"mime_type": mime}))});
        check(&document("image/png"), "f seen Some(7) 0");
        check(&document("application/pdf"), "");
        let from_camera = json!({"file_id": "f", "file_size": 5 << 20, "mime_type": "image/jpeg",
                                 "thumbnail": {"file_id": "t"}});
        check(&json!({"document": from_camera}), "t seen None 0");
        check(&json!({"location": {}}), "");
        check(&json!({"sticker": {"file_id": 7, "thumbnail": "x"}}), "");
    }
}
