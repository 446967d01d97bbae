//! What is learned of a person in a chat: smoothed counts that fade, never a single message.
//!
//! Every count loses half of its weight in [`HALF_LIFE_DAYS`], so a profile follows a person who
//! changes, and what it says is always about the last months.

mod counted;

use super::scan::Scan;
use crate::analysis::{Analysis, Emotion, Formality, Sentiment};
use crate::clock::UnixTime;
use crate::ids::SenderId;
use counted::{add_counted, fade_counted, note};
use serde::Serialize;

pub use counted::Counted;

/// A count loses half of its weight in so many days.
pub const HALF_LIFE_DAYS: f32 = 90.0;
/// Emoji whose use is counted.
pub const EMOJI_MAX: usize = 8;
/// People whose conversations with this one are counted.
pub const PARTNERS_MAX: usize = 8;
/// Weeks whose mood is kept.
pub const WEEKS_MAX: usize = 12;
/// Room for the analyser's languages, by code.
pub const LANGUAGES: usize = 8;
/// Room for the analyser's topics, by code.
pub const TOPICS: usize = 8;
/// Room for the analyser's finer topics, by code.
pub const SUBTOPICS: usize = 40;
/// Hours of a day.
pub const HOURS: usize = 24;

/// One message of a person, as it is learned from.
#[derive(Debug, Clone, Copy)]
pub struct Observation<'a> {
    /// When, by Telegram's clock.
    pub sent_at: UnixTime,
    /// The local hour, 0 to 23.
    pub local_hour: u8,
    /// What one pass over the text counted.
    pub scan: &'a Scan,
    /// What the analyser found.
    pub analysis: &'a Analysis,
    /// Whether it turns to the bot.
    pub is_to_us: bool,
    /// Whose message it answers, if that is another person's.
    pub replies_to: Option<SenderId>,
}

/// The mood of one week.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct WeekMood {
    /// Weeks since 1970-01-01.
    pub week: i32,
    /// Messages in it.
    pub messages: f32,
    /// The sum of their polarities, each from −1 to 1.
    pub polarity: f32,
}

/// Counts of the manner of messages.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Manners {
    /// Official or bookish.
    pub formal: f32,
    /// Slang, abbreviations, swearing.
    pub casual: f32,
    /// Warm: praise, thanks, joy.
    pub friendly: f32,
    /// None of them.
    pub neutral: f32,
}

/// What is learned of one person in one chat.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Profile {
    /// The first message learned from.
    pub first_at: UnixTime,
    /// The last one.
    pub last_at: UnixTime,
    /// All messages ever learned from.
    pub messages: u32,
    /// The UTC day to which the counts have faded.
    pub faded_day: i32,
    /// Messages.
    pub weight: f32,
    /// Messages with words.
    pub worded: f32,
    /// Words.
    pub words: f32,
    /// Letters in them.
    pub letters: f32,
    /// The manner.
    pub manners: Manners,
    /// Words such as «ти».
    pub informal_you: f32,
    /// Words such as «ви».
    pub formal_you: f32,
    /// Messages that joke or laugh.
    pub humour: f32,
    /// Questions.
    pub questions: f32,
    /// Toxic messages.
    pub toxic: f32,
    /// Messages with emoji.
    pub emoji_messages: f32,
    /// Messages that turn to the bot.
    pub to_us: f32,
    /// Those of them that speak well.
    pub to_us_kind: f32,
    /// Those of them that are toxic.
    pub to_us_rude: f32,
    /// Messages by language code.
    pub languages: [f32; LANGUAGES],
    /// Messages by topic code.
    pub topics: [f32; TOPICS],
    /// Messages by finer topic code.
    #[serde(serialize_with = "as_list")]
    pub subtopics: [f32; SUBTOPICS],
    /// Messages by local hour.
    pub hours: [f32; HOURS],
    /// The emoji used most.
    pub emoji: Vec<Counted<String>>,
    /// The people answered most.
    pub partners: Vec<Counted<SenderId>>,
    /// The mood of the last weeks, oldest first.
    pub moods: Vec<WeekMood>,
}

fn as_list<S: serde::Serializer>(
    counts: &[f32; SUBTOPICS],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    counts.as_slice().serialize(serializer)
}

/// So many counts are single numbers.
pub(super) const SINGLES: usize = 17;

