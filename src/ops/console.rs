//! `gryag console`: a chat in the terminal, through the same decide → prompt → reply path as in
//! Telegram, on a database in memory. Its input is described at `ops/script.rs`.
//!
//! In a script, time is simulated: lines come twenty seconds apart unless the script says
//! otherwise, and waits take no time. In a terminal it is the real time, also for a model that is
//! really asked.

use super::console_clock::ConsoleClock;
use super::script::{self, ScriptLine};
use crate::behaviour::Decision;
use crate::bot::{Answered, Brain, Question, answer, prompt, run_errand, take_in};
use crate::clock::{Clock, UnixTime};
use crate::ids::{ChatId, MessageId, SenderId, UpdateId};
use crate::message::{Chat, ChatKind, Event, Incoming, ReplyTo, Sender, SenderKind, Update};
use crate::prompt::{Role, context::Built};
use crate::rng::Rng;
use crate::store::{Error, Outgoing, OwnMessage, SendState, Store};
use crate::telegram::request;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::io::{self, BufRead, Write};
use std::time::Duration;

const CHAT: ChatId = ChatId(-1);
/// The first speaker's id; the next ones follow.
const FIRST_PERSON: i64 = 1_001;
/// Seconds between two lines in a script: people who talk are no flood.
const LINE_S: i64 = 20;
/// Reactions come with a delay; the console does not wait for them, in seconds.
const LOOK_AHEAD_S: i64 = 10;

/// How the console behaves.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Show each prompt and what went into it.
    pub show_prompt: bool,
    /// Time passes by itself: a person types.
    pub real_time: bool,
    /// Makes chance repeatable.
    pub seed: u64,
    /// The time at the start.
    pub start: UnixTime,
}

/// Why the console ended early.
#[derive(Debug)]
pub enum Failure {
    /// The database in memory.
    Store(Error),
    /// The input or the output.
    Io(io::Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(error) => write!(f, "{error}"),
            Self::Io(_) => write!(f, "the input or the output broke off"),
        }
    }
}

impl std::error::Error for Failure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Store(error) => Some(error),
            Self::Io(error) => Some(error),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Talks until the input ends.
///
/// # Errors
/// [`Failure`].
pub fn run(
    brain: &Brain,
    options: Options,
    mut input: impl BufRead,
    output: &mut impl Write,
) -> Result<(), Failure> {
    let mut console = Console {
        brain,
        options,
        store: Store::in_memory()?,
        clock: ConsoleClock::new(options, brain.models.server().is_stand_in()),
        rng: Rng::new(options.seed),
        people: HashMap::new(),
        newest: HashMap::new(),
        speaker: "Ти".to_owned(),
        line_s: LINE_S,
        numbers: 0,
        out: output,
    };
    let mut bytes = Vec::new();
    while input.read_until(b'\n', &mut bytes)? > 0 {
        let line = String::from_utf8_lossy(&bytes);
        if matches!(line, Cow::Owned(_)) {
            writeln!(console.out, "      · not all of the next line is UTF-8")?;
        }
        console.line(&line)?;
        bytes.clear();
    }
    Ok(())
}

fn whole_seconds(seconds: i64) -> Duration {
    Duration::from_secs(u64::try_from(seconds).unwrap_or(0))
}

struct Console<'a, W> {
    brain: &'a Brain,
    options: Options,
    store: Store,
    clock: ConsoleClock,
    rng: Rng,
    people: HashMap<String, SenderId>,
    /// Everybody's newest message, to be answered with `->`.
    newest: HashMap<String, (MessageId, String)>,
    speaker: String,
    /// Seconds between two lines of a script.
    line_s: i64,
    numbers: i64,
    out: &'a mut W,
}

