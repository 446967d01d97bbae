//! A simulated Telegram with one bot in it: time passes when the story says so, the model follows
//! a script, and everything that the bot does is seen.

use crate::people::{CHAT, ME, NOW, config, me, person};
use gryag::behaviour::Decision;
use gryag::bot::{Brain, Question, answer, begin_initiatives, run_errand, take_in};
use gryag::clock::{Clock, UnixTime};
use gryag::ids::{ChatId, MessageId, SenderId, UpdateId};
use gryag::llm::{Failure, Models, RequestLimits, Scripted, Server};
use gryag::message::{Chat, ChatKind, Event, Incoming, Update};
use gryag::prompt::{Prompt, Shape};
use gryag::rng::Rng;
use gryag::signal::{Callback, Reacted};
use gryag::store::{Outgoing, OwnMessage, SendState, Store};
use gryag::telegram::request;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How often the timer looks whether to start a topic, in seconds.
pub const TIMER_S: i64 = 300;

/// A clock that is moved by hand.
#[derive(Debug)]
pub struct SimClock(AtomicI64);

impl Clock for SimClock {
    fn now(&self) -> UnixTime {
        UnixTime(self.0.load(Ordering::SeqCst))
    }

    fn monotonic(&self) -> Duration {
        Duration::from_secs(self.now().0.unsigned_abs())
    }

    fn pause(&self, _: Duration) -> bool {
        true
    }
}

/// Something that the bot said.
#[derive(Debug, Clone)]
pub struct Said {
    pub at: UnixTime,
    pub chat: ChatId,
    pub text: String,
    pub body: String,
    pub reply_to: Option<MessageId>,
}

/// A reaction that the bot made.
#[derive(Debug, Clone)]
pub struct Reaction {
    pub at: UnixTime,
    pub message: MessageId,
    pub emoji: String,
}

/// What the model does next; by itself it always has something new to say.
#[derive(Debug, Default)]
pub struct Model {
    /// Answers in place of its own, one for each question, the last one for all that follow.
    pub script: Vec<Result<String, Failure>>,
    /// The prompts that it was shown.
    pub prompts: Vec<Prompt>,
    asked: u64,
}

impl Model {
    fn answer(&mut self, prompt: &Prompt) -> Result<String, Failure> {
        self.prompts.push(prompt.clone());
        if self.prompts.len() > 50 {
            self.prompts.remove(0);
        }
        self.asked += 1;
        if self.script.len() > 1 {
            return self.script.remove(0);
        }
        if let Some(last) = self.script.first() {
            return last.clone();
        }
        let words = sentence(self.asked);
        Ok(match prompt.shape {
            Shape::Words | Shape::Facts | Shape::Description => words,
            Shape::Verdict => format!("{{\"speak\": true, \"text\": \"{words}\"}}"),
        })
    }
}

/// A sentence unlike the ones before it.
fn sentence(number: u64) -> String {
    const SYLLABLES: [&str; 16] = [
        "ка", "ло", "ми", "ру", "те", "ві", "но", "са", "бі", "ду", "же", "зо", "пи", "ще", "ґу",
        "фа",
    ];
    let mut rng = Rng::new(number);
    let mut word = || -> String {
        (0..3)
            .filter_map(|_| rng.pick(&SYLLABLES))
            .copied()
            .collect()
    };
    let words: Vec<String> = (0..5).map(|_| word()).collect();
    format!("{}.", words.join(" "))
}

pub struct World {
    pub store: Store,
    pub brain: Brain,
    pub clock: SimClock,
    pub model: Arc<Mutex<Model>>,
    pub said: Vec<Said>,
    pub reactions: Vec<Reaction>,
    pub requests: Vec<(ChatId, Outgoing)>,
    pub decisions: Vec<Decision>,
    /// Whether what is decided waits for [`World::work`]: the model takes its time.
    pub is_slow: bool,
    rng: Rng,
    updates: i64,
    numbers: i64,
}

impl World {
    /// A bot with these settings, a group it is in, and chance from `seed`.
    pub fn new(settings: &[(&str, &str)], seed: u64) -> Self {
        let config = config(settings);
        let model = Arc::new(Mutex::new(Model::default()));
        let scripted = Arc::clone(&model);
        let server = Server::Scripted(Scripted::new(move |prompt: &Prompt| {
            scripted.lock().unwrap().answer(prompt)
        }));
        let limits = RequestLimits {
            per_minute: config.limits.model_per_minute,
            per_day: config.limits.model_per_day,
            request_max: Duration::from_secs(40),
        };
        let models = Models::new(server, vec!["scripted".to_owned()], limits);
        Self {
            store: Store::in_memory().unwrap(),
            brain: Brain::new(&config, me(), models).unwrap(),
            clock: SimClock(AtomicI64::new(NOW.0)),
            model,
            said: Vec::new(),
            reactions: Vec::new(),
            requests: Vec::new(),
            decisions: Vec::new(),
            is_slow: false,
            rng: Rng::new(seed),
            updates: 0,
            numbers: 0,
        }
    }

    pub fn now(&self) -> UnixTime {
        self.clock.now()
    }

