//! People: what is learned of them, how it changes an answer, and their say in it.

mod echoes;
mod forgetting;
mod learning;
mod noticing;
mod prompts;
mod rights;

use crate::people::{CHAT, ME, NOW, brain, command, message, person};
use gryag::bot::{Brain, Question, prompt, run_errand, take_in};
use gryag::clock::{Clock, UnixTime};
use gryag::ids::{ChatId, MessageId, SenderId, UpdateId};
use gryag::message::{Event, Incoming, Update};
use gryag::rng::Rng;
use gryag::signal::Callback;
use gryag::store::{Outgoing, OwnMessage, SendState, Store};
use std::time::Duration;
use tempfile::TempDir;

const OLYA: i64 = 7;
const PETRO: i64 = 8;
const ADMIN: i64 = 9;

/// A clock that stands still and never asks to stop.
struct Still(UnixTime);

impl Clock for Still {
    fn now(&self) -> UnixTime {
        self.0
    }

    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }

    fn pause(&self, _duration: Duration) -> bool {
        true
    }
}

/// A bot without threads: a store on disk, a brain, and what it has to say.
struct World {
    directory: TempDir,
    store: Store,
    brain: Brain,
    numbers: i64,
    now: UnixTime,
}

impl World {
    fn new() -> Self {
        Self::with(&[])
    }

    fn with(settings: &[(&str, &str)]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).unwrap();
        let mut all = vec![
            ("BOT_ADMIN_IDS", "9"),
            ("BOT_NOTICES_PER_DAY", "0"),
            ("BOT_SPAM_THRESHOLD", "100000"),
        ];
        all.extend(settings);
        Self {
            directory,
            store,
            brain: brain(&all),
            numbers: 0,
            now: NOW,
        }
    }

    /// Takes a message in, with the next number; its number.
    fn take(&mut self, mut incoming: Incoming) -> MessageId {
        self.numbers += 1;
        let number = MessageId(self.numbers);
        incoming.message_id = number;
        self.take_event(Event::Message(Box::new(incoming)));
        number
    }

    fn take_event(&mut self, event: Event) {
        self.numbers += 1;
        let update = Update {
            id: UpdateId(self.numbers),
            event,
        };
        let (brain, now) = (&self.brain, self.now);
        self.store
            .write(|writer| take_in(writer, &update, brain, now, &mut Rng::new(1)))
            .unwrap();
    }

    /// Something that we said, in answer to nobody.
    fn we_say(&mut self, chat: ChatId, text: &str) {
        self.numbers += 1;
        let own = OwnMessage {
            chat,
            message_id: Some(MessageId(2_000_000 + self.numbers)),
            thread_id: None,
            reply_to: None,
            sent_at: NOW,
            text,
            me: ME,
            name: "Гряг",
        };
        self.store
            .write(|writer| writer.remember_own(&own))
            .map_err(|error: gryag::store::Error| error)
            .unwrap();
    }

    fn says(&mut self, id: i64, text: &str) -> MessageId {
        self.take(message(id, name(id), text))
    }

    /// Gives a command; what is said in the chat and in private, in this order.
    fn order(&mut self, id: i64, text: &str) -> Vec<Outgoing> {
        self.take(command(id, name(id), text));
        self.said(id)
    }

    /// What waits to be said in the chat and in this person's private chat; it is said now.
    fn said(&mut self, id: i64) -> Vec<Outgoing> {
        let mut said = Vec::new();
        for chat in [CHAT, ChatId(id)] {
            while let Some(next) = self.store.read().next_outgoing(chat, self.now).unwrap() {
                self.store
                    .write(|writer| writer.end_sending(next.id, SendState::Sent, None))
                    .unwrap();
                said.push(next);
            }
        }
        said
    }

    /// Presses the button with this label under a message, as `id`; what is said then.
    fn press(&mut self, id: i64, under: &Outgoing, label: &str) -> Vec<Outgoing> {
        let body: serde_json::Value = serde_json::from_str(&under.body).unwrap();
        let row = body["reply_markup"]["inline_keyboard"][0]
            .as_array()
            .unwrap();
        let button = row.iter().find(|button| button["text"] == label).unwrap();
        let data = button["callback_data"].as_str().unwrap().to_owned();
        self.take_event(Event::Callback(Box::new(Callback {
            id: "77".to_owned(),
            chat: CHAT,
            message_id: Some(MessageId(5_000)),
            by: person(id, name(id)),
            data,
        })));
        self.said(id)
    }

    /// Does all open jobs that are errands.
    fn run_errands(&mut self) {
        let clock = Still(self.now);
        while let Some(job) = self.store.read().next_job(CHAT, self.now).unwrap() {
            let brain = &self.brain;
            let done = run_errand(&mut self.store, CHAT, &job, brain, &clock, &mut Rng::new(2));
            if !done.unwrap() {
                self.store
                    .write(|writer| writer.end_job(job.id, false, "test"))
                    .unwrap();
            }
        }
    }

    /// The prompt for the open question in `chat`; the question is closed.
    fn prompt_in(&mut self, chat: ChatId) -> String {
        let job = self.store.read().next_job(chat, self.now).unwrap().unwrap();
        let id = job.id;
        let question = Question::new(self.store.read(), chat, job)
            .unwrap()
            .unwrap();
        let built = prompt(self.store.read(), &question, &self.brain, &[], self.now).unwrap();
        self.store
            .write(|writer| writer.end_job(id, true, "test"))
            .unwrap();
        let turns: Vec<&str> = built
            .prompt
            .turns
            .iter()
            .map(|turn| turn.text.as_str())
            .collect();
        format!("{}\n{}", built.prompt.system, turns.join("\n"))
    }

    fn facts(&self, id: i64) -> Vec<String> {
        let facts = self.store.read().facts(CHAT, SenderId(id)).unwrap();
        facts
            .iter()
            .map(|fact| format!("{}: {}", fact.kind.as_str(), fact.quote))
            .collect()
    }

    fn raw(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.directory.path().join("gryag.db")).unwrap()
    }
}

fn name(id: i64) -> &'static str {
    match id {
        OLYA => "Оля",
        PETRO => "Петро",
        _ => "Хтось",
    }
}

/// A member of the group who has a private chat of theirs with us.
fn in_private(mut incoming: Incoming) -> Incoming {
    incoming.chat.id = ChatId(incoming.sender.id.0);
    incoming.chat.kind = gryag::message::ChatKind::Private;
    incoming.chat.title.clone_from(&incoming.sender.name);
    incoming
}
