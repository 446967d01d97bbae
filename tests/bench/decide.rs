//! What the rules cost for each message.

use super::people::{NOW, brain, message, view};
use super::timed;
use gryag::analysis::{Analysis, analyse};
use gryag::behaviour::trigger::{NameUse, name_use};
use gryag::behaviour::{decide, look};
use gryag::message::Incoming;
use gryag::rng::Rng;
use std::hint::black_box;

/// What it costs to look at a message, and to decide about one that calls, the analysis and the
/// counts of the database given.
#[expect(clippy::print_stdout, reason = "a bench prints its numbers")]
pub(super) fn print(typical: &[&str]) {
    let brain = brain(&[]);
    let messages: Vec<(Incoming, Analysis, NameUse)> = typical
        .iter()
        .map(|text| {
            let name = name_use(text, &brain.policy.names);
            (message(7, "Оля", text), analyse(text), name)
        })
        .collect();
    let mut rng = Rng::new(1);
    let now = NOW;
    let rounds = 2_000;
    let looks = timed(rounds, || {
        for (incoming, analysis, name) in &messages {
            black_box(look(
                incoming,
                analysis,
                *name,
                &brain.policy,
                now,
                &mut rng,
            ));
        }
    }) / 10.0;
    println!("look, typical message: {looks:.2} µs");
    let view = view();
    let decides = timed(rounds, || {
        for (incoming, analysis, name) in &messages {
            let look = look(incoming, analysis, *name, &brain.policy, now, &mut rng);
            black_box(decide(
                incoming,
                &look,
                analysis,
                &view,
                &brain.policy,
                now,
                &mut rng,
            ));
        }
    }) / 10.0;
    println!("look and decide, typical message: {decides:.2} µs");
    let called = message(7, "Оля", "гряг, а що ти про це думаєш?");
    let analysis = analyse(&called.text);
    let name = name_use(&called.text, &brain.policy.names);
    let calls = timed(rounds, || {
        let look = look(&called, &analysis, name, &brain.policy, now, &mut rng);
        black_box(decide(
            &called,
            &look,
            &analysis,
            &view,
            &brain.policy,
            now,
            &mut rng,
        ));
    });
    println!("look and decide, a call: {calls:.2} µs");
}
