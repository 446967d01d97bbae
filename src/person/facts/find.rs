//! From a text to the facts in it.

use super::kind::FactKind;
use super::object::Span;
use super::rules::{Denied, Rule, beginning_with};
use super::sentence::{Piece, Sentence, sentences};
use super::words::{FILLERS, OTHERS, REPORTS};
use super::{FACTS_PER_MESSAGE_MAX, Found, QUOTE_CHARS_MAX};
use super::{object, signs, take, when};
use crate::clock::{LocalTime, UnixTime};

/// The facts that the author of `text`, written at `said_at`, tells of themselves; `today` is the
/// local date then.
pub fn find(text: &str, said_at: UnixTime, today: LocalTime) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for sentence in sentences(text) {
        if sentence.is_question || sentence.is_cited {
            continue;
        }
        let mut at = 0;
        while at < sentence.pieces.len() {
            match statement(&sentence, at, today) {
                Some(told) => {
                    at = told.next.max(at.saturating_add(1));
                    for one in told.facts {
                        keep(&mut found, &one, &sentence, text, said_at);
                    }
                }
                None => at = at.saturating_add(1),
            }
        }
    }
    found.truncate(FACTS_PER_MESSAGE_MAX);
    found
}

/// The day of the year, as (month, day), that words of the local date `said` name.
pub fn day_named(words: &str, said: LocalTime) -> Option<(u8, u8)> {
    sentences(words)
        .iter()
        .find_map(|sentence| when::day_of_year(sentence, said))
}

/// A fact as it stands in a sentence.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) kind: FactKind,
    pub(super) key: String,
    pub(super) quote: Span,
    pub(super) confidence: u8,
    pub(super) is_denial: bool,
}

/// What a rule found at a place.
struct Statement {
    facts: Vec<Told>,
    /// Where to look on.
    next: usize,
}

fn keep(found: &mut Vec<Found>, told: &Told, sentence: &Sentence, text: &str, said_at: UnixTime) {
    let Some(quote) = quote(sentence, told.quote, text) else {
        return;
    };
    let passes = matches!(told.kind, FactKind::Plan | FactKind::Condition);
    let key = if told.kind.is_single() {
        String::new()
    } else {
        told.key.clone()
    };
    let is_known = found
        .iter()
        .any(|one| one.kind == told.kind && one.key == key);
    if is_known {
        return;
    }
    found.push(Found {
        kind: told.kind,
        key,
        quote: quote.to_owned(),
        confidence: told.confidence,
        half_life_days: when::half_life(sentence, told.kind.half_life_days()),
        expires_at: passes.then(|| when::plan_over(sentence, said_at)),
        is_denial: told.is_denial,
    });
}

/// The words of a span as they stand in the text; `None` if they are too many.
fn quote<'t>(sentence: &Sentence, span: Span, text: &'t str) -> Option<&'t str> {
    let words = || (span.from..span.to).filter_map(|at| sentence.word(at));
    let start = words().map(|word| word.start).min()?;
    let end = words().map(|word| word.end).max()?;
    let quote = text.get(start..end)?;
    quote
        .chars()
        .nth(QUOTE_CHARS_MAX)
        .is_none()
        .then_some(quote)
}

/// The first rule that fits at `at`.
fn statement(sentence: &Sentence, at: usize, today: LocalTime) -> Option<Statement> {
    let word = sentence.word(at)?;
    if !signs::may_begin(&word.form) || word.is_quoted || !is_authors_own(sentence, at) {
        return None;
    }
    beginning_with(&word.form).find_map(|rule| apply(rule, sentence, at, today))
}

fn apply(rule: &Rule, sentence: &Sentence, at: usize, today: LocalTime) -> Option<Statement> {
    let (end, denied_inside) = match_words(rule.words, sentence, at)?;
    let subject = subject_start(sentence, at);
    let is_denied = denied_inside || subject.is_denied;
    if is_past(sentence.form(at)) && !subject.is_clause_start {
        return None;
    }
    let taken = take::take(rule, sentence, at, end, today)?;
    let mut facts = Vec::new();
    let mut next = end;
    for one in taken {
        let is_denied = is_denied != one.is_denied;
        let (kind, is_denial) = match (is_denied, rule.no) {
            (false, _) => (rule.yes.map(|kind| one.kind.unwrap_or(kind))?, false),
            (true, Denied::Nothing) => return None,
            (true, Denied::Fact(kind)) => (kind, false),
            (true, Denied::NoMore(kind)) => (one.kind.unwrap_or(kind), true),
        };
        next = next.max(one.span.to);
        facts.push(Told {
            kind,
            key: one.key,
            quote: Span {
                from: subject.from.min(one.span.from),
                to: one.span.to.max(end),
            },
            confidence: rule.confidence,
            is_denial,
        });
    }
    (!facts.is_empty()).then_some(Statement { facts, next })
}

