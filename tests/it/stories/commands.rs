//! Commands: whose they are, who may give them, what they answer.

use super::{Play, play, story, sure};
use crate::people::CHAT;
use gryag::ids::ChatId;

#[test]
fn a_command_for_another_bot_is_nobodys_business() {
    story(
        "Оля: /help@other_bot
         = silent other_bot
         Оля: /help@Gryag_Bot
         = said Команди
         Оля: /weather
         = silent unknown_command",
    );
}

#[test]
fn admins_are_known_by_their_number_alone() {
    let mut play = Play::new(&sure(&[("BOT_ADMIN_IDS", "1,2")]), 1);
    for line in ["Адмін: привіт", "Другий: привіт"] {
        play.line(line);
    }
    for (line, expected) in [
        ("Самозванець: /stats", "= silent not_allowed"),
        ("Адмін (anonymous): /stats", "= silent not_allowed"),
        ("Адмін (forward): /stats", "= said Живих чатів"),
        ("Другий: /health", "= said серце"),
    ] {
        // A forwarded command loses its command at Telegram's door; here only its author counts.
        play.line(line);
        play.line(expected);
    }
    let last = play.world.said.last().unwrap();
    assert_eq!(last.chat, ChatId(2), "answered in private");
}

#[test]
fn names_equal_to_commands_change_nothing() {
    story(
        "/stats: гряг, ти тут?
         = answer
         help: привіт усім
         = silent not_addressed",
    );
}

#[test]
fn what_is_for_one_reader_is_shown_to_one_reader() {
    let world = play(
        &sure(&[]),
        "Адмін: привіт\nОля: /limits\n= said BOT_RATE_LIMIT_PER_CHAT",
    );
    let body = &world.said[0].body;
    assert!(body.contains("\"receiver_user_id\":2"), "{body}");
    let text = &world.said[0].text;
    for setting in [
        "BOT_MAX_REPLIES_PER_HOUR",
        "BOT_GLOBAL_RATE_LIMIT",
        "BOT_REACTIONS_PER_MINUTE",
        "BOT_JOIN_PER_DAY",
        "BOT_INITIATIVES_PER_DAY",
        "BOT_SPAM_THRESHOLD",
        "GEMINI_REQUESTS_PER_DAY",
        "BOT_FRENZY_PER_MINUTE",
        "BOT_RATE_LIMIT_PER_PERSON",
        "BOT_REACTIONS_PER_PERSON",
        "BOT_UNASKED_QUOTA_PERCENT",
    ] {
        assert!(text.contains(setting), "{setting} is not told: {text}");
    }
    println!("{text}");
    assert!(text.contains("відповіді за хвилину: 1 з 6"), "{text}");
    assert!(text.chars().count() < 4_096);
}

#[test]
fn why_tells_of_answers_silences_and_limits_to_members_in_a_sentence() {
    let mut play = Play::new(&sure(&[]), 1);
    for line in [
        "Адмін: привіт",
        "Оля: гряг, ти тут?",
        "= answer",
        "Тарас -> Оля: /why",
        "= said покликали на імʼя",
        "Марко: потяг прибув",
        "= silent not_addressed",
        "Тарас -> Марко: /why",
        "= said Мене ніхто не кликав",
        "Ніна: вчора гряг казав дурниці",
        "Тарас -> Ніна: /why",
        "= said Говорили про мене",
        "+1m",
        "Тарас: /why",
        "= said у відповідь на повідомлення",
    ] {
        play.line(line);
    }
    let text = &play.world.said[1].text;
    assert!(!text.contains('='), "{text}");
}

