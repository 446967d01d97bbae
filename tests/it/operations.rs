//! The running bot looks after itself: status, metrics, alerts, the nightly backup.

use crate::support::fake_gemini::Reply;
use crate::support::notify::NotifySocket;
use crate::support::stage::Stage;
use crate::support::telegram_faults::{Fault, Rule};
use crate::support::updates::{group, other_bot, person, private, says};
use crate::support::wait::wait_until;
use serde_json::Value;
use std::path::Path;
use std::process::Output;

const ADMIN: i64 = 777_001;

/// A stage whose bot looks at itself twice a second instead of every ten seconds.
fn quick_stage() -> Stage {
    let mut stage = Stage::new();
    stage.home.set("WATCHDOG_USEC", "1000000");
    stage
}

fn status(stage: &Stage) -> (Option<i32>, Value) {
    let output = stage.home.run(&["status", "--json"]);
    let text = String::from_utf8(output.stdout).unwrap();
    (output.status.code(), serde_json::from_str(&text).unwrap())
}

/// Blocks until the bot has written down its numbers that often anew.
#[track_caller]
fn wait_for_later_numbers(stage: &Stage, count: usize) {
    let taken_at = || status(stage).1["vitals"]["at"].as_i64().unwrap();
    for _ in 0..count {
        let before = taken_at();
        wait_until("newer numbers", || taken_at() > before);
    }
}

fn text_of(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn status_tells_a_running_bot_from_a_stopped_and_a_killed_one() {
    let stage = quick_stage();
    assert_eq!(status(&stage).0, Some(2), "nothing has run yet");
    let bot = stage.start();
    stage.settle(&group(1));
    wait_until("a healthy status", || status(&stage).0 == Some(0));
    let (_, json) = status(&stage);
    assert_eq!(json["state"], "healthy");
    assert_eq!(json["vitals"]["pid"], bot.pid());
    let output = stage.home.run(&["status"]);
    assert!(text_of(&output).starts_with("gryag is healthy\n"));
    bot.kill();
    let (code, json) = status(&stage);
    assert_eq!((code, &json["state"]), (Some(2), &Value::from("down")));
    assert!(json["down"].as_str().unwrap().contains("gone"), "{json}");
    let bot = stage.start();
    wait_until("a healthy status", || status(&stage).0 == Some(0));
    bot.stop();
    let (code, json) = status(&stage);
    assert_eq!(code, Some(2));
    assert!(
        json["down"].as_str().unwrap().starts_with("stopped"),
        "{json}"
    );
}

#[test]
fn systemd_is_shown_the_same_line() {
    let mut stage = quick_stage();
    let mut notify = NotifySocket::in_home(&mut stage.home);
    let _bot = stage.start();
    notify.wait_for("WATCHDOG=1");
    let line = notify.wait_for_start("STATUS=well; last poll ");
    assert!(line.contains("updates wait"), "{line}");
}

#[test]
fn admins_are_told_once_that_the_model_refuses_the_key_and_not_again_after_a_restart() {
    let mut stage = quick_stage();
    stage.home.set("BOT_ADMIN_IDS", &ADMIN.to_string());
    stage.gemini.answer_by(|_| Reply::BadKey);
    let bot = stage.start();
    stage.call(&group(1), "Гряг, ти тут?");
    let alerts = || -> Vec<String> {
        let log = stage.telegram.log();
        log.calls_of("sendMessage")
            .filter(|call| call.params["chat_id"] == ADMIN)
            .map(|call| call.params["text"].as_str().unwrap().to_owned())
            .collect()
    };
    wait_until("an alert", || !alerts().is_empty());
    assert!(
        alerts()[0].starts_with("⚠️ модель не відповідає"),
        "{:?}",
        alerts()
    );
    let (code, json) = status(&stage);
    assert_eq!((code, &json["state"]), (Some(1), &Value::from("degraded")));
    assert_eq!(json["troubles"][0][0], "model");
    // Neither more of the same nor a restart repeats it.
    stage.call(&group(1), "Гряг, а тепер?");
    stage.telegram.wait_until_drained();
    bot.stop();
    let bot = stage.start();
    stage.call(&group(1), "Гряг?");
    wait_until("trouble after the restart", || status(&stage).0 == Some(1));
    // The keeper looks at new numbers once a second: three seconds on it has long acted on these.
    wait_for_later_numbers(&stage, 3);
    assert_eq!(alerts().len(), 1, "{:?}", alerts());
    let (_, printed) = bot.stop();
    assert!(
        !printed.contains("Гряг, "),
        "no words of people in the log: {printed}"
    );
}

#[test]
fn an_alert_that_telegram_did_not_take_is_not_lost() {
    let mut stage = quick_stage();
    stage.home.set("BOT_ADMIN_IDS", &ADMIN.to_string());
    stage.gemini.answer_by(|_| Reply::BadKey);
    stage.telegram.fail(
        Rule::on("sendMessage", Fault::BadGateway)
            .in_chat(ADMIN)
            .times(1),
    );
    let bot = stage.start();
    stage.call(&group(1), "Гряг, ти тут?");
    let tries = || {
        let log = stage.telegram.log();
        log.calls_of("sendMessage")
            .filter(|call| call.params["chat_id"] == ADMIN)
            .count()
    };
    wait_until("a first try", || tries() == 1);
    // A restart instead of the minute's wait: what was not told is still due.
    bot.stop();
    let _bot = stage.start();
    stage.call(&group(1), "Гряг?");
    wait_until("a second try", || tries() == 2);
}

#[test]
fn metrics_are_written_whole_and_for_everybody_to_read() {
    use std::os::unix::fs::PermissionsExt;
    let mut stage = quick_stage();
    let file = stage.home.path().join("gryag.prom");
    stage.home.set("BOT_METRICS_FILE", file.to_str().unwrap());
    let _bot = stage.start();
    stage.settle(&group(1));
    let value = |name: &str| -> Option<f64> {
        let page = std::fs::read_to_string(&file).ok()?;
        assert!(page.ends_with('\n'), "cut off: {page}");
        let line = page.lines().find(|line| line.starts_with(name))?;
        line.rsplit(' ').next()?.parse().ok()
    };
    wait_until("a decision in the metrics", || {
        value("gryag_decision_latency_seconds_count").is_some_and(|count| count >= 1.0)
            && value("gryag_send_latency_seconds_count").is_some_and(|count| count >= 1.0)
            && value("gryag_updates_total").is_some_and(|count| count >= 1.0)
    });
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o644);
    // For `promtool check metrics`, which .ci/run asks where it is installed.
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gryag.prom");
    std::fs::copy(&file, kept).unwrap();
}

