//! What counts as a fact and what does not.

use super::*;
use crate::clock::LocalTime;
use crate::clock::SECONDS_PER_DAY;

const TODAY: LocalTime = LocalTime {
    year: 2026,
    month: 11,
    day: 30,
    weekday: 0,
    hour: 12,
    minute: 0,
};
const NOW: UnixTime = UnixTime(1_780_000_000);

fn told(text: &str) -> Vec<String> {
    find(text, NOW, TODAY)
        .iter()
        .map(|fact| {
            assert!(crate::person::scan::scan(text).is_personal, "{text}");
            assert!(
                text.contains(&fact.quote),
                "{:?} not in {text:?}",
                fact.quote
            );
            let sign = if fact.is_denial { "no " } else { "" };
            format!("{sign}{}: {}", fact.kind.as_str(), fact.quote)
        })
        .collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(told(text), expected, "{text}");
}

#[test]
fn people_tell_who_they_are() {
    check(
        "Мене звати Оля Петренко",
        &["name: Мене звати Оля Петренко"],
    );
    check("привіт, мене звуть тарас)", &["name: мене звуть тарас"]);
    check(
        "меня зовут Саша, я из Харькова",
        &["name: меня зовут Саша", "origin: я из Харькова"],
    );
    check("мені вже 27 років", &["age: мені вже 27 років"]);
    check("мені 31, не смійтесь", &["age: мені 31"]);
    check(
        "Мій день народження 5 травня!",
        &["birthday: Мій день народження 5 травня"],
    );
    check(
        "в мене завтра день народження",
        &["birthday: в мене завтра день народження"],
    );
    check(
        "народилася 12.08.1999",
        &["birthday: народилася 12.08.1999"],
    );
    check("народився у Львові", &["origin: народився у Львові"]);
}

#[test]
fn people_tell_where_they_live_and_work() {
    check("я живу в Києві, а ти?", &[]);
    check("я живу в Києві. А ти?", &["home: я живу в Києві"]);
    check(
        "мешкаю під Львовом уже 5 років",
        &["home: мешкаю під Львовом"],
    );
    check(
        "нарешті переїхала до Івано-Франківська",
        &["home: нарешті переїхала до Івано-Франківська"],
    );
    check("я з Одеси", &["origin: я з Одеси"]);
    check("я родом із Полтави", &["origin: я родом із Полтави"]);
    check(
        "Я працюю лікаркою в обласній лікарні",
        &["work: Я працюю лікаркою в обласній лікарні"],
    );
    check("працюю на заводі", &["work: працюю на заводі"]);
    check("я — програміст", &["work: я — програміст"]);
    check("я вчителька математики", &["work: я вчителька математики"]);
    check(
        "навчаюся в КПІ на третьому курсі",
        &["study: навчаюся в КПІ на третьому курсі"],
    );
    check("я студентка", &["study: я студентка"]);
    check("работаю программистом", &["work: работаю программистом"]);
}

#[test]
fn people_tell_what_they_like() {
    check("люблю каву", &["likes: люблю каву"]);
    check(
        "дуже люблю каву, чай і пиво",
        &[
            "likes: дуже люблю каву",
            "likes: дуже люблю каву, чай",
            "likes: дуже люблю каву, чай і пиво",
        ],
    );
    check("не люблю понеділки", &["dislikes: не люблю понеділки"]);
    check(
        "мені не подобається опера",
        &["dislikes: мені не подобається опера"],
    );
    check(
        "терпіти не можу кінзу",
        &["dislikes: терпіти не можу кінзу"],
    );
    check("я не їм м’яса", &["diet: я не їм м’яса"]);
    check("не п'ю", &["diet: не п'ю"]);
    check("я веганка", &["diet: я веганка"]);
    check(
        "мій улюблений фільм — Матриця",
        &["favourite: мій улюблений фільм — Матриця"],
    );
    check("займаюсь бігом", &["hobby: займаюсь бігом"]);
    check("вболіваю за Динамо", &["likes: вболіваю за Динамо"]);
    check(
        "в мене алергія на горіхи",
        &["health: в мене алергія на горіхи"],
    );
    check("обожаю котиков", &["likes: обожаю котиков"]);
    check("вчу англійську", &["skill: вчу англійську"]);
    check("пишу на Rust", &["skill: пишу на Rust"]);
}

#[test]
fn people_tell_of_their_animals_and_relatives() {
    check("в мене кіт Мурчик", &["pet: в мене кіт Мурчик"]);
    check(
        "у мене є собака і кіт",
        &["pet: у мене є собака", "pet: у мене є собака і кіт"],
    );
    check("у меня две кошки", &[]);
    check("у меня кошка", &["pet: у меня кошка"]);
    check("мого пса звати Рекс", &["pet: мого пса звати Рекс"]);
    check("у мене двоє дітей", &["people: у мене двоє дітей"]);
    check("моя дружина готує борщ", &["people: моя дружина"]);
    check("я одружений", &["people: я одружений"]);
    check("у мене немає кота", &["no pet: у мене немає кота"]);
    check("мій кіт помер", &["no pet: мій кіт"]);
}

