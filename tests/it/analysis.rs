//! The local analyser: tables of judgements, the command, and texts that try to break it.

use gryag::analysis::stem::{search_form, stem};
use gryag::analysis::tokens::{Kind, tokenise};
use gryag::analysis::{
    Emotion, EmotionSet, Formality, Language, Sentiment, Subtopic, Topic, analyse, explain,
};
use gryag::behaviour::trigger::{NameForms, name_use};
use gryag::ops::analyze;
use proptest::prelude::*;

#[track_caller]
fn check_emotion(text: &str, emotion: Emotion) {
    let found = analyse(text);
    assert_eq!(found.emotion, emotion, "{text}: {found:?}");
}

#[test]
fn names_the_emotion_of_plain_sentences() {
    for (text, emotion) in [
        ("обожнюю вас, дякую за чудовий вечір!", Emotion::Joy),
        ("мені так сумно, плачу цілий вечір", Emotion::Sadness),
        ("як же ці черги бісять, ненавиджу", Emotion::Anger),
        ("мені страшно йти додому самій", Emotion::Fear),
        ("ого, нічого собі, оце так новина!", Emotion::Surprise),
        ("фу, яка гидота, тхне на весь під'їзд", Emotion::Disgust),
        ("зустріч о пʼятій біля входу", Emotion::Neutral),
        ("субота, йду на роботу", Emotion::Neutral),
    ] {
        check_emotion(text, emotion);
    }
}

#[test]
fn negation_turns_joy_and_calms_fear() {
    assert_ne!(analyse("я зовсім не радий").emotion, Emotion::Joy);
    assert_eq!(
        analyse("мені не подобається").sentiment,
        Sentiment::Negative
    );
    assert_eq!(analyse("не поганий фільм").sentiment, Sentiment::Positive);
    assert!(!analyse("та не бійся ти").emotions.contains(Emotion::Joy));
}

#[test]
fn irony_is_no_praise() {
    assert_ne!(analyse("клас((").sentiment, Sentiment::Positive);
    assert_ne!(analyse("ну супер…").sentiment, Sentiment::Positive);
    assert_eq!(analyse("супер!").sentiment, Sentiment::Positive);
}

#[test]
fn swearing_for_joy_is_joy_and_no_anger() {
    let found = analyse("охуєнно, дуже дякую!");
    assert_eq!(found.sentiment, Sentiment::Positive);
    assert!(!found.emotions.contains(Emotion::Anger), "{found:?}");
    assert!(!found.aimed);
}

#[test]
fn sees_swearing_behind_stars_digits_letters_and_spaces() {
    for text in [
        "пішов нах*й",
        "п1здець",
        "б л я т ь",
        "нaхуй",
        "хуууйня",
        "бл*ть",
        "п**дець",
        "х@й",
    ] {
        assert!(analyse(text).toxic, "{text}");
    }
    for text in [
        "3 * 4 = 12",
        "я і ти у в саду",
        "*крок убік*",
        "дебют у Херсоні",
        "застрахувати авто",
    ] {
        assert!(!analyse(text).toxic, "{text}");
    }
}

#[test]
fn an_insult_is_aimed_only_at_somebody() {
    assert!(analyse("ти ідіот").aimed);
    assert!(!analyse("йобаний дощ").aimed);
    assert!(!analyse("гарний день, друзі").aimed);
}

#[test]
fn tells_languages_apart() {
    for (text, language) in [
        ("Сьогодні ввечері йдемо в кіно", Language::Ukrainian),
        ("Сегодня вечером идём в кино", Language::Russian),
        ("See you at the cinema tonight", Language::English),
        ("та канєшно, мені всьо нравиться", Language::Mixed),
        ("сказал don't", Language::Russian),
        ("хорошо, I'm дома", Language::Russian),
        ("12345", Language::Other),
        ("", Language::Other),
        ("😀", Language::Other),
    ] {
        assert_eq!(analyse(text).language, language, "{text}");
    }
}

