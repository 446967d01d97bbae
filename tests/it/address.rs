//! Whether a sentence speaks to him or about him: tables of sentences as people write them.
//!
//! The rule was made with the first two pairs of tables before its eyes; the third was written
//! after it. At first sight of that one it found 23 of 25 calls and took one sentence of 25 about
//! him for a call. What is wrong is asserted as it is, so that a change for the worse is seen.
//! A call that is missed is worse than talk that is answered.

use crate::people::{brain, config, me, message};
use gryag::analysis::analyse;
use gryag::behaviour::trigger::name_use;
use gryag::behaviour::{Call, look};
use gryag::bot::{Brain, models};
use gryag::message::Me;
use gryag::rng::Rng;

/// Sentences that call him.
const CALLS: [&str; 30] = [
    "гряг, як справи?",
    "Гряг ти тут?",
    "грягу, поясни будь ласка",
    "гряже, ну що там",
    "ну добре, гряг, а що ти думаєш",
    "слухай гряг а ти фільми дивишся",
    "ГРЯГ!!!",
    "гряяяяг, озвися",
    "грягггг ну скажи щось",
    "а що про це думає гряг?",
    "що скажеш, гряг?",
    "народ хто йде? гряг ти йдеш?",
    "дякую гряг",
    "гряг 😂😂😂",
    "😂 гряг ну ти даєш",
    "грягчику, привіт",
    "Гряг розкажи анекдот",
    "та ну тебе, гряг",
    "гряг, а гряг",
    "ок гряг тоді порадь фільм",
    "гряг шо думаєш про це",
    "ти як завжди правий гряг",
    "всім доброго ранку, і тобі гряг теж",
    "Оля має рацію, а ти гряг ні",
    "gryag що скажеш",
    "може ти знаєш, гряг?",
    "та скажи вже гряг!",
    "ґряґ, прокинься",
    "гярг, ти де",
    "Гряг - ти бот чи людина",
];

/// Sentences that talk about him.
const TALK: [&str; 30] = [
    "вчора гряг казав, що буде дощ",
    "ти бачив що гряг написав?",
    "бачили, що гряг видав?",
    "я гряга забанив би",
    "гряг вчора жартував про котів",
    "гряг сьогодні якийсь дивний",
    "Гряг такий смішний 😂",
    "хто додав гряга в чат?",
    "у грязі застрягла машина",
    "питав у гряга, він не знає",
    "грягу вже пояснювали, він не розуміє",
    "з грягом весело",
    "спитай у гряга",
    "Оля, гряг тобі вчора відповів?",
    "мені гряг подобається",
    "а гряг учора сказав, що ти не прийдеш",
    "як думаєш, гряг образився?",
    "це гряг написав чи ти?",
    "навіщо нам гряг у чаті?",
    "тут є бот, гряг, він відповідає на запитання",
    "наш гряг — молодець",
    "про гряга забули",
    "хтось знає, чому гряг не працює?",
    "цей бот тупий",
    "Тарас краще за гряга знає",
    "обожнюю коли гряг таке пише 😂",
    "мій бот на роботі зламався",
    "кажуть, гряг навчився бачити картинки",
    "ти прям як гряг",
    "бота звати «Гряг», якщо що",
];

/// More sentences that call him.
const MORE_CALLS: [&str; 20] = [
    "гряг а коли буде дощ",
    "і де ти був гряг",
    "ну і що, гряг, задоволений?",
    "твоя думка, гряг?",
    "бот, скажи щось розумне",
    "Гряг! Гряг! Підйом!",
    "доброго вечора гряг",
    "грягусю, допоможи",
    "а що гряг скаже на це?",
    "нічого не зрозумів, гряг поясни ще раз",
    "гряг 🙏 порадь книжку",
    "от скажи мені гряг, нащо це все",
    "Гряг як ти вважаєш, варто їхати?",
    "гряяягу ти спиш?",
    "не мовчи гряг",
    "згоден з тобою, гряг",
    "гряг\nяк думаєш, що подарувати мамі?",
    "вибач, гряг, я не хотів",
    "@gryag_bot глянь сюди",
    "окей, гряг. а якщо без жартів?",
];

