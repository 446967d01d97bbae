//! Drawings as inline SVG. All are 360 units wide, so that on a phone a unit is about a pixel and
//! letters stay readable.

use super::words::OTHERS;
use std::fmt::Display;

/// The width of every drawing.
const WIDTH: u64 = 360;
/// The widest bar, in tenths of a unit: one day alone is no wall.
const BAR_MAX: u64 = 240;
/// Room at the left for the names of days.
const LEFT: u64 = 24;
/// The least room at the left for numbers of an axis.
const AXIS_MIN: u64 = 36;
/// A letter of a label is at most so wide, in tenths: its fonts are those of who looks.
const LETTER: u64 = 66;

/// `text` as HTML text: nothing in it is markup.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A number with a thin space between thousands.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && digits.len().saturating_sub(at).is_multiple_of(3) {
            text.push('\u{202F}');
        }
        text.push(digit);
    }
    text
}

fn svg(height: u64, name: &str, parts: &[String]) -> String {
    format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{}\">{}</svg>",
        escape(name),
        parts.concat()
    )
}

fn text(x: impl Display, y: impl Display, class: &str, words: &str) -> String {
    format!(
        "<text x=\"{x}\" y=\"{y}\" class=\"{class}\">{}</text>",
        escape(words)
    )
}

/// So many tenths of `whole` as a decimal.
fn tenths(value: u64) -> String {
    format!("{}.{}", value / 10, value % 10)
}

/// A week of hours: the darker, the more.
pub(super) fn heat_map(hours: &[[u64; 24]; 7], weekdays: &[&str; 7], name: &str) -> String {
    const CELL: u64 = 14;
    let most = hours.iter().flatten().copied().max().unwrap_or(0).max(1);
    let mut parts = Vec::new();
    for (row, (counts, weekday)) in (0_u64..).zip(hours.iter().zip(weekdays)) {
        let y = row.saturating_mul(CELL);
        parts.push(text(0, y + 11, "label", weekday));
        for (column, count) in (0_u64..).zip(counts) {
            // A little colour for anything at all; none for nothing.
            let strength = match count {
                0 => 0,
                count => 12_u64.saturating_add(count.saturating_mul(88) / most),
            };
            parts.push(format!(
                "<rect x=\"{}\" y=\"{y}\" width=\"12.6\" height=\"12.6\" rx=\"2\" class=\"cell\" \
                 style=\"--s:{strength}%\"><title>{weekday} {column}:00 — {}</title></rect>",
                LEFT + column.saturating_mul(CELL),
                grouped(*count)
            ));
        }
    }
    for hour in [0_u64, 6, 12, 18, 23] {
        let x = LEFT + hour.saturating_mul(CELL) + 6;
        parts.push(text(x, 7 * CELL + 12, "label middle", &hour.to_string()));
    }
    svg(7 * CELL + 18, name, &parts)
}

