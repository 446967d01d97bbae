//! Whether a message speaks of grief, harm, trouble or fear: a merry emoji there is an insult.
//!
//! Its patterns are those of [`super::meaning`].

use super::meaning::{fits, has_phrase, words};

/// The answer to death, and nothing else.
pub(super) const GRIEF: &[&str] = &["💔", "😢", "🕊"];
/// The answer to grave harm that is no death: no dove.
pub(super) const HARM: &[&str] = &["😢", "🙏", "💔"];
/// The answer to trouble.
pub(super) const TROUBLE: &[&str] = &["😢", "💔", "🤗"];
/// The answer to fear.
pub(super) const ALARM: &[&str] = &["🤗", "😨"];

/// Death and loss.
const GRIEF_WORDS: &str = "помер померл вмер. вмерл умер умерл загин похорон похован похова похоро \
    панахид царство співчут співчува соболезн condolences траур покійн вбили вбито убили. убито. \
    вбивств розстріля загибл загибел трун поминк помянем помянул помянут онколог метастаз \
    реанімац викидень викидня погиб. погибл скончал смерть. смерті. смертю. rip. died. упокой \
    упокоїв спочив. спочила. поліг. полягл полегл кладовищ цвинтар могил вдова. удова. вдовец \
    самогуб суїцид повісився. повісилась. повісилася. застрелився. втопився. втопилась. \
    двохсотий. двохсоті.";
/// The same in several words.
const GRIEF_PHRASES: &[&str] = &[
    "нема більше",
    "більше нема",
    "вічна памят",
    "вічная памят",
    "світла памят",
    "земля пухом",
    "не. стало.",
    "втрати його.",
    "втрати її.",
    "втрати дитин",
    "втрати батьк",
    "втрати мам",
    "втрати брат",
    "втрати сестр",
    "втрати друг",
    "втрати побратим",
    "пішов. з. життя.",
    "пішла. з. життя.",
    "пішов. від. нас.",
    "пішла. від. нас.",
    "в. засвіти.",
    "у. засвіти.",
    "на. щиті.",
    "не. вмирають.",
    "passed away",
];
/// War's and illness's harm.
const HARM_WORDS: &str = "безвіст полонен полон. полону. полоні. полоном. ампут інсульт інфаркт \
    пухлин лейкемі лейкоз хіміотерап поранен поранил контузі контуже паралізув параліч зґвалт \
    згвалт насильств викраден викрали. інвалід кровотеч обгорі згорів. згоріл моліться. помоліт \
    помолі молитв cancer. невиліковн смертельн. тортур катуван";
/// The same in several words.
const HARM_PHRASES: &[&str] = &[
    "мене рак.",
    "неї рак.",
    "нього рак.",
    "мами рак.",
    "тата рак.",
    "батька рак.",
    "брата рак.",
    "сестри рак.",
    "бабусі рак.",
    "дідуся рак.",
    "друга рак.",
    "подруги рак.",
    "рак. легень.",
    "рак. грудей.",
    "рак. шкіри.",
    "хворий. на. рак.",
    "хвора. на. рак.",
    "діагностували рак.",
    "знайшли рак.",
    "боротьб з. раком.",
    "в. комі.",
    "у. комі.",
    "впав. в. кому.",
    "не. виходить. на. зв",
    "немає. звязку. з.",
    "не. хочу. жити.",
    "не. хочеться. жити.",
    "руки. на. себе.",
];
/// Trouble that passes.
const TROUBLE_WORDS: &str = "звільнил звільняют скоротил скорочення. скорочують. безробіт розійшл \
    розлуч розстал захвор занедуж хворіє. хворію. хворий. хвора. лікарн шпитал госпітал діагноз \
    аварі дтп. вкрал обікрал пограбув ошука перелом операці травм зламав. зламала. поламав. \
    поламала. пожеж затопил потоп. повін землетрус знудьг самотн депресі завалив завалила провалив \
    провалила втік. втекл загубив загубил пропав. пропала. пропали. пропало. зник. зникл \
    болить. болять. боляче. плачу. плаче. ридаю. ридає. сльози. вигорі заборгов боргах. банкрут \
    збанкрут зрадив. зрадила. покинув. покинула. сирот біда. біду. лихо. горе. нещаст блекаут \
    знеструм знепритомн вмирає. помирає. зруйнов шкода. жаль. втрата. приспал усипил";
/// The same in several words.
const TROUBLE_PHRASES: &[&str] = &[
    "без. роботи.",
    "втрати роботу.",
    "нема. світла.",
    "немає. світла.",
    "нема. води.",
    "немає. води.",
    "збила. машина.",
    "збило. авто.",
    "збив. автомобіль.",
    "машина. збила.",
    "не. повернувся.",
    "не. повернулась.",
    "не. повернулася.",
    "опустились. руки.",
    "нема. сил.",
    "немає. сил.",
];
/// Fear, and what is feared.
const ALARM_WORDS: &str = "тривог обстріл вибух шахед ракет приліт прильот прилетіл страшно боюс \
    боїмос боюся укритт лячно сирен балістик бомблят бомбил бомбардув каби. кабів. каб. мопед. \
    мопеди. евакуац евакуюю окупан окупац окупов влучанн міномет артилері";
/// The same in several words.
const ALARM_PHRASES: &[&str] = &["дрони летя", "летять дрони.", "летить дрон.", "гучно. в."];

/// Whether a message speaks of death or loss.
pub(super) fn is_grief(text: &str) -> bool {
    speaks_of(&words(text), GRIEF_WORDS, GRIEF_PHRASES)
}

/// What answers the misfortune that a message speaks of, if it does; `is_fun` if people laugh.
pub(super) fn answer(text: &str, is_fun: bool) -> Option<&'static [&'static str]> {
    let words = words(text);
    if speaks_of(&words, HARM_WORDS, HARM_PHRASES) {
        return Some(HARM);
    }
    if is_fun {
        return None;
    }
    if speaks_of(&words, ALARM_WORDS, ALARM_PHRASES) {
        return Some(ALARM);
    }
    speaks_of(&words, TROUBLE_WORDS, TROUBLE_PHRASES).then_some(TROUBLE)
}

fn speaks_of(words: &[String], patterns: &str, phrases: &[&str]) -> bool {
    let mut known = patterns.split_whitespace();
    known.any(|pattern| words.iter().any(|word| fits(word, pattern)))
        || phrases.iter().any(|phrase| has_phrase(words, phrase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grief_is_understood_with_any_apostrophe() {
        for apostrophe in ["'", "’", "ʼ", "`", "´", ""] {
            let text = format!("вічна пам{apostrophe}ять");
            assert!(is_grief(&text), "{text}");
        }
    }
}
