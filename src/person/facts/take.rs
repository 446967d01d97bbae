//! What each kind of pattern takes from the words that follow it.

use super::find::{Taken, is_negation};
use super::kind::FactKind;
use super::object::{Span, first, is_infinitive, is_preposition, items, key, phrase, start};
use super::rules::{Denied, Rule, Take, belonging};
use super::sentence::{Piece, Sentence};
use super::when;
use super::words::{
    CONDITIONS, DIETS, EMPTY, FAMILY_STATES, FILLERS, LEARNERS, NO_PLACE, NUMBERS, OTHERS,
    PLACE_STEMS, SCHOOLS, TRADES,
};
use crate::analysis::stem::stem;
use crate::clock::LocalTime;

/// The objects of a rule that begins at `at` and whose words end at `end`.
pub(super) fn take(
    rule: &Rule,
    sentence: &Sentence,
    at: usize,
    end: usize,
    today: LocalTime,
) -> Option<Vec<Taken>> {
    let nothing = Span { from: at, to: end };
    match rule.take {
        Take::Short | Take::For => one(sentence, phrase(sentence, end, 3)),
        Take::MaybePhrase => {
            // «захворіла подруга»: the word that follows is who did it.
            let follows = sentence.form(start(sentence, end));
            let is_subject = rule.yes == Some(FactKind::Condition)
                && !follows.is_empty()
                && !is_preposition(follows);
            let span = phrase(sentence, end, 4).unwrap_or(nothing);
            let to = span.to.max(end);
            (!is_subject).then(|| {
                let mut taken = Taken::of(sentence, Span { from: at, to });
                taken.span = Span { from: at, to };
                vec![taken]
            })
        }
        Take::Items => {
            let entries = items(sentence, end);
            let is_diet = matches!(rule.no, Denied::Fact(FactKind::Diet));
            let taken: Vec<Taken> = entries
                .into_iter()
                .filter(|span| !is_diet || !is_infinitive(sentence.form(span.from)))
                .map(|span| Taken::of(sentence, span))
                .collect();
            (!taken.is_empty()).then_some(taken)
        }
        Take::Place | Take::School => one(sentence, place(sentence, end)),
        Take::NamedPlace => named_place(rule, sentence, end),
        Take::Job => job(sentence, end),
        Take::NamedSchool => one(
            sentence,
            place(sentence, end).filter(|span| {
                (span.from..span.to).any(|at| {
                    let form = sentence.form(at);
                    SCHOOLS.iter().any(|name| form.starts_with(name))
                })
            }),
        ),
        Take::Name => name(sentence, end),
        Take::Years => years(sentence, end),
        Take::Date => date(sentence, at, end, today),
        Take::Birth => match place(sentence, end) {
            Some(span) if when::day_of_year(sentence, today).is_none() => {
                let mut taken = Taken::of(sentence, span);
                taken.kind = Some(FactKind::Origin);
                Some(vec![taken])
            }
            _ => {
                let is_next = sentence
                    .form(start(sentence, end))
                    .starts_with(|c: char| c.is_ascii_digit());
                is_next.then(|| date(sentence, at, end, today)).flatten()
            }
        },
        Take::Being => being(sentence, end),
        Take::Belonging => super::take_people::belongings(sentence, at, end),
        Take::Called => super::take_people::called(sentence, end),
        Take::Favourite => favourite(sentence, end),
        Take::AfterDash => {
            let is_linked =
                matches!(sentence.pieces.get(end), Some(Piece::Dash)) || sentence.form(end) == "це";
            let from = end.saturating_add(usize::from(is_linked));
            if is_linked {
                one(sentence, phrase(sentence, from, 6))
            } else {
                None
            }
        }
        Take::Latin => one(
            sentence,
            phrase(sentence, end, 3).filter(|span| {
                sentence
                    .form(span.from)
                    .starts_with(|c: char| c.is_ascii_alphabetic())
            }),
        ),
        Take::Language => one(
            sentence,
            phrase(sentence, end, 2).filter(|span| {
                let form = sentence.form(span.from);
                form.starts_with(|c: char| c.is_ascii_alphabetic())
                    || ["ську", "ською", "ський", "ский", "скую", "цьку", "цькою"]
                        .iter()
                        .any(|ending| form.ends_with(ending))
            }),
        ),
        Take::Infinitive => one(
            sentence,
            phrase(sentence, end, 6).filter(|span| {
                is_infinitive(sentence.form(span.from)) || is_preposition(sentence.form(span.from))
            }),
        ),
        Take::Event => super::take_people::event(sentence, at),
    }
}

