//! What a profile says of a person: conclusions, or nothing where there is too little to go by.

use super::profile::Profile;
use crate::analysis::{Language, Subtopic, Topic};
use crate::clock::UnixTime;
use crate::ids::SenderId;
use serde::{Deserialize, Serialize};

/// No conclusion is drawn from fewer messages than these, faded ones counted in part.
pub const MESSAGES_MIN: f32 = 12.0;

/// How a person writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// Warmly.
    Friendly,
    /// Officially.
    Formal,
    /// Loosely, with slang.
    Casual,
    /// Neither way.
    Neutral,
}

/// How a person addresses others, or wants to be addressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Address {
    /// «Ти».
    Informal,
    /// «Ви».
    Formal,
}

/// How long messages are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Length {
    /// A few words.
    Short,
    /// A sentence or two.
    Normal,
    /// Long ones.
    Long,
}

/// How often something happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Next to never.
    Rarely,
    /// Now and then.
    Sometimes,
    /// All the time.
    Often,
}

/// How simple somebody's words are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Complexity {
    /// Short words.
    Simple,
    /// Ordinary ones.
    Ordinary,
    /// Long words in long messages.
    Complex,
}

/// The mood of the last weeks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mood {
    /// Rather bright.
    Bright,
    /// Even.
    Even,
    /// Rather dark.
    Dark,
}

/// What a profile says; `None` is "unknown".
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Portrait {
    /// How they write.
    pub style: Option<Style>,
    /// Whether they say «ти» or «ви».
    pub address: Option<Address>,
    /// How often they joke.
    pub humour: Option<Level>,
    /// How long their messages are.
    pub length: Option<Length>,
    /// Words in a usual message.
    pub words_usual: Option<u32>,
    /// How simple their words are.
    pub complexity: Option<Complexity>,
    /// The language they write in.
    pub language: Option<Language>,
    /// How often they use emoji.
    pub emoji_rate: Option<Level>,
    /// The emoji they use most, most used first.
    pub emoji: Vec<String>,
    /// What they talk about, most first.
    #[serde(skip)]
    pub topics: Vec<Subtopic>,
    /// The local hour in which they write most.
    pub busiest_hour: Option<u8>,
    /// The mood of the last weeks.
    pub mood: Option<Mood>,
    /// How much of what they write turns to the bot.
    pub to_us: Option<Level>,
    /// Whether they are rude to the bot.
    pub is_rude_to_us: bool,
    /// The people they answer most, most first.
    pub partners: Vec<SenderId>,
}

/// The most topics, emoji and people that a portrait names.
const NAMED_MAX: usize = 3;
/// What is named was seen at least so often.
const NAMED_WEIGHT_MIN: f32 = 2.5;
/// From these shares of the messages on somebody jokes sometimes and often.
const JOKING: [f32; 2] = [0.06, 0.2];
/// The same for emoji.
const WITH_EMOJI: [f32; 2] = [0.1, 0.35];
/// The same for turning to the bot.
const TURNING_TO_US: [f32; 2] = [0.05, 0.3];
/// Messages of fewer words are short.
const NORMAL_WORDS_MIN: f32 = 6.0;
/// Messages of so many words are long.
const LONG_WORDS_MIN: f32 = 28.0;
/// Words of so many letters on average are bookish, in messages of at least so many words.
const COMPLEX_LETTERS_MIN: f32 = 5.4;
const COMPLEX_WORDS_MIN: f32 = 9.0;
/// Words of fewer letters are simple.
const ORDINARY_LETTERS_MIN: f32 = 4.3;
/// Messages to the bot needed to call somebody rude to it.
const RUDE_MESSAGES_MIN: f32 = 4.0;
/// A larger share of these is rude in who is.
const RUDE_SHARE: f32 = 0.35;

/// Draws conclusions from a profile, faded to `now`.
pub fn portrait(profile: &Profile, now: UnixTime) -> Portrait {
    let mut faded = profile.clone();
    faded.fade(now);
    let profile = &faded;
    let is_known = profile.worded >= MESSAGES_MIN;
    let known = |share: f32| is_known.then_some(share);
    let of_worded = |part: f32| part / profile.worded.max(1.0);
    let words = known(of_worded(profile.words));
    Portrait {
        style: known(0.0).map(|_| style(profile)),
        address: address(profile),
        humour: known(of_worded(profile.humour)).map(|share| level(share, JOKING)),
        length: words.map(|words| match words {
            ..NORMAL_WORDS_MIN => Length::Short,
            NORMAL_WORDS_MIN..LONG_WORDS_MIN => Length::Normal,
            _ => Length::Long,
        }),
        words_usual: words.map(rounded),
        complexity: words.map(|words| {
            let letters = profile.letters / profile.words.max(1.0);
            if letters >= COMPLEX_LETTERS_MIN && words >= COMPLEX_WORDS_MIN {
                Complexity::Complex
            } else if letters < ORDINARY_LETTERS_MIN {
                Complexity::Simple
            } else {
                Complexity::Ordinary
            }
        }),
        language: known(0.0).and_then(|_| language(profile)),
        emoji_rate: (profile.weight >= MESSAGES_MIN)
            .then(|| level(profile.emoji_messages / profile.weight, WITH_EMOJI)),
        emoji: named(
            profile
                .emoji
                .iter()
                .map(|one| (one.item.clone(), one.weight)),
        ),
        topics: topics(profile),
        busiest_hour: (profile.weight >= MESSAGES_MIN)
            .then(|| busiest(&profile.hours))
            .flatten(),
        mood: mood(profile),
        to_us: (profile.weight >= MESSAGES_MIN)
            .then(|| level(profile.to_us / profile.weight, TURNING_TO_US)),
        is_rude_to_us: profile.to_us >= RUDE_MESSAGES_MIN
            && profile.to_us_rude / profile.to_us > RUDE_SHARE,
        partners: named(profile.partners.iter().map(|one| (one.item, one.weight))),
    }
}

