//! Which texts are worth a look: most say nothing of their author, and one pass over their words
//! shows it.

use super::rules::RULES;
use super::words;
use std::collections::HashMap;
use std::sync::OnceLock;

/// What the words of a text make likely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Signs(u8);

impl Signs {
    const SELF: u8 = 1;
    const THING: u8 = 2;

    /// Adds what `word`, in lower case and without apostrophes, makes likely.
    pub fn add(&mut self, word: &str) {
        let is_number = word.starts_with(|c: char| c.is_ascii_digit());
        self.0 |= if is_number {
            Self::THING
        } else {
            table().get(word).copied().unwrap_or(0)
        };
    }

    /// Whether the text may say something of its author.
    pub fn are_enough(self) -> bool {
        self.0 == Self::SELF | Self::THING
    }
}

/// Words that speak of oneself or of a time, but only with a thing say something.
const SELVES: &[&str] = &[
    "я",
    "сам",
    "сама",
    "мені",
    "мне",
    "мене",
    "меня",
    "мій",
    "мого",
    "моє",
    "мой",
    "моя",
    "мої",
    "мое",
    "моё",
    "мои",
    "мою",
    "моїх",
    "моего",
    "моєї",
    "моих",
    "завтра",
    "післязавтра",
    "сьогодні",
    "послезавтра",
    "сегодня",
    "понеділок",
    "вівторок",
    "середу",
    "четвер",
    "п'ятницю",
    "суботу",
    "неділю",
    "понедельник",
    "вторник",
    "пятницу",
    "субботу",
    "воскресенье",
    "вихідних",
    "вихідні",
    "выходных",
    "тиждень",
    "місяць",
    "неделю",
    "месяц",
    "тижні",
    "неделе",
    "тижня",
    "місяця",
    "суботи",
    "неділі",
    "п'ятниці",
    "середи",
    "канікулах",
];
/// Words too common to be any sign.
const COMMON: &[&str] = &[
    "у",
    "в",
    "на",
    "за",
    "через",
    "до",
    "с",
    "со",
    "цього",
    "цієї",
    "этой",
];
/// Places that stand after «я в», and what leads to a place of origin.
const PLACES: &[&str] = &[
    "з",
    "із",
    "зі",
    "из",
    "польщі",
    "україні",
    "києві",
    "львові",
    "одесі",
    "харкові",
    "карпатах",
    "німеччині",
    "чехії",
    "дніпрі",
    "варшаві",
    "празі",
    "берліні",
    "лондоні",
    "іспанії",
    "італії",
];

fn table() -> &'static HashMap<String, u8> {
    static TABLE: OnceLock<HashMap<String, u8>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table: HashMap<String, u8> = HashMap::new();
        let mut add = |word: &str, sign: u8| {
            *table.entry(word.replace('\'', "")).or_default() |= sign;
        };
        for rule in RULES {
            for (place, alternatives) in rule.words.split(' ').enumerate() {
                for word in alternatives.split('/') {
                    if COMMON.contains(&word) || SELVES.contains(&word) {
                        continue;
                    }
                    // A verb in the first person is enough by itself.
                    let both = Signs::SELF | Signs::THING;
                    add(word, if place == 0 { both } else { Signs::THING });
                }
            }
        }
        for word in SELVES {
            add(word, Signs::SELF);
        }
        let things = [
            words::TRADES,
            words::LEARNERS,
            words::DIETS,
            words::FAMILY_STATES,
            words::CONDITIONS,
            words::PETS,
            words::RELATIVES,
            words::EVENTS,
            words::GOINGS,
            PLACES,
            &["алергік", "діабетик", "астматик"],
        ];
        for word in things.into_iter().flatten() {
            add(word, Signs::THING);
        }
        table
    })
}