#[test]
fn plans_are_told_and_end() {
    check("завтра співбесіда", &["plan: завтра співбесіда"]);
    check(
        "завтра в мене іспит з матану, бажайте удачі",
        &["plan: завтра в мене іспит з матану"],
    );
    check(
        "у п'ятницю їду до Львова",
        &["plan: у п'ятницю їду до Львова"],
    );
    check("планую вивчити Rust", &["plan: планую вивчити Rust"]);
    let plans = find("завтра співбесіда", NOW, TODAY);
    assert_eq!(plans[0].expires_at, Some(NOW.plus(2 * SECONDS_PER_DAY)));
    check("я у відпустці", &["condition: я у відпустці"]);
    check("я в Полтаві", &["condition: я в Полтаві"]);
    check("я у Вінниці", &["condition: я у Вінниці"]);
    check("не пʼю молока", &["diet: не пʼю молока"]);
    check("моє імʼя Оля", &["name: моє імʼя Оля"]);
    check("захворіла", &["condition: захворіла"]);
}

#[test]
fn what_is_no_statement_of_ones_own_is_left_alone() {
    for text in [
        "ти любиш каву?",
        "я люблю каву?",
        "він працює лікарем",
        "Оля живе в Києві",
        "мама каже: я працюю зранку до ночі в полі",
        "Петро сказав, що живу в Києві",
        "«я живу в Києві», — написала вона",
        "> я живу в Києві",
        "Оля: я живу в Києві",
        "якби я жив у Києві",
        "якщо живу в Києві, то що",
        "я б працювала лікаркою",
        "люблю тебе",
        "обожнюю вас",
        "люблю, коли дощ",
        "живу в шоці",
        "працюю в суботу",
        "працюю зараз",
        "мені 5 хвилин треба",
        "мені 200 гривень",
        "мені скоро 30",
        "мене звати на пиво не треба",
        "захворіла подруга",
        "сестра переїхала до Львова",
        "донька вступила до КПІ",
        "завтра в Олі співбесіда",
        "завтра концерт",
        "завтра буде дощ",
        "я з Олегом у кіно",
        "я з вами згоден",
        "кішки на душі шкребуть",
        "у мене сусід завів кота",
        "не програміст я",
        "я не програміст",
        "хочу працювати лікарем",
        "їм подобається борщ",
        "не їм вирішувати",
        "люблю живу музику?",
        "ти сказав «люблю каву»",
        "хай я живу в Києві",
        "",
        "я",
        "у мене",
        "мій день народження",
    ] {
        check(text, &[]);
    }
}

#[test]
fn what_is_said_later_takes_the_place_of_what_was_said_before() {
    let known = |text: &str| {
        let found = find(text, NOW, TODAY).remove(0);
        Known {
            id: 1,
            kind: found.kind,
            key: found.key,
        }
    };
    let new = |text: &str| find(text, NOW, TODAY).remove(0);
    for (later, earlier, expected) in [
        ("живу в Києві", "живу у Львові", true),
        ("більше не живу в Києві", "живу у Києві", true),
        ("не люблю каву", "люблю каву", true),
        ("люблю каву", "не люблю каву", true),
        ("люблю чай", "люблю каву", false),
        ("не п'ю каву", "люблю каву", false),
        ("працюю в Епамі", "працюю у Софтсерві", true),
        ("працюю дизайнером", "я програміст", true),
        ("працюю в Епамі", "працюю програмістом", false),
        ("працюю програмістом в Епамі", "працюю у Софтсерві", true),
        ("у мене немає кота", "в мене кіт", true),
        ("мій кіт помер", "в мене кіт Мурчик", true),
        ("мені 28 років", "мені 27 років", true),
    ] {
        assert_eq!(
            replaces(&new(later), &known(earlier)),
            expected,
            "{later} / {earlier}"
        );
    }
}

#[test]
fn what_belongs_to_a_season_fades_with_it() {
    let lasting = find("люблю лижі", NOW, TODAY);
    let seasonal = find("цієї зими люблю лижі", NOW, TODAY);
    assert_eq!(lasting[0].half_life_days, Some(540));
    assert_eq!(seasonal[0].half_life_days, Some(45));
}

#[test]
fn strange_texts_are_survived() {
    let long = "я люблю каву, ".repeat(1_000);
    assert!(find(&long, NOW, TODAY).len() <= FACTS_PER_MESSAGE_MAX);
    for text in [
        "\u{202E}я живу",
        "мене звати \u{301}",
        "«««",
        "я живу в",
        "люблю і",
        "5.5.5.5",
    ] {
        drop(find(text, NOW, TODAY));
    }
}

proptest::proptest! {
    #[test]
    fn quotes_are_always_literally_in_the_text(text in "(я|живу|в|Києві|люблю|каву|,|\\.| |не|мене|звати|'|«|»|завтра|їду|у|мій|кіт|5|травня|😀|\n){0,30}") {
        for fact in find(&text, NOW, TODAY) {
            proptest::prop_assert!(text.contains(&fact.quote));
        }
    }
}
