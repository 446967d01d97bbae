//! A line of our own that no model made, on its way into the outbox.

use super::fallback::Fallback;
use crate::clock::UnixTime;
use crate::ids::{ChatId, MessageId, SenderId, ThreadId, UpdateId};
use crate::store::{Error, NewOutgoing, Writer};
use crate::telegram::carry;
use crate::telegram::request::{self, Markup, Method, SendMessage};

/// A line and where it goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct OwnLine<'a> {
    /// The chat.
    pub(super) chat: ChatId,
    /// What caused it.
    pub(super) update_id: UpdateId,
    /// Its number among the answers to that.
    pub(super) part: i64,
    /// The words.
    pub(super) text: &'a str,
    /// The topic.
    pub(super) thread_id: Option<ThreadId>,
    /// The message that is answered.
    pub(super) reply_to: Option<MessageId>,
    /// Nobody else in a group may read it; who cannot be told there alone is told in private.
    pub(super) only_for: Option<SenderId>,
    /// Not sent earlier.
    pub(super) not_before: UnixTime,
    /// Not sent later.
    pub(super) expires_at: UnixTime,
}

impl<'a> OwnLine<'a> {
    /// A line to the whole chat, to be sent at once and for `age_max_s` seconds at most.
    pub(super) fn new(
        chat: ChatId,
        update_id: UpdateId,
        text: &'a str,
        now: UnixTime,
        age_max_s: i64,
    ) -> Self {
        Self {
            chat,
            update_id,
            part: 0,
            text,
            thread_id: None,
            reply_to: None,
            only_for: None,
            not_before: now,
            expires_at: now.plus(age_max_s),
        }
    }

    /// Puts it into the outbox.
    ///
    /// # Errors
    /// What the database says.
    pub(super) fn put(&self, writer: &Writer<'_>, now: UnixTime) -> Result<(), Error> {
        let body = request::send_message(&SendMessage {
            text: self.text,
            markup: Markup::Plain,
            reply_to: self.reply_to,
            thread_id: self.thread_id,
        });
        // Group chats have numbers below zero; in a private chat nobody else reads anyway.
        let reader = self.only_for.filter(|_| self.chat.0 < 0);
        let fallback = reader.map(|person| Fallback::Private { person }.to_json());
        let body = reader.map_or_else(|| body.clone(), |person| carry::for_one(&body, person));
        writer.add_outgoing(
            &NewOutgoing {
                chat: self.chat,
                update_id: self.update_id,
                method: Method::SendMessage.as_str(),
                part: self.part,
                body: &body,
                thread_id: self.thread_id,
                reply_to: self.reply_to,
                text: self.text,
                not_before: self.not_before,
                expires_at: self.expires_at,
                fallback: fallback.as_deref(),
            },
            now,
        )
    }
}
