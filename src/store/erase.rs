//! A person's words leave the database: every table that can hold them stands in [`TRACES`].
//!
//! A test looks for a person's words in every table of the schema after a forgetting, so a table
//! that is missing here is found there.

use super::{Error, Writer};
use crate::clock::UnixTime;
use crate::ids::SenderId;
use rusqlite::params;
use serde::{Deserialize, Serialize};

/// Where a person leaves traces, and how a step removes some of them. `?1` is the person, `?2` our
/// own id, `?3` the most rows of a step; a statement that does all at once counts as one step.
/// CROSS JOIN: from the person's messages on, whatever SQLite thinks without statistics.
const TRACES: &[(Trace, &str)] = &[
    // Our own answers to them repeat what they said.
    (
        Trace::Answers,
        "DELETE FROM message WHERE id IN (
             SELECT ours.id FROM chat
             CROSS JOIN message AS theirs
             CROSS JOIN message AS ours INDEXED BY message_by_reply
             WHERE theirs.chat_id = chat.chat_id AND theirs.sender_id = ?1
                 AND ours.chat_id = theirs.chat_id AND ours.reply_to = theirs.message_id
                 AND ours.sender_id = ?2 LIMIT ?3)",
    ),
    // Of a long answer only the first part says what it answers.
    (
        Trace::Answers,
        "DELETE FROM message WHERE id IN (
             SELECT ours.id FROM job JOIN outbox ON outbox.update_id = job.update_id
             JOIN message AS ours ON ours.chat_id = outbox.chat_id
                 AND ours.message_id = outbox.message_id
             WHERE job.person_id = ?1 AND ours.sender_id = ?2 LIMIT ?3)",
    ),
    (
        Trace::Decisions,
        "DELETE FROM decision WHERE (chat_id, message_id) IN (
             SELECT decision.chat_id, decision.message_id FROM chat
             CROSS JOIN message CROSS JOIN decision
             WHERE message.chat_id = chat.chat_id AND message.sender_id = ?1
                 AND decision.chat_id = message.chat_id
                 AND decision.message_id = message.message_id
                 AND ?2 = ?2 LIMIT ?3)",
    ),
    // What was seen or heard in files that nobody else sent.
    (
        Trace::Media,
        "DELETE FROM media WHERE file_unique_id IN (
             SELECT media.file_unique_id FROM chat
             JOIN message ON message.chat_id = chat.chat_id AND message.sender_id = ?1
             JOIN media ON media.file_unique_id = message.media_unique_id
             WHERE ?2 = ?2 AND NOT EXISTS (
                 SELECT 1 FROM message AS other INDEXED BY message_by_media
                 WHERE other.media_unique_id = media.file_unique_id AND other.sender_id <> ?1)
             LIMIT ?3)",
    ),
    // Summaries of times in which they wrote; the librarian makes them anew from what remains.
    (
        Trace::Summaries,
        "DELETE FROM summary WHERE (chat_id, period, start) IN (
             SELECT chat_id, period, start FROM summary WHERE EXISTS (
                 SELECT 1 FROM message WHERE message.chat_id = summary.chat_id
                     AND message.sender_id = ?1 AND message.sent_at >= summary.start
                     AND message.sent_at < summary.until)
             AND ?2 = ?2 LIMIT ?3)",
    ),
    // Their words leave the index and their blocks with them: see the trigger in the schema.
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
             WHERE job.person_id = ?1 AND job.kind NOT IN ('forget', 'forget_chat')
                 AND outbox.state <> 1 AND ?2 = ?2
             LIMIT ?3)",
    ),
    (
        Trace::Jobs,
        "DELETE FROM job WHERE id IN (
             SELECT id FROM job
             WHERE person_id = ?1 AND kind NOT IN ('forget', 'forget_chat') AND ?2 = ?2
             LIMIT ?3)",
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
    "UPDATE job SET payload = json_set(payload, '$.quoted', NULL, '$.quoted_medium', NULL)
     WHERE state = 0 AND kind IN ('reply', 'join') AND json_valid(payload) AND ?1 = ?1",
    // Updates set aside are kept as they came.
    "UPDATE inbox SET raw = '{}' WHERE state = 2 AND raw LIKE '%' || ?1 || '%'",
    "UPDATE chat SET title = '', username = NULL WHERE chat_id = ?1 AND kind = 'private'",
    "UPDATE person SET name = '', username = NULL WHERE person_id = ?1",
    "DELETE FROM hush WHERE person_id = ?1",
    "DELETE FROM dislike WHERE person_id = ?1",
];

/// What is removed of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trace {
    Answers,
    Decisions,
    Media,
    Summaries,
    Messages,
    Facts,
    Profiles,
    Preferences,
    Requests,
    Jobs,
    Buttons,
}

/// The rows of one step: it holds the write lock for a few milliseconds.
const STEP_ROWS: usize = 128;

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
            Trace::Summaries => &mut self.summaries,
            Trace::Decisions
            | Trace::Media
            | Trace::Preferences
            | Trace::Requests
            | Trace::Jobs
            | Trace::Buttons => &mut self.rest,
        };
        *counter = counter.saturating_add(rows);
    }
}

impl Writer<'_> {
    /// Notes that what a person wrote up to `now` is erased and not stored again, however late it
    /// is delivered. Summaries that name them go at once, because their name does.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn begin_forgetting(&self, person: SenderId, now: UnixTime) -> Result<Forgetting, Error> {
        self.unlearn(person);
        let mut begun = Forgetting::default();
        if let Some(name) = self.name_of(person)? {
            for chat in self.chats_of_person(person)? {
                let gone = self.forget_summaries_naming(chat, &name)?;
                begun.summaries = begun.summaries.saturating_add(gone);
            }
        }
        self.conn
            .prepare_cached(
                "INSERT INTO person (person_id, name, is_bot, seen_at, forgotten_at)
                 VALUES (?1, '', 0, ?2, ?2)
                 ON CONFLICT (person_id) DO UPDATE SET
                     name = '', username = NULL, forgotten_at = excluded.forgotten_at",
            )?
            .execute(params![person.0, now.0])?;
        Ok(begun)
    }

    /// Whether somebody is being erased, or was since `since`: what was made of the words that
    /// were there before is not kept.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn is_forgetting_since(&self, since: UnixTime) -> Result<bool, Error> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM person
                     WHERE forgotten_at > 0 AND forgotten_at >= ?1)
                 OR EXISTS (SELECT 1 FROM job WHERE state = 0 AND kind = 'forget')",
            )?
            .query_row([since.0], |row| row.get(0))?)
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
        let rows = self.delete_for_good(sql, (person.0, Some(me.0)), limit)?;
        forgetting.count(*trace, rows);
        if rows < STEP_ROWS {
            forgetting.stage = forgetting.stage.saturating_add(1);
        }
        Ok(())
    }
}