/// More sentences that talk about him.
const MORE_TALK: [&str; 20] = [
    "гряг знову мовчить",
    "Тарасе, ти читав що гряг учора втнув",
    "спитайте гряга, він памʼятає",
    "мені здається, гряг сьогодні не в гуморі",
    "а чого гряг йому так відповів?",
    "гряг молодець, швидко знайшов",
    "я сміявся з того, що написав гряг",
    "хто платить за гряга?",
    "без гряга було б нудно",
    "вона думає, що гряг живий 😂",
    "ти образив гряга",
    "як вимкнути бота?",
    "коли гряг жартує, всі мовчать",
    "після грози у грязі всі по коліна",
    "не слухай гряга, він верзе дурниці",
    "то був не я, то гряг",
    "гряг краще за будь-який чат",
    "Олю, а гряг тобі подобається?",
    "розкажи новеньким про гряга",
    "гряг же казав, що прийде зима",
];

/// Unseen: sentences that call him.
const UNSEEN_CALLS: [&str; 25] = [
    "гряг як гадаєш хто виграє",
    "не спи гряг, замерзнеш",
    "ой гряг, насмішив",
    "Грягуню, сонечко, розкажи казку",
    "гряг ану порахуй скільки буде 17 на 23",
    "а тобі гряг що більше подобається, чай чи кава?",
    "ти мене чуєш, гряг?",
    "гряг нагадай, про що ми вчора говорили",
    "хто правий, гряг?",
    "гряг, Оля каже, що ти її забув",
    "ну гряяяг, ну будь ласочка",
    "ГРЯГ ШО РОБИТИ",
    "бот ти живий",
    "цікаво, а як це бачить гряг?",
    "гряг хорош вже спамити",
    "гряг, він тобі не вірить",
    "доброї ночі, гряг 🌙",
    "та невже, гряг",
    "Гряг, тримай печиво 🍪",
    "@gryag_bot, а ти що робив учора",
    "з тобою весело, гряг",
    "гряг це правда?",
    "може гряг підкаже?",
    "слиш гряг, є питання",
    "гряг твій хід",
];

/// Unseen: sentences that talk about him.
const UNSEEN_TALK: [&str; 25] = [
    "у нас є гряг, він усе памʼятає",
    "гряг вмирає зі сміху мабуть",
    "а ти гряга питав?",
    "скажи грягу, хай не лізе",
    "не думаю що гряг таке скаже",
    "гряг і Тарас знову сперечаються",
    "якби гряг умів пити каву",
    "ти з грягом говориш більше, ніж зі мною",
    "дивіться, гряг поставив сердечко",
    "гряг почав мене дратувати",
    "а раніше гряг був веселіший",
    "хто створив гряга?",
    "це все через гряга",
    "бот знову завис",
    "можна якось налаштувати бота?",
    "гряг, здається, образився",
    "Оля з грягом — найкраща пара чату",
    "я вчора пів години з грягом балакав",
    "коли я додав гряга, тут стало веселіше",
    "чому гряг тобі відповідає, а мені ні?",
    "мій пес розумніший за гряга 😂",
    "гряг лише виконує команди",
    "ахах гряг геній",
    "ти такий самий, як гряг",
    "на вулиці грязь, грязі по вуха",
];

/// Calls that people tried in vain.
const TRIED_CALLS: [&str; 16] = [
    "чуєш гряг",
    "добрий ранок гряг",
    "гряг не спи",
    "Гряг порахуй 2+2",
    "дай грягу слово",
    "дай слово грягу",
    "гряяяг ау",
    "gryag are you here",
    "hey gryag can you help",
    "Hey bot!",
    "bot, are you alive?",
    "Ґряг, ти як?",
    "гряг ауу",
    "Гряг 2+2",
    "дайте грягу сказати",
    "gryag, hello",
];

/// What is no call all the same.
const TRIED_TALK: [&str; 8] = [
    "дай грягу спокій",
    "дайте грягу відпочити",
    "зробив bot для телеграму",
    "my bot is broken",
    "@gryag, ти де",
    "@gryagbot привіт",
    "@gryag_ua_bot, агов",
    "передай грягу слово",
];

