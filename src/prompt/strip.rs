//! Taking off what a model wraps around its answer: thoughts, labels, quotation marks.

use super::persona::{ANSWER_LABELS, ANSWERS_MARK, PAUSE_WORD};
use crate::message::MediaKind;

/// Tags between which a model thinks aloud.
const THOUGHT_TAGS: [&str; 4] = ["think", "thinking", "thought", "reasoning"];
/// Layers of labels and quotation marks that are taken off.
const LAYERS_MAX: usize = 4;
/// The longest part in brackets of a label, in characters.
const LABEL_CHARS_MAX: usize = 120;

/// `text` without `<think>…</think>` and its kin. A thought that never ends hides all that follows;
/// one that never began hides all that precedes.
pub(super) fn without_thoughts(text: &str) -> String {
    let mut rest = text.to_owned();
    for tag in THOUGHT_TAGS {
        let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
        let mut kept = String::with_capacity(rest.len());
        let mut tail = rest.as_str();
        while !tail.is_empty() {
            match (find_ascii(tail, &open), find_ascii(tail, &close)) {
                (Some(start), Some(end)) if start < end => {
                    kept.push_str(tail.get(..start).unwrap_or_default());
                    tail = tail
                        .get(end.saturating_add(close.len())..)
                        .unwrap_or_default();
                }
                (_, Some(end)) => {
                    kept.clear();
                    tail = tail
                        .get(end.saturating_add(close.len())..)
                        .unwrap_or_default();
                }
                (Some(start), None) => {
                    kept.push_str(tail.get(..start).unwrap_or_default());
                    tail = "";
                }
                (None, None) => {
                    kept.push_str(tail);
                    tail = "";
                }
            }
        }
        rest = kept;
    }
    rest
}

/// `text` without a speaker's label in front and quotation marks around it.
pub(super) fn unwrapped<'t>(text: &'t str, bot_name: &str) -> &'t str {
    let mut bare = text.trim();
    for _ in 0..LAYERS_MAX {
        let before = bare.len();
        let unlabelled = unlabelled(unmarked(without_mark(bare)), bot_name);
        bare = unquoted(unlabelled).trim();
        if bare.len() == before {
            break;
        }
    }
    bare
}

/// `text` without marks of the history in front of its lines: `[перерва: 3 год]`, `[фото]`,
/// `[12:30]`.
pub(super) fn without_marks(text: &str) -> String {
    let lines = text.lines().filter_map(|line| {
        let bare = without_mark(line);
        let is_mark = bare.len() < line.len();
        (!is_mark || !bare.trim().is_empty()).then_some(bare)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// `text` without a mark of the history in front of it.
fn without_mark(text: &str) -> &str {
    let mut bare = text;
    for _ in 0..LAYERS_MAX {
        let inner = bare.trim_start().strip_prefix('[');
        match inner.and_then(|inner| inner.split_once(']')) {
            Some((mark, rest)) if is_mark(mark) => bare = rest.trim_start_matches([':', ' ']),
            Some(_) | None => break,
        }
    }
    bare
}

/// Whether what stands in brackets is of the history: a pause, a medium, a time.
fn is_mark(mark: &str) -> bool {
    let is_time = mark.contains(':')
        && mark
            .chars()
            .all(|c| c.is_ascii_digit() || ": .".contains(c));
    let begins = |word: &str| {
        strip_prefix_folded(mark, word).is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
    };
    let is_medium = || MediaKind::ALL.iter().any(|kind| begins(kind.ukrainian()));
    let is_short = mark.chars().count() <= LABEL_CHARS_MAX && !mark.contains('\n');
    is_short && (is_time || begins(PAUSE_WORD) || is_medium())
}

/// `text` without our own label in front of further lines.
pub(super) fn without_own_labels(text: &str, bot_name: &str) -> String {
    if bot_name.is_empty() {
        return text.to_owned();
    }
    text.replace(&format!("\n{bot_name}: "), "\n")
}

/// The start of the first line in which the model goes on to speak for somebody else.
pub(super) fn impersonation(text: &str, speakers: &[String]) -> Option<usize> {
    let mut start = 0_usize;
    for line in text.split_inclusive('\n') {
        let is_foreign = speakers.iter().any(|speaker| {
            line.trim_start()
                .strip_prefix(speaker.as_str())
                .is_some_and(is_label_end)
        });
        if start > 0 && is_foreign {
            return Some(start);
        }
        start = start.saturating_add(line.len());
    }
    None
}

/// Whether what follows a name makes it a label: `: …` or ` (↩ …`.
fn is_label_end(rest: &str) -> bool {
    let mark = rest.trim_start().strip_prefix('(');
    rest.starts_with(':') || mark.is_some_and(|inner| inner.starts_with(ANSWERS_MARK))
}

/// Without the mark that says whose words are answered: `(↩ Оля: «…») …`.
fn unmarked(text: &str) -> &str {
    let inner = text
        .strip_prefix('(')
        .filter(|inner| inner.starts_with(ANSWERS_MARK));
    inner
        .and_then(|inner| inner.split_once("»)").or_else(|| inner.split_once(')')))
        .filter(|(mark, _)| mark.chars().count() <= LABEL_CHARS_MAX)
        .map_or(text, |(_, rest)| rest.trim_start_matches([':', ' ']))
}

fn unlabelled<'t>(text: &'t str, bot_name: &str) -> &'t str {
    let bare = text.trim_start_matches(['*', '_', '#', ' ']);
    if let Some(words) = behind_answering_label(bare) {
        return words;
    }
    let labels = ANSWER_LABELS.iter().copied().chain([bot_name]);
    for label in labels.filter(|label| !label.is_empty()) {
        let Some(rest) = strip_prefix_folded(bare, label) else {
            continue;
        };
        let rest = rest.trim_start_matches(['*', '_']);
        let rest = match rest.trim_start().strip_prefix('(') {
            Some(inner) if inner.starts_with(ANSWERS_MARK) => inner
                .split_once("):")
                .filter(|(mark, _)| mark.chars().count() <= LABEL_CHARS_MAX)
                .map(|(_, rest)| rest),
            _ => rest.strip_prefix(':'),
        };
        if let Some(rest) = rest {
            return rest.trim_start_matches(['*', '_', ' ', '\n']);
        }
    }
    text
}

/// What follows a label that says whose words are answered, whoever's it is: `Оля (↩ ти: «…»): …`.
fn behind_answering_label(text: &str) -> Option<&str> {
    let line = text.lines().next()?;
    let (name, _) = line.split_once('(')?;
    let mark = text.get(name.len().saturating_add(1)..)?;
    let is_label = name.chars().count() <= LABEL_CHARS_MAX && mark.starts_with(ANSWERS_MARK);
    let (mark, rest) = mark.split_once("):").filter(|_| is_label)?;
    let is_short = mark.chars().count() <= LABEL_CHARS_MAX;
    is_short.then(|| rest.trim_start_matches(['*', '_', ' ', '\n']))
}

fn unquoted(text: &str) -> &str {
    for (open, close) in [('"', '"'), ('«', '»'), ('“', '”'), ('„', '“'), ('\'', '\'')] {
        let inner = text
            .strip_prefix(open)
            .and_then(|inner| inner.strip_suffix(close));
        if let Some(inner) = inner
            && !inner.contains([open, close])
        {
            return inner;
        }
    }
    text
}

fn strip_prefix_folded<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let mut rest = text.chars();
    for expected in prefix.chars() {
        let found = rest.next()?;
        if !found.to_lowercase().eq(expected.to_lowercase()) {
            return None;
        }
    }
    Some(rest.as_str())
}

