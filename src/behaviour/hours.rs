//! The hours in which a chat sleeps, learned from when its people write.

use super::policy::QuietHours;

/// Fewer messages say nothing about habits.
const MESSAGES_MIN: u32 = 200;
/// An hour with less than this share of an average hour is quiet, in per cent.
const QUIET_PERCENT: u32 = 20;
/// A shorter run of quiet hours is no night.
const HOURS_MIN: usize = 4;
/// A longer one is a chat that hardly writes, not one that sleeps.
const HOURS_MAX: usize = 14;

/// The longest run of quiet hours, from how many messages each local hour of many days had; `None`
/// if there is too little to go by.
pub fn learn(messages: &[u32; 24]) -> Option<QuietHours> {
    let total: u32 = messages
        .iter()
        .fold(0, |sum, count| sum.saturating_add(*count));
    if total < MESSAGES_MIN {
        return None;
    }
    let is_quiet = |hour: usize| {
        let count = messages.get(hour % 24).copied().unwrap_or(0);
        u64::from(count) * 24 * 100 < u64::from(total) * u64::from(QUIET_PERCENT)
    };
    let run_from = |from: usize| (0..24).take_while(|step| is_quiet(from + step)).count();
    let (from, length) = (0..24)
        // A run begins where the hour before is loud.
        .filter(|hour| is_quiet(*hour) && !is_quiet(hour + 23))
        .map(|hour| (hour, run_from(hour)))
        .max_by_key(|(_, length)| *length)?;
    if !(HOURS_MIN..=HOURS_MAX).contains(&length) {
        return None;
    }
    let hour = |hour: usize| u8::try_from(hour % 24).unwrap_or(0);
    Some(QuietHours {
        from: hour(from),
        to: hour(from + length),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chat(awake: std::ops::Range<usize>) -> [u32; 24] {
        let mut messages = [0; 24];
        for hour in awake {
            messages[hour % 24] = 40;
        }
        messages
    }

    #[test]
    fn a_night_is_found_also_across_midnight() {
        assert_eq!(learn(&chat(8..23)), Some(QuietHours { from: 23, to: 8 }));
        assert_eq!(learn(&chat(10..26)), Some(QuietHours { from: 2, to: 10 }));
        let mut restless = chat(8..23);
        restless[3] = 3;
        assert_eq!(learn(&restless), Some(QuietHours { from: 23, to: 8 }));
    }

    #[test]
    fn too_little_talk_or_no_night_teaches_nothing() {
        assert_eq!(learn(&[1; 24]), None);
        assert_eq!(learn(&[50; 24]), None);
        assert_eq!(learn(&[0; 24]), None);
        let mut once = [0; 24];
        once[12] = 1_000;
        assert_eq!(learn(&once), None);
    }
}
