//! What a person reads about themselves, in Ukrainian.

use super::{about, joined};
use crate::analysis::Language;
use crate::analysis::plural::count;
use crate::person::facts::FactKind;
use crate::person::portrait::{Address, Complexity, Length, Level, Mood, Portrait, Style};
use crate::person::preference::{Preferences, Wish};

/// The heading over facts of a kind.
pub fn fact_heading(kind: FactKind) -> &'static str {
    match kind {
        FactKind::Name => "Імʼя",
        FactKind::Age => "Вік",
        FactKind::Birthday => "День народження",
        FactKind::Home => "Де живеш",
        FactKind::Origin => "Звідки ти",
        FactKind::Work => "Робота",
        FactKind::Study => "Навчання",
        FactKind::Likes => "Подобається",
        FactKind::Dislikes => "Не до душі",
        FactKind::Favourite => "Улюблене",
        FactKind::Hobby => "Захоплення",
        FactKind::Diet => "Харчування і звички",
        FactKind::Health => "Здоровʼя",
        FactKind::Pet => "Тварини",
        FactKind::People => "Близькі",
        FactKind::Skill => "Умієш або вчиш",
        FactKind::Possession => "Маєш",
        FactKind::Plan => "Плани",
        FactKind::Condition => "Зараз",
    }
}

/// A portrait in the second person, a line a trait; unknown traits are left out.
pub fn portrait_lines(portrait: &Portrait, partners: &[String]) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(style) = portrait.style {
        let how = match style {
            Style::Friendly => "пишеш тепло й приязно",
            Style::Formal => "пишеш офіційно",
            Style::Casual => "пишеш невимушено",
            Style::Neutral => "пишеш рівно, без зайвих прикрас",
        };
        let address = match portrait.address {
            Some(Address::Informal) => ", на «ти»",
            Some(Address::Formal) => ", на «ви»",
            None => "",
        };
        lines.push(format!("• Манера: {how}{address}."));
    }
    if let Some(humour) = portrait.humour {
        lines.push(format!("• Жарти: {}.", often(humour)));
    }
    if let (Some(length), Some(words)) = (portrait.length, portrait.words_usual) {
        let how = match length {
            Length::Short => "короткі",
            Length::Normal => "середні",
            Length::Long => "довгі",
        };
        let words = count(u64::from(words), "слово", "слова", "слів");
        lines.push(format!("• Повідомлення: {how}, приблизно {words}."));
    }
    if let Some(complexity) = portrait.complexity {
        lines.push(format!(
            "• Слова: {}.",
            match complexity {
                Complexity::Simple => "прості",
                Complexity::Ordinary => "звичайні",
                Complexity::Complex => "довгі й книжні",
            }
        ));
    }
    if let Some(language) = portrait.language {
        lines.push(format!(
            "• Мова: {}.",
            match language {
                Language::Ukrainian => "українська",
                Language::Russian => "російська",
                Language::English => "англійська",
                Language::Mixed | Language::Other => "мішана",
            }
        ));
    }
    if !portrait.emoji.is_empty() {
        lines.push(format!("• Емодзі: {}", portrait.emoji.join(" ")));
    }
    let topics: Vec<&str> = portrait.topics.iter().map(|topic| about(*topic)).collect();
    if !topics.is_empty() {
        lines.push(format!(
            "• Найчастіше говориш про {}.",
            joined(&topics, "та")
        ));
    }
    if let Some(hour) = portrait.busiest_hour {
        lines.push(format!(
            "• Найчастіше пишеш {} {hour}-й годині.",
            at_hour(hour)
        ));
    }
    if let Some(mood) = portrait.mood {
        lines.push(format!(
            "• Настрій останніми тижнями: {}.",
            match mood {
                Mood::Bright => "радше світлий",
                Mood::Even => "рівний",
                Mood::Dark => "радше похмурий",
            }
        ));
    }
    if let Some(level) = portrait.to_us {
        lines.push(format!("• До мене звертаєшся {}.", often(level)));
    }
    let partners: Vec<&str> = partners.iter().map(String::as_str).collect();
    if !partners.is_empty() {
        lines.push(format!(
            "• Найчастіше відповідаєш: {}.",
            partners.join(", ")
        ));
    }
    lines
}

/// «о» or «об» before the number of an hour: «об» if that begins with a vowel, as only
/// «одинадцята» does.
pub const fn at_hour(hour: u8) -> &'static str {
    if hour == 11 { "об" } else { "о" }
}

fn often(level: Level) -> &'static str {
    match level {
        Level::Rarely => "зрідка",
        Level::Sometimes => "часом",
        Level::Often => "часто",
    }
}

/// What a person has asked of us.
pub fn wishes(wishes: Preferences) -> String {
    let mut words: Vec<&str> = Vec::new();
    words.extend(wishes.length.map(|length| match length {
        Length::Short => "відповідати коротко",
        Length::Normal => "відповідати звичайно",
        Length::Long => "відповідати докладно",
    }));
    words.extend(wishes.address.map(|address| match address {
        Address::Informal => "звертатися на «ти»",
        Address::Formal => "звертатися на «ви»",
    }));
    words.extend(wishes.humour.map(|may| {
        if may {
            "жартувати"
        } else {
            "не жартувати"
        }
    }));
    if wishes.no_reactions {
        words.push("не ставити тобі реакцій");
    }
    if wishes.only_when_called {
        words.push("не озиватися до тебе без поклику");
    }
    if words.is_empty() {
        "Особливих побажань від тебе немає.".to_owned()
    } else {
        format!("Твої побажання: {}.", joined(&words, "і"))
    }
}

