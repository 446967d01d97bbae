//! Files that are not what they should be: a clear word, nothing half-done, the database whole.

use super::{CHAT, NOW, Still, export, order, said, take, texts};
use gryag::ids::ChatId;
use gryag::ops::import::{self, Error, Progress, ScanError, Skip, TEXT_CHARS_MAX};
use gryag::store::Store;
use std::io::Read;
use std::process::Command;
use std::time::Duration;

fn store() -> Store {
    Store::in_memory().unwrap()
}

fn refused(file: &[u8]) -> String {
    let mut store = store();
    let error = take(&mut store, file, Some(CHAT)).unwrap_err();
    assert_eq!(store.read().message_count().unwrap(), 0);
    store.read().quick_check().unwrap();
    error.to_string()
}

#[test]
fn what_is_no_export_is_refused_with_a_reason() {
    for file in [
        "",
        "   ",
        "привіт",
        "[1, 2]",
        "{}",
        "{\"a\": 1}",
        "{\"messages\": 5}",
        "{bad",
        "{\"name\": \"x\"",
        "\u{0}\u{1}\u{2}",
        "7",
    ] {
        let words = refused(file.as_bytes());
        assert!(
            words.contains("no export") || words.contains("ends"),
            "{file:?}: {words}"
        );
    }
    let words = refused(b"<!DOCTYPE html><html>");
    assert!(words.contains("Machine-readable JSON"), "{words}");
    let words = refused("\u{FEFF}\n <html>".as_bytes());
    assert!(words.contains("web page"), "{words}");
}

#[test]
fn another_chats_file_is_refused_and_says_what_it_holds() {
    let mut store = store();
    let file = export(&said(1, 1_740_808_800, "так"));
    let error = take(&mut store, file.as_bytes(), Some(ChatId(-5))).unwrap_err();
    assert!(matches!(
        &error,
        Error::OtherChat {
            wanted: ChatId(-5),
            ..
        }
    ));
    let words = error.to_string();
    assert!(
        words.contains("-1002100000001") && words.contains("Кавʼярня"),
        "{words}"
    );
    assert_eq!(store.read().message_count().unwrap(), 0);
}

#[test]
fn twice_is_once() {
    let mut store = store();
    let file = export(&[said(1, 1_740_808_800, "так"), said(2, 1_740_808_801, "ні")].join(","));
    for (taken, known) in [(2, 0), (0, 2), (0, 2)] {
        let report = take(&mut store, file.as_bytes(), None).unwrap();
        assert_eq!((report.taken, report.known), (taken, known));
    }
    // Twice within a file, in one batch.
    let double = export(&[said(7, 1_740_808_800, "раз"), said(7, 1_740_808_801, "два")].join(","));
    let report = take(&mut store, double.as_bytes(), None).unwrap();
    assert_eq!((report.taken, report.known), (1, 1));
    assert_eq!(texts(&store), ["так", "раз", "ні"]);
}

#[test]
fn strange_dates_are_passed_over_and_counted() {
    let mut store = store();
    let messages = [
        said(1, NOW.0 + 3 * 86_400, "з майбутнього"),
        said(2, 1_000_000, "до Telegram"),
        said(3, i64::MAX, "без кінця"),
        said(4, -5, "до 1970"),
        r#"{"id": 5, "type": "message", "date": "вчора", "text": "без дати"}"#.to_owned(),
        said(6, NOW.0 + 3_600, "годинник поспішає"),
    ];
    let report = take(&mut store, export(&messages.join(",")).as_bytes(), None).unwrap();
    assert_eq!(report.skipped.get(&Skip::Future), Some(&2));
    assert_eq!(report.skipped.get(&Skip::Undated), Some(&3));
    assert_eq!(texts(&store), ["годинник поспішає"]);
}

#[test]
fn odd_messages_are_passed_over_one_by_one() {
    let mut store = store();
    let messages = [
        "5".to_owned(),
        "null".to_owned(),
        "\"text\"".to_owned(),
        "[]".to_owned(),
        "{}".to_owned(),
        r#"{"id": "x", "date_unixtime": "1740808800", "text": "номер"}"#.to_owned(),
        r#"{"id": 1, "date_unixtime": "1740808800", "text": {"a": [1, {"b": 2}]}}"#.to_owned(),
        r#"{"id": 2, "date_unixtime": 1740808800, "from": 5, "from_id": {}, "text": ["a", [["b"]]],
            "reactions": null}"#
            .to_owned(),
        said(3, 1_740_808_802, "ціле"),
    ];
    let report = take(&mut store, export(&messages.join(",")).as_bytes(), None).unwrap();
    assert_eq!(report.seen(), 9);
    assert!(texts(&store).contains(&"ціле".to_owned()));
    assert!(report.taken >= 1);
}

