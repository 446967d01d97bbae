//! Compaction loses nothing, hides nothing, keeps nothing that is gone.

use super::*;

fn filled(count: i64) -> Store {
    let mut store = Store::in_memory().unwrap();
    for number in 1..=count {
        let text = format!("повідомлення номер {number} про каву, котиків і погоду");
        remember(
            &mut store,
            &says(number, 5 + number % 3, NOW.0 + number, &text),
        );
    }
    store
}

fn pack_all(store: &mut Store) -> usize {
    let mut packed = 0;
    loop {
        let step = store
            .change(|writer| {
                writer.pack_some(NOW.plus(10_000), 64, &|text| text.contains("важливо"))
            })
            .unwrap();
        packed += step.packed;
        if step.looked_at == 0 {
            return packed;
        }
    }
}

fn count(store: &Store, sql: &str) -> i64 {
    store.conn.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn packed_messages_read_and_search_as_before() {
    let mut store = filled(200);
    let mut sticker = says(201, 5, NOW.0 + 201, "");
    sticker.media = Some(Media {
        kind: MediaKind::Voice,
        file_id: String::new(),
        file_unique_id: "v".into(),
        emoji: None,
        title: None,
        duration_s: Some(7),
        size_bytes: None,
        view: None,
    });
    remember(&mut store, &sticker);
    let before = store.read().recent(CHAT, None, 500).unwrap();
    let search = |store: &Store| {
        let query = SearchQuery {
            chat: CHAT,
            words: "кава номер",
            sender: Some(SenderId(6)),
            from: None,
            until: None,
            except: None,
            needs_all: true,
            limit: 5,
        };
        store.read().search(&query, NOW).unwrap()
    };
    let found = search(&store);
    assert_eq!(found.len(), 5);
    assert!(pack_all(&mut store) > 180);
    assert_eq!(pack_all(&mut store), 0);
    assert_eq!(store.read().recent(CHAT, None, 500).unwrap(), before);
    assert_eq!(search(&store), found);
    let one = store.read().message(CHAT, MessageId(77)).unwrap().unwrap();
    assert_eq!(one, before[76]);
    let texts = store.read().last_texts_of(CHAT, SenderId(6), 3).unwrap();
    assert!(texts[0].contains("номер 199"));
    assert_eq!(store.read().message_count().unwrap(), 201);
    assert_eq!(count(&store, "SELECT count(*) FROM pack_gap"), 0);
}

#[test]
fn remarkable_messages_stay_as_they_are() {
    let mut store = filled(40);
    remember(&mut store, &says(50, 1, NOW.0 + 50, "сказав Гряг"));
    remember(
        &mut store,
        &answers(51, 3, NOW.0 + 51, "відповідь на третє"),
    );
    remember(
        &mut store,
        &answers(52, 50, NOW.0 + 52, "відповідь Грягові"),
    );
    remember(&mut store, &says(53, 5, NOW.0 + 53, "це важливо"));
    pack_all(&mut store);
    for number in [3, 50, 52, 53] {
        let sql = format!("SELECT packed IS NULL FROM message WHERE message_id = {number}");
        assert_eq!(count(&store, &sql), 1, "{number}");
    }
    assert_eq!(
        count(
            &store,
            "SELECT packed IS NULL FROM message WHERE message_id = 51"
        ),
        0
    );
}

#[test]
fn new_messages_are_not_packed() {
    let mut store = filled(100);
    let step = store
        .change(|writer| writer.pack_some(NOW, 500, &|_| false))
        .unwrap();
    assert_eq!(step, Packed::default());
}

#[test]
fn what_an_import_brings_later_is_packed_too() {
    let mut store = filled(64);
    pack_all(&mut store);
    for number in 1_000..1_040 {
        remember(
            &mut store,
            &says(number, 5, NOW.0 - number, "давнє і забуте"),
        );
    }
    assert_eq!(pack_all(&mut store), 0);
    store
        .change(|writer| writer.look_again_from(UnixTime(NOW.0 - 1_039)))
        .unwrap();
    assert_eq!(pack_all(&mut store), 40);
}

#[test]
fn erased_words_leave_their_pack() {
    let mut store = filled(40);
    pack_all(&mut store);
    store
        .change(|writer| {
            writer
                .conn
                .execute("DELETE FROM message WHERE sender_id = 6", [])?;
            while writer.close_gaps(1)? > 0 {}
            Ok(())
        })
        .unwrap();
    let lines = store.read().recent(CHAT, None, 500).unwrap();
    assert!(lines.iter().all(|line| line.sender_id != SenderId(6)));
    let third = store.read().message(CHAT, MessageId(3)).unwrap().unwrap();
    assert!(third.text.contains("номер 3 "));
    let inside: usize = {
        let mut statement = store.conn.prepare("SELECT data FROM pack").unwrap();
        let blocks = statement
            .query_map([], |row| row.get::<_, Vec<u8>>(0))
            .unwrap();
        blocks
            .map(|block| pack::unpack(&block.unwrap(), 99).len())
            .sum()
    };
    let packed = count(
        &store,
        "SELECT count(*) FROM message WHERE packed IS NOT NULL",
    );
    assert_eq!(i64::try_from(inside).unwrap(), packed);
    store
        .change(|writer| {
            writer.conn.execute("DELETE FROM message", [])?;
            while writer.close_gaps(1)? > 0 {}
            Ok(())
        })
        .unwrap();
    assert_eq!(count(&store, "SELECT count(*) FROM pack"), 0);
}

#[test]
fn an_edited_message_comes_out_of_its_pack() {
    let mut store = filled(40);
    pack_all(&mut store);
    let mut edited = says(9, 5, NOW.0 + 9, "зовсім інше");
    edited.edited_at = Some(NOW);
    assert!(store.change(|writer| writer.edit(&edited, None)).unwrap());
    store.change(|writer| writer.close_gaps(9)).unwrap();
    let line = store.read().message(CHAT, MessageId(9)).unwrap().unwrap();
    assert_eq!(
        (line.text.as_str(), line.sender_name.as_str()),
        ("зовсім інше", "Особа 5")
    );
    let tenth = store.read().message(CHAT, MessageId(10)).unwrap().unwrap();
    assert!(tenth.text.contains("номер 10 "));
    // The author's name did not change with the edit, and nothing was lost from the others.
    assert_eq!(store.read().recent(CHAT, None, 99).unwrap().len(), 40);
}
