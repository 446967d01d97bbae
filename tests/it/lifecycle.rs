//! Start, stop, and one process for one directory.

use crate::support::notify::NotifySocket;
use crate::support::stage::{Gate, Stage};
use crate::support::telegram_faults::{Fault, Rule};
use crate::support::updates::group;
use std::os::unix::process::ExitStatusExt;

#[test]
fn it_tells_systemd_when_it_is_ready_and_when_it_stops() {
    let mut stage = Stage::new();
    let mut notify = NotifySocket::in_home(&mut stage.home);
    let bot = stage.start();
    notify.wait_for("READY=1");
    let (status, printed) = bot.stop();
    assert!(status.success(), "{status}: {printed}");
    notify.wait_for("STOPPING=1");
}

#[test]
fn a_stop_does_not_wait_for_the_long_poll() {
    let stage = Stage::new();
    let bot = stage.start();
    stage.settle(&group(1));
    stage.telegram.wait_until_drained();
    let (status, printed) = bot.stop();
    assert_eq!(status.code(), Some(0), "{printed}");
    let log = stage.telegram.log();
    let last = log.calls_of("getUpdates").last().unwrap();
    assert!(last.answer.is_none(), "the poll was still open");
    let wal = stage.home.data().read_dir().unwrap().any(|entry| {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        name.ends_with("-wal") && entry.metadata().unwrap().len() > 0
    });
    assert!(!wal, "the write-ahead log is folded in");
}

#[test]
fn a_stop_while_the_model_thinks_loses_no_answer() {
    let stage = Stage::new();
    let chat = group(1);
    let gate = Gate::before(&stage.gemini, "довго думай");
    let bot = stage.start();
    let call = stage.call(&chat, "Гряг, довго думай");
    stage
        .gemini
        .wait_until("the question", |asks| !asks.is_empty());
    stage.telegram.wait_until_drained();
    let (status, printed) = bot.stop();
    assert_eq!(status.code(), Some(0), "{printed}");
    gate.open();
    let _bot = stage.start();
    stage.answer_to(call);
    stage.settle(&chat);
    assert_eq!(stage.answers_to(call), 1);
}

#[test]
fn a_stop_does_not_wait_for_the_first_question() {
    let stage = Stage::new();
    stage.telegram.fail(Rule::on("getMe", Fault::Hang).always());
    let bot = stage.home.start();
    stage
        .telegram
        .wait_until("the first question", |log| log.count("getMe") == 1);
    let (status, printed) = bot.stop();
    assert_eq!(status.code(), Some(0), "{printed}");
    // It gave the question up: one that came to its deadline would have been told.
    assert!(!printed.contains("cannot be asked"), "{printed}");
}

#[test]
fn all_that_a_run_lacks_is_told_at_once() {
    let mut stage = Stage::new();
    for (name, value) in [
        ("TELEGRAM_BOT_TOKEN", ""),
        ("GEMINI_API_KEY", ""),
        ("BOT_PERSONA_FILE", "/nonexistent"),
    ] {
        stage.home.set(name, value);
    }
    let output = stage.home.run(&["run"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(78), "{told}");
    for name in ["TELEGRAM_BOT_TOKEN", "GEMINI_API_KEY", "BOT_PERSONA_FILE"] {
        assert!(told.contains(name), "{told}");
    }
    let (code, told) = {
        let output = stage.home.run(&["check"]);
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
        )
    };
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("✗ persona"), "{told}");
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let mut stage = Stage::new();
    let mut notify = NotifySocket::in_home(&mut stage.home);
    stage
        .telegram
        .fail(Rule::on("sendMessage", Fault::Hang).always());
    let bot = stage.start();
    stage.call(&group(1), "Гряг, ти тут?");
    stage
        .telegram
        .wait_until("the hanging send", |log| log.count("sendMessage") == 1);
    bot.terminate();
    notify.wait_for("STOPPING=1");
    bot.terminate();
    let (status, printed) = bot.exit();
    assert_eq!(
        status.code(),
        Some(1),
        "it did not wait for the send: {printed}"
    );
}

#[test]
fn a_stop_gives_up_on_a_send_without_answer_and_never_repeats_it() {
    let stage = Stage::new();
    let chat = group(1);
    stage.telegram.fail(Rule::on("sendMessage", Fault::Hang));
    let bot = stage.start();
    let call = stage.call(&chat, "Гряг, ти тут?");
    stage
        .telegram
        .wait_until("the hanging send", |log| log.count("sendMessage") == 1);
    let (status, printed) = bot.stop();
    assert_eq!(status.code(), Some(0), "{printed}");
    let _bot = stage.start();
    stage.settle(&chat);
    assert_eq!(stage.answers_to(call), 0);
    assert_eq!(stage.telegram.log().count("sendMessage"), 2);
}

#[test]
fn a_second_process_on_the_same_directory_gives_way() {
    let stage = Stage::new();
    let mut first = stage.start();
    stage.settle(&group(1));
    let output = stage.home.run(&["run"]);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(75), "{errors}");
    assert_eq!(errors.lines().count(), 1, "{errors}");
    assert!(errors.contains("another gryag is running"), "{errors}");
    assert!(first.lives());
    stage.settle(&group(1));
    first.kill();
    let _again = stage.start();
    stage.settle(&group(1));
}

#[test]
fn a_bad_setting_stops_the_start_and_is_named() {
    let mut stage = Stage::new();
    stage.home.set("BOT_WORKERS", "багато");
    stage.home.set("BOT_NO_SUCH_THING", "1");
    for command in ["config", "run"] {
        let output = stage.home.run(&[command]);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(78), "{command}: {errors}");
        for name in ["BOT_WORKERS", "BOT_NO_SUCH_THING", "2", "64"] {
            assert!(
                errors.contains(name),
                "{command} does not say {name}: {errors}"
            );
        }
    }
    assert_eq!(stage.telegram.log().calls.len(), 0);
}

#[test]
fn settings_are_shown_without_secrets() {
    let stage = Stage::new();
    let output = stage.home.run(&["config"]);
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{shown}");
    assert!(
        shown.contains("BOT_DATA_DIR") && shown.contains("TELEGRAM_BOT_TOKEN"),
        "{shown}"
    );
    assert!(
        !shown.contains("canaryTOKEN") && !shown.contains("CanaryKEY"),
        "{shown}"
    );
}

#[test]
fn many_stops_and_starts_lose_nothing() {
    let stage = Stage::new();
    let chat = group(1);
    for round in 0..5 {
        let bot = stage.home.start();
        let call = stage.call(&chat, "Гряг, ти тут?");
        // Every second one is stopped before it can have answered.
        if round % 2 == 0 {
            stage.answer_to(call);
        }
        let (status, printed) = bot.stop();
        // A signal may come before there is anybody to handle it.
        let early = round % 2 == 1 && status.signal() == Some(15);
        assert!(status.success() || early, "{status}: {printed}");
    }
    let _bot = stage.start();
    stage.settle(&chat);
    stage.wait_for_stored(6);
    let log = stage.telegram.log();
    assert_eq!((log.sent.len(), log.answered_twice().len()), (6, 0));
}
