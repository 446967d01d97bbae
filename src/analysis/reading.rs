//! What the word lists find in a message, after negation, emphasis and irony have had their say.

use super::kinds::Emotion;
use super::lexicon::{Aspect, find};
use super::symbols::emoticon_meaning;
use super::tokens::{Kind, Token};

/// A finding.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hit {
    /// What is said.
    pub(crate) aspect: Aspect,
    /// How clearly; never negative.
    pub(crate) weight: f32,
    /// The token where it begins.
    pub(crate) token: usize,
    /// How many tokens it takes.
    pub(crate) span: usize,
}

/// How far back a negation reaches, in words.
const NEGATION_REACH: usize = 3;
/// How far back an intensifier reaches, in words.
const EMPHASIS_REACH: usize = 2;
/// What an intensifier and a diminisher make of a weight.
const BOOSTED: f32 = 1.3;
const DAMPED: f32 = 0.7;
/// Joy that is denied leaves so much sadness.
const DENIED_JOY: f32 = 0.4;
/// Praise that is denied leaves so much blame.
const DENIED_PRAISE: f32 = 0.9;
/// Blame that is denied leaves so much praise.
const DENIED_BLAME: f32 = 0.6;
/// Joy that is ironic is so much sadness.
const IRONIC_JOY: f32 = 0.5;
/// What capitals make of a weight.
const LOUD: f32 = 1.2;
/// How clearly laughter says that something is funny.
const LAUGHTER_WEIGHT: f32 = 3.0;

/// Looks every token up and weighs what is found.
pub(crate) fn read(tokens: &[Token<'_>]) -> Vec<Hit> {
    let raw = look_up(tokens);
    let mut hits = Vec::with_capacity(raw.len());
    for hit in &raw {
        if hit.aspect.can_turn() {
            weigh(*hit, &raw, tokens, &mut hits);
        } else {
            hits.push(*hit);
        }
    }
    hits
}

/// All findings as the lists give them: for each token and aspect the longest entry.
fn look_up(tokens: &[Token<'_>]) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::with_capacity(tokens.len() * 2);
    let mut best: Vec<(Hit, usize)> = Vec::with_capacity(8);
    for (at, token) in tokens.iter().enumerate() {
        best.clear();
        match token.kind {
            Kind::Word | Kind::Laughter | Kind::Emoji | Kind::Hashtag => {
                let words = tokens
                    .iter()
                    .skip(at)
                    .take_while(|next| {
                        matches!(
                            next.kind,
                            Kind::Word | Kind::Emoji | Kind::Hashtag | Kind::Laughter
                        )
                    })
                    .map(|next| next.form.as_str());
                find(words, |slot, span| {
                    let length = slot.stem.len() + slot.rest.len();
                    let hit = Hit {
                        aspect: slot.aspect,
                        weight: f32::from(slot.weight),
                        token: at,
                        span,
                    };
                    match best
                        .iter_mut()
                        .find(|(known, _)| known.aspect == slot.aspect)
                    {
                        Some(known) if known.1 < length => *known = (hit, length),
                        Some(_) => (),
                        None => best.push((hit, length)),
                    }
                });
                if token.kind == Kind::Laughter {
                    best.push((
                        Hit {
                            aspect: Aspect::Humour,
                            weight: LAUGHTER_WEIGHT,
                            token: at,
                            span: 1,
                        },
                        0,
                    ));
                }
            }
            Kind::Emoticon => {
                if let Some((aspect, weight)) = emoticon_meaning(&token.form) {
                    let weight = f32::from(weight);
                    best.push((
                        Hit {
                            aspect,
                            weight,
                            token: at,
                            span: 1,
                        },
                        0,
                    ));
                }
            }
            Kind::Number | Kind::Url | Kind::Name | Kind::Mark | Kind::Code => (),
        }
        hits.extend(
            best.iter()
                .map(|(hit, _)| *hit)
                .filter(|hit| hit.weight > 0.0),
        );
    }
    hits
}

/// Adds what a finding says in its place.
fn weigh(hit: Hit, raw: &[Hit], tokens: &[Token<'_>], hits: &mut Vec<Hit>) {
    let Some(token) = tokens.get(hit.token) else {
        return;
    };
    if matches!(token.kind, Kind::Emoticon | Kind::Emoji) {
        hits.push(hit);
        return;
    }
    let place = Place::of(hit, raw, tokens);
    let mut weight = hit.weight * place.emphasis;
    if token.loud {
        weight *= LOUD;
    }
    let said = |aspect, share: f32| Hit {
        aspect,
        weight: weight * share,
        ..hit
    };
    if place.denied {
        if hit.aspect == Aspect::Feels(Emotion::Joy) {
            hits.push(said(Aspect::Feels(Emotion::Sadness), DENIED_JOY));
        }
        if matches!(hit.aspect, Aspect::Good | Aspect::Feels(Emotion::Joy)) {
            hits.push(said(Aspect::Bad, DENIED_PRAISE));
        } else if hit.aspect == Aspect::Bad {
            hits.push(said(Aspect::Good, DENIED_BLAME));
        }
    } else if place.ironic && matches!(hit.aspect, Aspect::Feels(Emotion::Joy) | Aspect::Good) {
        hits.push(said(Aspect::Bad, 1.0));
        if hit.aspect != Aspect::Good {
            hits.push(said(Aspect::Feels(Emotion::Sadness), IRONIC_JOY));
        }
    } else {
        hits.push(said(hit.aspect, 1.0));
    }
}

/// What stands around a finding.
struct Place {
    denied: bool,
    ironic: bool,
    emphasis: f32,
}

impl Place {
    fn of(hit: Hit, raw: &[Hit], tokens: &[Token<'_>]) -> Self {
        let mut place = Self {
            denied: false,
            ironic: false,
            emphasis: 1.0,
        };
        let mut led_by_well = false;
        let before = tokens.iter().enumerate().take(hit.token).rev();
        for (distance, (at, token)) in before.take(NEGATION_REACH).enumerate() {
            if token.kind != Kind::Word {
                break;
            }
            led_by_well |= distance == 0 && matches!(token.form.as_str(), "ну" | "ото" | "от");
            for other in at_token(raw, at).iter().filter(|other| other.span == 1) {
                let near = distance < EMPHASIS_REACH;
                place.denied |= other.aspect == Aspect::Negation;
                if near && other.aspect == Aspect::Boost {
                    place.emphasis = BOOSTED;
                } else if near && other.aspect == Aspect::Damp {
                    place.emphasis = DAMPED;
                }
            }
        }
        let mut after = tokens.iter().skip(hit.token + hit.span);
        let next = after.next();
        let sad_face = |token: Option<&Token<'_>>| {
            token.is_some_and(|token| token.kind == Kind::Emoticon && token.form.contains('('))
        };
        place.ironic = sad_face(next) || (led_by_well && next.is_some_and(|mark| mark.form == "…"));
        place
    }
}

/// The findings that begin at one token; `hits` are in the order of tokens.
fn at_token(hits: &[Hit], token: usize) -> &[Hit] {
    let start = hits.partition_point(|hit| hit.token < token);
    let later = hits.get(start..).unwrap_or_default();
    let count = later.partition_point(|hit| hit.token == token);
    later.get(..count).unwrap_or_default()
}
