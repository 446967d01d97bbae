//! Who calls is answered; what only looks like a call is not.

use super::{Play, story, sure};
use gryag::llm::Failure;
use gryag::prompt::Role;

#[test]
fn the_name_in_any_letter_case_is_answered_as_reliably_as_the_proper_one() {
    story(
        "Оля: гряг, як справи?
         = answer
         Тарас: Гряг, як справи?
         = answer
         Марко: ГРЯГ!!!
         = answer
         Оля: грягу, ти тут?
         = answer
         Тарас: слухай, гряже, що скажеш?
         = answer",
    );
}

#[test]
fn an_address_in_the_middle_of_a_sentence_is_a_call_and_talk_about_him_is_not() {
    story(
        "Оля: ну добре, гряг, а що ти про це думаєш?
         = answer
         Тарас: вчора гряг казав, що буде дощ
         = silent talked_about
         Марко: я бачив гряга в іншому чаті
         = silent talked_about",
    );
}

#[test]
fn work_and_saturday_trigger_nothing() {
    story(
        "Оля: робота чекає
         = silent not_addressed
         Тарас: у суботу на дачу
         = silent not_addressed
         Марко: турбота про ботанічний сад і чоботи в грязюці
         = silent not_addressed",
    );
}

#[test]
fn a_mention_calls_whatever_its_letter_case_and_another_bots_does_not() {
    story(
        "Оля: @gryag_bot, ти де?
         = answer
         Тарас: @Gryag_Bot агов
         = answer
         Марко: @other_bot, ти де?
         = silent not_addressed",
    );
}

#[test]
fn a_reply_to_him_goes_on_also_after_an_hour_and_with_the_quoted_words() {
    let mut play = Play::new(&sure(&[]), 1);
    for line in [
        "model: Бо вранці кава смачніша.",
        "Оля: гряг, чому ти пʼєш каву?",
        "= answer",
        "+1h",
        "model: itself",
        "Тарас -> Гряг: а ввечері?",
        "= answer",
    ] {
        play.line(line);
    }
    let model = play.world.model.lock().unwrap();
    let last = model.prompts.last().unwrap().turns.last().unwrap();
    assert!(
        last.text.contains("Бо вранці кава смачніша"),
        "{}",
        last.text
    );
    assert!(last.text.contains("↩ ти"), "{}", last.text);
}

#[test]
fn a_reply_to_another_bot_or_person_is_no_call() {
    story(
        "Помічник (bot): Вітаю у групі!
         = silent bot
         Оля -> Помічник: дякую
         = silent not_addressed
         Тарас -> Оля: і тобі
         = silent not_addressed",
    );
}

#[test]
fn what_was_written_while_it_was_away_is_stored_and_gets_neither_words_nor_emoji() {
    let settings = sure(&[
        ("BOT_REACTION_CHANCE_NAMED", "1"),
        ("BOT_REACTION_CHANCE", "1"),
    ]);
    let mut play = Play::new(&settings, 1);
    for line in [
        "Оля (old 70m): гряг, ти де?",
        "= silent old",
        "= no reaction",
        "Тарас (old 11m): гряг, агов!",
        "= silent old",
        "= no reaction",
        "Марко (old 9m): гряг, а зараз?",
        "= answer",
    ] {
        play.line(line);
    }
    let stored = play.world.store.read().message_count().unwrap();
    assert_eq!(stored, 4);
}

#[test]
fn forwarded_words_call_nobody() {
    story("Оля (forward): гряг, ти тут?\n= silent not_addressed");
}

#[test]
fn an_anonymous_admin_is_answered_and_another_bot_is_not() {
    story(
        "Адмін (anonymous): гряг, ти тут?
         = answer
         Помічник (bot): гряг, ти тут?
         = silent bot",
    );
}

#[test]
fn a_private_chat_needs_no_name() {
    story("Оля (private): привіт, поговоримо?\n= answer");
}

#[test]
fn private_chats_may_be_switched_off() {
    super::play(
        &sure(&[("BOT_ANSWER_PRIVATE", "false")]),
        "Оля (private): привіт, поговоримо?\n= silent private_off",
    );
}

#[test]
fn a_model_that_fails_blocks_or_says_nothing_means_silence_and_never_an_apology() {
    story(
        "model: blocked
         Оля: гряг, скажи щось
         = silent
         = no reaction
         model: empty
         Тарас: гряг, скажи щось
         = silent
         model: itself
         Марко: гряг, а тепер?
         = answer",
    );
}

#[test]
fn without_words_there_may_be_an_emoji() {
    let settings = sure(&[("BOT_REACTION_CHANCE_NAMED", "1")]);
    let mut play = Play::new(&settings, 1);
    play.world.model.lock().unwrap().script = vec![Err(Failure::Blocked("safety"))];
    play.line("Оля: гряг, скажи щось");
    play.line("= silent");
    play.line("= react");
}

