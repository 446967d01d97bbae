//! What a short message is about, as far as an emoji can answer it.

use crate::analysis::tokens::{Kind, tokenise};

/// The answer to grief, and nothing else.
pub(super) const GRIEF: &[&str] = &["💔", "😢", "🕊"];

/// Beginnings of words of death, loss and war's harm.
const GRIEF_STEMS: &[&str] = &[
    "помер",
    "загину",
    "похорон",
    "похован",
    "царство",
    "співчут",
    "соболезн",
    "траур",
    "покійн",
    "вбили",
    "вбито",
    "загибл",
    "трун",
    "поминк",
    "онколог",
    "метастаз",
    "реанімац",
    "викидень",
    "умер",
    "погиб",
];
/// Pairs of beginnings that are grief only together.
const GRIEF_PAIRS: &[(&str, &str)] = &[
    ("нема", "більше"),
    ("більше", "нема"),
    ("вічна", "памят"),
    ("світла", "памят"),
    ("земля", "пухом"),
    ("не", "стало"),
    ("втратил", "його"),
    ("втратил", "її"),
    ("приліт", "загибл"),
];

/// Beginnings of words, and what answers them; the first row that has one decides.
const MEANINGS: &[(&[&str], &[&str])] = &[
    (
        &[
            "вітаю",
            "вітання",
            "вітаєм",
            "вітаєм",
            "днем",
            "днюх",
            "ювіле",
            "поздоров",
            "весілл",
            "народив",
            "народил",
            "одруж",
        ],
        &["🎉", "🍾", "❤"],
    ),
    (
        &["дякую", "дякуєм", "дяк", "спасиб", "спс", "вдячн"],
        &["🙏", "🤝", "❤"],
    ),
    (
        &[
            "перемог",
            "виграл",
            "виграв",
            "чемпіон",
            "гооол",
            "гол",
            "склав",
            "склала",
            "здала",
            "захистив",
            "захистила",
        ],
        &["🏆", "🔥", "👏"],
    ),
    (&["кохаю", "обожню", "люблю"], &["❤", "🥰", "😍"]),
    (
        &[
            "добраніч",
            "надобраніч",
            "спати",
            "сплю",
            "засинаю",
            "спокійної",
        ],
        &["😴", "🤗"],
    ),
    (
        &[
            "кіт",
            "кіс",
            "коти",
            "кошен",
            "котик",
            "цуцен",
            "песик",
            "пес",
        ],
        &["🥰", "😍"],
    ),
    (
        &[
            "борщ",
            "вареник",
            "піца",
            "піцу",
            "піци",
            "піцою",
            "шашлик",
            "смачн",
            "торт",
            "налисник",
            "деруни",
        ],
        &["😍", "🔥", "🌭"],
    ),
    (
        &["код", "деплой", "баг", "реліз", "прод", "коміт", "компіл"],
        &["👨\u{200D}💻", "🫡"],
    ),
    (
        &["згод", "погоджу", "факт", "істина", "базов", "саме так"],
        &["💯", "👌"],
    ),
    (
        &[
            "домовил",
            "зроблю",
            "зроблен",
            "готово",
            "прийнято",
            "ок",
            "окей",
            "їду",
            "виїжджа",
        ],
        &["👌", "🫡", "👍"],
    ),
    (&["новим", "різдв", "ялинк", "миколая"], &["🎄", "🎅", "🎉"]),
    (&["сніг", "замет"], &["☃"]),
    (&["молодец", "розумни", "красунч", "браво"], &["👏", "❤"]),
];

/// The answer to trouble that is no death.
pub(super) const TROUBLE: &[&str] = &["😢", "💔", "🤗"];

/// Beginnings of words of trouble.
const TROUBLE_STEMS: &[&str] = &[
    "звільнил",
    "скоротил",
    "розійшл",
    "розлуч",
    "захвор",
    "лікарн",
    "аварі",
    "вкрал",
    "обікрал",
    "перелом",
    "операці",
    "пожеж",
    "затопил",
    "знудьг",
    "самотн",
    "депресі",
    "завалив",
    "завалила",
    "провалив",
    "провалила",
];

/// The answer to fear.
pub(super) const ALARM: &[&str] = &["🤗", "😨"];

/// Beginnings of words of fear and of what is feared.
const ALARM_STEMS: &[&str] = &[
    "тривог",
    "обстріл",
    "вибух",
    "шахед",
    "ракет",
    "приліт",
    "прильот",
    "страшно",
    "боюс",
    "боїмос",
    "боюся",
    "укритт",
    "лячно",
];

/// Whether a message speaks of fear.
pub(super) fn is_alarm(text: &str) -> bool {
    words(text)
        .iter()
        .any(|word| ALARM_STEMS.iter().any(|stem| word.starts_with(stem)))
}

/// Whether a message speaks of trouble.
pub(super) fn is_trouble(text: &str) -> bool {
    words(text)
        .iter()
        .any(|word| TROUBLE_STEMS.iter().any(|stem| word.starts_with(stem)))
}

/// Whether a message speaks of death or loss.
pub(super) fn is_grief(text: &str) -> bool {
    let words = words(text);
    let begins = |word: &String, stem: &str| word.starts_with(stem);
    words
        .iter()
        .any(|word| GRIEF_STEMS.iter().any(|stem| begins(word, stem)))
        || words.windows(2).any(|pair| match pair {
            [first, second] => GRIEF_PAIRS
                .iter()
                .any(|(a, b)| begins(first, a) && begins(second, b)),
            _ => false,
        })
}

/// Beginnings shorter than this are whole words, in characters.
const WHOLE_BELOW: usize = 4;

/// What answers the meaning of a message, if its words name one.
pub(super) fn of(text: &str) -> Option<&'static [&'static str]> {
    let words = words(text);
    let has = |stem: &&str| {
        words.iter().any(|word| {
            if stem.chars().count() < WHOLE_BELOW {
                word == stem
            } else {
                word.starts_with(*stem)
            }
        })
    };
    MEANINGS
        .iter()
        .find(|(stems, _)| stems.iter().any(has))
        .map(|(_, emoji)| *emoji)
}

/// Every set of emoji, for the test that Telegram has them.
#[cfg(test)]
pub(super) fn sets() -> impl Iterator<Item = &'static [&'static str]> {
    MEANINGS
        .iter()
        .map(|(_, emoji)| *emoji)
        .chain([GRIEF, TROUBLE, ALARM])
}

fn words(text: &str) -> Vec<String> {
    let fold = |c: char| !matches!(c, '\'' | '’' | 'ʼ');
    tokenise(text)
        .into_iter()
        .filter(|token| token.kind == Kind::Word)
        .map(|token| {
            token
                .text
                .to_lowercase()
                .chars()
                .filter(|c| fold(*c))
                .collect()
        })
        .collect()
}
