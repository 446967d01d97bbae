//! After a forgetting no table of the schema, no index and no later backup holds a person's words.

use super::*;
use gryag::behaviour::trigger::NameForms;
use gryag::bot::{compress, erase_chat};
use gryag::config::Memory;
use gryag::message::ReplyTo;
use gryag::rng::Rng;
use gryag::store::{FreshUpdate, OwnMessage};
use proptest::prelude::{ProptestConfig, prop, prop_assert, prop_assert_eq, proptest};
use rusqlite::types::ValueRef;

/// The tables, of whatever kind, in which one of the words stands.
pub(super) fn tables_with(world: &World, words: &[&str]) -> Vec<String> {
    words_in(&world.raw(), words)
}

fn words_in(conn: &rusqlite::Connection, words: &[&str]) -> Vec<String> {
    let mut tables = conn
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .unwrap();
    let tables: Vec<String> = tables
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let mut found = Vec::new();
    for table in tables {
        let Ok(mut statement) = conn.prepare(&format!("SELECT * FROM \"{table}\"")) else {
            continue;
        };
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        'rows: while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                let value = row.get_ref(column).unwrap();
                let (ValueRef::Text(bytes) | ValueRef::Blob(bytes)) = value else {
                    continue;
                };
                let text = String::from_utf8_lossy(bytes).to_lowercase();
                if words.iter().any(|word| text.contains(&word.to_lowercase())) {
                    found.push(table.clone());
                    break 'rows;
                }
            }
        }
    }
    found
}

pub(super) fn file_has(world: &World, word: &str) -> bool {
    let directory = world.directory.path();
    ["gryag.db", "gryag.db-wal"].iter().any(|name| {
        let bytes = std::fs::read(directory.join(name)).unwrap_or_default();
        let word = word.as_bytes();
        bytes.windows(word.len()).any(|window| window == word)
    })
}

/// Asks to be forgotten, confirms, and lets the work be done; what is said in the end.
pub(super) fn forget(world: &mut World, id: i64) -> Vec<Outgoing> {
    let question = world.order(id, "/forget").remove(0);
    let pressed = world.press(id, &question, "Так, стерти все");
    assert!(
        pressed.iter().any(|said| said.body.contains("Стираю")),
        "{pressed:?}"
    );
    world.run_errands();
    world.said(id)
}

