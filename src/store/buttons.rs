//! Buttons under our messages: what each does, for whom, until when.

use super::{Error, Reader, Writer};
use crate::clock::UnixTime;
use crate::ids::{ChatId, SenderId, UpdateId};
use rusqlite::{OptionalExtension, params};

/// A button to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewButton<'a> {
    /// Where.
    pub chat: ChatId,
    /// What caused the question; its buttons can be used up together.
    pub cause: UpdateId,
    /// Who alone may press it.
    pub person: SenderId,
    /// What it does, JSON.
    pub action: &'a str,
    /// Of no use after this.
    pub expires_at: UnixTime,
}

/// A button that was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownButton {
    /// Where.
    pub chat: ChatId,
    /// What caused the question.
    pub cause: UpdateId,
    /// Who alone may press it.
    pub person: SenderId,
    /// What it does, JSON.
    pub action: String,
    /// Of no use after this.
    pub expires_at: UnixTime,
    /// Whether it, or one beside it, was pressed.
    pub is_used: bool,
}

impl Reader<'_> {
    /// The button that carries `nonce`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn button(&self, nonce: &str) -> Result<Option<ShownButton>, Error> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT chat_id, update_id, person_id, action, expires_at, used FROM button
                 WHERE nonce = ?1",
            )?
            .query_row([nonce], |row| {
                Ok(ShownButton {
                    chat: ChatId(row.get(0)?),
                    cause: UpdateId(row.get(1)?),
                    person: SenderId(row.get(2)?),
                    action: row.get(3)?,
                    expires_at: UnixTime(row.get(4)?),
                    is_used: row.get(5)?,
                })
            })
            .optional()?)
    }
}

impl Reader<'_> {
    /// What the buttons of one cause carry and do.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn buttons_of(&self, cause: UpdateId) -> Result<Vec<(String, String)>, Error> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT nonce, action FROM button WHERE update_id = ?1")?;
        let rows = statement.query_map([cause.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Writer<'_> {
    /// Adds a button and says what it has to carry: 128 random bits that nobody can guess.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn add_button(&self, new: &NewButton<'_>) -> Result<String, Error> {
        // SQLite's generator is seeded by the operating system.
        Ok(self
            .conn
            .prepare_cached(
                "INSERT INTO button (nonce, chat_id, update_id, person_id, action, expires_at)
                 VALUES (lower(hex(randomblob(16))), ?1, ?2, ?3, ?4, ?5) RETURNING nonce",
            )?
            .query_row(
                params![
                    new.chat.0,
                    new.cause.0,
                    new.person.0,
                    new.action,
                    new.expires_at.0
                ],
                |row| row.get(0),
            )?)
    }

    /// Uses up all buttons of one cause.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn use_buttons(&self, cause: UpdateId) -> Result<(), Error> {
        self.conn
            .prepare_cached("UPDATE button SET used = 1 WHERE update_id = ?1")?
            .execute([cause.0])?;
        Ok(())
    }

    /// Forgets buttons that expired before `before`; at most `limit`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn forget_buttons(&self, before: UnixTime, limit: i64) -> Result<usize, Error> {
        Ok(self
            .conn
            .prepare_cached(
                "DELETE FROM button WHERE nonce IN (
                     SELECT nonce FROM button WHERE expires_at < ?1 LIMIT ?2)",
            )?
            .execute(params![before.0, limit])?)
    }
}