#[test]
fn why_in_reply_to_his_own_words_tells_what_brought_them_and_admins_see_all() {
    let mut play = Play::new(&sure(&[]), 1);
    for line in [
        "Адмін: привіт",
        "Оля: гряг, ти тут?",
        "Адмін -> Гряг: /why",
        "= said model=scripted",
    ] {
        play.line(line);
    }
    let text = &play.world.said.last().unwrap().text;
    for part in [
        "Правило: named",
        "join=0.000 react=0.000",
        "history=",
        "notes=",
        "requests=1",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn why_tells_of_a_topic_of_his_own() {
    let settings = sure(&[
        ("BOT_SPONTANEOUS_CHANCE", "1"),
        ("BOT_INITIATIVE_MIN_MESSAGES", "2"),
    ]);
    let mut play = Play::new(&settings, 1);
    for line in [
        "Адмін: завтра їду в Карпати",
        "Оля: о, класно, розкажеш потім",
        "+1h",
        "= topic",
        "Оля -> Гряг: /why",
        "= said я сам завів розмову",
    ] {
        play.line(line);
    }
}

#[test]
fn forgetting_a_chat_is_confirmed_by_the_asker_and_leaves_other_chats_alone() {
    let mut play = Play::new(&sure(&[]), 1);
    for line in [
        "Адмін: пароль від сейфа 1234",
        "Оля (private): привіт",
        "Адмін: /forget_chat",
    ] {
        play.line(line);
    }
    let body = play.world.said.last().unwrap().body.clone();
    let value: serde_json::Value = serde_json::from_str(&body).unwrap();
    let data = value["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        .as_str()
        .unwrap()
        .to_owned();
    let texts = |play: &Play, chat| -> Vec<String> {
        let lines = play.world.store.read().recent(chat, None, 50).unwrap();
        lines.into_iter().map(|line| line.text).collect()
    };
    play.world.press(2, &data);
    assert!(texts(&play, CHAT).iter().any(|text| text.contains("1234")));
    play.world.press(1, &data);
    assert_eq!(texts(&play, CHAT).len(), 0);
    assert!(texts(&play, ChatId(2)).contains(&"привіт".to_owned()));
    // And it works on without a restart.
    play.line("+1m");
    play.line("Оля: гряг, ти тут?");
    play.line("= answer");
}

#[test]
fn the_question_about_forgetting_is_good_for_two_minutes() {
    let mut play = Play::new(&sure(&[]), 1);
    play.line("Адмін: пароль від сейфа 1234");
    play.line("Адмін: /forget_chat");
    let value: serde_json::Value = serde_json::from_str(&play.world.said[0].body).unwrap();
    let data = value["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        .as_str()
        .unwrap();
    let data = data.to_owned();
    play.line("+3m");
    play.world.press(1, &data);
    assert!(play.world.store.read().message_count().unwrap() > 1);
    let answer = &play.world.requests.last().unwrap().1.body;
    assert!(answer.contains("вже не діє"), "{answer}");
}

#[test]
fn commands_for_groups_say_so_in_private() {
    story("Адмін: привіт\nОля (private): /quiet 30m\n= said для групи");
}

#[test]
fn reactions_are_listed() {
    story("Адмін: привіт\nОля: /reactions\n= said 🏆");
}

#[test]
fn limits_and_reasons_are_told_also_while_a_limit_bites() {
    let settings = [
        ("BOT_RATE_LIMIT_PER_PERSON", "2"),
        ("BOT_SPAM_THRESHOLD", "100"),
    ];
    let mut play = Play::new(&sure(&settings), 1);
    for line in [
        "Адмін: привіт",
        "Оля: гряг, раз?",
        "= answer",
        "Оля: гряг, два?",
        "= answer",
        "Оля: гряг, три?",
        "= silent limited",
        "Оля: /limits",
        "= said BOT_RATE_LIMIT_PER_PERSON",
        "Оля -> Оля: /why",
        "= said команда для мене",
        "Оля: /help",
        "= silent limited",
        "Оля: /limits",
        "= said BOT_RATE_LIMIT_PER_PERSON",
        "Оля: /limits",
        "= silent limited",
        // An admin is told always.
        "Адмін: гряг, раз?",
        "Адмін: гряг, два?",
        "Адмін: /limits",
        "= answer",
        "Адмін: /limits",
        "= answer",
        "Адмін: /limits",
        "= answer",
        "Адмін: /limits",
        "= answer",
    ] {
        play.line(line);
    }
}

#[test]
fn in_a_flood_an_admin_is_heard_and_who_asks_why_is_told() {
    let mut play = Play::new(&sure(&[("BOT_SPAM_THRESHOLD", "4")]), 1);
    for _ in 0..6 {
        play.line("Адмін: ага");
        play.line("Оля: ну");
    }
    for line in [
        "Адмін: /search ага",
        "= answer",
        "Оля: /limits",
        "= answer",
        "Оля: /help",
        "= silent flood",
    ] {
        play.line(line);
    }
}

#[test]
fn who_may_not_forget_a_chat_is_told_who_may() {
    let mut play = Play::new(&sure(&[]), 1);
    play.line("Адмін: привіт");
    play.line("Оля: /forget_chat");
    play.line("= said лише адміністратор бота");
    let mut creator = crate::people::command(1_087_968_824, "Чат", "/forget_chat");
    creator.sender.kind = gryag::message::SenderKind::AnonymousAdmin;
    creator.message_id = play.world.number();
    play.world.take(creator);
    play.line("= said лише адміністратор бота");
    assert!(play.world.store.read().message_count().unwrap() > 1);
}

#[test]
fn help_lists_an_admins_commands_to_the_admin_alone() {
    let mut play = Play::new(&sure(&[]), 1);
    play.line("Адмін: /help");
    play.line("= said /forget_chat");
    play.line("= said /health");
    play.line("Оля: /help");
    assert!(
        !play
            .world
            .said
            .last()
            .unwrap()
            .text
            .contains("/forget_chat")
    );
}

#[test]
fn what_an_inline_bot_says_for_an_admin_is_no_order() {
    let mut play = Play::new(&sure(&[]), 1);
    play.line("Адмін: привіт");
    let mut quiet = crate::people::message(1, "Адмін", "гряг, помовчи добу");
    quiet.is_via_bot = true;
    quiet.message_id = play.world.number();
    play.world.take(quiet);
    let attitude = play.world.store.read().attitude(CHAT).unwrap();
    let member = play.world.now().plus(7_200);
    assert!(attitude.hush_until > play.world.now());
    assert!(
        attitude.hush_until <= member,
        "no more than a member's hush"
    );
}
