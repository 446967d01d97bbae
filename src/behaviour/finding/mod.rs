//! Questions to the chat's memory, and how the answers read. Pure.

use crate::analysis::plural;
use crate::behaviour::trigger::{NameForms, NameUse, name_use};
use crate::clock::LocalTime;
use crate::ids::ChatId;
use crate::letter::is_apostrophe;
use crate::text;

mod excerpt;
mod wanted;

use excerpt::excerpt;
pub use wanted::{Day, Misread, Wanted, digest_hours, wanted};

/// The most hits that an answer shows.
pub const HITS_MAX: usize = 5;
/// The longest question, in characters: a search needs but a few words.
const WORDS_CHARS_MAX: usize = 300;
/// The longest `/digest`, in hours.
const DIGEST_HOURS_MAX: i64 = 14 * 24;

/// What `/search` says when it is given no words.
pub const SEARCH_HOW: &str = "Напиши, що шукати: /search кава. Можна уточнити: від:Оля, \
    з:2025-03-01, до:2025-04-01.";
/// What it says of a day that it does not understand.
pub const DAYS_HOW: &str = "Не розумію дати. Після «з:» і «до:» пиши день так: 2025-03-01, \
    01.03.2025, сьогодні, вчора, позавчора, минулого тижня. Наприклад: /search кава з:вчора.";
/// What `/digest` says of what follows it and is no number of hours.
pub const DIGEST_HOW: &str = "Напиши просто /digest, і я розповім, що було після твого \
    останнього повідомлення, або додай кількість годин від 1 до 336: /digest 24.";
/// What it says when nothing is found.
pub const NOTHING_FOUND: &str = "Нічого такого не памʼятаю.";
/// What `/digest` says when nothing was missed.
pub const NOTHING_MISSED: &str = "Нічого не пропущено: відтоді ніхто не писав.";
/// What Telegram shows beside `/search`.
pub const SEARCH_DESCRIPTION: &str = "знайти, хто й коли про це казав";
/// What Telegram shows beside `/digest`.
pub const DIGEST_DESCRIPTION: &str = "що тут було без тебе (можна додати кількість годин)";

/// What Telegram shows beside `/import`.
pub const IMPORT_DESCRIPTION: &str = "прийняти історію чату з експорту Telegram Desktop";
/// What `/import` says when no file comes with it.
pub const IMPORT_HOW: &str = "Надішли сюди файл result.json з Telegram Desktop (до 20 МБ) з \
    підписом /import або, якщо у файлі кілька чатів, /import і номер чату. Більший файл приймає \
    команда gryag import на сервері.";
/// What is said when a file is being taken in.
pub const IMPORT_BEGINS: &str = "Приймаю. Напишу, коли закінчу.";
/// What is said of a file that is too large.
pub const IMPORT_TOO_LARGE: &str = "Файл завеликий: Telegram віддає ботам лише до 20 МБ. \
    Його прийме команда gryag import на сервері.";
/// What is said of a file that cannot be fetched.
pub const IMPORT_NOT_FETCHED: &str = "Не вдалося завантажити файл. Спробуй надіслати ще раз.";

/// What is said of an import that is done.
pub fn import_done(title: &str, taken: u64, known: u64, skipped: u64) -> String {
    format!(
        "Готово: «{title}». Нових повідомлень: {taken}; уже відомих: {known}; пропущених: \
         {skipped}."
    )
}

/// What is said of a file that is refused, with the reason and the chats in it.
pub fn import_refused(reason: Refused, chats: &[(ChatId, String)]) -> String {
    let mut answer = match reason {
        Refused::Html => "Це вебсторінка. Експортуй чат ще раз у форматі «Машинозчитуваний JSON».",
        Refused::NotAnExport => "Це не схоже на експорт Telegram Desktop.",
        Refused::OtherChat => "Такого чату у файлі немає. Ось які є:",
        Refused::WhichChat => {
            "У файлі кілька чатів. Напиши в підписі /import і номер одного з них:"
        }
        Refused::Trouble => "Не вдалося записати. Спробуй пізніше: прийняте не повториться.",
    }
    .to_owned();
    for (chat, title) in chats.iter().take(CHATS_SHOWN_MAX) {
        answer.push_str(&["\n", &chat.to_string(), " — ", title].concat());
    }
    answer
}

/// The most chats of a file that an answer lists.
const CHATS_SHOWN_MAX: usize = 30;

/// Why a file is not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// A web page.
    Html,
    /// Something else.
    NotAnExport,
    /// It holds other chats.
    OtherChat,
    /// It holds several chats.
    WhichChat,
    /// Our own trouble.
    Trouble,
}

/// The words that are looked for in «гряг, хто казав про каву?»; `None` if that is not asked, or
/// if nobody is named whom to ask. A reply to us (`is_to_us`) need not name us.
pub fn asked(message: &str, names: &NameForms, is_to_us: bool) -> Option<String> {
    let lower = text::cut(message, WORDS_CHARS_MAX).to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !(c.is_alphanumeric() || is_apostrophe(c) || c == '-'))
        .filter(|word| !word.is_empty())
        .collect();
    let asks = words
        .iter()
        .position(|word| matches!(*word, "хто" | "коли" | "де" | "кто"))?;
    let says = words.iter().skip(asks).position(|word| is_saying(word))?;
    let about = words
        .iter()
        .skip(asks + says)
        .position(|word| *word == "про")?;
    // «хто казав про …»: the three stand close together.
    if says > 3 || about > 2 {
        return None;
    }
    let rest: Vec<&str> = words
        .iter()
        .skip(asks + says + about + 1)
        .filter(|word| name_use(word, names) == NameUse::None)
        .copied()
        .collect();
    let is_addressed = is_to_us || name_use(message, names) != NameUse::None;
    (is_addressed && !rest.is_empty()).then(|| rest.join(" "))
}