#[test]
fn finds_the_topic() {
    for (text, topic, subtopic) in [
        (
            "сервер ліг, дебажу код на пайтоні",
            Topic::Technology,
            Some(Subtopic::Programming),
        ),
        (
            "завтра іспит, треба вчити конспект",
            Topic::WorkStudy,
            Some(Subtopic::Study),
        ),
        (
            "зварила борщ і спекла пиріг, смачна картопля",
            Topic::Everyday,
            Some(Subtopic::Food),
        ),
        (
            "динамо виграло матч, два голи",
            Topic::Entertainment,
            Some(Subtopic::Sport),
        ),
        (
            "дощ і мороз, яка погода",
            Topic::WeatherNature,
            Some(Subtopic::Weather),
        ),
        (
            "вони одружились, весілля в серпні",
            Topic::Relationships,
            Some(Subtopic::Love),
        ),
        ("ну таке", Topic::General, None),
    ] {
        let found = analyse(text);
        assert_eq!((found.topic, found.subtopic), (topic, subtopic), "{text}");
    }
}

#[test]
fn sees_questions_laughter_and_manner() {
    assert!(analyse("а ти де?").question);
    assert!(analyse("де ключі").question);
    assert!(!analyse("знаю, що ти вдома").question);
    assert!(analyse("ахахах ну ти даєш").humour);
    assert!(analyse("хохохо ну ти даєш").humour);
    assert!(!analyse("огого, Гога прийшов").humour);
    assert_eq!(
        analyse("Шановні колеги, просимо надати звіт відповідно до наказу").formality,
        Formality::Formal
    );
    assert_eq!(analyse("чувак, кльово, лол").formality, Formality::Casual);
}

#[test]
fn keywords_are_content_words_as_written() {
    let found = analyse("А я вчора купила новий велосипед і ще один велосипед");
    assert!(
        found.keywords.contains(&"велосипед".to_owned()),
        "{found:?}"
    );
    assert_eq!(
        found
            .keywords
            .iter()
            .filter(|word| *word == "велосипед")
            .count(),
        1
    );
    assert!(
        !found
            .keywords
            .iter()
            .any(|word| word == "вчора" || word == "один")
    );
}

#[test]
fn explains_with_words_of_the_text() {
    let text = "Дуже дякую, Оленко, фільм чудовий!";
    let (analysis, evidence) = explain(text);
    assert_eq!(analysis, analyse(text));
    assert!(
        evidence
            .iter()
            .any(|word| word.aspect == "joy" && word.word == "дякую")
    );
    assert!(
        evidence
            .iter()
            .any(|word| word.aspect == "film" && word.word == "фільм")
    );
    assert!(evidence.iter().all(|word| text.contains(&word.word)));
}

#[test]
fn cuts_chat_into_tokens() {
    let kinds = |text: &str| {
        tokenise(text)
            .iter()
            .map(|t| (t.kind, t.form.clone()))
            .collect::<Vec<_>>()
    };
    let check = |text: &str, expected: &[(Kind, &str)]| {
        let expected: Vec<_> = expected
            .iter()
            .map(|(kind, form)| (*kind, (*form).to_owned()))
            .collect();
        assert_eq!(kinds(text), expected, "{text}");
    };
    check(
        "Пʼять будь-яких",
        &[(Kind::Word, "п'ять"), (Kind::Word, "будь-яких")],
    );
    check("дууууже", &[(Kind::Word, "дуже")]);
    check(
        "ахахах)))",
        &[(Kind::Laughter, "ахахах"), (Kind::Emoticon, ")))")],
    );
    check(
        "(так) :(",
        &[
            (Kind::Mark, "("),
            (Kind::Word, "так"),
            (Kind::Mark, ")"),
            (Kind::Emoticon, ":("),
        ],
    );
    check(
        "👍🏽❤️👨‍👩‍👧",
        &[(Kind::Emoji, "👍"), (Kind::Emoji, "❤"), (Kind::Emoji, "👨")],
    );
    check(
        "@vasya #тег https://a.b/в 42",
        &[
            (Kind::Name, "vasya"),
            (Kind::Hashtag, "тег"),
            (Kind::Url, ""),
            (Kind::Number, "42"),
        ],
    );
    check(
        "о 12:30",
        &[
            (Kind::Word, "о"),
            (Kind::Number, "12"),
            (Kind::Mark, ":"),
            (Kind::Number, "30"),
        ],
    );
}

