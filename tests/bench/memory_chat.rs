//! A chat that people might have had, as an export of any length that is never in memory whole.

use super::{BARE, CHAT, PACE_S, START};
use gryag::clock::UnixTime;
use gryag::ids::{MessageId, SenderId};
use gryag::message::{Chat, ChatKind, Incoming, Sender, SenderKind};
use gryag::rng::Rng;
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::io::Read;

pub(super) struct Speech {
    words: Vec<String>,
    rng: Rng,
}

impl Speech {
    pub(super) fn new(seed: u64) -> Self {
        let mut rng = Rng::new(7);
        let heads = [
            "ка", "ро", "со", "ве", "ми", "пі", "бу", "зе", "хо", "ли", "ста", "при",
        ];
        let middles = ["ло", "ни", "ра", "ве", "сто", "ба", "кі", "мо", "ду", "ге"];
        let tails = [
            "ва", "та", "ти", "ний", "ння", "ко", "ла", "рі", "мо", "є", "ють", "ами",
        ];
        let common = "я ти не що на і в це так але як то ну ми він вже ще якщо тут коли треба \
                      кава сьогодні завтра добре дякую робота люди просто може зараз дуже сервер";
        let mut words: Vec<String> = common.split_whitespace().map(str::to_owned).collect();
        while words.len() < 30_000 {
            let mut word = pick(&heads, &mut rng).to_owned();
            for _ in 0..rng.between(1, 3) {
                word.push_str(pick(&middles, &mut rng));
            }
            word.push_str(pick(&tails, &mut rng));
            words.push(word);
        }
        Self {
            words,
            rng: Rng::new(seed),
        }
    }

    /// A word: the n-th with a frequency of about 1/n.
    pub(super) fn word(&mut self) -> String {
        let spread = (self.words.len() as f64).ln();
        let at = (self.rng.unit() * spread).exp() as usize;
        self.words[at.saturating_sub(1).min(self.words.len() - 1)].clone()
    }

    pub(super) fn sentence(&mut self) -> String {
        let mut sentence = self.word();
        for _ in 0..self.rng.between(1, 14) {
            sentence.push(' ');
            sentence.push_str(&self.word());
        }
        if self.rng.chance(0.2) {
            sentence.push('?');
        }
        if self.rng.chance(0.1) {
            sentence.push_str(" 😂");
        }
        sentence
    }
}

fn pick<'t>(from: &[&'t str], rng: &mut Rng) -> &'t str {
    from[rng.between(0, from.len() as i64 - 1) as usize]
}

/// An export that is made while it is read.
pub(super) struct Export {
    speech: Speech,
    next: i64,
    end: i64,
    bytes: VecDeque<u8>,
    total: u64,
}

impl Export {
    pub(super) fn new(from: i64, count: i64) -> Self {
        let head = format!(
            "{{\n \"name\": \"Кавʼярня\",\n \"type\": \"private_supergroup\",\n \"id\": {BARE},\n \
             \"messages\": ["
        );
        Self {
            speech: Speech::new(from as u64 + 1),
            next: from,
            end: from + count,
            bytes: head.into_bytes().into(),
            total: 0,
        }
    }

    pub(super) fn more(&mut self) {
        let number = self.next;
        self.next += 1;
        let text = self.speech.sentence();
        let who = self.speech.rng.between(1, 60);
        let at = START + number * PACE_S;
        let mut object = String::new();
        write!(
            object,
            "{{\n   \"id\": {number},\n   \"type\": \"message\",\n   \
             \"date\": \"2025-03-01T09:00:15\",\n   \"date_unixtime\": \"{at}\",\n   \
             \"from\": \"Особа Прізвище {who}\",\n   \"from_id\": \"user79000{who:05}\",\n"
        )
        .unwrap();
        if self.speech.rng.chance(0.33) && number > 20 {
            let to = number - self.speech.rng.between(1, 15);
            writeln!(object, "   \"reply_to_message_id\": {to},").unwrap();
        }
        write!(
            object,
            "   \"text\": \"{text}\",\n   \"text_entities\": [\n    {{\n     \"type\": \"plain\",\n     \
             \"text\": \"{text}\"\n    }}\n   ]\n  }}{}",
            if self.next < self.end { ",\n  " } else { "\n ]\n}" }
        )
        .unwrap();
        self.bytes.extend(object.as_bytes());
    }
}

impl Export {
    /// Its length so far, in bytes.
    pub(super) fn total(&self) -> u64 {
        self.total
    }
}

impl Read for Export {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.bytes.len() < buffer.len() && self.next < self.end {
            self.more();
        }
        let read = self.bytes.read(buffer)?;
        self.total += read as u64;
        Ok(read)
    }
}

/// A message of the chat.
pub(super) fn incoming(number: i64, text: &str) -> Incoming {
    let who = 7_900_000_000 + number % 60 + 1;
    Incoming {
        chat: Chat {
            id: CHAT,
            kind: ChatKind::Supergroup,
            title: "Кавʼярня".to_owned(),
            username: None,
            is_forum: false,
        },
        message_id: MessageId(number),
        thread_id: None,
        sender: Sender {
            id: SenderId(who),
            kind: SenderKind::Person,
            name: "Особа Прізвище".to_owned(),
            username: None,
        },
        sent_at: UnixTime(START + number * PACE_S),
        edited_at: None,
        reply_to: None,
        text: text.to_owned(),
        media: None,
        mentions: Vec::new(),
        command: None,
        is_forward: false,
        is_via_bot: false,
    }
}
