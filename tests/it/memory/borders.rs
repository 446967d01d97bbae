//! Days, weeks and months by Kyiv's clocks, whatever the clocks of the machine say.

use gryag::clock::{SECONDS_PER_HOUR, UnixTime};
use gryag::store::{Period, Store};
use std::process::Command;

/// Kyiv in POSIX form: it needs no time zone files.
const KYIV: &str = "EET-2EEST,M3.5.0/3,M10.5.0/4";
/// In the environment of the test that runs in a process of its own.
const INSIDE: &str = "GRYAG_TEST_INSIDE_KYIV";

#[track_caller]
fn check(period: Period, at: i64, expected: (i64, i64)) {
    let store = Store::in_memory().unwrap();
    let reader = store.read();
    let (start, until) = reader.period_around(period, UnixTime(at)).unwrap();
    assert_eq!((start.0, until.0), expected, "{period:?} around {at}");
    // Both ends belong where they should, and the next one begins where this one ends.
    assert_eq!(reader.period_around(period, start).unwrap(), (start, until));
    let last = reader.period_around(period, until.minus(1)).unwrap();
    assert_eq!(last, (start, until));
    assert_eq!(reader.period_around(period, until).unwrap().0, until);
}

/// A time zone belongs to a process, so this test runs itself again in one that has Kyiv's.
#[test]
fn days_weeks_and_months_follow_kyiv_through_both_changes_of_clocks() {
    if std::env::var_os(INSIDE).is_none() {
        let name =
            "memory::borders::days_weeks_and_months_follow_kyiv_through_both_changes_of_clocks";
        let run = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name])
            .env("TZ", KYIV)
            .env(INSIDE, "1")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stdout);
        assert!(run.status.success() && said.contains("1 passed"), "{said}");
        return;
    }
    // 2026-03-29 has 23 hours, 2026-10-25 has 25: by UTC from 22:00 to 21:00, from 21:00 to 22:00.
    let (spring, after_spring) = (1_774_735_200, 1_774_818_000);
    let (autumn, after_autumn) = (1_792_875_600, 1_792_965_600);
    assert_eq!(after_spring - spring, 23 * SECONDS_PER_HOUR);
    assert_eq!(after_autumn - autumn, 25 * SECONDS_PER_HOUR);
    for hour in 0..23 {
        let at = spring + hour * SECONDS_PER_HOUR + 1_799;
        check(Period::Day, at, (spring, after_spring));
        // The change is on the last day of its week, which began on Monday, the 23rd.
        check(Period::Week, at, (1_774_216_800, after_spring));
        // March, from 22:00 UTC to 21:00 UTC.
        check(Period::Month, at, (1_772_316_000, 1_774_990_800));
    }
    for hour in 0..25 {
        let at = autumn + hour * SECONDS_PER_HOUR + 1_799;
        check(Period::Day, at, (autumn, after_autumn));
        check(Period::Week, at, (1_792_357_200, after_autumn));
        check(Period::Month, at, (1_790_802_000, 1_793_484_000));
    }
    // The turn of the year, two hours before Greenwich's.
    check(Period::Month, 1_798_754_399, (1_796_076_000, 1_798_754_400));
    let hour = Store::in_memory().unwrap();
    let local = hour
        .read()
        .local_time(UnixTime(spring + 2 * SECONDS_PER_HOUR + 3_599));
    assert_eq!(local.unwrap().hour, 2);
    let local = hour
        .read()
        .local_time(UnixTime(spring + 3 * SECONDS_PER_HOUR));
    assert_eq!(local.unwrap().hour, 4, "there is no third hour that day");
    assert_eq!(
        hour.read()
            .local_hour(UnixTime(autumn + 4 * SECONDS_PER_HOUR))
            .unwrap(),
        3
    );
}
