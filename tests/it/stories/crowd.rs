//! A group of people who write by the hours of the day, for simulations.

use super::at;
use super::world::World;
use crate::people::ME;
use gryag::behaviour::{Decision, Reason};
use gryag::message::ReplyTo;
use gryag::rng::Rng;

const TALK: &[&str] = &[
    "приїхав потяг",
    "хто завтра в офісі?",
    "купив нарешті кросівки",
    "ну таке",
    "дощ знову лив",
    "заварив кави",
    "ахах, ну ви даєте 😂",
    "сиджу на нараді",
    "завтра здаю звіт",
    "а що на вечерю?",
    "класний фільм учора дивився",
    "робота чекає",
    "у суботу на дачу",
    "кіт спить на клавіатурі",
    "інтернет лежить",
    "хтось бачив мої ключі?",
    "дякую за допомогу",
    "оце так новина",
    "іду гуляти",
    "вчора гряг казав дурниці",
    "погода супер",
    "борщ вдався",
    "на добраніч усім",
    "хто грає ввечері?",
    "втомився сьогодні",
    "треба полити квіти",
    "автобус запізнюється",
    "нове оновлення вийшло",
];
const CALLS: &[&str] = &[
    "гряг, як справи?",
    "Гряг, що порадиш?",
    "гряже, ти тут?",
    "@gryag_bot що скажеш?",
    "слухай, гряг, а ти як думаєш?",
    "ГРЯГ, розкажи щось",
];

/// Messages an hour for each local hour of the day.
pub type Hours = [u32; 24];

/// A lively group: silent at night, loudest in the evening.
pub const LIVELY: Hours = [
    2, 0, 0, 0, 0, 0, 0, 4, 20, 30, 35, 35, 40, 40, 30, 30, 35, 40, 55, 60, 60, 45, 25, 8,
];

/// What was seen of one message.
pub struct Seen {
    pub by: i64,
    pub decision: Decision,
    pub said: usize,
    pub hour: u8,
}

pub struct Crowd {
    pub world: World,
    pub people: i64,
    /// One message in so many calls him.
    pub call_in: i64,
    rng: Rng,
}

impl Crowd {
    pub fn new(world: World, people: i64, seed: u64) -> Self {
        Self {
            world,
            people,
            call_in: 25,
            rng: Rng::new(seed),
        }
    }

    pub fn hour(&self) -> u8 {
        let now = self.world.now();
        self.world.store.read().local_time(now).unwrap().hour
    }

    /// A minute in a group with these hours; what came of its messages.
    pub fn minute(&mut self, hours: &Hours) -> Vec<Seen> {
        let rate = hours[usize::from(self.hour())];
        let mut seen = Vec::new();
        let mut left_s = 60;
        // At most three messages a minute, as often as the rate says.
        for _ in 0..3 {
            if self.rng.chance(f64::from(rate) / 180.0) {
                let pause = self.rng.between(1, 15);
                left_s -= pause;
                self.world.pass(pause);
                seen.push(self.somebody_writes());
            }
        }
        self.world.pass(left_s);
        seen
    }

    fn somebody_writes(&mut self) -> Seen {
        let by = self.rng.between(1, self.people);
        let calls = self.rng.between(1, self.call_in) == 1;
        let text = *self.rng.pick(if calls { CALLS } else { TALK }).unwrap();
        self.writes(by, text)
    }

    /// Somebody writes something.
    pub fn writes(&mut self, by: i64, text: &str) -> Seen {
        let mut message = self.world.draft(by, &format!("Особа{by}"), text);
        if text.starts_with('@') {
            message.mentions = vec![gryag::message::Mention::Person(ME)];
        }
        if self.rng.chance(0.02)
            && let Some(own) = self.world.newest_own()
        {
            message.reply_to = Some(ReplyTo {
                message_id: own,
                sender_id: Some(ME),
                sender_name: "Гряг".to_owned(),
                text: String::new(),
                quote: None,
                media: None,
            });
        }
        let before = self.world.said.len();
        let now = self.world.now();
        let hour = self.hour();
        let decision = self.world.take(at(message, now)).unwrap();
        Seen {
            by,
            decision,
            said: self.world.said.len() - before,
            hour,
        }
    }
}

/// Whether a message called him.
pub fn called(seen: &Seen) -> bool {
    matches!(seen.decision.reason, Reason::Called(_))
}

/// The most of these moments that lie within any `window_s` seconds.
pub fn busiest(times: &[i64], window_s: i64) -> usize {
    (0..times.len())
        .map(|from| {
            let start = times[from];
            times[from..]
                .iter()
                .filter(|at| *at - start < window_s)
                .count()
        })
        .max()
        .unwrap_or(0)
}

#[test]
fn the_busiest_window_is_found() {
    assert_eq!(busiest(&[0, 10, 59, 60, 61], 60), 4);
    assert_eq!(busiest(&[], 60), 0);
}
