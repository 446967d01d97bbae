//! Joining in: rarely, and only where there is something to add.

use super::world::World;
use super::{Play, play, sure};

fn eager<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all = sure(&[("BOT_SMART_REPLY_CHANCE", "1")]);
    all.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    all.extend_from_slice(more);
    all
}

#[test]
fn an_open_question_an_interest_and_laughter_are_something_to_add() {
    play(
        &eager(&[]),
        "Оля: хто знає, де полагодити парасолю?\n= answer",
    );
    play(&eager(&[]), "Оля: заварив нарешті кави\n= answer");
    play(&eager(&[]), "Оля: хахаха, ну ти даєш 😂😂\n= answer");
}

#[test]
fn plain_talk_gives_nothing_to_add() {
    play(
        &eager(&[]),
        "Оля: приїхав потяг на станцію\n= silent nothing_to_add",
    );
}

#[test]
fn a_quarrel_and_grief_are_left_alone() {
    play(
        &eager(&[]),
        "Оля: ти ідіот, закрий рота!
         = silent
         Тарас: сам ти дурень, придурок! де моя кава?
         = silent",
    );
    play(
        &eager(&[]),
        "Оля: сьогодні помер мій дідусь
         = silent grief
         Тарас: що сталося?
         = silent grief",
    );
}

#[test]
fn two_who_talk_with_each_other_are_left_alone() {
    play(
        &eager(&[("BOT_MIN_SILENCE_MINUTES", "1440")]),
        "model: {\"speak\": false}
         Оля: ти завтра вдома
         Тарас: так, а що
         Оля: занесу книгу
         Тарас: добре, а котрій годині
         Оля: десь о шостій, зробиш каву?
         = silent dialogue",
    );
}

