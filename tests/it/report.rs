//! The operator's page: what it counts, and that nothing in it is markup but its own.

use gryag::clock::{SECONDS_PER_DAY, UnixTime};
use gryag::ids::{ChatId, MessageId, SenderId};
use gryag::llm::Prices;
use gryag::message::{Chat, ChatKind, Incoming, Sender, SenderKind};
use gryag::ops::report::{Scope, Sizes, make};
use gryag::store::{NewMessage, OwnMessage, Store, Verdict};

const NOW: UnixTime = UnixTime(1_795_562_972);
const LOUD: ChatId = ChatId(-1);
const QUIET: ChatId = ChatId(-2);

fn store() -> Store {
    Store::in_memory().unwrap()
}

fn chat(id: ChatId, title: &str) -> Chat {
    Chat {
        id,
        kind: ChatKind::Supergroup,
        title: title.to_owned(),
        username: None,
        is_forum: false,
    }
}

/// `who` writes message `number` in a chat, so many seconds before [`NOW`].
fn says(store: &mut Store, chat: &Chat, number: i64, who: (i64, &str), ago_s: i64) {
    let incoming = Incoming {
        chat: chat.clone(),
        message_id: MessageId(number),
        thread_id: None,
        sender: Sender {
            id: SenderId(who.0),
            kind: SenderKind::Person,
            name: who.1.to_owned(),
            username: None,
        },
        sent_at: NOW.minus(ago_s),
        edited_at: None,
        reply_to: None,
        text: "таємниця".to_owned(),
        media: None,
        mentions: Vec::new(),
        command: None,
        is_forward: false,
        is_via_bot: false,
    };
    let new = NewMessage {
        incoming: &incoming,
        is_ours: false,
        verdict: Some(Verdict {
            language: 0,
            emotion: 0,
            sentiment: 0,
            topic: 0,
            toxicity: 0,
        }),
        words: None,
    };
    store
        .write(|writer| {
            writer.note_chat(chat, NOW)?;
            writer.note_person(&incoming.sender, NOW)?;
            writer.remember(&new)?;
            Ok::<_, gryag::store::Error>(())
        })
        .unwrap();
}

fn page(store: &Store, chat: Option<ChatId>, days: i64) -> String {
    let scope = Scope {
        chat,
        days,
        now: NOW,
    };
    make(store.read(), scope, Sizes::default(), &Prices::default()).unwrap()
}

#[test]
fn a_page_about_nothing_says_so_and_is_whole() {
    for days in [1, 30, 3_650] {
        let page = page(&store(), None, days);
        assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
        assert!(page.contains("Даних ще немає."));
    }
    assert!(page(&store(), Some(ChatId(7)), 30).contains("Даних ще немає."));
}

#[test]
fn a_page_about_one_chat_knows_nothing_of_the_other() {
    let mut store = store();
    let (loud, quiet) = (chat(LOUD, "Гучний"), chat(QUIET, "Тихий"));
    for number in 1..=30 {
        says(&mut store, &loud, number, (7, "Оля"), number * 3_600);
    }
    says(&mut store, &quiet, 1, (8, "Тарас"), 60);
    let all = page(&store, None, 30);
    for words in ["<b>31</b>", "Гучний", "Тихий", "Оля", "Тарас"] {
        assert!(all.contains(words), "{words}");
    }
    let one = page(&store, Some(QUIET), 30);
    assert!(one.contains("<b>1</b>") && one.contains("Тарас"));
    assert!(!one.contains("Оля") && !one.contains("Гучний"));
}

#[test]
fn only_the_wanted_days_count() {
    let mut store = store();
    let loud = chat(LOUD, "Гучний");
    for day in 0..20 {
        says(
            &mut store,
            &loud,
            day + 1,
            (7, "Оля"),
            day * SECONDS_PER_DAY,
        );
    }
    assert!(page(&store, None, 7).contains("<b>7</b>"));
    assert!(page(&store, None, 30).contains("<b>20</b>"));
}

#[test]
fn how_long_an_answer_took_is_counted_from_the_message_it_answers() {
    let mut store = store();
    let loud = chat(LOUD, "Гучний");
    says(&mut store, &loud, 1, (7, "Оля"), 600);
    let own = OwnMessage {
        chat: LOUD,
        message_id: Some(MessageId(2)),
        thread_id: None,
        reply_to: Some(MessageId(1)),
        sent_at: NOW.minus(593),
        text: "ага",
        me: SenderId(1),
        name: "Гряг",
    };
    store.write(|writer| writer.remember_own(&own)).unwrap();
    assert!(page(&store, None, 30).contains("половина відповідей — за <b>7 с</b>"));
}

#[test]
fn names_are_shown_as_they_are_and_do_nothing() {
    let mut store = store();
    let evil = chat(LOUD, "</title><script>alert(1)</script>");
    says(
        &mut store,
        &evil,
        1,
        (7, "<img src=x onerror=alert(1)>\""),
        60,
    );
    for page in [page(&store, None, 30), page(&store, Some(LOUD), 30)] {
        assert!(!page.contains("<script") && !page.contains("<img"));
        assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;&quot;"));
        assert!(
            !page.contains("таємниця"),
            "words of people stay where they are"
        );
        // Nothing is fetched from anywhere.
        for word in ["http:", "https:", "url(", "@import", "src="] {
            let own = page.replace("src=x", "");
            assert!(!own.contains(word), "{word}");
        }
    }
}

#[test]
fn a_hundred_chats_are_twelve_and_the_rest() {
    let mut store = store();
    for number in 1..=100 {
        let chat = chat(ChatId(-number), &format!("Чат {number}"));
        for message in 1..=number {
            says(&mut store, &chat, message, (number, "Хтось"), 60);
        }
    }
    let page = page(&store, None, 1);
    assert!(page.contains("Чат 100<") && page.contains("Чат 89<"));
    assert!(!page.contains("Чат 88<"));
    assert!(page.contains("решта"));
}
