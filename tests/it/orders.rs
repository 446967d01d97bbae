//! `/backup` and `/report`: ordered in the chat, done by the keeper, answered in private.

use crate::support::stage::Stage;
use crate::support::telegram_log::Call;
use crate::support::updates::{group, person, private, says};
use serde_json::Value;

/// A stage whose admin is the first person, who has written to the bot.
fn stage() -> (Stage, Value) {
    let mut stage = Stage::new();
    let admin = person(0);
    stage.home.set("BOT_ADMIN_IDS", &admin["id"].to_string());
    (stage, admin)
}

fn orders(stage: &Stage, chat: &Value, who: &Value, text: &str) {
    stage.push(says(chat, who, text));
}

/// Blocks until a private chat gets something with these words in it.
fn told(stage: &Stage, person: &Value, words: &str) -> String {
    let id = person["id"].as_i64().unwrap();
    stage.telegram.wait_for(&format!("“{words}”"), |log| {
        log.sent_in(id)
            .find(|sent| sent.text.contains(words))
            .map(|sent| sent.text.clone())
    })
}

/// The reports that were accepted.
fn reports(stage: &Stage) -> Vec<Call> {
    stage
        .telegram
        .with_log(|log| log.calls_of("sendDocument").cloned().collect())
}

#[test]
fn a_backup_is_made_when_an_admin_orders_it_and_told_with_its_size_and_place() {
    let (stage, admin) = stage();
    let _bot = stage.start();
    stage.settle(&group(1));
    orders(&stage, &private(&admin), &admin, "/backup");
    told(&stage, &admin, "Роблю резервну копію");
    let text = told(&stage, &admin, "готова й перевірена");
    let backups = stage.home.data().join("backups");
    let file = text.lines().last().unwrap();
    assert!(file.starts_with(backups.to_str().unwrap()), "{text}");
    assert!(text.contains("МіБ"), "{text}");
    let contents = gryag::store::backup::verify(file.as_ref()).unwrap();
    assert!(contents.messages >= 1);
}

#[test]
fn a_report_is_sent_as_a_file_about_the_group_in_which_it_was_ordered() {
    let (stage, admin) = stage();
    let _bot = stage.start();
    // The private chat must be open before anything can be sent there.
    stage.settle(&private(&admin));
    stage.settle(&group(1));
    stage.settle(&group(2));
    let begun = stage
        .telegram
        .with_log(|log| log.sent_in(-1_002_100_000_001).count());
    orders(&stage, &group(1), &admin, "/report 7");
    stage
        .telegram
        .wait_until("a report", |log| log.count("sendDocument") == 1);
    let report = reports(&stage).remove(0);
    assert_eq!(report.params["chat_id"], admin["id"]);
    assert_eq!(report.encoding, "multipart");
    assert_eq!(report.params["document"]["file_name"], "gryag.html");
    let page = report.params["document"]["content"].as_str().unwrap();
    assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
    assert!(
        page.contains("За 7\u{202F}днів") || page.contains("За 7 днів"),
        "{page}"
    );
    assert!(page.contains("Під липою» 1") && !page.contains("Під липою» 2"));
    let words = stage
        .telegram
        .with_log(|log| log.sent_in(-1_002_100_000_001).count());
    assert_eq!(words, begun, "nothing of it is seen in the group");
    // In private it is about all chats.
    orders(&stage, &private(&admin), &admin, "/report");
    stage
        .telegram
        .wait_until("a second report", |log| log.count("sendDocument") == 2);
    let report = reports(&stage).remove(1);
    let page = report.params["document"]["content"].as_str().unwrap();
    assert!(page.contains("Під липою» 1") && page.contains("Під липою» 2"));
}

#[test]
fn who_is_no_admin_is_refused_in_a_sentence_in_private_and_ignored_in_a_group() {
    let (stage, _) = stage();
    let stranger = person(1);
    let _bot = stage.start();
    for command in ["/backup", "/report", "/stats"] {
        orders(&stage, &group(1), &stranger, command);
        orders(&stage, &private(&stranger), &stranger, command);
    }
    stage.settle(&group(1));
    stage.settle(&private(&stranger));
    let id = stranger["id"].as_i64().unwrap();
    let (refusals, in_group) = stage.telegram.with_log(|log| {
        let refusals = log
            .sent_in(id)
            .filter(|sent| sent.text == gryag::behaviour::phrases::ONLY_FOR_ADMINS)
            .count();
        (refusals, log.sent_in(-1_002_100_000_001).count())
    });
    assert_eq!(refusals, 3);
    assert_eq!(in_group, 1, "only the answer to the call");
    assert!(reports(&stage).is_empty());
    assert!(!stage.home.data().join("backups").exists());
}

#[test]
fn an_order_outlives_a_death_but_not_a_long_absence() {
    let (stage, admin) = stage();
    let bot = stage.start();
    stage.settle(&private(&admin));
    bot.kill();
    let id = admin["id"].as_i64().unwrap();
    let now = crate::support::updates::now();
    let mut store = gryag::store::Store::open(&stage.home.data()).unwrap();
    let note = |store: &mut gryag::store::Store, at: i64| {
        let order = format!(r#"[{{"wanted":"backup","admin":{id},"at":{at}}}]"#);
        store
            .write(|writer| writer.set_meta("keeper_orders", &order))
            .unwrap();
    };
    note(&mut store, now - 5);
    drop(store);
    let bot = stage.start();
    told(&stage, &admin, "готова й перевірена");
    bot.kill();
    let mut store = gryag::store::Store::open(&stage.home.data()).unwrap();
    note(&mut store, now - 3_600);
    drop(store);
    let bot = stage.start();
    bot.wait_for_line("order of 36");
    let (_, printed) = bot.stop();
    assert!(!printed.contains("backup: "), "{printed}");
}
