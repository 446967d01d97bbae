//! Every setting of a conversation, of moods and delays changes behaviour.

use super::Play;
use super::settings::{check, day, joys};
use crate::people::CHAT;

const SURE_TO_JOIN: [(&str, &str); 2] = [
    ("BOT_SMART_REPLY_CHANCE", "1"),
    ("BOT_MIN_SILENCE_MINUTES", "0"),
];

fn lines(play: &mut Play, lines: &[&str]) -> usize {
    for line in lines {
        play.line(line);
    }
    play.world.said.len()
}

#[test]
fn what_a_conversation_is_can_be_set() {
    let late: fn(&mut Play) -> usize = |play| {
        let story = [
            "Оля: ти ідіот, закрий рота!",
            "Тарас: сам ти дурень!",
            "+10m",
            "Марко: хто знає, де тут кав’ярня?",
        ];
        lines(play, &story)
    };
    check("BOT_CONVERSATION_MINUTES", ["5", "15"], &SURE_TO_JOIN, late);
    let later: fn(&mut Play) -> usize = |play| {
        let story = [
            "Оля: ти ідіот, закрий рота!",
            "Тарас: приїхав потяг",
            "Ніна: пішов дощ",
            "Марко: хто знає, де тут кав’ярня?",
        ];
        lines(play, &story)
    };
    check("BOT_MOOD_MESSAGES", ["1", "6"], &SURE_TO_JOIN, later);
    let two: fn(&mut Play) -> usize = |play| {
        let story = [
            "Оля: приїхав потяг",
            "Тарас: пішов дощ",
            "Оля: сів телефон",
            "Тарас: стало тепліше",
            "Оля: хто знає, де тут кав’ярня?",
        ];
        lines(play, &story)
    };
    check("BOT_DIALOGUE_MESSAGES", ["5", "13"], &SURE_TO_JOIN, two);
    let unanswered: fn(&mut Play) -> usize = |play| {
        let story = [
            "Тарас: приїхав потяг",
            "Оля -> Тарас: а де тут пошта?",
            "+10m",
            "Оля: пішов дощ",
        ];
        lines(play, &story)
    };
    let open = "BOT_OPEN_QUESTION_MINUTES";
    check(open, ["1", "60"], &SURE_TO_JOIN, unanswered);
    let still: fn(&mut Play) -> usize = |play| {
        let story = ["Тарас: приїхав потяг", "+10m", "Оля: пішов дощ"];
        lines(play, &story)
    };
    check("BOT_STILL_MINUTES", ["5", "60"], &SURE_TO_JOIN, still);
}

#[test]
fn how_reactions_to_his_words_move_him_can_be_set() {
    let slowly: fn(&mut Play) -> usize = |play| {
        let story = [
            "Оля: гряг, ти тут?",
            "Тарас reacts 👎",
            "+2m",
            "Марко reacts 👎",
            "+2m",
            "Ніна reacts 👎",
        ];
        lines(play, &story);
        let attitude = play.world.store.read().attitude(CHAT).unwrap();
        usize::from(attitude.withdrawn_until > play.world.now())
    };
    check("BOT_DISLIKE_MINUTES", ["1", "10"], &[], slowly);
    let some = [
        ("BOT_SMART_REPLY_CHANCE", "0.2"),
        ("BOT_MIN_SILENCE_MINUTES", "0"),
        ("BOT_JOIN_PER_DAY", "1000"),
    ];
    let liked: fn(&mut Play) -> usize = |play| asks_after(play, "❤");
    check("BOT_EAGERNESS_MAX", ["1", "3"], &some, liked);
    let some = [
        ("BOT_SMART_REPLY_CHANCE", "0.2"),
        ("BOT_MIN_SILENCE_MINUTES", "0"),
        ("BOT_JOIN_PER_DAY", "1000"),
        ("BOT_DISLIKE_PEOPLE", "100"),
    ];
    let forgiven: fn(&mut Play) -> usize = |play| {
        play.line("Оля: гряг, ти тут?");
        for number in 0..6 {
            play.line(&format!("Особа{number} reacts 👎"));
        }
        play.line("+5d");
        asks_after(play, "🗿")
    };
    check("BOT_LIKING_HALF_DAYS", ["1", "365"], &some, forgiven);
    let disliked: fn(&mut Play) -> usize = |play| asks_after(play, "👎");
    check("BOT_EAGERNESS_MIN", ["0", "1"], &some, disliked);
}

/// Six people react to his words, then questions are asked.
fn asks_after(play: &mut Play, emoji: &str) -> usize {
    play.line("Оля: гряг, ти тут?");
    for number in 0..6 {
        play.line(&format!("Особа{number} reacts {emoji}"));
    }
    for number in 0..60 {
        play.line("+3m");
        play.line(&format!("Особа{}: хто знає, де тут пошта?", number % 6));
    }
    play.world.said.len()
}

#[test]
fn when_a_reaction_comes_can_be_set() {
    let always = [
        ("BOT_REACTION_CHANCE_EMOTIONAL", "1"),
        ("BOT_REACTION_DELAY_MAX_SECONDS", "60"),
    ];
    let least = "BOT_REACTION_DELAY_MIN_SECONDS";
    check(least, ["0", "60"], &always, joys);
    let always = [("BOT_REACTION_CHANCE_EMOTIONAL", "1")];
    let most = "BOT_REACTION_DELAY_MAX_SECONDS";
    check(most, ["1", "60"], &always, joys);
}

#[test]
fn when_topics_and_hushes_end_can_be_set() {
    let often = [("BOT_SPONTANEOUS_CHANCE", "1")];
    check("BOT_INITIATIVE_MIN_PEOPLE", ["2", "10"], &often, day);
    check("BOT_NIGHT_HOURS", ["0-23", "1-2"], &often, day);
    let many = [
        ("BOT_SPONTANEOUS_CHANCE", "1"),
        ("BOT_INITIATIVES_PER_DAY", "100"),
        ("BOT_INITIATIVE_GAP_MINUTES", "60"),
    ];
    check("BOT_TAKEN_UP_MINUTES", ["1", "120"], &many, day);
    let till_morning: fn(&mut Play) -> usize = |play| {
        play.line("Адмін: привіт");
        play.line("Оля: гряг, помовчи до ранку");
        let until = play.world.store.read().attitude(CHAT).unwrap().hush_until;
        usize::try_from(until.since(play.world.now()) / 60).unwrap()
    };
    let long = [("BOT_HUSH_MEMBER_MINUTES", "1440")];
    check("BOT_MORNING_HOUR", ["8", "20"], &long, till_morning);
}
