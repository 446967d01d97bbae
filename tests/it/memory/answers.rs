//! `/search`, `/digest` and «хто казав про …?» as said in the chat; what a prompt is told.

use crate::people::{CHAT, NOW, brain, command, message, person};
use gryag::bot::{Brain, Question, prompt, take_in};
use gryag::clock::UnixTime;
use gryag::ids::{MessageId, UpdateId};
use gryag::message::{Event, Incoming, Update};
use gryag::prompt::context::Topic;
use gryag::rng::Rng;
use gryag::store::{NewSummary, Period, Store, Summary};

struct Chat {
    store: Store,
    brain: Brain,
    rng: Rng,
    numbers: i64,
}

impl Chat {
    fn new() -> Self {
        Self {
            store: Store::in_memory().unwrap(),
            // Reactions have work of their own, which would be in the way here.
            brain: brain(&[
                ("BOT_REACTION_CHANCE", "0"),
                ("BOT_REACTION_CHANCE_NAMED", "0"),
                ("BOT_REACTION_CHANCE_QUESTION", "0"),
                ("BOT_REACTION_CHANCE_EMOTIONAL", "0"),
            ]),
            rng: Rng::new(1),
            numbers: 0,
        }
    }

    /// Takes a message in at its own time; says what is to be sent.
    fn hears(&mut self, mut incoming: Incoming, at: UnixTime) -> Vec<String> {
        self.numbers += 1;
        incoming.message_id = MessageId(self.numbers);
        incoming.sent_at = at;
        let update = Update {
            id: UpdateId(self.numbers),
            event: Event::Message(Box::new(incoming)),
        };
        let (brain, rng) = (&self.brain, &mut self.rng);
        self.store
            .write(|writer| take_in(writer, &update, brain, at, rng))
            .unwrap();
        // What is asked of Telegram about the chat is no matter here.
        while let Some(chore) = self.store.read().next_job(CHAT, at).unwrap() {
            if chore.kind != "ask_chat" {
                break;
            }
            let end = |writer: &gryag::store::Writer<'_>| writer.end_job(chore.id, true, "said");
            self.store
                .write(end)
                .map_err(|error: gryag::store::Error| error)
                .unwrap();
        }
        let mut said = Vec::new();
        while let Some(outgoing) = self.store.read().next_outgoing(CHAT, at).unwrap() {
            if outgoing.method == "sendMessage" {
                said.push(outgoing.text.clone());
            }
            self.store
                .write(|writer| {
                    writer.end_sending(outgoing.id, gryag::store::SendState::Sent, None)
                })
                .map_err(|error: gryag::store::Error| error)
                .unwrap();
        }
        said
    }

    fn past(&mut self) {
        for (minutes, who, name, text) in [
            (300, 5, "Оля", "Купила нову кавоварку, тепер кава вдома"),
            (290, 6, "Петро", "А я каву не п'ю"),
            (
                280,
                7,
                "Юрко",
                "сервер знову впав, база даних не відповідає",
            ),
            (279, 5, "Оля", "який сервер, той новий?"),
            (278, 7, "Юрко", "так, новий сервер з базою даних"),
        ] {
            let mut incoming = message(who, name, text);
            incoming.sender = person(who, name);
            self.hears(incoming, NOW.minus(minutes * 60));
        }
    }
}

#[test]
fn a_search_answers_who_and_when_without_a_model() {
    let mut chat = Chat::new();
    chat.past();
    let said = chat.hears(command(8, "Ян", "/search кави"), NOW);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("Оля") && said[0].contains("кавоварку") || said[0].contains("Петро"));
    assert!(said[0].contains("2026"), "{said:?}");
    assert_eq!(chat.store.read().open_jobs().unwrap(), 0);
    let none = chat.hears(command(8, "Ян", "/search бегемот"), NOW.plus(90));
    assert_eq!(none, [gryag::behaviour::finding::NOTHING_FOUND]);
    let how = chat.hears(command(8, "Ян", "/search"), NOW.plus(180));
    assert_eq!(how, [gryag::behaviour::finding::SEARCH_HOW]);
    let by = chat.hears(command(8, "Ян", "/search сервер від:Оля"), NOW.plus(270));
    assert!(
        by[0].contains("той новий") && !by[0].contains("Юрко"),
        "{by:?}"
    );
}

#[test]
fn who_said_it_is_answered_from_the_memory() {
    let mut chat = Chat::new();
    chat.past();
    let said = chat.hears(message(8, "Ян", "гряг, хто казав про сервер?"), NOW);
    assert!(said[0].contains("Юрко"), "{said:?}");
    assert_eq!(chat.store.read().open_jobs().unwrap(), 0);
    // What nobody said is a question to the model.
    let said = chat.hears(
        message(8, "Ян", "гряг, хто казав про бегемотів?"),
        NOW.plus(60),
    );
    assert!(said.is_empty(), "{said:?}");
    assert_eq!(chat.store.read().open_jobs().unwrap(), 1);
}

