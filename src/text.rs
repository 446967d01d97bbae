//! Measuring and cutting text without ever splitting a character.

/// The length of `text` in UTF-16 code units, the unit in which Telegram counts.
pub fn utf16_len(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// At most `chars_max` characters of `text`; an ellipsis takes the last place if it was cut.
pub fn cut(text: &str, chars_max: usize) -> String {
    if text.chars().nth(chars_max).is_none() {
        return text.to_owned();
    }
    let mut head: String = text.chars().take(chars_max.saturating_sub(1)).collect();
    if chars_max > 0 {
        head.push('…');
    }
    head
}

/// `text` without what can trick a reader or a model: control characters, bidirectional
/// overrides, zero-width characters (save the joiners inside emoji) and runs of combining marks.
pub fn clean(text: &str) -> String {
    if text.chars().all(is_plain) {
        return text.to_owned();
    }
    let mut cleaned = String::with_capacity(text.len());
    let mut marks = 0_usize;
    for c in text.chars() {
        if is_hidden(c) {
            continue;
        }
        marks = if is_combining(c) {
            marks.saturating_add(1)
        } else {
            0
        };
        if marks <= COMBINING_MARKS_MAX {
            cleaned.push(c);
        }
    }
    cleaned
}

/// A name on one line: [`clean`], white space folded, at most `chars_max` characters; `None` if
/// nothing visible is left.
pub fn clean_name(name: &str, chars_max: usize) -> Option<String> {
    let folded = one_line(name);
    let visible = folded
        .chars()
        .any(|c| !c.is_whitespace() && !is_combining(c));
    visible.then(|| cut(&folded, chars_max))
}

/// `text` on one line: [`clean`], white space folded.
pub fn one_line(text: &str) -> String {
    let cleaned = clean(text);
    cleaned.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A quotation on one line, without what could look like our own marks, of at most `chars_max`
/// characters.
pub fn quotation(words: &str, chars_max: usize) -> String {
    let marks = ['«', '»', '#', '[', ']', '{', '}', '↩'];
    cut(&one_line(&words.replace(marks, " ")), chars_max)
}

/// The characters of which most messages consist entirely.
const fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~' | '\n' | '\u{0400}'..='\u{0482}' | '\u{048A}'..='\u{04FF}')
        || matches!(c, '«' | '»' | '–' | '—' | '’' | '“' | '”' | '„' | '…')
}

/// `text` so that Telegram takes no word of it for a mention: whoever is only quoted is not
/// called. People see no difference.
pub fn without_ringing(text: &str) -> String {
    text.replace('@', "@\u{2060}")
}

/// Most combining marks that a letter keeps.
const COMBINING_MARKS_MAX: usize = 2;

fn is_hidden(c: char) -> bool {
    let is_break = matches!(c, '\n' | '\t');
    (c.is_control() && !is_break)
        || matches!(
            c,
            '\u{200B}' | '\u{200C}' | '\u{200E}' | '\u{200F}' | '\u{2028}' | '\u{2029}'
        )
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
        // Letters and marks that nobody sees: soft hyphens, Hangul fillers, blank Braille.
        || matches!(
            c,
            '\u{00AD}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{2800}' | '\u{3164}' | '\u{FFA0}'
        )
        || matches!(c, '\u{E0000}'..='\u{E001F}' | '\u{FFF9}'..='\u{FFFB}')
}

/// Whether a character is a mark that combines with the one before it.
pub(crate) const fn is_combining(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0489}' | '\u{1AB0}'..='\u{1AFF}')
        || matches!(c, '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_in_utf16_units() {
        assert_eq!(utf16_len("їжак"), 4);
        assert_eq!(utf16_len("😂"), 2);
    }

    #[test]
    fn cutting_counts_characters() {
        assert_eq!(cut("їжак", 4), "їжак");
        assert_eq!(cut("їжаки", 4), "їжа…");
        assert_eq!(cut("їжак", 0), "");
    }

    #[test]
    fn quotations_stand_on_one_line_without_our_marks() {
        assert_eq!(one_line(" а\u{202E}\n\tб "), "а б");
        assert_eq!(
            quotation("купив # «козу»\n[2] {\u{200B}}", 20),
            "купив козу 2"
        );
        assert_eq!(quotation("купив козу", 6), "купив…");
    }

    #[test]
    fn names_lose_their_tricks_and_keep_their_emoji() {
        assert_eq!(
            clean_name("Оля\u{202E}\n Петренко", 64).as_deref(),
            Some("Оля Петренко")
        );
        assert_eq!(
            clean_name("👨\u{200D}👩\u{200D}👧", 64).as_deref(),
            Some("👨\u{200D}👩\u{200D}👧")
        );
        assert_eq!(clean_name("\u{200B}\u{2066} \t", 64), None);
        for unseen in "\u{3164}\u{115F}\u{1160}\u{FFA0}\u{2800}\u{AD}\u{180E}".chars() {
            assert_eq!(clean_name(&unseen.to_string(), 64), None, "{unseen:?}");
        }
        let zalgo = format!("З{}", "\u{0301}".repeat(64));
        assert_eq!(
            clean_name(&zalgo, 64).map(|name| name.chars().count()),
            Some(3)
        );
    }
}
