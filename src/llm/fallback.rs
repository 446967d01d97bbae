//! One question, several models: retries what may heal, goes on to the next model where it may not,
//! and stops at the budget and at the deadline.

use super::asked::{Asked, Attempt, RequestLimits, Skipped};
use super::gate::{Allowance, Gate};
use super::recovery::{Next, REQUEST_MIN, Recovery, Stopping};
use super::senses::{Blame, Senses};
use super::{Draft, Failure, Server, Trouble};
use crate::clock::Clock;
use crate::prompt::{Prompt, Shape};
use crate::rng::Rng;
use std::borrow::Cow;
use std::time::Duration;

/// The models of one server, best first.
#[derive(Debug)]
pub struct Models {
    server: Server,
    names: Vec<String>,
    gate: Gate,
    senses: Senses,
}

/// The longest that a question may take, waits included; a longer [`RequestLimits::request_max`]
/// takes its place.
const TOTAL_MAX: Duration = Duration::from_secs(90);
/// The highest cap of an answer that any model takes.
const ANSWER_TOKENS_LIMIT: u32 = 65_536;

impl Models {
    /// The models `names` of `server`, best first.
    pub fn new(server: Server, names: Vec<String>, limits: RequestLimits) -> Self {
        Self {
            server,
            names,
            gate: Gate::new(limits),
            senses: Senses::default(),
        }
    }

    /// How much they may be asked from now on.
    pub fn set_limits(&self, limits: RequestLimits) {
        self.gate.set_limits(limits);
    }

    /// Their names, best first.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The most requests per model and day.
    pub fn requests_per_day(&self) -> u32 {
        self.gate.limits().per_day
    }

    /// Where they live.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Why nobody can be asked at the moment as far as is known without asking: every model is
    /// paused. `None` if it is worth trying.
    pub fn closed(&self, clock: &dyn Clock) -> Option<Failure> {
        let now = clock.monotonic();
        let mut why = None;
        for model in &self.names {
            why = Some(self.gate.closed(model, now)?);
        }
        why
    }

    /// Asks until somebody answers, for whoever waits for it. `spent_today` says how many requests
    /// of the day the caller has booked for a model; requests of running questions are added to it.
    pub fn ask(
        &self,
        prompt: &Prompt,
        clock: &dyn Clock,
        spent_today: &dyn Fn(&str) -> u32,
        rng: &mut Rng,
    ) -> Asked {
        let all = self.gate.limits().per_minute;
        self.ask_within(all, prompt, clock, spent_today, rng)
    }

    /// The same for what nobody waits for: it leaves the last third of the minute's budget to those
    /// who call.
    pub fn ask_unasked(
        &self,
        prompt: &Prompt,
        clock: &dyn Clock,
        spent_today: &dyn Fn(&str) -> u32,
        rng: &mut Rng,
    ) -> Asked {
        let per_minute = self.gate.limits().per_minute;
        let spare = (per_minute.saturating_mul(2) / 3).max(per_minute.min(1));
        self.ask_within(spare, prompt, clock, spent_today, rng)
    }

    fn ask_within(
        &self,
        per_minute: u32,
        prompt: &Prompt,
        clock: &dyn Clock,
        spent_today: &dyn Fn(&str) -> u32,
        rng: &mut Rng,
    ) -> Asked {
        let total = TOTAL_MAX.max(self.gate.limits().request_max);
        let mut question = Question {
            models: self,
            per_minute,
            prompt: Cow::Borrowed(prompt),
            clock,
            spent_today,
            ends_at: clock.monotonic().saturating_add(total),
            attempts: Vec::new(),
            skipped: Vec::new(),
            booked: Vec::new(),
        };
        let result = question.ask_all(rng);
        Asked {
            result,
            attempts: std::mem::take(&mut question.attempts),
            skipped: std::mem::take(&mut question.skipped),
        }
    }
}

/// A question under way.
struct Question<'q> {
    models: &'q Models,
    per_minute: u32,
    prompt: Cow<'q, Prompt>,
    clock: &'q dyn Clock,
    spent_today: &'q dyn Fn(&str) -> u32,
    ends_at: Duration,
    attempts: Vec<Attempt>,
    skipped: Vec<Skipped>,
    /// The models whose gate counts a request of ours.
    booked: Vec<String>,
}

