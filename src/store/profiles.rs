//! What is known of people: profiles, facts, preferences. Always of one person in one chat.

use super::{Error, Reader, Writer};
use crate::clock::UnixTime;
use crate::ids::{ChatId, MessageId, SenderId};
use crate::person::facts::{FACTS_PER_PERSON_MAX, FactKind, Found, Known, faded, replaces};
use crate::person::pack;
use crate::person::preference::Preferences;
use crate::person::profile::Profile;
use rusqlite::{OptionalExtension, Row, params};

/// A profile and where it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileRow {
    /// Its number; `None` for a profile that is not kept yet.
    pub id: Option<i64>,
    /// The profile.
    pub profile: Profile,
}

/// A fact as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its number.
    pub id: i64,
    /// What it is about.
    pub kind: FactKind,
    /// What tells it from others of its kind.
    pub key: String,
    /// The person's own words.
    pub quote: String,
    /// The message that says so, if it can be addressed.
    pub message_id: Option<MessageId>,
    /// When it was said.
    pub said_at: UnixTime,
    /// How sure it was then, in per cent.
    pub confidence: u8,
    /// Confidence halves in so many days.
    pub half_life_days: Option<u16>,
    /// It holds no longer than till then.
    pub expires_at: Option<UnixTime>,
    /// Whether a model proposed it.
    pub by_model: bool,
}

impl Fact {
    /// How sure it is at `now`, in per cent; zero once it is over.
    pub fn confidence_at(&self, now: UnixTime) -> u8 {
        if self.expires_at.is_some_and(|end| end < now) {
            return 0;
        }
        faded(self.confidence, self.half_life_days, self.said_at, now)
    }
}

pub(super) const PROFILE_OF: &str =
    "SELECT id, data FROM profile WHERE chat_id = ?1 AND person_id = ?2";
/// A person has few facts: they are sorted in no time.
pub(super) const FACTS_OF: &str =
    "SELECT id, kind, key, quote, message_id, said_at, confidence, half_life_days,
         expires_at, by_model
     FROM fact WHERE chat_id = ?1 AND person_id = ?2 ORDER BY said_at DESC, id DESC";
pub(super) const WISHES_OF: &str =
    "SELECT wishes FROM preference WHERE chat_id = ?1 AND person_id = ?2";

/// The columns that [`fact`] reads.
pub(super) const FACT_COLUMNS: &str = "id, kind, key, quote, message_id, said_at, confidence,
     half_life_days, expires_at, by_model";

pub(super) fn fact(row: &Row<'_>) -> rusqlite::Result<Option<Fact>> {
    let Some(kind) = FactKind::from_code(row.get(1)?) else {
        return Ok(None);
    };
    Ok(Some(Fact {
        id: row.get(0)?,
        kind,
        key: row.get(2)?,
        quote: row.get(3)?,
        message_id: row.get::<_, Option<i64>>(4)?.map(MessageId),
        said_at: UnixTime(row.get(5)?),
        confidence: row.get(6)?,
        half_life_days: row.get(7)?,
        expires_at: row.get::<_, Option<i64>>(8)?.map(UnixTime),
        by_model: row.get(9)?,
    }))
}

