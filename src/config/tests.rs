//! The table of settings: defaults, ranges, and what each kind takes.

use super::{Config, SETTINGS, Source, Sources, Thinking, markdown_table};
use crate::ids::SenderId;
use std::path::Path;
use std::time::Duration;

const TOKEN: &str = "123456789:AAFcanary_canary-canary0123456789abc";

fn environment(variables: &[(&str, &str)]) -> Sources {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Sources {
        process: variables.iter().map(owned).collect(),
        ..Sources::default()
    }
}

fn load(variables: &[(&str, &str)]) -> Config {
    Config::load(&environment(variables)).unwrap()
}

/// The lines that tell what is wrong.
fn told(variables: &[(&str, &str)]) -> Vec<String> {
    let told = Config::load(&environment(variables))
        .err()
        .unwrap_or_default()
        .to_string();
    told.lines().map(str::to_owned).collect()
}

/// The value of `name` as `gryag config` shows it.
fn shown(config: &Config, name: &str) -> (String, Source) {
    let line = config
        .describe()
        .into_iter()
        .find(|line| line.name == name)
        .unwrap();
    (line.value, line.source)
}

#[test]
fn every_default_is_within_its_own_range() {
    let config = load(&[]);
    assert_eq!(config.describe().len(), SETTINGS.len());
    for setting in SETTINGS
        .iter()
        .filter(|setting| !setting.default.is_empty())
    {
        let config = load(&[(setting.name, setting.default)]);
        let expected = (setting.default.to_owned(), Source::Environment);
        assert_eq!(shown(&config, setting.name), expected, "{}", setting.name);
    }
}

