//! "typing…" while a model thinks, without delaying anything.
//!
//! One thread sends the action for every thinking that lasts longer than [`PATIENCE`], and again
//! every [`INTERVAL`], because Telegram shows it for five seconds.

use super::stop::Stop;
use crate::ids::{ChatId, ThreadId};
use crate::telegram::Telegram;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded, select};
use std::time::{Duration, Instant};

/// A quick answer needs no "typing…".
const PATIENCE: Duration = Duration::from_millis(400);
/// How often the action is repeated.
const INTERVAL: Duration = Duration::from_secs(4);
/// The most announcements that may wait; more are simply not shown.
const CAPACITY: usize = 64;

/// Where one is typing.
#[derive(Debug, Clone)]
struct Thinking {
    chat: ChatId,
    thread: Option<ThreadId>,
    /// Closes when the thinking is over.
    over: Receiver<()>,
    due: Instant,
}

/// Takes announcements of thinking.
#[derive(Debug)]
pub(super) struct Typist(Sender<Thinking>);

/// The typist's thread's side.
#[derive(Debug)]
pub(super) struct Announcements(Receiver<Thinking>);

/// As long as it lives, "typing…" is shown.
#[derive(Debug)]
pub(super) struct Typing {
    _over: Sender<()>,
}

impl Typist {
    /// A typist and what its thread needs.
    pub(super) fn new() -> (Self, Announcements) {
        let (sender, receiver) = bounded(CAPACITY);
        (Self(sender), Announcements(receiver))
    }

    /// Announces that an answer is being thought of; it is over when the returned value is gone.
    pub(super) fn begin(&self, chat: ChatId, thread: Option<ThreadId>) -> Typing {
        let (sender, over) = bounded(0);
        let due = Instant::now() + PATIENCE;
        // A full channel costs one "typing…", no more.
        drop(self.0.try_send(Thinking {
            chat,
            thread,
            over,
            due,
        }));
        Typing { _over: sender }
    }
}

impl Announcements {
    /// Shows what is announced until the program stops.
    pub(super) fn run(self, telegram: &Telegram, stop: &Stop) {
        let mut all: Vec<Thinking> = Vec::new();
        loop {
            let next = all.iter().map(|thinking| thinking.due).min();
            let wait = next.map_or(Duration::MAX, |due| {
                due.saturating_duration_since(Instant::now())
            });
            let wait = wait.min(Duration::from_secs(3_600));
            select! {
                recv(stop.channel()) -> _ => return,
                recv(self.0) -> announced => match announced {
                    Ok(thinking) => all.push(thinking),
                    Err(_) => return,
                },
                default(wait) => {}
            }
            let now = Instant::now();
            all.retain_mut(|thinking| still_thinks(thinking, now, telegram));
        }
    }
}

/// Shows one if it is due; `false` if its thinking is over.
fn still_thinks(thinking: &mut Thinking, now: Instant, telegram: &Telegram) -> bool {
    if thinking.over.recv_timeout(Duration::ZERO) == Err(RecvTimeoutError::Disconnected) {
        return false;
    }
    if thinking.due <= now {
        if let Err(error) = telegram.send_chat_action(thinking.chat, thinking.thread) {
            super::debug::debug!("chat {}: typing was not shown: {error}", thinking.chat);
        }
        thinking.due = Instant::now() + INTERVAL;
    }
    true
}
