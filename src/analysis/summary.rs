//! Two Ukrainian sentences about a conversation: who spoke and about what; how it felt.

use super::conversation::{Conversation, Mood, MoodChange};
use super::kinds::Topic;
use super::plural;

/// At most so many people are named; of more the number is given.
const NAMED_MAX: usize = 3;
/// At most so many keywords are quoted.
const QUOTED_MAX: usize = 4;

/// The two sentences; one if nothing was said.
pub(crate) fn sentences(conversation: &Conversation) -> String {
    if conversation.messages == 0 {
        return "У розмові ще нічого не сказано.".to_owned();
    }
    format!("{} {}", about(conversation), felt(conversation))
}

/// Who spoke, how much, and about what.
fn about(conversation: &Conversation) -> String {
    let messages = plural::count(
        u64::from(conversation.messages),
        "повідомлення",
        "повідомлення",
        "повідомлень",
    );
    let subject = subject(conversation);
    match conversation.participants.as_slice() {
        [] => format!("Розмова на {messages}: {subject}."),
        [one] if conversation.messages == 1 => format!("{one} пише {subject}: лише {messages}."),
        [one] => format!("{one} пише {subject}: {messages}."),
        [first, second] => {
            format!("{first} і {second} розмовляють {subject}: {messages} між двома учасниками.")
        }
        many if many.len() <= NAMED_MAX => {
            format!("{} розмовляють {subject}: {messages}.", listed(many, "і"))
        }
        many => {
            let named: Vec<String> = many.iter().take(2).cloned().collect();
            let others = many.len() - named.len();
            let others = u64::try_from(others).unwrap_or(u64::MAX);
            let rest = plural::count(others, "учасник", "учасники", "учасників");
            format!(
                "{} та ще {rest} розмовляють {subject}: {messages}.",
                named.join(", ")
            )
        }
    }
}

/// «про технології («сервер», «реліз»)».
fn subject(conversation: &Conversation) -> String {
    let topics: Vec<String> = conversation
        .topics
        .iter()
        .take(2)
        .map(|&topic| topic_name(topic).to_owned())
        .collect();
    let words: Vec<String> = conversation
        .keywords
        .iter()
        .take(QUOTED_MAX)
        .map(|word| format!("«{word}»"))
        .collect();
    let topics = listed(&topics, "і");
    if words.is_empty() {
        format!("про {topics}")
    } else {
        format!("про {topics} ({})", words.join(", "))
    }
}

/// A topic in the accusative case, behind «про».
const fn topic_name(topic: Topic) -> &'static str {
    match topic {
        Topic::Technology => "техніку",
        Topic::WorkStudy => "роботу й навчання",
        Topic::Everyday => "побут",
        Topic::Entertainment => "дозвілля",
        Topic::WeatherNature => "погоду й природу",
        Topic::Relationships => "стосунки",
        Topic::General => "різне",
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
        Mood::Quarrel => "Розмова переходить у сварку",
    };
    let change = match conversation.mood_change {
        MoodChange::Brighter => " і під кінець світлішає",
        MoodChange::Steady => "",
        MoodChange::Darker => " і під кінець псується",
    };
    let open = match conversation.open_questions.as_slice() {
        [] => String::new(),
        [one] => format!("; без відповіді лишилося питання «{one}»"),
        many => {
            let number = u64::try_from(many.len()).unwrap_or(u64::MAX);
            let questions = plural::count(number, "питання", "питання", "питань");
            let last = many.last().map_or("", String::as_str);
            format!("; без відповіді лишилося {questions}, останнє — «{last}»")
        }
    };
    format!("{mood}{change}{open}.")
}

/// «a», «a і b», «a, b і c».
fn listed(words: &[String], and: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!("{} {and} {last}", head.join(", ")),
    }
}
