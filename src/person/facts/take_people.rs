//! Animals, relatives and plans: what needs a look at more than the next words.

use super::find::{Taken, is_negation};
use super::object::Span;
use super::rules::belonging;
use super::sentence::{Piece, Sentence};
use super::take::{may_stand_between, noun_key};
use super::words::{EVENTS, GOINGS, NUMBERS, OTHERS, PUBLIC_EVENTS, RELATIVES};

/// How far the noun may stand from «у мене».
const REACH: usize = 4;

/// «у мене кіт і собака», «моя донька», «у мене немає дітей».
pub(super) fn belongings(sentence: &Sentence, at: usize, end: usize) -> Option<Vec<Taken>> {
    let is_idiom = (0..sentence.pieces.len())
        .any(|at| matches!(sentence.form(at), "душі" | "шкребуть" | "шкребе"));
    let mut place = end;
    let mut is_denied = false;
    while place < end.saturating_add(REACH) && belonging(sentence.form(place)).is_none() {
        let form = sentence.form(place);
        is_denied |= is_negation(form);
        if !is_negation(form) && !may_stand_between(form) {
            return None;
        }
        place = place.saturating_add(1);
    }
    let mut taken = Vec::new();
    while let Some(kind) = belonging(sentence.form(place)) {
        let next = place.saturating_add(1);
        let is_named = sentence.word(next).is_some_and(|word| word.is_capital);
        let to = next.saturating_add(usize::from(is_named));
        taken.push(Taken {
            key: noun_key(sentence, place),
            span: Span { from: at, to },
            kind: Some(kind),
            is_denied: is_denied || is_gone(sentence, to),
        });
        let is_joined = matches!(sentence.pieces.get(to), Some(Piece::Mark(',')))
            || matches!(sentence.form(to), "і" | "й" | "та" | "и");
        if !is_joined {
            break;
        }
        place = to.saturating_add(1);
        while NUMBERS.contains(&sentence.form(place)) {
            place = place.saturating_add(1);
        }
    }
    (!taken.is_empty() && !is_idiom).then_some(taken)
}

/// «мій кіт помер»: what was, is no more.
fn is_gone(sentence: &Sentence, at: usize) -> bool {
    (at..at.saturating_add(3)).any(|at| {
        matches!(
            sentence.form(at),
            "помер"
                | "померла"
                | "померли"
                | "здох"
                | "здохла"
                | "загинув"
                | "загинула"
                | "втік"
                | "втекла"
                | "умер"
                | "умерла"
        )
    })
}

/// «мого кота звати Мурчик».
pub(super) fn called(sentence: &Sentence, end: usize) -> Option<Vec<Taken>> {
    let noun = (end..end.saturating_add(2)).find(|at| belonging(sentence.form(*at)).is_some())?;
    let kind = belonging(sentence.form(noun))?;
    let verb = noun.saturating_add(1);
    let calls = matches!(
        sentence.form(verb),
        "звати" | "звуть" | "кличуть" | "зовут" | "зовуть"
    );
    let name = sentence.word(verb.saturating_add(1))?;
    if !calls || (!name.is_capital && sentence.word(verb.saturating_add(2)).is_some()) {
        return None;
    }
    Some(vec![Taken {
        key: noun_key(sentence, noun),
        span: Span {
            from: noun,
            to: verb.saturating_add(2),
        },
        kind: Some(kind),
        is_denied: false,
    }])
}

/// «завтра співбесіда», «у п'ятницю їду до Львова»: the clause in which a time was named, if it
/// tells of the author's own journey or event.
pub(super) fn event(sentence: &Sentence, at: usize) -> Option<Vec<Taken>> {
    let is_stop = |at: usize| matches!(sentence.pieces.get(at), Some(Piece::Mark(',' | ':' | ';')));
    let from = (0..at)
        .rev()
        .find(|at| is_stop(*at))
        .map_or(0, |at| at.saturating_add(1));
    let length = sentence.pieces.len();
    let to = (at..length).find(|at| is_stop(*at)).unwrap_or(length);
    let forms = || (from..to).map(|at| sentence.form(at));
    let goes = forms().any(|form| GOINGS.contains(&form));
    let is_mine = forms().any(|form| matches!(form, "мене" | "меня" | "нас" | "мій" | "моя"));
    let event = (from..to).find(|at| EVENTS.contains(&sentence.form(*at)));
    let is_others = forms().any(|form| {
        OTHERS.contains(&form)
            || RELATIVES.contains(&form)
            || matches!(
                form,
                "тебе" | "вас" | "нього" | "неї" | "них" | "его" | "её"
            )
    }) || (from..to).any(|at| {
        let next = at.saturating_add(1);
        matches!(sentence.form(at), "у" | "в")
            && sentence.word(next).is_some_and(|word| word.is_capital)
    });
    let is_denied = forms().any(|form| matches!(form, "не" | "ні" | "скасували" | "перенесли"));
    let is_own = match event {
        _ if goes => true,
        Some(_) if is_mine => true,
        Some(event) => !is_others && !PUBLIC_EVENTS.contains(&sentence.form(event)),
        None => false,
    };
    if !is_own || is_denied {
        return None;
    }
    let mut taken = Taken::of(sentence, Span { from, to });
    let mut key: Vec<&str> = taken.key.split(' ').collect();
    key.truncate(KEY_WORDS_MAX);
    taken.key = key.join(" ");
    Some(vec![taken])
}

/// A plan is told from others by so many stems.
const KEY_WORDS_MAX: usize = 4;
