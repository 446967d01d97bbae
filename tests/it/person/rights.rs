//! `/me`, `/prefs`, `/optout`, `/export`, `/mystats`, `/analytics`: a person's say, and nobody
//! else's.

use super::forgetting::tables_with;
use super::*;
use gryag::message::{ReplyTo, SenderKind};

#[test]
fn me_shows_what_is_known_and_where_it_comes_from() {
    let mut world = World::new();
    let mut first = message(OLYA, "Оля", "в мене кіт Мурчик");
    first.chat.id = ChatId(-1_000_000_001_234);
    let number = world.take(first);
    let mut asked = command(OLYA, "Оля", "/me");
    asked.chat.id = ChatId(-1_000_000_001_234);
    world.take(asked);
    let answer = world
        .store
        .read()
        .next_outgoing(ChatId(-1_000_000_001_234), NOW)
        .unwrap()
        .unwrap();
    let link = format!("https://t.me/c/1234/{number}");
    for part in [
        "за 1 повідомлення",
        "1. Тварини: «в мене кіт Мурчик»",
        link.as_str(),
        "/forget",
    ] {
        assert!(answer.text.contains(part), "{part} not in {}", answer.text);
    }
    // Only she sees it.
    assert!(
        answer.body.contains(r#""receiver_user_id":7"#),
        "{}",
        answer.body
    );
}

#[test]
fn only_who_asked_sees_their_profile_and_presses_its_buttons() {
    let mut world = World::new();
    world.says(OLYA, "люблю каву");
    world.says(OLYA, "живу в Києві");
    let shown = world.order(OLYA, "/me").remove(0);
    let refused = world.press(PETRO, &shown, "✖ 1");
    assert!(
        refused[0].body.contains("не до тебе"),
        "{}",
        refused[0].body
    );
    assert_eq!(world.facts(OLYA).len(), 2);
    let removed = world.press(OLYA, &shown, "✖ 2");
    assert!(
        removed
            .iter()
            .any(|said| said.body.contains("Забув: «люблю каву»")),
        "{removed:?}"
    );
    assert_eq!(world.facts(OLYA), ["home: живу в Києві"]);
}

#[test]
fn channels_and_anonymous_admins_have_no_profile_to_show() {
    for kind in [SenderKind::AnonymousAdmin, SenderKind::Channel] {
        for order in ["/me", "/forget", "/optout", "/export", "/prefs коротко"] {
            let mut world = World::new();
            let mut incoming = command(OLYA, "Канал", order);
            incoming.sender.kind = kind;
            world.take(incoming);
            for said in world.said(OLYA) {
                assert!(said.text.contains("анонімних"), "{order}: {}", said.text);
            }
            assert!(
                !world
                    .store
                    .read()
                    .consent(SenderId(OLYA))
                    .unwrap()
                    .opted_out
            );
        }
    }
}

#[test]
fn wishes_are_kept_and_obeyed() {
    let mut world = World::with(&[
        ("BOT_SMART_REPLY_CHANCE", "1"),
        ("BOT_REACTION_CHANCE", "1"),
        ("BOT_REACTION_CHANCE_EMOTIONAL", "1"),
        ("BOT_MIN_SILENCE_MINUTES", "0"),
    ]);
    let answer = world.order(OLYA, "/prefs без реакцій, не чіпай").remove(0);
    assert!(
        answer.text.contains("не ставити тобі реакцій"),
        "{}",
        answer.text
    );
    world.says(OLYA, "ура, яка чудова новина, я щаслива!");
    assert!(world.said(OLYA).is_empty());
    assert!(world.store.read().next_job(CHAT, NOW).unwrap().is_none());
    // Others are still joined.
    world.says(PETRO, "ура, яка чудова новина, я щасливий!");
    let joined = world.store.read().next_job(CHAT, NOW).unwrap().is_some();
    assert!(joined || !world.said(PETRO).is_empty());
    // A call is answered all the same.
    world.says(OLYA, "Гряг, як справи?");
    assert!(world.store.read().next_job(CHAT, NOW).unwrap().is_some());
}

#[test]
fn a_wish_can_be_made_by_button_and_taken_back() {
    let mut world = World::new();
    let shown = world.order(OLYA, "/prefs").remove(0);
    world.press(OLYA, &shown, "Коротко");
    let wishes = world
        .store
        .read()
        .preferences(CHAT, SenderId(OLYA))
        .unwrap();
    assert_eq!(wishes.length, Some(gryag::person::portrait::Length::Short));
    let answer = world.order(OLYA, "/prefs скинути").remove(0);
    assert!(answer.text.contains("немає"), "{}", answer.text);
}

#[test]
fn who_opted_out_leaves_ids_and_times_and_nothing_else() {
    let mut world = World::new();
    world.says(OLYA, "я живу в Києві");
    let answer = world.order(OLYA, "/optout").remove(0);
    assert!(answer.text.contains("/optin"), "{}", answer.text);
    assert!(world.facts(OLYA).is_empty());
    let mut hidden = message(OLYA, "Оля Таємна", "канарка: Гряг, я працюю лікаркою");
    hidden.sender.username = Some("kanarka".to_owned());
    world.take(hidden);
    world.take(in_private(message(OLYA, "Оля Таємна", "канарка")));
    let reply = ReplyTo {
        message_id: MessageId(4),
        sender_id: Some(SenderId(OLYA)),
        sender_name: "Оля Таємна".to_owned(),
        text: "канарка".to_owned(),
        quote: None,
        media: None,
    };
    let mut quoting = message(PETRO, "Петро", "Гряг, що скажеш?");
    quoting.reply_to = Some(reply);
    world.take(quoting);
    assert!(!world.prompt_in(CHAT).contains("канарка"));
    assert_eq!(
        tables_with(&world, &["канарка", "kanarka", "Таємна"]),
        [""; 0]
    );
    let raw = world.raw();
    let stored: i64 = raw
        .query_row(
            "SELECT count(*) FROM message WHERE sender_id = 7 AND text = '' AND chat_id = -100
             AND message_id IS NOT NULL AND sent_at > 0",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(stored, 1, "the order of the chat is kept");
    let profiles = world.store.read().profile(CHAT, SenderId(OLYA)).unwrap();
    assert!(profiles.is_none());
    // She may change her mind, and only from then on is anything kept.
    let answer = world.order(OLYA, "/optin").remove(0);
    assert!(answer.text.contains("памʼятаю"), "{}", answer.text);
    world.says(OLYA, "я живу у Львові");
    assert_eq!(world.facts(OLYA), ["home: я живу у Львові"]);
}

#[test]
fn an_edit_of_who_opted_out_stores_no_words() {
    let mut world = World::new();
    let number = world.says(OLYA, "звичайні слова");
    world.order(OLYA, "/optout");
    let mut edited = message(OLYA, "Оля", "канарка");
    edited.message_id = number;
    world.take_event(Event::Edited(Box::new(edited.clone())));
    edited.message_id = MessageId(9_999);
    world.take_event(Event::Edited(Box::new(edited)));
    assert_eq!(tables_with(&world, &["канарка"]), [""; 0]);
}

#[test]
fn an_export_goes_to_the_private_chat_and_holds_everything() {
    let mut world = World::new();
    world.says(OLYA, "я живу в Києві");
    world.says(PETRO, "я живу в Одесі");
    let said = world.order(OLYA, "/export");
    assert_eq!(said.len(), 1);
    assert_eq!(said[0].method, "sendDocument");
    let body: serde_json::Value = serde_json::from_str(&said[0].body).unwrap();
    let content = body["document"]["content"].as_str().unwrap();
    let export: serde_json::Value = serde_json::from_str(content).unwrap();
    assert_eq!(export["person_id"], 7);
    let chat = &export["chats"][0];
    assert_eq!(chat["facts"][0]["quote"], "я живу в Києві");
    assert_eq!(chat["messages"][0]["text"], "я живу в Києві");
    assert_eq!(chat["profile"]["messages"], 1);
    assert!(!content.contains("Одесі"));
    // In the group itself nothing is said of it.
    let mut elsewhere = World::new();
    elsewhere.take(command(OLYA, "Оля", "/export"));
    assert!(
        elsewhere
            .store
            .read()
            .next_outgoing(CHAT, NOW)
            .unwrap()
            .is_none()
    );
}

#[test]
fn statistics_speak_correct_ukrainian() {
    let mut world = World::new();
    for _ in 0..22 {
        world.says(OLYA, "слухаю музику, гурт і концерт 🎸");
    }
    let answer = world.order(OLYA, "/mystats").remove(0);
    let heading = answer.text.lines().next().unwrap();
    assert!(
        heading.starts_with("Твоїх повідомлень тут від "),
        "{heading}"
    );
    assert!(heading.ends_with(": 23."), "{heading}");
    assert!(answer.text.contains('█'), "{}", answer.text);
    assert!(answer.text.contains("🎸 × 22"), "{}", answer.text);
}

#[test]
fn analytics_are_for_admins_and_in_private() {
    let mut world = World::new();
    for _ in 0..3 {
        world.says(OLYA, "ура, чудово!");
    }
    world.says(PETRO, "ну таке");
    assert!(world.order(OLYA, "/analytics").is_empty());
    let said = world.order(ADMIN, "/analytics");
    let texts: Vec<&str> = said.iter().map(|one| one.text.as_str()).collect();
    let text = texts.join("\n");
    for part in [
        "«Чат»",
        "За добу:",
        "3 людини",
        "Оля — 4",
        "ніхто не кликав",
    ] {
        assert!(text.contains(part), "{part} not in {text}");
    }
    world.take(command(ADMIN, "Хтось", "/analytics"));
    assert!(
        world
            .store
            .read()
            .next_outgoing(CHAT, NOW)
            .unwrap()
            .is_none()
    );
}

#[test]
fn who_floods_or_asks_late_still_has_a_say() {
    let mut world = World::with(&[("BOT_SPAM_THRESHOLD", "5"), ("BOT_SPAM_REPLY_CHANCE", "0")]);
    for number in 0..30 {
        world.says(OLYA, &format!("Гряг, слухай, я живу в Києві {number}"));
    }
    world.said(OLYA);
    assert!(world.order(OLYA, "/help").is_empty(), "the flood is seen");
    // What a minute has room for.
    world.raw().execute("DELETE FROM job", []).unwrap();
    let mut answered = 0;
    for _ in 0..10 {
        answered += world.order(OLYA, "/me").len();
    }
    assert_eq!(answered, 3, "even a right is not for flooding with");
    world.raw().execute("DELETE FROM job", []).unwrap();
    let question = world.order(OLYA, "/forget").remove(0);
    world.press(OLYA, &question, "Так, стерти все");
    world.run_errands();
    assert!(world.facts(OLYA).is_empty());

    let mut world = World::new();
    world.says(OLYA, "я живу в Києві");
    let mut late = command(OLYA, "Оля", "/me");
    late.sent_at = NOW.minus(50 * 60);
    world.take(late.clone());
    let said = world.said(OLYA);
    assert!(said[0].text.contains("Києві"), "{said:?}");
    assert!(said[0].expires_at > NOW.plus(60));
    late.sent_at = NOW.minus(70 * 60);
    world.take(late);
    assert!(world.said(OLYA).is_empty());
    let mut other = command(OLYA, "Оля", "/help");
    other.sent_at = NOW.minus(50 * 60);
    world.take(other);
    assert!(world.said(OLYA).is_empty());
}

#[test]
fn an_old_optout_holds_without_words() {
    let mut world = World::new();
    world.says(OLYA, "я живу в Києві");
    let mut late = command(OLYA, "Оля", "/optout");
    late.sent_at = NOW.minus(20 * 3_600);
    let mut forwarded = late.clone();
    forwarded.is_forward = true;
    world.take(forwarded);
    assert_eq!(world.facts(OLYA).len(), 1, "a forward is nobody's wish");
    world.take(late.clone());
    assert!(world.said(OLYA).is_empty());
    assert!(world.facts(OLYA).is_empty());
    world.says(OLYA, "канарка");
    assert_eq!(tables_with(&world, &["канарка"]), [""; 0]);
    // Asked again in time, it is told what stays and how to erase that too.
    let answer = world.order(OLYA, "/optout").remove(0);
    assert!(answer.text.contains("/forget"), "{}", answer.text);
    let mut back = command(OLYA, "Оля", "/optin");
    back.sent_at = NOW.minus(19 * 3_600);
    world.take(back);
    world.says(OLYA, "я живу у Львові");
    assert_eq!(world.facts(OLYA).len(), 1);
}
