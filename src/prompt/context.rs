//! From what is known to a prompt that fits its budget.
//!
//! What gets a place, in this order: instructions, situation and the current message (cut if it is
//! huge); the words it answers; the newest history backwards; the notes by priority.

use super::budget::{TOKENS_PER_MESSAGE, chars_for, estimate};
use super::leak::without_quotations;
use super::persona;
use super::{Medium, Prompt, Role, Shape, Turn};
use crate::clock::UnixTime;
use crate::ids::MessageId;
use crate::text;
use std::collections::HashSet;

pub use super::material::{
    Account, Built, Line, Material, Memory, Note, Occasion, Quoted, Situation, TOPICS, Topic,
};

/// The current message keeps at least so many tokens, however long the persona is.
const CURRENT_TOKENS_MIN: u32 = 64;
/// The longest message of history, in characters; the rest of it is cut off.
const HISTORY_CHARS_MAX: usize = 800;
/// The longest excerpt that a message of history answers, in characters.
const HISTORY_QUOTE_CHARS_MAX: usize = 60;
/// The longest excerpt that the current message answers, in characters.
const QUOTE_CHARS_MAX: usize = 1_200;
/// A shorter excerpt is not worth its place, in characters.
const QUOTE_CHARS_MIN: usize = 12;

/// Puts the prompt together.
pub fn build(material: &Material<'_>) -> Built {
    let rate = material.limits.tokens_per_1000_chars;
    let price = |text: &str| estimate(text, rate);
    let mut account = Account::default();

    let occasion = material.situation.occasion;
    let instructions = material.instructions.of(occasion).text.as_str();
    let situation = persona::situation(&material.situation, material.bot_name);
    account.instructions_tokens = price(instructions);
    account.situation_tokens = price(&situation);
    let left = |account: &Account| material.limits.tokens_max.saturating_sub(account.total());

    let budget = left(&account)
        .max(CURRENT_TOKENS_MIN)
        .saturating_sub(TOKENS_PER_MESSAGE);
    let name = persona::shown_name(&material.current.sender_name);
    let words_budget = budget.saturating_sub(price(&name));
    let (words, is_cut) = fit(&text::clean(&material.current.text), words_budget, rate);
    account.is_current_cut = is_cut;
    account.current_tokens = price(&words)
        .saturating_add(price(&name))
        .saturating_add(TOKENS_PER_MESSAGE);

    let quoted = material.current.reply_to.as_ref().and_then(|quoted| {
        let whole = text::one_line(&quoted.excerpt);
        let affordable = chars_for(left(&account), rate).min(QUOTE_CHARS_MAX);
        account.is_quoted_cut = whole.chars().nth(affordable).is_some();
        if account.is_quoted_cut && affordable < QUOTE_CHARS_MIN {
            return None;
        }
        Some(mark(quoted, &text::cut(&whole, affordable)))
    });
    account.quoted_tokens = quoted.as_deref().map_or(0, price);
    account.media_tokens = material.media.iter().map(Medium::tokens).sum();

    let history = history(material, &mut account);
    let (notes, memories) = notes(material, &mut account);
    let guarded = guarded(material, &situation);

    let system = [instructions, &situation, &notes].concat();
    let mut dialogue = Dialogue::default();
    for (line, words) in &history {
        let role = if line.is_ours {
            Role::Model
        } else {
            Role::User
        };
        dialogue.say(role, line, words);
    }
    dialogue.say(
        Role::User,
        material.current,
        &spoken(&name, quoted.as_deref(), words.trim_end()),
    );
    Built {
        prompt: Prompt {
            system,
            turns: dialogue.turns,
            answer_tokens_max: material.limits.answer_tokens_max,
            shape: if occasion.is_unasked() {
                Shape::Verdict
            } else {
                Shape::Words
            },
            media: material.media.to_vec(),
        },
        account,
        guarded,
        memories,
        speakers: dialogue.speakers,
    }
}

/// What must not come out again, besides the instructions: the situation but for the time of day,
/// which anybody may be told, how we are told to speak with whom, and what notes say of what they
/// tell. What people said may be repeated.
fn guarded(material: &Material<'_>, situation: &str) -> String {
    let time = persona::moment(material.situation.local_time);
    let mut guarded = situation.replace(&time, "");
    guarded.push('\n');
    guarded.push_str(&persona::media_label("", false));
    let is_initiative = material.situation.occasion == Occasion::Initiative;
    for note in material.situation.notes {
        let frame = match note.topic {
            Topic::Person => note.text.clone(),
            // Of a birthday he is to speak himself, and the note's words are the plainest.
            Topic::Fact if is_initiative => continue,
            Topic::Fact | Topic::Thread | Topic::Condition => without_quotations(&note.text),
            // «День від 24.11» stands before a summary, which itself may be told.
            Topic::Summary => match note.text.split_once(": ") {
                Some((heading, _)) => heading.to_owned(),
                None => continue,
            },
            Topic::Memory | Topic::Example => continue,
        };
        guarded.push('\n');
        guarded.push_str(&frame);
    }
    guarded
}

