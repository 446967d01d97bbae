//! The fakes themselves: a bot must be able to trust that they behave as the real servers do.

use crate::support::fake_gemini::{FakeGemini, KEY, Reply};
use crate::support::fake_telegram::{FakeTelegram, TOKEN};
use crate::support::telegram_faults::{Fault, Rule};
use crate::support::updates::{forum, group, joined, person, says};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// Calls the server; the status (0 without an answer) and the body.
fn http(url: &str, body: &Value, key: &str) -> (u16, Value) {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(30)))
        .build()
        .into();
    let request = agent.post(url).header("content-type", "application/json");
    let Ok(mut response) = request.header("x-goog-api-key", key).send(body.to_string()) else {
        return (0, Value::Null);
    };
    let text = response.body_mut().read_to_string().unwrap();
    (
        response.status().as_u16(),
        serde_json::from_str(&text).unwrap_or(json!(text)),
    )
}

fn call(telegram: &FakeTelegram, method: &str, params: &Value) -> (u16, Value) {
    http(
        &format!("{}/bot{TOKEN}/{method}", telegram.url()),
        params,
        "",
    )
}

fn poll(telegram: &FakeTelegram, offset: i64) -> Vec<i64> {
    let params = json!({"offset": offset, "timeout": 20, "allowed_updates": ["message"]});
    let (status, body) = call(telegram, "getUpdates", &params);
    assert_eq!(status, 200, "{body}");
    let updates = body["result"].as_array().unwrap();
    updates
        .iter()
        .map(|update| update["update_id"].as_i64().unwrap())
        .collect()
}

/// Sends a message and tells how the server took it.
#[track_caller]
fn check_send(telegram: &FakeTelegram, params: &Value, expected: &str) {
    let (status, body) = call(telegram, "sendMessage", params);
    let answer = format!("{status} {}", body["description"].as_str().unwrap_or("ok"));
    assert!(answer.contains(expected), "{params} gave {answer}");
}

#[test]
fn a_poll_waits_for_an_update_and_gets_it_again_until_it_confirms() {
    let telegram = Arc::new(FakeTelegram::start());
    let waiting = {
        let telegram = Arc::clone(&telegram);
        std::thread::spawn(move || poll(&telegram, 0))
    };
    telegram.wait_until("a parked poll", |log| log.parked);
    let pushed = telegram.push(says(&group(1), &person(1), "Є хто?").update());
    assert_eq!(waiting.join().unwrap(), [pushed.update]);
    assert_eq!(poll(&telegram, 0), [pushed.update]);
    let next = telegram.push(joined(&group(1), &person(2)));
    assert_eq!(
        (next.update, next.message),
        (pushed.update + 1, pushed.message + 1)
    );
    assert_eq!(poll(&telegram, next.update), [next.update]);
    let log = telegram.log();
    assert_eq!(log.delivered[&pushed.update], 2);
    assert_eq!((log.offset, log.waiting), (next.update, 1));
    assert_eq!(log.allowed_updates, Some(vec!["message".to_owned()]));
}

#[test]
fn the_older_of_two_polls_is_told_of_a_conflict() {
    let telegram = Arc::new(FakeTelegram::start());
    let older = {
        let telegram = Arc::clone(&telegram);
        std::thread::spawn(move || call(&telegram, "getUpdates", &json!({"timeout": 20})))
    };
    telegram.wait_until("a parked poll", |log| log.parked);
    let newer = {
        let telegram = Arc::clone(&telegram);
        std::thread::spawn(move || poll(&telegram, 0))
    };
    let (status, body) = older.join().unwrap();
    assert_eq!(status, 409);
    assert!(
        body["description"]
            .as_str()
            .unwrap()
            .contains("terminated by other getUpdates")
    );
    telegram.push(says(&group(1), &person(1), "Є хто?").update());
    assert_eq!(newer.join().unwrap().len(), 1);
}

