//! Presses of buttons and reactions to messages.

use super::super::wire::signal::{CallbackQuery, MessageReaction, ReactionType};
use super::{Broken, chat, user_name, username};
use crate::clock::UnixTime;
use crate::ids::{ChatId, MessageId, SenderId};
use crate::message::{Event, Sender, SenderKind};
use crate::signal::{Callback, Reacted};
use serde_json::value::RawValue;

/// The longest data of a button that is read, in characters: a button carries at most 64 bytes.
const DATA_CHARS_MAX: usize = 64;
/// The longest id of a press, in characters.
const ID_CHARS_MAX: usize = 128;

pub(super) fn callback(raw: &RawValue) -> Result<Event, Broken> {
    let query: CallbackQuery = serde_json::from_str(raw.get())?;
    let user = &query.from;
    let id = SenderId(user.id.0);
    let place = query.message.as_ref();
    let message_id = place
        .and_then(|message| message.message_id)
        .map(|id| MessageId(id.0))
        .filter(|id| id.0 != 0);
    let data = query.data.unwrap_or_default().0;
    Ok(Event::Callback(Box::new(Callback {
        id: query.id.0.chars().take(ID_CHARS_MAX).collect(),
        chat: place.map_or(ChatId(id.0), |message| ChatId(message.chat.id.0)),
        message_id,
        by: Sender {
            id,
            kind: if user.is_bot == Some(true) {
                SenderKind::Bot
            } else {
                SenderKind::Person
            },
            name: user_name(user),
            username: username(user.username.as_ref()),
        },
        data: data.chars().take(DATA_CHARS_MAX).collect(),
    })))
}

pub(super) fn reacted(raw: &RawValue) -> Result<Event, Broken> {
    let change: MessageReaction = serde_json::from_str(raw.get())?;
    let place = chat(&change.chat);
    let by = match (&change.user, &change.actor_chat) {
        (Some(user), _) => SenderId(user.id.0),
        (None, Some(actor)) => SenderId(actor.id.0),
        // Nobody in particular, and so nobody to count.
        (None, None) => return Ok(Event::Ignored),
    };
    Ok(Event::Reacted(Box::new(Reacted {
        chat: place,
        message_id: MessageId(change.message_id.0),
        by,
        at: UnixTime(change.date.0),
        before: emoji(change.old_reaction),
        after: emoji(change.new_reaction),
    })))
}

fn emoji(list: Vec<ReactionType>) -> Vec<String> {
    list.into_iter()
        .filter_map(|reaction| reaction.emoji)
        .map(|emoji| emoji.0.chars().filter(|c| *c != '\u{FE0F}').collect())
        .collect()
}
