//! A person's words leave the database: every table that can hold them stands in [`TRACES`].
//!
//! A test looks for a person's words in every table of the schema after a forgetting, so a table
//! that is missing here is found there.

use super::{Error, Reader, Store, Writer};
use crate::clock::UnixTime;
use crate::ids::SenderId;
use rusqlite::params;
use serde::{Deserialize, Serialize};

/// Where a person leaves traces, and how a step removes some of them. `?1` is the person, `?2` our
/// own id, `?3` the most rows of a step; a statement that does all at once counts as one step.
const TRACES: &[(Trace, &str)] = &[
    // Our own answers to them repeat what they said.
    (
        Trace::Answers,
        "DELETE FROM message WHERE id IN (
             SELECT ours.id FROM chat
             JOIN message AS ours ON ours.chat_id = chat.chat_id AND ours.sender_id = ?2
             JOIN message AS theirs ON theirs.chat_id = ours.chat_id
                 AND theirs.message_id = ours.reply_to
             WHERE theirs.sender_id = ?1 LIMIT ?3)",
    ),
    (
        Trace::Decisions,
        "DELETE FROM decision WHERE (chat_id, message_id) IN (
             SELECT decision.chat_id, decision.message_id FROM chat
             JOIN message ON message.chat_id = chat.chat_id AND message.sender_id = ?1
             JOIN decision ON decision.chat_id = message.chat_id
                 AND decision.message_id = message.message_id
             WHERE ?2 = ?2 LIMIT ?3)",
    ),
    (
        Trace::Messages,
        "DELETE FROM message WHERE id IN (
             SELECT message.id FROM chat
             JOIN message ON message.chat_id = chat.chat_id AND message.sender_id = ?1
             WHERE ?2 = ?2 LIMIT ?3)",
    ),
    (
        Trace::Facts,
        "DELETE FROM fact WHERE id IN (
             SELECT id FROM fact WHERE person_id = ?1 AND ?2 = ?2 LIMIT ?3)",
    ),
    (
        Trace::Profiles,
        "DELETE FROM profile WHERE id IN (
             SELECT id FROM profile WHERE person_id = ?1 AND ?2 = ?2 LIMIT ?3)",
    ),
    (
        Trace::Preferences,
        "DELETE FROM preference WHERE (chat_id, person_id) IN (
             SELECT chat_id, person_id FROM preference WHERE person_id = ?1 AND ?2 = ?2 LIMIT ?3)",
    ),
    // Work on their account, the words that came with it, and what is on its way to Telegram.
    (
        Trace::Requests,
        "DELETE FROM outbox WHERE id IN (
             SELECT outbox.id FROM job JOIN outbox ON outbox.update_id = job.update_id
             WHERE job.person_id = ?1 AND job.kind <> 'forget' AND outbox.state <> 1 AND ?2 = ?2
             LIMIT ?3)",
    ),
    (
        Trace::Jobs,
        "DELETE FROM job WHERE id IN (
             SELECT id FROM job
             WHERE person_id = ?1 AND kind <> 'forget' AND ?2 = ?2 LIMIT ?3)",
    ),
    (
        Trace::Buttons,
        "DELETE FROM button WHERE nonce IN (
             SELECT nonce FROM button WHERE person_id = ?1 AND ?2 = ?2 LIMIT ?3)",
    ),
];

/// Statements that remove the rest at once: there are few such rows, or they are small.
const REST: &[&str] = &[
    // Somebody else's question may quote them.
    "UPDATE job SET payload = json_set(payload, '$.quoted', NULL)
     WHERE state = 0 AND kind = 'reply' AND json_valid(payload) AND ?1 = ?1",
    // Updates set aside are kept as they came.
    "UPDATE inbox SET raw = '{}' WHERE state = 2 AND raw LIKE '%' || ?1 || '%'",
    "UPDATE chat SET title = '', username = NULL WHERE chat_id = ?1 AND kind = 'private'",
    "UPDATE person SET name = '', username = NULL WHERE person_id = ?1",
];

/// What is removed of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trace {
    Answers,
    Decisions,
    Messages,
    Facts,
    Profiles,
    Preferences,
    Requests,
    Jobs,
    Buttons,
}

/// The rows of one step: it holds the write lock for a few milliseconds.
const STEP_ROWS: usize = 250;

/// How far a forgetting has come, and what was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Forgetting {
    /// The next kind of trace.
    pub stage: usize,
    /// Their messages.
    pub messages: usize,
    /// Our answers to them.
    pub answers: usize,
    /// Facts.
    pub facts: usize,
    /// Profiles, one a chat.
    pub profiles: usize,
    /// Summaries in which they were mentioned.
    pub summaries: usize,
    /// Everything else: traces of decisions, jobs, buttons, wishes.
    pub rest: usize,
}

impl Forgetting {
    /// Whether nothing is left to be done.
    pub fn is_done(&self) -> bool {
        self.stage > TRACES.len()
    }

    fn count(&mut self, trace: Trace, rows: usize) {
        let counter = match trace {
            Trace::Messages => &mut self.messages,
            Trace::Answers => &mut self.answers,
            Trace::Facts => &mut self.facts,
            Trace::Profiles => &mut self.profiles,
            Trace::Decisions
            | Trace::Preferences
            | Trace::Requests
            | Trace::Jobs
            | Trace::Buttons => &mut self.rest,
        };
        *counter = counter.saturating_add(rows);
    }
}

/// Whether and since when somebody is not to be remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Consent {
    /// They asked not to be remembered.
    pub opted_out: bool,
    /// What they wrote up to then was erased.
    pub forgotten_at: UnixTime,
}

