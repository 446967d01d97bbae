//! Profiles follow people slowly.

use super::*;
use crate::analysis::analyse;
use crate::clock::SECONDS_PER_DAY;
use crate::person::scan::scan;

const START: UnixTime = UnixTime(1_780_000_000);

fn learn(profile: &mut Profile, text: &str, at: UnixTime) {
    profile.learn(&Observation {
        sent_at: at,
        local_hour: 9,
        scan: &scan(text),
        analysis: &analyse(text),
        is_to_us: false,
        replies_to: Some(SenderId(7)),
    });
}

#[test]
fn counts_fade_by_half_in_a_half_life() {
    let mut profile = Profile::new(START);
    for _ in 0..100 {
        learn(&mut profile, "привіт 😂", START);
    }
    profile.fade(START.plus(90 * SECONDS_PER_DAY));
    assert!((profile.weight - 50.0).abs() < 1.0, "{}", profile.weight);
    assert_eq!(profile.messages, 100);
    assert!((profile.emoji[0].weight - 50.0).abs() < 1.0);
    profile.fade(START.plus(5_000 * SECONDS_PER_DAY));
    assert!(profile.emoji.is_empty() && profile.partners.is_empty());
}

#[test]
fn what_comes_late_counts_as_if_it_had_come_in_time() {
    let mut profile = Profile::new(START);
    learn(&mut profile, "так", START);
    learn(&mut profile, "ні", START.minus(30 * SECONDS_PER_DAY));
    learn(&mut profile, "ні", UnixTime(i64::MIN));
    // 1 for today's, 0.79 for one of a month ago, nothing for the beginning of time.
    assert!((profile.weight - 1.794).abs() < 0.001, "{}", profile.weight);
    assert_eq!((profile.messages, profile.last_at), (3, START));
    let mut in_time = Profile::new(START.minus(30 * SECONDS_PER_DAY));
    learn(&mut in_time, "ні 😂", START.minus(30 * SECONDS_PER_DAY));
    learn(&mut in_time, "так 🔥", START);
    let mut late = Profile::new(START);
    learn(&mut late, "так 🔥", START);
    learn(&mut late, "ні 😂", START.minus(30 * SECONDS_PER_DAY));
    in_time.emoji.sort_by(|a, b| a.item.cmp(&b.item));
    late.emoji.sort_by(|a, b| a.item.cmp(&b.item));
    in_time.partners.clear();
    late.partners.clear();
    assert_eq!(in_time, late);
}

#[test]
fn lists_stay_short_and_keep_what_is_used_most() {
    let mut profile = Profile::new(START);
    for number in 0..500_u32 {
        learn(&mut profile, "🔥", START);
        let other = char::from_u32(0x1F400 + number % 60).unwrap_or('🐀');
        learn(&mut profile, &other.to_string(), START);
    }
    assert!(profile.emoji.len() <= EMOJI_MAX);
    let top = profile
        .emoji
        .iter()
        .max_by(|left, right| left.weight.total_cmp(&right.weight));
    assert_eq!(top.map(|one| one.item.as_str()), Some("🔥"));
}

#[test]
fn moods_are_kept_by_the_week() {
    let mut profile = Profile::new(START);
    for week in 0..30 {
        learn(
            &mut profile,
            "ура, чудово!",
            START.plus(week * 7 * SECONDS_PER_DAY),
        );
    }
    assert_eq!(profile.moods.len(), WEEKS_MAX);
    assert!(profile.moods.is_sorted_by_key(|mood| mood.week));
}
