//! From the settings to the models that are asked.

use crate::config::{self, Config, ModelServer};
use crate::http::{Http, HttpOptions};
use crate::llm::{
    Gemini, GeminiOptions, Models, Offline, OpenAi, OpenAiOptions, RequestLimits, Server, Thinking,
};
use std::time::Duration;

/// Idle connections to a model's server are kept for so long.
const IDLE_AGE: Duration = Duration::from_secs(50);

/// The client for the models' server; interrupting it ends every question under way.
pub fn http(config: &Config) -> Http {
    Http::new(HttpOptions {
        connections_per_host: usize::try_from(config.workers).unwrap_or(4),
        idle_age: IDLE_AGE,
    })
}

/// The models that the settings name, asked through `http`.
pub fn from_config(config: &Config, http: Http) -> Models {
    let server = match config.model_server {
        ModelServer::Gemini => Server::Gemini(Gemini::new(
            http,
            config
                .gemini
                .key
                .as_ref()
                .map_or("", config::Secret::expose),
            GeminiOptions {
                api_url: config.gemini.api_url.clone(),
                api_version: config.gemini.api_version.to_owned(),
                safety_threshold: config.gemini.safety.to_owned(),
                thinking: thinking(config.gemini.thinking),
                temperature: config.gemini.temperature,
            },
        )),
        ModelServer::OpenAi => Server::OpenAi(OpenAi::new(
            http,
            config.openai.key.as_ref().map(config::Secret::expose),
            OpenAiOptions {
                api_url: config.openai.api_url.clone(),
                temperature: config.gemini.temperature,
            },
        )),
    };
    Models::new(server, config.models().to_vec(), limits(config))
}

/// The stand-in that needs no server.
pub fn offline(config: &Config) -> Models {
    Models::new(
        Server::Offline(Offline),
        vec!["offline".to_owned()],
        limits(config),
    )
}

/// How much the settings allow to ask.
pub fn limits(config: &Config) -> RequestLimits {
    RequestLimits {
        per_minute: config.limits.model_per_minute,
        per_day: config.limits.model_per_day,
        request_max: config.gemini.timeout,
    }
}

fn thinking(wish: config::Thinking) -> Thinking {
    match wish {
        config::Thinking::Auto => Thinking::Auto,
        config::Thinking::Off => Thinking::Off,
        config::Thinking::Minimal => Thinking::Minimal,
        config::Thinking::Low => Thinking::Low,
        config::Thinking::Medium => Thinking::Medium,
        config::Thinking::High => Thinking::High,
    }
}
