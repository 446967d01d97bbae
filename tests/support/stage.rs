//! A bot's whole world for one test: the two servers and a home.

use super::fake_gemini::{Ask, FakeGemini, Reply};
use super::fake_telegram::{FakeTelegram, Pushed};
use super::process::{Bot, Home};
use super::telegram_log::Sent;
use super::updates::{Draft, person, says};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};

/// Servers and a home. With `GRYAG_LOGS=DIRECTORY` in the environment the traffic of each test is
/// written there when it ends, to be checked against the published schemas of both interfaces.
#[derive(Debug)]
pub struct Stage {
    /// The Bot API server.
    pub telegram: FakeTelegram,
    /// The model.
    pub gemini: FakeGemini,
    /// Where the bot lives.
    pub home: Home,
}

impl Stage {
    /// Fresh servers and an empty home.
    pub fn new() -> Self {
        let (telegram, gemini) = (FakeTelegram::start(), FakeGemini::start());
        let home = Home::new(&telegram, &gemini);
        Self {
            telegram,
            gemini,
            home,
        }
    }

    /// Starts the bot and waits until it listens.
    #[track_caller]
    pub fn start(&self) -> Bot {
        let before = self.telegram.with_log(|log| log.count("getUpdates"));
        let bot = self.home.start();
        self.telegram
            .wait_until("a first poll", |log| log.count("getUpdates") > before);
        bot
    }

    /// Queues a message.
    pub fn push(&self, draft: Draft) -> Pushed {
        self.telegram.push(draft.update())
    }

    /// Somebody calls the bot in this chat; in a private one, whose it is.
    pub fn call(&self, chat: &Value, text: &str) -> Pushed {
        let owner = (0..20)
            .map(person)
            .find(|person| person["id"] == chat["id"]);
        self.push(says(chat, &owner.unwrap_or_else(|| person(3)), text))
    }

    /// Blocks until a message is answered; the answer.
    #[track_caller]
    pub fn answer_to(&self, call: Pushed) -> Sent {
        self.telegram
            .wait_for(&format!("an answer to {call:?}"), |log| {
                log.sent_in(call.chat)
                    .find(|sent| sent.reply_to == call.message)
                    .cloned()
            })
    }

    /// Calls the bot and waits for its answer. Since a chat's messages take effect in order,
    /// everything that came before in this chat has had its effect then.
    #[track_caller]
    pub fn settle(&self, chat: &Value) -> Sent {
        self.answer_to(self.call(chat, "Гряг, ти ще тут?"))
    }

    /// How often a message was answered.
    pub fn answers_to(&self, call: Pushed) -> usize {
        self.telegram
            .with_log(|log| log.answers_to(call.chat, call.message))
    }

    /// Blocks until that many messages of members are stored.
    #[track_caller]
    pub fn wait_for_stored(&self, count: usize) {
        let count = i64::try_from(count).unwrap();
        self.home.wait_for_number(STORED, |stored| stored >= count);
        assert_eq!(
            self.home.number(STORED),
            count,
            "more is stored than was sent"
        );
    }
}

/// How many messages of members are stored, over all chats.
pub const STORED: &str = "SELECT count(*) FROM message WHERE is_ours = 0";

impl Drop for Stage {
    fn drop(&mut self) {
        let Ok(directory) = std::env::var("GRYAG_LOGS") else {
            return;
        };
        let thread = std::thread::current();
        let name = thread.name().unwrap_or("main").replace("::", "-");
        let log = self.telegram.log().to_jsonl("fake");
        let directory = Path::new(&directory);
        fs::write(directory.join(format!("{name}.telegram.jsonl")), log).unwrap();
        let asks = self.gemini.to_jsonl();
        fs::write(directory.join(format!("{name}.gemini.jsonl")), asks).unwrap();
    }
}

/// A gate before the model: requests whose text holds a word wait until it opens.
#[derive(Debug, Clone, Default)]
pub struct Gate(Arc<(Mutex<bool>, Condvar)>);

impl Gate {
    /// A closed gate for requests whose last turn holds `word`; the others are answered at once.
    pub fn before(gemini: &FakeGemini, word: &'static str) -> Self {
        let gate = Self::default();
        let inner = gate.clone();
        gemini.answer_by(move |ask: &Ask| {
            if ask.last_text().contains(word) {
                inner.pass();
            }
            Reply::text(super::fake_gemini::sentence(ask.number))
        });
        gate
    }

    /// Lets everybody through.
    pub fn open(&self) {
        *self.0.0.lock().unwrap() = true;
        self.0.1.notify_all();
    }

    fn pass(&self) {
        let open = self.0.0.lock().unwrap();
        drop(self.0.1.wait_while(open, |open| !*open).unwrap());
    }
}
