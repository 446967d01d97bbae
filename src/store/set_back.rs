//! After the computer's clock was set back: what was to happen at a time of the old clock.

use super::{Error, Reader, Writer};
use crate::clock::UnixTime;
use rusqlite::params;

/// What moves with the clock; ?1 is the time now, ?2 by how many seconds the clock went back.
const STEPS: &[&str] = &[
    "UPDATE chat SET paused_until = paused_until - ?2 WHERE paused_until > ?1",
    "UPDATE chat SET hush_until = hush_until - ?2 WHERE hush_until > ?1",
    "UPDATE chat SET withdrawn_until = withdrawn_until - ?2 WHERE withdrawn_until > ?1",
    "UPDATE chat SET initiative_at = ?1 WHERE initiative_at > ?1",
    "UPDATE chat SET asked_at = ?1 WHERE asked_at > ?1",
    "UPDATE chat SET hours_at = ?1 WHERE hours_at > ?1",
    "UPDATE person SET forgotten_at = ?1 WHERE forgotten_at > ?1",
    "UPDATE hush SET until = until - ?2 WHERE until > ?1",
    "UPDATE button SET expires_at = expires_at - ?2 WHERE expires_at > ?1",
    "UPDATE job SET created_at = created_at - ?2 WHERE created_at > ?1",
    "UPDATE job SET not_before = not_before - ?2, expires_at = expires_at - ?2 WHERE state = 0",
    "UPDATE outbox SET created_at = created_at - ?2 WHERE created_at > ?1",
    "UPDATE outbox SET not_before = not_before - ?2, expires_at = expires_at - ?2 WHERE state < 2",
];

impl Reader<'_> {
    /// By how many seconds the newest of our own doings lies in the future: the clock was set back
    /// while we were away. Zero if it was not.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn ahead_s(self, now: UnixTime) -> Result<i64, Error> {
        let newest: i64 = self.conn.query_row(
            "SELECT max(coalesce((SELECT max(created_at) FROM job), 0),
                        coalesce((SELECT max(created_at) FROM outbox), 0))",
            [],
            |row| row.get(0),
        )?;
        Ok(UnixTime(newest).since(now).max(0))
    }
}

impl Writer<'_> {
    /// Moves what was to happen, and what was done lately, as far back as the clock went.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn set_back(&self, now: UnixTime, seconds: i64) -> Result<(), Error> {
        for step in STEPS {
            // Some steps know only the time.
            let mut statement = self.conn.prepare(step)?;
            if statement.parameter_count() == 1 {
                statement.execute([now.0])?;
            } else {
                statement.execute(params![now.0, seconds])?;
            }
        }
        Ok(())
    }
}
