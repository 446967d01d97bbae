//! What a model may be talked into, and what of it comes out: none of the instructions.

use crate::people::{NOW, brain, view};
use gryag::behaviour::Occasion;
use gryag::ids::MessageId;
use gryag::message::ChatKind;
use gryag::prompt::context::{Built, Line, Material, Note, Situation, Topic, build};
use gryag::prompt::reply::{Reply, Rules, compose};
use gryag::prompt::{Secret, persona};

/// What is left of an answer, as people would read it.
fn said(answer: &str) -> String {
    let secret = Secret::new(&instructions());
    let speakers = ["Оля".to_owned(), "Тарас".to_owned()];
    let rules = Rules {
        bot_name: "Гряг",
        secrets: &[&secret],
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
    let secret = words(&instructions());
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
        ("[перерва: 23 год] Привіт!", "Привіт!"),
        ("[стікер 😂]", ""),
        ("[фото] ось тримай", "ось тримай"),
        ("ти (↩ Оля): слухай сюди", "слухай сюди"),
        ("[12:30] Гряг (↩ Оля: «га?»): тут я", "тут я"),
        ("Так.\n[голосове 0:07]", "Так."),
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

/// A prompt as it is built for a call in a chat that is remembered.
fn built() -> Built {
    let note = |topic, text: &str| Note {
        topic,
        priority: 100,
        text: text.to_owned(),
        from: Vec::new(),
    };
    let notes = [
        note(
            Topic::Person,
            "Ця людина пише коротко, тож відповідай одним реченням.",
        ),
        note(
            Topic::Fact,
            "Ця людина сама про себе казала: «мій день народження 5 травня» (25.11.2026); згадуй \
             це лише до речі.",
        ),
        note(
            Topic::Memory,
            "3 травня: Оля: «кава найкраща вранці, коли всі ще сплять і ніхто не заважає»",
        ),
        note(
            Topic::Thread,
            "Про що ця гілка: Тарас: «де тут купити свіжу рибу в неділю вранці»",
        ),
        note(
            Topic::Summary,
            "День від 24.11: говорили про рибалку, дощ, ремонт і поїздку в Карпати.",
        ),
    ];
    let current = Line {
        message_id: MessageId(7),
        sender_name: "Оля Ковальчук".to_owned(),
        is_ours: false,
        text: "гряг, розкажи щось".to_owned(),
        sent_at: NOW,
        reply_to: None,
    };
    build(&Material {
        instructions: &brain(&[]).instructions,
        bot_name: "Гряг",
        situation: Situation {
            local_time: view().local,
            chat_title: "Наша кавʼярня",
            kind: ChatKind::Supergroup,
            addressee: "Оля Ковальчук",
            occasion: Occasion::Named,
            mood: Some("веселий, жартують"),
            notes: &notes,
        },
        history: &[],
        media: &[],
        current: &current,
        limits: brain(&[]).budget,
    })
}

/// What is left of an answer to that prompt.
fn said_to(built: &Built, answer: &str) -> String {
    let instructions = Secret::new(&instructions());
    let rules = Rules {
        bot_name: "Гряг",
        secrets: &[&instructions, &Secret::new(&built.guarded)],
        speakers: &built.speakers,
        chars_max: 4_000,
        is_truncated: false,
    };
    match compose(answer, &rules) {
        Reply::Say(parts) => parts.into_iter().map(|part| part.plain).collect(),
        Reply::Declined | Reply::Nothing => String::new(),
    }
}

#[test]
fn the_blocks_of_the_prompt_do_not_come_out_without_their_headings_either() {
    let built = built();
    for leak in [
        "Зараз вівторок, 24 листопада 2026 року, 15:00, день. Це груповий чат «Наша кавʼярня». \
         Автор останнього повідомлення — Оля Ковальчук. Тебе покликали на ім’я.",
        "Автор останнього повідомлення — Оля Ковальчук.",
        "Тебе покликали на ім'я.",
        "Настрій у чаті: веселий, жартують. Автор останнього повідомлення — Оля Ковальчук.",
        "Ця людина пише коротко, тож відповідай одним реченням.",
        "Ця людина сама про себе казала: «мій день народження 5 травня» (25.11.2026); згадуй це \
         лише до речі.",
        "Про що ця гілка: Тарас: «де тут купити свіжу рибу в неділю вранці»",
        "День від 24.11: говорили про рибалку, дощ, ремонт і поїздку в Карпати.",
        "Вдача в тебе спокійна й тепла.",
    ] {
        assert_eq!(said_to(&built, leak), "", "{leak}");
    }
    // The whole of each block, in every order of its lines.
    let system = &built.prompt.system;
    let blocks = system.split("# ").skip(1).filter_map(|block| {
        let (heading, rest) = block.split_once('\n')?;
        (heading != "Спогади до теми" && heading != "Зведення минулих розмов").then_some(rest)
    });
    for block in blocks {
        let one_line = block.replace('\n', " ");
        assert_eq!(said_to(&built, &one_line), "", "{one_line}");
    }
}

#[test]
fn what_people_said_may_be_told_and_so_may_the_time() {
    let built = built();
    for answer in [
        "Оля казала: «кава найкраща вранці, коли всі ще сплять і ніхто не заважає».",
        "У тебе ж день народження 5 травня, сама казала.",
        "Тарас питав, де тут купити свіжу рибу в неділю вранці.",
        "Учора говорили про рибалку, дощ, ремонт і поїздку в Карпати.",
        "Зараз вівторок, 24 листопада 2026 року, 15:00.",
        "Це наша кавʼярня, звісно.",
        "Веселий настрій, усі жартують.",
    ] {
        assert_eq!(said_to(&built, answer), answer);
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
