//! The trained table: small weights for hashed words and letter groups, and how to add them up.
//!
//! Written by `scripts/train_table.py` from BRIGHTER / EmoBench-UA (SemEval-2025 task 11, CC BY
//! 4.0, <https://brighter-dataset.github.io>) and from the sentiment and language texts that the
//! script names. It holds no text, only weights of hashes.
//!
//! Layout, little endian: the starts of 4 096 groups (u16, one more closes the last), a scale for
//! each column and the bias of the last (f32), the blends (f32), then the entries: keys (u16,
//! twelve bits of the hash and four of the column) and weights (i8). A hash is sought in the group
//! of its upper twelve bits.

use super::features::{unit, visit_pair, visit_word};
use super::fold::is_cyrillic;
use super::tokens::{Kind, Token};

/// Columns of the table: six emotions, good, bad, Ukrainian against Russian.
pub(crate) const COLUMNS: usize = 9;
/// The column of Ukrainian against Russian.
pub(crate) const UKRAINIAN: usize = 8;
/// The blend for each of six emotions and of three sentiments.
pub(crate) const BLENDS: usize = 9;
/// Numbers in each blend: the bias, the signals, the columns, the threshold.
pub(crate) const BLEND_WIDTH: usize = 1 + SIGNALS + (COLUMNS - 1) + 1;
/// Signals of the word lists that the blend weighs.
pub(crate) const SIGNALS: usize = 20;

const GROUPS: usize = 4096;
const HASH_BITS: u32 = 24;
const REST_BITS: u32 = 12;
const REST_MASK: u32 = 0xFFF;

/// No sentence reaches this; only repetition does.
const MARGIN_MAX: f32 = 8.0;

const BYTES: &[u8] = include_bytes!("table.bin");
const HEAD: usize = 2 * (GROUPS + 1) + 4 * (COLUMNS + 1) + 4 * BLENDS * BLEND_WIDTH;
const ENTRIES: usize = (BYTES.len() - HEAD) / 3;

/// The largest table that is accepted, in bytes.
const BYTES_MAX: usize = 64 * 1024;
const _: () = assert!(BYTES.len() <= BYTES_MAX && BYTES.len() == HEAD + 3 * ENTRIES);

static STARTS: [u16; GROUPS + 1] = shorts(BYTES);
/// The scales, and the bias of Ukrainian against Russian.
static SCALES: [f32; COLUMNS + 1] = floats(BYTES.split_at(2 * (GROUPS + 1)).1);
static BLEND: [[f32; BLEND_WIDTH]; BLENDS] = blends();
static KEYS: [u16; ENTRIES] = shorts(BYTES.split_at(HEAD).1);
static WEIGHTS: [i8; ENTRIES] = bytes(BYTES.split_at(HEAD + 2 * ENTRIES).1);

const fn shorts<const N: usize>(bytes: &[u8]) -> [u16; N] {
    let mut out = [0; N];
    let mut places: &mut [u16] = &mut out;
    let mut rest = bytes;
    while let ([low, high, more @ ..], [place, others @ ..]) = (rest, places) {
        *place = u16::from_le_bytes([*low, *high]);
        rest = more;
        places = others;
    }
    out
}

const fn floats<const N: usize>(bytes: &[u8]) -> [f32; N] {
    let mut out = [0.0; N];
    let mut places: &mut [f32] = &mut out;
    let mut rest = bytes;
    while let ([a, b, c, d, more @ ..], [place, others @ ..]) = (rest, places) {
        *place = f32::from_le_bytes([*a, *b, *c, *d]);
        rest = more;
        places = others;
    }
    out
}

const fn bytes<const N: usize>(bytes: &[u8]) -> [i8; N] {
    let mut out = [0; N];
    let mut places: &mut [i8] = &mut out;
    let mut rest = bytes;
    while let ([byte, more @ ..], [place, others @ ..]) = (rest, places) {
        *place = i8::from_le_bytes([*byte]);
        rest = more;
        places = others;
    }
    out
}

const fn blends() -> [[f32; BLEND_WIDTH]; BLENDS] {
    let mut out = [[0.0; BLEND_WIDTH]; BLENDS];
    let mut places: &mut [[f32; BLEND_WIDTH]] = &mut out;
    let mut rest = BYTES.split_at(2 * (GROUPS + 1) + 4 * (COLUMNS + 1)).1;
    while let [place, others @ ..] = places {
        *place = floats(rest);
        rest = rest.split_at(4 * BLEND_WIDTH).1;
        places = others;
    }
    out
}

