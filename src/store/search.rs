//! Finding messages by words.
//!
//! ## How
//! The index gives the newest matches of all words together, and of each word alone; of each list
//! at most a hundred, so a search costs the same however often a word was said. They are
//! ranked by BM25 (chat messages hardly ever repeat a word, so a word counts once), and newer ones
//! come a little before older ones.
//!
//! ## Quoting
//! A query is taken apart as the messages are, and each key of a word goes to FTS5 in quotation
//! marks: `AND`, `"`, `*` and `-` are words or nothing, never operators.

use super::words::first_id;
use super::{Error, HistoryLine, Reader};
use crate::analysis::stem::search_words;
use crate::clock::{SECONDS_PER_DAY, UnixTime};
use crate::ids::{ChatId, MessageId, SenderId};
use rusqlite::{OptionalExtension, params};
use std::collections::{HashMap, HashSet};

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub struct SearchQuery<'a> {
    /// Where; nothing is ever found elsewhere.
    pub chat: ChatId,
    /// The words, as a person typed them.
    pub words: &'a str,
    /// Only what this person wrote.
    pub sender: Option<SenderId>,
    /// Only from then on.
    pub from: Option<UnixTime>,
    /// Only before then.
    pub until: Option<UnixTime>,
    /// Never this message: the one that asks.
    pub except: Option<MessageId>,
    /// Whether every word must occur; else the rarest words count most.
    pub needs_all: bool,
    /// The most hits.
    pub limit: usize,
}

/// A message that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The message.
    pub line: HistoryLine,
    /// How well it matches; only to be compared with others of the same search.
    pub score: f64,
    /// How many of the words it holds.
    pub matched: usize,
    /// How often the rarest of these words was said in all, about.
    pub rarity: f64,
}

/// The most matches that are looked at for one word.
const CANDIDATES_MAX: usize = 96;
/// The same when any word will do: there are more lists.
const CANDIDATES_OF_ANY_MAX: usize = 32;
/// More words of a query are not looked for.
const WORDS_MAX: usize = 8;
/// BM25: how much the length of a message matters.
const LENGTH_WEIGHT: f64 = 0.75;
/// BM25: how soon repetition stops to matter.
const SATURATION: f64 = 1.2;
/// The usual length of a message, in words.
const USUAL_WORDS: f64 = 9.0;
/// Documents, for the rarity of words: only the proportions matter.
const DOCUMENTS: f64 = 1_000_000.0;
/// The bonus of the newest messages, halved by so many days.
const RECENCY_BONUS: f64 = 0.35;
const RECENCY_HALF_LIFE_DAYS: f64 = 60.0;
/// What we said ourselves is told after what people said: below the least of their scores for the
/// same words.
const OWN_WEIGHT: f64 = 0.1;
/// Hits that begin like this are questions to a bot, no answers.
const COMMAND_SIGN: char = '/';

pub(super) const MATCHES: &str = "SELECT id, chat_id = ?5 FROM (
         SELECT rowid AS found FROM message_words
         WHERE message_words MATCH ?1 AND rowid >= ?2 AND rowid < ?3
         ORDER BY rowid DESC LIMIT ?4)
     JOIN message ON id = found ORDER BY found DESC";
pub(super) const WEIGHED: &str = "SELECT word_count, sent_at, is_ours FROM message WHERE id = ?1";

struct Candidate {
    score: f64,
    matched: usize,
    rarity: f64,
}

