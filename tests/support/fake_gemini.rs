//! A Gemini server on loopback: `generateContent` by a closure, with the real one's refusals.

use super::fake_telegram::PATIENCE;
use super::http_server::{Answer, HttpServer, Request, Response};
use serde_json::{Value, json};
use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// The key that the server knows; a canary for tests that look for leaks.
pub const KEY: &str = "AIzaCanaryKEYcanaryKEYcanaryKEYcanary01";

/// One `generateContent` request.
#[derive(Debug, Clone)]
pub struct Ask {
    /// When it arrived, in seconds since the fake started.
    pub at: f64,
    /// Its number, from 1.
    pub number: usize,
    /// The path.
    pub path: String,
    /// The model it was sent to.
    pub model: String,
    /// The body.
    pub body: Value,
    /// The status of the answer; 0 while there is none.
    pub status: u16,
    /// The body of the answer.
    pub answer: String,
    /// How many seconds the answer took.
    pub took: f64,
}

impl Ask {
    /// The last user turn's text.
    pub fn last_text(&self) -> String {
        let turns = self.body["contents"].as_array();
        turns
            .and_then(|turns| turns.last())
            .map_or_else(String::new, text_of)
    }

    /// Every word of the request: the system instruction and all turns.
    pub fn whole_text(&self) -> String {
        let turns = self.body["contents"]
            .as_array()
            .map_or(&[][..], Vec::as_slice);
        let texts = std::iter::once(&self.body["systemInstruction"])
            .chain(turns)
            .map(text_of);
        texts.collect::<Vec<_>>().join("\n")
    }
}

fn text_of(turn: &Value) -> String {
    let parts = turn["parts"].as_array().map_or(&[][..], Vec::as_slice);
    parts
        .iter()
        .filter_map(|part| part["text"].as_str())
        .collect::<Vec<_>>()
        .join("\n")
}

/// How the model answers.
#[derive(Debug, Clone)]
pub enum Reply {
    /// Text, after thinking that long.
    Text(String, Duration),
    /// 429 with a `RetryInfo` of this many seconds.
    Quota(f64),
    /// 503: overloaded.
    Overloaded,
    /// 400: the key is bad.
    BadKey,
    /// The prompt was blocked: no candidates.
    Blocked,
    /// The answer was stopped for safety: no parts.
    Unsafe,
    /// The thoughts ate the whole budget: `MAX_TOKENS` and no parts.
    ThoughtsOnly,
    /// A page of HTML with this status.
    Html(u16),
    /// This body with status 200.
    Body(String),
    /// No answer at all.
    Hang,
    /// The connection is cut.
    Drop,
}

impl Reply {
    /// Text at once.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into(), Duration::ZERO)
    }
}

type Brain = Arc<dyn Fn(&Ask) -> Reply + Send + Sync>;

/// The server; stops when dropped.
#[derive(Debug)]
pub struct FakeGemini {
    shared: Arc<Shared>,
    server: HttpServer,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    started: Instant,
}

struct State {
    brain: Brain,
    asks: Vec<Ask>,
    stopped: bool,
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shared")
    }
}

impl FakeGemini {
    /// Starts a server that answers each request with its own short sentence.
    pub fn start() -> Self {
        let brain: Brain = Arc::new(|ask: &Ask| Reply::text(sentence(ask.number)));
        let state = Mutex::new(State {
            brain,
            asks: Vec::new(),
            stopped: false,
        });
        let shared = Arc::new(Shared {
            state,
            changed: Condvar::new(),
            started: Instant::now(),
        });
        let server = {
            let shared = Arc::clone(&shared);
            HttpServer::start(move |request: &Request| shared.answer(request))
        };
        Self { shared, server }
    }

    /// The value for `GEMINI_API_URL`.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// Answers by this from now on.
    pub fn answer_by(&self, brain: impl Fn(&Ask) -> Reply + Send + Sync + 'static) {
        self.shared.lock().brain = Arc::new(brain);
    }

    /// Every request so far.
    pub fn asks(&self) -> Vec<Ask> {
        self.shared.lock().asks.clone()
    }

