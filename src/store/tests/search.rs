//! Words and word forms, quoting, borders between chats, what is gone.

use super::*;

fn filled() -> Store {
    let mut store = Store::in_memory().unwrap();
    let lines = [
        (1, 5, "Хто йде на каву? Але про роботу мовчимо"),
        (2, 6, "Я б випила кави, тільки пізніше"),
        (3, 5, "Їжак спить під яблунею"),
        (4, 7, "м'ята і меліса, тест-драйв нової машини"),
        (5, 6, "кава кава кава, і ще раз про роботу"),
        (6, 8, "AND OR NEAR це просто слова"),
    ];
    for (number, who, text) in lines {
        remember(&mut store, &says(number, who, NOW.0 - 1_000 + number, text));
    }
    let mut elsewhere = says(1, 5, NOW.0, "кава в іншому чаті");
    elsewhere.chat = chat(ChatId(-2));
    remember(&mut store, &elsewhere);
    store
}

fn query(words: &str) -> SearchQuery<'_> {
    SearchQuery {
        chat: CHAT,
        words,
        sender: None,
        from: None,
        until: None,
        except: None,
        needs_all: true,
        limit: 5,
    }
}

fn numbers(store: &Store, query: &SearchQuery<'_>) -> Vec<i64> {
    let hits = store.read().search(query, NOW).unwrap();
    let mut numbers: Vec<i64> = hits
        .iter()
        .filter_map(|hit| hit.line.message_id)
        .map(|id| id.0)
        .collect();
    numbers.sort_unstable();
    numbers
}

#[test]
fn every_form_of_a_word_finds_every_other() {
    let store = filled();
    for form in ["кава", "КАВУ", "кави", "кавою"] {
        assert_eq!(numbers(&store, &query(form)), [1, 2, 5], "{form}");
    }
    assert_eq!(numbers(&store, &query("їжака")), [3]);
    assert_eq!(numbers(&store, &query("кава робота")), [1, 5]);
    assert_eq!(numbers(&store, &query("м’ята")), [4]);
    assert_eq!(numbers(&store, &query("драйв")), [4]);
}

#[test]
fn operators_and_quotation_marks_are_words_or_nothing() {
    let store = filled();
    assert_eq!(numbers(&store, &query("AND")), [6]);
    assert_eq!(numbers(&store, &query("near OR")), [6]);
    for strange in [
        "\"",
        "\"\"\"",
        "*",
        "-",
        "кава*\"",
        "NOT",
        "form:кава",
        "^",
        "(",
        ")",
        "NEAR(",
        "a\"b",
        "'; DROP TABLE message; --",
        "/1",
        ":5",
        "\0",
        "🙂",
        "^кава",
        "{}",
        "+ +",
    ] {
        store.read().search(&query(strange), NOW).unwrap();
    }
    assert_eq!(numbers(&store, &query("\"кава\" -робота*")), [1, 5]);
    assert_eq!(numbers(&store, &query("/1")), [0_i64; 0]);
    assert_eq!(numbers(&store, &query("")), [0_i64; 0]);
    let long = "бубамара ".repeat(10_000);
    assert_eq!(numbers(&store, &query(&long)), [0_i64; 0]);
}

#[test]
fn persons_and_days_narrow_a_search() {
    let store = filled();
    let by = |who| SearchQuery {
        sender: Some(SenderId(who)),
        ..query("кава")
    };
    assert_eq!(numbers(&store, &by(6)), [2, 5]);
    assert_eq!(numbers(&store, &by(99)), [0_i64; 0]);
    let since = SearchQuery {
        from: Some(UnixTime(NOW.0 - 997)),
        ..query("кава")
    };
    assert_eq!(numbers(&store, &since), [5]);
    let until = SearchQuery {
        until: Some(UnixTime(NOW.0 - 998)),
        ..query("кава")
    };
    assert_eq!(numbers(&store, &until), [1]);
    let but_one = SearchQuery {
        except: Some(MessageId(5)),
        ..query("кава")
    };
    assert_eq!(numbers(&store, &but_one), [1, 2]);
}

