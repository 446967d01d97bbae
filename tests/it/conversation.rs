//! Word families, number agreement, summaries of conversations, and the bot's name.

use gryag::analysis::conversation::{Conversation, Mood, MoodChange, Turn, summarise};
use gryag::analysis::plural;
use gryag::analysis::stem::{search_form, stem};
use gryag::analysis::{Analysis, Topic, analyse};
use gryag::behaviour::trigger::{NameForms, NameUse, name_use};

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
    assert_eq!(
        summary.text,
        "Оля та Ігор обмінялися 3 повідомленнями про музику («концерт», «гурт», «пісні»). \
         Настрій теплий."
    );
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
fn sums_up_a_crowd_in_two_sentences() {
    let summary = talk(&[
        ("Марко", "сервер ліг"),
        ("Тарас", "знову? хто деплоїв?"),
        ("Юля", "я ні"),
        ("Ніна", "хтось бачив логи?"),
        ("Марко", "база даних не відповідає, страшно"),
        ("Тарас", "боюсь, що дані пропали"),
    ]);
    assert_eq!(summary.mood, Mood::Anxious);
    let people = "У розмові 4 учасники і 6 повідомлень про програмування";
    assert!(summary.text.starts_with(people), "{}", summary.text);
    assert!(
        summary
            .text
            .contains("; найбільше пишуть Марко і Тарас. Настрій тривожний")
    );
}

#[test]
fn one_voice_and_one_question_are_summed_up_too() {
    let summary = talk(&[("Оля", "хтось хоче кави?")]);
    assert_eq!(
        summary.text,
        "Пише лише Оля: 1 повідомлення про їжу («кави»). \
         Настрій спокійний; без відповіді лишилося запитання: «хтось хоче кави?»."
    );
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
        name_use(
            text,
            &NameForms::generate("Гряг").with_username("@gryag_bot")
        ),
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
        "про гряжика мовчимо",
        "а gryagu подобається",
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
    assert_eq!(name_use("подаруй оленці квіти", &forms), NameUse::Mention);
    assert_eq!(name_use("олень", &forms), NameUse::None);
}
