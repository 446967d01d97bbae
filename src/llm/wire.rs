//! Gemini's JSON: `generateContent` requests, answers and errors.
//!
//! Answers are read leniently, by path: any field may be absent or new, and one that we do not need
//! may be anything. Source: <https://ai.google.dev/api/generate-content>.

use super::base64::Base64;
use super::families::{self, ThinkingConfig};
use super::gemini::GeminiOptions;
use super::schema;
use super::{Draft, Failure, Trouble, Usage};
use crate::prompt::{Medium, Prompt, Role};
use serde::Serialize;
use serde_json::Value;
use std::time::Duration;

/// The categories whose threshold can be set.
const CATEGORIES: [&str; 4] = [
    "HARM_CATEGORY_HARASSMENT",
    "HARM_CATEGORY_HATE_SPEECH",
    "HARM_CATEGORY_SEXUALLY_EXPLICIT",
    "HARM_CATEGORY_DANGEROUS_CONTENT",
];

/// Finish and block reasons after which no text may be used, with our words for them.
const REFUSALS: [(&str, &str); 10] = [
    ("SAFETY", "safety"),
    ("PROHIBITED_CONTENT", "prohibited-content"),
    ("BLOCKLIST", "blocklist"),
    ("SPII", "personal-data"),
    ("RECITATION", "recitation"),
    ("LANGUAGE", "language"),
    ("ESCALATION", "escalation"),
    ("MODEL_ARMOR", "model-armor"),
    ("JAILBREAK", "jailbreak"),
    ("IMAGE_SAFETY", "image-safety"),
];

/// A server that asks for a longer wait is taken at this, in seconds.
const RETRY_AFTER_S_MAX: f64 = 86_400.0;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    system_instruction: Option<Content<'a>>,
    contents: Vec<Content<'a>>,
    generation_config: GenerationConfig,
    safety_settings: Vec<SafetySetting<'a>>,
}

