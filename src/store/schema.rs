//! The tables, as a list of migrations that only grows.
//!
//! Times are UTC seconds as Telegram reports them; booleans are 0 or 1.

use super::Error;
use rusqlite::{Connection, TransactionBehavior};

/// Marks a file as ours in SQLite's header ("gryg").
pub const APPLICATION_ID: i32 = 0x6772_7967;

/// Step N brings a database from version N to N + 1. Never change or remove an entry.
pub const MIGRATIONS: &[&str] = &[
    "
-- Where the poll thread is. One row.
CREATE TABLE poller (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    next_offset INTEGER NOT NULL,      -- the offset of the next getUpdates; 0: from the start
    last_update_at INTEGER NOT NULL    -- when the last update arrived, by our clock
) STRICT;

-- Updates as Telegram sent them, until their effects are stored; then only the id is kept, to
-- recognise a redelivery.
CREATE TABLE inbox (
    seq INTEGER PRIMARY KEY,           -- order of arrival
    update_id INTEGER NOT NULL UNIQUE,
    chat_id INTEGER NOT NULL,          -- the lane; 0 for updates of no chat
    raw TEXT,                          -- NULL once done
    state INTEGER NOT NULL DEFAULT 0,  -- 0 open, 1 done, 2 quarantined
    claimed INTEGER NOT NULL DEFAULT 0,-- 1 from before its handling to after: a crash's suspect
    panics INTEGER NOT NULL DEFAULT 0,
    crashes INTEGER NOT NULL DEFAULT 0,
    received_at INTEGER NOT NULL
) STRICT;
CREATE INDEX inbox_open ON inbox (chat_id, seq) WHERE state = 0;
CREATE INDEX inbox_claimed ON inbox (seq) WHERE state = 0 AND claimed = 1;

CREATE TABLE chat (
    chat_id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,                -- private, group, supergroup, channel, other
    title TEXT NOT NULL,
    username TEXT,
    is_forum INTEGER NOT NULL,
    is_member INTEGER NOT NULL,        -- whether we may speak there
    is_admin INTEGER NOT NULL DEFAULT 0,
    joined_at INTEGER,                 -- when we were added, if we saw it
    seen_at INTEGER NOT NULL,          -- when anything last happened there
    hush_until INTEGER NOT NULL DEFAULT 0,
    paused_until INTEGER NOT NULL DEFAULT 0, -- Telegram asked us (429) to send nothing till then
    migrated_to INTEGER                -- the supergroup that this group became
) STRICT;

CREATE TABLE person (
    person_id INTEGER PRIMARY KEY,     -- a SenderId
    name TEXT NOT NULL,
    username TEXT,
    is_bot INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    opted_out INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    message_id INTEGER,                -- NULL if Telegram gave none that can be addressed
    thread_id INTEGER,
    sender_id INTEGER NOT NULL,
    sender_name TEXT NOT NULL,         -- as it was then
    is_ours INTEGER NOT NULL,
    is_bot INTEGER NOT NULL,
    is_forward INTEGER NOT NULL,
    reply_to INTEGER,                  -- a message_id of the same chat
    sent_at INTEGER NOT NULL,
    edited_at INTEGER,
    text TEXT NOT NULL,
    media TEXT,                        -- the medium's kind
    media_form TEXT,                   -- the medium's short form for histories
    media_unique_id TEXT,
    source INTEGER NOT NULL,           -- 0 live, 1 import
    language INTEGER,                  -- the analyser's codes; NULL: not analysed
    emotion INTEGER,
    sentiment INTEGER,
    topic INTEGER,
    toxicity INTEGER                   -- per cent
) STRICT;
CREATE UNIQUE INDEX message_by_id ON message (chat_id, message_id) WHERE message_id IS NOT NULL;
CREATE INDEX message_by_time ON message (chat_id, sent_at, message_id);
CREATE INDEX message_by_sender ON message (chat_id, sender_id, sent_at);
CREATE INDEX message_by_thread ON message (chat_id, thread_id, sent_at, message_id)
    WHERE thread_id IS NOT NULL;

-- Work that follows from a message and may take long.
CREATE TABLE job (
    id INTEGER PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,        -- on whose account
    kind TEXT NOT NULL,
    update_id INTEGER NOT NULL,        -- what caused it
    payload TEXT NOT NULL,             -- JSON
    state INTEGER NOT NULL DEFAULT 0,  -- 0 open, 1 done, 2 dropped
    outcome TEXT,                      -- how it ended, one word
    attempts INTEGER NOT NULL DEFAULT 0,
    not_before INTEGER NOT NULL DEFAULT 0,
    expires_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (update_id, kind)
) STRICT;
CREATE INDEX job_open ON job (chat_id, id) WHERE state = 0;
CREATE INDEX job_by_time ON job (created_at);
CREATE INDEX job_by_chat ON job (chat_id, created_at);

-- What is to be said or done at Telegram, and what became of it.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    update_id INTEGER NOT NULL,        -- what caused it
    method TEXT NOT NULL,
    part INTEGER NOT NULL,
    body TEXT NOT NULL,                -- JSON without chat_id
    state INTEGER NOT NULL DEFAULT 0,  -- 0 pending, 1 sending, 2 sent, 3 ambiguous, 4 dropped
    attempts INTEGER NOT NULL DEFAULT 0,
    not_before INTEGER NOT NULL DEFAULT 0,
    expires_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    message_id INTEGER,                -- what Telegram numbered it
    thread_id INTEGER,
    reply_to INTEGER,
    text TEXT NOT NULL,                -- the words as people read them; '' for no words
    UNIQUE (update_id, method, part)
) STRICT;
CREATE INDEX outbox_open ON outbox (chat_id, id) WHERE state < 2;
CREATE INDEX outbox_by_chat ON outbox (chat_id, method, created_at);
CREATE INDEX outbox_by_time ON outbox (created_at);

