//! The memory against a real database: search, compaction, summaries, media, migration.

mod erase;
mod full;
mod media;
mod packs;
mod search;
mod summaries;

use super::*;
use crate::clock::UnixTime;
use crate::ids::{ChatId, MessageId, SenderId};
use crate::message::{Chat, ChatKind, Incoming, Media, MediaKind, ReplyTo, Sender, SenderKind};

pub(super) const CHAT: ChatId = ChatId(-1_002_100_000_001);
pub(super) const NOW: UnixTime = UnixTime(1_790_000_000);

/// [`Store::write`] for work that fails with our own error only.
pub(super) trait Change {
    fn change<T>(&mut self, work: impl FnOnce(&Writer<'_>) -> Result<T, Error>)
    -> Result<T, Error>;
}

impl Change for Store {
    fn change<T>(
        &mut self,
        work: impl FnOnce(&Writer<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.write(work)
    }
}

pub(super) fn chat(id: ChatId) -> Chat {
    Chat {
        id,
        kind: ChatKind::Supergroup,
        title: "Кавʼярня".into(),
        username: None,
        is_forum: false,
    }
}

pub(super) fn says(number: i64, who: i64, at: i64, text: &str) -> Incoming {
    Incoming {
        chat: chat(CHAT),
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

pub(super) fn answers(number: i64, to: i64, at: i64, text: &str) -> Incoming {
    Incoming {
        reply_to: Some(ReplyTo {
            message_id: MessageId(to),
            sender_id: None,
            sender_name: String::new(),
            text: String::new(),
            quote: None,
            media: None,
        }),
        ..says(number, 7, at, text)
    }
}

pub(super) fn remember(store: &mut Store, incoming: &Incoming) -> bool {
    let new = NewMessage {
        incoming,
        is_ours: incoming.sender.id == SenderId(1),
        verdict: None,
        words: None,
    };
    store.change(|writer| writer.remember(&new)).unwrap()
}

#[test]
fn old_messages_that_come_late_stand_where_they_belong() {
    let mut store = Store::in_memory().unwrap();
    remember(&mut store, &says(10, 5, NOW.0, "нове"));
    remember(&mut store, &says(2, 5, NOW.0 - 900_000, "старе"));
    remember(
        &mut store,
        &says(3, 5, NOW.0 - 900_000, "старе, та сама секунда"),
    );
    let lines = store.read().recent(CHAT, None, 10).unwrap();
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["старе", "старе, та сама секунда", "нове"]);
}

#[test]
fn a_crowded_second_spills_and_loses_nothing() {
    let mut store = Store::in_memory().unwrap();
    for number in 1..=3_000 {
        assert!(remember(&mut store, &says(number, 5, NOW.0, "разом")));
    }
    assert_eq!(store.read().message_count().unwrap(), 3_000);
    assert!(!remember(&mut store, &says(3_000, 5, NOW.0, "удруге")));
}

#[test]
fn a_described_sticker_is_described_in_every_history() {
    let mut store = Store::in_memory().unwrap();
    let sticker = Media {
        kind: MediaKind::Sticker,
        file_id: "f".into(),
        file_unique_id: "кіт".into(),
        emoji: Some("😂".into()),
        title: None,
        duration_s: None,
        size_bytes: None,
        view: None,
    };
    for number in [1, 2] {
        let mut incoming = says(number, 5, NOW.0 + number, "");
        incoming.media = Some(sticker.clone());
        remember(&mut store, &incoming);
    }
    store
        .change(|writer| writer.describe_media("кіт", "кіт сміється"))
        .unwrap();
    let lines = store.read().recent(CHAT, None, 10).unwrap();
    assert!(
        lines
            .iter()
            .all(|line| line.text == "[стікер 😂: кіт сміється]")
    );
    let row = store.read().media("кіт").unwrap().unwrap();
    assert_eq!(
        (row.kind.as_str(), row.emoji.as_deref()),
        ("sticker", Some("😂"))
    );
    let forget = |store: &mut Store| {
        store
            .change(|writer| writer.forget_orphaned_media(NOW.plus(99), 10))
            .unwrap()
    };
    assert_eq!(forget(&mut store), 0);
    store
        .change(|writer| Ok(writer.conn.execute("DELETE FROM message", [])?))
        .unwrap();
    assert_eq!(forget(&mut store), 1);
}

#[test]
fn whose_words_and_in_answer_to_what_is_known_from_the_database() {
    let mut store = Store::in_memory().unwrap();
    remember(&mut store, &says(1, 5, NOW.0, "хто йде?"));
    remember(&mut store, &answers(2, 1, NOW.0 + 1, "я"));
    remember(&mut store, &answers(3, 2, NOW.0 + 2, "і я"));
    remember(&mut store, &answers(4, 3, NOW.0 + 3, "добре"));
    let mut ours = says(5, 1, NOW.0 + 4, "і Гряг");
    ours.reply_to = answers(0, 5, 0, "").reply_to;
    remember(&mut store, &ours);
    let thread = |of: i64, limit| -> Vec<i64> {
        let lines = store
            .read()
            .answered_by(CHAT, MessageId(of), limit)
            .unwrap();
        lines
            .iter()
            .filter_map(|line| line.message_id)
            .map(|id| id.0)
            .collect()
    };
    assert_eq!(thread(4, 9), [1, 2, 3]);
    assert_eq!(thread(4, 2), [2, 3]);
    assert_eq!(thread(1, 9), [0_i64; 0]);
    // A message that claims to answer itself.
    assert_eq!(thread(5, 9).len(), 2);
    assert!(store.read().is_ours(CHAT, MessageId(5)).unwrap());
    assert!(!store.read().is_ours(CHAT, MessageId(4)).unwrap());
    assert!(!store.read().is_ours(CHAT, MessageId(99)).unwrap());
}

#[test]
fn statistics_count_what_there_is() {
    let mut store = Store::in_memory().unwrap();
    for number in 1..=5 {
        remember(&mut store, &says(number, 5, NOW.0 + number, "раз"));
    }
    remember(&mut store, &says(6, 1, NOW.0 + 6, "і ми"));
    let imported = says(7, 8, NOW.0 - 50, "давнє");
    store
        .change(|writer| {
            writer.note_person(&imported.sender, NOW)?;
            let new = NewMessage {
                incoming: &imported,
                is_ours: false,
                verdict: None,
                words: None,
            };
            writer.remember_imported(&new, 3)
        })
        .unwrap();
    let statistics = store.read().chat_statistics(CHAT, UnixTime(0), 2).unwrap();
    assert_eq!((statistics.messages, statistics.ours), (7, 1));
    assert_eq!((statistics.imported, statistics.authors), (1, 3));
    assert_eq!(statistics.first_at, Some(UnixTime(NOW.0 - 50)));
    assert_eq!(statistics.last_at, Some(NOW.plus(6)));
    let talkers: Vec<i64> = statistics.talkers.iter().map(|who| who.messages).collect();
    assert_eq!(talkers, [5, 1]);
    assert_eq!(
        store
            .read()
            .chat_statistics(ChatId(-5), NOW, 2)
            .unwrap()
            .messages,
        0
    );
    let all = store.read().global_statistics().unwrap();
    assert_eq!((all.messages, all.people), (7, 1));
    assert!(all.database_bytes > 4_096);
}
