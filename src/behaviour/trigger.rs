//! Whether a message calls the bot by its name: whole words only, in any case form.
//!
//! «Гряг, ти тут?» is an address, «вчора гряг казав» talks about him, «у грязі» is mud.

use super::address::stance;
use super::cases::Cases;
use super::heads::Heads;
use crate::analysis::tokens::{Kind, Token, squeezed, tokenise};

/// How a text uses the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameUse {
    /// It speaks to the bot.
    Address,
    /// It asks others what the bot thinks or does; who else is to answer that?
    Asked,
    /// It speaks about the bot.
    Mention,
    /// It does not name the bot.
    None,
}

/// The forms of a name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NameForms {
    /// Forms that are the name wherever they stand, sorted.
    names: Vec<String>,
    /// The stems to which endearing suffixes are added.
    stems: Vec<String>,
    /// Forms that are also other words, and slips of the pen; they count only where somebody is
    /// spoken to.
    doubtful: Vec<String>,
    /// Forms with which one speaks to somebody: the nominative and the vocatives.
    direct: Vec<String>,
    /// Of these, those that can be nothing but an address.
    vocatives: Vec<String>,
    /// Of these, those that are also the dative.
    datives: Vec<String>,
    /// Our user names, without the `@`.
    usernames: Vec<String>,
    /// How a word of ours in Cyrillic letters begins, for a first glance at a text.
    heads: Heads,
}

/// The common noun by which people call any bot; its plural means shoes.
const BOT: &[&str] = &[
    "бот",
    "бота",
    "боту",
    "ботові",
    "ботом",
    "боті",
    "боте",
    "bot",
];
/// Endearments of the common noun.
const BOT_ENDEARMENTS: &[&str] = &["ботик", "ботік", "ботяр", "ботіньк"];
/// Suffixes that make a name small and dear.
const ENDEARMENTS: &[&str] = &[
    "ік", "ик", "чик", "ус", "унч", "унь", "уня", "уню", "ул", "очк", "очок", "оньк", "еньк",
    "ечк", "еч", "ища", "ище", "уш", "юш", "юн",
];
/// The most letters behind such a suffix: a case ending such as -ові or -ами, and one to spare.
const ENDING_CHARS_MAX: usize = 4;
impl NameForms {
    /// All forms of a name: the cases, endearments, and the Latin spelling.
    ///
    /// The common noun «бот» counts for every name. A user name calls nobody unless it is given
    /// with [`Self::with_username`]: accounts of a similar name belong to others.
    pub fn generate(name: &str) -> Self {
        let name = squeezed(name);
        let mut forms = Self::default();
        forms.add_cases(&name);
        if name == "gryag" {
            forms.add_cases("гряг");
        }
        if name == "гряг" || name == "gryag" {
            forms.datives.push("грязі".to_owned());
            let slips = ["грязі", "гярг", "гргя", "гряк", "грях"];
            forms.doubtful.extend(slips.map(str::to_owned));
            forms.direct.extend(slips.map(str::to_owned));
        }
        let latin = transliterate(&name);
        forms.direct.push(latin.clone());
        forms.names.extend(
            ["", "u", "a", "om", "ovi", "e", "ik", "yk"].map(|ending| format!("{latin}{ending}")),
        );
        forms.names.extend(BOT.iter().map(|&form| form.to_owned()));
        forms
            .direct
            .extend(["бот", "боте", "bot"].map(str::to_owned));
        forms.vocatives.push("боте".to_owned());
        forms.names.sort_unstable();
        forms.names.dedup();
        forms.look_ahead();
        forms
    }

    /// Exactly the given forms; those with `@` are user names.
    pub fn from_list(forms: &[&str]) -> Self {
        let mut list = Self::default();
        for form in forms {
            match form.strip_prefix('@') {
                Some(username) => list.usernames.push(username.to_lowercase()),
                None => list.names.push(squeezed(form)),
            }
        }
        list.direct.clone_from(&list.names);
        list.names.sort_unstable();
        list.look_ahead();
        list
    }

    /// Prepares the first glance.
    fn look_ahead(&mut self) {
        let words = [&self.names, &self.stems, &self.doubtful, &self.direct];
        let words = words.into_iter().flatten().map(String::as_str);
        self.heads = Heads::of(words.chain(BOT_ENDEARMENTS.iter().copied()));
    }

    /// The same forms and a user name, with or without `@`.
    #[must_use]
    pub fn with_username(mut self, username: &str) -> Self {
        self.usernames
            .push(username.trim_start_matches('@').to_lowercase());
        self
    }

    /// Adds the case forms of a name.
    fn add_cases(&mut self, name: &str) {
        let cases = Cases::of(name);
        self.names.extend(cases.forms);
        self.direct.extend(cases.direct);
        self.vocatives.extend(cases.vocatives);
        self.datives.extend(cases.datives);
        self.stems.extend(cases.stems);
    }

    fn is_name(&self, word: &str) -> bool {
        self.names
            .binary_search_by(|name| name.as_str().cmp(word))
            .is_ok()
            || self.is_endearment(word)
            || is_dear_bot(word)
    }

    /// Whether a word is the name made small and dear: грягік, грягусь, грягунчиком.
    fn is_endearment(&self, word: &str) -> bool {
        self.stems.iter().any(|stem| {
            word.strip_prefix(stem.as_str()).is_some_and(|tail| {
                ENDEARMENTS.iter().any(|dear| {
                    tail.strip_prefix(dear)
                        .is_some_and(|ending| ending.chars().count() <= ENDING_CHARS_MAX)
                })
            })
        })
    }

