//! The store against real files: who may open it, what it keeps, what it forgets.

mod inbox;
mod outgoing;
mod set_back;

use gryag::clock::UnixTime;
use gryag::ids::{ChatId, MessageId, SenderId, ThreadId, UpdateId};
use gryag::message::{Chat, ChatKind, Incoming, Membership, ReplyTo, Sender, SenderKind};
use gryag::store::schema::{APPLICATION_ID, MIGRATIONS, newest};
use gryag::store::{
    DirectoryLock, Error, FreshUpdate, LockError, NewJob, NewMessage, NewOutgoing, OwnMessage,
    SQLITE_VERSION_MIN, SendState, Store, sqlite_version,
};
use rusqlite::Connection;
use std::path::Path;
use tempfile::TempDir;

const CHAT: ChatId = ChatId(-100);
const NOW: UnixTime = UnixTime(1_800_000_000);

fn store() -> (TempDir, Store) {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path()).unwrap();
    (directory, store)
}

fn raw(directory: &Path) -> Connection {
    Connection::open(directory.join("gryag.db")).unwrap()
}

fn fresh(id: i64, chat: i64) -> FreshUpdate<'static> {
    FreshUpdate {
        id: UpdateId(id),
        chat: Some(ChatId(chat)),
        raw: "{}",
        broken: false,
    }
}

fn says(number: i64, who: i64, at: i64, text: &str) -> Incoming {
    Incoming {
        chat: Chat {
            id: CHAT,
            kind: ChatKind::Group,
            title: "Кавʼярня".into(),
            username: None,
            is_forum: false,
        },
        message_id: MessageId(number),
        thread_id: None,
        sender: Sender {
            id: SenderId(who),
            kind: SenderKind::Person,
            name: format!("Особа {who}"),
            username: None,
        },
        sent_at: UnixTime(at),
        edited_at: None,
        reply_to: None,
        text: text.into(),
        media: None,
        mentions: Vec::new(),
        command: None,
        is_forward: false,
        is_via_bot: false,
    }
}

fn remember(store: &mut Store, incoming: &Incoming) -> bool {
    store
        .write(|writer| {
            writer.note_chat(&incoming.chat, NOW)?;
            writer.remember(&NewMessage {
                incoming,
                is_ours: false,
                verdict: None,
                words: None,
            })
        })
        .unwrap()
}

fn outgoing(chat: ChatId, update: i64, method: &'static str) -> NewOutgoing<'static> {
    NewOutgoing {
        chat,
        update_id: UpdateId(update),
        method,
        part: 0,
        body: r#"{"text":"так","reply_parameters":{"message_id":5}}"#,
        thread_id: None,
        reply_to: Some(MessageId(5)),
        text: "так",
        not_before: NOW,
        expires_at: NOW.plus(600),
        fallback: None,
    }
}

fn job(chat: ChatId, update: i64) -> NewJob<'static> {
    NewJob {
        chat,
        person: SenderId(7),
        kind: "reply",
        update_id: UpdateId(update),
        payload: "{}",
        expires_at: NOW.plus(600),
    }
}

#[test]
fn the_sqlite_inside_is_new_enough_to_be_trusted() {
    assert!(
        sqlite_version() >= SQLITE_VERSION_MIN,
        "{}",
        sqlite_version()
    );
}

#[test]
fn a_file_is_ours_and_remembers_its_schema() {
    let (directory, store) = store();
    assert_eq!(store.read().schema_version().unwrap(), newest());
    store.read().quick_check().unwrap();
    let application: i32 = raw(directory.path())
        .pragma_query_value(None, "application_id", |r| r.get(0))
        .unwrap();
    assert_eq!(application, APPLICATION_ID);
}

#[test]
fn every_earlier_schema_is_brought_to_the_newest_with_its_data() {
    for version in 1..=MIGRATIONS.len() {
        let directory = tempfile::tempdir().unwrap();
        let conn = raw(directory.path());
        for step in MIGRATIONS.iter().take(version) {
            conn.execute_batch(step).unwrap();
        }
        conn.pragma_update(None, "application_id", APPLICATION_ID)
            .unwrap();
        conn.pragma_update(None, "user_version", i64::try_from(version).unwrap())
            .unwrap();
        conn.execute(
            "INSERT INTO inbox (update_id, chat_id, raw, received_at) VALUES (9, -100, '{}', 1)",
            [],
        )
        .unwrap();
        drop(conn);
        let store = Store::open(directory.path()).unwrap();
        assert_eq!(store.read().schema_version().unwrap(), newest());
        assert_eq!(
            store.read().open_updates(CHAT, 10).unwrap().len(),
            1,
            "from {version}"
        );
    }
}

#[test]
fn a_newer_schema_is_refused_untouched() {
    let (directory, store) = store();
    drop(store);
    raw(directory.path())
        .pragma_update(None, "user_version", newest() + 1)
        .unwrap();
    let before = std::fs::read(directory.path().join("gryag.db")).unwrap();
    match Store::open(directory.path()) {
        Err(Error::Newer { found, known }) => assert_eq!((found, known), (newest() + 1, newest())),
        other => panic!("{other:?}"),
    }
    assert_eq!(
        std::fs::read(directory.path().join("gryag.db")).unwrap(),
        before
    );
}

