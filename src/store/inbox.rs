//! Updates on their way from Telegram to their effects.

use super::{Error, Reader, Writer};
use crate::clock::UnixTime;
use crate::ids::{ChatId, UpdateId};
use rusqlite::{OptionalExtension, params};

/// One update to be taken in.
#[derive(Debug, Clone, Copy)]
pub struct FreshUpdate<'a> {
    /// Telegram's number for it.
    pub id: UpdateId,
    /// Its lane; `None` for updates of no chat.
    pub chat: Option<ChatId>,
    /// Its JSON.
    pub raw: &'a str,
    /// Not even JSON: kept aside at once.
    pub broken: bool,
}

/// What [`Writer::accept`] did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The chats that have new rows, each once.
    pub lanes: Vec<ChatId>,
    /// How many updates were new.
    pub fresh: usize,
    /// How many of them were quarantined at once.
    pub quarantined: usize,
}

/// An update waiting for its effects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxRow {
    /// Its place in the order of arrival.
    pub seq: i64,
    /// Telegram's number for it.
    pub update_id: UpdateId,
    /// Its JSON.
    pub raw: String,
}

/// An update whose handling may have ended the process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspect {
    /// The update.
    pub row: InboxRow,
    /// Its lane.
    pub chat: ChatId,
    /// How often the process died over it before.
    pub crashes: i64,
}

/// The lane of updates that belong to no chat.
const NO_CHAT: ChatId = ChatId(0);

