//! Which chats have work, and who does it next.
//!
//! The database carries the work; the channel carries tokens. A token names a lane, that is, a
//! chat and a kind of work. A lane has at most one token, so its work is done in order and by one
//! worker at a time; waking a lane that has one only marks it as dirty, and it is looked at once
//! more when the worker is done with it. After a start, every lane with open rows is woken: there
//! is no other recovery.
//!
//! Nothing here ever blocks: a token that finds the channel full is parked, and each finished lane
//! makes room for one parked token. Memory is bounded by the number of active chats.

use crate::ids::ChatId;
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Tokens that a channel holds.
const CHANNEL_CAPACITY: usize = 1_024;

/// A chat and a kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Lane {
    /// The chat.
    pub(super) chat: ChatId,
    /// The kind of work.
    pub(super) work: Work,
}

/// The kinds of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Work {
    /// Updates to be stored and decided about: only the database.
    Ingest,
    /// Replies to be asked for and sent: may take long.
    Reply,
}

/// Where workers get their tokens.
#[derive(Debug, Clone)]
pub(super) struct Tokens {
    /// Chats with updates.
    pub(super) ingest: Receiver<ChatId>,
    /// Chats with replies.
    pub(super) reply: Receiver<ChatId>,
}

/// The lanes and their tokens.
#[derive(Debug)]
pub(super) struct Lanes {
    state: Mutex<State>,
    ingest: Sender<ChatId>,
    reply: Sender<ChatId>,
    alarm: Sender<()>,
}

#[derive(Debug, Default)]
struct State {
    /// Lanes that have a token, and whether they were woken again meanwhile.
    dirty: HashMap<Lane, bool>,
    /// Of each kind of work: a full channel of one kind keeps none of the other waiting.
    parked: [VecDeque<ChatId>; 2],
    alarms: BinaryHeap<Reverse<(Duration, Lane)>>,
    /// The earliest alarm of each lane: later ones are not even set.
    earliest: HashMap<Lane, Duration>,
}

impl Lanes {
    /// The lanes, the workers' side, and a channel that speaks when an earlier alarm was set.
    pub(super) fn new() -> (Self, Tokens, Receiver<()>) {
        let (ingest, ingest_tokens) = bounded(CHANNEL_CAPACITY);
        let (reply, reply_tokens) = bounded(CHANNEL_CAPACITY);
        let (alarm, alarms) = bounded(1);
        let lanes = Self {
            state: Mutex::default(),
            ingest,
            reply,
            alarm,
        };
        (
            lanes,
            Tokens {
                ingest: ingest_tokens,
                reply: reply_tokens,
            },
            alarms,
        )
    }

    /// Has the lane looked at.
    pub(super) fn wake(&self, lane: Lane) {
        let mut state = self.lock();
        if let Some(dirty) = state.dirty.get_mut(&lane) {
            *dirty = true;
        } else {
            state.dirty.insert(lane, false);
            self.hand_out(&mut state, lane);
        }
    }

    /// Has the lane looked at when the monotonic clock reads `at`.
    pub(super) fn wake_at(&self, lane: Lane, at: Duration) {
        let mut state = self.lock();
        if state.earliest.get(&lane).is_some_and(|first| *first <= at) {
            return;
        }
        state.earliest.insert(lane, at);
        let is_earliest = state
            .alarms
            .peek()
            .is_none_or(|Reverse((first, _))| at < *first);
        state.alarms.push(Reverse((at, lane)));
        if is_earliest {
            // A full channel already tells the timer to look.
            self.alarm.try_send(()).ok();
        }
    }

    /// Wakes the lanes whose time has come; says when the next one's does.
    pub(super) fn ring(&self, now: Duration) -> Option<Duration> {
        loop {
            let mut state = self.lock();
            let Reverse((at, lane)) = *state.alarms.peek()?;
            if at > now {
                return Some(at);
            }
            state.alarms.pop();
            // Else an earlier alarm of the lane took this one's place, and has rung.
            if state.earliest.get(&lane) == Some(&at) {
                state.earliest.remove(&lane);
                drop(state);
                self.wake(lane);
            }
        }
    }

    /// The worker is done with the lane: it rests, unless it was woken meanwhile.
    pub(super) fn done(&self, lane: Lane) {
        let mut state = self.lock();
        if state.dirty.get(&lane) == Some(&true) {
            state.dirty.insert(lane, false);
            self.hand_out(&mut state, lane);
        } else {
            state.dirty.remove(&lane);
        }
        self.unpark(&mut state);
    }

    /// The worker gives the lane up with work left: it queues behind the others.
    pub(super) fn again(&self, lane: Lane) {
        let mut state = self.lock();
        state.dirty.insert(lane, false);
        self.hand_out(&mut state, lane);
        self.unpark(&mut state);
    }

