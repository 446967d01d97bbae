//! `/why` names what was remembered, and no more of it than is still there.

use super::{Play, sure};
use crate::people::CHAT;
use gryag::clock::UnixTime;
use gryag::store::{NewSummary, Period, Summary};

/// A member remembers something, days pass, and he is asked about it.
fn asked() -> Play {
    let settings = sure(&[("BOT_CONTEXT_LIMIT", "2")]);
    let mut play = Play::new(&settings, 1);
    for line in [
        "Адмін: привіт",
        "Оля: я працюю лікаркою в Одесі",
        "Тарас: купив учора смарагдову кавоварку",
        "+3d",
        "Марко: потяг прибув",
        "Ніна: пішов дощ",
    ] {
        play.line(line);
    }
    let now = play.world.now();
    let summary = Summary {
        period: Period::Day,
        start: UnixTime(now.0 - 86_400),
        until: UnixTime(now.0 - 3_600),
        text: "Говорили про дощ і потяги.".to_owned(),
        mood: "calm".to_owned(),
        emotions: "{}".to_owned(),
        topics: "[]".to_owned(),
        participants: "[]".to_owned(),
        messages: 9,
        made_by: "local".to_owned(),
    };
    play.world
        .store
        .write(|writer| {
            writer.note_summary(
                &NewSummary {
                    chat: CHAT,
                    summary: &summary,
                },
                now,
            )
        })
        .unwrap();
    play.line("Оля: гряг, що там зі смарагдовою кавоваркою?");
    play.line("= answer");
    play
}

fn told(play: &mut Play, by: &str) -> String {
    play.line("+2m");
    play.line(&format!("{by} -> Гряг: /why"));
    let why = play.world.said.pop().unwrap();
    // What is said after it must not answer this.
    assert!(why.text.contains("покликали на імʼя"), "{}", why.text);
    why.text
}

#[test]
fn members_are_told_in_a_sentence_which_message_summary_and_facts_he_remembered() {
    let mut play = asked();
    let answered = play.world.newest_own().unwrap();
    let text = told(&mut play, "Тарас");
    assert!(
        text.contains("Згадав при цьому повідомлення від 23.09.2026"),
        "{text}"
    );
    assert!(text.contains("зведення за 25.09.2026"), "{text}");
    assert!(
        text.contains("те, що автор казав про себе (1 річ)"),
        "{text}"
    );
    assert!(
        !text.contains("лікар") && !text.contains("смарагд"),
        "{text}"
    );
    // Who told it is told what it was about.
    let own = play.world.draft(2, "Оля", "/why");
    let own = super::at(
        gryag::message::Incoming {
            reply_to: Some(gryag::message::ReplyTo {
                message_id: answered,
                sender_id: Some(crate::people::ME),
                sender_name: "Гряг".to_owned(),
                text: String::new(),
                quote: None,
                media: None,
            }),
            command: super::command("/why"),
            ..own
        },
        play.world.now(),
    );
    play.world.take(own);
    let text = &play.world.said.last().unwrap().text;
    assert!(text.contains("твої слова про себе (робота)"), "{text}");
}

#[test]
fn an_admin_is_told_the_words() {
    let mut play = asked();
    let text = told(&mut play, "Адмін");
    for part in [
        "Згадане:\n• ",
        "Тарас: «купив учора смарагдову кавоварку»",
        "«Говорили про дощ і потяги.»",
        "Оля про себе, робота: «я працюю лікаркою",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn what_was_forgotten_since_is_not_told() {
    let mut play = asked();
    let id = play.id("Тарас");
    let person = gryag::ids::SenderId(id);
    let now = play.world.now();
    play.world
        .store
        .write(|writer| {
            let mut left = writer.begin_forgetting(person, now)?;
            while !left.is_done() {
                writer.forget_step(person, crate::people::ME, &mut left)?;
            }
            Ok::<_, gryag::store::Error>(())
        })
        .unwrap();
    let text = told(&mut play, "Адмін");
    assert!(!text.contains("смарагдову кавоварку"), "{text}");
    assert!(text.contains("Говорили про дощ"), "{text}");
}
