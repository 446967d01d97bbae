//! The patterns: the words in which people say something of themselves, and what follows them.

use super::kind::FactKind;
use super::words;

/// What a pattern takes from the words that follow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Take {
    /// Up to four words, or nothing.
    MaybePhrase,
    /// Up to three words.
    Short,
    /// A list, each entry a fact of its own.
    Items,
    /// A place after в, у, на, до.
    Place,
    /// A place with a capital letter or a known name.
    NamedPlace,
    /// An employer after в, у, на, or a trade in the instrumental case.
    Job,
    /// A place of learning after a preposition.
    School,
    /// A place of learning by its name.
    NamedSchool,
    /// A name of a person.
    Name,
    /// A number of years.
    Years,
    /// A day of the year, wherever in the sentence.
    Date,
    /// A day of the year or a place.
    Birth,
    /// A trade, a study, a diet, a family state: what may follow «я».
    Being,
    /// An animal or a relative, perhaps after a number.
    Belonging,
    /// A relative or an animal and, further on, what it is called.
    Called,
    /// A noun, then after a dash or at once what is liked most of it.
    Favourite,
    /// A dash, then up to six words.
    AfterDash,
    /// After «на»: a thing with a name in Latin letters.
    Latin,
    /// The name of a language, human or not.
    Language,
    /// A verb in the infinitive and what follows.
    Infinitive,
    /// After «за»: whom one cheers.
    For,
    /// A time has been named: an event or a journey somewhere in the sentence.
    Event,
}

/// A pattern.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    /// What it tells; `None` if it tells something only when denied.
    pub(super) yes: Option<FactKind>,
    /// What it tells when denied.
    pub(super) no: Denied,
    /// Its words: spaces between words, strokes between alternatives.
    pub(super) words: &'static str,
    /// What follows.
    pub(super) take: Take,
    /// How sure it is, in per cent.
    pub(super) confidence: u8,
}

/// What a denied pattern tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Denied {
    /// Nothing.
    Nothing,
    /// A fact of another kind.
    Fact(FactKind),
    /// That a fact of this kind holds no more.
    NoMore(FactKind),
}

const fn rule(words: &'static str, yes: FactKind, take: Take, confidence: u8) -> Rule {
    Rule {
        yes: Some(yes),
        no: Denied::Nothing,
        words,
        take,
        confidence,
    }
}

const fn ending(words: &'static str, yes: FactKind, take: Take, confidence: u8) -> Rule {
    Rule {
        no: Denied::NoMore(yes),
        ..rule(words, yes, take, confidence)
    }
}

const fn liking(words: &'static str, yes: FactKind, take: Take, confidence: u8) -> Rule {
    Rule {
        no: Denied::Fact(FactKind::Dislikes),
        ..rule(words, yes, take, confidence)
    }
}

const fn denied(words: &'static str, no: FactKind, take: Take, confidence: u8) -> Rule {
    Rule {
        yes: None,
        no: Denied::Fact(no),
        ..rule(words, no, take, confidence)
    }
}

use FactKind as K;

