//! Why each message was answered or not.

use super::{Error, Reader, Writer};
use crate::clock::UnixTime;
use crate::ids::{ChatId, MessageId};
use rusqlite::{OptionalExtension, params};

/// The trace of one decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// When it was made.
    pub at: UnixTime,
    /// The rule that decided, one word.
    pub reason: String,
    /// Its numbers, `name=value` separated by spaces; empty for none.
    pub detail: String,
    /// What came of it, in the same form; empty for nothing.
    pub outcome: String,
}

impl Reader<'_> {
    /// Why a message was answered or not.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn decision(&self, chat: ChatId, message: MessageId) -> Result<Option<Trace>, Error> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT at, reason, detail, outcome FROM decision WHERE chat_id = ?1 AND message_id = ?2",
            )?
            .query_row(params![chat.0, message.0], |row| {
                Ok(Trace {
                    at: UnixTime(row.get(0)?),
                    reason: row.get(1)?,
                    detail: row.get(2)?,
                    outcome: row.get(3)?,
                })
            })
            .optional()?)
    }
}

impl Writer<'_> {
    /// Keeps the trace of a decision; a later one about the same message replaces it.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn note_decision(
        &self,
        chat: ChatId,
        message: MessageId,
        at: UnixTime,
        reason: &str,
        detail: &str,
    ) -> Result<(), Error> {
        self.conn
            .prepare_cached(
                "INSERT OR REPLACE INTO decision (chat_id, message_id, at, reason, detail)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![chat.0, message.0, at.0, reason, detail])?;
        Ok(())
    }

    /// Adds to the trace of a decision what came of it.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn note_outcome(
        &self,
        chat: ChatId,
        message: MessageId,
        outcome: &str,
    ) -> Result<(), Error> {
        self.conn
            .prepare_cached(
                "UPDATE decision SET outcome = ?3 WHERE chat_id = ?1 AND message_id = ?2",
            )?
            .execute(params![chat.0, message.0, outcome])?;
        Ok(())
    }

    /// Forgets traces made before `before`; at most `limit`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn forget_decisions(&self, before: UnixTime, limit: i64) -> Result<usize, Error> {
        Ok(self
            .conn
            .prepare_cached(
                "DELETE FROM decision WHERE (chat_id, message_id) IN (
                     SELECT chat_id, message_id FROM decision WHERE at < ?1 LIMIT ?2)",
            )?
            .execute(params![before.0, limit])?)
    }
}