impl<W: Write> Console<'_, W> {
    fn line(&mut self, line: &str) -> Result<(), Failure> {
        let (speaker, answers, text) = match script::parse(line, &self.speaker) {
            ScriptLine::Nothing => return Ok(()),
            ScriptLine::Pace(seconds) => {
                self.line_s = seconds.unwrap_or(LINE_S);
                let pace = self.line_s;
                writeln!(self.out, "      · from here on a line every {pace} s")?;
                return Ok(());
            }
            ScriptLine::Wait(seconds) => {
                self.clock.advance(whole_seconds(seconds));
                writeln!(self.out, "      · time passes: {}", line.trim())?;
                return Ok(());
            }
            ScriptLine::Says {
                speaker,
                answers,
                text,
            } => (speaker, answers, text),
        };
        if !self.options.real_time {
            self.clock.advance(whole_seconds(self.line_s));
        }
        match &answers {
            Some(answered) => writeln!(self.out, "{speaker} → {answered}: {text}")?,
            None => writeln!(self.out, "{speaker}: {text}")?,
        }
        let incoming = self.incoming(&speaker, answers.as_deref(), &text);
        self.newest
            .insert(speaker.clone(), (incoming.message_id, text));
        self.speaker = speaker;
        self.take(incoming)
    }

    fn incoming(&mut self, speaker: &str, answers: Option<&str>, text: &str) -> Incoming {
        let reply_to = answers.and_then(|name| self.reply_to(name));
        let count = i64::try_from(self.people.len()).unwrap_or(0);
        let fresh = SenderId(FIRST_PERSON.saturating_add(count));
        let id = *self.people.entry(speaker.to_owned()).or_insert(fresh);
        Incoming {
            chat: Chat {
                id: CHAT,
                kind: ChatKind::Supergroup,
                title: "консоль".to_owned(),
                username: None,
                is_forum: false,
            },
            message_id: self.number(),
            thread_id: None,
            sender: Sender {
                id,
                kind: SenderKind::Person,
                name: speaker.to_owned(),
                username: None,
            },
            sent_at: self.clock.now(),
            edited_at: None,
            reply_to,
            text: text.to_owned(),
            media: None,
            mentions: script::mentions(text),
            command: script::command(text),
            is_forward: false,
            is_via_bot: false,
        }
    }

    fn reply_to(&self, name: &str) -> Option<ReplyTo> {
        let (message_id, text) = self.newest.get(name)?.clone();
        let sender_id = if name == self.brain.name {
            Some(self.brain.policy.me.id)
        } else {
            self.people.get(name).copied()
        };
        Some(ReplyTo {
            message_id,
            sender_id,
            sender_name: name.to_owned(),
            text,
            quote: None,
            media: None,
        })
    }

    fn number(&mut self) -> MessageId {
        self.numbers = self.numbers.saturating_add(1);
        MessageId(self.numbers)
    }

    fn take(&mut self, incoming: Incoming) -> Result<(), Failure> {
        let update = Update {
            id: UpdateId(incoming.message_id.0),
            event: Event::Message(Box::new(incoming)),
        };
        let now = self.clock.now();
        let (brain, rng) = (self.brain, &mut self.rng);
        let taken = self
            .store
            .write(|writer| take_in(writer, &update, brain, now, rng))?;
        let Some(decision) = taken.decision else {
            return Ok(());
        };
        self.explain(&decision)?;
        self.answer_all()?;
        self.send_all()
    }

    fn explain(&mut self, decision: &Decision) -> Result<(), Failure> {
        let what = if decision.actions.is_empty() {
            "silent"
        } else {
            "acts"
        };
        let (reason, detail) = (decision.reason.as_str(), decision.reason.detail());
        let detail = script::for_so_long(&detail, self.clock.now());
        let space = if detail.is_empty() { "" } else { ", " };
        writeln!(self.out, "      · {what}: {reason}{space}{detail}")?;
        Ok(())
    }

    fn answer_all(&mut self) -> Result<(), Failure> {
        while let Some(job) = self.store.read().next_job(CHAT, self.clock.now())? {
            let id = job.id;
            let (brain, clock) = (self.brain, &self.clock);
            if run_errand(&mut self.store, CHAT, &job, brain, clock, &mut self.rng)? {
                continue;
            }
            let Some(question) = Question::new(self.store.read(), CHAT, job)? else {
                self.store
                    .write(|writer| writer.end_job(id, false, "not_understood"))?;
                continue;
            };
            if self.options.show_prompt {
                let (reader, now) = (self.store.read(), self.clock.now());
                let built = prompt(reader, &question, self.brain, &[], now)?;
                self.print_prompt(&built)?;
            }
            let (brain, clock) = (self.brain, &self.clock);
            match answer(&mut self.store, &question, brain, clock, &mut self.rng)? {
                Answered::Said => {}
                Answered::Silent(why) => {
                    let occasion = question.task.occasion().as_str();
                    writeln!(self.out, "      · silent after all: {why} ({occasion})")?;
                }
                Answered::Later(_) => writeln!(self.out, "      · waits for the model's budget")?,
                Answered::Stopping => return Ok(()),
            }
        }
        Ok(())
    }

    fn print_prompt(&mut self, built: &Built) -> Result<(), Failure> {
        writeln!(self.out, "      ┌ instructions and situation")?;
        self.indented(&built.prompt.system)?;
        for turn in &built.prompt.turns {
            let role = match turn.role {
                Role::User => "user",
                Role::Model => "model",
            };
            writeln!(self.out, "      ├ {role}")?;
            self.indented(&turn.text)?;
        }
        let account = &built.account;
        let kinds = account.kinds().into_iter();
        let kinds: Vec<String> = kinds.map(|(kind, cost)| format!("{kind} {cost}")).collect();
        writeln!(
            self.out,
            "      └ about {} tokens: {} ({} recent lines, {} dropped; {} notes, {} dropped)",
            account.total(),
            kinds.join(", "),
            account.history_used,
            account.history_dropped,
            account.notes_used,
            account.notes_dropped,
        )?;
        Ok(())
    }

    fn indented(&mut self, text: &str) -> Result<(), Failure> {
        for line in text.lines() {
            writeln!(self.out, "      │ {line}")?;
        }
        Ok(())
    }

    fn send_all(&mut self) -> Result<(), Failure> {
        loop {
            let due = self.clock.now().plus(LOOK_AHEAD_S);
            let Some(outgoing) = self.store.read().next_outgoing(CHAT, due)? else {
                return Ok(());
            };
            self.store
                .write(|writer| writer.begin_sending(outgoing.id))?;
            match request::reaction_in(&outgoing.body) {
                Some(emoji) => {
                    writeln!(self.out, "      {} reacts {emoji}", self.brain.name)?;
                    let id = outgoing.id;
                    self.store
                        .write(|writer| writer.end_sending(id, SendState::Sent, None))?;
                }
                None => self.say(&outgoing)?,
            }
        }
    }

    fn say(&mut self, outgoing: &Outgoing) -> Result<(), Failure> {
        let number = self.number();
        let name = self.brain.name.clone();
        writeln!(self.out, "{name}: {}", outgoing.text)?;
        let own = OwnMessage {
            chat: CHAT,
            message_id: Some(number),
            thread_id: None,
            reply_to: outgoing.reply_to,
            sent_at: self.clock.now(),
            text: &outgoing.text,
            me: self.brain.policy.me.id,
            name: &name,
        };
        self.store.write(|writer| {
            writer.end_sending(outgoing.id, SendState::Sent, Some(number))?;
            writer.remember_own(&own)
        })?;
        self.newest.insert(name, (number, outgoing.text.clone()));
        Ok(())
    }
}
