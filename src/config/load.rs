//! From texts to a [`Config`](super::Config): precedence, ranges, unknown names, and the rules
//! between settings.

use super::describe::Line;
use super::envfile;
use super::kind::Kind;
use super::problem::{Problem, Problems, expectation, shown, unknown};
use super::read::{Value, read};
use super::settings::SETTINGS;
use super::sources::{Sources, is_ours};
use super::table::{Setting, find};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Where the value of a setting comes from, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// Nobody set it.
    Default,
    /// The file of settings.
    File,
    /// The environment of the process.
    Environment,
    /// A file in `$CREDENTIALS_DIRECTORY`.
    Credential,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Default => "default",
            Self::File => "file",
            Self::Environment => "environment",
            Self::Credential => "credential",
        })
    }
}

/// A text that was found for a setting.
struct Found {
    name: String,
    text: String,
    source: Source,
    place: String,
}

/// A secret shorter than this, in bytes, could be found in an innocent text by chance.
const SECRET_BYTES_MIN: usize = 16;

/// The values of all settings, with what was wrong with them.
pub(super) struct Values {
    pub(super) by_name: BTreeMap<&'static str, Value>,
    /// The settings whose text was refused, and in whose place the default stands.
    refused: BTreeSet<&'static str>,
    /// Every text that was given for a secret, so that no other setting is taken that holds it.
    secrets: Vec<String>,
    pub(super) problems: Vec<Problem>,
    lines: Vec<Line>,
}

impl Values {
    /// Reads every setting and looks at every name.
    pub(super) fn read(sources: &Sources) -> Self {
        let mut all = Self {
            by_name: BTreeMap::new(),
            refused: BTreeSet::new(),
            secrets: Vec::new(),
            problems: Vec::new(),
            lines: Vec::new(),
        };
        let mut strongest = BTreeMap::new();
        let mut strangers = BTreeSet::new();
        for found in all.collect(sources) {
            match find(&found.name) {
                Some(setting) => {
                    if setting.kind.is_secret() && found.text.trim().len() >= SECRET_BYTES_MIN {
                        all.secrets.push(found.text.trim().to_owned());
                    }
                    strongest.insert(setting.name, found);
                }
                None if is_ours(&found.name) && strangers.insert(found.name.clone()) => {
                    all.problems.push(unknown(&found.name, found.place));
                }
                None => (),
            }
        }
        let state = sources
            .variable("STATE_DIRECTORY")
            .and_then(|list| list.split(':').next());
        for setting in SETTINGS {
            let default = match state {
                Some(directory) if setting.kind == Kind::StateDirectory => directory,
                Some(_) | None => setting.default,
            };
            all.read_setting(setting, strongest.get(setting.name), default);
        }
        all
    }

    /// Every assignment, the strongest source and in the file the last line at the end. Lines that
    /// cannot be read become problems.
    fn collect(&mut self, sources: &Sources) -> Vec<Found> {
        let mut all = Vec::new();
        if let Some((path, text)) = &sources.file {
            let file = envfile::parse(text);
            let path = path.display();
            all.extend(file.pairs.into_iter().map(|pair| Found {
                name: pair.name,
                text: pair.value,
                source: Source::File,
                place: format!("line {} of {path}", pair.line),
            }));
            self.problems
                .extend(file.errors.iter().map(|error| Problem {
                    subject: path.to_string(),
                    value: None,
                    place: Some(format!("line {}", error.line)),
                    message: error.fault.to_string(),
                }));
        }
        all.extend(sources.process.iter().map(|(name, text)| Found {
            name: name.clone(),
            text: text.clone(),
            source: Source::Environment,
            place: "environment".to_owned(),
        }));
        // An empty file of credentials holds none, and does not hide the variable.
        let credentials = sources
            .credentials
            .iter()
            .filter(|(_, text)| !text.trim().is_empty());
        all.extend(credentials.filter_map(|(file, text)| {
            let setting = SETTINGS
                .iter()
                .find(|setting| setting.credential() == Some(file))?;
            Some(Found {
                name: setting.name.to_owned(),
                text: text.clone(),
                source: Source::Credential,
                place: format!("credential {file}"),
            })
        }));
        all
    }

    fn read_setting(&mut self, setting: &'static Setting, found: Option<&Found>, default: &str) {
        // Empty means the default; only of a list it means that nothing is wanted.
        let may_be_empty = matches!(setting.kind, Kind::List { .. });
        let found = found.filter(|found| may_be_empty || !found.text.trim().is_empty());
        let (text, source) = found.map_or((default, Source::Default), |found| {
            (&found.text, found.source)
        });
        let value = match comment_in(setting, found) {
            Some(fault) => Err(fault.to_owned()),
            None if found.is_some() && self.leaks(setting, text) => {
                Err("a token or key got into it".to_owned())
            }
            None => read(setting.kind, text),
        };
        let value = value.unwrap_or_else(|fault| {
            self.refused.insert(setting.name);
            self.problems
                .push(self.refusal(setting, text, found, &fault));
            read(setting.kind, setting.default).unwrap_or(Value::Nothing)
        });
        let told = if setting.kind.is_secret() && value == Value::Nothing {
            "not set".to_owned()
        } else {
            value.to_string()
        };
        self.lines.push(Line {
            group: setting.group,
            name: setting.name,
            value: told,
            source,
            default: setting.default_text(),
            kind: setting.kind.to_string(),
            meaning: setting.meaning,
        });
        self.by_name.insert(setting.name, value);
    }

    fn refusal(&self, of: &Setting, text: &str, found: Option<&Found>, fault: &str) -> Problem {
        let is_hidden = of.kind.is_secret() || self.leaks(of, text);
        Problem {
            subject: of.name.to_owned(),
            value: if is_hidden { None } else { shown(text) },
            place: found.map(|found| found.place.clone()),
            message: format!("{fault}; {}", expectation(of)),
        }
    }

    /// Whether a secret would be shown with the value of `of`, which is none.
    fn leaks(&self, of: &Setting, text: &str) -> bool {
        !of.kind.is_secret()
            && self
                .secrets
                .iter()
                .any(|secret| text.contains(secret.as_str()))
    }

    /// Refuses two values that do not go together, unless one of them was refused already.
    pub(super) fn forbid(&mut self, is_wrong: bool, variables: [&'static str; 2], message: &str) {
        if is_wrong && !variables.iter().any(|name| self.refused.contains(name)) {
            self.problems.push(Problem {
                subject: variables.join(" and "),
                value: None,
                place: None,
                message: message.to_owned(),
            });
        }
    }

    /// What `gryag config` prints, or everything that is wrong.
    pub(super) fn finish(self) -> Result<Vec<Line>, Problems> {
        if self.problems.is_empty() {
            Ok(self.lines)
        } else {
            Err(Problems(self.problems))
        }
    }
}

/// A comment that came along with a value through the environment. Of answers to floods it may be a
/// part, in secrets the blank is told anyway.
fn comment_in(of: &Setting, found: Option<&Found>) -> Option<&'static str> {
    let found = found.filter(|found| found.source == Source::Environment)?;
    let may_hold = of.kind.is_secret() || matches!(of.kind, Kind::List { separator: ';' });
    let has_comment = [" #", "\t#"].iter().any(|mark| found.text.contains(mark));
    (has_comment && !may_hold).then_some(
        "systemd takes a comment after a value for a part of it, so it needs a line of its own",
    )
}
