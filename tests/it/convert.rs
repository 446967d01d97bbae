//! One update of Telegram's → our words: every file of `tests/data/updates`, and what nobody sent.
//! `UPDATE_EXPECT=1 cargo test` rewrites the expectations, to be read before they are kept.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use gryag::message::{Chat, Event, Incoming, Media, Mention, ReplyTo};
use gryag::telegram::convert;
use proptest::prelude::*;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/updates")
}

/// The files, by name, with their JSON.
fn fixtures() -> Vec<(String, String)> {
    let mut found: Vec<_> = fs::read_dir(directory())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    found.sort();
    found
}

#[test]
fn every_update_becomes_the_event_we_expect() {
    let mut seen = String::new();
    for (name, json) in fixtures() {
        let words = match convert::update(&json) {
            Ok(update) => event(&update.event),
            Err(broken) => format!("broken: {}", broken.what),
        };
        writeln!(seen, "{name}\n  {words}").unwrap();
    }
    let path = directory().join("expected.txt");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, &seen).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap();
    for (seen, expected) in seen.lines().zip(expected.lines()) {
        assert_eq!(seen, expected);
    }
    assert_eq!(seen.lines().count(), expected.lines().count());
}

fn event(event: &Event) -> String {
    match event {
        Event::Message(message) => format!("message {}", incoming(message)),
        Event::Edited(message) => format!("edited {}", incoming(message)),
        Event::Membership(change) => format!(
            "membership {} by {:?} at {}: {} -> {}, admin {}",
            chat(&change.chat),
            change.by.map(|by| by.0),
            change.at.0,
            change.was_member,
            change.is_member,
            change.is_admin
        ),
        Event::Migrated { from, to } => format!("migrated {from} -> {to}"),
        Event::Service { chat: at, kind } => format!("service {} {kind}", chat(at)),
        Event::Callback(press) => format!(
            "callback {:?} in {} under {:?} by {} {:?}: {:?}",
            press.id,
            press.chat,
            press.message_id.map(|id| id.0),
            press.by.id,
            press.by.name,
            press.data
        ),
        Event::Reacted(change) => format!(
            "reacted {} #{} by {} at {}: {:?} -> {:?}",
            chat(&change.chat),
            change.message_id,
            change.by,
            change.at.0,
            change.before,
            change.after
        ),
        Event::Ignored => "ignored".to_owned(),
    }
}

fn incoming(message: &Incoming) -> String {
    let sender = &message.sender;
    let mut words = format!(
        "{} #{} by {:?} {} {:?} {:?}: {:?}",
        chat(&message.chat),
        message.message_id,
        sender.kind,
        sender.id,
        sender.name,
        sender.username,
        message.text
    );
    assert_eq!(message.sent_at.0, 1_790_000_000);
    let mut add = |label: &str, value: Option<String>| {
        if let Some(value) = value {
            write!(words, "\n    {label} {value}").unwrap();
        }
    };
    add("thread", message.thread_id.map(|thread| thread.to_string()));
    add("edited", message.edited_at.map(|at| at.0.to_string()));
    add("reply", message.reply_to.as_ref().map(reply));
    add("media", message.media.as_ref().map(media));
    let mentions = &message.mentions;
    add("mentions", (!mentions.is_empty()).then(|| names(mentions)));
    add(
        "command",
        message.command.as_ref().map(|c| format!("{c:?}")),
    );
    add("forward", message.is_forward.then(String::new));
    add("via bot", message.is_via_bot.then(String::new));
    words
}

fn chat(chat: &Chat) -> String {
    let forum = if chat.is_forum { " forum" } else { "" };
    let (id, kind, title) = (chat.id, chat.kind.as_str(), &chat.title);
    format!("[{kind} {id} {title:?} {:?}{forum}]", chat.username)
}

fn reply(reply: &ReplyTo) -> String {
    let sender = reply.sender_id.map(|id| id.0);
    let (id, name, text) = (reply.message_id, &reply.sender_name, &reply.text);
    format!(
        "#{id} of {sender:?} {name:?}: {text:?} quote {:?}",
        reply.quote
    )
}

fn media(media: &Media) -> String {
    format!(
        "{} file {:?} {:?} bytes {:?}",
        media.short_form(),
        media.file_id,
        media.file_unique_id,
        media.size_bytes
    )
}

fn names(mentions: &[Mention]) -> String {
    let names = mentions.iter().map(|mention| match mention {
        Mention::Username(name) => format!("@{name}"),
        Mention::Person(id) => id.to_string(),
    });
    names.collect::<Vec<_>>().join(" ")
}

