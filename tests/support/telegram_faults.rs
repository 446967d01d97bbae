//! Scripted misfortunes of the fake Telegram: which call, how often, what happens.

use super::http_server::Response;
use super::telegram_rules::{Refusal, refuse};
use serde_json::{Value, json};
use std::fmt;

/// What goes wrong.
#[derive(Debug, Clone)]
pub enum Fault {
    /// 429 with this `retry_after`, in seconds.
    RetryAfter(u64),
    /// 409, as if another instance polled.
    Conflict,
    /// 500 while the server restarts.
    Restart,
    /// 502 with a page of HTML.
    BadGateway,
    /// 401: the token was revoked.
    Unauthorized,
    /// Any other refusal: code and description.
    Refuse(u16, &'static str),
    /// The method is carried out, then the connection is cut.
    AcceptThenDrop,
    /// The connection is cut, nothing was carried out.
    Drop,
    /// No answer at all.
    Hang,
    /// The right answer, a byte at a time.
    Trickle,
    /// This body with status 200.
    Body(Vec<u8>),
}

/// What the server makes of a fault.
pub(super) enum Outcome {
    /// A refusal.
    Refused(Refusal),
    /// An answer that is no refusal.
    Odd(Response),
    /// Carry the method out first, then this.
    After(Ending),
    /// Do nothing but this.
    Instead(Ending),
}

/// How a connection ends.
#[derive(Clone, Copy)]
pub(super) enum Ending {
    /// Cut.
    Drop,
    /// Silent.
    Hang,
    /// Slow.
    Trickle,
}

impl Fault {
    pub(super) fn outcome(&self) -> Outcome {
        match self {
            Self::RetryAfter(seconds) => Outcome::Refused(Refusal {
                parameters: Some(json!({"retry_after": seconds})),
                ..refuse(429, format!("Too Many Requests: retry after {seconds}"))
            }),
            Self::Conflict => Outcome::Refused(refuse(409, CONFLICT)),
            Self::Restart => Outcome::Refused(refuse(500, "Internal Server Error: restart")),
            Self::Unauthorized => Outcome::Refused(refuse(401, "Unauthorized")),
            Self::Refuse(code, why) => Outcome::Refused(refuse(*code, *why)),
            Self::BadGateway => Outcome::Odd(Response::html(502)),
            Self::Body(body) => Outcome::Odd(Response::json(200, body.clone())),
            Self::AcceptThenDrop => Outcome::After(Ending::Drop),
            Self::Trickle => Outcome::After(Ending::Trickle),
            Self::Drop => Outcome::Instead(Ending::Drop),
            Self::Hang => Outcome::Instead(Ending::Hang),
        }
    }
}

/// What the older of two polls is told.
pub(super) const CONFLICT: &str = "Conflict: terminated by other getUpdates request; \
    make sure that only one bot instance is running";
/// What a poll is told while a webhook is set.
pub(super) const WEBHOOK: &str = "Conflict: can't use getUpdates method while webhook is active; \
    use deleteWebhook to delete the webhook first";

type Condition = Box<dyn Fn(&Value) -> bool + Send>;

/// Which calls a fault strikes: by default the next one of its method.
pub struct Rule {
    method: &'static str,
    fault: Fault,
    condition: Option<Condition>,
    skip: usize,
    times: usize,
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            method,
            fault,
            skip,
            times,
            ..
        } = self;
        write!(f, "{method}: {fault:?} after {skip}, {times} times")
    }
}

impl Rule {
    /// Strikes the next call of `method`.
    pub fn on(method: &'static str, fault: Fault) -> Self {
        Self {
            method,
            fault,
            condition: None,
            skip: 0,
            times: 1,
        }
    }

    /// Strikes only after `count` matching calls have passed.
    #[must_use]
    pub fn after(mut self, count: usize) -> Self {
        self.skip = count;
        self
    }

    /// Strikes `count` times.
    #[must_use]
    pub fn times(mut self, count: usize) -> Self {
        self.times = count;
        self
    }

    /// Strikes for ever.
    #[must_use]
    pub fn always(self) -> Self {
        self.times(usize::MAX)
    }

    /// Strikes only calls about this chat.
    #[must_use]
    pub fn in_chat(self, chat_id: i64) -> Self {
        self.when(move |params| params["chat_id"].as_i64() == Some(chat_id))
    }

    /// Strikes only calls whose parameters meet the condition.
    #[must_use]
    pub fn when(mut self, condition: impl Fn(&Value) -> bool + Send + 'static) -> Self {
        self.condition = Some(Box::new(condition));
        self
    }
}

/// The first fault that strikes this call, now used up by one.
pub(super) fn strike(rules: &mut [Rule], method: &str, params: &Value) -> Option<Fault> {
    for rule in rules {
        let meant = rule.method.eq_ignore_ascii_case(method)
            && rule
                .condition
                .as_ref()
                .is_none_or(|condition| condition(params));
        if !meant || rule.times == 0 {
            continue;
        }
        if rule.skip > 0 {
            rule.skip -= 1;
            continue;
        }
        rule.times -= usize::from(rule.times != usize::MAX);
        return Some(rule.fault.clone());
    }
    None
}
