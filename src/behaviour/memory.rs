//! What was remembered for an answer, as its trace keeps it: numbers alone. The words are looked
//! up when somebody asks, so what has been forgotten since is not told.

use crate::clock::UnixTime;
use crate::ids::MessageId;
use std::fmt;

/// Something that was remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Memory {
    /// A message.
    Message(MessageId),
    /// What a day was about, by its first second.
    Day(UnixTime),
    /// What a week was about.
    Week(UnixTime),
    /// What a month was about.
    Month(UnixTime),
    /// What somebody told of themselves, by its number.
    Fact(i64),
}

/// The most that a trace keeps of them.
pub const MEMORIES_MAX: usize = 24;

impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(id) => write!(f, "m{id}"),
            Self::Day(start) => write!(f, "d{}", start.0),
            Self::Week(start) => write!(f, "w{}", start.0),
            Self::Month(start) => write!(f, "y{}", start.0),
            Self::Fact(id) => write!(f, "f{id}"),
        }
    }
}

/// The memories in a word without spaces; empty for none.
pub fn written(memories: &[Memory]) -> String {
    let words: Vec<String> = memories
        .iter()
        .take(MEMORIES_MAX)
        .map(Memory::to_string)
        .collect();
    words.join(",")
}

/// The memories that [`written`] wrote; what cannot be read is left out.
pub fn read(words: &str) -> Vec<Memory> {
    words
        .split(',')
        .take(MEMORIES_MAX)
        .filter_map(|word| {
            let mut rest = word.chars();
            let kind = rest.next()?;
            let number: i64 = rest.as_str().parse().ok()?;
            match kind {
                'm' => Some(Memory::Message(MessageId(number))),
                'd' => Some(Memory::Day(UnixTime(number))),
                'w' => Some(Memory::Week(UnixTime(number))),
                'y' => Some(Memory::Month(UnixTime(number))),
                'f' => Some(Memory::Fact(number)),
                _ => None,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_rubbish_is_not() {
        let all = [
            Memory::Message(MessageId(12)),
            Memory::Day(UnixTime(5)),
            Memory::Week(UnixTime(6)),
            Memory::Month(UnixTime(7)),
            Memory::Fact(8),
        ];
        assert_eq!(written(&all), "m12,d5,w6,y7,f8");
        assert_eq!(read(&written(&all)), all);
        assert_eq!(read("x1,m,їжак,,f9"), [Memory::Fact(9)]);
        let many = [Memory::Fact(1); 100];
        assert_eq!(read(&written(&many)).len(), MEMORIES_MAX);
    }
}