/// The single counts of a profile, read or borrowed: one list, so that no two can differ.
macro_rules! singles {
    ($profile:expr, $($borrow:tt)*) => {
        [
            $($borrow)* $profile.weight,
            $($borrow)* $profile.worded,
            $($borrow)* $profile.words,
            $($borrow)* $profile.letters,
            $($borrow)* $profile.manners.formal,
            $($borrow)* $profile.manners.casual,
            $($borrow)* $profile.manners.friendly,
            $($borrow)* $profile.manners.neutral,
            $($borrow)* $profile.informal_you,
            $($borrow)* $profile.formal_you,
            $($borrow)* $profile.humour,
            $($borrow)* $profile.questions,
            $($borrow)* $profile.toxic,
            $($borrow)* $profile.emoji_messages,
            $($borrow)* $profile.to_us,
            $($borrow)* $profile.to_us_kind,
            $($borrow)* $profile.to_us_rude,
        ]
    };
}

impl Profile {
    /// A profile that knows nothing yet.
    pub fn new(at: UnixTime) -> Self {
        Self {
            first_at: at,
            last_at: at,
            messages: 0,
            faded_day: day(at),
            weight: 0.0,
            worded: 0.0,
            words: 0.0,
            letters: 0.0,
            manners: Manners::default(),
            informal_you: 0.0,
            formal_you: 0.0,
            humour: 0.0,
            questions: 0.0,
            toxic: 0.0,
            emoji_messages: 0.0,
            to_us: 0.0,
            to_us_kind: 0.0,
            to_us_rude: 0.0,
            languages: [0.0; LANGUAGES],
            topics: [0.0; TOPICS],
            subtopics: [0.0; SUBTOPICS],
            hours: [0.0; HOURS],
            emoji: Vec::new(),
            partners: Vec::new(),
            moods: Vec::new(),
        }
    }

    /// Learns from one message. One that comes late, from an export or after a gap, counts for as
    /// much as if it had come in time.
    pub fn learn(&mut self, seen: &Observation<'_>) {
        if day(seen.sent_at) < self.faded_day {
            let mut late = Self::new(seen.sent_at);
            late.learn_in_time(seen);
            self.absorb(late);
        } else {
            self.learn_in_time(seen);
        }
    }

    fn learn_in_time(&mut self, seen: &Observation<'_>) {
        self.fade(seen.sent_at);
        self.first_at = self.first_at.min(seen.sent_at);
        self.last_at = self.last_at.max(seen.sent_at);
        self.messages = self.messages.saturating_add(1);
        self.weight += 1.0;
        add(&mut self.hours, usize::from(seen.local_hour));
        self.learn_words(seen);
        self.learn_mood(seen);
        if seen.is_to_us {
            self.to_us += 1.0;
            let is_kind = seen.analysis.sentiment == Sentiment::Positive && !seen.analysis.toxic;
            self.to_us_kind += f32::from(u8::from(is_kind));
            self.to_us_rude += f32::from(u8::from(seen.analysis.toxic));
        }
        // «Ви» in a message to nobody in particular is the whole chat, not a manner of address.
        if seen.is_to_us || seen.replies_to.is_some() {
            self.formal_you += count(seen.scan.formal_you);
        }
        self.informal_you += count(seen.scan.informal_you);
        if let Some(partner) = seen.replies_to {
            note(&mut self.partners, &partner, PARTNERS_MAX);
        }
        for emoji in &seen.scan.emoji {
            note(&mut self.emoji, emoji, EMOJI_MAX);
        }
        self.emoji_messages += f32::from(u8::from(seen.scan.emoji_count > 0));
    }

    /// Adds what an earlier profile of the same person knows, faded to the day of this one.
    fn absorb(&mut self, mut earlier: Self) {
        self.first_at = self.first_at.min(earlier.first_at);
        self.last_at = self.last_at.max(earlier.last_at);
        self.messages = self.messages.saturating_add(earlier.messages);
        earlier.fade_to(self.faded_day);
        for (own, other) in self.singles_mut().into_iter().zip(earlier.singles()) {
            *own += other;
        }
        for (own, other) in self.counts().into_iter().zip(earlier.counts()) {
            for (own, other) in own.iter_mut().zip(other.iter()) {
                *own += *other;
            }
        }
        for emoji in earlier.emoji {
            add_counted(&mut self.emoji, emoji, EMOJI_MAX);
        }
        for partner in earlier.partners {
            add_counted(&mut self.partners, partner, PARTNERS_MAX);
        }
        for mood in earlier.moods {
            self.add_mood(mood);
        }
    }

