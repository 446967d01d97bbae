//! Pictures, stickers and voices from the Bot API to the model and into the memory: the real binary
//! against the fake servers.

use crate::support::fake_gemini::{Ask, Reply};
use crate::support::fake_telegram::Pushed;
use crate::support::stage::Stage;
use crate::support::updates::{Draft, from, group, person, says};
use serde_json::{Value, json};

const JPEG: &[u8] = b"\xFF\xD8\xFF\xE0 a cat on a keyboard";
const WEBP: &[u8] = b"RIFF\x08\0\0\0WEBPVP8 ";
const OGG: &[u8] = b"OggS\0 a voice";
/// What the model says of every file.
const SHOWN: &str = "Рудий кіт спить на клавіатурі";
const DESCRIBED: &str = "SELECT count(*) FROM media WHERE description IS NOT NULL";
/// Jobs of describing that are over.
const LOOKED: &str = "SELECT count(*) FROM job WHERE kind = 'describe' AND state > 0";

/// A stage with the files of all drafts, whose model describes and answers.
fn stage() -> Stage {
    let stage = Stage::new();
    for (file_id, bytes) in [("AgACx", JPEG), ("CAAC17", WEBP), ("AwAC61", OGG)] {
        put(&stage, file_id, bytes);
    }
    stage.gemini.answer_by(|ask: &Ask| {
        if is_describing(ask) {
            return Reply::text(format!("«{SHOWN}.»"));
        }
        Reply::text(crate::support::fake_gemini::sentence(ask.number))
    });
    stage
}

fn put(stage: &Stage, file_id: &str, bytes: &[u8]) {
    stage
        .telegram
        .change(|world| world.files.insert(file_id.to_owned(), bytes.to_vec()));
}

fn is_describing(ask: &Ask) -> bool {
    ask.whole_text()
        .contains("одним коротким реченням, до двадцяти слів")
}

/// Types and contents of the files in a request.
fn files(ask: &Ask) -> Vec<(String, String)> {
    let turns = ask.body["contents"].as_array().unwrap();
    let parts = turns
        .iter()
        .flat_map(|turn| turn["parts"].as_array().unwrap());
    let blobs = parts.filter_map(|part| part.get("inlineData"));
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    blobs
        .map(|blob| (word(&blob["mimeType"]), word(&blob["data"])))
        .collect()
}

/// The requests for answers, in order.
fn answers(stage: &Stage) -> Vec<Ask> {
    let asks = stage.gemini.asks();
    asks.into_iter().filter(|ask| !is_describing(ask)).collect()
}

fn fetched(stage: &Stage) -> usize {
    stage.telegram.with_log(|log| log.count("getFile"))
}

/// The draft as an answer to that message with its medium.
fn replying(draft: Draft, to: Pushed, original: &Draft) -> Value {
    let mut update = draft.update();
    let mut answered = original.clone().update()["message"].clone();
    answered["message_id"] = json!(to.message);
    update["message"]["reply_to_message"] = answered;
    update
}

#[test]
fn the_photo_of_a_call_is_shown_to_the_model_and_then_remembered_in_words() {
    let stage = stage();
    let chat = group(1);
    let bot = stage.start();
    let call = stage.push(from(&chat, &person(1)).photo("Гряже, глянь на цього кота"));
    stage.answer_to(call);
    stage.home.wait_for_number(DESCRIBED, |count| count == 1);
    let ask = &answers(&stage)[0];
    let base64 = "/9j/4CBhIGNhdCBvbiBhIGtleWJvYXJk";
    assert_eq!(files(ask), [("image/jpeg".to_owned(), base64.to_owned())]);
    let last = ask.last_text();
    assert!(
        last.contains("[фото] Гряже") && last.contains("Вкладення останнього"),
        "{last}"
    );
    // Once for the answer and once for the memory.
    assert_eq!(fetched(&stage), 2);
    stage.settle(&chat);
    let later = answers(&stage).pop().unwrap();
    let expected = format!("[фото: {SHOWN}] Гряже, глянь на цього кота");
    assert!(
        later.whole_text().contains(&expected),
        "{}",
        later.whole_text()
    );
    assert_eq!(files(&later), []);
    let printed = bot.printed();
    assert!(
        !printed.contains("кіт") && !printed.contains("AgACx"),
        "{printed}"
    );
}

