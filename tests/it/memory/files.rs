//! Exports of every year, and our own.

use super::{CHAT, NOW, export, order, said, take, texts};
use gryag::clock::UnixTime;
use gryag::ids::{ChatId, MessageId, SenderId};
use gryag::message::{Chat, ChatKind};
use gryag::ops::export as lines;
use gryag::ops::import::{self, Silent, Skip};
use gryag::store::{SearchQuery, Store};

fn store() -> Store {
    Store::in_memory().unwrap()
}

#[test]
fn a_message_of_today_keeps_all_that_matters() {
    let message = r#"{"id": 12, "type": "message", "date": "2025-03-01T09:00:00",
        "date_unixtime": "1740808800", "edited": "2025-03-01T09:05:00",
        "edited_unixtime": "1740809100", "from": "Оля 🌻", "from_id": "user77",
        "reply_to_message_id": 11, "forwarded_from": "Новини",
        "text": ["Дивись: ", {"type": "link", "text": "https://a.ua"}, " і ", 5],
        "reactions": [{"type": "emoji", "count": 2, "emoji": "👍"}, {"type": "emoji", "count": 1}]}"#;
    let mut store = store();
    let report = take(&mut store, export(message).as_bytes(), Some(CHAT)).unwrap();
    assert_eq!((report.taken, report.seen()), (1, 1));
    let row = store.read().recent_details(CHAT, 5).unwrap().pop().unwrap();
    assert_eq!(row.message_id, Some(MessageId(12)));
    assert_eq!(row.from_id, SenderId(77));
    assert_eq!(row.from, "Оля 🌻");
    assert_eq!(row.reply_to, Some(MessageId(11)));
    assert_eq!(row.sent_at, UnixTime(1_740_808_800));
    assert_eq!(row.edited_at, Some(UnixTime(1_740_809_100)));
    assert_eq!(row.text, "Дивись: https://a.ua і 5");
    assert_eq!(row.reactions, 3);
    assert!(row.is_forward && !row.is_ours);
}

#[test]
fn authors_of_every_year_are_who_they_are() {
    let cases = [
        (r#""user77""#, 77),
        ("77", 77),
        ("4294967396", -100),
        ("8589934692", -1_000_000_000_100),
        (r#""channel100""#, -1_000_000_000_100),
        (r#""77""#, 77),
        ("null", 0),
    ];
    for (id, expected) in cases {
        let message = format!(
            r#"{{"id": 1, "type": "message", "date_unixtime": "1740808800", "from": null,
                "from_id": {id}, "text": "я"}}"#
        );
        let mut store = store();
        take(&mut store, export(&message).as_bytes(), None).unwrap();
        let row = store.read().recent_details(CHAT, 1).unwrap().pop().unwrap();
        assert_eq!(row.from_id, SenderId(expected), "{id}");
        assert_eq!(row.from, "Видалений акаунт");
    }
}

#[test]
fn dates_before_2022_are_local_time() {
    let message = r#"{"id": 1, "type": "message", "date": "2019-06-01T12:00:00", "from": "Оля",
        "from_id": 77, "text": "давно"}"#;
    let mut store = store();
    take(&mut store, export(message).as_bytes(), None).unwrap();
    let row = store.read().recent_details(CHAT, 1).unwrap().pop().unwrap();
    let local = store.read().local_time(row.sent_at).unwrap();
    assert_eq!(
        (local.year, local.month, local.day, local.hour),
        (2019, 6, 1, 12)
    );
}

#[test]
fn media_have_their_form_in_the_history() {
    let messages = [
        r#"{"id": 1, "type": "message", "date_unixtime": "1740808801", "text": "",
            "media_type": "sticker", "sticker_emoji": "😂", "file": "x.webp"}"#,
        r#"{"id": 2, "type": "message", "date_unixtime": "1740808802", "text": "",
            "media_type": "voice_message", "duration_seconds": 67}"#,
        r#"{"id": 3, "type": "message", "date_unixtime": "1740808803", "text": "ось",
            "photo": "(File not included.)"}"#,
        r#"{"id": 4, "type": "message", "date_unixtime": "1740808804", "text": "",
            "file": "y", "file_name": "звіт.pdf"}"#,
        r#"{"id": 5, "type": "message", "date_unixtime": "1740808805", "text": "",
            "poll": {"question": "Куди?", "answers": []}}"#,
    ];
    let mut store = store();
    take(&mut store, export(&messages.join(",")).as_bytes(), None).unwrap();
    assert_eq!(
        texts(&store),
        [
            "[стікер 😂]",
            "[голосове 1:07]",
            "[фото] ось",
            "[файл: звіт.pdf]",
            "[опитування: Куди?]"
        ]
    );
}

