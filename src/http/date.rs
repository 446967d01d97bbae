//! The date of an answer.

/// Seconds since 1970 of an HTTP date such as `Tue, 24 Nov 2026 22:57:00 GMT`, the only form that
/// servers may send.
pub(super) fn parse(date: &str) -> Option<i64> {
    let (_, rest) = date.split_once(", ")?;
    let [day, month, year, time, "GMT"] = *rest.split(' ').collect::<Vec<_>>() else {
        return None;
    };
    let [hour, minute, second] = *time.split(':').collect::<Vec<_>>() else {
        return None;
    };
    let month = MONTHS.iter().position(|name| *name == month)?;
    let days = days_before(year.parse().ok()?, month).checked_add(number(day, 31)?)?;
    let minutes = number(hour, 23)? * 60 + number(minute, 59)?;
    Some((days - 1) * 86_400 + minutes * 60 + number(second, 60)?)
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// In a year without leap day.
const DAYS_BEFORE_MONTH: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

fn number(digits: &str, max: i64) -> Option<i64> {
    digits.parse().ok().filter(|n| (0..=max).contains(n))
}

/// Days from 1970-01-01 to the first of a month (0 is January).
fn days_before(year: u16, month: usize) -> i64 {
    let year = i64::from(year);
    // Leap days are counted up to the last February that is over.
    let whole = if month < 2 { year - 1 } else { year };
    let leap_days = whole / 4 - whole / 100 + whole / 400 - 477;
    let months = DAYS_BEFORE_MONTH.get(month).copied().unwrap_or_default();
    (year - 1_970) * 365 + leap_days + months
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn dates_are_seconds_since_1970() {
        for (date, seconds) in [
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Tue, 29 Feb 2000 23:59:59 GMT", Some(951_868_799)),
            ("Wed, 01 Mar 2000 00:00:00 GMT", Some(951_868_800)),
            ("Tue, 24 Nov 2026 22:57:00 GMT", Some(1_795_561_020)),
            ("Sun, 28 Feb 2100 00:00:00 GMT", Some(4_107_456_000)),
            ("Mon, 01 Mar 2100 00:00:00 GMT", Some(4_107_542_400)),
            ("Tue, 24 Nov 2026 25:57:00 GMT", None),
            ("Tue, 24 Lis 2026 22:57:00 GMT", None),
            ("2026-11-24", None),
            ("", None),
        ] {
            assert_eq!(parse(date), seconds, "{date}");
        }
    }
}
