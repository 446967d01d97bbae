//! Markdown within a paragraph: bold, italic, strike-through, code, links, spoilers.
//!
//! Follows CommonMark where people notice: flanking rules, no emphasis inside words with `_`,
//! properly nested pairs. What does not pair up stays as it was typed.

mod nested;

use super::markdown::{Document, Glyph, Style};

/// Opening marks that wait for their closing ones at a time.
const OPENERS_MAX: usize = 64;
/// Longer runs of `*` or `_` are ornaments.
const MARKS_MAX: usize = 3;
/// The longest text of a link, in characters.
const LINK_TEXT_CHARS_MAX: usize = 500;
/// The longest address of a link, in characters.
const URL_CHARS_MAX: usize = 1_000;
/// Runs of backticks up to this length open code.
const TICKS_MAX: usize = 8;

/// Appends `text` to `document`.
pub(super) fn parse(document: &mut Document, text: &[char], base: Style) {
    let mut scanner = Scanner {
        document,
        text,
        base,
        items: Vec::with_capacity(text.len()),
        openers: Vec::new(),
        spans: Vec::new(),
        dead_ticks: [false; TICKS_MAX + 1],
    };
    scanner.scan();
    let glyphs = scanner.resolve();
    document.glyphs.extend(glyphs);
}

#[derive(Clone, Copy)]
enum Item {
    Glyph(Glyph),
    /// Marks that have not found a partner; they are typed text so far.
    Marks {
        mark: char,
        left: usize,
    },
}

/// Marks that may open something.
struct Opener {
    item: usize,
    mark: char,
}

#[derive(Clone, Copy)]
enum Kind {
    Bold,
    Italic,
    Strike,
}

struct Span {
    kind: Kind,
    from: usize,
    to: usize,
}

struct Scanner<'s> {
    document: &'s mut Document,
    text: &'s [char],
    base: Style,
    items: Vec<Item>,
    openers: Vec<Opener>,
    spans: Vec<Span>,
    dead_ticks: [bool; TICKS_MAX + 1],
}

