//! Each misfortune that a network and two foreign servers can offer, and what is left of it.

use crate::support::fake_gemini::Reply;
use crate::support::process::lines_of;
use crate::support::stage::{Gate, Stage};
use crate::support::telegram_faults::{Fault, Rule};
use crate::support::updates::{basic_group, group, membership, person, says};
use serde_json::Value;

fn id(chat: &Value) -> i64 {
    chat["id"].as_i64().unwrap()
}

/// Strikes the first answer to a call with a fault; how many messages answer that call after the
/// next call has been answered, and how often a send was tried for it.
#[track_caller]
fn after_fault_on_send(fault: Fault) -> (usize, usize) {
    let stage = Stage::new();
    let chat = group(1);
    stage.telegram.fail(Rule::on("sendMessage", fault));
    let _bot = stage.start();
    let struck = stage.call(&chat, "Гряг, ти тут?");
    stage.settle(&chat);
    let log = stage.telegram.log();
    let to_it = |call: &&crate::support::telegram_log::Call| call.reply_to() == struck.message;
    (
        log.answers_to(struck.chat, struck.message),
        log.calls_of("sendMessage").filter(to_it).count(),
    )
}

#[test]
fn a_send_cut_off_after_acceptance_is_not_sent_twice() {
    assert_eq!(after_fault_on_send(Fault::AcceptThenDrop), (1, 1));
}

#[test]
fn a_send_that_may_have_arrived_is_not_sent_again() {
    assert_eq!(after_fault_on_send(Fault::Drop), (0, 1));
    assert_eq!(after_fault_on_send(Fault::BadGateway), (0, 1));
    assert_eq!(after_fault_on_send(Fault::Restart), (0, 1));
    assert_eq!(
        after_fault_on_send(Fault::Body(b"{\"ok\":tru".to_vec())),
        (0, 1)
    );
}

#[test]
fn a_refused_send_is_not_repeated() {
    let refused = Fault::Refuse(400, "Bad Request: not enough rights to send text messages");
    assert_eq!(after_fault_on_send(refused), (0, 1));
}

#[test]
fn telegram_says_wait_and_only_that_chat_waits() {
    let stage = Stage::new();
    let (slow, quick) = (group(1), group(2));
    stage
        .telegram
        .fail(Rule::on("sendMessage", Fault::RetryAfter(5)).in_chat(id(&slow)));
    let _bot = stage.start();
    let waiting = stage.call(&slow, "Гряг, ти тут?");
    let tried = |log: &crate::support::telegram_log::Log| {
        log.calls_of("sendMessage")
            .find(|it| it.chat_id() == id(&slow))
            .map(|it| it.at)
    };
    let refused_at = stage.telegram.wait_for("the refused send", tried);
    let elsewhere = stage.settle(&quick);
    let answer = stage.answer_to(waiting);
    assert!(answer.at - refused_at >= 5.0, "it did not wait");
    assert!(elsewhere.at < answer.at, "the other chat waited too");
    stage.settle(&slow);
    assert_eq!(stage.answers_to(waiting), 1);
}

#[test]
fn a_send_without_answer_holds_up_no_other_chat() {
    let stage = Stage::new();
    let (slow, quick) = (group(1), group(2));
    stage
        .telegram
        .fail(Rule::on("sendMessage", Fault::Hang).in_chat(id(&slow)));
    let _bot = stage.start();
    let hanging = stage.call(&slow, "Гряг, ти тут?");
    stage
        .telegram
        .wait_until("the hanging send", |log| log.count("sendMessage") == 1);
    let seen = stage.push(says(&slow, &person(4), "не чекаймо на нього"));
    stage.settle(&quick);
    stage.wait_for_stored(3);
    assert_eq!(stage.answers_to(hanging) + stage.answers_to(seen), 0);
}

/// One poll fails in this way; the bot goes on.
#[track_caller]
fn check_polling(fault: &Fault) {
    let stage = Stage::new();
    stage
        .telegram
        .fail(Rule::on("getUpdates", fault.clone()).after(1));
    let bot = stage.start();
    let chat = group(1);
    for _ in 0..3 {
        stage.settle(&chat);
    }
    let log = stage.telegram.log();
    assert_eq!(log.answered_twice(), [], "{fault:?}");
    assert!(!bot.printed().contains("canaryTOKEN"), "{fault:?}");
}