#[test]
fn a_missed_backup_is_made_up_for_by_the_running_bot() {
    let mut stage = quick_stage();
    stage.home.set("BOT_BACKUP", "true");
    let bot = stage.start();
    stage.settle(&group(1));
    bot.stop();
    // The first start lies two days back and no backup was ever made.
    let earlier = "UPDATE meta SET value = value - 180000 WHERE key = 'first_start'";
    let database = stage.home.data().join(gryag::store::FILE_NAME);
    let database = rusqlite::Connection::open(database).unwrap();
    assert_eq!(database.execute(earlier, []).unwrap(), 1);
    drop(database);
    let backups = stage.home.data().join("backups");
    let count = |directory: &Path| {
        let all = std::fs::read_dir(directory).into_iter().flatten().flatten();
        all.filter(|entry| entry.file_name().to_string_lossy().ends_with(".db"))
            .count()
    };
    let _bot = stage.start();
    wait_until("a backup", || count(&backups) == 1);
    let (_, json) = status(&stage);
    assert!(json["vitals"]["last_backup_at"].as_i64().unwrap() > 0);
}

#[test]
fn a_changed_settings_file_is_followed_without_a_restart_and_a_wrong_one_is_not() {
    let mut stage = Stage::new();
    let file = stage.home.path().join("gryag.env");
    let persona = stage.home.path().join("persona.txt");
    std::fs::write(&persona, "Ти старий лісник.").unwrap();
    let settings = format!("BOT_PERSONA_FILE={}\nBOT_WORKERS=4\n", persona.display());
    std::fs::write(&file, &settings).unwrap();
    stage.home.set("GRYAG_ENV_FILE", file.to_str().unwrap());
    let bot = stage.start();
    stage.settle(&group(1));
    assert!(
        stage
            .gemini
            .asks()
            .last()
            .unwrap()
            .whole_text()
            .contains("старий лісник")
    );
    std::fs::write(&persona, "Ти юна капітанка.").unwrap();
    bot.wait_for_line("settings: read again, the persona too");
    stage.settle(&group(1));
    assert!(
        stage
            .gemini
            .asks()
            .last()
            .unwrap()
            .whole_text()
            .contains("юна капітанка")
    );
    std::fs::write(&file, "BOT_CONTEXT_LIMIT=багато\n").unwrap();
    bot.wait_for_line("settings: the file is wrong, the old values stay");
    std::fs::write(
        &file,
        format!("{settings}BOT_REPLY_CHARS_MAX=300\nBOT_WORKERS=5\n"),
    )
    .unwrap();
    bot.wait_for_line("settings: changed: BOT_REPLY_CHARS_MAX");
    bot.wait_for_line("settings: need a restart: BOT_WORKERS");
    stage.settle(&group(1));
}