/// Fills every place in which a person leaves words.
fn live(world: &mut World, word: &str) {
    world.take(in_private(message(OLYA, &format!("Оля {word}"), word)));
    let mut first = message(
        OLYA,
        &format!("Оля {word}"),
        &format!("я живу в місті {word}"),
    );
    first.sender.username = Some(format!("olya_{word}"));
    let number = world.take(first);
    world.says(OLYA, &format!("обожнюю {word}"));
    let mut call = message(
        OLYA,
        &format!("Оля {word}"),
        &format!("Гряг, що таке {word}?"),
    );
    call.media = Some(gryag::message::Media {
        kind: gryag::message::MediaKind::Document,
        file_id: word.to_owned(),
        file_unique_id: word.to_owned(),
        emoji: None,
        title: Some(word.to_owned()),
        duration_s: None,
        size_bytes: None,
        view: None,
    });
    world.take(call);
    // Somebody else asks us about her words; the question is still open.
    let mut quoting = message(PETRO, "Петро", "Гряг, чуєш?");
    quoting.reply_to = Some(ReplyTo {
        message_id: number,
        sender_id: Some(SenderId(OLYA)),
        sender_name: "Оля".to_owned(),
        text: word.to_owned(),
        quote: None,
        media: None,
    });
    world.take(quoting);
    // We have answered her, with her own words.
    let echo = format!("Кажеш, {word}?");
    let own = OwnMessage {
        chat: CHAT,
        message_id: Some(MessageId(900_000 + number.0)),
        thread_id: None,
        reply_to: Some(number),
        sent_at: NOW,
        text: &echo,
        me: ME,
        name: "Гряг",
    };
    let raw = format!(r#"{{"message":{{"from":{{"id":7}},"text":"{word}"}}}}"#);
    world
        .store
        .write(|writer| {
            writer.remember_own(&own)?;
            writer.accept(
                &[FreshUpdate {
                    id: UpdateId(700_000 + number.0),
                    chat: Some(CHAT),
                    raw: &raw,
                    broken: false,
                }],
                800_000 + number.0,
                NOW,
            )
        })
        .unwrap();
    let open = world.store.read().open_updates(CHAT, 100).unwrap();
    world
        .store
        .write(|writer| {
            for row in &open {
                writer.quarantine(row.seq)?;
            }
            Ok::<_, gryag::store::Error>(())
        })
        .unwrap();
}

#[test]
fn the_receipt_counts_what_was_erased() {
    let mut world = World::new();
    world.says(PETRO, "а я люблю чай");
    live(&mut world, "канарка");
    let before = tables_with(&world, &["канарка"]);
    for table in ["message", "fact", "person", "chat", "job", "inbox"] {
        assert!(
            before.iter().any(|name| name == table),
            "{table}: {before:?}"
        );
    }
    let said = forget(&mut world, OLYA);
    assert_eq!(tables_with(&world, &["канарка"]), [""; 0]);
    assert!(!file_has(&world, "канарка"));
    let receipt = &said.last().unwrap().text;
    assert!(
        receipt.contains("5 повідомлень, 1 моя відповідь, 2 факти, 2 профілі"),
        "{receipt}"
    );
    assert!(
        said.last()
            .unwrap()
            .body
            .contains(r#""receiver_user_id":7"#)
    );
    // What others said stays.
    assert_eq!(world.facts(PETRO), ["likes: я люблю чай"]);
}

#[test]
fn a_forgotten_chat_leaves_no_byte_in_the_files() {
    let mut world = World::new();
    for number in 0..400 {
        world.says(OLYA, &format!("канарка номер {number} у клітці"));
    }
    let mut elsewhere = message(PETRO, "Петро", "папуга говорить");
    elsewhere.chat.id = ChatId(-200);
    world.take(elsewhere);
    world.order(OLYA, "/search канарка");
    assert!(file_has(&world, "канарка"));
    let clock = Still(world.now);
    let gone = erase_chat(&mut world.store, CHAT, &clock).unwrap();
    assert!(gone.is_some_and(|gone| gone >= 400), "{gone:?}");
    assert_eq!(tables_with(&world, &["канарка", "клітці"]), [""; 0]);
    for word in ["канарка", "клітці", "канарк", "клітк"] {
        assert!(!file_has(&world, word), "{word}");
    }
    assert!(file_has(&world, "папуга"), "another chat is kept");
}

#[test]
fn a_later_backup_does_not_hold_them_either() {
    let mut world = World::new();
    live(&mut world, "канарка");
    forget(&mut world, OLYA);
    let copy = world.directory.path().join("copy.db");
    world
        .raw()
        .execute("VACUUM INTO ?1", [copy.to_str().unwrap()])
        .unwrap();
    let conn = rusqlite::Connection::open(&copy).unwrap();
    assert_eq!(words_in(&conn, &["канарка"]), [""; 0]);
    let bytes = std::fs::read(&copy).unwrap();
    let word = "канарка".as_bytes();
    assert!(!bytes.windows(word.len()).any(|window| window == word));
}

#[test]
fn forgetting_asks_once_and_only_the_asker_answers() {
    let mut world = World::new();
    world.says(OLYA, "я живу в Києві");
    let question = world.order(OLYA, "/forget").remove(0);
    assert!(
        world.press(PETRO, &question, "Так, стерти все")[0]
            .body
            .contains("не до тебе")
    );
    world.run_errands();
    assert_eq!(world.facts(OLYA).len(), 1);
    let kept = world.press(OLYA, &question, "Ні, не треба");
    assert!(
        kept.iter()
            .any(|said| said.body.contains("нічого не роблю"))
    );
    world.press(OLYA, &question, "Так, стерти все");
    world.run_errands();
    assert_eq!(world.facts(OLYA).len(), 1, "the question was withdrawn");
}

#[test]
fn a_forged_command_acts_on_its_sender_alone() {
    let mut world = World::new();
    world.says(OLYA, "я живу в Києві");
    world.says(PETRO, "я живу в Одесі");
    // By reply to her message.
    let mut forged = command(PETRO, "Петро", "/forget");
    forged.reply_to = Some(ReplyTo {
        message_id: MessageId(1),
        sender_id: Some(SenderId(OLYA)),
        sender_name: "Оля".to_owned(),
        text: "/forget".to_owned(),
        quote: None,
        media: None,
    });
    world.take(forged);
    let question = world.said(PETRO).remove(0);
    world.press(PETRO, &question, "Так, стерти все");
    world.run_errands();
    assert_eq!(world.facts(OLYA), ["home: я живу в Києві"]);
    assert!(world.facts(PETRO).is_empty());
    // By forwarding hers.
    let mut forwarded = command(PETRO, "Петро", "/forget");
    forwarded.is_forward = true;
    world.take(forwarded);
    assert!(
        world
            .said(PETRO)
            .iter()
            .all(|said| !said.body.contains("reply_markup"))
    );
}

#[test]
fn what_was_written_before_is_not_stored_when_it_comes_late() {
    let mut world = World::new();
    live(&mut world, "канарка");
    forget(&mut world, OLYA);
    // A backlog of another chat, and an edit of a message that is gone.
    let mut late = message(OLYA, "Оля Канарка", "канарка");
    late.chat.id = ChatId(-300);
    late.sent_at = NOW.minus(60);
    world.take(late.clone());
    late.chat.id = CHAT;
    late.message_id = MessageId(2);
    world.take_event(Event::Edited(Box::new(late)));
    let tables = tables_with(&world, &["канарка"]);
    // Her name is hers now: she is a member still.
    assert!(tables.iter().all(|table| table == "person"), "{tables:?}");
    let mut next = message(OLYA, "Оля", "я знову тут, живу у Львові");
    next.sent_at = NOW.plus(5);
    world.now = NOW.plus(5);
    world.take(next);
    assert_eq!(world.facts(OLYA).len(), 1);
}

/// A clock that asks to stop after every pause.
struct Impatient(UnixTime);

impl Clock for Impatient {
    fn now(&self) -> UnixTime {
        self.0
    }

    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }

    fn pause(&self, _duration: Duration) -> bool {
        false
    }
}

#[test]
fn a_forgetting_that_is_interrupted_goes_on_and_counts_everything() {
    let mut world = World::new();
    for _ in 0..600 {
        world.says(OLYA, "канарка");
    }
    let question = world.order(OLYA, "/forget").remove(0);
    world.press(OLYA, &question, "Так, стерти все");
    let mut runs = 0;
    while let Some(job) = world.store.read().next_job(CHAT, NOW).unwrap() {
        runs += 1;
        assert!(runs < 100);
        // Each time the program ends after one step and starts again.
        world.store = Store::open(world.directory.path()).unwrap();
        let brain = &world.brain;
        run_errand(
            &mut world.store,
            CHAT,
            &job,
            brain,
            &Impatient(NOW),
            &mut Rng::new(1),
        )
        .unwrap();
    }
    assert!(runs > 5, "{runs}");
    let receipt = world.said(OLYA).pop().unwrap();
    assert!(
        receipt.text.contains("601 повідомлення"),
        "{}",
        receipt.text
    );
    assert_eq!(tables_with(&world, &["канарка"]), [""; 0]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn whatever_was_said_is_gone(
        words in prop::collection::vec("[а-яії]{9,14}", 1..6),
        is_packed in prop::bool::ANY,
    ) {
        let mut world = World::new();
        for word in &words {
            live(&mut world, word);
            world.says(PETRO, "своя розмова");
        }
        let sentence = words.join(" ");
        world.says(OLYA, &format!("слухайте, {sentence}, отак"));
        world.we_say(CHAT, &format!("Хтось тут казав: слухайте, {sentence}, отак"));
        if is_packed {
            // Two months later it all lies in blocks.
            for number in 0..150 {
                world.says(OLYA, &format!("балачка {sentence} {number}"));
                world.says(PETRO, &format!("звичайна балачка номер {number}"));
            }
            let memory = Memory { compress_after_days: 30, retention_days: 0 };
            let later = Still(NOW.plus(60 * 86_400));
            let names = NameForms::generate("Гряг");
            let packed = compress(&mut world.store, &later, memory, &names).unwrap();
            prop_assert!(packed > 0);
        }
        forget(&mut world, OLYA);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        prop_assert_eq!(tables_with(&world, &words), Vec::<String>::new());
        for word in words {
            prop_assert!(!file_has(&world, word));
        }
    }
}
