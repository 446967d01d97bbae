//! Whether a name that stands in a sentence is spoken to or spoken about, judged by the words
//! around it: «дякую гряг», «гряг а ти йдеш», but «ти бачив що гряг написав?».
//!
//! A clause is what stands between two marks, emoji or other things that are no words. The word
//! lists hold folded forms.

use super::trigger::NameUse;
use crate::analysis::tokens::{Kind, Token};

/// Words that greet, thank or praise; a name beside them is an address.
const GREETINGS: &str = "привіт прив привітики вітаю здоров здорово даров дарова хай агов ей гей \
    ало алло дякую дяка спасибі спс вибач пробач перепрошую йо о добраніч доброго доброї добрий \
    бувай папа пока шановний дорогий любий милий друже братан бро ау ауу молодець молодчина \
    красава красунчик браво респект слиш слиш эй слышь привет спасибо hey hi hello thanks";
/// Words that bid somebody do something.
const BIDS: &str = "слухай слуш скажи розкажи дай поясни підкажи порадь порекомендуй йди іди ходи \
    напиши знайди пошукай допоможи поможи мовчи заткнись будь давай покажи глянь поглянь дивись \
    подивись відповідай відповіж кажи говори озвися озвись відгукнися прокинься прокидайся вставай \
    вгадай угадай придумай вигадай склади намалюй порахуй переклади перекажи згадай нагадай \
    запамятай запам'ятай вір повір уяви подумай обери вибери вирішуй зроби перестань припини \
    досить годі тримай лови почекай зачекай стривай підтримай привітай заспокойся вгамуйся \
    розслабся розкажи-но скажи-но вмикайся вимкнись живи спи пиши жартуй пожартуй поспівай \
    розсуди погодься визнай зізнайся колись скажите расскажи подскажи помоги ответь";
/// The second person by its pronouns.
const YOU: &str = "ти тобі тебе тобою твій твоя твоє твої твого твою твоїй твоєї ты тебя тебе \
    you your";
/// Words that ask.
const ASKING: &str = "що шо чого чому як де куди звідки коли хто кого кому скільки нащо навіщо \
    який яка яке які чи хіба невже";
/// Words that may stand before a name or behind it and say nothing.
const OPENERS: &str = "а ну і й та то от ось ок окей ой так ні нє тоді отже короче коротше взагалі \
    слухай знаєш же ж";
/// Words behind which a name is spoken about.
const ABOUT: &str = "як ніби наче мов немов ніж за про у в з із зі до на від для без через біля \
    наш наша цей цього цьому цим той того тому мій ваш їхній його її ихний такий інший кожен \
    будь-який один це то що шо коли якщо якби бо чому чого навіщо нащо поки хай нехай щоб чи або \
    не звати";
/// Words between a name and what is said of it.
const BETWEEN: &str = "не вже уже знову учора вчора сьогодні завтра щойно ж же теж також таки \
    просто мені тобі тебе нам вам йому їй їм це таке так все усе всіх ще би б щось завжди інколи \
    іноді часто рідко дуже якось колись взагалі реально справді досі ніколи краще гарно добре \
    погано дивно там тут сам";
/// What a name does if somebody asks the room what it thinks, knows or does.
const OPINIONS: &str = "думає гадає вважає скаже каже порадить радить відповість знає вміє може \
    хоче любить мовчить спить живий тут чує бачить пам'ятає робить думает скажет знает";
/// Words that look like verbs of the second or third person and are none.
const NO_VERBS: &str = "лиш кеш тиш гашиш клавіш афіш дуже майже невже адже авжеж лише інше наше \
    ваше перше більше менше раніше пізніше гірше легше тихіше швидше тільки котів також теж";
/// Words that take up what was just named.
const BACK: &str = "він вона його її йому їй ним нею який яка котрий якого якому це";

