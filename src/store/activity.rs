//! Numbers about people and chats, for those who ask.

use super::{Error, Reader};
use crate::clock::UnixTime;
use crate::ids::{ChatId, SenderId};
use rusqlite::params;

/// What happened in a chat since some moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Activity {
    /// Messages of people.
    pub messages: u64,
    /// People who wrote, busiest first, with the number of their messages.
    pub people: Vec<(SenderId, u64)>,
    /// Messages by the emotion's code.
    pub emotions: Vec<(u8, u64)>,
    /// Messages by the topic's code.
    pub topics: Vec<(u8, u64)>,
    /// Messages by local hour.
    pub hours: Vec<(u8, u64)>,
}

/// The most messages of a chat that one count looks at: the newest.
const LOOKED_AT_MAX: i64 = 50_000;

impl Reader<'_> {
    /// What happened in a chat since `since`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn activity(&self, chat: ChatId, since: UnixTime) -> Result<Activity, Error> {
        let mut activity = Activity::default();
        let mut statement = self.conn.prepare_cached(ACTIVITY)?;
        let rows = statement.query_map(params![chat.0, since.0, LOOKED_AT_MAX], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, i64>(1)?,
                row.get::<_, i64>(2)?,
            ))
        })?;
        for row in rows {
            let (what, item, count) = row?;
            let count = u64::try_from(count).unwrap_or(0);
            let small = u8::try_from(item).unwrap_or(u8::MAX);
            match what {
                0 => {
                    activity.messages = activity.messages.saturating_add(count);
                    activity.people.push((SenderId(item), count));
                }
                1 => activity.emotions.push((small, count)),
                2 => activity.topics.push((small, count)),
                _ => activity.hours.push((small, count)),
            }
        }
        Ok(activity)
    }

    /// Why messages of a chat were answered or not since `since`, most frequent first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn reasons(&self, chat: ChatId, since: UnixTime) -> Result<Vec<(String, u64)>, Error> {
        let mut statement = self.conn.prepare_cached(
            "SELECT reason, count(*) FROM decision WHERE chat_id = ?1 AND at >= ?2
             GROUP BY reason ORDER BY 2 DESC",
        )?;
        let rows = statement.query_map(params![chat.0, since.0], |row| {
            let count: i64 = row.get(1)?;
            Ok((row.get(0)?, u64::try_from(count).unwrap_or(0)))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many requests of a method Telegram took from us in a chat since `since`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn sent_since(&self, chat: ChatId, method: &str, since: UnixTime) -> Result<u64, Error> {
        let count: i64 = self
            .conn
            .prepare_cached(
                "SELECT count(*) FROM outbox
                 WHERE chat_id = ?1 AND method = ?2 AND created_at >= ?3 AND state = 2",
            )?
            .query_row(params![chat.0, method, since.0], |row| row.get(0))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// How many messages of a person a chat holds, and when the first and the last were sent.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn tally(
        &self,
        chat: ChatId,
        person: SenderId,
    ) -> Result<(u64, UnixTime, UnixTime), Error> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT count(*), coalesce(min(sent_at), 0), coalesce(max(sent_at), 0)
                 FROM message WHERE chat_id = ?1 AND sender_id = ?2",
            )?
            .query_row(params![chat.0, person.0], |row| {
                let count: i64 = row.get(0)?;
                let count = u64::try_from(count).unwrap_or(0);
                Ok((count, UnixTime(row.get(1)?), UnixTime(row.get(2)?)))
            })?)
    }
}

const ACTIVITY: &str = "
WITH recent AS MATERIALIZED (
    SELECT sender_id, emotion, topic, sent_at FROM message
    WHERE chat_id = ?1 AND sent_at >= ?2 AND is_ours = 0 AND is_bot = 0
    ORDER BY sent_at DESC LIMIT ?3)
SELECT 0, sender_id, count(*) FROM recent GROUP BY sender_id
UNION ALL SELECT 1, emotion, count(*) FROM recent WHERE emotion IS NOT NULL GROUP BY emotion
UNION ALL SELECT 2, topic, count(*) FROM recent WHERE topic IS NOT NULL GROUP BY topic
UNION ALL SELECT 3, CAST(strftime('%H', sent_at, 'unixepoch', 'localtime') AS INTEGER) AS hour,
    count(*) FROM recent GROUP BY hour
ORDER BY 1, 3 DESC";
