//! Every query of the hot paths is an index search: SQLite says so itself.

use super::*;

/// What must not stand in the plan of any of them.
fn check(name: &str, sql: &str) {
    let store = Store::in_memory().unwrap();
    let mut statement = store
        .conn
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .unwrap();
    for at in 1..=statement.parameter_count() {
        statement.raw_bind_parameter(at, 1).unwrap();
    }
    let mut rows = statement.raw_query();
    let mut plan = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        plan.push(row.get::<_, String>(3).unwrap());
    }
    for step in &plan {
        let scans = step.starts_with("SCAN")
            && !step.contains("VIRTUAL TABLE INDEX")
            && !step.contains("CONSTANT ROW")
            && !step.starts_with("SCAN (subquery");
        assert!(!scans, "{name}: {plan:#?}");
        assert!(
            !step.contains("USE TEMP B-TREE FOR ORDER BY"),
            "{name}: {plan:#?}"
        );
    }
}

#[test]
fn every_hot_query_of_the_log_is_an_index_search() {
    check("recent", history::RECENT_OF_CHAT);
    check("recent of a topic", history::RECENT_OF_TOPIC);
    check("recent outside topics", history::RECENT_OUTSIDE_TOPICS);
    check("threads of talk", dated::THREADS_OF_TALK);
    check("one message", history::ONE_MESSAGE);
    check("one row", history::ONE_ROW);
    check("between", history::BETWEEN);
    check("last of a sender", history::LAST_OF_SENDER);
    check("words of a sender", history::WORDS_UNTIL);
    check("times of a sender", history::TIMES_OF);
    check("last time of a sender", history::LAST_TIME_OF);
    check("is ours", history::IS_OURS);
    check("pack", history::PACK);
    check("edit", messages::EDIT_MESSAGE);
    check("row of a message", messages::ROW_OF_MESSAGE);
    check("free row", words::NEWEST_ID_BETWEEN);
    check("a stretch of the inbox", inbox::ROWS_AFTER);
    check("keys of a chat", words::KEYS_OF_CHAT);
    check("matches", search::MATCHES);
    check("weight of a match", search::WEIGHED);
    check("matches counted", search::COUNT_MATCHES);
    check("media", media::MEDIA);
    check("familiar media", media::IS_FAMILIAR);
    check("message with a medium", media::SHOWS);
    check("caption of a message", media::CAPTION_OF);
    check("messages with a medium", media::ROWS_WITH);
    check("compaction", packs::CANDIDATES);
    check("messages of a pack", packs::OF_PACK);
    check("latest summaries", summaries::LATEST);
    check("end of a summary", summaries::END_OF);
    check("next message", summaries::NEXT_MESSAGE);
    check("count of a span", summaries::COUNT_BETWEEN);
    check("newest details", import::LOG_NEWEST);
    check("is known", import::KNOWS);
    check("oldest messages", upkeep::OLDEST);
    check("statistics of a chat", statistics::OF_CHAT);
    check("profile", profiles::PROFILE_OF);
    check("wishes", profiles::WISHES_OF);
    let unsorted = profiles::FACTS_OF.split(" ORDER BY").next().unwrap();
    check("facts", unsorted);
}

/// The rest of what a message meets on its way, as its module has it.
#[test]
fn every_statement_of_an_update_is_an_index_search() {
    for (name, sql) in [
        ("chat", "SELECT kind FROM chat WHERE chat_id = ?1"),
        ("person", "SELECT name FROM person WHERE person_id = ?1"),
        (
            "pace of a chat",
            "SELECT count(*) FROM job WHERE chat_id = ?1 AND created_at > ?2",
        ),
        (
            "pace everywhere",
            "SELECT count(*) FROM job WHERE created_at > ?1",
        ),
        (
            "reactions lately",
            "SELECT count(*) FROM outbox
             WHERE chat_id = ?1 AND method = 'setMessageReaction' AND created_at > ?2",
        ),
        (
            "next job",
            "SELECT id FROM job WHERE chat_id = ?1 AND state = 0 ORDER BY id LIMIT 1",
        ),
        (
            "next outgoing",
            "SELECT id FROM outbox WHERE chat_id = ?1 AND state < 2 ORDER BY id LIMIT 1",
        ),
        (
            "open updates",
            "SELECT seq FROM inbox WHERE state = 0 AND chat_id = ?1 ORDER BY seq LIMIT 9",
        ),
        (
            "decision",
            "SELECT at FROM decision WHERE chat_id = ?1 AND message_id = ?2",
        ),
    ] {
        check(name, sql);
    }
}
