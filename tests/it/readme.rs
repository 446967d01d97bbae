//! README.md against the program: what it says of settings and commands is what the program does.

use gryag::config::markdown_table;
use std::path::Path;
use std::process::Command;

const BEGIN: &str = "<!-- settings -->";
const END: &str = "<!-- /settings -->";

fn readme() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap()
}

fn help() -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_gryag"))
        .arg("help")
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_table_of_settings_is_the_programs() {
    let readme = readme();
    let (_, rest) = readme.split_once(BEGIN).unwrap();
    let (shown, _) = rest.split_once(END).unwrap();
    assert!(
        shown.trim() == markdown_table().trim(),
        "the settings have changed: put the output of `gryag config --markdown` between \
         {BEGIN} and {END} in README.md"
    );
}

#[test]
fn every_command_of_the_binary_is_in_the_readme() {
    let readme = readme();
    let help = help();
    // A command's line in the help is indented by exactly two blanks.
    let commands: Vec<&str> = help
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(commands.len() >= 7, "{commands:?}");
    for command in commands {
        assert!(
            readme.contains(&format!("`gryag {command}")),
            "README.md says nothing of `gryag {command}`"
        );
    }
}

#[test]
fn every_chat_command_is_in_the_readme() {
    let readme = readme();
    for command in gryag::behaviour::COMMANDS {
        let name = command.name;
        assert!(
            readme.contains(&format!("`/{name}")),
            "README.md says nothing of /{name}"
        );
    }
}
