//! Deleting what has served, and giving the space back. Each call is one small step.

use super::words::first_id;
use super::{Error, Store, Writer};
use crate::clock::UnixTime;
use rusqlite::params;

pub(super) const OLDEST: &str = "SELECT id FROM message WHERE id < ?1 ORDER BY id LIMIT ?2";

impl Writer<'_> {
    /// Deletes messages written before `before` for good, at most `limit`; their words leave the
    /// index and their packs too.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn forget_messages(&self, before: UnixTime, limit: i64) -> Result<usize, Error> {
        let ids: Vec<i64> = {
            let mut statement = self.conn.prepare_cached(OLDEST)?;
            let rows = statement.query_map([first_id(before), limit], |row| row.get(0))?;
            rows.collect::<Result<_, _>>()?
        };
        for id in &ids {
            self.conn
                .prepare_cached("DELETE FROM message WHERE id = ?1")?
                .execute([id])?;
        }
        while self.close_gaps(limit)? > 0 {}
        Ok(ids.len())
    }

    /// Forgets quarantined updates that arrived before `before`; at most `limit`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn forget_quarantined(&self, before: UnixTime, limit: i64) -> Result<usize, Error> {
        Ok(self
            .conn
            .prepare_cached(
                "DELETE FROM inbox WHERE seq IN (
                     SELECT seq FROM inbox WHERE state = 2 AND received_at < ?1 LIMIT ?2)",
            )?
            .execute(params![before.0, limit])?)
    }
}

impl Store {
    /// Gives at most `pages` free pages back to the file system; says how many bytes that was.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn give_back(&self, pages: u32) -> Result<i64, Error> {
        let free = |store: &Self| -> Result<i64, Error> {
            Ok(store
                .conn
                .pragma_query_value(None, "freelist_count", |row| row.get(0))?)
        };
        let before = free(self)?;
        if before == 0 {
            return Ok(0);
        }
        // Each step of the statement frees a page.
        let mut statement = self
            .conn
            .prepare(&["PRAGMA incremental_vacuum(", &pages.to_string(), ")"].concat())?;
        let mut rows = statement.query([])?;
        while rows.next()?.is_some() {}
        drop(rows);
        let page_bytes: i64 = self
            .conn
            .pragma_query_value(None, "page_size", |row| row.get(0))?;
        Ok(before
            .saturating_sub(free(self)?)
            .saturating_mul(page_bytes))
    }
}
