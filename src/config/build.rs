//! Puts the values of the table into the fields of [`Config`], and checks the rules between them.

use super::load::Values;
use super::{
    Chances, Config, Context, Dislike, Gemini, Hush, Initiative, Joining, Limits, Memory,
    ModelServer, OpenAi, Operations, Persona, Problems, Reacting, Sources, Spam, Telegram,
    Thinking,
};
use crate::clock::SECONDS_PER_MINUTE;
use crate::llm::{Price, Prices};
use crate::store::Checkpoints;
use std::path::Path;

/// The whole configuration, or everything that is wrong.
pub(super) fn config(mut values: Values) -> Result<Config, Problems> {
    let from = &mut values;
    let data_dir = from.path("BOT_DATA_DIR").unwrap_or_default();
    let mut config = Config {
        telegram: telegram(from),
        gemini: gemini(from),
        openai: openai(from),
        model_server: from.choice("BOT_MODEL_SERVER", ModelServer::Gemini, model_server),
        operations: operations(from, &data_dir),
        data_dir,
        persona: persona(from),
        admins: from.ids("BOT_ADMIN_IDS"),
        allowed_chats: from.chats("BOT_ALLOWED_CHATS"),
        context: context(from),
        limits: limits(from),
        spam: spam(from),
        memory: Memory {
            compress_after_days: from.count("BOT_COMPRESS_AFTER_DAYS"),
            retention_days: from.count("BOT_RETENTION_DAYS"),
        },
        chances: chances(from),
        joining: joining(from),
        initiative: initiative(from),
        hush: hush(from),
        dislike: Dislike {
            people: from.count("BOT_DISLIKE_PEOPLE"),
            window_s: from.seconds("BOT_DISLIKE_MINUTES"),
            withdraw_s: from.seconds("BOT_WITHDRAW_MINUTES"),
            half_life_days: from.count("BOT_LIKING_HALF_DAYS"),
            eagerness_max: from.number("BOT_EAGERNESS_MAX"),
            eagerness_min: from.number("BOT_EAGERNESS_MIN"),
        },
        quiet_hours: from.hours("BOT_QUIET_HOURS"),
        night_hours: from.hours("BOT_NIGHT_HOURS"),
        reacting: Reacting {
            delay_min_s: from.seconds("BOT_REACTION_DELAY_MIN_SECONDS"),
            delay_max_s: from.seconds("BOT_REACTION_DELAY_MAX_SECONDS"),
        },
        answer_private: from.bool("BOT_ANSWER_PRIVATE"),
        message_age_max_s: from.seconds("BOT_MAX_MESSAGE_AGE_MINUTES"),
        reply_chars_max: from.count("BOT_REPLY_CHARS_MAX"),
        workers: from.count("BOT_WORKERS"),
        sync_before_send: from.bool("BOT_SYNC_BEFORE_SEND"),
        log: from.choice("BOT_LOG", log::LevelFilter::Info, |word| word.parse().ok()),
        lines: Vec::new(),
        sources: Sources::default(),
    };
    check_rules(from, &config);
    config.lines = values.finish()?;
    Ok(config)
}

/// The rules between settings that are each within their range.
fn check_rules(values: &mut Values, config: &Config) {
    values.forbid(
        config.model_server == ModelServer::OpenAi && config.openai.models.is_empty(),
        ["BOT_MODEL_SERVER", "OPENAI_MODEL"],
        "BOT_MODEL_SERVER=openai needs OPENAI_MODEL, the name of at least one model of that server",
    );
    let delay = config.reacting;
    values.forbid(
        delay.delay_min_s > delay.delay_max_s,
        [
            "BOT_REACTION_DELAY_MIN_SECONDS",
            "BOT_REACTION_DELAY_MAX_SECONDS",
        ],
        &format!(
            "a reaction cannot come {} seconds after the message at least and {} at most",
            delay.delay_min_s, delay.delay_max_s
        ),
    );
    let age = config.message_age_max_s;
    let timeout = config.gemini.timeout.as_secs();
    values.forbid(
        timeout > age.unsigned_abs(),
        ["GEMINI_TIMEOUT_SECONDS", "BOT_MAX_MESSAGE_AGE_MINUTES"],
        &format!(
            "an answer may be awaited for {timeout} seconds, but after {} minutes the message is \
             too old to be answered; expected GEMINI_TIMEOUT_SECONDS to be at most {age}",
            age / SECONDS_PER_MINUTE
        ),
    );
}

