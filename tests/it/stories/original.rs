//! The sixteen things that the Python bot failed at, by their numbers, and the stories in which
//! they hold here.

use std::path::Path;

/// A number, what holds, and the tests that show it: file under `tests/it`, then the name.
const SIXTEEN: [(u8, &str, &[&str]); 16] = [
    (
        1,
        "the name in small letters is answered as reliably as with a capital",
        &["stories/calls.rs the_name_in_any_letter_case_is_answered_as_reliably_as_the_proper_one"],
    ),
    (
        2,
        "work and Saturday trigger nothing",
        &["stories/calls.rs work_and_saturday_trigger_nothing"],
    ),
    (
        3,
        "a reply to another bot is no reply to him",
        &["stories/calls.rs a_reply_to_another_bot_or_person_is_no_call"],
    ),
    (
        4,
        "a backlog is stored and gets neither words nor emoji",
        &[
            "stories/calls.rs \
             what_was_written_while_it_was_away_is_stored_and_gets_neither_words_nor_emoji",
            "end_to_end.rs what_is_old_is_remembered_and_never_answered",
        ],
    ),
    (
        5,
        "told to wait, he sends nothing to that chat for so long",
        &["faults.rs telegram_says_wait_and_only_that_chat_waits"],
    ),
    (
        6,
        "a deleted message is answered without error text",
        &[
            "stories/calls.rs a_deleted_target_costs_only_the_link_to_it",
            "faults.rs an_answer_to_a_deleted_message_is_sent_all_the_same",
        ],
    ),
    (
        7,
        "who floods is ignored alone and still remembered",
        &["stories/anti_spam.rs who_floods_is_ignored_alone_and_still_remembered"],
    ),
    (
        8,
        "an import twice is an import once, and stands before what came live",
        &[
            "memory/bad_files.rs twice_is_once",
            "stories/original.rs what_was_imported_stands_before_what_came_live",
        ],
    ),
    (
        9,
        "his own lines are the model's turns, the current message stands once",
        &["stories/calls.rs \
             the_prompt_has_his_own_lines_as_the_models_turns_and_the_current_message_once"],
    ),
    (
        10,
        "one chat is forgotten, the others are not, and no restart is needed",
        &["stories/commands.rs \
             forgetting_a_chat_is_confirmed_by_the_asker_and_leaves_other_chats_alone"],
    ),
    (
        11,
        "an empty or blocked answer is silence",
        &[
            "stories/calls.rs \
             a_model_that_fails_blocks_or_says_nothing_means_silence_and_never_an_apology",
            "model_faults.rs a_model_that_blocks_or_says_nothing_means_silence",
        ],
    ),
    (
        12,
        "every reaction is on Telegram's list",
        &[
            "stories/original.rs every_reaction_of_a_lively_day_is_on_telegrams_list",
            "emoji.rs",
        ],
    ),
    (
        13,
        "each setting of behaviour changes behaviour",
        &[
            "stories/settings.rs limits_limit",
            "stories/settings.rs what_makes_him_join_in_makes_him_join_in",
            "stories/settings.rs what_makes_him_react_makes_him_react",
            "stories/settings.rs what_makes_him_start_topics_makes_him_start_topics",
            "stories/settings.rs hushes_and_dislikes_last_as_long_as_they_are_set_to",
            "stories/settings.rs a_chat_that_is_not_allowed_is_left",
            "stories/settings_moods.rs what_a_conversation_is_can_be_set",
            "stories/settings_moods.rs how_reactions_to_his_words_move_him_can_be_set",
            "stories/settings_moods.rs when_a_reaction_comes_can_be_set",
            "stories/settings_moods.rs when_topics_and_hushes_end_can_be_set",
        ],
    ),
    (
        14,
        "a silent chat hears nothing for days",
        &["stories/bad_input.rs a_silent_chat_hears_nothing_for_days"],
    ),
    (
        15,
        "what is fatal ends with a code that is not zero",
        &[
            "lifecycle.rs a_bad_setting_stops_the_start_and_is_named",
            "lifecycle.rs a_second_process_on_the_same_directory_gives_way",
        ],
    ),
    (
        16,
        "no answer ends in the middle of a word",
        &["stories/calls.rs no_answer_ends_in_the_middle_of_a_word"],
    ),
];

#[test]
fn each_of_the_sixteen_has_its_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    for (place, (number, what, tests)) in (1_u8..).zip(SIXTEEN) {
        assert_eq!(number, place);
        assert!(!tests.is_empty(), "{number}: {what}");
        for test in tests {
            let (file, name) = test.split_once(' ').unwrap_or((test, ""));
            let source = std::fs::read_to_string(root.join(file)).unwrap();
            let test = format!("#[test]\nfn {name}");
            assert!(source.contains(&test), "{number}: {file} has no {name}");
        }
    }
}

#[test]
fn what_was_imported_stands_before_what_came_live() {
    use super::{Play, sure};
    use crate::memory::{CHAT, export, said, take};
    let mut play = Play::new(&sure(&[]), 1);
    let hears = |play: &mut Play, text: &str| {
        let mut message = play.world.draft(7, "Тарас", text);
        message.chat.id = CHAT;
        play.world.take(message);
    };
    hears(&mut play, "приїхав потяг");
    let file = export(&said(1_001, 1_740_823_200, "давня розмова про кульбаби"));
    for _ in 0..2 {
        take(&mut play.world.store, file.as_bytes(), None).unwrap();
    }
    hears(&mut play, "гряг, ти тут?");
    assert_eq!(play.world.said.len(), 1);
    let model = play.world.model.lock().unwrap();
    let turns = &model.prompts.last().unwrap().turns;
    let all: String = turns.iter().map(|turn| turn.text.as_str()).collect();
    let (old, new) = (all.find("кульбаби").unwrap(), all.find("потяг").unwrap());
    assert!(old < new, "{all}");
    assert_eq!(all.matches("кульбаби").count(), 1);
}

#[test]
fn every_reaction_of_a_lively_day_is_on_telegrams_list() {
    use super::crowd::{Crowd, LIVELY};
    use super::world::World;
    let mut crowd = Crowd::new(World::new(&[("BOT_REACTION_CHANCE", "0.5")], 9), 20, 9);
    for _ in 0..24 * 60 {
        crowd.minute(&LIVELY);
    }
    let reactions = &crowd.world.reactions;
    assert!(reactions.len() > 30, "{}", reactions.len());
    for one in reactions {
        let emoji = one.emoji.as_str();
        assert!(
            gryag::behaviour::ALLOWED_REACTIONS.contains(&emoji),
            "{emoji}"
        );
    }
}