#[test]
fn the_defaults_are_those_that_are_promised() {
    let config = load(&[]);
    let promised = "\
        TELEGRAM_BOT_TOKEN=not set|TELEGRAM_API_URL=https://api.telegram.org\
        |TELEGRAM_POLL_TIMEOUT_SECONDS=50|GEMINI_API_KEY=not set\
        |GEMINI_API_URL=https://generativelanguage.googleapis.com|GEMINI_API_VERSION=v1beta\
        |GEMINI_MODEL=gemini-3.5-flash-lite,gemini-3.8-flash|GEMINI_THINKING=auto\
        |GEMINI_MAX_OUTPUT_TOKENS=2048|GEMINI_TEMPERATURE=|GEMINI_SAFETY=OFF\
        |GEMINI_TIMEOUT_SECONDS=40|GEMINI_REQUESTS_PER_MINUTE=15|GEMINI_REQUESTS_PER_DAY=1000\
        |BOT_MODEL_SERVER=gemini|OPENAI_API_URL=http://127.0.0.1:11434/v1|OPENAI_API_KEY=not set\
        |OPENAI_MODEL=|BOT_DATA_DIR=data|BOT_PERSONA_NAME=Гряг|BOT_PERSONA_FILE=\
        |BOT_TRIGGER_KEYWORDS=|BOT_ADMIN_IDS=|BOT_ALLOWED_CHATS=\
        |BOT_COMPRESS_AFTER_DAYS=30|BOT_RETENTION_DAYS=0\
        |BOT_MAX_MESSAGE_AGE_MINUTES=10|BOT_CONTEXT_LIMIT=60\
        |BOT_MAX_CONTEXT_TOKENS=8000|BOT_TOKENS_PER_CHAR=0.4|BOT_REPLY_CHARS_MAX=700\
        |BOT_ANSWER_PRIVATE=true|BOT_RATE_LIMIT_PER_CHAT=6|BOT_MAX_REPLIES_PER_HOUR=60\
        |BOT_RATE_LIMIT_PER_PERSON=4|BOT_GLOBAL_RATE_LIMIT=30|BOT_BOT_REPLIES_PER_HOUR=3\
        |BOT_REACTIONS_PER_MINUTE=4|BOT_REACTIONS_PER_PERSON=2|BOT_JOIN_PER_DAY=12\
        |BOT_UNASKED_QUOTA_PERCENT=70|BOT_NOTICES_PER_DAY=20|BOT_MEDIA_PER_DAY=60\
        |BOT_MEDIA_BYTES_MAX=2000000|BOT_DESCRIBE_PER_DAY=20|BOT_SPAM_THRESHOLD=8\
        |BOT_SPAM_TIMEOUT=120\
        |BOT_SPAM_REPLIES=не спамте;дайте подихати;зачекайте трохи;спокійніше\
        |BOT_SPAM_REPLY_CHANCE=0.15|BOT_SPAM_REPEAT_WEIGHT=2|BOT_FRENZY_PER_MINUTE=30\
        |BOT_FRENZY_FACTOR=0.5|BOT_HUSH_MINUTES=30|BOT_HUSH_MEMBER_MINUTES=120\
        |BOT_HUSH_LONG_MINUTES=720|BOT_HUSH_VOTES=3|BOT_MORNING_HOUR=8\
        |BOT_SMART_REPLY_CHANCE=0.02|BOT_MIN_SILENCE_MINUTES=12|BOT_TALKED_ABOUT_FACTOR=5\
        |BOT_INTERESTS=кава,кіно,музика,книга,гра,їжа,кіт,космос|BOT_CONVERSATION_MINUTES=15\
        |BOT_MOOD_MESSAGES=6|BOT_DIALOGUE_MESSAGES=5|BOT_OPEN_QUESTION_MINUTES=4\
        |BOT_STILL_MINUTES=30|BOT_INITIATIVES_PER_DAY=3\
        |BOT_SPONTANEOUS_CHANCE=0.05|BOT_SPONTANEOUS_MIN_PAUSE=40\
        |BOT_INITIATIVE_GAP_MINUTES=180|BOT_INITIATIVE_RECENT_MINUTES=720\
        |BOT_INITIATIVE_MIN_MESSAGES=15|BOT_INITIATIVE_MIN_PEOPLE=2|BOT_TAKEN_UP_MINUTES=10\
        |BOT_DISLIKE_PEOPLE=3|BOT_DISLIKE_MINUTES=10|BOT_WITHDRAW_MINUTES=360\
        |BOT_LIKING_HALF_DAYS=2|BOT_EAGERNESS_MAX=1.5|BOT_EAGERNESS_MIN=0.1\
        |BOT_REACTION_DELAY_MIN_SECONDS=1\
        |BOT_REACTION_DELAY_MAX_SECONDS=3\
        |BOT_REACTION_CHANCE=0.05|BOT_REACTION_CHANCE_NAMED=0.7|BOT_REACTION_CHANCE_QUESTION=0.3\
        |BOT_REACTION_CHANCE_EMOTIONAL=0.4|BOT_QUIET_HOURS=|BOT_NIGHT_HOURS=23-8\
        |BOT_BACKUP=true|BOT_BACKUP_HOUR=4|BOT_BACKUP_DIR=|BOT_BACKUP_HOOK=\
        |BOT_METRICS_FILE=|BOT_ALERTS=true|BOT_MODEL_PRICES=|BOT_WAL_CHECKPOINT=own\
        |BOT_WORKERS=4\
        |BOT_SYNC_BEFORE_SEND=false|BOT_LOG=info";
    let shown: Vec<String> = config
        .describe()
        .iter()
        .map(|line| format!("{}={}", line.name, line.value))
        .collect();
    assert_eq!(shown, promised.split('|').collect::<Vec<_>>());
    assert!(
        config
            .describe()
            .iter()
            .all(|line| line.source == Source::Default)
    );
}

/// Both ends of the range are taken, and the next value beyond each is not.
fn check_range(name: &str, ends: [&str; 2], beyond: [&str; 2]) {
    for good in ends {
        assert_eq!(told(&[(name, good)]), [""; 0], "{name}={good}");
    }
    for bad in beyond {
        let told = told(&[(name, bad)]);
        let end = if bad == beyond[0] { ends[0] } else { ends[1] };
        assert_eq!(told.len(), 1, "{name}={bad}: {told:?}");
        let told = told.concat();
        assert!(
            told.starts_with(&format!("{name}={bad} (environment): ")),
            "{told}"
        );
        assert!(told.contains(end), "{told} names no {end}");
    }
}

