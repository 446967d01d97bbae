//! Summaries, compaction, cleanup: small steps that can be broken off and begun again.

use super::{CHAT, NOW, Still, export, said, take, texts};
use crate::people::{brain, config};
use gryag::behaviour::trigger::NameForms;
use gryag::bot::{clean_up, compress, sum_up};
use gryag::clock::{Clock, UnixTime};
use gryag::config::Memory;
use gryag::rng::Rng;
use gryag::store::{Period, Store};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

fn filled(store: &mut Store, days: i64) {
    let mut messages = Vec::new();
    for day in 0..days {
        for number in 0..40 {
            let at = NOW.0 - (days - day) * 86_400 + number * 300;
            let text = format!("день {day}: говоримо про погоду, сервер і каву, думка {number}");
            messages.push(said(day * 40 + number + 1, at, &text));
        }
    }
    take(store, export(&messages.join(",")).as_bytes(), None).unwrap();
}

fn memory(compress_after_days: u32, retention_days: u32) -> Memory {
    Memory {
        compress_after_days,
        retention_days,
    }
}

#[test]
fn every_period_is_summed_up_once_by_model_or_analyser() {
    let mut store = Store::in_memory().unwrap();
    filled(&mut store, 70);
    let (brain, mut rng) = (brain(&[]), Rng::new(1));
    let mut all = 0;
    loop {
        let made = sum_up(&mut store, CHAT, &brain, 1_000, &Still(NOW), &mut rng).unwrap();
        all += made;
        if made == 0 {
            break;
        }
    }
    let of = |period| store.read().summaries(CHAT, period, NOW, 999).unwrap();
    assert!(of(Period::Day).len() >= 68, "{}", of(Period::Day).len());
    assert!(of(Period::Week).len() >= 9);
    assert!(of(Period::Month).len() >= 2);
    let hours = of(Period::Hour);
    assert!(!hours.is_empty() && hours.len() <= 12);
    let kinds: usize = Period::ALL.into_iter().map(|period| of(period).len()).sum();
    assert_eq!(kinds, all);
    // The stand-in is asked for the last week only; the others are the analyser's.
    let weeks = of(Period::Week);
    assert_eq!(weeks[0].made_by, "offline");
    assert!(weeks[2..].iter().all(|week| week.made_by == "local"));
    assert!(of(Period::Day).iter().all(|day| day.made_by == "local"));
    assert!(
        of(Period::Day)[3].text.contains("40 повідомлень"),
        "{}",
        of(Period::Day)[3].text
    );
    assert_eq!(of(Period::Day)[3].messages, 40);
}

#[test]
fn without_budget_the_analyser_sums_up_alone() {
    let mut store = Store::in_memory().unwrap();
    filled(&mut store, 20);
    let (brain, mut rng) = (brain(&[]), Rng::new(1));
    sum_up(&mut store, CHAT, &brain, 0, &Still(NOW), &mut rng).unwrap();
    let weeks = store.read().summaries(CHAT, Period::Week, NOW, 9).unwrap();
    assert!(!weeks.is_empty());
    assert!(weeks.iter().all(|week| week.made_by == "local"));
}

/// A clock that says stop after so many pauses.
struct Stopping(AtomicU32);

impl Clock for Stopping {
    fn now(&self) -> UnixTime {
        NOW
    }

    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }

    fn pause(&self, _: Duration) -> bool {
        let left = self.0.load(Ordering::Relaxed);
        self.0.store(left.saturating_sub(1), Ordering::Relaxed);
        left > 0
    }
}

#[test]
fn compaction_goes_on_where_it_was_and_loses_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(directory.path()).unwrap();
    filled(&mut store, 60);
    let before = texts(&store);
    let names = NameForms::generate("Гряг");
    let mut total = 0;
    let mut rounds = 0;
    loop {
        let clock = Stopping(AtomicU32::new(2));
        let packed = compress(&mut store, &clock, memory(30, 0), &names).unwrap();
        assert_eq!(texts(&store), before);
        if packed == 0 {
            break;
        }
        total += packed;
        rounds += 1;
        drop(store);
        store = Store::open(directory.path()).unwrap();
    }
    assert!(rounds > 2, "{rounds}");
    assert!((1_100..=1_240).contains(&total), "{total}");
    // Nothing at all is packed if that is not wished.
    assert_eq!(
        compress(&mut store, &Still(NOW), memory(0, 0), &names).unwrap(),
        0
    );
}

#[test]
fn a_cleanup_deletes_what_is_past_its_time_and_gives_the_space_back() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(directory.path()).unwrap();
    filled(&mut store, 300);
    compress(
        &mut store,
        &Still(NOW),
        memory(30, 0),
        &NameForms::generate("Гряг"),
    )
    .unwrap();
    clean_up(&mut store, &Still(NOW), memory(30, 0));
    assert_eq!(store.read().message_count().unwrap(), 12_000);
    let size =
        |directory: &std::path::Path| std::fs::metadata(directory.join("gryag.db")).unwrap().len();
    let full = size(directory.path());
    let cleaned = clean_up(&mut store, &Still(NOW), memory(30, 10));
    assert!(cleaned.problems.is_empty());
    let left = store.read().message_count().unwrap();
    assert!((390..=410).contains(&left), "{left}");
    assert!(cleaned.freed_bytes > 500_000, "{cleaned}");
    assert!(
        size(directory.path()) < full / 2,
        "{} of {full}",
        size(directory.path())
    );
    let oldest = texts(&store);
    assert!(
        oldest[0].starts_with("день 290") || oldest[0].starts_with("день 289"),
        "{}",
        oldest[0]
    );
    // What is gone is not found, and its words are in no page of the file.
    let found = store
        .read()
        .frequency(CHAT, "290", UnixTime(0), NOW)
        .unwrap();
    let gone = store
        .read()
        .frequency(CHAT, "150", UnixTime(0), NOW)
        .unwrap();
    assert!(found > 0 && gone == 0, "{found} {gone}");
    drop(store);
    let bytes = std::fs::read(directory.path().join("gryag.db")).unwrap();
    let trace = "день 150:".as_bytes();
    assert!(!bytes.windows(trace.len()).any(|window| window == trace));
}

#[test]
fn the_settings_say_how_long_messages_stay() {
    let settings = config(&[
        ("BOT_COMPRESS_AFTER_DAYS", "7"),
        ("BOT_RETENTION_DAYS", "365"),
    ]);
    assert_eq!(settings.memory.compress_after_days, 7);
    assert_eq!(settings.memory.retention_days, 365);
}
