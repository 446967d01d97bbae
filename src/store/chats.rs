//! Chats and people.

use super::{Consent, Error, Reader, Writer};
use crate::clock::UnixTime;
use crate::ids::ChatId;
use crate::message::{Chat, ChatKind, Membership, Sender, SenderKind};
use rusqlite::{OptionalExtension, params};

/// What is known of a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatRow {
    /// As Telegram described it last.
    pub chat: Chat,
    /// Whether we may speak there.
    pub is_member: bool,
    /// When anything last happened there.
    pub seen_at: UnixTime,
    /// Silent until then, but for direct calls.
    pub hush_until: UnixTime,
}

/// How stale `seen_at` may grow before it is written again: spares a write per message.
const SEEN_STEP_S: i64 = 300;

impl Reader<'_> {
    /// Names and usernames of bots that were heard, but for the one with the id `own`, the newest
    /// first, at most `limit`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn other_bots(
        &self,
        own: Option<i64>,
        limit: usize,
    ) -> Result<Vec<(String, String)>, Error> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut statement = self.conn.prepare(
            "SELECT name, coalesce(username, '') FROM person
             WHERE is_bot = 1 AND person_id IS NOT ?1 ORDER BY seen_at DESC LIMIT ?2",
        )?;
        let rows =
            statement.query_map(params![own, limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What is known of `chat`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn chat(&self, chat: ChatId) -> Result<Option<ChatRow>, Error> {
        let row = self
            .conn
            .prepare_cached(
                "SELECT kind, title, username, is_forum, is_member, seen_at, hush_until
                 FROM chat WHERE chat_id = ?1",
            )?
            .query_row([chat.0], |row| {
                Ok(ChatRow {
                    chat: Chat {
                        id: chat,
                        kind: ChatKind::from_word(&row.get::<_, String>(0)?),
                        title: row.get(1)?,
                        username: row.get(2)?,
                        is_forum: row.get(3)?,
                    },
                    is_member: row.get(4)?,
                    seen_at: UnixTime(row.get(5)?),
                    hush_until: UnixTime(row.get(6)?),
                })
            })
            .optional()?;
        Ok(row)
    }

    /// The chats in which anything happened since `since`, busiest last message first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn active_chats(&self, since: UnixTime) -> Result<Vec<ChatId>, Error> {
        let mut statement = self.conn.prepare_cached(
            "SELECT chat_id FROM chat WHERE is_member = 1 AND seen_at >= ?1
             ORDER BY seen_at DESC",
        )?;
        let rows = statement.query_map([since.0], |row| Ok(ChatId(row.get(0)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Where a chat lives now, if it became a supergroup.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn migrated_to(&self, chat: ChatId) -> Result<Option<ChatId>, Error> {
        let to: Option<Option<i64>> = self
            .conn
            .prepare_cached("SELECT migrated_to FROM chat WHERE chat_id = ?1")?
            .query_row([chat.0], |row| row.get(0))
            .optional()?;
        Ok(to.flatten().map(ChatId))
    }

    /// The groups that have become this supergroup.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn groups_that_became(self, chat: ChatId) -> Result<Vec<ChatId>, Error> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT chat_id FROM chat WHERE migrated_to = ?1")?;
        let rows = statement.query_map([chat.0], |row| Ok(ChatId(row.get(0)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Writer<'_> {
    /// Notes a chat as it is described now. A message from it shows that we are a member.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn note_chat(&self, chat: &Chat, now: UnixTime) -> Result<(), Error> {
        if let Some(known) = self.chat(chat.id)? {
            let is_fresh = now.since(known.seen_at) < SEEN_STEP_S;
            if is_fresh && known.is_member && known.chat == *chat {
                return Ok(());
            }
        }
        self.conn
            .prepare_cached(
                "INSERT INTO chat (chat_id, kind, title, username, is_forum, is_member, seen_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6)
                 ON CONFLICT (chat_id) DO UPDATE SET
                     kind = excluded.kind, title = excluded.title,
                     username = excluded.username, is_forum = excluded.is_forum,
                     is_member = 1, seen_at = max(seen_at, excluded.seen_at)",
            )?
            .execute(params![
                chat.id.0,
                chat.kind.as_str(),
                chat.title,
                chat.username,
                chat.is_forum,
                now.0
            ])?;
        Ok(())
    }

    /// Notes whether we belong to a chat; when we no longer do, drops all we meant to say there.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn note_membership(&self, membership: &Membership) -> Result<(), Error> {
        let chat = &membership.chat;
        self.note_chat(chat, membership.at)?;
        let joined = membership.is_member && !membership.was_member;
        self.conn
            .prepare_cached(
                "UPDATE chat SET is_member = ?2, is_admin = ?3,
                     joined_at = CASE WHEN ?4 THEN ?5 ELSE joined_at END
                 WHERE chat_id = ?1",
            )?
            .execute(params![
                chat.id.0,
                membership.is_member,
                membership.is_admin,
                joined,
                membership.at.0
            ])?;
        if !membership.is_member {
            self.leave(chat.id)?;
        }
        Ok(())
    }

    /// Stays in a chat that we were about to leave.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn stay(&self, chat: ChatId) -> Result<(), Error> {
        self.conn.execute(
            "UPDATE outbox SET state = 4 WHERE chat_id = ?1 AND state = 0 AND update_id IN (
                 SELECT update_id FROM outbox WHERE chat_id = ?1 AND method = 'leaveChat')",
            [chat.0],
        )?;
        self.conn
            .execute("UPDATE chat SET is_member = 1 WHERE chat_id = ?1", [chat.0])?;
        Ok(())
    }

    /// Stops everything in a chat that will not hear us.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn leave(&self, chat: ChatId) -> Result<(), Error> {
        self.conn
            .prepare_cached("UPDATE chat SET is_member = 0 WHERE chat_id = ?1")?
            .execute([chat.0])?;
        self.conn
            .prepare_cached("UPDATE outbox SET state = 4 WHERE chat_id = ?1 AND state = 0")?
            .execute([chat.0])?;
        self.conn
            .prepare_cached(
                "UPDATE job SET state = 2, outcome = 'left' WHERE chat_id = ?1 AND state = 0",
            )?
            .execute([chat.0])?;
        Ok(())
    }

    /// Notes a sender as they are called now, unless they do not want that; says whether they may
    /// be remembered.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn note_person(&self, sender: &Sender, now: UnixTime) -> Result<Consent, Error> {
        let known: Option<(String, Option<String>, i64, Consent)> = self
            .conn
            .prepare_cached(
                "SELECT name, username, seen_at, opted_out, forgotten_at FROM person
                 WHERE person_id = ?1",
            )?
            .query_row([sender.id.0], |row| {
                let consent = Consent {
                    opted_out: row.get(3)?,
                    forgotten_at: UnixTime(row.get(4)?),
                };
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, consent))
            })
            .optional()?;
        let consent = known
            .as_ref()
            .map_or_else(Consent::default, |(_, _, _, consent)| *consent);
        if consent.opted_out {
            return Ok(consent);
        }
        if let Some((name, username, seen_at, _)) = known {
            let is_fresh = now.since(UnixTime(seen_at)) < SEEN_STEP_S;
            if is_fresh && name == sender.name && username == sender.username {
                return Ok(consent);
            }
        }
        self.conn
            .prepare_cached(
                "INSERT INTO person (person_id, name, username, is_bot, seen_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (person_id) DO UPDATE SET
                     name = excluded.name, username = excluded.username,
                     is_bot = excluded.is_bot, seen_at = max(seen_at, excluded.seen_at)",
            )?
            .execute(params![
                sender.id.0,
                sender.name,
                sender.username,
                sender.kind == SenderKind::Bot,
                now.0
            ])?;
        Ok(consent)
    }
}