    /// Blocks until a condition on the requests holds.
    ///
    /// # Panics
    /// If it does not within [`PATIENCE`].
    #[track_caller]
    pub fn wait_until(&self, what: &str, mut holds: impl FnMut(&[Ask]) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        let mut state = self.shared.lock();
        while !holds(&state.asks) {
            let left = deadline.saturating_duration_since(Instant::now());
            let count = state.asks.len();
            assert!(
                !left.is_zero(),
                "waited in vain for {what}; {count} requests"
            );
            state = self.shared.changed.wait_timeout(state, left).unwrap().0;
        }
    }

    /// The record, one request a line, for whoever checks it against the published schema.
    pub fn to_jsonl(&self) -> String {
        let mut lines = String::new();
        for ask in self.asks() {
            let mut line = json!({
                "ts": ask.at, "path": ask.path, "body": ask.body,
                "headers": {"x-goog-api-key": "redacted", "content-type": "application/json"},
            });
            if ask.status != 0 {
                line["status"] = json!(ask.status);
                line["dur"] = json!(ask.took);
                line["response"] = serde_json::from_str(&ask.answer).unwrap_or(Value::Null);
            }
            lines.extend([line.to_string().as_str(), "\n"]);
        }
        lines
    }
}

impl Drop for FakeGemini {
    fn drop(&mut self) {
        // A poisoned lock means that a test is failing already.
        if let Ok(mut state) = self.shared.state.lock() {
            state.stopped = true;
        }
        self.shared.changed.notify_all();
    }
}

/// A sentence that names a number and shares hardly a word with its neighbours.
pub fn sentence(number: usize) -> String {
    let pick = |words: &str, step: usize| {
        let words: Vec<&str> = words.split(' ').collect();
        words[number * step % words.len()].to_owned()
    };
    let who = pick(
        "Кіт Сусід Дощ Поїзд Борщ Вітер Місяць Диктор Їжак Голуб Лікар",
        3,
    );
    let does = pick(
        "каже співає мовчить радить питає жартує снить малює рахує шепоче",
        7,
    );
    let how = pick("тихо щиро вперто радо знову завжди зрідка гордо сумно", 4);
    let ends = pick("вранці надвечір опівдні взимку восени вдома надворі", 5);
    format!("{who} {number} {does} {how}, {ends}.")
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn answer(&self, request: &Request) -> Answer {
        let target = request.path.rsplit('/').next().unwrap_or_default();
        let (model, action) = target.split_once(':').unwrap_or((target, ""));
        if request.header("x-goog-api-key") != Some(KEY) || request.query.contains("key=") {
            return Answer::Respond(refusal(400, "INVALID_ARGUMENT", "API key not valid."));
        }
        if request.method == "GET" {
            let body = json!({
                "name": format!("models/{model}"), "displayName": model,
                "inputTokenLimit": 1_048_576, "outputTokenLimit": 65_536,
                "supportedGenerationMethods": ["generateContent", "countTokens"],
            });
            return Answer::Respond(Response::json(200, body.to_string()));
        }
        if action != "generateContent" {
            return Answer::Respond(refusal(404, "NOT_FOUND", "no such method"));
        }
        let at = self.started.elapsed().as_secs_f64();
        let body: Value = serde_json::from_slice(&request.body).unwrap_or(Value::Null);
        let mut state = self.lock();
        let ask = Ask {
            at,
            number: state.asks.len() + 1,
            path: request.path.clone(),
            model: model.to_owned(),
            body,
            status: 0,
            answer: String::new(),
            took: 0.0,
        };
        state.asks.push(ask.clone());
        let brain = Arc::clone(&state.brain);
        drop(state);
        self.changed.notify_all();
        let answer = match fault_in(&ask.body) {
            Some(why) => Answer::Respond(refusal(400, "INVALID_ARGUMENT", why)),
            None => self.render(brain(&ask), model),
        };
        let mut state = self.lock();
        if let (Answer::Respond(response), Some(ask)) =
            (&answer, state.asks.get_mut(ask.number - 1))
        {
            ask.status = response.status;
            ask.answer = String::from_utf8_lossy(&response.body).into_owned();
            ask.took = self.started.elapsed().as_secs_f64() - at;
        }
        drop(state);
        self.changed.notify_all();
        answer
    }

    /// Thinks for a while, or until the server stops.
    fn think(&self, time: Duration) {
        let deadline = Instant::now() + time;
        let mut state = self.lock();
        while !state.stopped {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            state = self.changed.wait_timeout(state, left).unwrap().0;
        }
    }

    fn render(&self, reply: Reply, model: &str) -> Answer {
        let body = match reply {
            Reply::Text(text, time) => {
                self.think(time);
                candidate(
                    model,
                    &json!({"role": "model", "parts": [{"text": text}]}),
                    "STOP",
                )
            }
            Reply::ThoughtsOnly => candidate(model, &json!({"role": "model"}), "MAX_TOKENS"),
            Reply::Unsafe => candidate(model, &json!({}), "SAFETY"),
            Reply::Blocked => json!({
                "promptFeedback": {"blockReason": "PROHIBITED_CONTENT"},
                "usageMetadata": {"promptTokenCount": 100, "totalTokenCount": 100},
                "modelVersion": model,
            }),
            Reply::Quota(seconds) => return Answer::Respond(quota(model, seconds)),
            Reply::Overloaded => {
                let why = "The model is overloaded. Please try again later.";
                return Answer::Respond(refusal(503, "UNAVAILABLE", why));
            }
            Reply::BadKey => {
                return Answer::Respond(refusal(400, "INVALID_ARGUMENT", "API key not valid."));
            }
            Reply::Html(status) => return Answer::Respond(Response::html(status)),
            Reply::Body(body) => return Answer::Respond(Response::json(200, body)),
            Reply::Hang => return Answer::Hang,
            Reply::Drop => return Answer::DropConnection,
        };
        Answer::Respond(Response::json(200, body.to_string()))
    }
}

