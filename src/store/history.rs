//! Reading the chat log.

use super::pack;
use super::{Error, Reader};
use crate::clock::UnixTime;
use crate::ids::{ChatId, MessageId, SenderId, ThreadId};
use crate::media::described;
use rusqlite::{OptionalExtension, Params, Row, params};

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

/// A row of the log before its words are fetched from where they are.
struct Raw {
    line: HistoryLine,
    form: Option<String>,
    description: Option<String>,
    packed: Option<i64>,
}

fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok(Raw {
        line: HistoryLine {
            message_id: row.get::<_, Option<i64>>(0)?.map(MessageId),
            sender_id: SenderId(row.get(1)?),
            sender_name: row.get(2)?,
            is_ours: row.get(3)?,
            sent_at: UnixTime(row.get(4)?),
            reply_to: row.get::<_, Option<i64>>(5)?.map(MessageId),
            text: row.get(7)?,
        },
        form: row.get(6)?,
        packed: row.get(8)?,
        description: row.get(9)?,
    })
}

/// A query of history lines: the columns that [`raw`] reads, then its own conditions.
macro_rules! lines_where {
    ($conditions:literal) => {
        concat!(
            "SELECT message_id, sender_id, sender_name, is_ours, sent_at, reply_to, media_form,
                 text, packed,
                 (SELECT description FROM media WHERE file_unique_id = message.media_unique_id)
             FROM message WHERE ",
            $conditions
        )
    };
}

pub(super) const RECENT_OF_CHAT: &str = lines_where!(
    "chat_id = ?1 AND ?2 IS NULL AND is_aside = 0 ORDER BY sent_at DESC, message_id DESC LIMIT ?3"
);
pub(super) const RECENT_OF_TOPIC: &str = lines_where!(
    "chat_id = ?1 AND thread_id = ?2 AND is_aside = 0
     ORDER BY sent_at DESC, message_id DESC LIMIT ?3"
);
pub(super) const RECENT_OUTSIDE_TOPICS: &str = lines_where!(
    "chat_id = ?1 AND thread_id IS NULL AND ?2 IS NULL AND is_aside = 0
     ORDER BY sent_at DESC, message_id DESC LIMIT ?3"
);
pub(super) const ONE_MESSAGE: &str = lines_where!("chat_id = ?1 AND message_id = ?2");
pub(super) const ONE_ROW: &str = lines_where!("id = ?1 AND chat_id = ?2");
pub(super) const BETWEEN: &str = lines_where!(
    "chat_id = ?1 AND sent_at >= ?2 AND sent_at < ?3 ORDER BY sent_at, message_id LIMIT ?4"
);
pub(super) const LAST_OF_SENDER: &str =
    lines_where!("chat_id = ?1 AND sender_id = ?2 ORDER BY sent_at DESC LIMIT ?3");
pub(super) const OWN_WORDS: &str = lines_where!(
    "chat_id = ?1 AND sender_id = ?2 AND is_forward = 0 AND is_ours = 0
     AND (text <> '' OR packed IS NOT NULL) ORDER BY sent_at DESC LIMIT ?3"
);
pub(super) const ALL_WORDS: &str = lines_where!(
    "chat_id = ?1 AND sender_id = ?2
     AND (text <> '' OR media IS NOT NULL OR packed IS NOT NULL)
     ORDER BY sent_at DESC LIMIT ?3"
);
pub(super) const WORDS_UNTIL: &str = lines_where!(
    "chat_id = ?1 AND sender_id = ?2 AND sent_at <= ?3 ORDER BY sent_at DESC LIMIT ?4"
);
pub(super) const TIMES_OF: &str = "SELECT sent_at FROM message
     WHERE chat_id = ?1 AND sender_id = ?2 AND sent_at >= ?3 ORDER BY sent_at DESC LIMIT ?4";
pub(super) const LAST_TIME_OF: &str =
    "SELECT max(sent_at) FROM message WHERE chat_id = ?1 AND sender_id = ?2";
pub(super) const IS_OURS: &str =
    "SELECT is_ours FROM message WHERE chat_id = ?1 AND message_id = ?2";
