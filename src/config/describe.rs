//! The settings for people: what `gryag config` prints and the table of the README.

use super::load::Source;
use super::settings::SETTINGS;
use super::table::PROCESS_VARIABLES;
use super::{Config, Kind};
use std::io::{self, Write};

/// One setting with its value, as it may be shown to anyone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The heading under which it belongs.
    pub group: &'static str,
    /// The environment variable.
    pub name: &'static str,
    /// The value as written in the file; of a secret "set (46 characters)" or "not set".
    pub value: String,
    /// Where the value comes from.
    pub source: Source,
    /// The default, empty if there is none.
    pub default: &'static str,
    /// The kind with unit and range, e.g. "a whole number of threads from 2 to 64".
    pub kind: String,
    /// What it does, one sentence.
    pub meaning: &'static str,
}

/// Where the value begins, in characters: behind the longest name and two blanks on each side.
const VALUE_COLUMN: usize = 34;
/// The longest line that is printed, in characters, unless one word is longer.
const WIDTH: usize = 110;

impl Config {
    /// Every setting in the order of the table, secrets hidden.
    pub fn describe(&self) -> Vec<Line> {
        self.lines.clone()
    }

    /// Writes every setting for a person: value, source, range, default, meaning; no secrets.
    ///
    /// # Errors
    ///
    /// Whatever `out` refuses with.
    pub fn print(&self, out: &mut impl Write) -> io::Result<()> {
        let mut group = "";
        for line in &self.lines {
            if group != line.group {
                let gap = if group.is_empty() { "" } else { "\n" };
                writeln!(out, "{gap}{}", line.group)?;
                group = line.group;
            }
            let value = if line.value.is_empty() {
                "(nothing)"
            } else {
                line.value.as_str()
            };
            let name = line.name;
            writeln!(out, "  {name:<width$}{value}", width = VALUE_COLUMN - 2)?;
            let kind = match (line.source, line.default) {
                (Source::Default, _) => format!("(default) {}", line.kind),
                (source, "") => format!("({source}) {}", line.kind),
                (source, default) => format!("({source}) {}; default {default}", line.kind),
            };
            indented(out, &kind)?;
            indented(out, line.meaning)?;
        }
        writeln!(out, "\nVariables of the process that are no settings")?;
        for (name, meaning) in PROCESS_VARIABLES {
            writeln!(out, "  {name}")?;
            indented(out, meaning)?;
        }
        Ok(())
    }
}

/// Writes `text` from the value's column on, broken at blanks.
fn indented(out: &mut impl Write, text: &str) -> io::Result<()> {
    let mut line = String::new();
    for word in text.split(' ') {
        let length = line.chars().count().saturating_add(word.chars().count());
        if !line.is_empty() && length >= WIDTH - VALUE_COLUMN {
            writeln!(out, "{:VALUE_COLUMN$}{line}", "")?;
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    writeln!(out, "{:VALUE_COLUMN$}{line}", "")
}

/// The table of the README: name, kind and range, default, meaning; one table a group. It ends in a
/// line break.
pub fn markdown_table() -> String {
    let mut lines = Vec::new();
    let mut group = "";
    for setting in SETTINGS {
        if group != setting.group {
            group = setting.group;
            lines.push(format!(
                "\n**{group}**\n\n| Name | Value | Default | Meaning |\n|---|---|---|---|"
            ));
        }
        let default = match setting.default_text() {
            "" => String::new(),
            text if setting.kind == Kind::StateDirectory => cell(text),
            text => format!("`{}`", cell(text)),
        };
        let (name, kind) = (setting.name, cell(&setting.kind.to_string()));
        lines.push(format!(
            "| `{name}` | {kind} | {default} | {} |",
            cell(setting.meaning)
        ));
    }
    let mut text = lines.join("\n").trim_start().to_owned();
    text.push('\n');
    text
}

/// `text` with what would end a cell of a table made harmless.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
