//! Retries, the next model, pauses and budgets.

use super::support::{FakeClock, prompt, serve};
use super::{LIMITS, ask, error, gemini, models, ok, outcomes, overloaded, quota};
use gryag::clock::Clock;
use gryag::llm::{Failure, Models, RequestLimits, Trouble};
use gryag::rng::Rng;
use serde_json::json;
use std::time::Duration;

#[test]
fn thinking_that_ate_the_answer_gets_one_more_chance_with_twice_the_cap() {
    let body = json!({
        "candidates": [{"content": {"role": "model"}, "finishReason": "MAX_TOKENS"}],
        "usageMetadata": {"promptTokenCount": 12, "thoughtsTokenCount": 1_000},
    });
    let hungry = || (200, body.to_string());
    let (url, seen) = serve(vec![hungry(), ok("так"), hungry(), hungry(), ok("ні")]);
    let models = models(&url);
    let asked = ask(&models, &FakeClock::default());
    assert_eq!(asked.result.clone().unwrap().text, "так");
    assert_eq!(
        outcomes(&asked),
        [
            "gemini-3.5-flash-lite thought-only 1000",
            "gemini-3.5-flash-lite answered 2000"
        ]
    );
    assert_eq!(asked.attempts[0].usage.thought_tokens, 1_000);
    let cap = seen.lock().unwrap()[1].body["generationConfig"]["maxOutputTokens"].clone();
    assert_eq!(cap, 2_000);

    let asked = ask(&models, &FakeClock::default());
    assert_eq!(asked.result.clone().unwrap().text, "ні");
    assert_eq!(outcomes(&asked)[2], "gemini-3.8-flash answered 1000");
}

#[test]
fn a_short_wait_is_waited_out() {
    let minute = "GenerateRequestsPerMinutePerProjectPerModel-FreeTier";
    let (url, _) = serve(vec![quota(minute, "2.5s"), ok("так")]);
    let clock = FakeClock::default();
    let asked = ask(&models(&url), &clock);
    assert_eq!(asked.result.unwrap().text, "так");
    let pauses = clock.pauses.lock().unwrap().clone();
    assert_eq!(pauses.len(), 1);
    assert!(
        (2_500..=3_000).contains(&pauses[0].as_millis()),
        "{pauses:?}"
    );
}

#[test]
fn a_long_wait_means_the_next_model_and_is_remembered() {
    let minute = "GenerateRequestsPerMinutePerProjectPerModel-FreeTier";
    let (url, _) = serve(vec![
        quota(minute, "54.05s"),
        ok("раз"),
        ok("два"),
        ok("три"),
    ]);
    let (models, clock) = (models(&url), FakeClock::default());
    let asked = ask(&models, &clock);
    assert_eq!(
        outcomes(&asked),
        [
            "gemini-3.5-flash-lite rate-limited 1000",
            "gemini-3.8-flash answered 1000"
        ]
    );
    let asked = ask(&models, &clock);
    assert_eq!(outcomes(&asked), ["gemini-3.8-flash answered 1000"]);
    assert_eq!(asked.skipped[0].why.as_str(), "rate-limited");
    assert!(clock.pauses.lock().unwrap().is_empty());
    clock.pause(Duration::from_secs(55));
    let asked = ask(&models, &clock);
    assert_eq!(outcomes(&asked), ["gemini-3.5-flash-lite answered 1000"]);
}

#[test]
fn a_spent_day_is_over_until_the_quota_begins_anew() {
    let day = "GenerateRequestsPerDayPerProjectPerModel-FreeTier";
    let (url, _) = serve(vec![quota(day, "2s"), ok("раз"), ok("два"), ok("три")]);
    let (models, clock) = (models(&url), FakeClock::default());
    let asked = ask(&models, &clock);
    assert_eq!(
        outcomes(&asked),
        [
            "gemini-3.5-flash-lite quota-gone 1000",
            "gemini-3.8-flash answered 1000"
        ]
    );
    clock.pause(Duration::from_secs(3_600));
    assert_eq!(outcomes(&ask(&models, &clock)).len(), 1);
    clock.pause(Duration::from_secs(86_400));
    let asked = ask(&models, &clock);
    assert_eq!(outcomes(&asked), ["gemini-3.5-flash-lite answered 1000"]);
}

