//! The index over the word lists: built by the compiler, searched without allocation.
//!
//! Entries hang in chains under a hash of their first three letters (or of the whole word, if it
//! is shorter), so a word of the message meets only the few entries that begin as it does.

use super::{Aspect, Group, LISTS};

/// How much of a word an entry must cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    /// The word begins with the entry and has at most so many letters more.
    Begins(u8),
    /// The word is the entry.
    Is,
}

/// One entry of a list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slot {
    /// The (first) word or stem.
    pub(crate) stem: &'static str,
    /// How much of the word it must cover.
    pub(crate) rule: Rule,
    /// Whether a verbal prefix may stand before it.
    pub(crate) rooted: bool,
    /// The words that must follow, divided by `_`.
    pub(crate) rest: &'static str,
    /// What the entry says.
    pub(crate) aspect: Aspect,
    /// How clearly it says so.
    pub(crate) weight: i8,
}

const ANY: u8 = u8::MAX;
const HEADS_COUNT: usize = 4096;
const NONE: u16 = u16::MAX;
const EMPTY: Slot = Slot {
    stem: "",
    rule: Rule::Is,
    rooted: false,
    rest: "",
    aspect: Aspect::Function,
    weight: 0,
};

/// The number of entries in all lists.
const SLOT_COUNT: usize = count();
static SLOTS: [Slot; SLOT_COUNT] = INDEX.slots;
static HEADS: [u16; HEADS_COUNT] = INDEX.heads;
static NEXT: [u16; SLOT_COUNT] = INDEX.next;

struct Index {
    slots: [Slot; SLOT_COUNT],
    heads: [u16; HEADS_COUNT],
    next: [u16; SLOT_COUNT],
}

#[expect(
    long_running_const_eval,
    reason = "thousands of entries, each read once"
)]
const INDEX: Index = build();

/// Verbal prefixes after which a root is still that root, longest first.
const PREFIXES: &[&str] = &[
    "недо",
    "пере",
    "напів",
    "роз",
    "від",
    "під",
    "над",
    "пона",
    "пови",
    "пороз",
    "поза",
    "попі",
    "раз",
    "рас",
    "изъ",
    "разъ",
    "подъ",
    "отъ",
    "объ",
    "въ",
    "съ",
    "из",
    "ис",
    "вы",
    "под",
    "пре",
    "при",
    "про",
    "за",
    "на",
    "по",
    "ви",
    "до",
    "об",
    "от",
    "не",
    "ні",
    "ни",
    "із",
    "зі",
    "со",
    "у",
    "з",
    "с",
    "в",
    "о",
    "а",
];

/// All entries.
#[cfg(test)]
pub(super) fn slots() -> &'static [Slot] {
    &SLOTS
}

