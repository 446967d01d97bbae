//! Buttons: who may press them, how often, until when; answers for one reader.

use crate::people::{CHAT, NOW, brain, command, person};
use gryag::bot::{Brain, take_in};
use gryag::clock::UnixTime;
use gryag::ids::{ChatId, MessageId, SenderId, UpdateId};
use gryag::message::{Event, Incoming, Update};
use gryag::rng::Rng;
use gryag::signal::Callback;
use gryag::store::{NewButton, Store};

const ASKER: i64 = 7;

struct Press {
    store: Store,
    brain: Brain,
    updates: i64,
}

impl Press {
    fn new() -> Self {
        Self {
            store: Store::in_memory().unwrap(),
            brain: brain(&[]),
            updates: 100,
        }
    }

    fn button(&mut self) -> String {
        let button = NewButton {
            chat: CHAT,
            cause: UpdateId(1),
            person: SenderId(ASKER),
            action: "\"cancel\"",
            expires_at: NOW.plus(120),
        };
        self.store
            .write(|writer| writer.add_button(&button))
            .unwrap()
    }

    /// Presses, and gives back what is answered to the presser and what the message becomes.
    fn press(&mut self, by: i64, chat: ChatId, data: &str, at: UnixTime) -> (String, String) {
        self.updates += 1;
        let update = Update {
            id: UpdateId(self.updates),
            event: Event::Callback(Box::new(Callback {
                id: "77".to_owned(),
                chat,
                message_id: Some(MessageId(50)),
                by: person(by, "Оля"),
                data: data.to_owned(),
            })),
        };
        let brain = &self.brain;
        self.store
            .write(|writer| take_in(writer, &update, brain, at, &mut Rng::new(1)))
            .unwrap();
        let (mut answer, mut edit) = (String::new(), String::new());
        while let Some(outgoing) = self.store.read().next_outgoing(chat, at).unwrap() {
            match outgoing.method.as_str() {
                "answerCallbackQuery" => answer.clone_from(&outgoing.body),
                _ => edit.clone_from(&outgoing.body),
            }
            self.store
                .write(|writer| {
                    writer.end_sending(outgoing.id, gryag::store::SendState::Sent, None)
                })
                .unwrap();
        }
        (answer, edit)
    }
}

#[test]
fn only_the_asker_presses_and_only_once() {
    let mut press = Press::new();
    let nonce = press.button();
    assert_eq!(nonce.len(), 32);
    let (answer, edit) = press.press(8, CHAT, &nonce, NOW);
    assert!(answer.contains("не до тебе"), "{answer}");
    assert_eq!(edit, "");
    let (answer, edit) = press.press(ASKER, CHAT, &nonce, NOW);
    assert_eq!(answer, r#"{"callback_query_id":"77"}"#);
    assert!(edit.contains("Гаразд"), "{edit}");
    let (answer, edit) = press.press(ASKER, CHAT, &nonce, NOW);
    assert!(answer.contains("вже не діє"), "{answer}");
    assert_eq!(edit, "");
}

#[test]
fn a_button_expires_and_is_good_only_where_it_was_shown() {
    let mut press = Press::new();
    let nonce = press.button();
    let (answer, _) = press.press(ASKER, ChatId(-999), &nonce, NOW);
    assert!(answer.contains("вже не діє"), "{answer}");
    let (answer, _) = press.press(ASKER, CHAT, &nonce, NOW.plus(121));
    assert!(answer.contains("вже не діє"), "{answer}");
    let (answer, _) = press.press(ASKER, ChatId(ASKER), &nonce, NOW.plus(120));
    assert_eq!(answer, r#"{"callback_query_id":"77"}"#);
}

#[test]
fn made_up_data_is_answered_and_does_nothing() {
    let mut press = Press::new();
    press.button();
    for data in [
        "",
        "x",
        "'; DROP TABLE button; --",
        "{\"forget_chat\":1}",
        "\u{0}",
    ] {
        let (answer, edit) = press.press(ASKER, CHAT, data, NOW);
        assert!(answer.contains("вже не діє"), "{data}: {answer}");
        assert_eq!(edit, "");
    }
}

#[test]
fn two_buttons_never_carry_the_same() {
    let mut press = Press::new();
    let nonces: std::collections::HashSet<String> = (0..200).map(|_| press.button()).collect();
    assert_eq!(nonces.len(), 200);
}

fn answer_to(name: &str, change: impl Fn(&mut Incoming)) -> Vec<String> {
    let brain = brain(&[("BOT_ADMIN_IDS", "7")]);
    let mut store = Store::in_memory().unwrap();
    let mut incoming = command(ASKER, "Оля", name);
    change(&mut incoming);
    let chat = incoming.chat.id;
    let update = Update {
        id: UpdateId(1),
        event: Event::Message(Box::new(incoming)),
    };
    store
        .write(|writer| take_in(writer, &update, &brain, NOW, &mut Rng::new(1)))
        .unwrap();
    let next = store.read().next_outgoing(chat, NOW).unwrap();
    next.into_iter().map(|outgoing| outgoing.text).collect()
}

#[test]
fn help_comes_from_the_table() {
    let answers = answer_to("/help", |_| {});
    assert_eq!(answers.len(), 1);
    assert!(answers[0].contains("/help — хто я"), "{answers:?}");
    assert!(answer_to("/help@other_bot", |_| {}).is_empty());
}

#[test]
fn a_list_of_buttons_works_until_it_expires() {
    let mut press = Press::new();
    let mut nonces = Vec::new();
    for action in [
        r#"{"prefer":"short"}"#,
        r#"{"prefer":"no_reactions"}"#,
        r#"{"remove_fact":7}"#,
    ] {
        let button = NewButton {
            chat: CHAT,
            cause: UpdateId(9),
            person: SenderId(ASKER),
            action,
            expires_at: NOW.plus(120),
        };
        let add = |writer: &gryag::store::Writer<'_>| writer.add_button(&button);
        let nonce: Result<String, gryag::store::Error> = press.store.write(add);
        nonces.push(nonce.unwrap());
    }
    for (nonce, wish) in [(0, "коротко"), (1, "реакцій"), (0, "коротко")] {
        let (answer, edit) = press.press(ASKER, CHAT, &nonces[nonce], NOW);
        assert!(!answer.contains("вже не діє"), "{answer}");
        assert!(edit.contains(wish), "{edit}");
        // The message keeps its buttons for wishes, in their order.
        let places: Vec<_> = nonces[..2]
            .iter()
            .map(|nonce| edit.find(nonce.as_str()))
            .collect();
        assert!(places[0].is_some() && places[0] < places[1], "{edit}");
        assert!(!edit.contains(&nonces[2]), "{edit}");
    }
    let (answer, edit) = press.press(ASKER, CHAT, &nonces[2], NOW);
    assert!(
        !answer.contains("вже не діє") && answer.contains("text"),
        "{answer}"
    );
    assert_eq!(edit, "");
    let (answer, _) = press.press(ASKER, CHAT, &nonces[0], NOW.plus(121));
    assert!(answer.contains("вже не діє"), "{answer}");
}
