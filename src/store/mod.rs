//! The one SQLite file: everything the bot knows and everything it still has to do.
//!
//! ## Locking
//! One process owns the directory ([`DirectoryLock`]); inside it each thread has its own
//! [`Store`]. Readers never wait. Writers take turns with one connection ([`pen`]), because SQLite
//! makes who finds another one writing sleep for milliseconds. Every write transaction begins
//! IMMEDIATE, because a DEFERRED one that reads and then writes fails at once with SQLITE_BUSY,
//! whatever the busy timeout says.
//!
//! ## Durability
//! A commit survives the death of the process; [`Store::sync`] makes everything committed so far
//! survive the death of the machine. The poll thread syncs before it lets Telegram forget a batch.
//!
//! ## Compatibility
//! [`schema`] only grows. A file newer than the program is refused untouched.
#![doc = include_str!("beyond.md")]

mod activity;
mod attitude;
pub mod backup;
mod buttons;
mod chats;
mod checkpoints;
mod consent;
mod dated;
mod decisions;
mod echoes;
mod erase;
mod error;
mod forget;
mod history;
mod import;
mod inbox;
mod jobs;
mod lock;
mod media;
mod messages;
mod migrate_chat;
mod outbox;
mod pack;
mod packs;
mod pen;
#[cfg(test)]
mod plans;
mod private;
mod profiles;
mod pulse;
mod report;
pub mod schema;
mod schema_memory;
mod schema_people;
mod search;
mod set_back;
mod soundness;
mod statistics;
mod summaries;
#[cfg(test)]
mod tests;
mod time;
mod totals;
mod upkeep;
mod usage;
mod words;

pub use activity::Activity;
pub use attitude::Attitude;
pub use buttons::{NewButton, ShownButton};
pub use chats::ChatRow;
pub use checkpoints::Checkpoints;
pub use consent::Consent;
pub use decisions::Trace;
pub use erase::Forgetting;
pub use error::Error;
pub use history::HistoryLine;
pub use import::{LogPlace, LogRow};
pub use inbox::{Accepted, FreshUpdate, InboxRow, Suspect};
pub use jobs::{Job, NewJob, PaceCounts};
pub use lock::{DirectoryLock, LockError};
pub use media::MediaRow;
pub use messages::{NewMessage, OwnMessage, Verdict};
pub use outbox::{NewOutgoing, Outgoing, SendState};
pub use packs::Packed;
pub use profiles::{Fact, ProfileRow};
pub use pulse::{Day, Lately, Used};
pub use report::{DayUsage, MessageFacts};
pub use search::{Hit, SearchQuery};
pub use statistics::{ChatStatistics, GlobalStatistics, Talker};
pub use summaries::{NewSummary, Period, Summary};
pub use totals::{ModelDay, Totals};
pub use usage::{ModelTotals, Spent};
pub use words::FIRST_TIME;

use crate::ids::{ChatId, SenderId};
use pen::Pen;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::File;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The database file's name within the data directory.
pub const FILE_NAME: &str = "gryag.db";

/// The oldest SQLite that does not lose writes when one connection writes while another
/// checkpoints (the WAL-reset bug of 3.7.0 to 3.51.2). Source: <https://sqlite.org/wal.html>.
pub const SQLITE_VERSION_MIN: i32 = 3_051_003;

/// How long a writer waits for another one.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// The write-ahead log keeps so much of its file when it starts over.
const LOG_BYTES_KEPT: i64 = 16 * 1024 * 1024;
/// Statements kept compiled per connection.
const STATEMENTS_CACHED: usize = 256;

/// The version of the SQLite inside, e.g. 3054001 for 3.54.1.
pub fn sqlite_version() -> i32 {
    rusqlite::version_number()
}

/// One thread's connection to the database.
#[derive(Debug)]
pub struct Store {
    conn: Connection,
    path: PathBuf,
    pen: Arc<Mutex<Pen>>,
    /// The write-ahead log, opened once to be synced; SQLite keeps the same file all the while.
    wal: Option<File>,
    checkpoints: Checkpoints,
}

impl Store {
    /// Opens the database in `directory`, making or upgrading it as needed.
    ///
    /// # Errors
    /// [`Error::SqliteTooOld`], [`Error::Newer`], [`Error::Foreign`], or what SQLite says.
    pub fn open(directory: &Path) -> Result<Self, Error> {
        let found = sqlite_version();
        if found < SQLITE_VERSION_MIN {
            return Err(Error::SqliteTooOld { found });
        }
        let path = directory.join(FILE_NAME);
        private::keep(&path);
        let mut conn = Connection::open(&path)?;
        schema::check(&conn)?;
        let checkpoints = checkpoints::follow(&conn)?;
        prepare(&conn)?;
        schema::migrate(&mut conn)?;
        Ok(Self {
            conn,
            path,
            pen: Arc::default(),
            wal: None,
            checkpoints,
        })
    }

