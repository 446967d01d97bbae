//! The local analyser: tables of judgements, word families, summaries, and texts that try to break it.

use gryag::analysis::conversation::{Conversation, Mood, MoodChange, Turn, summarise};
use gryag::analysis::plural;
use gryag::analysis::stem::{search_form, stem};
use gryag::analysis::tokens::{Kind, tokenise};
use gryag::analysis::{
    Analysis, Emotion, EmotionSet, Formality, Language, Sentiment, Subtopic, Topic, analyse,
    explain,
};
use gryag::behaviour::trigger::{NameForms, NameUse, name_use};
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

#[track_caller]
fn check_family(words: &str) {
    let stems: Vec<String> = words.split(' ').map(stem).collect();
    assert!(
        stems.iter().all(|other| *other == stems[0]),
        "{words}: {stems:?}"
    );
}

#[test]
fn word_families_share_a_stem() {
    for family in [
        "кава кави каву кавою каві",
        "робити роблю робить робив робила роблять робиш",
        "книга книги книгу книгою книгам книгами",
        "читати читаю читав читала читає читали",
        "гарний гарна гарне гарні гарного гарної гарному гарних гарними",
        "друг друга другу другом",
        "місто міста місту містом містах",
        "погода погоди погоду погодою погоді",
        "кіт кота коту котом коти котів котами",
        "повідомлення повідомлень повідомленням",
        "телефон телефона телефону телефоном телефони телефонів",
        "працювати працюю працював працює працювала",
        "новость новости новостью новостей",
        "красивый красивая красивое красивого красивых",
    ] {
        check_family(family);
    }
}

#[test]
fn different_words_keep_different_stems() {
    for (one, other) in [
        ("робити", "зробити"),
        ("кава", "кавалер"),
        ("робота", "робити"),
        ("бот", "робот"),
        ("сон", "сонце"),
        ("мати", "матч"),
        ("книга", "книгарня"),
    ] {
        assert_ne!(stem(one), stem(other), "{one}, {other}");
    }
}

#[test]
fn search_form_is_the_same_for_text_and_query() {
    let text = search_form("Вчора пили КАВУ з котиками! https://a.b");
    for word in search_form("кава котики").split(' ') {
        assert!(
            text.split(' ').any(|other| other == word),
            "{word} in {text}"
        );
    }
    assert!(!text.contains("http"));
    assert_eq!(search_form(""), "");
}

#[test]
fn nouns_agree_with_numbers() {
    for (number, expected) in [
        (0, "0 повідомлень"),
        (1, "1 повідомлення"),
        (3, "3 повідомлення"),
        (5, "5 повідомлень"),
        (11, "11 повідомлень"),
        (14, "14 повідомлень"),
        (21, "21 повідомлення"),
        (22, "22 повідомлення"),
        (111, "111 повідомлень"),
    ] {
        assert_eq!(
            plural::count(number, "повідомлення", "повідомлення", "повідомлень"),
            expected
        );
    }
    assert_eq!(plural::form(2, "день", "дні", "днів"), "дні");
    assert_eq!(
        plural::count(25, "учасник", "учасники", "учасників"),
        "25 учасників"
    );
}

fn talk(lines: &[(&str, &str)]) -> Conversation {
    let analyses: Vec<Analysis> = lines.iter().map(|(_, text)| analyse(text)).collect();
    let turns: Vec<Turn<'_>> = lines
        .iter()
        .zip(&analyses)
        .zip(0_i64..)
        .map(|((&(author, text), analysis), minute)| Turn {
            author,
            sent_at: minute * 60,
            text,
            analysis,
        })
        .collect();
    summarise(&turns, |_| 0, 0)
}