    /// Sets the time, forwards or backwards, without anything happening.
    pub fn jump(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Lets time pass, with the timer at work.
    pub fn pass(&mut self, seconds: i64) {
        let end = self.now().plus(seconds);
        while self.now() < end {
            let step = TIMER_S.min(end.since(self.now()));
            self.jump(step);
            let now = self.now();
            if now.0 % TIMER_S < step {
                begin_initiatives(&mut self.store, &self.brain, now, &mut self.rng).unwrap();
            }
            self.work();
        }
    }

    pub fn number(&mut self) -> MessageId {
        self.numbers += 1;
        MessageId(self.numbers)
    }

    /// A message of now with the next number.
    pub fn draft(&mut self, by: i64, name: &str, text: &str) -> Incoming {
        Incoming {
            message_id: self.number(),
            sent_at: self.now(),
            ..crate::people::message(by, name, text)
        }
    }

    /// A message arrives; what the bot decides.
    pub fn take(&mut self, incoming: Incoming) -> Option<Decision> {
        self.update(Event::Message(Box::new(incoming)))
    }

    pub fn update(&mut self, event: Event) -> Option<Decision> {
        self.updates += 1;
        let update = Update {
            id: UpdateId(self.updates),
            event,
        };
        let (brain, rng, now) = (&self.brain, &mut self.rng, self.clock.now());
        let taken = self
            .store
            .write(|writer| take_in(writer, &update, brain, now, rng))
            .unwrap();
        self.decisions.extend(taken.decision.clone());
        if !self.is_slow {
            self.work();
        }
        taken.decision
    }

    /// Somebody puts an emoji under a message.
    pub fn react(&mut self, by: i64, message: MessageId, emoji: &str) {
        let reacted = Reacted {
            chat: group(CHAT),
            message_id: message,
            by: SenderId(by),
            at: self.now(),
            before: Vec::new(),
            after: vec![emoji.to_owned()],
        };
        self.update(Event::Reacted(Box::new(reacted)));
    }

    /// Somebody presses a button.
    pub fn press(&mut self, by: i64, data: &str) {
        let callback = Callback {
            id: "1".to_owned(),
            chat: CHAT,
            message_id: Some(MessageId(1_000_000)),
            by: person(by, "хтось"),
            data: data.to_owned(),
        };
        self.update(Event::Callback(Box::new(callback)));
    }

    /// All that is due is thought of and sent, in every chat.
    pub fn work(&mut self) {
        loop {
            let now = self.now();
            let waiting = self.store.read().waiting_chats().unwrap();
            let due: Vec<ChatId> = waiting
                .into_iter()
                .filter(|(_, at)| *at <= now)
                .map(|(chat, _)| chat)
                .collect();
            if !due.into_iter().any(|chat| self.work_in(chat)) {
                return;
            }
        }
    }

    fn work_in(&mut self, chat: ChatId) -> bool {
        let now = self.now();
        if let Some(outgoing) = self.store.read().next_outgoing(chat, now).unwrap() {
            self.deliver(chat, outgoing);
            return true;
        }
        let Some(job) = self.store.read().next_job(chat, now).unwrap() else {
            return false;
        };
        let id = job.id;
        let end = |store: &mut Store, why| store.write(|w| w.end_job(id, false, why)).unwrap();
        if job.expires_at < now {
            end(&mut self.store, "stale");
            return true;
        }
        if job.kind == "forget_chat" {
            while self.store.write(|w| w.forget_chat(chat, 500)).unwrap().0 > 0 {}
        }
        if job.kind == "digest" {
            let (brain, clock) = (&self.brain, &self.clock);
            run_errand(&mut self.store, chat, &job, brain, clock, &mut self.rng).unwrap();
            return true;
        }
        match Question::new(self.store.read(), chat, job).unwrap() {
            None => end(&mut self.store, "chore"),
            Some(question) => {
                let (brain, clock) = (&self.brain, &self.clock);
                answer(&mut self.store, &question, brain, clock, &mut self.rng).unwrap();
            }
        }
        true
    }

    fn deliver(&mut self, chat: ChatId, outgoing: Outgoing) {
        let now = self.now();
        let number = self.number();
        if outgoing.expires_at < now {
            let state = SendState::Dropped;
            self.store
                .write(|w| w.end_sending(outgoing.id, state, None))
                .unwrap();
            return;
        }
        let is_message = outgoing.method == "sendMessage";
        if is_message {
            self.said.push(Said {
                at: now,
                chat,
                text: outgoing.text.clone(),
                body: outgoing.body.clone(),
                reply_to: outgoing.reply_to,
            });
        }
        if let Some(emoji) = request::reaction_in(&outgoing.body) {
            self.reactions.push(Reaction {
                at: now,
                message: outgoing.reply_to.unwrap(),
                emoji,
            });
        }
        let name = self.brain.name.clone();
        self.store
            .write(|writer| {
                let sent = Some(number).filter(|_| is_message);
                writer.end_sending(outgoing.id, SendState::Sent, sent)?;
                if !is_message {
                    return Ok(());
                }
                writer.remember_own(&OwnMessage {
                    chat,
                    message_id: sent,
                    thread_id: outgoing.thread_id,
                    reply_to: outgoing.reply_to,
                    sent_at: now,
                    text: &outgoing.text,
                    me: ME,
                    name: &name,
                })
            })
            .unwrap();
        self.requests.push((chat, outgoing));
    }

    /// The number of the bot's newest message in the group.
    pub fn newest_own(&self) -> Option<MessageId> {
        let lines = self.store.read().recent(CHAT, None, 200).unwrap();
        let own = lines.iter().rfind(|line| line.is_ours)?;
        own.message_id
    }
}

/// A group.
pub fn group(id: ChatId) -> Chat {
    Chat {
        id,
        kind: ChatKind::Supergroup,
        title: "Чат".to_owned(),
        username: None,
        is_forum: false,
    }
}
