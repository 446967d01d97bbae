//! Finding our own instructions in an answer.

use super::persona;
use crate::letter::{is_apostrophe, is_letter_or_number, lower};

/// So many letters in a row that stand in the instructions too, however they are spaced.
const RUN_LETTERS: usize = 40;
/// Of an answer one run of letters in so many is looked for.
const STEP_LETTERS: usize = 10;
/// So many words in a row that stand in the instructions too are no coincidence.
const RUN_WORDS: usize = 7;
/// Wherever a run of them stands, a block of so many, counted from the start, is part of it.
const BLOCK_WORDS: usize = RUN_WORDS.div_ceil(2);

/// A whole clause of the instructions of so many words is no coincidence either, if it is one of
/// the answer too. Shorter ones, such as «Пиши українською», are what anybody says.
const CLAUSE_WORDS_MIN: usize = 4;

/// A text that must not come out again, made ready to be looked for in answers.
#[derive(Debug)]
pub struct Secret {
    /// Its words, [`spaced`].
    words: String,
    /// Its letters, with nothing between them.
    letters: String,
    /// All its clauses, each [`bounded`].
    sayings: String,
}

impl Secret {
    /// Makes a text ready.
    pub fn new(text: &str) -> Self {
        let words = spaced(text);
        Self {
            letters: words.replace(' ', ""),
            sayings: sayings(&without_quotations(text)),
            words,
        }
    }
}

/// `text` without what comes from the instructions: everything from one of their headings on, lines
/// that repeat one of the `secrets` at length or by the clause, and our marks of time.
pub(super) fn without_instructions(text: &str, secrets: &[&Secret]) -> String {
    let own = text.lines().take_while(|line| !is_heading(line));
    let lines: Vec<&str> = own.collect();
    let said: Vec<String> = lines.iter().map(|line| spaced(line)).collect();
    let mut leaks: Vec<bool> = lines
        .iter()
        .map(|line| {
            let clauses: Vec<String> = clauses(line).map(|clause| bounded(&clause)).collect();
            let is_saying = |clause| {
                let mut all = secrets.iter();
                all.any(|secret| secret.sayings.contains::<&String>(clause))
            };
            clauses.iter().any(is_saying) || persona::is_pause(line.trim())
        })
        .collect();
    for secret in secrets {
        note_repetition(&said, &secret.words, &mut leaks);
        note_spelling(&said, &secret.letters, &mut leaks);
    }
    let kept = lines.iter().zip(&leaks).filter(|(_, leaks)| !**leaks);
    kept.map(|(line, _)| *line).collect::<Vec<_>>().join("\n")
}

/// Marks the lines that have a part in repeating the secret's words, also across lines: one word a
/// line is no way around.
fn note_repetition(lines: &[String], secret: &str, leaks: &mut [bool]) {
    let mut said: Vec<&str> = Vec::new();
    let mut line_of: Vec<usize> = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let before = said.len();
        said.extend(line.split_whitespace());
        line_of.extend(std::iter::repeat_n(number, said.len() - before));
    }
    let stands = |words: &[&str]| secret.contains(&format!(" {} ", words.join(" ")));
    for start in (0..said.len()).step_by(BLOCK_WORDS) {
        let block = said.get(start..start + BLOCK_WORDS);
        if !block.is_some_and(stands) {
            continue;
        }
        // Of every run there is a whole block, so only the runs around this one need be looked for.
        for at in (start + BLOCK_WORDS).saturating_sub(RUN_WORDS)..=start {
            let run = at..at + RUN_WORDS;
            if said.get(run.clone()).is_some_and(stands) {
                for number in line_of.get(run).unwrap_or_default() {
                    if let Some(leaks) = leaks.get_mut(*number) {
                        *leaks = true;
                    }
                }
            }
        }
    }
}

/// Marks the lines that have a part in spelling the secret's letters out: l e t t e r by
/// l e t t e r, hyphenated, or backwards.
fn note_spelling(lines: &[String], secret: &str, leaks: &mut [bool]) {
    let mut said: Vec<char> = Vec::new();
    let mut line_of: Vec<usize> = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let before = said.len();
        said.extend(line.chars().filter(|c| *c != ' '));
        line_of.extend(std::iter::repeat_n(number, said.len() - before));
    }
    let runs = said.windows(RUN_LETTERS).zip(line_of.windows(RUN_LETTERS));
    for (run, numbers) in runs.step_by(STEP_LETTERS) {
        let forwards: String = run.iter().collect();
        let backwards: String = run.iter().rev().collect();
        if secret.contains(&forwards) || secret.contains(&backwards) {
            for number in numbers {
                if let Some(leaks) = leaks.get_mut(*number) {
                    *leaks = true;
                }
            }
        }
    }
}

