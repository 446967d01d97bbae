//! Which emoji fits sixty short texts, by what they mean and how they feel: never a thumb to grief,
//! never a stage for a quarrel, a laugh for a joke.

use gryag::analysis::analyse;
use gryag::behaviour::{ALLOWED_REACTIONS, choose_reaction};
use gryag::rng::Rng;

const GRIEF: &[&str] = &["💔", "😢", "🕊"];
const SAD: &[&str] = &["😢", "💔", "🤗"];
const FEAR: &[&str] = &["🤗", "😨", "😢", "💔"];
const LAUGH: &[&str] = &["🤣", "😁"];
const CHEER: &[&str] = &["🎉", "🍾", "❤"];
const THANKS: &[&str] = &["🙏", "🤝", "❤"];
const WIN: &[&str] = &["🏆", "🔥", "👏"];
const LOVE: &[&str] = &["❤", "🥰", "😍"];
const NIGHT: &[&str] = &["😴", "🤗"];
const PET: &[&str] = &["🥰", "😍"];
const FOOD: &[&str] = &["😍", "🔥", "🌭"];
const CODE: &[&str] = &["👨\u{200D}💻", "🫡"];
const AGREE: &[&str] = &["💯", "👌"];
const OKAY: &[&str] = &["👌", "🫡", "👍"];
const NEW_YEAR: &[&str] = &["🎄", "🎅", "🎉"];
const SNOW: &[&str] = &["☃"];
const WELL_DONE: &[&str] = &["👏", "❤"];
const WOW: &[&str] = &["🤯", "😱", "👀"];
const UGH: &[&str] = &["🤮", "🙈"];
const ASK: &[&str] = &["🤔", "👀"];
const PLAIN: &[&str] = &["👍", "👌", "🫡"];
const GLAD: &[&str] = &["❤", "🔥", "🎉", "😍", "🤩"];
const NOTHING: &[&str] = &[];

/// What may stand under each text.
const TABLE: &[(&str, &[&str])] = &[
    ("Сьогодні помер мій дідусь", GRIEF),
    ("Загинув наш друг, світла памʼять", GRIEF),
    ("Похорон завтра об одинадцятій", GRIEF),
    ("Бабусі більше нема з нами", GRIEF),
    ("Його не стало вночі", GRIEF),
    ("Втратили її вчора, співчуття родині", GRIEF),
    ("Знову приліт, є загиблі", GRIEF),
    ("Кішка померла, ридаю", GRIEF),
    ("У мами онкологія", GRIEF),
    ("Так сумно, хочеться плакати", SAD),
    ("Мені дуже самотньо сьогодні", SAD),
    ("Розійшлися ми з ним", SAD),
    ("Мене звільнили з роботи", SAD),
    ("Потрапили в аварію", SAD),
    ("Боюся завтрашньої операції", FEAR),
    ("Страшно за сина на фронті", FEAR),
    ("Тривога знову, сидимо в коридорі", FEAR),
    ("хахаха не можу 😂", LAUGH),
    ("аж сльози від сміху, ну ви даєте 🤣", LAUGH),
    ("лол, ору з цього мему", LAUGH),
    ("ахахах, оце жарт", LAUGH),
    ("Анекдот: заходить програміст у бар 😄", LAUGH),
    ("Вітаю з днем народження!", CHEER),
    ("З днем народження, Оленко! Щастя!", CHEER),
    ("У нас народився син!", CHEER),
    ("Ми одружилися!", CHEER),
    ("З ювілеєм вас!", CHEER),
    ("Дякую велике за допомогу", THANKS),
    ("спс", THANKS),
    ("Дуже вдячна вам усім", THANKS),
    ("Ми виграли фінал!", WIN),
    ("Гооол!!! Перемога!", WIN),
    ("Склав іспит на відмінно", WIN),
    ("Захистила диплом!", WIN),
    ("Люблю вас усіх", LOVE),
    ("Обожнюю цю пісню", LOVE),
    ("На добраніч усім", NIGHT),
    ("Пішов спати", NIGHT),
    ("Глянь, який котик", PET),
    ("Кошеня заснуло на руках", PET),
    ("Борщ вдався на славу, смачнющий", FOOD),
    ("Замовили піцу", FOOD),
    ("Задеплоїли реліз на прод", CODE),
    ("Повністю згоден", AGREE),
    ("Факт", AGREE),
    ("Домовились, буду о шостій", OKAY),
    ("Окей", OKAY),
    ("Зроблю до вечора", OKAY),
    ("З Новим роком!", NEW_YEAR),
    ("Випав перший сніг", SNOW),
    ("Молодець, так тримати", WELL_DONE),
    ("Ого, нічого собі новина!", WOW),
    ("Не може бути, справді?", ASK),
    ("Фу, яка гидота", UGH),
    ("Мене зараз знудить від цього запаху", UGH),
    ("Ти дурень і мудак", NOTHING),
    ("Закрий рота, ідіоте", NOTHING),
    ("Ненавиджу тебе", NOTHING),
    ("Хто знає, де полагодити ноут?", ASK),
    ("Як думаєте, чи буде дощ?", ASK),
    ("Приїхав потяг", PLAIN),
    ("Сьогодні вівторок", PLAIN),
    ("Класний день, усе вдалося!", GLAD),
];

