//! The chat log.

use super::{Error, Reader, Writer};
use crate::clock::UnixTime;
use crate::ids::{ChatId, MessageId, SenderId, ThreadId};
use crate::message::{Incoming, SenderKind};
use rusqlite::{OptionalExtension, Row, params};

/// A message to be remembered.
#[derive(Debug, Clone, Copy)]
pub struct NewMessage<'a> {
    /// What was said.
    pub incoming: &'a Incoming,
    /// Whether we said it.
    pub is_ours: bool,
    /// What the analyser found; `None` if it was not asked.
    pub verdict: Option<Verdict>,
}

/// The analyser's findings as small numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The language's code.
    pub language: u8,
    /// The emotion's code.
    pub emotion: u8,
    /// The sentiment's code.
    pub sentiment: u8,
    /// The topic's code.
    pub topic: u8,
    /// Toxicity in per cent.
    pub toxicity: u8,
}

/// A message of our own that Telegram has accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnMessage<'a> {
    /// Where.
    pub chat: ChatId,
    /// Its number; `None` if the chat has moved meanwhile, so that it has none there.
    pub message_id: Option<MessageId>,
    /// The topic.
    pub thread_id: Option<ThreadId>,
    /// The message it answers.
    pub reply_to: Option<MessageId>,
    /// When, by Telegram's clock.
    pub sent_at: UnixTime,
    /// The words as people read them.
    pub text: &'a str,
    /// Our id.
    pub me: SenderId,
    /// Our name.
    pub name: &'a str,
}

/// One line of a chat's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryLine {
    /// Its number, if it can be addressed.
    pub message_id: Option<MessageId>,
    /// Who.
    pub sender_id: SenderId,
    /// The name then.
    pub sender_name: String,
    /// Whether we said it.
    pub is_ours: bool,
    /// When.
    pub sent_at: UnixTime,
    /// What it answers.
    pub reply_to: Option<MessageId>,
    /// The medium's short form and the text.
    pub text: String,
}

fn line(row: &Row<'_>) -> rusqlite::Result<HistoryLine> {
    let form: Option<String> = row.get(6)?;
    let text: String = row.get(7)?;
    let text = match form {
        Some(form) if text.is_empty() => form,
        Some(form) => format!("{form} {text}"),
        None => text,
    };
    Ok(HistoryLine {
        message_id: row.get::<_, Option<i64>>(0)?.map(MessageId),
        sender_id: SenderId(row.get(1)?),
        sender_name: row.get(2)?,
        is_ours: row.get(3)?,
        sent_at: UnixTime(row.get(4)?),
        reply_to: row.get::<_, Option<i64>>(5)?.map(MessageId),
        text,
    })
}

