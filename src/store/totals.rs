//! Numbers of the whole: for admins.

use super::{Error, Reader};
use crate::clock::UnixTime;

/// What the whole holds and did since a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Groups and channels in which we may speak and something happened since then.
    pub active_chats: i64,
    /// Messages stored, ever.
    pub messages: i64,
    /// Answers since then.
    pub replies: i64,
    /// Times we joined in since then.
    pub joins: i64,
    /// Topics we started since then.
    pub initiatives: i64,
    /// Reactions we made since then.
    pub reactions: i64,
}

/// What the models cost on one UTC day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ModelDay {
    /// Requests.
    pub requests: i64,
    /// Those without a usable answer.
    pub failures: i64,
    /// Tokens of all kinds.
    pub tokens: i64,
    /// Mean latency in milliseconds.
    pub latency_ms: i64,
}

impl Reader<'_> {
    /// What the whole holds and did since `since`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn totals(&self, since: UnixTime) -> Result<Totals, Error> {
        Ok(self.conn.query_row(
            "SELECT (SELECT count(*) FROM chat
                     WHERE is_member = 1 AND chat_id < 0 AND seen_at >= ?1),
                 (SELECT count(*) FROM message),
                 count(*) FILTER (WHERE kind = 'reply'),
                 count(*) FILTER (WHERE kind = 'join'),
                 count(*) FILTER (WHERE kind = 'initiative'),
                 (SELECT count(*) FROM outbox WHERE created_at > ?1
                     AND method = 'setMessageReaction' AND state = 2)
             FROM job WHERE created_at > ?1 AND state = 1 AND outcome IN ('said', 'at_once')",
            [since.0],
            |row| {
                Ok(Totals {
                    active_chats: row.get(0)?,
                    messages: row.get(1)?,
                    replies: row.get(2)?,
                    joins: row.get(3)?,
                    initiatives: row.get(4)?,
                    reactions: row.get(5)?,
                })
            },
        )?)
    }

    /// What the models cost on the UTC day of `now`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn model_day(&self, now: UnixTime) -> Result<ModelDay, Error> {
        Ok(self.conn.query_row(
            "SELECT coalesce(sum(requests), 0), coalesce(sum(failures), 0),
                 coalesce(sum(prompt_tokens + answer_tokens + thought_tokens), 0),
                 coalesce(sum(latency_ms) / max(1, sum(requests)), 0)
             FROM usage WHERE day = ?1",
            [now.utc_day()],
            |row| {
                Ok(ModelDay {
                    requests: row.get(0)?,
                    failures: row.get(1)?,
                    tokens: row.get(2)?,
                    latency_ms: row.get(3)?,
                })
            },
        )?)
    }

    /// The size of the database in bytes, its log aside.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn database_bytes(&self) -> Result<i64, Error> {
        let pragma = |name| self.conn.pragma_query_value(None, name, |row| row.get(0));
        let (pages, size): (i64, i64) = (pragma("page_count")?, pragma("page_size")?);
        Ok(pages.saturating_mul(size))
    }
}