#[test]
fn the_model_may_decline_or_only_react() {
    play(
        &eager(&[]),
        "model: {\"speak\": false, \"text\": null, \"reaction\": null}
         Оля: хто знає, де полагодити парасолю?
         = silent joins_in
         = no reaction
         model: {\"speak\": false, \"reaction\": \"😂\"}
         Тарас: а хто знає, де полагодити годинник?
         = silent joins_in
         = react 🤣",
    );
}

#[test]
fn a_verdict_that_is_broken_is_silence() {
    play(
        &eager(&[]),
        "model: {\"speak\": true, \"text\": \"недоп
         Оля: хто знає, де полагодити парасолю?
         = silent joins_in",
    );
}

#[test]
fn what_it_said_before_is_dropped_where_nobody_called() {
    let joke = "{\"speak\": true, \"text\": \"Каву варю, а чайник знову мовчить.\"}";
    play(
        &eager(&[("BOT_MIN_SILENCE_MINUTES", "0")]),
        &format!(
            "model: {joke}
             Оля: хто знає, де полагодити парасолю?
             = said чайник
             +20m
             Тарас: а хто знає, де полагодити годинник?
             = silent joins_in"
        ),
    );
}

#[test]
fn after_his_own_words_he_waits() {
    play(
        &eager(&[]),
        "Оля: хто знає, де полагодити парасолю?
         = answer
         +5m
         Тарас: а хто знає, де полагодити годинник?
         = silent spoke_recently
         +10m
         Марко: а хто знає, де полагодити велосипед?
         = answer",
    );
}

#[test]
fn its_budget_of_a_day_is_its_own_and_calls_do_not_spend_it() {
    let settings = eager(&[("BOT_JOIN_PER_DAY", "2"), ("BOT_MIN_SILENCE_MINUTES", "0")]);
    play(
        &settings,
        "Оля: гряг, ти тут?
         = answer
         +2m
         Оля: хто знає, де полагодити парасолю?
         = answer
         +2m
         Тарас: а хто знає, де полагодити годинник?
         = answer
         +2m
         Марко: а хто знає, де полагодити велосипед?
         = silent limited
         Марко: гряг, а ти знаєш?
         = answer",
    );
}

#[test]
fn when_the_quota_is_short_it_falls_first_and_calls_go_on() {
    // Ten requests a day to each of two models, half of them for what nobody asked.
    let settings = eager(&[
        ("GEMINI_REQUESTS_PER_DAY", "10"),
        ("BOT_UNASKED_QUOTA_PERCENT", "10"),
        ("BOT_MIN_SILENCE_MINUTES", "0"),
    ]);
    play(
        &settings,
        "Оля: гряг, раз?
         = answer
         Оля: гряг, два?
         = answer
         Тарас: хто знає, де полагодити парасолю?
         = silent quota
         Тарас: гряг, а ти знаєш?
         = answer",
    );
}

#[test]
fn talked_about_he_joins_in_likelier_and_not_at_all_if_that_is_switched_off() {
    let count = |factor| {
        let settings = sure(&[
            ("BOT_SMART_REPLY_CHANCE", "0.05"),
            ("BOT_TALKED_ABOUT_FACTOR", factor),
            ("BOT_MIN_SILENCE_MINUTES", "0"),
            ("BOT_JOIN_PER_DAY", "1000"),
        ]);
        let mut play = Play::new(&settings, 3);
        for number in 0..200 {
            play.line("+3m");
            play.line(&format!("Особа{}: вчора гряг казав дивні речі", number % 7));
        }
        play.world.said.len()
    };
    let (never, sometimes, often) = (count("0"), count("1"), count("10"));
    assert_eq!(never, 0);
    assert!(often > sometimes * 3, "{sometimes} and {often}");
    assert!((1..30).contains(&sometimes), "{sometimes}");
}

#[test]
fn in_a_quiet_hour_nobody_hears_from_him_unasked() {
    // The story begins at a Wednesday's noon of Kyiv, and ten o'clock of Greenwich.
    let hours = eager(&[("BOT_QUIET_HOURS", "0-23")]);
    play(
        &hours,
        "Оля: хто знає, де полагодити парасолю?
         = silent quiet_hours
         Тарас: гряг, а ти знаєш?
         = answer",
    );
}

/// Nine messages of a lively talk, any of which is worth a word.
const LIVELY: [&str; 9] = [
    "хто знає, де купити добру каву?",
    "ахахаха ну ви даєте 😂",
    "хто піде в кіно завтра?",
    "заварив нарешті кави",
    "а що там за фільм?",
    "ахаха оце так 😂",
    "хто знає, о котрій початок?",
    "ніхто не знає, як туди доїхати?",
    "то хто йде?",
];

#[test]
fn while_the_model_thinks_about_one_remark_no_other_is_asked_for() {
    let mut world = World::new(&eager(&[]), 1);
    world.is_slow = true;
    for (by, text) in (10..).zip(LIVELY) {
        let incoming = world.draft(by, "Оля", text);
        world.take(incoming);
        world.jump(1);
    }
    let joins = |world: &World| {
        let reasons = world
            .decisions
            .iter()
            .map(|decision| decision.reason.as_str());
        let (joined, waited): (Vec<_>, Vec<_>) = reasons
            .filter(|reason| ["joins_in", "spoke_recently"].contains(reason))
            .partition(|reason| *reason == "joins_in");
        (joined.len(), waited.len())
    };
    let (joined, waited) = joins(&world);
    assert_eq!(joined, 1);
    assert!(waited >= 4, "{waited}");
}

#[test]
fn a_remark_that_comes_late_is_not_made() {
    let mut world = World::new(&eager(&[]), 1);
    world.is_slow = true;
    for (by, text) in (10..).zip(LIVELY) {
        let incoming = world.draft(by, "Оля", text);
        world.take(incoming);
    }
    world.work();
    assert!(world.said.is_empty(), "{:?}", world.said);
    assert!(world.model.lock().unwrap().prompts.is_empty());

    let mut world = World::new(&eager(&[]), 1);
    world.is_slow = true;
    for (by, text) in (10..).zip(LIVELY).take(4) {
        let incoming = world.draft(by, "Оля", text);
        world.take(incoming);
    }
    world.work();
    assert_eq!(world.said.len(), 1);
}
