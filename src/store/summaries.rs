//! What a chat was about in an hour, a day, a week, a month.

use super::{Error, Reader, Writer};
use crate::clock::UnixTime;
use crate::ids::ChatId;
use rusqlite::{OptionalExtension, Row, params};

/// The kinds of period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Period {
    Hour,
    Day,
    /// From Monday.
    Week,
    Month,
}

impl Period {
    /// Every kind, the shortest first.
    pub const ALL: [Self; 4] = [Self::Hour, Self::Day, Self::Week, Self::Month];

    fn code(self) -> i64 {
        match self {
            Self::Hour => 0,
            Self::Day => 1,
            Self::Week => 2,
            Self::Month => 3,
        }
    }

    /// SQLite's modifiers that lead from a local time to the period's first moment, and from there
    /// to the next one's.
    fn modifiers(self) -> ([&'static str; 2], &'static str) {
        match self {
            Self::Hour => (["+0 days", "+0 days"], "+1 hours"),
            Self::Day => (["start of day", "+0 days"], "+1 days"),
            // Six days back and forward to a Monday: the Monday on or before.
            Self::Week => (["start of day", "weekday 0"], "+7 days"),
            Self::Month => (["start of month", "+0 days"], "+1 months"),
        }
    }
}

/// A summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The kind of period.
    pub period: Period,
    /// Its first second.
    pub start: UnixTime,
    /// The first second after it.
    pub until: UnixTime,
    /// What happened, in a few sentences.
    pub text: String,
    /// The mood, the analyser's word.
    pub mood: String,
    /// Emotions with the number of messages that showed them, JSON.
    pub emotions: String,
    /// Topics, the analyser's words, the largest first, JSON.
    pub topics: String,
    /// Names of who spoke, the most talkative first, JSON.
    pub participants: String,
    /// How many messages there were.
    pub messages: i64,
    /// `local`, or the model's name.
    pub made_by: String,
}

/// A summary to be kept.
#[derive(Debug, Clone, Copy)]
pub struct NewSummary<'a> {
    /// Whose.
    pub chat: ChatId,
    /// What.
    pub summary: &'a Summary,
}

pub(super) const LATEST: &str = "SELECT period, start, until, text, mood, emotions, topics,
         participants, messages, made_by
     FROM summary WHERE chat_id = ?1 AND period = ?2 AND start < ?3 ORDER BY start DESC LIMIT ?4";
pub(super) const END_OF: &str = "SELECT until FROM summary
     WHERE chat_id = ?1 AND period = ?2 AND start <= ?3 ORDER BY start DESC LIMIT 1";
/// Periods that are looked through for one without a summary.
const PERIODS_MAX: usize = 2_000;
pub(super) const NEXT_MESSAGE: &str =
    "SELECT min(sent_at) FROM message WHERE chat_id = ?1 AND sent_at >= ?2";
pub(super) const COUNT_BETWEEN: &str =
    "SELECT count(*) FROM message WHERE chat_id = ?1 AND sent_at >= ?2 AND sent_at < ?3";

