//! In which language a message is written.

use super::fold::is_cyrillic;
use super::kinds::Language;
use super::lexicon::Aspect;
use super::reading::Hit;
use super::tokens::{Kind, Token};

/// Judges by letters and function words.
pub(crate) fn judge(tokens: &[Token<'_>], hits: &[Hit]) -> Language {
    let mut ukrainian = 0.0_f32;
    let mut russian = 0.0_f32;
    let mut surzhyk = 0.0_f32;
    let mut cyrillic = 0_u32;
    let mut latin = 0_u32;
    let mut foreign = 0_u32;
    for token in tokens.iter().filter(|token| token.kind == Kind::Word) {
        for c in token.form.chars() {
            match c {
                'і' | 'ї' | 'є' | 'ґ' => ukrainian += 1.0,
                'ы' | 'э' | 'ё' | 'ъ' => russian += 1.0,
                _ => (),
            }
            if is_cyrillic(c) {
                cyrillic += 1;
            } else if c.is_ascii_alphabetic() {
                latin += 1;
            } else if c.is_alphabetic() {
                foreign += 1;
            }
        }
    }
    for hit in hits {
        match hit.aspect {
            Aspect::SpeaksUkrainian => ukrainian += 0.7,
            Aspect::SpeaksRussian => russian += 0.7,
            Aspect::Surzhyk => surzhyk += hit.weight,
            _ => (),
        }
    }
    if cyrillic == 0 && latin == 0 || foreign > cyrillic + latin {
        return Language::Other;
    }
    if latin > cyrillic {
        return Language::English;
    }
    if ukrainian > 0.0 && surzhyk >= 3.0 {
        return Language::Mixed;
    }
    if russian > ukrainian {
        Language::Russian
    } else {
        Language::Ukrainian
    }
}
