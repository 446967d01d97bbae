//! The real binary against the fake servers: what members of a chat see.

use crate::support::fake_telegram::Pushed;
use crate::support::stage::{Gate, Stage};
use crate::support::updates::{
    CALLS, CHATTER, Draft, GOSSIP, basic_group, channel, channel_post, forum, from, group, joined,
    migration, other_bot, person, private, reaction, says, us,
};
use serde_json::Value;
use std::fs;
use std::time::Duration;

/// Starts a bot, lets it see these messages, and tells how often each was answered.
#[track_caller]
fn answers(stage: &Stage, messages: Vec<Draft>) -> Vec<usize> {
    let _bot = stage.start();
    let updates: Vec<Value> = messages.into_iter().map(Draft::update).collect();
    let pushed = stage.telegram.push_all(updates);
    for one in &pushed {
        let last_of_chat = pushed.iter().rfind(|other| other.chat == one.chat) == Some(one);
        if last_of_chat {
            let chat = stage
                .telegram
                .change(|world| world.chats[&one.chat].object.clone());
            stage.settle(&chat);
        }
    }
    pushed
        .into_iter()
        .map(|one| stage.answers_to(one))
        .collect()
}

#[track_caller]
fn check(messages: Vec<Draft>, expected: &[usize]) {
    assert_eq!(answers(&Stage::new(), messages), expected);
}

#[test]
fn a_call_by_name_or_mention_is_answered_once_and_to_the_right_message() {
    let chat = group(1);
    let calls = CALLS
        .iter()
        .enumerate()
        .map(|(who, text)| says(&chat, &person(who), text));
    check(calls.collect(), &[1; CALLS.len()]);
}

#[test]
fn words_that_only_look_like_its_name_are_not_answered() {
    let chat = group(1);
    let talk = CHATTER
        .iter()
        .enumerate()
        .map(|(who, text)| says(&chat, &person(who), text));
    check(talk.collect(), &[0; CHATTER.len()]);
}

#[test]
fn gossip_about_it_is_not_answered() {
    let chat = group(1);
    let talk = GOSSIP
        .iter()
        .enumerate()
        .map(|(who, text)| says(&chat, &person(who), text));
    check(talk.collect(), &[0; GOSSIP.len()]);
}

#[test]
fn captions_call_too_and_private_chats_need_no_name() {
    let chat = group(1);
    let alone = private(&person(4));
    check(
        vec![
            from(&chat, &person(1)).photo("Гряже, глянь на цього кота"),
            from(&chat, &person(2)).sticker("😂"),
            from(&chat, &person(2)).voice(),
            says(&alone, &person(4), "Привіт, поговорімо?"),
        ],
        &[1, 0, 0, 1],
    );
}

#[test]
fn a_reply_to_its_own_message_is_a_call_and_one_to_another_is_not() {
    let stage = Stage::new();
    let chat = group(1);
    let _bot = stage.start();
    let first = stage.settle(&chat);
    let again =
        says(&chat, &person(2), "А чому так?").reply_to(first.message_id, &us(), &first.visible);
    let again = stage.push(again);
    let other = says(&chat, &person(2), "А чому так?").reply_to(again.message, &person(5), "Бо");
    let other = stage.push(other);
    let bots = says(&chat, &person(2), "А чому так?").reply_to(7, &other_bot(), "Дощ");
    let bots = stage.push(bots);
    stage.answer_to(again);
    stage.settle(&chat);
    assert_eq!(
        [again, other, bots].map(|it| stage.answers_to(it)),
        [1, 0, 0]
    );
}

#[test]
fn what_is_old_is_remembered_and_never_answered() {
    let stage = Stage::new();
    let chat = group(1);
    let call = |minutes| says(&chat, &person(1), "Гряг, ти тут?").minutes_ago(minutes);
    assert_eq!(
        answers(&stage, vec![call(90), call(11), call(1)]),
        [0, 0, 1]
    );
    stage.wait_for_stored(4);
}

#[test]
fn other_bots_and_channels_are_not_answered() {
    let chat = group(1);
    check(
        vec![
            says(&chat, &other_bot(), "Гряг, яка погода?"),
            says(&chat, &person(1), "Свіжі новини").forwarded_from_channel(&channel(1)),
            says(&chat, &person(1), "Гряг, ти тут?").anonymous(),
        ],
        &[0, 0, 1],
    );
}