#[test]
fn an_overloaded_model_is_tried_twice_then_the_next() {
    let (url, _) = serve(vec![overloaded(), overloaded(), ok("так")]);
    let clock = FakeClock::default();
    let asked = ask(&models(&url), &clock);
    assert_eq!(
        outcomes(&asked),
        [
            "gemini-3.5-flash-lite overloaded 1000",
            "gemini-3.5-flash-lite overloaded 1000",
            "gemini-3.8-flash answered 1000"
        ]
    );
    let pauses = clock.pauses.lock().unwrap().clone();
    assert_eq!(pauses.len(), 1);
    assert!(
        (1_000..=8_000).contains(&pauses[0].as_millis()),
        "{pauses:?}"
    );
}

#[test]
fn the_last_model_is_tried_three_times_then_nobody() {
    let (url, seen) = serve(vec![overloaded(); 8]);
    let (models, clock) = (models(&url), FakeClock::default());
    let asked = ask(&models, &clock);
    let overload = Err(Failure::Overloaded(Trouble::Server));
    assert_eq!(asked.result, overload);
    assert_eq!(seen.lock().unwrap().len(), 5);
    assert!(models.closed(&clock).is_some());
    // Whoever asks while all rest gets the best of them tried all the same.
    let asked = ask(&models, &clock);
    assert_eq!((asked.result, asked.attempts.len()), (overload, 3));
}

#[test]
fn a_refused_key_is_tried_again_after_half_a_minute_then_ever_later() {
    let details = json!([{"reason": "API_KEY_INVALID", "domain": "googleapis.com"}]);
    let refusal = || error(400, "INVALID_ARGUMENT", "Bad key.", &details);
    let (url, seen) = serve(vec![refusal(), refusal(), ok("так")]);
    let (models, clock) = (models(&url), FakeClock::default());
    assert_eq!(ask(&models, &clock).result, Err(Failure::KeyRefused));
    clock.pause(Duration::from_secs(29));
    assert_eq!(ask(&models, &clock).result, Err(Failure::KeyRefused));
    assert_eq!(seen.lock().unwrap().len(), 1);
    clock.pause(Duration::from_secs(1));
    assert_eq!(ask(&models, &clock).result, Err(Failure::KeyRefused));
    clock.pause(Duration::from_secs(59));
    assert_eq!(ask(&models, &clock).result, Err(Failure::KeyRefused));
    assert_eq!(seen.lock().unwrap().len(), 2);
    clock.pause(Duration::from_secs(1));
    assert_eq!(ask(&models, &clock).result.unwrap().text, "так");
}

#[test]
fn a_model_that_is_gone_is_left_alone_while_there_is_another() {
    let gone = error(404, "NOT_FOUND", "models/x is not found", &json!([]));
    let (url, _) = serve(vec![gone, ok("раз"), ok("два"), ok("три")]);
    let (models, clock) = (models(&url), FakeClock::default());
    let asked = ask(&models, &clock);
    assert_eq!(outcomes(&asked)[0], "gemini-3.5-flash-lite model-gone 1000");
    clock.pause(Duration::from_secs(3_599));
    let asked = ask(&models, &clock);
    assert_eq!(outcomes(&asked), ["gemini-3.8-flash answered 1000"]);
    assert_eq!(asked.skipped[0].why, Failure::ModelGone);
    clock.pause(Duration::from_secs(1));
    let asked = ask(&models, &clock);
    assert_eq!(outcomes(&asked), ["gemini-3.5-flash-lite answered 1000"]);
}

