//! `/digest` in a model's words, and without them.

use super::world::World;
use crate::people::command;
use gryag::llm::Failure;

const OLYA: i64 = 5;

fn says(world: &mut World, by: i64, name: &str, text: &str) {
    let incoming = world.draft(by, name, text);
    world.take(incoming);
}

fn orders(world: &mut World, text: &str) {
    let mut incoming = command(OLYA, "Оля", text);
    (incoming.message_id, incoming.sent_at) = (world.number(), world.now());
    world.take(incoming);
}

fn busy(world: &mut World) {
    says(world, OLYA, "Оля", "я піду, буду ввечері");
    for number in 0..20 {
        let text = format!("сервер з базою даних знову впав, дивлюся логи номер {number}");
        says(world, 6, "Петро", &text);
        world.pass(60);
    }
    says(world, 6, "Петро", "хто знає пароль від сервера?");
    world.pass(3_600);
    world.said.clear();
}

/// What `/digest` brings after a busy evening, with a model that answers so.
fn digest(settings: &[(&str, &str)], answer: Result<String, Failure>) -> (World, String) {
    let mut world = World::new(settings, 3);
    busy(&mut world);
    world.model.lock().unwrap().script = vec![answer];
    world.model.lock().unwrap().prompts.clear();
    orders(&mut world, "/digest 3");
    world.pass(120);
    let said: Vec<String> = world.said.iter().map(|said| said.text.clone()).collect();
    assert_eq!(said.len(), 1, "{said:?}");
    let text = said[0].clone();
    (world, text)
}

const QUIET: [(&str, &str); 3] = [
    ("BOT_SMART_REPLY_CHANCE", "0"),
    ("BOT_SPAM_THRESHOLD", "1000"),
    ("BOT_INITIATIVES_PER_DAY", "0"),
];

#[test]
fn a_model_retells_what_was_missed_under_the_local_count() {
    let words = "Петро весь вечір піднімав сервер і питав про пароль.";
    let (world, text) = digest(&QUIET, Ok(words.to_owned()));
    assert!(
        text.starts_with("За 3 години: 21 повідомлення від 1 людини.\n\n"),
        "{text}"
    );
    assert!(text.contains(words), "{text}");
    let prompts = &world.model.lock().unwrap().prompts;
    assert_eq!(prompts.len(), 1);
    let shown = &prompts[0].turns[0].text;
    assert!(shown.contains("Петро: сервер з базою даних"), "{shown}");
    assert!(!shown.contains("https://"), "{shown}");
}

#[test]
fn without_words_the_local_digest_is_told() {
    let failures = [
        Err(Failure::Blocked("safety")),
        Err(Failure::KeyRefused),
        Ok("…".to_owned()),
    ];
    for failure in failures {
        let (_, text) = digest(&QUIET, failure.clone());
        assert!(text.contains("• техніка (2"), "{failure:?}: {text}");
        assert!(text.contains("хто знає пароль"), "{text}");
    }
}

#[test]
fn half_of_the_days_requests_are_left_to_those_who_talk() {
    let mut settings = QUIET.to_vec();
    settings.push(("GEMINI_REQUESTS_PER_DAY", "20"));
    let mut world = World::new(&settings, 3);
    busy(&mut world);
    world.model.lock().unwrap().script = vec![Ok("Петро щось лагодив.".to_owned())];
    let mut told = Vec::new();
    for _ in 0..14 {
        world.said.clear();
        orders(&mut world, "/digest 5");
        world.pass(600);
        told.push(world.said[0].text.contains("лагодив"));
    }
    let by_model = told.iter().filter(|by_model| **by_model).count();
    assert_eq!(by_model, 10, "{told:?}");
    assert!(!told[13]);
}
