//! Numbers in words: what `/mystats` and `/analytics` say.

use super::phrases;
use super::profile::Counted;
use crate::analysis::plural::count;
use crate::analysis::{Emotion, Subtopic, Topic};

/// The numbers of one person in one chat.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mine<'a> {
    /// Messages that are remembered.
    pub messages: u64,
    /// The date of the first.
    pub since: &'a str,
    /// Words in a usual message.
    pub words_usual: Option<u32>,
    /// Messages by local hour, faded.
    pub hours: &'a [f32],
    /// The topics that stand out.
    pub topics: &'a [Subtopic],
    /// The same, more broadly.
    pub broad_topics: &'a [Topic],
    /// Emoji with how often they were used lately.
    pub emoji: &'a [Counted<String>],
}

/// What happened in some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Messages.
    pub messages: u64,
    /// People who wrote.
    pub people: u64,
}

/// The numbers of one chat.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overview<'a> {
    /// What the bot is called.
    pub bot_name: &'a str,
    /// The chat's title; may be empty.
    pub title: &'a str,
    /// The last 24 hours.
    pub day: Period,
    /// The last 7 days.
    pub week: Period,
    /// The busiest people of the week.
    pub people: &'a [(String, u64)],
    /// The week's messages by emotion, most frequent first.
    pub emotions: &'a [(Emotion, u64)],
    /// The week's messages by topic, most frequent first.
    pub topics: &'a [(Topic, u64)],
    /// The week's messages by local hour.
    pub hours: &'a [(u8, u64)],
    /// What the bot said in 24 hours.
    pub replies: u64,
    /// Its reactions in 24 hours.
    pub reactions: u64,
    /// Why it was silent in 24 hours, most frequent first.
    pub silences: &'a [(String, u64)],
}

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// The most entries of a list.
const LISTED_MAX: usize = 4;
/// The most hours that are called the busiest.
const BUSIEST_HOURS_MAX: usize = 3;

/// A bar for each hour of the day, the highest for the busiest.
pub fn bars(hours: &[f32]) -> String {
    let most = hours.iter().copied().fold(0.0_f32, f32::max);
    (0..24)
        .map(|hour| {
            let weight = hours.get(hour).copied().unwrap_or(0.0);
            let share = if most > 0.0 { weight / most } else { 0.0 };
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "clamped to the number of bars"
            )]
            let height = (share * 7.0).round().clamp(0.0, 7.0) as usize;
            BARS.get(height).copied().unwrap_or('▁')
        })
        .collect()
}

/// What `/mystats` says.
pub fn mine(mine: &Mine<'_>) -> String {
    let mut lines = vec![format!(
        "Твоїх повідомлень тут від {}: {}.",
        mine.since, mine.messages
    )];
    if let Some(words) = mine.words_usual {
        lines.push(format!(
            "Зазвичай у повідомленні {}.",
            count(u64::from(words), "слово", "слова", "слів")
        ));
    }
    lines.push(format!("Години: 0 {} 23", bars(mine.hours)));
    let topics: Vec<&str> = mine
        .topics
        .iter()
        .map(|topic| phrases::about(*topic))
        .collect();
    if topics.is_empty() {
        let broad: Vec<&str> = mine
            .broad_topics
            .iter()
            .map(|topic| phrases::topic_name(*topic))
            .collect();
        if !broad.is_empty() {
            lines.push(format!("Улюблені теми: {}.", broad.join(", ")));
        }
    } else {
        let topics = phrases::joined(&topics, "та");
        lines.push(format!("Найчастіше говориш про {topics}."));
    }
    let mut emoji: Vec<&Counted<String>> = mine.emoji.iter().collect();
    emoji.sort_by(|left, right| right.weight.total_cmp(&left.weight));
    let emoji: Vec<String> = emoji
        .iter()
        .take(LISTED_MAX)
        .map(|one| format!("{} × {:.0}", one.item, one.weight.max(1.0)))
        .collect();
    if !emoji.is_empty() {
        lines.push(format!("Улюблені емодзі: {}.", emoji.join(", ")));
    }
    lines.join("\n")
}

