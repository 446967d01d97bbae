//! What is learned, from whom, and what is not.

use super::*;
use gryag::bot::prune_people;
use gryag::clock::SECONDS_PER_DAY;
use gryag::message::{ReplyTo, SenderKind};
use gryag::ops::import::{self, Order, Silent};
use gryag::person::portrait::{Length, portrait};
use std::sync::atomic::{AtomicBool, Ordering};

#[test]
fn a_profile_grows_with_every_message_and_survives_a_restart() {
    let mut world = World::new();
    for _ in 0..20 {
        world.says(OLYA, "ахах лол 😂");
    }
    world.store = Store::open(world.directory.path()).unwrap();
    let row = world
        .store
        .read()
        .profile(CHAT, SenderId(OLYA))
        .unwrap()
        .unwrap();
    assert_eq!(row.profile.messages, 20);
    let portrait = portrait(&row.profile, NOW);
    assert_eq!(portrait.length, Some(Length::Short));
    assert_eq!(portrait.emoji, ["😂"]);
    let size: i64 = world
        .raw()
        .query_row("SELECT max(length(data)) FROM profile", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert!(size <= 2_048, "{size}");
}

#[test]
fn the_same_person_in_ten_chats_has_ten_profiles() {
    let mut world = World::new();
    for chat in 1..=10 {
        for _ in 0..chat {
            let mut incoming = message(OLYA, "Оля", "так");
            incoming.chat.id = ChatId(-1_000 - chat);
            world.take(incoming);
        }
    }
    for chat in 1..=10 {
        let row = world
            .store
            .read()
            .profile(ChatId(-1_000 - chat), SenderId(OLYA))
            .unwrap()
            .unwrap();
        assert_eq!(i64::from(row.profile.messages), chat);
    }
}

#[test]
fn two_people_of_one_name_are_two_and_a_new_name_changes_nothing() {
    let mut world = World::new();
    world.take(message(OLYA, "Оля", "я живу в Києві"));
    world.take(message(70, "Оля", "я живу у Львові"));
    world.take(message(OLYA, "Ольга 🌸", "я працюю лікаркою"));
    assert_eq!(
        world.facts(OLYA),
        ["work: я працюю лікаркою", "home: я живу в Києві"]
    );
    assert_eq!(world.facts(70), ["home: я живу у Львові"]);
}

#[test]
fn strange_names_are_survived() {
    let mut world = World::new();
    let marks = format!("З{}", "\u{0301}".repeat(64));
    for strange in [
        "🙈🙉🙊",
        "\u{202E}яло",
        marks.as_str(),
        "",
        "Deleted Account",
    ] {
        world.take(message(OLYA, strange, "люблю каву"));
    }
    assert_eq!(world.facts(OLYA), ["likes: люблю каву"]);
    assert_eq!(world.order(OLYA, "/me").len(), 1);
}

#[test]
fn nothing_is_learned_from_words_that_are_not_ones_own() {
    let mut world = World::new();
    let words = "я живу в Києві";
    let changes: [fn(&mut Incoming); 8] = [
        |m| m.is_forward = true,
        |m| m.is_via_bot = true,
        |m| m.sender.kind = SenderKind::Bot,
        |m| m.sender.id = ME,
        |m| m.sender.kind = SenderKind::AnonymousAdmin,
        |m| m.sender.kind = SenderKind::Channel,
        |m| m.sender.kind = SenderKind::AutomaticForward,
        |m| {
            m.text = "ага".to_owned();
            m.reply_to = Some(ReplyTo {
                message_id: MessageId(1),
                sender_id: Some(SenderId(PETRO)),
                sender_name: "Петро".to_owned(),
                text: "я живу в Києві".to_owned(),
                quote: Some("я живу в Києві".to_owned()),
                media: None,
            });
        },
    ];
    for change in changes {
        let mut incoming = message(OLYA, "Оля", words);
        change(&mut incoming);
        world.take(incoming);
    }
    let raw = world.raw();
    let count = |sql| raw.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM fact"), 0);
    // Only the answer was talk of her own.
    assert_eq!(count("SELECT count(*) FROM profile"), 1);
}

#[test]
fn a_fact_has_a_quotation_a_message_a_date_and_a_confidence() {
    let mut world = World::new();
    let number = world.says(OLYA, "Привіт! Я працюю лікаркою в Одесі, а ви?");
    assert!(world.facts(OLYA).is_empty(), "a question states nothing");
    let told = world.says(OLYA, "Привіт! Я працюю лікаркою в Одесі. А ви?");
    assert_ne!(number, told);
    let fact = world
        .store
        .read()
        .facts(CHAT, SenderId(OLYA))
        .unwrap()
        .remove(0);
    assert_eq!(fact.quote, "Я працюю лікаркою в Одесі");
    assert_eq!(
        (fact.message_id, fact.said_at, fact.confidence),
        (Some(told), NOW, 90)
    );
    assert!(!fact.by_model);
}

#[test]
fn what_is_said_later_replaces_and_what_is_unsaid_goes() {
    let mut world = World::new();
    world.says(OLYA, "живу в Києві");
    world.says(OLYA, "люблю каву");
    world.says(OLYA, "переїхала до Львова");
    world.says(OLYA, "більше не люблю каву");
    assert_eq!(
        world.facts(OLYA),
        [
            "dislikes: більше не люблю каву",
            "home: переїхала до Львова"
        ]
    );
    // An old message that comes late does not win.
    let mut late = message(OLYA, "Оля", "живу в Одесі");
    late.sent_at = NOW.minus(SECONDS_PER_DAY);
    world.take(late);
    assert!(
        world
            .facts(OLYA)
            .contains(&"home: переїхала до Львова".to_owned())
    );
}

#[test]
fn an_edit_takes_back_what_the_message_said() {
    let mut world = World::new();
    let number = world.says(OLYA, "в мене кіт Мурчик");
    let mut edited = message(OLYA, "Оля", "в мене собака Рекс");
    edited.message_id = number;
    edited.edited_at = Some(NOW.plus(5));
    world.take_event(Event::Edited(Box::new(edited)));
    assert_eq!(world.facts(OLYA), ["pet: в мене собака Рекс"]);
}

#[test]
fn facts_of_a_person_never_grow_beyond_their_bound() {
    let mut world = World::new();
    for number in 0..200 {
        world.says(OLYA, &format!("люблю страву{}", word(number)));
    }
    let facts = world.facts(OLYA);
    assert_eq!(facts.len(), gryag::person::facts::FACTS_PER_PERSON_MAX);
    assert!(facts.iter().any(|fact| fact.ends_with(&word(199))));
}

/// A number as letters.
fn word(number: u32) -> String {
    number
        .to_string()
        .chars()
        .map(|digit| char::from_u32('к' as u32 + digit.to_digit(10).unwrap()).unwrap())
        .collect()
}

#[test]
fn a_group_that_becomes_a_supergroup_takes_its_profiles_along() {
    let mut world = World::new();
    world.says(OLYA, "я живу в Києві");
    world.take_event(Event::Migrated {
        from: CHAT,
        to: ChatId(-1_000_500),
    });
    let reader = world.store.read();
    assert!(reader.profile(CHAT, SenderId(OLYA)).unwrap().is_none());
    assert!(
        reader
            .profile(ChatId(-1_000_500), SenderId(OLYA))
            .unwrap()
            .is_some()
    );
    assert_eq!(
        reader
            .facts(ChatId(-1_000_500), SenderId(OLYA))
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn the_cleanup_forgets_people_unseen_for_a_year_and_faded_facts() {
    let mut world = World::new();
    world.says(OLYA, "завтра співбесіда");
    world.says(OLYA, "мене звати Оля");
    world.now = NOW.plus(30 * SECONDS_PER_DAY);
    let mut fresh = message(PETRO, "Петро", "мене звати Петро");
    fresh.sent_at = NOW.plus(360 * SECONDS_PER_DAY);
    world.take(fresh);
    let clock = Still(NOW);
    let removed = prune_people(&mut world.store, NOW.plus(10 * SECONDS_PER_DAY), &clock);
    assert_eq!(removed.unwrap(), 1);
    assert_eq!(world.facts(OLYA), ["name: мене звати Оля"]);
    let removed = prune_people(&mut world.store, NOW.plus(370 * SECONDS_PER_DAY), &clock);
    assert_eq!(removed.unwrap(), 1);
    assert_eq!(world.store.read().profile_count().unwrap(), 1);
}

/// A clock that asks to stop after some pauses.
struct Stopping(std::sync::atomic::AtomicUsize);

impl Clock for Stopping {
    fn now(&self) -> UnixTime {
        NOW
    }

    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }

    fn pause(&self, _duration: Duration) -> bool {
        self.0.fetch_sub(1, Ordering::Relaxed) > 1
    }
}

#[test]
fn the_cleanup_stops_when_it_is_asked_to_and_goes_on_later() {
    let mut world = World::new();
    world
        .store
        .write(|writer| {
            for id in 0..3_000 {
                writer.change_profile(CHAT, SenderId(100 + id), UnixTime(1), |_| ())?;
            }
            Ok::<_, gryag::store::Error>(())
        })
        .unwrap();
    let removed = prune_people(&mut world.store, NOW, &Stopping(2.into())).unwrap();
    assert!(removed > 0 && removed < 3_000, "{removed}");
    let rest = prune_people(&mut world.store, NOW, &Still(NOW)).unwrap();
    assert_eq!(removed + rest, 3_000);
}

#[test]
fn the_cleanup_and_the_ingest_of_messages_run_side_by_side() {
    let mut world = World::new();
    let path = world.directory.path().to_owned();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut store = Store::open(&path).unwrap();
            while !done.load(Ordering::Relaxed) {
                prune_people(&mut store, NOW.plus(SECONDS_PER_DAY), &Still(NOW)).unwrap();
            }
        });
        for number in 0..400 {
            world.take(message(
                100 + number,
                "Хтось",
                "завтра співбесіда, люблю каву",
            ));
        }
        done.store(true, Ordering::Relaxed);
    });
    // Plans for tomorrow are not over a day later.
    assert_eq!(world.store.read().profile_count().unwrap(), 400);
    assert_eq!(world.facts(499).len(), 2);
}