#[test]
fn models_that_are_all_gone_are_looked_for_in_half_a_minute() {
    let gone = || error(404, "NOT_FOUND", "models/x is not found", &json!([]));
    // The second one comes back first.
    let (url, seen) = serve(vec![gone(), gone(), gone(), ok("так")]);
    let (models, clock) = (models(&url), FakeClock::default());
    assert_eq!(ask(&models, &clock).result, Err(Failure::ModelGone));
    clock.pause(Duration::from_secs(29));
    assert_eq!(ask(&models, &clock).result, Err(Failure::ModelGone));
    assert_eq!(seen.lock().unwrap().len(), 2, "nothing is sent meanwhile");
    clock.pause(Duration::from_secs(1));
    let asked = ask(&models, &clock);
    assert_eq!(asked.result.unwrap().text, "так");
}

#[test]
fn an_invalid_request_is_not_repeated_to_the_same_model() {
    let invalid = || error(400, "INVALID_ARGUMENT", "Unknown name", &json!([]));
    let (url, _) = serve(vec![invalid(), invalid()]);
    let asked = ask(&models(&url), &FakeClock::default());
    assert_eq!(asked.result, Err(Failure::Invalid));
    assert_eq!(asked.attempts.len(), 2);
}

#[test]
fn budgets_hold_before_anything_is_sent() {
    let (url, seen) = serve(vec![ok("раз"), ok("два")]);
    let limits = RequestLimits {
        per_minute: 1,
        per_day: 5,
        ..LIMITS
    };
    let models = Models::new(gemini(&url), vec!["gemini-3.8-flash".to_owned()], limits);
    let clock = FakeClock::default();
    let ask = |spent: u32| {
        models
            .ask(&prompt(), &clock, &|_| spent, &mut Rng::new(1))
            .result
    };
    let spent = Failure::RateLimited {
        retry_after: None,
        daily: true,
    };
    assert_eq!(ask(5), Err(spent));
    assert!(ask(4).is_ok());
    let wait = Duration::from_secs(60);
    assert_eq!(ask(4), Err(Failure::MinuteSpent { wait }));
    assert_eq!(seen.lock().unwrap().len(), 1);
    clock.pause(Duration::from_secs(60));
    assert!(ask(4).is_ok());
}

#[test]
fn what_nobody_asked_for_leaves_a_third_of_the_minute_to_who_calls() {
    let answers = (0..9).map(|_| ok("так")).collect();
    let (url, seen) = serve(answers);
    let limits = RequestLimits {
        per_minute: 6,
        per_day: 50,
        ..LIMITS
    };
    let models = Models::new(gemini(&url), vec!["gemini-3.8-flash".to_owned()], limits);
    let clock = FakeClock::default();
    let unasked = || {
        let asked = models.ask_unasked(&prompt(), &clock, &|_| 0, &mut Rng::new(1));
        asked.result.is_ok()
    };
    let called = || {
        let asked = models.ask(&prompt(), &clock, &|_| 0, &mut Rng::new(1));
        asked.result.is_ok()
    };
    assert_eq!((0..6).filter(|_| unasked()).count(), 4);
    assert_eq!((0..6).filter(|_| called()).count(), 2);
    assert_eq!(seen.lock().unwrap().len(), 6);
}

#[test]
fn the_whole_question_has_a_deadline_and_a_stop_ends_it() {
    let minute = "GenerateRequestsPerMinutePerProjectPerModel-FreeTier";
    let (url, seen) = serve(vec![quota(minute, "19s"); 20]);
    let names = (0..9).map(|n| format!("gemini-3.8-flash-{n}")).collect();
    let models = Models::new(gemini(&url), names, LIMITS);
    let clock = FakeClock::default();
    assert_eq!(
        ask(&models, &clock).result.unwrap_err().as_str(),
        "rate-limited"
    );
    assert!(clock.monotonic() <= Duration::from_secs(90));
    assert!(seen.lock().unwrap().len() >= 9);

    let (url, _) = serve(vec![overloaded(), ok("ні")]);
    let clock = FakeClock {
        is_stopping: true,
        ..FakeClock::default()
    };
    assert_eq!(
        ask(&super::models(&url), &clock).result,
        Err(Failure::Stopped)
    );
}

#[test]
fn workers_share_one_set_of_models() {
    fn is_shared<T: Send + Sync>(_: &T) -> bool {
        true
    }
    assert!(is_shared(&models("http://127.0.0.1:1")));
}
