//! What each Bot API method does to the fake's chats, and what it refuses, in the server's words.
//!
//! Pure: no sockets, no clock. Source: tdlib/telegram-bot-api and the Bot API documentation.

use super::html;
use super::telegram_log::Sent;
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};

/// Every emoji that a bot may react with.
pub const REACTIONS: &str = "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u{200d}🔥 🌚 🌭 \
    💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u{200d}💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 \
    🦄 😘 💊 🙊 😎 👾 🤷\u{200d}♂ 🤷 🤷\u{200d}♀ 😡";

const CHAT_ACTIONS: [&str; 11] = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
];

/// The most UTF-16 units in a message.
const TEXT_MAX: usize = 4096;
/// The most bytes of a text before its markup is parsed.
const RAW_TEXT_BYTES_MAX: usize = 1 << 15;
/// The largest file that `getFile` gives.
const FILE_BYTES_MAX: usize = 20 << 20;

/// A refusal.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// The `error_code`, which is the HTTP status too.
    pub code: u16,
    /// The `description`.
    pub description: String,
    /// The `parameters`.
    pub parameters: Option<Value>,
}

/// A refusal without parameters.
pub fn refuse(code: u16, description: impl Into<String>) -> Refusal {
    Refusal {
        code,
        description: description.into(),
        parameters: None,
    }
}

fn bad(description: &str) -> Refusal {
    refuse(400, format!("Bad Request: {description}"))
}

/// One chat as the server knows it.
#[derive(Debug, Clone, Default)]
pub struct Chat {
    /// The `Chat` object.
    pub object: Value,
    /// Numbers of its messages.
    pub messages: BTreeSet<i64>,
    /// Our own messages and their texts.
    pub own: HashMap<i64, String>,
    /// Forum topics.
    pub topics: BTreeSet<i64>,
    /// Where it went when it became a supergroup.
    pub migrated_to: Option<i64>,
    /// Why the bot cannot speak there, in the server's words after "Forbidden: ".
    pub gone: Option<String>,
    /// Emoji allowed there; all if `None`.
    pub reactions: Option<Vec<String>>,
}

impl Chat {
    /// The number of the next message.
    pub fn next_message_id(&self) -> i64 {
        self.messages.last().map_or(1, |last| last + 1)
    }
}

/// Everything that methods look at.
#[derive(Debug)]
pub struct World {
    /// The bot's `User` object.
    pub me: Value,
    /// Chats by id.
    pub chats: HashMap<i64, Chat>,
    /// The webhook, if one is set.
    pub webhook: Option<String>,
    /// Files by `file_id`.
    pub files: HashMap<String, Vec<u8>>,
    /// Accepted messages.
    pub sent: Vec<Sent>,
    /// Seconds since the fake started.
    pub now: f64,
    /// Unix seconds.
    pub date: i64,
}

impl World {
    /// Notes the chat, message and topic that an update speaks of.
    pub fn learn(&mut self, update: &Value) {
        let Some(fields) = update.as_object() else {
            return;
        };
        for message in fields.values() {
            let Some(chat_id) = message["chat"]["id"].as_i64() else {
                continue;
            };
            let chat = self.chats.entry(chat_id).or_default();
            chat.object = message["chat"].clone();
            chat.messages
                .extend(message["message_id"].as_i64().filter(|id| *id > 0));
            if message["is_topic_message"].as_bool() == Some(true) {
                chat.topics.extend(message["message_thread_id"].as_i64());
            }
            if let Some(to) = message["migrate_to_chat_id"].as_i64() {
                chat.migrated_to = Some(to);
                self.chats.entry(to).or_default();
            }
        }
    }

