//! How far an import is.

use std::io::Write;
use std::time::Duration;

/// Who is told how far an import is.
pub trait Progress {
    /// `bytes` of the file are read, `messages` looked at, `elapsed` since the beginning. `false`
    /// breaks the import off.
    fn tell(&mut self, bytes: u64, messages: u64, elapsed: Duration) -> bool;

    /// It is over.
    fn end(&mut self);
}

/// Nobody.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Progress for Silent {
    fn tell(&mut self, _: u64, _: u64, _: Duration) -> bool {
        true
    }

    fn end(&mut self) {}
}

/// How often the line is drawn.
const INTERVAL: Duration = Duration::from_millis(200);
/// The bar's width in characters.
const BAR: u64 = 24;

/// A line on a terminal that is drawn again and again.
#[derive(Debug)]
pub struct Terminal<W> {
    out: W,
    total_bytes: u64,
    drawn: Option<Duration>,
}

impl<W: Write> Terminal<W> {
    /// For a file of `total_bytes`.
    pub fn new(out: W, total_bytes: u64) -> Self {
        Self {
            out,
            total_bytes,
            drawn: None,
        }
    }
}

impl<W: Write> Progress for Terminal<W> {
    fn tell(&mut self, bytes: u64, messages: u64, elapsed: Duration) -> bool {
        let is_due = self
            .drawn
            .is_none_or(|drawn| elapsed.saturating_sub(drawn) >= INTERVAL);
        if is_due {
            self.drawn = Some(elapsed);
            let line = line(bytes, self.total_bytes, messages, elapsed);
            // A terminal that is gone is no reason to stop.
            write!(self.out, "\r{line}\u{1b}[K")
                .and_then(|()| self.out.flush())
                .ok();
        }
        true
    }

    fn end(&mut self) {
        if self.drawn.is_some() {
            write!(self.out, "\r\u{1b}[K")
                .and_then(|()| self.out.flush())
                .ok();
        }
    }
}

/// `[██████······]  45 %  23400 messages  21000/s  0:12 left`
fn line(bytes: u64, total: u64, messages: u64, elapsed: Duration) -> String {
    let done = bytes.min(total.max(1));
    let percent = done.saturating_mul(100) / total.max(1);
    let full = usize::try_from(done.saturating_mul(BAR) / total.max(1)).unwrap_or(0);
    let empty = usize::try_from(BAR).unwrap_or(0).saturating_sub(full);
    let millis = u64::try_from(elapsed.as_millis())
        .unwrap_or(u64::MAX)
        .max(1);
    let rate = messages.saturating_mul(1_000) / millis;
    let left_s = total
        .saturating_sub(done)
        .saturating_mul(millis)
        .checked_div(done)
        .map_or(0, |left| left / 1_000);
    format!(
        "[{}{}] {percent:>3} %  {messages} messages  {rate}/s  {}:{:02} left",
        "█".repeat(full),
        "·".repeat(empty),
        left_s / 60,
        left_s % 60,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_tells_share_rate_and_remaining_time() {
        let half = line(500, 1_000, 30_000, Duration::from_secs(2));
        assert_eq!(
            half,
            "[████████████············]  50 %  30000 messages  15000/s  0:02 left"
        );
        // An empty file divides nothing by nothing.
        assert!(line(0, 0, 0, Duration::ZERO).contains("0 messages"));
        assert!(line(2_000, 1_000, 1, Duration::from_secs(1)).contains("100 %"));
    }
}
