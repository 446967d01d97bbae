//! Compaction: the words of old, unremarkable messages move into blocks (see `store/pack`).
//!
//! A message keeps its row, with who, when, where and what it answers, and its words in the search
//! index; text, name and medium's form go into the block and come back whenever it is read.
//! Remarkable ones stay as they are: our own, what was answered, what people reacted to, and what
//! the caller says.

use super::history::place;
use super::pack::{self, Words};
use super::upkeep::blank;
use super::words::first_id;
use super::{Error, Reader, Writer};
use crate::clock::UnixTime;
use rusqlite::params;
use std::collections::BTreeMap;

/// What a step of compaction did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Packed {
    /// Messages looked at; none when everything old has been looked at.
    pub looked_at: usize,
    /// Messages that moved into blocks.
    pub packed: usize,
}

/// Up to where old messages were looked at, a row id.
const LOOKED_AT: &str = "packed_up_to";
/// Fewer messages are not worth a block.
const MESSAGES_MIN: usize = 8;

/// The oldest messages that were not looked at.
pub(super) const CANDIDATES: &str = "SELECT id, chat_id, text, sender_name, media_form,
         is_ours OR reactions > 0 OR packed IS NOT NULL
             OR (reply_to IS NOT NULL AND EXISTS (
                 SELECT 1 FROM message AS asked WHERE asked.chat_id = message.chat_id
                     AND asked.message_id = message.reply_to AND asked.is_ours))
             OR (message_id IS NOT NULL AND EXISTS (
                 SELECT 1 FROM message AS answer INDEXED BY message_by_reply
                 WHERE answer.chat_id = message.chat_id
                     AND answer.reply_to = message.message_id))
     FROM message WHERE id > ?1 AND id < ?2 ORDER BY id LIMIT ?3";
pub(super) const OF_PACK: &str = "SELECT id, packed FROM message
     WHERE id BETWEEN (SELECT first_row FROM pack WHERE pack_id = ?1)
         AND (SELECT last_row FROM pack WHERE pack_id = ?1)
     AND packed >= ?1 * 256 AND packed < ?1 * 256 + 256 ORDER BY id";

/// 0 tells the trigger that the message is not really going.
const TAKE_OUT: &str = concat!(blank!("packed = 0, "), "WHERE id = ?1");

struct Candidate {
    id: i64,
    words: Words,
}

impl Reader<'_> {
    fn looked_at(self) -> Result<i64, Error> {
        let up_to = self.meta(LOOKED_AT)?.and_then(|id| id.parse().ok());
        Ok(up_to.unwrap_or(0))
    }
}

