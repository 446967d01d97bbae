//! Whatever happens to clocks, chats and other bots: the promises hold.

use super::world::{World, group};
use super::{Play, play, sure};
use crate::people::{CHAT, NOW};
use gryag::clock::UnixTime;
use gryag::ids::{ChatId, SenderId};
use gryag::message::{Chat, Event, Membership};

fn membership(chat: Chat, at: UnixTime, is_member: bool) -> Event {
    Event::Membership(Membership {
        chat,
        at,
        by: Some(SenderId(5)),
        was_member: !is_member,
        is_member,
        is_admin: false,
    })
}

#[test]
fn a_clock_that_jumps_by_a_day_makes_nobody_talk() {
    let mut play = Play::new(&sure(&[("BOT_SPONTANEOUS_CHANCE", "1")]), 1);
    for line in ["Оля: привіт", "Тарас: гряг, ти тут?", "= answer"] {
        play.line(line);
    }
    play.world.jump(86_400);
    play.line("+1h");
    assert_eq!(play.world.said.len(), 1);
    play.world.jump(-2 * 86_400);
    play.line("+1h");
    assert_eq!(play.world.said.len(), 1);
    play.line("Оля: гряг, який нині день?");
    play.line("= answer");
}

#[test]
fn added_just_now_he_greets_once_and_says_what_he_remembers() {
    let mut world = World::new(&sure(&[]), 1);
    world.update(membership(group(CHAT), NOW, true));
    assert_eq!(world.said.len(), 1);
    let hello = &world.said[0].text;
    assert!(
        hello.contains("запамʼятовую") && hello.contains("/forget_chat"),
        "{hello}"
    );
    assert!(!hello.contains("BotFather"));
    world.update(membership(group(CHAT), NOW, false));
    world.jump(3_600);
    world.update(membership(group(CHAT), world.now(), true));
    assert_eq!(world.said.len(), 1, "being added again is no news");
}

#[test]
fn where_he_does_not_hear_all_he_says_how_to_mend_it() {
    let mut world = World::new(&sure(&[]), 1);
    world.brain.policy.me.reads_all_messages = false;
    world.update(membership(group(CHAT), NOW, true));
    let hello = &world.said[0].text;
    assert!(
        hello.contains("/setprivacy") && hello.contains("додайте знову"),
        "{hello}"
    );
}

#[test]
fn added_while_he_was_away_he_says_nothing() {
    let mut world = World::new(&sure(&[]), 1);
    world.update(membership(group(CHAT), NOW.minus(3_600), true));
    assert!(world.said.is_empty());
}

#[test]
fn where_he_may_not_be_he_says_good_bye_and_leaves_once() {
    let settings = sure(&[("BOT_ALLOWED_CHATS", "-5")]);
    let mut world = World::new(&settings, 1);
    world.update(membership(group(CHAT), NOW, true));
    let message = world.draft(7, "Оля", "гряг, ти тут?");
    world.take(message);
    world.pass(60);
    let methods: Vec<&str> = world
        .requests
        .iter()
        .map(|(_, it)| it.method.as_str())
        .collect();
    assert_eq!(methods, ["sendMessage", "leaveChat"]);
    assert_eq!(
        world.store.read().recent(CHAT, None, 9).unwrap().len(),
        1,
        "only his own word"
    );
    world.update(membership(group(ChatId(-5)), NOW, true));
    assert!(world.said.last().unwrap().text.contains("Привіт"));
}

#[test]
fn removed_he_stops_everything_there() {
    let settings = sure(&[
        ("BOT_SPONTANEOUS_CHANCE", "1"),
        ("BOT_INITIATIVE_MIN_MESSAGES", "2"),
    ]);
    let mut play = Play::new(&settings, 1);
    for line in ["Оля: завтра в гори", "Тарас: щасливої дороги"] {
        play.line(line);
    }
    let now = play.world.now();
    play.world.update(membership(group(CHAT), now, false));
    play.line("+5h");
    assert!(play.world.said.is_empty());
}

#[test]
fn a_silent_chat_hears_nothing_for_days() {
    let settings = sure(&[("BOT_SPONTANEOUS_CHANCE", "1")]);
    play(
        &settings,
        "Оля: привіт
         Тарас: привіт
         +6d
         = silent",
    );
}

#[test]
fn never_two_topics_of_his_own_without_a_human_word_between() {
    let settings = sure(&[
        ("BOT_SPONTANEOUS_CHANCE", "1"),
        ("BOT_INITIATIVE_MIN_MESSAGES", "2"),
        ("BOT_INITIATIVE_RECENT_MINUTES", "10080"),
        ("BOT_INITIATIVES_PER_DAY", "100"),
        ("BOT_INITIATIVE_GAP_MINUTES", "5"),
    ]);
    play(
        &settings,
        "Оля: завтра співбесіда
         Тарас: тримаю кулаки
         +1h
         = topic
         +20h
         = silent
         Оля: пройшла
         +1h
         = topic",
    );
}

#[test]
fn a_topic_has_the_open_questions_before_its_eyes() {
    let settings = sure(&[
        ("BOT_SPONTANEOUS_CHANCE", "1"),
        ("BOT_INITIATIVE_MIN_MESSAGES", "2"),
    ]);
    let world = play(
        &settings,
        "Тарас: тримаю кулаки за всіх
         Оля: то куди ми їдемо на вихідні?
         +1h
         = topic",
    );
    let model = world.model.lock().unwrap();
    let prompt = model.prompts.last().unwrap();
    assert!(
        prompt.system.contains("куди ми їдемо на вихідні"),
        "{}",
        prompt.system
    );
    assert!(prompt.system.contains("Не кажи, що в чаті тихо"));
}

#[test]
fn a_topic_is_not_worth_making_where_the_model_would_rather_not() {
    let settings = sure(&[
        ("BOT_SPONTANEOUS_CHANCE", "1"),
        ("BOT_INITIATIVE_MIN_MESSAGES", "2"),
    ]);
    play(
        &settings,
        "model: {\"speak\": false}
         Тарас: тримаю кулаки за всіх
         Оля: дякую
         +5h
         = silent",
    );
}
