//! What is known of pictures, stickers and voices: each file once, however often it is sent.

use super::{Error, Reader, Writer};
use crate::clock::UnixTime;
use crate::ids::{ChatId, MessageId, SenderId};
use crate::message::{Media, MediaKind};
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
    /// How often somebody looked in vain.
    pub looks: u32,
}

impl MediaRow {
    /// Whether it is worth looking what it shows.
    pub fn wants_description(&self) -> bool {
        self.description.is_none() && self.looks < LOOKS_MAX
    }
}

/// So often it is tried to find out what a file shows.
const LOOKS_MAX: u32 = 2;
/// Messages with the file that its description is put into the index for, the newest.
const INDEXED_MAX: i64 = 16;

/// The longest description, in characters.
const DESCRIPTION_CHARS_MAX: usize = 300;
/// How stale `seen_at` may grow before it is written again.
const SEEN_STEP_S: i64 = 86_400;

pub(super) const MEDIA: &str =
    "SELECT kind, emoji, description, looks FROM media WHERE file_unique_id = ?1";
pub(super) const IS_FAMILIAR: &str = "SELECT description IS NULL AND looks < ?2 AND ?3 <= (
         SELECT count(*) FROM (
             SELECT 1 FROM message WHERE media_unique_id = media.file_unique_id LIMIT ?3))
     FROM media WHERE file_unique_id = ?1";
pub(super) const SHOWS: &str = "SELECT EXISTS (SELECT 1 FROM message
     WHERE chat_id = ?1 AND message_id = ?2 AND sender_id = ?3 AND media_unique_id = ?4)";
pub(super) const CAPTION_OF: &str = "SELECT description FROM message
     JOIN media ON file_unique_id = media_unique_id
     WHERE id = ?1 AND kind <> 'sticker' AND description IS NOT NULL";
pub(super) const ROWS_WITH: &str = "SELECT id, chat_id, sender_id FROM message
     WHERE media_unique_id = ?1 AND media <> 'sticker' ORDER BY id DESC LIMIT ?2";
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
                    looks: row.get(3)?,
                })
            })
            .optional()?)
    }

    /// Whether a file that nobody has described yet was sent at least `times` times.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn is_familiar(&self, file_unique_id: &str, times: u32) -> Result<bool, Error> {
        let is_familiar = self
            .conn
            .prepare_cached(IS_FAMILIAR)?
            .query_row(params![file_unique_id, LOOKS_MAX, times], |row| row.get(0))
            .optional()?;
        Ok(is_familiar.unwrap_or(false))
    }

    /// Whether that message of that sender is still there and shows the file.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn shows(
        &self,
        chat: ChatId,
        message: MessageId,
        sender: SenderId,
        file_unique_id: &str,
    ) -> Result<bool, Error> {
        Ok(self.conn.prepare_cached(SHOWS)?.query_row(
            params![chat.0, message.0, sender.0, file_unique_id],
            |row| row.get(0),
        )?)
    }

    /// Whether the file's description is still to be made in that chat.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn is_description_due(&self, chat: ChatId, file_unique_id: &str) -> Result<bool, Error> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM job WHERE chat_id = ?1 AND state = 0
                     AND kind = 'describe' AND instr(payload, ?2) > 0)",
            )?
            .query_row(params![chat.0, file_unique_id], |row| row.get(0))?)
    }

    /// What a message's medium shows, as far as it is to be found by these words. Stickers are not:
    /// the same one is sent a hundred times.
    pub(super) fn caption_of(self, id: i64) -> Result<Option<String>, Error> {
        Ok(self
            .conn
            .prepare_cached(CAPTION_OF)?
            .query_row([id], |row| row.get(0))
            .optional()?)
    }

    /// The same for a file.
    pub(super) fn caption(self, media: &Media) -> Result<Option<String>, Error> {
        if media.kind == MediaKind::Sticker || media.file_unique_id.is_empty() {
            return Ok(None);
        }
        Ok(self
            .media(&media.file_unique_id)?
            .and_then(|row| row.description))
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

    /// Notes what a file shows, for every history from now on, and has the messages with it found
    /// by these words.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn describe_media(&self, file_unique_id: &str, description: &str) -> Result<(), Error> {
        let description = crate::text::clean_name(description, DESCRIPTION_CHARS_MAX);
        self.conn
            .prepare_cached("UPDATE media SET description = ?2 WHERE file_unique_id = ?1")?
            .execute(params![file_unique_id, description])?;
        let rows: Vec<(i64, i64, i64)> = {
            let mut statement = self.conn.prepare_cached(ROWS_WITH)?;
            let rows = statement.query_map(params![file_unique_id, INDEXED_MAX], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?;
            rows.collect::<Result<_, _>>()?
        };
        for (id, chat, sender) in rows {
            self.index_again(id, ChatId(chat), SenderId(sender))?;
        }
        Ok(())
    }

    /// Notes that somebody looked at a file in vain.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn note_vain_look(&self, file_unique_id: &str) -> Result<(), Error> {
        self.conn
            .prepare_cached("UPDATE media SET looks = looks + 1 WHERE file_unique_id = ?1")?
            .execute([file_unique_id])?;
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
