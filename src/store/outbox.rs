//! What is to be said at Telegram, and what became of it.

use super::{Error, Reader, Writer};
use crate::clock::UnixTime;
use crate::ids::{ChatId, MessageId, ThreadId, UpdateId};
use rusqlite::{OptionalExtension, params};

/// Something to be done at Telegram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOutgoing<'a> {
    /// Where.
    pub chat: ChatId,
    /// What caused it.
    pub update_id: UpdateId,
    /// The Bot API method.
    pub method: &'a str,
    /// Its place among the parts of one answer, from 0.
    pub part: i64,
    /// The request, JSON without `chat_id`.
    pub body: &'a str,
    /// The topic.
    pub thread_id: Option<ThreadId>,
    /// The message it answers.
    pub reply_to: Option<MessageId>,
    /// The words as people read them; empty for no words.
    pub text: &'a str,
    /// Not before this.
    pub not_before: UnixTime,
    /// Not worth sending after this.
    pub expires_at: UnixTime,
    /// What to do instead if Telegram refuses, JSON.
    pub fallback: Option<&'a str>,
}

/// Something on its way to Telegram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Its number.
    pub id: i64,
    /// The Bot API method.
    pub method: String,
    /// The request, JSON without `chat_id`.
    pub body: String,
    /// How often it was tried.
    pub attempts: i64,
    /// Not worth sending after this.
    pub expires_at: UnixTime,
    /// The topic.
    pub thread_id: Option<ThreadId>,
    /// The message it answers.
    pub reply_to: Option<MessageId>,
    /// The words as people read them.
    pub text: String,
    /// What caused it.
    pub update_id: UpdateId,
    /// Its place among the parts of one answer.
    pub part: i64,
    /// What to do instead if Telegram refuses, JSON.
    pub fallback: Option<String>,
    /// Whether no model made the words.
    pub is_aside: bool,
}

/// What became of an outgoing request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendState {
    /// Waits its turn.
    Pending,
    /// On the wire: found so at start, nobody knows whether it arrived.
    Sending,
    /// Telegram has it.
    Sent,
    /// It may have arrived; it is not sent again.
    Ambiguous,
    /// Given up.
    Dropped,
}

impl SendState {
    fn code(self) -> i64 {
        match self {
            Self::Pending => 0,
            Self::Sending => 1,
            Self::Sent => 2,
            Self::Ambiguous => 3,
            Self::Dropped => 4,
        }
    }
}

impl Reader<'_> {
    /// The oldest request of a chat that is due and that no older one of its kind waits before.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn next_outgoing(&self, chat: ChatId, now: UnixTime) -> Result<Option<Outgoing>, Error> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT id, method, body, attempts, expires_at, thread_id, reply_to, text,
                     update_id, part, fallback, is_aside
                 FROM outbox AS mine
                 WHERE chat_id = ?1 AND state = 0 AND state < 2 AND not_before <= ?2
                     AND NOT EXISTS (
                         SELECT 1 FROM outbox AS older
                         WHERE older.chat_id = ?1 AND older.state = 0 AND older.state < 2
                             AND older.method = mine.method AND older.id < mine.id)
                 ORDER BY id LIMIT 1",
            )?
            .query_row(params![chat.0, now.0], |row| {
                Ok(Outgoing {
                    id: row.get(0)?,
                    method: row.get(1)?,
                    body: row.get(2)?,
                    attempts: row.get(3)?,
                    expires_at: UnixTime(row.get(4)?),
                    thread_id: row.get::<_, Option<i64>>(5)?.map(ThreadId),
                    reply_to: row.get::<_, Option<i64>>(6)?.map(MessageId),
                    text: row.get(7)?,
                    update_id: UpdateId(row.get(8)?),
                    part: row.get(9)?,
                    fallback: row.get(10)?,
                    is_aside: row.get(11)?,
                })
            })
            .optional()?)
    }

    /// When the first waiting request or job of a chat becomes due; `None` if nothing waits.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn next_due(&self, chat: ChatId) -> Result<Option<UnixTime>, Error> {
        let due: Option<i64> = self
            .conn
            .prepare_cached(
                "SELECT min(not_before) FROM (
                     SELECT not_before FROM job WHERE chat_id = ?1 AND state = 0
                     UNION ALL
                     SELECT not_before FROM outbox WHERE chat_id = ?1 AND state = 0
                         AND state < 2)",
            )?
            .query_row([chat.0], |row| row.get(0))?;
        Ok(due.map(UnixTime))
    }

    /// Until when Telegram asked us to send nothing to `chat`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn paused_until(&self, chat: ChatId) -> Result<UnixTime, Error> {
        let until = self
            .conn
            .prepare_cached("SELECT paused_until FROM chat WHERE chat_id = ?1")?
            .query_row([chat.0], |row| row.get(0))
            .optional()?;
        Ok(UnixTime(until.unwrap_or(0)))
    }

    /// How many requests wait.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn pending_count(&self) -> Result<i64, Error> {
        Ok(self
            .conn
            .query_row("SELECT count(*) FROM outbox WHERE state < 2", [], |row| {
                row.get(0)
            })?)
    }
}