/// The newest messages that the budget has room for, oldest first, each with what the model sees of
/// it.
fn history<'a>(material: &Material<'a>, account: &mut Account) -> Vec<(&'a Line, String)> {
    let rate = material.limits.tokens_per_1000_chars;
    let mut seen = HashSet::from([material.current.message_id]);
    let mut candidates: Vec<&Line> = Vec::new();
    for line in material.history.iter().rev() {
        let is_new = line.message_id == MessageId(0) || seen.insert(line.message_id);
        if is_new && !text::clean(&line.text).trim().is_empty() {
            candidates.push(line);
        }
    }
    let mut chosen = Vec::new();
    for line in candidates.iter().take(material.limits.messages_max) {
        let words = rendered(line);
        let price = estimate(&words, rate).saturating_add(TOKENS_PER_MESSAGE);
        if account.total().saturating_add(price) > material.limits.tokens_max {
            break;
        }
        account.history_tokens = account.history_tokens.saturating_add(price);
        chosen.push((*line, words));
    }
    // A conversation cannot begin with our own words.
    while let Some((_, words)) = chosen.last().filter(|(line, _)| line.is_ours) {
        let price = estimate(words, rate).saturating_add(TOKENS_PER_MESSAGE);
        account.history_tokens = account.history_tokens.saturating_sub(price);
        chosen.pop();
    }
    account.history_used = chosen.len();
    account.history_dropped = candidates.len().saturating_sub(chosen.len());
    chosen.reverse();
    chosen
}

/// The notes that the budget has room for, under their headings, and what they were made of.
fn notes(material: &Material<'_>, account: &mut Account) -> (String, Vec<Memory>) {
    let rate = material.limits.tokens_per_1000_chars;
    let all = material.situation.notes;
    let mut by_priority: Vec<&Note> = all.iter().collect();
    by_priority.sort_by_key(|note| std::cmp::Reverse(note.priority));
    let mut chosen: Vec<(Topic, String)> = Vec::new();
    let mut memories = Vec::new();
    for note in by_priority {
        let bullet = format!("- {}\n", text::one_line(&note.text));
        let mut price = estimate(&bullet, rate);
        let heading = persona::heading(note.topic);
        let has_heading = |(topic, _): &(Topic, String)| persona::heading(*topic) == heading;
        if !chosen.iter().any(has_heading) {
            let heading = format!("\n\n# {heading}\n");
            price = price.saturating_add(estimate(&heading, rate));
        }
        let fits = account.total().saturating_add(price) <= material.limits.tokens_max;
        if fits && bullet.trim() != "-" {
            account.note(note.topic, price);
            chosen.push((note.topic, bullet));
            memories.extend_from_slice(&note.from);
        }
    }
    account.notes_dropped = all.len().saturating_sub(chosen.len());
    let mut text = String::new();
    let mut last_heading = "";
    for topic in TOPICS {
        let bullets: String = chosen
            .iter()
            .filter(|(of, _)| *of == topic)
            .map(|(_, bullet)| bullet.as_str())
            .collect();
        if bullets.is_empty() {
            continue;
        }
        let heading = persona::heading(topic);
        if heading != last_heading {
            text.push_str("\n\n# ");
            text.push_str(heading);
            last_heading = heading;
        }
        text.push('\n');
        text.push_str(bullets.trim_end());
    }
    (text, memories)
}

/// The turns as they grow.
#[derive(Default)]
struct Dialogue {
    turns: Vec<Turn>,
    speakers: Vec<String>,
    last_at: Option<UnixTime>,
}

impl Dialogue {
    fn say(&mut self, role: Role, line: &Line, words: &str) {
        let pause = self
            .last_at
            .and_then(|last| persona::pause(line.sent_at.since(last)));
        self.last_at = Some(line.sent_at);
        let mut said = String::new();
        if role == Role::User {
            if let Some(pause) = pause {
                said.push_str(&pause);
                said.push('\n');
            }
            let name = persona::shown_name(&line.sender_name);
            if !self.speakers.contains(&name) {
                self.speakers.push(name);
            }
        }
        said.push_str(words);
        match self.turns.last_mut().filter(|turn| turn.role == role) {
            Some(turn) => {
                turn.text.push('\n');
                turn.text.push_str(&said);
            }
            None => self.turns.push(Turn { role, text: said }),
        }
    }
}

/// A message of history as the model sees it.
fn rendered(line: &Line) -> String {
    let words = text::cut(text::clean(&line.text).trim(), HISTORY_CHARS_MAX);
    if line.is_ours {
        return words;
    }
    let quoted = line.reply_to.as_ref().map(|quoted| {
        let excerpt = text::cut(&text::one_line(&quoted.excerpt), HISTORY_QUOTE_CHARS_MAX);
        mark(quoted, &excerpt)
    });
    let name = persona::shown_name(&line.sender_name);
    spoken(&name, quoted.as_deref(), &words)
}

/// `Оля (↩ Петро: «…»): слова`, further lines indented, so that nobody can speak for another.
fn spoken(name: &str, quoted: Option<&str>, words: &str) -> String {
    let words = words.trim().replace('\n', "\n  ");
    match quoted {
        Some(quoted) => format!("{name} ({quoted}): {words}"),
        None => format!("{name}: {words}"),
    }
}

fn mark(quoted: &Quoted, excerpt: &str) -> String {
    let name = if quoted.is_ours {
        persona::OURSELVES.to_owned()
    } else {
        persona::shown_name(&quoted.name)
    };
    let sign = persona::ANSWERS_MARK;
    if excerpt.is_empty() {
        format!("{sign} {name}")
    } else {
        format!("{sign} {name}: «{excerpt}»")
    }
}

/// As much of `text` as `tokens` pay for, and whether that is less than all of it.
fn fit(text: &str, tokens: u32, rate: u32) -> (String, bool) {
    if estimate(text, rate) <= tokens {
        return (text.to_owned(), false);
    }
    // Emoji cost more than a character's share; halving ends soon.
    let mut chars_max = chars_for(tokens, rate);
    loop {
        let head = text::cut(text, chars_max);
        if estimate(&head, rate) <= tokens || chars_max == 0 {
            return (head, true);
        }
        chars_max /= 2;
    }
}