fn candidate(model: &str, content: &Value, finish: &str) -> Value {
    json!({
        "candidates": [{"content": content, "finishReason": finish, "index": 0}],
        "usageMetadata": {
            "promptTokenCount": 420, "candidatesTokenCount": 12, "totalTokenCount": 432,
        },
        "modelVersion": model, "responseId": "fake",
    })
}

fn refusal(code: u16, status: &str, message: &str) -> Response {
    let mut error = json!({"code": code, "message": message, "status": status});
    if message.starts_with("API key") {
        error["details"] = json!([{
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "API_KEY_INVALID", "domain": "googleapis.com",
        }]);
    }
    Response::json(code, json!({ "error": error }).to_string())
}

fn quota(model: &str, seconds: f64) -> Response {
    let body = json!({"error": {
        "code": 429, "status": "RESOURCE_EXHAUSTED",
        "message": format!("You exceeded your current quota. Please retry in {seconds}s."),
        "details": [
            {
                "@type": "type.googleapis.com/google.rpc.QuotaFailure",
                "violations": [{
                    "quotaId": "GenerateRequestsPerMinutePerProjectPerModel-FreeTier",
                    "quotaDimensions": {"location": "global", "model": model}, "quotaValue": "5",
                }],
            },
            {
                "@type": "type.googleapis.com/google.rpc.RetryInfo",
                "retryDelay": format!("{seconds}s"),
            },
        ],
    }});
    Response::json(429, body.to_string())
}

/// What the real server would refuse a body for.
fn fault_in(body: &Value) -> Option<&'static str> {
    let turns = body["contents"].as_array().map_or(&[][..], Vec::as_slice);
    if turns.is_empty() {
        return Some("GenerateContentRequest.contents: contents is not specified");
    }
    if turns.last().is_some_and(|turn| turn["role"] == "model") {
        return Some("Requests ending with a model turn are not supported.");
    }
    if turns
        .iter()
        .any(|turn| turn["parts"].as_array().is_none_or(Vec::is_empty))
    {
        return Some("GenerateContentRequest.contents.parts must not be empty.");
    }
    let parts = turns.iter().filter_map(|turn| turn["parts"].as_array());
    if parts.flatten().any(|part| {
        let blob = &part["inlineData"];
        part["text"].is_string() == (blob["mimeType"].is_string() && blob["data"].is_string())
    }) {
        return Some("Invalid value at 'contents.parts': a part has exactly one kind of data.");
    }
    let thinking = &body["generationConfig"]["thinkingConfig"];
    if !thinking["thinkingBudget"].is_null() && !thinking["thinkingLevel"].is_null() {
        return Some("Only one of thinking_budget and thinking_level may be set.");
    }
    None
}