#[test]
fn a_voice_that_a_call_answers_is_heard_and_one_that_nobody_asks_about_is_not() {
    let stage = stage();
    let chat = group(1);
    let _bot = stage.start();
    let voice = from(&chat, &person(2)).voice();
    let sent = stage.push(voice.clone());
    stage.settle(&chat);
    assert_eq!(fetched(&stage), 0);
    let call = says(&chat, &person(1), "Гряг, що він каже?");
    let call = stage.telegram.push(replying(call, sent, &voice));
    stage.answer_to(call);
    stage.home.wait_for_number(DESCRIBED, |count| count == 1);
    let ask = answers(&stage).pop().unwrap();
    assert_eq!(files(&ask)[0].0, "audio/ogg");
    let last = ask.last_text();
    assert!(
        last.contains("«[голосове 0:07]»") && last.contains("на яке відповідають"),
        "{last}"
    );
}

#[test]
fn the_same_sticker_is_described_once_and_known_from_then_on() {
    let stage = stage();
    let (here, there) = (group(1), group(2));
    let _bot = stage.start();
    let first = stage.settle(&here);
    let replies = |chat: &Value, to: i64, words: &str| {
        let mut update = from(chat, &person(1)).sticker("😂").update();
        update["message"]["reply_to_message"] = json!({
            "message_id": to, "from": crate::support::updates::us(), "chat": chat,
            "date": crate::support::updates::now() - 1, "text": words,
        });
        stage.telegram.push(update)
    };
    let call = replies(&here, first.message_id, &first.visible);
    stage.answer_to(call);
    stage.home.wait_for_number(DESCRIBED, |count| count == 1);
    assert_eq!(files(&answers(&stage)[1])[0].0, "image/webp");
    let before = fetched(&stage);
    let other = stage.settle(&there);
    let call = replies(&there, other.message_id, &other.visible);
    stage.answer_to(call);
    for _ in 0..4 {
        stage.push(from(&there, &person(2)).sticker("😂"));
    }
    stage.settle(&there);
    assert_eq!(fetched(&stage), before);
    let asks = stage.gemini.asks();
    assert_eq!(asks.iter().filter(|ask| is_describing(ask)).count(), 1);
    let known = format!("[стікер 😂: {SHOWN}]");
    let last = answers(&stage).pop().unwrap().whole_text();
    assert_eq!(last.matches(&known).count(), 5, "{last}");
}

#[test]
fn a_sticker_that_is_sent_again_and_again_is_described_without_a_call() {
    let stage = stage();
    let chat = group(1);
    let _bot = stage.start();
    let sends = |number| {
        stage.push(from(&chat, &person(number)).sticker("😂"));
        stage.settle(&chat);
    };
    (0..2).for_each(sends);
    assert_eq!(fetched(&stage), 0);
    sends(2);
    stage.home.wait_for_number(DESCRIBED, |count| count == 1);
    assert_eq!(fetched(&stage), 1);
}

/// Calls with a photo; it is answered without the file.
#[track_caller]
fn check_answered_in_words(stage: &Stage) {
    let chat = group(1);
    let bot = stage.start();
    let call = stage.push(from(&chat, &person(1)).photo("Гряже, глянь"));
    let answer = stage.answer_to(call);
    let ask = answers(stage).pop().unwrap();
    assert_eq!(files(&ask), []);
    assert!(
        !ask.last_text().contains("Вкладення"),
        "{}",
        ask.last_text()
    );
    let said = crate::support::fake_gemini::sentence(ask.number);
    assert_eq!(answer.visible, said);
    assert_eq!(stage.answers_to(call), 1);
    drop(bot);
}

#[test]
fn a_file_that_is_too_large_is_left_out() {
    let mut stage = stage();
    stage.home.set("BOT_MEDIA_BYTES_MAX", "20000");
    check_answered_in_words(&stage);
    // Telegram said how large it is: nobody asked for it.
    assert_eq!(fetched(&stage), 0);
}

#[test]
fn a_file_that_turns_out_to_be_too_large_is_left_out() {
    let mut stage = stage();
    stage.home.set("BOT_MEDIA_BYTES_MAX", "40000");
    put(&stage, "AgACx", &[JPEG, &vec![0; 40_000]].concat());
    check_answered_in_words(&stage);
}

