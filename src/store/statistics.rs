//! Counts of a chat and of everything, for people who ask.

use super::{Error, Reader};
use crate::clock::UnixTime;
use crate::ids::{ChatId, SenderId};
use rusqlite::params;

/// A chat in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChatStatistics {
    /// All remembered messages.
    pub messages: i64,
    /// Those that we wrote.
    pub ours: i64,
    /// Those that came from an export.
    pub imported: i64,
    /// Those with a picture, a sticker, a voice.
    pub with_media: i64,
    /// Different authors.
    pub authors: i64,
    /// When the oldest was written.
    pub first_at: Option<UnixTime>,
    /// When the newest was written.
    pub last_at: Option<UnixTime>,
    /// The most talkative authors, at most as many as were asked for.
    pub talkers: Vec<Talker>,
}

/// How much somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Talker {
    /// Who.
    pub sender_id: SenderId,
    /// As they are called now; empty if unknown.
    pub name: String,
    /// Their messages.
    pub messages: i64,
}

/// Everything in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GlobalStatistics {
    /// Chats that we know.
    pub chats: i64,
    /// Chats in which we may speak.
    pub chats_joined: i64,
    /// People that we know.
    pub people: i64,
    /// All remembered messages.
    pub messages: i64,
    /// The size of the database file in bytes, without its log.
    pub database_bytes: i64,
}

pub(super) const OF_CHAT: &str = "SELECT count(*), coalesce(sum(is_ours), 0),
         coalesce(sum(source = 1), 0), count(media), count(DISTINCT sender_id),
         min(sent_at), max(sent_at)
     FROM message WHERE chat_id = ?1 AND sent_at >= ?2";
pub(super) const TALKERS: &str = "SELECT sender_id, count(*),
         coalesce((SELECT name FROM person WHERE person_id = sender_id), '')
     FROM message WHERE chat_id = ?1 AND sent_at >= ?2
     GROUP BY sender_id ORDER BY count(*) DESC, sender_id LIMIT ?3";

impl Reader<'_> {
    /// The numbers of a chat since `since`, with the `talkers_max` most talkative.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn chat_statistics(
        &self,
        chat: ChatId,
        since: UnixTime,
        talkers_max: i64,
    ) -> Result<ChatStatistics, Error> {
        let mut statistics =
            self.conn
                .prepare_cached(OF_CHAT)?
                .query_row(params![chat.0, since.0], |row| {
                    Ok(ChatStatistics {
                        messages: row.get(0)?,
                        ours: row.get(1)?,
                        imported: row.get(2)?,
                        with_media: row.get(3)?,
                        authors: row.get(4)?,
                        first_at: row.get::<_, Option<i64>>(5)?.map(UnixTime),
                        last_at: row.get::<_, Option<i64>>(6)?.map(UnixTime),
                        talkers: Vec::new(),
                    })
                })?;
        let mut statement = self.conn.prepare_cached(TALKERS)?;
        let rows = statement.query_map(params![chat.0, since.0, talkers_max], |row| {
            Ok(Talker {
                sender_id: SenderId(row.get(0)?),
                messages: row.get(1)?,
                name: row.get(2)?,
            })
        })?;
        statistics.talkers = rows.collect::<Result<_, _>>()?;
        Ok(statistics)
    }

    /// The numbers of everything.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn global_statistics(&self) -> Result<GlobalStatistics, Error> {
        let pages: i64 = self
            .conn
            .pragma_query_value(None, "page_count", |row| row.get(0))?;
        let page_bytes: i64 = self
            .conn
            .pragma_query_value(None, "page_size", |row| row.get(0))?;
        Ok(self.conn.query_row(
            "SELECT (SELECT count(*) FROM chat), (SELECT count(*) FROM chat WHERE is_member),
                 (SELECT count(*) FROM person), (SELECT count(*) FROM message)",
            [],
            |row| {
                Ok(GlobalStatistics {
                    chats: row.get(0)?,
                    chats_joined: row.get(1)?,
                    people: row.get(2)?,
                    messages: row.get(3)?,
                    database_bytes: pages.saturating_mul(page_bytes),
                })
            },
        )?)
    }

    /// How many messages are stored.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn message_count(&self) -> Result<i64, Error> {
        Ok(self
            .conn
            .query_row("SELECT count(*) FROM message", [], |row| row.get(0))?)
    }
}
