//! Every setting, in the order in which they are printed.

use super::kind::Kind;
use super::table::Setting;

const TELEGRAM: &str = "Telegram";
const GEMINI: &str = "Gemini";
const SERVER: &str = "Another model server";
const SELF: &str = "Data, persona and admins";
const CONTEXT: &str = "Context and answers";
const LIMITS: &str = "Limits (0 is none at all; a large number lifts a limit)";
const INITIATIVE: &str = "Initiative and reactions";
const RUNNING: &str = "Running";

/// The largest limit, as good as none.
const MANY: u32 = 1_000_000;

const fn setting(
    group: &'static str,
    name: &'static str,
    kind: Kind,
    default: &'static str,
    meaning: &'static str,
) -> Setting {
    Setting {
        group,
        name,
        kind,
        default,
        meaning,
    }
}

const fn count(unit: &'static str, min: u32, max: u32) -> Kind {
    Kind::Count { unit, min, max }
}

/// Every setting.
// One row each, which rustfmt would stretch to seven lines.
#[rustfmt::skip]
pub const SETTINGS: &[Setting] = &[
    setting(TELEGRAM, "TELEGRAM_BOT_TOKEN", Kind::Token, "",
        "The bot's token; needed to run and to check."),
    setting(TELEGRAM, "TELEGRAM_API_URL", Kind::Url, "https://api.telegram.org",
        "The Bot API server: Telegram's, or one of your own."),
    setting(TELEGRAM, "TELEGRAM_POLL_TIMEOUT_SECONDS", Kind::Seconds { min: 0, max: 50 }, "50",
        "How long one request waits at Telegram for something new."),
    setting(GEMINI, "GEMINI_API_KEY", Kind::Key, "",
        "The key of the Gemini API; without it the bot cannot answer through Gemini."),
    setting(GEMINI, "GEMINI_API_URL", Kind::Url, "https://generativelanguage.googleapis.com",
        "The server of the Gemini API."),
    setting(GEMINI, "GEMINI_API_VERSION", Kind::Choice(&["v1beta", "v1", "v1alpha"]), "v1beta",
        "The version of the Gemini API, a part of its address."),
    setting(GEMINI, "GEMINI_MODEL", Kind::Models, "gemini-3.5-flash-lite,gemini-3.8-flash",
        "The models; when one fails or is used up, the next is asked."),
    setting(GEMINI, "GEMINI_THINKING",
        Kind::Choice(&["auto", "off", "minimal", "low", "medium", "high"]), "auto",
        "How much the model thinks before it answers; auto is the least that it allows."),
    setting(GEMINI, "GEMINI_MAX_OUTPUT_TOKENS", count("tokens", 64, 65_536), "2048",
        "The most tokens of one answer, with the thinking, which counts too."),
    setting(GEMINI, "GEMINI_TEMPERATURE", Kind::Number { min: 0.0, max: 2.0 }, "",
        "How freely the model words things; empty is its own way, and not every model takes it."),
    setting(GEMINI, "GEMINI_SAFETY",
        Kind::Choice(&["OFF", "BLOCK_NONE", "BLOCK_ONLY_HIGH",
            "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_LOW_AND_ABOVE"]), "OFF",
        "From which level on Gemini's own filter blocks a prompt or an answer."),
    setting(GEMINI, "GEMINI_TIMEOUT_SECONDS", Kind::Seconds { min: 1, max: 600 }, "40",
        "How long an answer of the model is awaited."),
    setting(GEMINI, "GEMINI_REQUESTS_PER_MINUTE", count("requests per minute", 0, MANY), "15",
        "The most requests to one model in a minute, for whichever server answers."),
    setting(GEMINI, "GEMINI_REQUESTS_PER_DAY", count("requests per day", 0, 10_000_000), "1000",
        "The most requests to one model in a day, for whichever server answers."),
    setting(SERVER, "BOT_MODEL_SERVER", Kind::Choice(&["gemini", "openai"]), "gemini",
        "Which server answers: Gemini, or one that speaks like OpenAI's, such as Ollama."),
    setting(SERVER, "OPENAI_API_URL", Kind::Url, "http://127.0.0.1:11434/v1",
        "The server that speaks like OpenAI's, with the path before /chat/completions."),
    setting(SERVER, "OPENAI_API_KEY", Kind::Key, "",
        "Its key, if it wants one."),
    setting(SERVER, "OPENAI_MODEL", Kind::Models, "",
        "Its models; needed if BOT_MODEL_SERVER=openai."),
    setting(SELF, "BOT_DATA_DIR", Kind::StateDirectory, "data",
        "Where the database is; one running bot a directory."),
    setting(SELF, "BOT_PERSONA_NAME", Kind::Text { min: 1, max: 32 }, "Гряг",
        "The bot's name, to which it answers in all case forms."),
    setting(SELF, "BOT_PERSONA_FILE", Kind::Path, "",
        "A text that says who the bot is and how it speaks; empty is the built-in one."),
    setting(SELF, "BOT_TRIGGER_KEYWORDS", Kind::List { separator: ',' }, "",
        "The words that call the bot; empty is the case forms of its name."),
    setting(SELF, "BOT_ADMIN_IDS", Kind::Ids, "",
        "The people who may give the bot orders."),
    setting(CONTEXT, "BOT_MAX_MESSAGE_AGE_MINUTES", Kind::Minutes { min: 1, max: 1_440 }, "10",
        "Messages older than this are remembered, and never answered."),
    setting(CONTEXT, "BOT_CONTEXT_LIMIT", count("messages", 1, 1_000), "60",
        "The most messages of the chat that the model is shown."),
    setting(CONTEXT, "BOT_MAX_CONTEXT_TOKENS", count("tokens", 500, 800_000), "8000",
        "The most tokens that the model is shown."),
    setting(CONTEXT, "BOT_TOKENS_PER_CHAR", Kind::Number { min: 0.1, max: 1.0 }, "0.4",
        "How many tokens one character of Ukrainian text is taken for."),
    setting(CONTEXT, "BOT_REPLY_CHARS_MAX", count("characters", 50, 4_096), "700",
        "A longer answer is cut at the end of a sentence."),
    setting(CONTEXT, "BOT_ANSWER_PRIVATE", Kind::Bool, "true",
        "Whether the bot answers in private chats."),
    setting(LIMITS, "BOT_RATE_LIMIT_PER_CHAT", count("replies per minute", 0, MANY), "6",
        "The most replies in one chat in a minute."),
    setting(LIMITS, "BOT_MAX_REPLIES_PER_HOUR", count("replies per hour", 0, MANY), "60",
        "The most replies in one chat in an hour."),
    setting(LIMITS, "BOT_RATE_LIMIT_PER_PERSON", count("replies per minute", 0, MANY), "4",
        "The most replies to one person in a minute."),
    setting(LIMITS, "BOT_GLOBAL_RATE_LIMIT", count("replies per minute", 0, MANY), "30",
        "The most replies in all chats together in a minute."),
    setting(LIMITS, "BOT_BOT_REPLIES_PER_HOUR", count("replies per hour", 0, 1_000), "3",
        "The most replies to one other bot in an hour."),
    setting(LIMITS, "BOT_REACTIONS_PER_MINUTE", count("reactions per minute", 0, MANY), "4",
        "The most reactions in one chat in a minute."),
    setting(LIMITS, "BOT_NOTICES_PER_DAY", count("requests per day", 0, MANY), "20",
        "How often a day a model is asked what people said of themselves; 0 is patterns alone."),
    setting(LIMITS, "BOT_SPAM_THRESHOLD", count("messages per minute", 3, MANY), "8",
        "So many messages of one person in a minute are a flood, and ignored."),
    setting(LIMITS, "BOT_SPAM_TIMEOUT", Kind::Seconds { min: 10, max: 86_400 }, "120",
        "How long the bot ignores who floods."),
    setting(LIMITS, "BOT_SPAM_REPLIES",
        Kind::List { separator: ';' }, "не спамте;дайте подихати;зачекайте трохи;спокійніше",
        "What the bot may say once to who floods; empty is nothing."),
    setting(LIMITS, "BOT_SPAM_REPLY_CHANCE", Kind::Probability, "0.15",
        "How likely it says one of them."),
    setting(INITIATIVE, "BOT_SMART_REPLY_CHANCE", Kind::Probability, "0.02",
        "How likely the bot joins in unasked at a message."),
    setting(INITIATIVE, "BOT_MIN_SILENCE_MINUTES", Kind::Minutes { min: 0, max: 1_440 }, "12",
        "How long it waits in a chat before it joins in again."),
    setting(INITIATIVE, "BOT_REACTION_CHANCE", Kind::Probability, "0.05",
        "How likely the bot reacts to an ordinary message."),
    setting(INITIATIVE, "BOT_REACTION_CHANCE_NAMED", Kind::Probability, "0.7",
        "How likely it reacts to a message that calls it."),
    setting(INITIATIVE, "BOT_REACTION_CHANCE_QUESTION", Kind::Probability, "0.1",
        "How likely it reacts to a question."),
    setting(INITIATIVE, "BOT_REACTION_CHANCE_EMOTIONAL", Kind::Probability, "0.25",
        "How likely it reacts to a message full of feeling."),
    setting(INITIATIVE, "BOT_QUIET_HOURS", Kind::HourRange, "",
        "The local hours in which the bot does not speak unasked, such as 23-8."),
    setting(RUNNING, "BOT_WORKERS", count("threads", 2, 64), "4",
        "How many chats are served at the same time."),
    setting(RUNNING, "BOT_SYNC_BEFORE_SEND", Kind::Bool, "false",
        "Whether a message is on the disk before it is sent, so that no power cut doubles it."),
    setting(RUNNING, "BOT_LOG", Kind::Choice(&["error", "warn", "info", "debug"]), "info",
        "How much is logged."),
];