/// An export of two people, the newest message first, with a quotation and a command.
fn exported() -> String {
    let mut messages = Vec::new();
    for number in (1..=40).rev() {
        let at = NOW.0 - 100 * 86_400 + number * 60;
        let (id, text) = match number % 4 {
            0 => (7, format!("слухаю музику, гурт номер {number} 🎸")),
            1 => (7, "я живу в Києві".to_owned()),
            2 => (8, "доброго дня, шановні колеги".to_owned()),
            _ => (7, "/help".to_owned()),
        };
        messages.push(format!(
            r#"{{"id": 1{number:03}, "type": "message", "date": "2026-01-01T09:00:00",
                "date_unixtime": "{at}", "from": "Хтось", "from_id": "user{id}", "text": "{text}"}}"#
        ));
    }
    messages.push(format!(
        r#"{{"id": 99, "type": "message", "date": "2026-01-01T09:00:00", "date_unixtime": "{}",
            "from": "Оля", "from_id": "user7", "forwarded_from": "Хтось", "text": "я живу в Одесі"}}"#,
        NOW.0 - 86_400
    ));
    let messages = messages.join(",");
    format!(
        r#"{{"name": "Чат", "type": "private_supergroup", "id": 100, "messages": [{messages}]}}"#
    )
}

#[test]
fn an_import_teaches_once_what_people_wrote_themselves() {
    let mut world = World::new();
    let chat = ChatId(-1_000_000_000_100);
    let mut here = message(OLYA, "Оля", "ура, я тут");
    here.chat.id = chat;
    world.take(here);
    let known = |world: &World, id: i64| {
        let reader = world.store.read();
        let profile = reader.profile(chat, SenderId(id)).unwrap().unwrap().profile;
        (profile, reader.facts(chat, SenderId(id)).unwrap())
    };
    let before = known(&world, OLYA).0;
    let mut seen = Vec::new();
    for _ in 0..2 {
        let order = Order {
            chat: Some(chat),
            me: Some(ME),
            batch: 7,
        };
        let file = exported();
        import::run(
            &mut world.store,
            file.as_bytes(),
            order,
            &Still(NOW),
            &mut Silent,
        )
        .unwrap();
        seen.push((known(&world, OLYA), known(&world, PETRO)));
    }
    let (again, first) = (seen.pop().unwrap(), seen.pop().unwrap());
    assert_eq!(first, again, "twice is once");
    let ((profile, facts), (other, _)) = first;
    assert_eq!((profile.messages, other.messages), (21, 10));
    let quotes: Vec<&str> = facts.iter().map(|fact| fact.quote.as_str()).collect();
    assert_eq!(quotes, ["слухаю музику", "я живу в Києві"]);
    assert!(facts.iter().all(|fact| fact.message_id.is_some()));
    assert_eq!(profile.emoji[0].item, "🎸");
    // What is a hundred days old counts for less than half of what is said now.
    let gained = profile.weight - before.weight;
    assert!((8.0..10.0).contains(&gained), "{gained}");
    assert_eq!(profile.last_at, NOW);
    assert!(profile.first_at < NOW.minus(99 * 86_400));
}
