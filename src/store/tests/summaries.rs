//! Periods begin where they should and have one summary each.

use super::*;

fn made(period: Period, start: UnixTime, until: UnixTime) -> Summary {
    Summary {
        period,
        start,
        until,
        text: "говорили про каву".into(),
        mood: "calm".into(),
        emotions: "{}".into(),
        topics: "[]".into(),
        participants: "[\"Оля\"]".into(),
        messages: 3,
        made_by: "local".into(),
    }
}

#[test]
fn periods_hold_their_moment_and_follow_each_other() {
    let store = Store::in_memory().unwrap();
    for period in Period::ALL {
        let mut at = UnixTime(1_700_000_123);
        for _ in 0..40 {
            let (start, until) = store.read().period_around(period, at).unwrap();
            assert!(
                start <= at && at < until,
                "{period:?} {start:?} {at:?} {until:?}"
            );
            let again = store.read().period_around(period, start).unwrap();
            assert_eq!(again, (start, until), "{period:?}");
            let (next, _) = store.read().period_around(period, until).unwrap();
            assert_eq!(next, until, "{period:?}");
            at = until;
        }
    }
    let (monday, _) = store.read().period_around(Period::Week, NOW).unwrap();
    assert_eq!(store.read().local_time(monday).unwrap().weekday, 0);
    let (first, _) = store.read().period_around(Period::Month, NOW).unwrap();
    assert_eq!(store.read().local_time(first).unwrap().day, 1);
}

#[test]
fn each_spoken_period_is_summed_up_once() {
    let mut store = Store::in_memory().unwrap();
    let (day, until) = store.read().period_around(Period::Day, NOW).unwrap();
    remember(&mut store, &says(1, 5, day.0 + 60, "перший день"));
    remember(
        &mut store,
        &says(2, 5, until.0 + 86_400 * 3 + 60, "четвертий день"),
    );
    let now = UnixTime(until.0 + 86_400 * 9);
    let mut found = Vec::new();
    while let Some((start, until)) = store
        .read()
        .next_period(CHAT, Period::Day, UnixTime(0), now)
        .unwrap()
    {
        let summary = made(Period::Day, start, until);
        let new = NewSummary {
            chat: CHAT,
            summary: &summary,
        };
        assert!(
            store
                .change(|writer| writer.note_summary(&new, now))
                .unwrap()
        );
        assert!(
            !store
                .change(|writer| writer.note_summary(&new, now))
                .unwrap()
        );
        found.push(start);
    }
    assert_eq!(found.len(), 2);
    assert_eq!(found[0], day);
    // A day that is not over has no summary yet.
    remember(&mut store, &says(3, 5, now.0 + 5, "щойно"));
    assert_eq!(
        store
            .read()
            .next_period(CHAT, Period::Day, UnixTime(0), now)
            .unwrap(),
        None
    );
    // History that an import brings later is summed up too.
    remember(&mut store, &says(4, 5, day.0 - 86_400 * 30, "давно"));
    assert!(
        store
            .read()
            .next_period(CHAT, Period::Day, UnixTime(0), now)
            .unwrap()
            .is_some()
    );
    let newest = store.read().summaries(CHAT, Period::Day, now, 1).unwrap();
    assert_eq!(newest[0].start, found[1]);
    assert_eq!(
        store
            .read()
            .summaries(ChatId(-7), Period::Day, now, 9)
            .unwrap(),
        []
    );
}

#[test]
fn summaries_can_be_forgotten_by_age_and_by_name() {
    let mut store = Store::in_memory().unwrap();
    for number in 0..5 {
        let start = UnixTime(NOW.0 + number * 3_600);
        let summary = made(Period::Hour, start, start.plus(3_600));
        let new = NewSummary {
            chat: CHAT,
            summary: &summary,
        };
        store
            .change(|writer| writer.note_summary(&new, NOW))
            .unwrap();
    }
    let before = NOW.plus(2 * 3_600 + 1);
    let forgotten = store
        .change(|writer| writer.forget_summaries(Period::Hour, before, 99))
        .unwrap();
    assert_eq!(forgotten, 2);
    let named = |store: &mut Store, name| {
        store
            .change(|writer| writer.forget_summaries_naming(CHAT, name))
            .unwrap()
    };
    assert_eq!(named(&mut store, "Ол"), 0);
    assert_eq!(named(&mut store, "Оля"), 3);
}
