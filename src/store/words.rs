//! The search index: which messages hold which words.
//!
//! ## Order
//! A message's row id follows its time: seconds since 2013, times 64, plus a number among the
//! messages of that second. So the index yields the newest matches first, whatever the order in
//! which live and imported messages came, and a span of time is a span of row ids.
//!
//! ## Words
//! [`search_form`] of the text, and two words of our own: `/key` for the chat and `:id` for the
//! author. `search_form` yields no word that begins with either sign.

use super::{Error, Reader, Writer};
use crate::analysis::search_keys;
use crate::analysis::stem::search_form;
use crate::clock::UnixTime;
use crate::ids::{ChatId, SenderId};
use rusqlite::{OptionalExtension, params};
use std::fmt::Write as _;

/// 2013-01-01: Telegram has no older messages.
pub const FIRST_TIME: UnixTime = UnixTime(1_356_998_400);
/// Messages of one second that keep their order exactly; more of them spill into what follows.
const PER_SECOND: i64 = 64;
/// Seconds over which a crowd spills before a message goes to the end.
const SPILL_MAX: i64 = 256;
/// The most words of one message that are indexed.
const WORDS_MAX: usize = 1_000;

/// Rows indexed before this are indexed anew, from the newest down.
const BELOW: &str = "words_below";
/// How the stemmer stems: when this changes, so must the index.
const FINGERPRINT: &str = "words_form";
/// Beside this, every word of the stemmer's own tables.
const SAMPLE: &str = "Їжаки з'їли смачні яблука, бабусина кав'ярня на Хрещатику зачиняється о 21:00 \
    #кава @оля читаємо читали прочитано роблю зробив найкраща найкращого 😂 ахаха the cats running";

/// The first row id of a moment.
pub(super) fn first_id(at: UnixTime) -> i64 {
    at.since(FIRST_TIME)
        .min(i64::from(u32::MAX) * 4)
        .saturating_mul(PER_SECOND)
        .max(1)
}

