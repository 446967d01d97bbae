//! The tables of what is known of people.

/// Profiles, facts, wishes.
pub(super) const PEOPLE: &str = "
-- What is learned of a person in a chat. The numbers are packed: see `person/pack.rs`.
CREATE TABLE profile (
    id INTEGER PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    data BLOB NOT NULL,
    seen_at INTEGER NOT NULL,          -- their last message there
    UNIQUE (chat_id, person_id)
) STRICT;
CREATE INDEX profile_by_person ON profile (person_id);

-- What a person said of themselves in a chat.
CREATE TABLE fact (
    id INTEGER PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,             -- a FactKind's code
    key TEXT NOT NULL,                 -- tells it from others of its kind
    quote TEXT NOT NULL,               -- literally a part of the message
    message_id INTEGER,
    said_at INTEGER NOT NULL,
    confidence INTEGER NOT NULL,       -- per cent, when it was said
    half_life_days INTEGER,            -- NULL: does not fade
    expires_at INTEGER,
    by_model INTEGER NOT NULL,         -- 1 if a model pointed it out
    UNIQUE (chat_id, person_id, kind, key)
) STRICT;
CREATE INDEX fact_by_person ON fact (person_id);
CREATE INDEX fact_by_message ON fact (chat_id, message_id) WHERE message_id IS NOT NULL;

-- What a person asks of us in a chat.
CREATE TABLE preference (
    chat_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    wishes INTEGER NOT NULL,           -- bits: see `person/preference.rs`
    PRIMARY KEY (chat_id, person_id)
) STRICT, WITHOUT ROWID;

-- What they wrote up to then was erased at their wish and is not stored again.
ALTER TABLE person ADD COLUMN forgotten_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX person_forgotten ON person (forgotten_at) WHERE forgotten_at > 0;
";