/// Where the words of a pattern end, and whether a «не» stands among them.
fn match_words(words: &str, sentence: &Sentence, at: usize) -> Option<(usize, bool)> {
    let mut place = at;
    let mut is_denied = false;
    for (number, alternatives) in words.split(' ').enumerate() {
        let fits = |form: &str| alternatives.split('/').any(|word| word == form);
        let mut skipped = 0;
        while number > 0 && skipped < 3 && !fits(sentence.form(place)) {
            let form = sentence.form(place);
            if is_negation(form) {
                is_denied = true;
            } else if !FILLERS.contains(&form) {
                return None;
            }
            place = place.saturating_add(1);
            skipped += 1;
        }
        if !fits(sentence.form(place)) {
            return None;
        }
        place = place.saturating_add(1);
    }
    Some((place, is_denied))
}

pub(super) fn is_negation(form: &str) -> bool {
    matches!(
        form,
        "не" | "ні" | "немає" | "нема" | "нет" | "ніколи" | "никогда"
    )
}

struct Subject {
    from: usize,
    is_denied: bool,
    /// Nothing but the author stands before the verb in its clause.
    is_clause_start: bool,
}

/// Looks back from a verb over fillers, «не» and «я».
fn subject_start(sentence: &Sentence, at: usize) -> Subject {
    let mut from = at;
    let mut is_denied = false;
    let mut has_subject = false;
    while let Some(before) = from.checked_sub(1) {
        let form = sentence.form(before);
        if is_negation(form) {
            is_denied = true;
        } else if matches!(form, "я" | "сам" | "сама") {
            has_subject = true;
        } else if !FILLERS.contains(&form) {
            break;
        }
        from = before;
    }
    let is_border = from.checked_sub(1).is_none_or(|before| {
        !matches!(sentence.pieces.get(before), Some(Piece::Word(_)))
            || matches!(
                sentence.form(before),
                "і" | "й" | "та" | "а" | "але" | "бо" | "и" | "но"
            )
    });
    Subject {
        from,
        is_denied,
        is_clause_start: has_subject || is_border,
    }
}

/// A verb in the past, which does not say by itself who did it.
fn is_past(form: &str) -> bool {
    [
        "ла", "лася", "лась", "вся", "всь", "лся", "ав", "ів", "їв", "ив", "ал", "ил", "ел", "ёл",
        "ли",
    ]
    .iter()
    .any(|ending| form.chars().count() > 3 && form.ends_with(ending))
}

/// Whether nothing before (or close behind) a verb shows that others said it or nobody did.
fn is_authors_own(sentence: &Sentence, at: usize) -> bool {
    let before = || (0..at).map(|place| sentence.form(place));
    if before().any(|form| REPORTS.contains(&form)) {
        return false;
    }
    let after = (at..at.saturating_add(4)).map(|place| sentence.form(place));
    if after
        .into_iter()
        .any(|form| matches!(form, "б" | "би" | "бы"))
    {
        return false;
    }
    let colon = (0..at).find(|place| matches!(sentence.pieces.get(*place), Some(Piece::Mark(':'))));
    let Some(colon) = colon else {
        return true;
    };
    // «Оля: …» is a copied line; «про себе: …» is not.
    let is_name = sentence.word(0).is_some_and(|word| word.is_capital) && colon <= 2 && {
        !matches!(
            sentence.form(0),
            "коротко" | "про" | "факт" | "новини" | "до" | "отже"
        )
    };
    let is_other = (0..colon).any(|place| OTHERS.contains(&sentence.form(place)));
    !is_name && !is_other
}

/// The object of a rule: what is told, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Taken {
    pub(super) key: String,
    pub(super) span: Span,
    /// In place of the rule's own kind.
    pub(super) kind: Option<FactKind>,
    /// The words themselves deny it.
    pub(super) is_denied: bool,
}

impl Taken {
    /// An object whose key are its stems.
    pub(super) fn of(sentence: &Sentence, span: Span) -> Self {
        Self {
            key: object::key(sentence, span),
            span,
            kind: None,
            is_denied: false,
        }
    }
}
