//! Floods of one person, storms of stickers, a chat in a frenzy, another bot that never stops.

use super::{Play, story, sure};

#[test]
fn who_floods_is_ignored_alone_and_still_remembered() {
    let mut play = Play::new(&sure(&[]), 1);
    for number in 0..9 {
        play.line(&format!(
            "Оля: повідомлення номер {number} про всяку всячину"
        ));
    }
    for line in [
        "Оля: гряг, відповідай!",
        "= silent flood",
        "Тарас: гряг, ти тут?",
        "= answer",
        "+3m",
        "Оля: гряг, а тепер?",
        "= answer",
    ] {
        play.line(line);
    }
    let stored = play.world.store.read().message_count().unwrap();
    assert_eq!(stored, 9 + 3 + 2);
}

#[test]
fn a_flood_gets_at_most_one_line_a_time_out() {
    let settings = sure(&[
        ("BOT_SPAM_REPLY_CHANCE", "1"),
        ("BOT_SPAM_REPLIES", "спокійніше"),
    ]);
    let mut play = Play::new(&settings, 1);
    for number in 0..20 {
        play.line(&format!("Оля: гряг! {number}"));
    }
    let lines = play
        .world
        .said
        .iter()
        .filter(|said| said.text == "спокійніше");
    assert_eq!(lines.count(), 1);
}

#[test]
fn the_same_text_again_and_again_is_a_flood_sooner() {
    story(
        "Оля: купіть слона
         Оля: купіть слона
         Оля: купіть слона
         Оля: купіть слона
         Оля: гряг, купи слона
         = silent flood",
    );
}

#[test]
fn a_storm_of_stickers_is_a_flood_and_a_single_one_is_not() {
    story(
        "Оля [sticker]: 😂
         Оля: гряг, глянь
         = answer
         Тарас [sticker]: 😂
         Тарас [sticker]: 😁
         Тарас [sticker]: 🤣
         Тарас [sticker]: 😂
         Тарас: гряг, глянь
         = silent flood",
    );
}

#[test]
fn many_calls_of_one_person_in_a_minute_are_answered_up_to_the_limit() {
    story(
        "Оля: гряг, раз?
         = answer
         Оля: гряг, два?
         = answer
         Оля: гряг, три?
         = answer
         Оля: гряг, чотири?
         = answer
         Оля: гряг, пʼять?
         = silent limited
         +1m
         Оля: гряг, шість?
         = answer",
    );
}

#[test]
fn a_chat_in_a_frenzy_gets_fewer_and_shorter_answers() {
    let mut play = Play::new(&sure(&[("BOT_FRENZY_PER_MINUTE", "20")]), 1);
    let answers = [
        "Довга відповідь, у якій багато слів про все на світі. ",
        "Інший текст: кораблі пливуть удалину, чайки кричать над хвилею. ",
        "Гори взимку тихі, стежка веде крізь ліс до старої хати. ",
    ];
    let answers = answers.map(|answer| answer.repeat(12).trim().to_owned());
    play.line(&format!("model: {}", answers.join(" | ")));
    for number in 0..21 {
        let message = play.world.draft(100 + number, "Хтось", "слово за слово");
        play.world.take(message);
    }
    for (number, who) in ["Оля", "Тарас", "Марко", "Ніна"].iter().enumerate() {
        let message = {
            let id = play.id(who);
            play.world
                .draft(id, who, &format!("гряг, питання {number}"))
        };
        play.world.take(message);
    }
    let said = &play.world.said;
    // Six a minute become three.
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said.iter().all(|one| one.text.chars().count() <= 351));
    let model = play.world.model.lock().unwrap();
    assert!(
        model
            .prompts
            .last()
            .unwrap()
            .system
            .contains("шалений темп")
    );
}

#[test]
fn a_bot_that_answers_every_message_of_his_is_answered_three_times_an_hour() {
    let mut play = Play::new(&sure(&[]), 1);
    play.line("Оля: гряг, ти тут?");
    for _ in 0..40 {
        play.line("+30s");
        play.line("Помічник (bot) -> Гряг: дякую за відповідь!");
    }
    assert_eq!(play.world.said.len(), 1 + 3);
}

#[test]
fn a_thousand_calls_in_a_minute_stay_within_every_limit() {
    let mut play = Play::new(&sure(&[]), 7);
    for number in 0..1_000_i64 {
        if number % 17 == 0 {
            play.world.jump(1);
        }
        let who = number % 40;
        let message = play
            .world
            .draft(500 + who, "Хтось", &format!("гряг, питання {number}?"));
        play.world.take(message);
    }
    let stored = play.world.store.read().message_count().unwrap();
    assert_eq!(
        stored,
        1_000 + i64::try_from(play.world.said.len()).unwrap()
    );
    let start = play.world.said.first().unwrap().at;
    let first_minute = play
        .world
        .said
        .iter()
        .filter(|said| said.at.since(start) < 60);
    assert!((3..=6).contains(&first_minute.count()));
    assert!(play.world.store.read().open_jobs().unwrap() == 0);
}