#[test]
fn an_answer_stays_in_the_topic_of_its_call() {
    let stage = Stage::new();
    let (topics, plain) = (forum(1), group(2));
    let calls = [
        says(&topics, &person(1), "Гряг, ти тут?").in_topic(40, &person(2)),
        says(&topics, &person(1), "Гряг, ти тут?"),
        says(&plain, &person(1), "Гряг, ти тут?").in_thread(40),
        says(&topics, &person(1), "просто так").in_topic(41, &us()),
    ];
    let _bot = stage.start();
    let pushed = calls.map(|call| stage.push(call.clone()));
    let threads = [0, 1, 2].map(|it: usize| stage.answer_to(pushed[it]).thread_id);
    assert_eq!(threads, [40, 0, 0]);
    stage.settle(&topics);
    assert_eq!(
        stage.answers_to(pushed[3]),
        0,
        "a topic that we made is no call"
    );
}

#[test]
fn an_edit_changes_what_is_remembered_and_is_not_answered_again() {
    let stage = Stage::new();
    let chat = group(1);
    let _bot = stage.start();
    let call = stage.call(&chat, "Гряг, як тобі дощ?");
    stage.answer_to(call);
    let edited = says(&chat, &person(3), "Гряг, як тобі сонце?").numbered(call.message);
    stage.telegram.push(edited.edited());
    stage.settle(&chat);
    assert_eq!(stage.answers_to(call), 1);
    let sql = "SELECT count(*) FROM message WHERE text LIKE '%сонце%'";
    assert_eq!(stage.home.number(sql), 1);
    stage.wait_for_stored(2);
}

#[test]
fn the_messages_of_a_chat_take_effect_in_order() {
    let stage = Stage::new();
    let chat = group(1);
    let talk = (0..40).map(|number| match number % 8 {
        0 => says(&chat, &person(number), CALLS[number / 8]),
        _ => says(&chat, &person(number), CHATTER[number % CHATTER.len()]),
    });
    assert_eq!(answers(&stage, talk.collect()).iter().sum::<usize>(), 5);
    let log = stage.telegram.log();
    let answered: Vec<i64> = log.sent.iter().map(|sent| sent.reply_to).collect();
    assert!(answered.is_sorted(), "{answered:?}");
    let database = stage.home.database();
    let mut statement =
        database.prepare("SELECT message_id FROM message WHERE is_ours = 0 ORDER BY rowid");
    let rows = statement
        .as_mut()
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap();
    let stored: Vec<i64> = rows.map(Result::unwrap).collect();
    assert!(stored.len() == 41 && stored.is_sorted(), "{stored:?}");
}

#[test]
fn a_slow_model_delays_neither_the_memory_of_its_chat_nor_an_answer_elsewhere() {
    let stage = Stage::new();
    let (slow, quick) = (group(1), group(2));
    let gate = Gate::before(&stage.gemini, "довго думай");
    let _bot = stage.start();
    let held = stage.call(&slow, "Гряг, довго думай про це");
    stage
        .gemini
        .wait_until("the slow question", |asks| !asks.is_empty());
    let talk: Vec<Pushed> = CHATTER
        .iter()
        .map(|text| stage.push(says(&slow, &person(5), text)))
        .collect();
    stage.settle(&quick);
    stage.wait_for_stored(talk.len() + 2);
    assert_eq!(stage.answers_to(held), 0, "the gate is closed");
    let typing = |log: &crate::support::telegram_log::Log| {
        log.calls_of("sendChatAction")
            .any(|call| call.chat_id() == held.chat)
    };
    stage.telegram.wait_until("the typing sign", typing);
    gate.open();
    stage.answer_to(held);
    assert!(talk.iter().all(|one| stage.answers_to(*one) == 0));
}

#[track_caller]
fn check_moved(stage: &Stage, old: &Value, new: &Value, own: i64, all: i64) {
    let count = |chat: &Value, what: &str| {
        format!(
            "SELECT count(*) FROM message WHERE {what} AND text <> '' AND chat_id = {}",
            chat["id"]
        )
    };
    stage
        .home
        .wait_for_number("SELECT count(*) FROM message WHERE is_ours = 1", |it| {
            it == own
        });
    assert_eq!(stage.home.number(&count(old, "true")), 0, "left behind");
    assert_eq!(stage.home.number(&count(new, "is_ours = 1")), own);
    assert_eq!(stage.home.number(&count(new, "true")), all);
}

#[test]
fn a_group_that_becomes_a_supergroup_keeps_its_memory() {
    let stage = Stage::new();
    let (old, new) = (basic_group(1), group(1));
    let _bot = stage.start();
    stage.settle(&old);
    stage
        .home
        .wait_for_number("SELECT count(*) FROM message WHERE is_ours = 1", |it| {
            it == 1
        });
    stage.telegram.push_all(migration(&old, &new, &person(1)));
    // The numbers of messages start over, and soon meet those of the old group.
    for _ in 0..3 {
        stage.settle(&new);
    }
    check_moved(&stage, &old, &new, 4, 8);
    let asked = stage.gemini.asks().pop().unwrap().whole_text();
    assert!(asked.matches("Гряг, ти ще тут?").count() == 4, "{asked}");
}

