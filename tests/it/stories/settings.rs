//! Every setting of behaviour changes behaviour: none is there for show.

use super::{Play, sure};
use crate::people::CHAT;

/// What a bot with these settings does in a play, as one number.
fn count(settings: &[(&str, &str)], play: fn(&mut Play) -> usize) -> usize {
    play(&mut Play::new(&sure(settings), 5))
}

#[track_caller]
pub fn check(name: &str, values: [&str; 2], others: &[(&str, &str)], play: fn(&mut Play) -> usize) {
    let results = values.map(|value| {
        let mut settings = others.to_vec();
        settings.push((name, value));
        count(&settings, play)
    });
    assert_ne!(
        results[0], results[1],
        "{name} from {values:?} changes nothing"
    );
}

/// Ten people call, ten seconds apart.
fn calls(play: &mut Play) -> usize {
    for number in 0..10 {
        play.line("+10s");
        play.line(&format!("Особа{number}: гряг, ти тут?"));
    }
    play.world.said.len()
}

/// Ten people call within a minute.
fn burst(play: &mut Play) -> usize {
    for number in 0..10 {
        play.line(&format!("Особа{number}: гряг, ти тут?"));
    }
    play.world.said.len()
}

/// One person calls ten times, ten seconds apart.
fn one_calls(play: &mut Play) -> usize {
    for number in 0..10 {
        play.line("+10s");
        play.line(&format!("Оля: гряг, ти тут {number}?"));
    }
    play.world.said.len()
}

/// Somebody asks something every few minutes.
fn questions(play: &mut Play) -> usize {
    for number in 0..20 {
        play.line("+6m");
        play.line(&format!("Особа{}: хто знає, де тут кав’ярня?", number % 5));
    }
    play.world.said.len()
}

fn gossip(play: &mut Play) -> usize {
    for number in 0..40 {
        play.line("+6m");
        play.line(&format!("Особа{}: вчора гряг казав дурниці", number % 5));
    }
    play.world.said.len()
}

pub fn joys(play: &mut Play) -> usize {
    for number in 0..8 {
        play.line(&format!("Особа{}: ура, ми перемогли!", number % 2));
    }
    play.world.reactions.len()
}

/// A talk in the morning, and a day of pauses with a word now and then.
pub fn day(play: &mut Play) -> usize {
    for number in 0..20 {
        play.line(&format!("Особа{}: слово за слово {number}", number % 4));
    }
    for number in 0..8 {
        play.line("+90m");
        play.line(&format!("Особа{}: і ще слово {number}", number % 4));
    }
    play.line("+9h");
    play.world.said.len()
}

fn hushed_s(play: &mut Play) -> usize {
    for line in [
        "Адмін: привіт",
        "Оля: гряг, помовчи 5 годин",
        "Тарас: гряг, помовчи",
    ] {
        play.line(line);
    }
    let until = play.world.store.read().attitude(CHAT).unwrap().hush_until;
    usize::try_from(until.since(play.world.now()) / 60).unwrap()
}

fn hushed_as_usual_s(play: &mut Play) -> usize {
    play.line("Адмін: привіт");
    play.line("Оля: гряг, помовчи");
    let until = play.world.store.read().attitude(CHAT).unwrap().hush_until;
    usize::try_from(until.since(play.world.now()) / 60).unwrap()
}

fn hushed_by_admin_s(play: &mut Play) -> usize {
    play.line("Адмін: гряг, помовчи 11 годин");
    let until = play.world.store.read().attitude(CHAT).unwrap().hush_until;
    usize::try_from(until.since(play.world.now()) / 60).unwrap()
}

fn disliked_s(play: &mut Play) -> usize {
    for line in [
        "Оля: гряг, ти тут?",
        "Тарас reacts 👎",
        "Марко reacts 👎",
        "Ніна reacts 👎",
    ] {
        play.line(line);
    }
    let until = play
        .world
        .store
        .read()
        .attitude(CHAT)
        .unwrap()
        .withdrawn_until;
    usize::try_from(until.since(play.world.now()) / 60).unwrap()
}

