//! What the memory adds to a prompt: the thread that is being answered, messages of long ago that
//! have to do with the words, summaries of what was. The prompt's budget decides what finds a
//! place; the priorities here decide in which order.

use super::answer::Question;
use crate::analysis::analyse;
use crate::behaviour::finding::date;
use crate::clock::{SECONDS_PER_DAY, UnixTime};
use crate::prompt::context::{Memory, Note, Topic};
use crate::store::{Error, HistoryLine, Period, Reader, SearchQuery, Summary};
use crate::text;

/// Messages of the answered thread.
const THREAD_MAX: usize = 6;
/// Remembered messages.
const MEMORIES_MAX: usize = 4;
/// The longest remembered message, in characters.
const EXCERPT_CHARS_MAX: usize = 200;
/// The words that memories are looked for by, in characters.
const QUERY_CHARS_MAX: usize = 400;
/// The most words that memories are looked for by.
const KEYWORDS_MAX: usize = 4;
/// A single word in common makes a memory only if it was said about so often at most.
const RARE_MAX: f64 = 40.0;
/// Summaries: their kind, priority, heading, and how old they may be.
const SUMMARIES: [(Period, u8, &str, i64); 3] = [
    (Period::Day, 50, "День", 2),
    (Period::Week, 40, "Тиждень", 14),
    (Period::Month, 30, "Місяць", 62),
];
/// The thread comes before memories, these before summaries.
const THREAD_PRIORITY: u8 = 70;
const MEMORY_PRIORITY: u8 = 60;

/// The notes for a question, given the `recent` lines that the prompt shows anyway.
///
/// # Errors
/// What the database says.
pub(super) fn notes(
    reader: Reader<'_>,
    question: &Question,
    recent: &[HistoryLine],
    now: UnixTime,
) -> Result<Vec<Note>, Error> {
    let mut notes = Vec::new();
    let chat = question.chat.id;
    let is_shown = |line: &HistoryLine| {
        line.message_id.is_some()
            && recent
                .iter()
                .any(|known| known.message_id == line.message_id)
    };
    let mut used: Vec<HistoryLine> = Vec::new();
    for line in reader.answered_by(chat, question.task.message_id, THREAD_MAX)? {
        // Who does not want to be remembered leaves no words.
        if !is_shown(&line) && !line.text.is_empty() {
            used.push(line);
        }
    }
    if !used.is_empty() {
        let thread: Vec<String> = used.iter().map(|line| said(line, true)).collect();
        notes.push(Note {
            topic: Topic::Thread,
            priority: THREAD_PRIORITY,
            text: format!("Про що ця гілка: {}", thread.join(" → ")),
            from: used.iter().filter_map(message).collect(),
        });
    }
    // Long words carry more, and a few of them find as much as all.
    let mut words = analyse(&text::cut(&question.task.text, QUERY_CHARS_MAX)).keywords;
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    words.truncate(KEYWORDS_MAX);
    let query = SearchQuery {
        chat,
        words: &words.join(" "),
        sender: None,
        from: None,
        until: recent.first().map(|oldest| oldest.sent_at),
        except: Some(question.task.message_id),
        needs_all: false,
        limit: MEMORIES_MAX,
    };
    for hit in reader.search(&query, now)? {
        let is_relevant = hit.matched > 1 || hit.rarity <= RARE_MAX;
        if is_relevant && !is_shown(&hit.line) && !used.contains(&hit.line) {
            let at = date(&reader.local_time(hit.line.sent_at)?);
            notes.push(Note {
                topic: Topic::Memory,
                priority: MEMORY_PRIORITY,
                text: format!("{at}: {}", said(&hit.line, false)),
                from: message(&hit.line).into_iter().collect(),
            });
        }
    }
    for (period, priority, heading, days) in SUMMARIES {
        for summary in reader.summaries(chat, period, now, 1)? {
            if now.since(summary.until) <= days * SECONDS_PER_DAY {
                let local = reader.local_time(summary.start)?;
                let from = format!("{:02}.{:02}", local.day, local.month);
                notes.push(Note {
                    topic: Topic::Summary,
                    priority,
                    text: format!("{heading} від {from}: {}", summary.text),
                    from: whole(&summary).into_iter().collect(),
                });
            }
        }
    }
    Ok(notes)
}

fn message(line: &HistoryLine) -> Option<Memory> {
    line.message_id.map(Memory::Message)
}

/// A summary as something remembered.
pub(super) fn whole(summary: &Summary) -> Option<Memory> {
    match summary.period {
        Period::Hour => None,
        Period::Day => Some(Memory::Day(summary.start)),
        Period::Week => Some(Memory::Week(summary.start)),
        Period::Month => Some(Memory::Month(summary.start)),
    }
}

fn said(line: &HistoryLine, is_short: bool) -> String {
    let most = if is_short {
        EXCERPT_CHARS_MAX / 2
    } else {
        EXCERPT_CHARS_MAX
    };
    let words = text::clean(&line.text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let name = if line.is_ours {
        "ти"
    } else {
        line.sender_name.as_str()
    };
    format!("{name}: «{}»", text::cut(&words, most))
}
