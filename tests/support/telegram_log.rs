//! What the fake Telegram remembers: every call, every message it accepted, every delivery.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One request of the bot.
#[derive(Debug, Clone)]
pub struct Call {
    /// When it arrived, in seconds since the fake started.
    pub at: f64,
    /// The method as it was spelt.
    pub method: String,
    /// How the parameters came: `json`, `form`, `multipart` or `query`.
    pub encoding: &'static str,
    /// The parameters.
    pub params: Value,
    /// The answer, once given.
    pub answer: Option<Answered>,
}

/// The answer to a call.
#[derive(Debug, Clone)]
pub struct Answered {
    /// How many seconds it took.
    pub took: f64,
    /// The HTTP status; 0 if the connection was dropped or left hanging.
    pub status: u16,
    /// The body.
    pub body: Arc<str>,
}

impl Call {
    /// `true` if this is that method, in whatever letter case.
    pub fn is(&self, method: &str) -> bool {
        self.method.eq_ignore_ascii_case(method)
    }

    /// The chat it is about; 0 if none.
    pub fn chat_id(&self) -> i64 {
        self.params["chat_id"].as_i64().unwrap_or(0)
    }

    /// The text it carries; empty if none.
    pub fn text(&self) -> &str {
        self.params["text"].as_str().unwrap_or_default()
    }

    /// The message it answers; 0 if none.
    pub fn reply_to(&self) -> i64 {
        self.params["reply_parameters"]["message_id"]
            .as_i64()
            .unwrap_or(0)
    }

    /// The status of the answer; 0 if there is none.
    pub fn status(&self) -> u16 {
        self.answer.as_ref().map_or(0, |answer| answer.status)
    }

    /// The body of the answer; empty if there is none.
    pub fn answer_body(&self) -> &str {
        self.answer.as_ref().map_or("", |answer| &answer.body)
    }
}

/// A message that the server accepted, whether or not the bot learnt of it.
#[derive(Debug, Clone)]
pub struct Sent {
    /// When, in seconds since the fake started.
    pub at: f64,
    /// Where.
    pub chat_id: i64,
    /// The number it was given.
    pub message_id: i64,
    /// The topic; 0 if none.
    pub thread_id: i64,
    /// The message it answers; 0 if none.
    pub reply_to: i64,
    /// The raw text as sent.
    pub text: String,
    /// The text as members see it.
    pub visible: String,
}

/// Everything that happened.
#[derive(Debug, Clone, Default)]
pub struct Log {
    /// Every request, in order of arrival.
    pub calls: Vec<Call>,
    /// Every accepted message.
    pub sent: Vec<Sent>,
    /// How often each update was put into an answer, by its number.
    pub delivered: BTreeMap<i64, usize>,
    /// The highest offset that a `getUpdates` has carried.
    pub offset: i64,
    /// The `allowed_updates` that the server has stored.
    pub allowed_updates: Option<Vec<String>>,
    /// Updates waiting to be confirmed.
    pub waiting: usize,
    /// `true` while a `getUpdates` is blocked.
    pub parked: bool,
}

impl Log {
    /// The calls of one method.
    pub fn calls_of<'a>(&'a self, method: &'a str) -> impl Iterator<Item = &'a Call> {
        self.calls.iter().filter(move |call| call.is(method))
    }

    /// How many calls of one method have arrived.
    pub fn count(&self, method: &str) -> usize {
        self.calls_of(method).count()
    }

    /// The accepted messages of one chat.
    pub fn sent_in(&self, chat_id: i64) -> impl Iterator<Item = &Sent> {
        self.sent.iter().filter(move |sent| sent.chat_id == chat_id)
    }

    /// How many accepted messages answer this one.
    pub fn answers_to(&self, chat_id: i64, message_id: i64) -> usize {
        self.sent_in(chat_id)
            .filter(|sent| sent.reply_to == message_id)
            .count()
    }

    /// Messages answered more than once: (chat, message, answers).
    pub fn answered_twice(&self) -> Vec<(i64, i64, usize)> {
        let mut counts: BTreeMap<(i64, i64), usize> = BTreeMap::new();
        for sent in self.sent.iter().filter(|sent| sent.reply_to != 0) {
            *counts.entry((sent.chat_id, sent.reply_to)).or_default() += 1;
        }
        let twice = counts.into_iter().filter(|(_, count)| *count > 1);
        twice
            .map(|((chat, message), count)| (chat, message, count))
            .collect()
    }

    /// The log, one call a line, for whoever checks it against the published schema.
    pub fn to_jsonl(&self, token: &str) -> String {
        let mut lines = String::new();
        for call in &self.calls {
            let mut line = json!({
                "ts": call.at, "method": call.method, "params": call.params,
                "encoding": call.encoding, "token": token,
            });
            if let Some(answer) = call.answer.as_ref().filter(|answer| answer.status != 0) {
                line["dur"] = json!(answer.took);
                line["status"] = json!(answer.status);
                line["response"] = serde_json::from_str(&answer.body).unwrap_or(Value::Null);
            }
            lines.extend([line.to_string().as_str(), "\n"]);
        }
        lines
    }

    /// The calls in short, for the message of a test that fails.
    pub fn summary(&self) -> String {
        let last = self.calls.len().saturating_sub(40);
        let mut lines = format!("{last} earlier calls, then:\n");
        for call in &self.calls[last..] {
            let params: String = call.params.to_string().chars().take(200).collect();
            let body: String = call.answer_body().chars().take(100).collect();
            let line = format!(
                "{:8.3} {} {params} → {} {body}\n",
                call.at,
                call.method,
                call.status()
            );
            lines.push_str(&line);
        }
        lines
    }
}