fn one(sentence: &Sentence, span: Option<Span>) -> Option<Vec<Taken>> {
    let span = span?;
    Some(vec![Taken::of(sentence, span)])
}

/// «у Львові», «на Подолі», «до Польщі»: where, and no figure of speech.
fn place(sentence: &Sentence, at: usize) -> Option<Span> {
    let from = start(sentence, at);
    let opens = matches!(
        sentence.form(from),
        "в" | "у"
            | "на"
            | "до"
            | "під"
            | "біля"
            | "недалеко"
            | "поруч"
            | "во"
            | "около"
    );
    let span = phrase(sentence, from, 5)?;
    let named = (span.from.saturating_add(1)..span.to)
        .map(|at| sentence.form(at))
        .find(|form| !is_preposition(form))?;
    let is_real = !NO_PLACE.contains(&named)
        && !EMPTY.contains(&named)
        && !matches!(
            named,
            "пенсію" | "зарплату" | "гроші" | "валізах" | "роботу" | "роботі"
        );
    (opens && is_real).then_some(span)
}

fn named_place(rule: &Rule, sentence: &Sentence, end: usize) -> Option<Vec<Taken>> {
    let span = phrase(sentence, end, 3)?;
    let word = first(sentence, span)?;
    let form = word.form.as_str();
    let is_known = PLACE_STEMS.iter().any(|name| form.starts_with(name));
    let with_somebody = [
        "ом", "ем", "єм", "ою", "ею", "єю", "ією", "ами", "ями", "им",
    ]
    .iter()
    .any(|ending| form.ends_with(ending));
    let is_place = if rule.yes == Some(FactKind::Condition) {
        is_known || CONDITIONS.contains(&form)
    } else {
        (is_known || word.is_capital) && !with_somebody
    };
    is_place.then(|| vec![Taken::of(sentence, span)])
}

/// «лікаркою», «на заводі», «девопсом в Епамі».
fn job(sentence: &Sentence, end: usize) -> Option<Vec<Taken>> {
    const NO_TRADE: &[&str] = &[
        "разом",
        "цілком",
        "днем",
        "ранком",
        "вечором",
        "часом",
        "вечорами",
        "ночами",
        "поганим",
        "цим",
        "тим",
        "своїм",
    ];
    let from = start(sentence, end);
    let form = sentence.form(from);
    if matches!(form, "в" | "у" | "на" | "во") {
        let mut taken = Taken::of(sentence, place(sentence, end)?);
        "де".clone_into(&mut taken.key);
        return Some(vec![taken]);
    }
    let is_trade = ["ом", "ем", "єм", "ою", "ею", "єю", "им", "ой", "ей"]
        .iter()
        .any(|ending| form.ends_with(ending));
    if !is_trade || form.chars().count() < 4 || NO_TRADE.contains(&form) {
        return None;
    }
    let span = phrase(sentence, end, 6)?;
    let has_place = (span.from..span.to).any(|at| matches!(sentence.form(at), "в" | "у" | "на"));
    let mut taken = Taken::of(sentence, span);
    if has_place { "ким де" } else { "ким" }.clone_into(&mut taken.key);
    Some(vec![taken])
}

fn name(sentence: &Sentence, end: usize) -> Option<Vec<Taken>> {
    let from = start(sentence, end);
    let word = sentence.word(from)?;
    let form = word.form.as_str();
    let is_other = EMPTY.contains(&form) || is_preposition(form) || is_negation(form);
    let next = from.saturating_add(1);
    let is_last = !matches!(sentence.pieces.get(next), Some(Piece::Word(_)));
    if is_other || form.chars().count() < 2 || !(word.is_capital || is_last) {
        return None;
    }
    let is_surname = word.is_capital && sentence.word(next).is_some_and(|word| word.is_capital);
    let to = next.saturating_add(usize::from(is_surname));
    one(sentence, Some(Span { from, to }))
}

fn years(sentence: &Sentence, end: usize) -> Option<Vec<Taken>> {
    let from = start(sentence, end);
    let number: u8 = sentence.form(from).parse().ok()?;
    let next = from.saturating_add(1);
    let unit = sentence.form(next);
    let is_unit = matches!(
        unit,
        "рік"
            | "роки"
            | "років"
            | "рочків"
            | "рокі"
            | "год"
            | "года"
            | "лет"
            | "годиков"
    );
    let is_bare = !matches!(sentence.pieces.get(next), Some(Piece::Word(_))) && number >= 10;
    let is_soon = (end..from).any(|at| matches!(sentence.form(at), "скоро" | "завтра"));
    let is_age = (5..=110).contains(&number) && (is_unit || is_bare) && !is_soon;
    let to = next.saturating_add(usize::from(is_unit));
    is_age.then(|| vec![Taken::of(sentence, Span { from, to })])
}

