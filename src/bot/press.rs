//! A button was pressed: by whom it may be, once, in time.

use super::brain::Brain;
use super::commands::{self, ButtonAction, Pressed};
use crate::behaviour::phrases;
use crate::clock::UnixTime;
use crate::ids::{ChatId, UpdateId};
use crate::signal::Callback;
use crate::store::{Error, NewOutgoing, ShownButton, Writer};
use crate::telegram::carry;
use crate::telegram::request::{self, Markup, Method};

/// Telegram waits about so long for the answer to a press, in seconds.
const ANSWER_AGE_MAX_S: i64 = 30;
/// What took a question's place is worth sending for so long, in seconds.
const EDIT_AGE_MAX_S: i64 = 600;

/// Takes a press in; says which chats have something to be sent. Every press is answered.
///
/// # Errors
/// What the database says.
pub(super) fn take_press(
    writer: &Writer<'_>,
    update_id: UpdateId,
    callback: &Callback,
    brain: &Brain,
    now: UnixTime,
) -> Result<Vec<ChatId>, Error> {
    let button = writer.button(&callback.data)?;
    let button_chat = button.as_ref().map(|button| button.chat);
    let note = match button {
        Some(button) if button.person != callback.by.id => {
            Some(phrases::NOT_YOUR_BUTTON.to_owned())
        }
        Some(button) if is_good(&button, callback, now) => {
            writer.use_buttons(button.cause)?;
            done(writer, update_id, callback, &button, brain, now)?
        }
        Some(_) | None => Some(phrases::BUTTON_GONE.to_owned()),
    };
    let mut lanes = vec![callback.chat];
    lanes.extend(button_chat.filter(|chat| *chat != callback.chat));
    let body = carry::answer_callback(&callback.id, note.as_deref());
    let answer = request(callback, update_id, Method::AnswerCallbackQuery, &body, now);
    let expires_at = now.plus(ANSWER_AGE_MAX_S);
    writer.add_outgoing(
        &NewOutgoing {
            expires_at,
            ..answer
        },
        now,
    )?;
    Ok(lanes)
}

fn is_good(button: &ShownButton, callback: &Callback, now: UnixTime) -> bool {
    // A question for one reader may have gone to their private chat.
    let is_there = [button.chat, ChatId(button.person.0)].contains(&callback.chat);
    is_there && !button.is_used && now <= button.expires_at
}

/// Does what the button does and lets its words take the question's place; gives back a note if
/// there is no message to hold them.
fn done(
    writer: &Writer<'_>,
    update_id: UpdateId,
    callback: &Callback,
    button: &ShownButton,
    brain: &Brain,
    now: UnixTime,
) -> Result<Option<String>, Error> {
    let Ok(action) = serde_json::from_str::<ButtonAction>(&button.action) else {
        return Ok(Some(phrases::BUTTON_GONE.to_owned()));
    };
    let pressed = Pressed {
        action: &action,
        chat: button.chat,
        person: button.person,
        update_id,
        seen_in: callback.chat,
    };
    let words = commands::press(&pressed, writer, brain, now)?;
    let Some(message_id) = callback.message_id else {
        return Ok(Some(words));
    };
    let body = request::edit_message_text(message_id, &words, Markup::Plain);
    let edit = request(callback, update_id, Method::EditMessageText, &body, now);
    writer.add_outgoing(&edit, now)?;
    Ok(None)
}

fn request<'a>(
    callback: &Callback,
    update_id: UpdateId,
    method: Method,
    body: &'a str,
    now: UnixTime,
) -> NewOutgoing<'a> {
    NewOutgoing {
        chat: callback.chat,
        update_id,
        method: method.as_str(),
        part: 0,
        body,
        thread_id: None,
        reply_to: None,
        text: "",
        not_before: now,
        expires_at: now.plus(EDIT_AGE_MAX_S),
        fallback: None,
    }
}
