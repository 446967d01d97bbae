//! What a value may be, how it is read, and how its range is told to the operator.

use std::fmt;

/// The kind of a setting, with its unit and range (both ends included).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A Telegram bot token.
    Token,
    /// An API key.
    Key,
    /// One line of text.
    Text {
        /// Fewest characters.
        min: usize,
        /// Most characters.
        max: usize,
    },
    /// The address of a server.
    Url,
    /// A path of a file.
    Path,
    /// A path of a directory; by default the one that systemd made for the service.
    StateDirectory,
    /// A yes or a no.
    Bool,
    /// A whole number of something.
    Count {
        /// What is counted, in the plural, e.g. "messages".
        unit: &'static str,
        /// The smallest value.
        min: u32,
        /// The largest value.
        max: u32,
    },
    /// A span of time in seconds.
    Seconds {
        /// The shortest.
        min: u32,
        /// The longest.
        max: u32,
    },
    /// A span of time in minutes.
    Minutes {
        /// The shortest.
        min: u32,
        /// The longest.
        max: u32,
    },
    /// A number with a fraction.
    Number {
        /// The smallest value.
        min: f64,
        /// The largest value.
        max: f64,
    },
    /// A number from 0 (never) to 1 (always).
    Probability,
    /// Short texts.
    List {
        /// The character between them.
        separator: char,
    },
    /// Names of models in the order in which they are tried.
    Models,
    /// What models cost.
    Prices,
    /// Telegram ids of people.
    Ids,
    /// Telegram ids of groups.
    Chats,
    /// One of some words.
    Choice(&'static [&'static str]),
    /// Two hours of the day, or nothing.
    HourRange,
}

/// Most entries of a list.
pub(super) const ENTRIES_MAX: usize = 64;
/// Most characters of an entry of a list.
pub(super) const ENTRY_CHARS_MAX: usize = 200;

impl Kind {
    /// Whether the value must never be shown.
    pub fn is_secret(self) -> bool {
        matches!(self, Self::Token | Self::Key)
    }
}

impl fmt::Display for Kind {
    /// What is expected, as the end of a sentence.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token => f.write_str(
                "a bot token from @BotFather: digits, a colon, then 30 or more \
                 of A-Z, a-z, 0-9, _ and -",
            ),
            Self::Key => f.write_str("an API key: visible ASCII without blanks or quotes"),
            Self::Text { min, max } => write!(f, "one line of {min} to {max} characters"),
            Self::Url => f.write_str("an http:// or https:// address without user and query"),
            Self::Path => f.write_str("a path of a file"),
            Self::StateDirectory => f.write_str("a path of a directory"),
            Self::Bool => f.write_str("true or false (also yes, no, on, off, 1, 0)"),
            Self::Count { unit, min, max } => {
                write!(f, "a whole number of {unit} from {min} to {max}")
            }
            Self::Seconds { min, max } => {
                write!(f, "a whole number of seconds from {min} to {max}")
            }
            Self::Minutes { min, max } => {
                write!(f, "a whole number of minutes from {min} to {max}")
            }
            Self::Number { min, max } => write!(f, "a number from {min} to {max}"),
            Self::Probability => f.write_str("a probability from 0 (never) to 1 (always)"),
            Self::List { separator } => write!(
                f,
                "up to {ENTRIES_MAX} entries of up to {ENTRY_CHARS_MAX} characters, \
                 with `{separator}` between"
            ),
            Self::Models => f.write_str("names of models in the order of trial, with `,` between"),
            Self::Prices => f.write_str(
                "entries MODEL=QUESTION/ANSWER with `,` between, in dollars for a million tokens",
            ),
            Self::Ids => f.write_str("ids of people (positive numbers), with `,` between"),
            Self::Chats => f.write_str("ids of groups (negative numbers), with `,` between"),
            Self::Choice(words) => write!(f, "one of {}", words.join(", ")),
            Self::HourRange => f.write_str("two hours from 0 to 23 such as 23-8, or nothing"),
        }
    }
}

/// The hours of the local day in which the bot does not speak unasked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietHours {
    /// The hour (0 to 23) whose beginning is the first quiet moment.
    pub from: u8,
    /// The hour (0 to 23) whose beginning ends the quiet; below `from` if midnight is inside.
    pub to: u8,
}

impl QuietHours {
    /// Whether the local `hour` (0 to 23) is quiet.
    pub fn contains(self, hour: u8) -> bool {
        if self.from <= self.to {
            (self.from..self.to).contains(&hour)
        } else {
            hour >= self.from || hour < self.to
        }
    }
}
