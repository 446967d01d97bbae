//! The calls to Telegram against a listener that answers as told: every error is sorted by what the
//! caller can do, and the token shows nowhere. Conversion is tested in `convert.rs`.

#![expect(clippy::indexing_slicing, reason = "a test fails by panicking")]

use gryag::http::{Cause, Http, HttpOptions};
use gryag::ids::{ChatId, MessageId, ThreadId, UpdateId};
use gryag::telegram::request::{self, send_message};
use gryag::telegram::{CommandScope, Error, Markup, Method, Refusal, SendMessage, Telegram};
use std::fmt::Debug;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

const TOKEN: &str = "987654:CANARY-never-shown";

/// A server that reads a request and then does what it was told, once per connection.
pub(crate) struct Fake {
    pub(crate) telegram: Telegram,
    /// Path and body of each request.
    requests: Receiver<(String, String)>,
}

pub(crate) fn fake(answer: impl Fn(&mut TcpStream) + Send + 'static) -> Fake {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let (sender, requests) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let Some(request) = read_request(&stream) else {
                continue;
            };
            if sender.send(request).is_err() {
                return;
            }
            answer(&mut stream);
        }
    });
    Fake {
        telegram: telegram(&url),
        requests,
    }
}

fn telegram(url: &str) -> Telegram {
    let http = || Http::new(HttpOptions::default());
    Telegram::new(http(), http(), url, TOKEN)
}

fn read_request(stream: &TcpStream) -> Option<(String, String)> {
    let mut lines = BufReader::new(stream);
    let mut first = String::new();
    lines.read_line(&mut first).ok()?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        lines.read_line(&mut line).ok()?;
        let line = line.trim().to_lowercase();
        if let Some(bytes) = line.strip_prefix("content-length: ") {
            length = bytes.parse().ok()?;
        }
        if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    lines.read_exact(&mut body).ok()?;
    let path = first.split(' ').nth(1)?.to_owned();
    Some((path, String::from_utf8(body).ok()?))
}

/// Answers everything with this status, these headers and this body.
fn answering(status: &str, headers: &str, body: &str) -> Fake {
    let length = body.len();
    let answer = format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    );
    fake(move |stream| stream.write_all(answer.as_bytes()).unwrap_or_default())
}

#[track_caller]
fn keeps_the_secret(value: &impl Debug) {
    let shown = format!("{value:?}");
    assert!(
        !shown.contains("CANARY") && !shown.contains("127.0.0.1"),
        "{shown}"
    );
}

/// Why a message could not be sent.
#[track_caller]
fn send(fake: &Fake) -> Error {
    let message = "{\"text\":\"x\"}";
    let outcome = fake.telegram.call(Method::SendMessage, ChatId(-5), message);
    keeps_the_secret(&outcome);
    let error = outcome.unwrap_err();
    keeps_the_secret(&error.to_string());
    error
}

#[track_caller]
fn check(fake: &Fake, expected: Error) {
    assert_eq!(send(fake), expected);
}

fn trouble(status: u16, refused: bool) -> Error {
    Error::ServerTrouble { status, refused }
}

pub(crate) fn refused(code: u16, reason: Refusal) -> Error {
    Error::Refused { code, reason }
}

const COMMANDS: &str = concat!(
    r#"{"commands":[{"command":"help","description":"Допомога"}],"#,
    r#""scope":{"type":"chat","chat_id":-5},"language_code":"uk"}"#
);

/// Code, description, parameters, and what the caller is told.
const REFUSALS: &str = r#"
429|Too Many Requests: retry after 40|"retry_after":40|RetryAfter(40s)
400|Bad Request: group chat was upgraded|"migrate_to_chat_id":-100777|MigratedTo(ChatId(-100777))
400|Bad Request: can't parse entities: …||Refused { code: 400, reason: CannotParse }
400|Bad Request: message to be replied not found||Refused { code: 400, reason: ReplyTargetGone }
400|Bad Request: message is too long||Refused { code: 400, reason: TooLong }
400|Bad Request: REACTION_INVALID||Refused { code: 400, reason: ReactionInvalid }
400|Bad Request: message is not modified: …||Refused { code: 400, reason: NotModified }
400|Bad Request: chat not found||Refused { code: 400, reason: ChatGone }
400|Bad Request: CHAT_WRITE_FORBIDDEN||Refused { code: 400, reason: NoRights }
400|Bad Request: not enough rights to send …||Refused { code: 400, reason: NoRights }
400|Bad Request: message thread not found||Refused { code: 400, reason: Other }
403|Forbidden: bot was kicked from the supergroup chat||Refused { code: 403, reason: ChatGone }
403|Forbidden: bot was blocked by the user||Refused { code: 403, reason: ChatGone }
403|Forbidden: something new||Refused { code: 403, reason: ChatGone }
401|Unauthorized||Unauthorised
404|Not Found||Unauthorised
404|Not Found: method not found||Refused { code: 404, reason: Other }
409|Conflict: … while webhook is active||Conflict { webhook: true }
409|Conflict: terminated by other getUpdates request||Conflict { webhook: false }
500|Internal Server Error: restart||ServerTrouble { status: 500, refused: true }
"#;

