//! What this day gives as a topic of our own: a birthday, a plan whose day has come, the same day
//! of earlier years. Nothing of people who do not want to be spoken of unasked, and nothing twice.

use super::addressee::date;
use crate::behaviour::memory;
use crate::behaviour::unwilling::is_named;
use crate::behaviour::why;
use crate::clock::{LocalTime, SECONDS_PER_DAY, UnixTime};
use crate::ids::{ChatId, MessageId, SenderId};
use crate::person::facts::{CONFIDENCE_MIN, FactKind, faded};
use crate::person::plans::{is_birthday, is_due};
use crate::prompt::context::{Memory, Note, Topic};
use crate::prompt::dated;
use crate::store::{Error, Fact, HistoryLine, Period, Reader};
use std::collections::HashMap;

/// Such a day comes before open questions.
const DAY_PRIORITY: u8 = 230;
/// Memories of earlier years come after them.
const YEARS_PRIORITY: u8 = 190;
/// Who wrote nothing for so long is not wished a happy birthday, in days.
const SEEN_DAYS: i64 = 60;
/// So many years are looked back.
const YEARS_MAX: u32 = 5;
/// The most messages of a day of an earlier year that are read.
const DAY_MESSAGES_MAX: usize = 400;
/// Words are remarkable if at least so many answered them.
const ANSWERS_MIN: usize = 3;
/// What was spoken of is not spoken of again for so long, in seconds; decisions are kept as long.
const AGAIN_S: i64 = 7 * SECONDS_PER_DAY;

/// The notes for a topic in `chat`; `unwilling` are those of whom nothing is said.
///
/// # Errors
/// What the database says.
pub(super) fn notes(
    reader: Reader<'_>,
    chat: ChatId,
    unwilling: &[(SenderId, String)],
    now: UnixTime,
) -> Result<Vec<Note>, Error> {
    let day = Day {
        reader,
        chat,
        unwilling,
        local: reader.local_time(now)?,
        now,
    };
    let mut notes = day.birthdays()?;
    notes.extend(day.plans()?);
    notes.extend(day.years()?);
    let mut spoken_of = Vec::new();
    for outcome in reader.own_topics(chat, now.minus(AGAIN_S))? {
        spoken_of.extend(memory::read(
            why::value(&outcome, "from").unwrap_or_default(),
        ));
    }
    notes.retain(|note| !note.from.iter().any(|one| spoken_of.contains(one)));
    Ok(notes)
}

struct Day<'a> {
    reader: Reader<'a>,
    chat: ChatId,
    unwilling: &'a [(SenderId, String)],
    local: LocalTime,
    now: UnixTime,
}

impl Day<'_> {
    fn birthdays(&self) -> Result<Vec<Note>, Error> {
        let mut notes = Vec::new();
        let since = self.now.minus(SEEN_DAYS * SECONDS_PER_DAY);
        for (person, fact) in self.facts(FactKind::Birthday)? {
            let is_here = || self.reader.lately_of(self.chat, person, since, 1);
            let said = self.reader.local_time(fact.said_at)?;
            if is_birthday(&fact.quote, said, self.local) && !is_here()?.is_empty() {
                notes.extend(self.note(person, &fact, dated::birthday)?);
            }
        }
        Ok(notes)
    }

    fn plans(&self) -> Result<Vec<Note>, Error> {
        let mut notes = Vec::new();
        for (person, fact) in self.facts(FactKind::Plan)? {
            let said = self.reader.local_time(fact.said_at)?;
            if is_due(&fact.quote, said, self.local) {
                notes.extend(self.note(person, &fact, dated::due_plan)?);
            }
        }
        Ok(notes)
    }

    /// The sure facts of a kind about people of whom we may speak.
    fn facts(&self, kind: FactKind) -> Result<Vec<(SenderId, Fact)>, Error> {
        let mut facts = self.reader.facts_of_kind(self.chat, kind)?;
        facts.retain(|(person, fact)| {
            let left = faded(fact.confidence, fact.half_life_days, fact.said_at, self.now);
            left >= CONFIDENCE_MIN && self.may_be_named(*person)
        });
        Ok(facts)
    }

    fn may_be_named(&self, person: SenderId) -> bool {
        self.unwilling.iter().all(|(one, _)| *one != person)
    }

    fn note(
        &self,
        person: SenderId,
        fact: &Fact,
        words: fn(&str, &str, &str) -> String,
    ) -> Result<Option<Note>, Error> {
        let Some(name) = self.reader.name_of(person)? else {
            return Ok(None);
        };
        let said_on = date(self.reader, fact.said_at)?;
        Ok(Some(Note {
            topic: Topic::Fact,
            priority: DAY_PRIORITY,
            text: words(&name, &fact.quote, &said_on),
            from: vec![Memory::Fact(fact.id)],
        }))
    }

    /// What was most answered on this day of an earlier year, the latest such year.
    fn years(&self) -> Result<Option<Note>, Error> {
        for years in 1..=YEARS_MAX {
            let Some((from, until)) = self.same_day(years)? else {
                continue;
            };
            let lines = self
                .reader
                .between(self.chat, from, until, DAY_MESSAGES_MAX)?;
            if let Some((line, answers)) = self.most_answered(&lines) {
                return Ok(Some(Note {
                    topic: Topic::Memory,
                    priority: YEARS_PRIORITY,
                    text: dated::years_ago(
                        u64::from(years),
                        &line.sender_name,
                        &line.text,
                        u64::try_from(answers).unwrap_or(u64::MAX),
                    ),
                    from: line.message_id.map(Memory::Message).into_iter().collect(),
                }));
            }
        }
        Ok(None)
    }

    /// The span of this day so many years ago.
    fn same_day(&self, years: u32) -> Result<Option<(UnixTime, UnixTime)>, Error> {
        let about = self.now.minus(i64::from(years) * 365 * SECONDS_PER_DAY);
        // Leap days lie between: a day more for each.
        for days in 0..=2 {
            let at = about.minus(days * SECONDS_PER_DAY);
            let local = self.reader.local_time(at)?;
            if (local.month, local.day) == (self.local.month, self.local.day) {
                return self.reader.period_around(Period::Day, at).map(Some);
            }
        }
        Ok(None)
    }

    fn most_answered<'b>(&self, lines: &'b [HistoryLine]) -> Option<(&'b HistoryLine, usize)> {
        let mut answers: HashMap<MessageId, usize> = HashMap::new();
        for answered in lines.iter().filter_map(|line| line.reply_to) {
            *answers.entry(answered).or_default() += 1;
        }
        let names: Vec<&str> = self
            .unwilling
            .iter()
            .map(|(_, name)| name.as_str())
            .collect();
        lines
            .iter()
            .filter(|line| !line.is_ours && !line.text.is_empty())
            .filter(|line| self.may_be_named(line.sender_id) && !is_named(&line.text, &names))
            .filter_map(|line| {
                let count = answers.get(&line.message_id?).copied()?;
                (count >= ANSWERS_MIN).then_some((line, count))
            })
            .max_by_key(|(_, count)| *count)
    }
}