#[test]
fn control_characters_and_broken_escapes_are_read_as_far_as_they_go() {
    let mut store = store();
    let mut file = b"\xEF\xBB\xBF".to_vec();
    let messages =
        b"{\"id\": 1, \"date_unixtime\": \"1740808801\", \"text\": \"\\xD0 \\q \\u12 ok\"},
        {\"id\": 2, \"date_unixtime\": \"1740808802\", \"text\": \"a\x01b\nc \xFF\xFE d\"},
        {\"id\": 3, \"date_unixtime\": \"1740808803\", \"text\": \"\\ud83d half \\u0000 zero\"},
        {\"id\": 4, \"date_unixtime\": \"1740808804\", \"text\": \"quote \\\" brace } ] end\"}";
    file.extend_from_slice(b"{\"name\": \"\\xCA\", \"type\": \"private_supergroup\", ");
    file.extend_from_slice(b"\"id\": 2100000001, \"messages\": [");
    file.extend_from_slice(messages);
    file.extend_from_slice(b"]}");
    let report = take(&mut store, &file, Some(CHAT)).unwrap();
    assert_eq!((report.taken, report.seen()), (4, 4));
    let texts = texts(&store);
    assert!(
        texts[0].ends_with("ok") && texts[0].starts_with('Ð'),
        "{texts:?}"
    );
    assert!(
        texts[1].contains('d') && texts[1].starts_with('a'),
        "{texts:?}"
    );
    assert_eq!(texts[3], "quote \" brace } ] end");
    store.read().quick_check().unwrap();
}

#[test]
fn a_file_cut_off_is_taken_up_to_there_wherever_it_ends() {
    let messages: Vec<String> = (1..=30)
        .map(|id| said(id, 1_740_808_800 + id, "доречні слова"))
        .collect();
    let whole = export(&messages.join(",")).into_bytes();
    let mut last = 0;
    for end in (0..whole.len()).step_by(37) {
        let mut store = store();
        match take(&mut store, &whole[..end], Some(CHAT)) {
            Ok(report) => {
                assert!(report.ended_early.is_some());
                assert!(report.taken >= last);
                last = report.taken;
                assert_eq!(
                    store.read().message_count().unwrap(),
                    i64::try_from(last).unwrap()
                );
            }
            Err(error) => assert!(
                matches!(error, Error::File(ScanError::NotAnExport)),
                "{error}"
            ),
        }
    }
    assert!(last >= 28);
}

#[test]
fn a_text_of_ten_megabytes_is_cut_and_a_monster_is_passed_over() {
    let mut store = store();
    let long = "слово ".repeat(1_000_000);
    let monster = "х".repeat(import::MESSAGE_BYTES_MAX);
    let messages = [
        said(1, 1_740_808_800, &long),
        said(2, 1_740_808_801, &monster),
        said(3, 1_740_808_802, "після них"),
    ];
    let report = take(&mut store, export(&messages.join(",")).as_bytes(), None).unwrap();
    assert_eq!((report.taken, report.cut, report.too_large), (2, 1, 1));
    let texts = texts(&store);
    assert_eq!(texts[0].chars().count(), TEXT_CHARS_MAX);
    assert_eq!(texts[1], "після них");
}

/// Breaks an import off after so many looks.
struct Impatient(u32);

impl Progress for Impatient {
    fn tell(&mut self, _: u64, _: u64, _: Duration) -> bool {
        self.0 = self.0.saturating_sub(1);
        self.0 > 0
    }

    fn end(&mut self) {}
}

#[test]
fn an_import_that_was_broken_off_is_simply_begun_again() {
    let messages: Vec<String> = (1..=3_000)
        .map(|id| said(id, 1_740_808_800 + id, "ще одне"))
        .collect();
    let file = export(&messages.join(","));
    let mut store = store();
    let mut taken = 0;
    for patience in [2, 3, 5] {
        let stopped = import::run(
            &mut store,
            file.as_bytes(),
            order(None),
            &Still(NOW),
            &mut Impatient(patience),
        );
        assert!(matches!(stopped, Err(Error::Stopped)));
        let now = store.read().message_count().unwrap();
        assert!(now > taken && now < 3_000, "{now}");
        taken = now;
    }
    let report = take(&mut store, file.as_bytes(), None).unwrap();
    assert_eq!(report.seen(), 3_000);
    assert_eq!(store.read().message_count().unwrap(), 3_000);
}

/// A reader that fails in the middle, like a disk that dies.
struct Dying<'a>(&'a [u8]);

impl Read for Dying<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.0.is_empty() {
            return Err(std::io::Error::other("gone"));
        }
        self.0.read(buffer)
    }
}