#[test]
fn polling_goes_on_after_each_kind_of_failure() {
    let faults = [
        Fault::Conflict,
        Fault::Restart,
        Fault::BadGateway,
        Fault::RetryAfter(1),
        Fault::Drop,
        Fault::AcceptThenDrop,
        Fault::Body(b"<html>".to_vec()),
    ];
    // Each mostly waits.
    std::thread::scope(|scope| {
        for fault in &faults {
            scope.spawn(move || check_polling(fault));
        }
    });
}

#[test]
fn every_connection_cut_at_once_is_survived() {
    let stage = Stage::new();
    let chat = group(1);
    let _bot = stage.start();
    stage.settle(&chat);
    stage.telegram.wait_until_drained();
    stage.telegram.cut_connections();
    stage.settle(&chat);
    assert_eq!(stage.telegram.log().answered_twice(), []);
}

#[test]
fn a_server_that_is_away_at_the_start_is_waited_for() {
    let stage = Stage::new();
    stage
        .telegram
        .fail(Rule::on("getMe", Fault::BadGateway).times(2));
    let _bot = stage.start();
    stage.settle(&group(1));
}

#[test]
fn a_webhook_that_is_set_is_removed() {
    let stage = Stage::new();
    stage
        .telegram
        .change(|world| world.webhook = Some("https://example.org/x".to_owned()));
    let _bot = stage.start();
    stage.settle(&group(1));
    let log = stage.telegram.log();
    let mut deletions = log.calls_of("deleteWebhook");
    assert!(deletions.all(|it| it.params["drop_pending_updates"].as_bool() != Some(true)));
}

#[test]
fn markup_that_telegram_refuses_is_sent_plain_and_once() {
    let stage = Stage::new();
    let chat = group(1);
    stage.gemini.answer_by(|ask| match ask.number {
        1 => Reply::text("Це **дуже** важливо, кажу `навпростець`."),
        _ => Reply::text("Та який там борщ, коли **голодний** кіт?"),
    });
    let refusal = Fault::Refuse(
        400,
        "Bad Request: can't parse entities: Unsupported start tag",
    );
    let marked = |params: &Value| params["parse_mode"].is_string();
    stage
        .telegram
        .fail(Rule::on("sendMessage", refusal).when(marked));
    let _bot = stage.start();
    let call = stage.call(&chat, "Гряг, ти тут?");
    let answer = stage.answer_to(call);
    assert!(
        answer.text.contains("дуже") && !answer.text.contains('<'),
        "{}",
        answer.text
    );
    let next = stage.settle(&chat);
    assert!(
        next.text.contains("<b>голодний</b>"),
        "markup is tried again: {}",
        next.text
    );
    assert_eq!(stage.answers_to(call), 1);
    let log = stage.telegram.log();
    let plain = log.calls_of("sendMessage").nth(1).unwrap();
    assert!(plain.params.get("parse_mode").is_none());
}

#[test]
fn where_it_was_kicked_out_it_says_nothing_until_it_is_back() {
    let stage = Stage::new();
    let (closed, open) = (group(1), group(2));
    let _bot = stage.start();
    stage.settle(&closed);
    let kicked = "bot was kicked from the supergroup chat";
    stage
        .telegram
        .change_chat(id(&closed), |chat| chat.gone = Some(kicked.to_owned()));
    // Three calls wait; the first answer is refused, and nobody tries the other two.
    let calls = [1, 2, 3].map(|who| says(&closed, &person(who), "Гряг, ти тут?").update());
    let calls = stage.telegram.push_all(calls.to_vec());
    stage.telegram.wait_until("the refused send", |log| {
        log.calls_of("sendMessage").any(|it| it.status() == 403)
    });
    stage
        .home
        .wait_for_number("SELECT count(*) FROM job WHERE state = 0", |open| open == 0);
    stage.settle(&open);
    let log = stage.telegram.log();
    let sends = log
        .calls_of("sendMessage")
        .filter(|it| it.chat_id() == id(&closed))
        .count();
    assert_eq!(sends, 2);
    stage
        .telegram
        .change_chat(id(&closed), |chat| chat.gone = None);
    stage
        .telegram
        .push(membership(&closed, &person(1), "kicked", "member"));
    stage.settle(&closed);
    assert!(calls.iter().all(|call| stage.answers_to(*call) == 0));
}

