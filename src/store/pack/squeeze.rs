//! A small text coder: bytes are predicted bit by bit from what stands before them, and an
//! arithmetic coder spends the fewer bits the better the prediction was.
//!
//! Several contexts (the last one to four bytes, and the word begun) each vote with what they saw
//! follow before; a mixer learns whom to trust. Every step is integer arithmetic, so a block reads
//! the same on every machine. Before the first byte the model has read [`super::primer`], which
//! makes even a short block small. The format is frozen: a change needs a new version byte.

use super::primer::PRIMER;
use std::sync::OnceLock;

/// Contexts that vote.
const CONTEXTS: usize = 6;
/// Slots of each context's table, a power of two.
const SLOTS: usize = 1 << 16;
/// The mixer chooses its weights by the byte begun: 256 sets.
const WEIGHT_SETS: usize = 256;
/// A probability is a share of this.
const ONE: i32 = 1 << 12;
/// How quickly weights learn.
const LEARNING_SHIFT: i32 = 10;

/// What a context saw: the probability of a one in the upper 12 bits, how often in the lower 4.
type Cell = u16;

const FRESH: Cell = 0x8000;

/// The model: what followed what so far.
#[derive(Debug, Clone)]
pub(super) struct Model {
    cells: Vec<Cell>,
    weights: Vec<[i32; CONTEXTS]>,
    /// The slot of each context for the bit to come.
    slots: [usize; CONTEXTS],
    votes: [i32; CONTEXTS],
    hashes: [u32; CONTEXTS],
    history: u32,
    word: u32,
    /// The bits of the byte begun, with a one before them.
    begun: u32,
    mixed: i32,
}

/// The natural logarithm's odds, -2047 to 2047, of a share of 4096.
fn stretch_table() -> &'static [i32; 4096] {
    static TABLE: OnceLock<Box<[i32; 4096]>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Box::new([0_i32; 4096]);
        let mut filled = 0_usize;
        for odds in -2047..=2047 {
            let share = usize::try_from(squash(odds)).unwrap_or(0);
            for slot in table.iter_mut().take(share.saturating_add(1)).skip(filled) {
                *slot = odds;
            }
            filled = filled.max(share.saturating_add(1));
        }
        for slot in table.iter_mut().skip(filled) {
            *slot = 2047;
        }
        table
    })
}

/// A share of 4096 from odds: the inverse of the stretch table, by interpolation.
fn squash(odds: i32) -> i32 {
    const POINTS: [i32; 33] = [
        1, 2, 3, 6, 10, 16, 27, 45, 73, 120, 194, 310, 488, 747, 1101, 1546, 2047, 2549, 2994,
        3348, 3607, 3785, 3901, 3975, 4022, 4050, 4068, 4079, 4085, 4089, 4092, 4093, 4094,
    ];
    if odds > 2047 {
        return ONE - 1;
    }
    if odds < -2047 {
        return 1;
    }
    let share = odds & 127;
    let at = usize::try_from((odds >> 7) + 16).unwrap_or(0);
    let low = POINTS.get(at).copied().unwrap_or(1);
    let high = POINTS.get(at + 1).copied().unwrap_or(ONE - 1);
    (low * (128 - share) + high * share + 64) >> 7
}

impl Model {
    fn empty() -> Self {
        let mut model = Self {
            cells: vec![FRESH; CONTEXTS * SLOTS],
            weights: vec![[20_000; CONTEXTS]; WEIGHT_SETS],
            slots: [0; CONTEXTS],
            votes: [0; CONTEXTS],
            hashes: [0; CONTEXTS],
            history: 0,
            word: 0,
            begun: 1,
            mixed: ONE / 2,
        };
        model.hash();
        model
    }