    /// Does what `method` does.
    ///
    /// # Errors
    /// The server's refusal.
    pub fn perform(&mut self, method: &str, params: &Value) -> Result<Value, Refusal> {
        match method.to_ascii_lowercase().as_str() {
            "getme" => Ok(self.me.clone()),
            "sendmessage" => self.send_message(params),
            "senddocument" => self.send_document(params),
            "editmessagetext" => self.edit_message(params),
            "deletemessage" => self.delete_message(params),
            "setmessagereaction" => self.react(params),
            "sendchataction" => self.chat_action(params),
            "getwebhookinfo" => Ok(json!({
                "url": self.webhook.clone().unwrap_or_default(), "has_custom_certificate": false,
                "pending_update_count": 0,
            })),
            "deletewebhook" => {
                self.webhook = None;
                Ok(json!(true))
            }
            "setmycommands" => commands(params),
            "leavechat" => {
                self.chat(params)?.gone = Some("bot is not a member of the chat".to_owned());
                Ok(json!(true))
            }
            "getchat" => {
                let chat = self.chat(params)?;
                let mut object = chat.object.clone();
                object["accent_color_id"] = json!(3);
                object["max_reaction_count"] = json!(11);
                if let Some(allowed) = &chat.reactions {
                    let kinds = allowed
                        .iter()
                        .map(|it| json!({"type": "emoji", "emoji": it}));
                    object["available_reactions"] = kinds.collect();
                }
                Ok(object)
            }
            "getchatadministrators" => {
                self.chat(params)?;
                Ok(json!([{
                    "status": "creator", "is_anonymous": false,
                    "user": {"id": 7_001, "is_bot": false, "first_name": "Оксана"},
                }]))
            }
            "getfile" => self.file(params),
            _ => Err(refuse(404, "Not Found: method not found")),
        }
    }

    fn chat(&mut self, params: &Value) -> Result<&mut Chat, Refusal> {
        let id = integer(&params["chat_id"]).ok_or_else(|| bad("chat_id is empty"))?;
        let chat = self
            .chats
            .get_mut(&id)
            .ok_or_else(|| bad("chat not found"))?;
        if let Some(to) = chat.migrated_to {
            return Err(Refusal {
                parameters: Some(json!({"migrate_to_chat_id": to})),
                ..bad("group chat was upgraded to a supergroup chat")
            });
        }
        match &chat.gone {
            Some(why) => Err(refuse(403, format!("Forbidden: {why}"))),
            None => Ok(chat),
        }
    }

    fn send_message(&mut self, params: &Value) -> Result<Value, Refusal> {
        let (me, now, date) = (self.me.clone(), self.now, self.date);
        let visible = formatted(params)?;
        let text = params["text"].as_str().unwrap_or_default().to_owned();
        let chat_id = integer(&params["chat_id"]).unwrap_or(0);
        let chat = self.chat(params)?;
        let thread_id = integer(&params["message_thread_id"]).unwrap_or(0);
        if thread_id != 0 && !chat.topics.contains(&thread_id) {
            return Err(bad("message thread not found"));
        }
        let reply = &params["reply_parameters"];
        let mut reply_to = integer(&reply["message_id"]).unwrap_or(0);
        if reply_to != 0 && !chat.messages.contains(&reply_to) {
            if reply["allow_sending_without_reply"].as_bool() != Some(true) {
                return Err(bad("message to be replied not found"));
            }
            reply_to = 0;
        }
        let message_id = chat.next_message_id();
        chat.messages.insert(message_id);
        chat.own.insert(message_id, visible.clone());
        let mut message = json!({
            "message_id": message_id, "from": me, "chat": chat.object,
            "date": date, "text": visible,
        });
        if thread_id != 0 {
            message["message_thread_id"] = json!(thread_id);
            message["is_topic_message"] = json!(true);
        }
        if reply_to != 0 {
            message["reply_to_message"] =
                json!({"message_id": reply_to, "chat": chat.object, "date": date});
        }
        let sent = Sent {
            at: now,
            chat_id,
            message_id,
            thread_id,
            reply_to,
            text,
            visible,
        };
        self.sent.push(sent);
        Ok(message)
    }

    fn send_document(&mut self, params: &Value) -> Result<Value, Refusal> {
        let (me, date) = (self.me.clone(), self.date);
        let file = &params["document"];
        if file["content"].as_str().is_none_or(str::is_empty) {
            return Err(bad("file must be non-empty"));
        }
        let chat = self.chat(params)?;
        let message_id = chat.next_message_id();
        chat.messages.insert(message_id);
        Ok(json!({
            "message_id": message_id, "from": me, "chat": chat.object, "date": date,
            "caption": params["caption"], "document": {"file_name": file["file_name"]},
        }))
    }

