//! A week in a group of thirty: the promises in numbers.

use super::crowd::{Crowd, LIVELY, Seen, busiest, called};
use super::world::World;
use crate::people::CHAT;
use gryag::behaviour::Reason;
use std::collections::BTreeMap;

const DAYS: usize = 7;
const NIGHT: [u8; 9] = [23, 0, 1, 2, 3, 4, 5, 6, 7];

struct Week {
    crowd: Crowd,
    seen: Vec<Seen>,
}

fn week(seed: u64) -> Week {
    let settings = [
        ("BOT_QUIET_HOURS", "23-8"),
        ("GEMINI_REQUESTS_PER_MINUTE", "1000"),
    ];
    let mut crowd = Crowd::new(World::new(&settings, seed), 30, seed);
    let mut seen = Vec::new();
    for minute in 0..DAYS * 24 * 60 {
        seen.extend(crowd.minute(&LIVELY));
        // Once a day somebody loses patience, and calls in a row.
        if minute % 1_440 == 900 {
            for number in 0..12 {
                seen.push(crowd.writes(31, &format!("гряг, відповідай {number}!")));
                crowd.world.pass(2);
            }
        }
    }
    Week { crowd, seen }
}

#[test]
fn a_week_in_a_group_of_thirty_keeps_every_promise() {
    let Week { crowd, seen } = week(2_026);
    let world = &crowd.world;
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for one in &seen {
        *reasons.entry(one.decision.reason.as_str()).or_default() += 1;
    }
    let calls = seen.iter().filter(|one| called(one)).count();
    let limited: usize = ["limited", "flood"]
        .iter()
        .filter_map(|it| reasons.get(it))
        .sum();
    let joins = seen
        .iter()
        .filter(|one| one.decision.reason == Reason::JoinsIn);
    let joined: Vec<&Seen> = joins.collect();
    let topics: Vec<_> = world
        .said
        .iter()
        .filter(|said| said.reply_to.is_none())
        .collect();
    println!("messages {}", seen.len());
    println!("calls answered {calls}, calls over a limit or in a flood {limited}");
    println!(
        "own messages {}, joins {}, topics {}",
        world.said.len(),
        joined.len(),
        topics.len()
    );
    println!("reactions {}", world.reactions.len());
    for (reason, count) in &reasons {
        println!("  {count:6} {reason}");
    }

    // Every call is answered unless a limit forbids it.
    assert!(calls > 100, "{calls}");
    assert!(
        seen.iter()
            .filter(|one| called(one))
            .all(|one| one.said == 1)
    );
    // Only who called in a row was kept waiting for it.
    let flooded = seen
        .iter()
        .filter(|one| one.decision.reason.as_str() == "flood");
    assert!(flooded.clone().count() >= DAYS && flooded.clone().all(|one| one.by == 31));

    // No limit is exceeded.
    let said: Vec<i64> = world.said.iter().map(|said| said.at.0).collect();
    assert!(busiest(&said, 60) <= 6);
    assert!(busiest(&said, 3_600) <= 60);
    let reacted: Vec<i64> = world.reactions.iter().map(|one| one.at.0).collect();
    // They come one to three seconds after they were decided.
    assert!(busiest(&reacted, 57) <= 4);
    let topic_times: Vec<i64> = topics.iter().map(|said| said.at.0).collect();
    assert!(busiest(&topic_times, 86_400) <= 3);
    let stamp = |one: &&Seen| i64::from(one.hour);
    assert!(joined.len() <= DAYS * 12, "{}", joined.len());
    assert!(
        joined
            .iter()
            .all(|one| !NIGHT.contains(&u8::try_from(stamp(one)).unwrap()))
    );

    // No word unasked at night.
    let hour = |at| world.store.read().local_time(at).unwrap().hour;
    assert!(topics.iter().all(|said| !NIGHT.contains(&hour(said.at))));

    // No two own messages in a row unprompted.
    let lines = world.store.read().recent(CHAT, None, 100_000).unwrap();
    for pair in lines.windows(2) {
        let unprompted = pair[1].is_ours && pair[1].reply_to.is_none();
        assert!(!(pair[0].is_ours && unprompted), "{pair:?}");
    }
    // He is there, and he is no chatterbox.
    assert!(!joined.is_empty() && joined.len() + topics.len() < seen.len() / 50);
    assert!(!world.reactions.is_empty() && world.reactions.len() < seen.len() / 4);
}