/// Misfortune in the words in which people tell it: sorrow or nothing, never a thumb.
const MISFORTUNE: &[&str] = &[
    "у мене рак",
    "у мами знайшли рак",
    "зниклий безвісти сусід",
    "його взяли в полон",
    "брат у полоні вже рік",
    "RIP",
    "собака втік, шукаємо",
    "кіт зник третій день",
    "співчуваю",
    "йому ампутували ногу",
    "тато в лікарні, інсульт",
    "у друга інфаркт, моліться",
    "втратила дитину",
    "нас затопило",
    "обікрали квартиру",
    "поламала ногу",
    "аварія на трасі, двоє поранених",
    "царство небесне",
    "в мене викидень",
    "приліт у сусідній будинок",
    "тривога по всій області",
    "повітряна тривога",
    "чути вибухи, сидимо в укритті",
    "летять шахеди",
    "балістика на Київ",
    "прилетіло в школу",
    "хату зруйнувало",
    "у нас згорів будинок",
    "пес помер уночі",
    "кота приспали",
    "бабуся в реанімації",
    "дідусь пішов з життя",
    "мене скоротили",
    "увесь відділ звільнили",
    "залишився без роботи",
    "не хочу жити",
    "я в депресії",
    "розлучаємося з чоловіком",
    "він на щиті повертається",
    "вічна слава, герої не вмирають",
    "його поранило під Бахмутом",
    "її збила машина",
    "сьогодні роковини смерті мами",
    "завтра поминки",
    "нема світла вже десять годин",
    "у неї пухлина",
    "вона в комі",
    "сусід повісився",
    "втратив роботу і квартиру",
    "син не виходить на звʼязок",
    "лежу в шпиталі",
    "дуже болить спина",
    "її немає вже рік",
    "сьогодні останній день у цій хаті",
    "залишились самі з дітьми",
    "викинь ту каку",
    "мені дзвонили з військкомату",
    "лікарі нічого не обіцяють",
    "він більше не пише",
];

/// Everyday talk, under which a thumb is fine.
const EVERYDAY: &[&str] = &[
    "Приїхав автобус",
    "Купив хліб і молоко",
    "Зробила ремонт на кухні",
    "Замовив нову клавіатуру",
    "Буду о шостій",
    "Чекаю біля входу",
    "Скинув фото в чат",
    "Завтра субота",
    "Прибрав у кімнаті",
    "Погода сьогодні тепла",
    "Каву заварив",
    "Іду на тренування",
    "Вдома вже",
    "Посилання надіслав",
    "Потяг о сьомій",
    "Записався в басейн",
    "Граємо у футбол у неділю",
    "Оновив телефон",
    "Гуляємо в парку",
    "Поклав ключі на стіл",
    "Дивлюся серіал",
    "Зустріч о десятій",
];

/// What is put under misfortune.
const SORROW: &[&str] = &["😢", "🙏", "💔", "🕊", "🤗", "😨"];

#[test]
fn misfortune_gets_sorrow_or_nothing() {
    let wrong: Vec<String> = MISFORTUNE
        .iter()
        .map(|text| (text, drawn(text, None)))
        .filter(|(_, drawn)| !drawn.iter().all(|emoji| SORROW.contains(emoji)))
        .map(|(text, drawn)| format!("{text}: {drawn:?}"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let silent = MISFORTUNE
        .iter()
        .filter(|text| drawn(text, None).is_empty())
        .count();
    assert!(silent <= 10, "{silent} of {} get nothing", MISFORTUNE.len());
    assert!(MISFORTUNE.len() >= 50);
}

#[test]
fn everyday_talk_may_get_a_thumb() {
    assert!(EVERYDAY.len() >= 20);
    let wrong: Vec<String> = EVERYDAY
        .iter()
        .map(|text| (text, drawn(text, None)))
        .filter(|(_, drawn)| {
            let is_kind = |emoji: &&str| {
                [PLAIN, FOOD, OKAY, GLAD]
                    .iter()
                    .any(|set| set.contains(emoji))
            };
            drawn.is_empty() || !drawn.iter().all(is_kind)
        })
        .map(|(text, drawn)| format!("{text}: {drawn:?}"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn drawn(text: &str, allowed: Option<&[String]>) -> Vec<&'static str> {
    let analysis = analyse(text);
    let mut rng = Rng::new(1);
    (0..60)
        .filter_map(|_| choose_reaction(&analysis, text, allowed, &mut rng))
        .collect()
}

#[test]
fn sixty_texts_get_what_fits_them() {
    assert!(TABLE.len() >= 60);
    let mut wrong = Vec::new();
    for (text, fitting) in TABLE {
        let drawn = drawn(text, None);
        let is_right = drawn.iter().all(|emoji| fitting.contains(emoji));
        if !is_right || drawn.is_empty() != fitting.is_empty() {
            wrong.push(format!("{text}: {drawn:?}"));
        }
        assert!(drawn.iter().all(|emoji| ALLOWED_REACTIONS.contains(emoji)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_chat_that_allows_few_gets_those_or_none() {
    let only = |emoji: &[&str]| {
        emoji
            .iter()
            .map(|one| (*one).to_owned())
            .collect::<Vec<_>>()
    };
    let hearts = only(&["❤"]);
    assert!(
        drawn("Дякую велике за допомогу", Some(&hearts))
            .iter()
            .all(|emoji| *emoji == "❤")
    );
    assert!(drawn("Сьогодні помер мій дідусь", Some(&hearts)).is_empty());
    assert!(drawn("хахаха не можу 😂", Some(&[])).is_empty());
}