#[test]
fn a_disk_that_dies_ends_the_import_with_its_own_word() {
    let mut store = store();
    let file = export(&said(1, 1_740_808_800, "так"));
    let dying = Dying(&file.as_bytes()[..120]);
    let ended = import::run(
        &mut store,
        dying,
        order(None),
        &Still(NOW),
        &mut import::Silent,
    );
    assert!(matches!(ended, Err(Error::File(ScanError::Io(_)))));
    store.read().quick_check().unwrap();
}

fn gryag(directory: &std::path::Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gryag"));
    command
        .args(arguments)
        .current_dir(directory)
        .env_clear()
        .env("BOT_DATA_DIR", directory.join("data"));
    command
}

#[test]
fn a_kill_in_the_middle_leaves_a_whole_database_and_a_resumable_import() {
    let directory = tempfile::tempdir().unwrap();
    let messages: Vec<String> = (1..=20_000)
        .map(|id| said(id, 1_740_808_800 + id, "повідомлення про каву і котів"))
        .collect();
    let path = directory.path().join("result.json");
    std::fs::write(&path, export(&messages.join(","))).unwrap();
    let data = directory.path().join("data");
    let mut child = gryag(directory.path(), &["import", "result.json"])
        .spawn()
        .unwrap();
    // Killed as soon as a batch is in; if it is quicker than we are, nothing is lost either.
    loop {
        let some = Store::open_read_only(&data)
            .and_then(|store| store.read().message_count())
            .is_ok_and(|count| count > 0);
        if some || child.try_wait().unwrap().is_some() {
            break;
        }
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let store = Store::open(&data).unwrap();
    store.read().quick_check().unwrap();
    assert_eq!(store.read().message_count().unwrap() % 1_000, 0);
    drop(store);
    let output = gryag(
        directory.path(),
        &["import", "result.json", "--chat", "-1002100000001"],
    )
    .output()
    .unwrap();
    assert!(output.status.success(), "{output:?}");
    let store = Store::open(&data).unwrap();
    assert_eq!(store.read().message_count().unwrap(), 20_000);
    let found = store
        .read()
        .frequency(CHAT, "кав", gryag::clock::UnixTime(0), NOW)
        .unwrap();
    assert!(found > 4_000, "{found}");
}

#[test]
fn the_command_line_refuses_in_clear_words() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    std::fs::write(directory.path().join("page.html"), "<html>").unwrap();
    let ended = |arguments: &[&str]| {
        let output = gryag(directory.path(), arguments).output().unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (code, words) = ended(&["import", "page.html", "--chat", "-5"]);
    assert_eq!(code, Some(1));
    assert!(words.contains("web page"), "{words}");
    let (code, words) = ended(&["import", "nothing.json"]);
    assert_eq!(code, Some(1));
    assert!(words.contains("nothing.json"), "{words}");
    let (code, words) = ended(&["import", "."]);
    assert_eq!(code, Some(1));
    assert!(words.contains("directory"), "{words}");
    assert_eq!(ended(&["import"]).0, Some(64));
    assert_eq!(ended(&["export", "--chat", "-5"]).0, Some(1));
    // Beside a running bot.
    let _lock = gryag::store::DirectoryLock::take(&data).unwrap();
    let (code, words) = ended(&["import", "page.html"]);
    assert_eq!(code, Some(75));
    assert!(words.contains("running"), "{words}");
    assert_eq!(ended(&["cleanup"]).0, Some(75));
}