fn calls(text: &str) -> bool {
    calls_us(&brain(&[]), text)
}

fn calls_us(brain: &Brain, text: &str) -> bool {
    let incoming = message(7, "Оля", text);
    let analysis = analyse(text);
    let look = look(
        &incoming,
        &analysis,
        name_use(text, &brain.policy.names),
        &brain.policy,
        incoming.sent_at,
        &mut Rng::new(1),
    );
    matches!(look.call, Call::Direct(_))
}

/// The calls that are missed and the talk that is answered.
fn wrong(name: &str, calling: &[&'static str], talking: &[&'static str]) -> [Vec<&'static str>; 2] {
    let missed: Vec<&str> = calling
        .iter()
        .copied()
        .filter(|text| !calls(text))
        .collect();
    let answered: Vec<&str> = talking.iter().copied().filter(|text| calls(text)).collect();
    let found = calling.len() - missed.len();
    println!(
        "{name}: {found} of {} calls found, {} of {} called so are calls; missed {missed:?}, \
         answered {answered:?}",
        calling.len(),
        found,
        found + answered.len(),
    );
    [missed, answered]
}

#[test]
fn short_and_foreign_calls_are_heard() {
    let [missed, answered] = wrong("tried", &TRIED_CALLS, &TRIED_TALK);
    assert!(missed.is_empty() && answered.is_empty());
}

#[test]
fn only_our_own_username_and_listed_ones_call() {
    let config = config(&[]);
    let me = Me {
        username: "gryag_test_bot".to_owned(),
        ..me()
    };
    let brain = Brain::new(&config, me, models::offline(&config)).unwrap();
    assert!(calls_us(&brain, "@Gryag_Test_bot, агов"));
    for foreign in ["@gryag_bot, агов", "@gryag, ти де", "@gryagbot привіт"] {
        assert!(!calls_us(&brain, foreign), "{foreign}");
    }
    let listed = crate::people::brain(&[("BOT_TRIGGER_KEYWORDS", "гряг,@old_gryag_bot")]);
    assert!(calls_us(&listed, "@old_gryag_bot, агов"));
    assert!(!calls_us(&listed, "@gryagbot привіт"));
}

#[test]
fn other_names_are_called_in_their_vocatives() {
    for (name, call) in [
        ("Мурчик", "мурчику, привіт"),
        ("Мурчик", "привіт мурчику"),
        ("Мурчик", "Мурчику ти де"),
        ("Сашко", "сашку, агов"),
        ("Олена", "олено, як справи"),
        ("Оля", "олю, ти тут?"),
        ("Андрій", "андрію, поясни"),
        ("Марія", "маріє, де ти"),
        ("Тарас", "Тарасе, озвися"),
    ] {
        let brain = brain(&[("BOT_PERSONA_NAME", name)]);
        assert!(calls_us(&brain, call), "{call}");
    }
    for (name, talk) in [
        ("Мурчик", "скажи мурчику, хай не лізе"),
        ("Оля", "бачила олю вчора"),
        ("Андрій", "передай андрію ключі"),
    ] {
        let brain = brain(&[("BOT_PERSONA_NAME", name)]);
        assert!(!calls_us(&brain, talk), "{talk}");
    }
}

#[test]
fn calls_are_told_from_talk_about_him() {
    let [missed, answered] = wrong("known", &CALLS, &TALK);
    assert!(missed.is_empty() && answered.is_empty());
    let [missed, answered] = wrong("more", &MORE_CALLS, &MORE_TALK);
    assert!(missed.is_empty());
    assert_eq!(answered, ["гряг молодець, швидко знайшов"]);
}

#[test]
fn most_calls_are_told_from_talk_about_him_in_sentences_that_the_rule_has_not_seen() {
    let [missed, answered] = wrong("unseen", &UNSEEN_CALLS, &UNSEEN_TALK);
    assert_eq!(missed, ["гряг хорош вже спамити"]);
    assert_eq!(answered, ["гряг, здається, образився"]);
}
