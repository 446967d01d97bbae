//! What is wrong with the settings, told so that it can be mended, and without showing secrets.

use super::read::is_token_char;
use super::settings::SETTINGS;
use super::table::{FORMER, Setting};
use std::fmt;

/// One thing that must be mended before the bot can start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The variable, or the file if no variable can be named.
    pub subject: String,
    /// The value as it may be shown: cut, escaped, and absent if it is or may be a secret.
    pub value: Option<String>,
    /// Where it was found: "environment", "line 3 of .env", "credential telegram-token".
    pub place: Option<String>,
    /// What is wrong and what was expected, with unit and range.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.subject)?;
        if let Some(value) = &self.value {
            write!(f, "={value}")?;
        }
        if let Some(place) = &self.place {
            write!(f, " ({place})")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for Problem {}

/// Everything that is wrong, in the order in which it was found. `Display` is one line each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.0.iter().enumerate() {
            f.write_str(if at == 0 { "" } else { "\n" })?;
            problem.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}

/// The most characters of a value that are shown.
const SHOWN_MAX: usize = 60;

/// `value` as it may be shown: on one line, cut, and not at all if it looks like a secret that got
/// into the wrong variable.
pub(super) fn shown(value: &str) -> Option<String> {
    if looks_secret(value) {
        return None;
    }
    let mut shown: String = value.chars().take(SHOWN_MAX).collect();
    if shown.len() < value.len() {
        shown.push('…');
    }
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && c != '"';
    if !shown.is_empty() && shown.chars().all(is_plain) {
        return Some(shown);
    }
    Some(format!("{shown:?}"))
}

/// Whether there is a bot token, a key of Google or OpenAI, or a password of a URL in `value`.
fn looks_secret(value: &str) -> bool {
    let is_long = |text: &str| text.chars().take_while(|c| is_token_char(*c)).count() >= 20;
    let follows = |mark: &str| value.split(mark).skip(1).any(is_long);
    follows(":") || value.contains("AIza") || follows("sk-") || value.contains('@')
}

/// What to say about a name that no setting has.
pub(super) fn unknown(name: &str, place: String) -> Problem {
    let upper = name.to_ascii_uppercase();
    let message = match FORMER.iter().find(|(former, _)| *former == upper) {
        Some((_, "")) => "went away with the Python version; remove it".to_owned(),
        Some((_, successor)) => format!("no such setting; did you mean {successor}?"),
        None => match nearest(&upper) {
            Some(known) => format!("no such setting; did you mean {known}?"),
            None => "no such setting; `gryag config` lists them all".to_owned(),
        },
    };
    Problem {
        subject: name.to_owned(),
        value: None,
        place: Some(place),
        message,
    }
}

/// The known name nearest to `name`, unless none is near.
fn nearest(name: &str) -> Option<&'static str> {
    let near = SETTINGS
        .iter()
        .map(|setting| (distance(name, setting.name), setting.name))
        .min()?;
    let limit = (name.len() / 3).max(3);
    if near.0 <= limit {
        return Some(near.1);
    }
    SETTINGS
        .iter()
        .map(|setting| setting.name)
        .find(|known| known.starts_with(name))
}

/// How many letters must be added, removed or replaced to make `a` out of `b` (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let (mut diagonal, mut left) = (i, i.saturating_add(1));
        let mut next = vec![left];
        for (other, above) in b.iter().zip(row.iter().skip(1)) {
            let replaced = diagonal.saturating_add(usize::from(letter != *other));
            left = replaced
                .min(above.saturating_add(1))
                .min(left.saturating_add(1));
            next.push(left);
            diagonal = *above;
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

/// That the secret called `name` is needed and not set.
pub(super) fn missing(name: &str) -> Problem {
    let setting = SETTINGS.iter().find(|setting| setting.name == name);
    let file = setting.and_then(Setting::credential).unwrap_or_default();
    Problem {
        subject: name.to_owned(),
        value: None,
        place: None,
        message: format!(
            "not set; {}, in the environment, in .env or in the credential {file}",
            setting.map(expectation).unwrap_or_default()
        ),
    }
}

/// What is expected of a setting, for a message about it.
pub(super) fn expectation(setting: &Setting) -> String {
    format!("expected {}", setting.kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::table::find;

    #[test]
    fn distances_count_letters() {
        assert_eq!(distance("BOT_LOG", "BOT_LOG"), 0);
        assert_eq!(distance("BOT_LOGS", "BOT_LOG"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn values_are_shown_on_one_line_and_cut() {
        assert_eq!(shown("12"), Some("12".to_owned()));
        assert_eq!(shown(""), Some("\"\"".to_owned()));
        assert_eq!(shown("a b\n"), Some("\"a b\\n\"".to_owned()));
        assert_eq!(
            shown(&"я".repeat(500)).map(|text| text.chars().count()),
            Some(SHOWN_MAX + 1)
        );
    }

    #[test]
    fn a_secret_in_the_wrong_variable_is_not_shown() {
        let key = "A".repeat(35);
        for value in [
            format!("123456:{key}"),
            format!("x=\"123456:{key}\""),
            format!("AIza{key}"),
            format!("sk-{key}"),
            "http://user:password@host".to_owned(),
        ] {
            assert_eq!(shown(&value), None, "{value}");
        }
    }

    #[test]
    fn an_unknown_name_gets_the_nearest_known_one() {
        let check = |name: &str, expected: &str| {
            let told = unknown(name, "environment".to_owned()).to_string();
            assert!(told.contains(expected), "{told}");
        };
        check("BOT_WORKRES", "did you mean BOT_WORKERS?");
        check("bot_workers", "did you mean BOT_WORKERS?");
        check("BOT_ADMIN_ID", "did you mean BOT_ADMIN_IDS?");
        check("BOT_TOKEN", "did you mean TELEGRAM_BOT_TOKEN?");
        check("GEMINI_MODELS", "did you mean GEMINI_MODEL?");
        check(
            "GEMINI_RATE_LIMIT_RPM",
            "did you mean GEMINI_REQUESTS_PER_MINUTE?",
        );
        check(
            "TELEGRAM_POLL",
            "did you mean TELEGRAM_POLL_TIMEOUT_SECONDS?",
        );
        check("BOT_WEB_PORT", "went away with the Python version");
        check(
            "TELEGRAM_ZZZZZZZZZZZZZZZZZZZZZZ",
            "`gryag config` lists them all",
        );
    }

    #[test]
    fn no_name_that_went_away_is_a_setting_and_each_successor_is_one() {
        for (former, successor) in FORMER {
            assert_eq!(find(former), None, "{former}");
            assert!(
                successor.is_empty() || find(successor).is_some(),
                "{former} -> {successor}"
            );
        }
    }
}