#[test]
fn without_all_words_the_rarest_count_most() {
    let mut store = filled();
    for number in 100..300 {
        remember(
            &mut store,
            &says(number, 9, NOW.0 - number, "знову про роботу"),
        );
    }
    let any = SearchQuery {
        needs_all: false,
        ..query("яка робота в їжака?")
    };
    let hits = store.read().search(&any, NOW).unwrap();
    assert_eq!(hits[0].line.message_id, Some(MessageId(3)));
    assert!(hits[0].rarity < 2.0);
}

#[test]
fn an_edit_changes_what_is_found() {
    let mut store = filled();
    let mut edited = says(3, 5, NOW.0 - 997, "Кіт спить під вишнею");
    edited.edited_at = Some(NOW);
    assert!(store.change(|writer| writer.edit(&edited, None)).unwrap());
    assert!(!store.change(|writer| writer.edit(&edited, None)).unwrap());
    assert_eq!(numbers(&store, &query("їжак")), [0_i64; 0]);
    assert_eq!(numbers(&store, &query("вишня")), [3]);
}

#[test]
fn what_is_deleted_leaves_the_index_to_the_last_byte() {
    let mut store = filled();
    let secret = "абракадабрище";
    remember(&mut store, &says(50, 5, NOW.0, secret));
    store
        .change(|writer| {
            writer
                .conn
                .execute("DELETE FROM message WHERE message_id = 50", [])?;
            assert!(writer.merge_words(-64)?);
            while writer.merge_words(64)? {}
            Ok(())
        })
        .unwrap();
    assert_eq!(numbers(&store, &query(secret)), [0_i64; 0]);
    let mut statement = store
        .conn
        .prepare("SELECT block FROM message_words_data")
        .unwrap();
    let blocks = statement
        .query_map([], |row| row.get::<_, Vec<u8>>(0))
        .unwrap();
    // A stem's first letters may be shared with its neighbour; its middle is its own.
    let trace = "ракадабр".as_bytes();
    for block in blocks {
        assert!(
            !block
                .unwrap()
                .windows(trace.len())
                .any(|window| window == trace)
        );
    }
    assert_eq!(numbers(&store, &query("кава")), [1, 2, 5]);
}

#[test]
fn a_chat_that_moves_takes_its_index_along() {
    let mut store = filled();
    let new = ChatId(-1_009_999);
    let mut there = says(1, 5, NOW.0, "каву вже п'ють у новому чаті");
    there.chat = chat(new);
    remember(&mut store, &there);
    store
        .change(|writer| writer.migrate_chat(CHAT, new))
        .unwrap();
    let hits = store
        .read()
        .search(
            &SearchQuery {
                chat: new,
                ..query("кава")
            },
            NOW,
        )
        .unwrap();
    assert_eq!(hits.len(), 4);
    assert_eq!(numbers(&store, &query("кава")), [0_i64; 0]);
    let left = store.change(|writer| writer.mentions_chat(CHAT)).unwrap();
    assert_eq!(left, None);
}

#[test]
fn a_new_stemmer_makes_a_new_index() {
    let mut store = filled();
    store
        .change(|writer| {
            writer.check_words()?;
            writer.set_meta("words_form", "як стеміли колись")?;
            writer.conn.execute("DELETE FROM message_words", [])?;
            Ok(())
        })
        .unwrap();
    assert_eq!(numbers(&store, &query("кава")), [0_i64; 0]);
    let next = |store: &mut Store| {
        store
            .change(|writer| {
                writer.check_words()?;
                writer.index_some(2)
            })
            .unwrap()
    };
    let mut steps = 0;
    while next(&mut store) > 0 {
        steps += 1;
    }
    assert_eq!(steps, 4);
    assert_eq!(numbers(&store, &query("кава")), [1, 2, 5]);
}