#[test]
fn a_foreign_database_or_no_database_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    raw(directory.path())
        .execute_batch("CREATE TABLE theirs (x)")
        .unwrap();
    assert!(matches!(Store::open(directory.path()), Err(Error::Foreign)));
    std::fs::write(
        directory.path().join("gryag.db"),
        "просто текст".repeat(400),
    )
    .unwrap();
    assert!(matches!(Store::open(directory.path()), Err(Error::Foreign)));
}

#[test]
fn one_process_owns_a_directory() {
    let directory = tempfile::tempdir().unwrap();
    let lock = DirectoryLock::take(directory.path()).unwrap();
    assert!(matches!(
        DirectoryLock::take(directory.path()),
        Err(LockError::Taken(_))
    ));
    drop(lock);
    DirectoryLock::take(directory.path()).unwrap();
}

#[test]
fn messages_are_remembered_once_in_the_order_of_telegrams_clock() {
    let (_directory, mut store) = store();
    assert!(remember(&mut store, &says(2, 7, 200, "друге")));
    assert!(remember(&mut store, &says(1, 7, 100, "перше")));
    assert!(!remember(&mut store, &says(1, 7, 100, "перше")));
    // Without a number, each is its own.
    assert!(remember(&mut store, &says(0, 7, 300, "третє")));
    assert!(remember(&mut store, &says(0, 7, 301, "четверте")));
    let lines = store.read().recent(CHAT, None, 10).unwrap();
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["перше", "друге", "третє", "четверте"]);
    assert_eq!(lines[2].message_id, None);
}

#[test]
fn a_topic_has_its_own_history() {
    let (_directory, mut store) = store();
    let mut inside = says(1, 7, 100, "у темі");
    inside.thread_id = Some(ThreadId(44));
    remember(&mut store, &inside);
    remember(&mut store, &says(2, 7, 101, "поза темами"));
    let texts = |topic| -> Vec<String> {
        let lines = store.read().recent(CHAT, topic, 10).unwrap();
        lines.into_iter().map(|line| line.text).collect()
    };
    assert_eq!(texts(Some(Some(ThreadId(44)))), ["у темі"]);
    assert_eq!(texts(Some(None)), ["поза темами"]);
    assert_eq!(texts(None).len(), 2);
}

#[test]
fn an_edit_replaces_the_words_and_leaves_its_trace() {
    let (directory, mut store) = store();
    remember(&mut store, &says(1, 7, 100, "було"));
    let mut edited = says(1, 7, 100, "стало");
    edited.edited_at = Some(UnixTime(150));
    assert!(store.write(|writer| writer.edit(&edited, None)).unwrap());
    assert!(
        !store.write(|writer| writer.edit(&edited, None)).unwrap(),
        "nothing to see"
    );
    let line = store.read().message(CHAT, MessageId(1)).unwrap().unwrap();
    assert_eq!(line.text, "стало");
    let at: i64 = raw(directory.path())
        .query_row("SELECT edited_at FROM message", [], |row| row.get(0))
        .unwrap();
    assert_eq!(at, 150);
}

#[test]
fn our_own_words_are_part_of_the_history() {
    let (_directory, mut store) = store();
    let own = OwnMessage {
        chat: CHAT,
        message_id: Some(MessageId(9)),
        thread_id: None,
        reply_to: Some(MessageId(8)),
        sent_at: NOW,
        text: "ага",
        me: SenderId(1),
        name: "Гряг",
    };
    store.write(|writer| writer.remember_own(&own)).unwrap();
    let line = store.read().message(CHAT, MessageId(9)).unwrap().unwrap();
    assert!(line.is_ours);
    assert_eq!(
        store.read().last_time_of(CHAT, SenderId(1)).unwrap(),
        Some(NOW)
    );
    assert_eq!(
        store.read().last_texts_of(CHAT, SenderId(1), 5).unwrap(),
        ["ага"]
    );
}

#[test]
fn four_threads_write_at_once_and_nobody_is_refused() {
    let (directory, store) = store();
    drop(store);
    std::thread::scope(|scope| {
        for thread in 0..4_i64 {
            let path = directory.path();
            scope.spawn(move || {
                let mut store = Store::open(path).unwrap();
                for step in 0..50 {
                    let number = thread * 1_000 + step + 1;
                    assert!(remember(&mut store, &says(number, thread, number, "текст")));
                }
            });
        }
    });
    let store = Store::open(directory.path()).unwrap();
    assert_eq!(store.read().message_count().unwrap(), 200);
    store.read().quick_check().unwrap();
}

#[test]
fn the_log_is_synced_and_can_be_emptied() {
    let (_directory, mut store) = store();
    remember(&mut store, &says(1, 7, 100, "привіт"));
    store.sync().unwrap();
    assert!(store.wal_bytes() > 0);
    store.checkpoint().unwrap();
    assert_eq!(store.wal_bytes(), 0);
    remember(&mut store, &says(2, 7, 101, "ще"));
    store.sync().unwrap();
}
