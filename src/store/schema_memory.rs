//! The tables of the memory.

/// Search, compaction, summaries and media.
pub(super) const MEMORY: &str = r#"
-- message.id follows the time (see store/words.rs), so the newest match is the first one found.
ALTER TABLE message ADD COLUMN word_count INTEGER NOT NULL DEFAULT 0; -- words in the index
ALTER TABLE message ADD COLUMN reactions INTEGER NOT NULL DEFAULT 0;  -- where an export told
-- NULL: text, name and form stand here. Else they stand in a pack: pack_id * 256 + place in it.
-- 0 only while a row is being rewritten.
ALTER TABLE message ADD COLUMN packed INTEGER;
CREATE INDEX message_by_reply ON message (chat_id, reply_to) WHERE reply_to IS NOT NULL;
CREATE INDEX message_by_media ON message (media_unique_id) WHERE media_unique_id IS NOT NULL;

-- The words of old messages, many in one block (see store/pack). Its messages lie between its
-- first and last row.
CREATE TABLE pack (
    pack_id INTEGER PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    first_row INTEGER NOT NULL,
    last_row INTEGER NOT NULL,
    data BLOB NOT NULL
) STRICT;
CREATE INDEX pack_by_chat ON pack (chat_id);
-- Packs that hold words of messages that are gone: they are rewritten without them.
CREATE TABLE pack_gap (pack_id INTEGER PRIMARY KEY) STRICT;

-- The search index: stems, and who (':person') and where ('/key') as words of their own.
CREATE VIRTUAL TABLE message_words USING fts5 (
    form, content = '', contentless_delete = 1, detail = none,
    tokenize = "ascii tokenchars '!#$%&()*+,-./:;<=>?@[]^_`{|}~'''"
);
-- A chat's words in the index. A number of its own outlives the chat's change of id.
CREATE TABLE chat_key (
    key INTEGER PRIMARY KEY,
    chat_id INTEGER NOT NULL
) STRICT;
CREATE INDEX chat_key_by_chat ON chat_key (chat_id);

-- Whoever deletes a message deletes its words everywhere.
CREATE TRIGGER message_gone AFTER DELETE ON message WHEN old.packed IS NOT 0 BEGIN
    DELETE FROM message_words WHERE rowid = old.id;
    INSERT OR IGNORE INTO pack_gap SELECT old.packed / 256 WHERE old.packed IS NOT NULL;
END;

CREATE TABLE media (
    file_unique_id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    emoji TEXT,
    description TEXT,                  -- what it shows; NULL: nobody has looked yet
    seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE summary (
    chat_id INTEGER NOT NULL,
    period INTEGER NOT NULL,           -- 0 hour, 1 day, 2 week, 3 month
    start INTEGER NOT NULL,            -- its first second
    until INTEGER NOT NULL,            -- the first second after it
    text TEXT NOT NULL,
    mood TEXT NOT NULL,
    emotions TEXT NOT NULL,            -- words with counts, JSON
    topics TEXT NOT NULL,              -- words, JSON
    participants TEXT NOT NULL,        -- names, most talkative first, JSON
    messages INTEGER NOT NULL,
    made_by TEXT NOT NULL,             -- local, or the model's name
    created_at INTEGER NOT NULL,
    PRIMARY KEY (chat_id, period, start)
) STRICT, WITHOUT ROWID;

-- Messages from before there was an index are indexed in the background.
INSERT INTO meta SELECT 'words_below', CAST(max(id) + 1 AS TEXT) FROM message HAVING max(id) > 0;
"#;

/// Our own words that no model made.
pub(super) const ASIDES: &str = "
-- Answers to commands, receipts: what they say was said by others, or is said every time. They are
-- not indexed and are no turns of a prompt.
ALTER TABLE message ADD COLUMN is_aside INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN is_aside INTEGER NOT NULL DEFAULT 1;
-- Those of before that repeat what members said, by how they begin.
UPDATE message SET is_aside = 1 WHERE is_ours = 1 AND (text LIKE 'Ось що пам_ятаю:%'
    OR text LIKE 'За % повідомлен% від %люд%.%');
";

/// What is found out of media, and how it goes with them.
pub(super) const DESCRIPTIONS: &str = "
ALTER TABLE media ADD COLUMN looks INTEGER NOT NULL DEFAULT 0; -- looks that were in vain

-- What a picture shows or a voice says goes with the last message that shows it; stickers are
-- nobody's words. See message_gone for the 0.
CREATE TRIGGER media_gone AFTER DELETE ON message
WHEN old.media_unique_id IS NOT NULL AND old.packed IS NOT 0 BEGIN
    DELETE FROM media WHERE file_unique_id = old.media_unique_id AND kind <> 'sticker'
        AND NOT EXISTS (SELECT 1 FROM message WHERE media_unique_id = old.media_unique_id);
END;
";
