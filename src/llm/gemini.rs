//! Google's Gemini API, `models/…:generateContent`.

use super::families::Thinking;
use super::schema::Refusing;
use super::{Draft, Failure, limits, wire};
use crate::http::Http;
use crate::prompt::{Prompt, Shape};
use std::fmt;
use std::time::Duration;

/// Settings of a [`Gemini`].
#[derive(Debug, Clone, PartialEq)]
pub struct GeminiOptions {
    /// Where the API is, without a version, e.g. `https://generativelanguage.googleapis.com`.
    pub api_url: String,
    /// Its version, e.g. `v1beta`.
    pub api_version: String,
    /// The threshold of all safety settings, in Gemini's word, e.g. `OFF`.
    pub safety_threshold: String,
    /// How much to think.
    pub thinking: Thinking,
    /// For models that still take it.
    pub temperature: Option<f64>,
}

impl Default for GeminiOptions {
    fn default() -> Self {
        Self {
            api_url: "https://generativelanguage.googleapis.com".to_owned(),
            api_version: "v1beta".to_owned(),
            safety_threshold: "OFF".to_owned(),
            thinking: Thinking::Auto,
            temperature: None,
        }
    }
}

/// A client of the Gemini API.
pub struct Gemini {
    http: Http,
    key: String,
    options: GeminiOptions,
    refusing: Refusing,
}

impl fmt::Debug for Gemini {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gemini")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl Gemini {
    /// A client that identifies itself by `key`.
    pub fn new(http: Http, key: &str, options: GeminiOptions) -> Self {
        Self {
            http,
            key: key.to_owned(),
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
        let url = self.url(model)? + ":generateContent";
        let headers = [("x-goog-api-key", self.key.as_str())];
        let ask = |takes_schema: bool| {
            let options = &self.options;
            let body = wire::request(model, prompt, answer_tokens_max, takes_schema, options);
            let answer = self
                .http
                .post_json(&url, &headers, &body, &limits(deadline))?;
            wire::answer(model, answer.status, answer.retry_after_s, &answer.body)
        };
        let is_plain = matches!(prompt.shape, Shape::Words | Shape::Description);
        let takes_schema = !is_plain && !self.refusing.has(model);
        match ask(takes_schema) {
            // Some models know no JSON mode; the prompt tells the fields too.
            Err(Failure::Invalid) if takes_schema => {
                let answer = ask(false);
                if answer.is_ok() {
                    self.refusing.note(model);
                }
                answer
            }
            answer => answer,
        }
    }

    pub(super) fn probe(&self, model: &str, deadline: Duration) -> Result<(), Failure> {
        let headers = [("x-goog-api-key", self.key.as_str())];
        let url = self.url(model)?;
        let answer = self.http.get(&url, &headers, &limits(deadline))?;
        match wire::answer(model, answer.status, answer.retry_after_s, &answer.body) {
            // A description of the model has no candidates.
            Ok(_) | Err(Failure::Empty { .. }) => Ok(()),
            Err(failure) => Err(failure),
        }
    }

    fn url(&self, model: &str) -> Result<String, Failure> {
        let name = model.strip_prefix("models/").unwrap_or(model);
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
        if name.is_empty() || !name.chars().all(is_plain) {
            return Err(Failure::ModelGone);
        }
        let base = self.options.api_url.trim_end_matches('/');
        let version = &self.options.api_version;
        Ok(format!("{base}/{version}/models/{name}"))
    }
}
