//! The numbers as Prometheus reads them: the text format of the node exporter's textfile
//! collector. Source: <https://prometheus.io/docs/instrumenting/exposition_formats/>.

use super::histogram::{BOUNDS_MS, Counts};
use super::vitals::{Trouble, Vitals};
use crate::store::ModelTotals;
use std::borrow::Cow;

/// How long things took.
#[derive(Debug, Clone, Copy)]
pub struct Latencies {
    /// From an update's arrival to the decision about it.
    pub decision: Counts,
    /// From the question to the models until the answer.
    pub model: Counts,
    /// From a request to Telegram until it was accepted or refused.
    pub send: Counts,
}

/// A metric: a name, what it means, its kind, its samples.
struct Page {
    lines: Vec<String>,
}

impl Page {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        self.lines.push(format!("# HELP gryag_{name} {help}"));
        self.lines.push(format!("# TYPE gryag_{name} {kind}"));
    }

    fn one(&mut self, name: &str, kind: &str, help: &str, value: impl std::fmt::Display) {
        self.head(name, kind, help);
        self.lines.push(format!("gryag_{name} {value}"));
    }

    fn gauge(&mut self, name: &str, help: &str, value: impl std::fmt::Display) {
        self.one(name, "gauge", help, value);
    }

    fn counter(&mut self, name: &str, help: &str, value: impl std::fmt::Display) {
        self.one(name, "counter", help, value);
    }

    fn histogram(&mut self, name: &str, help: &str, counts: &Counts) {
        self.head(name, "histogram", help);
        for (bound, within) in BOUNDS_MS.iter().zip(&counts.within) {
            let bound = seconds(bound.saturating_mul(1_000));
            let line = format!("gryag_{name}_bucket{{le=\"{bound}\"}} {within}");
            self.lines.push(line);
        }
        let Counts {
            count, total_us, ..
        } = counts;
        self.lines
            .push(format!("gryag_{name}_bucket{{le=\"+Inf\"}} {count}"));
        self.lines
            .push(format!("gryag_{name}_sum {}", seconds(*total_us)));
        self.lines.push(format!("gryag_{name}_count {count}"));
    }
}