#[test]
fn limits_limit() {
    check("BOT_RATE_LIMIT_PER_CHAT", ["2", "6"], &[], calls);
    check("BOT_MAX_REPLIES_PER_HOUR", ["3", "60"], &[], calls);
    check("BOT_GLOBAL_RATE_LIMIT", ["1", "30"], &[], calls);
    check("BOT_RATE_LIMIT_PER_PERSON", ["1", "4"], &[], one_calls);
    check("BOT_SPAM_THRESHOLD", ["3", "100"], &[], one_calls);
    let flood_and_wait: fn(&mut Play) -> usize = |play| {
        for number in 0..9 {
            play.line(&format!("Оля: слово {number}"));
        }
        play.line("+2m");
        play.line("Оля: гряг, ти тут?");
        play.world.said.len()
    };
    check("BOT_SPAM_TIMEOUT", ["10", "3600"], &[], flood_and_wait);
    let repeats: fn(&mut Play) -> usize = |play| {
        for _ in 0..6 {
            play.line("Оля: гряг, ти тут?");
        }
        play.world.said.len()
    };
    check("BOT_SPAM_REPEAT_WEIGHT", ["1", "10"], &[], repeats);
    let lines = [("BOT_SPAM_THRESHOLD", "3")];
    check("BOT_SPAM_REPLY_CHANCE", ["0", "1"], &lines, one_calls);
    check("BOT_FRENZY_PER_MINUTE", ["5", "1000"], &[], burst);
    let frenzy = [("BOT_FRENZY_PER_MINUTE", "5")];
    check("BOT_FRENZY_FACTOR", ["0.2", "1"], &frenzy, burst);
}

#[test]
fn what_makes_him_join_in_makes_him_join_in() {
    let sure_to = [("BOT_SMART_REPLY_CHANCE", "1")];
    check("BOT_SMART_REPLY_CHANCE", ["0", "1"], &[], questions);
    check("BOT_MIN_SILENCE_MINUTES", ["0", "60"], &sure_to, questions);
    check("BOT_JOIN_PER_DAY", ["1", "100"], &sure_to, questions);
    let short = [
        ("BOT_SMART_REPLY_CHANCE", "1"),
        ("GEMINI_REQUESTS_PER_DAY", "5"),
    ];
    check("BOT_UNASKED_QUOTA_PERCENT", ["0", "70"], &short, questions);
    let some = [("BOT_SMART_REPLY_CHANCE", "0.05")];
    check("BOT_TALKED_ABOUT_FACTOR", ["0", "20"], &some, gossip);
    let coffee: fn(&mut Play) -> usize = |play| {
        play.line("Оля: варю собі чай");
        play.world.said.len()
    };
    check("BOT_INTERESTS", ["чай", "кава"], &sure_to, coffee);
    check("BOT_QUIET_HOURS", ["0-23", ""], &sure_to, questions);
}

#[test]
fn what_makes_him_react_makes_him_react() {
    let always = [
        ("BOT_REACTION_CHANCE_EMOTIONAL", "1"),
        ("BOT_REACTION_CHANCE", "1"),
    ];
    check("BOT_REACTIONS_PER_MINUTE", ["1", "100"], &always, joys);
    check("BOT_REACTIONS_PER_PERSON", ["1", "100"], &always, joys);
}

#[test]
fn what_makes_him_start_topics_makes_him_start_topics() {
    let often = [("BOT_SPONTANEOUS_CHANCE", "1")];
    check("BOT_SPONTANEOUS_CHANCE", ["0", "1"], &[], day);
    check("BOT_INITIATIVES_PER_DAY", ["1", "9"], &often, day);
    check("BOT_SPONTANEOUS_MIN_PAUSE", ["40", "1440"], &often, day);
    let many = [
        ("BOT_SPONTANEOUS_CHANCE", "1"),
        ("BOT_INITIATIVES_PER_DAY", "100"),
    ];
    check("BOT_INITIATIVE_GAP_MINUTES", ["5", "1000"], &many, day);
    check("BOT_INITIATIVE_MIN_MESSAGES", ["5", "1000"], &often, day);
    check("BOT_INITIATIVE_RECENT_MINUTES", ["10", "720"], &often, day);
}

#[test]
fn hushes_and_dislikes_last_as_long_as_they_are_set_to() {
    check("BOT_HUSH_MINUTES", ["10", "60"], &[], hushed_as_usual_s);
    check("BOT_HUSH_MEMBER_MINUTES", ["60", "240"], &[], hushed_s);
    check(
        "BOT_HUSH_LONG_MINUTES",
        ["60", "600"],
        &[],
        hushed_by_admin_s,
    );
    check("BOT_HUSH_VOTES", ["2", "3"], &[], hushed_s);
    check("BOT_DISLIKE_PEOPLE", ["3", "4"], &[], disliked_s);
    check("BOT_WITHDRAW_MINUTES", ["60", "360"], &[], disliked_s);
}

#[test]
fn a_chat_that_is_not_allowed_is_left() {
    let said: fn(&mut Play) -> usize = |play| {
        play.line("Оля: гряг, ти тут?");
        play.world.requests.len()
    };
    check("BOT_ALLOWED_CHATS", ["-5", "-100"], &[], said);
}
