//! Deleting what has served, and giving the space back. Each call is one small step.

use super::words::first_id;
use super::{Error, Store, Writer};
use crate::clock::UnixTime;
use rusqlite::params;

/// The largest database that is written anew at once, in bytes: a matter of tenths of a second.
const REWRITTEN_BYTES_MAX: i64 = 64 * 1024 * 1024;

pub(super) const OLDEST: &str = "SELECT id FROM message WHERE id < ?1 ORDER BY id LIMIT ?2";

impl Writer<'_> {
    /// Deletes messages written before `before` for good, at most `limit`; their words leave the
    /// index too, and their packs with [`Writer::close_gaps`].
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

/// A message's words give way to as many bytes of nothing, so that the row is overwritten in its
/// place. SQLite moves the rows beside a deleted one within and between pages, and the copies that
/// it leaves in the gaps of these pages are never overwritten: they had better hold nothing.
macro_rules! blank {
    ($and:literal) => {
        concat!(
            "UPDATE message SET ",
            $and,
            "text = substr(hex(zeroblob(octet_length(text))), 1, octet_length(text)),
             sender_name = substr(hex(zeroblob(octet_length(sender_name))), 1,
                 octet_length(sender_name)),
             media_form = substr(hex(zeroblob(octet_length(media_form))), 1,
                 octet_length(media_form)) "
        )
    };
}
pub(super) use blank;

const BLANK: &str = blank!("");
/// What deletes messages begins so.
const DELETING: &str = "DELETE FROM message ";
/// Rows that are blanked for each that is deleted, so that the next ones are blank already.
const BLANKED_PER_DELETED: i64 = 2;

impl Writer<'_> {
    /// Runs a statement that deletes at most as many rows as its last parameter says; messages are
    /// blanked before. Says how many went.
    pub(super) fn delete_for_good(
        &self,
        sql: &str,
        (first, second): (i64, Option<i64>),
        limit: i64,
    ) -> Result<usize, Error> {
        let execute = |sql: &str, limit: i64| -> Result<usize, Error> {
            let mut statement = self.conn.prepare_cached(sql)?;
            Ok(match second {
                None => statement.execute(params![first, limit])?,
                Some(second) => statement.execute(params![first, second, limit])?,
            })
        };
        if let Some(which) = sql.strip_prefix(DELETING) {
            let most = limit.saturating_mul(BLANKED_PER_DELETED);
            execute(&[BLANK, which].concat(), most)?;
        }
        execute(sql, limit)
    }
}

impl Store {
    /// Writes a database of at most 64 MiB anew, page by page: moving rows between pages leaves
    /// copies in gaps that no statement reaches. Larger ones would hold everybody up.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn rewrite_if_small(&self) -> Result<(), Error> {
        let number = |name| self.conn.pragma_query_value(None, name, |row| row.get(0));
        let (pages, page_bytes): (i64, i64) = (number("page_count")?, number("page_size")?);
        if pages.saturating_mul(page_bytes) > REWRITTEN_BYTES_MAX {
            return Ok(());
        }
        self.with_pen(|pen| Ok(pen.execute_batch("VACUUM")?))
    }

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
        self.with_pen(|pen| {
            let sql = ["PRAGMA incremental_vacuum(", &pages.to_string(), ")"].concat();
            let mut statement = pen.prepare(&sql)?;
            let mut rows = statement.query([])?;
            while rows.next()?.is_some() {}
            Ok::<_, Error>(())
        })?;
        let page_bytes: i64 = self
            .conn
            .pragma_query_value(None, "page_size", |row| row.get(0))?;
        Ok(before
            .saturating_sub(free(self)?)
            .saturating_mul(page_bytes))
    }
}