/// Microseconds as seconds, without the errors of floating point.
fn seconds(micros: u64) -> String {
    let text = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `text` as the value of a label.
fn label(text: &str) -> Cow<'_, str> {
    if text.contains(['\\', '"', '\n']) {
        let text = text.replace('\\', "\\\\").replace('"', "\\\"");
        Cow::Owned(text.replace('\n', "\\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The whole page.
pub fn render(vitals: &Vitals, latencies: &Latencies, models: &[ModelTotals]) -> String {
    let mut page = Page { lines: Vec::new() };
    let info = format!("info{{version=\"{}\"}}", label(&vitals.version));
    page.head("info", "gauge", "The program that runs; always 1.");
    page.lines.push(format!("gryag_{info} 1"));
    page.gauge(
        "start_time_seconds",
        "When it started, seconds since 1970.",
        vitals.started_at.0,
    );
    page.gauge(
        "written_time_seconds",
        "When these numbers were taken, seconds since 1970.",
        vitals.at.0,
    );
    activity(&mut page, vitals);
    stocks(&mut page, vitals);
    page.head(
        "trouble",
        "gauge",
        "Whether something of this kind is amiss, 0 or 1.",
    );
    let troubles = vitals.troubles();
    for kind in Trouble::ALL {
        let is_so = troubles.iter().any(|(trouble, _)| *trouble == kind);
        let line = format!(
            "gryag_trouble{{kind=\"{}\"}} {}",
            kind.as_str(),
            u8::from(is_so)
        );
        page.lines.push(line);
    }
    by_model(&mut page, models);
    page.histogram(
        "decision_latency_seconds",
        "From an update's arrival to the decision about it.",
        &latencies.decision,
    );
    page.histogram(
        "model_latency_seconds",
        "From the question to the models until the answer, retries included.",
        &latencies.model,
    );
    page.histogram(
        "send_latency_seconds",
        "From a request to Telegram until it was accepted or refused.",
        &latencies.send,
    );
    page.lines.push(String::new());
    page.lines.join("\n")
}

fn activity(page: &mut Page, vitals: &Vitals) {
    page.counter("updates_total", "Updates taken in.", vitals.updates);
    page.counter(
        "sends_total",
        "Requests that Telegram accepted.",
        vitals.sends,
    );
    page.counter(
        "model_answers_total",
        "Questions that a model answered.",
        vitals.model_answers,
    );
    page.counter(
        "model_failures_total",
        "Questions that no model answered.",
        vitals.model_failures,
    );
    page.counter(
        "model_held_back_total",
        "Questions that were not put to a model, for our own limit of a minute.",
        vitals.model_held_back,
    );
    page.gauge(
        "poll_age_seconds",
        "Time since a poll came back, or the poll thread waited on purpose.",
        vitals.poll_age_s,
    );
}

fn stocks(page: &mut Page, vitals: &Vitals) {
    page.gauge("open_updates", "Updates that wait.", vitals.open_updates);
    page.gauge(
        "oldest_open_update_seconds",
        "For how long the oldest of them has waited.",
        vitals.oldest_wait_s,
    );
    page.gauge(
        "quarantined_updates",
        "Updates set aside.",
        vitals.quarantined,
    );
    page.gauge(
        "waiting_sends",
        "Requests that wait to be sent.",
        vitals.waiting_sends,
    );
    page.gauge(
        "database_bytes",
        "The size of the database.",
        vitals.database_bytes,
    );
    page.gauge(
        "wal_bytes",
        "The size of its write-ahead log.",
        vitals.wal_bytes,
    );
    page.gauge(
        "disk_free_bytes",
        "Room left on its disk.",
        vitals.disk_free_bytes,
    );
    page.gauge(
        "resident_memory_bytes",
        "Memory in use.",
        vitals.memory_bytes,
    );
    if let Some(at) = vitals.last_backup_at {
        page.gauge(
            "last_backup_time_seconds",
            "When the newest verified backup was made, seconds since 1970.",
            at.0,
        );
    }
}

fn by_model(page: &mut Page, models: &[ModelTotals]) {
    if models.is_empty() {
        return;
    }
    page.head(
        "model_requests_total",
        "counter",
        "Requests to a model, ever, retries included.",
    );
    for model in models {
        let name = label(&model.model);
        let line = format!(
            "gryag_model_requests_total{{model=\"{name}\"}} {}",
            model.requests
        );
        page.lines.push(line);
    }
    page.head(
        "model_request_failures_total",
        "counter",
        "Those of them that brought no usable answer.",
    );
    for model in models {
        let name = label(&model.model);
        let line = format!(
            "gryag_model_request_failures_total{{model=\"{name}\"}} {}",
            model.failures
        );
        page.lines.push(line);
    }
    page.head(
        "model_tokens_total",
        "counter",
        "Tokens, ever, by their kind.",
    );
    for model in models {
        let name = label(&model.model);
        for (kind, tokens) in [
            ("prompt", model.prompt_tokens),
            ("answer", model.answer_tokens),
            ("thought", model.thought_tokens),
        ] {
            let line =
                format!("gryag_model_tokens_total{{model=\"{name}\",kind=\"{kind}\"}} {tokens}");
            page.lines.push(line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::histogram::Histogram;
    use std::collections::HashSet;
    use std::time::Duration;

    fn page() -> String {
        let histogram = Histogram::default();
        histogram.add(Duration::from_micros(1_500));
        histogram.add(Duration::from_secs(100));
        let counts = histogram.counts();
        let vitals = Vitals {
            version: "0.1.0".to_owned(),
            authorised: true,
            last_backup_at: Some(crate::clock::UnixTime(5)),
            ..Vitals::default()
        };
        let latencies = Latencies {
            decision: counts,
            model: counts,
            send: Histogram::default().counts(),
        };
        let model = ModelTotals {
            model: "a\"b\\c\nd".to_owned(),
            requests: 7,
            ..ModelTotals::default()
        };
        render(&vitals, &latencies, &[model])
    }

    /// A sample's name, its labels and its value, as the format's grammar has them.
    fn sample(line: &str) -> (&str, &str, f64) {
        let (left, value) = line.rsplit_once(' ').unwrap();
        let (name, labels) = match left.split_once('{') {
            Some((name, labels)) => (name, labels.strip_suffix('}').unwrap()),
            None => (left, ""),
        };
        assert!(!name.is_empty(), "{line}");
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        assert!(name.chars().all(is_word) && !name.starts_with(|c: char| c.is_ascii_digit()));
        let mut rest = labels;
        while !rest.is_empty() {
            let (label, after) = rest.split_once("=\"").unwrap();
            assert!(!label.is_empty() && label.chars().all(is_word), "{line}");
            let mut escaped = false;
            let end = after.find(|c| {
                let ends = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                ends
            });
            let after = after.split_at(end.unwrap()).1.strip_prefix('"').unwrap();
            rest = after.strip_prefix(',').unwrap_or(after);
        }
        (name, labels, value.parse().unwrap())
    }

    #[test]
    fn the_page_keeps_to_the_grammar() {
        let page = page();
        assert!(page.ends_with('\n') && !page.contains("\n\n"));
        let mut typed = HashSet::new();
        let mut current = (String::new(), String::new());
        let mut seen = HashSet::new();
        for line in page.lines() {
            if let Some(rest) = line.strip_prefix("# TYPE ") {
                let (name, kind) = rest.split_once(' ').unwrap();
                assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
                assert!(typed.insert(name.to_owned()), "twice: {name}");
                current = (name.to_owned(), kind.to_owned());
            } else if let Some(rest) = line.strip_prefix("# HELP ") {
                assert!(
                    rest.split_once(' ')
                        .is_some_and(|(_, help)| !help.is_empty())
                );
            } else {
                let (name, labels, _) = sample(line);
                assert!(seen.insert(format!("{name}{{{labels}}}")), "twice: {line}");
                let family = ["_bucket", "_sum", "_count"]
                    .iter()
                    .find_map(|suffix| name.strip_suffix(suffix))
                    .filter(|_| current.1 == "histogram")
                    .unwrap_or(name);
                assert_eq!(family, current.0, "{line}");
                assert_eq!(current.1 == "counter", name.ends_with("_total"), "{line}");
            }
        }
        assert!(seen.len() > 50, "{}", seen.len());
    }

    #[test]
    fn buckets_grow_to_the_count_and_units_are_seconds() {
        let page = page();
        let line = |start: &str| page.lines().find(|l| l.starts_with(start)).unwrap();
        let bucket = |bound: &str| {
            line(&format!(
                "gryag_decision_latency_seconds_bucket{{le=\"{bound}\"}}"
            ))
        };
        assert!(bucket("0.001").ends_with(" 0"));
        assert!(bucket("0.002").ends_with(" 1"));
        assert!(bucket("60").ends_with(" 1"));
        assert!(bucket("+Inf").ends_with(" 2"));
        assert_eq!(
            line("gryag_decision_latency_seconds_sum"),
            "gryag_decision_latency_seconds_sum 100.0015"
        );
        assert_eq!(
            line("gryag_model_held_back"),
            "gryag_model_held_back_total 0"
        );
        let escaped = "gryag_model_requests_total{model=\"a\\\"b\\\\c\\nd\"} 7";
        assert_eq!(line("gryag_model_requests_total"), escaped);
    }
}