#[test]
fn frequencies_count_the_chat_and_the_span_only() {
    let store = filled();
    let stem = crate::analysis::stem::stem("кава");
    let count = |from: i64, until: i64| {
        let (from, until) = (UnixTime(NOW.0 + from), UnixTime(NOW.0 + until));
        store.read().frequency(CHAT, &stem, from, until).unwrap()
    };
    assert_eq!(count(-5_000, 5), 3);
    assert_eq!(count(-996, 5), 1);
    assert_eq!(
        store
            .read()
            .frequency(CHAT, "нема", UnixTime(0), NOW)
            .unwrap(),
        0
    );
    assert_eq!(
        store
            .read()
            .frequency(ChatId(-77), &stem, UnixTime(0), NOW)
            .unwrap(),
        0
    );
}

#[test]
fn a_loud_chat_does_not_crowd_a_quiet_one_out() {
    let mut store = filled();
    for number in 1_000..1_300 {
        let mut elsewhere = says(number, 5, NOW.0 + number, "знову кава і знову кава");
        elsewhere.chat = chat(ChatId(-2));
        remember(&mut store, &elsewhere);
    }
    assert_eq!(numbers(&store, &query("кава")), [1, 2, 5]);
    let by = SearchQuery {
        sender: Some(SenderId(5)),
        ..query("кава")
    };
    assert_eq!(numbers(&store, &by), [1]);
}

#[test]
fn what_we_only_repeat_is_no_hit_and_what_we_said_comes_after_people() {
    let mut store = filled();
    let own = |number: i64, text: &'static str| OwnMessage {
        chat: CHAT,
        message_id: Some(MessageId(number)),
        thread_id: None,
        reply_to: None,
        sent_at: NOW,
        text,
        me: SenderId(1),
        name: "Гряг",
    };
    store
        .change(|writer| {
            writer.remember_aside(&own(700, "Ось що пам'ятаю: Оля: «кава»"))?;
            writer.remember_own(&own(701, "кава"))
        })
        .unwrap();
    let found = |store: &Store| -> Vec<i64> {
        let hits = store.read().search(&query("кава"), NOW).unwrap();
        hits.iter()
            .map(|hit| hit.line.message_id.unwrap().0)
            .collect()
    };
    let before = found(&store);
    assert_eq!(before.len(), 4);
    assert_eq!(before.last(), Some(&701), "{before:?}");
    let lines = store.read().recent(CHAT, None, 100).unwrap();
    let is_turn = |number: i64| {
        lines
            .iter()
            .any(|line| line.message_id == Some(MessageId(number)))
    };
    assert!(is_turn(701) && !is_turn(700));
    // A new index keeps them out as well.
    store
        .change(|writer| {
            writer.set_meta("words_form", "інакше")?;
            writer.check_words()?;
            while writer.index_some(100)? > 0 {}
            Ok(())
        })
        .unwrap();
    assert_eq!(found(&store), before);
}

#[test]
fn addresses_are_found_by_their_words_and_forms_by_each_other() {
    let mut store = filled();
    remember(
        &mut store,
        &says(
            60,
            5,
            NOW.0,
            "дивись https://www.example.com/borshch-recept?q=kapusta",
        ),
    );
    remember(
        &mut store,
        &says(61, 5, NOW.0, "болить нога, і рука, і пес скавулить"),
    );
    for words in [
        "example",
        "example.com",
        "kapusta",
        "recept",
        "https://example.com/",
    ] {
        assert_eq!(numbers(&store, &query(words)), [60], "{words}");
    }
    assert_eq!(numbers(&store, &query("https")), [0_i64; 0]);
    for words in ["нозі", "руці", "псу", "псами нозі"] {
        assert_eq!(numbers(&store, &query(words)), [61], "{words}");
    }
}