impl Reader<'_> {
    /// A free row id for a message of that time.
    pub(super) fn free_id(self, sent_at: UnixTime) -> Result<i64, Error> {
        let mut newest = self.conn.prepare_cached(NEWEST_ID_BETWEEN)?;
        let first = first_id(sent_at);
        // Within its second if there is room, else behind what else is crowded there.
        for seconds in [1, SPILL_MAX] {
            let end = first.saturating_add(seconds * PER_SECOND);
            let taken: Option<i64> = newest
                .query_row([first, end], |row| row.get(0))
                .optional()?;
            match taken {
                None => return Ok(first),
                Some(taken) if taken + 1 < end => return Ok(taken + 1),
                Some(_) => {}
            }
        }
        Ok(self
            .conn
            .prepare_cached("SELECT coalesce(max(id), 0) + 1 FROM message")?
            .query_row([], |row| row.get(0))?)
    }

    /// The numbers under which a chat's messages are indexed; several after a migration.
    pub(super) fn chat_keys(self, chat: ChatId) -> Result<Vec<i64>, Error> {
        let mut statement = self.conn.prepare_cached(KEYS_OF_CHAT)?;
        let rows = statement.query_map([chat.0], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// A row id in a span.
pub(super) const NEWEST_ID_BETWEEN: &str =
    "SELECT id FROM message WHERE id >= ?1 AND id < ?2 ORDER BY id DESC LIMIT 1";
/// A chat's numbers in the index.
pub(super) const KEYS_OF_CHAT: &str =
    "SELECT key FROM chat_key INDEXED BY chat_key_by_chat WHERE chat_id = ?1";

/// What is indexed of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct IndexedWords {
    form: String,
    /// How many words are the message's own; nothing is indexed if there are none.
    pub(super) count: i64,
}

impl Writer<'_> {
    /// A chat's number in the index, made if need be.
    fn chat_key(&self, chat: ChatId) -> Result<i64, Error> {
        if let Some(key) = self.chat_keys(chat)?.first() {
            return Ok(*key);
        }
        Ok(self
            .conn
            .prepare_cached("INSERT INTO chat_key (chat_id) VALUES (?1) RETURNING key")?
            .query_row([chat.0], |row| row.get(0))?)
    }

    /// What is to be indexed of a text.
    pub(super) fn words_of(
        &self,
        chat: ChatId,
        sender: SenderId,
        text: &str,
    ) -> Result<IndexedWords, Error> {
        if text.is_empty() {
            return self.indexed(chat, sender, "");
        }
        self.indexed(chat, sender, &search_form(text))
    }

    /// What is to be indexed of a text with that search form.
    pub(super) fn indexed(
        &self,
        chat: ChatId,
        sender: SenderId,
        stems: &str,
    ) -> Result<IndexedWords, Error> {
        let mut words = IndexedWords {
            form: String::with_capacity(stems.len() + 24),
            count: 0,
        };
        for stem in stems
            .split(' ')
            .filter(|stem| !stem.is_empty())
            .take(WORDS_MAX)
        {
            words.form.push_str(stem);
            words.form.push(' ');
            words.count += 1;
        }
        if words.count > 0 {
            // Writing to a string cannot fail.
            let key = self.chat_key(chat)?;
            write!(words.form, "/{key} :{sender}").ok();
        }
        Ok(words)
    }

    /// Puts a row's words into the index.
    pub(super) fn index_words(&self, id: i64, words: &IndexedWords) -> Result<(), Error> {
        if words.count > 0 {
            self.conn
                .prepare_cached("INSERT INTO message_words (rowid, form) VALUES (?1, ?2)")?
                .execute(params![id, words.form])?;
        }
        Ok(())
    }

    /// Takes a message's words out of the index.
    pub(super) fn unindex_words(&self, id: i64) -> Result<(), Error> {
        self.conn
            .prepare_cached("DELETE FROM message_words WHERE rowid = ?1")?
            .execute([id])?;
        Ok(())
    }

    /// Notes that the whole index is to be made anew if the stemmer has changed since.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn check_words(&self) -> Result<(), Error> {
        let wanted = search_form(&[SAMPLE, " ", &search_keys::sample()].concat());
        let known = self.meta(FINGERPRINT)?;
        if known.as_deref() == Some(wanted.as_str()) {
            return Ok(());
        }
        self.set_meta(FINGERPRINT, &wanted)?;
        let newest: i64 =
            self.conn
                .query_row("SELECT coalesce(max(id), 0) FROM message", [], |row| {
                    row.get(0)
                })?;
        if known.is_some() && newest > 0 {
            self.set_meta(BELOW, &newest.saturating_add(1).to_string())?;
        }
        Ok(())
    }

    /// Indexes the next `limit` messages that are not indexed as they should be, newest first;
    /// says how many there were.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn index_some(&self, limit: usize) -> Result<usize, Error> {
        let Some(below) = self
            .meta(BELOW)?
            .and_then(|below| below.parse::<i64>().ok())
        else {
            return Ok(0);
        };
        let ids: Vec<(i64, i64, i64, bool)> = {
            let mut statement = self.conn.prepare_cached(
                "SELECT id, chat_id, sender_id, is_aside FROM message WHERE id < ?1
                 ORDER BY id DESC LIMIT ?2",
            )?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let rows = statement.query_map([below, limit], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })?;
            rows.collect::<Result<_, _>>()?
        };
        for (id, chat, sender, is_aside) in &ids {
            if *is_aside {
                // Our answers to commands are no hits.
                self.unindex_words(*id)?;
            } else {
                self.index_again(*id, ChatId(*chat), SenderId(*sender))?;
            }
        }
        match ids.last() {
            Some((lowest, ..)) if ids.len() >= limit => {
                self.set_meta(BELOW, &lowest.to_string())?;
            }
            _ => {
                self.conn
                    .execute("DELETE FROM meta WHERE key = ?1", [BELOW])?;
            }
        }
        Ok(ids.len())
    }

    /// Indexes a row's words anew, with those that tell what its medium shows.
    pub(super) fn index_again(&self, id: i64, chat: ChatId, sender: SenderId) -> Result<(), Error> {
        let mut text = self.text_of(id)?;
        if let Some(caption) = self.caption_of(id)? {
            text.push(' ');
            text.push_str(&caption);
        }
        let words = self.words_of(chat, sender, &text)?;
        self.unindex_words(id)?;
        self.index_words(id, &words)?;
        self.conn
            .prepare_cached("UPDATE message SET word_count = ?2 WHERE id = ?1")?
            .execute([id, words.count])?;
        Ok(())
    }

    /// Merges the index a little, so that words of deleted messages leave it and searches touch
    /// fewer pieces; `false` when there is nothing left to merge.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn merge_words(&self, pages: i64) -> Result<bool, Error> {
        let before = self.conn.total_changes();
        self.conn
            .prepare_cached("INSERT INTO message_words (message_words, rank) VALUES ('merge', ?1)")?
            .execute([pages])?;
        // FTS5 says so: fewer than two changes mean that nothing was done.
        Ok(self.conn.total_changes().saturating_sub(before) >= 2)
    }
}
