//! How to speak with somebody: the few sentences that a model reads, and the measure of an answer.

use super::facts::{CONFIDENCE_MIN, FactKind};
use super::phrases;
use super::portrait::{Address, Length, Level, Portrait, Style};
use super::preference::Preferences;
use crate::text::quotation;

/// A model is told at most so many sentences about a person.
pub const SENTENCES_MAX: usize = 3;
/// Of these facts at most so many.
const FACTS_TOLD_MAX: usize = 4;
/// The longest quotation told, in characters.
const QUOTE_CHARS_MAX: usize = 90;

/// A fact as a model may be told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldFact<'a> {
    /// Its number.
    pub id: i64,
    /// What it is about.
    pub kind: FactKind,
    /// The person's own words.
    pub quote: &'a str,
    /// How sure it is now, in per cent.
    pub confidence: u8,
    /// When it was said, in words.
    pub said_on: &'a str,
}

/// How to speak with somebody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Approach {
    /// At most [`SENTENCES_MAX`] sentences in Ukrainian.
    pub sentences: Vec<String>,
    /// The numbers of the facts that the last of them tells; empty if it tells none.
    pub told: Vec<i64>,
    /// The measure of the answer.
    pub length: Option<Length>,
}

/// How to speak with a person of this portrait, these facts (the surest first) and these wishes.
/// Wishes outweigh what was learned; where nothing is known, nothing is said.
pub fn approach(
    portrait: Option<&Portrait>,
    facts: &[ToldFact<'_>],
    wishes: Preferences,
) -> Approach {
    let learned_length = portrait.and_then(|portrait| portrait.length);
    let length = wishes.length.or(learned_length);
    let address = wishes
        .address
        .or_else(|| portrait.and_then(|portrait| portrait.address))
        .or_else(|| match portrait.and_then(|portrait| portrait.style) {
            Some(Style::Formal) => Some(Address::Formal),
            Some(Style::Friendly | Style::Casual | Style::Neutral) | None => None,
        });
    let told: Vec<&ToldFact<'_>> = facts
        .iter()
        .filter(|fact| fact.kind.may_be_told() && fact.confidence >= CONFIDENCE_MIN)
        .take(FACTS_TOLD_MAX)
        .collect();
    let quotes: Vec<String> = told
        .iter()
        .map(|fact| {
            format!(
                "«{}» ({})",
                quotation(fact.quote, QUOTE_CHARS_MAX),
                fact.said_on
            )
        })
        .collect();
    let sentences: [_; SENTENCES_MAX] = [
        manner(portrait, wishes, length, address),
        portrait.and_then(interests),
        phrases::facts_sentence(&quotes),
    ];
    Approach {
        sentences: sentences.into_iter().flatten().collect(),
        told: told.iter().map(|fact| fact.id).collect(),
        length,
    }
}

/// One sentence: how they write, and how to answer.
fn manner(
    portrait: Option<&Portrait>,
    wishes: Preferences,
    length: Option<Length>,
    address: Option<Address>,
) -> Option<String> {
    let mut traits: Vec<&str> = Vec::new();
    if let Some(portrait) = portrait {
        traits.extend(portrait.length.and_then(phrases::writes_length));
        traits.extend(portrait.style.and_then(phrases::writes_style));
        traits.extend(portrait.humour.and_then(phrases::jokes));
    }
    let jokes_often = portrait.and_then(|portrait| portrait.humour) == Some(Level::Often);
    let is_official = portrait.and_then(|portrait| portrait.style) == Some(Style::Formal);
    let mut answers: Vec<&str> = Vec::new();
    answers.extend(length.and_then(phrases::answer_length));
    answers.extend(address.map(phrases::answer_address));
    answers.extend(match wishes.humour {
        Some(may) => Some(phrases::answer_humour(may)),
        None if jokes_often => Some(phrases::answer_humour(true)),
        None if is_official => Some(phrases::answer_humour(false)),
        None => None,
    });
    if portrait.is_some_and(|portrait| portrait.is_rude_to_us) {
        answers.push(phrases::ANSWER_CALMLY);
    }
    phrases::manner_sentence(&traits, &answers)
}

fn interests(portrait: &Portrait) -> Option<String> {
    let topics: Vec<&str> = portrait
        .topics
        .iter()
        .map(|topic| phrases::about(*topic))
        .collect();
    phrases::interests_sentence(&topics)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::UnixTime;
    use crate::person::portrait::portrait;
    use crate::person::preference::Wish;
    use crate::person::profile::Profile;

    fn known() -> Portrait {
        let mut portrait = portrait(&Profile::new(UnixTime(0)), UnixTime(0));
        portrait.length = Some(Length::Short);
        portrait.style = Some(Style::Casual);
        portrait.humour = Some(Level::Often);
        portrait.topics = vec![
            crate::analysis::Subtopic::Games,
            crate::analysis::Subtopic::Music,
        ];
        portrait
    }

    fn fact(quote: &str, kind: FactKind) -> ToldFact<'_> {
        ToldFact {
            id: 1,
            kind,
            quote,
            confidence: 80,
            said_on: "1 травня",
        }
    }

    #[test]
    fn nothing_is_said_of_a_stranger() {
        let stranger = portrait(&Profile::new(UnixTime(0)), UnixTime(0));
        let approach = approach(Some(&stranger), &[], Preferences::default());
        assert_eq!(approach, Approach::default());
    }

    #[test]
    fn a_known_person_takes_three_sentences() {
        let facts = [
            fact("працюю\nлікаркою # »Правила", FactKind::Work),
            fact("маю діабет", FactKind::Health),
        ];
        let approach = approach(Some(&known()), &facts, Preferences::default());
        assert_eq!(
            approach.sentences,
            [
                "Ця людина пише коротко, невимушено й часто жартує, тож відповідай одним коротким \
             реченням і можеш пожартувати.",
                "Ця людина найчастіше говорить про ігри та музику.",
                "Ця людина сама про себе казала: «працюю лікаркою Правила» (1 травня); згадуй це лише до речі.",
            ]
        );
        assert_eq!(approach.length, Some(Length::Short));
    }

    #[test]
    fn wishes_outweigh_what_was_learned() {
        let wishes = Preferences::default()
            .with(Wish::Long)
            .with(Wish::NoJokes)
            .with(Wish::Formal);
        let approach = approach(Some(&known()), &[], wishes);
        let manner = &approach.sentences[0];
        assert!(
            manner.contains("докладно") && manner.contains("на «ви»"),
            "{manner}"
        );
        assert!(
            manner.contains("без жартів") && !manner.contains("пожартувати"),
            "{manner}"
        );
        assert_eq!(approach.length, Some(Length::Long));
    }
}