impl Reader<'_> {
    /// The messages that match best, best first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn search(&self, query: &SearchQuery<'_>, now: UnixTime) -> Result<Vec<Hit>, Error> {
        let mut stems = search_words(query.words);
        let mut known = HashSet::new();
        stems.retain(|keys| known.insert(keys.clone()));
        stems.truncate(WORDS_MAX);
        let keys = self.chat_keys(query.chat)?;
        if stems.is_empty() || keys.is_empty() || query.limit == 0 {
            return Ok(Vec::new());
        }
        let place = Place::new(query.chat, &keys, query.sender);
        let span = (
            query.from.map_or(0, first_id),
            query.until.map_or(i64::MAX, first_id),
        );
        let mut found: HashMap<i64, Candidate> = HashMap::new();
        let most = if query.needs_all {
            CANDIDATES_MAX
        } else {
            CANDIDATES_OF_ANY_MAX
        };
        let together = self.matches(&place, &stems, span, most)?;
        let is_enough = query.needs_all || stems.len() == 1;
        let mut weights = Vec::new();
        for stem in &stems {
            let alone = if stems.len() == 1 {
                together.clone()
            } else {
                self.matches(&place, std::slice::from_ref(stem), span, most)?
            };
            let said = said(&alone, most, span, now);
            let weight = (1.0 + (DOCUMENTS - said + 0.5).max(0.5) / (said + 0.5)).ln();
            weights.push((weight, said));
            if !is_enough {
                for id in alone {
                    add(&mut found, id, weight, said);
                }
            }
        }
        let all_weight: f64 = weights.iter().map(|(weight, _)| weight).sum();
        let rarest = weights
            .iter()
            .map(|(_, said)| *said)
            .fold(f64::MAX, f64::min);
        for id in together {
            // It holds every word, also those of which it is not among the newest matches.
            found.insert(
                id,
                Candidate {
                    score: all_weight,
                    matched: stems.len(),
                    rarity: rarest,
                },
            );
        }
        self.best(query, found, now)
    }

    /// Row ids of matches in the chat, newest first, at most `most`.
    ///
    /// Where one chat does most of the talking, its matches are simply the newest ones, and the
    /// long list of all its messages need not be walked beside the word's. Only if others crowd
    /// them out is the index asked for the chat itself.
    fn matches(
        self,
        place: &Place,
        words: &[Vec<String>],
        span: (i64, i64),
        most: usize,
    ) -> Result<Vec<i64>, Error> {
        let everywhere = conjunction(place.author.as_ref(), words);
        let (found, was_full) = self.matches_of(place, &everywhere, span, most)?;
        if !was_full || found.len() == most {
            return Ok(found);
        }
        let here = [place.keys.as_str(), " AND ", &everywhere].concat();
        Ok(self.matches_of(place, &here, span, most)?.0)
    }

    /// The matches of an expression that are in the chat, and whether there may be more.
    fn matches_of(
        self,
        place: &Place,
        expression: &str,
        span: (i64, i64),
        most: usize,
    ) -> Result<(Vec<i64>, bool), Error> {
        let mut statement = self.conn.prepare_cached(MATCHES)?;
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        let mut rows = statement.query(params![expression, span.0, span.1, limit, place.chat.0])?;
        let (mut found, mut count) = (Vec::new(), 0_usize);
        while let Some(row) = rows.next()? {
            count += 1;
            if row.get(1)? {
                found.push(row.get(0)?);
            }
        }
        Ok((found, count >= most))
    }

    /// Weighs length and age, and fetches the words of the best only.
    fn best(
        self,
        query: &SearchQuery<'_>,
        found: HashMap<i64, Candidate>,
        now: UnixTime,
    ) -> Result<Vec<Hit>, Error> {
        let mut ranked: Vec<(i64, Candidate)> = Vec::with_capacity(found.len());
        let mut weighed = self.conn.prepare_cached(WEIGHED)?;
        for (id, mut candidate) in found {
            let row: Option<(u32, i64, bool)> = weighed
                .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                .optional()?;
            let Some((words, sent_at, is_ours)) = row else {
                continue;
            };
            let length = f64::from(words) / USUAL_WORDS;
            let norm = 1.0 - LENGTH_WEIGHT + LENGTH_WEIGHT * length;
            candidate.score *= (SATURATION + 1.0) / (1.0 + SATURATION * norm);
            let days = as_float(now.since(UnixTime(sent_at)) / SECONDS_PER_DAY);
            candidate.score *= 1.0 + RECENCY_BONUS * (-days / RECENCY_HALF_LIFE_DAYS).exp2();
            if is_ours {
                candidate.score *= OWN_WEIGHT;
            }
            ranked.push((id, candidate));
        }
        ranked.sort_by(|a, b| b.1.score.total_cmp(&a.1.score).then(b.0.cmp(&a.0)));
        let mut hits = Vec::new();
        for (id, candidate) in ranked {
            if hits.len() == query.limit {
                break;
            }
            let Some(line) = self.row(query.chat, id)? else {
                continue;
            };
            let is_excepted = query.except.is_some() && line.message_id == query.except;
            if !is_excepted && !line.text.starts_with(COMMAND_SIGN) {
                hits.push(Hit {
                    line,
                    score: candidate.score,
                    matched: candidate.matched,
                    rarity: candidate.rarity,
                });
            }
        }
        Ok(hits)
    }

    /// In how many messages of a chat, written in a span, a stem occurs; what was said more than
    /// [`FREQUENCY_MAX`] times is common, however often it was.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn frequency(
        &self,
        chat: ChatId,
        stem: &str,
        from: UnixTime,
        until: UnixTime,
    ) -> Result<u32, Error> {
        let keys = self.chat_keys(chat)?;
        if keys.is_empty() {
            return Ok(0);
        }
        let place = Place::new(chat, &keys, None);
        let words = conjunction(None, &[vec![stem.to_owned()]]);
        let expression = [place.keys.as_str(), " AND ", &words].concat();
        let span = params![expression, first_id(from), first_id(until), FREQUENCY_MAX];
        Ok(self
            .conn
            .prepare_cached(COUNT_MATCHES)?
            .query_row(span, |row| row.get(0))?)
    }
}

