//! What a topic of our own may be about, and about whom it must not be.

use super::profiles::{FACT_COLUMNS, fact};
use super::{Error, Fact, Reader};
use crate::clock::UnixTime;
use crate::ids::{ChatId, SenderId, ThreadId};
use crate::person::facts::FactKind;
use crate::person::preference::Preferences;
use rusqlite::params;

/// The most facts of one kind that are looked through in a chat.
const FACTS_MAX: i64 = 300;
/// The most people with wishes that are looked through in a chat.
const PEOPLE_MAX: i64 = 2_000;
/// The most topics of our own that are looked back upon.
const TOPICS_MAX: i64 = 100;
/// So many of the newest messages show in which thread people talk.
const THREAD_MESSAGES: i64 = 20;

pub(super) const THREADS_OF_TALK: &str = "SELECT thread_id FROM message
     WHERE chat_id = ?1 AND is_ours = 0 AND is_bot = 0
     ORDER BY sent_at DESC, message_id DESC LIMIT ?2";

impl Reader<'_> {
    /// The newest facts of one kind in a chat and whose they are.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn facts_of_kind(
        &self,
        chat: ChatId,
        kind: FactKind,
    ) -> Result<Vec<(SenderId, Fact)>, Error> {
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT {FACT_COLUMNS}, person_id FROM fact WHERE chat_id = ?1 AND kind = ?2
             ORDER BY said_at DESC LIMIT ?3"
        ))?;
        let rows = statement.query_map(params![chat.0, kind.code(), FACTS_MAX], |row| {
            let person = SenderId(row.get(10)?);
            Ok(fact(row)?.map(|fact| (person, fact)))
        })?;
        Ok(rows
            .filter_map(Result::transpose)
            .collect::<Result<_, _>>()?)
    }

    /// Who of a chat wants no word unless they call, or is not to be remembered at all, with their
    /// names as far as they are known.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn unwilling(&self, chat: ChatId) -> Result<Vec<(SenderId, String)>, Error> {
        let mut statement = self.conn.prepare_cached(
            "SELECT person_id, coalesce((SELECT name FROM person
                     WHERE person.person_id = preference.person_id), ''), wishes
                 FROM preference WHERE chat_id = ?1
             UNION ALL
             SELECT person_id, name, -1 FROM person WHERE opted_out = 1 AND EXISTS (
                 SELECT 1 FROM message
                 WHERE message.chat_id = ?1 AND message.sender_id = person.person_id)
             LIMIT ?2",
        )?;
        let rows = statement.query_map([chat.0, PEOPLE_MAX], |row| {
            Ok((SenderId(row.get(0)?), row.get(1)?, row.get::<_, i64>(2)?))
        })?;
        let mut unwilling = Vec::new();
        for row in rows {
            let (person, name, wishes) = row?;
            if wishes < 0 || Preferences::from_code(wishes).only_when_called {
                unwilling.push((person, name));
            }
        }
        Ok(unwilling)
    }

    /// The thread of a forum in which people lately talked most; `None` outside all threads.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn thread_of_talk(&self, chat: ChatId) -> Result<Option<ThreadId>, Error> {
        let mut statement = self.conn.prepare_cached(THREADS_OF_TALK)?;
        let rows = statement.query_map([chat.0, THREAD_MESSAGES], |row| {
            Ok(row.get::<_, Option<i64>>(0)?.map(ThreadId))
        })?;
        let threads = rows.collect::<Result<Vec<_>, _>>()?;
        let count = |thread| threads.iter().filter(|one| **one == thread).count();
        // Of equals the last one wins here, which is the newest after the turn.
        let most = threads.iter().rev().max_by_key(|thread| count(**thread));
        Ok(most.copied().flatten())
    }

    /// What came of the topics that we started in a chat since `since`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn own_topics(&self, chat: ChatId, since: UnixTime) -> Result<Vec<String>, Error> {
        // What we do of ourselves is noted under numbers below zero.
        let mut statement = self.conn.prepare_cached(
            "SELECT outcome FROM decision WHERE chat_id = ?1 AND message_id < 0 AND at > ?2
                 AND reason = 'initiative' LIMIT ?3",
        )?;
        let rows = statement.query_map([chat.0, since.0, TOPICS_MAX], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