#[derive(Serialize)]
struct Content<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    parts: Vec<Part<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Part<'a> {
    Text(&'a str),
    InlineData(Blob<'a>),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Blob<'a> {
    mime_type: &'static str,
    data: Base64<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct GenerationConfig {
    max_output_tokens: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking_config: Option<Thoughts>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_mime_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_schema: Option<Value>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Thoughts {
    ThinkingBudget(u32),
    ThinkingLevel(&'static str),
}

#[derive(Serialize)]
struct SafetySetting<'a> {
    category: &'static str,
    threshold: &'a str,
}

/// The body of a request to `model`, with the schema of the answer if the model takes one.
pub fn request(
    model: &str,
    prompt: &Prompt,
    answer_tokens_max: u32,
    takes_schema: bool,
    options: &GeminiOptions,
) -> Vec<u8> {
    let system = (!prompt.system.is_empty()).then(|| Content {
        role: None,
        parts: vec![Part::Text(&prompt.system)],
    });
    let turns = prompt.turns.iter().filter(|turn| !turn.text.is_empty());
    let mut contents: Vec<Content<'_>> = turns
        .map(|turn| Content {
            role: Some(match turn.role {
                Role::User => "user",
                Role::Model => "model",
            }),
            parts: vec![Part::Text(&turn.text)],
        })
        .collect();
    if let Some(last) = contents.last_mut() {
        last.parts.extend(prompt.media.iter().flat_map(shown));
    }
    let thinking_config = match families::thinking(model, options.thinking) {
        ThinkingConfig::Silent => None,
        ThinkingConfig::Budget(tokens) => Some(Thoughts::ThinkingBudget(tokens)),
        ThinkingConfig::Level(level) => Some(Thoughts::ThinkingLevel(level)),
    };
    let samples = families::takes_sampling(model);
    let schema = schema::gemini(prompt.shape).filter(|_| takes_schema);
    let request = Request {
        system_instruction: system,
        contents,
        generation_config: GenerationConfig {
            max_output_tokens: answer_tokens_max,
            temperature: options.temperature.filter(|_| samples),
            thinking_config,
            response_mime_type: schema.is_some().then_some("application/json"),
            response_schema: schema,
        },
        safety_settings: CATEGORIES
            .map(|category| SafetySetting {
                category,
                threshold: &options.safety_threshold,
            })
            .into(),
    };
    // Strings and numbers: there is nothing here that could fail.
    serde_json::to_vec(&request).unwrap_or_default()
}

/// A medium's label, if it has one, then the medium.
fn shown(medium: &Medium) -> impl Iterator<Item = Part<'_>> {
    let label = Some(medium.label.as_str()).filter(|label| !label.is_empty());
    let file = Part::InlineData(Blob {
        mime_type: medium.format.mime_type(),
        data: Base64(&medium.bytes),
    });
    label.map(Part::Text).into_iter().chain([file])
}

/// What an answer with `status` and `body` to a request for `model` says.
///
/// # Errors
/// See [`Failure`].
pub fn answer(
    model: &str,
    status: u16,
    retry_after_s: Option<u64>,
    body: &[u8],
) -> Result<Draft, Failure> {
    let parsed = object(body);
    let is_error = parsed
        .as_ref()
        .is_some_and(|body| body.get("error").is_some());
    match parsed {
        Some(body) if status == 200 && !is_error => draft(model, &body),
        None if status == 200 => Err(Failure::Overloaded(Trouble::Garbage)),
        body => Err(failure(status, retry_after_s, &body.unwrap_or_default())),
    }
}

/// The object in `body`; some errors come wrapped in an array.
fn object(body: &[u8]) -> Option<Value> {
    let mut value: Value = serde_json::from_slice(body).ok()?;
    if let Some(items) = value.as_array_mut() {
        value = items.first_mut()?.take();
    }
    value.is_object().then_some(value)
}

fn draft(model: &str, body: &Value) -> Result<Draft, Failure> {
    let word = |path: &str| body.pointer(path).and_then(Value::as_str);
    let usage = usage(body);
    if let Some(reason) = word("/promptFeedback/blockReason") {
        return Err(Failure::Blocked(refusal(reason).unwrap_or("other")));
    }
    let finish = word("/candidates/0/finishReason").unwrap_or("STOP");
    if finish == "PUP_LIMITED_DISABLED" {
        return Err(Failure::KeyRefused);
    }
    if let Some(reason) = refusal(finish) {
        return Err(Failure::Blocked(reason));
    }
    let text: String = body
        .pointer("/candidates/0/content/parts")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter(|part| part.get("thought").and_then(Value::as_bool) != Some(true))
        .filter_map(|part| part.get("text").and_then(Value::as_str))
        .collect();
    if text.trim().is_empty() {
        return Err(Failure::Empty {
            ate_budget: finish == "MAX_TOKENS",
            usage,
        });
    }
    Ok(Draft {
        text,
        // Whatever else broke off the answer, its end is not to be trusted.
        truncated: finish != "STOP",
        usage,
        served_by: word("/modelVersion").unwrap_or(model).to_owned(),
    })
}

fn refusal(reason: &str) -> Option<&'static str> {
    let known = REFUSALS.iter().find(|(theirs, _)| *theirs == reason);
    known.map(|(_, ours)| *ours)
}

fn usage(body: &Value) -> Usage {
    let count = |path: &str| {
        let tokens = body.pointer(path).and_then(Value::as_u64).unwrap_or(0);
        u32::try_from(tokens).unwrap_or(u32::MAX)
    };
    Usage {
        prompt_tokens: count("/usageMetadata/promptTokenCount"),
        answer_tokens: count("/usageMetadata/candidatesTokenCount"),
        thought_tokens: count("/usageMetadata/thoughtsTokenCount"),
    }
}

/// Sorts an error. `body` is null if there was none worth reading.
fn failure(status: u16, retry_after_s: Option<u64>, body: &Value) -> Failure {
    let code = body.pointer("/error/code").and_then(Value::as_u64);
    let status = match (status, code.and_then(|code| u16::try_from(code).ok())) {
        (200, Some(code)) => code,
        (status, _) => status,
    };
    let word = |path: &str| body.pointer(path).and_then(Value::as_str);
    let message = word("/error/message").unwrap_or_default();
    match status {
        429 if has_no_quota(body, message) => Failure::ModelGone,
        429 => Failure::RateLimited {
            retry_after: retry_delay(body, message)
                .or_else(|| retry_after_s.map(Duration::from_secs)),
            daily: violations(body).any(|violation| {
                let quota = violation.get("quotaId").and_then(Value::as_str);
                quota.is_some_and(|quota| quota.contains("PerDay"))
            }),
        },
        400 => {
            let is_key = details(body).any(|detail| {
                let reason = detail.get("reason").and_then(Value::as_str);
                reason.is_some_and(|reason| reason.starts_with("API_KEY_"))
            });
            let is_key = is_key || message.starts_with("API key ");
            if is_key || word("/error/status") == Some("FAILED_PRECONDITION") {
                Failure::KeyRefused
            } else {
                Failure::Invalid
            }
        }
        401 | 403 => Failure::KeyRefused,
        404 => Failure::ModelGone,
        408 | 500.. => Failure::Overloaded(Trouble::Server),
        ..400 => Failure::Overloaded(Trouble::Garbage),
        _ => Failure::Invalid,
    }
}

fn details(body: &Value) -> impl Iterator<Item = &Value> {
    let details = body.pointer("/error/details").and_then(Value::as_array);
    details.into_iter().flatten()
}

fn violations(body: &Value) -> impl Iterator<Item = &Value> {
    details(body)
        .filter_map(|detail| detail.get("violations").and_then(Value::as_array))
        .flatten()
}

/// Whether the model is not part of the account's tier at all.
fn has_no_quota(body: &Value, message: &str) -> bool {
    let is_zero = |violation: &Value| {
        violation
            .get("quotaValue")
            .is_some_and(|value| value.as_str() == Some("0") || value.as_u64() == Some(0))
    };
    let says_zero = message
        .split("limit: 0")
        .skip(1)
        .any(|rest| !rest.starts_with(|c: char| c.is_ascii_digit() || c == '.'));
    violations(body).any(is_zero) || says_zero
}

/// `RetryInfo.retryDelay`, a protobuf duration such as `54.05s`; else what the message says.
fn retry_delay(body: &Value, message: &str) -> Option<Duration> {
    let told = details(body).find_map(|detail| detail.get("retryDelay").and_then(Value::as_str));
    let seconds = told.or_else(|| {
        let (_, rest) = message.split_once("Please retry in ")?;
        rest.split_whitespace().next()
    })?;
    let seconds: f64 = seconds.trim_end_matches(['.', 's']).parse().ok()?;
    (seconds.is_finite() && seconds >= 0.0)
        .then(|| Duration::from_secs_f64(seconds.min(RETRY_AFTER_S_MAX)))
}
