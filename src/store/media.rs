//! What is known of pictures, stickers and voices: each file once, however often it is sent.

use super::{Error, Reader, Writer};
use crate::clock::UnixTime;
use crate::message::Media;
use rusqlite::{OptionalExtension, params};

/// A file that was sent at least once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaRow {
    /// The medium's kind, Telegram's word.
    pub kind: String,
    /// A sticker's emoji.
    pub emoji: Option<String>,
    /// What it shows or says; `None` if nobody has looked yet.
    pub description: Option<String>,
}

/// The longest description, in characters.
const DESCRIPTION_CHARS_MAX: usize = 300;
/// How stale `seen_at` may grow before it is written again.
const SEEN_STEP_S: i64 = 86_400;

pub(super) const MEDIA: &str =
    "SELECT kind, emoji, description FROM media WHERE file_unique_id = ?1";
pub(super) const ORPHANS: &str = "DELETE FROM media WHERE file_unique_id IN (
         SELECT file_unique_id FROM media WHERE seen_at < ?1 AND NOT EXISTS (
             SELECT 1 FROM message INDEXED BY message_by_media
             WHERE media_unique_id = media.file_unique_id)
         LIMIT ?2)";

impl Reader<'_> {
    /// What is known of a file.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn media(&self, file_unique_id: &str) -> Result<Option<MediaRow>, Error> {
        Ok(self
            .conn
            .prepare_cached(MEDIA)?
            .query_row([file_unique_id], |row| {
                Ok(MediaRow {
                    kind: row.get(0)?,
                    emoji: row.get(1)?,
                    description: row.get(2)?,
                })
            })
            .optional()?)
    }
}

impl Writer<'_> {
    /// Notes that a file was sent.
    pub(super) fn note_media(&self, media: &Media, at: UnixTime) -> Result<(), Error> {
        if media.file_unique_id.is_empty() {
            return Ok(());
        }
        self.conn
            .prepare_cached(
                "INSERT INTO media (file_unique_id, kind, emoji, seen_at)
                 VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (file_unique_id) DO UPDATE SET seen_at = excluded.seen_at
                 WHERE excluded.seen_at > seen_at + ?5",
            )?
            .execute(params![
                media.file_unique_id,
                media.kind.as_str(),
                media.emoji,
                at.0,
                SEEN_STEP_S
            ])?;
        Ok(())
    }

    /// Notes what a file shows, for every history from now on.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn describe_media(&self, file_unique_id: &str, description: &str) -> Result<(), Error> {
        let description = crate::text::clean_name(description, DESCRIPTION_CHARS_MAX);
        self.conn
            .prepare_cached("UPDATE media SET description = ?2 WHERE file_unique_id = ?1")?
            .execute(params![file_unique_id, description])?;
        Ok(())
    }

    /// Forgets files that no message shows any more and that were last seen before `before`; at
    /// most `limit`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn forget_orphaned_media(&self, before: UnixTime, limit: i64) -> Result<usize, Error> {
        Ok(self
            .conn
            .prepare_cached(ORPHANS)?
            .execute(params![before.0, limit])?)
    }
}
