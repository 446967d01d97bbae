//! What holds other marks inside: links and spoilers.

use super::{Item, LINK_TEXT_CHARS_MAX, Scanner, URL_CHARS_MAX, parse};
use crate::prompt::markdown::Style;

/// The longest spoiler, in characters.
const SPOILER_CHARS_MAX: usize = 2_000;

impl Scanner<'_> {
    /// `||text||`, from `position` on. Bars that find no partner are typed out.
    pub(super) fn spoiler(&mut self, position: usize) -> Option<usize> {
        const MARK: usize = 2;
        if self.base.spoiler || self.run(position, '|') != MARK {
            return None;
        }
        let start = position.saturating_add(MARK);
        let limit = self.text.len().min(start.saturating_add(SPOILER_CHARS_MAX));
        let end = (start..limit).find(|end| {
            let is_inner = end.checked_sub(1).and_then(|before| self.at(before)) == Some('|');
            !is_inner && self.run(*end, '|') == MARK
        })?;
        let text = self.text.get(start..end)?.to_vec();
        let is_flush = |c: Option<&char>| c.is_some_and(|c| !c.is_whitespace());
        // Spaced bars are an "or" or a table.
        if !is_flush(text.first()) || !is_flush(text.last()) {
            return None;
        }
        let style = Style {
            spoiler: true,
            ..self.base
        };
        self.nest(&text, style);
        Some(end.saturating_add(MARK))
    }

    /// Takes in `text` with marks of its own.
    fn nest(&mut self, text: &[char], style: Style) {
        let from = self.document.glyphs.len();
        parse(self.document, text, style);
        let glyphs = self.document.glyphs.split_off(from);
        self.items.extend(glyphs.into_iter().map(Item::Glyph));
    }

    /// `[text](address)`, from `start` (where an image has its `!`) with the bracket at `bracket`.
    pub(super) fn link(&mut self, start: usize, bracket: usize) -> Option<usize> {
        if self.base.link.is_some() {
            return None;
        }
        let close = self.closing(bracket, '[', ']', LINK_TEXT_CHARS_MAX)?;
        let paren = close.saturating_add(1);
        if self.at(paren) != Some('(') {
            return None;
        }
        let end = self.closing(paren, '(', ')', URL_CHARS_MAX)?;
        let inside: String = self
            .text
            .get(paren.saturating_add(1)..end)?
            .iter()
            .collect();
        let address = inside.split_whitespace().next().unwrap_or_default();
        let address = address.trim_matches(['<', '>']);
        let shown = self.text.get(bracket.saturating_add(1)..close)?.to_vec();
        let is_blank = shown.iter().all(|c| c.is_whitespace());
        let text = if is_blank {
            address.chars().collect()
        } else {
            shown
        };
        if is_blank && start != bracket {
            return Some(end.saturating_add(1));
        }
        let mut style = self.base;
        style.link = self.document.add_link(address);
        self.nest(&text, style);
        Some(end.saturating_add(1))
    }

    /// The bracket that closes the one at `open`, within `chars_max`.
    fn closing(
        &self,
        open: usize,
        opening: char,
        closing: char,
        chars_max: usize,
    ) -> Option<usize> {
        let mut depth = 0_usize;
        let mut is_escaped = false;
        let rest = self.text.iter().enumerate().skip(open);
        for (position, c) in rest.take(chars_max.saturating_add(2)) {
            if is_escaped {
                is_escaped = false;
            } else if *c == '\\' {
                is_escaped = true;
            } else if *c == opening {
                depth = depth.saturating_add(1);
            } else if *c == closing {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(position);
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::prompt::markdown;
    use crate::prompt::render;

    #[track_caller]
    fn check(text: &str, html: &str, plain: &str) {
        let document = markdown::parse(text);
        assert_eq!(render::html(&document, &document.glyphs), html);
        assert_eq!(render::plain(&document, &document.glyphs), plain);
    }

    #[test]
    fn spoilers_are_veiled() {
        check(
            "Убивця — ||дворецький||, звісно",
            "Убивця — <tg-spoiler>дворецький</tg-spoiler>, звісно",
            "Убивця — дворецький, звісно",
        );
        check(
            "**||так *і* ні||**",
            "<tg-spoiler><b>так <i>і</i> ні</b></tg-spoiler>",
            "так і ні",
        );
    }

    #[test]
    fn other_bars_stay_as_they_are() {
        for text in [
            "a || b || c",
            "||лише початок",
            "a | b",
            "|||| ні",
            "|| а ||",
        ] {
            check(text, text, text);
        }
        check("`x || y || z`", "<code>x || y || z</code>", "x || y || z");
    }
}
