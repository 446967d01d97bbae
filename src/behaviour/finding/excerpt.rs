//! The piece of a message that shows why it was found.

use crate::analysis::stem::search_words;
use crate::analysis::tokens::tokenise;
use crate::text;
use std::collections::HashSet;

/// The longest excerpt of a hit, in characters.
const CHARS_MAX: usize = 160;
/// What stands before the place of the match, in characters.
const BEFORE_CHARS: usize = 50;

/// At most [`CHARS_MAX`] characters of `line` around the first word that matches `words`.
pub(super) fn excerpt(line: &str, words: &str) -> String {
    let before = place(line, words).filter(|_| line.chars().nth(CHARS_MAX).is_some());
    let Some(skipped) = before.and_then(|before| before.checked_sub(BEFORE_CHARS)) else {
        return text::cut(line, CHARS_MAX);
    };
    let all = line.chars().count();
    // Of the end of a message as much is shown as of its middle; the ellipsis takes a place.
    let skipped = skipped.min(all.saturating_sub(CHARS_MAX - 1));
    let rest: String = line.chars().skip(skipped).collect();
    // No half of a word at the beginning.
    let rest = match rest.split_once(' ') {
        Some((part, rest)) if skipped > 0 && part.chars().count() < BEFORE_CHARS => rest,
        _ => &rest,
    };
    text::cut(&["…", rest].concat(), CHARS_MAX)
}

/// How many characters stand before the first word of `line` that matches one of `words`.
fn place(line: &str, words: &str) -> Option<usize> {
    let sought: HashSet<String> = search_words(words).into_iter().flatten().collect();
    let (mut rest, mut passed) = (line, 0_usize);
    for token in tokenise(line) {
        let (before, after) = rest.split_once(token.text)?;
        passed = passed.saturating_add(before.chars().count());
        let keys = search_words(token.text);
        if keys.iter().flatten().any(|key| sought.contains(key)) {
            return Some(passed);
        }
        passed = passed.saturating_add(token.text.chars().count());
        rest = after;
    }
    None
}