    /// Whether one speaks to somebody with this form; endearments always may.
    fn is_direct(&self, word: &str) -> bool {
        self.direct.iter().any(|direct| direct == word)
            || self.is_endearment(word)
            || is_dear_bot(word)
    }
}

/// The word with «г» for «ґ», where that makes it a form of the name.
fn plain(word: String, forms: &NameForms) -> String {
    if !word.contains('ґ') {
        return word;
    }
    let plain = word.replace('ґ', "г");
    if forms.is_name(&plain) { plain } else { word }
}

fn is_dear_bot(word: &str) -> bool {
    BOT_ENDEARMENTS.iter().any(|stem| {
        word.strip_prefix(stem)
            .is_some_and(|tail| tail.chars().count() <= 3)
    })
}

/// How `text` uses the name.
pub fn name_use(text: &str, forms: &NameForms) -> NameUse {
    if !forms.heads.may_begin_a_word_of(text) {
        return NameUse::None;
    }
    name_use_in(&tokenise(text), forms)
}

/// How a text of these tokens uses the name.
pub fn name_use_in(tokens: &[Token<'_>], forms: &NameForms) -> NameUse {
    let mut best = NameUse::None;
    for (at, token) in tokens.iter().enumerate() {
        match use_of(token, at, tokens, forms) {
            NameUse::Address => return NameUse::Address,
            NameUse::Asked => best = NameUse::Asked,
            NameUse::Mention if best == NameUse::None => best = NameUse::Mention,
            NameUse::Mention | NameUse::None => (),
        }
    }
    best
}

/// How one token uses the name.
fn use_of(token: &Token<'_>, at: usize, tokens: &[Token<'_>], forms: &NameForms) -> NameUse {
    if token.kind == Kind::Name {
        let name = token.text.trim_start_matches('@').to_lowercase();
        let ours = forms.usernames.contains(&name);
        return if ours {
            NameUse::Address
        } else {
            NameUse::None
        };
    }
    if !matches!(token.kind, Kind::Word | Kind::Hashtag) {
        return NameUse::None;
    }
    let whole = plain(squeezed(&token.form), forms);
    let first = whole.split('-').next().unwrap_or(&whole);
    let is_botnet = first == "бот" && whole.contains('-') && whole.starts_with("бот-нет");
    let named = !is_botnet && (forms.is_name(&whole) || forms.is_name(first));
    let doubtful = forms.doubtful.iter().any(|form| form == first);
    if !named && !doubtful {
        return NameUse::None;
    }
    let used = if forms.vocatives.iter().any(|form| form == first) {
        NameUse::Address
    } else if forms.is_direct(first) {
        stance(tokens, at, forms.datives.iter().any(|form| form == first))
    } else {
        NameUse::Mention
    };
    // A doubtful form is the name only where it is spoken to.
    if named || used == NameUse::Address {
        used
    } else {
        NameUse::None
    }
}

/// The Latin spelling of a Ukrainian name.
fn transliterate(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        let latin = match c {
            'а' => "a",
            'б' => "b",
            'в' => "v",
            'г' | 'ґ' => "g",
            'д' => "d",
            'е' => "e",
            'є' => "ye",
            'ж' => "zh",
            'з' => "z",
            'и' | 'й' => "y",
            'і' => "i",
            'ї' => "yi",
            'к' => "k",
            'л' => "l",
            'м' => "m",
            'н' => "n",
            'о' => "o",
            'п' => "p",
            'р' => "r",
            'с' => "s",
            'т' => "t",
            'у' => "u",
            'ф' => "f",
            'х' => "kh",
            'ц' => "ts",
            'ч' => "ch",
            'ш' => "sh",
            'щ' => "shch",
            'ь' | '\'' => "",
            'ю' => "yu",
            'я' => "ya",
            _ => {
                out.push(c);
                continue;
            }
        };
        out.push_str(latin);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    #[test]
    fn the_first_glance_never_overlooks_a_name() {
        let forms = NameForms::generate("Гряг").with_username("@gryag_bot");
        let pieces = [
            "гряг",
            "ГРЯЯЯГ",
            "ґряґ",
            "гріх",
            "г",
            "г*яг",
            "гpяг",
            "gryag",
            "@gryag_bot",
            "#гряг",
            "ббот",
            "ботику",
            "робота",
            "6от",
            "бо\u{301}т",
            "\u{200B}",
            "-",
            "'",
            " ",
            "\n",
            ",",
            "ну",
            "о",
            "и\u{306}",
            "😂",
            "гярг",
            "1",
            "супер-гряг",
            "Гряже",
            "!",
        ];
        let mut rng = Rng::new(5);
        let mut named = 0;
        for _ in 0..20_000 {
            let count = rng.between(1, 6);
            let text: String = (0..count)
                .filter_map(|_| rng.pick(&pieces).copied())
                .collect();
            let whole = name_use_in(&tokenise(&text), &forms);
            assert_eq!(name_use(&text, &forms), whole, "{text:?}");
            named += i32::from(whole != NameUse::None);
        }
        assert!(named > 1_000, "{named}");
        assert!(
            !forms
                .heads
                .may_begin_a_word_of("А я їду до Львова, ну й дощ!")
        );
    }
}
