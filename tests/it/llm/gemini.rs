//! What Gemini is asked, and how its answers and errors are understood.

use super::support::{FakeClock, HANG, prompt, serve};
use super::{KEY, WORDS, ask, check_one, error, gemini, models, ok, outcomes, overloaded};
use gryag::http::{Http, HttpOptions};
use gryag::llm::{Failure, Gemini, GeminiOptions, Offline, Server, Trouble, Usage};
use serde_json::{Value, json};
use std::time::Duration;

#[test]
fn an_answer_comes_without_its_thoughts_and_with_its_price() {
    let (url, seen) = serve(vec![ok("Та тут я.")]);
    let asked = ask(&models(&url), &FakeClock::default());
    assert_eq!(outcomes(&asked), ["gemini-3.5-flash-lite answered 1000"]);
    let draft = asked.result.unwrap();
    assert_eq!(draft.text, "Та тут я.");
    assert_eq!(draft.served_by, "gemini-3.8-flash-001");
    assert!(!draft.truncated);
    let usage = Usage {
        prompt_tokens: 12,
        answer_tokens: 8,
        thought_tokens: 30,
    };
    assert_eq!(draft.usage, usage);

    let request = seen.lock().unwrap()[0].clone();
    let path = "POST /v1beta/models/gemini-3.5-flash-lite:generateContent HTTP/1.1\r\n";
    assert_eq!(request.line, path);
    assert!(request.headers.contains(&format!("x-goog-api-key: {KEY}")));
    let safety = [
        "HARASSMENT",
        "HATE_SPEECH",
        "SEXUALLY_EXPLICIT",
        "DANGEROUS_CONTENT",
    ]
    .map(|category| json!({"category": format!("HARM_CATEGORY_{category}"), "threshold": "OFF"}));
    let expected = json!({
        "systemInstruction": {"parts": [{"text": format!("Правила {WORDS}")}]},
        "contents": [
            {"role": "user", "parts": [{"text": "Оля: хто тут?"}]},
            {"role": "model", "parts": [{"text": "я"}]},
            {"role": "user", "parts": [{"text": format!("Оля: {WORDS}")}]},
        ],
        "generationConfig": {"maxOutputTokens": 1_000,
                             "thinkingConfig": {"thinkingLevel": "MINIMAL"}},
        "safetySettings": safety,
    });
    assert_eq!(request.body, expected);
}

#[test]
fn sampling_and_budgets_are_for_those_who_take_them() {
    let (url, seen) = serve(vec![ok("а"), ok("б"), ok("в")]);
    let options = GeminiOptions {
        api_url: url,
        temperature: Some(0.5),
        ..GeminiOptions::default()
    };
    let server = Server::Gemini(Gemini::new(Http::new(HttpOptions::default()), KEY, options));
    for model in [
        "gemini-2.5-flash-lite",
        "gemini-4-hydrogen",
        "gemma-4-31b-it",
    ] {
        let outcome = server.generate(model, &prompt(), 64, Duration::from_secs(30));
        assert!(outcome.is_ok());
    }
    let configs: Vec<Value> = seen
        .lock()
        .unwrap()
        .iter()
        .map(|r| r.body["generationConfig"].clone())
        .collect();
    assert_eq!(
        configs,
        [
            json!({"maxOutputTokens": 64, "temperature": 0.5,
                   "thinkingConfig": {"thinkingBudget": 0}}),
            json!({"maxOutputTokens": 64, "thinkingConfig": {"thinkingLevel": "LOW"}}),
            json!({"maxOutputTokens": 64, "temperature": 0.5}),
        ]
    );
}

#[test]
fn refusals_are_final() {
    let prompt_blocked = json!({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}});
    let safety = json!({"candidates": [{"finishReason": "SAFETY", "index": 0}]});
    let partial = json!({"candidates": [{
        "content": {"parts": [{"text": "CANARY"}]}, "finishReason": "RECITATION"}]});
    for (body, reason) in [
        (prompt_blocked, "prohibited-content"),
        (safety, "safety"),
        (partial, "recitation"),
    ] {
        let (url, seen) = serve(vec![(200, body.to_string())]);
        let asked = ask(&models(&url), &FakeClock::default());
        assert_eq!(asked.result, Err(Failure::Blocked(reason)));
        assert_eq!(seen.lock().unwrap().len(), 1);
    }
    let news = json!({"promptFeedback": {"blockReason": "CANARY"}});
    check_one(200, &news.to_string(), Failure::Blocked("other"));
    let account = json!({"candidates": [{"finishReason": "PUP_LIMITED_DISABLED"}]});
    check_one(200, &account.to_string(), Failure::KeyRefused);
}

#[test]
fn answers_without_text_are_empty() {
    let empty = |ate_budget| Failure::Empty {
        ate_budget,
        usage: Usage::default(),
    };
    for body in [
        json!({}),
        json!({"candidates": []}),
        json!({"candidates": [{"content": {"parts": [{"text": " \n"}]}, "finishReason": "STOP"}]}),
        json!({"candidates": [{"content": {"parts": null}, "finishReason": "OTHER"}]}),
        json!({"candidates": [{"content": {"parts": [{"functionCall": {"name": "x"}}]}}]}),
        json!({"candidates": "CANARY", "usageMetadata": []}),
    ] {
        check_one(200, &body.to_string(), empty(false));
    }
    let cut = json!({"candidates": [{"content": {"role": "model"}, "finishReason": "MAX_TOKENS"}]});
    check_one(200, &cut.to_string(), empty(true));
}