fn is_saying(word: &str) -> bool {
    const STEMS: [&str; 16] = [
        "казав",
        "казал",
        "говорив",
        "говорил",
        "писав",
        "писал",
        "написав",
        "написал",
        "згадував",
        "згадувал",
        "розповідав",
        "розповідал",
        "розказав",
        "розказал",
        "розказував",
        "розказувал",
    ];
    STEMS.iter().any(|stem| {
        word.starts_with(stem)
            || word
                .strip_prefix("с")
                .is_some_and(|rest| rest.starts_with(stem))
    })
}

/// A message that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Who.
    pub author: String,
    /// When, by local time.
    pub at: LocalTime,
    /// The words.
    pub words: String,
    /// Where to read it.
    pub link: Option<String>,
}

/// The answer that shows hits, each with the place where it matches the `words` that were sought.
pub fn found_text(hits: &[Found], words: &str) -> String {
    if hits.is_empty() {
        return NOTHING_FOUND.to_owned();
    }
    let mut answer = String::from("Ось що памʼятаю:");
    for hit in hits {
        let excerpt = text::without_ringing(&excerpt(&text::one_line(&hit.words), words));
        let (author, when) = (text::without_ringing(&hit.author), date(&hit.at));
        answer.push_str(&["\n\n", &author, ", ", &when, ": «", &excerpt, "»"].concat());
        if let Some(link) = &hit.link {
            answer.push('\n');
            answer.push_str(link);
        }
    }
    answer
}

/// «12 березня 2025, 14:05».
pub fn date(at: &LocalTime) -> String {
    let month = plural::of_month(at.month);
    format!(
        "{} {month} {}, {:02}:{:02}",
        at.day, at.year, at.hour, at.minute
    )
}

/// One topic of a digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strand {
    /// The topic's name, e.g. «техніка».
    pub name: &'static str,
    /// How many messages.
    pub messages: usize,
    /// The words that carry it.
    pub keywords: Vec<String>,
    /// Who spoke, the most talkative first.
    pub participants: Vec<String>,
    /// Where it begins.
    pub link: Option<String>,
}

/// A digest.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Digest {
    /// How long a time it covers, in seconds.
    pub span_s: i64,
    /// All messages in it.
    pub messages: u64,
    /// Their different authors.
    pub authors: u64,
    /// The topics, the largest first.
    pub strands: Vec<Strand>,
    /// Questions that nobody has answered.
    pub open_questions: Vec<String>,
}

/// A digest that a model has retold in `words`, with the places where its topics begin.
pub fn told_digest(digest: &Digest, words: &str) -> String {
    let mut answer = heading(digest);
    answer.push_str("\n\n");
    answer.push_str(&text::without_ringing(words));
    let linked = digest
        .strands
        .iter()
        .filter_map(|strand| Some((strand.name, strand.link.as_ref()?)));
    for (number, (name, link)) in linked.enumerate() {
        answer.push_str(if number == 0 { "\n\n• " } else { "\n• " });
        answer.push_str(&[name, ": ", link].concat());
    }
    answer
}

/// «За 3 години: 12 повідомлень від 4 людей.»
fn heading(digest: &Digest) -> String {
    let messages = plural::count(
        digest.messages,
        "повідомлення",
        "повідомлення",
        "повідомлень",
    );
    let authors = plural::count(digest.authors, "людини", "людей", "людей");
    let span = span(digest.span_s);
    format!("За {span}: {messages} від {authors}.")
}

/// A digest in words.
pub fn digest_text(digest: &Digest) -> String {
    if digest.messages == 0 {
        return NOTHING_MISSED.to_owned();
    }
    let mut answer = heading(digest);
    let quoted = |words: &str| text::without_ringing(words);
    for strand in &digest.strands {
        let count = strand.messages.to_string();
        answer.push_str(&["\n\n• ", strand.name, " (", &count, ")"].concat());
        if !strand.keywords.is_empty() {
            let keywords: Vec<String> = strand
                .keywords
                .iter()
                .take(4)
                .map(|word| format!("«{}»", quoted(word)))
                .collect();
            answer.push_str(": ");
            answer.push_str(&keywords.join(", "));
        }
        let names: Vec<&str> = strand
            .participants
            .iter()
            .take(3)
            .map(String::as_str)
            .collect();
        answer.push_str(" — ");
        answer.push_str(&quoted(&names.join(", ")));
        if strand.participants.len() > names.len() {
            answer.push_str(" та інші");
        }
        if let Some(link) = &strand.link {
            answer.push('\n');
            answer.push_str(link);
        }
    }
    if !digest.open_questions.is_empty() {
        answer.push_str("\n\nБез відповіді:");
        for question in &digest.open_questions {
            answer.push_str("\n— ");
            answer.push_str(&quoted(question));
        }
    }
    answer
}

/// «5 годин», «2 дні».
fn span(seconds: i64) -> String {
    let hours = u64::try_from(seconds.max(0))
        .unwrap_or(0)
        .div_ceil(crate::clock::SECONDS_PER_HOUR.unsigned_abs())
        .max(1);
    if hours >= 48 {
        return plural::count(hours / 24, "день", "дні", "днів");
    }
    plural::count(hours, "годину", "години", "годин")
}

#[cfg(test)]
mod tests;
