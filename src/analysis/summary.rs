//! Two Ukrainian sentences about a conversation: who spoke and about what; how it felt.

use super::conversation::{Conversation, Mood, MoodChange};
use super::{plural, topic_words};

/// Up to so many people are named; of more the number is given.
const NAMED_MAX: usize = 3;
/// At most so many topics are named.
const TOPICS_MAX: usize = 2;
/// At most so many keywords are quoted.
const QUOTED_MAX: usize = 3;
/// Longer names are cut, in characters.
const NAME_CHARS_MAX: usize = 32;

/// The two sentences; one if nothing was said.
pub(crate) fn sentences(conversation: &Conversation) -> String {
    if conversation.messages == 0 {
        return "У розмові ще нічого не сказано.".to_owned();
    }
    format!("{} {}", about(conversation), felt(conversation))
}

/// Who spoke, how much, and about what.
fn about(conversation: &Conversation) -> String {
    let number = u64::from(conversation.messages);
    let messages = plural::count(number, "повідомлення", "повідомлення", "повідомлень");
    let subject = subject(conversation);
    let names: Vec<String> = conversation
        .participants
        .iter()
        .map(|name| short(name))
        .collect();
    match names.as_slice() {
        [] => format!("У розмові {messages} {subject}."),
        [one] => format!("Пише лише {one}: {messages} {subject}."),
        few if few.len() <= NAMED_MAX => {
            let messages =
                plural::form(number, "повідомленням", "повідомленнями", "повідомленнями");
            format!("{} обмінялися {number} {messages} {subject}.", listed(few))
        }
        many => {
            let count = u64::try_from(many.len()).unwrap_or(u64::MAX);
            let people = plural::count(count, "учасник", "учасники", "учасників");
            let first = listed(many.get(..2).unwrap_or(many));
            format!("У розмові {people} і {messages} {subject}; найбільше пишуть {first}.")
        }
    }
}

/// A name, cut if it is very long.
fn short(name: &str) -> String {
    name.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(NAME_CHARS_MAX)
        .collect()
}

/// «про техніку («сервер», «реліз»)».
fn subject(conversation: &Conversation) -> String {
    let fine = conversation
        .subtopics
        .iter()
        .map(|&subtopic| topic_words::about_finer(subtopic));
    let broad = conversation
        .topics
        .iter()
        .map(|&topic| topic_words::about(topic));
    let names: Vec<&str> = if conversation.subtopics.is_empty() {
        broad.take(TOPICS_MAX).collect()
    } else {
        fine.take(TOPICS_MAX).collect()
    };
    let topics: Vec<String> = names.iter().map(|name| format!("про {name}")).collect();
    let words: Vec<String> = conversation
        .keywords
        .iter()
        .take(QUOTED_MAX)
        .map(|word| format!("«{word}»"))
        .collect();
    let topics = topics.join(" і ");
    if words.is_empty() {
        topics
    } else {
        format!("{topics} ({})", words.join(", "))
    }
}

/// How it felt, where it went, and what stays open.
fn felt(conversation: &Conversation) -> String {
    let mood = match conversation.mood {
        Mood::Playful => "Настрій грайливий",
        Mood::Warm => "Настрій теплий",
        Mood::Calm => "Настрій спокійний",
        Mood::Sad => "Настрій сумний",
        Mood::Anxious => "Настрій тривожний",
        Mood::Angry => "Настрій роздратований",
        Mood::Quarrel => "Розмова скидається на сварку",
    };
    let change = match (conversation.mood_change, conversation.mood) {
        (MoodChange::Steady, _) | (MoodChange::Darker, Mood::Quarrel) => "",
        (MoodChange::Brighter, Mood::Quarrel) => ", але ближче до кінця стихає",
        (MoodChange::Brighter, Mood::Playful | Mood::Warm | Mood::Calm) => {
            ", а ближче до кінця ще кращий"
        }
        (MoodChange::Brighter, Mood::Sad | Mood::Anxious | Mood::Angry) => {
            ", але ближче до кінця кращає"
        }
        (MoodChange::Darker, Mood::Playful | Mood::Warm | Mood::Calm) => {
            ", але ближче до кінця псується"
        }
        (MoodChange::Darker, Mood::Sad | Mood::Anxious | Mood::Angry) => {
            ", а ближче до кінця ще гірший"
        }
    };
    let open = match conversation.open_questions.as_slice() {
        [] => String::new(),
        [one] => format!("; без відповіді лишилося запитання: «{one}»"),
        [.., last] => {
            let number = u64::try_from(conversation.open_questions.len()).unwrap_or(u64::MAX);
            let questions = plural::count(number, "запитання", "запитання", "запитань");
            format!("; без відповіді лишилося {questions}, останнє з них: «{last}»")
        }
    };
    format!("{mood}{change}{open}.")
}

/// «a», «a та b», «a, b та c»; before another «т» the conjunction is «і».
fn listed(words: &[String]) -> String {
    let is_before_t = |last: &String| last.starts_with(['т', 'Т']);
    let and = if words.last().is_some_and(is_before_t) {
        "і"
    } else {
        "та"
    };
    plural::joined(words, and)
}