#[test]
fn a_webhook_forbids_polling_until_it_is_deleted() {
    let telegram = FakeTelegram::start();
    telegram.change(|world| world.webhook = Some("https://example.org/hook".to_owned()));
    let (status, body) = call(&telegram, "getupdates", &json!({}));
    assert!(status == 409 && body["description"].as_str().unwrap().contains("webhook"));
    let (_, info) = call(&telegram, "GETWEBHOOKINFO", &json!({}));
    assert_eq!(info["result"]["url"], "https://example.org/hook");
    call(&telegram, "deleteWebhook", &json!({}));
    telegram.push(joined(&group(1), &person(2)));
    assert_eq!(poll(&telegram, 0).len(), 1);
}

#[test]
fn messages_are_accepted_and_refused_as_by_telegram() {
    let telegram = FakeTelegram::start();
    let (chat, topics) = (group(1), forum(2));
    let (id, forum_id) = (chat["id"].clone(), topics["id"].clone());
    let asked = telegram.push(says(&chat, &person(1), "Гряг?").update());
    let topic = says(&topics, &person(1), "Гряг?")
        .in_topic(7, &person(2))
        .numbered(9);
    telegram.push(topic.update());
    let send = |params: Value, expected: &str| check_send(&telegram, &params, expected);
    let reply = json!({"message_id": asked.message});
    send(
        json!({"chat_id": id, "text": "Так?", "reply_parameters": reply}),
        "ok",
    );
    send(
        json!({"chat_id": 5, "text": "Так?"}),
        "400 Bad Request: chat not found",
    );
    send(json!({"chat_id": id, "text": " "}), "message text is empty");
    send(
        json!({"chat_id": id, "text": "а".repeat(4097)}),
        "message is too long",
    );
    send(
        json!({"chat_id": id, "text": "<b>а", "parse_mode": "HTML"}),
        "can't parse entities",
    );
    let lost = json!({"message_id": 99});
    let params = json!({"chat_id": id, "text": "Так?", "reply_parameters": lost});
    send(params, "message to be replied not found");
    let lost = json!({"message_id": 99, "allow_sending_without_reply": true});
    send(
        json!({"chat_id": id, "text": "Так?", "reply_parameters": lost}),
        "ok",
    );
    let params = json!({"chat_id": id, "text": "Так?", "message_thread_id": 7});
    send(params, "message thread not found");
    send(
        json!({"chat_id": forum_id, "text": "Так?", "message_thread_id": 7}),
        "ok",
    );
    let log = telegram.log();
    let ids: Vec<i64> = log
        .sent_in(asked.chat)
        .map(|sent| sent.message_id)
        .collect();
    assert_eq!(ids, [asked.message + 1, asked.message + 2]);
    assert_eq!(log.answers_to(asked.chat, asked.message), 1);
    assert_eq!(
        log.sent_in(forum_id.as_i64().unwrap())
            .next()
            .unwrap()
            .thread_id,
        7
    );

    telegram.change_chat(asked.chat, |chat| {
        chat.gone = Some("bot was kicked from the supergroup chat".to_owned());
    });
    send(
        json!({"chat_id": id, "text": "Так?"}),
        "403 Forbidden: bot was kicked",
    );
    telegram.change_chat(asked.chat, |chat| chat.migrated_to = Some(-1_009));
    let (status, body) = call(
        &telegram,
        "sendMessage",
        &json!({"chat_id": id, "text": "Так?"}),
    );
    assert_eq!(
        (status, &body["parameters"]["migrate_to_chat_id"]),
        (400, &json!(-1_009))
    );
}

#[test]
fn reactions_are_only_those_that_bots_have() {
    let telegram = FakeTelegram::start();
    let asked = telegram.push(says(&group(1), &person(1), "Гряг?").update());
    let react = |emoji: &str| {
        let reaction = json!([{"type": "emoji", "emoji": emoji}]);
        let params = json!({
            "chat_id": asked.chat, "message_id": asked.message, "reaction": reaction,
        });
        call(&telegram, "setMessageReaction", &params).0
    };
    let results = ["👍", "❤", "❤\u{fe0f}", "😂", "🤷\u{200d}♂"].map(react);
    assert_eq!(results, [200, 200, 400, 400, 200]);
}

