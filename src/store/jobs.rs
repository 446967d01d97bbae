//! Work that follows from messages, and how much of it there was lately.

use super::{Error, Reader, Writer};
use crate::clock::{SECONDS_PER_HOUR, SECONDS_PER_MINUTE, UnixTime};
use crate::ids::{ChatId, SenderId, UpdateId};
use rusqlite::{OptionalExtension, params};

/// Work to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob<'a> {
    /// Where.
    pub chat: ChatId,
    /// On whose account.
    pub person: SenderId,
    /// What kind of work.
    pub kind: &'a str,
    /// What caused it; a second job of the same kind for the same update is not taken.
    pub update_id: UpdateId,
    /// What it needs to know, JSON.
    pub payload: &'a str,
    /// Not worth doing after this.
    pub expires_at: UnixTime,
}

/// Work taken up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its number.
    pub id: i64,
    /// What kind of work.
    pub kind: String,
    /// What caused it.
    pub update_id: UpdateId,
    /// What it needs to know, JSON.
    pub payload: String,
    /// How many starts of the process have found it open and first of its chat: it may be what ends
    /// the process.
    pub attempts: i64,
    /// Not worth doing after this.
    pub expires_at: UnixTime,
}

/// How much we have lately done, for the limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PaceCounts {
    /// Replies in this chat in the last minute.
    pub chat_minute: i64,
    /// Replies in this chat in the last hour.
    pub chat_hour: i64,
    /// Replies to this person in this chat in the last minute.
    pub person_minute: i64,
    /// Answers to this person's commands in this chat in the last minute.
    pub person_commands_minute: i64,
    /// Replies to this person in this chat in the last hour.
    pub person_hour: i64,
    /// Replies everywhere in the last minute.
    pub global_minute: i64,
    /// Reactions in this chat in the last minute.
    pub reactions_minute: i64,
}

impl Reader<'_> {
    /// The oldest open job of a chat that may be done at `now`; noticing and describing wait for
    /// all others.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn next_job(&self, chat: ChatId, now: UnixTime) -> Result<Option<Job>, Error> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT id, kind, update_id, payload, attempts, expires_at FROM job
                 WHERE chat_id = ?1 AND state = 0 AND not_before <= ?2
                 ORDER BY kind IN ('notice', 'describe'), id LIMIT 1",
            )?
            .query_row(params![chat.0, now.0], |row| {
                Ok(Job {
                    id: row.get(0)?,
                    kind: row.get(1)?,
                    update_id: UpdateId(row.get(2)?),
                    payload: row.get(3)?,
                    attempts: row.get(4)?,
                    expires_at: UnixTime(row.get(5)?),
                })
            })
            .optional()?)
    }

    /// Every chat with open jobs or unsent messages, and when its first may be taken up.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn waiting_chats(&self) -> Result<Vec<(ChatId, UnixTime)>, Error> {
        let mut statement = self.conn.prepare_cached(
            "SELECT chat_id, min(not_before) FROM (
                 SELECT chat_id, not_before FROM job WHERE state = 0
                 UNION ALL SELECT chat_id, not_before FROM outbox WHERE state < 2)
             GROUP BY chat_id",
        )?;
        let rows =
            statement.query_map([], |row| Ok((ChatId(row.get(0)?), UnixTime(row.get(1)?))))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How much we have lately done in `chat`, for `person`, and everywhere.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn pace(&self, chat: ChatId, person: SenderId, now: UnixTime) -> Result<PaceCounts, Error> {
        let minute = now.minus(SECONDS_PER_MINUTE).0;
        let hour = now.minus(SECONDS_PER_HOUR).0;
        let mut counts = self
            .conn
            .prepare_cached(
                "SELECT count(*) FILTER (WHERE created_at > ?3), count(*),
                     count(*) FILTER (WHERE created_at > ?3 AND person_id = ?2),
                     count(*) FILTER (WHERE person_id = ?2),
                     count(*) FILTER (WHERE created_at > ?3 AND person_id = ?2
                         AND outcome = 'at_once')
                 FROM job WHERE chat_id = ?1 AND created_at > ?4
                     AND kind IN ('reply', 'join', 'initiative') AND state < 2",
            )?
            .query_row(params![chat.0, person.0, minute, hour], |row| {
                Ok(PaceCounts {
                    chat_minute: row.get(0)?,
                    chat_hour: row.get(1)?,
                    person_minute: row.get(2)?,
                    person_hour: row.get(3)?,
                    person_commands_minute: row.get(4)?,
                    global_minute: 0,
                    reactions_minute: 0,
                })
            })?;
        counts.global_minute = self
            .conn
            .prepare_cached(
                "SELECT count(*) FROM job WHERE created_at > ?1 AND kind IN ('reply', 'join', 'initiative')
                     AND state < 2",
            )?
            .query_row([minute], |row| row.get(0))?;
        counts.reactions_minute = self
            .conn
            .prepare_cached(
                "SELECT count(*) FROM outbox
                 WHERE chat_id = ?1 AND method = 'setMessageReaction' AND created_at > ?2",
            )?
            .query_row(params![chat.0, minute], |row| row.get(0))?;
        Ok(counts)
    }

    /// When the last job of `kind` on this person's account was made in `chat`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn last_job_at(
        &self,
        chat: ChatId,
        person: SenderId,
        kind: &str,
    ) -> Result<Option<UnixTime>, Error> {
        let at: Option<i64> = self
            .conn
            .prepare_cached(
                "SELECT max(created_at) FROM job
                 WHERE chat_id = ?1 AND person_id = ?2 AND kind = ?3",
            )?
            .query_row(params![chat.0, person.0, kind], |row| row.get(0))?;
        Ok(at.map(UnixTime))
    }

    /// Since when words of ours are on their way to a chat, as far as it was after `since`: a model
    /// is being asked, a message waits, or nobody knows whether it arrived. The newest, if any.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn speaking_since(&self, chat: ChatId, since: UnixTime) -> Result<Option<UnixTime>, Error> {
        let at: Option<i64> = self
            .conn
            .prepare_cached(
                "SELECT max(at) FROM (
                     SELECT created_at AS at FROM job
                     WHERE chat_id = ?1 AND created_at > ?2 AND state = 0
                         AND kind IN ('reply', 'join', 'initiative')
                     UNION ALL
                     SELECT created_at FROM outbox
                     WHERE chat_id = ?1 AND method = 'sendMessage' AND created_at > ?2
                         AND state IN (0, 1, 3))",
            )?
            .query_row(params![chat.0, since.0], |row| row.get(0))?;
        Ok(at.map(UnixTime))
    }

    /// Whether a job is still to be done: it may have been erased with the words that caused it.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn is_job_open(&self, id: i64) -> Result<bool, Error> {
        Ok(self
            .conn
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM job WHERE id = ?1 AND state = 0)")?
            .query_row([id], |row| row.get(0))?)
    }

    /// How many jobs are open.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn open_jobs(&self) -> Result<i64, Error> {
        Ok(self
            .conn
            .query_row("SELECT count(*) FROM job WHERE state = 0", [], |row| {
                row.get(0)
            })?)
    }
}