/// Calls `visit` for every entry that begins at the first of `words`, with the words it takes.
pub(crate) fn find<'w, W: Iterator<Item = &'w str> + Clone>(
    words: W,
    mut visit: impl FnMut(&'static Slot, usize),
) {
    let Some(word) = words.clone().next() else {
        return;
    };
    let mut later = words;
    later.next();
    search(word, &later, false, &mut visit);
    for prefix in PREFIXES {
        if let Some(root) = word.strip_prefix(prefix) {
            search(root.trim_start_matches('\''), &later, true, &mut visit);
        }
    }
}

fn search<'w, W: Iterator<Item = &'w str> + Clone>(
    word: &str,
    later: &W,
    only_rooted: bool,
    visit: &mut impl FnMut(&'static Slot, usize),
) {
    let mut at = HEADS.get(key(word.as_bytes())).copied().unwrap_or(NONE);
    while let Some(slot) = SLOTS.get(usize::from(at)) {
        if (slot.rooted || !only_rooted)
            && matches(slot.rule, slot.stem, word)
            && let Some(more) = follows(slot.rest, later.clone())
        {
            visit(slot, 1 + more);
        }
        at = NEXT.get(usize::from(at)).copied().unwrap_or(NONE);
    }
}

/// Calls `visit` for every obscene entry that a word with stars may hide.
pub(crate) fn find_masked(word: &str, mut visit: impl FnMut(&'static Slot)) {
    for slot in &SLOTS {
        let is_rude = matches!(slot.aspect, Aspect::Swear | Aspect::Insult);
        if !is_rude || slot.weight == 0 || !slot.rest.is_empty() {
            continue;
        }
        let after_prefix = PREFIXES.iter().any(|prefix| {
            word.strip_prefix(prefix)
                .is_some_and(|root| unmasks(root, slot.stem))
        });
        if unmasks(word, slot.stem) || (slot.rooted && after_prefix) {
            visit(slot);
        }
    }
}

/// Whether `word`, in which `*` hides any letters, can begin with `stem`.
fn unmasks(word: &str, stem: &str) -> bool {
    let mut parts = word.split('*').filter(|part| !part.is_empty());
    let Some(head) = parts.next().filter(|_| !word.starts_with('*')) else {
        return false;
    };
    let Some(mut rest) = stem.strip_prefix(head) else {
        return false;
    };
    let Some(tail) = parts.next() else {
        return !rest.is_empty();
    };
    let Some(first) = tail.chars().next() else {
        return false;
    };
    let stars = word.chars().filter(|&c| c == '*').count();
    let skipped = rest
        .char_indices()
        .nth(stars)
        .map_or(rest.len(), |(at, _)| at);
    rest = rest.get(skipped..).unwrap_or("");
    match rest.chars().next() {
        None => stem.chars().count() <= head.chars().count() + stars,
        Some(c) => c == first && (tail.starts_with(rest) || rest.starts_with(tail)),
    }
}

fn matches(rule: Rule, stem: &str, word: &str) -> bool {
    match rule {
        Rule::Is => word == stem,
        Rule::Begins(most) => word
            .strip_prefix(stem)
            .is_some_and(|tail| most == ANY || tail.chars().count() <= usize::from(most)),
    }
}

/// How many of the later words the rest of an entry takes, if they are there.
fn follows<'w, W: Iterator<Item = &'w str>>(rest: &str, mut later: W) -> Option<usize> {
    if rest.is_empty() {
        return Some(0);
    }
    let mut taken = 0;
    for part in rest.split('_') {
        let word = later.next()?;
        let fits = match part.strip_prefix('=') {
            Some(whole) => word == whole,
            None => word.starts_with(part),
        };
        if !fits {
            return None;
        }
        taken += 1;
    }
    Some(taken)
}

/// The chain in which a word or an entry is sought.
const fn key(word: &[u8]) -> usize {
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

const fn count() -> usize {
    let mut total = 0;
    let mut lists = LISTS;
    while let [list, more @ ..] = lists {
        let mut groups = *list;
        while let [group, others @ ..] = groups {
            let (mut word, mut rest) = first_word(group.words);
            while !word.is_empty() {
                total += 1;
                (word, rest) = first_word(rest);
            }
            groups = others;
        }
        lists = more;
    }
    total
}

#[expect(clippy::large_stack_arrays, reason = "only the compiler runs it")]
const fn build() -> Index {
    let mut index = Index {
        slots: [EMPTY; SLOT_COUNT],
        heads: [NONE; HEADS_COUNT],
        next: [NONE; SLOT_COUNT],
    };
    let mut at = 0_u16;
    let mut lists = LISTS;
    while let [list, more @ ..] = lists {
        let mut groups = *list;
        while let [group, others @ ..] = groups {
            let (mut word, mut rest) = first_word(group.words);
            while !word.is_empty() {
                hang(&mut index, at, parse(word, group));
                at += 1;
                (word, rest) = first_word(rest);
            }
            groups = others;
        }
        lists = more;
    }
    index
}

/// Puts an entry in its place and at the head of its chain.
const fn hang(index: &mut Index, at: u16, slot: Slot) {
    let Some((_, [head, ..])) = index.heads.split_at_mut_checked(key(slot.stem.as_bytes())) else {
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

/// Reads one entry as it is written in a list.
const fn parse(written: &'static str, group: &Group) -> Slot {
    let mut slot = Slot {
        aspect: group.aspect,
        weight: group.weight,
        ..EMPTY
    };
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
    let mut length = 0;
    let mut bytes = text.as_bytes();
    while let [byte, tail @ ..] = bytes {
        match *byte {
            b'_' => {
                let (head, rest) = text.split_at(length);
                (_, slot.rest) = rest.split_at(1);
                text = head;
                break;
            }
            b'~' => {
                if let [digit, ..] = tail {
                    slot.rule = Rule::Begins(*digit - b'0');
                }
                let (head, rest) = text.split_at(length);
                if let [_, _, b'_', ..] = rest.as_bytes() {
                    (_, slot.rest) = rest.split_at(3);
                }
                text = head;
                break;
            }
            _ => (),
        }
        length += 1;
        bytes = tail;
    }
    slot.stem = text;
    slot
}