#[test]
fn a_text_that_broke_off_says_so() {
    for (reason, truncated) in [
        ("MAX_TOKENS", true),
        ("STOP", false),
        ("CONTINUATION", true),
    ] {
        let body = json!({"candidates": [{
            "content": {"parts": [{"text": "Було добре. По"}]}, "finishReason": reason}]});
        let (url, _) = serve(vec![(200, body.to_string())]);
        let asked = ask(&models(&url), &FakeClock::default());
        assert_eq!(asked.result.unwrap().truncated, truncated);
    }
}

#[test]
fn errors_are_sorted_by_what_can_be_done() {
    let body = |answer: (u16, String)| answer.1;
    let none = json!(null);
    let limited = |retry_after| Failure::RateLimited {
        retry_after,
        daily: false,
    };
    let bare = body(error(
        429,
        "RESOURCE_EXHAUSTED",
        "Resource has been exhausted",
        &none,
    ));
    check_one(429, &bare, limited(None));
    let told = body(error(429, "X", "Please retry in 7.5s.", &none));
    check_one(429, &told, limited(Some(Duration::from_millis(7_500))));
    check_one(
        429,
        &format!("[{told}]"),
        limited(Some(Duration::from_millis(7_500))),
    );
    let zero = body(error(429, "X", "Quota exceeded, limit: 0, model: x", &none));
    check_one(429, &zero, Failure::ModelGone);
    let expired = body(error(400, "INVALID_ARGUMENT", "API key expired.", &none));
    check_one(400, &expired, Failure::KeyRefused);
    let abroad = body(error(400, "FAILED_PRECONDITION", "User location", &none));
    check_one(400, &abroad, Failure::KeyRefused);
    let invalid = body(error(400, "INVALID_ARGUMENT", "Unknown name", &none));
    check_one(400, &invalid, Failure::Invalid);
    check_one(
        403,
        &body(error(403, "PERMISSION_DENIED", "", &none)),
        Failure::KeyRefused,
    );
    let html = "<!DOCTYPE html>\n<title>Error 502 (Server Error)!!1</title>";
    check_one(502, html, Failure::Overloaded(Trouble::Server));
    check_one(200, html, Failure::Overloaded(Trouble::Garbage));
    check_one(
        200,
        &"[".repeat(100_000),
        Failure::Overloaded(Trouble::Garbage),
    );
    check_one(
        200,
        &body(overloaded()),
        Failure::Overloaded(Trouble::Server),
    );
    check_one(302, "", Failure::Overloaded(Trouble::Garbage));
    check_one(200, "", Failure::Overloaded(Trouble::Garbage));
}

#[test]
fn silence_ends_at_the_deadline_and_nobody_home_is_the_network() {
    let (url, _) = serve(vec![(HANG, String::new())]);
    let server = gemini(&url);
    let ask = |deadline| server.generate("gemini-3.8-flash", &prompt(), 10, deadline);
    let outcome = ask(Duration::from_millis(300));
    assert_eq!(outcome, Err(Failure::Overloaded(Trouble::Slow)));
    // A port that no test is given, so nobody listens there.
    let url = "http://127.0.0.1:1";
    let outcome = gemini(url).generate("x", &prompt(), 10, Duration::from_secs(30));
    assert_eq!(outcome, Err(Failure::Overloaded(Trouble::Network)));
    let outcome = gemini("nonsense").generate("x", &prompt(), 10, Duration::from_secs(30));
    assert_eq!(outcome, Err(Failure::Invalid));
    let outcome = gemini(url).generate("../x?key=", &prompt(), 10, Duration::from_secs(30));
    assert_eq!(outcome, Err(Failure::ModelGone));
}

#[test]
fn a_probe_asks_for_the_model_without_spending_tokens() {
    let known = json!({"name": "models/gemini-3.8-flash", "inputTokenLimit": 1_048_576});
    let gone = error(404, "NOT_FOUND", "models/x is not found", &json!([]));
    let (url, seen) = serve(vec![(200, known.to_string()), gone]);
    let server = gemini(&url);
    let probe = || server.probe("gemini-3.8-flash", Duration::from_secs(30));
    assert_eq!(probe(), Ok(()));
    assert_eq!(probe(), Err(Failure::ModelGone));
    let line = seen.lock().unwrap()[0].line.clone();
    assert_eq!(line, "GET /v1beta/models/gemini-3.8-flash HTTP/1.1\r\n");
    assert_eq!(Server::Offline(Offline).probe("x", Duration::ZERO), Ok(()));
}

#[test]
fn a_structured_answer_is_asked_for_by_schema_unless_the_model_refuses_it() {
    let refusal = error(
        400,
        "INVALID_ARGUMENT",
        "JSON mode is not enabled for this model",
        &json!([]),
    );
    let (url, seen) = serve(vec![ok("{}"), refusal, ok("{}"), ok("{}")]);
    let server = gemini(&url);
    let mut question = prompt();
    question.shape = gryag::prompt::Shape::Facts;
    for model in ["gemini-good", "gemma-bad", "gemma-bad"] {
        let draft = server.generate(model, &question, 64, Duration::from_secs(30));
        assert_eq!(draft.unwrap().text, "{}");
    }
    let seen = seen.lock().unwrap();
    let schemas: Vec<&Value> = seen
        .iter()
        .map(|request| &request.body["generationConfig"]["responseSchema"])
        .collect();
    let is_asked: Vec<bool> = schemas.iter().map(|schema| schema.is_object()).collect();
    assert_eq!(is_asked, [true, true, false, false]);
    let one = &schemas[0]["properties"]["facts"]["items"];
    assert_eq!(one["required"], json!(["n", "kind", "quote"]));
    let mime = &seen[0].body["generationConfig"]["responseMimeType"];
    assert_eq!(mime, "application/json");
}
