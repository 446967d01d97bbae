//! The model clients against a server that answers from a script. Not here: families, the gate's
//! arithmetic and the stand-in, which are tested beside their code.

#![allow(clippy::indexing_slicing, reason = "a test fails by panicking")]

mod fallback;
mod gemini;
mod openai;
mod support;

use gryag::http::{Http, HttpOptions};
use gryag::llm::{Asked, Failure, Gemini, GeminiOptions, Models, RequestLimits, Server};
use gryag::rng::Rng;
use serde_json::{Value, json};
use std::time::Duration;
use support::{FakeClock, prompt, serve};

const KEY: &str = "AIza-CANARY-key";
const WORDS: &str = "CANARY-words";

const LIMITS: RequestLimits = RequestLimits {
    per_minute: 100,
    per_day: 100,
    request_max: Duration::from_secs(30),
};

fn gemini(url: &str) -> Server {
    let options = GeminiOptions {
        api_url: url.to_owned(),
        ..GeminiOptions::default()
    };
    Server::Gemini(Gemini::new(Http::new(HttpOptions::default()), KEY, options))
}

fn models(url: &str) -> Models {
    let names = ["gemini-3.5-flash-lite", "gemini-3.8-flash"];
    Models::new(gemini(url), names.map(str::to_owned).into(), LIMITS)
}

fn ask(models: &Models, clock: &FakeClock) -> Asked {
    let asked = models.ask(&prompt(), clock, &|_| 0, &mut Rng::new(7));
    let shown = format!("{asked:?} {models:?}");
    assert!(!shown.contains("CANARY"), "{shown}");
    if let Err(failure) = &asked.result {
        assert!(!format!("{failure}").contains("CANARY"));
    }
    asked
}

/// The outcomes as `model outcome cap`.
fn outcomes(asked: &Asked) -> Vec<String> {
    let attempts = asked.attempts.iter();
    attempts
        .map(|a| format!("{} {} {}", a.model, a.outcome, a.answer_tokens_max))
        .collect()
}

fn ok(text: &str) -> (u16, String) {
    let body = json!({
        "candidates": [{
            "content": {"role": "model", "parts": [
                {"text": "міркую CANARY", "thought": true},
                {"text": text},
                {"text": "", "thoughtSignature": "CiQB"},
            ]},
            "finishReason": "STOP",
        }],
        "usageMetadata": {"promptTokenCount": 12, "candidatesTokenCount": 8,
                          "thoughtsTokenCount": 30, "totalTokenCount": 50},
        "modelVersion": "gemini-3.8-flash-001",
    });
    (200, body.to_string())
}

fn error(code: u16, status: &str, message: &str, details: &Value) -> (u16, String) {
    let message = format!("{message} {WORDS}");
    let error = json!({"code": code, "status": status, "message": message, "details": details});
    (code, json!({ "error": error }).to_string())
}

fn overloaded() -> (u16, String) {
    error(503, "UNAVAILABLE", "The model is overloaded.", &json!([]))
}

fn quota(id: &str, delay: &str) -> (u16, String) {
    let details = json!([
        {"@type": "type.googleapis.com/google.rpc.Help", "links": []},
        {"@type": "type.googleapis.com/google.rpc.QuotaFailure",
         "violations": [{"quotaId": id, "quotaValue": "10"}]},
        {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay},
    ]);
    error(429, "RESOURCE_EXHAUSTED", "limit: 10, model: x", &details)
}

/// One answer, judged without retries.
#[track_caller]
fn check_one(status: u16, body: &str, expected: Failure) {
    let (url, _) = serve(vec![(status, body.to_owned())]);
    let outcome = gemini(&url).generate("gemini-4-argon", &prompt(), 10, Duration::from_secs(30));
    assert_eq!(outcome.unwrap_err(), expected, "{body}");
}
