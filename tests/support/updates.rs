//! Updates as Telegram makes them: a lively Ukrainian group of twenty people, and what else comes.
//!
//! Numbers (`update_id`, `message_id`) are left out unless a test sets them: the fake server gives
//! the next ones, as the real one would.

use super::fake_telegram::{BOT_ID, BOT_USERNAME};
use gryag::rng::Rng;
use serde_json::{Value, json};
use std::time::SystemTime;

const FIRST_NAMES: [&str; 20] = [
    "Оксана",
    "Тарас 🌻",
    "Соломія",
    "Юрко",
    "Галина",
    "Назар",
    "Зоряна",
    "Богдан",
    "Леся ✨",
    "Остап",
    "Мар'яна",
    "Ігор",
    "Ївга",
    "Роман",
    "Ганнуся",
    "Левко",
    "Катря",
    "Демид",
    "Уляна",
    "Ґедз",
];
const LAST_NAMES: [&str; 7] = [
    "Бондар",
    "Лисенко",
    "Руденко",
    "Мельник",
    "Поліщук",
    "Вовк",
    "Гончар",
];

/// Sentences without a word for the bot in them, however much some of them look like one.
pub const CHATTER: [&str; 24] = [
    "робота не вовк, до лісу не втече",
    "субота вже завтра, а в мене жодних планів",
    "Хто бачив мої ключі?",
    "дякую, дуже допомогло",
    "нічого собі новини",
    "Купила сьогодні гарбуз, тепер думаю, що з ним робити 🎃",
    "та ну, не може бути",
    "вчора дощ, сьогодні дощ, коли вже сонце?",
    "Зустрічаємось о шостій біля фонтану",
    "я за, тільки спершу поїм",
    "Переробота знову, вибачте, запізнюся",
    "кіт перекинув вазон і дивиться, наче це я",
    "А хто йде в кіно в неділю?",
    "ха-ха-ха 😂",
    "Мені б ваші проблеми…",
    "скинь рецепт, будь ласка",
    "поїзд запізнюється на сорок хвилин",
    "+",
    "Заробота? Такого слова нема.",
    "бабуся передала вареників на всіх",
    "https://example.org/novyny?id=17 читали?",
    "грядки скопали, картоплю посадили",
    "Ой, усе 🙃",
    "ні, це було минулого четверга",
];

/// Messages that call the bot by name or mention.
pub const CALLS: [&str; 8] = [
    "Гряг, ти тут?",
    "ГРЯГУ, скажи щось розумне",
    "Гряже, як справи?",
    "а ти, гряг, що про це думаєш?",
    "@gryag_bot привіт!",
    "слухай, Грягу, ти ж знаєш",
    "Ну що, гряг?",
    "Грягік, ти любиш борщ?",
];

/// Messages about the bot that are not meant for it.
pub const GOSSIP: [&str; 3] = [
    "вчора гряг таке сказав, що я досі сміюся",
    "бачила, як Тарас з Грягом сперечався",
    "то все через того Гряга",
];

/// A sentence that nobody answers.
pub fn chatter(rng: &mut Rng) -> String {
    let mut text = (*rng.pick(&CHATTER).unwrap()).to_owned();
    if rng.chance(0.4) {
        text.extend([" ", *rng.pick(&CHATTER).unwrap()]);
    }
    text
}

/// A sentence that calls the bot.
pub fn call(rng: &mut Rng) -> &'static str {
    rng.pick(&CALLS).unwrap()
}

/// One of the twenty, by a number from 0.
pub fn person(number: usize) -> Value {
    let mut user = json!({
        "id": 7_001 + i64::try_from(number % 20).unwrap(), "is_bot": false,
        "first_name": FIRST_NAMES[number % 20], "language_code": "uk",
    });
    if !number.is_multiple_of(3) {
        user["last_name"] = json!(LAST_NAMES[number % LAST_NAMES.len()]);
    }
    if number.is_multiple_of(2) {
        user["username"] = json!(format!("user_{}", number % 20));
    }
    user
}

/// Ourselves.
pub fn us() -> Value {
    json!({"id": BOT_ID, "is_bot": true, "first_name": "Гряг", "username": BOT_USERNAME})
}

