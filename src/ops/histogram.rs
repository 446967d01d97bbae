//! Counts of durations by size: cheap to add to from many threads, read now and then.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The upper bounds of the buckets in milliseconds; one more bucket takes the rest.
pub const BOUNDS_MS: [u64; 15] = [
    1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000,
];

/// Counts of durations by size.
#[derive(Debug, Default)]
pub struct Histogram {
    /// How many lie within each bound and not within a smaller one; those beyond all at the end.
    counts: [AtomicU64; BOUNDS_MS.len() + 1],
    total_us: AtomicU64,
}

/// What a [`Histogram`] held at some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// How many lie within each bound of [`BOUNDS_MS`], the smaller ones included.
    pub within: [u64; BOUNDS_MS.len()],
    /// How many there are.
    pub count: u64,
    /// Their sum in microseconds.
    pub total_us: u64,
}

impl Histogram {
    /// Counts a duration.
    pub fn add(&self, duration: Duration) {
        self.add_many(duration, 1);
    }

    /// Counts a duration so many times.
    pub fn add_many(&self, duration: Duration, times: u64) {
        let micros = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        let bucket = BOUNDS_MS.partition_point(|bound| bound.saturating_mul(1_000) < micros);
        if let Some(count) = self.counts.get(bucket) {
            count.fetch_add(times, Ordering::Relaxed);
        }
        self.total_us
            .fetch_add(micros.saturating_mul(times), Ordering::Relaxed);
    }

    /// What it holds now.
    pub fn counts(&self) -> Counts {
        let mut within = [0; BOUNDS_MS.len()];
        let mut so_far = 0_u64;
        for (total, count) in within.iter_mut().zip(&self.counts) {
            so_far = so_far.saturating_add(count.load(Ordering::Relaxed));
            *total = so_far;
        }
        let beyond = self
            .counts
            .last()
            .map_or(0, |count| count.load(Ordering::Relaxed));
        Counts {
            within,
            count: so_far.saturating_add(beyond),
            total_us: self.total_us.load(Ordering::Relaxed),
        }
    }
}

impl Counts {
    /// The smallest bound within which so many per cent lie, in milliseconds; `None` if there are
    /// none, or if it lies beyond all bounds.
    pub fn percentile_ms(&self, per_cent: u64) -> Option<u64> {
        let needed = self.count.saturating_mul(per_cent).div_ceil(100).max(1);
        let at = self.within.iter().position(|within| *within >= needed)?;
        BOUNDS_MS.get(at).copied().filter(|_| self.count > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_fall_into_the_smallest_bucket_that_holds_them() {
        let histogram = Histogram::default();
        for micros in [0, 1_000, 1_001, 2_000, 59_999_000, 60_000_001] {
            histogram.add(Duration::from_micros(micros));
        }
        let counts = histogram.counts();
        assert_eq!(counts.within[..3], [2, 4, 4]);
        assert_eq!((counts.within[14], counts.count), (5, 6));
        assert_eq!(counts.total_us, 120_003_002);
    }

    #[test]
    fn percentiles_are_bounds() {
        let histogram = Histogram::default();
        assert_eq!(histogram.counts().percentile_ms(50), None);
        histogram.add_many(Duration::from_millis(3), 98);
        histogram.add_many(Duration::from_millis(700), 2);
        assert_eq!(histogram.counts().percentile_ms(50), Some(5));
        assert_eq!(histogram.counts().percentile_ms(99), Some(1_000));
        histogram.add_many(Duration::from_secs(100), 100);
        assert_eq!(histogram.counts().percentile_ms(99), None);
    }
}
