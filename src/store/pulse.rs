//! What was lately said and done in a chat, counted: for the rules, for limits told to people, for
//! the timer.

use super::{Error, Reader};
use crate::clock::{SECONDS_PER_DAY, SECONDS_PER_MINUTE, UnixTime};
use crate::ids::{ChatId, MessageId, SenderId, UpdateId};
use rusqlite::{OptionalExtension, Row, params};

/// One of a person's latest messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lately {
    /// When.
    pub at: UnixTime,
    /// The words; may be empty.
    pub text: String,
    /// The medium's kind.
    pub media: Option<String>,
}

/// A chat's last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Day {
    /// Messages of people.
    pub messages: i64,
    /// People who wrote.
    pub people: i64,
    /// When a person last wrote, ever.
    pub human_at: Option<UnixTime>,
}

/// How much of a limit is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Used {
    /// How much.
    pub count: i64,
    /// When the oldest of it was.
    pub oldest: Option<UnixTime>,
}

/// The most messages of a day that are counted: some milliseconds.
const DAY_ROWS_MAX: i64 = 5_000;

impl Reader<'_> {
    /// A person's newest messages in a chat since `since`, oldest first, at most `limit`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn lately_of(
        &self,
        chat: ChatId,
        sender: SenderId,
        since: UnixTime,
        limit: usize,
    ) -> Result<Vec<Lately>, Error> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut statement = self.conn.prepare_cached(
            "SELECT sent_at, text, media FROM message
             WHERE chat_id = ?1 AND sender_id = ?2 AND sent_at >= ?3
             ORDER BY sent_at DESC LIMIT ?4",
        )?;
        let rows = statement.query_map(params![chat.0, sender.0, since.0, limit], |row| {
            Ok(Lately {
                at: UnixTime(row.get(0)?),
                text: row.get(1)?,
                media: row.get(2)?,
            })
        })?;
        let mut lately = rows.collect::<Result<Vec<_>, _>>()?;
        lately.reverse();
        Ok(lately)
    }

    /// How many messages of people a chat had in the last minute, counted up to `limit`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn messages_minute(&self, chat: ChatId, now: UnixTime, limit: i64) -> Result<i64, Error> {
        let since = now.minus(SECONDS_PER_MINUTE).0;
        Ok(self
            .conn
            .prepare_cached(
                "SELECT count(*) FROM (
                     SELECT 1 FROM message WHERE chat_id = ?1 AND sent_at > ?2 AND is_ours = 0
                     ORDER BY sent_at DESC LIMIT ?3)",
            )?
            .query_row(params![chat.0, since, limit], |row| row.get(0))?)
    }

    /// How often we reacted to `person` in `chat` in the last minute.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn reactions_to(
        &self,
        chat: ChatId,
        person: SenderId,
        now: UnixTime,
    ) -> Result<i64, Error> {
        let since = now.minus(SECONDS_PER_MINUTE).0;
        Ok(self
            .conn
            .prepare_cached(
                "SELECT count(*) FROM outbox AS mine
                 JOIN message ON message.chat_id = mine.chat_id
                     AND message.message_id = mine.reply_to
                 WHERE mine.chat_id = ?1 AND mine.method = 'setMessageReaction'
                     AND mine.created_at > ?2 AND message.sender_id = ?3",
            )?
            .query_row(params![chat.0, since, person.0], |row| row.get(0))?)
    }

    /// How many jobs of `kind` a chat had since `since`, and the oldest of them.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn jobs_since(&self, chat: ChatId, kind: &str, since: UnixTime) -> Result<Used, Error> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT count(*), min(created_at) FROM job
                 WHERE chat_id = ?1 AND created_at > ?2 AND kind = ?3",
            )?
            .query_row(params![chat.0, since.0, kind], used)?)
    }

    /// How many replies count against the limits since `since`, in `chat` or everywhere, and the
    /// oldest of them.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn replies_since(&self, chat: Option<ChatId>, since: UnixTime) -> Result<Used, Error> {
        match chat {
            Some(chat) => Ok(self
                .conn
                .prepare_cached(
                    "SELECT count(*), min(created_at) FROM job WHERE chat_id = ?1
                         AND created_at > ?2 AND kind IN ('reply', 'join', 'initiative')
                         AND state < 2",
                )?
                .query_row(params![chat.0, since.0], used)?),
            None => Ok(self
                .conn
                .prepare_cached(
                    "SELECT count(*), min(created_at) FROM job WHERE created_at > ?1
                         AND kind IN ('reply', 'join', 'initiative') AND state < 2",
                )?
                .query_row([since.0], used)?),
        }
    }

    /// How many requests of `method` were made in a chat since `since`, and the oldest of them.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn requests_since(
        &self,
        chat: ChatId,
        method: &str,
        since: UnixTime,
    ) -> Result<Used, Error> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT count(*), min(created_at) FROM outbox
                 WHERE chat_id = ?1 AND method = ?2 AND created_at > ?3 AND state < 4",
            )?
            .query_row(params![chat.0, method, since.0], used)?)
    }

    /// A chat's last day.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn day_of(&self, chat: ChatId, now: UnixTime) -> Result<Day, Error> {
        let since = now.minus(SECONDS_PER_DAY).0;
        let (messages, people) = self
            .conn
            .prepare_cached(
                "SELECT count(*), count(DISTINCT sender_id) FROM (
                     SELECT sender_id FROM message
                     WHERE chat_id = ?1 AND sent_at > ?2 AND is_ours = 0 AND is_bot = 0
                     ORDER BY sent_at DESC LIMIT ?3)",
            )?
            .query_row(params![chat.0, since, DAY_ROWS_MAX], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        let human_at: Option<i64> = self
            .conn
            .prepare_cached(
                "SELECT sent_at FROM message WHERE chat_id = ?1 AND is_ours = 0 AND is_bot = 0
                 ORDER BY sent_at DESC LIMIT 1",
            )?
            .query_row([chat.0], |row| row.get(0))
            .optional()?;
        Ok(Day {
            messages,
            people,
            human_at: human_at.map(UnixTime),
        })
    }

    /// Whether a person wrote in a chat after `after` and up to `until`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn was_answered(
        &self,
        chat: ChatId,
        after: UnixTime,
        until: UnixTime,
    ) -> Result<bool, Error> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM message WHERE chat_id = ?1 AND sent_at > ?2
                     AND sent_at <= ?3 AND is_ours = 0 AND is_bot = 0)",
            )?
            .query_row(params![chat.0, after.0, until.0], |row| row.get(0))?)
    }

    /// What caused our message `message` in `chat`; `None` if that is forgotten.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn cause_of(&self, chat: ChatId, message: MessageId) -> Result<Option<UpdateId>, Error> {
        let cause: Option<i64> = self
            .conn
            .prepare_cached(
                "SELECT update_id FROM outbox
                 WHERE chat_id = ?1 AND method = 'sendMessage' AND message_id = ?2",
            )?
            .query_row(params![chat.0, message.0], |row| row.get(0))
            .optional()?;
        Ok(cause.map(UpdateId))
    }

    /// Requests to all models on the UTC day of `now`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn all_requests_today(&self, now: UnixTime) -> Result<i64, Error> {
        Ok(self
            .conn
            .prepare_cached("SELECT coalesce(sum(requests), 0) FROM usage WHERE day = ?1")?
            .query_row([now.utc_day()], |row| row.get(0))?)
    }
}

fn used(row: &Row<'_>) -> rusqlite::Result<Used> {
    Ok(Used {
        count: row.get(0)?,
        oldest: row.get::<_, Option<i64>>(1)?.map(UnixTime),
    })
}