#[test]
fn every_refusal_is_sorted() {
    for line in REFUSALS.trim().lines() {
        let [code, description, parameters, expected] =
            line.split('|').collect::<Vec<_>>().try_into().unwrap();
        let body = format!(
            r#"{{"ok":false,"error_code":{code},"description":"{description}",
                "parameters":{{{parameters}}}}}"#
        );
        let fake = answering(&format!("{code} No"), "", &body);
        assert_eq!(format!("{:?}", send(&fake)), expected, "{line}");
    }
}

#[test]
fn what_is_not_telegrams_json_is_never_a_success() {
    let html = "<html><body>Bad Gateway</body></html>";
    check(&answering("502 Bad Gateway", "", html), trouble(502, false));
    check(
        &answering("504 Gateway Time-out", "", ""),
        trouble(504, false),
    );
    check(
        &answering("429 Slow", "Retry-After: 9\r\n", html),
        Error::RetryAfter(Duration::from_secs(9)),
    );
    // No wait is believed that is longer than an hour.
    check(
        &answering("429 Slow", "Retry-After: 999999999\r\n", html),
        Error::RetryAfter(Duration::from_secs(3_600)),
    );
    // Of our token only Telegram itself can speak.
    check(&answering("404 Not Found", "", html), trouble(404, true));
    for body in [html, "", "{}", "null", "{\"ok\":\"true\"}", "{\"ok\":true"] {
        check(&answering("200 OK", "", body), Error::Decode);
    }
    check(
        &answering("302 Found", "Location: http://127.0.0.1:1/CANARY\r\n", ""),
        Error::Decode,
    );
    let sneaky = r#"{"ok":false,"error_code":400,"description":"chat not found"}"#;
    check(
        &answering("200 OK", "", sneaky),
        refused(400, Refusal::ChatGone),
    );
    assert!(Error::Decode.is_ambiguous());
    assert!(trouble(502, false).is_ambiguous());
    assert!(!trouble(500, true).is_ambiguous());
}

#[test]
fn network_trouble_says_whether_the_message_may_have_arrived() {
    check(&fake(|_| ()), Error::Ambiguous(Cause::Closed));
    let short = "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"ok\":tr";
    check(
        &fake(|stream| stream.write_all(short.as_bytes()).unwrap_or_default()),
        Error::Ambiguous(Cause::Closed),
    );
    // A port that no test is given, so nobody listens there.
    let outcome = telegram("http://127.0.0.1:1").get_me();
    keeps_the_secret(&outcome);
    assert_eq!(outcome.unwrap_err(), Error::NotSent(Cause::Refused));
}

#[test]
fn an_unusable_address_does_not_show_the_token() {
    for url in [
        "",
        "api.telegram.org",
        "http://",
        "https:// x",
        "file:///etc",
    ] {
        let telegram = telegram(url);
        keeps_the_secret(&telegram);
        let error = telegram.get_me().unwrap_err();
        keeps_the_secret(&error);
        keeps_the_secret(&error.to_string());
        assert_eq!(error, Error::BadUrl);
    }
}

