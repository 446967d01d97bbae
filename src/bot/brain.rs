//! What the bot is told about itself: the settings, made into what each layer understands.

use crate::behaviour::trigger::NameForms;
use crate::behaviour::{self, Policy};
use crate::config::Config;
use crate::llm::Models;
use crate::message::Me;
use crate::prompt::budget::Budget;
use crate::prompt::persona;
use std::path::Path;

/// Everything that thinking needs and no thread changes.
#[derive(Debug)]
pub struct Brain {
    /// What the rules obey.
    pub policy: Policy,
    /// Who the bot is, in the operator's words or the built-in ones.
    pub persona: String,
    /// What the bot is called.
    pub name: String,
    /// What a prompt may cost.
    pub budget: Budget,
    /// The longest answer, in characters.
    pub reply_chars_max: usize,
    /// How often a day a model may be asked what people said of themselves.
    pub notices_per_day: u32,
    /// Whom to ask for words.
    pub models: Models,
}

impl Brain {
    /// From the settings and what Telegram says of us.
    ///
    /// # Errors
    /// The persona file cannot be read.
    pub fn new(config: &Config, me: Me, models: Models) -> Result<Self, PersonaError> {
        let name = config.persona.name.clone();
        let persona = match &config.persona.file {
            Some(path) => read_persona(path)?,
            None => persona::builtin(&name),
        };
        Ok(Self {
            policy: policy(config, me),
            persona,
            name,
            budget: Budget {
                tokens_max: config.context.tokens_max,
                tokens_per_1000_chars: per_thousand(config.context.tokens_per_char),
                messages_max: usize::try_from(config.context.messages_max).unwrap_or(usize::MAX),
                answer_tokens_max: config.gemini.max_output_tokens,
            },
            reply_chars_max: usize::try_from(config.reply_chars_max).unwrap_or(usize::MAX),
            notices_per_day: config.limits.notices_per_day,
            models,
        })
    }
}

/// The persona file cannot be read.
#[derive(Debug)]
pub struct PersonaError(std::io::Error);

impl std::fmt::Display for PersonaError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "the file named by BOT_PERSONA_FILE cannot be read as UTF-8 text"
        )
    }
}

impl std::error::Error for PersonaError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

fn read_persona(path: &Path) -> Result<String, PersonaError> {
    let text = std::fs::read_to_string(path).map_err(PersonaError)?;
    Ok(text.trim().to_owned())
}

fn per_thousand(tokens_per_char: f64) -> u32 {
    let rounded = (tokens_per_char * 1_000.0).round().clamp(1.0, 10_000.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 1..=10000 in the line above"
    )]
    let thousandths = rounded as u32;
    thousandths
}

fn policy(config: &Config, me: Me) -> Policy {
    let names = if config.persona.keywords.is_empty() {
        NameForms::generate(&config.persona.name)
    } else {
        let forms: Vec<&str> = config.persona.keywords.iter().map(String::as_str).collect();
        NameForms::from_list(&forms)
    };
    Policy {
        me,
        admins: config.admins.clone(),
        names,
        age_max_s: config.message_age_max_s,
        answer_private: config.answer_private,
        limits: behaviour::Limits {
            chat_minute: i64::from(config.limits.chat_per_minute),
            chat_hour: i64::from(config.limits.chat_per_hour),
            person_minute: i64::from(config.limits.person_per_minute),
            global_minute: i64::from(config.limits.global_per_minute),
            bot_hour: i64::from(config.limits.bot_per_hour),
            reactions_minute: i64::from(config.limits.reactions_per_minute),
        },
        chances: behaviour::Chances {
            join: config.chances.join_in,
            react_named: config.chances.reaction_named,
            react_question: config.chances.reaction_question,
            react_emotional: config.chances.reaction_emotional,
            react: config.chances.reaction,
        },
        spam: behaviour::Spam {
            threshold: usize::try_from(config.spam.threshold_per_minute).unwrap_or(usize::MAX),
            timeout_s: config.spam.timeout_s,
            lines: config.spam.replies.clone(),
            line_chance: config.chances.spam_reply,
        },
        quiet_hours: config.quiet_hours.map(|hours| behaviour::QuietHours {
            from: hours.from,
            to: hours.to,
        }),
        join_pause_s: config.join_pause_s,
    }
}
