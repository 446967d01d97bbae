//! Cuts endings off Ukrainian (and, lightly, Russian) words, for search and keywords.
//!
//! Not a dictionary: a list of endings; the longest that leaves a stem with a vowel is cut.
//! Prefixes stay, so «робити» and «зробити» remain different words.

use super::fold::is_cyrillic;
use super::search_keys;
use super::tokens::{Kind, Token, tokenise};

/// Endings under their last letter, longest first.
const ENDINGS: &[(char, &[&str])] = &[
    (
        'а',
        &[
            "увала",
            "ювала",
            "ала",
            "ела",
            "ила",
            "ула",
            "ыла",
            "яла",
            "іла",
            "їла",
            "а",
        ],
    ),
    (
        'в',
        &[
            "ував", "ював", "ав", "ев", "ив", "ов", "ув", "яв", "ів", "їв",
        ],
    ),
    (
        'е',
        &[
            "ание", "аєте", "ение", "уєте", "юєте", "яєте", "ете", "ите", "єте", "їте", "ее", "ие",
            "ое", "ые", "е",
        ],
    ),
    (
        'и',
        &[
            "ували",
            "увати",
            "ювали",
            "ювати",
            "аючи",
            "уючи",
            "юючи",
            "яючи",
            "али",
            "ами",
            "ати",
            "вши",
            "ели",
            "или",
            "ими",
            "ити",
            "ули",
            "ути",
            "учи",
            "ыли",
            "ыми",
            "яли",
            "ями",
            "яти",
            "ячи",
            "іли",
            "іми",
            "іти",
            "їли",
            "їми",
            "їти",
            "ии",
            "ши",
            "и",
        ],
    ),
    ('й', &["ей", "ий", "ый", "ій", "й"]),
    ('л', &["ал", "ел", "ил", "ыл", "ял"]),
    (
        'м',
        &[
            "уванням",
            "юванням",
            "анием",
            "анням",
            "ением",
            "енням",
            "янням",
            "інням",
            "ием",
            "иям",
            "ам",
            "ем",
            "им",
            "ом",
            "ым",
            "ям",
            "єм",
            "їм",
        ],
    ),
    (
        'о',
        &[
            "увало",
            "ювало",
            "аємо",
            "його",
            "уємо",
            "юємо",
            "яємо",
            "ало",
            "его",
            "емо",
            "ило",
            "имо",
            "ого",
            "уло",
            "яло",
            "іло",
            "їло",
            "їмо",
            "о",
        ],
    ),
    (
        'т',
        &[
            "ает", "ают", "яет", "яют", "ат", "ет", "ит", "ут", "ют", "ят",
        ],
    ),
    ('у', &["йому", "ему", "ому", "у"]),
    ('х', &["иях", "ах", "их", "ых", "ях", "іх", "їх"]),
    (
        'ш',
        &["аєш", "уєш", "юєш", "яєш", "ієш", "еш", "иш", "єш", "їш"],
    ),
    ('ы', &["ы"]),
    (
        'ь',
        &[
            "ивать",
            "ывать",
            "ають",
            "аєть",
            "ують",
            "уєть",
            "юють",
            "юєть",
            "яють",
            "яєть",
            "іють",
            "ань",
            "ать",
            "ень",
            "еть",
            "ешь",
            "ить",
            "ишь",
            "уть",
            "ыть",
            "ють",
            "ять",
            "єть",
            "їть",
            "ь",
        ],
    ),
    (
        'ю',
        &[
            "анию", "анню", "ению", "енню", "ією", "аю", "ею", "ию", "ою", "ую", "ью", "юю", "яю",
            "єю", "ію", "ю",
        ],
    ),
    (
        'я',
        &[
            "ування",
            "ювання",
            "ания",
            "ання",
            "ения",
            "ення",
            "яння",
            "іння",
            "ая",
            "ия",
            "яя",
            "ія",
            "я",
        ],
    ),
    ('є', &["ає", "ує", "ює", "яє", "іє", "є"]),
    ('і', &["анні", "енні", "еві", "ові", "єві", "і"]),
    ('ї', &["ьої", "ої", "єї", "ії", "ї"]),
];

/// An ending of one letter may leave two, a longer one must leave three.
const STEM_CHARS_MIN: usize = 3;
/// «ень» and «ань» are endings only of long words: «повідомлень», not «осень».
const LONG_STEM_CHARS_MIN: usize = 5;

/// Words shorter than this are kept whole.
const WORD_CHARS_MIN: usize = 4;

/// The stem of one word, folded or not.
pub fn stem(word: &str) -> String {
    stem_of_folded(&super::fold::fold(word))
}