#[test]
fn a_poll_asks_for_what_we_handle_and_takes_what_comes() {
    let body = r#"{"ok":true,"result":[{"update_id":9,"message":{"chat":{"id":-5}}}]}"#;
    let fake = answering("200 OK", "", body);
    let batch = fake
        .telegram
        .get_updates(Some(UpdateId(9)), 500, 600)
        .unwrap();
    assert_eq!(batch.updates.len(), 1);
    assert_eq!(batch.updates[0].id, UpdateId(9));
    let (path, request) = fake.requests.recv().unwrap();
    assert_eq!(path, format!("/bot{TOKEN}/getUpdates"));
    assert_eq!(
        request,
        r#"{"offset":9,"limit":100,"timeout":50,"#.to_owned()
            + r#""allowed_updates":["message","edited_message","my_chat_member","#
            + r#""callback_query","message_reaction"]}"#
    );
    // A negative offset would lose updates.
    fake.telegram.get_updates(Some(UpdateId(-1)), 0, 0).unwrap();
    let (_, request) = fake.requests.recv().unwrap();
    assert!(
        request.starts_with(r#"{"limit":1,"timeout":0,"#),
        "{request}"
    );
}

#[test]
fn a_poll_that_is_not_a_batch_is_an_error() {
    let conflict = r#"{"ok":false,"error_code":409,"description":"Conflict: webhook is active"}"#;
    for (status, body, expected) in [
        ("200 OK", "<html>", Error::Decode),
        ("200 OK", r#"{"ok":true,"result":true}"#, Error::Decode),
        ("409 Conflict", conflict, Error::Conflict { webhook: true }),
        ("200 OK", conflict, Error::Conflict { webhook: true }),
    ] {
        let fake = answering(status, "", body);
        assert_eq!(
            fake.telegram.get_updates(None, 100, 0).unwrap_err(),
            expected
        );
    }
    // Nine MiB, announced and not.
    let announced = fake(|stream| {
        let head = b"HTTP/1.1 200 OK\r\nContent-Length: 9437184\r\n\r\n";
        stream.write_all(head).unwrap_or_default();
    });
    assert_eq!(
        announced.telegram.get_updates(None, 100, 0).unwrap_err(),
        Error::Decode
    );
    let flood = fake(|stream| {
        let mut outcome = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n{\"ok\":true,\"result\":[");
        while outcome.is_ok() {
            outcome = stream.write_all(&[b' '; 8_192]);
        }
    });
    assert_eq!(
        flood.telegram.get_updates(None, 100, 0).unwrap_err(),
        Error::Decode
    );
}

#[test]
fn an_interrupt_ends_the_poll_and_leaves_sending_alone() {
    let ok = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 25\r\n\r\n";
    let fake = fake(move |stream| {
        // The poll is never answered; the second connection is.
        let mut stream = stream.try_clone().unwrap();
        thread::spawn(move || {
            stream
                .set_read_timeout(Some(Duration::from_millis(500)))
                .unwrap();
            stream.read_exact(&mut [0]).unwrap_or_default();
            let answer = format!("{ok}{}", r#"{"ok":true,"result":true} "#.trim());
            stream.write_all(answer.as_bytes()).unwrap_or_default();
        });
    });
    let poll = {
        let telegram = fake.telegram.clone();
        thread::spawn(move || telegram.get_updates(None, 100, 50))
    };
    fake.requests.recv().unwrap();
    fake.telegram.interrupt();
    assert_eq!(poll.join().unwrap().unwrap_err(), Error::Stopped);
    assert_eq!(
        fake.telegram.get_updates(None, 100, 50).unwrap_err(),
        Error::Stopped
    );
    fake.telegram.leave_chat(ChatId(-5)).unwrap();
}

#[test]
fn calls_carry_the_chat_and_bring_back_the_message() {
    let fake = answering(
        "200 OK",
        "",
        r#"{"ok":true,"result":{"message_id":77,"date":1790000000,"chat":{"id":-5}}}"#,
    );
    let body = send_message(&SendMessage {
        text: "їжак",
        markup: Markup::Html,
        reply_to: Some(MessageId(4)),
        thread_id: None,
    });
    let sent = fake
        .telegram
        .call(Method::SendMessage, ChatId(-5), &body)
        .unwrap();
    assert_eq!(sent.message_id, Some(MessageId(77)));
    assert_eq!(sent.date.map(|date| date.0), Some(1_790_000_000));
    let (path, request) = fake.requests.recv().unwrap();
    assert!(path.ends_with("/sendMessage"));
    assert!(request.starts_with(r#"{"chat_id":-5,"text":"їжак","#));

    let fake = answering("200 OK", "", r#"{"ok":true,"result":true}"#);
    let body = request::set_reaction(MessageId(4), "🔥");
    let sent = fake
        .telegram
        .call(Method::SetMessageReaction, ChatId(-5), &body)
        .unwrap();
    assert_eq!(sent.message_id, None);
    fake.telegram
        .send_chat_action(ChatId(-5), Some(ThreadId(3)))
        .unwrap();
    fake.telegram
        .set_my_commands(
            CommandScope::Chat(ChatId(-5)),
            Some("uk"),
            &[("help", "Допомога")],
        )
        .unwrap();
    fake.telegram.delete_webhook().unwrap();
    let bodies: Vec<String> = fake.requests.try_iter().map(|(_, body)| body).collect();
    assert_eq!(
        bodies,
        [
            r#"{"chat_id":-5,"message_id":4,"reaction":[{"type":"emoji","emoji":"🔥"}]}"#,
            r#"{"chat_id":-5,"message_thread_id":3,"action":"typing"}"#,
            COMMANDS,
            r#"{"drop_pending_updates":false}"#,
        ]
    );
    let broken = fake
        .telegram
        .call(Method::SendMessage, ChatId(-5), "не JSON");
    assert_eq!(broken.unwrap_err(), refused(400, Refusal::Other));
}

#[test]
fn get_me_and_the_webhook_are_read() {
    let fake = answering(
        "200 OK",
        "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n",
        r#"{"ok":true,"result":{"id":6200000001,"is_bot":true,"first_name":"Гряг","username":
            "gryag_bot","can_read_all_group_messages":true,"url":"","pending_update_count":12}}"#,
    );
    let me = fake.telegram.get_me().unwrap();
    assert_eq!(
        (me.id.0, me.username.as_str(), me.name.as_str()),
        (6_200_000_001, "gryag_bot", "Гряг")
    );
    assert!(me.reads_all_messages);
    assert_eq!(
        fake.telegram.server_time().unwrap().map(|time| time.0),
        Some(0)
    );
    let webhook = fake.telegram.get_webhook_info().unwrap();
    assert!(!webhook.is_set);
    assert_eq!(webhook.pending_updates, 12);
}
