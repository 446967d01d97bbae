//! What members' reactions do to him, and his own reactions to them.

use super::{Play, play, sure};
use crate::people::CHAT;
use gryag::behaviour::feedback::eagerness;

#[test]
fn three_who_dislike_his_words_within_ten_minutes_make_him_withdraw() {
    let settings = sure(&[
        ("BOT_SMART_REPLY_CHANCE", "1"),
        ("BOT_MIN_SILENCE_MINUTES", "0"),
    ]);
    play(
        &settings,
        "Оля: хто знає, де полагодити парасолю?
         = answer
         Тарас reacts 👎
         Оля reacts 🤡
         Марко reacts 💩
         +2m
         Ніна: а хто знає, де полагодити годинник?
         = silent withdrawn
         Ніна: гряг, а ти знаєш?
         = answer
         +7h
         # He may join in again, but hardly dares to.
         Ніна: а хто знає, де полагодити велосипед?
         = reason not_addressed",
    );
}

#[test]
fn two_or_the_same_one_thrice_or_too_slowly_do_not() {
    let withdrawn = |log: &str| {
        let world = play(&sure(&[]), log);
        world.store.read().attitude(CHAT).unwrap().withdrawn_until > world.now()
    };
    let begin = "Оля: гряг, ти тут?\n";
    assert!(!withdrawn(&format!(
        "{begin}Тарас reacts 👎\nОля reacts 👎"
    )));
    assert!(!withdrawn(&format!(
        "{begin}Тарас reacts 👎\nТарас reacts 🤡\nТарас reacts 💩"
    )));
    assert!(!withdrawn(&format!(
        "{begin}Тарас reacts 👎\n+6m\nОля reacts 👎\n+6m\nМарко reacts 👎"
    )));
    assert!(withdrawn(&format!(
        "{begin}Тарас reacts 👎\n+4m\nОля reacts 👎\n+4m\nМарко reacts 👎"
    )));
}

#[test]
fn liked_he_is_a_little_more_eager_and_that_fades() {
    let mut play = Play::new(&sure(&[]), 1);
    play.line("Оля: гряг, ти тут?");
    let eager = |play: &Play| {
        let attitude = play.world.store.read().attitude(CHAT).unwrap();
        let liking = gryag::behaviour::feedback::Liking {
            value: attitude.liking,
            at: attitude.liking_at,
        };
        eagerness(
            liking.left(play.world.now(), &play.world.brain.policy.feedback),
            &play.world.brain.policy.feedback,
        )
    };
    assert!((eager(&play) - 1.0).abs() < 1e-9);
    for line in ["Тарас reacts 👍", "Оля reacts ❤", "Марко reacts 🔥"] {
        play.line(line);
    }
    let liked = eager(&play);
    assert!(liked > 1.1 && liked <= 1.5, "{liked}");
    play.line("+8d");
    assert!(eager(&play) < 1.05, "{}", eager(&play));
}

#[test]
fn reactions_under_others_words_say_nothing_of_his() {
    let mut play = Play::new(&sure(&[]), 1);
    play.line("Оля: привіт усім");
    for by in [11, 12, 13] {
        play.world.react(by, gryag::ids::MessageId(1), "💩");
    }
    let attitude = play.world.store.read().attitude(CHAT).unwrap();
    assert!(attitude.liking.abs() < 1e-9 && attitude.withdrawn_until.0 == 0);
}

#[test]
fn his_reaction_comes_after_a_moment_and_delays_no_answer() {
    let settings = sure(&[("BOT_REACTION_CHANCE_NAMED", "1")]);
    let mut play = Play::new(&settings, 1);
    let message = play.world.draft(1, "Оля", "гряг, дякую тобі!");
    let number = message.message_id;
    play.world.take(message);
    assert_eq!(play.world.said.len(), 1, "the answer is there at once");
    assert!(play.world.reactions.is_empty());
    play.world.pass(4);
    let reaction = &play.world.reactions[0];
    assert_eq!(reaction.message, number);
    assert!(reaction.at > play.world.said[0].at);
}

#[test]
fn reactions_have_a_limit_for_the_chat_and_one_for_each_person() {
    let settings = sure(&[
        ("BOT_REACTION_CHANCE", "1"),
        ("BOT_REACTION_CHANCE_EMOTIONAL", "1"),
    ]);
    let mut play = Play::new(&settings, 1);
    for number in 0..5 {
        play.line(&format!("Оля: ура, перемога {number}"));
    }
    assert_eq!(play.world.reactions.len(), 2, "two for a person");
    for name in ["Тарас", "Марко", "Ніна", "Остап"] {
        play.line(&format!("{name}: ура, перемога"));
    }
    assert_eq!(play.world.reactions.len(), 4, "four for the chat");
}

#[test]
fn only_what_the_chat_allows_is_put() {
    let settings = sure(&[
        ("BOT_REACTION_CHANCE", "1"),
        ("BOT_REACTION_CHANCE_EMOTIONAL", "1"),
    ]);
    let mut play = Play::new(&settings, 1);
    play.line("Оля: привіт");
    let allow = |play: &mut Play, json: &str| {
        play.world
            .store
            .write(|writer| writer.note_reactions_allowed(CHAT, Some(json)))
            .unwrap();
    };
    allow(&mut play, "[\"🏆\"]");
    play.line("Тарас: перемога, ми виграли!");
    play.line("= react 🏆");
    allow(&mut play, "[]");
    play.line("Марко: перемога, ми виграли!");
    play.line("= no reaction");
}
