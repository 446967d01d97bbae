//! How an entry of the word lists stands in the index.

/// How much of a word an entry must cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    /// The word begins with the entry and has at most so many letters more.
    Begins(u8),
    /// The word is the entry.
    Is,
}

/// Where an entry stands in the lists. No pointers: thousands of them would have to be set right
/// at every start, and would take more room than the words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    pub(super) group: u16,
    /// Where the stem begins in the group's words, in bytes.
    pub(super) at: u16,
    pub(super) stem_length: u8,
    /// Where the rest begins, counted from the stem's beginning.
    pub(super) rest_at: u8,
    pub(super) rest_length: u8,
    pub(super) rule: Rule,
    pub(super) rooted: bool,
}

/// How many letters more a word may have: any number.
pub(super) const ANY: u8 = u8::MAX;
/// How many chains there are.
pub(super) const HEADS_COUNT: usize = 4096;
/// The end of a chain.
pub(super) const NONE: u16 = u16::MAX;

/// The chain in which a word or an entry is sought.
pub(super) const fn key(word: &[u8]) -> usize {
    let mut hash = 0x811c_9dc5_u32;
    let mut letters = 0;
    let mut rest = word;
    while let [byte, tail @ ..] = rest {
        let starts_a_letter = *byte & 0xC0 != 0x80;
        if starts_a_letter {
            if letters == 3 {
                break;
            }
            letters += 1;
        }
        hash = (hash ^ *byte as u32).wrapping_mul(0x0100_0193);
        rest = tail;
    }
    ((hash ^ (hash >> 15)) as usize) & (HEADS_COUNT - 1)
}