fn telegram(from: &mut Values) -> Telegram {
    Telegram {
        token: from.secret("TELEGRAM_BOT_TOKEN"),
        api_url: from.text("TELEGRAM_API_URL"),
        poll_timeout: from.duration("TELEGRAM_POLL_TIMEOUT_SECONDS"),
    }
}

fn gemini(from: &mut Values) -> Gemini {
    Gemini {
        key: from.secret("GEMINI_API_KEY"),
        api_url: from.text("GEMINI_API_URL"),
        api_version: from.choice("GEMINI_API_VERSION", "", Some),
        models: from
            .list("GEMINI_MODEL")
            .into_iter()
            .map(without_folder)
            .collect(),
        thinking: from.choice("GEMINI_THINKING", Thinking::Auto, thinking),
        max_output_tokens: from.count("GEMINI_MAX_OUTPUT_TOKENS"),
        temperature: from.optional_number("GEMINI_TEMPERATURE"),
        safety: from.choice("GEMINI_SAFETY", "", Some),
        timeout: from.duration("GEMINI_TIMEOUT_SECONDS"),
    }
}

/// The bare name of a model: Google's own lists put "models/" before it.
fn without_folder(name: String) -> String {
    name.strip_prefix("models/")
        .map(str::to_owned)
        .unwrap_or(name)
}

fn openai(from: &mut Values) -> OpenAi {
    OpenAi {
        key: from.secret("OPENAI_API_KEY"),
        api_url: from.text("OPENAI_API_URL"),
        models: from.list("OPENAI_MODEL"),
    }
}

fn persona(from: &mut Values) -> Persona {
    Persona {
        name: from.text("BOT_PERSONA_NAME"),
        file: from.path("BOT_PERSONA_FILE"),
        keywords: from.list("BOT_TRIGGER_KEYWORDS"),
    }
}

fn context(from: &mut Values) -> Context {
    Context {
        messages_max: from.count("BOT_CONTEXT_LIMIT"),
        tokens_max: from.count("BOT_MAX_CONTEXT_TOKENS"),
        tokens_per_char: from.number("BOT_TOKENS_PER_CHAR"),
    }
}

fn limits(from: &mut Values) -> Limits {
    Limits {
        chat_per_minute: from.count("BOT_RATE_LIMIT_PER_CHAT"),
        chat_per_hour: from.count("BOT_MAX_REPLIES_PER_HOUR"),
        person_per_minute: from.count("BOT_RATE_LIMIT_PER_PERSON"),
        global_per_minute: from.count("BOT_GLOBAL_RATE_LIMIT"),
        bot_per_hour: from.count("BOT_BOT_REPLIES_PER_HOUR"),
        reactions_per_minute: from.count("BOT_REACTIONS_PER_MINUTE"),
        reactions_per_person: from.count("BOT_REACTIONS_PER_PERSON"),
        unasked_quota_percent: from.count("BOT_UNASKED_QUOTA_PERCENT"),
        notices_per_day: from.count("BOT_NOTICES_PER_DAY"),
        media_per_day: from.count("BOT_MEDIA_PER_DAY"),
        media_bytes_max: from.count("BOT_MEDIA_BYTES_MAX"),
        describe_per_day: from.count("BOT_DESCRIBE_PER_DAY"),
        model_per_minute: from.count("GEMINI_REQUESTS_PER_MINUTE"),
        model_per_day: from.count("GEMINI_REQUESTS_PER_DAY"),
    }
}

fn spam(from: &mut Values) -> Spam {
    Spam {
        threshold_per_minute: from.count("BOT_SPAM_THRESHOLD"),
        timeout_s: from.seconds("BOT_SPAM_TIMEOUT"),
        replies: from.list("BOT_SPAM_REPLIES"),
        repeat_weight: from.count("BOT_SPAM_REPEAT_WEIGHT"),
        frenzy_per_minute: from.count("BOT_FRENZY_PER_MINUTE"),
        frenzy_factor: from.number("BOT_FRENZY_FACTOR"),
    }
}