-- Why each message was answered or not. Kept for seven days.
CREATE TABLE decision (
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    reason TEXT NOT NULL,              -- the rule that decided, one word
    detail TEXT NOT NULL,              -- its numbers, JSON; '' for none
    PRIMARY KEY (chat_id, message_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE usage (
    day INTEGER NOT NULL,              -- UTC days since 1970
    model TEXT NOT NULL,
    requests INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    prompt_tokens INTEGER NOT NULL DEFAULT 0,
    answer_tokens INTEGER NOT NULL DEFAULT 0,
    thought_tokens INTEGER NOT NULL DEFAULT 0,
    latency_ms INTEGER NOT NULL DEFAULT 0, -- summed over requests
    PRIMARY KEY (day, model)
) STRICT, WITHOUT ROWID;

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO poller VALUES (1, 0, 0);
",
    "
-- Buttons under our messages. Deleted a day after they expire.
CREATE TABLE button (
    nonce TEXT PRIMARY KEY,            -- what the button carries, 128 random bits in hex
    chat_id INTEGER NOT NULL,
    update_id INTEGER NOT NULL,        -- what caused the question
    person_id INTEGER NOT NULL,        -- who alone may press it
    action TEXT NOT NULL,              -- what it does, JSON
    expires_at INTEGER NOT NULL,
    used INTEGER NOT NULL DEFAULT 0    -- whether it, or one beside it, was pressed
) STRICT, WITHOUT ROWID;
CREATE INDEX button_by_cause ON button (update_id);

-- JSON: what to do instead if Telegram refuses; NULL: nothing.
ALTER TABLE outbox ADD COLUMN fallback TEXT;
",
    // The quarantine is counted every few seconds; the table holds a week of handled updates.
    "CREATE INDEX inbox_quarantined ON inbox (seq) WHERE state = 2;",
    "
ALTER TABLE chat ADD COLUMN reactions TEXT;                    -- JSON list; NULL: all
ALTER TABLE chat ADD COLUMN asked_at INTEGER NOT NULL DEFAULT 0; -- when we last asked getChat
ALTER TABLE chat ADD COLUMN liking REAL NOT NULL DEFAULT 0;    -- as of liking_at, -10 to 10
ALTER TABLE chat ADD COLUMN liking_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chat ADD COLUMN withdrawn_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chat ADD COLUMN quiet_from INTEGER;                -- the chat's own night, local hours
ALTER TABLE chat ADD COLUMN quiet_to INTEGER;
ALTER TABLE chat ADD COLUMN hours_at INTEGER NOT NULL DEFAULT 0; -- when we last looked for it
ALTER TABLE chat ADD COLUMN initiative_at INTEGER;             -- when we last started a topic
ALTER TABLE chat ADD COLUMN ignored INTEGER NOT NULL DEFAULT 0; -- topics since one was taken up

-- Members who want us quiet.
CREATE TABLE hush (
    chat_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (chat_id, person_id)
) STRICT, WITHOUT ROWID;

-- Members who lately put a bad reaction under our words.
CREATE TABLE dislike (
    chat_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (chat_id, person_id)
) STRICT, WITHOUT ROWID;

-- What came of a decision: name=value, separated by spaces; '' for nothing.
ALTER TABLE decision ADD COLUMN outcome TEXT NOT NULL DEFAULT '';
",
    super::schema_memory::MEMORY,
    super::schema_people::PEOPLE,
    // A crash's suspects are the first open updates of each lane: no mark is needed.
    "
DROP INDEX inbox_claimed;
ALTER TABLE inbox DROP COLUMN claimed;
",
    "
-- The ids of handled updates, to recognise a redelivery: a row of `inbox` leaves a page nearly
-- empty behind its words, and these take a few bytes.
CREATE TABLE handled (
    update_id INTEGER PRIMARY KEY,
    received_at INTEGER NOT NULL
) STRICT;
",
    super::schema_memory::DESCRIPTIONS,
    super::schema_memory::ASIDES,
    "
-- Jobs are counted for the limits with each call: from the indices alone.
DROP INDEX job_by_chat;
DROP INDEX job_by_time;
CREATE INDEX job_by_chat ON job (chat_id, kind, created_at, person_id, state);
CREATE INDEX job_by_time ON job (created_at, kind, state);
",
];

/// The newest version that this program knows.
pub fn newest() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// Refuses a file that is not ours or newer than this program, without touching it.
///
/// # Errors
/// [`Error::Foreign`], [`Error::Newer`].
pub(super) fn check(conn: &Connection) -> Result<(), Error> {
    let application: i32 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let version: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let is_empty = application == 0 && version == 0 && tables == 0;
    if !is_empty && application != APPLICATION_ID {
        return Err(Error::Foreign);
    }
    if version > newest() {
        return Err(Error::Newer {
            found: version,
            known: newest(),
        });
    }
    Ok(())
}

/// Brings the database to the newest version, all steps in one transaction.
///
/// # Errors
/// What SQLite says; then nothing has changed.
pub(super) fn migrate(conn: &mut Connection) -> Result<(), Error> {
    let version: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version == newest() {
        return Ok(());
    }
    let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another thread may have migrated while this one waited for the lock.
    let version: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let done = usize::try_from(version).unwrap_or(usize::MAX);
    for step in MIGRATIONS.iter().skip(done) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", newest())?;
    transaction.commit()?;
    Ok(())
}
