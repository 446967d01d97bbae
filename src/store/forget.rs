//! Forgetting all that was said in a chat.

use super::{Error, Writer};
use crate::ids::ChatId;

/// What is deleted of a chat, step by step; ?1 is the chat, ?2 the most rows of a step. A table
/// that holds anything of a chat stands here or in `KEPT`.
const STEPS: &[&str] = &[
    "DELETE FROM message WHERE id IN (SELECT id FROM message WHERE chat_id = ?1 LIMIT ?2)",
    "DELETE FROM decision WHERE (chat_id, message_id) IN (
         SELECT chat_id, message_id FROM decision WHERE chat_id = ?1 LIMIT ?2)",
    "DELETE FROM outbox WHERE id IN (
         SELECT id FROM outbox WHERE chat_id = ?1 AND state > 1 LIMIT ?2)",
    "DELETE FROM job WHERE id IN (
         SELECT id FROM job WHERE chat_id = ?1 AND state > 0 LIMIT ?2)",
    "DELETE FROM button WHERE nonce IN (SELECT nonce FROM button WHERE chat_id = ?1 LIMIT ?2)",
    "DELETE FROM summary WHERE (chat_id, period, start) IN (
         SELECT chat_id, period, start FROM summary WHERE chat_id = ?1 LIMIT ?2)",
    "DELETE FROM pack WHERE pack_id IN (SELECT pack_id FROM pack WHERE chat_id = ?1 LIMIT ?2)",
    "DELETE FROM chat_key WHERE key IN (SELECT key FROM chat_key WHERE chat_id = ?1 LIMIT ?2)",
    "DELETE FROM dislike WHERE (chat_id, person_id) IN (
         SELECT chat_id, person_id FROM dislike WHERE chat_id = ?1 LIMIT ?2)",
    "DELETE FROM profile WHERE id IN (SELECT id FROM profile WHERE chat_id = ?1 LIMIT ?2)",
    "DELETE FROM fact WHERE id IN (SELECT id FROM fact WHERE chat_id = ?1 LIMIT ?2)",
];

/// Tables that keep their rows of a chat: settings, wishes of members, updates not yet taken in.
#[cfg(test)]
const KEPT: &[&str] = &["chat", "hush", "inbox", "preference"];

impl Writer<'_> {
    /// Forgets at most `limit` rows of all that was said in a chat; says how many, and how many of
    /// them were messages. Zero rows: it is done.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn forget_chat(&self, chat: ChatId, limit: i64) -> Result<(usize, usize), Error> {
        for (number, step) in STEPS.iter().enumerate() {
            let rows = self.delete_for_good(step, (chat.0, None), limit)?;
            if rows > 0 {
                return Ok((rows, if number == 0 { rows } else { 0 }));
            }
        }
        Ok((0, 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn every_table_that_knows_chats_is_forgotten_or_kept_on_purpose() {
        let store = Store::in_memory().unwrap();
        let mut statement = store
            .conn
            .prepare(
                "SELECT m.name FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c
                 WHERE m.type = 'table' AND c.name = 'chat_id'",
            )
            .unwrap();
        let tables: Vec<String> = statement
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert!(tables.len() >= STEPS.len(), "{tables:?}");
        for table in tables {
            let is_forgotten = STEPS
                .iter()
                .any(|step| step.starts_with(&format!("DELETE FROM {table} ")));
            assert!(
                is_forgotten != KEPT.contains(&table.as_str()),
                "{table}: forget it or keep it"
            );
        }
    }
}
