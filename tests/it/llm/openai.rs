//! Servers that speak OpenAI's `/chat/completions`.

use super::support::{prompt, serve};
use super::{KEY, WORDS};
use gryag::http::{Http, HttpOptions};
use gryag::llm::{Failure, OpenAi, OpenAiOptions, Server};
use serde_json::{Value, json};
use std::time::Duration;

fn openai(url: &str, key: Option<&str>) -> Server {
    let options = OpenAiOptions {
        api_url: format!("{url}/v1/"),
        temperature: None,
    };
    Server::OpenAi(OpenAi::new(Http::new(HttpOptions::default()), key, options))
}

#[track_caller]
fn check_openai(status: u16, body: &Value, expected: Result<(&str, bool), &str>) {
    let (url, seen) = serve(vec![(status, body.to_string())]);
    let server = openai(&url, Some(KEY));
    let outcome = server.generate("llama3:8b", &prompt(), 64, Duration::from_secs(30));
    assert!(!format!("{server:?} {outcome:?}").contains("CANARY"));
    let judged = match &outcome {
        Ok(draft) => Ok((draft.text.as_str(), draft.truncated)),
        Err(failure) => Err(failure.as_str()),
    };
    assert_eq!(judged, expected, "{body}");
    let request = seen.lock().unwrap()[0].clone();
    assert_eq!(request.line, "POST /v1/chat/completions HTTP/1.1\r\n");
    assert!(
        request
            .headers
            .contains(&format!("authorization: Bearer {KEY}"))
    );
    let expected = json!({
        "model": "llama3:8b",
        "messages": [
            {"role": "system", "content": format!("Правила {WORDS}")},
            {"role": "user", "content": "Оля: хто тут?"},
            {"role": "assistant", "content": "я"},
            {"role": "user", "content": format!("Оля: {WORDS}")},
        ],
        "max_tokens": 64,
    });
    assert_eq!(request.body, expected);
}

#[test]
fn servers_of_openais_kind_are_understood() {
    let answer = |content: Value, finish: &str| {
        json!({"choices": [{"message": {"role": "assistant", "content": content,
                                        "reasoning": "CANARY"}, "finish_reason": finish}]})
    };
    check_openai(200, &answer(json!("Так."), "stop"), Ok(("Так.", false)));
    check_openai(200, &answer(json!("Та"), "length"), Ok(("Та", true)));
    let parts = json!([{"type": "text", "text": "Так"}, {"type": "text", "text": "."}]);
    check_openai(200, &answer(parts, "stop"), Ok(("Так.", false)));
    check_openai(200, &answer(json!(null), "stop"), Err("empty"));
    check_openai(200, &answer(json!(null), "length"), Err("thought-only"));
    check_openai(200, &answer(json!("x"), "content_filter"), Err("blocked"));
    check_openai(200, &json!({"error": "CANARY"}), Err("overloaded"));
    check_openai(200, &json!("CANARY"), Err("garbage"));
    check_openai(
        404,
        &json!({"error": "model CANARY not found"}),
        Err("model-gone"),
    );
    let quota = json!({"error": {"message": "x", "code": "insufficient_quota"}});
    check_openai(429, &quota, Err("quota-gone"));
    check_openai(
        429,
        &json!({"error": {"message": "slow down"}}),
        Err("rate-limited"),
    );
    check_openai(401, &json!({}), Err("key-refused"));
    check_openai(400, &json!({"error": {"code": null}}), Err("invalid"));
    check_openai(500, &json!({"error": "CANARY"}), Err("overloaded"));
}

#[test]
fn a_local_server_needs_no_key_and_lists_its_models() {
    let list = json!({"data": [{"id": "llama3:latest"}, {"id": "models/gemma-4"}]}).to_string();
    let (url, seen) = serve(vec![(200, list); 3]);
    let server = openai(&url, None);
    let probe = |model| server.probe(model, Duration::from_secs(30));
    assert_eq!(probe("llama3"), Ok(()));
    assert_eq!(probe("gemma-4"), Ok(()));
    assert_eq!(probe("mistral"), Err(Failure::ModelGone));
    let request = seen.lock().unwrap()[0].clone();
    assert_eq!(request.line, "GET /v1/models HTTP/1.1\r\n");
    assert!(!request.headers.contains("uthorization"));
}

#[test]
fn facts_are_asked_for_by_schema_and_by_prompt_alone_where_that_is_refused() {
    let mut question = prompt();
    question.shape = gryag::prompt::Shape::Facts;
    let good = json!({"choices": [{"message": {"content": "{\"facts\": []}"}}]}).to_string();
    let refusal = json!({"error": {"message": "unsupported response_format"}}).to_string();
    let answers = vec![
        (200, good.clone()),
        (400, refusal),
        (200, good.clone()),
        (200, good),
    ];
    let (url, seen) = serve(answers);
    let server = openai(&url, None);
    for model in ["good", "bad", "bad"] {
        let draft = server.generate(model, &question, 64, Duration::from_secs(30));
        assert_eq!(draft.unwrap().text, "{\"facts\": []}");
    }
    let seen = seen.lock().unwrap();
    let formats: Vec<&Value> = seen
        .iter()
        .map(|request| &request.body["response_format"])
        .collect();
    let kinds: Vec<&Value> = formats.iter().map(|format| &format["type"]).collect();
    // The refusal is remembered.
    assert_eq!(
        kinds,
        ["json_schema", "json_schema", "json_object", "json_object"]
    );
    let schema = &formats[0]["json_schema"];
    assert_eq!(schema["strict"], true);
    let one = &schema["schema"]["properties"]["facts"]["items"];
    assert_eq!(one["required"], json!(["n", "kind", "quote"]));
    let words = one["properties"]["kind"]["enum"].as_array().unwrap();
    assert!(words.contains(&json!("birthday")), "{words:?}");
}
