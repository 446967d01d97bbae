//! Servers that speak OpenAI's `/chat/completions`.

use super::support::{FakeClock, prompt, serve};
use super::{KEY, LIMITS, WORDS};
use gryag::http::{Http, HttpOptions};
use gryag::llm::{Failure, Models, OpenAi, OpenAiOptions, Server};
use gryag::prompt::{Format, Medium, Shape};
use gryag::rng::Rng;
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
    question.shape = Shape::Facts;
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

fn media() -> Vec<Medium> {
    let medium = |label: &str, format, bytes: &[u8]| Medium {
        label: label.to_owned(),
        format,
        bytes: bytes.into(),
        duration_s: 1,
    };
    vec![
        medium("Фото:", Format::Jpeg, b"foo"),
        medium("Голосове:", Format::Ogg, b"foobar"),
    ]
}

#[test]
fn pictures_and_sounds_stand_beside_the_last_words() {
    let good = json!({"choices": [{"message": {"content": "бачу"}}]}).to_string();
    let (url, seen) = serve(vec![(200, good)]);
    let mut question = prompt();
    question.media = media();
    openai(&url, None)
        .generate("good", &question, 64, Duration::from_secs(30))
        .unwrap();
    let messages = seen.lock().unwrap()[0].body["messages"].clone();
    assert_eq!(messages[2]["content"], "я");
    let expected = json!([
        {"type": "text", "text": format!("Оля: {WORDS}")},
        {"type": "text", "text": "Фото:"},
        {"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,Zm9v"}},
        {"type": "text", "text": "Голосове:"},
        {"type": "input_audio", "input_audio": {"data": "Zm9vYmFy", "format": "ogg"}},
    ]);
    assert_eq!(messages[3]["content"], expected);
}

#[test]
fn a_server_that_cannot_see_is_asked_in_words_and_after_two_refusals_at_once() {
    let good = || {
        (
            200,
            json!({"choices": [{"message": {"content": "так"}}]}).to_string(),
        )
    };
    let blind = || {
        let why = "image input is not supported - hint: you may need to provide the mmproj";
        (500, json!({"error": {"message": why}}).to_string())
    };
    let (url, seen) = serve(vec![blind(), good(), blind(), good(), good()]);
    let models = Models::new(openai(&url, None), vec!["blind".to_owned()], LIMITS);
    let mut question = prompt();
    question.media = media();
    let clock = FakeClock::default();
    for requests in [2, 2, 1] {
        let asked = models.ask(&question, &clock, &|_| 0, &mut Rng::new(1));
        assert_eq!(asked.result.unwrap().text, "так");
        assert_eq!(asked.attempts.len(), requests);
    }
    assert!(
        clock.pauses.lock().unwrap().is_empty(),
        "nobody waits for sight"
    );
    let seen = seen.lock().unwrap();
    let words: Vec<bool> = seen
        .iter()
        .map(|request| request.body["messages"][3]["content"].is_string())
        .collect();
    assert_eq!(words, [false, true, false, true, true]);
    // What is asked about the file alone is not asked without it.
    question.shape = Shape::Description;
    let asked = models.ask(&question, &clock, &|_| 0, &mut Rng::new(1));
    assert_eq!(
        (asked.result, asked.attempts.len()),
        (Err(Failure::Invalid), 0)
    );
}
