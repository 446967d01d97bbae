//! A button was pressed: by whom it may be, in time; the answer to a question, once.

use super::brain::Brain;
use super::commands::{self, ButtonAction, Pressed, WISHES_SHOWN};
use crate::behaviour::phrases;
use crate::clock::UnixTime;
use crate::ids::{ChatId, UpdateId};
use crate::person::phrases::{WISHES_HELP, wish_label};
use crate::person::preference::Wish;
use crate::signal::Callback;
use crate::store::{Error, NewOutgoing, ShownButton, Writer};
use crate::telegram::carry::{self, Button};
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

/// The buttons for wishes that were shown with this one, this one among them, in their order.
fn wishes_beside(writer: &Writer<'_>, button: &ShownButton) -> Result<Vec<Button>, Error> {
    let mut shown = Vec::new();
    for (nonce, action) in writer.buttons_of(button.cause)? {
        if let Ok(ButtonAction::Prefer(wish)) = serde_json::from_str(&action) {
            shown.push((wish, nonce));
        }
    }
    let place = |wish: Wish| WISHES_SHOWN.iter().position(|known| *known == wish);
    shown.sort_by_key(|(wish, _)| place(*wish));
    let row = shown.into_iter().map(|(wish, data)| Button {
        label: wish_label(wish).to_owned(),
        data,
    });
    Ok(row.collect())
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
    if action.ends_its_question() {
        writer.use_buttons(button.cause)?;
    }
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
    let body = match action {
        // The list stays as it is, with the buttons beside what else stands in it.
        ButtonAction::RemoveFact(_) => return Ok(Some(words)),
        ButtonAction::Prefer(_) => {
            let text = [words.as_str(), "\n\n", WISHES_HELP].concat();
            let body = request::edit_message_text(message_id, &text, Markup::Plain);
            carry::with_buttons(&body, &wishes_beside(writer, button)?)
        }
        ButtonAction::Cancel | ButtonAction::ForgetChat | ButtonAction::Forget => {
            request::edit_message_text(message_id, &words, Markup::Plain)
        }
    };
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
