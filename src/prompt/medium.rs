//! A picture or a sound beside the words of a prompt.

use crate::message::Sense;
use std::fmt;
use std::sync::Arc;

/// A file that a model is shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Medium {
    /// What it is to the conversation, for the model: «Фото до цього повідомлення:».
    pub label: String,
    /// What the bytes are.
    pub format: Format,
    /// The file.
    pub bytes: Arc<[u8]>,
    /// How long it plays, in seconds; zero for pictures.
    pub duration_s: i64,
}

impl fmt::Debug for Medium {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Medium")
            .field("format", &self.format)
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// What a picture costs, in tokens: models differ between 260 and 1120.
const PICTURE_TOKENS: u32 = 560;
/// What a second of sound costs, in tokens. Source: <https://ai.google.dev/gemini-api/docs/audio>.
const TOKENS_PER_SECOND: u32 = 32;

impl Medium {
    /// About what it costs, in tokens.
    pub fn tokens(&self) -> u32 {
        match self.format.sense() {
            Sense::Sight => PICTURE_TOKENS,
            Sense::Hearing => u32::try_from(self.duration_s)
                .unwrap_or(0)
                .max(1)
                .saturating_mul(TOKENS_PER_SECOND),
        }
    }
}

/// The formats that models read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Format {
    Jpeg,
    Png,
    Webp,
    Ogg,
    Mp3,
    Wav,
    Flac,
    Aac,
}

impl Format {
    /// The format of a file, by its first bytes; `None` if no model is known to read it.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let is_riff = |kind: &[u8]| bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(kind);
        let second = bytes.get(1).copied().unwrap_or(0);
        match bytes {
            [0xFF, 0xD8, 0xFF, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', ..] => Some(Self::Png),
            [b'O', b'g', b'g', b'S', ..] => Some(Self::Ogg),
            [b'I', b'D', b'3', ..] => Some(Self::Mp3),
            [b'f', b'L', b'a', b'C', ..] => Some(Self::Flac),
            _ if is_riff(b"WEBP") => Some(Self::Webp),
            _ if is_riff(b"WAVE") => Some(Self::Wav),
            // Frames of MPEG audio: layer zero is AAC's, layer one is MP3's.
            [0xFF, ..] if second & 0xF6 == 0xF0 => Some(Self::Aac),
            [0xFF, ..] if second & 0xE6 == 0xE2 => Some(Self::Mp3),
            _ => None,
        }
    }

    /// What it takes to take it in.
    pub fn sense(self) -> Sense {
        match self {
            Self::Jpeg | Self::Png | Self::Webp => Sense::Sight,
            Self::Ogg | Self::Mp3 | Self::Wav | Self::Flac | Self::Aac => Sense::Hearing,
        }
    }

    /// Its type on the web.
    pub fn mime_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Ogg => "audio/ogg",
            Self::Mp3 => "audio/mp3",
            Self::Wav => "audio/wav",
            Self::Flac => "audio/flac",
            Self::Aac => "audio/aac",
        }
    }

    /// Its name alone: `jpeg`, `ogg`.
    pub fn name(self) -> &'static str {
        self.mime_type()
            .split_once('/')
            .map_or("", |(_, name)| name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_first_bytes() {
        let cases: [(&[u8], Option<&str>); 12] = [
            (b"\xFF\xD8\xFF\xE0rest", Some("image/jpeg")),
            (b"\x89PNG\r\n", Some("image/png")),
            (b"RIFF....WEBPVP8 ", Some("image/webp")),
            (b"RIFF....WAVEfmt ", Some("audio/wav")),
            (b"OggS\0", Some("audio/ogg")),
            (b"ID3\x04", Some("audio/mp3")),
            (b"\xFF\xFB\x90", Some("audio/mp3")),
            (b"\xFF\xF1\x50", Some("audio/aac")),
            (b"fLaC", Some("audio/flac")),
            (b"\x1F\x8B\x08", None),
            (b"<html>", None),
            (b"", None),
        ];
        for (bytes, expected) in cases {
            assert_eq!(
                Format::of(bytes).map(Format::mime_type),
                expected,
                "{bytes:?}"
            );
        }
        assert_eq!(Format::Ogg.name(), "ogg");
    }

    #[test]
    fn sounds_cost_by_their_length_and_nothing_shows_what_is_in_them() {
        let mut medium = Medium {
            label: "Голосове:".to_owned(),
            format: Format::Ogg,
            bytes: Arc::from(&b"OggS secret"[..]),
            duration_s: 10,
        };
        assert_eq!(medium.tokens(), 320);
        assert!(!format!("{medium:?}").contains("secret"));
        medium.format = Format::Webp;
        assert_eq!(medium.tokens(), 560);
    }
}