fn style(profile: &Profile) -> Style {
    let manners = &profile.manners;
    let share = |part: f32| part / profile.worded.max(1.0);
    let strongest = [
        (Style::Formal, share(manners.formal) * FORMAL_WEIGHT),
        (Style::Casual, share(manners.casual)),
        (Style::Friendly, share(manners.friendly)),
    ]
    .into_iter()
    .max_by(|left, right| left.1.total_cmp(&right.1));
    match strongest {
        Some((style, share)) if share >= STYLE_SHARE_MIN => style,
        _ => Style::Neutral,
    }
}

/// Official words are rare even in official speech, so they count for more.
const FORMAL_WEIGHT: f32 = 1.5;
/// Below this share of the messages a style is no style.
const STYLE_SHARE_MIN: f32 = 0.25;

fn address(profile: &Profile) -> Option<Address> {
    let (informal, formal) = (profile.informal_you, profile.formal_you);
    let all = informal + formal;
    if profile.worded < MESSAGES_MIN || all < ADDRESSES_MIN {
        return None;
    }
    if informal / all >= ADDRESS_SHARE_MIN {
        Some(Address::Informal)
    } else if formal / all >= ADDRESS_SHARE_MIN {
        Some(Address::Formal)
    } else {
        None
    }
}

/// Words of address needed for a conclusion.
const ADDRESSES_MIN: f32 = 3.0;
/// So many of them agree.
const ADDRESS_SHARE_MIN: f32 = 0.7;

fn language(profile: &Profile) -> Option<Language> {
    let counted = Language::ALL
        .iter()
        .filter(|language| **language != Language::Other)
        .filter_map(|language| {
            let weight = profile.languages.get(usize::from(language.code()))?;
            Some((language, *weight))
        });
    let all: f32 = counted.clone().map(|(_, weight)| weight).sum();
    let (language, weight) = counted.max_by(|left, right| left.1.total_cmp(&right.1))?;
    (all >= LANGUAGE_MESSAGES_MIN && weight / all >= LANGUAGE_SHARE_MIN).then_some(*language)
}

/// Messages in known languages needed for a conclusion.
const LANGUAGE_MESSAGES_MIN: f32 = MESSAGES_MIN / 2.0;
/// So many of them are in the language somebody writes in.
const LANGUAGE_SHARE_MIN: f32 = 0.6;

fn topics(profile: &Profile) -> Vec<Subtopic> {
    let counted = Subtopic::ALL.iter().filter_map(|topic| {
        let weight = profile.subtopics.get(usize::from(topic.code()))?;
        Some((*topic, *weight))
    });
    named(counted)
}

fn named<T>(counted: impl Iterator<Item = (T, f32)>) -> Vec<T> {
    let mut counted: Vec<(T, f32)> = counted
        .filter(|(_, weight)| *weight >= NAMED_WEIGHT_MIN)
        .collect();
    counted.sort_by(|left, right| right.1.total_cmp(&left.1));
    counted
        .into_iter()
        .take(NAMED_MAX)
        .map(|(item, _)| item)
        .collect()
}

fn mood(profile: &Profile) -> Option<Mood> {
    let recent = profile.moods.iter().rev().take(MOOD_WEEKS);
    let messages: f32 = recent.clone().map(|week| week.messages).sum();
    let polarity: f32 = recent.map(|week| week.polarity).sum();
    (messages >= MESSAGES_MIN).then(|| match polarity / messages {
        BRIGHT_MIN.. => Mood::Bright,
        ..EVEN_MIN => Mood::Dark,
        _ => Mood::Even,
    })
}

/// The newest weeks that make the mood.
const MOOD_WEEKS: usize = 4;
/// From this mean polarity on the mood is bright.
const BRIGHT_MIN: f32 = 0.12;
/// Below this it is dark.
const EVEN_MIN: f32 = -BRIGHT_MIN;

fn busiest(hours: &[f32]) -> Option<u8> {
    let busiest = hours
        .iter()
        .enumerate()
        .max_by(|left, right| left.1.total_cmp(right.1))?;
    u8::try_from(busiest.0).ok()
}

fn level(share: f32, [sometimes, often]: [f32; 2]) -> Level {
    if share >= often {
        Level::Often
    } else if share >= sometimes {
        Level::Sometimes
    } else {
        Level::Rarely
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the words of one message"
)]
fn rounded(words: f32) -> u32 {
    words.round().clamp(0.0, 10_000.0) as u32
}

/// The broad topics of a profile that stand out, most first, for statistics.
pub fn broad_topics(profile: &Profile) -> Vec<Topic> {
    let counted = Topic::ALL
        .iter()
        .filter(|topic| **topic != Topic::General)
        .filter_map(|topic| {
            let weight = profile.topics.get(usize::from(topic.code()))?;
            Some((*topic, *weight))
        });
    named(counted)
}

#[cfg(test)]
mod tests;
