//! A profile as bytes: the form in which it is stored, made and read for every message.
//!
//! Little-endian numbers in a fixed order behind a version byte. Lists carry their length, so a
//! later program may have longer ones and still read this form. Of the counts by topic and hour
//! most are zero: only the others are written, behind a bit for each.

use super::profile::{Counted, EMOJI_MAX, PARTNERS_MAX, Profile, WEEKS_MAX, WeekMood};
use super::scan::EMOJI_BYTES_MAX;
use crate::clock::UnixTime;
use crate::ids::SenderId;

/// The form that this program writes.
const VERSION: u8 = 2;
/// The form before it, with every count written out.
const VERSION_DENSE: u8 = 1;

/// The largest packed profile, in bytes.
pub const PACKED_BYTES_MAX: usize = 2_048;

/// The profile as bytes, appended to nothing: `bytes` is cleared first, so that one buffer serves
/// many messages.
pub fn pack(profile: &Profile, bytes: &mut Vec<u8>) {
    bytes.clear();
    bytes.reserve(1_024);
    bytes.push(VERSION);
    bytes.extend(profile.first_at.0.to_le_bytes());
    bytes.extend(profile.last_at.0.to_le_bytes());
    bytes.extend(profile.messages.to_le_bytes());
    bytes.extend(profile.faded_day.to_le_bytes());
    for number in profile.singles() {
        bytes.extend(number.to_le_bytes());
    }
    put_numbers(bytes, &profile.languages);
    put_numbers(bytes, &profile.topics);
    put_numbers(bytes, &profile.subtopics);
    put_numbers(bytes, &profile.hours);
    bytes.push(length(profile.emoji.len().min(EMOJI_MAX)));
    for one in profile.emoji.iter().take(EMOJI_MAX) {
        let is_short = one.item.len() <= EMOJI_BYTES_MAX;
        let item = if is_short { one.item.as_bytes() } else { &[] };
        bytes.push(length(item.len()));
        bytes.extend(item);
        bytes.extend(one.weight.to_le_bytes());
    }
    bytes.push(length(profile.partners.len().min(PARTNERS_MAX)));
    for one in profile.partners.iter().take(PARTNERS_MAX) {
        bytes.extend(one.item.0.to_le_bytes());
        bytes.extend(one.weight.to_le_bytes());
    }
    bytes.push(length(profile.moods.len().min(WEEKS_MAX)));
    for mood in profile.moods.iter().take(WEEKS_MAX) {
        bytes.extend(mood.week.to_le_bytes());
        bytes.extend(mood.messages.to_le_bytes());
        bytes.extend(mood.polarity.to_le_bytes());
    }
}

/// The profile in `bytes`; `None` if they are no profile of a form that this program knows.
pub fn unpack(bytes: &[u8]) -> Option<Profile> {
    let mut rest = Rest {
        bytes,
        is_dense: false,
    };
    match rest.byte()? {
        VERSION => {}
        VERSION_DENSE => rest.is_dense = true,
        _ => return None,
    }
    let first_at = UnixTime(i64::from_le_bytes(rest.take()?));
    let mut profile = Profile::new(first_at);
    profile.last_at = UnixTime(i64::from_le_bytes(rest.take()?));
    profile.messages = u32::from_le_bytes(rest.take()?);
    profile.faded_day = i32::from_le_bytes(rest.take()?);
    for number in profile.singles_mut() {
        *number = rest.number()?;
    }
    rest.numbers(&mut profile.languages)?;
    rest.numbers(&mut profile.topics)?;
    rest.numbers(&mut profile.subtopics)?;
    rest.numbers(&mut profile.hours)?;
    for _ in 0..rest.byte()? {
        let length = usize::from(rest.byte()?);
        let item = std::str::from_utf8(rest.slice(length)?).ok()?.to_owned();
        let weight = rest.number()?;
        if profile.emoji.len() < EMOJI_MAX && !item.is_empty() {
            profile.emoji.push(Counted { item, weight });
        }
    }
    for _ in 0..rest.byte()? {
        let item = SenderId(i64::from_le_bytes(rest.take()?));
        let weight = rest.number()?;
        if profile.partners.len() < PARTNERS_MAX {
            profile.partners.push(Counted { item, weight });
        }
    }
    for _ in 0..rest.byte()? {
        let mood = WeekMood {
            week: i32::from_le_bytes(rest.take()?),
            messages: rest.number()?,
            polarity: rest.number()?,
        };
        if profile.moods.len() < WEEKS_MAX {
            profile.moods.push(mood);
        }
    }
    Some(profile)
}