    /// The single counts, in the order in which they are stored.
    pub(super) fn singles(&self) -> [f32; SINGLES] {
        singles!(self,)
    }

    /// The same, to be changed.
    pub(super) fn singles_mut(&mut self) -> [&mut f32; SINGLES] {
        singles!(self, &mut)
    }

    /// The lists of counts.
    fn counts(&mut self) -> [&mut [f32]; 4] {
        [
            &mut self.languages,
            &mut self.topics,
            &mut self.subtopics,
            &mut self.hours,
        ]
    }

    fn learn_words(&mut self, seen: &Observation<'_>) {
        let (scan, analysis) = (seen.scan, seen.analysis);
        if scan.words == 0 {
            return;
        }
        self.worded += 1.0;
        self.words += count(scan.words);
        self.letters += count(scan.letters);
        self.humour += f32::from(u8::from(analysis.humour));
        self.questions += f32::from(u8::from(analysis.question));
        self.toxic += f32::from(u8::from(analysis.toxic));
        // A laugh is glad, yet no warmth.
        let is_warm = !analysis.toxic
            && !analysis.humour
            && (analysis.sentiment == Sentiment::Positive || analysis.emotion == Emotion::Joy);
        let manner = match analysis.formality {
            Formality::Formal => &mut self.manners.formal,
            Formality::Neutral | Formality::Casual if is_warm => &mut self.manners.friendly,
            Formality::Casual => &mut self.manners.casual,
            Formality::Neutral => &mut self.manners.neutral,
        };
        *manner += 1.0;
        add(&mut self.languages, usize::from(analysis.language.code()));
        add(&mut self.topics, usize::from(analysis.topic.code()));
        if let Some(subtopic) = analysis.subtopic {
            add(&mut self.subtopics, usize::from(subtopic.code()));
        }
    }

    fn learn_mood(&mut self, seen: &Observation<'_>) {
        let week = day(seen.sent_at).div_euclid(7);
        let polarity = seen.analysis.polarity.clamp(-1.0, 1.0);
        let polarity = if polarity.is_finite() { polarity } else { 0.0 };
        self.add_mood(WeekMood {
            week,
            messages: 1.0,
            polarity,
        });
    }

    fn add_mood(&mut self, mood: WeekMood) {
        if let Some(known) = self.moods.iter_mut().find(|known| known.week == mood.week) {
            known.messages += mood.messages;
            known.polarity += mood.polarity;
            return;
        }
        self.moods.push(mood);
        self.moods.sort_by_key(|mood| mood.week);
        if self.moods.len() > WEEKS_MAX {
            self.moods.remove(0);
        }
    }

    /// Lets the counts fade up to `now`; a step is a day.
    pub fn fade(&mut self, now: UnixTime) {
        self.fade_to(day(now));
    }

    fn fade_to(&mut self, today: i32) {
        let days = today.saturating_sub(self.faded_day);
        if days <= 0 {
            return;
        }
        self.faded_day = today;
        #[expect(clippy::cast_precision_loss, reason = "days are few")]
        let factor = (-(days as f32) / HALF_LIFE_DAYS).exp2();
        for one in self.singles_mut() {
            *one *= factor;
        }
        for many in self.counts() {
            for weight in many {
                *weight *= factor;
            }
        }
        fade_counted(&mut self.emoji, factor);
        fade_counted(&mut self.partners, factor);
        let oldest = today.div_euclid(7).saturating_sub(WEEKS_KEPT);
        self.moods.retain(|mood| mood.week > oldest);
    }
}

/// A mood older than this many weeks is no news.
const WEEKS_KEPT: i32 = 26;
/// Days outside of these are no days on which anybody wrote.
const DAY_MIN: i64 = -1_000_000;
const DAY_MAX: i64 = 1_000_000;

fn day(at: UnixTime) -> i32 {
    let day = at.utc_day().clamp(DAY_MIN, DAY_MAX);
    i32::try_from(day).unwrap_or(0)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of one message are small"
)]
fn count(number: u32) -> f32 {
    number as f32
}

fn add(counts: &mut [f32], at: usize) {
    if let Some(one) = counts.get_mut(at) {
        *one += 1.0;
    }
}

#[cfg(test)]
mod tests;
