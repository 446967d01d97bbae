//! What a short message is about, as far as an emoji can answer it.
//!
//! A pattern is the beginning of a word; with a full stop behind it, the whole word. Several with
//! spaces between them are words that stand side by side.

use crate::analysis::tokens::{Kind, tokenise};
use crate::letter::is_apostrophe;

/// Patterns, and what answers them; the first row that has one decides.
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
        &["дякую", "дякуєм", "дяк.", "спасиб", "спс.", "вдячн"],
        &["🙏", "🤝", "❤"],
    ),
    (
        &[
            "перемог",
            "виграл",
            "виграв",
            "чемпіон",
            "гооол",
            "гол.",
            "склав.",
            "склала.",
            "здала.",
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
            "кіт.",
            "кіс.",
            "коти",
            "кошен",
            "котик",
            "цуцен",
            "песик",
            "пес.",
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
        &[
            "код.",
            "деплой",
            "баг.",
            "реліз",
            "прод.",
            "коміт",
            "компіл",
        ],
        &["👨\u{200D}💻", "🫡"],
    ),
    (
        &[
            "згода.",
            "згоден.",
            "згодна.",
            "згодні.",
            "погоджу",
            "факт",
            "істина",
            "базов",
            "саме. так.",
        ],
        &["💯", "👌"],
    ),
    (
        &[
            "домовил",
            "зроблю",
            "зроблен",
            "готово",
            "прийнято",
            "ок.",
            "окей",
            "їду.",
            "виїжджа",
        ],
        &["👌", "🫡", "👍"],
    ),
    (
        &["новим. роком.", "різдв", "ялинк", "святого. миколая."],
        &["🎄", "🎅", "🎉"],
    ),
    (&["сніг", "замет"], &["☃"]),
    (&["молодец", "розумни", "красунч", "браво"], &["👏", "❤"]),
];

/// Beginnings of words of everyday life, to which a thumb is no offence.
const EVERYDAY: &str = "приїха прийшо прийшл приїду прийду доїха долеті прибув прибул потяг поїзд \
    автобус маршрутк понеділ вівтор четвер пятниц субот неділ кава каву кави кавою чай. чаю. обід \
    обіда снідан снідал вечер купив купил замови зробив зробил помив помил прибрав прибрал \
    приготув погод сонце сонячн тепло весна літо вихідн відпустк магазин ринок ринку парк прогулян \
    погуля гуля пробіж спортзал тренуван басейн фільм серіал книг книжк музик пісн концерт грає \
    граю футбол кіно театр зустріч зустрі чекаю чекаємо скинув скинул надісла відправ поклав \
    записав записал посилан лінк фото фотк квіти дачі дачу рибал грибами гриби рецепт суп. \
    хліб молок яблу \
    пиріг велосипед ремонт шпалер ноут монітор клавіатур оновлен оновив оновила скачав \
    налаштув працює запрацю увімкн відкри буду будемо підійду виходж вийшов вийшла додому вдома \
    дома тут. привіт доброго добрий добридень ранку";
/// Words with which a plain sentence may mean anything.
const UNCLEAR: &str = "не ні нема немає без більше ніколи ніхто ніде ніщо ледве жаль шкода знову \
    погано востаннє останній остання останнє останній зле гірше важко але";
/// A longer message may mean more than its words of everyday life, in words.
const EVERYDAY_WORDS_MAX: usize = 8;

/// Whether a message tells of everyday life and of nothing else, as far as its words show.
pub(super) fn is_everyday(text: &str) -> bool {
    let words = words(text);
    let is_short = words.len() <= EVERYDAY_WORDS_MAX;
    let mut everyday = EVERYDAY.split_whitespace();
    is_short
        && !UNCLEAR
            .split_whitespace()
            .any(|unclear| words.iter().any(|word| word == unclear))
        && everyday.any(|stem| words.iter().any(|word| fits(word, stem)))
}

/// What answers the meaning of a message, if its words name one.
pub(super) fn of(text: &str) -> Option<&'static [&'static str]> {
    let words = words(text);
    let has = |pattern: &&str| has_phrase(&words, pattern);
    MEANINGS
        .iter()
        .find(|(patterns, _)| patterns.iter().any(has))
        .map(|(_, emoji)| *emoji)
}

/// Every set of emoji, for the test that Telegram has them.
#[cfg(test)]
pub(super) fn sets() -> impl Iterator<Item = &'static [&'static str]> {
    MEANINGS.iter().map(|(_, emoji)| *emoji)
}

/// The words of a text in small letters, without apostrophes.
pub(super) fn words(text: &str) -> Vec<String> {
    tokenise(text)
        .into_iter()
        .filter(|token| token.kind == Kind::Word)
        .map(|token| {
            token
                .text
                .to_lowercase()
                .chars()
                .filter(|c| !is_apostrophe(*c))
                .collect()
        })
        .collect()
}

/// Whether the words of a phrase, each a pattern, stand side by side among `words`.
pub(super) fn has_phrase(words: &[String], phrase: &str) -> bool {
    let patterns: Vec<&str> = phrase.split_whitespace().collect();
    words.windows(patterns.len().max(1)).any(|run| {
        run.iter()
            .zip(&patterns)
            .all(|(word, pattern)| fits(word, pattern))
    })
}

/// Whether a word is what a pattern describes.
pub(super) fn fits(word: &str, pattern: &str) -> bool {
    match pattern.strip_suffix('.') {
        Some(whole) => word == whole,
        None => word.starts_with(pattern),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meaning_is_told_from_words_that_only_begin_like_its_own() {
        for text in [
            "продав машину",
            "купив продукти",
            "згодом побачимо",
            "з новим телефоном",
            "бачила вчора Миколая",
            "вона здалася",
            "склалася нова традиція",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
        for (text, first) in [
            ("викотили в прод", "👨\u{200D}💻"),
            ("я згоден", "💯"),
            ("Саме так!", "💯"),
            ("З новим роком!", "🎄"),
            ("день святого Миколая", "🎄"),
            ("Здала!", "🏆"),
        ] {
            let answer = of(text).and_then(|all| all.first().copied());
            assert_eq!(answer, Some(first), "{text}");
        }
    }
}