/// Every pattern. At one place of a sentence the first that fits counts.
// One row each, which rustfmt would stretch to eight lines.
#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    rule("мене/меня звати/звуть/кличуть/зовут/зовуть", K::Name, Take::Name, 95),
    rule("моє/мое ім'я/имя", K::Name, Take::Name, 95),
    rule("звіть/називайте/кличте/зовите мене/меня", K::Name, Take::Name, 85),
    rule("мені/мне", K::Age, Take::Years, 90),
    rule("мій/мого/моє/мой/моя день/дні/дня народження/рождения", K::Birthday, Take::Date, 95),
    rule("мій/моя/мой др/днюха/дн", K::Birthday, Take::Date, 90),
    rule("у/в мене/меня день народження/рождения", K::Birthday, Take::Date, 95),
    rule("у/в мене/меня др/днюха/дн", K::Birthday, Take::Date, 90),
    rule("народився/народилась/народилася/родился/родилась", K::Birthday, Take::Birth, 85),
    rule("живу/мешкаю/проживаю сам/сама/самостійно/один/одна", K::People, Take::MaybePhrase, 75),
    rule("живу/мешкаю з/із/зі/с/со", K::People, Take::Short, 75),
    ending("живу/мешкаю/проживаю", K::Home, Take::Place, 90),
    rule("переїхав/переїхала/перебрався/перебралась/перебралася/переехал/переехала",
        K::Home, Take::Place, 85),
    rule("родом/походжу з/із/зі/из/с", K::Origin, Take::Short, 90),
    rule("я/сам/сама з/із/зі/из", K::Origin, Take::NamedPlace, 80),
    rule("я у/в/на", K::Condition, Take::NamedPlace, 70),
    rule("я", K::Work, Take::Being, 85),
    ending("працюю/підробляю/фрилансю/работаю/подрабатываю/служу", K::Work, Take::Job, 90),
    rule("влаштувався/влаштувалась/влаштувалася/устроился/устроилась", K::Work, Take::Job, 85),
    rule("моя робота/професія/спеціальність/работа/профессия", K::Work, Take::AfterDash, 85),
    ending("навчаюся/навчаюсь/вчуся/вчусь/учуся/учусь/обучаюсь", K::Study, Take::School, 90),
    rule("вступив/вступила/поступил/поступила", K::Study, Take::NamedSchool, 80),
    liking("люблю/обожнюю/обожаю/полюбляю", K::Likes, Take::Items, 80),
    liking("мені/мне подобається/подобаються/нравится/нравятся/заходить/заходять",
        K::Likes, Take::Items, 75),
    liking("мені/мне до вподоби/душі", K::Likes, Take::Items, 75),
    rule("мій/моя/моє/мої/мой/мое/моё/мои улюблений/улюблена/улюблене/улюблені/любимый/любимая/\
          любимое/любимые", K::Favourite, Take::Favourite, 85),
    rule("фанат/фанатка/фанатію/прихильник/прихильниця/поклонник/шанувальник/шанувальниця",
        K::Likes, Take::Short, 70),
    rule("вболіваю/болію/болею/уболіваю за", K::Likes, Take::For, 80),
    rule("ненавиджу/ненавижу", K::Dislikes, Take::Items, 80),
    denied("терпіти/терпеть можу/могу", K::Dislikes, Take::Items, 80),
    denied("терплю/переношу", K::Dislikes, Take::Items, 75),
    rule("мене/меня бісить/бісять/дратує/дратують/бесит/бесят/раздражает/раздражают",
        K::Dislikes, Take::Items, 75),
    denied("їм/ем/вживаю", K::Diet, Take::Items, 85),
    denied("п'ю/пью/курю/палю", K::Diet, Take::MaybePhrase, 75),
    rule("захоплююся/захоплююсь/увлекаюсь/займаюся/займаюсь/занимаюсь/колекціоную/коллекционирую/\
          граю/играю/вишиваю/в'яжу/малюю/рисую/слухаю/слушаю", K::Hobby, Take::Items, 70),
    rule("катаюся/катаюсь/ходжу/хожу/їжджу/езжу", K::Hobby, Take::School, 65),
    rule("маю/маю алергію/аллергию/діабет/астму/мігрень/непереносимість",
        K::Health, Take::MaybePhrase, 85),
    rule("у/в мене/меня алергія/аллергия/діабет/диабет/астма/мігрень/мигрень/непереносимість",
        K::Health, Take::MaybePhrase, 85),
    ending("у/в мене/меня", K::Pet, Take::Belonging, 80),
    rule("мою/мого/моїх/моего/моєї/моих", K::Pet, Take::Called, 85),
    ending("мій/моя/мої/мой/мои", K::Pet, Take::Belonging, 70),
    rule("завела/завів/завели/завёл/завел", K::Pet, Take::Belonging, 70),
    rule("вивчаю/изучаю/опановую/освоюю", K::Skill, Take::Items, 75),
    rule("вчу/учу/розмовляю/володію/знаю/говорю", K::Skill, Take::Language, 70),
    rule("програмую/пишу/кодю/программирую на", K::Skill, Take::Latin, 80),
    rule("збираюся/збираюсь/планую/собираюсь/планирую", K::Plan, Take::Infinitive, 70),
    rule("завтра/післязавтра/сьогодні/послезавтра/сегодня", K::Plan, Take::Event, 70),
    rule("наступного/цього/цієї/следующей/этой/наступної тижня/місяця/неделе/суботи/неділі/\
          п'ятниці/середи", K::Plan, Take::Event, 70),
    rule("у/в понеділок/вівторок/середу/четвер/п'ятницю/суботу/неділю/понедельник/вторник/пятницу/\
          субботу/воскресенье", K::Plan, Take::Event, 70),
    rule("на вихідних/вихідні/выходных/канікулах/тижні/неделе", K::Plan, Take::Event, 70),
    rule("за тиждень/місяць/неделю/месяц", K::Plan, Take::Event, 65),
    rule("через тиждень/місяць/неделю/месяц", K::Plan, Take::Event, 65),
    rule("захворів/захворіла/прихворів/прихворіла/хворію/заболел/заболела/болею/приболів/приболіла",
        K::Condition, Take::MaybePhrase, 80),
];

/// The rules that begin with `word`.
pub(super) fn beginning_with(word: &str) -> impl Iterator<Item = &'static Rule> {
    RULES.iter().filter(move |rule| {
        let first = rule.words.split(' ').next().unwrap_or_default();
        first.split('/').any(|first| first == word)
    })
}

/// Whether a noun is an animal (`Pet`) or a relative (`People`).
pub(super) fn belonging(noun: &str) -> Option<FactKind> {
    if words::PETS.contains(&noun) {
        Some(FactKind::Pet)
    } else if words::RELATIVES.contains(&noun) {
        Some(FactKind::People)
    } else {
        None
    }
}
