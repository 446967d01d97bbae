//! A command's answer, on its way to whoever may read it.

use super::commands::{Place, Response};
use super::fallback::Fallback;
use super::perform::Circumstances;
use crate::behaviour::phrases;
use crate::clock::{SECONDS_PER_MINUTE, UnixTime};
use crate::ids::{ChatId, MessageId, ThreadId};
use crate::message::SenderKind;
use crate::store::{Error, NewButton, NewOutgoing};
use crate::telegram::carry::{self, Button};
use crate::telegram::request::{self, Markup, Method, SendMessage};
use crate::text::{cut, utf16_len};

/// A question waits so long for a press, in seconds.
const BUTTON_LIFE_S: i64 = 2 * SECONDS_PER_MINUTE;
/// The longest answer that Telegram takes as one message, in UTF-16 units.
const TEXT_UTF16_MAX: usize = 4_096;

/// Puts an answer into the outbox; says which chat has something to be sent now.
///
/// # Errors
/// What the database says.
pub(super) fn respond(
    at: &Circumstances<'_>,
    response: &Response,
    expires_at: UnixTime,
) -> Result<Option<ChatId>, Error> {
    let in_group = at.incoming.chat.kind.is_group();
    let may_be_private = at.incoming.sender.kind == SenderKind::Person;
    let place = match (response.place, in_group) {
        (_, false) | (Place::InChat, true) => Place::InChat,
        // Files are never shown to one reader among others.
        (Place::OnlyTheAsker, true) if response.document.is_some() => Place::Private,
        (place, true) => place,
    };
    if place != Place::InChat && !may_be_private {
        let plea = Response::in_chat(phrases::WRITE_TO_ME);
        return respond(at, &plea, expires_at);
    }
    let home = Home {
        chat: at.incoming.chat.id,
        thread: at.incoming.thread_id,
        reply_to: Some(at.incoming.message_id).filter(|id| id.0 != 0),
    };
    let person = at.incoming.sender.id;
    let (there, fallback) = match place {
        Place::InChat => (home, None),
        Place::OnlyTheAsker => (home, Some(Fallback::Private { person })),
        Place::Private => (Home::private(ChatId(person.0)), Some(Fallback::line(home))),
    };
    let mut body = body(response, there);
    if place == Place::OnlyTheAsker {
        body = carry::for_one(&body, person);
    }
    if !response.buttons.is_empty() {
        body = carry::with_buttons(&body, &buttons(at, response)?);
    }
    let method = match response.document {
        None => Method::SendMessage,
        Some(_) => Method::SendDocument,
    };
    let fallback = fallback.map(|fallback| fallback.to_json());
    at.writer.add_outgoing(
        &NewOutgoing {
            chat: there.chat,
            update_id: at.update_id,
            method: method.as_str(),
            part: 0,
            body: &body,
            thread_id: there.thread,
            reply_to: there.reply_to,
            text: &response.text,
            not_before: at.now,
            expires_at,
            fallback: fallback.as_deref(),
        },
        at.now,
    )?;
    Ok(Some(there.chat))
}

/// Where an answer goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Home {
    /// The chat.
    pub(super) chat: ChatId,
    /// The topic.
    pub(super) thread: Option<ThreadId>,
    /// The message that is answered.
    pub(super) reply_to: Option<MessageId>,
}

impl Home {
    fn private(chat: ChatId) -> Self {
        Self {
            chat,
            thread: None,
            reply_to: None,
        }
    }
}

/// `text`, or as much of it as Telegram takes.
fn fitted(text: &str) -> String {
    if utf16_len(text) <= TEXT_UTF16_MAX {
        return text.to_owned();
    }
    // Every character may count twice.
    cut(text, TEXT_UTF16_MAX / 2)
}

fn body(response: &Response, home: Home) -> String {
    match &response.document {
        Some(document) => {
            carry::send_document(document, &response.text, home.thread, home.reply_to)
        }
        None => request::send_message(&SendMessage {
            text: &fitted(&response.text),
            markup: Markup::Plain,
            reply_to: home.reply_to,
            thread_id: home.thread,
        }),
    }
}

fn buttons(at: &Circumstances<'_>, response: &Response) -> Result<Vec<Button>, Error> {
    let mut row = Vec::new();
    for (label, action) in &response.buttons {
        // An action of plain strings and numbers always becomes JSON.
        let action = serde_json::to_string(action).unwrap_or_default();
        let nonce = at.writer.add_button(&NewButton {
            chat: at.incoming.chat.id,
            cause: at.update_id,
            person: at.incoming.sender.id,
            action: &action,
            expires_at: at.now.plus(BUTTON_LIFE_S),
        })?;
        row.push(Button {
            label: label.clone(),
            data: nonce,
        });
    }
    Ok(row)
}