#[test]
fn sums_up_a_warm_talk_of_two() {
    let summary = talk(&[
        ("Оля", "Ходили вчора на концерт, було чудово!"),
        ("Ігор", "О, супер, обожнюю цей гурт"),
        ("Оля", "Пісні просто прекрасні, дякую що порадив"),
    ]);
    assert_eq!(summary.mood, Mood::Warm);
    assert_eq!(summary.topics, [Topic::Entertainment]);
    assert_eq!(summary.participants, ["Оля", "Ігор"]);
    assert!(summary.text.contains("3 повідомлення"), "{}", summary.text);
}

#[test]
fn sums_up_a_quarrel_and_an_open_question() {
    let summary = talk(&[
        ("А", "гарного дня, друзі!"),
        ("Б", "дякую, і тобі"),
        ("А", "люблю вас"),
        ("В", "ти ідіот, заткнись"),
        ("А", "сам ти дурень, бісиш"),
        ("В", "ненавиджу тебе, козел"),
        ("Б", "а що сталося?"),
    ]);
    assert_eq!(summary.mood, Mood::Quarrel);
    assert_eq!(summary.mood_change, MoodChange::Darker);
    assert_eq!(summary.open_questions, ["а що сталося?"]);
    assert!(summary.tension >= 0.5);
}

#[test]
fn what_was_always_said_is_no_keyword_now() {
    let text = "велосипед і пательня";
    let analysis = analyse(text);
    let turn = Turn {
        author: "А",
        sent_at: 0,
        text,
        analysis: &analysis,
    };
    let usual = stem("велосипед");
    let summary = summarise(&[turn], |word| if word == usual { 900 } else { 0 }, 1000);
    assert_eq!(summary.keywords[0], "пательня");
}

#[test]
fn an_empty_window_has_a_summary() {
    let summary = summarise(&[], |_| 0, 0);
    assert_eq!(summary.mood, Mood::Calm);
    assert!(!summary.text.is_empty());
}

#[track_caller]
fn check_name(text: &str, expected: NameUse) {
    assert_eq!(
        name_use(text, &NameForms::generate("Гряг")),
        expected,
        "{text}"
    );
}

#[test]
fn knows_its_name_in_every_case() {
    for text in [
        "Гряг, ти тут?",
        "гряже!",
        "привіт, гряг",
        "грягік, розкажи казку",
        "@Gryag_bot агов",
        "боте, де ти",
    ] {
        check_name(text, NameUse::Address);
    }
    for text in [
        "вчора гряг казав",
        "спитай у гряга",
        "пішли з грягом гуляти",
        "цей бот розумний",
        "бачила грягусика",
    ] {
        check_name(text, NameUse::Mention);
    }
    for text in [
        "робота",
        "у суботу",
        "чоботи",
        "у грязі по коліна",
        "напряг",
        "нові боти",
        "чат-бота пишу",
        "ботаніка",
        "запрягай",
    ] {
        check_name(text, NameUse::None);
    }
}

#[test]
fn other_names_have_forms_too() {
    let forms = NameForms::generate("Оленка").with_username("@olenka_bot");
    assert_eq!(name_use("Оленко, агов", &forms), NameUse::Address);
    assert_eq!(
        name_use("казала оленці", &NameForms::from_list(&["оленці"])),
        NameUse::Mention
    );
    assert_eq!(name_use("@olenka_bot", &forms), NameUse::Address);
    assert_eq!(name_use("оленка казала правду", &forms), NameUse::Mention);
    assert_eq!(name_use("олень", &forms), NameUse::None);
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
        "{\"id\":7,\"text\":\"дякую, гряг!\"}\nnot json\n{\"id\":\"a\",\"text\":\"\\ud83d \\ude00\"}\n",
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
    fn chat_like_garbage_never_panics(text in "[а-яіїєґ'*@#():;=<>^0-9a-zA-Z \\u{0300}-\\u{0310}\\u{200d}\\u{fe0f}😀-😎👍🏽🇺🇦]{0,80}") {
        let tokens = tokenise(&text);
        prop_assert!(tokens.iter().all(|token| text.contains(token.text) && !token.text.is_empty()));
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