/// Lists have at most 255 entries; ours are far shorter.
fn length(entries: usize) -> u8 {
    u8::try_from(entries).unwrap_or(0)
}

fn put_numbers(bytes: &mut Vec<u8>, numbers: &[f32]) {
    bytes.push(length(numbers.len()));
    for eight in numbers.chunks(8) {
        let bits = eight.iter().enumerate();
        bytes.push(bits.fold(0, |bits, (at, number)| {
            bits | (u8::from(*number > 0.0) << at)
        }));
    }
    for number in numbers.iter().filter(|number| **number > 0.0) {
        bytes.extend(number.to_le_bytes());
    }
}

/// The bytes not read yet.
struct Rest<'b> {
    bytes: &'b [u8],
    /// Whether every count is there.
    is_dense: bool,
}

impl<'b> Rest<'b> {
    fn slice(&mut self, length: usize) -> Option<&'b [u8]> {
        let (head, tail) = self.bytes.split_at_checked(length)?;
        self.bytes = tail;
        Some(head)
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.slice(N)?.try_into().ok()
    }

    fn byte(&mut self) -> Option<u8> {
        self.take::<1>().map(|[byte]| byte)
    }

    /// A finite number, whatever the bytes say.
    fn number(&mut self) -> Option<f32> {
        let number = f32::from_le_bytes(self.take()?);
        number.is_finite().then_some(number)
    }

    fn numbers(&mut self, numbers: &mut [f32]) -> Option<()> {
        let stored = usize::from(self.byte()?);
        let bits = if self.is_dense {
            &[]
        } else {
            self.slice(stored.div_ceil(8))?
        };
        for at in 0..stored {
            let is_there = bits
                .get(at / 8)
                .is_none_or(|eight| eight & (1 << (at % 8)) != 0);
            let number = if is_there { self.number()? } else { 0.0 };
            if let Some(place) = numbers.get_mut(at) {
                *place = number;
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::profile::SINGLES;
    use proptest::prelude::*;

    fn full() -> Profile {
        let mut profile = Profile::new(UnixTime(1_780_000_000));
        profile.messages = 12;
        profile.weight = 11.5;
        profile.to_us_rude = 1.0;
        profile.hours[23] = 4.0;
        profile.subtopics[29] = 2.0;
        for number in 0..EMOJI_MAX {
            profile.emoji.push(Counted {
                item: "x".repeat(EMOJI_BYTES_MAX),
                weight: f32::from(u8::try_from(number).unwrap()),
            });
            profile.partners.push(Counted {
                item: SenderId(-5),
                weight: 1.0,
            });
        }
        for week in 0..12 {
            profile.moods.push(WeekMood {
                week,
                messages: 1.0,
                polarity: -0.5,
            });
        }
        profile
    }

    #[test]
    fn a_profile_survives_and_the_fullest_one_fits() {
        let mut bytes = Vec::new();
        pack(&full(), &mut bytes);
        assert!(bytes.len() <= PACKED_BYTES_MAX, "{}", bytes.len());
        assert_eq!(unpack(&bytes), Some(full()));
    }

    #[test]
    fn half_a_profile_or_one_of_the_future_is_none() {
        let mut bytes = Vec::new();
        pack(&full(), &mut bytes);
        for length in 0..bytes.len() {
            assert_eq!(unpack(&bytes[..length]), None, "{length}");
        }
        bytes[0] = 3;
        assert_eq!(unpack(&bytes), None);
    }

    #[test]
    fn the_form_of_before_is_read() {
        let mut sparse = Vec::new();
        pack(&full(), &mut sparse);
        let mut dense = vec![VERSION_DENSE];
        // Times, the number of messages, the day and the single counts come first in both.
        let fixed = 1 + 8 + 8 + 4 + 4 + 4 * SINGLES;
        dense.extend(&sparse[1..fixed]);
        let profile = full();
        let lists: [&[f32]; 4] = [
            &profile.languages,
            &profile.topics,
            &profile.subtopics,
            &profile.hours,
        ];
        let mut at = fixed;
        for list in lists {
            dense.push(u8::try_from(list.len()).unwrap());
            for number in list {
                dense.extend(number.to_le_bytes());
            }
            let written = list.iter().filter(|number| **number > 0.0).count();
            at += 1 + list.len().div_ceil(8) + 4 * written;
        }
        dense.extend(&sparse[at..]);
        assert!(dense.len() > sparse.len());
        assert_eq!(unpack(&dense), Some(profile));
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..1500)) {
            let mut bytes = bytes;
            if let Some(first) = bytes.first_mut() {
                *first = VERSION;
            }
            drop(unpack(&bytes));
        }
    }
}
