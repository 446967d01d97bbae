//! What a model points out in the background: asked within a budget, believed word for word.

use super::*;
use crate::people::me;
use crate::support::fake_gemini::{FakeGemini, KEY, Reply};
use crate::support::stage::Stage;
use crate::support::updates::{group, person, says};
use gryag::bot::models;

/// A world whose model answers `answer`.
fn world_with(gemini: &FakeGemini, answer: &'static str, per_day: &str) -> World {
    gemini.answer_by(move |_| Reply::text(answer));
    let mut world = World::new();
    let url = gemini.url();
    let config = crate::people::config(&[
        ("BOT_NOTICES_PER_DAY", per_day),
        ("BOT_SPAM_THRESHOLD", "100000"),
        ("GEMINI_API_KEY", KEY),
        ("GEMINI_API_URL", &url),
        ("GEMINI_MODEL", "gemini-3.5-flash-lite"),
    ]);
    let models = models::from_config(&config, models::http(&config));
    world.brain = Brain::new(&config, me(), models).unwrap();
    world
}

/// She talks so much that a model may be asked.
fn talk(world: &mut World, last: &str) {
    for _ in 0..39 {
        world.says(OLYA, "ну таке");
    }
    world.says(OLYA, last);
    world.run_errands();
}

const CAT: &str = "вдома чекає рудий котяра";

#[test]
fn what_is_literally_there_becomes_a_fact() {
    let gemini = FakeGemini::start();
    let answer = r#"[{"n":40,"kind":"pet","quote":"чекає рудий котяра"},
        {"n":40,"kind":"work","quote":"працює лікаркою"}]"#;
    let mut world = world_with(&gemini, answer, "5");
    talk(&mut world, CAT);
    assert_eq!(world.facts(OLYA), ["pet: чекає рудий котяра"]);
    let fact = world
        .store
        .read()
        .facts(CHAT, SenderId(OLYA))
        .unwrap()
        .remove(0);
    assert!(fact.by_model && fact.confidence < 80);
    assert_eq!(gemini.asks().len(), 1);
    assert!(
        gemini.asks()[0]
            .last_text()
            .contains("40: вдома чекає рудий котяра")
    );
}

#[test]
fn nobody_elses_words_are_shown_or_believed() {
    let gemini = FakeGemini::start();
    let answer = r#"[{"n":1,"kind":"secret","quote":"код 1234"},
        {"n":40,"kind":"pet","quote":"код від сейфа"}]"#;
    let mut world = world_with(&gemini, answer, "5");
    world.says(PETRO, "код від сейфа 1234");
    let mut forwarded = message(OLYA, "Оля", "переслане: код від сейфа");
    forwarded.is_forward = true;
    world.take(forwarded);
    talk(&mut world, CAT);
    assert!(world.facts(OLYA).is_empty());
    assert!(!gemini.asks()[0].whole_text().contains("сейфа"));
}

#[test]
fn the_budget_of_the_day_holds() {
    let gemini = FakeGemini::start();
    let mut world = world_with(&gemini, "[]", "2");
    for _ in 0..5 {
        talk(&mut world, CAT);
    }
    assert_eq!(gemini.asks().len(), 2);
    world.now = NOW.plus(gryag::clock::SECONDS_PER_DAY);
    talk(&mut world, CAT);
    assert_eq!(gemini.asks().len(), 3);
    let mut none = world_with(&gemini, "[]", "0");
    talk(&mut none, CAT);
    assert_eq!(gemini.asks().len(), 3);
}

#[test]
fn who_opts_out_or_is_forgotten_meanwhile_gets_no_facts() {
    let gemini = FakeGemini::start();
    let answer = r#"[{"n":40,"kind":"pet","quote":"чекає рудий котяра"}]"#;
    let mut world = world_with(&gemini, answer, "5");
    for _ in 0..39 {
        world.says(OLYA, "ну таке");
    }
    world.says(OLYA, CAT);
    world.order(OLYA, "/optout");
    world.run_errands();
    assert!(world.facts(OLYA).is_empty());
    assert!(gemini.asks().is_empty());
}

#[test]
fn nonsense_of_a_model_is_survived() {
    for answer in ["", "не знаю", "[[[", "{\"n\":1}", "[{\"n\":-1}]", "[1,2,3]"] {
        let gemini = FakeGemini::start();
        let mut world = world_with(&gemini, answer, "5");
        talk(&mut world, CAT);
        assert!(world.facts(OLYA).is_empty(), "{answer}");
        assert!(world.store.read().next_job(CHAT, NOW).unwrap().is_none());
    }
}

#[test]
fn it_is_done_also_where_the_bot_never_speaks() {
    let stage = Stage::new();
    let _bot = stage.start();
    for _ in 0..40 {
        stage.push(says(&group(1), &person(1), "вдома чекає рудий котяра"));
    }
    stage
        .gemini
        .wait_until("a question about what she said", |asks| {
            asks.iter()
                .any(|ask| ask.last_text().contains("рудий котяра"))
        });
    assert_eq!(stage.home.number("SELECT count(*) FROM outbox"), 0);
}
