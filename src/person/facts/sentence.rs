//! A text as sentences of words and stops, with the places where they stand in it.

use crate::letter::{is_apostrophe, is_letter_or_number, lower};

/// The most sentences of a message that are looked at.
const SENTENCES_MAX: usize = 40;
/// The most words of a sentence that are looked at.
const WORDS_MAX: usize = 80;

/// A word or a stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Word(Word),
    /// A dash between spaces.
    Dash,
    /// Any other mark, an emoji among them.
    Mark(char),
}

/// A word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// In lower case, with `'` for every apostrophe.
    pub(super) form: String,
    /// Where it begins, in bytes.
    pub(super) start: usize,
    /// Where it ends, in bytes.
    pub(super) end: usize,
    /// Whether it begins with a capital letter.
    pub(super) is_capital: bool,
    /// Whether it stands within quotation marks.
    pub(super) is_quoted: bool,
}

/// A sentence.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Sentence {
    pub(super) pieces: Vec<Piece>,
    pub(super) is_question: bool,
    /// It stands in a line that is marked as a quotation.
    pub(super) is_cited: bool,
}

impl Sentence {
    /// The word at `at`, if there is one.
    pub(super) fn word(&self, at: usize) -> Option<&Word> {
        match self.pieces.get(at) {
            Some(Piece::Word(word)) => Some(word),
            Some(Piece::Dash | Piece::Mark(_)) | None => None,
        }
    }

    /// The form of the word at `at`; empty if there is none.
    pub(super) fn form(&self, at: usize) -> &str {
        self.word(at).map_or("", |word| word.form.as_str())
    }
}

/// Cuts a text into sentences.
pub(super) fn sentences(text: &str) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut current = Sentence::default();
    let mut quotes = 0_usize;
    let mut is_line_start = true;
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        if c == '\n' {
            finish(&mut sentences, &mut current);
            (quotes, is_line_start) = (0, true);
            continue;
        }
        if c.is_whitespace() {
            continue;
        }
        if is_line_start && c == '>' {
            current.is_cited = true;
            continue;
        }
        is_line_start = false;
        if is_letter_or_number(c) && !is_apostrophe(c) {
            let word = take_word(at, c, quotes > 0, text, &mut rest);
            push(&mut current, Piece::Word(word));
            continue;
        }
        match c {
            '«' | '“' | '„' => quotes = quotes.saturating_add(1),
            '»' | '”' => quotes = quotes.saturating_sub(1),
            '"' => quotes = usize::from(quotes == 0),
            '—' | '–' | '-' | '−' => push(&mut current, Piece::Dash),
            '.' if is_after_abbreviation(&current) => {}
            '?' => {
                current.is_question = true;
                finish(&mut sentences, &mut current);
            }
            '.' | '!' | ';' | '…' => {
                // «справді?!» is a question still.
                if rest.peek().is_some_and(|(_, next)| *next == '?') {
                    current.is_question = true;
                }
                finish(&mut sentences, &mut current);
            }
            mark => push(&mut current, Piece::Mark(mark)),
        }
        if sentences.len() >= SENTENCES_MAX {
            return sentences;
        }
    }
    finish(&mut sentences, &mut current);
    sentences
}

fn push(sentence: &mut Sentence, piece: Piece) {
    if sentence.pieces.len() < WORDS_MAX {
        sentence.pieces.push(piece);
    }
}

fn finish(sentences: &mut Vec<Sentence>, current: &mut Sentence) {
    let is_cited = current.is_cited;
    let done = std::mem::take(current);
    // A citation lasts to the end of its line.
    current.is_cited = is_cited && done.is_cited;
    if done.pieces.is_empty() {
        // «?» after «!» belongs to the sentence before it.
        if done.is_question
            && let Some(last) = sentences.last_mut()
        {
            last.is_question = true;
        }
        return;
    }
    sentences.push(done);
}

/// «м. Київ», «вул. Садова»: the point ends no sentence.
fn is_after_abbreviation(sentence: &Sentence) -> bool {
    let Some(Piece::Word(word)) = sentence.pieces.last() else {
        return false;
    };
    matches!(
        word.form.as_str(),
        "м" | "с" | "смт" | "вул" | "ім" | "обл" | "г" | "ул"
    )
}

fn take_word(
    start: usize,
    first: char,
    is_quoted: bool,
    text: &str,
    rest: &mut std::iter::Peekable<std::str::CharIndices<'_>>,
) -> Word {
    let mut form = String::from(lower(first));
    let mut end = start.saturating_add(first.len_utf8());
    while let Some((at, c)) = rest.peek().copied() {
        let next = text
            .get(at.saturating_add(c.len_utf8())..)
            .and_then(|after| after.chars().next());
        let goes_on = next.is_some_and(is_letter_or_number);
        let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        // One of the apostrophes counts as a letter in Unicode, so they come first.
        if is_apostrophe(c) && goes_on {
            form.push('\'');
        } else if is_letter_or_number(c) && !is_apostrophe(c) {
            form.push(lower(c));
        } else if (c == '-' && goes_on)
            || (matches!(c, '.' | ':') && is_digit(form.chars().next_back()) && is_digit(next))
        {
            form.push(c);
        } else if !matches!(c, '\u{0301}' | '\u{200D}') {
            break;
        }
        end = at.saturating_add(c.len_utf8());
        rest.next();
    }
    Word {
        form,
        start,
        end,
        is_capital: first.is_uppercase(),
        is_quoted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        sentences(text)
            .iter()
            .map(|sentence| {
                let words: Vec<String> = sentence
                    .pieces
                    .iter()
                    .map(|piece| match piece {
                        Piece::Word(word) if word.is_quoted => format!("«{}»", word.form),
                        Piece::Word(word) => word.form.clone(),
                        Piece::Dash => "-".to_owned(),
                        Piece::Mark(mark) => mark.to_string(),
                    })
                    .collect();
                let end = if sentence.is_question { "?" } else { "" };
                let cited = if sentence.is_cited { ">" } else { "" };
                format!("{cited}{}{end}", words.join(" "))
            })
            .collect()
    }

    #[test]
    fn sentences_are_cut_at_their_ends() {
        assert_eq!(
            shown("Я з м. Київ. А ти?! ок\n> М’яч – це «мій світ»! так"),
            [
                "я з м київ",
                "а ти?",
                "ок",
                ">м'яч - це «мій» «світ»",
                ">так"
            ]
        );
        for apostrophe in ["'", "ʼ", "`"] {
            let text = "пʼю сікʼ".replace('ʼ', apostrophe);
            assert!(shown(&text).join(" ").starts_with("п'ю сік"), "{text}");
        }
        assert_eq!(
            shown("др 5.06 о 10:30, Івано-Франківськ"),
            ["др 5.06 о 10:30 , івано-франківськ"]
        );
    }
}