#[test]
fn the_ends_of_each_range_are_taken_and_what_is_beyond_is_refused() {
    let many = "1000000";
    for name in [
        "BOT_RATE_LIMIT_PER_CHAT",
        "BOT_MAX_REPLIES_PER_HOUR",
        "BOT_RATE_LIMIT_PER_PERSON",
        "BOT_GLOBAL_RATE_LIMIT",
        "BOT_REACTIONS_PER_MINUTE",
        "BOT_REACTIONS_PER_PERSON",
        "BOT_JOIN_PER_DAY",
        "BOT_NOTICES_PER_DAY",
        "BOT_MEDIA_PER_DAY",
        "BOT_DESCRIBE_PER_DAY",
        "GEMINI_REQUESTS_PER_MINUTE",
    ] {
        check_range(name, ["0", many], ["-1", "1000001"]);
    }
    for name in [
        "BOT_SPAM_REPLY_CHANCE",
        "BOT_SMART_REPLY_CHANCE",
        "BOT_REACTION_CHANCE",
        "BOT_REACTION_CHANCE_NAMED",
        "BOT_REACTION_CHANCE_QUESTION",
        "BOT_REACTION_CHANCE_EMOTIONAL",
        "BOT_FRENZY_FACTOR",
        "BOT_SPONTANEOUS_CHANCE",
    ] {
        check_range(name, ["0", "1"], ["-0.001", "1.001"]);
    }
    check_range(
        "GEMINI_REQUESTS_PER_DAY",
        ["0", "10000000"],
        ["-1", "10000001"],
    );
    check_range("TELEGRAM_POLL_TIMEOUT_SECONDS", ["0", "50"], ["-1", "51"]);
    check_range("GEMINI_MAX_OUTPUT_TOKENS", ["64", "65536"], ["63", "65537"]);
    check_range("GEMINI_TEMPERATURE", ["0", "2"], ["-0.1", "2.1"]);
    check_range("GEMINI_TIMEOUT_SECONDS", ["1", "600"], ["0", "601"]);
    check_range("BOT_MAX_MESSAGE_AGE_MINUTES", ["1", "1440"], ["0", "1441"]);
    check_range("BOT_CONTEXT_LIMIT", ["1", "1000"], ["0", "1001"]);
    check_range(
        "BOT_MAX_CONTEXT_TOKENS",
        ["500", "800000"],
        ["499", "800001"],
    );
    check_range("BOT_TOKENS_PER_CHAR", ["0.1", "1"], ["0.09", "1.01"]);
    check_range("BOT_REPLY_CHARS_MAX", ["50", "4096"], ["49", "4097"]);
    check_range("BOT_BOT_REPLIES_PER_HOUR", ["0", "1000"], ["-1", "1001"]);
    check_range("BOT_SPAM_THRESHOLD", ["3", many], ["2", "1000001"]);
    check_range("BOT_SPAM_TIMEOUT", ["10", "86400"], ["9", "86401"]);
    check_range("BOT_MIN_SILENCE_MINUTES", ["0", "1440"], ["-1", "1441"]);
    check_range("BOT_SPAM_REPEAT_WEIGHT", ["1", "10"], ["0", "11"]);
    check_range("BOT_FRENZY_PER_MINUTE", ["5", many], ["4", "1000001"]);
    check_range("BOT_HUSH_LONG_MINUTES", ["1", "10080"], ["0", "10081"]);
    check_range("BOT_HUSH_VOTES", ["2", "100"], ["1", "101"]);
    check_range("BOT_TALKED_ABOUT_FACTOR", ["0", "50"], ["-1", "50.1"]);
    check_range("BOT_INITIATIVES_PER_DAY", ["0", "100"], ["-1", "101"]);
    check_range("BOT_DISLIKE_PEOPLE", ["1", "100"], ["0", "101"]);
    check_range("BOT_WORKERS", ["2", "64"], ["1", "65"]);
}

/// `good` and `bad` are values, with `|` between.
fn check_values(name: &str, good: &str, bad: &str) {
    for value in good.split('|') {
        let told = told(&[(name, value), ("OPENAI_MODEL", "m")]);
        assert_eq!(told, [""; 0], "{name}={value}");
    }
    for value in bad.split('|') {
        let told = told(&[(name, value)]);
        let told = told.first().map_or("", String::as_str);
        assert!(
            told.starts_with(name) && told.contains("expected"),
            "{name}={value}: {told}"
        );
    }
}