#[test]
fn faults_strike_where_they_are_told_to() {
    let telegram = FakeTelegram::start();
    let chats = [1, 2].map(|number| {
        let asked = telegram.push(says(&group(number), &person(1), "Гряг?").update());
        json!({"chat_id": asked.chat, "text": "Так?"})
    });
    let first = chats[0]["chat_id"].as_i64().unwrap();
    let send = |chat: &Value| call(&telegram, "sendMessage", chat);
    telegram.fail(Rule::on("sendMessage", Fault::RetryAfter(3)).in_chat(first));
    assert_eq!(send(&chats[1]).0, 200);
    let (status, body) = send(&chats[0]);
    assert_eq!(
        (status, &body["parameters"]["retry_after"]),
        (429, &json!(3))
    );
    assert_eq!(send(&chats[0]).0, 200);
    telegram.fail(Rule::on("sendMessage", Fault::BadGateway).after(1).times(2));
    let statuses = [0; 4].map(|_| send(&chats[0]).0);
    assert_eq!(statuses, [200, 502, 502, 200]);
    let before = telegram.log().sent.len();
    telegram.fail(Rule::on("sendMessage", Fault::AcceptThenDrop));
    telegram.fail(Rule::on("sendMessage", Fault::Drop));
    assert_eq!((send(&chats[0]).0, send(&chats[0]).0), (0, 0));
    assert_eq!(
        telegram.log().sent.len(),
        before + 1,
        "only the first was accepted"
    );
    telegram.fail(Rule::on("getMe", Fault::Body(b"{\"ok\":tru".to_vec())).always());
    assert_eq!(
        call(&telegram, "getMe", &json!({})),
        (200, json!("{\"ok\":tru"))
    );
    telegram.heal();
    assert_eq!(
        call(&telegram, "getMe", &json!({})).1["result"]["username"],
        "gryag_bot"
    );
    let url = format!("{}/bot1:wrong/getMe", telegram.url());
    assert_eq!(http(&url, &json!({}), "").0, 401);
}

#[test]
fn gemini_answers_by_the_closure_and_refuses_what_the_real_one_would() {
    let gemini = FakeGemini::start();
    let url = format!("{}/v1beta/models/gemini-x:generateContent", gemini.url());
    let hello = json!({"contents": [{"role": "user", "parts": [{"text": "Привіт"}]}]});
    let ask = |body: &Value| http(&url, body, KEY);
    let (status, first) = ask(&hello);
    assert_eq!((status, &first["modelVersion"]), (200, &json!("gemini-x")));
    assert_ne!(
        first["candidates"],
        ask(&hello).1["candidates"],
        "answers differ"
    );
    assert_eq!(http(&url, &hello, "wrong").0, 400);
    assert_eq!(ask(&json!({"contents": []})).0, 400);
    let own = json!({"contents": [{"role": "model", "parts": [{"text": "Я"}]}]});
    assert_eq!(ask(&own).0, 400);

    gemini.answer_by(|ask| match ask.number {
        5 => Reply::Quota(1.5),
        6 => Reply::Overloaded,
        7 => Reply::Blocked,
        8 => Reply::Html(502),
        _ => Reply::text(ask.last_text()),
    });
    let (status, body) = ask(&hello);
    assert_eq!(
        (status, &body["error"]["details"][1]["retryDelay"]),
        (429, &json!("1.5s"))
    );
    assert_eq!(ask(&hello).0, 503);
    assert_eq!(
        ask(&hello).1["promptFeedback"]["blockReason"],
        "PROHIBITED_CONTENT"
    );
    assert_eq!(ask(&hello).0, 502);
    let (_, echoed) = ask(&hello);
    assert_eq!(
        echoed["candidates"][0]["content"]["parts"][0]["text"],
        "Привіт"
    );
    assert_eq!(gemini.asks().len(), 9);
}
