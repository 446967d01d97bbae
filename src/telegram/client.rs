//! The calls: a deadline and a size for each method, and the only place that puts the token into an
//! address.

use super::carry;
use super::envelope::{self, Batch};
use super::error::{Error, Refusal};
use super::lists::{CommandScope, set_my_commands};
use super::request::{Method, json, with_chat};
use super::wire;
use crate::clock::UnixTime;
use crate::http::{self, Answer, Http, Limits};
use crate::ids::{ChatId, MessageId, SenderId, ThreadId, UpdateId};
use crate::message::Me;
use crate::text;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::fmt;
use std::time::Duration;

/// The kinds of update that this program handles. Sent with every poll: if left out, Telegram uses
/// whatever was asked for last.
pub const ALLOWED_UPDATES: [&str; 5] = [
    "message",
    "edited_message",
    "my_chat_member",
    "callback_query",
    "message_reaction",
];

/// Most updates in a batch; Telegram gives no more.
const BATCH_MAX: u32 = 100;
/// The longest wait of a poll, in seconds; Telegram waits no longer.
const POLL_MAX_S: u64 = 50;
/// The largest batch; Telegram's are at most 4 MiB.
const POLL_BYTES_MAX: u64 = 8 << 20;
/// Deadline and size of every other call; a poll's answer may take so much beyond its wait.
const CALL: Limits = Limits {
    deadline: Duration::from_secs(15),
    answer_bytes_max: 1 << 20,
};
/// The same for the typing notice, which is worth no wait.
const NOTICE: Limits = Limits {
    deadline: Duration::from_secs(5),
    answer_bytes_max: 64 << 10,
};

/// A bot's connection to Telegram. Clones share their connections.
#[derive(Clone)]
pub struct Telegram {
    pub(super) sending: Http,
    polling: Http,
    base: String,
    token: String,
    /// The bounds of an ordinary call.
    pub(super) call: Limits,
}

// Not derived: the token.
impl fmt::Debug for Telegram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Telegram").finish_non_exhaustive()
    }
}

/// What became of a call from the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sent {
    /// The number of the message that was sent or edited.
    pub message_id: Option<MessageId>,
    /// When, by Telegram's clock.
    pub date: Option<UnixTime>,
    /// Whether only one person sees it.
    pub is_for_one: bool,
}

impl Telegram {
    /// A connection to the server at `api_url` (`https://api.telegram.org`, or one's own).
    /// `polling` is for [`get_updates`](Self::get_updates) alone, so that
    /// [`interrupt`](Self::interrupt) ends nothing else.
    pub fn new(sending: Http, polling: Http, api_url: &str, token: &str) -> Self {
        Self {
            sending,
            polling,
            base: api_url.trim_end_matches('/').to_owned(),
            token: token.to_owned(),
            call: CALL,
        }
    }

    /// The same connection, but no call takes longer than `deadline`, its wait for updates aside.
    #[must_use]
    pub fn within(&self, deadline: Duration) -> Self {
        let call = Limits {
            deadline: deadline.min(self.call.deadline),
            ..self.call
        };
        Self {
            call,
            ..self.clone()
        }
    }

