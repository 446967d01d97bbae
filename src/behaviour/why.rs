//! A decision told in Ukrainian: in a sentence or two for members, in full for admins.

use crate::analysis::plural;

/// What is known of a decision.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The word of the rule that decided.
    pub reason: &'a str,
    /// Its numbers, `name=value` separated by spaces.
    pub detail: &'a str,
    /// What came of it, in the same form; empty if nothing was to come.
    pub outcome: &'a str,
    /// What the analyser took the words for: `aspect: word`.
    pub evidence: &'a [String],
    /// What was remembered for it, each in a few words.
    pub remembered: &'a [String],
}

/// The most memories that members are told of in their sentence.
const TOLD_MAX: usize = 4;

/// The decision in a sentence or two.
pub fn for_members(known: &Known<'_>) -> String {
    let mut text = decided(known);
    text.push_str(&remembered(known.remembered));
    text
}

/// A remembered message: when it was written, and where it can be read, if anywhere.
pub fn a_message(date: &str, link: Option<&str>) -> String {
    match link {
        Some(link) => format!("повідомлення від {date} ({link})"),
        None => format!("повідомлення від {date}"),
    }
}

/// A remembered summary of a day, a week or a month, by the day on which that begins.
pub fn a_summary(period: &str, date: &str) -> String {
    let what = match period {
        "week" => "зведення за тиждень від",
        "month" => "зведення за місяць від",
        _ => "зведення за",
    };
    format!("{what} {date}")
}

/// Facts that the person told whose message it was: what each is about if that person asks.
pub fn facts(headings: &[&str], count: usize) -> String {
    if headings.is_empty() {
        let told = plural::count(
            u64::try_from(count).unwrap_or(u64::MAX),
            "річ",
            "речі",
            "речей",
        );
        return format!("те, що автор казав про себе ({told})");
    }
    let headings: Vec<String> = headings.iter().map(|it| it.to_lowercase()).collect();
    format!("твої слова про себе ({})", headings.join(", "))
}

/// What was decided and what came of it.
fn decided(known: &Known<'_>) -> String {
    let mut text = rule(known).to_owned();
    if let Some(silent) = value(known.outcome, "silent") {
        text.push(' ');
        text.push_str(silence(silent));
    }
    text
}

/// What was remembered, in a sentence; empty for nothing.
fn remembered(memories: &[String]) -> String {
    let told: Vec<&str> = memories.iter().take(TOLD_MAX).map(String::as_str).collect();
    let more = memories.len().saturating_sub(TOLD_MAX);
    let list = match told.as_slice() {
        [] => return String::new(),
        all if more > 0 => format!("{} і ще дещо ({more})", all.join(", ")),
        all => plural::joined(all, "і"),
    };
    format!(" Згадав при цьому {list}.")
}

/// The decision with all its numbers.
pub fn for_admins(known: &Known<'_>) -> String {
    let mut text = decided(known);
    let or_none = |part: &str| {
        if part.is_empty() {
            "—".to_owned()
        } else {
            part.to_owned()
        }
    };
    for (name, content) in [
        ("Правило", or_none(known.reason)),
        ("Числа", or_none(known.detail)),
        ("Наслідок", or_none(known.outcome)),
        ("Слова", or_none(&known.evidence.join("; "))),
    ] {
        text.push('\n');
        text.push_str(name);
        text.push_str(": ");
        text.push_str(&content);
    }
    for (count, memory) in known.remembered.iter().enumerate() {
        text.push_str(if count == 0 {
            "\nЗгадане:\n• "
        } else {
            "\n• "
        });
        text.push_str(memory);
    }
    text
}

/// The value called `name` in a list of them.
pub fn value<'a>(list: &'a str, name: &str) -> Option<&'a str> {
    list.split(' ')
        .filter_map(|pair| pair.split_once('='))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}