fn run_command(jsonl: bool, explain: bool, input: &str) -> Vec<serde_json::Value> {
    let mut output = Vec::new();
    analyze::run(jsonl, explain, input.as_bytes(), &mut output).unwrap();
    let text = String::from_utf8(output).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn the_command_answers_every_line_with_one_object() {
    let answers = run_command(
        true,
        true,
        "{\"id\":7,\"text\":\"дякую, гряг!\"}\nnot json\n\
         {\"id\":\"a\",\"text\":\"\\ud83d \\ude00\"}\n",
    );
    assert_eq!(answers.len(), 3);
    assert_eq!(answers[0]["id"], 7);
    assert_eq!(answers[0]["trigger"], true);
    assert_eq!(answers[0]["sentiment"], "positive");
    assert!(
        answers[0]["words"]
            .as_array()
            .is_some_and(|words| !words.is_empty())
    );
    assert!(answers[1]["error"].is_string());
    assert_eq!(answers[2]["id"], "a");
    assert_eq!(answers[2]["emotion"], "neutral");
    assert_eq!(run_command(false, false, "просто рядок\n\n").len(), 2);
}

#[test]
fn codes_survive_storage() {
    for &language in Language::ALL {
        assert_eq!(Language::from_code(language.code()), Some(language));
    }
    for &subtopic in Subtopic::ALL {
        assert_eq!(Subtopic::from_code(subtopic.code()), Some(subtopic));
    }
    let mut set = EmotionSet::EMPTY;
    set.insert(Emotion::Fear);
    assert_eq!(EmotionSet::from_code(set.code()), set);
    assert_eq!(Emotion::from_code(200), None);
}

#[track_caller]
fn check_neutral(text: &str) {
    let found = analyse(text);
    assert_eq!(found.emotion, Emotion::Neutral, "{found:?}");
    assert_eq!(found.sentiment, Sentiment::Neutral, "{found:?}");
    assert!(!found.toxic);
    assert!(found.keywords.len() <= 8);
    let (_, evidence) = explain(text);
    assert!(evidence.iter().all(|word| word.weight.is_finite()));
    let _stored = search_form(text);
}

#[test]
fn garbage_is_neutral() {
    check_neutral("");
    check_neutral("   \n\t ");
    check_neutral(&"а".repeat(1 << 20));
    check_neutral(&"z".repeat(1 << 20));
    check_neutral(&"\u{0301}".repeat(100_000));
    check_neutral(&"ж\u{0336}\u{0489}\u{0350}".repeat(10_000));
    check_neutral("שלום עולם مرحبا بالعالم");
    check_neutral("https://a.b/c https://сайт.укр www.x.y");
    check_neutral("```\nfn main() { let x = vec![1, 2]; }\n```");
    check_neutral(&"\u{FFFD}".repeat(50));
    check_neutral(&"\u{200D}\u{FE0F}".repeat(1000));
    check_neutral(&"-'".repeat(10_000));
    check_neutral(&"*".repeat(10_000));
}

/// Letters, marks of faces and masks, combining marks, emoji with modifiers, flags.
fn chat_like() -> &'static str {
    "[а-яіїєґ'*@#():;=<>^`0-9a-zA-Z \\u{0300}-\\u{0310}\\u{200d}\\u{fe0f}😀-😎👍🏽🇺🇦]{0,80}"
}

proptest! {
    #[test]
    fn any_text_is_judged_within_bounds(text in "\\PC{0,200}") {
        let found = analyse(&text);
        prop_assert!((0.0..=1.0).contains(&found.toxicity));
        prop_assert!((0.0..=1.0).contains(&found.confidence));
        prop_assert!((-1.0..=1.0).contains(&found.polarity));
        prop_assert!(found.keywords.len() <= 8);
        prop_assert_eq!(found.emotion == Emotion::Neutral, found.emotions.is_empty());
        let (same, _) = explain(&text);
        prop_assert_eq!(same, found);
    }

    #[test]
    fn chat_like_garbage_never_panics(text in chat_like()) {
        for token in tokenise(&text) {
            prop_assert!(text.contains(token.text) && !token.text.is_empty());
        }
        let _form = search_form(&text);
        let _use = name_use(&text, &NameForms::generate("Гряг"));
        let _analysis = analyse(&text);
    }

    #[test]
    fn stems_are_no_longer_than_words(word in "[а-яіїєґ']{1,30}") {
        prop_assert!(stem(&word).chars().count() <= word.chars().count());
    }

    #[test]
    fn the_command_never_fails_on_any_line(line in "\\PC{0,120}") {
        let mut output = Vec::new();
        analyze::run(true, true, line.as_bytes(), &mut output).unwrap();
        analyze::run(false, true, line.as_bytes(), &mut output).unwrap();
    }
}
