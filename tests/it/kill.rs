//! SIGKILL at random moments under a live stream: nothing lost, nothing doubled.
//!
//! `GRYAG_KILLS=200` raises the number of kills, `GRYAG_SEED=…` repeats a run.

use crate::support::fake_gemini::{Ask, Reply, sentence};
use crate::support::fake_telegram::{FakeTelegram, Pushed};
use crate::support::stage::{STORED, Stage};
use crate::support::updates::{call, chatter, group, person, says};
use gryag::rng::Rng;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{JoinHandle, sleep};
use std::time::Duration;

const CHATS: i64 = 10;
/// Workers that may each hold one send when the process dies.
const WORKERS: usize = 4;

/// A number from the environment.
fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().unwrap())
}

/// What was said while the bot lived and died.
struct Said {
    all: Vec<Pushed>,
    calls: Vec<Pushed>,
}

/// People talk in all chats, every sixth message a call, until told to stop.
fn stream(stage: Arc<Stage>, seed: u64, stop: Arc<AtomicBool>) -> JoinHandle<Said> {
    std::thread::spawn(move || {
        let mut rng = Rng::new(seed);
        let mut said = Said {
            all: Vec::new(),
            calls: Vec::new(),
        };
        while !stop.load(Ordering::SeqCst) {
            let chat = group(rng.between(1, CHATS));
            let who = person(usize::try_from(rng.between(0, 19)).unwrap());
            let calls = rng.chance(1.0 / 6.0);
            let text = if calls {
                call(&mut rng).to_owned()
            } else {
                chatter(&mut rng)
            };
            let pushed = stage.push(says(&chat, &who, &text));
            said.all.push(pushed);
            if calls {
                said.calls.push(pushed);
            }
            sleep(Duration::from_millis(
                u64::try_from(rng.between(0, 8)).unwrap(),
            ));
        }
        said
    })
}

#[test]
fn killed_at_any_moment_it_loses_no_update_and_doubles_no_reply() {
    let kills = usize::try_from(setting("GRYAG_KILLS").unwrap_or(20)).unwrap();
    let seed = setting("GRYAG_SEED").unwrap_or_else(|| u64::from(std::process::id()));
    println!("{kills} kills, GRYAG_SEED={seed}");
    let stage = Arc::new(Stage::new());
    stage.telegram.set_latency(Duration::from_millis(2));
    stage.gemini.answer_by(|ask: &Ask| {
        let thinks = Duration::from_millis(u64::try_from(ask.number % 40).unwrap());
        Reply::Text(sentence(ask.number), thinks)
    });
    let stop = Arc::new(AtomicBool::new(false));
    let stream = stream(Arc::clone(&stage), seed, Arc::clone(&stop));
    let mut rng = Rng::new(seed ^ 0xDEAD);
    for kill in 0..kills {
        // Some die before they have polled at all.
        let bot = if kill % 5 == 0 {
            stage.home.start()
        } else {
            stage.start()
        };
        sleep(Duration::from_millis(
            u64::try_from(rng.between(1, 250)).unwrap(),
        ));
        let printed = bot.kill();
        assert!(!printed.contains("panicked"), "{printed}");
        if kill % 10 == 9 {
            check_integrity(&stage);
        }
    }
    let _bot = stage.start();
    stop.store(true, Ordering::SeqCst);
    let mut said = stream.join().unwrap();
    for chat in 1..=CHATS {
        let last = stage.call(&group(chat), "Гряг, ти живий?");
        stage.answer_to(last);
        said.all.push(last);
        said.calls.push(last);
    }
    check(&stage, &said, kills);
}

#[track_caller]
fn check_integrity(stage: &Stage) {
    let result: String = stage
        .home
        .database()
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(result, "ok");
}

