//! One question, several models: retries what may heal, goes on to the next model where it may not,
//! and stops at the budget and at the deadline.

use super::asked::{Asked, Attempt, RequestLimits, Skipped};
use super::gate::{Allowance, Gate};
use super::senses::{Blame, Senses};
use super::{Draft, Failure, Server, Trouble};
use crate::clock::{Clock, SECONDS_PER_DAY, SECONDS_PER_HOUR, UnixTime};
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
/// A request that has less time left is not worth sending.
const REQUEST_MIN: Duration = Duration::from_secs(1);
/// Retries of a model if there is another one to go on to, and if there is none.
const RETRIES_MAX: (u32, u32) = (1, 2);
/// Bounds of the wait before the first retry and any later one, in milliseconds.
const BACKOFF_MS: (i64, i64, i64) = (1_000, 4_000, 8_000);
/// The longest wait asked for by a server that is waited out; a longer one means the next model.
const WAIT_MAX: Duration = Duration::from_secs(20);
/// So much more is waited at most, in milliseconds, lest all workers return at once.
const WAIT_JITTER_MS: i64 = 500;
/// The longest pause that a server's wait means; then it is asked anew.
const PAUSE_MAX: Duration = Duration::from_secs(300);
/// How long a model rests that failed in spite of retries.
const PAUSE_OVERLOADED: Duration = Duration::from_secs(30);
/// How long nothing is asked after the key was refused.
const PAUSE_KEY: Duration = Duration::from_secs(3_600);
/// How long a model is left alone that does not exist.
const PAUSE_GONE: Duration = Duration::from_secs(86_400);
/// The highest cap of an answer that any model takes.
const ANSWER_TOKENS_LIMIT: u32 = 65_536;

/// How it goes on after a failure.
enum Next {
    Again,
    OtherModel,
    GiveUp,
}

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

    /// Asks until somebody answers. `spent_today` says how many requests of the day the caller has
    /// booked for a model; requests of running questions are added to it.
    pub fn ask(
        &self,
        prompt: &Prompt,
        clock: &dyn Clock,
        spent_today: &dyn Fn(&str) -> u32,
        rng: &mut Rng,
    ) -> Asked {
        let total = TOTAL_MAX.max(self.gate.limits().request_max);
        let mut question = Question {
            models: self,
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
        // overloaded is tried all the same.
        if self.models.closed(self.clock).is_some() {
            let names = &self.models.names;
            names.iter().any(|model| self.models.gate.resume(model));
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
        // What a model said counts for more than why another was not asked.
        let skipped = self.skipped.first().map(|skipped| skipped.why);
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
            match self.after(model, failure, retries, has_other, rng) {
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
            per_minute: limits.per_minute,
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
        self.attempts.push(Attempt {
            model: model.to_owned(),
            outcome: word,
            latency: self.clock.monotonic().saturating_sub(begun),
            usage,
            answer_tokens_max: cap,
        });
        outcome.map_err(Unsent::Failed)
    }

    /// What follows from `failure`, after the wait that it takes.
    fn after(
        &self,
        model: &str,
        failure: Failure,
        retries: u32,
        has_other: bool,
        rng: &mut Rng,
    ) -> Result<Next, Stopping> {
        let gate = &self.models.gate;
        let now = self.clock.monotonic();
        let pause = |length| gate.pause(model, now.saturating_add(length), failure);
        let (with_other, alone) = RETRIES_MAX;
        let may_retry = retries < if has_other { with_other } else { alone };
        match failure {
            Failure::Stopped | Failure::Blocked(_) => Ok(Next::GiveUp),
            Failure::KeyRefused => {
                gate.pause_all(now.saturating_add(PAUSE_KEY), failure);
                Ok(Next::GiveUp)
            }
            Failure::ModelGone => {
                pause(PAUSE_GONE);
                Ok(Next::OtherModel)
            }
            Failure::Empty { .. } | Failure::Invalid => Ok(Next::OtherModel),
            Failure::RateLimited { daily: true, .. } => {
                pause(until_quota_reset(self.clock.now()));
                Ok(Next::OtherModel)
            }
            Failure::RateLimited {
                retry_after: Some(wait),
                daily: false,
            } => {
                pause(wait.min(PAUSE_MAX));
                if wait > WAIT_MAX || !may_retry {
                    return Ok(Next::OtherModel);
                }
                self.wait(wait.saturating_add(millis(rng.between(0, WAIT_JITTER_MS))))
            }
            Failure::RateLimited { .. } | Failure::Overloaded(_) if may_retry => {
                let (low, first, later) = BACKOFF_MS;
                let high = if retries == 0 { first } else { later };
                self.wait(millis(rng.between(low, high)))
            }
            Failure::RateLimited { .. } | Failure::Overloaded(_) => {
                pause(PAUSE_OVERLOADED);
                Ok(Next::OtherModel)
            }
        }
    }

    /// Waits, if there is time for it and for another request.
    fn wait(&self, wait: Duration) -> Result<Next, Stopping> {
        let resumes_at = self.clock.monotonic().saturating_add(wait);
        if resumes_at.saturating_add(REQUEST_MIN) > self.ends_at {
            return Ok(Next::OtherModel);
        }
        if self.clock.pause(wait) {
            Ok(Next::Again)
        } else {
            Err(Stopping)
        }
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

/// The program is stopping.
struct Stopping;

fn millis(millis: i64) -> Duration {
    Duration::from_millis(u64::try_from(millis).unwrap_or(0))
}

/// The time until Google's quotas of the day begin anew: midnight at the US Pacific coast in
/// winter (an hour late in summer, but never early).
fn until_quota_reset(now: UnixTime) -> Duration {
    let since = now
        .minus(8_i64.saturating_mul(SECONDS_PER_HOUR))
        .0
        .rem_euclid(SECONDS_PER_DAY);
    Duration::from_secs(u64::try_from(SECONDS_PER_DAY.saturating_sub(since)).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotas_begin_anew_at_eight_in_the_morning_utc() {
        let at = |hour: i64| UnixTime(20_000 * SECONDS_PER_DAY + hour * SECONDS_PER_HOUR);
        assert_eq!(until_quota_reset(at(7)), Duration::from_secs(3_600));
        assert_eq!(until_quota_reset(at(8)), Duration::from_secs(86_400));
        assert_eq!(until_quota_reset(at(23)), Duration::from_secs(9 * 3_600));
    }
}