/// Another bot.
pub fn other_bot() -> Value {
    json!({"id": 987_654_321, "is_bot": true, "first_name": "Погода", "username": "pogoda_bot"})
}

/// A supergroup by a small number.
pub fn group(number: i64) -> Value {
    json!({
        "id": -1_002_100_000_000 - number, "type": "supergroup",
        "title": format!("Кавʼярня «Під липою» {number}"),
    })
}

/// A forum: a supergroup with topics.
pub fn forum(number: i64) -> Value {
    let mut chat = group(number);
    chat["is_forum"] = json!(true);
    chat
}

/// A basic group, which may become a supergroup.
pub fn basic_group(number: i64) -> Value {
    json!({
        "id": -4_000_000 - number, "type": "group", "title": "Сусіди",
        "all_members_are_administrators": true,
    })
}

/// The private chat with a person.
pub fn private(person: &Value) -> Value {
    json!({"id": person["id"], "type": "private", "first_name": person["first_name"]})
}

/// Unix seconds now.
pub fn now() -> i64 {
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap();
    i64::try_from(since.as_secs()).unwrap()
}

/// A message in the making.
#[derive(Debug, Clone)]
pub struct Draft(Value);

/// A message of this person in this chat, dated now, without words yet.
pub fn from(chat: &Value, sender: &Value) -> Draft {
    Draft(json!({"from": sender, "chat": chat, "date": now()}))
}

/// A text message of this person in this chat.
pub fn says(chat: &Value, sender: &Value, text: &str) -> Draft {
    from(chat, sender).text(text)
}

impl Draft {
    fn with(mut self, name: &str, value: Value) -> Self {
        self.0[name] = value;
        self
    }

    /// The text, with the entities that clients put on mentions and commands.
    #[must_use]
    pub fn text(self, text: &str) -> Self {
        let entities = entities(text);
        let draft = self.with("text", json!(text));
        if entities.is_empty() {
            draft
        } else {
            draft.with("entities", json!(entities))
        }
    }

    /// A photo with a caption.
    #[must_use]
    pub fn photo(self, caption: &str) -> Self {
        let size = |name: &str, width, height| {
            json!({
                "file_id": format!("AgAC{name}"), "file_unique_id": format!("u{name}"),
                "file_size": 34_567, "width": width, "height": height,
            })
        };
        let sizes = json!([size("s", 90, 67), size("x", 1280, 960)]);
        self.with("photo", sizes).with("caption", json!(caption))
    }

    /// A document.
    #[must_use]
    pub fn document(self, document: Value, caption: &str) -> Self {
        let draft = self.with("document", document);
        if caption.is_empty() {
            return draft;
        }
        let entities = entities(caption);
        draft
            .with("caption", json!(caption))
            .with("caption_entities", json!(entities))
    }

    /// A sticker.
    #[must_use]
    pub fn sticker(self, emoji: &str) -> Self {
        self.with("sticker", json!({
            "file_id": "CAAC17", "file_unique_id": "u17", "file_size": 34_567, "type": "regular",
            "width": 512, "height": 512, "is_animated": false, "is_video": false,
            "emoji": emoji, "set_name": "kotyky",
        }))
    }

    /// A voice message.
    #[must_use]
    pub fn voice(self) -> Self {
        self.with(
            "voice",
            json!({
                "file_id": "AwAC61", "file_unique_id": "u61", "file_size": 34_567, "duration": 7,
                "mime_type": "audio/ogg",
            }),
        )
    }

    /// An answer to a message of somebody.
    #[must_use]
    pub fn reply_to(self, message_id: i64, author: &Value, text: &str) -> Self {
        let original = json!({
            "message_id": message_id, "from": author, "chat": self.0["chat"], "date": now() - 1,
            "text": text,
        });
        self.with("reply_to_message", original)
    }

    /// A message in a topic. Unless it answers something else, it carries Telegram's implicit
    /// answer to the topic's first service message, which `creator` wrote.
    #[must_use]
    pub fn in_topic(mut self, thread_id: i64, creator: &Value) -> Self {
        if self.0.get("reply_to_message").is_none() {
            self.0["reply_to_message"] = json!({
                "message_id": thread_id, "from": creator, "chat": self.0["chat"],
                "date": now() - 3_600, "message_thread_id": thread_id, "is_topic_message": true,
                "forum_topic_created": {"name": "Кава", "icon_color": 7_322_096},
            });
        }
        self.with("message_thread_id", json!(thread_id))
            .with("is_topic_message", json!(true))
    }