#[test]
fn status_knows_a_bot_that_waits_for_telegram() {
    let stage = Stage::new();
    stage
        .telegram
        .fail(Rule::on("getMe", Fault::BadGateway).always());
    let bot = stage.home.start();
    bot.wait_for_line("cannot be asked");
    let (_, json) = status(&stage);
    assert_eq!(json["vitals"]["pid"], bot.pid(), "{json}");
    assert_ne!(json["state"], "down", "{json}");
}

/// What `gryag check` finds under each of these names, and how it ends.
fn findings<const N: usize>(stage: &Stage, names: [&str; N]) -> (Option<i32>, [Value; N]) {
    let output = stage.home.run(&["check", "--json"]);
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let all = json["findings"].as_array().unwrap();
    let found = names.map(|name| {
        let found = all.iter().find(|finding| finding["name"] == name);
        found
            .cloned()
            .unwrap_or_else(|| panic!("no {name} in {json}"))
    });
    (output.status.code(), found)
}

/// What `gryag check` finds under a name, and how it ends.
fn finding(stage: &Stage, name: &str) -> (Option<i32>, Value) {
    let (code, [found]) = findings(stage, [name]);
    (code, found)
}

#[test]
fn check_finds_nothing_wrong_where_nothing_is() {
    let mut stage = Stage::new();
    stage.home.set("TZ", "EET-2EEST,M3.5.0/3,M10.5.0/4");
    let (code, found) = finding(&stage, "other pollers");
    assert_eq!(
        (code, &found["state"]),
        (Some(0), &Value::from("good")),
        "{found}"
    );
}

#[test]
fn check_finds_the_classic_mistakes() {
    let mut stage = Stage::new();
    stage.home.set("TZ", "Europe/Nowhere");
    let (code, found) = finding(&stage, "time zone");
    assert_eq!(
        (code, &found["state"]),
        (Some(1), &Value::from("bad")),
        "{found}"
    );
    stage.home.set("TZ", "UTC0");
    stage
        .telegram
        .fail(Rule::on("getUpdates", Fault::Conflict).always());
    let (code, found) = finding(&stage, "other pollers");
    assert_eq!(
        (code, &found["state"]),
        (Some(1), &Value::from("bad")),
        "{found}"
    );
    stage.telegram.heal();
    stage
        .telegram
        .fail(Rule::on("getMe", Fault::Unauthorized).always());
    let (code, found) = finding(&stage, "Telegram");
    assert_eq!(code, Some(1));
    assert!(
        found["seen"].as_str().unwrap().contains("revoked"),
        "{found}"
    );
    // Beside a running bot it must not take the bot's turn.
    stage.telegram.heal();
    let _bot = stage.start();
    let (code, found) = finding(&stage, "data directory");
    assert_eq!(code, Some(0), "{found}");
    assert!(
        found["seen"].as_str().unwrap().contains("a bot runs"),
        "{found}"
    );
}

#[test]
fn check_knows_admins_who_wrote_and_bots_that_are_called_alike() {
    let mut stage = Stage::new();
    stage.home.set("BOT_ADMIN_IDS", "7001,7999");
    let bot = stage.start();
    let admin = person(0);
    stage.push(says(&private(&admin), &admin, "/start"));
    let mut namesake = other_bot();
    namesake["first_name"] = "Гряг-2".into();
    stage.push(says(&group(1), &namesake, "я тут головний"));
    stage.settle(&group(1));
    bot.stop();
    let output = stage.home.run(&["check"]);
    let text = text_of(&output);
    assert!(text.contains("✓ admins: 7001 is a person"), "{text}");
    assert!(text.contains("! admins: 7999 is nobody we know"), "{text}");
    assert!(
        text.contains("! other bots: called like us: Гряг-2"),
        "{text}"
    );
}

#[test]
fn check_ends_although_nobody_answers_and_says_what_it_could_not_see() {
    let mut stage = Stage::new();
    // Accepts connections by its backlog and never answers: each call runs into its deadline.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    stage.home.set("TELEGRAM_API_URL", &url);
    stage.home.set("GEMINI_API_URL", &url);
    stage.home.set("GEMINI_MODEL", "one");
    let (code, [telegram, model]) = findings(&stage, ["Telegram", "model"]);
    assert_eq!(code, Some(1));
    assert!(
        telegram["seen"].as_str().unwrap().contains("timed out"),
        "{telegram}"
    );
    assert_eq!(model["state"], "doubtful", "{model}");
    assert_eq!(model["seen"], "one: model too slow", "{model}");
}