impl Consent {
    /// Whether the words of a message sent at `sent_at` may be kept.
    pub fn covers(self, sent_at: UnixTime) -> bool {
        !self.opted_out && (self.forgotten_at.0 == 0 || sent_at > self.forgotten_at)
    }
}

impl Reader<'_> {
    /// Whether a person may be remembered.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn consent(&self, person: SenderId) -> Result<Consent, Error> {
        use rusqlite::OptionalExtension;
        let consent = self
            .conn
            .prepare_cached("SELECT opted_out, forgotten_at FROM person WHERE person_id = ?1")?
            .query_row([person.0], |row| {
                Ok(Consent {
                    opted_out: row.get(0)?,
                    forgotten_at: UnixTime(row.get(1)?),
                })
            })
            .optional()?;
        Ok(consent.unwrap_or_default())
    }
}

impl Writer<'_> {
    /// Notes that what a person wrote up to `now` is erased and not stored again, however late it
    /// is delivered.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn begin_forgetting(&self, person: SenderId, now: UnixTime) -> Result<(), Error> {
        self.unlearn(person);
        self.conn
            .prepare_cached(
                "INSERT INTO person (person_id, name, is_bot, seen_at, forgotten_at)
                 VALUES (?1, '', 0, ?2, ?2)
                 ON CONFLICT (person_id) DO UPDATE SET
                     name = '', username = NULL, forgotten_at = excluded.forgotten_at",
            )?
            .execute(params![person.0, now.0])?;
        Ok(())
    }

    /// One step of a forgetting. `me` is our own id.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn forget_step(
        &self,
        person: SenderId,
        me: SenderId,
        forgetting: &mut Forgetting,
    ) -> Result<(), Error> {
        self.unlearn(person);
        let Some((trace, sql)) = TRACES.get(forgetting.stage) else {
            for sql in REST {
                self.conn.execute(sql, [person.0])?;
            }
            forgetting.stage = TRACES.len().saturating_add(1);
            return Ok(());
        };
        let limit = i64::try_from(STEP_ROWS).unwrap_or(i64::MAX);
        let rows = self
            .conn
            .prepare_cached(sql)?
            .execute(params![person.0, me.0, limit])?;
        forgetting.count(*trace, rows);
        if rows < STEP_ROWS {
            forgetting.stage = forgetting.stage.saturating_add(1);
        }
        Ok(())
    }

    /// Notes whether a person wants to be remembered.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn set_opted_out(
        &self,
        person: SenderId,
        opted_out: bool,
        now: UnixTime,
    ) -> Result<(), Error> {
        self.conn
            .prepare_cached(
                "INSERT INTO person (person_id, name, is_bot, seen_at, opted_out)
                 VALUES (?1, '', 0, ?3, ?2)
                 ON CONFLICT (person_id) DO UPDATE SET opted_out = excluded.opted_out",
            )?
            .execute(params![person.0, opted_out, now.0])?;
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

    /// Profiles of people unseen since `unseen_since` and facts that have faded: one step that
    /// looks at `limit` rows of each after `cursor`. Gives back the next cursor, `None` at the end,
    /// and how many rows went.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn prune_people(
        &self,
        cursor: i64,
        limit: i64,
        unseen_since: UnixTime,
        now: UnixTime,
    ) -> Result<(Option<i64>, usize), Error> {
        let next: Option<i64> = self
            .conn
            .prepare_cached(
                "SELECT max(id) FROM (
                     SELECT id FROM (SELECT id FROM profile WHERE id > ?1 ORDER BY id LIMIT ?2)
                     UNION ALL
                     SELECT id FROM (SELECT id FROM fact WHERE id > ?1 ORDER BY id LIMIT ?2))",
            )?
            .query_row([cursor, limit], |row| row.get(0))?;
        let Some(next) = next else {
            return Ok((None, 0));
        };
        let next = next.min(cursor.saturating_add(limit));
        let mut removed = self
            .conn
            .prepare_cached("DELETE FROM profile WHERE id > ?1 AND id <= ?2 AND seen_at < ?3")?
            .execute([cursor, next, unseen_since.0])?;
        removed = removed.saturating_add(
            self.conn
                .prepare_cached(
                    "DELETE FROM fact WHERE id > ?1 AND id <= ?2 AND (
                         expires_at < ?3
                         OR (half_life_days > 0 AND said_at < ?3 - half_life_days * 86400
                             AND confidence >> min((?3 - said_at) / (half_life_days * 86400), 8)
                                 < ?4))",
                )?
                .execute(params![
                    cursor,
                    next,
                    now.0,
                    crate::person::facts::CONFIDENCE_MIN
                ])?,
        );
        Ok((Some(next), removed))
    }
}

impl Store {
    /// Makes deleted content be overwritten wherever it stood, also on pages that become free.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn delete_for_good(&self, is_on: bool) -> Result<(), Error> {
        let mode = if is_on { "ON" } else { "FAST" };
        self.conn.pragma_update(None, "secure_delete", mode)?;
        Ok(())
    }

    /// Gives up to `pages` free pages of the file back to the file system, so that nothing
    /// lingers on them; says how many are left.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn return_free_pages(&self, pages: u32) -> Result<i64, Error> {
        self.conn
            .execute_batch(&format!("PRAGMA incremental_vacuum({pages})"))?;
        Ok(self
            .conn
            .pragma_query_value(None, "freelist_count", |row| row.get(0))?)
    }
}
