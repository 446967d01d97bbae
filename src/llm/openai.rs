//! Servers that speak OpenAI's `/chat/completions`: Ollama, llama.cpp, gateways.

use super::base64::{Base64, DataUri};
use super::schema::{self, Refusing};
use super::{Draft, Failure, Trouble, Usage, limits};
use crate::http::{Answer, Http};
use crate::message::Sense;
use crate::prompt::{Medium, Prompt, Role, Shape};
use serde::Serialize;
use serde_json::Value;
use std::fmt;
use std::time::Duration;

/// Settings of an [`OpenAi`].
#[derive(Debug, Clone, PartialEq)]
pub struct OpenAiOptions {
    /// Where the API is, with its version, e.g. `http://127.0.0.1:11434/v1`.
    pub api_url: String,
    /// Sent if set.
    pub temperature: Option<f64>,
}

/// A client of such a server.
pub struct OpenAi {
    http: Http,
    authorization: Option<String>,
    options: OpenAiOptions,
    refusing: Refusing,
}

impl fmt::Debug for OpenAi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenAi")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

#[derive(Serialize)]
struct Request<'a> {
    model: &'a str,
    messages: Vec<Message<'a>>,
    max_tokens: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_format: Option<Value>,
}

#[derive(Serialize)]
struct Message<'a> {
    role: &'static str,
    content: Content<'a>,
}

/// Words alone are a string, which every server understands.
#[derive(Serialize)]
#[serde(untagged)]
enum Content<'a> {
    Words(&'a str),
    Parts(Vec<Part<'a>>),
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Part<'a> {
    Text { text: &'a str },
    ImageUrl { image_url: Address<'a> },
    InputAudio { input_audio: Sound<'a> },
}

#[derive(Serialize)]
struct Address<'a> {
    url: DataUri<'a>,
}

#[derive(Serialize)]
struct Sound<'a> {
    data: Base64<'a>,
    format: &'static str,
}

/// A medium's label, if it has one, then the medium.
fn shown(medium: &Medium) -> impl Iterator<Item = Part<'_>> {
    let format = medium.format;
    let file = match format.sense() {
        Sense::Sight => Part::ImageUrl {
            image_url: Address {
                url: DataUri(format.mime_type(), &medium.bytes),
            },
        },
        Sense::Hearing => Part::InputAudio {
            input_audio: Sound {
                data: Base64(&medium.bytes),
                format: format.name(),
            },
        },
    };
    let label = Some(medium.label.as_str()).filter(|label| !label.is_empty());
    let label = label.map(|text| Part::Text { text });
    label.into_iter().chain([file])
}

impl OpenAi {
    /// A client; most local servers need no key.
    pub fn new(http: Http, key: Option<&str>, options: OpenAiOptions) -> Self {
        let key = key.filter(|key| !key.is_empty());
        Self {
            http,
            authorization: key.map(|key| format!("Bearer {key}")),
            options,
            refusing: Refusing::default(),
        }
    }

    pub(super) fn generate(
        &self,
        model: &str,
        prompt: &Prompt,
        answer_tokens_max: u32,
        deadline: Duration,
    ) -> Result<Draft, Failure> {
        let system = (!prompt.system.is_empty()).then_some(Message {
            role: "system",
            content: Content::Words(&prompt.system),
        });
        let turns = prompt.turns.iter().map(|turn| Message {
            role: match turn.role {
                Role::User => "user",
                Role::Model => "assistant",
            },
            content: Content::Words(&turn.text),
        });
        let mut messages: Vec<Message<'_>> = system.into_iter().chain(turns).collect();
        if let (false, Some(last), Some(turn)) = (
            prompt.media.is_empty(),
            messages.last_mut(),
            prompt.turns.last(),
        ) {
            let words = Part::Text { text: &turn.text };
            let media = prompt.media.iter().flat_map(shown);
            last.content = Content::Parts(std::iter::once(words).chain(media).collect());
        }
        let takes_schema = prompt.shape == Shape::Facts && !self.refusing.has(model);
        let mut request = Request {
            model,
            messages,
            max_tokens: answer_tokens_max,
            temperature: self.options.temperature,
            response_format: schema::openai(prompt.shape, takes_schema),
        };
        let url = self.url("chat/completions");
        let ask = |request: &Request<'_>| {
            // Strings and numbers: there is nothing here that could fail.
            let body = serde_json::to_vec(request).unwrap_or_default();
            let answer = self
                .http
                .post_json(&url, &self.headers(), &body, &limits(deadline))?;
            draft(model, &good(&answer)?)
        };
        match ask(&request) {
            Err(Failure::Invalid) if takes_schema => {
                request.response_format = schema::openai(prompt.shape, false);
                let answer = ask(&request);
                if answer.is_ok() {
                    self.refusing.note(model);
                }
                answer
            }
            answer => answer,
        }
    }

    pub(super) fn probe(&self, model: &str, deadline: Duration) -> Result<(), Failure> {
        let url = self.url("models");
        let answer = self.http.get(&url, &self.headers(), &limits(deadline))?;
        let body = good(&answer)?;
        let listed = body.get("data").and_then(Value::as_array);
        let Some(listed) = listed else {
            return Ok(());
        };
        let bare = model.strip_suffix(":latest").unwrap_or(model);
        let is_known = listed.iter().any(|entry| {
            let id = entry.get("id").and_then(Value::as_str).unwrap_or_default();
            let id = id.strip_prefix("models/").unwrap_or(id);
            id.strip_suffix(":latest").unwrap_or(id) == bare
        });
        if is_known {
            Ok(())
        } else {
            Err(Failure::ModelGone)
        }
    }

    fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.options.api_url.trim_end_matches('/'))
    }

    fn headers(&self) -> Vec<(&str, &str)> {
        let authorization = self.authorization.as_deref();
        authorization
            .map(|value| ("authorization", value))
            .into_iter()
            .collect()
    }
}

