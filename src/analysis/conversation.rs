//! Understands a window of messages: mood, topics, pace, and two sentences that sum it up.

use std::collections::HashMap;

use super::keywords::{self, Candidate};
use super::kinds::{Emotion, Subtopic, Topic};
use super::{Analysis, summary};

/// One message of a conversation.
#[derive(Debug, Clone, Copy)]
pub struct Turn<'a> {
    /// Who wrote it.
    pub author: &'a str,
    /// When, in seconds since 1970, UTC.
    pub sent_at: i64,
    /// What was written.
    pub text: &'a str,
    /// What [`super::analyse`] says about it.
    pub analysis: &'a Analysis,
}

/// The mood of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Joking and laughing.
    Playful,
    /// Friendly and glad.
    Warm,
    /// Neither way.
    Calm,
    /// Sorrowful.
    Sad,
    /// Worried.
    Anxious,
    /// Irritated or indignant.
    Angry,
    /// Quarrelling with each other.
    Quarrel,
}

impl Mood {
    /// The word used in JSON and in logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Playful => "playful",
            Self::Warm => "warm",
            Self::Calm => "calm",
            Self::Sad => "sad",
            Self::Anxious => "anxious",
            Self::Angry => "angry",
            Self::Quarrel => "quarrel",
        }
    }
}

/// Which way the mood went from the first half of a conversation to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoodChange {
    /// It became better.
    Brighter,
    /// It stayed.
    Steady,
    /// It became worse.
    Darker,
}

/// What is known about a conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversation {
    /// The number of messages.
    pub messages: u32,
    /// The prevailing mood.
    pub mood: Mood,
    /// Which way it went.
    pub mood_change: MoodChange,
    /// The topics by their share, the largest first; [`Topic::General`] only if alone.
    pub topics: Vec<Topic>,
    /// The finer topics by their share, the largest first; may be empty.
    pub subtopics: Vec<Subtopic>,
    /// Messages per minute over the span of the conversation.
    pub pace: f32,
    /// Who wrote, the most talkative first.
    pub participants: Vec<String>,
    /// How close it is to a quarrel, from 0 to 1.
    pub tension: f32,
    /// The words that set it apart from the chat's past, as people wrote them.
    pub keywords: Vec<String>,
    /// Questions that nobody has answered, as written, the latest last.
    pub open_questions: Vec<String>,
    /// Two Ukrainian sentences.
    pub text: String,
}

/// At most so many topics are named.
const TOPICS_MAX: usize = 3;
/// A topic is named if at least one message in so many is about it.
const TOPIC_SHARE: usize = 10;
/// At most so many open questions are kept.
const QUESTIONS_MAX: usize = 3;
/// Longer questions are cut, in characters.
const QUESTION_CHARS_MAX: usize = 120;
/// A smaller difference of polarity between the halves is no change.
const CHANGE_MIN: f32 = 0.25;
/// Fewer messages have no halves to compare.
const HALVES_MIN: usize = 6;