/// Holds what is stored and what was sent against what was said.
#[track_caller]
fn check(stage: &Stage, said: &Said, kills: usize) {
    let total = i64::try_from(said.all.len()).unwrap();
    stage.home.wait_for_number(STORED, |stored| stored >= total);
    let quarantined = stage
        .home
        .number("SELECT count(*) FROM inbox WHERE state = 2");
    assert_eq!(quarantined, 0, "nobody is to blame for a SIGKILL");
    let stored = stored_messages(stage);
    let expected: Vec<(i64, i64)> = said.all.iter().map(|it| (it.chat, it.message)).collect();
    assert_eq!(stored.len(), expected.len(), "each exactly once");
    let lost: Vec<_> = {
        let stored: BTreeSet<_> = stored.iter().collect();
        expected.iter().filter(|it| !stored.contains(it)).collect()
    };
    assert!(lost.is_empty(), "lost: {lost:?}");
    for chat in 1..=CHATS {
        let id = group(chat)["id"].as_i64().unwrap();
        let order: Vec<i64> = stored
            .iter()
            .filter(|(chat, _)| *chat == id)
            .map(|(_, message)| *message)
            .collect();
        assert!(order.is_sorted(), "chat {id} is out of order: {order:?}");
    }
    check_integrity(stage);

    let log = stage.telegram.log();
    assert_eq!(log.answered_twice(), [], "doubled replies");
    let calls: BTreeSet<_> = said.calls.iter().map(|it| (it.chat, it.message)).collect();
    let uncalled = log
        .sent
        .iter()
        .find(|sent| !calls.contains(&(sent.chat_id, sent.reply_to)));
    assert!(uncalled.is_none(), "nobody called: {uncalled:?}");
    let missing = calls.len() - log.sent.len();
    let redelivered = log.delivered.values().filter(|count| **count > 1).count();
    println!(
        "{kills} kills: {total} updates, {redelivered} redelivered, lost 0; {} calls, doubled 0, \
         missing {missing}",
        calls.len()
    );
    assert!(
        missing <= kills * WORKERS,
        "{missing} replies are missing after {kills} kills"
    );
}

/// The members' messages in the order in which they were stored.
fn stored_messages(stage: &Stage) -> Vec<(i64, i64)> {
    let database = stage.home.database();
    let sql = "SELECT chat_id, message_id FROM message WHERE is_ours = 0 ORDER BY id";
    let mut statement = database.prepare(sql).unwrap();
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn an_offset_is_confirmed_only_when_its_batch_is_on_the_disk() {
    let stage = Stage::new();
    let chat = group(1);
    let batch: Vec<_> = (0..50)
        .map(|number| says(&chat, &person(number), "є новини").update())
        .collect();
    let bot = stage.start();
    let last = stage.telegram.push_all(batch).pop().unwrap();
    // From this moment on Telegram has forgotten the batch.
    stage
        .telegram
        .wait_until("the confirmation", |log| log.offset > last.update);
    bot.kill();
    let _bot = stage.start();
    stage.settle(&chat);
    stage.wait_for_stored(51);
}

#[test]
fn a_batch_that_comes_again_is_stored_and_answered_once() {
    use crate::support::telegram_faults::{Fault, Rule};
    let stage = Stage::new();
    let chat = group(1);
    // The server answers three polls with the same two updates, whatever they confirm.
    let messages = [(7, "Гряг, ти тут?"), (8, "хто на обід?")];
    let updates = messages.map(|(id, text)| {
        let mut update = says(&chat, &person(1), text).numbered(id).update();
        stage.telegram.change(|world| world.learn(&update));
        update["update_id"] = (700_000_000 + id).into();
        update.to_string()
    });
    let body = format!("{{\"ok\":true,\"result\":[{}]}}", updates.join(","));
    stage
        .telegram
        .fail(Rule::on("getUpdates", Fault::Body(body.into_bytes())).times(3));
    let _bot = stage.start();
    let polls = |telegram: &FakeTelegram| {
        telegram.wait_until("a fourth poll", |log| log.count("getUpdates") > 3);
    };
    polls(&stage.telegram);
    stage.settle(&chat);
    let call = Pushed {
        update: 0,
        chat: chat["id"].as_i64().unwrap(),
        message: 7,
    };
    assert_eq!(stage.answers_to(call), 1);
    stage.wait_for_stored(3);
}
