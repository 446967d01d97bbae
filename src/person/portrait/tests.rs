//! What is concluded from messages, and what is not.

use super::*;
use crate::analysis::analyse;
use crate::clock::SECONDS_PER_DAY;
use crate::person::profile::Observation;
use crate::person::scan::scan;

const START: UnixTime = UnixTime(1_780_000_000);

fn drawn(texts: &[&str], times: usize) -> Portrait {
    let mut profile = Profile::new(START);
    for text in texts.iter().cycle().take(texts.len() * times) {
        profile.learn(&Observation {
            sent_at: START,
            local_hour: 21,
            scan: &scan(text),
            analysis: &analyse(text),
            is_to_us: false,
            replies_to: Some(SenderId(5)),
        });
    }
    portrait(&profile, START)
}

const JOKER: &[&str] = &[
    "ахах 😂",
    "та ти гониш лол",
    "ржу",
    "хд кек 😂",
    "го в доту",
];
const OFFICIAL: &[&str] = &[
    "Доброго дня, шановні колеги. Прошу вас повідомити, коли відбудеться засідання комісії.",
    "Згідно з розпорядженням, відповідно до договору, просимо вас надати документи.",
    "З повагою повідомляю вам, що питання потребує додаткового розгляду фахівцями установи.",
];

#[test]
fn a_terse_joker_and_an_official_look_different() {
    let joker = drawn(JOKER, 6);
    assert_eq!(joker.style, Some(Style::Casual));
    assert_eq!(joker.length, Some(Length::Short));
    assert_eq!(joker.humour, Some(Level::Often));
    assert_eq!(joker.emoji.first().map(String::as_str), Some("😂"));
    assert_eq!(joker.address, Some(Address::Informal));
    let official = drawn(OFFICIAL, 6);
    assert_eq!(official.style, Some(Style::Formal));
    assert_eq!(official.address, Some(Address::Formal));
    assert_eq!(official.humour, Some(Level::Rarely));
    assert_eq!(official.complexity, Some(Complexity::Complex));
    assert_eq!(official.language, Some(Language::Ukrainian));
    assert_eq!(official.busiest_hour, Some(21));
    assert_eq!(official.partners, [SenderId(5)]);
}

#[test]
fn too_little_is_unknown() {
    let stranger = drawn(JOKER, 1);
    assert_eq!(stranger.style, None);
    assert_eq!(stranger.length, None);
    assert_eq!(stranger.humour, None);
    assert_eq!(stranger.language, None);
    assert_eq!(stranger.mood, None);
}

#[test]
fn one_message_changes_no_conclusion() {
    let mut texts = JOKER.to_vec();
    let before = drawn(&texts, 6);
    texts = JOKER.iter().copied().cycle().take(30).collect();
    texts.push(OFFICIAL[0]);
    let after = drawn(&texts, 1);
    assert_eq!(
        (before.style, before.length, before.address),
        (after.style, after.length, after.address)
    );
}

#[test]
fn who_was_silent_for_a_year_is_unknown_again() {
    let mut profile = Profile::new(START);
    for _ in 0..40 {
        profile.learn(&Observation {
            sent_at: START,
            local_hour: 1,
            scan: &scan("лол"),
            analysis: &analyse("лол"),
            is_to_us: true,
            replies_to: None,
        });
    }
    let later = portrait(&profile, START.plus(365 * SECONDS_PER_DAY));
    assert_eq!(later.style, None);
    assert_eq!(later.humour, None);
}
