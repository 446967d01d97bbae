//! Chance as a value: a small seeded generator (SplitMix64), handed to whoever draws.
//!
//! Source: Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014.

/// A pseudo-random sequence. Not for secrets.
#[derive(Debug, Clone)]
pub struct Rng(u64);

impl Rng {
    /// The sequence that belongs to `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number in `0.0..1.0`.
    pub fn unit(&mut self) -> f64 {
        let bits = u32::try_from(self.next_u64() >> 32).unwrap_or(0);
        f64::from(bits) / (f64::from(u32::MAX) + 1.0)
    }

    /// `true` with probability `chance` (0.0 to 1.0).
    pub fn chance(&mut self, chance: f64) -> bool {
        self.unit() < chance
    }

    /// One of `items`, or `None` if there are none.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let count = u64::try_from(items.len()).ok().filter(|count| *count > 0)?;
        let index = usize::try_from(self.next_u64() % count).ok()?;
        items.get(index)
    }

    /// A number from `low` up to and including `high`; `low` if they are the wrong way round.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high.saturating_sub(low);
        match u64::try_from(span) {
            Ok(span) if span > 0 => {
                let step = self.next_u64() % span.saturating_add(1);
                low.saturating_add(i64::try_from(step).unwrap_or(0))
            }
            _ => low,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_sequence() {
        let (mut a, mut b) = (Rng::new(7), Rng::new(7));
        assert_eq!(
            (0..5).map(|_| a.next_u64()).collect::<Vec<_>>(),
            (0..5).map(|_| b.next_u64()).collect::<Vec<_>>()
        );
    }

    #[test]
    fn chances_come_out_about_right() {
        let mut rng = Rng::new(1);
        let hits = (0..10_000).filter(|_| rng.chance(0.3)).count();
        assert!((2_800..3_200).contains(&hits), "{hits}");
        assert!((0..1_000).all(|_| !rng.chance(0.0)));
        assert!((0..1_000).all(|_| rng.chance(1.0)));
    }

    #[test]
    fn between_reaches_both_ends_and_survives_nonsense() {
        let mut rng = Rng::new(3);
        let drawn: Vec<i64> = (0..200).map(|_| rng.between(1, 3)).collect();
        assert!(drawn.iter().all(|n| (1..=3).contains(n)));
        assert!(drawn.contains(&1) && drawn.contains(&3));
        assert_eq!(rng.between(5, 2), 5);
    }
}