impl Writer<'_> {
    /// Adds a job.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn add_job(&self, job: &NewJob<'_>, now: UnixTime) -> Result<(), Error> {
        self.conn
            .prepare_cached(
                "INSERT INTO job (chat_id, person_id, kind, update_id, payload, expires_at,
                     created_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
            )?
            .execute(params![
                job.chat.0,
                job.person.0,
                job.kind,
                job.update_id.0,
                job.payload,
                job.expires_at.0,
                now.0
            ])?;
        Ok(())
    }

    /// Notes a job that was done at once, for the limits.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn add_done_job(&self, job: &NewJob<'_>, now: UnixTime) -> Result<(), Error> {
        self.add_job(job, now)?;
        self.conn
            .prepare_cached(
                "UPDATE job SET state = 1, outcome = 'at_once' WHERE update_id = ?1 AND kind = ?2",
            )?
            .execute(params![job.update_id.0, job.kind])?;
        Ok(())
    }

    /// Counts a start of the process for the jobs that may have been under way when it ended: a
    /// chat's are done one by one.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn count_start(&self) -> Result<(), Error> {
        self.conn.execute(
            "UPDATE job SET attempts = attempts + 1 WHERE id IN (
                 SELECT min(id) FROM job WHERE state = 0 GROUP BY chat_id, kind IN ('notice', 'describe'))",
            [],
        )?;
        Ok(())
    }

    /// Leaves a job for later.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn postpone_job(&self, id: i64, not_before: UnixTime) -> Result<(), Error> {
        self.conn
            .prepare_cached("UPDATE job SET not_before = ?2 WHERE id = ?1 AND state = 0")?
            .execute(params![id, not_before.0])?;
        Ok(())
    }

    /// Ends a job; `outcome` says how in one word. What it needed to know is dropped.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn end_job(&self, id: i64, done: bool, outcome: &str) -> Result<(), Error> {
        self.conn
            .prepare_cached("UPDATE job SET state = ?2, outcome = ?3, payload = '' WHERE id = ?1")?
            .execute(params![id, if done { 1 } else { 2 }, outcome])?;
        Ok(())
    }

    /// Keeps how far a job has come, to go on from there after a restart. A job that gets on is not
    /// one that kills the process, so its beginnings are counted anew.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn set_job_payload(&self, id: i64, payload: &str) -> Result<(), Error> {
        self.conn
            .prepare_cached("UPDATE job SET payload = ?2, attempts = 0 WHERE id = ?1")?
            .execute(params![id, payload])?;
        Ok(())
    }

    /// Forgets ended jobs made before `before`; at most `limit`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn forget_jobs(&self, before: UnixTime, limit: i64) -> Result<usize, Error> {
        Ok(self
            .conn
            .prepare_cached(
                "DELETE FROM job WHERE id IN (
                     SELECT id FROM job WHERE created_at < ?1 AND state > 0 LIMIT ?2)",
            )?
            .execute(params![before.0, limit])?)
    }
}