/// What `/analytics` says of one chat.
pub fn overview(chat: &Overview<'_>) -> String {
    let title = if chat.title.is_empty() {
        phrases::UNNAMED_CHAT
    } else {
        chat.title
    };
    let mut lines = vec![
        format!("«{title}»"),
        format!("За добу: {}.", period(chat.day)),
        format!("За 7 днів: {}.", period(chat.week)),
    ];
    if !chat.people.is_empty() {
        let people: Vec<String> = chat
            .people
            .iter()
            .map(|(name, messages)| format!("{name} — {messages}"))
            .collect();
        lines.push(format!("Найактивніші: {}.", people.join(", ")));
    }
    let all: u64 = chat.emotions.iter().map(|(_, number)| number).sum();
    let moods = shares(chat.emotions, all, |emotion| {
        phrases::emotion_name(*emotion)
    });
    let topics = shares(chat.topics, all, |topic| phrases::topic_name(*topic));
    for (heading, list) in [("Настрої", moods), ("Теми", topics)] {
        if !list.is_empty() {
            lines.push(format!("{heading}: {}.", list.join(", ")));
        }
    }
    let mut hours = [0.0_f32; 24];
    for (hour, number) in chat.hours {
        if let Some(place) = hours.get_mut(usize::from(*hour)) {
            *place = u16::try_from(*number).map_or(f32::from(u16::MAX), f32::from);
        }
    }
    lines.push(format!("Години: 0 {} 23", bars(&hours)));
    let mut best: Vec<(u8, u64)> = chat.hours.to_vec();
    best.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
    best.truncate(BUSIEST_HOURS_MAX);
    if let Some((first, _)) = best.first() {
        let at = phrases::at_hour(*first);
        let hours: Vec<String> = best.iter().map(|(hour, _)| format!("{hour}:00")).collect();
        lines.push(format!("Найжвавіше {at} {}.", hours.join(", ")));
    }
    let replies = count(chat.replies, "репліка", "репліки", "реплік");
    let reactions = count(chat.reactions, "реакція", "реакції", "реакцій");
    lines.push(format!(
        "{} за добу: {replies}, {reactions}.",
        chat.bot_name
    ));
    let silences: Vec<String> = chat
        .silences
        .iter()
        .take(LISTED_MAX)
        .map(|(reason, number)| format!("{} — {number}", phrases::silence(reason)))
        .collect();
    if !silences.is_empty() {
        lines.push(format!("Мовчання за добу: {}.", silences.join(", ")));
    }
    lines.join("\n")
}

fn period(period: Period) -> String {
    let messages = count(
        period.messages,
        "повідомлення",
        "повідомлення",
        "повідомлень",
    );
    let people = count(period.people, "людина", "людини", "людей");
    format!("{messages}, {people}")
}

fn shares<T>(counts: &[(T, u64)], all: u64, name: impl Fn(&T) -> &'static str) -> Vec<String> {
    counts
        .iter()
        .take(LISTED_MAX)
        .filter_map(|(item, number)| {
            let percent = number.saturating_mul(100).checked_div(all)?;
            (percent > 0).then(|| format!("{} {percent} %", name(item)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_busiest_hour_has_the_highest_bar() {
        let mut hours = [0.0; 24];
        hours[3] = 1.0;
        hours[20] = 7.0;
        assert_eq!(bars(&hours), "▁▁▁▂▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁█▁▁▁");
        assert_eq!(bars(&[]), "▁".repeat(24));
    }

    #[test]
    fn numbers_agree_with_their_nouns() {
        let text = mine(&Mine {
            messages: 21,
            since: "01.05.2026",
            words_usual: Some(3),
            hours: &[0.0; 24],
            topics: &[Subtopic::Music],
            broad_topics: &[],
            emoji: &[Counted {
                item: "😂".to_owned(),
                weight: 12.4,
            }],
        });
        assert_eq!(
            text,
            "Твоїх повідомлень тут від 01.05.2026: 21.\nЗазвичай у повідомленні 3 слова.\n\
             Години: 0 ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁ 23\nНайчастіше говориш про музику.\n\
             Улюблені емодзі: 😂 × 12."
        );
    }

    #[test]
    fn before_eleven_the_preposition_takes_its_consonant() {
        let chat = Overview {
            bot_name: "Гряг",
            title: "Чат",
            day: Period {
                messages: 1,
                people: 1,
            },
            week: Period {
                messages: 1,
                people: 1,
            },
            people: &[],
            emotions: &[],
            topics: &[],
            hours: &[(11, 3), (9, 2)],
            replies: 0,
            reactions: 0,
            silences: &[],
        };
        let text = overview(&chat);
        assert!(text.contains("Найжвавіше об 11:00, 9:00."), "{text}");
    }

    #[test]
    fn a_chat_is_told_in_numbers() {
        let text = overview(&Overview {
            bot_name: "Гряг",
            title: "Чат",
            day: Period {
                messages: 12,
                people: 2,
            },
            week: Period {
                messages: 104,
                people: 5,
            },
            people: &[("Оля".to_owned(), 60)],
            emotions: &[(Emotion::Neutral, 70), (Emotion::Joy, 30)],
            topics: &[(Topic::Everyday, 50)],
            hours: &[(20, 40), (9, 12)],
            replies: 3,
            reactions: 11,
            silences: &[("not_addressed".to_owned(), 90), ("flood".to_owned(), 1)],
        });
        for part in [
            "За добу: 12 повідомлень, 2 людини.",
            "За 7 днів: 104 повідомлення, 5 людей.",
            "Найактивніші: Оля — 60.",
            "Настрої: спокій 70 %, радість 30 %.",
            "Найжвавіше о 20:00, 9:00.",
            "Гряг за добу: 3 репліки, 11 реакцій.",
            "ніхто не кликав — 90, флуд — 1.",
        ] {
            assert!(text.contains(part), "{part} not in {text}");
        }
    }
}