#[test]
fn history_comes_before_what_is_live_and_is_found() {
    let mut store = store();
    let old = export(&said(5, 1_600_000_000, "купили нову кавоварку"));
    let new = export(&said(9, 1_700_000_000, "кавоварка зламалася"));
    take(&mut store, new.as_bytes(), None).unwrap();
    take(&mut store, old.as_bytes(), None).unwrap();
    assert_eq!(
        texts(&store),
        ["купили нову кавоварку", "кавоварка зламалася"]
    );
    let query = SearchQuery {
        chat: CHAT,
        words: "кавоварка",
        sender: None,
        from: None,
        until: None,
        except: None,
        needs_all: true,
        limit: 5,
    };
    assert_eq!(store.read().search(&query, NOW).unwrap().len(), 2);
}

#[test]
fn of_an_account_only_the_wanted_chat_is_taken() {
    let chat = |id: i64, kind: &str, text: &str| {
        format!(
            "{{\"name\": \"Ч{id}\", \"type\": \"{kind}\", \"id\": {id}, \"messages\": [{}]}}",
            said(1, 1_740_808_800, text)
        )
    };
    let account = format!(
        "{{\"about\": \"…\", \"contacts\": {{\"list\": [{{\"id\": 1}}]}}, \"chats\": \
         {{\"about\": \"…\", \"list\": [{}, {}, 7]}}, \"left_chats\": {{\"list\": [{}]}}}}",
        chat(7_900_007_919, "personal_chat", "приватне"),
        chat(2_100_000_001, "private_supergroup", "групове"),
        chat(555, "private_group", "покинуте"),
    );
    let mut store = store();
    // Bare and full ids name the same chat.
    for id in [CHAT, ChatId(2_100_000_001)] {
        let report = take(&mut store, account.as_bytes(), Some(id)).unwrap();
        assert_eq!((report.seen(), report.chat), (1, Some(CHAT)));
    }
    assert_eq!(texts(&store), ["групове"]);
    assert_eq!(store.read().message_count().unwrap(), 1);
    take(&mut store, account.as_bytes(), Some(ChatId(-555))).unwrap();
    assert_eq!(store.read().message_count().unwrap(), 2);
    // Nobody's private words by mistake.
    let Err(import::Error::WhichChat { found }) = take(&mut store, account.as_bytes(), None) else {
        panic!("took some chat of an account");
    };
    assert_eq!(found.len(), 3);
}

#[test]
fn a_group_that_became_a_supergroup_brings_its_history_there() {
    let mut store = store();
    store
        .write(|writer| writer.migrate_chat(ChatId(-555), CHAT))
        .map_err(|error: gryag::store::Error| error)
        .unwrap();
    let old = format!(
        "{{\"name\": \"Ч\", \"type\": \"private_group\", \"id\": 555, \"messages\": [{}]}}",
        said(1, 1_600_000_000, "з малої групи")
    );
    let joint = export(&format!(
        "{}, {}",
        said(-999_999_999, 1_600_000_000, "з малої групи"),
        said(1, 1_700_000_000, "з великої")
    ));
    assert_eq!(
        take(&mut store, old.as_bytes(), Some(CHAT)).unwrap().taken,
        1
    );
    // Telegram Desktop numbers the small group's messages as we do.
    let report = take(&mut store, joint.as_bytes(), Some(CHAT)).unwrap();
    assert_eq!((report.taken, report.known), (1, 1));
    assert_eq!(texts(&store), ["з малої групи", "з великої"]);
}