#[test]
fn an_answer_to_a_group_that_moved_meanwhile_goes_to_its_new_home() {
    let stage = Stage::new();
    let (old, new) = (basic_group(1), group(1));
    let gate = Gate::before(&stage.gemini, "довго думай");
    let _bot = stage.start();
    stage.settle(&old);
    stage.call(&old, "Гряг, довго думай");
    stage
        .gemini
        .wait_until("the question", |asks| asks.len() == 2);
    let new_id = id(&new);
    stage
        .telegram
        .change_chat(new_id, |chat| chat.object = new.clone());
    stage
        .telegram
        .change_chat(id(&old), |chat| chat.migrated_to = Some(new_id));
    gate.open();
    stage
        .telegram
        .wait_until("the answer", |log| log.sent_in(new_id).count() == 1);
    stage.settle(&new);
    let log = stage.telegram.log();
    assert_eq!(
        (log.sent_in(id(&old)).count(), log.sent_in(new_id).count()),
        (1, 2)
    );
}

#[test]
fn an_answer_to_a_deleted_message_is_sent_all_the_same() {
    let stage = Stage::new();
    let chat = group(1);
    let gate = Gate::before(&stage.gemini, "довго думай");
    let _bot = stage.start();
    let call = stage.call(&chat, "Гряг, довго думай");
    stage
        .gemini
        .wait_until("the question", |asks| asks.len() == 1);
    stage.telegram.change_chat(call.chat, |it| {
        it.messages.remove(&call.message);
    });
    gate.open();
    stage
        .telegram
        .wait_until("the answer", |log| log.sent_in(call.chat).count() == 1);
    stage.settle(&chat);
    assert_eq!(stage.telegram.log().sent_in(call.chat).count(), 2);
}

#[test]
fn a_revoked_token_is_told_once_and_the_process_stays() {
    let stage = Stage::new();
    let chat = group(1);
    let mut bot = stage.start();
    stage.settle(&chat);
    stage
        .telegram
        .fail(Rule::on("getUpdates", Fault::Unauthorized).always());
    stage
        .telegram
        .fail(Rule::on("sendMessage", Fault::Unauthorized).always());
    // Ends the poll that waits, so that the next one is refused; its answer is refused, too.
    stage.call(&chat, "Гряг, це останнє?");
    stage.telegram.wait_until("a refused poll", |log| {
        log.calls_of("getUpdates").any(|it| it.status() == 401)
    });
    bot.wait_for_line("ERROR");
    stage.telegram.wait_until("a refused send", |log| {
        log.calls_of("sendMessage").any(|it| it.status() == 401)
    });
    stage.wait_for_stored(2);
    assert!(bot.lives());
    let (status, printed) = bot.stop();
    assert!(status.success(), "{status}: {printed}");
    assert_eq!(lines_of(&printed, &["ERROR"]), 1, "{printed}");
    assert!(!printed.contains("canaryTOKEN"), "{printed}");
}

#[test]
fn a_token_that_is_wrong_from_the_start_is_told_once_and_the_process_stays() {
    let stage = Stage::new();
    for method in ["getMe", "getUpdates", "setMyCommands"] {
        stage
            .telegram
            .fail(Rule::on(method, Fault::Unauthorized).always());
    }
    let mut bot = stage.home.start();
    bot.wait_for_line("ERROR");
    assert!(bot.lives());
    let (status, printed) = bot.stop();
    assert!(status.success(), "{status}: {printed}");
    assert_eq!(lines_of(&printed, &["ERROR"]), 1, "{printed}");
    assert!(!printed.contains("canaryTOKEN"), "{printed}");
}