impl Reader<'_> {
    /// The newest messages of a chat, oldest first. In a forum, those of one topic.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn recent(
        &self,
        chat: ChatId,
        topic: Option<Option<ThreadId>>,
        limit: usize,
    ) -> Result<Vec<HistoryLine>, Error> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let (sql, thread) = match topic {
            None => (RECENT_OF_CHAT, None),
            Some(None) => (RECENT_OUTSIDE_TOPICS, None),
            Some(Some(thread)) => (RECENT_OF_TOPIC, Some(thread.0)),
        };
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map(params![chat.0, thread, limit], line)?;
        let mut lines = rows.collect::<Result<Vec<_>, _>>()?;
        lines.reverse();
        Ok(lines)
    }

    /// One message.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn message(&self, chat: ChatId, message: MessageId) -> Result<Option<HistoryLine>, Error> {
        Ok(self
            .conn
            .prepare_cached(ONE_MESSAGE)?
            .query_row(params![chat.0, message.0], line)
            .optional()?)
    }

    /// When a person wrote in a chat since `since`, oldest first, at most the newest `limit`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn times_of(
        &self,
        chat: ChatId,
        sender: SenderId,
        since: UnixTime,
        limit: usize,
    ) -> Result<Vec<UnixTime>, Error> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut statement = self.conn.prepare_cached(
            "SELECT sent_at FROM message
             WHERE chat_id = ?1 AND sender_id = ?2 AND sent_at >= ?3
             ORDER BY sent_at DESC LIMIT ?4",
        )?;
        let rows = statement.query_map(params![chat.0, sender.0, since.0, limit], |row| {
            Ok(UnixTime(row.get(0)?))
        })?;
        let mut times = rows.collect::<Result<Vec<_>, _>>()?;
        times.reverse();
        Ok(times)
    }

    /// When a sender last wrote in a chat.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn last_time_of(&self, chat: ChatId, sender: SenderId) -> Result<Option<UnixTime>, Error> {
        let at: Option<i64> = self
            .conn
            .prepare_cached(
                "SELECT max(sent_at) FROM message WHERE chat_id = ?1 AND sender_id = ?2",
            )?
            .query_row(params![chat.0, sender.0], |row| row.get(0))?;
        Ok(at.map(UnixTime))
    }

    /// The newest texts of a sender in a chat, newest first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn last_texts_of(
        &self,
        chat: ChatId,
        sender: SenderId,
        limit: i64,
    ) -> Result<Vec<String>, Error> {
        let mut statement = self.conn.prepare_cached(
            "SELECT text FROM message WHERE chat_id = ?1 AND sender_id = ?2
             ORDER BY sent_at DESC LIMIT ?3",
        )?;
        let rows = statement.query_map(params![chat.0, sender.0, limit], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The newest messages with words of their own of a person in a chat, oldest first; no forwards
    /// and nothing that came by way of an inline bot.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn own_words(
        &self,
        chat: ChatId,
        person: SenderId,
        limit: usize,
    ) -> Result<Vec<HistoryLine>, Error> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut statement = self.conn.prepare_cached(OWN_WORDS)?;
        let rows = statement.query_map(params![chat.0, person.0, limit], line)?;
        let mut lines = rows.collect::<Result<Vec<_>, _>>()?;
        lines.reverse();
        Ok(lines)
    }

    /// The newest messages with words of a person in a chat, forwards and all, oldest first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn all_words(
        &self,
        chat: ChatId,
        person: SenderId,
        limit: usize,
    ) -> Result<Vec<HistoryLine>, Error> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut statement = self.conn.prepare_cached(ALL_WORDS)?;
        let rows = statement.query_map(params![chat.0, person.0, limit], line)?;
        let mut lines = rows.collect::<Result<Vec<_>, _>>()?;
        lines.reverse();
        Ok(lines)
    }

    /// How many messages are stored.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn message_count(&self) -> Result<i64, Error> {
        Ok(self
            .conn
            .query_row("SELECT count(*) FROM message", [], |row| row.get(0))?)
    }
}

/// A query of history lines: the columns that [`line`] reads, then its own conditions.
macro_rules! lines_where {
    ($conditions:literal) => {
        concat!(
            "SELECT message_id, sender_id, sender_name, is_ours, sent_at, reply_to, media_form,
                 text FROM message WHERE ",
            $conditions
        )
    };
}

const RECENT_OF_CHAT: &str =
    lines_where!("chat_id = ?1 AND ?2 IS NULL ORDER BY sent_at DESC, message_id DESC LIMIT ?3");
const RECENT_OF_TOPIC: &str =
    lines_where!("chat_id = ?1 AND thread_id = ?2 ORDER BY sent_at DESC, message_id DESC LIMIT ?3");
const RECENT_OUTSIDE_TOPICS: &str = lines_where!(
    "chat_id = ?1 AND thread_id IS NULL AND ?2 IS NULL
     ORDER BY sent_at DESC, message_id DESC LIMIT ?3"
);
const OWN_WORDS: &str = lines_where!(
    "chat_id = ?1 AND sender_id = ?2 AND is_forward = 0 AND is_ours = 0 AND text <> ''
     ORDER BY sent_at DESC LIMIT ?3"
);
const ALL_WORDS: &str = lines_where!(
    "chat_id = ?1 AND sender_id = ?2 AND (text <> '' OR media IS NOT NULL)
     ORDER BY sent_at DESC LIMIT ?3"
);
const ONE_MESSAGE: &str = lines_where!("chat_id = ?1 AND message_id = ?2");

