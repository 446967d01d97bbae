//! What the operator's report counts. No words of people are read here, only who, when and how.

use super::usage::model_totals;
use super::{Error, ModelTotals, Reader};
use crate::clock::UnixTime;
use crate::ids::{ChatId, SenderId};
use rusqlite::{OptionalExtension, Row, params};

/// What the report counts of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageFacts {
    /// Where.
    pub chat: ChatId,
    /// Who.
    pub sender: SenderId,
    /// When.
    pub sent_at: UnixTime,
    /// Whether we said it.
    pub is_ours: bool,
    /// The emotion's code, if it was analysed.
    pub emotion: Option<u8>,
    /// The topic's code, if it was analysed.
    pub topic: Option<u8>,
}

/// What the models cost on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DayUsage {
    /// UTC days since 1970.
    pub day: i64,
    /// Requests.
    pub requests: i64,
    /// Those without a usable answer.
    pub failures: i64,
    /// Tokens of the questions.
    pub prompt_tokens: i64,
    /// Tokens of the answers, thinking included.
    pub answer_tokens: i64,
    /// How long they took together, in milliseconds.
    pub latency_ms: i64,
}

fn facts(row: &Row<'_>) -> rusqlite::Result<MessageFacts> {
    Ok(MessageFacts {
        chat: ChatId(row.get(0)?),
        sender: SenderId(row.get(1)?),
        sent_at: UnixTime(row.get(2)?),
        is_ours: row.get(3)?,
        emotion: row.get(4)?,
        topic: row.get(5)?,
    })
}

impl Reader<'_> {
    /// Shows every message since `since`, of one chat or of all, in no particular order.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn each_message(
        &self,
        chat: Option<ChatId>,
        since: UnixTime,
        visit: &mut dyn FnMut(MessageFacts),
    ) -> Result<(), Error> {
        let sql = match chat {
            // The unary plus keeps SQLite from jumping about in an index: nearly all rows are read.
            None => {
                "SELECT chat_id, sender_id, sent_at, is_ours, emotion, topic FROM message
                 WHERE +sent_at >= ?2 AND ?1 IS NULL"
            }
            Some(_) => {
                "SELECT chat_id, sender_id, sent_at, is_ours, emotion, topic FROM message
                 WHERE chat_id = ?1 AND sent_at >= ?2"
            }
        };
        let mut statement = self.conn.prepare(sql)?;
        let mut rows = statement.query(params![chat.map(|chat| chat.0), since.0])?;
        while let Some(row) = rows.next()? {
            visit(facts(row)?);
        }
        Ok(())
    }

    /// The seconds from a message to our answer to it, newest first, at most `limit`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn answer_delays(
        &self,
        chat: Option<ChatId>,
        since: UnixTime,
        limit: i64,
    ) -> Result<Vec<i64>, Error> {
        let mut statement = self.conn.prepare(
            "SELECT max(ours.sent_at - theirs.sent_at, 0)
             FROM message AS ours JOIN message AS theirs
                 ON theirs.chat_id = ours.chat_id AND theirs.message_id = ours.reply_to
             WHERE ours.is_ours = 1 AND ours.sent_at >= ?2 AND (?1 IS NULL OR ours.chat_id = ?1)
             ORDER BY ours.id DESC LIMIT ?3",
        )?;
        let rows = statement
            .query_map(params![chat.map(|chat| chat.0), since.0, limit], |row| {
                row.get(0)
            })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How often each rule decided since `since`, most often first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn decision_counts(
        &self,
        chat: Option<ChatId>,
        since: UnixTime,
    ) -> Result<Vec<(String, i64)>, Error> {
        let mut statement = self.conn.prepare(
            "SELECT reason, count(*) FROM decision
             WHERE at >= ?2 AND (?1 IS NULL OR chat_id = ?1)
             GROUP BY reason ORDER BY 2 DESC, 1",
        )?;
        let rows = statement.query_map(params![chat.map(|chat| chat.0), since.0], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What the models cost on each UTC day since `since`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn usage_by_day(&self, since: UnixTime) -> Result<Vec<DayUsage>, Error> {
        let mut statement = self.conn.prepare(
            "SELECT day, sum(requests), sum(failures), sum(prompt_tokens),
                 sum(answer_tokens + thought_tokens), sum(latency_ms)
             FROM usage WHERE day >= ?1 GROUP BY day ORDER BY day",
        )?;
        let rows = statement.query_map([since.utc_day()], |row| {
            Ok(DayUsage {
                day: row.get(0)?,
                requests: row.get(1)?,
                failures: row.get(2)?,
                prompt_tokens: row.get(3)?,
                answer_tokens: row.get(4)?,
                latency_ms: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What each model cost since the UTC day of `since`, the most tokens first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn usage_by_model(&self, since: UnixTime) -> Result<Vec<ModelTotals>, Error> {
        let mut statement = self.conn.prepare_cached(
            "SELECT model, sum(requests), sum(failures), sum(prompt_tokens), sum(answer_tokens),
                 sum(thought_tokens)
             FROM usage WHERE day >= ?1 GROUP BY model
             ORDER BY sum(prompt_tokens + answer_tokens + thought_tokens) DESC, model",
        )?;
        let rows = statement.query_map([since.utc_day()], model_totals)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What a sender is called now; `None` if nobody knows or nobody may.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn name_of(&self, sender: SenderId) -> Result<Option<String>, Error> {
        let name: Option<String> = self
            .conn
            .prepare_cached("SELECT name FROM person WHERE person_id = ?1")?
            .query_row([sender.0], |row| row.get(0))
            .optional()?;
        Ok(name.filter(|name| !name.is_empty()))
    }
}