pub(super) const PACK: &str = "SELECT data FROM pack WHERE pack_id = ?1";

impl Reader<'_> {
    /// The newest messages of a chat, oldest first, without our answers to commands. In a forum,
    /// those of one topic.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn recent(
        &self,
        chat: ChatId,
        topic: Option<Option<ThreadId>>,
        limit: usize,
    ) -> Result<Vec<HistoryLine>, Error> {
        let (sql, thread) = match topic {
            None => (RECENT_OF_CHAT, None),
            Some(None) => (RECENT_OUTSIDE_TOPICS, None),
            Some(Some(thread)) => (RECENT_OF_TOPIC, Some(thread.0)),
        };
        let mut lines = self.lines(sql, params![chat.0, thread, bounded(limit)])?;
        lines.reverse();
        Ok(lines)
    }

    /// One message.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn message(&self, chat: ChatId, message: MessageId) -> Result<Option<HistoryLine>, Error> {
        Ok(self.lines(ONE_MESSAGE, params![chat.0, message.0])?.pop())
    }

    /// The message of a row of the log, if the chat is the right one.
    pub(super) fn row(self, chat: ChatId, id: i64) -> Result<Option<HistoryLine>, Error> {
        Ok(self.lines(ONE_ROW, params![id, chat.0])?.pop())
    }

    /// The messages of a span, `until` excluded, oldest first, at most `limit`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn between(
        &self,
        chat: ChatId,
        from: UnixTime,
        until: UnixTime,
        limit: usize,
    ) -> Result<Vec<HistoryLine>, Error> {
        self.lines(BETWEEN, params![chat.0, from.0, until.0, bounded(limit)])
    }

    /// The messages that led to one: what it answers, what that answers, and so on; the oldest
    /// first, at most `limit`. The message itself is not among them.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn answered_by(
        &self,
        chat: ChatId,
        message: MessageId,
        limit: usize,
    ) -> Result<Vec<HistoryLine>, Error> {
        let mut thread: Vec<HistoryLine> = Vec::new();
        let mut next = self.message(chat, message)?.and_then(|line| line.reply_to);
        while let Some(id) = next.filter(|_| thread.len() < limit) {
            let Some(line) = self.message(chat, id)? else {
                break;
            };
            // An export can claim anything, even a circle.
            let is_circle = thread
                .iter()
                .any(|known| known.message_id == line.message_id);
            next = line.reply_to.filter(|_| !is_circle);
            thread.push(line);
        }
        thread.reverse();
        Ok(thread)
    }

    /// Whether we said that message; `false` if it is not known.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn is_ours(&self, chat: ChatId, message: MessageId) -> Result<bool, Error> {
        let is_ours = self
            .conn
            .prepare_cached(IS_OURS)?
            .query_row(params![chat.0, message.0], |row| row.get(0))
            .optional()?;
        Ok(is_ours.unwrap_or(false))
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
        let mut statement = self.conn.prepare_cached(TIMES_OF)?;
        let rows = statement
            .query_map(params![chat.0, sender.0, since.0, bounded(limit)], |row| {
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
            .prepare_cached(LAST_TIME_OF)?
            .query_row(params![chat.0, sender.0], |row| row.get(0))?;
        Ok(at.map(UnixTime))
    }

    /// The newest texts of a sender in a chat, newest first, media in their short form.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn last_texts_of(
        &self,
        chat: ChatId,
        sender: SenderId,
        limit: i64,
    ) -> Result<Vec<String>, Error> {
        let lines = self.lines(LAST_OF_SENDER, params![chat.0, sender.0, limit])?;
        Ok(lines.into_iter().map(|line| line.text).collect())
    }

    /// The newest messages with words of their own of a person in a chat, oldest first, without
    /// their media; no forwards and nothing that came by way of an inline bot.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn own_words(
        &self,
        chat: ChatId,
        person: SenderId,
        limit: usize,
    ) -> Result<Vec<HistoryLine>, Error> {
        let mut raws = self.raws(OWN_WORDS, params![chat.0, person.0, bounded(limit)])?;
        raws.reverse();
        // What a picture shows is nothing that its sender said.
        let lines = raws.into_iter().map(|raw| raw.line);
        Ok(lines.filter(|line| !line.text.is_empty()).collect())
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
        let mut lines = self.lines(ALL_WORDS, params![chat.0, person.0, bounded(limit)])?;
        lines.reverse();
        Ok(lines)
    }

    /// The messages of a sender in a chat up to a moment, newest first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn words_until(
        &self,
        chat: ChatId,
        sender: SenderId,
        until: UnixTime,
        limit: usize,
    ) -> Result<Vec<HistoryLine>, Error> {
        let span = params![chat.0, sender.0, until.0, bounded(limit)];
        self.lines(WORDS_UNTIL, span)
    }

    /// The text of a row, wherever it stands, without its medium's form.
    pub(super) fn text_of(self, id: i64) -> Result<String, Error> {
        let found: Option<(String, Option<i64>)> = self
            .conn
            .prepare_cached("SELECT text, packed FROM message WHERE id = ?1")?
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        match found {
            None => Ok(String::new()),
            Some((text, None)) => Ok(text),
            Some((_, Some(packed))) => {
                let mut words = self.unpacked(packed / 256, place(packed))?;
                Ok(words.pop().map(|words| words.text).unwrap_or_default())
            }
        }
    }

    /// The words in a pack up to and with `place`.
    pub(super) fn unpacked(self, pack: i64, place: usize) -> Result<Vec<pack::Words>, Error> {
        let data: Option<Vec<u8>> = self
            .conn
            .prepare_cached(PACK)?
            .query_row([pack], |row| row.get(0))
            .optional()?;
        let mut words = data.map_or_else(Vec::new, |data| pack::unpack(&data, place + 1));
        // A damaged block yields fewer: nobody is given another's words for their own.
        words.resize(place + 1, pack::Words::default());
        Ok(words)
    }

    /// Runs a query of [`lines_where`]; media stand before the words.
    fn lines(self, sql: &str, parameters: impl Params) -> Result<Vec<HistoryLine>, Error> {
        Ok(self.raws(sql, parameters)?.into_iter().map(whole).collect())
    }

    /// Runs a query of [`lines_where`] and fetches the words of packed messages.
    fn raws(self, sql: &str, parameters: impl Params) -> Result<Vec<Raw>, Error> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map(parameters, raw)?;
        let mut raws = rows.collect::<Result<Vec<_>, _>>()?;
        let mut open: Option<(i64, Vec<pack::Words>)> = None;
        for at in 0..raws.len() {
            let Some(packed) = raws.get(at).and_then(|raw| raw.packed) else {
                continue;
            };
            let id = packed / 256;
            if open.as_ref().is_none_or(|(known, _)| *known != id) {
                // Neighbours in time are neighbours in a pack: it is read once for all of them.
                let last = raws
                    .iter()
                    .skip(at)
                    .filter_map(|raw| raw.packed.filter(|packed| packed / 256 == id).map(place))
                    .max();
                open = Some((id, self.unpacked(id, last.unwrap_or(0))?));
            }
            let words = open
                .as_ref()
                .and_then(|(_, words)| words.get(place(packed)))
                .cloned();
            if let (Some(raw), Some(words)) = (raws.get_mut(at), words) {
                raw.line.sender_name = words.name;
                raw.line.text = words.text;
                raw.form = words.form;
            }
        }
        Ok(raws)
    }
}

/// The line with its medium in front of its text.
fn whole(raw: Raw) -> HistoryLine {
    let mut line = raw.line;
    let form = raw.form.map(|form| match &raw.description {
        Some(description) => described(&form, description),
        None => form,
    });
    line.text = match form {
        Some(form) if line.text.is_empty() => form,
        Some(form) => format!("{form} {}", line.text),
        None => line.text,
    };
    line
}

/// The place within a pack.
pub(super) fn place(packed: i64) -> usize {
    usize::try_from(packed.rem_euclid(256)).unwrap_or(0)
}

fn bounded(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
