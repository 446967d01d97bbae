//! Markdown to styled characters: blocks here, what is inside a paragraph in [`super::inline`].
//!
//! A document is a flat row of characters, each with its whole style. So it can be cut and split
//! anywhere, and tags come into being only in [`super::render`], balanced by construction.

use super::inline;

/// A character and how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Glyph {
    pub(super) c: char,
    pub(super) style: Style,
}

/// How a character looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are independent of each other"
)]
pub(super) struct Style {
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) strike: bool,
    pub(super) spoiler: bool,
    pub(super) code: bool,
    pub(super) quote: bool,
    /// The link it is part of, an index of [`Document::links`].
    pub(super) link: Option<usize>,
    /// The block of code it is part of, an index of [`Document::blocks`].
    pub(super) pre: Option<usize>,
}

/// Styled characters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Document {
    pub(super) glyphs: Vec<Glyph>,
    /// Addresses, http or https.
    pub(super) links: Vec<String>,
    /// Languages of blocks of code; empty if unknown.
    pub(super) blocks: Vec<String>,
}

impl Document {
    /// Registers a link; `None` if the address is not fit to be one.
    pub(super) fn add_link(&mut self, address: &str) -> Option<usize> {
        let lower: String = address.chars().take(8).collect::<String>().to_lowercase();
        let is_web = ["http://", "https://"]
            .iter()
            .any(|scheme| lower.starts_with(scheme) && address.len() > scheme.len());
        let is_clean = address
            .chars()
            .all(|c| !c.is_whitespace() && !c.is_control());
        (is_web && is_clean).then(|| {
            self.links.push(address.to_owned());
            self.links.len().saturating_sub(1)
        })
    }

    /// Registers a block of code in `language`, as the fence names it.
    pub(super) fn add_block(&mut self, language: &str) -> usize {
        let word = language.split_whitespace().next().unwrap_or_default();
        let is_plain =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '-' | '.' | '_');
        let is_language = word.len() <= LANGUAGE_CHARS_MAX && word.chars().all(is_plain);
        let language = if is_language { word } else { "" };
        self.blocks.push(language.to_owned());
        self.blocks.len().saturating_sub(1)
    }

    fn push(&mut self, text: &str, style: Style) {
        self.glyphs.extend(text.chars().map(|c| Glyph { c, style }));
    }

    fn inline(&mut self, text: &str, style: Style) {
        let chars: Vec<char> = text.chars().collect();
        inline::parse(self, &chars, style);
    }

    /// Begins a new line unless the document is empty.
    fn line(&mut self) {
        if !self.glyphs.is_empty() {
            self.push("\n", Style::default());
        }
    }
}

const LANGUAGE_CHARS_MAX: usize = 24;
/// Deeper indents of list items are drawn like this one, in characters.
const INDENT_MAX: usize = 6;

/// Styles `text`.
pub(super) fn parse(text: &str) -> Document {
    let mut document = Document::default();
    let mut lines = text.lines().peekable();
    let mut is_after_blank = false;
    while let Some(line) = lines.next() {
        if line.trim().is_empty() {
            is_after_blank = !document.glyphs.is_empty();
            continue;
        }
        if is_ornament(line) {
            continue;
        }
        document.line();
        if is_after_blank {
            document.line();
        }
        is_after_blank = false;
        if let Some((fence, language)) = fence(line) {
            let pre = Some(document.add_block(language));
            let style = Style {
                pre,
                ..Style::default()
            };
            let body: Vec<&str> = lines
                .by_ref()
                .take_while(|line| !closes(line, fence))
                .collect();
            document.push(body.join("\n").trim_matches('\n'), style);
        } else if let Some(quoted) = quoted(line) {
            let mut all = vec![quoted];
            while let Some(next) = lines.peek().and_then(|next| self::quoted(next)) {
                all.push(next);
                lines.next();
            }
            let style = Style {
                quote: true,
                ..Style::default()
            };
            document.inline(all.join("\n").trim(), style);
        } else if let Some(heading) = heading(line) {
            let style = Style {
                bold: true,
                ..Style::default()
            };
            document.inline(heading, style);
        } else if let Some((indent, item)) = item(line) {
            document.push(&" ".repeat(indent), Style::default());
            document.push("• ", Style::default());
            document.inline(item, Style::default());
        } else {
            let mut paragraph = vec![line.trim_end()];
            while let Some(next) = lines.peek().filter(|next| is_paragraph(next)) {
                paragraph.push(next.trim_end());
                lines.next();
            }
            document.inline(&paragraph.join("\n"), Style::default());
        }
    }
    document
}

fn is_paragraph(line: &str) -> bool {
    !line.trim().is_empty()
        && !is_ornament(line)
        && fence(line).is_none()
        && quoted(line).is_none()
        && heading(line).is_none()
        && item(line).is_none()
}

/// A thematic break or a table's rule: nothing to say.
fn is_ornament(line: &str) -> bool {
    let bare: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    let is_break = ["-", "*", "_"]
        .iter()
        .any(|mark| bare.len() >= 3 && bare.trim_matches(|c| mark.contains(c)).is_empty());
    let is_rule = bare.contains('|')
        && bare.contains('-')
        && bare.chars().all(|c| matches!(c, '|' | '-' | ':'));
    is_break || is_rule
}

/// The fence that opens a block of code, and the language after it.
fn fence(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start();
    let mark = if line.starts_with("```") {
        '`'
    } else if line.starts_with("~~~") {
        '~'
    } else {
        return None;
    };
    let language = line.trim_start_matches(mark);
    let fence = line.strip_suffix(language)?;
    // More than a word after the fence: it closes a block that began in the middle of a line.
    let is_word = !language.contains(mark) && !language.trim().contains(' ');
    is_word.then(|| (fence, language.trim()))
}

fn closes(line: &str, fence: &str) -> bool {
    let rest = line.trim().strip_prefix(fence);
    rest.is_some_and(|rest| rest.chars().all(|c| fence.contains(c)))
}

/// What a line of a quotation says.
fn quoted(line: &str) -> Option<&str> {
    let inner = line.trim_start().strip_prefix('>')?;
    // `>:(` and `>_<` are faces.
    let is_quote = inner.is_empty() || inner.starts_with([' ', '>']);
    is_quote.then(|| inner.trim_start_matches(['>', ' ']))
}

fn heading(line: &str) -> Option<&str> {
    let bare = line.trim_start_matches('#');
    let level = line.len().saturating_sub(bare.len());
    let text = bare.strip_prefix(' ')?.trim();
    let text = text.trim_end_matches('#').trim_end();
    ((1..=6).contains(&level) && !text.is_empty()).then_some(text)
}

/// The indent and the text of a list's item with a bullet.
fn item(line: &str) -> Option<(usize, &str)> {
    let bare = line.trim_start();
    let indent = line.chars().count().saturating_sub(bare.chars().count());
    let text = ["- ", "* ", "+ ", "• "]
        .iter()
        .find_map(|bullet| bare.strip_prefix(bullet))?;
    let text = text.trim();
    (!text.is_empty()).then(|| (indent.min(INDENT_MAX), text))
}