/// How wishes are told to us.
pub const WISHES_HELP: &str = "Змінити: натисни кнопку або напиши після /prefs свої побажання: \
     коротко, звичайно чи докладно; на ти чи на ви; жарти чи без жартів; реакції чи без реакцій; \
     зачіпай чи не зачіпай; скинути.";

/// What a wish is called on a button.
pub fn wish_label(wish: Wish) -> &'static str {
    match wish {
        Wish::Short => "Коротко",
        Wish::Normal => "Звичайно",
        Wish::Long => "Докладно",
        Wish::Jokes => "З жартами",
        Wish::NoJokes => "Без жартів",
        Wish::Informal => "На «ти»",
        Wish::Formal => "На «ви»",
        Wish::Reactions => "З реакціями",
        Wish::NoReactions => "Без реакцій",
        Wish::Unprompted => "Зачіпай",
        Wish::OnlyWhenCalled => "Не зачіпай",
        Wish::Nothing => "Скинути",
    }
}

/// What was removed, for [`receipt`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Receipt {
    /// Their messages.
    pub messages: usize,
    /// Our answers to them.
    pub answers: usize,
    /// Facts.
    pub facts: usize,
    /// Profiles.
    pub profiles: usize,
    /// Summaries.
    pub summaries: usize,
}

/// What was erased, with numbers.
pub fn receipt(erased: &Receipt) -> String {
    let number = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let rows = [
        count(
            number(erased.messages),
            "повідомлення",
            "повідомлення",
            "повідомлень",
        ),
        count(
            number(erased.answers),
            "моя відповідь",
            "мої відповіді",
            "моїх відповідей",
        ),
        count(number(erased.facts), "факт", "факти", "фактів"),
        count(number(erased.profiles), "профіль", "профілі", "профілів"),
        count(number(erased.summaries), "зведення", "зведення", "зведень"),
    ];
    format!(
        "Стерто назавжди: {}. Пошук і нові резервні копії цього вже не містять. Що напишеш \
         далі, знову памʼятатиму; якщо не треба — /optout.",
        rows.join(", ")
    )
}

/// The question before everything is erased.
pub const FORGET_QUESTION: &str = "Стерти все, що я памʼятаю про тебе, в усіх чатах: твої \
     повідомлення в моїй памʼяті, факти, профіль і мої відповіді тобі? Повернути буде неможливо. \
     У самому чаті повідомлення лишаться.";
/// On the button that erases.
pub const FORGET_LABEL: &str = "Так, стерти все";
/// When it was pressed.
pub const FORGETTING: &str = "Стираю. Скажу, щойно закінчу.";
/// When somebody asks not to be remembered.
pub const OPTED_OUT: &str = "Гаразд, відтепер не запамʼятовую нічого, що ти пишеш: ні слів, ні \
     профілю, і не відповідаю. Лишаються тільки номери й час повідомлень, щоб чат не розсипався. \
     Те, що ти писав чи писала раніше, я ще памʼятаю: стерти й це — /forget. Передумаєш — /optin.";
/// When somebody who asked that before asks again.
pub const OPTED_OUT_ALREADY: &str = "Я вже нічого про тебе не запамʼятовую. Стерти \
     й те, що було раніше, — /forget. Передумаєш — /optin.";
/// When somebody wants to be remembered again.
pub const OPTED_IN: &str = "Добре, знову памʼятаю, що ти пишеш. Передумаєш — /optout.";
/// When somebody who is remembered wants that.
pub const OPTED_IN_ALREADY: &str = "А я й так памʼятаю, що ти пишеш.";
/// To channels and anonymous admins.
pub const NO_PERSON: &str = "Про канали й анонімних адміністраторів я особистого не збираю. \
     Напиши від свого імені.";
/// Of somebody of whom nothing is known.
pub const NOTHING_KNOWN: &str = "Про тебе в цьому чаті я ще нічого не знаю.";
/// With the file of an export.
pub const EXPORTED: &str = "Усе, що я про тебе памʼятаю.";
/// When an export had to be cut.
pub const EXPORT_CUT: &str = "Усе, що я про тебе памʼятаю; повідомлення — лише найновіші, бо \
     всіх забагато для одного файлу.";
/// When a fact that is to be removed is gone already.
pub const FACT_GONE: &str = "Цього факту вже немає.";

/// The first line of `/me`.
pub fn me_heading(messages: u32, since: &str) -> String {
    let messages = count(
        u64::from(messages),
        "повідомлення",
        "повідомлення",
        "повідомлень",
    );
    format!("Що я знаю про тебе в цьому чаті (за {messages}, від {since}):")
}

/// Where too little is known for a portrait.
pub const TOO_LITTLE: &str = "• Про манеру судити ще рано: замало повідомлень.";
/// Before the facts of `/me`.
pub const FACTS_HEADING: &str = "З твоїх слів:";
/// Where there are none.
pub const NO_FACTS: &str = "Фактів про себе ти тут ще не розповідав чи не розповідала.";
/// After the facts of `/me`.
pub const FACTS_FOOT: &str = "Кнопка з номером прибирає факт.";
/// Under `/me`.
pub const RIGHTS: &str = "Побажання: /prefs. Забрати все файлом: /export. Стерти: /forget. \
     Не памʼятати: /optout.";

/// That there are more facts than are shown.
pub fn more_facts(page: usize) -> String {
    format!("Далі: /me {page}")
}

/// When a fact was removed.
pub fn fact_removed(quote: &str) -> String {
    format!("Забув: «{quote}».")
}
