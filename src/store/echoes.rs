//! Our own words that repeat what somebody said: found by reading, erased by number.

use super::{Error, HistoryLine, Reader, Writer};
use crate::clock::UnixTime;
use crate::ids::{ChatId, SenderId};
use rusqlite::params;

impl Reader<'_> {
    /// Every chat of which anything is known.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn all_chats(&self) -> Result<Vec<ChatId>, Error> {
        let mut statement = self.conn.prepare_cached("SELECT chat_id FROM chat")?;
        let rows = statement.query_map([], |row| Ok(ChatId(row.get(0)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What has been or is to be sent in a chat beyond `after`: numbers and words.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn outgoing_words(
        &self,
        chat: ChatId,
        after: i64,
        limit: i64,
    ) -> Result<Vec<(i64, String)>, Error> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id, text FROM outbox
             WHERE chat_id = ?1 AND id > ?2 AND state <> 1 ORDER BY id LIMIT ?3",
        )?;
        let rows = statement.query_map(params![chat.0, after, limit], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Writer<'_> {
    /// Erases a message of ours, and what stood in the outbox for it; how many rows that were.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn erase_own(
        &self,
        chat: ChatId,
        me: SenderId,
        line: &HistoryLine,
    ) -> Result<usize, Error> {
        let UnixTime(sent_at) = line.sent_at;
        let message = line.message_id.map(|id| id.0);
        let gone = self
            .conn
            .prepare_cached(
                "DELETE FROM message WHERE chat_id = ?1 AND sender_id = ?2 AND sent_at = ?3
                     AND message_id IS ?4",
            )?
            .execute(params![chat.0, me.0, sent_at, message])?;
        Ok(gone)
    }

    /// Erases what was or is to be sent.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn erase_outgoing(&self, chat: ChatId, id: i64) -> Result<(), Error> {
        self.conn
            .prepare_cached("DELETE FROM outbox WHERE id = ?1 AND chat_id = ?2 AND state <> 1")?
            .execute([id, chat.0])?;
        Ok(())
    }
}
