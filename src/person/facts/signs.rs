//! Which texts are worth a look: most say nothing of their author, and one pass over their words
//! shows it. The table is made when the program is compiled.

use super::rules::RULES;
use super::words;

/// What the words of a text make likely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Signs(u8);

const SELF: u8 = 1;
const THING: u8 = 2;
const FIRST: u8 = 4;

impl Signs {
    /// Adds what `word`, in lower case and without apostrophes, makes likely.
    pub fn add(&mut self, word: &str) {
        let is_number = word.starts_with(|c: char| c.is_ascii_digit());
        self.0 |= if is_number { THING } else { sign(word) };
    }

    /// Whether the text may say something of its author.
    pub fn are_enough(self) -> bool {
        self.0 & SELF != 0 && self.0 & THING != 0
    }
}

/// Whether a pattern may begin with `word`: a cheap no for most words.
pub(super) fn may_begin(word: &str) -> bool {
    sign(word) & FIRST != 0
}

fn sign(word: &str) -> u8 {
    let mut hash = START;
    for byte in word.bytes().filter(|byte| *byte != b'\'') {
        hash = step(hash, byte);
    }
    TABLE.get(place(hash)).copied().unwrap_or(0)
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
/// What leads to a place of origin.
const FROM: &[&str] = &["з", "із", "зі", "из"];

/// Places in the table; words that share one are looked at in vain now and then, never missed.
const PLACES_MAX: usize = 1 << 14;
static TABLE: [u8; PLACES_MAX] = table();
/// FNV-1a. Source: <http://www.isthe.com/chongo/tech/comp/fnv/>.
const START: u64 = 0xcbf2_9ce4_8422_2325;

const fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(0x0100_0000_01b3)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the lower bits are what is wanted"
)]
const fn place(hash: u64) -> usize {
    (hash ^ (hash >> 32)) as usize % PLACES_MAX
}

const fn hash(word: &[u8]) -> u64 {
    let mut hash = START;
    let mut rest = word;
    while let [byte, tail @ ..] = rest {
        if *byte != b'\'' {
            hash = step(hash, *byte);
        }
        rest = tail;
    }
    hash
}

const fn is_among(word: u64, list: &[&str]) -> bool {
    let mut rest = list;
    while let [one, tail @ ..] = rest {
        if hash(one.as_bytes()) == word {
            return true;
        }
        rest = tail;
    }
    false
}

const fn table() -> [u8; PLACES_MAX] {
    let mut table = [0; PLACES_MAX];
    let mut rules = RULES;
    while let [rule, tail @ ..] = rules {
        add_rule(&mut table, rule.words.as_bytes());
        rules = tail;
    }
    add_list(&mut table, SELVES, SELF);
    let mut things: &[&[&str]] = &[
        words::TRADES,
        words::LEARNERS,
        words::DIETS,
        words::FAMILY_STATES,
        words::CONDITIONS,
        words::PETS,
        words::RELATIVES,
        words::EVENTS,
        words::GOINGS,
        words::PLACES,
        FROM,
        &["алергік", "діабетик", "астматик"],
    ];
    while let [list, tail @ ..] = things {
        add_list(&mut table, list, THING);
        things = tail;
    }
    table
}

const fn add_list(table: &mut [u8; PLACES_MAX], list: &[&str], sign: u8) {
    let mut rest = list;
    while let [word, tail @ ..] = rest {
        add(table, hash(word.as_bytes()), sign);
        rest = tail;
    }
}

/// The words of a pattern: its first ones are enough by themselves if they are verbs in the first
/// person, the others are things.
const fn add_rule(table: &mut [u8; PLACES_MAX], words: &[u8]) {
    let mut rest = words;
    let mut word = START;
    let mut is_first = true;
    loop {
        let (byte, tail) = match rest {
            [byte, tail @ ..] => (*byte, tail),
            [] => (b' ', rest),
        };
        if byte == b' ' || byte == b'/' {
            if is_first {
                add(table, word, FIRST);
            }
            if !is_among(word, COMMON) && !is_among(word, SELVES) {
                add(table, word, if is_first { SELF | THING } else { THING });
            }
            word = START;
            is_first = is_first && byte != b' ';
        } else if byte != b'\'' {
            word = step(word, byte);
        }
        if rest.is_empty() {
            return;
        }
        rest = tail;
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "`place` is always within the table"
)]
const fn add(table: &mut [u8; PLACES_MAX], word: u64, sign: u8) {
    table[place(word)] |= sign;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &[&str], expected: bool) {
        let mut signs = Signs::default();
        for word in words {
            signs.add(word);
        }
        assert_eq!(signs.are_enough(), expected, "{words:?}");
    }

    #[test]
    fn verbs_of_the_first_person_are_enough_and_pronouns_are_not() {
        check(&["люблю"], true);
        check(&["я"], false);
        check(&["я", "програміст"], true);
        check(&["мені", "25"], true);
        check(&["завтра", "дощ"], false);
        check(&["завтра", "співбесіда"], true);
        check(&["у", "мене", "кіт"], true);
        check(&["кіт"], false);
    }

    #[test]
    fn every_place_that_the_rules_know_is_a_thing() {
        for stem in words::PLACE_STEMS {
            // A hyphen parts words where signs are looked for.
            let (_, last) = stem.rsplit_once('-').unwrap_or(("", stem));
            let form = words::PLACES.iter().find(|form| form.starts_with(last));
            let form = form.unwrap_or_else(|| panic!("no form of {stem}"));
            check(&["я", "в", form], true);
        }
    }

    #[test]
    fn every_first_word_of_a_pattern_may_begin_one() {
        for rule in RULES {
            for word in rule.words.split(' ').next().unwrap().split('/') {
                assert!(may_begin(word), "{word}");
            }
        }
        assert!(!may_begin("холодильник"));
    }
}
