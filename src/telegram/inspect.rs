//! The calls that only look: for `gryag check` and for the start.

use super::client::{OneChat, Telegram, result, success};
use super::error::Error;
use super::request::json;
use super::wire;
use crate::clock::UnixTime;
use crate::ids::ChatId;
use serde::Deserialize;

/// Whether a webhook is in the way of polling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WebhookInfo {
    /// Whether one is set.
    pub is_set: bool,
    /// How many updates wait at Telegram.
    pub pending_updates: u64,
}

impl Telegram {
    /// What time it is at Telegram, if it says so.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn server_time(&self) -> Result<Option<UnixTime>, Error> {
        let answer = self.post(&self.sending, "getMe", "{}", &self.call)?;
        success(&answer)?;
        Ok(answer.server_time_s().map(UnixTime))
    }

    /// Whether a webhook is in the way.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn get_webhook_info(&self) -> Result<WebhookInfo, Error> {
        let body = self.ask("getWebhookInfo", "{}")?;
        let info: wire::WebhookInfo = result(&body)?;
        Ok(WebhookInfo {
            is_set: info.url.is_some_and(|url| !url.0.is_empty()),
            pending_updates: info.pending_update_count.map_or(0, |count| count.0),
        })
    }

    /// What kind of chat this is, such as "private".
    ///
    /// # Errors
    /// See [`Error`]; a person who never wrote to us is refused.
    pub fn kind_of_chat(&self, chat: ChatId) -> Result<String, Error> {
        let body = self.ask("getChat", &json(&OneChat { chat_id: chat }))?;
        let info: KindOfChat = result(&body)?;
        Ok(info.kind)
    }
}

#[derive(Deserialize)]
struct KindOfChat {
    #[serde(rename = "type", default)]
    kind: String,
}
