//! What he starts a topic about: what people have told, not the silence; and never about somebody
//! who would rather not.

use super::{Play, sure};
use crate::people::CHAT;
use gryag::clock::SECONDS_PER_DAY;
use gryag::ids::{SenderId, ThreadId};
use gryag::message::Incoming;
use gryag::person::preference::{Preferences, Wish};

/// He starts a topic as soon as he may.
fn eager() -> Play {
    let settings = sure(&[
        ("BOT_SPONTANEOUS_CHANCE", "1"),
        ("BOT_INITIATIVE_MIN_MESSAGES", "2"),
        ("BOT_INITIATIVE_GAP_MINUTES", "30"),
        ("BOT_INITIATIVES_PER_DAY", "20"),
    ]);
    Play::new(&settings, 1)
}

fn tell(play: &mut Play, lines: &[&str]) {
    for line in lines {
        play.line(line);
    }
}

/// What the model was told for his newest topic.
fn told(play: &Play) -> String {
    let model = play.world.model.lock().unwrap();
    let prompt = model.prompts.last().unwrap();
    let turns: String = prompt.turns.iter().map(|turn| turn.text.as_str()).collect();
    format!("{}\n{turns}", prompt.system)
}

const CHATTER: [&str; 4] = [
    "Тарас: приїхав потяг",
    "Марко: пішов дощ",
    "+50m",
    "= topic",
];

#[test]
fn a_plan_is_asked_about_when_its_day_is_over_and_only_once() {
    let mut play = eager();
    tell(&mut play, &["Оля: завтра співбесіда"]);
    tell(&mut play, &CHATTER);
    assert!(!told(&play).contains("як пройшло"), "{}", told(&play));
    // The evening of the next day.
    tell(&mut play, &["+32h"]);
    tell(&mut play, &CHATTER);
    let text = told(&play);
    assert!(
        text.contains("Оля мав(-ла) таке на думці: «завтра співбесіда»"),
        "{text}"
    );
    assert!(text.contains("можна спитати, як пройшло"), "{text}");
    tell(&mut play, &CHATTER);
    assert!(
        !told(&play).contains("мав(-ла) таке на думці"),
        "{}",
        told(&play)
    );
}

#[test]
fn a_birthday_is_known_on_its_day() {
    let mut play = eager();
    tell(&mut play, &["Оля: мій день народження 24 вересня"]);
    tell(&mut play, &CHATTER);
    assert!(!told(&play).contains("Сьогодні день народження має"));
    tell(&mut play, &["+22h"]);
    tell(&mut play, &CHATTER);
    let text = told(&play);
    assert!(text.contains("Сьогодні день народження має Оля"), "{text}");
    assert!(text.contains("почни з цього"), "{text}");
    // And `/why` names what it came from.
    tell(
        &mut play,
        &["Марко -> Гряг: /why", "= said те, що автор казав про себе"],
    );
}

#[test]
fn a_day_a_year_ago_comes_back_if_something_was_talked_about() {
    let mut play = eager();
    play.world.jump(-365 * SECONDS_PER_DAY);
    tell(
        &mut play,
        &[
            "Тарас: купив сьогодні козу на балкон",
            "Оля -> Тарас: що?!",
            "Марко -> Тарас: навіщо",
            "Ніна -> Тарас: фото давай",
            "Оля: пішов дощ",
        ],
    );
    play.world.jump(365 * SECONDS_PER_DAY);
    tell(&mut play, &CHATTER);
    let text = told(&play);
    assert!(text.contains("Рік тому цього самого дня"), "{text}");
    assert!(
        text.contains("Тарас: «купив сьогодні козу на балкон» (3 відповіді)"),
        "{text}"
    );
    tell(&mut play, &CHATTER);
    assert!(!told(&play).contains("Рік тому"), "{}", told(&play));
}

#[test]
fn nothing_is_started_about_who_wants_to_be_spoken_to_only_when_they_call() {
    let mut play = eager();
    tell(&mut play, &["Тарас: привіт", "Оля: завтра співбесіда"]);
    let id = SenderId(play.id("Оля"));
    let wishes = Preferences::default().with(Wish::OnlyWhenCalled);
    play.world
        .store
        .write(|writer| writer.set_preferences(CHAT, id, wishes))
        .unwrap();
    tell(&mut play, &["+32h", "Оля: то куди ми їдемо на вихідні?"]);
    tell(&mut play, &CHATTER);
    let text = told(&play);
    assert!(
        !text.contains("співбесіда") && !text.contains("Оля"),
        "{text}"
    );
    // Even if the model thinks of her.
    tell(
        &mut play,
        &[
            "model: {\"speak\": true, \"text\": \"Олю, як там співбесіда?\"}",
            "Тарас: приїхав потяг",
            "Марко: пішов дощ",
            "+50m",
            "= silent",
        ],
    );
    let topics = play
        .world
        .store
        .read()
        .own_topics(CHAT, gryag::clock::UnixTime(0));
    assert!(
        topics
            .unwrap()
            .iter()
            .any(|it| it.contains("silent=unwanted"))
    );
}

#[test]
fn nothing_is_started_about_who_asked_not_to_be_remembered() {
    let mut play = eager();
    tell(
        &mut play,
        &[
            "Тарас: привіт",
            "Оля: мій день народження 24 вересня",
            "Оля: /optout",
            "+22h",
        ],
    );
    tell(&mut play, &CHATTER);
    let text = told(&play);
    assert!(!text.contains("день народження має"), "{text}");
}

#[test]
fn in_a_forum_he_starts_where_people_talk() {
    let mut play = eager();
    for (thread, text) in [
        (None, "приїхав потяг"),
        (Some(7), "пішов дощ"),
        (Some(7), "і злива"),
    ] {
        let by = play.world.draft(thread.unwrap_or(5), "Оля", text);
        let mut message = Incoming {
            thread_id: thread.map(ThreadId),
            ..by
        };
        message.chat.is_forum = true;
        play.world.take(message);
        play.world.pass(30);
    }
    play.line("+50m");
    play.line("= topic");
    let body = &play.world.said.last().unwrap().body;
    assert!(body.contains("\"message_thread_id\":7"), "{body}");
    let text = told(&play);
    assert!(text.contains("злива") && !text.contains("потяг"), "{text}");
}