/// Where the ASCII text `needle` begins in `haystack`, whatever its letter case.
fn find_ascii(haystack: &str, needle: &str) -> Option<usize> {
    haystack
        .as_bytes()
        .windows(needle.len())
        .position(|window| window.eq_ignore_ascii_case(needle.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(unwrapped(&without_thoughts(text), "Гряг"), expected);
    }

    #[test]
    fn thoughts_are_not_for_the_chat() {
        check(
            "<think>Хм, що тут сказати?</think>\nТа нормально.",
            "Та нормально.",
        );
        check("думаю...</Think>Та нормально.", "Та нормально.");
        check("Та нормально.<THINKING>але чому", "Та нормально.");
        check("<think>без кінця", "");
        check("<think>a</think>Так.<think>b</think> І ще.", "Так. І ще.");
    }

    #[test]
    fn labels_and_quotation_marks_come_off_in_any_order() {
        check("Гряг: привіт", "привіт");
        check("**ГРЯГ:** привіт", "привіт");
        check("«Гряг: привіт»", "привіт");
        check("Гряг: «привіт»", "привіт");
        check("Відповідь: \"Гряг: привіт\"", "привіт");
        check("Гряг (↩ Оля: «ти де?»): тут я", "тут я");
        check("assistant: привіт", "привіт");
        check("(↩ Оля: «ти де?») тут", "тут");
        check("ти (↩ Оля): слухай", "слухай");
        check("Оля Ковальчук (↩ ти: «га?»): слухай", "слухай");
    }

    #[test]
    fn marks_of_the_history_come_off() {
        check("[перерва: 23 год] Привіт", "Привіт");
        check("[стікер 😂]", "");
        check("[фото] ось тримай", "ось тримай");
        check("[12:30] Гряг (↩ Оля): тут я", "тут я");
        check("[25.11 12:30] тут", "тут");
        check("[голосове 0:07] [фото] так", "так");
        check("[жарт] так", "[жарт] так");
        check("[фотограф] так", "[фотограф] так");
        assert_eq!(without_marks("Так.\n[фото]\n[12:30] ось"), "Так.\nось");
    }

    #[test]
    fn words_that_only_look_like_labels_stay() {
        check("Грягу: це тобі", "Грягу: це тобі");
        check("Гряг тут.", "Гряг тут.");
        check("«Кобзар» і «Лісова пісня»", "«Кобзар» і «Лісова пісня»");
        check("**важливо** так", "**важливо** так");
    }

    #[test]
    fn the_model_speaks_only_for_itself() {
        let speakers = ["Оля".to_owned()];
        let text = "Та йди вже.\nОля: сам іди";
        let cut = impersonation(text, &speakers).and_then(|end| text.get(..end));
        assert_eq!(cut, Some("Та йди вже.\n"));
        assert_eq!(impersonation("Оля: твоя правда", &speakers), None);
        assert_eq!(impersonation("Слухай,\nОля права", &speakers), None);
    }
}
