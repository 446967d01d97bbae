//! What is known of pictures and sounds: found by words, gone with the messages that show them.

use super::*;
use crate::ids::UpdateId;
use crate::store::{Forgetting, NewJob, SearchQuery};

const ME: SenderId = SenderId(1);

fn sends(number: i64, who: i64, kind: MediaKind, unique_id: &str, caption: &str) -> Incoming {
    let mut sent = says(number, who, NOW.0 + number, caption);
    sent.media = Some(Media {
        file_unique_id: unique_id.to_owned(),
        ..Media::bare(kind)
    });
    sent
}

fn found(store: &Store, words: &str) -> Vec<i64> {
    let query = SearchQuery {
        chat: CHAT,
        words,
        sender: None,
        from: None,
        until: None,
        except: None,
        needs_all: true,
        limit: 10,
    };
    let hits = store.read().search(&query, NOW.plus(1_000)).unwrap();
    let mut numbers: Vec<i64> = hits
        .into_iter()
        .filter_map(|hit| hit.line.message_id)
        .map(|id| id.0)
        .collect();
    numbers.sort_unstable();
    numbers
}

fn description(store: &Store, unique_id: &str) -> Option<String> {
    let row = store.read().media(unique_id).unwrap();
    row.and_then(|row| row.description)
}

#[test]
fn a_picture_is_found_by_what_it_shows_and_a_sticker_is_not() {
    let mut store = Store::in_memory().unwrap();
    remember(&mut store, &sends(1, 5, MediaKind::Photo, "фото", "глянь"));
    remember(&mut store, &sends(2, 5, MediaKind::Sticker, "стікер", ""));
    store
        .change(|writer| {
            writer.describe_media("фото", "рудий котик на вікні")?;
            writer.describe_media("стікер", "рудий котик танцює")
        })
        .unwrap();
    remember(&mut store, &sends(3, 6, MediaKind::Photo, "фото", ""));
    assert_eq!(found(&store, "рудий котик"), [1, 3]);
    assert_eq!(found(&store, "глянь"), [1]);
    let mut edited = sends(1, 5, MediaKind::Photo, "фото", "дивіться");
    edited.edited_at = Some(NOW.plus(50));
    store.change(|writer| writer.edit(&edited, None)).unwrap();
    assert_eq!(found(&store, "рудий котик"), [1, 3]);
    assert_eq!(found(&store, "дивіться"), [1]);
    assert_eq!(found(&store, "глянь"), [0_i64; 0]);
}

#[test]
fn what_a_picture_shows_goes_with_the_last_message_that_shows_it() {
    let mut store = Store::in_memory().unwrap();
    for (number, who, unique_id) in [(1, 5, "його"), (2, 5, "спільне"), (3, 6, "спільне")]
    {
        remember(
            &mut store,
            &sends(number, who, MediaKind::Photo, unique_id, ""),
        );
    }
    store
        .change(|writer| {
            writer.note_chat(&chat(CHAT), NOW)?;
            writer.describe_media("його", "таємний рецепт")?;
            writer.describe_media("спільне", "краєвид")?;
            // Packing takes rows out and puts them back: nothing goes.
            writer.pack_some(NOW.plus(10_000), 64, &|_| false)
        })
        .unwrap();
    assert!(description(&store, "його").is_some());
    let mut done: Forgetting = store
        .change(|writer| writer.begin_forgetting(SenderId(5), NOW.plus(500)))
        .unwrap();
    while !done.is_done() {
        store
            .change(|writer| writer.forget_step(SenderId(5), ME, &mut done))
            .unwrap();
    }
    assert_eq!(description(&store, "його"), None);
    assert_eq!(found(&store, "рецепт"), [0_i64; 0]);
    assert_eq!(description(&store, "спільне").as_deref(), Some("краєвид"));
    assert_eq!(found(&store, "краєвид"), [3]);
    while store
        .change(|writer| Ok(writer.forget_chat(CHAT, 10)?.0))
        .unwrap()
        > 0
    {}
    assert_eq!(store.read().media("спільне").unwrap(), None);
}

#[test]
fn a_question_of_somebody_else_forgets_the_medium_that_it_quotes() {
    let mut store = Store::in_memory().unwrap();
    let job = NewJob {
        chat: CHAT,
        person: SenderId(9),
        kind: "reply",
        update_id: UpdateId(1),
        payload: r#"{"quoted":1,"quoted_medium":{"unique_id":"її"}}"#,
        expires_at: NOW.plus(600),
    };
    let mut done = store
        .change(|writer| {
            writer.add_job(&job, NOW)?;
            writer.begin_forgetting(SenderId(5), NOW)
        })
        .unwrap();
    while !done.is_done() {
        store
            .change(|writer| writer.forget_step(SenderId(5), ME, &mut done))
            .unwrap();
    }
    let job = store.read().next_job(CHAT, NOW).unwrap().unwrap();
    assert_eq!(job.payload, r#"{"quoted":null,"quoted_medium":null}"#);
}

#[test]
fn a_sticker_is_familiar_when_it_was_sent_often_and_nobody_knows_what_it_shows() {
    let mut store = Store::in_memory().unwrap();
    let is_familiar = |store: &Store| store.read().is_familiar("кіт", 3).unwrap();
    for number in 1..=3 {
        assert!(!is_familiar(&store));
        remember(&mut store, &sends(number, 5, MediaKind::Sticker, "кіт", ""));
    }
    assert!(is_familiar(&store));
    let vain_look = |store: &mut Store| {
        store.change(|writer| writer.note_vain_look("кіт")).unwrap();
    };
    vain_look(&mut store);
    assert!(is_familiar(&store));
    vain_look(&mut store);
    assert!(!is_familiar(&store), "two looks in vain are enough");
    let shows = |sender, unique_id| {
        let reader = store.read();
        reader
            .shows(CHAT, MessageId(2), SenderId(sender), unique_id)
            .unwrap()
    };
    assert!(shows(5, "кіт") && !shows(6, "кіт") && !shows(5, "пес"));
}