/// Matches that [`Reader::frequency`] counts at most.
pub(super) const FREQUENCY_MAX: i64 = 5_000;
pub(super) const COUNT_MATCHES: &str = "SELECT count(*) FROM (SELECT rowid FROM message_words
     WHERE message_words MATCH ?1 AND rowid >= ?2 AND rowid < ?3 LIMIT ?4)";

fn add(found: &mut HashMap<i64, Candidate>, id: i64, weight: f64, said: f64) {
    let candidate = found.entry(id).or_insert(Candidate {
        score: 0.0,
        matched: 0,
        rarity: f64::MAX,
    });
    candidate.score += weight;
    candidate.matched += 1;
    candidate.rarity = candidate.rarity.min(said);
}

/// Where, and by whom, in FTS5's words.
struct Place {
    chat: ChatId,
    /// Any of the chat's numbers in the index.
    keys: String,
    /// The author's word, if there is one to be kept to.
    author: Option<String>,
}

impl Place {
    fn new(chat: ChatId, keys: &[i64], sender: Option<SenderId>) -> Self {
        let keys: Vec<String> = keys.iter().map(|key| format!("\"/{key}\"")).collect();
        Self {
            chat,
            keys: format!("({})", keys.join(" OR ")),
            author: sender.map(|sender| format!(":{sender}")),
        }
    }
}

/// All of the words, of each any key, in quotation marks.
fn conjunction(author: Option<&String>, words: &[Vec<String>]) -> String {
    let author = author.map(std::slice::from_ref);
    let alternatives = author.into_iter().chain(words.iter().map(Vec::as_slice));
    let all: Vec<String> = alternatives
        .map(|keys| {
            let quoted: Vec<String> = keys
                .iter()
                .map(|key| format!("\"{}\"", key.replace('"', "\"\"")))
                .collect();
            match quoted.as_slice() {
                [only] => only.clone(),
                several => format!("({})", several.join(" OR ")),
            }
        })
        .collect();
    all.join(" AND ")
}

/// How often a word was said in all: as often as it was found; if the list is full, as often as
/// the density of the newest matches lets expect.
fn said(newest_first: &[i64], most: usize, span: (i64, i64), now: UnixTime) -> f64 {
    let count = as_float(i64::try_from(newest_first.len()).unwrap_or(0));
    let (Some(newest), Some(oldest)) = (newest_first.first(), newest_first.last()) else {
        return 0.0;
    };
    if newest_first.len() < most {
        return count;
    }
    let end = span.1.min(first_id(now.plus(1))).max(*newest);
    // Chats are rarely older than four years; a guess that is off by twice changes little.
    let begin = span
        .0
        .max(end.saturating_sub(FOUR_YEARS_OF_IDS))
        .min(*oldest);
    let density = count / as_float(end.saturating_sub(*oldest).max(1));
    (density * as_float(end.saturating_sub(begin))).clamp(count, DOCUMENTS / 2.0)
}

const FOUR_YEARS_OF_IDS: i64 = 4 * 365 * SECONDS_PER_DAY * 64;

fn as_float(number: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a rank needs no last digits")]
    let float = number as f64;
    float
}

pub(super) const PEOPLE_OF_CHAT: &str = "SELECT person_id, name, username FROM person
     WHERE EXISTS (SELECT 1 FROM message WHERE chat_id = ?1 AND sender_id = person_id)
     ORDER BY seen_at DESC LIMIT ?2";
/// People that are looked through for a name.
const PEOPLE_MAX: i64 = 2_000;

impl Reader<'_> {
    /// Who of a chat's authors is called so: by public name, whole name or a word of the name, in
    /// any case form; of several the one seen last.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn author_called(&self, chat: ChatId, name: &str) -> Result<Option<SenderId>, Error> {
        let wanted = search_words(name);
        let mut statement = self.conn.prepare_cached(PEOPLE_OF_CHAT)?;
        let mut rows = statement.query([chat.0, PEOPLE_MAX])?;
        let mut by_word = None;
        while let Some(row) = rows.next()? {
            let id = SenderId(row.get(0)?);
            let full: String = row.get(1)?;
            let username: Option<String> = row.get(2)?;
            if username.is_some_and(|username| username.eq_ignore_ascii_case(name)) {
                return Ok(Some(id));
            }
            let keys: Vec<String> = search_words(&full).into_iter().flatten().collect();
            let has_word = !wanted.is_empty()
                && wanted
                    .iter()
                    .all(|word| word.iter().any(|key| keys.contains(key)));
            if by_word.is_none() && has_word {
                by_word = Some(id);
            }
        }
        Ok(by_word)
    }
}