impl Reader<'_> {
    /// The first second of the period around `at`, and the first second after it, by local time.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn period_around(
        &self,
        period: Period,
        at: UnixTime,
    ) -> Result<(UnixTime, UnixTime), Error> {
        if period == Period::Hour {
            // Every time zone in use is a multiple of a quarter of an hour off; hours are whole
            // UTC hours, which is never wrong by more.
            let start = at.0.div_euclid(3_600) * 3_600;
            return Ok((UnixTime(start), UnixTime(start + 3_600)));
        }
        let (back, on) = period.modifiers();
        let shift = if period == Period::Week {
            "-6 days"
        } else {
            "+0 days"
        };
        let [first, second] = back;
        // A Sunday ends its week, so the Monday is the day after the Sunday before: the Sunday
        // on or after, six days back.
        Ok(self
            .conn
            .prepare_cached(
                "SELECT unixepoch(local, 'utc'), unixepoch(local, ?5, 'utc') FROM (
                     SELECT datetime(?1, 'unixepoch', 'localtime', ?2, ?3, ?4) AS local)",
            )?
            .query_row(params![at.0, first, second, shift, on], |row| {
                Ok((UnixTime(row.get(0)?), UnixTime(row.get(1)?)))
            })?)
    }

    /// The earliest period of a chat that is over at `now`, in which something was said since
    /// `since`, and that has no summary.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn next_period(
        &self,
        chat: ChatId,
        period: Period,
        since: UnixTime,
        now: UnixTime,
    ) -> Result<Option<(UnixTime, UnixTime)>, Error> {
        let mut from = since;
        for _ in 0..PERIODS_MAX {
            let spoken: Option<i64> = self
                .conn
                .prepare_cached(NEXT_MESSAGE)?
                .query_row([chat.0, from.0], |row| row.get(0))?;
            let Some(spoken) = spoken else {
                return Ok(None);
            };
            let known: Option<i64> = self
                .conn
                .prepare_cached(END_OF)?
                .query_row([chat.0, period.code(), spoken], |row| row.get(0))
                .optional()?;
            if let Some(until) = known.filter(|until| *until > spoken) {
                from = UnixTime(until);
                continue;
            }
            let (start, until) = self.period_around(period, UnixTime(spoken))?;
            return Ok((until <= now).then_some((start, until)));
        }
        Ok(None)
    }

    /// The newest summaries of a kind that begin before `before`, newest first, at most `limit`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn summaries(
        &self,
        chat: ChatId,
        period: Period,
        before: UnixTime,
        limit: i64,
    ) -> Result<Vec<Summary>, Error> {
        let mut statement = self.conn.prepare_cached(LATEST)?;
        let rows = statement.query_map([chat.0, period.code(), before.0, limit], |row| {
            summary(row, period)
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The summary of the period that begins at `start`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn summary_of(
        &self,
        chat: ChatId,
        period: Period,
        start: UnixTime,
    ) -> Result<Option<Summary>, Error> {
        let before = start.plus(1);
        let newest = self.summaries(chat, period, before, 1)?.pop();
        Ok(newest.filter(|summary| summary.start == start))
    }

    /// How many messages were written in a span.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn count_between(
        &self,
        chat: ChatId,
        from: UnixTime,
        until: UnixTime,
    ) -> Result<i64, Error> {
        Ok(self
            .conn
            .prepare_cached(COUNT_BETWEEN)?
            .query_row([chat.0, from.0, until.0], |row| row.get(0))?)
    }
}

fn summary(row: &Row<'_>, period: Period) -> rusqlite::Result<Summary> {
    Ok(Summary {
        period,
        start: UnixTime(row.get(1)?),
        until: UnixTime(row.get(2)?),
        text: row.get(3)?,
        mood: row.get(4)?,
        emotions: row.get(5)?,
        topics: row.get(6)?,
        participants: row.get(7)?,
        messages: row.get(8)?,
        made_by: row.get(9)?,
    })
}

impl Writer<'_> {
    /// Keeps a summary; `false` if that period has one already.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn note_summary(&self, new: &NewSummary<'_>, now: UnixTime) -> Result<bool, Error> {
        let summary = new.summary;
        let kept = self
            .conn
            .prepare_cached(
                "INSERT INTO summary VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
                 ON CONFLICT DO NOTHING",
            )?
            .execute(params![
                new.chat.0,
                summary.period.code(),
                summary.start.0,
                summary.until.0,
                summary.text,
                summary.mood,
                summary.emotions,
                summary.topics,
                summary.participants,
                summary.messages,
                summary.made_by,
                now.0
            ])?;
        Ok(kept > 0)
    }

    /// Forgets summaries of one kind that ended before `before`; at most `limit`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn forget_summaries(
        &self,
        period: Period,
        before: UnixTime,
        limit: i64,
    ) -> Result<usize, Error> {
        Ok(self
            .conn
            .prepare_cached(
                "DELETE FROM summary WHERE (chat_id, period, start) IN (
                     SELECT chat_id, period, start FROM summary
                     WHERE period = ?1 AND until < ?2 LIMIT ?3)",
            )?
            .execute([period.code(), before.0, limit])?)
    }

    /// Forgets every summary of a chat that names `name`: it may hold that person's words.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn forget_summaries_naming(&self, chat: ChatId, name: &str) -> Result<usize, Error> {
        let quoted = serde_json::Value::from(name).to_string();
        Ok(self
            .conn
            .prepare_cached(
                "DELETE FROM summary WHERE chat_id = ?1
                     AND (instr(participants, ?2) > 0 OR instr(text, ?3) > 0)",
            )?
            .execute(params![chat.0, quoted, name])?)
    }
}
