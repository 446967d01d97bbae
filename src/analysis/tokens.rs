//! Cuts a message into tokens: words, numbers, emoji, emoticons, addresses, laughter, marks.
//!
//! One pass over characters, never over bytes; a token borrows what was written and owns the
//! folded form that the tables are written in.

use super::fold::{fold, is_cyrillic, is_skipped};
use super::symbols;
use crate::letter::{is_apostrophe, is_letter_or_number, is_lower};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A word, perhaps with inner apostrophes, hyphens, digits or masking stars.
    Word,
    /// A number.
    Number,
    /// An emoji with its modifiers, or another picture character.
    Emoji,
    /// A face made of punctuation.
    Emoticon,
    /// A web address.
    Url,
    /// A name with `@`.
    Name,
    /// A tag with `#`.
    Hashtag,
    /// A written laugh, such as «ахаха» or «хд».
    Laughter,
    /// Punctuation that closes or breaks a clause.
    Mark,
    /// A block of code between fences, or a piece of it between back quotes.
    Code,
}

/// A piece of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: Kind,
    /// As it was written.
    pub text: &'a str,
    /// The folded form; for emoji the picture without modifiers.
    pub form: String,
    /// Whether it was written in capitals (two letters or more).
    pub loud: bool,
    /// Whether white space (or the beginning) stands before it.
    pub spaced: bool,
}

/// What Markdown writes before and after a block of code.
const FENCE: &str = "```";

/// The tokens of a message, in order.
pub fn tokenise(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::with_capacity(text.len() / 8 + 4);
    let mut cursor = Cursor {
        rest: text,
        open: 0,
        spaced: true,
        after_digit: false,
    };
    while let Some(first) = cursor.rest.chars().next() {
        if let Some(token) = cursor.take_token(first) {
            tokens.push(token);
            cursor.spaced = false;
        }
    }
    tokens
}

/// The place in the text up to which it has been read.
struct Cursor<'a> {
    rest: &'a str,
    /// Round brackets opened and not yet closed; what closes them is no smile.
    open: usize,
    /// White space or the beginning stands here.
    spaced: bool,
    /// A digit stands before; «12:30» holds no face.
    after_digit: bool,
}

