//! Styled characters to Telegram's HTML and to plain text, in parts that Telegram takes.
//!
//! Source: <https://core.telegram.org/bots/api#html-style>.

use super::markdown::{Document, Glyph, Style};
use super::sentence;

/// The longest message, in UTF-16 units after the markup is taken off.
pub const PART_UTF16_MAX: usize = 4_096;
/// The longest message with its markup, in bytes.
pub const PART_BYTES_MAX: usize = 32 << 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tag {
    Quote,
    Pre(usize),
    Link(usize),
    Bold,
    Italic,
    Strike,
    Spoiler,
    Code,
}

/// How many of the first `glyphs` make one part: all of them if they fit, else up to the last
/// paragraph, line, sentence, word or, at worst, character.
pub(super) fn part_len(document: &Document, glyphs: &[Glyph]) -> usize {
    let fitting = fitting(document, glyphs);
    if fitting == glyphs.len() {
        return fitting;
    }
    let chars: Vec<char> = glyphs.iter().map(|glyph| glyph.c).collect();
    let lowest = fitting / 2;
    let upward = |position: usize| position.checked_sub(1).and_then(|p| chars.get(p)).copied();
    let is_line = |end: usize| chars.get(end) == Some(&'\n');
    let is_paragraph = |end: usize| is_line(end) && chars.get(end.saturating_add(1)) == Some(&'\n');
    let mut ends = (lowest.max(1)..=fitting).rev();
    let paragraph = ends.clone().find(|end| is_paragraph(*end));
    let line = || ends.find(|end| is_line(*end) && upward(*end).is_some());
    let sentence = || sentence::last_end(&chars, fitting).filter(|end| *end > lowest);
    let word = || {
        (lowest.max(1)..=fitting)
            .rev()
            .find(|end| chars.get(*end).is_some_and(|c| c.is_whitespace()))
    };
    paragraph
        .or_else(line)
        .or_else(sentence)
        .or_else(word)
        .unwrap_or_else(|| sentence::glued_cut(&chars, fitting))
        .max(1)
}

/// How many of the first `glyphs` fit one part, addresses of links counted as plain text has them.
fn fitting(document: &Document, glyphs: &[Glyph]) -> usize {
    let mut units = 0_usize;
    let mut link = None;
    for (count, glyph) in glyphs.iter().enumerate() {
        units = units.saturating_add(glyph.c.len_utf16());
        if glyph.style.link != link {
            link = glyph.style.link;
            units = units.saturating_add(address(document, link).map_or(0, address_units));
        }
        if units > PART_UTF16_MAX {
            return count;
        }
    }
    glyphs.len()
}

fn address_units(address: &str) -> usize {
    crate::text::utf16_len(address).saturating_add(" ()".len())
}

fn address(document: &Document, link: Option<usize>) -> Option<&str> {
    link.and_then(|link| document.links.get(link))
        .map(String::as_str)
}

/// `glyphs` as Telegram's HTML; without any markup if that would be too long.
pub(super) fn html(document: &Document, glyphs: &[Glyph]) -> String {
    let mut html = String::with_capacity(glyphs.len().saturating_mul(2));
    let mut open: Vec<Tag> = Vec::new();
    for glyph in glyphs {
        let wanted = tags(glyph.style);
        let common = open
            .iter()
            .zip(&wanted)
            .take_while(|(open, wanted)| open == wanted)
            .count();
        while open.len() > common {
            if let Some(tag) = open.pop() {
                html.push_str(closing(document, tag));
            }
        }
        for tag in wanted.into_iter().skip(common) {
            html.push_str(&opening(document, tag));
            open.push(tag);
        }
        escape(&mut html, glyph.c);
    }
    while let Some(tag) = open.pop() {
        html.push_str(closing(document, tag));
    }
    if html.len() > PART_BYTES_MAX {
        html.clear();
        for glyph in glyphs {
            escape(&mut html, glyph.c);
        }
    }
    html
}

/// `glyphs` without markup; addresses of links follow their text in brackets.
pub(super) fn plain(document: &Document, glyphs: &[Glyph]) -> String {
    let mut plain = String::with_capacity(glyphs.len().saturating_mul(2));
    let mut link = None;
    let mut shown = String::new();
    let finish = |plain: &mut String, shown: &mut String, link: Option<usize>| {
        if let Some(address) = address(document, link).filter(|address| *address != shown.as_str())
        {
            plain.push_str(" (");
            plain.push_str(address);
            plain.push(')');
        }
        shown.clear();
    };
    for glyph in glyphs {
        if glyph.style.link != link {
            finish(&mut plain, &mut shown, link);
            link = glyph.style.link;
        }
        shown.push(glyph.c);
        plain.push(glyph.c);
    }
    finish(&mut plain, &mut shown, link);
    plain
}

/// The tags around a character, outermost first. Code takes no other tag but a quotation's.
fn tags(style: Style) -> Vec<Tag> {
    if let Some(pre) = style.pre {
        return vec![Tag::Pre(pre)];
    }
    let is_open = !style.code;
    [
        style.quote.then_some(Tag::Quote),
        style.link.filter(|_| is_open).map(Tag::Link),
        (style.spoiler && is_open).then_some(Tag::Spoiler),
        (style.bold && is_open).then_some(Tag::Bold),
        (style.italic && is_open).then_some(Tag::Italic),
        (style.strike && is_open).then_some(Tag::Strike),
        style.code.then_some(Tag::Code),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn opening(document: &Document, tag: Tag) -> String {
    match tag {
        Tag::Quote => "<blockquote>".to_owned(),
        Tag::Bold => "<b>".to_owned(),
        Tag::Italic => "<i>".to_owned(),
        Tag::Strike => "<s>".to_owned(),
        Tag::Spoiler => "<tg-spoiler>".to_owned(),
        Tag::Code => "<code>".to_owned(),
        Tag::Pre(block) => match language(document, block) {
            Some(language) => format!("<pre><code class=\"language-{language}\">"),
            None => "<pre>".to_owned(),
        },
        Tag::Link(link) => {
            let mut tag = String::from("<a href=\"");
            let address = address(document, Some(link)).unwrap_or_default();
            address.chars().for_each(|c| escape(&mut tag, c));
            tag.push_str("\">");
            tag
        }
    }
}

fn closing(document: &Document, tag: Tag) -> &'static str {
    match tag {
        Tag::Quote => "</blockquote>",
        Tag::Bold => "</b>",
        Tag::Italic => "</i>",
        Tag::Strike => "</s>",
        Tag::Spoiler => "</tg-spoiler>",
        Tag::Code => "</code>",
        Tag::Pre(block) if language(document, block).is_some() => "</code></pre>",
        Tag::Pre(_) => "</pre>",
        Tag::Link(_) => "</a>",
    }
}

fn language(document: &Document, block: usize) -> Option<&str> {
    let language = document.blocks.get(block).map(String::as_str);
    language.filter(|language| !language.is_empty())
}

fn escape(html: &mut String, c: char) {
    match c {
        '&' => html.push_str("&amp;"),
        '<' => html.push_str("&lt;"),
        '>' => html.push_str("&gt;"),
        '"' => html.push_str("&quot;"),
        c => html.push(c),
    }
}
