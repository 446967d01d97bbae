//! A Bot API server on loopback, with the real one's rules, scripted faults and a full record.

use super::http_server::{HttpServer, Request};
use super::telegram_faults::Rule;
use super::telegram_log::Log;
use super::telegram_queue::Queue;
use super::telegram_rules::{Chat, World};
use super::telegram_server::{Shared, State};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

/// The token that the server knows; a canary for tests that look for leaks.
pub const TOKEN: &str = "123456789:AAFcanaryTOKENcanaryTOKENcanary_-xY";
/// The bot's own id.
pub const BOT_ID: i64 = 123_456_789;
/// The bot's user name.
pub const BOT_USERNAME: &str = "gryag_bot";
/// How long a test waits for what must happen; generous, since the machine may be busy.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Where an update went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pushed {
    /// Its number.
    pub update: i64,
    /// The chat; 0 if none.
    pub chat: i64,
    /// The message; 0 if none.
    pub message: i64,
}

/// The server; stops when dropped.
#[derive(Debug)]
pub struct FakeTelegram {
    shared: Arc<Shared>,
    server: HttpServer,
}

impl FakeTelegram {
    /// Starts a server without chats or updates.
    pub fn start() -> Self {
        let me = json!({
            "id": BOT_ID, "is_bot": true, "first_name": "Гряг", "username": BOT_USERNAME,
            "can_join_groups": true, "can_read_all_group_messages": true,
            "supports_inline_queries": false, "can_connect_to_business": false,
            "has_main_web_app": false,
        });
        let world = World {
            me,
            chats: HashMap::new(),
            webhook: None,
            files: HashMap::new(),
            sent: Vec::new(),
            now: 0.0,
            date: 0,
        };
        let state = State {
            queue: Queue::starting_at(700_000_001),
            world,
            rules: Vec::new(),
            log: Log::default(),
            poll: 0,
            latency: Duration::ZERO,
            stopped: false,
        };
        let (changed, started) = (Condvar::new(), Instant::now());
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            changed,
            started,
        });
        let server = {
            let shared = Arc::clone(&shared);
            HttpServer::start(move |request: &Request| shared.answer(request))
        };
        Self { shared, server }
    }

    /// The value for `TELEGRAM_API_URL`.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// The server's clock: seconds since it started, as in the record.
    pub fn now(&self) -> f64 {
        self.shared.now()
    }

    /// Cuts every open connection.
    pub fn cut_connections(&self) {
        self.server.cut_connections();
    }

    /// Queues an update. Without `update_id` it gets the next one; a message without `message_id`
    /// gets the next one of its chat, as Telegram would number it.
    pub fn push(&self, update: Value) -> Pushed {
        self.push_all(vec![update])[0]
    }

    /// Queues several updates at once, so that one poll finds them together.
    pub fn push_all(&self, updates: Vec<Value>) -> Vec<Pushed> {
        let mut state = self.shared.lock();
        let pushed = updates
            .into_iter()
            .map(|update| state.push(update))
            .collect();
        drop(state);
        self.shared.changed.notify_all();
        pushed
    }

    /// Queues text that may be no proper update at all; `json` must hold its own `update_id`.
    pub fn push_raw(&self, update_id: i64, json: &str) {
        let mut state = self.shared.lock();
        state.queue.push(update_id, Arc::from(json));
        state.log.waiting = state.queue.len();
        drop(state);
        self.shared.changed.notify_all();
    }

    /// Lets the next update have this number.
    pub fn restart_numbers_at(&self, update_id: i64) {
        self.shared.lock().queue.restart_numbers_at(update_id);
    }

    /// Scripts a fault.
    pub fn fail(&self, rule: Rule) {
        self.shared.lock().rules.push(rule);
    }

    /// Ends all faults.
    pub fn heal(&self) {
        self.shared.lock().rules.clear();
    }

    /// Lets every answer but that of `getUpdates` take this long after the call was carried out.
    pub fn set_latency(&self, latency: Duration) {
        self.shared.lock().latency = latency;
    }

    /// Changes what the server knows: chats, files, the webhook, the bot itself.
    pub fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        change(&mut self.shared.lock().world)
    }

    /// Changes what the server knows of one chat.
    pub fn change_chat(&self, chat_id: i64, change: impl FnOnce(&mut Chat)) {
        self.change(|world| change(world.chats.entry(chat_id).or_default()));
    }

    /// Looks at the record.
    pub fn with_log<T>(&self, look: impl FnOnce(&Log) -> T) -> T {
        look(&self.shared.lock().log)
    }

    /// A copy of the record.
    pub fn log(&self) -> Log {
        self.with_log(Log::clone)
    }

    /// Blocks until the record shows something, and returns it.
    ///
    /// # Panics
    /// If it does not within [`PATIENCE`].
    #[track_caller]
    pub fn wait_for<T>(&self, what: &str, mut look: impl FnMut(&Log) -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        let mut state = self.shared.lock();
        loop {
            if let Some(found) = look(&state.log) {
                return found;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            let summary = if left.is_zero() {
                state.log.summary()
            } else {
                String::new()
            };
            assert!(!left.is_zero(), "waited in vain for {what}; {summary}");
            state = self.shared.changed.wait_timeout(state, left).unwrap().0;
        }
    }

    /// Blocks until the record meets a condition.
    #[track_caller]
    pub fn wait_until(&self, what: &str, mut holds: impl FnMut(&Log) -> bool) {
        self.wait_for(what, |log| holds(log).then_some(()));
    }

    /// Blocks until every update is confirmed and a poll waits for more: whatever the bot has been
    /// given it has put on its disk.
    #[track_caller]
    pub fn wait_until_drained(&self) {
        self.wait_until("all updates confirmed", |log| {
            log.waiting == 0 && log.parked
        });
    }
}

impl Drop for FakeTelegram {
    fn drop(&mut self) {
        // A poisoned lock means that a test is failing already.
        if let Ok(mut state) = self.shared.state.lock() {
            state.stopped = true;
        }
        self.shared.changed.notify_all();
    }
}
