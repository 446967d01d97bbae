//! How a chat and we stand to each other: hushed, liked, asleep, left alone.

use super::{Error, Reader, Writer};
use crate::clock::UnixTime;
use crate::ids::{ChatId, SenderId};
use rusqlite::{OptionalExtension, params};

/// How a chat and we stand to each other.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Attitude {
    /// Whether we may speak there.
    pub is_member: bool,
    /// Whether we are an admin there, and so see reactions.
    pub is_admin: bool,
    /// When we were last added, if we saw it.
    pub joined_at: Option<UnixTime>,
    /// Silent until then, but for direct calls.
    pub hush_until: UnixTime,
    /// Nothing unasked until then.
    pub withdrawn_until: UnixTime,
    /// How our words are liked, as of `liking_at`.
    pub liking: f64,
    /// When that was.
    pub liking_at: UnixTime,
    /// The emoji that the chat allows, JSON; `None` if it allows all.
    pub reactions: Option<String>,
    /// When we last asked Telegram about the chat.
    pub asked_at: UnixTime,
    /// The chat's own night: its first hour, and the first that is loud again.
    pub quiet: Option<(u8, u8)>,
    /// When we last looked for it.
    pub hours_at: UnixTime,
    /// When we last started a topic.
    pub initiative_at: Option<UnixTime>,
    /// How many topics were started since one was taken up.
    pub ignored: i64,
}

impl Reader<'_> {
    /// How `chat` and we stand to each other.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn attitude(&self, chat: ChatId) -> Result<Attitude, Error> {
        let known = self
            .conn
            .prepare_cached(
                "SELECT is_member, is_admin, joined_at, hush_until, withdrawn_until, liking,
                     liking_at, reactions, asked_at, quiet_from, quiet_to, hours_at,
                     initiative_at, ignored
                 FROM chat WHERE chat_id = ?1",
            )?
            .query_row([chat.0], |row| {
                let from: Option<u8> = row.get(9)?;
                let to: Option<u8> = row.get(10)?;
                Ok(Attitude {
                    is_member: row.get(0)?,
                    is_admin: row.get(1)?,
                    joined_at: row.get::<_, Option<i64>>(2)?.map(UnixTime),
                    hush_until: UnixTime(row.get(3)?),
                    withdrawn_until: UnixTime(row.get(4)?),
                    liking: row.get(5)?,
                    liking_at: UnixTime(row.get(6)?),
                    reactions: row.get(7)?,
                    asked_at: UnixTime(row.get(8)?),
                    quiet: from.zip(to),
                    hours_at: UnixTime(row.get(11)?),
                    initiative_at: row.get::<_, Option<i64>>(12)?.map(UnixTime),
                    ignored: row.get(13)?,
                })
            })
            .optional()?;
        Ok(known.unwrap_or_default())
    }

    /// How many other members than `person` want us quiet in `chat` at `now`, and whether `person`
    /// does.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn hush_votes(
        &self,
        chat: ChatId,
        person: SenderId,
        now: UnixTime,
    ) -> Result<(i64, bool), Error> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT count(*) FILTER (WHERE person_id <> ?2),
                     count(*) FILTER (WHERE person_id = ?2) > 0
                 FROM hush WHERE chat_id = ?1 AND until > ?3",
            )?
            .query_row(params![chat.0, person.0, now.0], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?)
    }

    /// How many messages of people each local hour of the days since `since` had.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn hours_of(&self, chat: ChatId, since: UnixTime) -> Result<[u32; 24], Error> {
        let mut statement = self.conn.prepare_cached(
            "SELECT CAST(strftime('%H', sent_at, 'unixepoch', 'localtime') AS INTEGER), count(*)
             FROM (SELECT sent_at FROM message
                   WHERE chat_id = ?1 AND sent_at >= ?2 AND is_ours = 0
                   ORDER BY sent_at DESC LIMIT ?3)
             GROUP BY 1",
        )?;
        let rows = statement.query_map(params![chat.0, since.0, HOURS_ROWS_MAX], |row| {
            Ok((row.get::<_, u8>(0)?, row.get::<_, u32>(1)?))
        })?;
        let mut hours = [0; 24];
        for row in rows {
            let (hour, count) = row?;
            if let Some(slot) = hours.get_mut(usize::from(hour)) {
                *slot = count;
            }
        }
        Ok(hours)
    }
}

/// The most messages that are looked at for a chat's hours: some ten milliseconds.
const HOURS_ROWS_MAX: i64 = 20_000;

