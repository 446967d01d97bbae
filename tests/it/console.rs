//! `gryag console` as a script's reader meets it: without a key, without a network, at once.

use std::io::Write;
use std::process::{Command, Output, Stdio};

fn talk(script: &[u8]) -> Output {
    let directory = tempfile::tempdir().unwrap();
    let mut console = Command::new(env!("CARGO_BIN_EXE_gryag"))
        .arg("console")
        .env_clear()
        .env("GRYAG_ENV_FILE", "")
        .current_dir(directory.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    console.stdin.take().unwrap().write_all(script).unwrap();
    console.wait_with_output().unwrap()
}

fn said(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// How often the bot spoke.
fn answers(said: &str) -> usize {
    said.lines()
        .filter(|line| line.starts_with("Гряг: "))
        .count()
}

#[test]
fn thirty_lines_by_one_speaker_are_a_talk_and_no_flood() {
    let lines: Vec<String> = (1..=30)
        .map(|n| format!("Гряг, скажи число {n}\n"))
        .collect();
    let said = said(&talk(lines.concat().as_bytes()));
    assert_eq!(answers(&said), 30, "{said}");
}

#[test]
fn a_script_can_play_a_flood_and_go_on_calmly_after_it() {
    let flood = "~1s\n".to_owned() + &"Юрко: ей\n".repeat(12) + "Юрко: Гряг, ти тут?\n";
    let calm = flood.clone() + "~\n+10m\nЮрко: Гряг, а тепер?\n";
    let in_flood = said(&talk(flood.as_bytes()));
    assert_eq!(answers(&in_flood), 0, "{in_flood}");
    let after = said(&talk(calm.as_bytes()));
    assert_eq!(answers(&after), 1, "{after}");
}

#[test]
fn a_byte_that_is_no_text_costs_a_note_and_nothing_else() {
    let said = said(&talk(
        b"\xffX: \xd0\n\xd0\x93\xd1\x80\xd1\x8f\xd0\xb3, so?\n",
    ));
    assert!(said.contains("not all of the next line is UTF-8"), "{said}");
    assert_eq!(answers(&said), 1, "{said}");
}
