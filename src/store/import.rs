//! What an import and an export need: the log with all its details, in pages.

use super::history::place;
use super::messages::{INSERT_MESSAGE, Source};
use super::pack;
use super::{Error, Reader, Verdict, Writer};
use crate::clock::UnixTime;
use crate::ids::{ChatId, MessageId, SenderId, ThreadId};
use crate::message::{Chat, Sender};
use rusqlite::{OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

/// A message of the log with all that is known of it: a line of `gryag export`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogRow {
    /// Its number, if it can be addressed.
    #[serde(rename = "id")]
    pub message_id: Option<MessageId>,
    /// The topic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread_id: Option<ThreadId>,
    /// Who.
    pub from_id: SenderId,
    /// The name then.
    pub from: String,
    /// Whether we said it.
    #[serde(default)]
    pub is_ours: bool,
    /// Whether a bot said it.
    #[serde(default)]
    pub is_bot: bool,
    /// Whether it was forwarded.
    #[serde(default)]
    pub is_forward: bool,
    /// What it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MessageId>,
    /// When, in seconds UTC.
    pub sent_at: UnixTime,
    /// When it was last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<UnixTime>,
    /// The text.
    pub text: String,
    /// The medium's kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media: Option<String>,
    /// The medium's short form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_form: Option<String>,
    /// Telegram's stable id of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_unique_id: Option<String>,
    /// How many people reacted, where an export told.
    #[serde(default)]
    pub reactions: i64,
}

/// A place in a chat's log, between two pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LogPlace {
    sent_at: i64,
    row: i64,
}

pub(super) const LOG_PAGE: &str = "SELECT message_id, thread_id, sender_id, sender_name, is_ours,
         is_bot, is_forward, reply_to, sent_at, edited_at, text, media, media_form,
         media_unique_id, reactions, packed, id
     FROM message WHERE chat_id = ?1 AND sent_at >= ?2 AND (sent_at > ?2 OR id > ?3)
     ORDER BY sent_at, id LIMIT ?4";
pub(super) const LOG_NEWEST: &str = "SELECT message_id, thread_id, sender_id, sender_name,
         is_ours, is_bot, is_forward, reply_to, sent_at, edited_at, text, media, media_form,
         media_unique_id, reactions, packed, id
     FROM message WHERE chat_id = ?1 ORDER BY sent_at DESC, message_id DESC LIMIT ?2";

fn log_row(row: &Row<'_>) -> rusqlite::Result<(LogRow, Option<i64>, i64)> {
    let details = LogRow {
        message_id: row.get::<_, Option<i64>>(0)?.map(MessageId),
        thread_id: row.get::<_, Option<i64>>(1)?.map(ThreadId),
        from_id: SenderId(row.get(2)?),
        from: row.get(3)?,
        is_ours: row.get(4)?,
        is_bot: row.get(5)?,
        is_forward: row.get(6)?,
        reply_to: row.get::<_, Option<i64>>(7)?.map(MessageId),
        sent_at: UnixTime(row.get(8)?),
        edited_at: row.get::<_, Option<i64>>(9)?.map(UnixTime),
        text: row.get(10)?,
        media: row.get(11)?,
        media_form: row.get(12)?,
        file_unique_id: row.get(13)?,
        reactions: row.get(14)?,
    };
    Ok((details, row.get(15)?, row.get(16)?))
}