#[test]
fn who_asked_not_to_be_remembered_is_not() {
    let mut store = store();
    let file = export(&said(1, 1_740_808_800, "моє"));
    take(&mut store, file.as_bytes(), None).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(directory.path()).unwrap();
    rusqlite::Connection::open(directory.path().join("gryag.db"))
        .unwrap()
        .execute(
            "INSERT INTO person VALUES (77, 'Оля', NULL, 0, 0, 1, 0)",
            [],
        )
        .unwrap();
    let report = take(&mut store, file.as_bytes(), None).unwrap();
    assert_eq!((report.taken, report.opted_out), (0, 1));
    assert!(texts(&store).is_empty());
}

#[test]
fn an_export_of_ours_comes_back_as_it_was() {
    let mut store = store();
    let data = std::fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/data/exports/era-2021.json"
    ))
    .unwrap();
    let report = take(&mut store, &data, None).unwrap();
    assert!(report.taken >= 5, "{report}");
    assert_eq!(report.skipped.get(&Skip::Service), Some(&1));
    store
        .write(|writer| {
            let step = writer.pack_some(NOW, 1_000, &|_| false)?;
            assert!(step.packed > 0);
            Ok::<_, gryag::store::Error>(())
        })
        .unwrap();
    let mut file = Vec::new();
    let count = lines::run(&store, CHAT, &mut file).unwrap();
    assert_eq!(count, report.taken);
    let mut other = Store::in_memory().unwrap();
    let back = take(&mut other, &file, None).unwrap();
    assert_eq!((back.taken, back.chat), (count, Some(CHAT)));
    assert_eq!(
        other.read().recent_details(CHAT, 99).unwrap(),
        store.read().recent_details(CHAT, 99).unwrap()
    );
    let again = take(&mut other, &file, Some(CHAT)).unwrap();
    assert_eq!((again.taken, again.known), (0, count));
    let mut second = Vec::new();
    lines::run(&other, CHAT, &mut second).unwrap();
    assert_eq!(second, file);
}

#[test]
fn a_chat_of_several_pages_is_exported_whole() {
    let mut store = store();
    let messages: Vec<String> = (1..=2_500)
        // Many in one second, so that a page ends in the middle of one.
        .map(|id| said(id, 1_740_808_800 + id / 700, "так"))
        .collect();
    take(&mut store, export(&messages.join(",")).as_bytes(), None).unwrap();
    let mut file = Vec::new();
    assert_eq!(lines::run(&store, CHAT, &mut file).unwrap(), 2_500);
    let mut other = Store::in_memory().unwrap();
    assert_eq!(take(&mut other, &file, None).unwrap().taken, 2_500);
    let missing = lines::run(&store, ChatId(-9), &mut Vec::new());
    let Err(lines::Error::NoSuchChat(ChatId(-9), known)) = missing else {
        panic!("{missing:?}");
    };
    assert!(known.iter().any(|(id, _)| *id == CHAT), "{known:?}");
}

#[test]
fn what_telegram_told_of_a_chat_stays_after_an_import() {
    let mut store = store();
    let live = Chat {
        id: CHAT,
        kind: ChatKind::Supergroup,
        title: "Справжня назва".into(),
        username: Some("kava".into()),
        is_forum: true,
    };
    store
        .write(|writer| writer.note_chat(&live, NOW))
        .map_err(|error: gryag::store::Error| error)
        .unwrap();
    take(
        &mut store,
        export(&said(1, 1_740_808_800, "так")).as_bytes(),
        None,
    )
    .unwrap();
    let row = store.read().chat(CHAT).unwrap().unwrap();
    assert_eq!(row.chat, live);
    assert!(row.is_member);
    // A chat that only a file tells of is none that we may speak in.
    let mut fresh = Store::in_memory().unwrap();
    import::run(
        &mut fresh,
        export(&said(1, 1_740_808_800, "так")).as_bytes(),
        order(None),
        &super::Still(NOW),
        &mut Silent,
    )
    .unwrap();
    assert!(!fresh.read().chat(CHAT).unwrap().unwrap().is_member);
}