#[test]
fn an_answer_on_its_way_while_the_group_moves_is_remembered_in_the_supergroup() {
    let stage = Stage::new();
    let (old, new) = (basic_group(1), group(1));
    stage.telegram.set_latency(Duration::from_millis(500));
    let _bot = stage.start();
    stage.settle(&old);
    // Accepted, but the bot does not know it yet.
    stage.telegram.push_all(migration(&old, &new, &person(1)));
    stage.settle(&new);
    check_moved(&stage, &old, &new, 2, 4);
}

#[test]
fn the_model_sees_its_chat_with_names_and_no_word_of_another() {
    let stage = Stage::new();
    let (here, there) = (group(1), group(2));
    let _bot = stage.start();
    stage.push(says(&there, &person(1), "таємниця-чужого-чату"));
    stage.settle(&there);
    stage.push(says(&here, &person(6), "зустрічаємось-біля-фонтану"));
    stage.settle(&here);
    let asked = stage.gemini.asks().pop().unwrap();
    let text = asked.whole_text();
    assert!(
        text.contains("Зоряна") && text.contains("зустрічаємось-біля-фонтану"),
        "{text}"
    );
    assert!(!text.contains("таємниця-чужого-чату"), "{text}");
    assert_eq!(
        text.matches("Гряг, ти ще тут?").count(),
        1,
        "the current message stands once"
    );
}

#[test]
fn its_answers_to_commands_are_no_hits_and_no_turns_of_a_prompt() {
    let stage = Stage::new();
    let here = group(1);
    let _bot = stage.start();
    stage.push(says(
        &here,
        &person(1),
        "зустрічаємось-біля-фонтану о шостій",
    ));
    stage.settle(&here);
    let search = || {
        stage.push(says(&here, &person(2), "/search фонтан"));
        stage.settle(&here);
        let log = stage.telegram.log();
        let texts = log.sent.into_iter().map(|sent| sent.text);
        texts
            .filter(|text| text.starts_with("Ось що"))
            .collect::<Vec<_>>()
    };
    search();
    let found = search();
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0], found[1]);
    let asked = stage.gemini.asks().pop().unwrap();
    assert!(
        !asked.whole_text().contains("Ось що"),
        "{}",
        asked.whole_text()
    );
}

#[test]
fn every_poll_says_which_updates_it_wants() {
    let stage = Stage::new();
    let _bot = stage.start();
    stage.settle(&group(1));
    let log = stage.telegram.log();
    for poll in log.calls_of("getUpdates") {
        let kinds = poll.params["allowed_updates"]
            .as_array()
            .expect("allowed_updates");
        for kind in ["message", "edited_message", "my_chat_member"] {
            assert!(kinds.iter().any(|it| it == kind), "{kind} is missing");
        }
        assert!(
            poll.params["offset"].as_i64().unwrap_or(0) >= 0,
            "never a negative offset"
        );
    }
}

#[test]
fn a_lively_hour_of_every_kind_of_update_is_remembered() {
    let stage = Stage::new();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/lively-hour.jsonl");
    let text = fs::read_to_string(file).unwrap();
    let mut updates: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let chat = updates[0]["message"]["chat"].clone();
    updates.push(joined(&chat, &person(11)));
    updates.push(channel_post(&channel(1), "Завтра без води до обіду"));
    updates.push(reaction(&chat, &person(3), 2, "👍"));
    let kinds = ["message", "channel_post"];
    let _bot = stage.start();
    stage.telegram.push_all(updates.clone());
    stage.settle(&chat);
    stage.telegram.wait_until_drained();
    let spoken = |update: &&Value| {
        let message = kinds.iter().find_map(|kind| update.get(kind));
        message.is_some_and(|it| SPEECH.iter().any(|field| it.get(field).is_some()))
    };
    stage.wait_for_stored(updates.iter().filter(spoken).count() + 1);
    assert_eq!(stage.telegram.log().answered_twice(), []);
}

/// A message with one of these is somebody's words; without, it is a service message.
const SPEECH: [&str; 15] = [
    "text",
    "caption",
    "photo",
    "sticker",
    "voice",
    "video",
    "video_note",
    "animation",
    "document",
    "audio",
    "poll",
    "location",
    "contact",
    "dice",
    "venue",
];
