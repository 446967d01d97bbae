//! The lines of a console script.
//!
//! - `Оля: привіт усім`: Оля writes; a line without a name is the last speaker's;
//! - `Оля -> Гряг: а чому?`: Оля answers the newest message of Гряг;
//! - `+30m`: half an hour passes (`s`, `m`, `h`);
//! - `~2s`: from here on lines come two seconds apart; `~` alone: as at the start;
//! - `# …` and empty lines: nothing.

use crate::clock::UnixTime;
use crate::message::{Command, Mention};

/// A line, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ScriptLine {
    /// Nothing.
    Nothing,
    /// So many seconds pass.
    Wait(i64),
    /// From here on lines come so many seconds apart; `None`: as at the start.
    Pace(Option<i64>),
    /// Somebody writes.
    Says {
        /// Who.
        speaker: String,
        /// Whose newest message it answers.
        answers: Option<String>,
        /// What.
        text: String,
    },
}

/// Longer heads before a colon are no names, in characters.
const NAME_CHARS_MAX: usize = 32;

/// Understands `line`, written by `last` if it names nobody.
pub(super) fn parse(line: &str, last: &str) -> ScriptLine {
    let line = line.trim().trim_start_matches('\u{FEFF}');
    if line.is_empty() || line.starts_with('#') {
        return ScriptLine::Nothing;
    }
    if let Some(seconds) = line.strip_prefix('+').and_then(duration_s) {
        return ScriptLine::Wait(seconds);
    }
    if line == "~" {
        return ScriptLine::Pace(None);
    }
    if let Some(seconds) = line.strip_prefix('~').and_then(duration_s) {
        return ScriptLine::Pace(Some(seconds));
    }
    let anonymous = || ScriptLine::Says {
        speaker: last.to_owned(),
        answers: None,
        text: line.to_owned(),
    };
    let Some((head, text)) = line.split_once(':') else {
        return anonymous();
    };
    let (speaker, answers) = match head.split_once("->") {
        Some((speaker, answered)) => (speaker.trim(), Some(answered.trim().to_owned())),
        None => (head.trim(), None),
    };
    // "https://…" and "12:30" are no speakers.
    let is_name = !speaker.is_empty()
        && speaker.chars().count() <= NAME_CHARS_MAX
        && !text.starts_with("//")
        && !speaker.chars().all(|c| c.is_ascii_digit());
    if !is_name {
        return anonymous();
    }
    ScriptLine::Says {
        speaker: speaker.to_owned(),
        answers,
        text: text.trim().to_owned(),
    }
}

/// `90s`, `30m`, `2h` in seconds.
fn duration_s(text: &str) -> Option<i64> {
    let text = text.trim();
    let (factor, number) = if let Some(number) = text.strip_suffix('s') {
        (1, number)
    } else if let Some(number) = text.strip_suffix('m') {
        (60, number)
    } else {
        (3_600, text.strip_suffix('h')?)
    };
    number
        .parse::<i64>()
        .ok()?
        .checked_mul(factor)
        .filter(|seconds| *seconds >= 0)
}

/// The detail of a decision, in which a moment to come is told as the time until then.
pub(super) fn for_so_long(detail: &str, now: UnixTime) -> String {
    let words = detail.split(' ').map(|word| {
        let until = word.strip_prefix("until=").and_then(|at| at.parse().ok());
        until.map_or_else(
            || word.to_owned(),
            |at| format!("for {} s", UnixTime(at).since(now)),
        )
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The command that a text starts with, as Telegram's entities would name it.
pub(super) fn command(text: &str) -> Option<Command> {
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let word = word.strip_prefix('/').filter(|word| !word.is_empty())?;
    let (name, target) = word
        .split_once('@')
        .map_or((word, None), |(n, t)| (n, Some(t)));
    Some(Command {
        name: name.to_lowercase(),
        target: target.map(str::to_owned),
        arguments: rest.trim().to_owned(),
    })
}

/// The `@names` in a text, as Telegram's entities would name them.
pub(super) fn mentions(text: &str) -> Vec<Mention> {
    text.split_whitespace()
        .filter_map(|word| word.strip_prefix('@'))
        .map(|name| {
            name.chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                .collect()
        })
        .filter(|name: &String| !name.is_empty())
        .map(Mention::Username)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(speaker: &str, answers: Option<&str>, text: &str) -> ScriptLine {
        ScriptLine::Says {
            speaker: speaker.to_owned(),
            answers: answers.map(str::to_owned),
            text: text.to_owned(),
        }
    }

    #[track_caller]
    fn check(line: &str, expected: &ScriptLine) {
        assert_eq!(parse(line, "Оля"), *expected);
    }

    #[test]
    fn lines_name_their_speaker_or_not() {
        check("Тарас: привіт", &says("Тарас", None, "привіт"));
        check(
            "Тарас -> Гряг: чому?",
            &says("Тарас", Some("Гряг"), "чому?"),
        );
        check("https://a.b", &says("Оля", None, "https://a.b"));
        check("12:30 зустріч", &says("Оля", None, "12:30 зустріч"));
        check("без імені", &says("Оля", None, "без імені"));
    }

    #[test]
    fn time_passes_in_units_and_comments_are_nothing() {
        check("+90s", &ScriptLine::Wait(90));
        check("+2h", &ScriptLine::Wait(7_200));
        check("+2", &says("Оля", None, "+2"));
        check("~2s", &ScriptLine::Pace(Some(2)));
        check("~", &ScriptLine::Pace(None));
        check("~ ні", &says("Оля", None, "~ ні"));
        check("# коментар", &ScriptLine::Nothing);
        check("   ", &ScriptLine::Nothing);
    }

    #[test]
    fn a_moment_to_come_is_told_as_a_span() {
        let told = for_so_long("limit=1 until=1090", UnixTime(1_000));
        assert_eq!(told, "limit=1 for 90 s");
        assert_eq!(for_so_long("", UnixTime(0)), "");
    }

    #[test]
    fn mentions_are_ascii_names_after_an_at() {
        assert_eq!(
            mentions("ей @gryag_bot, ти"),
            [Mention::Username("gryag_bot".into())]
        );
        assert!(mentions("пошта a@b.c @ @ї").is_empty());
    }
}
