//! Whether a person wants to be remembered.

use super::{Error, Reader, Writer};
use crate::clock::UnixTime;
use crate::ids::SenderId;
use rusqlite::{OptionalExtension, params};

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

    /// Drops what was learned of a person, in all chats: they asked for no profile. Their messages
    /// stay until they ask to forget those too.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn drop_profile(&self, person: SenderId) -> Result<(), Error> {
        self.unlearn(person);
        for sql in [
            "DELETE FROM profile WHERE person_id = ?1",
            "DELETE FROM fact WHERE person_id = ?1",
            "UPDATE person SET name = '', username = NULL WHERE person_id = ?1",
            "UPDATE job SET state = 2, outcome = 'opted_out', payload = ''
             WHERE person_id = ?1 AND state = 0 AND kind NOT IN ('forget', 'forget_chat')",
        ] {
            self.conn.prepare_cached(sql)?.execute([person.0])?;
        }
        Ok(())
    }
}
