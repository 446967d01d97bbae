//! A decision told in Ukrainian: in a sentence or two for members, in full for admins.

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
}

/// The decision in a sentence or two.
pub fn for_members(known: &Known<'_>) -> String {
    let mut text = rule(known).to_owned();
    if let Some(silent) = value(known.outcome, "silent") {
        text.push(' ');
        text.push_str(silence(silent));
    }
    text
}

/// The decision with all its numbers.
pub fn for_admins(known: &Known<'_>) -> String {
    let mut text = for_members(known);
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
        "named" => "Мене покликали на імʼя, тож я відповідав.",
        "mentioned" => "Мене згадали через @, тож я відповідав.",
        "replied_to" => "Це була відповідь на мої слова, тож розмова тривала.",
        "private" => "Писали особисто мені, тож я відповідав.",
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
        "withdrawn" => "Мої слова комусь не сподобалися, тож непроханий я поки мовчу.",
        "quiet_hours" => "Була тиха година: непроханий я тоді мовчу.",
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
        _ => "Мене ніхто не кликав, тож я просто читав.",
    }
}

fn limited(detail: &str) -> &'static str {
    match value(detail, "limit") {
        Some("person_minute") => "Цій людині я за хвилину відповів уже стільки, скільки можна.",
        Some("chat_minute") => "За цю хвилину я сказав тут уже стільки, скільки можна.",
        Some("chat_hour") => "За цю годину я сказав тут уже стільки, скільки можна.",
        Some("global_minute") => "За цю хвилину я відповів у всіх чатах стільки, скільки можна.",
        Some("bot_hour") => "Іншому ботові я за годину відповів уже досить.",
        Some("join_day") => "За добу я втручався в розмову вже досить.",
        _ => "Я сказав уже стільки, скільки можна.",
    }
}

fn silence(why: &str) -> &'static str {
    match why {
        "declined" | "nothing_left" => "Але, подумавши, не знайшов слів.",
        "repeats" => "Але вийшло те саме, що вже казав, тож промовчав.",
        "blocked" => "Але модель відмовилася про це говорити.",
        "withdrawn" => "Але цю людину тим часом стерто з моєї памʼяті.",
        "stale" => "Але поки думав, розмова пішла далі.",
        "quota-gone" => "Але запити до моделі на сьогодні скінчилися.",
        _ => "Але модель не відповіла, тож я промовчав.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known<'a>(reason: &'a str, detail: &'a str, outcome: &'a str) -> Known<'a> {
        Known {
            reason,
            detail,
            outcome,
            evidence: &[],
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