impl Writer<'_> {
    /// Sends nothing to `chat` until `until`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn pause_chat(&self, chat: ChatId, until: UnixTime) -> Result<(), Error> {
        self.conn
            .prepare_cached(
                "UPDATE chat SET paused_until = max(paused_until, ?2) WHERE chat_id = ?1",
            )?
            .execute(params![chat.0, until.0])?;
        Ok(())
    }

    /// Adds a request. The same part for the same update is not taken twice.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn add_outgoing(&self, new: &NewOutgoing<'_>, now: UnixTime) -> Result<(), Error> {
        self.add_request(new, true, now)
    }

    /// The same with words that a model made: part of the conversation.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn add_said(&self, new: &NewOutgoing<'_>, now: UnixTime) -> Result<(), Error> {
        self.add_request(new, false, now)
    }

    fn add_request(
        &self,
        new: &NewOutgoing<'_>,
        is_aside: bool,
        now: UnixTime,
    ) -> Result<(), Error> {
        self.conn
            .prepare_cached(
                "INSERT INTO outbox (chat_id, update_id, method, part, body, not_before,
                     expires_at, created_at, thread_id, reply_to, text, fallback, is_aside)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
                 ON CONFLICT DO NOTHING",
            )?
            .execute(params![
                new.chat.0,
                new.update_id.0,
                new.method,
                new.part,
                new.body,
                new.not_before.0,
                new.expires_at.0,
                now.0,
                new.thread_id.map(|thread| thread.0),
                new.reply_to.map(|reply| reply.0),
                new.text,
                new.fallback,
                is_aside
            ])?;
        Ok(())
    }

    /// Notes that a request goes onto the wire now. Must be committed before it does.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn begin_sending(&self, id: i64) -> Result<(), Error> {
        self.conn
            .prepare_cached("UPDATE outbox SET state = 1, attempts = attempts + 1 WHERE id = ?1")?
            .execute([id])?;
        Ok(())
    }

    /// Notes what became of a request; the body of a finished one is dropped.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn end_sending(
        &self,
        id: i64,
        state: SendState,
        message: Option<MessageId>,
    ) -> Result<(), Error> {
        self.conn
            .prepare_cached(
                "UPDATE outbox SET state = ?2, message_id = ?3, body = '', text = '',
                     fallback = NULL
                 WHERE id = ?1",
            )?
            .execute(params![id, state.code(), message.map(|message| message.0)])?;
        Ok(())
    }

    /// Puts a request back, to be sent no earlier than `not_before`, with another body if need be.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn postpone(&self, id: i64, not_before: UnixTime, body: Option<&str>) -> Result<(), Error> {
        self.conn
            .prepare_cached(
                "UPDATE outbox SET state = 0, not_before = ?2, body = coalesce(?3, body)
                 WHERE id = ?1",
            )?
            .execute(params![id, not_before.0, body])?;
        Ok(())
    }

    /// At start: what was on the wire when the process died is never sent again, save the
    /// idempotent `methods`, which are. Says how many were given up.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn settle_interrupted(&self, idempotent: &[&str]) -> Result<usize, Error> {
        for method in idempotent {
            self.conn.execute(
                "UPDATE outbox SET state = 0 WHERE state = 1 AND method = ?1",
                [method],
            )?;
        }
        Ok(self
            .conn
            .execute("UPDATE outbox SET state = 3 WHERE state = 1", [])?)
    }

    /// Forgets finished requests made before `before`; at most `limit`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn forget_outgoing(&self, before: UnixTime, limit: i64) -> Result<usize, Error> {
        Ok(self
            .conn
            .prepare_cached(
                "DELETE FROM outbox WHERE id IN (
                     SELECT id FROM outbox WHERE created_at < ?1 AND state > 1 LIMIT ?2)",
            )?
            .execute(params![before.0, limit])?)
    }
}
