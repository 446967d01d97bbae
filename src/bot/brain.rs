//! What the bot is told about itself: the settings, made into what each layer understands.

use crate::analysis::stem::stem;
use crate::behaviour::trigger::NameForms;
use crate::behaviour::{self, Policy};
use crate::clock::{SECONDS_PER_DAY, UnixTime};
use crate::config::{self, Config};
use crate::llm::{Models, Prices};
use crate::message::Me;
use crate::prompt::budget::Budget;
use crate::prompt::{Instructions, persona};
use std::sync::Arc;

/// Everything that thinking needs and no thread changes.
#[derive(Debug)]
pub struct Brain {
    /// What the rules obey.
    pub policy: Policy,
    /// Who the bot is, in the operator's words or the built-in ones, and what rules it obeys.
    pub instructions: Instructions,
    /// What the bot is called.
    pub name: String,
    /// What a prompt may cost.
    pub budget: Budget,
    /// The longest answer outside a frenzy, in characters.
    pub chars_max: usize,
    /// How often a day a model may be asked what people said of themselves.
    pub notices_per_day: u32,
    /// What of pictures and sounds a model is shown.
    pub media: MediaLimits,
    /// What the models cost.
    pub prices: Prices,
    /// Whom to ask for words.
    pub models: Arc<Models>,
}

/// What of pictures and sounds a model is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MediaLimits {
    /// So many a day for answers; zero is none.
    pub per_day: u32,
    /// The largest, in bytes.
    pub bytes_max: u32,
    /// So many a day to be described for the memory; zero is none.
    pub describe_per_day: u32,
}

impl Brain {
    /// From the settings and what Telegram says of us.
    ///
    /// # Errors
    /// The persona file cannot be read.
    pub fn new(
        config: &Config,
        me: Me,
        models: impl Into<Arc<Models>>,
    ) -> Result<Self, PersonaError> {
        let name = config.persona.name.clone();
        let persona = persona_of(config)?;
        Ok(Self {
            policy: policy(config, me),
            instructions: Instructions::new(&persona, &name),
            name,
            budget: Budget {
                tokens_max: config.context.tokens_max,
                tokens_per_1000_chars: per_thousand(config.context.tokens_per_char),
                messages_max: usize::try_from(config.context.messages_max).unwrap_or(usize::MAX),
                answer_tokens_max: config.gemini.max_output_tokens,
            },
            chars_max: usize::try_from(config.reply_chars_max).unwrap_or(usize::MAX),
            notices_per_day: config.limits.notices_per_day,
            media: MediaLimits {
                per_day: config.limits.media_per_day,
                bytes_max: config.limits.media_bytes_max,
                describe_per_day: config.limits.describe_per_day,
            },
            prices: config.operations.prices.clone(),
            models: models.into(),
        })
    }
}

impl Brain {
    /// The longest answer, in characters.
    pub fn reply_chars_max(&self, is_brief: bool) -> usize {
        if !is_brief {
            return self.chars_max;
        }
        let whole = f64::from(u32::try_from(self.chars_max).unwrap_or(u32::MAX));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a part of a small whole number"
        )]
        let part = (whole * self.policy.spam.frenzy_factor) as usize;
        part.max(CHARS_MIN)
    }
}

/// Shorter than this no answer is made, in characters.
const CHARS_MIN: usize = 50;

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

/// Who the bot is, in the operator's words or the built-in ones.
///
/// # Errors
/// The persona file cannot be read.
pub fn persona_of(config: &Config) -> Result<String, PersonaError> {
    match &config.persona.file {
        Some(path) => Ok(std::fs::read_to_string(path)
            .map_err(PersonaError)?
            .trim()
            .to_owned()),
        None => Ok(persona::builtin(&config.persona.name)),
    }
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
    let models = i64::try_from(config.models().len()).unwrap_or(1);
    let names = if config.persona.keywords.is_empty() {
        NameForms::generate(&config.persona.name)
    } else {
        let forms: Vec<&str> = config.persona.keywords.iter().map(String::as_str).collect();
        NameForms::from_list(&forms)
    };
    let names = names.with_username(&me.username);
    Policy {
        me,
        admins: config.admins.clone(),
        names,
        age_max_s: config.message_age_max_s,
        restored_at: UnixTime(0),
        answer_private: config.answer_private,
        limits: behaviour::Limits {
            chat_minute: i64::from(config.limits.chat_per_minute),
            chat_hour: i64::from(config.limits.chat_per_hour),
            person_minute: i64::from(config.limits.person_per_minute),
            global_minute: i64::from(config.limits.global_per_minute),
            bot_hour: i64::from(config.limits.bot_per_hour),
            reactions_minute: i64::from(config.limits.reactions_per_minute),
            reactions_person: i64::from(config.limits.reactions_per_person),
            model_minute: i64::from(config.limits.model_per_minute),
            notices_day: i64::from(config.limits.notices_per_day),
            model_day: i64::from(config.limits.model_per_day).saturating_mul(models),
            unasked_quota_percent: i64::from(config.limits.unasked_quota_percent),
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
            repeat_weight: usize::try_from(config.spam.repeat_weight).unwrap_or(usize::MAX),
            frenzy_minute: i64::from(config.spam.frenzy_per_minute),
            frenzy_factor: config.spam.frenzy_factor,
        },
        quiet_hours: config.quiet_hours.map(hours),
        night_hours: config.night_hours.map(hours),
        joining: behaviour::Joining {
            pause_s: config.joining.pause_s,
            per_day: i64::from(config.joining.per_day),
            talked_about_factor: config.joining.talked_about_factor,
            interests: config
                .joining
                .interests
                .iter()
                .map(|word| stem(&word.to_lowercase()))
                .collect(),
            windows: behaviour::Windows {
                conversation_s: config.joining.conversation_s,
                mood_messages: size(config.joining.mood_messages),
                dialogue_messages: size(config.joining.dialogue_messages),
                open_question_s: config.joining.open_question_s,
                still_s: config.joining.still_s,
            },
        },
        initiative: behaviour::InitiativeRules {
            per_day: i64::from(config.initiative.per_day),
            chance: config.initiative.chance,
            pause_s: config.initiative.pause_s,
            gap_s: config.initiative.gap_s,
            recent_s: config.initiative.recent_s,
            messages_min: i64::from(config.initiative.messages_min),
            people_min: i64::from(config.initiative.people_min),
            taken_up_s: config.initiative.taken_up_s,
        },
        hush: behaviour::HushRules {
            default_s: config.hush.default_s,
            member_s: config.hush.member_s,
            long_s: config.hush.long_s,
            votes: i64::from(config.hush.votes),
            morning_hour: u8::try_from(config.hush.morning_hour).unwrap_or(0),
        },
        feedback: behaviour::Feedback {
            people: i64::from(config.dislike.people),
            window_s: config.dislike.window_s,
            withdraw_s: config.dislike.withdraw_s,
            half_life_s: i64::from(config.dislike.half_life_days) * SECONDS_PER_DAY,
            eagerness_max: config.dislike.eagerness_max,
            eagerness_min: config.dislike.eagerness_min,
        },
        reaction_delay_s: (config.reacting.delay_min_s, config.reacting.delay_max_s),
        allowed_chats: config.allowed_chats.clone(),
    }
}

fn hours(hours: config::QuietHours) -> behaviour::QuietHours {
    behaviour::QuietHours {
        from: hours.from,
        to: hours.to,
    }
}

fn size(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
