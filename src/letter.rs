//! Letters, told apart and lowered quickly where chat is written: ASCII and Cyrillic.
//!
//! The standard library answers the same questions by searching tables of all scripts; most
//! characters of a Ukrainian message fall into two ranges that need no table.

/// Whether a character is a letter.
pub fn is_letter(c: char) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{0400}'..='\u{0481}' | '\u{048A}'..='\u{052F}' => true,
        '\0'..='\u{7F}' | '\u{2010}'..='\u{2027}' => false,
        _ => is_foreign_letter(c),
    }
}

/// Whether a character is a letter or a number.
pub fn is_letter_or_number(c: char) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '\u{0400}'..='\u{0481}' | '\u{048A}'..='\u{052F}' => {
            true
        }
        '\0'..='\u{7F}' | '\u{2010}'..='\u{2027}' => false,
        _ => is_foreign_letter_or_number(c),
    }
}

/// The lower case of a character, kept to one character.
pub fn lower(c: char) -> char {
    match c {
        'а'..='џ' | 'ґ' => c,
        '\0'..='\u{7F}' => c.to_ascii_lowercase(),
        'А'..='Я' => char::from_u32(u32::from(c) + 32).unwrap_or(c),
        'Ѐ'..='Џ' => char::from_u32(u32::from(c) + 80).unwrap_or(c),
        'Ґ' => 'ґ',
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

/// Whether a character is a lower-case letter.
pub fn is_lower(c: char) -> bool {
    match c {
        'a'..='z' | 'а'..='џ' | 'ґ' => true,
        '\0'..='\u{7F}' | 'Ѐ'..='Я' | 'Ґ' => false,
        _ => c.is_lowercase(),
    }
}

/// Whether a character is an apostrophe in any of the shapes that keyboards produce. Two of them
/// are letters to Unicode, so ask this before [`is_letter`].
pub const fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '`' | '\u{2019}' | '\u{02BC}' | '\u{2018}' | '\u{00B4}' | '\u{02B9}' | '\u{2032}'
    )
}

/// Out of line, so that the common case stays small where it is used.
#[inline(never)]
fn is_foreign_letter(c: char) -> bool {
    c.is_alphabetic()
}

#[inline(never)]
fn is_foreign_letter_or_number(c: char) -> bool {
    c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_apostrophe_is_known_in_every_shape() {
        assert!("'’ʼ`‘′ʹ´".chars().all(is_apostrophe));
        assert!(!"«\"-,ь".chars().any(is_apostrophe));
    }

    #[test]
    fn every_character_is_judged_as_the_standard_library_judges_it() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_letter(c), c.is_alphabetic(), "{c:?}");
            assert_eq!(is_letter_or_number(c), c.is_alphanumeric(), "{c:?}");
            assert_eq!(is_lower(c), c.is_lowercase(), "{c:?}");
            assert_eq!(Some(lower(c)), c.to_lowercase().next(), "{c:?}");
        }
    }
}