impl Scanner<'_> {
    fn at(&self, position: usize) -> Option<char> {
        self.text.get(position).copied()
    }

    fn scan(&mut self) {
        let mut position = 0_usize;
        while let Some(c) = self.at(position) {
            let next = match c {
                '\\' => self.escape(position),
                '`' => Some(self.code(position)),
                '[' => self.link(position, position),
                '!' if self.at(position.saturating_add(1)) == Some('[') => {
                    self.link(position, position.saturating_add(1))
                }
                '*' | '_' | '~' => Some(self.marks(position, c)),
                '|' => self.spoiler(position),
                _ => None,
            };
            position = next.unwrap_or_else(|| {
                self.type_out(c);
                position.saturating_add(1)
            });
        }
    }

    fn type_out(&mut self, c: char) {
        let style = self.base;
        self.items.push(Item::Glyph(Glyph { c, style }));
    }

    fn escape(&mut self, position: usize) -> Option<usize> {
        let after = position.saturating_add(1);
        let escaped = self.at(after).filter(char::is_ascii_punctuation)?;
        let before = position.checked_sub(1).and_then(|before| self.at(before));
        if before == Some('¯') {
            // The left arm of a shrug.
            self.type_out('\\');
        }
        self.type_out(escaped);
        Some(after.saturating_add(1))
    }

    fn run(&self, position: usize, mark: char) -> usize {
        let rest = self.text.iter().skip(position);
        rest.take_while(|c| **c == mark).count()
    }

    fn code(&mut self, position: usize) -> usize {
        let ticks = self.run(position, '`');
        let start = position.saturating_add(ticks);
        let is_dead = self.dead_ticks.get(ticks).copied().unwrap_or(true);
        let end = if is_dead {
            None
        } else {
            self.closing_ticks(start, ticks)
        };
        let Some(end) = end else {
            if let Some(dead) = self.dead_ticks.get_mut(ticks) {
                *dead = true;
            }
            (0..ticks).for_each(|_| self.type_out('`'));
            return start;
        };
        let content: Vec<char> = self.text.get(start..end).unwrap_or_default().to_vec();
        let after = end.saturating_add(ticks);
        if ticks >= 3 && content.contains(&'\n') {
            self.block_in_line(&content);
            return after;
        }
        let content: String = content
            .iter()
            .map(|c| if *c == '\n' { ' ' } else { *c })
            .collect();
        let style = Style {
            code: true,
            quote: self.base.quote,
            ..Style::default()
        };
        let bare = content.trim();
        for c in bare.chars() {
            self.items.push(Item::Glyph(Glyph { c, style }));
        }
        after
    }

    /// A fenced block that begins in the middle of a line.
    fn block_in_line(&mut self, content: &[char]) {
        let content: String = content.iter().collect();
        let (first, rest) = content.split_once('\n').unwrap_or(("", &content));
        let (language, body) = if first.trim().contains(' ') {
            ("", content.as_str())
        } else {
            (first.trim(), rest)
        };
        let pre = self.document.add_block(language);
        let style = Style {
            pre: Some(pre),
            ..Style::default()
        };
        self.type_out('\n');
        for c in body.trim_matches('\n').chars() {
            self.items.push(Item::Glyph(Glyph { c, style }));
        }
        self.type_out('\n');
    }

    fn closing_ticks(&self, start: usize, ticks: usize) -> Option<usize> {
        let mut position = start;
        while position < self.text.len() {
            let run = self.run(position, '`');
            if run == ticks {
                return Some(position);
            }
            position = position.saturating_add(run.max(1));
        }
        None
    }

    /// A run of emphasis marks: closes what it can, and may open something.
    fn marks(&mut self, position: usize, mark: char) -> usize {
        let count = self.run(position, mark);
        let end = position.saturating_add(count);
        let before = position.checked_sub(1).and_then(|before| self.at(before));
        let (can_open, can_close) = flanks(before, self.at(end), mark);
        let is_ornament = count > MARKS_MAX || (mark == '~' && count != 2);
        let item = self.items.len();
        self.items.push(Item::Marks { mark, left: count });
        if is_ornament {
            return end;
        }
        if can_close {
            self.close(item, mark);
        }
        let is_left = matches!(self.items.get(item), Some(Item::Marks { left, .. }) if *left > 0);
        if can_open && is_left {
            if self.openers.len() >= OPENERS_MAX {
                self.openers.remove(0);
            }
            self.openers.push(Opener { item, mark });
        }
        end
    }

    fn close(&mut self, closer: usize, mark: char) {
        loop {
            // One asterisk does not close two, and two do not close one; three do either.
            let wanted = self.left(closer);
            let matching = self.openers.iter().rposition(|opener| {
                let left = self.left(opener.item);
                opener.mark == mark && (left == wanted || left == MARKS_MAX || wanted == MARKS_MAX)
            });
            let Some(index) = matching else {
                return;
            };
            let Some(opener) = self.openers.get(index).map(|opener| opener.item) else {
                return;
            };
            let (open_left, close_left) = (self.left(opener), self.left(closer));
            let strength = match (open_left.min(close_left), mark) {
                (0, _) | (1, '~') => return,
                (1, _) => 1,
                _ => 2,
            };
            let kind = match (mark, strength) {
                ('~', _) => Kind::Strike,
                (_, 1) => Kind::Italic,
                _ => Kind::Bold,
            };
            self.spans.push(Span {
                kind,
                from: opener,
                to: closer,
            });
            self.take(opener, strength);
            self.take(closer, strength);
            // Whatever was opened in between can no longer be closed.
            let keep = index.saturating_add(usize::from(self.left(opener) > 0));
            self.openers.truncate(keep);
            if self.left(closer) == 0 {
                return;
            }
        }
    }

    fn left(&self, item: usize) -> usize {
        match self.items.get(item) {
            Some(Item::Marks { left, .. }) => *left,
            Some(Item::Glyph(_)) | None => 0,
        }
    }

    fn take(&mut self, item: usize, count: usize) {
        if let Some(Item::Marks { left, .. }) = self.items.get_mut(item) {
            *left = left.saturating_sub(count);
        }
    }

    /// All items as glyphs, each with the spans it lies in.
    fn resolve(self) -> Vec<Glyph> {
        let mut steps = vec![[0_i32; 3]; self.items.len().saturating_add(1)];
        for span in &self.spans {
            let kind = span.kind as usize;
            for (item, step) in [(span.from, 1_i32), (span.to, -1)] {
                if let Some(slot) = steps.get_mut(item).and_then(|step| step.get_mut(kind)) {
                    *slot = slot.saturating_add(step);
                }
            }
        }
        let mut depth = [0_i32; 3];
        let mut glyphs = Vec::with_capacity(self.items.len());
        for (item, step) in self.items.iter().zip(&steps) {
            for (depth, step) in depth.iter_mut().zip(step) {
                *depth = depth.saturating_add(*step);
            }
            let [bold, italic, strike] = depth.map(|depth| depth > 0);
            let styled = |style: Style| {
                if style.code || style.pre.is_some() {
                    return style;
                }
                Style {
                    bold: style.bold || bold,
                    italic: style.italic || italic,
                    strike: style.strike || strike,
                    ..style
                }
            };
            match *item {
                Item::Glyph(Glyph { c, style }) => glyphs.push(Glyph {
                    c,
                    style: styled(style),
                }),
                Item::Marks { mark, left } => glyphs.extend((0..left).map(|_| Glyph {
                    c: mark,
                    style: styled(self.base),
                })),
            }
        }
        glyphs
    }
}

/// Whether marks between these two characters may open and close.
fn flanks(before: Option<char>, after: Option<char>, mark: char) -> (bool, bool) {
    let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let is_punctuation =
        |c: Option<char>| c.is_some_and(|c| !c.is_alphanumeric() && !c.is_whitespace());
    let left =
        !is_space(after) && (!is_punctuation(after) || is_space(before) || is_punctuation(before));
    let right =
        !is_space(before) && (!is_punctuation(before) || is_space(after) || is_punctuation(after));
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    match mark {
        '_' => (
            left && (!right || is_punctuation(before)),
            right && (!left || is_punctuation(after)),
        ),
        // 5*6*7 is arithmetic.
        _ if is_digit(before) && is_digit(after) => (false, false),
        _ => (left, right),
    }
}
