//! The index over the word lists: built by the compiler (see `build.rs`), searched without
//! allocation.
//!
//! Entries hang in chains under a hash of their first three letters (or of the whole word, if it
//! is shorter), so a word of the message meets only the few entries that begin as it does.

use super::build::{GROUP_COUNT, INDEX, SLOT_COUNT, groups};
use super::slot::{ANY, HEADS_COUNT, NONE, Rule, Slot, key};
use super::{Aspect, Group};

/// One entry of a list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    /// The (first) word or stem.
    pub(crate) stem: &'static str,
    /// The words that must follow, divided by `_`.
    pub(crate) rest: &'static str,
    /// What the entry says.
    pub(crate) aspect: Aspect,
    /// How clearly it says so.
    pub(crate) weight: i8,
}

static GROUPS: [Group; GROUP_COUNT] = groups();
static SLOTS: [Slot; SLOT_COUNT] = INDEX.slots;
static HEADS: [u16; HEADS_COUNT] = INDEX.heads;
static NEXT: [u16; SLOT_COUNT] = INDEX.next;

impl Slot {
    fn group(self) -> &'static Group {
        // The index holds no other numbers; a group of no words is never seen.
        const NO_GROUP: &Group = &Group {
            aspect: Aspect::Function,
            weight: 0,
            words: "",
        };
        GROUPS.get(usize::from(self.group)).unwrap_or(NO_GROUP)
    }

    fn stem(self) -> &'static str {
        let at = usize::from(self.at);
        let end = at + usize::from(self.stem_length);
        self.group().words.get(at..end).unwrap_or("")
    }

    fn rest(self) -> &'static str {
        let at = usize::from(self.at) + usize::from(self.rest_at);
        let end = at + usize::from(self.rest_length);
        self.group().words.get(at..end).unwrap_or("")
    }

    fn entry(self) -> Entry {
        let group = self.group();
        Entry {
            stem: self.stem(),
            rest: self.rest(),
            aspect: group.aspect,
            weight: group.weight,
        }
    }
}

/// Verbal prefixes after which a root is still that root, by their first letter, longest first.
const PREFIXES: &[(char, &[&str])] = &[
    ('н', &["недо", "напів", "над", "на", "не", "ні", "ни"]),
    (
        'п',
        &[
            "пере",
            "під",
            "пона",
            "пови",
            "пороз",
            "поза",
            "попі",
            "подъ",
            "под",
            "пре",
            "при",
            "про",
            "по",
        ],
    ),
    ('р', &["роз", "раз", "рас", "разъ"]),
    ('в', &["від", "въ", "вы", "ви", "в"]),
    ('и', &["изъ", "из", "ис"]),
    ('о', &["отъ", "объ", "об", "от", "о"]),
    ('с', &["съ", "со", "с"]),
    ('з', &["за", "зі", "з"]),
    ('д', &["до"]),
    ('і', &["із"]),
    ('у', &["у"]),
    ('а', &["а"]),
];

/// The verbal prefixes that a word may begin with.
fn prefixes(word: &str) -> &'static [&'static str] {
    let first = word.chars().next();
    PREFIXES
        .iter()
        .find(|(letter, _)| Some(*letter) == first)
        .map_or(&[], |(_, prefixes)| *prefixes)
}

/// All entries and how much of a word each must cover.
#[cfg(test)]
pub(super) fn entries() -> impl Iterator<Item = (Entry, Rule)> {
    SLOTS.iter().map(|slot| (slot.entry(), slot.rule))
}

/// Calls `visit` for every entry that begins at the first of `words`, with the words it takes.
pub(crate) fn find<'w, W: Iterator<Item = &'w str> + Clone>(
    words: W,
    mut visit: impl FnMut(&Entry, usize),
) {
    let Some(word) = words.clone().next() else {
        return;
    };
    let mut later = words;
    later.next();
    search(word, &later, false, &mut visit);
    for prefix in prefixes(word) {
        if let Some(root) = word.strip_prefix(prefix) {
            search(root.trim_start_matches('\''), &later, true, &mut visit);
        }
    }
}

fn search<'w, W: Iterator<Item = &'w str> + Clone>(
    word: &str,
    later: &W,
    only_rooted: bool,
    visit: &mut impl FnMut(&Entry, usize),
) {
    let mut at = HEADS.get(key(word.as_bytes())).copied().unwrap_or(NONE);
    while let Some(slot) = SLOTS.get(usize::from(at)) {
        if (slot.rooted || !only_rooted)
            && matches(slot.rule, slot.stem(), word)
            && let Some(more) = follows(slot.rest(), later.clone())
        {
            visit(&slot.entry(), 1 + more);
        }
        at = NEXT.get(usize::from(at)).copied().unwrap_or(NONE);
    }
}

/// Calls `visit` for every obscene entry that a word with stars may hide.
pub(crate) fn find_masked(word: &str, mut visit: impl FnMut(&Entry)) {
    for slot in &SLOTS {
        let group = slot.group();
        let is_rude = matches!(group.aspect, Aspect::Swear | Aspect::Insult);
        if !is_rude || group.weight == 0 || slot.rest_length > 0 {
            continue;
        }
        let stem = slot.stem();
        let after_prefix = prefixes(word).iter().any(|prefix| {
            word.strip_prefix(prefix)
                .is_some_and(|root| unmasks(root, stem))
        });
        if unmasks(word, stem) || (slot.rooted && after_prefix) {
            visit(&slot.entry());
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