/// How the name at `at` is used. Only forms with which one may speak to somebody come here;
/// `is_dative` ones may also be the dative.
pub(super) fn stance(tokens: &[Token<'_>], at: usize, is_dative: bool) -> NameUse {
    let around = Around::of(tokens, at);
    if around.is_addressed(is_dative) {
        NameUse::Address
    } else if !is_dative && around.is_asked_for() {
        NameUse::Asked
    } else {
        NameUse::Mention
    }
}

/// What stands around a name.
struct Around<'a> {
    /// The words before it in its clause.
    head: Vec<&'a str>,
    /// The words behind it in its clause.
    tail: Vec<&'a str>,
    /// What ends the clause before, if anything.
    before: Option<&'a Token<'a>>,
    /// What ends its own clause, if anything.
    after: Option<&'a Token<'a>>,
    /// The first word behind that.
    next: &'a str,
    /// Whether a question mark stands behind it anywhere.
    asks: bool,
}

impl<'a> Around<'a> {
    fn of(tokens: &'a [Token<'a>], at: usize) -> Self {
        let (left, right) = tokens.split_at_checked(at).unwrap_or((tokens, &[]));
        let right = right.get(1..).unwrap_or(&[]);
        let is_word = |token: &&Token<'_>| token.kind == Kind::Word;
        let mut head: Vec<&str> = left.iter().rev().take_while(is_word).map(form).collect();
        head.reverse();
        let tail: Vec<&str> = right.iter().take_while(is_word).map(form).collect();
        Self {
            before: left.iter().rev().find(|token| token.kind != Kind::Word),
            after: right.get(tail.len()),
            next: right.get(tail.len() + 1).map_or("", form),
            asks: right.iter().any(|token| token.form == "?"),
            head,
            tail,
        }
    }

    fn is_addressed(&self, is_dative: bool) -> bool {
        match (self.head.is_empty(), self.tail.is_empty()) {
            (true, true) => self.stands_alone(),
            (_, false) => self.tail_speaks_to_it(),
            (false, true) => self.head_speaks_to_it(is_dative),
        }
    }

    /// «…, гряг, …»: an address, unless it is quoted or explains the word before.
    fn stands_alone(&self) -> bool {
        let opens_quote = self
            .before
            .is_some_and(|mark| is_in("« \" „ “", &mark.form));
        let closes_quote = self.after.is_some_and(|mark| is_in("» \" ” “", &mark.form));
        if opens_quote && closes_quote {
            return false;
        }
        let is_explained = self.before.is_some() && is_in(BACK, self.next);
        let is_dash = self.after.is_some_and(|mark| is_in("— – -", &mark.form));
        !is_explained && (!is_dash || speaks_to(self.next) || is_in(ASKING, self.next))
    }

    /// «гряг ти йдеш», «ок гряг тоді порадь фільм», «і тобі гряг теж».
    fn tail_speaks_to_it(&self) -> bool {
        let last = self.head.last().copied().unwrap_or_default();
        if is_in(ABOUT, last) {
            return false;
        }
        let opens = self.head.iter().all(|word| is_in(OPENERS, word));
        let begins = opens && self.before.is_none_or(|mark| !is_in(", — – -", &mark.form));
        let mut tail = self.tail.iter().skip_while(|word| is_in(OPENERS, word));
        let first = tail.next().copied().unwrap_or_default();
        let second = tail.next().copied().unwrap_or_default();
        if is_in("дай дайте", last) && is_in("слово сказати подумати відповісти", first)
        {
            // «дай грягу слово»: he is to speak.
            return true;
        }
        if is_in("тобі тебе", first) {
            // «Оля, гряг тобі відповів?» speaks to Оля.
            return begins;
        }
        if speaks_to(first) || is_in(GREETINGS, first) {
            return true;
        }
        if is_in(ASKING, first) && opens && second != "завжди" {
            return begins || self.tail.iter().any(|word| speaks_to(word));
        }
        if self.tells_of_it() {
            return false;
        }
        // «гряг це правда?»
        let asks = begins && self.after.is_some_and(|mark| mark.form == "?");
        asks || is_in(YOU, last)
            || is_in(GREETINGS, last)
            || self.tail.iter().any(|word| speaks_to(word))
    }

    /// «дякую гряг», «і де ти був гряг», «та скажи вже гряг».
    fn head_speaks_to_it(&self, is_dative: bool) -> bool {
        let last = self.head.last().copied().unwrap_or_default();
        if self.head.iter().all(|word| is_in(OPENERS, word)) {
            return self.head.len() > 1 || !is_in("і й та то", last);
        }
        if is_in(ABOUT, last) && last != "тому" {
            return false;
        }
        if is_dative && is_in(BIDS, last) {
            return false;
        }
        let is_you = self
            .head
            .iter()
            .any(|word| is_in(YOU, word) && *word != "тобі");
        let tells = self.head.iter().any(|word| is_in("що шо коли", word));
        if is_third_person(last) && (tells && !self.ends_with_you() || !is_you) {
            return false;
        }
        let speaks = |word: &&str| speaks_to(word) || is_in(GREETINGS, word);
        let asks = self.after.is_some_and(|mark| mark.form == "?")
            && self.head.iter().any(|word| is_in(ASKING, word));
        self.head.iter().any(speaks) || asks
    }

    /// «… ти був гряг»: the second person stands right before the last word.
    fn ends_with_you(&self) -> bool {
        self.head.iter().rev().take(2).any(|word| *word == "ти")
    }

    /// «гряг знову мовчить»: behind the name stands what it does.
    fn tells_of_it(&self) -> bool {
        let mut tail = self.tail.iter().skip_while(|word| is_in(BETWEEN, word));
        tail.next().is_some_and(|word| is_third_person(word))
    }

    /// «а що про це думає гряг?», «де гряг?»: whoever else is to answer that.
    fn is_asked_for(&self) -> bool {
        let mut words = self.head.iter().chain(&self.tail);
        let is_short = self.tail.is_empty()
            && self
                .head
                .iter()
                .all(|word| is_in(OPENERS, word) || *word == "де");
        let is_asked = words.clone().any(|word| is_in(OPINIONS, word));
        (is_asked || is_short) && self.asks && !words.any(|word| is_in(YOU, word))
    }
}

