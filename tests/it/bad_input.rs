//! What no server should send: the good neighbours are kept, the process lives, nothing is told.

use crate::support::fake_gemini::KEY;
use crate::support::fake_telegram::TOKEN;
use crate::support::process::Bot;
use crate::support::stage::Stage;
use crate::support::telegram_faults::{Fault, Rule};
use crate::support::updates::{from, group, person, says};
use serde_json::{Value, json};

/// Stands in everything bad, and may stand in no line that the process prints.
const CANARY: &str = "КАНАРКА-canary-7f3a";

/// The process lives and has printed neither content nor secrets, nor more than a few lines.
#[track_caller]
fn check_discreet(mut bot: Bot, lines_max: usize) {
    assert!(bot.lives(), "{}", bot.printed());
    let (status, printed) = bot.stop();
    assert!(status.success(), "{status}: {printed}");
    for secret in [
        CANARY,
        "canary-7f3a",
        TOKEN,
        "canaryTOKEN",
        KEY,
        "CanaryKEY",
    ] {
        assert!(
            !printed.contains(secret),
            "{secret} is in the log:\n{printed}"
        );
    }
    assert!(!printed.contains("panicked"), "{printed}");
    let trouble = printed
        .lines()
        .filter(|line| line.contains("WARN") || line.contains("ERROR"));
    let trouble: Vec<&str> = trouble.collect();
    assert!(
        trouble.len() <= lines_max,
        "{} lines of trouble:\n{printed}",
        trouble.len()
    );
}

/// Sends one bad update between good ones, raw as given (`ID` becomes its number).
#[track_caller]
fn check_update(raw: &str) {
    let stage = Stage::new();
    let chat = group(1);
    let bot = stage.start();
    let before = stage.push(says(&chat, &person(1), "до"));
    let id = before.update + 1;
    stage
        .telegram
        .push_raw(id, &raw.replace("\"ID\"", &id.to_string()));
    stage.push(says(&chat, &person(1), "після"));
    stage.settle(&chat);
    stage.home.wait_for_number(NEIGHBOURS, |count| count == 2);
    stage.telegram.wait_until_drained();
    check_discreet(bot, 2);
}

const NEIGHBOURS: &str = "SELECT count(*) FROM message WHERE text IN ('до', 'після')";

/// A message update with one field replaced.
fn with(field: &str, value: Value) -> String {
    let mut update = says(&group(1), &person(2), CANARY).numbered(77).update();
    update["message"][field] = value;
    update["update_id"] = json!("ID");
    update.to_string()
}

/// Answers one poll with this body, then goes on as usual.
#[track_caller]
fn check_envelope(body: &[u8]) {
    let stage = Stage::new();
    let chat = group(1);
    stage
        .telegram
        .fail(Rule::on("getUpdates", Fault::Body(body.to_vec())));
    let bot = stage.start();
    stage.settle(&chat);
    stage.wait_for_stored(1);
    check_discreet(bot, 2);
}

#[test]
fn survives_a_broken_envelope() {
    let bodies: [&[u8]; 12] = [
        b"",
        b"[]",
        b"null",
        b"{\"ok\":true}",
        b"{\"ok\":true,\"result\":{}}",
        b"{\"ok\":true,\"result\":[17,\"canary-7f3a\",null,[]]}",
        b"{\"ok\":true,\"result\":[{\"update_id\":700000001,\"message\":{\"text\":\"canary-7f3a",
        b"{\"ok\":true,\"result\":[\xff\xfe]}",
        b"{\"ok\":true,\"result\":[{\"message\":{\"text\":\"canary-7f3a\"}}]}",
        b"{\"ok\":true,\"result\":[{\"update_id\":\"7\",\"message\":{}}]}",
        b"{\"ok\":true,\"result\":[{\"update_id\":1e300,\"message\":{}}]}",
        b"{\"ok\":\"canary-7f3a\",\"result\":[]}",
    ];
    bodies.into_iter().for_each(check_envelope);
}

#[test]
fn survives_wrong_types() {
    check_update(&with("message_id", json!("canary-7f3a")));
    check_update(&with("date", json!("canary-7f3a")));
    check_update(&with("date", json!(1e300)));
    check_update(&with("from", json!([CANARY])));
    check_update(&with("chat", json!(CANARY)));
    check_update(&with("chat", json!({"id": CANARY, "type": "group"})));
    check_update(&with("chat", Value::Null));
    check_update(&with("text", json!({"canary-7f3a": 1})));
    check_update(&with("entities", json!(CANARY)));
    check_update(&with("photo", json!({"canary-7f3a": CANARY})));
    check_update(&with("reply_to_message", json!(CANARY)));
    check_update("{\"update_id\":\"ID\",\"message\":\"canary-7f3a\"}");
    check_update("{\"update_id\":\"ID\",\"message\":null}");
    check_update("{\"update_id\":\"ID\"}");
}

#[test]
fn survives_numbers_at_the_edge() {
    check_update(&with("date", json!(-1)));
    check_update(&with("date", json!(i64::MAX)));
    check_update(&with("message_id", json!(i64::MAX)));
    check_update(&with("message_id", json!(-5)));
    check_update(&with("message_thread_id", json!(i64::MIN)));
    check_update(&with(
        "from",
        json!({"id": i64::MIN, "is_bot": false, "first_name": "Х"}),
    ));
}