impl Writer<'_> {
    /// Remembers a message; `false` if it was known already.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn remember(&self, new: &NewMessage<'_>) -> Result<bool, Error> {
        let incoming = new.incoming;
        let number = Some(incoming.message_id.0).filter(|number| *number != 0);
        let stored = self
            .conn
            .prepare_cached(
                "INSERT INTO message (chat_id, message_id, thread_id, sender_id, sender_name,
                     is_ours, is_bot, is_forward, reply_to, sent_at, edited_at, text, media,
                     media_form, media_unique_id, source, language, emotion, sentiment, topic,
                     toxicity)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, 0,
                     ?16, ?17, ?18, ?19, ?20)
                 ON CONFLICT DO NOTHING",
            )?
            .execute(params![
                incoming.chat.id.0,
                number,
                incoming.thread_id.map(|thread| thread.0),
                incoming.sender.id.0,
                incoming.sender.name,
                new.is_ours,
                incoming.sender.kind == SenderKind::Bot,
                // What came by way of an inline bot is no more the sender's own than a forward.
                incoming.is_forward || incoming.is_via_bot,
                incoming.reply_to.as_ref().map(|reply| reply.message_id.0),
                incoming.sent_at.0,
                incoming.edited_at.map(|at| at.0),
                incoming.text,
                incoming.media.as_ref().map(|media| media.kind.as_str()),
                incoming
                    .media
                    .as_ref()
                    .map(crate::message::Media::short_form),
                incoming
                    .media
                    .as_ref()
                    .map(|media| media.file_unique_id.as_str()),
                new.verdict.map(|verdict| verdict.language),
                new.verdict.map(|verdict| verdict.emotion),
                new.verdict.map(|verdict| verdict.sentiment),
                new.verdict.map(|verdict| verdict.topic),
                new.verdict.map(|verdict| verdict.toxicity),
            ])?;
        Ok(stored > 0)
    }

    /// Replaces a message's words after an edit; `false` if the message is not known or the edit
    /// changed nothing people can see.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn edit(&self, incoming: &Incoming, verdict: Option<Verdict>) -> Result<bool, Error> {
        let edited = self
            .conn
            .prepare_cached(
                "UPDATE message SET text = ?3, edited_at = ?4, language = ?5, emotion = ?6,
                     sentiment = ?7, topic = ?8, toxicity = ?9
                 WHERE chat_id = ?1 AND message_id = ?2 AND text <> ?3",
            )?
            .execute(params![
                incoming.chat.id.0,
                incoming.message_id.0,
                incoming.text,
                incoming.edited_at.unwrap_or(incoming.sent_at).0,
                verdict.map(|verdict| verdict.language),
                verdict.map(|verdict| verdict.emotion),
                verdict.map(|verdict| verdict.sentiment),
                verdict.map(|verdict| verdict.topic),
                verdict.map(|verdict| verdict.toxicity),
            ])?;
        Ok(edited > 0)
    }

    /// Remembers a message of our own.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn remember_own(&self, own: &OwnMessage<'_>) -> Result<(), Error> {
        self.conn
            .prepare_cached(
                "INSERT INTO message (chat_id, message_id, thread_id, sender_id, sender_name,
                     is_ours, is_bot, is_forward, reply_to, sent_at, text, source)
                 VALUES (?1, ?2, ?3, ?4, ?5, 1, 1, 0, ?6, ?7, ?8, 0) ON CONFLICT DO NOTHING",
            )?
            .execute(params![
                own.chat.0,
                own.message_id.map(|id| id.0),
                own.thread_id.map(|thread| thread.0),
                own.me.0,
                own.name,
                own.reply_to.map(|reply| reply.0),
                own.sent_at.0,
                own.text,
            ])?;
        Ok(())
    }
}