fn joining(from: &mut Values) -> Joining {
    Joining {
        pause_s: from.seconds("BOT_MIN_SILENCE_MINUTES"),
        per_day: from.count("BOT_JOIN_PER_DAY"),
        talked_about_factor: from.number("BOT_TALKED_ABOUT_FACTOR"),
        interests: from.list("BOT_INTERESTS"),
        conversation_s: from.seconds("BOT_CONVERSATION_MINUTES"),
        mood_messages: from.count("BOT_MOOD_MESSAGES"),
        dialogue_messages: from.count("BOT_DIALOGUE_MESSAGES"),
        open_question_s: from.seconds("BOT_OPEN_QUESTION_MINUTES"),
        still_s: from.seconds("BOT_STILL_MINUTES"),
    }
}

fn initiative(from: &mut Values) -> Initiative {
    Initiative {
        per_day: from.count("BOT_INITIATIVES_PER_DAY"),
        chance: from.number("BOT_SPONTANEOUS_CHANCE"),
        pause_s: from.seconds("BOT_SPONTANEOUS_MIN_PAUSE"),
        gap_s: from.seconds("BOT_INITIATIVE_GAP_MINUTES"),
        recent_s: from.seconds("BOT_INITIATIVE_RECENT_MINUTES"),
        messages_min: from.count("BOT_INITIATIVE_MIN_MESSAGES"),
        people_min: from.count("BOT_INITIATIVE_MIN_PEOPLE"),
        taken_up_s: from.seconds("BOT_TAKEN_UP_MINUTES"),
    }
}

fn hush(from: &mut Values) -> Hush {
    Hush {
        default_s: from.seconds("BOT_HUSH_MINUTES"),
        member_s: from.seconds("BOT_HUSH_MEMBER_MINUTES"),
        long_s: from.seconds("BOT_HUSH_LONG_MINUTES"),
        votes: from.count("BOT_HUSH_VOTES"),
        morning_hour: from.count("BOT_MORNING_HOUR"),
    }
}

fn chances(from: &mut Values) -> Chances {
    Chances {
        join_in: from.number("BOT_SMART_REPLY_CHANCE"),
        spam_reply: from.number("BOT_SPAM_REPLY_CHANCE"),
        reaction: from.number("BOT_REACTION_CHANCE"),
        reaction_named: from.number("BOT_REACTION_CHANCE_NAMED"),
        reaction_question: from.number("BOT_REACTION_CHANCE_QUESTION"),
        reaction_emotional: from.number("BOT_REACTION_CHANCE_EMOTIONAL"),
    }
}

fn operations(from: &mut Values, data_dir: &Path) -> Operations {
    Operations {
        backup: from.bool("BOT_BACKUP"),
        backup_hour: from.count("BOT_BACKUP_HOUR"),
        backup_dir: from
            .path("BOT_BACKUP_DIR")
            .unwrap_or_else(|| data_dir.join("backups")),
        backup_hook: from.path("BOT_BACKUP_HOOK"),
        metrics_file: from.path("BOT_METRICS_FILE"),
        alerts: from.bool("BOT_ALERTS"),
        checkpoints: from.choice("BOT_WAL_CHECKPOINT", Checkpoints::Own, checkpoints),
        prices: prices(&from.list("BOT_MODEL_PRICES")),
    }
}

fn checkpoints(word: &'static str) -> Option<Checkpoints> {
    match word {
        "own" => Some(Checkpoints::Own),
        "external" => Some(Checkpoints::External),
        _ => None,
    }
}

/// The entries were read before, so each is good.
fn prices(entries: &[String]) -> Prices {
    let read = |entry: &String| Price::read(entry).ok();
    Prices::new(entries.iter().filter_map(read).collect())
}

fn model_server(word: &'static str) -> Option<ModelServer> {
    match word {
        "gemini" => Some(ModelServer::Gemini),
        "openai" => Some(ModelServer::OpenAi),
        _ => None,
    }
}

fn thinking(word: &'static str) -> Option<Thinking> {
    match word {
        "auto" => Some(Thinking::Auto),
        "off" => Some(Thinking::Off),
        "minimal" => Some(Thinking::Minimal),
        "low" => Some(Thinking::Low),
        "medium" => Some(Thinking::Medium),
        "high" => Some(Thinking::High),
        _ => None,
    }
}