impl Reader<'_> {
    /// What is learned of a person in a chat.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn profile(&self, chat: ChatId, person: SenderId) -> Result<Option<ProfileRow>, Error> {
        let row: Option<(i64, Option<Profile>)> = self
            .conn
            .prepare_cached(PROFILE_OF)?
            .query_row(params![chat.0, person.0], |row| {
                let data = row.get_ref(1)?.as_blob().unwrap_or_default();
                Ok((row.get(0)?, pack::unpack(data)))
            })
            .optional()?;
        // What cannot be read is learned anew.
        Ok(row.map(|(id, profile)| ProfileRow {
            id: Some(id),
            profile: profile.unwrap_or_else(|| Profile::new(UnixTime(0))),
        }))
    }

    /// The facts that a person told in a chat, newest first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn facts(&self, chat: ChatId, person: SenderId) -> Result<Vec<Fact>, Error> {
        let mut statement = self.conn.prepare_cached(FACTS_OF)?;
        let rows = statement.query_map(params![chat.0, person.0], fact)?;
        Ok(rows
            .filter_map(Result::transpose)
            .collect::<Result<_, _>>()?)
    }

    /// One fact of a chat and whose it is.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn fact(&self, chat: ChatId, id: i64) -> Result<Option<(SenderId, Fact)>, Error> {
        let found = self
            .conn
            .prepare_cached(
                "SELECT id, kind, key, quote, message_id, said_at, confidence, half_life_days,
                     expires_at, by_model, person_id
                 FROM fact WHERE chat_id = ?1 AND id = ?2",
            )?
            .query_row(params![chat.0, id], |row| {
                Ok(fact(row)?.map(|fact| (row.get(10).map(SenderId), fact)))
            })
            .optional()?;
        match found.flatten() {
            Some((person, fact)) => Ok(Some((person?, fact))),
            None => Ok(None),
        }
    }

    /// What a person asks of us in a chat.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn preferences(&self, chat: ChatId, person: SenderId) -> Result<Preferences, Error> {
        let packed: Option<i64> = self
            .conn
            .prepare_cached(WISHES_OF)?
            .query_row(params![chat.0, person.0], |row| row.get(0))
            .optional()?;
        Ok(packed.map(Preferences::from_code).unwrap_or_default())
    }

    /// The chats of which something is known about a person.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn chats_of_person(&self, person: SenderId) -> Result<Vec<ChatId>, Error> {
        let mut statement = self.conn.prepare_cached(
            "SELECT chat_id FROM chat WHERE EXISTS (
                 SELECT 1 FROM message
                 WHERE message.chat_id = chat.chat_id AND message.sender_id = ?1)
             UNION SELECT chat_id FROM profile WHERE person_id = ?1
             UNION SELECT chat_id FROM fact WHERE person_id = ?1",
        )?;
        let rows = statement.query_map([person.0], |row| Ok(ChatId(row.get(0)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many profiles are kept.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn profile_count(&self) -> Result<i64, Error> {
        Ok(self
            .conn
            .query_row("SELECT count(*) FROM profile", [], |row| row.get(0))?)
    }
}

impl Writer<'_> {
    /// What is learned of a person in a chat, with what this transaction has learned so far.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn profile(&self, chat: ChatId, person: SenderId) -> Result<Option<ProfileRow>, Error> {
        if let Some(row) = self.learned.borrow().get(&(chat, person)) {
            return Ok(Some(row.clone()));
        }
        self.reader.profile(chat, person)
    }

    /// Changes a profile, or the one begun at `at`. Written once, at the end of the transaction,
    /// however often it is changed: a batch is mostly the talk of a few.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn change_profile<T>(
        &self,
        chat: ChatId,
        person: SenderId,
        at: UnixTime,
        change: impl FnOnce(&mut Profile) -> T,
    ) -> Result<T, Error> {
        if let Some(row) = self.learned.borrow_mut().get_mut(&(chat, person)) {
            return Ok(change(&mut row.profile));
        }
        let mut row = self.reader.profile(chat, person)?.unwrap_or(ProfileRow {
            id: None,
            profile: Profile::new(at),
        });
        let changed = change(&mut row.profile);
        self.learned.borrow_mut().insert((chat, person), row);
        Ok(changed)
    }

    /// Writes the profiles that this transaction has changed.
    ///
    /// # Errors
    /// What SQLite says.
    pub(super) fn store_learned(&self) -> Result<(), Error> {
        let mut data = Vec::new();
        for ((chat, person), row) in self.learned.take() {
            pack::pack(&row.profile, &mut data);
            let seen_at = row.profile.last_at.0;
            match row.id {
                Some(id) => self
                    .conn
                    .prepare_cached("UPDATE profile SET data = ?2, seen_at = ?3 WHERE id = ?1")?
                    .execute(params![id, data, seen_at])?,
                None => self
                    .conn
                    .prepare_cached(
                        "INSERT INTO profile (chat_id, person_id, data, seen_at)
                         VALUES (?1, ?2, ?3, ?4)",
                    )?
                    .execute(params![chat.0, person.0, data, seen_at])?,
            };
        }
        Ok(())
    }

    /// Lets go of what this transaction has learned of a person: they are being erased.
    pub(super) fn unlearn(&self, person: SenderId) {
        self.learned
            .borrow_mut()
            .retain(|(_, who), _| *who != person);
    }

    /// Keeps a fact that a person told in a message; what it contradicts goes, and of too many the
    /// oldest.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn keep_fact(
        &self,
        chat: ChatId,
        person: SenderId,
        found: &Found,
        message: Option<MessageId>,
        said_at: UnixTime,
        by_model: bool,
    ) -> Result<(), Error> {
        let known = self.facts(chat, person)?;
        let is_outdated = known
            .iter()
            .any(|old| old.said_at > said_at && replaces(found, &known_of(old)));
        if is_outdated {
            return Ok(());
        }
        let (replaced, kept): (Vec<_>, Vec<_>) = known
            .iter()
            .partition(|old| replaces(found, &known_of(old)));
        let room = FACTS_PER_PERSON_MAX.saturating_sub(usize::from(!found.is_denial));
        let same = replaced
            .iter()
            .find(|old| !found.is_denial && old.kind == found.kind && old.key == found.key);
        for old in replaced.iter().chain(kept.iter().skip(room)) {
            if same.is_none_or(|same| same.id != old.id) {
                self.remove_fact(chat, person, old.id)?;
            }
        }
        if found.is_denial {
            return Ok(());
        }
        let message = message.map(|id| id.0).filter(|id| *id != 0);
        self.conn
            .prepare_cached(
                "INSERT INTO fact (chat_id, person_id, kind, key, quote, message_id, said_at,
                     confidence, half_life_days, expires_at, by_model)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
                 ON CONFLICT (chat_id, person_id, kind, key) DO UPDATE SET
                     quote = excluded.quote, message_id = excluded.message_id,
                     said_at = excluded.said_at, confidence = excluded.confidence,
                     half_life_days = excluded.half_life_days,
                     expires_at = excluded.expires_at, by_model = excluded.by_model",
            )?
            .execute(params![
                chat.0,
                person.0,
                found.kind.code(),
                found.key,
                found.quote,
                message,
                said_at.0,
                found.confidence,
                found.half_life_days,
                found.expires_at.map(|at| at.0),
                by_model,
            ])?;
        Ok(())
    }

    /// Removes one fact of a person; `None` if there is none of that number.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn remove_fact(
        &self,
        chat: ChatId,
        person: SenderId,
        id: i64,
    ) -> Result<Option<String>, Error> {
        Ok(self
            .conn
            .prepare_cached(
                "DELETE FROM fact WHERE id = ?1 AND chat_id = ?2 AND person_id = ?3
                 RETURNING quote",
            )?
            .query_row(params![id, chat.0, person.0], |row| row.get(0))
            .optional()?)
    }

    /// Removes the facts that a message told: it was edited.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn remove_facts_of(&self, chat: ChatId, message: MessageId) -> Result<(), Error> {
        self.conn
            .prepare_cached("DELETE FROM fact WHERE chat_id = ?1 AND message_id = ?2")?
            .execute(params![chat.0, message.0])?;
        Ok(())
    }

    /// Keeps what a person asks of us in a chat.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn set_preferences(
        &self,
        chat: ChatId,
        person: SenderId,
        wishes: Preferences,
    ) -> Result<(), Error> {
        self.conn
            .prepare_cached(
                "INSERT INTO preference VALUES (?1, ?2, ?3)
                 ON CONFLICT (chat_id, person_id) DO UPDATE SET wishes = excluded.wishes",
            )?
            .execute(params![chat.0, person.0, wishes.code()])?;
        Ok(())
    }
}

fn known_of(fact: &Fact) -> Known {
    Known {
        id: fact.id,
        kind: fact.kind,
        key: fact.key.clone(),
    }
}