    /// How many lanes have work.
    #[cfg(test)]
    fn active(&self) -> usize {
        self.lock().dirty.len()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hand_out(&self, state: &mut State, lane: Lane) {
        if self.try_hand_out(lane) {
            return;
        }
        let [ingest, reply] = &mut state.parked;
        match lane.work {
            Work::Ingest => ingest.push_back(lane.chat),
            Work::Reply => reply.push_back(lane.chat),
        }
    }

    fn try_hand_out(&self, lane: Lane) -> bool {
        let channel = match lane.work {
            Work::Ingest => &self.ingest,
            Work::Reply => &self.reply,
        };
        match channel.try_send(lane.chat) {
            Err(TrySendError::Full(_)) => false,
            // If the workers are gone, the program stops, and the rows are found at the next start.
            Ok(()) | Err(TrySendError::Disconnected(_)) => true,
        }
    }

    fn unpark(&self, state: &mut State) {
        for (parked, work) in state.parked.iter_mut().zip([Work::Ingest, Work::Reply]) {
            while let Some(chat) = parked.pop_front() {
                if !self.try_hand_out(Lane { chat, work }) {
                    parked.push_front(chat);
                    break;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

    fn ingest(chat: i64) -> Lane {
        Lane {
            chat: ChatId(chat),
            work: Work::Ingest,
        }
    }

    #[test]
    fn a_woken_lane_has_one_token_however_often_it_is_woken() {
        let (lanes, tokens, _alarms) = Lanes::new();
        lanes.wake(ingest(1));
        lanes.wake(ingest(1));
        assert_eq!(tokens.ingest.try_iter().collect::<Vec<_>>(), [ChatId(1)]);
        // It was dirty, so it comes once more, and then rests.
        lanes.done(ingest(1));
        assert_eq!(tokens.ingest.try_iter().collect::<Vec<_>>(), [ChatId(1)]);
        lanes.done(ingest(1));
        assert_eq!(tokens.ingest.try_iter().count(), 0);
        assert_eq!(lanes.active(), 0);
    }

    #[test]
    fn more_lanes_than_the_channel_holds_are_parked_and_none_is_lost() {
        let (lanes, tokens, _alarms) = Lanes::new();
        let count = i64::try_from(CHANNEL_CAPACITY).unwrap() * 2 + 5;
        (0..count).for_each(|chat| lanes.wake(ingest(chat)));
        let mut seen = 0;
        while let Ok(chat) = tokens.ingest.try_recv() {
            seen += 1;
            lanes.done(Lane {
                chat,
                work: Work::Ingest,
            });
        }
        assert_eq!(seen, count);
        assert_eq!(lanes.active(), 0);
    }

    #[test]
    fn alarms_ring_in_order_and_tell_the_next() {
        let (lanes, tokens, alarms) = Lanes::new();
        lanes.wake_at(ingest(1), Duration::from_secs(5));
        lanes.wake_at(ingest(2), Duration::from_secs(3));
        assert!(alarms.try_recv().is_ok());
        assert_eq!(
            lanes.ring(Duration::from_secs(1)),
            Some(Duration::from_secs(3))
        );
        assert_eq!(
            lanes.ring(Duration::from_secs(4)),
            Some(Duration::from_secs(5))
        );
        assert_eq!(tokens.ingest.try_iter().collect::<Vec<_>>(), [ChatId(2)]);
        assert_eq!(lanes.ring(Duration::from_secs(5)), None);
    }

    #[test]
    fn a_lane_that_waits_again_and_again_has_one_alarm_and_it_is_the_earliest() {
        let (lanes, tokens, _alarms) = Lanes::new();
        let second = Duration::from_secs(1);
        for at in [9, 9, 7, 8, 7] {
            lanes.wake_at(ingest(1), second * at);
        }
        assert!(lanes.lock().alarms.len() <= 2);
        assert_eq!(lanes.ring(second * 8), Some(second * 9));
        assert_eq!(tokens.ingest.try_iter().count(), 1);
        lanes.done(ingest(1));
        assert_eq!(lanes.ring(second * 9), None);
        assert_eq!(tokens.ingest.try_iter().count(), 0);
    }

    #[test]
    fn replies_that_wait_for_room_keep_no_update_waiting() {
        let (lanes, tokens, _alarms) = Lanes::new();
        let count = i64::try_from(CHANNEL_CAPACITY).unwrap() + 1;
        for chat in 0..count {
            let work = Work::Reply;
            lanes.wake(Lane {
                chat: ChatId(chat),
                work,
            });
        }
        (0..count).for_each(|chat| lanes.wake(ingest(chat)));
        let Ok(first) = tokens.ingest.try_recv() else {
            panic!("nothing to take in");
        };
        lanes.done(ingest(first.0));
        let rest = tokens.ingest.try_iter().count();
        assert_eq!(rest, CHANNEL_CAPACITY, "the parked one came in");
    }

    /// Many producers, few workers: every wake-up is followed by a look, and no lane is in two
    /// hands at once.
    #[test]
    fn no_wake_up_is_lost_and_no_lane_runs_twice_at_once() {
        const LANES: usize = 40;
        const WAKES: i64 = 2_000;
        let (lanes, tokens, _alarms) = Lanes::new();
        let work: Vec<AtomicI64> = (0..LANES).map(|_| AtomicI64::new(0)).collect();
        let busy: Vec<AtomicBool> = (0..LANES).map(|_| AtomicBool::new(false)).collect();
        let done = AtomicI64::new(0);
        let total = WAKES * 3;
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    while done.load(Ordering::SeqCst) < total {
                        let Ok(chat) = tokens.ingest.recv_timeout(Duration::from_millis(20)) else {
                            continue;
                        };
                        let index = usize::try_from(chat.0).unwrap();
                        assert!(
                            !busy[index].swap(true, Ordering::SeqCst),
                            "lane in two hands"
                        );
                        let taken = work[index].swap(0, Ordering::SeqCst);
                        done.fetch_add(taken, Ordering::SeqCst);
                        busy[index].store(false, Ordering::SeqCst);
                        lanes.done(ingest(chat.0));
                    }
                });
            }
            for producer in 0..3_i64 {
                let (lanes, work) = (&lanes, &work);
                scope.spawn(move || {
                    for step in 0..WAKES {
                        let lane = (step * 7 + producer * 13) % 40;
                        let index = usize::try_from(lane).unwrap();
                        work[index].fetch_add(1, Ordering::SeqCst);
                        lanes.wake(ingest(lane));
                    }
                });
            }
        });
        assert_eq!(done.load(Ordering::SeqCst), total);
    }
}
