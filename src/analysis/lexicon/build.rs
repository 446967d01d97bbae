//! Builds the index over the word lists, in the compiler.

use super::slot::{ANY, HEADS_COUNT, NONE, Rule, Slot, key};
use super::{Aspect, Group, LISTS};

/// The numbers of groups and of entries in all lists.
const COUNTS: (usize, usize) = count();
/// The number of groups in all lists.
pub(super) const GROUP_COUNT: usize = COUNTS.0;
/// The number of entries in all lists.
pub(super) const SLOT_COUNT: usize = COUNTS.1;

/// The entries and their chains.
pub(super) struct Index {
    /// The entries, in the order of the lists.
    pub(super) slots: [Slot; SLOT_COUNT],
    /// The first entry of each chain.
    pub(super) heads: [u16; HEADS_COUNT],
    /// What follows each entry in its chain.
    pub(super) next: [u16; SLOT_COUNT],
}

#[expect(
    long_running_const_eval,
    reason = "thousands of entries, each read once"
)]
pub(super) const INDEX: Index = build();

const EMPTY: Slot = Slot {
    group: 0,
    at: 0,
    stem_length: 0,
    rest_at: 0,
    rest_length: 0,
    rule: Rule::Is,
    rooted: false,
};

const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n')
}

/// Splits the first word off a list; the word is empty at the end of the list.
const fn first_word(list: &str) -> (&str, &str) {
    let mut rest = list;
    while let [b' ' | b'\n', ..] = rest.as_bytes() {
        (_, rest) = rest.split_at(1);
    }
    let mut length = 0;
    let mut bytes = rest.as_bytes();
    while let [byte, tail @ ..] = bytes {
        if is_space(*byte) {
            break;
        }
        length += 1;
        bytes = tail;
    }
    rest.split_at(length)
}

const fn count() -> (usize, usize) {
    let mut total = (0, 0);
    let mut lists = LISTS;
    while let [list, more @ ..] = lists {
        let mut groups = *list;
        while let [group, others @ ..] = groups {
            total.0 += 1;
            let (mut word, mut rest) = first_word(group.words);
            while !word.is_empty() {
                total.1 += 1;
                (word, rest) = first_word(rest);
            }
            groups = others;
        }
        lists = more;
    }
    total
}

/// All groups in one row.
pub(super) const fn groups() -> [Group; GROUP_COUNT] {
    let mut all = [Group {
        aspect: Aspect::Function,
        weight: 0,
        words: "",
    }; GROUP_COUNT];
    let mut places: &mut [Group] = &mut all;
    let mut lists = LISTS;
    while let [list, more @ ..] = lists {
        let mut groups = *list;
        while let [group, others @ ..] = groups {
            // There is a place for each group: they were counted.
            if let [place, left @ ..] = places {
                *place = *group;
                places = left;
            } else {
                break;
            }
            groups = others;
        }
        lists = more;
    }
    all
}

#[expect(clippy::large_stack_arrays, reason = "only the compiler runs it")]
const fn build() -> Index {
    let mut index = Index {
        slots: [EMPTY; SLOT_COUNT],
        heads: [NONE; HEADS_COUNT],
        next: [NONE; SLOT_COUNT],
    };
    let (mut at, mut number) = (0_u16, 0_u16);
    let mut lists = LISTS;
    while let [list, more @ ..] = lists {
        let mut groups = *list;
        while let [group, others @ ..] = groups {
            let (mut word, mut rest) = first_word(group.words);
            while !word.is_empty() {
                let before = group.words.len() - rest.len() - word.len();
                let (slot, stem) = parse(word, before, number);
                hang(&mut index, at, slot, stem);
                at += 1;
                (word, rest) = first_word(rest);
            }
            groups = others;
            number += 1;
        }
        lists = more;
    }
    index
}

/// Puts an entry in its place and at the head of its chain.
const fn hang(index: &mut Index, at: u16, slot: Slot, stem: &str) {
    let Some((_, [head, ..])) = index.heads.split_at_mut_checked(key(stem.as_bytes())) else {
        return;
    };
    if let Some((_, [next, ..])) = index.next.split_at_mut_checked(at as usize) {
        *next = *head;
    }
    *head = at;
    if let Some((_, [place, ..])) = index.slots.split_at_mut_checked(at as usize) {
        *place = slot;
    }
}

/// Reads one entry as it is written in a list; `before` is where it stands in its group's words.
const fn parse(written: &str, before: usize, group: u16) -> (Slot, &str) {
    let mut slot = Slot { group, ..EMPTY };
    let mut text = written;
    slot.rule = Rule::Begins(ANY);
    if let [first, ..] = text.as_bytes() {
        match *first {
            b'=' => {
                slot.rule = Rule::Is;
                (_, text) = text.split_at(1);
            }
            b'+' => {
                slot.rooted = true;
                (_, text) = text.split_at(1);
            }
            0xE2..=0xF7 => slot.rule = Rule::Is,
            _ => (),
        }
    }
    let marks = written.len() - text.len();
    let mut length = 0;
    let mut rest = "";
    let mut bytes = text.as_bytes();
    while let [byte, tail @ ..] = bytes {
        match *byte {
            b'_' => {
                (_, rest) = text.split_at(length + 1);
                break;
            }
            b'~' => {
                if let [digit, more @ ..] = tail {
                    slot.rule = Rule::Begins(*digit - b'0');
                    if let [b'_', ..] = more {
                        (_, rest) = text.split_at(length + 3);
                    }
                }
                break;
            }
            _ => (),
        }
        length += 1;
        bytes = tail;
    }
    slot.at = small(before + marks);
    slot.stem_length = tiny(length);
    slot.rest_at = tiny(text.len() - rest.len());
    slot.rest_length = tiny(rest.len());
    (slot, text.split_at(length).0)
}

#[expect(clippy::cast_possible_truncation, reason = "asserted")]
const fn small(number: usize) -> u16 {
    assert!(
        number <= u16::MAX as usize,
        "the words of a group are too many"
    );
    number as u16
}

#[expect(clippy::cast_possible_truncation, reason = "asserted")]
const fn tiny(number: usize) -> u8 {
    assert!(number <= u8::MAX as usize, "an entry is too long");
    number as u8
}