    /// Who we are.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn get_me(&self) -> Result<Me, Error> {
        let body = self.ask("getMe", "{}")?;
        let user: wire::User = result(&body)?;
        let username = user.username.unwrap_or_default().0;
        let name = user.first_name.unwrap_or_default().0;
        Ok(Me {
            id: SenderId(user.id.0),
            name: text::clean_name(&name, NAME_CHARS_MAX).unwrap_or_else(|| username.clone()),
            username,
            reads_all_messages: user.can_read_all_group_messages.unwrap_or(false),
        })
    }

    /// Takes a webhook away; the updates that wait are kept.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn delete_webhook(&self) -> Result<(), Error> {
        self.ask("deleteWebhook", "{\"drop_pending_updates\":false}")?;
        Ok(())
    }

    /// Waits up to `timeout_s` seconds for updates from number `offset` on, and makes Telegram
    /// forget those before it. Without an offset: whatever waits.
    ///
    /// # Errors
    /// See [`Error`]; [`Error::is_timeout`] is nothing unusual.
    pub fn get_updates(
        &self,
        offset: Option<UpdateId>,
        limit: u32,
        timeout_s: u64,
    ) -> Result<Batch, Error> {
        // A negative offset would make Telegram forget updates.
        let offset = offset.filter(|offset| offset.0 > 0);
        let timeout_s = timeout_s.min(POLL_MAX_S);
        let request = json(&GetUpdates {
            offset,
            limit: limit.clamp(1, BATCH_MAX),
            timeout: timeout_s,
            allowed_updates: &ALLOWED_UPDATES,
        });
        let limits = Limits {
            deadline: Duration::from_secs(timeout_s).saturating_add(self.call.deadline),
            answer_bytes_max: POLL_BYTES_MAX,
        };
        let answer = self.post(&self.polling, "getUpdates", &request, &limits);
        let answer = answer.map_err(|error| {
            if error.is_interrupted() {
                Error::Stopped
            } else {
                error.into()
            }
        })?;
        if !is_success(answer.status) {
            return Err(error_in(&answer));
        }
        match envelope::split(&answer.body, offset) {
            Some(batch) => Ok(batch),
            None => Err(success(&answer).err().unwrap_or(Error::Decode)),
        }
    }

    /// Performs a call of the outbox. `body` is a JSON object without `chat_id`.
    ///
    /// # Errors
    /// See [`Error`], above all [`Error::is_ambiguous`].
    pub fn call(&self, method: Method, chat: ChatId, body: &str) -> Result<Sent, Error> {
        let unusable = Error::Refused {
            code: 400,
            reason: Refusal::Other,
        };
        let answer = if method == Method::SendDocument {
            let (content_type, form) = carry::form(chat.0, body).ok_or(unusable)?;
            let url = self.url(method.as_str());
            let answer = self
                .sending
                .post(&url, &[], &content_type, &form, &self.call)?;
            success(&answer)?;
            answer.body
        } else if method.names_chat() {
            let body = with_chat(chat.0, body).ok_or(unusable)?;
            self.ask(method.as_str(), &body)?
        } else {
            self.ask(method.as_str(), body)?
        };
        // Some methods just say `true`.
        let sent: wire::SentMessage = result(&answer).unwrap_or_default();
        Ok(Sent {
            message_id: sent.message_id.map(|id| MessageId(id.0)),
            date: sent.date.map(|date| UnixTime(date.0)),
            is_for_one: sent.ephemeral_message_id.is_some() || sent.receiver_user.is_some(),
        })
    }

    /// Shows for a few seconds that we are typing.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn send_chat_action(&self, chat: ChatId, thread: Option<ThreadId>) -> Result<(), Error> {
        let request = json(&ChatAction {
            chat_id: chat,
            message_thread_id: thread,
            action: "typing",
        });
        let answer = self.post(&self.sending, "sendChatAction", &request, &NOTICE)?;
        success(&answer)
    }

    /// Sets the commands, names and descriptions, that clients in `language` (all, if `None`) show.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn set_my_commands(
        &self,
        scope: CommandScope,
        language: Option<&str>,
        commands: &[(&str, &str)],
    ) -> Result<(), Error> {
        let request = set_my_commands(scope, language, commands);
        self.ask("setMyCommands", &request)?;
        Ok(())
    }

    /// The ordinary emoji that a chat allows as reactions; `None` if it allows all.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn reactions_allowed(&self, chat: ChatId) -> Result<Option<Vec<String>>, Error> {
        let body = self.ask("getChat", &json(&OneChat { chat_id: chat }))?;
        let info: wire::signal::ChatFullInfo = result(&body)?;
        let emoji = |list: Vec<wire::signal::ReactionType>| {
            list.into_iter()
                .filter_map(|reaction| reaction.emoji)
                .map(|emoji| emoji.0.chars().filter(|c| *c != '\u{FE0F}').collect())
                .collect()
        };
        Ok(info.available_reactions.map(emoji))
    }

    /// Leaves a chat.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn leave_chat(&self, chat: ChatId) -> Result<(), Error> {
        let request = json(&OneChat { chat_id: chat });
        self.ask("leaveChat", &request)?;
        Ok(())
    }

    /// The file that `file_id` names, if it has at most `bytes_max` bytes and takes no longer than
    /// `deadline`.
    ///
    /// # Errors
    /// See [`Error`]; a larger file is [`Error::Decode`].
    pub fn download(
        &self,
        file_id: &str,
        bytes_max: u64,
        deadline: Duration,
    ) -> Result<Vec<u8>, Error> {
        let body = self.ask("getFile", &json(&serde_json::json!({"file_id": file_id})))?;
        let file: wire::FilePath = result(&body)?;
        let path = file.file_path.ok_or(Error::Decode)?;
        // The token meets an address here too, because files have a place of their own.
        let url = format!("{}/file/bot{}/{path}", self.base, self.token);
        let limits = Limits {
            deadline,
            answer_bytes_max: bytes_max,
        };
        let answer = self.sending.get(&url, &[], &limits)?;
        if answer.status == 404 {
            // Not our token: it was good a moment ago, when the path was told.
            return Err(Error::Refused {
                code: 404,
                reason: Refusal::FileGone,
            });
        }
        if !is_success(answer.status) {
            return Err(error_in(&answer));
        }
        Ok(answer.body)
    }

    /// Ends a waiting poll at once and makes later ones fail with [`Error::Stopped`].
    pub fn interrupt(&self) {
        self.polling.interrupt();
    }

    /// Posts and gives the body of a successful answer.
    pub(super) fn ask(&self, method: &str, body: &str) -> Result<Vec<u8>, Error> {
        let answer = self.post(&self.sending, method, body, &self.call)?;
        success(&answer)?;
        Ok(answer.body)
    }

    pub(super) fn post(
        &self,
        http: &Http,
        method: &str,
        body: &str,
        limits: &Limits,
    ) -> Result<Answer, http::Error> {
        http.post_json(&self.url(method), &[], body.as_bytes(), limits)
    }

    /// The only place where the token meets an address.
    fn url(&self, method: &str) -> String {
        format!("{}/bot{}/{method}", self.base, self.token)
    }
}

