//! Members hush him and let him speak again.

use super::{Play, play, story, sure};

#[test]
fn a_member_hushes_him_with_a_word_and_others_are_still_answered() {
    story(
        "Оля: всім привіт
         Тарас: гряг, помовчи
         = silent hushes
         = react 🙊
         Тарас: гряг, а чого так холодно?
         = silent hushed_by_caller
         Марко: гряг, ти тут?
         = answer
         +31m
         Тарас: гряг, а тепер?
         = answer",
    );
}

#[test]
fn talk_about_silence_is_no_hush() {
    story(
        "Оля: гряг, чого мовчиш?
         = answer
         Тарас: тихо тут у вас
         = silent not_addressed
         Тарас: гряг, ти тут?
         = answer",
    );
}

#[test]
fn the_hush_ends_when_somebody_says_so() {
    story(
        "Оля: привіт
         Тарас: гряг, цить
         = silent hushes
         Оля: гряг, говори
         = silent unhushes
         Тарас: гряг, ти знову з нами?
         = answer",
    );
}

#[test]
fn who_asks_us_to_speak_while_we_may_is_answered() {
    story(
        "Оля: гряг, говори, що думаєш
         = answer
         Тарас: гряг, не мовчи
         = answer",
    );
}

#[test]
fn one_member_gets_two_hours_at_most_three_get_the_longest_and_an_admin_too() {
    let mut play = Play::new(&sure(&[]), 1);
    play.line("Адмін: привіт");
    play.line("Тарас: гряг, помовчи 10 годин");
    let until = |play: &Play| {
        let attitude = play
            .world
            .store
            .read()
            .attitude(crate::people::CHAT)
            .unwrap();
        attitude.hush_until.since(play.world.now())
    };
    assert!((7_190..=7_200).contains(&until(&play)), "{}", until(&play));
    play.line("Оля: гряг, помовчи");
    play.line("Марко: гряг, помовчи");
    assert!(
        (43_190..=43_200).contains(&until(&play)),
        "{}",
        until(&play)
    );
    let mut play = Play::new(&sure(&[]), 1);
    play.line("Адмін: гряг, помовчи 10 годин");
    assert!(
        (35_990..=36_000).contains(&until(&play)),
        "{}",
        until(&play)
    );
}

#[test]
fn the_command_hushes_too_and_tells_until_when() {
    story(
        "Адмін: привіт
         Оля: /quiet 30m
         = said Мовчу до
         Оля: гряг, ти тут?
         = silent hushed_by_caller
         Тарас: /quiet off
         = said Знову говорю
         Оля: гряг, а тепер?
         = answer",
    );
}

#[test]
fn until_morning_is_until_eight_if_an_admin_asks() {
    let world = play(
        &sure(&[("BOT_HUSH_LONG_MINUTES", "1440")]),
        "Адмін: /quiet до ранку\n= said до 8:00",
    );
    let until = world
        .store
        .read()
        .attitude(crate::people::CHAT)
        .unwrap()
        .hush_until;
    assert_eq!(world.store.read().local_time(until).unwrap().hour, 8);
}

#[test]
fn hushed_he_neither_joins_in_nor_reacts_nor_starts_a_topic() {
    let settings = sure(&[
        ("BOT_SMART_REPLY_CHANCE", "1"),
        ("BOT_REACTION_CHANCE", "1"),
        ("BOT_SPONTANEOUS_CHANCE", "1"),
        ("BOT_HUSH_MEMBER_MINUTES", "1440"),
    ]);
    play(
        &settings,
        "Оля: привіт
         Тарас: гряг, помовчи 10 годин
         Марко: хто знає, де купити кави?
         = silent hushed
         = no reaction
         +3h
         = silent",
    );
}