#[test]
fn a_file_that_cannot_be_had_is_left_out_and_is_not_described_after_two_tries() {
    let stage = stage();
    stage.telegram.change(|world| world.files.clear());
    check_answered_in_words(&stage);
    let bot = stage.start();
    let chat = group(1);
    for calls in 2..5 {
        stage
            .home
            .wait_for_number(LOOKED, |looked| looked >= (calls - 1).min(2));
        let call = stage.push(from(&chat, &person(1)).photo("Гряже, глянь"));
        stage.answer_to(call);
    }
    stage.settle(&chat);
    assert_eq!(stage.home.number(LOOKED), 2);
    assert_eq!(stage.home.number("SELECT looks FROM media"), 2);
    drop(bot);
}

#[test]
fn a_file_that_is_no_picture_is_left_out() {
    let stage = stage();
    put(&stage, "AgACx", b"<html>no picture</html>");
    check_answered_in_words(&stage);
}

#[test]
fn a_picture_that_the_model_refuses_is_left_out() {
    for refusal in [Reply::Html(400), Reply::Blocked, Reply::Unsafe] {
        let stage = stage();
        stage.gemini.answer_by(move |ask: &Ask| {
            if files(ask).is_empty() {
                return Reply::text(crate::support::fake_gemini::sentence(ask.number));
            }
            refusal.clone()
        });
        check_answered_in_words(&stage);
        let _bot = stage.start();
        stage.home.wait_for_number(LOOKED, |looked| looked == 1);
        assert_eq!(stage.home.number(DESCRIBED), 0);
    }
}

#[test]
fn nothing_is_fetched_where_the_settings_say_so() {
    let mut stage = stage();
    stage.home.set("BOT_MEDIA_PER_DAY", "0");
    stage.home.set("BOT_DESCRIBE_PER_DAY", "0");
    check_answered_in_words(&stage);
    assert_eq!(fetched(&stage), 0);
}

#[test]
fn no_more_is_shown_and_described_in_a_day_than_the_settings_say() {
    let mut stage = stage();
    stage.home.set("BOT_MEDIA_PER_DAY", "1");
    stage.home.set("BOT_DESCRIBE_PER_DAY", "1");
    let chat = group(1);
    let _bot = stage.start();
    let first = stage.push(from(&chat, &person(1)).photo("Гряже, глянь"));
    stage.answer_to(first);
    stage.home.wait_for_number(DESCRIBED, |count| count == 1);
    let voice = from(&chat, &person(2)).voice();
    let sent = stage.push(voice.clone());
    let call = says(&chat, &person(1), "Гряг, що він каже?");
    let call = stage.telegram.push(replying(call, sent, &voice));
    stage.answer_to(call);
    stage.settle(&chat);
    assert_eq!(fetched(&stage), 2);
    assert_eq!(stage.home.number(DESCRIBED), 1);
}

#[test]
fn the_media_of_who_does_not_want_to_be_remembered_are_never_fetched() {
    let stage = stage();
    let chat = group(1);
    let _bot = stage.start();
    let shy = person(4);
    let voice = from(&chat, &shy).voice();
    let before = stage.push(voice.clone());
    let optout = stage.push(says(&chat, &shy, "/optout"));
    stage.telegram.wait_until("the answer to /optout", |log| {
        log.sent_in(optout.chat).count() > 0 || log.sent_in(shy["id"].as_i64().unwrap()).count() > 0
    });
    let after = stage.push(voice.clone());
    for sent in [before, after] {
        let call = says(&chat, &person(1), "Гряг, що він каже?");
        let call = stage.telegram.push(replying(call, sent, &voice));
        stage.answer_to(call);
    }
    let own = stage.push(from(&chat, &shy).photo("Гряже, глянь"));
    stage.settle(&chat);
    assert_eq!((stage.answers_to(own), fetched(&stage)), (0, 0));
}

#[test]
fn what_a_picture_shows_is_found_by_its_words_and_only_in_its_chat() {
    let stage = stage();
    let (here, there) = (group(1), group(2));
    let _bot = stage.start();
    let call = stage.push(from(&here, &person(1)).photo("Гряже, глянь"));
    stage.answer_to(call);
    stage.home.wait_for_number(DESCRIBED, |count| count == 1);
    let search = |chat: &Value| {
        let before = stage
            .telegram
            .log()
            .sent_in(chat["id"].as_i64().unwrap())
            .count();
        stage.push(says(chat, &person(3), "/search клавіатура"));
        stage.telegram.wait_for("hits", |log| {
            let mut sent = log.sent_in(chat["id"].as_i64().unwrap());
            sent.nth(before).map(|sent| sent.visible.clone())
        })
    };
    assert!(search(&here).contains(SHOWN), "{}", search(&here));
    assert!(!search(&there).contains("кіт"), "{}", search(&there));
}