#[test]
fn a_deleted_target_costs_only_the_link_to_it() {
    let mut play = Play::new(&sure(&[]), 1);
    play.line("Оля: гряг, ти тут?");
    let body = &play.world.said[0].body;
    assert!(
        body.contains("\"allow_sending_without_reply\":true"),
        "{body}"
    );
}

#[test]
fn the_prompt_has_his_own_lines_as_the_models_turns_and_the_current_message_once() {
    let mut play = Play::new(&sure(&[]), 1);
    for line in [
        "model: Моє перше слово.",
        "Оля: гряг, почни",
        "model: itself",
    ] {
        play.line(line);
    }
    play.line("Тарас: гряг, а тепер скажи про кульбаби");
    let model = play.world.model.lock().unwrap();
    let prompt = model.prompts.last().unwrap();
    let own = prompt.turns.iter().filter(|turn| turn.role == Role::Model);
    assert_eq!(
        own.map(|turn| turn.text.as_str()).collect::<Vec<_>>(),
        ["Моє перше слово."]
    );
    let all: String = prompt.turns.iter().map(|turn| turn.text.as_str()).collect();
    assert_eq!(all.matches("кульбаби").count(), 1);
}

#[test]
fn no_answer_ends_in_the_middle_of_a_word() {
    let long = "Це речення про дощ і вітер. ".repeat(60);
    let mut play = Play::new(&sure(&[("BOT_REPLY_CHARS_MAX", "100")]), 1);
    play.line(&format!("model: {long}"));
    play.line("Оля: гряг, розкажи про погоду");
    let text = &play.world.said[0].text;
    assert!(text.chars().count() <= 101 && text.ends_with('.'), "{text}");
}

#[test]
fn an_edited_message_is_remembered_and_not_answered_again() {
    let mut play = Play::new(&sure(&[]), 1);
    play.line("Оля: гряг, ти тут?");
    let mut edited = play.world.draft(1, "Оля", "гряг, ти ще тут?");
    edited.message_id = gryag::ids::MessageId(1);
    play.world
        .update(gryag::message::Event::Edited(Box::new(edited)));
    assert_eq!(play.world.said.len(), 1);
}

#[test]
fn another_joke_is_asked_for_when_it_is_the_same_one() {
    let joke = "Каву варю, а чайник знову мовчить.";
    let mut play = Play::new(&sure(&[]), 1);
    for line in [
        &format!("model: {joke}") as &str,
        "Оля: гряг, пожартуй",
        "= said чайник",
        &format!("model: {joke} | Тоді про сонце: воно сьогодні лінується."),
        "Тарас: гряг, пожартуй",
        "= said сонце",
    ] {
        play.line(line);
    }
    let model = play.world.model.lock().unwrap();
    let notes = &model.prompts.last().unwrap().system;
    assert!(notes.contains("Ти вже казав майже те саме"), "{notes}");
}

#[test]
fn who_calls_is_answered_even_if_the_model_knows_but_one_sentence() {
    let same = "model: Кава найкраща вранці, коли ще всі сплять";
    let mut play = Play::new(&sure(&[]), 1);
    play.line(same);
    play.line("Оля: гряг, дякую тобі велике");
    play.line("= said Кава найкраща");
    let asked = |play: &Play| play.world.model.lock().unwrap().prompts.len();
    let before = asked(&play);
    play.line("Тарас: гряг, дякую тобі велике");
    play.line("= said Кава найкраща");
    // Once more, with the words that he is not to repeat.
    assert_eq!(asked(&play), before + 2);
    play.line("model: А може, краще чаю з мʼятою?");
    play.line("Ліда: гряг, а що порадиш ти?");
    play.line("= said чаю");
}

#[test]
fn a_call_waits_for_room_in_our_own_budget_of_the_minute() {
    let settings = sure(&[
        ("GEMINI_REQUESTS_PER_MINUTE", "2"),
        ("BOT_REACTION_CHANCE_NAMED", "1"),
    ]);
    let mut play = Play::new(&settings, 1);
    for line in [
        "Оля: гряг, раз?",
        "= answer",
        "Тарас: гряг, два?",
        "= answer",
        "Марко: гряг, три?",
        "= silent named",
        "+2m",
    ] {
        play.line(line);
    }
    assert_eq!(play.world.said.len(), 3);
    let said = &play.world.said[2];
    let asked_at = play.world.said[1].at;
    assert!(said.at.since(asked_at) >= 58, "{said:?}");
    assert!(play.world.store.read().open_jobs().unwrap() == 0);
}