/// The longest name we keep, in characters.
const NAME_CHARS_MAX: usize = 64;

fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

fn error_in(answer: &Answer) -> Error {
    Error::of(answer.status, answer.retry_after_s, &answer.body)
}

/// Whether Telegram says that it did it. A gateway's page is no such word, whatever its status.
pub(super) fn success(answer: &Answer) -> Result<(), Error> {
    if !is_success(answer.status) {
        return Err(error_in(answer));
    }
    match serde_json::from_slice::<wire::Reply<'_>>(&answer.body) {
        Ok(reply) if reply.ok == Some(true) => Ok(()),
        Ok(reply) if reply.ok == Some(false) => Err(error_in(answer)),
        Ok(_) | Err(_) => Err(Error::Decode),
    }
}

/// The `result` in the body of a successful answer.
pub(super) fn result<'b, T: Deserialize<'b>>(body: &'b [u8]) -> Result<T, Error> {
    let result = serde_json::from_slice::<wire::Reply<'b>>(body)
        .ok()
        .and_then(|reply| reply.result)
        .map(RawValue::get)
        .ok_or(Error::Decode)?;
    serde_json::from_str(result).map_err(|_quotes_the_answer| Error::Decode)
}

#[derive(Serialize)]
struct GetUpdates<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<UpdateId>,
    limit: u32,
    timeout: u64,
    allowed_updates: &'a [&'a str],
}

#[derive(Serialize)]
struct ChatAction {
    chat_id: ChatId,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_thread_id: Option<ThreadId>,
    action: &'static str,
}

#[derive(Serialize)]
pub(super) struct OneChat {
    pub(super) chat_id: ChatId,
}