    fn edit_message(&mut self, params: &Value) -> Result<Value, Refusal> {
        let (me, date) = (self.me.clone(), self.date);
        let visible = formatted(params)?;
        let chat = self.chat(params)?;
        let id = integer(&params["message_id"]).unwrap_or(0);
        let exists = chat.messages.contains(&id);
        let Some(own) = chat.own.get_mut(&id) else {
            let why = if exists {
                "message can't be edited"
            } else {
                "message to edit not found"
            };
            return Err(bad(why));
        };
        if *own == visible {
            return Err(bad(
                "message is not modified: specified new message content and reply markup are \
                 exactly the same as a current content and reply markup of the message",
            ));
        }
        own.clone_from(&visible);
        Ok(json!({
            "message_id": id, "from": me, "chat": chat.object, "date": date,
            "edit_date": date, "text": visible,
        }))
    }

    fn delete_message(&mut self, params: &Value) -> Result<Value, Refusal> {
        let chat = self.chat(params)?;
        let id = integer(&params["message_id"]).unwrap_or(0);
        if !chat.messages.remove(&id) {
            return Err(bad("message to delete not found"));
        }
        chat.own.remove(&id);
        Ok(json!(true))
    }

    fn react(&mut self, params: &Value) -> Result<Value, Refusal> {
        let chat = self.chat(params)?;
        let id = integer(&params["message_id"]).unwrap_or(0);
        if !chat.messages.contains(&id) {
            return Err(bad("message to react not found"));
        }
        let none = Vec::new();
        let reactions = params["reaction"].as_array().unwrap_or(&none);
        if reactions.len() > 1 {
            return Err(bad("REACTIONS_TOO_MANY"));
        }
        for reaction in reactions {
            let emoji = reaction["emoji"].as_str().unwrap_or_default();
            let known = REACTIONS.split_whitespace().any(|it| it == emoji);
            let allowed = |it: &Vec<String>| it.iter().any(|allowed| allowed == emoji);
            if reaction["type"] != "emoji" || !known || !chat.reactions.as_ref().is_none_or(allowed)
            {
                return Err(bad("REACTION_INVALID"));
            }
        }
        Ok(json!(true))
    }

    fn chat_action(&mut self, params: &Value) -> Result<Value, Refusal> {
        self.chat(params)?;
        let action = params["action"].as_str().unwrap_or_default();
        if CHAT_ACTIONS.contains(&action) {
            return Ok(json!(true));
        }
        Err(bad("wrong parameter action in request"))
    }

    fn file(&self, params: &Value) -> Result<Value, Refusal> {
        let id = params["file_id"].as_str().unwrap_or_default();
        let wrong = "wrong file_id or the file is temporarily unavailable";
        let bytes = self.files.get(id).ok_or_else(|| bad(wrong))?;
        if bytes.len() > FILE_BYTES_MAX {
            return Err(bad("file is too big"));
        }
        Ok(json!({
            "file_id": id, "file_unique_id": format!("u{id}"), "file_size": bytes.len(),
            "file_path": format!("documents/{id}"),
        }))
    }
}

/// The visible text of a call's `text`.
fn formatted(params: &Value) -> Result<String, Refusal> {
    let raw = params["text"].as_str().unwrap_or_default();
    if raw.len() > RAW_TEXT_BYTES_MAX {
        return Err(bad("text is too long"));
    }
    let visible = match params["parse_mode"].as_str() {
        None | Some("") => raw.to_owned(),
        Some(mode) if mode.eq_ignore_ascii_case("html") => {
            html::visible(raw).map_err(|why| bad(&format!("can't parse entities: {why}")))?
        }
        Some(_) => return Err(bad("unsupported parse_mode")),
    };
    if visible.trim().is_empty() {
        return Err(bad("message text is empty"));
    }
    if visible.encode_utf16().count() > TEXT_MAX {
        return Err(bad("message is too long"));
    }
    Ok(visible)
}

fn commands(params: &Value) -> Result<Value, Refusal> {
    let none = Vec::new();
    let list = params["commands"].as_array().unwrap_or(&none);
    if list.len() > 100 {
        return Err(bad("BOT_COMMANDS_TOO_MUCH"));
    }
    for command in list {
        let name = command["command"].as_str().unwrap_or_default();
        let good = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_';
        if name.is_empty() || name.len() > 32 || !name.chars().all(good) {
            return Err(bad("BOT_COMMAND_INVALID"));
        }
        let words = command["description"]
            .as_str()
            .unwrap_or_default()
            .chars()
            .count();
        if !(1..=256).contains(&words) {
            return Err(bad("BOT_COMMAND_DESCRIPTION_INVALID"));
        }
    }
    Ok(json!(true))
}

/// A number, or a string that holds one (form and query parameters).
pub fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}