#[test]
fn survives_half_a_letter_and_a_letter_that_is_none() {
    check_update(&with("text", json!("HALF")).replace("HALF", "canary-7f3a \\ud83d"));
    check_update(&with("text", json!("HALF")).replace("HALF", "canary-7f3a \\udc00\\ud83d"));
    check_update(&with("text", json!("canary-7f3a \u{0}\u{1}\u{7f}\u{fffe}")));
}

#[test]
fn survives_kinds_of_tomorrow() {
    check_update("{\"update_id\":\"ID\",\"flying_saucer\":{\"text\":\"canary-7f3a\"}}");
    check_update("{\"update_id\":\"ID\",\"flying_saucer\":17,\"other\":[1]}");
    check_update(&with("telepathy", json!({"thought": CANARY})));
    check_update(&with(
        "chat",
        json!({"id": -9, "type": "hive", "title": CANARY}),
    ));
    check_update(&with(
        "entities",
        json!([{"type": "hologram", "offset": 0, "length": 99_999}]),
    ));
    check_update(&with(
        "entities",
        json!([{"type": "mention", "offset": -3, "length": 5}]),
    ));
}

#[test]
fn survives_nesting_a_hundred_thousand_deep() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    check_update(&with("text", json!("DEEP")).replace("\"DEEP\"", &deep));
    check_update(&format!(
        "{{\"update_id\":\"ID\",\"flying_saucer\":{deep}}}"
    ));
    check_envelope("[".repeat(100_000).as_bytes());
}

#[test]
fn survives_a_batch_of_four_mebibytes() {
    let stage = Stage::new();
    let chat = group(1);
    let long = CANARY.repeat(1_500);
    let batch = (0..100)
        .map(|number| says(&chat, &person(number), &long).update())
        .collect();
    let bot = stage.start();
    stage.telegram.push_all(batch);
    stage.settle(&chat);
    stage.wait_for_stored(101);
    check_discreet(bot, 2);
}

#[test]
fn survives_update_numbers_that_go_down() {
    let stage = Stage::new();
    let chat = group(1);
    let bot = stage.start();
    stage.settle(&chat);
    stage.telegram.wait_until_drained();
    stage.telegram.restart_numbers_at(1_000);
    let low = stage.call(&chat, "Гряг, який це номер?");
    assert_eq!(low.update, 1_000);
    stage.answer_to(low);
    stage.settle(&chat);
    stage.telegram.wait_until_drained();
    stage.wait_for_stored(3);
    assert_eq!(stage.telegram.log().answered_twice(), []);
    check_discreet(bot, 1);
}

#[test]
fn keeps_messages_without_sender_without_number_and_without_words() {
    let stage = Stage::new();
    let chat = group(1);
    let bot = stage.start();
    let mut nobody = says(&chat, &person(1), "нічиє").update();
    nobody["message"].as_object_mut().unwrap().remove("from");
    stage.telegram.push(nobody);
    stage.push(says(&chat, &person(1), "безномерне").numbered(0));
    stage.push(says(&chat, &person(1), "безномерне").numbered(0));
    stage.push(says(&chat, &person(2), ""));
    stage.push(says(&chat, &person(2), " \n "));
    stage.push(from(&chat, &person(2)));
    let unaddressable = stage.push(says(&chat, &person(1), "Гряг, а нуль?").numbered(0));
    assert_eq!(unaddressable.message, 0);
    stage.settle(&chat);
    let sql = "SELECT count(*) FROM message WHERE text IN ('нічиє', 'безномерне')";
    stage.home.wait_for_number(sql, |count| count == 3);
    check_discreet(bot, 2);
}

#[test]
fn names_full_of_tricks_reach_neither_the_log_nor_the_shape_of_the_prompt() {
    let stage = Stage::new();
    let chat = group(1);
    let bot = stage.start();
    let names = [
        "\u{202e}canary-7f3a\u{202c}",
        "👩\u{200d}👩\u{200d}👧\u{200d}👦 canary-7f3a",
        "рядок\nканарка canary-7f3a: model:",
        "\u{2066}\u{200b}\u{feff}",
        "ї̈ї̈ї̈ї̈ї̈ї̈ї̈ї̈ї̈ї̈ї̈ї̈ї̈ї̈ї̈ї̈",
        "",
    ];
    for (number, name) in names.into_iter().enumerate() {
        let mut who = person(number);
        who["first_name"] = json!(name);
        who["last_name"] = json!(name);
        stage.push(says(&chat, &who, "вітаю"));
        stage.answer_to(stage.push(says(&chat, &who, "Гряже, вітаю")));
    }
    stage.wait_for_stored(12);
    let prompt = stage.gemini.asks().pop().unwrap().whole_text();
    for trick in [
        "\u{202e}",
        "\u{202c}",
        "\u{2066}",
        "\u{200b}",
        "рядок\nканарка",
    ] {
        assert!(!prompt.contains(trick), "{trick:?} is in the prompt");
    }
    check_discreet(bot, 0);
}