    /// A model that has read the primer.
    fn primed() -> Self {
        static PRIMED: OnceLock<Model> = OnceLock::new();
        PRIMED
            .get_or_init(|| {
                let mut model = Self::empty();
                for byte in super::alphabet::narrow(PRIMER) {
                    for shift in (0..8).rev() {
                        model.predict();
                        model.learn((byte >> shift) & 1 == 1);
                    }
                }
                model
            })
            .clone()
    }

    fn hash(&mut self) {
        let h = self.history;
        let spread = |number: u32, salt: u32| {
            (number ^ salt.wrapping_mul(0x9E37_79B9))
                .wrapping_mul(0x85EB_CA6B)
                .rotate_left(13)
                .wrapping_mul(0xC2B2_AE35)
        };
        self.hashes = [
            0,
            spread(h & 0xFF, 1),
            spread(h & 0xFFFF, 2),
            spread(h & 0x00FF_FFFF, 3),
            spread(h, 4),
            spread(self.word, 5),
        ];
    }

    /// The probability that the next bit is a one, in shares of 65 536.
    fn predict(&mut self) -> u32 {
        let table = stretch_table();
        let set = usize::try_from(self.begun & 0xFF).unwrap_or(0);
        let weights = self.weights.get(set).copied().unwrap_or([0; CONTEXTS]);
        let mut sum = 0_i64;
        for (context, weight) in weights.iter().enumerate() {
            let hash = self.hashes.get(context).copied().unwrap_or(0);
            let mixed = hash.wrapping_add(self.begun.wrapping_mul(0x9E37_79B1));
            let slot = usize::try_from((mixed ^ (mixed >> 15)) & 0xFFFF).unwrap_or(0);
            let at = context * SLOTS + slot;
            let cell = self.cells.get(at).copied().unwrap_or(FRESH);
            let share = usize::from(cell >> 4);
            let odds = table.get(share).copied().unwrap_or(0);
            // What was seen but once says less than what was seen often.
            let vote = match cell & 15 {
                0 => 0,
                1 => odds * 5 / 8,
                _ => odds,
            };
            if let (Some(place), Some(cast)) =
                (self.slots.get_mut(context), self.votes.get_mut(context))
            {
                *place = at;
                *cast = vote;
            }
            sum += i64::from(vote) * i64::from(*weight);
        }
        let odds = i32::try_from((sum >> 16).clamp(-2047, 2047)).unwrap_or(0);
        self.mixed = squash(odds);
        // Sixteen bits for the coder; never certain.
        u32::try_from(self.mixed).unwrap_or(1).clamp(1, 4095) * 16 + 8
    }

    fn learn(&mut self, bit: bool) {
        let target = if bit { ONE - 1 } else { 0 };
        let error = target - self.mixed;
        let set = usize::try_from(self.begun & 0xFF).unwrap_or(0);
        if let Some(weights) = self.weights.get_mut(set) {
            for (weight, vote) in weights.iter_mut().zip(self.votes) {
                let step = (vote * error + (1 << (LEARNING_SHIFT - 1))) >> LEARNING_SHIFT;
                *weight = (*weight + step * 6).clamp(-400_000, 400_000);
            }
        }
        for at in self.slots {
            if let Some(cell) = self.cells.get_mut(at) {
                *cell = seen(*cell, bit);
            }
        }
        self.begun = (self.begun << 1) | u32::from(bit);
        if self.begun >= 256 {
            let byte = self.begun & 0xFF;
            self.begun = 1;
            self.history = (self.history << 8) | byte;
            // Letters of either script continue a word; anything else begins the next.
            let is_letter = byte >= 0x80 || (byte | 0x20).wrapping_sub(0x61) < 26;
            self.word = if is_letter {
                (self.word.wrapping_add(byte)).wrapping_mul(0x2F0B_4C47)
            } else {
                0
            };
            self.hash();
        }
    }
}