#[test]
fn each_kind_takes_its_values_and_no_others() {
    check_values(
        "BOT_ANSWER_PRIVATE",
        "true|FALSE|yes|No|on|off|1|0",
        "2|так|y",
    );
    check_values(
        "BOT_WORKERS",
        "2| 3 |064",
        "2.5|+4|4k|0x4|four|99999999999999999999|٤",
    );
    check_values(
        "BOT_REACTION_CHANCE",
        "0|1|.5|0.50|1.0",
        "0,5|5%|NaN|inf|1e-3|-|half",
    );
    check_values("BOT_LOG", "error|Warn|INFO|debug", "trace|verbose");
    check_values("BOT_MODEL_SERVER", "gemini|OpenAI", "ollama");
    check_values(
        "GEMINI_THINKING",
        "auto|off|minimal|low|medium|high",
        "none|true",
    );
    check_values(
        "GEMINI_SAFETY",
        "OFF|block_none|BLOCK_LOW_AND_ABOVE",
        "BLOCK_ALL",
    );
    check_values("GEMINI_API_VERSION", "v1|v1beta|v1alpha", "v2");
    check_values(
        "BOT_QUIET_HOURS",
        "23-8|0-23| 1 - 2 |08–17",
        "8|24-8|8-8|a-b|-1-5|23:00-8:00|1-2-3",
    );
    check_values(
        "BOT_ADMIN_IDS",
        "1|1, 2;3|5000000000|4503599627370495",
        "me|-100123|0|1.5",
    );
    check_values(
        "BOT_ADMIN_IDS",
        "7",
        "1087968824|5,777000|136817688|4503599627370496",
    );
    check_values("BOT_ALLOWED_CHATS", "-1|-100123, -5", "7|0|чат|-1.5");
    check_values("BOT_MODEL_PRICES", "|m=0.1/0.4|a=1/2, b=3/4", "m|m=1|m=1/x");
    check_values("BOT_PERSONA_NAME", "Г|Гряг Грягович", "a\nb");
    check_values(
        "GEMINI_MODEL",
        "a|a,b; c|models/x-1.5_b:free",
        "a b|a?b|../x|ім'я",
    );
    check_values(
        "GEMINI_API_URL",
        "http://localhost:1",
        "localhost|https://a?key=b",
    );
}

#[test]
fn names_have_at_most_32_characters() {
    check_values("BOT_PERSONA_NAME", &"ї".repeat(32), &"ї".repeat(33));
}

#[test]
fn values_become_what_they_mean() {
    let config = load(&[
        ("GEMINI_MODEL", "one, models/two;three,"),
        ("BOT_SPAM_REPLIES", "стоп, досить; ну ; "),
        ("BOT_ADMIN_IDS", "7, 8,7"),
        ("BOT_QUIET_HOURS", "23-8"),
        ("BOT_MIN_SILENCE_MINUTES", "2"),
        ("BOT_SPAM_TIMEOUT", "30"),
        ("GEMINI_TIMEOUT_SECONDS", "5"),
        ("GEMINI_TEMPERATURE", "0.5"),
        ("GEMINI_THINKING", "HIGH"),
        ("GEMINI_SAFETY", "block_none"),
        ("TELEGRAM_API_URL", "http://localhost:8081/"),
        ("BOT_PERSONA_FILE", "/etc/gryag/persona.txt"),
        ("BOT_LOG", "debug"),
    ]);
    assert_eq!(config.gemini.models, ["one", "two", "three"]);
    assert_eq!(config.models(), config.gemini.models);
    assert_eq!(config.spam.replies, ["стоп, досить", "ну"]);
    assert_eq!(config.admins, [SenderId(7), SenderId(8)]);
    let quiet = config.quiet_hours.unwrap();
    let hours: Vec<u8> = (0..24).filter(|hour| quiet.contains(*hour)).collect();
    assert_eq!(hours, [0, 1, 2, 3, 4, 5, 6, 7, 23]);
    assert_eq!((config.joining.pause_s, config.spam.timeout_s), (120, 30));
    assert_eq!(config.gemini.timeout, Duration::from_secs(5));
    assert_eq!(config.gemini.temperature, Some(0.5));
    assert_eq!(config.gemini.thinking, Thinking::High);
    assert_eq!(config.gemini.safety, "BLOCK_NONE");
    assert_eq!(config.telegram.api_url, "http://localhost:8081");
    assert_eq!(
        config.persona.file.as_deref(),
        Some(Path::new("/etc/gryag/persona.txt"))
    );
    assert_eq!(config.log, log::LevelFilter::Debug);
    assert_eq!(config.message_age_max_s, 600);
}

