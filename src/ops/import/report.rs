//! What an import did.

use super::message::Skip;
use crate::clock::UnixTime;
use crate::ids::ChatId;
use std::collections::BTreeMap;
use std::fmt;

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Into which chat.
    pub chat: Option<ChatId>,
    /// The chat's title in the file.
    pub title: String,
    /// Messages that are new.
    pub taken: u64,
    /// Messages that were known.
    pub known: u64,
    /// Messages of people who asked not to be remembered.
    pub opted_out: u64,
    /// Messages larger than any of Telegram's.
    pub too_large: u64,
    /// Messages that were taken with their text cut.
    pub cut: u64,
    /// Messages that were not taken, by reason.
    pub skipped: BTreeMap<Skip, u64>,
    /// The oldest and the newest date taken.
    pub span: Option<(UnixTime, UnixTime)>,
    /// Why the file was not read to its end.
    pub ended_early: Option<String>,
}

impl Report {
    /// All messages of the chat that were looked at.
    pub fn seen(&self) -> u64 {
        let skipped: u64 = self.skipped.values().sum();
        self.taken + self.known + self.opted_out + self.too_large + skipped
    }

    pub(super) fn skip(&mut self, why: Skip) {
        *self.skipped.entry(why).or_default() += 1;
    }
}

impl Skip {
    fn meaning(self) -> &'static str {
        match self {
            Self::Service => "service messages (joins, pins, titles)",
            Self::Empty => "without words and media",
            Self::Broken => "not to be understood",
            Self::Undated => "without a date",
            Self::Future => "dated in the future",
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.chat {
            Some(chat) => writeln!(
                f,
                "chat {chat} \"{}\": {} messages",
                self.title,
                self.seen()
            )?,
            None => writeln!(f, "nothing")?,
        }
        writeln!(f, "  {:>9} taken", self.taken)?;
        let counts = [
            (self.known, "known already"),
            (self.opted_out, "by people who asked not to be remembered"),
            (self.too_large, "too large to be messages"),
            (self.cut, "of those taken with their text cut"),
        ];
        for (count, meaning) in counts {
            if count > 0 {
                writeln!(f, "  {count:>9} {meaning}")?;
            }
        }
        for (why, count) in &self.skipped {
            writeln!(f, "  {count:>9} skipped: {}", why.meaning())?;
        }
        if let Some(problem) = &self.ended_early {
            writeln!(f, "  not all: {problem}; what came before it was taken")?;
        }
        Ok(())
    }
}
