//! A person who is erased leaves no words in blocks, index, summaries, media.

use super::*;
use crate::store::{Forgetting, NewSummary, Period, Summary, pack};

const ME: SenderId = SenderId(1);
const OLYA: SenderId = SenderId(7);

/// Everything that a person can read out of the database, blocks unpacked and the index by word.
fn all_words(store: &Store) -> String {
    let conn = &store.conn;
    let mut all = String::new();
    let mut add = |sql: &str| {
        let mut statement = conn.prepare(sql).unwrap();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            all.push_str(&row.get::<_, String>(0).unwrap());
            all.push('\n');
        }
    };
    for sql in [
        "SELECT text || ' ' || sender_name || ' ' || coalesce(media_form, '') FROM message",
        "SELECT text || participants FROM summary",
        "SELECT coalesce(description, '') FROM media",
        "SELECT name FROM person",
    ] {
        add(sql);
    }
    conn.execute_batch(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.terms
             USING fts5vocab('main', 'message_words', 'row')",
    )
    .unwrap();
    add("SELECT term FROM temp.terms");
    let mut packs = conn.prepare("SELECT data FROM pack").unwrap();
    let mut rows = packs.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let data: Vec<u8> = row.get(0).unwrap();
        for words in pack::unpack(&data, 256) {
            let form = words.form.unwrap_or_default();
            all.push_str(&[words.name, words.text, form].join(" "));
        }
    }
    all
}

fn summary(text: &str, participants: &str, start: i64, until: i64) -> Summary {
    Summary {
        period: Period::Day,
        start: UnixTime(start),
        until: UnixTime(until),
        text: text.into(),
        mood: "joy".into(),
        emotions: "{}".into(),
        topics: "[]".into(),
        participants: participants.into(),
        messages: 3,
        made_by: "local".into(),
    }
}

#[test]
fn packed_words_summaries_and_media_go_too() {
    let mut store = Store::in_memory().unwrap();
    for number in 1..=60 {
        let is_hers = number % 2 == 0;
        let who = if is_hers { OLYA.0 } else { 8 };
        let text = if is_hers {
            "кажу канарка щодня"
        } else {
            "своя розмова"
        };
        let mut said = says(number, who, NOW.0 + number, text);
        if is_hers {
            said.sender.name = "Оля Канарка".into();
            said.media = Some(Media {
                kind: MediaKind::Photo,
                file_id: "канарка-файл".into(),
                file_unique_id: "канарка-файл".into(),
                emoji: None,
                title: None,
                duration_s: None,
                size_bytes: None,
                view: None,
            });
        }
        store
            .change(|writer| writer.note_person(&said.sender, NOW))
            .unwrap();
        remember(&mut store, &said);
    }
    let during = summary("Говорили про канарку.", "[]", NOW.0, NOW.0 + 1_000);
    let named = summary("Згадували Оля Канарка.", "[]", NOW.0 - 9_000, NOW.0 - 8_000);
    let other = summary("Говорили про каву.", "[]", NOW.0 - 90_000, NOW.0 - 80_000);
    store
        .change(|writer| {
            writer.note_chat(&chat(CHAT), NOW)?;
            writer.describe_media("канарка-файл", "канарка на гілці")?;
            for summary in [&during, &named, &other] {
                let new = NewSummary {
                    chat: CHAT,
                    summary,
                };
                writer.note_summary(&new, NOW)?;
            }
            writer.pack_some(NOW.plus(10_000), 64, &|_| false)
        })
        .unwrap();
    let packed: i64 = store
        .conn
        .query_row(
            "SELECT count(*) FROM message WHERE packed IS NOT NULL AND sender_id = 7",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert!(packed > 10, "{packed}");
    assert!(all_words(&store).to_lowercase().contains("канарк"));
    let exported = store.read().all_words(CHAT, OLYA, 100).unwrap();
    assert_eq!(exported.len(), 30, "packed words are exported too");
    assert!(exported.iter().all(|line| line.text.contains("канарка")));

    let mut done: Forgetting = store
        .change(|writer| writer.begin_forgetting(OLYA, NOW.plus(5_000)))
        .unwrap();
    while !done.is_done() {
        store
            .change(|writer| writer.forget_step(OLYA, ME, &mut done))
            .unwrap();
    }
    while store.change(|writer| writer.close_gaps(4)).unwrap() > 0 {}
    let mut pages = -64;
    while store.change(|writer| writer.merge_words(pages)).unwrap() {
        pages = 64;
    }
    let left = all_words(&store).to_lowercase();
    assert!(!left.contains("канарк"), "{left}");
    assert!(left.contains("своя розмова") && left.contains("про каву"));
    assert_eq!((done.messages, done.summaries), (30, 2));
}