#[test]
fn a_digest_tells_what_the_asker_missed() {
    let mut chat = Chat::new();
    chat.hears(message(8, "Ян", "я пішов"), NOW.minus(400 * 60));
    chat.past();
    let said = chat.hears(command(8, "Ян", "/digest"), NOW);
    assert_eq!(said.len(), 1);
    assert!(
        said[0].starts_with("За 7 годин: 5 повідомлень від 3 людей."),
        "{said:?}"
    );
    let short = chat.hears(command(8, "Ян", "/digest 1"), NOW.plus(120));
    assert_eq!(short, [gryag::behaviour::finding::NOTHING_MISSED]);
    let odd = chat.hears(
        command(8, "Ян", "/digest -999999999999999999"),
        NOW.plus(240),
    );
    assert_eq!(odd.len(), 1);
}

#[test]
fn a_digest_begins_where_the_asker_last_said_something() {
    let mut chat = Chat::new();
    chat.hears(message(8, "Ян", "я пішов"), NOW.minus(400 * 60));
    chat.past();
    chat.hears(command(8, "Ян", "/search кава"), NOW.minus(120));
    let said = chat.hears(command(8, "Ян", "/digest"), NOW);
    assert!(said[0].starts_with("За 7 годин: 5 "), "{said:?}");
    let again = chat.hears(command(8, "Ян", "/digest"), NOW.plus(120));
    assert!(again[0].starts_with("За 7 годин: 5 "), "{again:?}");
    let odd = chat.hears(command(8, "Ян", "/digest абв"), NOW.plus(240));
    assert_eq!(odd, [gryag::behaviour::finding::DIGEST_HOW]);
}

#[test]
fn a_search_takes_days_as_people_name_them() {
    let mut chat = Chat::new();
    chat.hears(message(5, "Оля", "борщ позавчора"), NOW.minus(2 * 86_400));
    chat.hears(message(5, "Оля", "борщ учора"), NOW.minus(86_400));
    chat.hears(message(5, "Оля", "борщ сьогодні"), NOW.minus(600));
    chat.hears(message(5, "Оля", "борщ давно"), NOW.minus(30 * 86_400));
    let found = |chat: &mut Chat, words: &str, minutes: i64| {
        let said = chat.hears(command(8, "Ян", words), NOW.plus(minutes * 60));
        ["давно", "позавчора", "учора", "сьогодні"]
            .into_iter()
            .filter(|day| said[0].contains(&format!("борщ {day}")))
            .collect::<Vec<_>>()
    };
    let since = found(&mut chat, "/search борщ з:вчора", 0);
    assert_eq!(since, ["учора", "сьогодні"]);
    let until = found(&mut chat, "/search борщ до:позавчора", 3);
    assert_eq!(until, ["давно", "позавчора"]);
    let weeks = found(&mut chat, "/search борщ до:позаминулого тижня", 6);
    assert_eq!(weeks, ["давно"]);
    let odd = chat.hears(
        command(8, "Ян", "/search борщ до:2026-13-45"),
        NOW.plus(600),
    );
    assert_eq!(odd, [gryag::behaviour::finding::DAYS_HOW]);
}

#[test]
fn a_prompt_is_told_of_memories_threads_and_summaries() {
    let mut chat = Chat::new();
    chat.past();
    for number in 0..90 {
        let text = format!("звичайна балачка номер {number}");
        chat.hears(message(6, "Петро", &text), NOW.minus(200 * 60 - number));
    }
    let summary = Summary {
        period: Period::Day,
        start: NOW.minus(30 * 3_600),
        until: NOW.minus(6 * 3_600),
        text: "Учора сперечалися про відпустку.".into(),
        mood: "calm".into(),
        emotions: "{}".into(),
        topics: "[]".into(),
        participants: "[]".into(),
        messages: 9,
        made_by: "local".into(),
    };
    let new = NewSummary {
        chat: CHAT,
        summary: &summary,
    };
    chat.store
        .write(|writer| writer.note_summary(&new, NOW))
        .map_err(|error: gryag::store::Error| error)
        .unwrap();
    let mut asks = message(8, "Ян", "гряг, то що там з кавоваркою?");
    asks.reply_to = Some(gryag::message::ReplyTo {
        message_id: MessageId(5),
        sender_id: None,
        sender_name: "Юрко".into(),
        text: "так, новий сервер з базою даних".into(),
        quote: None,
        media: None,
    });
    chat.hears(asks, NOW);
    let reader = chat.store.read();
    let why = reader.decision(CHAT, MessageId(chat.numbers)).unwrap();
    assert_eq!(why.map(|trace| trace.reason).as_deref(), Some("named"));
    let job = reader.next_job(CHAT, NOW).unwrap().unwrap();
    let question = Question::new(reader, CHAT, job).unwrap().unwrap();
    let built = prompt(reader, &question, &chat.brain, &[], NOW).unwrap();
    let system = &built.prompt.system;
    assert!(system.contains("Купила нову кавоварку"), "{system}");
    assert!(system.contains("новий сервер з базою"), "{system}");
    assert!(system.contains("Учора сперечалися"), "{system}");
    assert!(built.account.notes_used >= 3);
    assert!(built.account.total() <= chat.brain.budget.tokens_max);
    for topic in [Topic::Thread, Topic::Memory, Topic::Summary] {
        assert!(built.account.tokens_on(topic) > 0, "{topic:?}");
    }
    assert_eq!(built.account.tokens_on(Topic::Fact), 0);
    // What the history shows anyway is no memory.
    assert!(!system.contains("балачка номер 89"));
}
