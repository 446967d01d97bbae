//! The hand-written word lists and the index over them.
//!
//! A list is a constant table of [`Group`]s: an aspect, a weight and words divided by spaces. To
//! teach the bot a word, add it to the group that fits. A word is written folded (lower case,
//! plain apostrophe) and means:
//!
//! | written | matches |
//! | --- | --- |
//! | `щасл` | every word that begins so (three letters or more) |
//! | `жах~2` | the same, with at most two letters more |
//! | `=ура` | that word only |
//! | `+хуй` | also after a verbal prefix: на-, за-, ви-, роз-… |
//! | `так_собі` | words in a row; each part follows the same rules |
//! | `😍` | that picture |
//!
//! Of the entries of one aspect that match a word, the longest counts, so a longer entry of weight
//! 0 takes words out (`страхув` is not `страх`). The index is built by the compiler.

mod build;
mod disapproval;
mod emotions_bright;
mod emotions_dark;
mod index;
mod insults;
mod joy;
mod manner;
mod pictures;
mod praise;
mod slot;
mod speech;
mod swearing;
mod topics_common;
mod topics_leisure;
mod topics_world;

pub(crate) use index::{find, find_masked};

use super::kinds::{Emotion, Subtopic};

/// What a word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Aspect {
    /// An emotion.
    Feels(Emotion),
    /// It speaks well.
    Good,
    /// It speaks ill.
    Bad,
    /// An obscene word; says nothing about whom it is aimed at.
    Swear,
    /// A word for insulting people.
    Insult,
    /// It turns round what follows.
    Negation,
    /// It strengthens what follows.
    Boost,
    /// It weakens what follows.
    Damp,
    /// A laugh or a joke.
    Humour,
    /// Official or bookish speech.
    Formal,
    /// Slang.
    Casual,
    /// It begins a question.
    Asking,
    /// A function word: nothing for keywords.
    Function,
    /// A Ukrainian function word that Russian does not have.
    SpeaksUkrainian,
    /// A Russian function word that Ukrainian does not have.
    SpeaksRussian,
    /// An English function word.
    SpeaksEnglish,
    /// A Russian word in Ukrainian spelling.
    Surzhyk,
    /// It addresses somebody in the second person.
    You,
    /// A topic.
    About(Subtopic),
}

impl Aspect {
    /// Whether negation, emphasis and irony change it.
    pub(crate) const fn can_turn(self) -> bool {
        matches!(self, Self::Feels(_) | Self::Good | Self::Bad)
    }
}

/// Words of one aspect and one weight.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Group {
    /// What the words say.
    pub(crate) aspect: Aspect,
    /// How clearly: 3 beyond doubt, 2 usually, 1 a hint, 0 not at all.
    pub(crate) weight: i8,
    /// The words, divided by white space.
    pub(crate) words: &'static str,
}

/// A group in one line.
const fn group(aspect: Aspect, weight: i8, words: &'static str) -> Group {
    Group {
        aspect,
        weight,
        words,
    }
}

/// A group of an emotion.
const fn feels(emotion: Emotion, weight: i8, words: &'static str) -> Group {
    group(Aspect::Feels(emotion), weight, words)
}

/// A group of a topic.
const fn about(subtopic: Subtopic, weight: i8, words: &'static str) -> Group {
    group(Aspect::About(subtopic), weight, words)
}

/// All lists.
const LISTS: &[&[Group]] = &[
    joy::GROUPS,
    emotions_bright::GROUPS,
    emotions_dark::GROUPS,
    praise::GROUPS,
    disapproval::GROUPS,
    swearing::GROUPS,
    insults::GROUPS,
    manner::GROUPS,
    speech::GROUPS,
    pictures::GROUPS,
    topics_common::GROUPS,
    topics_leisure::GROUPS,
    topics_world::GROUPS,
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::index::entries;
    use super::slot::Rule;
    use super::*;
    use crate::analysis::fold::fold;
    use crate::analysis::stem::stem;
    use crate::analysis::symbols::is_picture;

    /// What stands before and behind an entry in a list.
    fn name(entry: &str, aspect: Aspect) -> String {
        format!("{entry:?} of {aspect:?}")
    }

    #[test]
    fn every_entry_is_well_formed_folded_and_unique() {
        let mut seen = HashSet::new();
        let mut faults = Vec::new();
        for (slot, rule) in entries() {
            let whole = format!("{}_{} {:?}", slot.stem, slot.rest, rule);
            let picture = slot.stem.chars().next().is_some_and(is_picture);
            let parts = std::iter::once(slot.stem)
                .chain(
                    slot.rest
                        .split('_')
                        .map(|part| part.trim_start_matches('=')),
                )
                .filter(|part| !part.is_empty());
            for part in parts.clone() {
                if !picture && (fold(part) != part || !part.chars().all(is_letter)) {
                    faults.push(format!("not folded: {}", name(&whole, slot.aspect)));
                }
            }
            if slot.stem.is_empty()
                || slot.rest.split('_').count() > 1 + slot.rest.matches('_').count()
            {
                faults.push(format!("empty: {}", name(&whole, slot.aspect)));
            }
            let begins = matches!(rule, Rule::Begins(_));
            if begins && slot.stem.chars().count() < 3 {
                faults.push(format!(
                    "a stem needs three letters: {}",
                    name(&whole, slot.aspect)
                ));
            }
            if !(0..=3).contains(&slot.weight) {
                faults.push(format!("weight: {}", name(&whole, slot.aspect)));
            }
            if !seen.insert((whole.clone(), slot.aspect)) {
                faults.push(format!("twice: {}", name(&whole, slot.aspect)));
            }
        }
        assert!(
            faults.is_empty(),
            "{} faults:\n{}",
            faults.len(),
            faults.join("\n")
        );
    }

    fn is_letter(c: char) -> bool {
        c.is_alphanumeric() || matches!(c, '\'' | '-' | '+')
    }

    #[test]
    fn entries_are_stems_of_whole_families() {
        for word in [
            "щасливою",
            "дякуємо",
            "страшної",
            "найогидніше",
            "розлютився",
            "заїбали",
        ] {
            let mut found = false;
            find(std::iter::once(word), |slot, _| found |= slot.weight > 0);
            assert!(found, "{word}, stem {}", stem(word));
        }
    }

    #[test]
    fn a_longer_entry_of_weight_zero_takes_words_out() {
        let weights = |word: &str| {
            let mut best = (0, 0);
            find(std::iter::once(word), |slot, _| {
                if slot.aspect == Aspect::Feels(Emotion::Fear) {
                    best = best.max((slot.stem.len(), slot.weight));
                }
            });
            best.1
        };
        assert!(weights("страхом") > 0);
        assert_eq!(weights("страхування"), 0);
    }
}