    /// Another connection to the same database, for another thread of this process; of all that
    /// descend from one [`Store::open`], one writes at a time and the others wait in line.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn sibling(&self) -> Result<Self, Error> {
        self.share_pen()?;
        let (conn, checkpoints) = connect(&self.path)?;
        Ok(Self {
            conn,
            path: self.path.clone(),
            pen: Arc::clone(&self.pen),
            wal: None,
            checkpoints,
        })
    }

    /// Opens an existing database only to read it: for `gryag check` beside a running bot.
    ///
    /// # Errors
    /// As [`Store::open`]; a missing file is [`Error::ReadOnly`].
    pub fn open_read_only(directory: &Path) -> Result<Self, Error> {
        let path = directory.join(FILE_NAME);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(&path, flags)?;
        schema::check(&conn)?;
        conn.busy_timeout(BUSY_TIMEOUT)?;
        Ok(Self {
            conn,
            path,
            pen: Arc::default(),
            wal: None,
            checkpoints: Checkpoints::Own,
        })
    }

    /// A database in memory, for the console.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn in_memory() -> Result<Self, Error> {
        let mut conn = Connection::open_in_memory()?;
        prepare(&conn)?;
        schema::migrate(&mut conn)?;
        Ok(Self {
            conn,
            path: PathBuf::new(),
            pen: Arc::default(),
            wal: None,
            checkpoints: Checkpoints::Own,
        })
    }

    /// What can be read.
    pub fn read(&self) -> Reader<'_> {
        Reader { conn: &self.conn }
    }

    /// Runs `work`, which only reads, on the database as it is now: what is written meanwhile is
    /// not seen, and many small questions cost less.
    ///
    /// # Errors
    /// What `work` returns, or what SQLite says.
    pub fn snapshot<T, E: From<Error>>(
        &self,
        work: impl FnOnce(Reader<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        // Nothing was written, so that it is rolled back at the end loses nothing.
        let _transaction = self.conn.unchecked_transaction().map_err(Error::from)?;
        work(self.read())
    }

    /// Runs `work` in one IMMEDIATE transaction: all of it happens, or, on an error or a panic,
    /// none.
    ///
    /// # Errors
    /// What `work` returns, or what SQLite says to BEGIN and COMMIT.
    pub fn write<T, E: From<Error>>(
        &mut self,
        work: impl FnOnce(&Writer<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.with_pen(|conn| {
            let transaction = begin(conn)?;
            let writer = Writer {
                reader: Reader { conn: &transaction },
                learned: RefCell::default(),
            };
            let done = work(&writer)?;
            writer.store_learned()?;
            commit(transaction)?;
            Ok(done)
        })
    }

    /// Forces everything committed so far, by any thread, onto the disk.
    ///
    /// # Errors
    /// [`Error::Io`] if the disk refuses.
    pub fn sync(&mut self) -> Result<(), Error> {
        if self.path.as_os_str().is_empty() {
            return Ok(());
        }
        let wal = match self.wal.take() {
            Some(wal) => wal,
            None => File::open(wal_path(&self.path))?,
        };
        wal.sync_data()?;
        self.wal = Some(wal);
        Ok(())
    }

    /// The size of the write-ahead log in bytes.
    pub fn wal_bytes(&self) -> u64 {
        std::fs::metadata(wal_path(&self.path)).map_or(0, |data| data.len())
    }

    /// Lets SQLite refresh its statistics where that pays.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn optimize(&self) -> Result<(), Error> {
        self.conn.execute_batch("PRAGMA optimize")?;
        Ok(())
    }
}

/// Begins to write. Out of line, as [`commit`], for there are many writers.
#[inline(never)]
fn begin(conn: &Connection) -> Result<Transaction<'_>, Error> {
    let immediate = TransactionBehavior::Immediate;
    Ok(Transaction::new_unchecked(conn, immediate)?)
}

#[inline(never)]
fn commit(transaction: Transaction<'_>) -> Result<(), Error> {
    Ok(transaction.commit()?)
}

/// A connection to a database that exists and is ours.
fn connect(path: &Path) -> Result<(Connection, Checkpoints), Error> {
    let conn = Connection::open(path)?;
    let checkpoints = checkpoints::follow(&conn)?;
    prepare(&conn)?;
    Ok((conn, checkpoints))
}

/// Sets what every connection needs.
fn prepare(conn: &Connection) -> Result<(), Error> {
    conn.busy_timeout(BUSY_TIMEOUT)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    // Lets the cleanup give pages back; only a database without tables takes it.
    conn.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    // Readers never block the writer, and a killed process loses no commit.
    conn.pragma_update(None, "journal_mode", "WAL")?;
    // Under WAL, NORMAL never corrupts; `Store::sync` adds the fsync where a promise needs it.
    conn.pragma_update(None, "synchronous", "NORMAL")?;
    conn.pragma_update(None, "foreign_keys", "ON")?;
    // 2 MiB a connection: the working set is the newest messages of a few chats.
    conn.pragma_update(None, "cache_size", -2_000)?;
    // Plans do not depend on the values bound: no statement is ever compiled again for them.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // Nothing but the data directory need be writable.
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    // A log that grew in a backlog shrinks again at the next checkpoint.
    conn.pragma_update(None, "journal_size_limit", LOG_BYTES_KEPT)?;
    // What is erased is overwritten where it stood, also on pages that become free.
    conn.pragma_update(None, "secure_delete", "ON")?;
    // The schema of a tampered file must not run functions.
    conn.pragma_update(None, "trusted_schema", "OFF")?;
    Ok(())
}

fn wal_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

/// Everything that can be read, outside or inside a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'c> {
    conn: &'c Connection,
}

impl Reader<'_> {
    /// The schema version of the file.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn schema_version(&self) -> Result<i64, Error> {
        Ok(self
            .conn
            .pragma_query_value(None, "user_version", |row| row.get(0))?)
    }
}

/// Everything that can be changed, inside one transaction.
#[derive(Debug)]
pub struct Writer<'c> {
    reader: Reader<'c>,
    /// Profiles that this transaction has changed: written once, at its end.
    learned: RefCell<HashMap<(ChatId, SenderId), ProfileRow>>,
}

impl<'c> Deref for Writer<'c> {
    type Target = Reader<'c>;

    fn deref(&self) -> &Reader<'c> {
        &self.reader
    }
}