impl<'a> Cursor<'a> {
    /// Takes `bytes` bytes; a count that is not on a border takes everything, so it always moves.
    fn take(&mut self, bytes: usize) -> &'a str {
        let (head, tail) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.rest = tail;
        self.after_digit = head.ends_with(|c: char| c.is_ascii_digit());
        head
    }

    /// Takes the token that begins with `first`; `None` is white space or another character
    /// without meaning, taken as well.
    fn take_token(&mut self, first: char) -> Option<Token<'a>> {
        if first.is_whitespace() {
            self.take(first.len_utf8());
            self.spaced = true;
            return None;
        }
        if is_skipped(first) {
            self.take(first.len_utf8());
            return None;
        }
        if let Some(length) = self.code_length(first) {
            let text = self.take(length);
            return Some(self.token(Kind::Code, text, String::new()));
        }
        if let Some(length) = self.url_length(first) {
            let text = self.take(length);
            return Some(self.token(Kind::Url, text, String::new()));
        }
        if let Some(length) = symbols::emoticon_length(self.rest, self.spaced)
            && !(first == ':' && self.after_digit)
            && !(first == ')' && self.open > 0)
            && !(first == '(' && self.opens_a_bracket(length))
        {
            let text = self.take(length);
            return Some(self.token(Kind::Emoticon, text, text.to_lowercase()));
        }
        if matches!(first, '@' | '#') {
            let length = tag_length(self.rest);
            if length > 1 {
                let text = self.take(length);
                let kind = if first == '@' {
                    Kind::Name
                } else {
                    Kind::Hashtag
                };
                let form = fold(text.trim_start_matches(first));
                return Some(self.token(kind, text, form));
            }
        }
        if is_word(first) {
            let text = self.take(word_length(self.rest));
            return Some(self.word(text));
        }
        if symbols::is_picture(first) {
            let (length, base) = symbols::picture(self.rest);
            let text = self.take(length);
            return Some(self.token(Kind::Emoji, text, base));
        }
        self.mark(first)
    }

    /// Takes a run of one mark.
    fn mark(&mut self, first: char) -> Option<Token<'a>> {
        match first {
            '(' => self.open += 1,
            ')' => self.open = self.open.saturating_sub(1),
            _ => (),
        }
        if matches!(first, '(' | ')') {
            let text = self.take(1);
            return Some(self.token(Kind::Mark, text, text.to_owned()));
        }
        let ends = |c: char| matches!(c, '!' | '?' | '.' | '…');
        let length = if ends(first) {
            self.rest.find(|c| !ends(c)).unwrap_or(self.rest.len())
        } else {
            first.len_utf8()
        };
        let text = self.take(length);
        let form = match first {
            '!' | '?' | '.' | '…' if text.contains('?') => "?",
            '!' | '?' | '.' | '…' if text.contains('!') => "!",
            '.' | '…' if text.contains('…') || text.len() > 1 => "…",
            ',' | '.' | ';' | ':' | '—' | '–' | '-' | '"' | '«' | '»' | '“' | '”' | '„' | '*'
            | '/' | '|' | '+' | '=' | '>' | '<' | '[' | ']' | '{' | '}' => text,
            _ => return None,
        };
        Some(self.token(Kind::Mark, text, form.to_owned()))
    }

    /// Whether the brackets that stand here begin an insertion rather than a sad face.
    fn opens_a_bracket(&self, length: usize) -> bool {
        if length > 1 {
            return false;
        }
        let after = self.rest.chars().nth(1);
        if after == Some(')') {
            return true;
        }
        after.is_some_and(|c| is_letter_or_number(c) || matches!(c, '«' | '"' | '@' | '#' | '+'))
            && self.rest.chars().take(200).any(|c| c == ')')
    }

    /// The length of a piece of code that begins here, in bytes.
    ///
    /// A fence that is not closed takes the rest; a lone back quote is an apostrophe.
    fn code_length(&self, first: char) -> Option<usize> {
        if first != '`' {
            return None;
        }
        let fence = if self.rest.starts_with(FENCE) {
            FENCE
        } else {
            "`"
        };
        let body = self.rest.strip_prefix(fence)?;
        match body.find(fence) {
            Some(end) => Some(end + 2 * fence.len()),
            None => (fence == FENCE).then_some(self.rest.len()),
        }
    }

    /// The length of a web address that begins here, in bytes.
    fn url_length(&self, first: char) -> Option<usize> {
        if !matches!(first, 'h' | 'w' | 't' | 'H' | 'W' | 'T') {
            return None;
        }
        let begins = ["http://", "https://", "www.", "t.me/"]
            .iter()
            .any(|scheme| {
                self.rest
                    .get(..scheme.len())
                    .is_some_and(|head| head.eq_ignore_ascii_case(scheme))
            });
        begins.then(|| {
            self.rest
                .find(char::is_whitespace)
                .unwrap_or(self.rest.len())
        })
    }

    fn token(&self, kind: Kind, text: &'a str, form: String) -> Token<'a> {
        Token {
            kind,
            text,
            form,
            loud: false,
            spaced: self.spaced,
        }
    }

    /// A word, a number or a laugh.
    fn word(&self, text: &'a str) -> Token<'a> {
        let form = fold(text);
        let kind = if text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains(is_cyrillic)
            || text.chars().all(char::is_numeric)
        {
            Kind::Number
        } else if is_laughter(&form) {
            Kind::Laughter
        } else {
            Kind::Word
        };
        let loud = text.chars().nth(1).is_some() && !text.chars().any(is_lower);
        Token {
            kind,
            text,
            form,
            loud,
            spaced: self.spaced,
        }
    }
}

/// Whether a character can begin a word.
fn is_word(c: char) -> bool {
    is_letter_or_number(c)
}

/// Whether a character may stand for a hidden letter of a swear word.
const fn is_mask(c: char) -> bool {
    matches!(c, '*' | '@' | '#' | '$')
}

/// Whether a character may join two parts of a word.
const fn is_joint(c: char) -> bool {
    matches!(c, '-' | '\u{2011}') || is_apostrophe(c)
}

/// The length of a `@name` or `#tag`, in bytes.
fn tag_length(rest: &str) -> usize {
    let body = |c: char| is_letter_or_number(c) || c == '_' || is_apostrophe(c);
    rest.char_indices()
        .skip(1)
        .find(|&(_, c)| !body(c))
        .map_or(rest.len(), |(at, _)| at)
}

/// The length of the word that begins here, in bytes.
fn word_length(rest: &str) -> usize {
    let mut end = 0;
    let mut last = '\0';
    let mut pending = false;
    for (at, c) in rest.char_indices() {
        if is_word(c) || is_skipped(c) {
            end = at + c.len_utf8();
            pending = false;
        } else if is_joint(c) && is_letter_or_number(last)
            || is_mask(c) && (is_cyrillic(last) || (pending && is_mask(last)))
        {
            pending = true;
        } else {
            break;
        }
        last = c;
    }
    if end == 0 {
        rest.chars().next().map_or(0, char::len_utf8)
    } else {
        end
    }
}

/// Whether a folded word is a written laugh.
pub(crate) fn is_laughter(form: &str) -> bool {
    if matches!(
        form,
        "хд" | "xd"
            | "лол"
            | "lol"
            | "кек"
            | "kek"
            | "ржу"
            | "ору"
            | "ліл"
            | "гг"
            | "ггг"
            | "лмао"
            | "lmao"
            | "rofl"
            | "рофл"
            | "хе"
            | "хі"
            | "бгг"
            | "угар"
            | "хех"
            | "хах"
            | "гаг"
            | "lmfao"
            | "ор"
            | "лел"
            | "хєх"
            | "хих"
            | "гы"
            | "ги-ги"
            | "хи"
    ) {
        return true;
    }
    let mut breath = 0_usize;
    let mut vowels = 0_usize;
    let mut count = 0_usize;
    for c in form.chars() {
        match c {
            'х' | 'h' | 'г' | 'x' => breath += 1,
            'а' | 'a' | 'и' | 'і' | 'е' | 'є' | 'i' | 'e' | 'я' | '-' => vowels += 1,
            // «Огого» is wonder and «Гога» a name.
            'о' | 'o' if form.starts_with(['х', 'h']) => vowels += 1,
            'п' | 'з' | 'в' if count > 2 => (),
            _ => return false,
        }
        count += 1;
    }
    count >= 4 && breath >= 2 && vowels >= 1
}

/// A word folded, with every run of a letter squeezed to one: names are called at length.
pub fn squeezed(word: &str) -> String {
    super::fold::squeeze(&fold(word))
}
