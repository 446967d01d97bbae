//! When the services' quotas of the day begin anew.

use crate::clock::{SECONDS_PER_DAY, SECONDS_PER_HOUR, UnixTime};
use std::time::Duration;

/// The time until Google's quotas of the day begin anew: midnight at the US Pacific coast in
/// winter (an hour late in summer, but never early).
pub(super) fn until_quota_reset(now: UnixTime) -> Duration {
    let since = now
        .minus(8_i64.saturating_mul(SECONDS_PER_HOUR))
        .0
        .rem_euclid(SECONDS_PER_DAY);
    Duration::from_secs(u64::try_from(SECONDS_PER_DAY.saturating_sub(since)).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotas_begin_anew_at_eight_in_the_morning_utc() {
        let at = |hour: i64| UnixTime(20_000 * SECONDS_PER_DAY + hour * SECONDS_PER_HOUR);
        assert_eq!(until_quota_reset(at(7)), Duration::from_secs(3_600));
        assert_eq!(until_quota_reset(at(8)), Duration::from_secs(86_400));
        assert_eq!(until_quota_reset(at(23)), Duration::from_secs(9 * 3_600));
    }
}