/// The body of a successful answer.
fn good(answer: &Answer) -> Result<Value, Failure> {
    let body: Option<Value> = serde_json::from_slice(&answer.body).ok();
    let is_object = body.as_ref().is_some_and(Value::is_object);
    let error = body.as_ref().and_then(|body| body.get("error"));
    match (answer.status, body.as_ref()) {
        (200, Some(_)) if is_object && error.is_none_or(Value::is_null) => {
            body.ok_or(Failure::Overloaded(Trouble::Garbage))
        }
        (200, Some(_)) if is_object => Err(Failure::Overloaded(Trouble::Server)),
        (..400, _) => Err(Failure::Overloaded(Trouble::Garbage)),
        (status, _) => Err(failure(status, answer.retry_after_s, error)),
    }
}

/// `error` is an object with `message`, `type` and `code`, or just a string.
fn failure(status: u16, retry_after_s: Option<u64>, error: Option<&Value>) -> Failure {
    let word = |name: &str| {
        let field = error.and_then(|error| error.get(name));
        field.and_then(Value::as_str).unwrap_or_default()
    };
    match status {
        429 => Failure::RateLimited {
            retry_after: retry_after_s.map(Duration::from_secs),
            daily: word("code") == "insufficient_quota" || word("type") == "insufficient_quota",
        },
        401 | 403 => Failure::KeyRefused,
        404 => Failure::ModelGone,
        400 if word("code") == "invalid_api_key" => Failure::KeyRefused,
        408 | 500.. => Failure::Overloaded(Trouble::Server),
        _ => Failure::Invalid,
    }
}

fn draft(model: &str, body: &Value) -> Result<Draft, Failure> {
    let count = |path: &str| {
        let tokens = body.pointer(path).and_then(Value::as_u64).unwrap_or(0);
        u32::try_from(tokens).unwrap_or(u32::MAX)
    };
    let thought_tokens = count("/usage/completion_tokens_details/reasoning_tokens");
    let usage = Usage {
        prompt_tokens: count("/usage/prompt_tokens"),
        // Here thoughts are part of the completion.
        answer_tokens: count("/usage/completion_tokens").saturating_sub(thought_tokens),
        thought_tokens,
    };
    let word = |path: &str| body.pointer(path).and_then(Value::as_str);
    let finish = word("/choices/0/finish_reason").unwrap_or("stop");
    if finish == "content_filter" {
        return Err(Failure::Blocked("content-filter"));
    }
    let text = text(body.pointer("/choices/0/message/content"));
    if text.trim().is_empty() {
        return Err(Failure::Empty {
            ate_budget: finish == "length",
            usage,
        });
    }
    Ok(Draft {
        text,
        truncated: finish == "length",
        usage,
        served_by: word("/model").unwrap_or(model).to_owned(),
    })
}

/// Content is a string, null, or a list of parts.
fn text(content: Option<&Value>) -> String {
    let parts = content.and_then(Value::as_array).into_iter().flatten();
    match content.and_then(Value::as_str) {
        Some(text) => text.to_owned(),
        None => parts
            .filter_map(|part| part.get("text").and_then(Value::as_str))
            .collect(),
    }
}
