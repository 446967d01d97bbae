//! Writing the chat log. Reading it is in `history.rs`.

use super::{Error, Writer};
use crate::clock::UnixTime;
use crate::ids::{ChatId, MessageId, SenderId, ThreadId};
use crate::message::{Incoming, Media, SenderKind};
use rusqlite::{OptionalExtension, params};

/// A message to be remembered.
#[derive(Debug, Clone, Copy)]
pub struct NewMessage<'a> {
    /// What was said.
    pub incoming: &'a Incoming,
    /// Whether we said it.
    pub is_ours: bool,
    /// What the analyser found; `None` if it was not asked.
    pub verdict: Option<Verdict>,
    /// The search form of the words, if the caller has made it already.
    pub words: Option<&'a str>,
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

impl Writer<'_> {
    /// Remembers a message; `false` if it was known already.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn remember(&self, new: &NewMessage<'_>) -> Result<bool, Error> {
        self.store_message(new, Source::Live, 0)
    }

    /// Remembers a message from an export; `reactions` is how many people reacted to it. `false`
    /// if it was known already.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn remember_imported(&self, new: &NewMessage<'_>, reactions: u32) -> Result<bool, Error> {
        self.store_message(new, Source::Import, i64::from(reactions))
    }

    fn store_message(
        &self,
        new: &NewMessage<'_>,
        source: Source,
        reactions: i64,
    ) -> Result<bool, Error> {
        let incoming = new.incoming;
        let number = Some(incoming.message_id.0).filter(|number| *number != 0);
        let media = incoming.media.as_ref();
        let unique_id = media
            .map(|media| media.file_unique_id.as_str())
            .filter(|unique_id| !unique_id.is_empty());
        let (chat, sender) = (incoming.chat.id, incoming.sender.id);
        let caption = media.map_or(Ok(None), |media| self.caption(media))?;
        let words = match (caption, new.words) {
            (Some(caption), _) => {
                let text = [incoming.text.as_str(), &caption].join(" ");
                self.words_of(chat, sender, &text)?
            }
            (None, Some(form)) => self.indexed(chat, sender, form)?,
            (None, None) => self.words_of(chat, sender, &incoming.text)?,
        };
        let id = self.free_id(incoming.sent_at)?;
        let stored = self.conn.prepare_cached(INSERT_MESSAGE)?.execute(params![
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
            media.map(|media| media.kind.as_str()),
            media.map(Media::short_form),
            unique_id,
            source as i64,
            new.verdict.map(|verdict| verdict.language),
            new.verdict.map(|verdict| verdict.emotion),
            new.verdict.map(|verdict| verdict.sentiment),
            new.verdict.map(|verdict| verdict.topic),
            new.verdict.map(|verdict| verdict.toxicity),
            id,
            words.count,
            reactions,
        ])?;
        if stored == 0 {
            return Ok(false);
        }
        self.index_words(id, &words)?;
        if let Some(media) = media {
            self.note_media(media, incoming.sent_at)?;
        }
        Ok(true)
    }

    /// Replaces a message's words after an edit; `false` if the message is not known or the edit
    /// changed nothing people can see.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn edit(&self, incoming: &Incoming, verdict: Option<Verdict>) -> Result<bool, Error> {
        let (chat, message) = (incoming.chat.id, incoming.message_id);
        let Some(id) = self.row_of(chat, message)? else {
            return Ok(false);
        };
        self.unpack_row(id)?;
        let caption = self.caption_of(id)?;
        let text = caption.map(|caption| [incoming.text.as_str(), &caption].join(" "));
        let text = text.as_deref().unwrap_or(&incoming.text);
        let words = self.words_of(chat, incoming.sender.id, text)?;
        let edited = self.conn.prepare_cached(EDIT_MESSAGE)?.execute(params![
            id,
            incoming.text,
            incoming.edited_at.unwrap_or(incoming.sent_at).0,
            verdict.map(|verdict| verdict.language),
            verdict.map(|verdict| verdict.emotion),
            verdict.map(|verdict| verdict.sentiment),
            verdict.map(|verdict| verdict.topic),
            verdict.map(|verdict| verdict.toxicity),
            words.count,
        ])?;
        if edited == 0 {
            return Ok(false);
        }
        self.unindex_words(id)?;
        self.index_words(id, &words)?;
        Ok(true)
    }

    /// Remembers a message of our own.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn remember_own(&self, own: &OwnMessage<'_>) -> Result<(), Error> {
        self.store_own(own, false)
    }

    /// Remembers a message of our own that no model made: it is no hit of a search and no turn of
    /// a prompt.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn remember_aside(&self, own: &OwnMessage<'_>) -> Result<(), Error> {
        self.store_own(own, true)
    }

    fn store_own(&self, own: &OwnMessage<'_>, is_aside: bool) -> Result<(), Error> {
        let words = self.words_of(own.chat, own.me, if is_aside { "" } else { own.text })?;
        let id = self.free_id(own.sent_at)?;
        let stored = self.conn.prepare_cached(INSERT_OWN)?.execute(params![
            own.chat.0,
            own.message_id.map(|id| id.0),
            own.thread_id.map(|thread| thread.0),
            own.me.0,
            own.name,
            own.reply_to.map(|reply| reply.0),
            own.sent_at.0,
            own.text,
            id,
            words.count,
            is_aside,
        ])?;
        if stored > 0 {
            self.index_words(id, &words)?;
        }
        Ok(())
    }

    /// The row of a message.
    pub(super) fn row_of(&self, chat: ChatId, message: MessageId) -> Result<Option<i64>, Error> {
        Ok(self
            .conn
            .prepare_cached(ROW_OF_MESSAGE)?
            .query_row(params![chat.0, message.0], |row| row.get(0))
            .optional()?)
    }
}

/// Where a message came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Live = 0,
    Import = 1,
}

pub(super) const INSERT_MESSAGE: &str =
    "INSERT INTO message (chat_id, message_id, thread_id, sender_id,
         sender_name, is_ours, is_bot, is_forward, reply_to, sent_at, edited_at, text, media,
         media_form, media_unique_id, source, language, emotion, sentiment, topic, toxicity, id,
         word_count, reactions)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
         ?19, ?20, ?21, ?22, ?23, ?24)
     ON CONFLICT DO NOTHING";
const INSERT_OWN: &str = "INSERT INTO message (chat_id, message_id, thread_id, sender_id,
         sender_name, is_ours, is_bot, is_forward, reply_to, sent_at, text, source, id,
         word_count, is_aside)
     VALUES (?1, ?2, ?3, ?4, ?5, 1, 1, 0, ?6, ?7, ?8, 0, ?9, ?10, ?11) ON CONFLICT DO NOTHING";
pub(super) const EDIT_MESSAGE: &str = "UPDATE message SET text = ?2, edited_at = ?3,
         language = ?4, emotion = ?5, sentiment = ?6, topic = ?7, toxicity = ?8,
         word_count = ?9
     WHERE id = ?1 AND text <> ?2";
pub(super) const ROW_OF_MESSAGE: &str =
    "SELECT id FROM message WHERE chat_id = ?1 AND message_id = ?2";
