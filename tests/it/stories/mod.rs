//! Stories: a chat log with expectations, played in simulated time.
//!
//! ```text
//! # what this is about
//! Оля: гряг, як справи?         Оля writes
//! = answer                      … and is answered
//! Тарас -> Гряг: а чому?        Тарас answers the newest message of Гряг
//! Оля [sticker]: 😂             a sticker
//! Бот (bot): привіт             another bot writes
//! Оля (private): привіт         in her private chat with the bot
//! Оля (old 20m): гряг, ти де?   written twenty minutes ago, arrives now
//! Оля (forward): гряг, ти де?   forwarded words
//! Оля reacts 👎                 to the bot's newest message
//! +2h                           time passes
//! model: слова                  what the model says from now on; `model: fails`, `model: itself`
//! ```
//! Expectations are about everything since the line before them that was no expectation:
//! `= answer`, `= said PART`, `= topic`, `= silent`, `= silent REASON`, `= react`, `= react EMOJI`,
//! `= no reaction`, `= reason REASON`.

mod anti_spam;
mod bad_input;
mod calls;
mod commands;
mod crowd;
mod digest;
mod hushes;
mod joining;
mod migration;
mod month;
mod moods;
mod original;
mod reasons;
mod settings;
mod settings_moods;
mod topics;
mod week;
mod world;

use crate::people::{CHAT, NOW};
use gryag::clock::UnixTime;
use gryag::ids::{ChatId, MessageId, SenderId};
use gryag::llm::{Failure, Trouble};
use gryag::message::{ChatKind, Command, Incoming, Media, MediaKind, Mention, ReplyTo, SenderKind};
use std::collections::HashMap;
use world::World;

/// No chance decides anything: what happens is due to the rules.
pub const SURE: &[(&str, &str)] = &[
    ("BOT_SMART_REPLY_CHANCE", "0"),
    ("BOT_REACTION_CHANCE", "0"),
    ("BOT_REACTION_CHANCE_NAMED", "0"),
    ("BOT_REACTION_CHANCE_QUESTION", "0"),
    ("BOT_REACTION_CHANCE_EMOTIONAL", "0"),
    ("BOT_SPONTANEOUS_CHANCE", "0"),
    ("BOT_SPAM_REPLY_CHANCE", "0"),
    ("BOT_ADMIN_IDS", "1"),
];

/// [`SURE`] with other settings on top.
pub fn sure<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all: HashMap<&str, &str> = SURE.iter().copied().collect();
    all.extend(more.iter().copied());
    all.into_iter().collect()
}

/// Plays a story in which chance decides nothing.
#[track_caller]
pub fn story(log: &str) {
    play(&sure(&[]), log);
}

/// Plays a story with these settings; gives the world at its end.
#[track_caller]
pub fn play(settings: &[(&str, &str)], log: &str) -> World {
    let mut play = Play::new(settings, 1);
    for line in log.lines().map(str::trim) {
        play.line(line);
    }
    play.world
}

/// A story under way.
pub struct Play {
    pub world: World,
    people: HashMap<String, i64>,
    newest: HashMap<String, (MessageId, String)>,
    /// What was there before the current line.
    before: (usize, usize, usize),
    current: Option<MessageId>,
}

impl Play {
    pub fn new(settings: &[(&str, &str)], seed: u64) -> Self {
        Self {
            world: World::new(settings, seed),
            people: HashMap::new(),
            newest: HashMap::new(),
            before: (0, 0, 0),
            current: None,
        }
    }

    /// The id of a person; the first one in a story is the admin.
    pub fn id(&mut self, name: &str) -> i64 {
        let next = i64::try_from(self.people.len()).unwrap() + 1;
        *self.people.entry(name.to_owned()).or_insert(next)
    }

    pub fn line(&mut self, line: &str) {
        if line.is_empty() || line.starts_with('#') {
            return;
        }
        if let Some(expected) = line.strip_prefix("= ") {
            return self.expect(expected);
        }
        let world = &self.world;
        self.before = (
            world.said.len(),
            world.reactions.len(),
            world.decisions.len(),
        );
        self.current = None;
        if let Some(span) = line.strip_prefix('+') {
            return self.world.pass(seconds(span));
        }
        if let Some(words) = line.strip_prefix("model: ") {
            return self.script(words);
        }
        if let Some((name, emoji)) = line.split_once(" reacts ") {
            let by = self.id(name);
            let message = self.world.newest_own().expect("it has said nothing yet");
            return self.world.react(by, message, emoji);
        }
        let (head, text) = line.split_once(':').expect(line);
        self.says(head, text.trim());
    }

    fn script(&mut self, words: &str) {
        self.world.model.lock().unwrap().script = match words {
            "itself" => Vec::new(),
            "fails" => vec![Err(Failure::Overloaded(Trouble::Server))],
            "blocked" => vec![Err(Failure::Blocked("safety"))],
            "empty" => vec![Ok("  ".to_owned())],
            words => words.split(" | ").map(|one| Ok(one.to_owned())).collect(),
        };
    }

