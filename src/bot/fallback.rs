//! What is done instead when Telegram will not show an answer to its reader as meant.

use super::respond::Home;
use crate::behaviour::phrases;
use crate::clock::UnixTime;
use crate::ids::{ChatId, MessageId, SenderId, ThreadId};
use crate::store::{Error, NewOutgoing, Outgoing, Writer};
use crate::telegram::carry;
use crate::telegram::request::{self, Markup, Method, SendMessage};
use serde::{Deserialize, Serialize};

/// What is done instead, as it is kept with the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Fallback {
    /// The same in the reader's private chat.
    Private {
        /// The reader.
        person: SenderId,
    },
    /// A line in the chat that says how to get the answer, without the answer.
    Line {
        /// Where.
        chat: ChatId,
        /// The topic.
        thread: Option<ThreadId>,
        /// The message that asked.
        reply_to: Option<MessageId>,
    },
}

/// Requests that take another's place have numbers of their own.
const PRIVATE_PART: i64 = 100;
/// The same for lines.
const LINE_PART: i64 = 200;

impl Fallback {
    /// A line at `home`.
    pub(super) fn line(home: Home) -> Self {
        Self::Line {
            chat: home.chat,
            thread: home.thread,
            reply_to: home.reply_to,
        }
    }

    /// As it is stored.
    pub(super) fn to_json(self) -> String {
        // Numbers always become JSON.
        serde_json::to_string(&self).unwrap_or_default()
    }
}

/// Puts into the outbox what is done instead of `outgoing`, if anything is; says where.
///
/// # Errors
/// What the database says.
pub(super) fn fall_back(
    writer: &Writer<'_>,
    chat: ChatId,
    outgoing: &Outgoing,
    now: UnixTime,
) -> Result<Option<ChatId>, Error> {
    let fallback = outgoing.fallback.as_deref();
    let Some(fallback) = fallback.and_then(|json| serde_json::from_str(json).ok()) else {
        return Ok(None);
    };
    let sent = |chat, part, body: &str, text: &str, fallback: Option<&str>| {
        writer.add_outgoing(
            &NewOutgoing {
                chat,
                update_id: outgoing.update_id,
                method: Method::SendMessage.as_str(),
                part,
                body,
                thread_id: None,
                reply_to: None,
                text,
                not_before: now,
                expires_at: outgoing.expires_at,
                fallback,
            },
            now,
        )
    };
    match fallback {
        Fallback::Private { person } => {
            let Some(body) = carry::for_private_chat(&outgoing.body) else {
                return Ok(None);
            };
            let line = Fallback::line(Home {
                chat,
                thread: outgoing.thread_id,
                reply_to: outgoing.reply_to,
            });
            let there = ChatId(person.0);
            let line = line.to_json();
            sent(there, PRIVATE_PART, &body, &outgoing.text, Some(&line))?;
            Ok(Some(there))
        }
        Fallback::Line {
            chat,
            thread,
            reply_to,
        } => {
            let text = phrases::WRITE_TO_ME;
            let body = request::send_message(&SendMessage {
                text,
                markup: Markup::Plain,
                reply_to,
                thread_id: thread,
            });
            sent(chat, LINE_PART, &body, text, None)?;
            Ok(Some(chat))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::UpdateId;
    use crate::store::Store;

    const GROUP: ChatId = ChatId(-10);
    const PERSON: SenderId = SenderId(7);
    const NOW: UnixTime = UnixTime(1_000);

    fn secret() -> Outgoing {
        let body = request::send_message(&SendMessage {
            text: "таємниця",
            markup: Markup::Plain,
            reply_to: Some(MessageId(3)),
            thread_id: Some(ThreadId(2)),
        });
        Outgoing {
            id: 1,
            method: Method::SendMessage.as_str().to_owned(),
            body: carry::for_one(&body, PERSON),
            attempts: 1,
            expires_at: NOW.plus(60),
            thread_id: Some(ThreadId(2)),
            reply_to: Some(MessageId(3)),
            text: "таємниця".to_owned(),
            update_id: UpdateId(5),
            part: 0,
            fallback: Some(Fallback::Private { person: PERSON }.to_json()),
            is_aside: true,
        }
    }

    #[test]
    fn a_secret_goes_to_its_readers_private_chat_and_never_back_into_the_group() {
        let mut store = Store::in_memory().unwrap();
        let there = store
            .write(|writer| fall_back(writer, GROUP, &secret(), NOW))
            .unwrap();
        assert_eq!(there, Some(ChatId(7)));
        let private = store.read().next_outgoing(ChatId(7), NOW).unwrap().unwrap();
        assert!(private.body.contains("таємниця") && !private.body.contains("reply_parameters"));
        let there = store
            .write(|writer| fall_back(writer, ChatId(7), &private, NOW))
            .unwrap();
        assert_eq!(there, Some(GROUP));
        let line = store.read().next_outgoing(GROUP, NOW).unwrap().unwrap();
        assert_eq!(line.text, phrases::WRITE_TO_ME);
        assert!(!line.body.contains("таємниця") && line.body.contains("\"message_id\":3"));
        assert_eq!(
            store
                .write(|writer| fall_back(writer, GROUP, &line, NOW))
                .unwrap(),
            None
        );
    }
}
