//! Inside the fake Telegram: state, routing and the long poll.

use super::fake_telegram::{Pushed, TOKEN};
use super::http_server::{Answer, Request, Response};
use super::telegram_faults::{CONFLICT, Ending, Outcome, Rule, WEBHOOK, strike};
use super::telegram_log::{Answered, Call, Log};
use super::telegram_queue::Queue;
use super::telegram_rules::{Refusal, World, integer, refuse};
use super::telegram_wire::{json_of, parameters};
use serde_json::{Value, json};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant, SystemTime};

/// What the server's threads and the test share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) state: Mutex<State>,
    pub(super) changed: Condvar,
    pub(super) started: Instant,
}

/// Everything that changes.
#[derive(Debug)]
pub(super) struct State {
    pub(super) queue: Queue,
    pub(super) world: World,
    pub(super) rules: Vec<Rule>,
    pub(super) log: Log,
    /// Grows with each `getUpdates`, so that a blocked one learns of its successor.
    pub(super) poll: u64,
    pub(super) latency: Duration,
    pub(super) stopped: bool,
}

impl State {
    /// Queues an update, numbered if it is not.
    pub(super) fn push(&mut self, mut update: Value) -> Pushed {
        if update.get("update_id").is_none() {
            update["update_id"] = json!(self.queue.next_id());
        }
        let update_id = update["update_id"].as_i64().unwrap();
        for kind in ["message", "channel_post"] {
            let Some(message) = update.get_mut(kind) else {
                continue;
            };
            if message.get("message_id").is_none() {
                let chat_id = message["chat"]["id"].as_i64().unwrap();
                let chat = self.world.chats.entry(chat_id).or_default();
                message["message_id"] = json!(chat.next_message_id());
            }
        }
        self.world.learn(&update);
        let fields = update.as_object().unwrap();
        let message = fields
            .iter()
            .find(|(key, _)| *key != "update_id")
            .unwrap()
            .1
            .clone();
        self.queue.push(update_id, Arc::from(update.to_string()));
        self.log.waiting = self.queue.len();
        Pushed {
            update: update_id,
            chat: message["chat"]["id"].as_i64().unwrap_or(0),
            message: message["message_id"].as_i64().unwrap_or(0),
        }
    }
}

impl Shared {
    /// The state, for a moment.
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Seconds since the start.
    pub(super) fn now(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }

    /// Serves one request.
    pub(super) fn answer(&self, request: &Request) -> Answer {
        let mut parts = request.path.splitn(4, '/').skip(1);
        let (bot, method) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        if bot == "file" {
            return self.file(request);
        }
        if bot.strip_prefix("bot") != Some(TOKEN) {
            return respond(&Err(refuse(401, "Unauthorized: invalid token specified")));
        }
        let (encoding, params) = parameters(request);
        let at = self.now();
        let mut state = self.lock();
        let index = state.log.calls.len();
        let method = method.to_owned();
        let call = Call {
            at,
            method: method.clone(),
            encoding,
            params: params.clone(),
            answer: None,
        };
        state.log.calls.push(call);
        state.world.now = at;
        state.world.date = unix_time();
        let latency = state.latency;
        let outcome = strike(&mut state.rules, &method, &params).map(|fault| fault.outcome());
        drop(state);
        self.changed.notify_all();
        let poll = method.eq_ignore_ascii_case("getUpdates");
        let perform = || {
            if poll {
                self.get_updates(&params)
            } else {
                json_of(&self.perform(&method, &params))
            }
        };
        let answer = match outcome {
            None => Answer::Respond(perform()),
            Some(Outcome::Refused(refusal)) => respond(&Err(refusal)),
            Some(Outcome::Odd(response)) => Answer::Respond(response),
            Some(Outcome::After(ending)) => end(ending, perform()),
            Some(Outcome::Instead(ending)) => end(ending, json_of(&Ok(json!(true)))),
        };
        if !poll && !latency.is_zero() {
            std::thread::sleep(latency);
        }
        let (status, body) = match &answer {
            Answer::Respond(response) | Answer::Trickle(response) => (
                response.status,
                String::from_utf8_lossy(&response.body).into_owned(),
            ),
            Answer::DropConnection | Answer::Hang => (0, String::new()),
        };
        let took = self.now() - at;
        self.lock().log.calls[index].answer = Some(Answered {
            took,
            status,
            body: Arc::from(body),
        });
        self.changed.notify_all();
        answer
    }

    fn perform(&self, method: &str, params: &Value) -> Result<Value, Refusal> {
        let mut state = self.lock();
        let result = state.world.perform(method, params);
        let accepted = std::mem::take(&mut state.world.sent);
        state.log.sent.extend(accepted);
        result
    }

    /// The long poll.
    fn get_updates(&self, params: &Value) -> Response {
        let mut state = self.lock();
        if state.world.webhook.is_some() {
            return json_of(&Err(refuse(409, WEBHOOK)));
        }
        if let Some(kinds) = params["allowed_updates"].as_array() {
            let kinds = kinds
                .iter()
                .filter_map(|kind| kind.as_str().map(str::to_owned));
            state.log.allowed_updates = Some(kinds.collect());
        }
        state.poll += 1;
        let poll = state.poll;
        self.changed.notify_all();
        let number = |name: &str, default| integer(&params[name]).unwrap_or(default);
        let offset = number("offset", 0);
        let (limit, timeout) = (number("limit", 100), number("timeout", 0));
        let asked = state.queue.ask(offset, limit, timeout, Instant::now());
        let deadline = Instant::now() + asked.timeout;
        loop {
            state.queue.confirm(offset);
            state.log.offset = state.log.offset.max(offset);
            state.log.waiting = state.queue.len();
            let updates = state.queue.head(asked.limit);
            let left = deadline.saturating_duration_since(Instant::now());
            if !updates.is_empty() || left.is_zero() || state.stopped {
                state.log.parked = false;
                for update in &updates {
                    *state.log.delivered.entry(update.id).or_default() += 1;
                }
                drop(state);
                let list: Vec<&str> = updates.iter().map(|update| &*update.json).collect();
                let body = format!("{{\"ok\":true,\"result\":[{}]}}", list.join(","));
                return Response::json(200, body);
            }
            state.log.parked = true;
            self.changed.notify_all();
            state = self.changed.wait_timeout(state, left).unwrap().0;
            if state.poll != poll {
                return json_of(&Err(refuse(409, CONFLICT)));
            }
        }
    }

    fn file(&self, request: &Request) -> Answer {
        let prefix = format!("/file/bot{TOKEN}/documents/");
        let state = self.lock();
        let name = request.path.strip_prefix(&prefix).unwrap_or_default();
        let Some(bytes) = state.world.files.get(name) else {
            return respond(&Err(refuse(404, "Not Found")));
        };
        let kind = (
            "Content-Type".to_owned(),
            "application/octet-stream".to_owned(),
        );
        Answer::Respond(Response {
            status: 200,
            headers: vec![kind],
            body: bytes.clone(),
        })
    }
}

fn end(ending: Ending, response: Response) -> Answer {
    match ending {
        Ending::Drop => Answer::DropConnection,
        Ending::Hang => Answer::Hang,
        Ending::Trickle => Answer::Trickle(response),
    }
}

fn respond(result: &Result<Value, Refusal>) -> Answer {
    Answer::Respond(json_of(result))
}

fn unix_time() -> i64 {
    let since = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap();
    i64::try_from(since.as_secs()).unwrap()
}
