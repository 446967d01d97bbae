//! Who moves the write-ahead log into the database file: we, or another program such as
//! Litestream, which copies the log away and loses its place if somebody else empties it.
//!
//! Source: <https://litestream.io/tips/>: no automatic checkpoints, a busy timeout, no checkpoint
//! that waits for readers. What was chosen is noted in the database, so that every connection and
//! every command of the binary holds to it.

use super::{Error, Reader, Store};
use rusqlite::Connection;
use rusqlite::config::DbConfig;

/// Who moves the write-ahead log into the database file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Checkpoints {
    /// We.
    #[default]
    Own,
    /// Another program.
    External,
}

/// Under this name it is noted.
const KEY: &str = "checkpoints";
/// How it is noted that another program does it.
const EXTERNAL: &str = "external";
/// After so many pages (64 MiB) a commit moves the log, and whoever commits waits for the disk. The
/// timer moves it long before; programs without one, such as the import, rest here.
const AUTOMATIC_PAGES: i64 = 16_000;

/// Reads what is noted, in a database of any age, and makes the connection hold to it.
pub(super) fn follow(conn: &Connection) -> Result<Checkpoints, Error> {
    let who = if conn.table_exists(None, "meta")? {
        match (Reader { conn }).meta(KEY)?.as_deref() {
            Some(EXTERNAL) => Checkpoints::External,
            Some(_) | None => Checkpoints::Own,
        }
    } else {
        Checkpoints::Own
    };
    hold_to(conn, who)?;
    Ok(who)
}

fn hold_to(conn: &Connection, who: Checkpoints) -> Result<(), Error> {
    let is_external = who == Checkpoints::External;
    let pages = if is_external { 0 } else { AUTOMATIC_PAGES };
    conn.pragma_update(None, "wal_autocheckpoint", pages)?;
    // Else the last connection to close would move and delete the log.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, is_external)?;
    Ok(())
}

impl Store {
    /// Who moves the log.
    pub fn checkpoints(&self) -> Checkpoints {
        self.checkpoints
    }

    /// Chooses who moves the log; connections opened from now on hold to it too.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn set_checkpoints(&mut self, who: Checkpoints) -> Result<(), Error> {
        if who == self.checkpoints {
            return Ok(());
        }
        let word = match who {
            Checkpoints::Own => "own",
            Checkpoints::External => EXTERNAL,
        };
        self.write(|writer| writer.set_meta(KEY, word))?;
        self.with_pen(|pen| hold_to(pen, who))?;
        hold_to(&self.conn, who)?;
        self.checkpoints = who;
        Ok(())
    }

    /// Moves the write-ahead log into the database file and empties it: at shutdown and when it
    /// has grown. Where another program does that, nothing.
    ///
    /// # Errors
    /// What SQLite says; readers that hold it back are no error.
    pub fn checkpoint(&self) -> Result<(), Error> {
        match self.checkpoints {
            Checkpoints::Own => self.run_checkpoint("TRUNCATE"),
            Checkpoints::External => Ok(()),
        }
    }

    /// Lets no thread of this process write any more, and moves the log: the last thing before the
    /// end. Threads that nobody waits for get [`Error::Closed`].
    ///
    /// # Errors
    /// As [`Store::checkpoint`].
    pub fn close_writing(&self) -> Result<(), Error> {
        self.close_pen();
        self.checkpoint()
    }

    /// Moves as much of the log as can be moved without waiting for anybody, whoever should do it.
    /// A program that copies the log away holds a place in it, which this leaves alone.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn relieve(&self) -> Result<(), Error> {
        self.run_checkpoint("PASSIVE")
    }

    fn run_checkpoint(&self, mode: &str) -> Result<(), Error> {
        let sql = format!("PRAGMA wal_checkpoint({mode})");
        self.conn.query_row(&sql, [], |_| Ok(()))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::FILE_NAME;
    use std::path::Path;

    /// Writes about 8 MiB.
    fn write_much(store: &mut Store) {
        for number in 0..8 {
            let value = "x".repeat(1 << 20);
            store
                .write(|writer| writer.set_meta(&format!("much {number}"), &value))
                .unwrap();
        }
    }

    fn bytes(directory: &Path, name: &str) -> u64 {
        std::fs::metadata(directory.join(name)).map_or(0, |data| data.len())
    }

    #[test]
    fn where_another_program_moves_the_log_none_of_our_connections_ever_does() {
        let directory = tempfile::tempdir().unwrap();
        let mut store = Store::open(directory.path()).unwrap();
        store.set_checkpoints(Checkpoints::External).unwrap();
        store.run_checkpoint("TRUNCATE").unwrap();
        let before = std::fs::read(directory.path().join(FILE_NAME)).unwrap();
        // A connection that was opened later, as the workers' are.
        let mut other = store.sibling().unwrap();
        assert_eq!(other.checkpoints(), Checkpoints::External);
        write_much(&mut other);
        other.checkpoint().unwrap();
        write_much(&mut store);
        store.checkpoint().unwrap();
        drop((store, other));
        let after = std::fs::read(directory.path().join(FILE_NAME)).unwrap();
        assert!(before == after, "the database file was touched");
        assert!(bytes(directory.path(), "gryag.db-wal") > 8 << 20);
        let store = Store::open(directory.path()).unwrap();
        assert!(store.read().meta("much 7").unwrap().is_some());
    }

    #[test]
    fn our_own_way_empties_the_log_and_the_way_back_is_open() {
        let directory = tempfile::tempdir().unwrap();
        let mut store = Store::open(directory.path()).unwrap();
        store.set_checkpoints(Checkpoints::External).unwrap();
        write_much(&mut store);
        store.set_checkpoints(Checkpoints::Own).unwrap();
        store.checkpoint().unwrap();
        assert_eq!(store.wal_bytes(), 0);
        assert!(bytes(directory.path(), FILE_NAME) > 8 << 20);
        write_much(&mut store);
        drop(store);
        assert_eq!(bytes(directory.path(), "gryag.db-wal"), 0);
    }

    #[test]
    fn once_writing_is_closed_nobody_fills_the_log_again() {
        let directory = tempfile::tempdir().unwrap();
        let mut store = Store::open(directory.path()).unwrap();
        let mut other = store.sibling().unwrap();
        write_much(&mut other);
        store.close_writing().unwrap();
        for late in [&mut store, &mut other] {
            let refused: Result<(), Error> = late.write(|writer| writer.set_meta("late", "x"));
            assert!(matches!(refused, Err(Error::Closed)), "{refused:?}");
            assert!(matches!(late.rewrite_if_small(), Err(Error::Closed)));
        }
        assert_eq!(store.wal_bytes(), 0);
        assert_eq!(store.read().meta("late").unwrap(), None);
    }

    #[test]
    fn a_log_that_nobody_moves_can_be_relieved_and_stays_bounded() {
        let directory = tempfile::tempdir().unwrap();
        let mut store = Store::open(directory.path()).unwrap();
        store.set_checkpoints(Checkpoints::External).unwrap();
        write_much(&mut store);
        let grown = store.wal_bytes();
        for _ in 0..4 {
            store.relieve().unwrap();
            write_much(&mut store);
        }
        assert!(
            store.wal_bytes() <= grown + (1 << 20),
            "{}",
            store.wal_bytes()
        );
    }
}