impl Reader<'_> {
    /// The next `limit` messages of a chat behind `from`, oldest first, and where they end.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn log_page(
        &self,
        chat: ChatId,
        from: LogPlace,
        limit: i64,
    ) -> Result<(Vec<LogRow>, LogPlace), Error> {
        let mut statement = self.conn.prepare_cached(LOG_PAGE)?;
        let rows = statement.query_map([chat.0, from.sent_at, from.row, limit], log_row)?;
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        let end = rows.last().map_or(from, |(details, _, row)| LogPlace {
            sent_at: details.sent_at.0,
            row: *row,
        });
        Ok((self.with_words(rows)?, end))
    }

    /// The newest messages of a chat with all their details, oldest first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn recent_details(&self, chat: ChatId, limit: i64) -> Result<Vec<LogRow>, Error> {
        let mut statement = self.conn.prepare_cached(LOG_NEWEST)?;
        let rows = statement.query_map([chat.0, limit], log_row)?;
        let mut details = self.with_words(rows.collect::<Result<Vec<_>, _>>()?)?;
        details.reverse();
        Ok(details)
    }

    fn with_words(self, rows: Vec<(LogRow, Option<i64>, i64)>) -> Result<Vec<LogRow>, Error> {
        let mut open: Option<(i64, Vec<pack::Words>)> = None;
        let mut whole = Vec::with_capacity(rows.len());
        for (mut details, packed, _) in rows {
            if let Some(packed) = packed {
                if open.as_ref().is_none_or(|(pack, _)| *pack != packed / 256) {
                    open = Some((packed / 256, self.unpacked(packed / 256, 255)?));
                }
                let words = open
                    .as_ref()
                    .and_then(|(_, words)| words.get(place(packed)));
                if let Some(words) = words {
                    details.text.clone_from(&words.text);
                    details.from.clone_from(&words.name);
                    details.media_form.clone_from(&words.form);
                }
            }
            whole.push(details);
        }
        Ok(whole)
    }

    /// Whether a message is known.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn knows_message(&self, chat: ChatId, message: MessageId) -> Result<bool, Error> {
        Ok(self
            .conn
            .prepare_cached(KNOWS)?
            .query_row(params![chat.0, message.0], |_| Ok(()))
            .optional()?
            .is_some())
    }

    /// The moment at which local clocks showed `text`, e.g. `2021-05-01T10:00:00`; `None` if it is
    /// no date.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn utc_of_local(&self, text: &str) -> Result<Option<UnixTime>, Error> {
        let at: Option<i64> = self
            .conn
            .prepare_cached("SELECT unixepoch(?1, 'utc')")?
            .query_row([text], |row| row.get(0))?;
        Ok(at.map(UnixTime))
    }
}

pub(super) const KNOWS: &str = "SELECT 1 FROM message WHERE chat_id = ?1 AND message_id = ?2";

impl Writer<'_> {
    /// Notes a chat that is known from a file only: what Telegram told us of it stays.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn note_imported_chat(&self, chat: &Chat, now: UnixTime) -> Result<(), Error> {
        self.conn
            .prepare_cached(
                "INSERT INTO chat (chat_id, kind, title, username, is_forum, is_member, seen_at)
                 VALUES (?1, ?2, ?3, NULL, 0, 0, ?4) ON CONFLICT DO NOTHING",
            )?
            .execute(params![chat.id.0, chat.kind.as_str(), chat.title, now.0])?;
        Ok(())
    }

    /// Notes a person that is known from a file: a newer name stays.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn note_imported_person(&self, sender: &Sender, at: UnixTime) -> Result<(), Error> {
        self.conn
            .prepare_cached(
                "INSERT INTO person (person_id, name, username, is_bot, seen_at)
                 VALUES (?1, ?2, NULL, 0, ?3)
                 ON CONFLICT (person_id) DO UPDATE SET name = excluded.name,
                     seen_at = excluded.seen_at
                 WHERE excluded.seen_at > seen_at",
            )?
            .execute(params![sender.id.0, sender.name, at.0])?;
        Ok(())
    }

    /// Puts a message of our own export back; `false` if it is known.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn restore_message(
        &self,
        chat: ChatId,
        row: &LogRow,
        verdict: Option<Verdict>,
    ) -> Result<bool, Error> {
        let words = self.words_of(chat, row.from_id, &row.text)?;
        let id = self.free_id(row.sent_at)?;
        let stored = self.conn.prepare_cached(INSERT_MESSAGE)?.execute(params![
            chat.0,
            row.message_id.map(|message| message.0),
            row.thread_id.map(|thread| thread.0),
            row.from_id.0,
            row.from,
            row.is_ours,
            row.is_bot,
            row.is_forward,
            row.reply_to.map(|reply| reply.0),
            row.sent_at.0,
            row.edited_at.map(|at| at.0),
            row.text,
            row.media,
            row.media_form,
            row.file_unique_id,
            Source::Import as i64,
            verdict.map(|verdict| verdict.language),
            verdict.map(|verdict| verdict.emotion),
            verdict.map(|verdict| verdict.sentiment),
            verdict.map(|verdict| verdict.topic),
            verdict.map(|verdict| verdict.toxicity),
            id,
            words.count,
            row.reactions,
        ])?;
        if stored > 0 {
            self.index_words(id, &words)?;
        }
        Ok(stored > 0)
    }
}
