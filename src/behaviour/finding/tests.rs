//! Searches, digests and their words.

use super::*;

#[test]
fn searches_are_narrowed_by_author_and_day() {
    let all = wanted("кава від:@olia з:2025-03-01 до:01.04.2025 на роботі");
    assert_eq!(all.words, "кава на роботі");
    assert_eq!(all.author.as_deref(), Some("olia"));
    assert_eq!(
        (all.from, all.until),
        (Some((2025, 3, 1)), Some((2025, 4, 1)))
    );
    // What is no filter is a word.
    let odd = wanted("з:вчора від: https://t.me/x 10:30");
    assert_eq!(odd.words, "з:вчора від: https://t.me/x 10:30");
    assert_eq!(wanted("").words, "");
}

fn check(message: &str, expected: Option<&str>) {
    let names = NameForms::generate("Гряг");
    assert_eq!(
        asked(message, &names, false).as_deref(),
        expected,
        "{message}"
    );
}

#[test]
fn who_said_it_is_understood_when_we_are_asked() {
    check("гряг, хто казав про каву?", Some("каву"));
    check(
        "Хто тут писав про новий сервер, гряже?",
        Some("новий сервер"),
    );
    check("Грягу, коли Оля згадувала про відпустку", Some("відпустку"));
    check("хто казав про каву?", None);
    check("гряг, що думаєш про каву?", None);
    check("гряг, хто казав про?", None);
    check("гряг", None);
    let names = NameForms::generate("Гряг");
    assert_eq!(
        asked("а хто казав про чай?", &names, true).as_deref(),
        Some("чай")
    );
}

#[test]
fn only_supergroups_have_links() {
    let there = ChatId(-1_002_100_000_001);
    assert_eq!(
        link(there, None, MessageId(7)).as_deref(),
        Some("https://t.me/c/2100000001/7")
    );
    assert_eq!(
        link(there, Some("kava"), MessageId(7)).as_deref(),
        Some("https://t.me/kava/7")
    );
    assert_eq!(link(ChatId(-500), None, MessageId(7)), None);
    assert_eq!(link(there, None, MessageId(-999_999_998)), None);
}

#[test]
fn hits_and_digests_read_like_ukrainian() {
    let at = LocalTime {
        year: 2025,
        month: 3,
        day: 12,
        weekday: 2,
        hour: 9,
        minute: 5,
    };
    let hit = Found {
        author: "Оля".into(),
        at,
        words: "йдемо\nна каву".into(),
        link: Some("https://t.me/c/1/2".into()),
    };
    assert_eq!(
        found_text(&[hit]),
        "Ось що памʼятаю:\n\nОля, 12 березня 2025, 09:05: «йдемо на каву»\nhttps://t.me/c/1/2"
    );
    assert_eq!(found_text(&[]), NOTHING_FOUND);
    let digest = Digest {
        span_s: 5 * 3_600,
        messages: 21,
        authors: 1,
        strands: vec![Strand {
            name: "техніка",
            messages: 20,
            keywords: vec!["сервер".into()],
            participants: vec!["Оля".into(), "Петро".into(), "Юрко".into(), "Ян".into()],
            link: None,
        }],
        open_questions: vec!["хто йде?".into()],
    };
    assert_eq!(
        digest_text(&digest),
        "За 5 годин: 21 повідомлення від 1 людини.\n\n• техніка (20): «сервер» — Оля, Петро, \
         Юрко та інші\n\nБез відповіді:\n— хто йде?"
    );
    assert_eq!(digest_text(&Digest::default()), NOTHING_MISSED);
    let mut linked = digest;
    linked.strands[0].link = Some("https://t.me/c/1234/5".into());
    assert_eq!(
        told_digest(&linked, "Оля й Петро лагодили сервер."),
        "За 5 годин: 21 повідомлення від 1 людини.\n\nОля й Петро лагодили сервер.\n\n\
         • техніка: https://t.me/c/1234/5"
    );
}