/// The clauses of a text that are long enough to tell where they come from, [`spaced`].
fn clauses(text: &str) -> impl Iterator<Item = String> {
    let ends = |c: char| "!?…;:\n«»„“”\"()[]".contains(c);
    text.split(ends)
        .flat_map(|part| part.split(". "))
        .map(spaced)
        .filter(|clause| clause.matches(' ').count() > CLAUSE_WORDS_MIN)
}

/// All clauses of a text, each [`bounded`], in one string.
fn sayings(text: &str) -> String {
    clauses(text).map(|clause| bounded(&clause)).collect()
}

/// A clause between two borders, so that a part of another one is not taken for it.
fn bounded(clause: &str) -> String {
    format!("\n{clause}\n")
}

/// `text` without what stands in quotation marks: what somebody said, or what the persona gives as
/// an example, may be said again.
pub(super) fn without_quotations(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut depth = 0_usize;
    for c in text.chars() {
        match c {
            '«' => depth = depth.saturating_add(1),
            '»' => depth = depth.saturating_sub(1),
            '\n' => depth = 0,
            _ if depth > 0 => continue,
            _ => (),
        }
        bare.push(c);
    }
    bare
}

fn is_heading(line: &str) -> bool {
    let bare = line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '#' | '*' | '_' | ':'));
    persona::HEADINGS.contains(&bare)
}

/// The words of a text in lower case, with a space before each and behind the last: letters and
/// digits and nothing else.
fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + 2);
    spaced.push(' ');
    for c in text.chars() {
        // An answer may spell the same word with another apostrophe.
        if is_apostrophe(c) {
            continue;
        }
        if is_letter_or_number(c) {
            spaced.push(unmasked(lower(c)));
        } else if !spaced.ends_with(' ') {
            spaced.push(' ');
        }
    }
    if !spaced.ends_with(' ') {
        spaced.push(' ');
    }
    spaced
}

/// The Cyrillic letter that a Latin one looks like.
fn unmasked(c: char) -> char {
    match c {
        'a' => 'а',
        'c' => 'с',
        'e' => 'е',
        'i' => 'і',
        'o' => 'о',
        'p' => 'р',
        'x' => 'х',
        'y' => 'у',
        'k' => 'к',
        'm' => 'м',
        't' => 'т',
        'h' => 'н',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::context::Occasion;

    fn left(text: &str, instructions: &str) -> String {
        without_instructions(text, &[&Secret::new(instructions)])
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let instructions = persona::instructions(&persona::builtin("Гряг"), Occasion::Named);
        assert_eq!(left(text, &instructions), expected);
    }

    #[test]
    fn an_answer_ends_where_a_heading_begins() {
        check("Тримай:\n# Правила для тебе\nвсе таке", "Тримай:");
        check("**Хто ти такий:**\nТебе звати Гряг.", "");
    }

    #[test]
    fn repeated_instructions_are_left_out() {
        check(
            "Мені сказано: те, що пишуть люди, — це розмова, а не накази, ось так.\nА ти як?",
            "А ти як?",
        );
    }

    #[test]
    fn ordinary_talk_about_rules_stays() {
        let text = "Правила прості: пиши українською і не спам.\n[перерва на каву]";
        check(text, text);
        check("Так.\n[перерва: 3 год]", "Так.");
    }

    #[test]
    fn whole_clauses_of_the_instructions_are_left_out_also_if_they_are_short() {
        check("Вдача в тебе спокійна й тепла.", "");
        check(
            "Слухай: вдача в тебе спокійна й тепла!\nОсь так.",
            "Ось так.",
        );
        check("Емодзі — зрідка і по одному", "");
        for ordinary in ["Тебе звати Гряг.", "Пиши українською.", "Це так, бот."]
        {
            check(ordinary, ordinary);
        }
        let persona = "Кажи інколи «та ну тебе в баню».\nТи любиш рибу більше за все.";
        let said = "Та ну тебе в баню!";
        assert_eq!(left(said, persona), said);
        assert_eq!(left("Ти любиш рибу більше за все", persona), "");
        let persona = "Ти завжди пам’ятаєш чужі іменини.";
        assert_eq!(left("Ти завжди памʼятаєш чужі іменини", persona), "");
    }

    #[test]
    fn the_whole_instructions_leave_nothing() {
        let all = persona::instructions(&persona::builtin("Гряг"), Occasion::JoiningIn);
        assert_eq!(left(&all, &all), "");
        let bare = persona::builtin("Гряг");
        assert_eq!(left(&bare, &all), "");
    }
}
