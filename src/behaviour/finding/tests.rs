//! Searches, digests and their words.

use super::*;

#[test]
fn searches_are_narrowed_by_author_and_day() {
    let all = wanted("кава від:@olia з:2025-03-01 до:01.04.2025 на роботі").unwrap();
    assert_eq!(all.words, "кава на роботі");
    assert_eq!(all.author.as_deref(), Some("olia"));
    assert_eq!(
        (all.from, all.until),
        (Some(Day::Date(2025, 3, 1)), Some(Day::Date(2025, 4, 1)))
    );
    // What is no filter is a word.
    let odd = wanted("від: https://t.me/x 10:30").unwrap();
    assert_eq!(odd.words, "від: https://t.me/x 10:30");
    assert_eq!(wanted("").unwrap().words, "");
}

#[test]
fn days_are_understood_as_people_name_them_or_not_at_all() {
    let from = |words: &str| wanted(words).map(|wanted| wanted.from);
    assert_eq!(from("кава З:вчора"), Ok(Some(Day::DaysAgo(1))));
    assert_eq!(from("з:Сьогодні кава"), Ok(Some(Day::DaysAgo(0))));
    let week = wanted("кава з:минулого тижня до:минулого тижня").unwrap();
    assert_eq!(week.words, "кава");
    let last = Some(Day::WeeksAgo(1));
    assert_eq!((week.from, week.until), (last, last));
    for odd in [
        "до:2026-13-45 борщ",
        "з:завтра-колись",
        "з:минулого",
        "до:32.01.2026",
        "з:а-б",
    ] {
        assert_eq!(wanted(odd), Err(Misread), "{odd}");
    }
}

#[test]
fn the_hint_names_the_longest_digest() {
    assert!(DIGEST_HOW.contains(&format!("від 1 до {DIGEST_HOURS_MAX}:")));
}

#[test]
fn a_digest_is_asked_for_by_hours_or_not_at_all() {
    for (arguments, hours) in [
        ("", Ok(None)),
        ("  ", Ok(None)),
        ("5", Ok(Some(5))),
        ("24год", Ok(Some(24))),
        ("12 годин", Ok(Some(12))),
        ("2 дні", Ok(Some(48))),
        ("2дні", Ok(Some(48))),
        ("1 День", Ok(Some(24))),
        ("1 тиждень", Ok(Some(168))),
        ("5 борщів", Err(Misread)),
        ("9000000000000000000 днів", Ok(Some(336))),
        ("100000", Ok(Some(336))),
        ("абв", Err(Misread)),
        ("-5", Err(Misread)),
        ("0", Err(Misread)),
        ("99999999999999999999", Err(Misread)),
    ] {
        assert_eq!(digest_hours(arguments), hours, "{arguments}");
    }
}

#[test]
fn an_excerpt_shows_the_place_of_the_match() {
    let long = format!(
        "{} тут наш борщ {}",
        "слово ".repeat(80),
        "далі ".repeat(80)
    );
    for line in [long.as_str(), &"х".repeat(3_000), "короткий борщ", ""] {
        let shown = excerpt(line, "борщі");
        assert!(shown.chars().count() <= 160, "{shown}");
        assert_eq!(shown.contains("борщ"), line.contains("борщ"), "{shown}");
    }
    let shown = excerpt(&long, "борщ");
    assert!(
        shown.starts_with("…слово") && shown.ends_with('…'),
        "{shown}"
    );
    let at_end = format!("{}кінець про борщ", "слово ".repeat(80));
    assert!(excerpt(&at_end, "борщу").ends_with("про борщ"));
    let unbroken = format!("{} борщ", "x".repeat(3_000));
    assert!(excerpt(&unbroken, "борщ").ends_with("x борщ"));
    let at_start = format!("борщ {}", "слово ".repeat(80));
    assert!(excerpt(&at_start, "борщ").starts_with("борщ слово"));
}

#[test]
fn whoever_is_quoted_is_not_called() {
    let hit = Found {
        author: "Оля @olia".into(),
        at: LocalTime {
            year: 2025,
            month: 3,
            day: 12,
            weekday: 2,
            hour: 9,
            minute: 5,
        },
        words: "@taras_777 глянь, пошта a@b.ua".into(),
        link: None,
    };
    let digest = Digest {
        messages: 9,
        open_questions: vec!["@olia, ти де?".into()],
        ..Digest::default()
    };
    for said in [
        found_text(&[hit], "пошта"),
        digest_text(&digest),
        told_digest(&digest, "@olia питала, де всі"),
    ] {
        assert!(said.contains("@\u{2060}"), "{said}");
        let is_live = said
            .split('@')
            .skip(1)
            .any(|after| !after.starts_with('\u{2060}'));
        assert!(!is_live, "{said}");
    }
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
    for says in [
        "написав",
        "написала",
        "розказав",
        "розказувала",
        "розказували",
    ] {
        check(&format!("гряг, хто {says} про каву?"), Some("каву"));
    }
    check("гряг, хто може написати про каву?", None);
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
        found_text(&[hit], "кава"),
        "Ось що памʼятаю:\n\nОля, 12 березня 2025, 09:05: «йдемо на каву»\nhttps://t.me/c/1/2"
    );
    assert_eq!(found_text(&[], "кава"), NOTHING_FOUND);
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
