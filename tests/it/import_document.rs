//! An export that is sent to the bot as a document: the real binary, the fake Bot API's `getFile`
//! and its files.

use crate::support::fake_telegram::Pushed;
use crate::support::stage::Stage;
use crate::support::updates::{Draft, from, group, person, private};
use serde_json::{Value, json};

const EXPORT: &str = r#"{"name": "Кавʼярня", "type": "private_supergroup", "id": 2100000001,
    "messages": [
    {"id": 1, "type": "message", "date": "2024-03-01T09:00:00", "date_unixtime": "1709283600",
     "from": "Оля", "from_id": "user77", "text": "я живу в Києві"},
    {"id": 2, "type": "message", "date": "2024-03-01T09:01:00", "date_unixtime": "1709283660",
     "from": "Петро", "from_id": "user78", "reply_to_message_id": 1, "text": "а я купив кавоварку"}
    ]}"#;
const IMPORTED: &str = "SELECT count(*) FROM message WHERE source = 1";

/// A stage whose admin is the first person.
fn stage() -> Stage {
    let mut stage = Stage::new();
    let admin = person(0)["id"].to_string();
    stage.home.set("BOT_ADMIN_IDS", &admin);
    stage
}

/// A document with these bytes from this person, in their private chat.
fn sends(stage: &Stage, who: &Value, file: &str, bytes: &[u8], caption: &str) -> Pushed {
    stage
        .telegram
        .change(|world| world.files.insert("BQAC1".to_owned(), bytes.to_vec()));
    let document = json!({
        "file_id": "BQAC1", "file_unique_id": "u1", "file_name": file, "file_size": bytes.len(),
        "mime_type": "application/json",
    });
    stage.push(Draft::document(from(&private(who), who), document, caption))
}

/// All that was said in this person's private chat, once a line with `last` is there.
#[track_caller]
fn told(stage: &Stage, pushed: Pushed, last: &str) -> String {
    stage.telegram.wait_for(last, |log| {
        let said: Vec<&str> = log
            .sent_in(pushed.chat)
            .map(|sent| sent.visible.as_str())
            .collect();
        let said = said.join("\n");
        said.contains(last).then_some(said)
    })
}

#[test]
fn an_export_that_the_admin_sends_is_taken_in_once() {
    let stage = stage();
    let _bot = stage.start();
    let first = sends(&stage, &person(0), "result.json", EXPORT.as_bytes(), "");
    let said = told(&stage, first, "Нових повідомлень: 2;");
    assert!(said.contains("Приймаю"), "{said}");
    assert_eq!(stage.home.number(IMPORTED), 2);
    let facts = "SELECT count(*) FROM fact WHERE quote = 'я живу в Києві'";
    assert_eq!(stage.home.number(facts), 1);
    let again = sends(
        &stage,
        &person(0),
        "result.json",
        EXPORT.as_bytes(),
        "/import",
    );
    told(&stage, again, "Нових повідомлень: 0;");
    assert_eq!(stage.home.number(IMPORTED), 2);
    assert_eq!(stage.home.number(facts), 1);
    let other = sends(
        &stage,
        &person(0),
        "result.json",
        EXPORT.as_bytes(),
        "/import -1009999999999",
    );
    told(&stage, other, "немає");
}

#[test]
fn what_is_no_export_is_refused_in_clear_words() {
    let stage = stage();
    let _bot = stage.start();
    let html = sends(
        &stage,
        &person(0),
        "messages.html",
        b"<!DOCTYPE html><html>",
        "",
    );
    told(&stage, html, "JSON");
    let other = sends(&stage, &person(0), "data.json", br#"{"answer": 42}"#, "");
    let said = told(&stage, other, "не схоже на експорт");
    assert!(!said.to_lowercase().contains("error"), "{said}");
    assert_eq!(stage.home.number(IMPORTED), 0);
}

#[test]
fn a_file_that_is_too_large_or_not_there_is_refused() {
    let stage = stage();
    let _bot = stage.start();
    let large = vec![b' '; (20 << 20) + 1];
    let pushed = sends(&stage, &person(0), "result.json", &large, "");
    told(&stage, pushed, "до 20 МБ");
    assert_eq!(stage.telegram.with_log(|log| log.count("getFile")), 0);
    let gone = sends(&stage, &person(0), "result.json", b"{}", "");
    stage.telegram.change(|world| world.files.clear());
    // Either it was fetched before it went, or it could not be.
    told(&stage, gone, "файл");
    assert_eq!(stage.home.number(IMPORTED), 0);
}

#[test]
fn only_the_admin_may_and_only_in_private() {
    let stage = stage();
    let _bot = stage.start();
    let stranger = sends(
        &stage,
        &person(4),
        "result.json",
        EXPORT.as_bytes(),
        "/import",
    );
    let chat = group(1);
    let document = json!({
        "file_id": "BQAC1", "file_unique_id": "u1", "file_name": "result.json",
        "file_size": EXPORT.len(),
    });
    stage.push(Draft::document(from(&chat, &person(0)), document, ""));
    stage.settle(&chat);
    stage.settle(&private(&person(4)));
    assert_eq!(stage.home.number(IMPORTED), 0);
    assert_eq!(stage.telegram.with_log(|log| log.count("getFile")), 0);
    let said = stage.telegram.with_log(|log| {
        let said: Vec<String> = log
            .sent_in(stranger.chat)
            .map(|sent| sent.visible.clone())
            .collect();
        said.join("\n")
    });
    assert!(!said.contains("Приймаю"), "{said}");
}