    /// In a reply thread of an ordinary supergroup, which is no topic.
    #[must_use]
    pub fn in_thread(self, thread_id: i64) -> Self {
        self.with("message_thread_id", json!(thread_id))
    }

    /// Sent by the group itself: an anonymous admin.
    #[must_use]
    pub fn anonymous(mut self) -> Self {
        self.0["sender_chat"] = self.0["chat"].clone();
        self.with(
            "from",
            json!({
                "id": 1_087_968_824, "is_bot": true, "first_name": "Group",
                "username": "GroupAnonymousBot",
            }),
        )
    }

    /// A post of the linked channel, forwarded into the group by Telegram.
    #[must_use]
    pub fn forwarded_from_channel(mut self, channel: &Value) -> Self {
        self.0["sender_chat"] = channel.clone();
        self.0["forward_origin"] = json!({
            "type": "channel", "chat": channel, "message_id": 5, "date": now(),
        });
        let sender = json!({"id": 777_000, "is_bot": false, "first_name": "Telegram"});
        self.with("from", sender)
            .with("is_automatic_forward", json!(true))
    }

    /// Sent that many minutes ago.
    #[must_use]
    pub fn minutes_ago(self, minutes: i64) -> Self {
        self.with("date", json!(now() - minutes * 60))
    }

    /// With this number.
    #[must_use]
    pub fn numbered(self, message_id: i64) -> Self {
        self.with("message_id", json!(message_id))
    }

    /// The update that brings it.
    pub fn update(self) -> Value {
        json!({ "message": self.0 })
    }

    /// The update that brings its new wording; it must be numbered.
    pub fn edited(self) -> Value {
        json!({ "edited_message": self.with("edit_date", json!(now())).0 })
    }
}

/// Entities for a leading command and for every mention.
fn entities(text: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut offset = 0;
    for word in text.split(' ') {
        let name = word.trim_end_matches(|it: char| !it.is_ascii_alphanumeric());
        let length = name.encode_utf16().count();
        let kind = match name.chars().next() {
            Some('@') => "mention",
            Some('/') => "bot_command",
            _ => "",
        };
        if !kind.is_empty() && length > 1 {
            found.push(json!({"type": kind, "offset": offset, "length": length}));
        }
        offset += word.encode_utf16().count() + 1;
    }
    found
}

/// The two service messages of a basic group that becomes a supergroup.
pub fn migration(old: &Value, new: &Value, by: &Value) -> Vec<Value> {
    vec![
        from(old, by)
            .with("migrate_to_chat_id", new["id"].clone())
            .update(),
        from(new, by)
            .with("migrate_from_chat_id", old["id"].clone())
            .update(),
    ]
}

/// Our own status in a chat changed to `status` (`member`, `kicked`, `administrator`, …).
pub fn membership(chat: &Value, by: &Value, old: &str, new: &str) -> Value {
    json!({"my_chat_member": {
        "chat": chat, "from": by, "date": now(),
        "old_chat_member": {"user": us(), "status": old},
        "new_chat_member": {"user": us(), "status": new},
    }})
}

/// Somebody came.
pub fn joined(chat: &Value, who: &Value) -> Value {
    from(chat, who)
        .with("new_chat_members", json!([who]))
        .update()
}

/// A post in a channel: nobody's words, `from` is absent.
pub fn channel_post(channel: &Value, text: &str) -> Value {
    json!({"channel_post": {
        "chat": channel, "sender_chat": channel, "date": now(), "text": text,
        "author_signature": "Редакція",
    }})
}

/// A channel by a small number.
pub fn channel(number: i64) -> Value {
    json!({"id": -1_003_200_000_000 - number, "type": "channel", "title": "Новини міста"})
}

/// Somebody reacted to a message.
pub fn reaction(chat: &Value, who: &Value, message_id: i64, emoji: &str) -> Value {
    json!({"message_reaction": {
        "chat": chat, "message_id": message_id, "user": who, "date": now(),
        "old_reaction": [], "new_reaction": [{"type": "emoji", "emoji": emoji}],
    }})
}
