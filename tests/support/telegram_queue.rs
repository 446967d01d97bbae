//! The server's queue of updates, with its exact offset rules (tdlib/telegram-bot-api, `Client.cpp`
//! and td's `TQueue.cpp`). Pure: the caller brings the time.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The longest that `getUpdates` blocks, whatever was asked.
pub const TIMEOUT_MAX_S: i64 = 50;
/// The most updates in one answer.
pub const LIMIT_MAX: i64 = 100;
/// The most bytes of updates in one answer.
const ANSWER_BYTES_MAX: usize = 4 << 20;
/// An offset further ahead than this is not believed.
const AHEAD_MAX: i64 = 10;

/// One update as it goes over the wire.
#[derive(Debug, Clone)]
pub struct Queued {
    /// Its number.
    pub id: i64,
    /// The whole object, `update_id` included.
    pub json: Arc<str>,
}

/// Updates not yet confirmed.
#[derive(Debug)]
pub struct Queue {
    waiting: VecDeque<Queued>,
    next_id: i64,
    last_asked: Option<(i64, Instant)>,
}

/// What a `getUpdates` call comes to, after the server's clamping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// As asked.
    pub offset: i64,
    /// 1 to 100; 1 if the same offset was asked within half a second.
    pub limit: usize,
    /// How long it may block.
    pub timeout: Duration,
}

impl Queue {
    /// An empty queue whose first update will be `first_id`.
    pub fn starting_at(first_id: i64) -> Self {
        Self {
            waiting: VecDeque::new(),
            next_id: first_id,
            last_asked: None,
        }
    }

    /// The number of the next update.
    pub fn next_id(&self) -> i64 {
        self.next_id
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Appends an update; later ones are numbered from it.
    pub fn push(&mut self, id: i64, json: Arc<str>) {
        self.waiting.push_back(Queued { id, json });
        self.next_id = id + 1;
    }

    /// Lets the next update have this number: after a week without updates it is a random one.
    pub fn restart_numbers_at(&mut self, id: i64) {
        self.next_id = id;
    }

    /// Applies the server's clamping, which depends on what was asked before.
    pub fn ask(&mut self, offset: i64, limit: i64, timeout_s: i64, now: Instant) -> Asked {
        let mut limit = limit.clamp(1, LIMIT_MAX);
        let mut timeout_s = timeout_s.clamp(0, TIMEOUT_MAX_S);
        let before = self.last_asked.filter(|(same, _)| *same == offset);
        if let Some(ago) = before.map(|(_, at)| now.saturating_duration_since(at)) {
            if timeout_s < 3 && ago < Duration::from_secs(3) {
                timeout_s = 3;
            }
            if ago < Duration::from_millis(500) {
                limit = 1;
            }
        }
        self.last_asked = Some((offset, now));
        let timeout = Duration::from_secs(timeout_s.unsigned_abs());
        Asked {
            offset,
            limit: usize::try_from(limit).unwrap(),
            timeout,
        }
    }

    /// Forgets what `offset` confirms. A negative offset keeps only that many at the end.
    pub fn confirm(&mut self, offset: i64) {
        if offset < 0 {
            let keep = usize::try_from(offset.unsigned_abs()).unwrap();
            let surplus = self.waiting.len().saturating_sub(keep);
            self.waiting.drain(..surplus);
            return;
        }
        let in_future = offset > self.next_id + AHEAD_MAX;
        if !in_future {
            while self
                .waiting
                .front()
                .is_some_and(|update| update.id < offset)
            {
                self.waiting.pop_front();
            }
        }
    }

    /// The updates at the head, at most `limit` and four mebibytes of them.
    pub fn head(&self, limit: usize) -> Vec<Queued> {
        let mut bytes = 0;
        let fits = |update: &&Queued| {
            bytes += update.json.len();
            bytes <= ANSWER_BYTES_MAX
        };
        self.waiting
            .iter()
            .take(limit)
            .take_while(fits)
            .cloned()
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(offset: i64, limit: usize, expected: &[i64]) {
        let mut queue = Queue::starting_at(100);
        for id in 100..105 {
            queue.push(id, Arc::from("{}"));
        }
        queue.confirm(offset);
        let ids: Vec<i64> = queue.head(limit).iter().map(|update| update.id).collect();
        assert_eq!(ids, expected);
    }

    #[test]
    fn confirms_everything_below_the_offset() {
        check(0, 100, &[100, 101, 102, 103, 104]);
        check(102, 100, &[102, 103, 104]);
        check(102, 2, &[102, 103]);
        check(105, 100, &[]);
    }

    #[test]
    fn deletes_everything_if_the_offset_is_a_little_too_high() {
        check(115, 100, &[]);
    }

    #[test]
    fn does_not_believe_an_offset_in_the_far_future() {
        check(116, 100, &[100, 101, 102, 103, 104]);
    }

    #[test]
    fn keeps_only_the_tail_for_a_negative_offset() {
        check(-2, 100, &[103, 104]);
    }

    #[test]
    fn punishes_fast_repeats() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut queue = Queue::starting_at(1);
        let first = queue.ask(0, 500, 60, at(0));
        assert_eq!((first.limit, first.timeout.as_secs()), (100, 50));
        let soon = queue.ask(0, 100, 0, at(400));
        assert_eq!((soon.limit, soon.timeout.as_secs()), (1, 3));
        let later = queue.ask(0, 100, 0, at(1500));
        assert_eq!((later.limit, later.timeout.as_secs()), (100, 3));
        let other = queue.ask(7, 0, 0, at(1600));
        assert_eq!((other.limit, other.timeout.as_secs()), (1, 0));
    }
}