/// What the table says about a message.
#[derive(Debug, Clone)]
pub(crate) struct Margins {
    /// The sums of the columns, each over the square root of the number of features.
    pub(crate) columns: [f32; COLUMNS],
    /// Ukrainian (above zero) against Russian (below) for each Cyrillic word.
    pub(crate) words: Vec<f32>,
}

/// Looks all features of a message up.
pub(crate) fn look_up(tokens: &[Token<'_>]) -> Margins {
    let mut sums = Sums::default();
    let mut words = Vec::with_capacity(tokens.len());
    let mut last = "";
    let mut margin = 0.0;
    for token in tokens {
        let unit = unit(token);
        if unit.is_empty() {
            continue;
        }
        // What is only repeated says nothing new, however often.
        if unit != last {
            let before = sums.clone();
            visit_word(unit, &mut |hash| sums.add(hash));
            margin = sums.since(&before, UKRAINIAN);
            if !last.is_empty() {
                visit_pair(last, unit, &mut |hash| sums.add(hash));
            }
        }
        if token.kind == Kind::Word && unit.chars().any(is_cyrillic) {
            words.push(margin);
        }
        last = unit;
    }
    Margins {
        columns: sums.scaled(),
        words,
    }
}

/// The sums so far, in the small integers of the table.
#[derive(Debug, Clone, Default)]
struct Sums {
    columns: [i32; COLUMNS],
    features: u32,
}

impl Sums {
    fn add(&mut self, hash: u32) {
        self.features += 1;
        let hash = hash & ((1 << HASH_BITS) - 1);
        let group = (hash >> REST_BITS) as usize;
        let wanted = hash & REST_MASK;
        let Some(&[start, end]) = STARTS.get(group..group + 2) else {
            return;
        };
        let places = usize::from(start)..usize::from(end);
        let (Some(keys), Some(weights)) = (KEYS.get(places.clone()), WEIGHTS.get(places)) else {
            return;
        };
        for (&key, &weight) in keys.iter().zip(weights) {
            if u32::from(key >> 4) == wanted
                && let Some(sum) = self.columns.get_mut(usize::from(key & 0xF))
            {
                *sum += i32::from(weight);
            }
        }
    }

    fn scaled(&self) -> [f32; COLUMNS] {
        let mut out = [0.0; COLUMNS];
        for ((place, &sum), &scale) in out.iter_mut().zip(&self.columns).zip(&SCALES) {
            let margin = to_float(sum) * scale * per_root(self.features);
            *place = margin.clamp(-MARGIN_MAX, MARGIN_MAX);
        }
        if let (Some(ukrainian), Some(bias)) = (out.get_mut(UKRAINIAN), SCALES.last()) {
            *ukrainian += bias;
        }
        out
    }

    /// What one column gained since `before`.
    fn since(&self, before: &Self, column: usize) -> f32 {
        let (Some(now), Some(then), Some(scale)) = (
            self.columns.get(column),
            before.columns.get(column),
            SCALES.get(column),
        ) else {
            return 0.0;
        };
        to_float(now - then) * scale * per_root(self.features - before.features)
            + SCALES.last().copied().unwrap_or(0.0)
    }
}

/// The sums are far below the 24 bits that a float holds exactly.
#[expect(
    clippy::cast_precision_loss,
    reason = "bounded by the length of a message"
)]
const fn to_float(sum: i32) -> f32 {
    sum as f32
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a count of features needs no last digit"
)]
fn per_root(features: u32) -> f32 {
    1.0 / (features.max(1) as f32).sqrt()
}

/// One blend of signals and columns: the sum before the logistic function, and its threshold.
pub(crate) fn blend(index: usize, signals: &[f32; SIGNALS], margins: &Margins) -> (f32, f32) {
    let Some([bias, weights @ .., threshold]) = BLEND.get(index) else {
        return (0.0, 0.0);
    };
    let columns = margins.columns.iter().take(COLUMNS - 1);
    let inputs = signals.iter().chain(columns);
    let sum: f32 = weights
        .iter()
        .zip(inputs)
        .map(|(weight, input)| weight * input)
        .sum();
    (bias + sum, *threshold)
}
