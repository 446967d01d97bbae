//! Cuts endings off Ukrainian (and, lightly, Russian) words, for search and keywords.
//!
//! Not a dictionary: a list of endings, longest first, each with the shortest stem that it may
//! leave. Prefixes stay, so «робити» and «зробити» remain different words.

use super::fold::is_cyrillic;
use super::tokens::{Kind, tokenise};

/// Endings and the fewest letters that must remain before them, longest endings first.
const ENDINGS: &[(usize, &[&str])] = &[
    (
        3,
        &[
            "юватися",
            "уватися",
            "уватись",
            "юватись",
            "ювання",
            "ування",
            "юватиму",
            "уватиму",
        ],
    ),
    (
        3,
        &[
            "увати",
            "ювати",
            "уючи",
            "юючи",
            "увала",
            "ували",
            "ювала",
            "ювали",
            "увало",
            "ювало",
            "ається",
            "ються",
            "яється",
            "ується",
            "юється",
            "иться",
            "їться",
            "яться",
            "аться",
            "ишся",
            "ешся",
            "єшся",
            "їшся",
            "ієте",
            "уєте",
            "юєте",
            "уємо",
            "юємо",
            "ивать",
            "ывать",
            "остями",
            "ість",
            "ості",
            "істю",
            "ості",
            "остей",
            "ость",
            "остью",
            "ности",
        ],
    ),
    (
        3,
        &[
            "ував",
            "ював",
            "уєш",
            "юєш",
            "ують",
            "юють",
            "атися",
            "ятися",
            "итися",
            "їтися",
            "ітися",
            "утися",
            "атись",
            "ятись",
            "итись",
            "ілися",
            "алися",
            "илися",
            "ялися",
            "ілась",
            "алась",
            "илась",
            "ялась",
            "алась",
            "ались",
            "ились",
            "ялись",
            "ання",
            "яння",
            "ення",
            "іння",
            "анням",
            "енням",
            "анню",
            "енню",
            "анні",
            "енні",
            "ання",
            "ение",
            "ание",
            "ения",
            "ания",
            "ению",
            "анию",
        ],
    ),
    (
        3,
        &[
            "ального",
            "альний",
            "альна",
            "ими",
            "іми",
            "ого",
            "його",
            "ому",
            "йому",
            "ами",
            "ями",
            "еві",
            "ові",
            "єві",
            "ові",
            "ати",
            "яти",
            "ити",
            "їти",
            "іти",
            "ути",
            "ала",
            "яла",
            "ила",
            "іла",
            "ула",
            "али",
            "яли",
            "или",
            "іли",
            "ули",
            "ало",
            "яло",
            "ило",
            "іло",
            "уло",
            "ють",
            "уть",
            "ять",
            "ать",
            "ить",
            "їть",
            "аєш",
            "яєш",
            "ієш",
            "ємо",
            "имо",
            "емо",
            "ете",
            "ите",
            "єте",
            "ешь",
            "ишь",
            "уть",
            "ают",
            "яют",
            "ает",
            "яет",
            "ами",
            "ями",
            "ыми",
            "ого",
            "его",
            "ому",
            "ему",
            "ей",
            "ться",
            "тися",
            "тись",
        ],
    ),
    (
        3,
        &[
            "ий", "ій", "ої", "ою", "ею", "єю", "их", "їх", "іх", "им", "ім", "ам", "ям", "ах",
            "ях", "ом", "ем", "єм", "ів", "їв", "ав", "яв", "ив", "ув", "аю", "яю", "ає", "яє",
            "іє", "ує", "ує", "иш", "еш", "ти", "ся", "сь", "ый", "ые", "ая", "яя", "ое", "ее",
            "ие", "ых", "ым", "ет", "ит", "ут", "ют", "ят", "ил", "ал", "ял", "ов", "ев", "ть",
            "ию", "ия", "ии", "ію", "ія", "ії", "еї", "ьо", "ью",
        ],
    ),
    (
        2,
        &[
            "а", "я", "о", "е", "є", "и", "і", "ї", "у", "ю", "ь", "ы", "й",
        ],
    ),
];

/// Words shorter than this are kept whole.
const WORD_CHARS_MIN: usize = 4;

/// The stem of one word, folded or not.
pub fn stem(word: &str) -> String {
    let folded = super::fold::fold(word);
    if !folded
        .chars()
        .all(|c| is_cyrillic(c) || matches!(c, '\'' | '-'))
    {
        return folded;
    }
    let bare = folded
        .strip_suffix("ся")
        .or_else(|| folded.strip_suffix("сь"))
        .unwrap_or(&folded);
    let bare = if bare.chars().count() >= WORD_CHARS_MIN {
        bare
    } else {
        &folded
    };
    smooth(cut(bare))
}

/// The word without its ending.
fn cut(word: &str) -> &str {
    if word.chars().count() < WORD_CHARS_MIN {
        return word;
    }
    for (least, endings) in ENDINGS {
        for ending in *endings {
            if let Some(rest) = word.strip_suffix(ending)
                && rest.chars().count() >= *least
                && rest.contains(is_vowel)
            {
                return rest;
            }
        }
    }
    word
}

const fn is_vowel(c: char) -> bool {
    matches!(
        c,
        'а' | 'е' | 'є' | 'и' | 'і' | 'ї' | 'о' | 'у' | 'ю' | 'я' | 'ы' | 'э' | 'ё'
    )
}

/// Evens out what changes inside a stem: soft signs, doubled ends, «роблю» and «кіт».
fn smooth(stem: &str) -> String {
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

/// The text as an index keeps it and as a query asks for it: folded, stemmed, divided by spaces.
pub fn search_form(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for token in tokenise(text) {
        let form = match token.kind {
            Kind::Word | Kind::Laughter => stem(&token.form),
            Kind::Number | Kind::Name | Kind::Hashtag | Kind::Emoji => token.form,
            Kind::Url | Kind::Emoticon | Kind::Mark => continue,
        };
        for part in form.split('-').filter(|part| !part.is_empty()) {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(part);
        }
    }
    out
}