/// A part of a bar: its height and the class that colours it.
pub(super) type Part = (u64, &'static str);

/// Bars over time, each of stacked parts, with a tip for each and labels below.
pub(super) fn bars(
    columns: &[(Vec<Part>, String)],
    labels: &[(usize, String)],
    name: &str,
) -> String {
    const HEIGHT: u64 = 110;
    let total = |parts: &[Part]| parts.iter().map(|(count, _)| *count).sum::<u64>();
    let most = columns.iter().map(|(parts, _)| total(parts)).max();
    let most = most.unwrap_or(0).max(1);
    let count = u64::try_from(columns.len()).unwrap_or(1).max(1);
    let highest = short(most);
    let letters = u64::try_from(highest.chars().count()).unwrap_or(0);
    let axis = (letters.saturating_mul(LETTER) / 10 + 5).max(AXIS_MIN);
    let room = WIDTH - axis - 8;
    // In tenths of a unit.
    let pitch = (room * 10 / count).max(1);
    let width = (pitch * 8 / 10).clamp(5, BAR_MAX);
    let mut parts = vec![
        text(axis - 4, 14, "label end", &highest),
        format!("<line x1=\"{axis}\" y1=\"10\" x2=\"{WIDTH}\" y2=\"10\" class=\"grid\"/>"),
        text(axis - 4, HEIGHT + 13, "label end", "0"),
        format!(
            "<line x1=\"{axis}\" y1=\"{0}\" x2=\"{WIDTH}\" y2=\"{0}\" class=\"axis\"/>",
            HEIGHT + 10
        ),
    ];
    for (number, (stack, tip)) in (0_u64..).zip(columns) {
        let x = axis * 10 + 20 + number.saturating_mul(pitch);
        let mut below = 0_u64;
        let mut drawn = Vec::new();
        for (part, class) in stack.iter().filter(|(part, _)| *part > 0) {
            below = below.saturating_add(*part);
            let height = (part.saturating_mul(HEIGHT * 10) / most).max(3);
            let top = (HEIGHT + 10) * 10 - below.saturating_mul(HEIGHT * 10) / most;
            drawn.push(format!(
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" class=\"{class}\"/>",
                tenths(x),
                tenths(top),
                tenths(width),
                tenths(height)
            ));
        }
        let drawn = drawn.concat();
        parts.push(format!("<g><title>{}</title>{drawn}</g>", escape(tip)));
    }
    for (at, label) in labels {
        let number = u64::try_from(*at).unwrap_or(0);
        let x = axis * 10 + 20 + number.saturating_mul(pitch) + width / 2;
        // Neither end may stick out.
        let x = x.clamp((axis + 8) * 10, (WIDTH - 18) * 10);
        parts.push(text(tenths(x), HEIGHT + 24, "label middle", label));
    }
    svg(HEIGHT + 30, name, &parts)
}

/// A number for the axis; a large one in thousands or millions.
fn short(number: u64) -> String {
    match number {
        0..100_000 => grouped(number),
        100_000..10_000_000 => format!("{} тис", number / 1_000),
        _ => format!("{} млн", number / 1_000_000),
    }
}

/// Names with bars beside them, as a list that narrow screens can wrap. All others together are no
/// measure for the rest.
pub(super) fn rows(rows: &[(String, u64)], class: &str) -> String {
    let most = rows
        .iter()
        .filter(|(name, _)| name != OTHERS)
        .map(|(_, count)| *count)
        .max()
        .unwrap_or(0)
        .max(1);
    let lines: Vec<String> = rows
        .iter()
        .map(|(name, count)| {
            let share = tenths((count.saturating_mul(1_000) / most).min(1_000));
            let class = if name == OTHERS { "others" } else { class };
            format!(
                "<li><bdi title=\"{0}\">{0}</bdi><span class=\"track\"><i class=\"{class}\" \
                 style=\"width:{share}%\"></i></span><b>{1}</b></li>",
                escape(name),
                grouped(*count)
            )
        })
        .collect();
    format!("<ul class=\"rows\">{}</ul>", lines.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_people_call_themselves_is_markup() {
        let rows = rows(&[("<script>\"'&\u{7}".to_owned(), 1)], "ours");
        assert!(!rows.contains("<script"), "{rows}");
        assert!(rows.contains("&lt;script&gt;&quot;&#39;&amp; "), "{rows}");
    }

    #[test]
    fn numbers_are_grouped_and_shortened() {
        assert_eq!(grouped(1_234_567), "1\u{202F}234\u{202F}567");
        assert_eq!(grouped(999), "999");
        assert_eq!(short(1_250), "1\u{202F}250");
        assert_eq!(short(456_000), "456 тис");
        assert_eq!(short(23_400_000), "23 млн");
    }

    #[test]
    fn the_number_at_an_axis_has_room_for_its_letters() {
        for most in [7, 99_999, 100_000, 9_999_999, 120_000_000] {
            let chart = bars(&[(vec![(most, "people")], String::new())], &[], "x");
            let (head, _) = chart.split_once("</text>").unwrap();
            let (head, label) = head.rsplit_once('>').unwrap();
            let (_, x) = head.split_once("<text x=\"").unwrap();
            let (x, _) = x.split_once('"').unwrap();
            let needed = label.chars().count() * 65 / 10;
            assert!(x.parse::<usize>().unwrap() >= needed, "{label} ends at {x}");
        }
    }

    #[test]
    fn charts_of_nothing_are_charts() {
        assert!(heat_map(&[[0; 24]; 7], &["пн"; 7], "x").contains("--s:0%"));
        assert!(bars(&[], &[], "x").ends_with("</svg>"));
        assert_eq!(rows(&[], "ours"), "<ul class=\"rows\"></ul>");
    }
}
