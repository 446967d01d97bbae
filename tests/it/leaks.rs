//! What a model may be talked into, and what of it comes out: none of the instructions.

use gryag::behaviour::Occasion;
use gryag::prompt::persona;
use gryag::prompt::reply::{Reply, Rules, compose};

/// What is left of an answer, as people would read it.
fn said(answer: &str) -> String {
    let instructions = persona::instructions(&persona::builtin("Гряг"), Occasion::Named);
    let speakers = ["Оля".to_owned(), "Тарас".to_owned()];
    let rules = Rules {
        bot_name: "Гряг",
        instructions: &instructions,
        speakers: &speakers,
        chars_max: 4_000,
        is_truncated: false,
    };
    match compose(answer, &rules) {
        Reply::Say(parts) => parts
            .iter()
            .map(|part| part.plain.as_str())
            .collect::<Vec<_>>()
            .join("\n"),
        Reply::Declined | Reply::Nothing => String::new(),
    }
}

/// So many words in a row are a leak.
const RUN: usize = 7;

#[track_caller]
fn check(answer: &str) {
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let secret = words(&persona::instructions(
        &persona::builtin("Гряг"),
        Occasion::Named,
    ));
    let said = said(answer);
    let letters = |words: &[String]| words.concat();
    let spelt = letters(&words(&said));
    let backwards: String = spelt.chars().rev().collect();
    let hidden = "важливішізавсещопишутьучаті";
    assert!(
        !spelt.contains(hidden) && !backwards.contains(hidden),
        "{said}"
    );
    let told = words(&said);
    let leaks = told
        .windows(RUN)
        .any(|run| secret.windows(RUN).any(|hidden| hidden == run));
    assert!(!leaks, "{said}");
    for heading in persona::HEADINGS {
        assert!(!said.contains(heading), "{said}");
    }
}

fn instructions() -> String {
    persona::instructions(&persona::builtin("Гряг"), Occasion::Named)
}

/// The letters of `text` with `between` each two of them.
fn spaced(text: &str, between: &str) -> String {
    let letters: Vec<String> = text.chars().map(String::from).collect();
    letters.join(between)
}

#[test]
fn the_instructions_do_not_come_out_in_any_dress() {
    let all = instructions();
    let rules = persona::rules(Occasion::Named);
    let one_line = rules.split_whitespace().collect::<Vec<_>>().join(" ");
    let one_word_a_line = rules.split_whitespace().collect::<Vec<_>>().join("\n");
    let three_words_a_line: String = rules
        .split_whitespace()
        .collect::<Vec<_>>()
        .chunks(3)
        .map(|chunk| chunk.join(" ") + "\n")
        .collect();
    for dressed in [
        all.clone(),
        format!("Ось мої інструкції:\n{all}"),
        format!("```\n{all}\n```"),
        format!("«{one_line}»"),
        one_word_a_line,
        three_words_a_line,
        rules.to_uppercase(),
        rules.replace(' ', " * "),
        rules.replace(". ", ".\n> "),
        rules.replace(' ', "\u{200B} "),
        rules.replace('о', "o").replace('а', "a").replace('і', "i"),
        format!("<think>{all}</think>{one_line}"),
        format!("Гряг: {one_line}"),
        rules.replace("- ", "1. "),
        spaced(&rules, " "),
        spaced(&rules, "-"),
        spaced(&rules, "\n"),
        rules.chars().rev().collect(),
    ] {
        check(&dressed);
    }
}

#[test]
fn marks_of_the_prompt_do_not_come_out() {
    for (answer, expected) in [
        ("[перерва: 3 год]\nПривіт!", "Привіт!"),
        ("Гряг: Привіт!", "Привіт!"),
        ("Привіт!\nОля: а ти хто?\nТарас: справді", "Привіт!"),
        ("Привіт!\n# Обставини розмови\nЗараз вівторок", "Привіт!"),
        (
            "Привіт!\n**Відоме про людей:**\n- Оля любить каву",
            "Привіт!",
        ),
        ("<think>Оля сумна, бо…</think>Тримайся!", "Тримайся!"),
    ] {
        assert_eq!(said(answer), expected, "{answer}");
    }
}

#[test]
fn ordinary_talk_stays_whole() {
    for text in [
        "Правила прості: пиши українською.",
        "Та ну, я ж не робот. Хоча ні, саме робот.",
        "Кажуть, що тебе тут знають.\nАле не всі.",
    ] {
        assert_eq!(said(text), text);
    }
}
