//! Copies of the database: made from one snapshot, believed only after they were opened and read.

use super::schema::{self, APPLICATION_ID};
use super::{BUSY_TIMEOUT, Error, Reader, Store};
use crate::clock::UnixTime;
use rusqlite::{Connection, OpenFlags, TransactionBehavior, params};
use std::path::Path;
use std::sync::Arc;

/// Under this name it is noted when a backup became the database.
const RESTORED_AT: &str = "restored_at";

/// What a database file was found to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contents {
    /// Its schema version.
    pub schema: i64,
    /// Messages.
    pub messages: i64,
    /// Chats.
    pub chats: i64,
    /// People.
    pub people: i64,
}

impl Contents {
    /// Whether `copy` holds at least nine tenths of this: what is erased while a copy is made may
    /// be missing, more may not.
    pub fn is_covered_by(&self, copy: &Contents) -> bool {
        let covers = |copy: i64, live: i64| copy.saturating_mul(10) >= live.saturating_mul(9);
        self.schema == copy.schema
            && covers(copy.messages, self.messages)
            && covers(copy.chats, self.chats)
            && covers(copy.people, self.people)
    }
}

/// Work of a restored database that will not be done any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expired {
    /// Replies that were to be made.
    pub jobs: usize,
    /// Requests that were to be sent.
    pub requests: usize,
}

impl Store {
    /// Writes one snapshot of the database, compacted, into the empty file `path`. Nobody waits
    /// for it: neither readers nor writers. Not yet forced onto the disk.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn copy_into(&self, path: &Path) -> Result<(), Error> {
        let name = path.to_str().ok_or_else(not_text)?;
        self.conn.execute("VACUUM INTO ?1", [name])?;
        Ok(())
    }

    /// Opens a database that nobody uses, of whatever version, to move its log into it.
    ///
    /// # Errors
    /// As [`Store::open`], but nothing is upgraded.
    pub fn open_to_empty_log(directory: &Path) -> Result<Self, Error> {
        let path = directory.join(super::FILE_NAME);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(&path, flags)?;
        schema::check(&conn)?;
        conn.busy_timeout(BUSY_TIMEOUT)?;
        Ok(Self {
            conn,
            path,
            pen: Arc::default(),
            wal: None,
            checkpoints: super::Checkpoints::Own,
        })
    }

    /// What the database holds now.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn contents(&self) -> Result<Contents, Error> {
        contents(&self.conn)
    }
}

/// Opens the file at `path` only to read it and reads all of it.
///
/// # Errors
/// [`Error::Foreign`] if it is no database of ours, [`Error::Newer`] if this program does not know
/// its schema, [`Error::Corrupt`] if it is damaged, or what SQLite says.
pub fn verify(path: &Path) -> Result<Contents, Error> {
    let conn = open_to_read(path)?;
    let verdict: String = conn.query_row("PRAGMA integrity_check(1)", [], |row| {
        row.get::<_, String>(0)
    })?;
    let mut orphans = conn.prepare("PRAGMA foreign_key_check")?;
    if verdict != "ok" || orphans.exists([])? {
        return Err(Error::Corrupt);
    }
    contents(&conn)
}

/// Copies the database file at `from`, with its write-ahead log if there is one, into the empty
/// file `to`.
///
/// # Errors
/// As [`verify`], but not all of it is checked.
pub fn copy_file(from: &Path, to: &Path) -> Result<(), Error> {
    let conn = open_to_read(from)?;
    let name = to.to_str().ok_or_else(not_text)?;
    conn.execute("VACUUM INTO ?1", [name])?;
    Ok(())
}

/// Ends, in a file that nobody uses, all work that was begun when it was copied: a backup of last
/// week must not answer last week's messages. Updates that were not taken in yet stay open: they
/// are remembered at the next start; that the copy came back at `now` is noted, so that they are
/// not answered, however young.
///
/// # Errors
/// What SQLite says; then nothing has changed.
pub fn expire_open_work(path: &Path, now: UnixTime) -> Result<Expired, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut conn = Connection::open_with_flags(path, flags)?;
    // Without a log beside it, so that the file alone is the database.
    conn.pragma_update(None, "journal_mode", "DELETE")?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let jobs = transaction.execute(
        "UPDATE job SET state = 2, outcome = 'expired' WHERE state = 0",
        [],
    )?;
    let requests = transaction.execute(
        "UPDATE outbox SET state = 4, body = '', text = '' WHERE state < 2",
        [],
    )?;
    transaction.execute(
        "INSERT INTO meta VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        params![RESTORED_AT, now.0.to_string()],
    )?;
    transaction.commit()?;
    conn.close().map_err(|(_, error)| error)?;
    Ok(Expired { jobs, requests })
}

impl Reader<'_> {
    /// When a backup became this database; long ago if it never did.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn restored_at(&self) -> Result<UnixTime, Error> {
        let noted = self.meta(RESTORED_AT)?;
        let noted = noted.and_then(|noted| noted.parse().ok());
        Ok(UnixTime(noted.unwrap_or(0)))
    }
}

fn open_to_read(path: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(BUSY_TIMEOUT)?;
    schema::check(&conn)?;
    // `check` takes an empty file for a new database; a backup is never empty.
    let application: i32 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if application == APPLICATION_ID {
        Ok(conn)
    } else {
        Err(Error::Foreign)
    }
}

fn contents(conn: &Connection) -> Result<Contents, Error> {
    let count = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0));
    Ok(Contents {
        schema: conn.pragma_query_value(None, "user_version", |row| row.get(0))?,
        messages: count("SELECT count(*) FROM message")?,
        chats: count("SELECT count(*) FROM chat")?,
        people: count("SELECT count(*) FROM person")?,
    })
}

fn not_text() -> Error {
    Error::Io(std::io::Error::new(
        std::io::ErrorKind::InvalidInput,
        "the path is not UTF-8",
    ))
}