#[test]
fn depth_is_survived() {
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let head = r#""message_id":1,"date":1,"chat":{"id":1,"type":"private"}"#;
    for json in [
        format!(r#"{{"update_id":1,"message":{deep}}}"#),
        format!(r#"{{"update_id":{deep}}}"#),
        format!(r#"{{"update_id":1,"message":{{{head},"chat":{deep}}}}}"#),
    ] {
        assert!(convert::update(&json).is_err());
    }
    for field in [
        "text",
        "rich_message",
        "entities",
        "from",
        "photo",
        "anything",
        "new_chat_photo",
    ] {
        let json = format!(r#"{{"update_id":1,"message":{{{head},"{field}":{deep}}}}}"#);
        convert::update(&json).unwrap();
    }
    let levels = 20_000;
    let open = format!(r#"{{{head},"text":"x","reply_to_message":"#).repeat(levels);
    let replies = format!(
        r#"{{"update_id":1,"message":{open}null{}}}"#,
        "}".repeat(levels)
    );
    convert::update(&replies).unwrap();
}

#[test]
fn a_text_is_capped_and_errors_quote_nothing() {
    let head = r#""message_id":1,"date":1,"chat":{"id":1,"type":"private"}"#;
    let json = format!(
        r#"{{"update_id":1,"message":{{{head},"text":"{}"}}}}"#,
        "ї".repeat(100_000)
    );
    let Event::Message(message) = convert::update(&json).unwrap().event else {
        panic!("no message");
    };
    assert_eq!(message.text.chars().count(), 16_384);
    let json = r#"{"update_id":1,"message":{"message_id":"CANARY","date":1,"chat":{"id":1}}}"#;
    let broken = convert::update(json).unwrap_err();
    assert!(!format!("{broken} {broken:?}").contains("CANARY"));
}

/// Any JSON, to a modest depth, with the names that Telegram uses.
#[test]
fn what_an_inline_bot_writes_is_no_command_of_its_sender() {
    let update = |via: &str| {
        let json = format!(
            r#"{{"update_id":1,"message":{{"message_id":5,"date":1790000000,
            "chat":{{"id":1,"type":"private","first_name":"Оля"}},
            "from":{{"id":1,"is_bot":false,"first_name":"Оля"}}{via},
            "text":"/forget","entities":[{{"type":"bot_command","offset":0,"length":7}}]}}}}"#
        );
        let Event::Message(message) = convert::update(&json).unwrap().event else {
            panic!("no message");
        };
        message.command.is_some()
    };
    assert!(update(""));
    let via = r#","via_bot":{"id":9,"is_bot":true,"first_name":"inline"}"#;
    assert!(!update(via));
}

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::Value;
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    let name = prop::sample::select(vec![
        "update_id",
        "message",
        "edited_message",
        "my_chat_member",
        "message_id",
        "date",
        "chat",
        "id",
        "type",
        "from",
        "sender_chat",
        "text",
        "entities",
        "offset",
        "length",
        "photo",
        "reply_to_message",
        "external_reply",
        "origin",
        "rich_message",
        "blocks",
        "new_chat_member",
        "caption",
        "sticker",
        "quote",
        "user",
        "username",
        "migrate_to_chat_id",
        "status",
    ]);
    leaf.prop_recursive(6, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..8).prop_map(|fields| {
                fields
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect()
            }),
        ]
    })
}

/// A fixture with some bytes changed.
fn mutated() -> impl Strategy<Value = String> {
    let sources: Vec<String> = fixtures().into_iter().map(|(_, json)| json).collect();
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 1..8);
    (prop::sample::select(sources), changes).prop_map(|(json, changes)| {
        let mut bytes = json.into_bytes();
        for (at, byte, how) in changes {
            let at = at.index(bytes.len().max(1));
            match how {
                0 if at < bytes.len() => bytes[at] = byte,
                1 if at < bytes.len() => drop(bytes.remove(at)),
                _ => bytes.insert(at, byte),
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

proptest! {
    #[test]
    fn arbitrary_json_never_panics(json in any_json(), inner in any_json()) {
        let _outcome = convert::update(&json.to_string());
        let update = serde_json::json!({"update_id": 1, "message": inner});
        let _outcome = convert::update(&update.to_string());
        let mut message = serde_json::json!({
            "message_id": 1, "date": 1, "chat": {"id": -5, "type": "group"}
        });
        if let Some(fields) = inner.as_object() {
            message.as_object_mut().unwrap().extend(fields.clone());
        }
        let update = serde_json::json!({"update_id": 1, "message": message});
        let _outcome = convert::update(&update.to_string());
    }

    #[test]
    fn mutated_updates_never_panic(json in mutated()) {
        let _outcome = convert::update(&json);
    }

    #[test]
    fn arbitrary_entities_never_panic(
        text in ".{0,40}",
        spans in prop::collection::vec((-2_i64..50, -2_i64..50, 0..3_usize), 0..6),
    ) {
        let kinds = ["mention", "bot_command", "text_mention"];
        let entities: Vec<_> = spans
            .into_iter()
            .map(|(offset, length, kind)| {
                serde_json::json!({"type": kinds[kind], "offset": offset, "length": length})
            })
            .collect();
        let update = serde_json::json!({"update_id": 1, "message": {
            "message_id": 1, "date": 1, "chat": {"id": -5, "type": "group"},
            "text": text, "entities": entities
        }});
        let update = convert::update(&update.to_string()).unwrap();
        prop_assert!(matches!(update.event, Event::Message(_)));
    }
}