/// Sums a conversation up.
///
/// `past` tells in how many of the chat's `documents` earlier messages a stem occurred; what was
/// always said is no keyword now.
pub fn summarise(turns: &[Turn<'_>], past: impl Fn(&str) -> u32, documents: u32) -> Conversation {
    let mut conversation = Conversation {
        messages: u32::try_from(turns.len()).unwrap_or(u32::MAX),
        mood: mood(turns),
        mood_change: mood_change(turns),
        topics: topics(turns),
        subtopics: subtopics(turns),
        pace: pace(turns),
        participants: participants(turns),
        tension: tension(turns),
        keywords: keywords(turns, past, documents),
        open_questions: open_questions(turns),
        text: String::new(),
    };
    conversation.text = summary::sentences(&conversation);
    conversation
}

fn share(turns: &[Turn<'_>], is: impl Fn(&Analysis) -> bool) -> f32 {
    let count = turns.iter().filter(|turn| is(turn.analysis)).count();
    ratio(count, turns.len())
}

fn ratio(part: usize, whole: usize) -> f32 {
    let narrow = |count: usize| f32::from(u16::try_from(count).unwrap_or(u16::MAX));
    if whole == 0 {
        0.0
    } else {
        narrow(part) / narrow(whole)
    }
}

fn polarity(turns: &[Turn<'_>]) -> f32 {
    let sum: f32 = turns.iter().map(|turn| turn.analysis.polarity).sum();
    if turns.is_empty() {
        0.0
    } else {
        sum * ratio(1, turns.len())
    }
}

fn tension(turns: &[Turn<'_>]) -> f32 {
    let aimed = share(turns, |analysis| analysis.aimed);
    let toxic = share(turns, |analysis| analysis.toxic);
    let angry = share(turns, |analysis| analysis.emotions.contains(Emotion::Anger));
    let laughing = share(turns, |analysis| analysis.humour);
    (aimed * 2.5 + toxic * 0.8 + angry - laughing * 0.5).clamp(0.0, 1.0)
}

/// A smaller share of messages does not set the mood.
const MOOD_SHARE_MIN: f32 = 0.25;
/// From this tension on it is a quarrel.
const QUARREL_MIN: f32 = 0.5;

/// The prevailing mood alone.
pub fn mood(turns: &[Turn<'_>]) -> Mood {
    if tension(turns) >= QUARREL_MIN && share(turns, |analysis| analysis.aimed) > 0.0 {
        return Mood::Quarrel;
    }
    let feels = |emotion| share(turns, move |analysis| analysis.emotions.contains(emotion));
    let shares = [
        (Mood::Playful, share(turns, |analysis| analysis.humour)),
        (Mood::Warm, feels(Emotion::Joy)),
        (Mood::Sad, feels(Emotion::Sadness)),
        (Mood::Anxious, feels(Emotion::Fear)),
        (
            Mood::Angry,
            feels(Emotion::Anger) + feels(Emotion::Disgust) * 0.5,
        ),
    ];
    let mut best = (Mood::Calm, MOOD_SHARE_MIN);
    for candidate in shares {
        if candidate.1 > best.1 {
            best = candidate;
        }
    }
    best.0
}

fn mood_change(turns: &[Turn<'_>]) -> MoodChange {
    if turns.len() < HALVES_MIN {
        return MoodChange::Steady;
    }
    let (first, second) = turns.split_at(turns.len() / 2);
    let change = polarity(second) - polarity(first);
    if change >= CHANGE_MIN {
        MoodChange::Brighter
    } else if change <= -CHANGE_MIN {
        MoodChange::Darker
    } else {
        MoodChange::Steady
    }
}

fn topics(turns: &[Turn<'_>]) -> Vec<Topic> {
    let named = Topic::ALL.iter().filter(|&&topic| topic != Topic::General);
    let mut topics = ranked(turns, named.copied(), |analysis| Some(analysis.topic));
    if topics.is_empty() {
        topics.push(Topic::General);
    }
    topics
}

fn subtopics(turns: &[Turn<'_>]) -> Vec<Subtopic> {
    ranked(turns, Subtopic::ALL.iter().copied(), |analysis| {
        analysis.subtopic
    })
}

/// The values that enough messages have, the most frequent first.
fn ranked<T: Copy + PartialEq>(
    turns: &[Turn<'_>],
    all: impl Iterator<Item = T>,
    of: impl Fn(&Analysis) -> Option<T>,
) -> Vec<T> {
    let mut counts: Vec<(usize, T)> = all
        .map(|value| {
            (
                turns
                    .iter()
                    .filter(|turn| of(turn.analysis) == Some(value))
                    .count(),
                value,
            )
        })
        .filter(|&(count, _)| count > 0 && count * TOPIC_SHARE >= turns.len())
        .collect();
    counts.sort_by_key(|&(count, _)| usize::MAX - count);
    counts
        .into_iter()
        .map(|(_, value)| value)
        .take(TOPICS_MAX)
        .collect()
}

fn pace(turns: &[Turn<'_>]) -> f32 {
    let first = turns.iter().map(|turn| turn.sent_at).min().unwrap_or(0);
    let last = turns.iter().map(|turn| turn.sent_at).max().unwrap_or(0);
    let minutes = (last.saturating_sub(first) / 60).clamp(1, i64::from(u16::MAX));
    ratio(turns.len(), usize::try_from(minutes).unwrap_or(1))
}

fn participants(turns: &[Turn<'_>]) -> Vec<String> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for turn in turns {
        let place = *places.entry(turn.author).or_insert(counts.len());
        match counts.get_mut(place) {
            Some((_, count)) => *count += 1,
            None => counts.push((turn.author, 1)),
        }
    }
    counts.sort_by_key(|&(_, count)| usize::MAX - count);
    counts
        .into_iter()
        .map(|(author, _)| author.to_owned())
        .collect()
}

fn keywords(turns: &[Turn<'_>], past: impl Fn(&str) -> u32, documents: u32) -> Vec<String> {
    let mut candidates: HashMap<String, Candidate> = HashMap::new();
    for turn in turns {
        keywords::collect(turn.text, &mut candidates);
    }
    keywords::choose(candidates, past, documents)
}

fn open_questions(turns: &[Turn<'_>]) -> Vec<String> {
    let mut open: Vec<(&str, &str)> = Vec::new();
    for turn in turns {
        // What another person says is taken for an answer to what was asked before.
        if !turn.analysis.question {
            open.retain(|&(author, _)| author == turn.author);
            continue;
        }
        open.push((turn.author, turn.text));
    }
    let skipped = open.len().saturating_sub(QUESTIONS_MAX);
    open.into_iter()
        .skip(skipped)
        .map(|(_, text)| shorten(text))
        .collect()
}

fn shorten(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= QUESTION_CHARS_MAX {
        return line;
    }
    let head: String = line.chars().take(QUESTION_CHARS_MAX).collect();
    let whole = head
        .rsplit_once(' ')
        .map_or(head.as_str(), |(words, _)| words);
    format!("{whole}…")
}