/// The whole clause around a day of birth, if the sentence says which day.
fn date(sentence: &Sentence, at: usize, end: usize, today: LocalTime) -> Option<Vec<Taken>> {
    let (month, day) = when::day_of_year(sentence, today)?;
    let is_time = |at: usize| {
        let form = sentence.form(at);
        form.starts_with(|c: char| c.is_ascii_digit())
            || matches!(form, "сьогодні" | "завтра" | "післязавтра" | "сегодня")
    };
    let places = || (0..sentence.pieces.len()).filter(|at| is_time(*at));
    let from = places().min().unwrap_or(at).min(at);
    let mut to = places().max().unwrap_or(end).saturating_add(1).max(end);
    // «5» alone would lose its «травня».
    if sentence.word(to).is_some() && sentence.form(to.saturating_sub(1)).len() <= 2 {
        to = to.saturating_add(1);
    }
    let mut taken = Taken::of(sentence, Span { from, to });
    taken.key = format!("{month}-{day}");
    Some(vec![taken])
}

/// «я програмістка», «я вже студент КПІ», «я веган».
fn being(sentence: &Sentence, end: usize) -> Option<Vec<Taken>> {
    let from = start(sentence, end);
    let is_adjective = |form: &str| {
        ["ий", "ій", "на", "ва", "ка", "ла"]
            .iter()
            .any(|ending| form.ends_with(ending))
    };
    let mut noun = from;
    let form = sentence.form(from);
    let kind = match being_kind(form) {
        Some(kind) => kind,
        None if is_adjective(form) => {
            noun = from.saturating_add(1);
            being_kind(sentence.form(noun))?
        }
        None => return None,
    };
    let has_more = matches!(kind, FactKind::Work | FactKind::Study);
    let to = if has_more {
        phrase(sentence, noun, 5)?.to
    } else {
        noun.saturating_add(1)
    };
    let is_state = FAMILY_STATES.contains(&sentence.form(noun));
    let key = if kind == FactKind::Work {
        "ким".to_owned()
    } else if is_state {
        "стан".to_owned()
    } else {
        stem(sentence.form(noun))
    };
    Some(vec![Taken {
        key,
        span: Span { from, to },
        kind: Some(kind),
        is_denied: false,
    }])
}

fn being_kind(form: &str) -> Option<FactKind> {
    if TRADES.contains(&form) {
        Some(FactKind::Work)
    } else if LEARNERS.contains(&form) {
        Some(FactKind::Study)
    } else if DIETS.contains(&form) {
        Some(FactKind::Diet)
    } else if FAMILY_STATES.contains(&form) {
        Some(FactKind::People)
    } else if matches!(form, "алергік" | "діабетик" | "астматик") {
        Some(FactKind::Health)
    } else {
        None
    }
}

/// «мій улюблений фільм — Матриця», «моя улюблена група Океан Ельзи».
fn favourite(sentence: &Sentence, end: usize) -> Option<Vec<Taken>> {
    let noun = sentence.word(end)?;
    let next = end.saturating_add(1);
    let is_linked =
        matches!(sentence.pieces.get(next), Some(Piece::Dash)) || sentence.form(next) == "це";
    let from = next.saturating_add(usize::from(is_linked));
    let from = from.saturating_add(usize::from(is_linked && sentence.form(from) == "це"));
    let from = match sentence.pieces.get(from) {
        Some(Piece::Mark('«' | '"' | '„' | '“')) => from.saturating_add(1),
        _ => from,
    };
    let named = sentence.word(from)?;
    if !is_linked && !named.is_capital && !named.is_quoted {
        return None;
    }
    let span = phrase(sentence, from, 5)?;
    Some(vec![Taken {
        key: stem(&noun.form),
        span,
        kind: None,
        is_denied: false,
    }])
}

/// Whether a word may stand between «у мене» and the animal or relative.
pub(super) fn may_stand_between(form: &str) -> bool {
    let is_adjective = [
        "ий", "ій", "на", "ка", "ша", "ова", "ева", "ська", "ня", "ла",
    ]
    .iter()
    .any(|ending| form.ends_with(ending));
    (FILLERS.contains(&form) || NUMBERS.contains(&form) || is_adjective)
        && belonging(form).is_none()
        && !OTHERS.contains(&form)
}

/// The key of a noun: its stem.
pub(super) fn noun_key(sentence: &Sentence, at: usize) -> String {
    key(
        sentence,
        Span {
            from: at,
            to: at.saturating_add(1),
        },
    )
}
