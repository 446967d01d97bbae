//! Text with one byte for each Cyrillic letter, so that a context of four bytes is four letters.

/// Stands before a character that has no byte of its own, in UTF-8.
const ESCAPE: u8 = 0xFF;
/// U+0400, the first of the Cyrillic letters that have a byte of their own.
const CYRILLIC: u32 = 0x0400;
/// The byte of U+0400; 96 letters follow.
const FIRST: u8 = 0x80;
/// Other characters of chats, from byte 0xE0 on.
const OTHERS: [char; 24] = [
    'Ґ', 'ґ', 'ʼ', '’', '«', '»', '—', '–', '…', '“', '”', '„', '№', '₴', '°', '·', '\u{FE0F}',
    '❤', '✅', '→', '•', '€', '‼', '−',
];

/// `text` in the narrow alphabet. The bytes 0 and 1 never occur: they are free for structure.
pub(super) fn narrow(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for c in text.chars() {
        if let Some(byte) = byte_of(c) {
            out.push(byte);
        } else {
            out.push(ESCAPE);
            let mut utf8 = [0; 4];
            // The two free bytes are moved out of the way; no UTF-8 begins with these.
            match c {
                '\0' => out.push(0x80),
                '\u{1}' => out.push(0x81),
                c => out.extend_from_slice(c.encode_utf8(&mut utf8).as_bytes()),
            }
        }
    }
    out
}

fn byte_of(c: char) -> Option<u8> {
    let code = u32::from(c);
    if (2..0x80).contains(&code) {
        return u8::try_from(code).ok();
    }
    if (CYRILLIC..CYRILLIC + 96).contains(&code) {
        return u8::try_from(code - CYRILLIC).ok().map(|at| FIRST + at);
    }
    let at = OTHERS.iter().position(|other| *other == c)?;
    u8::try_from(at).ok().map(|at| 0xE0 + at)
}

/// The text that [`narrow`] wrote; what it cannot have written becomes U+FFFD.
pub(super) fn widen(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().saturating_mul(2));
    let mut rest = bytes.iter().copied();
    while let Some(byte) = rest.next() {
        let c = match byte {
            ESCAPE => escaped(&mut rest),
            0xE0.. => OTHERS.get(usize::from(byte - 0xE0)).copied(),
            FIRST.. => char::from_u32(CYRILLIC + u32::from(byte - FIRST)),
            plain => Some(char::from(plain)),
        };
        out.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    out
}

fn escaped(rest: &mut impl Iterator<Item = u8>) -> Option<char> {
    let first = rest.next()?;
    let more = match first {
        0x80 => return Some('\0'),
        0x81 => return Some('\u{1}'),
        0xC0..=0xDF => 1,
        0xE0..=0xEF => 2,
        0xF0..=0xF7 => 3,
        _ => 0,
    };
    let mut utf8 = vec![first];
    utf8.extend(rest.take(more));
    std::str::from_utf8(&utf8).ok()?.chars().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_survives() {
        let every: String = (0..=0x10_FFFF)
            .step_by(7)
            .filter_map(char::from_u32)
            .collect();
        assert_eq!(widen(&narrow(&every)), every);
        let text = "\0\u{1}Їжак ґава ЪЫ «так»… 😂❤️ tschüß 漢";
        assert_eq!(widen(&narrow(text)), text);
        assert!(!narrow(text).iter().any(|byte| *byte < 2));
    }

    #[test]
    fn a_ukrainian_letter_takes_one_byte() {
        assert_eq!(narrow("Їжак і ґава").len(), 11);
    }
}