impl Reader<'_> {
    /// The offset of the next `getUpdates` and when the last update arrived.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn poller(&self) -> Result<(i64, UnixTime), Error> {
        Ok(self.conn.query_row(
            "SELECT next_offset, last_update_at FROM poller WHERE id = 1",
            [],
            |row| Ok((row.get(0)?, UnixTime(row.get(1)?))),
        )?)
    }

    /// The oldest open updates of a lane, in order, at most `limit`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn open_updates(&self, chat: ChatId, limit: usize) -> Result<Vec<InboxRow>, Error> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut statement = self.conn.prepare_cached(
            "SELECT seq, update_id, raw FROM inbox WHERE state = 0 AND chat_id = ?1
             ORDER BY seq LIMIT ?2",
        )?;
        let rows = statement.query_map(params![chat.0, limit], |row| {
            Ok(InboxRow {
                seq: row.get(0)?,
                update_id: UpdateId(row.get(1)?),
                raw: row.get::<_, Option<String>>(2)?.unwrap_or_default(),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Every lane that has open updates.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn open_lanes(&self) -> Result<Vec<ChatId>, Error> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT DISTINCT chat_id FROM inbox WHERE state = 0")?;
        let rows = statement.query_map([], |row| Ok(ChatId(row.get(0)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many updates are open, and when the oldest of them arrived.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn open_count(&self) -> Result<(i64, Option<UnixTime>), Error> {
        Ok(self.conn.query_row(
            "SELECT count(*), min(received_at) FROM inbox WHERE state = 0",
            [],
            |row| Ok((row.get(0)?, row.get::<_, Option<i64>>(1)?.map(UnixTime))),
        )?)
    }

    /// How many updates are open, and nothing else: cheap enough to be asked often.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn backlog(&self) -> Result<i64, Error> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT count(*) FROM inbox WHERE state = 0")?;
        Ok(statement.query_row([], |row| row.get(0))?)
    }

    /// How many updates are quarantined.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn quarantined_count(&self) -> Result<i64, Error> {
        Ok(self
            .conn
            .query_row("SELECT count(*) FROM inbox WHERE state = 2", [], |row| {
                row.get(0)
            })?)
    }

    /// The first open updates of each lane, `per_lane` at most: after a crash, its suspects,
    /// because a lane is worked on in order and in steps of so many.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn suspects(&self, per_lane: usize) -> Result<Vec<Suspect>, Error> {
        let per_lane = i64::try_from(per_lane).unwrap_or(i64::MAX);
        let mut statement = self.conn.prepare(
            "SELECT seq, update_id, raw, crashes FROM inbox
             WHERE state = 0 AND chat_id = ?1 ORDER BY seq LIMIT ?2",
        )?;
        let mut suspects = Vec::new();
        for chat in self.open_lanes()? {
            let rows = statement.query_map(params![chat.0, per_lane], |row| {
                Ok(Suspect {
                    row: InboxRow {
                        seq: row.get(0)?,
                        update_id: UpdateId(row.get(1)?),
                        raw: row.get::<_, Option<String>>(2)?.unwrap_or_default(),
                    },
                    chat,
                    crashes: row.get(3)?,
                })
            })?;
            for row in rows {
                suspects.push(row?);
            }
        }
        Ok(suspects)
    }
}

impl Writer<'_> {
    /// Takes a batch in and moves the offset, so that Telegram may forget the batch once this
    /// is on disk. An update known by its id is not taken twice.
    ///
    /// # Errors
    /// What SQLite says; then nothing was taken and the offset stays.
    pub fn accept(
        &self,
        batch: &[FreshUpdate<'_>],
        next_offset: i64,
        now: UnixTime,
    ) -> Result<Accepted, Error> {
        let mut accepted = Accepted {
            lanes: Vec::new(),
            fresh: 0,
            quarantined: 0,
        };
        // Not one statement with the next: SQLite would keep a copy of each page that it changes,
        // to undo the statement alone.
        let mut is_handled = self
            .conn
            .prepare_cached("SELECT 1 FROM handled WHERE update_id = ?1")?;
        let mut insert = self.conn.prepare_cached(
            "INSERT INTO inbox (update_id, chat_id, raw, state, received_at)
             VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (update_id) DO NOTHING",
        )?;
        for update in batch {
            if is_handled.exists([update.id.0])? {
                continue;
            }
            let lane = update.chat.unwrap_or(NO_CHAT);
            let state = if update.broken { 2 } else { 0 };
            let taken = insert.execute(params![update.id.0, lane.0, update.raw, state, now.0])?;
            if taken == 0 {
                continue;
            }
            accepted.fresh = accepted.fresh.saturating_add(1);
            if update.broken {
                accepted.quarantined = accepted.quarantined.saturating_add(1);
            } else if !accepted.lanes.contains(&lane) {
                accepted.lanes.push(lane);
            }
        }
        self.conn
            .prepare_cached("UPDATE poller SET next_offset = ?1, last_update_at = ?2 WHERE id = 1")?
            .execute(params![next_offset, now.0])?;
        Ok(accepted)
    }

    /// Marks an update as handled and drops its JSON. Belongs into the transaction of its effects.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn finish(&self, seq: i64) -> Result<(), Error> {
        self.conn
            .prepare_cached("UPDATE inbox SET state = 1, raw = NULL WHERE seq = ?1")?
            .execute([seq])?;
        Ok(())
    }

    /// Sets an update aside, JSON and all, for a person to look at.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn quarantine(&self, seq: i64) -> Result<(), Error> {
        self.conn
            .prepare_cached("UPDATE inbox SET state = 2 WHERE seq = ?1")?
            .execute([seq])?;
        Ok(())
    }

    /// Counts a panic over an update; says how many there were.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn count_panic(&self, seq: i64) -> Result<i64, Error> {
        let panics = self
            .conn
            .prepare_cached(
                "UPDATE inbox SET panics = panics + 1 WHERE seq = ?1
                 RETURNING panics",
            )?
            .query_row([seq], |row| row.get(0))
            .optional()?;
        Ok(panics.unwrap_or(0))
    }

    /// Counts a death of the process over an update, before it is tried again.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn count_crash(&self, seq: i64) -> Result<(), Error> {
        self.conn
            .prepare_cached("UPDATE inbox SET crashes = crashes + 1 WHERE seq = ?1")?
            .execute([seq])?;
        Ok(())
    }

    /// Of at most `limit` updates after row `after`, keeps only the ids of those that are handled,
    /// so that the inbox stays as small as what is open. Gives back where to go on; 0: from the
    /// start.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn settle_updates(&self, after: i64, limit: usize) -> Result<i64, Error> {
        let most = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows: Vec<(i64, i64, i64, i64)> = {
            let mut statement = self.conn.prepare_cached(ROWS_AFTER)?;
            let rows = statement.query_map([after, most], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })?;
            rows.collect::<Result<_, _>>()?
        };
        let mut keep = self.conn.prepare_cached(
            "INSERT INTO handled VALUES (?1, ?2)
                 ON CONFLICT DO UPDATE SET received_at = excluded.received_at",
        )?;
        let mut remove = self
            .conn
            .prepare_cached("DELETE FROM inbox WHERE seq = ?1")?;
        for (seq, update_id, state, received_at) in &rows {
            if *state == 1 {
                keep.execute([update_id, received_at])?;
                remove.execute([seq])?;
            }
        }
        let is_end = rows.len() < limit;
        let last = rows.last().map_or(0, |(seq, ..)| *seq);
        Ok(if is_end { 0 } else { last })
    }

    /// Forgets the ids of handled updates that arrived before `before`; at most `limit` rows.
    /// Telegram redelivers for 24 hours, and its ids may start over after a week.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn forget_updates(&self, before: UnixTime, limit: i64) -> Result<usize, Error> {
        let steps = [
            "DELETE FROM inbox WHERE seq IN (
                 SELECT seq FROM inbox WHERE state = 1 AND received_at < ?1
                 ORDER BY seq LIMIT ?2)",
            "DELETE FROM handled WHERE update_id IN (
                 SELECT update_id FROM handled WHERE received_at < ?1
                 ORDER BY update_id LIMIT ?2)",
        ];
        let mut gone = 0_usize;
        for step in steps {
            let mut statement = self.conn.prepare_cached(step)?;
            gone = gone.saturating_add(statement.execute(params![before.0, limit])?);
        }
        Ok(gone)
    }
}

/// A stretch of the inbox.
pub(super) const ROWS_AFTER: &str =
    "SELECT seq, update_id, state, received_at FROM inbox WHERE seq > ?1 ORDER BY seq LIMIT ?2";
