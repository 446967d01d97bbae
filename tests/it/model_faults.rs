//! A model that is slow, blocked, overloaded or talks nonsense: the chat hears nothing of it.

use crate::support::fake_gemini::{Ask, KEY, Reply};
use crate::support::fake_telegram::{Pushed, TOKEN};
use crate::support::stage::Stage;
use crate::support::updates::group;
use serde_json::json;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The model fails at the first call in this way, for as often as it is asked; nothing may be said
/// then. Afterwards it is well, and the bot answers again.
#[track_caller]
fn check_model(fault: impl Fn(usize) -> Reply + Send + Sync + 'static) {
    let stage = Stage::new();
    let chat = group(1);
    let asked = AtomicUsize::new(0);
    stage.gemini.answer_by(move |ask: &Ask| {
        if ask.last_text().contains("невдалий день") {
            return fault(asked.fetch_add(1, Ordering::SeqCst));
        }
        Reply::text("Так, ось і я.")
    });
    let bot = stage.start();
    let unlucky: Pushed = stage.call(&chat, "Гряг, у тебе невдалий день?");
    stage
        .gemini
        .wait_until("the unlucky question", |asks| !asks.is_empty());
    let answer = stage.settle(&chat);
    assert_eq!(answer.visible, "Так, ось і я.");
    assert_eq!(stage.answers_to(unlucky), 0, "silence, not an error");
    assert_eq!(stage.telegram.log().sent.len(), 1);
    assert!(!bot.printed().contains(KEY));
}

#[test]
fn a_model_that_blocks_or_says_nothing_means_silence() {
    check_model(|_| Reply::Blocked);
    check_model(|_| Reply::Unsafe);
    check_model(|_| Reply::ThoughtsOnly);
    check_model(|_| Reply::text(" \n "));
    check_model(|_| Reply::Body("{}".to_owned()));
}

#[test]
fn a_model_that_is_overloaded_means_silence() {
    check_model(|_| Reply::Overloaded);
}

#[test]
fn a_model_behind_a_broken_gateway_means_silence() {
    check_model(|_| Reply::Html(502));
    check_model(|_| Reply::Body("<html>так</html>".to_owned()));
}

#[test]
fn a_model_whose_connection_breaks_means_silence() {
    check_model(|_| Reply::Drop);
}

#[test]
fn an_overloaded_model_that_recovers_at_once_is_asked_again() {
    let stage = Stage::new();
    let chat = group(1);
    stage.gemini.answer_by(|ask: &Ask| match ask.number {
        1 => Reply::Overloaded,
        2 => Reply::ThoughtsOnly,
        _ => Reply::text("Ось тепер можу."),
    });
    let _bot = stage.start();
    let first = stage.call(&chat, "Гряг, ти тут?");
    assert_eq!(stage.answer_to(first).visible, "Ось тепер можу.");
}

#[test]
fn a_model_that_says_wait_is_not_asked_before() {
    let stage = Stage::new();
    let chat = group(1);
    stage.gemini.answer_by(|ask: &Ask| match ask.number {
        1 | 2 => Reply::Quota(1.5),
        _ => Reply::text("Ось тепер можу."),
    });
    let _bot = stage.start();
    stage.call(&chat, "Гряг, ти тут?");
    stage.settle(&chat);
    let asks = stage.gemini.asks();
    for (number, ask) in asks.iter().enumerate().filter(|(_, ask)| ask.status == 429) {
        let again = asks[number + 1..]
            .iter()
            .find(|later| later.model == ask.model);
        let waited = again.map_or(2.0, |later| later.at - ask.at);
        assert!(
            waited >= 1.5,
            "{} was asked again after {waited} s",
            ask.model
        );
    }
}

#[test]
fn a_bad_key_means_silence_and_is_told_once() {
    let stage = Stage::new();
    let chat = group(1);
    stage.gemini.answer_by(|_| Reply::BadKey);
    let mut bot = stage.start();
    for _ in 0..3 {
        stage.call(&chat, "Гряг, ти тут?");
    }
    bot.wait_for_line("ERROR");
    let jobs = "SELECT count(*) FROM job WHERE state = 0";
    stage.wait_for_stored(3);
    stage.home.wait_for_number(jobs, |open| open == 0);
    assert!(bot.lives());
    let printed = bot.printed();
    assert_eq!(
        printed
            .lines()
            .filter(|line| line.contains("ERROR"))
            .count(),
        1,
        "{printed}"
    );
    assert!(!printed.contains(KEY) && !printed.contains(TOKEN));
    assert_eq!(stage.telegram.log().sent.len(), 0);
}

#[test]
fn what_the_model_writes_is_text_and_nothing_more() {
    let stage = Stage::new();
    let chat = group(1);
    let evil = "<script>alert(1)</script> <b>жирне & кінець </i> /ban @all";
    stage.gemini.answer_by(move |_| Reply::text(evil));
    let _bot = stage.start();
    let answer = stage.settle(&chat);
    assert!(answer.visible.contains("<script>"), "{}", answer.visible);
    stage
        .gemini
        .answer_by(|_| Reply::text("Довге речення про все на світі. ".repeat(900)));
    let long = stage.settle(&chat);
    assert!(long.visible.chars().count() <= 700 && long.visible.ends_with('.'));
    let log = stage.telegram.log();
    assert!(
        log.calls_of("sendMessage").all(|it| it.status() == 200),
        "{}",
        log.summary()
    );
    let typed = json!("typing");
    assert!(
        log.calls_of("sendChatAction")
            .all(|it| it.params["action"] == typed)
    );
}
