//! After a restore nothing that stood open in the backup is answered, however young it is.

use crate::support::stage::Stage;
use crate::support::updates::{group, person, says};
use gryag::ids::{ChatId, UpdateId};
use gryag::store::{FreshUpdate, Store};

#[test]
fn what_was_not_taken_in_when_the_backup_was_made_is_remembered_and_not_answered() {
    let stage = Stage::new();
    let bot = stage.start();
    stage.settle(&group(1));
    bot.stop();
    // A call that arrived a moment before the backup, and of which nobody knows any more whether
    // it was answered after it.
    let chat = group(2);
    let chat_id = chat["id"].as_i64().unwrap();
    let mut update = says(&chat, &person(3), "Гряг, ти тут?").update();
    update["update_id"] = 900_000_001.into();
    update["message"]["message_id"] = 4_711.into();
    let raw = update.to_string();
    let mut store = Store::open(&stage.home.data()).unwrap();
    let (next, at) = store.read().poller().unwrap();
    let fresh = FreshUpdate {
        id: UpdateId(900_000_001),
        chat: Some(ChatId(chat_id)),
        raw: &raw,
        broken: false,
    };
    store
        .write(|writer| writer.accept(&[fresh], next, at))
        .unwrap();
    drop(store);
    let output = stage.home.run(&["backup"]);
    let said = String::from_utf8(output.stdout).unwrap();
    let file = said.lines().next().unwrap();
    let output = stage.home.run(&["restore", file]);
    assert!(output.status.success(), "{output:?}");
    let _bot = stage.start();
    stage.home.wait_for_number(
        "SELECT count(*) FROM message WHERE message_id = 4711",
        |count| count == 1,
    );
    let reason: String = stage
        .home
        .database()
        .query_row(
            "SELECT reason FROM decision WHERE message_id = 4711",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(reason, "old");
    // What is said from now on is answered as ever, if the clock has moved on since.
    while crate::support::updates::now() <= stage.home.number(RESTORED_AT) {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    stage.settle(&chat);
    let answers = stage
        .telegram
        .with_log(|log| log.answers_to(chat_id, 4_711));
    assert_eq!(answers, 0);
}

const RESTORED_AT: &str = "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'restored_at'";