    fn says(&mut self, head: &str, text: &str) {
        self.world.jump(1);
        let (head, answered) = match head.split_once("->") {
            Some((head, answered)) => (head.trim(), Some(answered.trim().to_owned())),
            None => (head.trim(), None),
        };
        let (name, manner) = match head.split_once(['(', '[']) {
            Some((name, manner)) => (name.trim(), manner.trim_end_matches([')', ']'])),
            None => (head, ""),
        };
        let id = self.id(name);
        let mut message = self.world.draft(id, name, text);
        message.reply_to = answered.map(|name| self.reply_to(&name));
        message.mentions = mentions(text);
        message.command = command(text);
        match manner.split_once(' ').unwrap_or((manner, "")) {
            ("", _) => {}
            ("bot", _) => message.sender.kind = SenderKind::Bot,
            ("forward", _) => message.is_forward = true,
            ("anonymous", _) => message.sender.kind = SenderKind::AnonymousAdmin,
            ("old", span) => message.sent_at = message.sent_at.minus(seconds(span)),
            ("private", _) => {
                message.chat.id = ChatId(id);
                message.chat.kind = ChatKind::Private;
            }
            ("sticker", _) => {
                message.media = Some(sticker(text));
                message.text = String::new();
            }
            (other, _) => panic!("no such manner: {other}"),
        }
        self.current = Some(message.message_id);
        self.newest
            .insert(name.to_owned(), (message.message_id, text.to_owned()));
        self.world.take(message);
        // Reactions come after a moment.
        self.world.pass(4);
    }

    fn reply_to(&self, name: &str) -> ReplyTo {
        let is_us = name == "Гряг";
        let (message_id, text) = if is_us {
            let number = self.world.newest_own().expect("it has said nothing yet");
            (number, self.world.said.last().unwrap().text.clone())
        } else {
            self.newest[name].clone()
        };
        ReplyTo {
            message_id,
            // Telegram may leave the author out; the bot knows its own words.
            sender_id: self.people.get(name).map(|id| SenderId(*id)),
            sender_name: name.to_owned(),
            text,
            quote: None,
            media: None,
        }
    }

    #[track_caller]
    fn expect(&mut self, expected: &str) {
        if let Err(seen) = self.check(expected) {
            panic!("expected {expected}: {seen}");
        }
    }

    /// Whether what is expected has come true, else what was seen.
    fn check(&self, expected: &str) -> Result<(), String> {
        let said = &self.world.said[self.before.0..];
        let reactions = &self.world.reactions[self.before.1..];
        let reasons: Vec<&str> = self.world.decisions[self.before.2..]
            .iter()
            .map(|decision| decision.reason.as_str())
            .collect();
        let last = reasons.last().copied().unwrap_or_default();
        let (word, rest) = expected.split_once(' ').unwrap_or((expected, ""));
        let holds = match (word, rest) {
            ("answer", "") => said.len() == 1 && said[0].reply_to == self.current,
            ("said", part) => said.iter().any(|one| one.text.contains(part)),
            ("topic", "") => said.len() == 1 && said[0].reply_to.is_none(),
            ("silent", reason) => said.is_empty() && (reason.is_empty() || last == reason),
            ("reason", reason) => last == reason,
            ("react", emoji) => reactions
                .iter()
                .any(|one| emoji.is_empty() || one.emoji == emoji),
            ("no", "reaction") => reactions.is_empty(),
            _ => panic!("no such expectation: {expected}"),
        };
        if holds {
            return Ok(());
        }
        Err(format!(
            "said {said:?}, reactions {reactions:?}, reasons {reasons:?}"
        ))
    }
}

fn seconds(span: &str) -> i64 {
    let (number, unit) = span.split_at(span.len() - 1);
    let factor = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => panic!("no such unit: {span}"),
    };
    number.parse::<i64>().unwrap() * factor
}

fn mentions(text: &str) -> Vec<Mention> {
    text.split_whitespace()
        .filter_map(|word| word.strip_prefix('@'))
        .map(|name| Mention::Username(name.trim_end_matches([',', '!', '?']).to_owned()))
        .collect()
}

fn command(text: &str) -> Option<Command> {
    let rest = text.strip_prefix('/')?;
    let (word, arguments) = rest.split_once(' ').unwrap_or((rest, ""));
    let (name, target) = word
        .split_once('@')
        .map_or((word, None), |(w, t)| (w, Some(t)));
    Some(Command {
        name: name.to_owned(),
        target: target.map(str::to_owned),
        arguments: arguments.to_owned(),
    })
}

fn sticker(emoji: &str) -> Media {
    Media {
        kind: MediaKind::Sticker,
        file_id: "f".to_owned(),
        file_unique_id: "u".to_owned(),
        emoji: Some(emoji.to_owned()),
        title: None,
        duration_s: None,
        size_bytes: None,
        view: None,
    }
}

/// A message of somebody at some moment, for simulations.
pub fn at(incoming: Incoming, sent_at: UnixTime) -> Incoming {
    Incoming {
        sent_at,
        ..incoming
    }
}

#[test]
fn the_play_itself_is_honest() {
    assert_eq!(seconds("2h"), 7_200);
    let world = play(&sure(&[]), "Оля: гряг, ти тут?\n= answer");
    assert_eq!(world.said[0].chat, CHAT);
    assert!(world.now() > NOW);
    let mut wrong = Play::new(&sure(&[]), 1);
    wrong.line("Оля: гряг, ти тут?");
    assert!(wrong.check("silent").is_err() && wrong.check("answer").is_ok());
}
