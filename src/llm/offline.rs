//! The stand-in for a model where there is no key: it shows a message's way through the program and
//! never pretends to be more.

use super::{Draft, Usage};
use crate::prompt::persona::{ANSWERS_MARK, DECLINE_MARK};
use crate::prompt::{Prompt, Role};
use crate::text::cut;

/// How its answers begin.
pub const OFFLINE_MARK: &str = "[офлайн-заглушка]";

/// Out of so many chances to join in unasked it takes one.
const JOINS_ONE_IN: usize = 3;
/// The longest excerpt that it repeats, in characters.
const EXCERPT_CHARS_MAX: usize = 60;

/// A model that is none. The same prompt always gets the same answer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Offline;

impl Offline {
    /// What it says to `prompt`.
    pub fn generate(self, prompt: &Prompt) -> Draft {
        let last = prompt
            .turns
            .iter()
            .rev()
            .find(|turn| turn.role == Role::User);
        let last = last.map(|turn| turn.text.as_str()).unwrap_or_default();
        let (name, words) = speaker(last);
        let may_decline = prompt.system.contains(&format!("знак {DECLINE_MARK} "));
        let text = if may_decline && words.chars().count() % JOINS_ONE_IN != 0 {
            DECLINE_MARK.to_owned()
        } else {
            let excerpt = cut(&words, EXCERPT_CHARS_MAX);
            let lines: usize = prompt
                .turns
                .iter()
                .map(|turn| turn.text.lines().count())
                .sum();
            format!(
                "{OFFLINE_MARK} {name} пише: «{excerpt}». Тут була б відповідь моделі; рядків \
                 розмови перед очима: {lines}."
            )
        };
        Draft {
            text,
            truncated: false,
            usage: Usage::default(),
            served_by: "offline".to_owned(),
        }
    }
}

/// The author and the words of the last message in a turn.
fn speaker(turn: &str) -> (&str, String) {
    let mut message: Vec<&str> = Vec::new();
    for line in turn.lines() {
        if !line.starts_with("  ") {
            message.clear();
        }
        message.push(line.trim());
    }
    let message = message.join(" ");
    let first = turn.lines().rfind(|line| !line.starts_with("  "));
    let name = first
        .and_then(|line| line.split([':', '(']).next())
        .map_or("", str::trim);
    let end = if message.contains(&format!("({ANSWERS_MARK}")) {
        "): "
    } else {
        ": "
    };
    let words = message.split_once(end).map_or("", |(_, words)| words);
    (name, words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::Turn;

    #[track_caller]
    fn check(system: &str, turn: &str, expected: &str) {
        let prompt = Prompt {
            system: system.to_owned(),
            turns: vec![Turn {
                role: Role::User,
                text: turn.to_owned(),
            }],
            answer_tokens_max: 1,
            shape: crate::prompt::Shape::Words,
            media: Vec::new(),
        };
        let draft = Offline.generate(&prompt);
        assert!(draft.text.starts_with(expected), "{}", draft.text);
        assert_eq!(draft, Offline.generate(&prompt));
    }

    #[test]
    fn it_says_what_it_is_and_shows_what_it_saw() {
        check(
            "",
            "Оля: привіт\nПетро (↩ ти: «ага: так»): Гряг,\n  ти де?",
            "[офлайн-заглушка] Петро пише: «Гряг, ти де?».",
        );
        check("", "", "[офлайн-заглушка]  пише: «».");
    }

    #[test]
    fn unasked_it_mostly_declines() {
        check("напиши тільки знак — і більше нічого", "Оля: нудно", "—");
        check("напиши тільки знак — і більше нічого", "Оля: нудьга", "[оф");
    }
}