/// The stem of a word that is folded already.
pub(super) fn stem_of_folded(folded: &str) -> String {
    if !folded
        .chars()
        .all(|c| is_cyrillic(c) || matches!(c, '\'' | '-'))
    {
        return folded.to_owned();
    }
    let bare = folded
        .strip_suffix("ся")
        .or_else(|| folded.strip_suffix("сь"))
        .unwrap_or(folded);
    let bare = if bare.chars().count() >= WORD_CHARS_MIN {
        bare
    } else {
        folded
    };
    smooth(cut(bare))
}

/// The word without its ending.
fn cut(word: &str) -> &str {
    if word.chars().count() < WORD_CHARS_MIN {
        return word;
    }
    let Some(last) = word.chars().next_back() else {
        return word;
    };
    let endings = ENDINGS.iter().find(|(letter, _)| *letter == last);
    for ending in endings.map_or(&[][..], |(_, endings)| endings) {
        let least = match *ending {
            "ень" | "ань" => LONG_STEM_CHARS_MIN,
            _ if ending.len() == last.len_utf8() => STEM_CHARS_MIN - 1,
            _ => STEM_CHARS_MIN,
        };
        if let Some(rest) = word.strip_suffix(ending)
            && rest.chars().count() >= least
            && rest.contains(is_vowel)
        {
            return rest;
        }
    }
    word
}

pub(super) const fn is_vowel(c: char) -> bool {
    matches!(
        c,
        'а' | 'е' | 'є' | 'и' | 'і' | 'ї' | 'о' | 'у' | 'ю' | 'я' | 'ы' | 'э' | 'ё'
    )
}

/// Evens out what changes inside a stem: soft signs, doubled ends, «роблю» and «кіт».
pub(super) fn smooth(stem: &str) -> String {
    let mut letters: Vec<char> = stem
        .trim_end_matches(['ь', '\'', '-', 'й'])
        .chars()
        .collect();
    if let [.., before, 'л'] = letters.as_slice()
        && matches!(before, 'б' | 'п' | 'в' | 'м' | 'ф')
        && letters.len() > 3
    {
        letters.pop();
    }
    if let [.., before, last] = letters.as_slice()
        && before == last
        && letters.len() > 3
    {
        letters.pop();
    }
    if let [.., vowel, 'с', 'т'] = letters.as_mut_slice()
        && *vowel == 'і'
    {
        *vowel = 'о';
    }
    let short = letters.len() <= 4;
    let vowels = letters.iter().filter(|&&c| is_vowel(c)).count();
    if short && vowels == 1 {
        for letter in &mut letters {
            if *letter == 'і' {
                *letter = 'о';
            }
        }
    }
    letters.into_iter().collect()
}

/// The text as an index keeps it: the keys of its words, divided by spaces.
pub fn search_form(text: &str) -> String {
    search_form_of(&tokenise(text))
}

/// The search form of a text that has been cut into tokens.
pub fn search_form_of(tokens: &[Token<'_>]) -> String {
    let length: usize = tokens.iter().map(|token| token.form.len() + 1).sum();
    let mut out = String::with_capacity(length);
    for token in tokens {
        each_word(token, &mut |word| {
            search_keys::each(word, &mut |key| {
                if !out.is_empty() {
                    out.push(' ');
                }
                out.push_str(key);
            });
        });
    }
    out
}

/// The text as a query asks for it: for each of its words the keys, of which a message needs one.
pub fn search_words(text: &str) -> Vec<Vec<String>> {
    let mut words = Vec::new();
    for token in tokenise(text) {
        each_word(&token, &mut |word| words.push(search_keys_of(word)));
    }
    words
}

fn search_keys_of(word: &str) -> Vec<String> {
    let mut keys = Vec::new();
    search_keys::each(word, &mut |key| keys.push(key.to_owned()));
    keys
}

/// Words of an address that are indexed.
const URL_WORDS_MAX: usize = 12;
/// Shorter words of an address say nothing, in characters.
const URL_WORD_CHARS_MIN: usize = 3;

/// Calls `take` with every folded word in a token that can be searched for.
fn each_word(token: &Token<'_>, take: &mut impl FnMut(&str)) {
    match token.kind {
        Kind::Word | Kind::Laughter | Kind::Number | Kind::Name | Kind::Hashtag | Kind::Emoji => {
            for word in token.form.split('-').filter(|word| !word.is_empty()) {
                take(word);
            }
        }
        Kind::Url => {
            let lower = token.text.to_lowercase();
            lower
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| word.chars().nth(URL_WORD_CHARS_MIN - 1).is_some())
                .filter(|word| !matches!(*word, "http" | "https" | "www"))
                .take(URL_WORDS_MAX)
                .for_each(take);
        }
        Kind::Emoticon | Kind::Mark | Kind::Code => {}
    }
}