impl Question<'_> {
    fn ask_all(&mut self, rng: &mut Rng) -> Result<Draft, Failure> {
        // Somebody waits for an answer: when every model rests, the best one that is merely
        // overloaded is tried all the same, else those that were gone a while ago.
        if self.models.closed(self.clock).is_some() {
            let (names, gate) = (&self.models.names, &self.models.gate);
            if !names.iter().any(|model| gate.resume(model)) {
                gate.probe(self.clock.monotonic());
            }
        }
        let mut last = None;
        let mut rest = self.models.names.as_slice();
        while let Some((model, others)) = rest.split_first() {
            rest = others;
            let now = self.clock.monotonic();
            let mut others = others.iter();
            let has_other = others.any(|other| self.models.gate.closed(other, now).is_none());
            match self.ask_one(model, has_other, rng) {
                Ok(draft) => return Ok(draft),
                Err((failure, Next::GiveUp)) => return Err(failure),
                Err((failure, Next::OtherModel | Next::Again)) => last = Some(failure),
            }
        }
        // What a model said counts for more than why another was not asked, and of the latter
        // what is over soonest.
        let is_brief = |skipped: &&Skipped| matches!(skipped.why, Failure::MinuteSpent { .. });
        let skipped = self.skipped.iter().find(is_brief).or(self.skipped.first());
        let skipped = skipped.map(|skipped| skipped.why);
        Err(last.or(skipped).unwrap_or(Failure::ModelGone))
    }

    /// Asks one model, with retries.
    fn ask_one(
        &mut self,
        model: &str,
        has_other: bool,
        rng: &mut Rng,
    ) -> Result<Draft, (Failure, Next)> {
        let mut cap = self.prompt.answer_tokens_max;
        let mut retries = 0_u32;
        let mut last = None;
        let now = self.clock.monotonic();
        if self.models.senses.lacks(model, &self.prompt.media, now) && !self.go_on_in_words() {
            return Err((Failure::Invalid, Next::OtherModel));
        }
        loop {
            let failure = match self.request(model, cap) {
                Ok(draft) => {
                    self.models.senses.took(model, &self.prompt.media);
                    return Ok(draft);
                }
                Err(Unsent::Skipped(why)) => {
                    let failure = last.unwrap_or(why);
                    return Err((failure, Next::OtherModel));
                }
                Err(Unsent::NoTime) => {
                    let failure = last.unwrap_or(Failure::Overloaded(Trouble::Slow));
                    return Err((failure, Next::GiveUp));
                }
                Err(Unsent::Failed(failure)) => failure,
            };
            last = Some(failure);
            if self.is_for_what_was_shown(model, failure) && self.go_on_in_words() {
                continue;
            }
            let larger = cap.saturating_mul(2).min(ANSWER_TOKENS_LIMIT);
            let may_grow = cap == self.prompt.answer_tokens_max && larger > cap;
            if matches!(
                failure,
                Failure::Empty {
                    ate_budget: true,
                    ..
                }
            ) && may_grow
            {
                cap = larger;
                continue;
            }
            let recovery = Recovery {
                gate: &self.models.gate,
                clock: self.clock,
                ends_at: self.ends_at,
            };
            match recovery.after(model, failure, retries, has_other, rng) {
                Ok(Next::Again) => retries = retries.saturating_add(1),
                Ok(next) => return Err((failure, next)),
                Err(Stopping) => return Err((Failure::Stopped, Next::GiveUp)),
            }
        }
    }

    /// Whether a request failed for the pictures and sounds in it, as far as can be told.
    fn is_for_what_was_shown(&self, model: &str, failure: Failure) -> bool {
        let media = &self.prompt.media;
        let blame = Blame::of(failure, matches!(self.models.server, Server::OpenAi(_)));
        if blame == Blame::Model {
            let now = self.clock.monotonic();
            self.models.senses.refused(model, media, now);
        }
        !media.is_empty() && blame != Blame::Neither
    }

    /// Asks without pictures and sounds from here on; `false` if there is nothing to ask then.
    fn go_on_in_words(&mut self) -> bool {
        if self.prompt.shape == Shape::Description {
            return false;
        }
        self.prompt = Cow::Owned(self.prompt.words_only());
        true
    }

    /// Sends one request if budget and time allow.
    fn request(&mut self, model: &str, cap: u32) -> Result<Draft, Unsent> {
        let begun = self.clock.monotonic();
        let left = self.ends_at.saturating_sub(begun);
        if left < REQUEST_MIN {
            return Err(Unsent::NoTime);
        }
        let limits = self.models.gate.limits();
        let allowance = Allowance {
            per_minute: self.per_minute,
            per_day: limits.per_day,
            spent_today: (self.spent_today)(model),
        };
        if let Err(why) = self.models.gate.admit(model, allowance, begun) {
            let model = model.to_owned();
            self.skipped.push(Skipped { model, why });
            return Err(Unsent::Skipped(why));
        }
        self.booked.push(model.to_owned());
        let deadline = left.min(limits.request_max);
        let server = &self.models.server;
        let outcome = server.generate(model, &self.prompt, cap, deadline);
        let (word, usage) = match &outcome {
            Ok(draft) if draft.truncated => ("truncated", draft.usage),
            Ok(draft) => ("answered", draft.usage),
            Err(failure) => (failure.as_str(), failure.usage()),
        };
        if outcome.is_ok() {
            self.models.gate.answered(model);
        }
        self.attempts.push(Attempt {
            model: model.to_owned(),
            outcome: word,
            latency: self.clock.monotonic().saturating_sub(begun),
            usage,
            answer_tokens_max: cap,
        });
        outcome.map_err(Unsent::Failed)
    }
}

impl Drop for Question<'_> {
    /// Gives back what was booked, even if the question ended in a panic.
    fn drop(&mut self) {
        for model in &self.booked {
            self.models.gate.recorded(model);
        }
    }
}

/// Why a request brought nothing.
enum Unsent {
    /// It was not sent, for its budget is spent or it is paused.
    Skipped(Failure),
    /// It was not sent, for the time is up.
    NoTime,
    /// It was sent.
    Failed(Failure),
}