impl Writer<'_> {
    /// Looks at the next `limit` messages older than `before` and packs the unremarkable ones.
    /// `is_remarkable` judges the text, for what the database does not know.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn pack_some(
        &self,
        before: UnixTime,
        limit: usize,
        is_remarkable: &dyn Fn(&str) -> bool,
    ) -> Result<Packed, Error> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut by_chat: BTreeMap<i64, Vec<Candidate>> = BTreeMap::new();
        let mut step = Packed::default();
        let mut last = 0_i64;
        {
            let mut statement = self.conn.prepare_cached(CANDIDATES)?;
            let mut rows = statement.query([self.looked_at()?, first_id(before), limit])?;
            while let Some(row) = rows.next()? {
                step.looked_at += 1;
                last = row.get(0)?;
                let candidate = Candidate {
                    id: last,
                    words: Words {
                        text: row.get(2)?,
                        name: row.get(3)?,
                        form: row.get(4)?,
                    },
                };
                if !row.get::<_, bool>(5)? && !is_remarkable(&candidate.words.text) {
                    by_chat.entry(row.get(1)?).or_default().push(candidate);
                }
            }
        }
        if step.looked_at == 0 {
            return Ok(step);
        }
        for (chat, candidates) in by_chat {
            for group in groups(candidates) {
                step.packed += group.len();
                self.pack_group(chat, &group)?;
            }
        }
        self.set_meta(LOOKED_AT, &last.to_string())?;
        Ok(step)
    }

    /// Has messages from `since` on looked at again: older ones came, by an import.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn look_again_from(&self, since: UnixTime) -> Result<(), Error> {
        let before = first_id(since).saturating_sub(1);
        if before < self.looked_at()? {
            self.set_meta(LOOKED_AT, &before.to_string())?;
        }
        Ok(())
    }

    fn pack_group(&self, chat: i64, group: &[Candidate]) -> Result<(), Error> {
        let (Some(first), Some(last)) = (group.first(), group.last()) else {
            return Ok(());
        };
        let words: Vec<Words> = group.iter().map(|each| each.words.clone()).collect();
        let pack: i64 = self
            .conn
            .prepare_cached(
                "INSERT INTO pack (chat_id, first_row, last_row, data) VALUES (?1, ?2, ?3, ?4)
                 RETURNING pack_id",
            )?
            .query_row(
                params![chat, first.id, last.id, pack::pack(&words)],
                |row| row.get(0),
            )?;
        // The rows are taken out and put back, because a row that only shrinks leaves its page
        // half empty. The table in memory has the columns of the real one, whichever they are.
        self.conn.execute_batch(
            "CREATE TEMP TABLE IF NOT EXISTS moving AS SELECT * FROM message WHERE 0",
        )?;
        for each in group {
            self.conn
                .prepare_cached("INSERT INTO moving SELECT * FROM message WHERE id = ?1")?
                .execute([each.id])?;
            self.conn.prepare_cached(TAKE_OUT)?.execute([each.id])?;
        }
        for each in group {
            self.conn
                .prepare_cached("DELETE FROM message WHERE id = ?1")?
                .execute([each.id])?;
        }
        for (place, each) in (0_i64..).zip(group) {
            self.conn
                .prepare_cached(
                    "UPDATE moving SET text = '', sender_name = '', media_form = NULL,
                         packed = ?2 WHERE id = ?1",
                )?
                .execute([each.id, pack * 256 + place])?;
        }
        self.conn
            .prepare_cached("INSERT INTO message SELECT * FROM moving ORDER BY id")?
            .execute([])?;
        self.conn
            .prepare_cached("DELETE FROM moving")?
            .execute([])?;
        Ok(())
    }

    /// Takes a row's words out of its block, to be changed.
    pub(super) fn unpack_row(&self, id: i64) -> Result<(), Error> {
        let packed: Option<i64> = self
            .conn
            .prepare_cached("SELECT packed FROM message WHERE id = ?1")?
            .query_row([id], |row| row.get(0))?;
        let Some(packed) = packed else {
            return Ok(());
        };
        let words = self
            .unpacked(packed / 256, place(packed))?
            .pop()
            .unwrap_or_default();
        self.conn
            .prepare_cached(
                "UPDATE message SET text = ?2, sender_name = ?3, media_form = ?4, packed = NULL
                 WHERE id = ?1",
            )?
            .execute(params![id, words.text, words.name, words.form])?;
        self.conn
            .prepare_cached("INSERT OR IGNORE INTO pack_gap VALUES (?1)")?
            .execute([packed / 256])?;
        Ok(())
    }

    /// Rewrites blocks without the words of messages that left them, at most `limit` blocks; says
    /// how many it rewrote. What a person erased is gone when this says 0.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn close_gaps(&self, limit: i64) -> Result<usize, Error> {
        let packs: Vec<i64> = {
            let mut statement = self
                .conn
                .prepare_cached("SELECT pack_id FROM pack_gap ORDER BY pack_id LIMIT ?1")?;
            let rows = statement.query_map([limit], |row| row.get(0))?;
            rows.collect::<Result<_, _>>()?
        };
        for pack in &packs {
            self.rewrite(*pack)?;
            self.conn
                .prepare_cached("DELETE FROM pack_gap WHERE pack_id = ?1")?
                .execute([pack])?;
        }
        Ok(packs.len())
    }

    fn rewrite(&self, pack: i64) -> Result<(), Error> {
        let rows: Vec<(i64, i64)> = {
            let mut statement = self.conn.prepare_cached(OF_PACK)?;
            let rows = statement.query_map([pack], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<Result<_, _>>()?
        };
        let Some(last) = rows.iter().map(|(_, packed)| place(*packed)).max() else {
            self.conn
                .prepare_cached("DELETE FROM pack WHERE pack_id = ?1")?
                .execute([pack])?;
            return Ok(());
        };
        let words = self.unpacked(pack, last)?;
        let kept: Vec<Words> = rows
            .iter()
            .filter_map(|(_, packed)| words.get(place(*packed)).cloned())
            .collect();
        self.conn
            .prepare_cached("UPDATE pack SET data = ?2 WHERE pack_id = ?1")?
            .execute(params![pack, pack::pack(&kept)])?;
        for (place, (id, _)) in (0_i64..).zip(&rows) {
            self.conn
                .prepare_cached("UPDATE message SET packed = ?2 WHERE id = ?1")?
                .execute([*id, pack * 256 + place])?;
        }
        Ok(())
    }
}

/// Candidates in groups that make good blocks; too small a rest stays as it is.
fn groups(candidates: Vec<Candidate>) -> Vec<Vec<Candidate>> {
    let mut groups: Vec<Vec<Candidate>> = Vec::new();
    let mut bytes = usize::MAX;
    for candidate in candidates {
        let size = candidate.words.text.len();
        let is_full = groups
            .last()
            .is_none_or(|group| group.len() >= pack::MESSAGES_MAX);
        if is_full || bytes.saturating_add(size) > pack::BYTES_MAX {
            groups.push(Vec::new());
            bytes = 0;
        }
        bytes = bytes.saturating_add(size);
        if let Some(group) = groups.last_mut() {
            group.push(candidate);
        }
    }
    groups.retain(|group| group.len() >= MESSAGES_MIN);
    groups
}