fn rule(known: &Known<'_>) -> &'static str {
    match known.reason {
        "named" => "Мене покликали на імʼя, а на таке я відповідаю.",
        "mentioned" => "Мене згадали через @, а на таке я відповідаю.",
        "replied_to" => "Це була відповідь на мої слова, тож розмова тривала.",
        "private" => "Писали особисто мені, а на таке я відповідаю.",
        "command" => "Це була команда для мене.",
        "joins_in" => "Ніхто не кликав, але мені здалося, що є що додати.",
        "reacts" => "Ніхто не кликав; я лише поставив реакцію.",
        "initiative" => "У чаті стихло, і я сам завів розмову.",
        "hushes" => "Мене попросили помовчати.",
        "unhushes" => "Мені дозволили говорити.",
        "ours" => "Це моє власне повідомлення.",
        "old" => "Повідомлення дійшло до мене запізно: таке я запамʼятовую, але не відповідаю.",
        "bot" => "Це писав інший бот, а з ботами я не балакаю без потреби.",
        "post" => "Це допис каналу, а не розмова.",
        "private_off" => "У приватних чатах мені відповідати не велено.",
        "not_allowed" => "Ця команда лише для адміністратора.",
        "other_bot" => "Це команда для іншого бота.",
        "unknown_command" => "Такої команди я не знаю.",
        "flood" => "Забагато повідомлень поспіль від однієї людини: я перечікую.",
        "limited" => limited(known.detail),
        "talked_about" => "Говорили про мене, а не до мене, тож я промовчав.",
        "hushed" => "Мене попросили помовчати, тож я озиваюся лише на прямі звертання.",
        "hushed_by_caller" => "Ця людина сама попросила мене помовчати.",
        "withdrawn" => "Мої слова кільком людям не сподобалися, тож непроханий я поки мовчу.",
        "quiet_hours" => "Були тихі години: непроханий я тоді мовчу.",
        "spoke_recently" => "Я щойно говорив і не хотів частити.",
        "quarrel" => "Люди сварилися, а в сварку я не лізу.",
        "grief" => "Комусь було тяжко, і моє слово було б зайвим.",
        "dialogue" => "Двоє розмовляли між собою, і я не втручався.",
        "nothing_to_add" => "Мені не було чого додати.",
        "quota" => "Запити до моделі на сьогодні майже вичерпано, бережу їх для тих, хто кличе.",
        "frenzy" => "У чаті був шалений темп, мій голос там загубився б.",
        "edited" => "Повідомлення було змінене: правки я запамʼятовую, але на них не відповідаю.",
        "opted_out" => "Ця людина просила нічого про неї не памʼятати, тож я не відповідав.",
        "unwanted" => "Ця людина просила не чіпати її без потреби, тож я промовчав.",
        "not_addressed" => "Мене ніхто не кликав, тож я просто читав.",
        _ => UNKNOWN_RULE,
    }
}

/// Of a decision whose rule this program does not know: another one took it.
const UNKNOWN_RULE: &str = "Чому саме так, уже не скажу.";

fn limited(detail: &str) -> &'static str {
    match value(detail, "limit") {
        Some("person_minute") => "Цій людині я за хвилину відповів уже стільки, скільки можна.",
        Some("chat_minute") => "За цю хвилину я сказав тут уже стільки, скільки можна.",
        Some("chat_hour") => "За цю годину я сказав тут уже стільки, скільки можна.",
        Some("global_minute") => "За цю хвилину я відповів у всіх чатах стільки, скільки можна.",
        Some("bot_hour") => "Цьому ботові я за годину відповів уже досить.",
        Some("join_day") => "За добу я долучався до розмов уже досить.",
        _ => "Я сказав уже стільки, скільки можна.",
    }
}

fn silence(why: &str) -> &'static str {
    match why {
        "declined" | "nothing_left" => "Але, подумавши, не знайшов слів.",
        "repeats" => "Але й удруге вийшло те саме, що вже казав, тож промовчав.",
        "unwanted" => "Але вийшло про людину, яка просила її без потреби не чіпати.",
        "blocked" => "Але модель відмовилася про це говорити.",
        "withdrawn" => "Але цю людину тим часом стерто з моєї памʼяті.",
        "overtaken" => "Але, поки я думав, розмова пішла далі або я вже сказав інше.",
        "stale" => "Але, поки я думав, розмова пішла далі.",
        "minute-spent" => "Але за цю хвилину запитів до моделі було вже стільки, скільки можна.",
        "quota-gone" => "Але запити до моделі на сьогодні скінчилися.",
        _ => "Але модель не відповіла, тож я промовчав.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::behaviour::reason::Reason;

    #[test]
    fn every_rule_is_told_in_a_sentence_of_its_own() {
        for word in Reason::WORDS {
            assert_ne!(rule(&known(word, "", "")), UNKNOWN_RULE, "{word}");
        }
        assert_eq!(rule(&known("from_the_future", "", "")), UNKNOWN_RULE);
    }

    fn known<'a>(reason: &'a str, detail: &'a str, outcome: &'a str) -> Known<'a> {
        Known {
            reason,
            detail,
            outcome,
            evidence: &[],
            remembered: &[],
        }
    }

    #[test]
    fn silences_and_limits_are_told_in_words() {
        let told = for_members(&known("limited", "limit=chat_hour used=60 of=60", ""));
        assert_eq!(
            told,
            "За цю годину я сказав тут уже стільки, скільки можна."
        );
        let told = for_members(&known("named", "", "silent=quota-gone"));
        assert!(told.ends_with("скінчилися."), "{told}");
        assert_eq!(value("a=1 of=60", "of"), Some("60"));
    }

    #[test]
    fn memories_are_told_in_one_sentence() {
        let memories = [
            a_message("12.03.2025", Some("https://t.me/c/5/7")),
            a_summary("week", "10.03.2025"),
            facts(&["Робота"], 1),
        ];
        let told = for_members(&Known {
            remembered: &memories,
            ..known("named", "", "said=yes")
        });
        assert_eq!(
            told,
            "Мене покликали на імʼя, а на таке я відповідаю. Згадав при цьому повідомлення від \
             12.03.2025 (https://t.me/c/5/7), зведення за тиждень від 10.03.2025 і твої слова про \
             себе (робота)."
        );
        assert_eq!(facts(&[], 2), "те, що автор казав про себе (2 речі)");
    }

    #[test]
    fn admins_see_the_numbers_and_the_words() {
        let evidence = ["joy: ура".to_owned()];
        let told = for_admins(&Known {
            evidence: &evidence,
            ..known("reacts", "react=0.250", "")
        });
        assert!(
            told.contains("Числа: react=0.250\nНаслідок: —\nСлова: joy: ура"),
            "{told}"
        );
    }
}
