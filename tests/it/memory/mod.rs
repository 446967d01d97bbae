//! The memory from outside: files in and out, searches and digests in the chat, what a prompt is
//! told, what the keeper does.

mod answers;
mod bad_files;
mod borders;
mod files;
mod keeping;

use gryag::clock::{Clock, UnixTime};
use gryag::ids::ChatId;
use gryag::ops::import::{self, Error, Order, Report, Silent};
use gryag::store::Store;
use std::time::Duration;

/// The group of the exports.
pub const CHAT: ChatId = ChatId(-1_002_100_000_001);
/// 2026-09-23 09:20 UTC.
pub const NOW: UnixTime = UnixTime(1_790_155_200);

/// A clock that stands still.
pub struct Still(pub UnixTime);

impl Clock for Still {
    fn now(&self) -> UnixTime {
        self.0
    }

    fn monotonic(&self) -> Duration {
        Duration::from_secs(1)
    }

    fn pause(&self, _: Duration) -> bool {
        true
    }
}

/// A chat's export with these messages.
pub fn export(messages: &str) -> String {
    format!(
        "{{\"name\": \"Кавʼярня\", \"type\": \"private_supergroup\", \"id\": 2100000001, \
         \"messages\": [{messages}]}}"
    )
}

/// A message of an export.
pub fn said(id: i64, at: i64, text: &str) -> String {
    format!(
        "{{\"id\": {id}, \"type\": \"message\", \"date\": \"2025-03-01T09:00:00\", \
         \"date_unixtime\": \"{at}\", \"from\": \"Оля\", \"from_id\": \"user77\", \
         \"text\": {}, \"text_entities\": []}}",
        serde_json::json!(text)
    )
}

pub fn order(chat: Option<ChatId>) -> Order {
    Order {
        chat,
        me: None,
        batch: 100,
    }
}

pub fn take(store: &mut Store, file: &[u8], chat: Option<ChatId>) -> Result<Report, Error> {
    import::run(store, file, order(chat), &Still(NOW), &mut Silent)
}

/// All texts of the chat, oldest first.
pub fn texts(store: &Store) -> Vec<String> {
    let lines = store.read().recent(CHAT, None, 100_000).unwrap();
    lines.into_iter().map(|line| line.text).collect()
}