impl Writer<'_> {
    /// A member wants us quiet: we are until the latest moment that anybody asked for.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn hush(&self, chat: ChatId, person: SenderId, until: UnixTime) -> Result<(), Error> {
        self.conn
            .prepare_cached(
                "INSERT INTO hush VALUES (?1, ?2, ?3) ON CONFLICT (chat_id, person_id)
                 DO UPDATE SET until = max(until, excluded.until)",
            )?
            .execute(params![chat.0, person.0, until.0])?;
        self.conn
            .prepare_cached("UPDATE chat SET hush_until = max(hush_until, ?2) WHERE chat_id = ?1")?
            .execute(params![chat.0, until.0])?;
        Ok(())
    }

    /// We may speak again.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn unhush(&self, chat: ChatId) -> Result<(), Error> {
        self.conn
            .prepare_cached("DELETE FROM hush WHERE chat_id = ?1")?
            .execute([chat.0])?;
        self.conn
            .prepare_cached("UPDATE chat SET hush_until = 0 WHERE chat_id = ?1")?
            .execute([chat.0])?;
        Ok(())
    }

    /// Notes how our words are liked in a chat as of `at`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn set_liking(&self, chat: ChatId, liking: f64, at: UnixTime) -> Result<(), Error> {
        self.conn
            .prepare_cached("UPDATE chat SET liking = ?2, liking_at = ?3 WHERE chat_id = ?1")?
            .execute(params![chat.0, liking, at.0])?;
        Ok(())
    }

    /// Notes a bad reaction of `person` and says how many people put one since `since`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn note_dislike(
        &self,
        chat: ChatId,
        person: SenderId,
        at: UnixTime,
        since: UnixTime,
    ) -> Result<i64, Error> {
        self.conn
            .prepare_cached("DELETE FROM dislike WHERE chat_id = ?1 AND at < ?2")?
            .execute(params![chat.0, since.0])?;
        self.conn
            .prepare_cached("INSERT OR REPLACE INTO dislike VALUES (?1, ?2, ?3)")?
            .execute(params![chat.0, person.0, at.0])?;
        Ok(self
            .conn
            .prepare_cached("SELECT count(*) FROM dislike WHERE chat_id = ?1")?
            .query_row([chat.0], |row| row.get(0))?)
    }

    /// Says nothing unasked in a chat until then.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn withdraw(&self, chat: ChatId, until: UnixTime) -> Result<(), Error> {
        self.conn
            .prepare_cached(
                "UPDATE chat SET withdrawn_until = max(withdrawn_until, ?2) WHERE chat_id = ?1",
            )?
            .execute(params![chat.0, until.0])?;
        Ok(())
    }

    /// Notes what Telegram says of the chat's reactions: JSON, or all.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn note_reactions_allowed(
        &self,
        chat: ChatId,
        reactions: Option<&str>,
    ) -> Result<(), Error> {
        self.conn
            .prepare_cached("UPDATE chat SET reactions = ?2 WHERE chat_id = ?1")?
            .execute(params![chat.0, reactions])?;
        Ok(())
    }

    /// Notes that Telegram is asked about the chat.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn note_asked(&self, chat: ChatId, at: UnixTime) -> Result<(), Error> {
        self.conn
            .prepare_cached("UPDATE chat SET asked_at = ?2 WHERE chat_id = ?1")?
            .execute(params![chat.0, at.0])?;
        Ok(())
    }

    /// Notes a chat's own night, if it has one.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn note_hours(
        &self,
        chat: ChatId,
        quiet: Option<(u8, u8)>,
        at: UnixTime,
    ) -> Result<(), Error> {
        self.conn
            .prepare_cached(
                "UPDATE chat SET quiet_from = ?2, quiet_to = ?3, hours_at = ?4 WHERE chat_id = ?1",
            )?
            .execute(params![
                chat.0,
                quiet.map(|q| q.0),
                quiet.map(|q| q.1),
                at.0
            ])?;
        Ok(())
    }

    /// Notes that we try to start a topic.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn note_initiative(&self, chat: ChatId, at: UnixTime) -> Result<(), Error> {
        self.conn
            .prepare_cached("UPDATE chat SET initiative_at = ?2 WHERE chat_id = ?1")?
            .execute(params![chat.0, at.0])?;
        Ok(())
    }

    /// Notes that we started a topic, which nobody has taken up yet.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn note_not_taken_up(&self, chat: ChatId) -> Result<(), Error> {
        self.conn
            .prepare_cached("UPDATE chat SET ignored = ignored + 1 WHERE chat_id = ?1")?
            .execute([chat.0])?;
        Ok(())
    }

    /// Notes that somebody takes up what we said.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn note_taken_up(&self, chat: ChatId) -> Result<(), Error> {
        self.conn
            .prepare_cached("UPDATE chat SET ignored = 0 WHERE chat_id = ?1 AND ignored > 0")?
            .execute([chat.0])?;
        Ok(())
    }
}