/// The cell after another bit: quick to learn at first, steadier later.
fn seen(cell: Cell, bit: bool) -> Cell {
    /// Shares of 256 by which a cell moves the n-th time.
    const PACE: [i32; 16] = [
        140, 96, 72, 56, 46, 40, 34, 30, 27, 24, 22, 20, 18, 17, 16, 15,
    ];
    let count = cell & 15;
    let share = i32::from(cell >> 4);
    let target = if bit { ONE - 1 } else { 0 };
    let pace = PACE.get(usize::from(count)).copied().unwrap_or(15);
    let moved = (share + (((target - share) * pace) >> 8)).clamp(1, ONE - 2);
    let share = u16::try_from(moved).unwrap_or(2048);
    (share << 4) | count.saturating_add(1).min(15)
}

/// `bytes` made small.
pub(super) fn squeeze(bytes: &[u8]) -> Vec<u8> {
    let mut model = Model::primed();
    let mut out = Vec::with_capacity(bytes.len() / 2);
    let (mut low, mut high) = (0_u32, u32::MAX);
    for &byte in bytes {
        for shift in (0..8).rev() {
            let bit = (byte >> shift) & 1 == 1;
            let border = border(low, high, model.predict());
            if bit {
                high = border;
            } else {
                low = border.wrapping_add(1);
            }
            model.learn(bit);
            while (low ^ high) >> 24 == 0 {
                out.push(top(high));
                low <<= 8;
                high = (high << 8) | 0xFF;
            }
        }
    }
    // Enough of the last interval to lie within it whatever is read behind the end.
    out.push(top(high));
    out.push(top(high << 8));
    out
}

/// The bytes that [`squeeze`] made small, until `enough` says that no more are needed.
pub(super) fn expand(
    squeezed: &[u8],
    length: usize,
    mut enough: impl FnMut(u8) -> bool,
) -> Vec<u8> {
    let mut model = Model::primed();
    let mut input = squeezed.iter().copied();
    let mut next = || u32::from(input.next().unwrap_or(0));
    let mut code = 0_u32;
    for _ in 0..4 {
        code = (code << 8) | next();
    }
    let (mut low, mut high) = (0_u32, u32::MAX);
    let mut out = Vec::with_capacity(length.min(1 << 20));
    while out.len() < length {
        let mut byte = 0_u8;
        for _ in 0..8 {
            let border = border(low, high, model.predict());
            let bit = code <= border;
            if bit {
                high = border;
            } else {
                low = border.wrapping_add(1);
            }
            model.learn(bit);
            byte = (byte << 1) | u8::from(bit);
            while (low ^ high) >> 24 == 0 {
                low <<= 8;
                high = (high << 8) | 0xFF;
                code = (code << 8) | next();
            }
        }
        out.push(byte);
        if enough(byte) {
            break;
        }
    }
    out
}

/// Where the interval divides between one (below) and zero (above).
fn border(low: u32, high: u32, one: u32) -> u32 {
    let range = u64::from(high - low);
    let part = (range * u64::from(one)) >> 16;
    low + u32::try_from(part).unwrap_or(0)
}

fn top(number: u32) -> u8 {
    u8::try_from(number >> 24).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8]) {
        let small = squeeze(bytes);
        assert_eq!(expand(&small, bytes.len(), |_| false), bytes);
    }

    #[test]
    fn whatever_goes_in_comes_out() {
        check(b"");
        check(b"a");
        check(&[0; 3_000]);
        check(&[255; 3_000]);
        let every: Vec<u8> = (0..=255).cycle().take(5_000).collect();
        check(&every);
        let mut state = 1_u32;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            top(state)
        })
        .take(20_000)
        .collect();
        check(&noise);
        assert!(squeeze(&noise).len() < noise.len() + noise.len() / 16);
    }

    #[test]
    fn damaged_blocks_give_bytes_and_no_panic() {
        let mut small = squeeze("Слава Україні, героям слава".as_bytes());
        small.reverse();
        assert_eq!(expand(&small, 40, |_| false).len(), 40);
        assert_eq!(expand(&[], 7, |_| false).len(), 7);
    }
}