#[test]
fn the_table_of_the_readme_has_a_whole_row_for_each_setting() {
    let table = markdown_table();
    let rows: Vec<&str> = table
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    assert_eq!(rows.len(), SETTINGS.len());
    for (row, setting) in rows.iter().zip(SETTINGS) {
        assert!(
            row.starts_with(&format!("| `{}` | {} |", setting.name, setting.kind)),
            "{row}"
        );
        assert!(row.contains(setting.default) && row.ends_with(&format!("{} |", setting.meaning)));
        assert_eq!(row.matches('|').count(), 5, "{row}");
    }
}

#[test]
fn settings_are_sentences_under_one_heading_with_names_of_their_own() {
    let mut groups: Vec<&str> = SETTINGS.iter().map(|setting| setting.group).collect();
    groups.dedup();
    let together = groups.len();
    groups.sort_unstable();
    groups.dedup();
    assert_eq!(groups.len(), together, "a group is printed in two places");
    let mut names: Vec<&str> = SETTINGS.iter().map(|setting| setting.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), SETTINGS.len(), "a name stands twice");
    assert!(
        SETTINGS
            .iter()
            .all(|setting| setting.meaning.ends_with('.'))
    );
}

#[test]
fn a_token_of_the_wrong_shape_is_told_by_what_is_wrong_and_not_shown() {
    let check = |token: &str, expected: &str| {
        let told = told(&[("TELEGRAM_BOT_TOKEN", token)]).join("\n");
        assert!(told.contains(expected), "{token:?}: {told}");
        assert!(!told.contains("canary"), "{told}");
    };
    check(
        &TOKEN.replace(":AAF", ":AA\nF"),
        "there is a line break inside",
    );
    check(&TOKEN.replace(':', ": "), "there is a blank in it");
    check(&format!(" {TOKEN}"), "there is a blank in it");
    check(&format!("\"{TOKEN}\""), "there are quotes in it");
    check(&TOKEN.replace(':', ""), "there is no colon in it");
    check(
        &format!("bot{TOKEN}"),
        "something else than digits before the colon",
    );
    check(&format!("1{TOKEN}000"), "");
    check(
        "12345:canary_canary_canary_canary_canary",
        "not 6 to 12 digits",
    );
    check("123456:canary", "too short after the colon");
    check(&format!("{TOKEN}!"), "no token has");
    check(&format!("{TOKEN}я"), "not visible ASCII");
    let config = load(&[("TELEGRAM_BOT_TOKEN", &format!("{TOKEN}\r\n"))]);
    assert_eq!(config.require_token().unwrap().expose(), TOKEN);
}

#[test]
fn a_comment_that_came_with_a_value_through_systemd_is_not_taken_for_a_part_of_it() {
    for (name, value) in [
        ("BOT_PERSONA_NAME", "Гряг # ім'я"),
        ("BOT_TRIGGER_KEYWORDS", "гряг,бот\t# слова"),
        ("BOT_DATA_DIR", "/srv # here"),
    ] {
        let told = told(&[(name, value)]).concat();
        assert!(told.contains("it needs a line of its own"), "{told}");
    }
    assert_eq!(
        load(&[("BOT_SPAM_REPLIES", "а # б;в")]).spam.replies,
        ["а # б", "в"]
    );
    assert_eq!(
        load(&[("BOT_PERSONA_NAME", "Гряг#1")]).persona.name,
        "Гряг#1"
    );
}