fn form<'a>(token: &'a Token<'a>) -> &'a str {
    &token.form
}

fn is_in(list: &str, word: &str) -> bool {
    !word.is_empty() && list.split_whitespace().any(|one| one == word)
}

/// Whether a word is of the second person or bids.
fn speaks_to(word: &str) -> bool {
    const ENDINGS: [&str; 10] = [
        "еш", "єш", "иш", "їш", "ешся", "єшся", "ишся", "їшся", "ешь", "ишь",
    ];
    let ends = || ENDINGS.iter().any(|ending| word.ends_with(ending));
    is_in(YOU, word)
        || is_in(BIDS, word)
        || (word.chars().count() >= 4 && ends() && !is_in(NO_VERBS, word))
}

/// Whether a word looks like a verb of the third person, or of the masculine past.
fn is_third_person(word: &str) -> bool {
    const ENDINGS: [&str; 31] = [
        "ає", "яє", "ює", "ує", "іє", "еє", "ить", "їть", "ться", "ав", "яв", "ив", "ів", "їв",
        "ув", "юв", "нув", "вся", "ався", "ився", "же", "че", "ше", "йде", "ьме", "уде", "еде",
        "ере", "ал", "ил", "ет",
    ];
    let ends = || ENDINGS.iter().any(|ending| word.ends_with(ending));
    is_in("є був їв має йде дав спав ліг міг", word)
        || (word.chars().count() >= 4 && ends() && !is_in(NO_VERBS, word) && !speaks_to(word))
}
