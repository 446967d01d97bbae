//! Updates of which not one can be stored: each is set aside alone, and nothing else suffers.

use crate::support::stage::{STORED, Stage};
use crate::support::updates::{group, person, says};

const CHATS: i64 = 8;
const BAD_PER_CHAT: i64 = 20;

#[test]
fn a_storm_of_updates_that_the_database_refuses_is_set_aside_one_by_one() {
    let stage = Stage::new();
    let bot = stage.start();
    stage.settle(&group(1));
    let stored = stage.home.number(STORED);
    bot.stop();
    let database = stage.home.data().join(gryag::store::FILE_NAME);
    let database = rusqlite::Connection::open(database).unwrap();
    database
        .execute_batch(
            "CREATE TRIGGER poison BEFORE INSERT ON message WHEN new.text LIKE 'отрута%' BEGIN
                 SELECT RAISE(ABORT, 'poison');
             END",
        )
        .unwrap();
    drop(database);
    let mut good = 0;
    for number in 0..BAD_PER_CHAT {
        for chat in 1..=CHATS {
            let text = format!("отрута {number}");
            stage.push(says(&group(chat), &person(1), &text));
            if number % 4 == 0 {
                stage.push(says(&group(chat), &person(2), "чай холоне"));
                good += 1;
            }
        }
    }
    let bot = stage.start();
    let set_aside = "SELECT count(*) FROM inbox WHERE state = 2";
    stage
        .home
        .wait_for_number(set_aside, |count| count == CHATS * BAD_PER_CHAT);
    stage
        .home
        .wait_for_number(STORED, |count| count >= stored + good);
    let call = stage.call(&group(1), "Гряг, ти живий?");
    stage.answer_to(call);
    let (_, printed) = bot.stop();
    assert!(!printed.contains("отрута"), "{printed}");
}
