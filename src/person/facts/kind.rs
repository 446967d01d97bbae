//! What facts are about, and how long they hold.

use crate::clock::{SECONDS_PER_DAY, UnixTime};
use serde::Serialize;

/// What a fact is about. The codes are stored; they never change their meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// What the person is called.
    Name,
    /// How old.
    Age,
    /// The day of birth.
    Birthday,
    /// Where they live.
    Home,
    /// Where they come from.
    Origin,
    /// What they do for a living.
    Work,
    /// Where or what they study.
    Study,
    /// What they like.
    Likes,
    /// What they do not like.
    Dislikes,
    /// What they like most of its sort.
    Favourite,
    /// What they do in their free time.
    Hobby,
    /// What they do not eat, drink or smoke.
    Diet,
    /// Allergies and illnesses: never shown to a model.
    Health,
    /// Animals.
    Pet,
    /// Family and other people of theirs.
    People,
    /// What they can do or learn.
    Skill,
    /// What they own or drive.
    Possession,
    /// What they mean to do.
    Plan,
    /// A state that passes: ill, on leave, away.
    Condition,
}

impl FactKind {
    /// All kinds, in the order in which people are shown them.
    pub const ALL: [Self; 19] = [
        Self::Name,
        Self::Age,
        Self::Birthday,
        Self::Home,
        Self::Origin,
        Self::Work,
        Self::Study,
        Self::People,
        Self::Pet,
        Self::Hobby,
        Self::Skill,
        Self::Favourite,
        Self::Likes,
        Self::Dislikes,
        Self::Diet,
        Self::Health,
        Self::Possession,
        Self::Plan,
        Self::Condition,
    ];

    /// The number stored for it.
    pub fn code(self) -> u8 {
        match self {
            Self::Name => 0,
            Self::Age => 1,
            Self::Birthday => 2,
            Self::Home => 3,
            Self::Origin => 4,
            Self::Work => 5,
            Self::Study => 6,
            Self::Likes => 7,
            Self::Dislikes => 8,
            Self::Favourite => 9,
            Self::Hobby => 10,
            Self::Diet => 11,
            Self::Health => 12,
            Self::Pet => 13,
            Self::People => 14,
            Self::Skill => 15,
            Self::Possession => 16,
            Self::Plan => 17,
            Self::Condition => 18,
        }
    }

    /// The kind stored as `code`.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The word that stands for it in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Age => "age",
            Self::Birthday => "birthday",
            Self::Home => "home",
            Self::Origin => "origin",
            Self::Work => "work",
            Self::Study => "study",
            Self::Likes => "likes",
            Self::Dislikes => "dislikes",
            Self::Favourite => "favourite",
            Self::Hobby => "hobby",
            Self::Diet => "diet",
            Self::Health => "health",
            Self::Pet => "pet",
            Self::People => "people",
            Self::Skill => "skill",
            Self::Possession => "possession",
            Self::Plan => "plan",
            Self::Condition => "condition",
        }
    }

    /// The kind that `word` names.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether a person has only one of it, so that a new one replaces the old.
    pub fn is_single(self) -> bool {
        match self {
            Self::Name | Self::Age | Self::Birthday | Self::Home | Self::Origin | Self::Study => {
                true
            }
            Self::Work
            | Self::Likes
            | Self::Dislikes
            | Self::Favourite
            | Self::Hobby
            | Self::Diet
            | Self::Health
            | Self::Pet
            | Self::People
            | Self::Skill
            | Self::Possession
            | Self::Plan
            | Self::Condition => false,
        }
    }

    /// Confidence halves in so many days; `None` if the fact does not fade.
    pub fn half_life_days(self) -> Option<u16> {
        match self {
            Self::Name | Self::Birthday | Self::Origin | Self::People => None,
            Self::Age => Some(365),
            Self::Home | Self::Work | Self::Study | Self::Pet | Self::Skill => Some(730),
            Self::Likes
            | Self::Dislikes
            | Self::Favourite
            | Self::Hobby
            | Self::Diet
            | Self::Health
            | Self::Possession => Some(540),
            Self::Plan | Self::Condition => Some(14),
        }
    }

    /// Whether a model may be told it.
    pub fn may_be_told(self) -> bool {
        self != Self::Health
    }
}

/// A fact below this confidence, in per cent, is not used and soon forgotten.
pub const CONFIDENCE_MIN: u8 = 25;

/// The confidence, in per cent, that is left at `now` of a fact said at `said_at`.
pub fn faded(confidence: u8, half_life_days: Option<u16>, said_at: UnixTime, now: UnixTime) -> u8 {
    let Some(half_life) = half_life_days.filter(|days| *days > 0) else {
        return confidence.min(100);
    };
    let days = now.since(said_at) / SECONDS_PER_DAY;
    let days = f64::from(u32::try_from(days).unwrap_or(u32::MAX));
    let left = f64::from(confidence.min(100)) * (-days / f64::from(half_life)).exp2();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 100"
    )]
    let left = left.round().clamp(0.0, 100.0) as u8;
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_words_name_every_kind_once() {
        for kind in FactKind::ALL {
            assert_eq!(FactKind::from_code(kind.code()), Some(kind));
            assert_eq!(FactKind::from_word(kind.as_str()), Some(kind));
        }
        assert_eq!(FactKind::from_code(99), None);
    }

    #[test]
    fn confidence_fades_with_the_half_life() {
        let said = UnixTime(1_000);
        let after = |days: i64| said.plus(days * SECONDS_PER_DAY);
        assert_eq!(faded(80, Some(10), said, after(10)), 40);
        assert_eq!(faded(80, Some(10), said, after(40)), 5);
        assert_eq!(faded(80, None, said, after(10_000)), 80);
        assert_eq!(faded(80, Some(10), said, UnixTime(0)), 80);
    }
}
