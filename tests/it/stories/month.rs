//! A month of a lively, a sleepy and a dead chat, and of one that does not like him: how often he
//! starts a topic of his own.

use super::crowd::{Crowd, Hours};
use super::world::World;
use crate::people::CHAT;

const DAYS: usize = 30;
/// Some forty messages a day, with pauses between.
const LIVELY: Hours = [
    0, 0, 0, 0, 0, 0, 0, 0, 2, 5, 0, 0, 6, 4, 0, 0, 0, 5, 6, 0, 6, 4, 2, 0,
];
/// Some five messages a day.
const SLEEPY: Hours = [
    0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0,
];
const SILENT: Hours = [0; 24];

/// What the members do about a topic.
#[derive(Clone, Copy, PartialEq)]
enum Manners {
    Neutral,
    Annoyed,
    Pleased,
}

/// The topics of each day, in a chat with `hours` from the second day on.
fn month(hours: &Hours, manners: Manners, seed: u64) -> Vec<usize> {
    let settings = [
        ("BOT_SMART_REPLY_CHANCE", "0"),
        ("BOT_REACTION_CHANCE", "0"),
        ("BOT_REACTION_CHANCE_QUESTION", "0"),
        ("BOT_REACTION_CHANCE_EMOTIONAL", "0"),
        ("BOT_REACTION_CHANCE_NAMED", "0"),
    ];
    let mut crowd = Crowd::new(World::new(&settings, seed), 8, seed);
    crowd.call_in = 40;
    let mut days = Vec::new();
    for day in 0..DAYS {
        let before = topics(&crowd);
        for _ in 0..24 * 60 {
            let said = topics(&crowd);
            crowd.minute(if day == 0 { &LIVELY } else { hours });
            if topics(&crowd) > said {
                react(&mut crowd, manners);
            }
        }
        days.push(topics(&crowd) - before);
    }
    // Who calls is answered, liked or not.
    let last = crowd.writes(1, "гряг, ти тут?");
    assert_eq!(last.said, 1);
    days
}

fn react(crowd: &mut Crowd, manners: Manners) {
    let Some(own) = crowd.world.newest_own() else {
        return;
    };
    let emoji = match manners {
        Manners::Neutral => return,
        Manners::Annoyed => "👎",
        Manners::Pleased => "❤",
    };
    for by in 1..=3 {
        crowd.world.react(by, own, emoji);
    }
}

fn topics(crowd: &Crowd) -> usize {
    let said = crowd.world.said.iter();
    said.filter(|said| said.chat == CHAT && said.reply_to.is_none())
        .count()
}

fn print(name: &str, days: &[usize]) -> usize {
    let total: usize = days.iter().sum();
    println!("{name:8} {total:3} topics in {} days: {days:?}", days.len());
    assert!(days.iter().all(|count| *count <= 3), "{name}: {days:?}");
    total
}

#[test]
fn a_lively_chat_gets_a_few_topics_a_sleepy_and_a_dead_one_none() {
    let lively = print("lively", &month(&LIVELY, Manners::Neutral, 1));
    let sleepy_days = month(&SLEEPY, Manners::Neutral, 2);
    let dead_days = month(&SILENT, Manners::Neutral, 3);
    print("sleepy", &sleepy_days);
    print("dead", &dead_days);
    assert!((10..=90).contains(&lively), "{lively}");
    // Only the first day was lively there, and is remembered until the next.
    let later = |days: &[usize]| days.iter().skip(2).sum::<usize>();
    assert_eq!((later(&sleepy_days), later(&dead_days)), (0, 0));
}

#[test]
fn an_annoyed_group_halves_his_initiative_within_a_day() {
    let neutral = print("neutral", &month(&LIVELY, Manners::Neutral, 4));
    let annoyed = month(&LIVELY, Manners::Annoyed, 4);
    let pleased = print("pleased", &month(&LIVELY, Manners::Pleased, 4));
    let after_a_day: usize = annoyed.iter().skip(1).sum();
    print("annoyed", &annoyed);
    let fair_share = neutral * (DAYS - 1) / DAYS;
    assert!(
        after_a_day * 2 <= fair_share,
        "{after_a_day} of {fair_share}"
    );
    assert!(
        pleased <= DAYS * 3 && pleased * 10 >= neutral * 8,
        "{pleased} and {neutral}"
    );
}
