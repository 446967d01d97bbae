//! A group that becomes a supergroup takes everything with it.

use super::{Error, Writer};
use crate::ids::ChatId;
use rusqlite::{OptionalExtension, params};

impl Writer<'_> {
    /// Moves all that is known of chat `from` to chat `to`. The second time it moves only what
    /// has meanwhile been noted under the old id.
    ///
    /// Message numbers start over in the supergroup, so the old ones become negative: they still
    /// link answers to what they answer, and never meet a number of the new chat. Replies that
    /// were waiting lose the message they answer, because the new chat does not know it.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn migrate_chat(&self, from: ChatId, to: ChatId) -> Result<(), Error> {
        if from == to {
            return Ok(());
        }
        // What was learned in this transaction moves with the rest.
        self.store_learned()?;
        for step in STEPS {
            self.conn.execute(step, params![from.0, to.0])?;
        }
        for rest in REST {
            self.conn.execute(rest, [from.0])?;
        }
        Ok(())
    }

    /// Whether `table` still holds anything of `chat` besides the signpost row: for tests.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn mentions_chat(&self, chat: ChatId) -> Result<Option<String>, Error> {
        Ok(self
            .conn
            .query_row(
                "SELECT 'message' FROM message WHERE chat_id = ?1
                 UNION ALL SELECT 'chat_key' FROM chat_key WHERE chat_id = ?1
                 UNION ALL SELECT 'pack' FROM pack WHERE chat_id = ?1
                 UNION ALL SELECT 'summary' FROM summary WHERE chat_id = ?1
                 UNION ALL SELECT 'job' FROM job WHERE chat_id = ?1
                 UNION ALL SELECT 'outbox' FROM outbox WHERE chat_id = ?1
                 UNION ALL SELECT 'button' FROM button WHERE chat_id = ?1
                 UNION ALL SELECT 'hush' FROM hush WHERE chat_id = ?1
                 UNION ALL SELECT 'dislike' FROM dislike WHERE chat_id = ?1
                 UNION ALL SELECT 'profile' FROM profile WHERE chat_id = ?1
                 UNION ALL SELECT 'fact' FROM fact WHERE chat_id = ?1
                 UNION ALL SELECT 'preference' FROM preference WHERE chat_id = ?1
                 UNION ALL SELECT 'decision' FROM decision WHERE chat_id = ?1 LIMIT 1",
                [chat.0],
                |row| row.get(0),
            )
            .optional()?)
    }
}

/// What the new chat had already.
const REST: [&str; 5] = [
    "DELETE FROM decision WHERE chat_id = ?1",
    "DELETE FROM summary WHERE chat_id = ?1",
    "DELETE FROM profile WHERE chat_id = ?1",
    "DELETE FROM fact WHERE chat_id = ?1",
    "DELETE FROM preference WHERE chat_id = ?1",
];

/// What a migration changes, in order. ?1 is the group, ?2 the supergroup.
const STEPS: [&str; 17] = [
    "INSERT INTO chat (chat_id, kind, title, username, is_forum, is_member, is_admin, joined_at,
                       seen_at, hush_until, withdrawn_until, liking, liking_at, quiet_from,
                       quiet_to, hours_at, initiative_at, ignored)
     SELECT ?2, 'supergroup', title, username, is_forum, 1, is_admin, joined_at, seen_at,
            hush_until, withdrawn_until, liking, liking_at, quiet_from, quiet_to, hours_at,
            initiative_at, ignored
     FROM chat WHERE chat_id = ?1
     ON CONFLICT (chat_id) DO UPDATE SET
         joined_at = coalesce(joined_at, excluded.joined_at),
         hush_until = max(hush_until, excluded.hush_until),
         withdrawn_until = max(withdrawn_until, excluded.withdrawn_until)",
    "INSERT INTO chat (chat_id, kind, title, is_forum, is_member, seen_at, migrated_to)
     VALUES (?1, 'group', '', 0, 0, 0, ?2)
     ON CONFLICT (chat_id) DO UPDATE SET is_member = 0, migrated_to = ?2",
    // An export of the supergroup, taken in before, may have brought the same messages.
    "DELETE FROM message WHERE chat_id = ?1 AND EXISTS (
         SELECT 1 FROM message AS there
         WHERE there.chat_id = ?2 AND there.message_id = -abs(message.message_id))",
    "UPDATE message SET chat_id = ?2, message_id = -abs(message_id), reply_to = -abs(reply_to)
     WHERE chat_id = ?1",
    "UPDATE chat_key SET chat_id = ?2 WHERE chat_id = ?1",
    "UPDATE pack SET chat_id = ?2 WHERE chat_id = ?1",
    "UPDATE OR IGNORE summary SET chat_id = ?2 WHERE chat_id = ?1",
    "UPDATE inbox SET chat_id = ?2 WHERE chat_id = ?1 AND state = 0",
    "UPDATE job SET chat_id = ?2,
         payload = CASE
             WHEN json_valid(payload) AND json_extract(payload, '$.message_id') IS NOT NULL
             THEN json_set(payload, '$.message_id',
                           -abs(json_extract(payload, '$.message_id')))
             ELSE payload END
     WHERE chat_id = ?1",
    "UPDATE outbox SET chat_id = ?2, reply_to = NULL,
         body = CASE WHEN state = 0 THEN json_remove(body, '$.reply_parameters') ELSE body END
     WHERE chat_id = ?1",
    "UPDATE button SET chat_id = ?2 WHERE chat_id = ?1",
    "UPDATE OR REPLACE hush SET chat_id = ?2 WHERE chat_id = ?1",
    "UPDATE OR REPLACE dislike SET chat_id = ?2 WHERE chat_id = ?1",
    // What was learned in the supergroup meanwhile is newer and stays.
    "UPDATE OR IGNORE profile SET chat_id = ?2 WHERE chat_id = ?1",
    "UPDATE OR IGNORE fact SET chat_id = ?2, message_id = -abs(message_id) WHERE chat_id = ?1",
    "UPDATE OR IGNORE preference SET chat_id = ?2 WHERE chat_id = ?1",
    "UPDATE OR IGNORE decision SET chat_id = ?2, message_id = -abs(message_id)
     WHERE chat_id = ?1",
];
