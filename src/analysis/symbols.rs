//! Pictures and faces: which characters are emoji, and which runs of punctuation are emoticons.

use super::kinds::Emotion;
use super::lexicon::Aspect;
use crate::letter::{is_letter_or_number, lower};

/// Faces that are not built from eyes and a mouth.
const FACES: &[(&str, Aspect)] = &[
    ("</3", Aspect::Feels(Emotion::Sadness)),
    ("<3", Aspect::Feels(Emotion::Joy)),
    ("^_^", Aspect::Feels(Emotion::Joy)),
    ("^.^", Aspect::Feels(Emotion::Joy)),
    ("^-^", Aspect::Feels(Emotion::Joy)),
    ("^^", Aspect::Feels(Emotion::Joy)),
    ("*_*", Aspect::Feels(Emotion::Joy)),
    ("*-*", Aspect::Feels(Emotion::Joy)),
    ("*.*", Aspect::Feels(Emotion::Joy)),
    ("\\o/", Aspect::Feels(Emotion::Joy)),
    ("-_-", Aspect::Feels(Emotion::Anger)),
    (">_<", Aspect::Feels(Emotion::Anger)),
    (">.<", Aspect::Feels(Emotion::Sadness)),
    (".-.", Aspect::Feels(Emotion::Sadness)),
    ("._.", Aspect::Feels(Emotion::Sadness)),
    (";_;", Aspect::Feels(Emotion::Sadness)),
    ("t_t", Aspect::Feels(Emotion::Sadness)),
    ("т_т", Aspect::Feels(Emotion::Sadness)),
    ("о_о", Aspect::Feels(Emotion::Surprise)),
    ("o_o", Aspect::Feels(Emotion::Surprise)),
    ("o_о", Aspect::Feels(Emotion::Surprise)),
    ("о_o", Aspect::Feels(Emotion::Surprise)),
    ("о.о", Aspect::Feels(Emotion::Surprise)),
    ("o.o", Aspect::Feels(Emotion::Surprise)),
    ("0_0", Aspect::Feels(Emotion::Surprise)),
    ("0_о", Aspect::Feels(Emotion::Surprise)),
];

/// The longest emoticon of the table above, in characters.
const FACE_CHARS_MAX: usize = 3;

/// The length in bytes of the emoticon that begins here, if one does.
///
/// `spaced` tells whether white space stands before; faces of letters must stand alone.
pub(crate) fn emoticon_length(rest: &str, spaced: bool) -> Option<usize> {
    let first = rest.chars().next()?;
    match first {
        ')' | '(' => Some(run_length(rest, first)),
        ':' | ';' | '=' | '%' | '8' | 'x' | 'X' | 'х' | 'Х' => {
            eyes_length(rest, first).or_else(|| face(rest, spaced).map(|(length, _)| length))
        }
        '<' | '^' | '*' | '\\' | '-' | '>' | '.' | 't' | 'T' | 'т' | 'Т' | 'о' | 'О' | 'o'
        | 'O' | '0' => face(rest, spaced).map(|(length, _)| length),
        _ => None,
    }
}

/// What an emoticon says, and how clearly.
pub(crate) fn emoticon_meaning(form: &str) -> Option<(Aspect, i8)> {
    if let Some((_, aspect)) = face(form, true) {
        return Some((aspect, 3));
    }
    let mouth = form.chars().next_back()?;
    let wide = form.chars().nth(1).is_some();
    Some(match mouth {
        ')' if !wide => (Aspect::Feels(Emotion::Joy), 2),
        ')' | 'd' | 'д' | '*' | ']' | '3' | 'з' | 'p' | 'р' | 'b' | '>' => {
            (Aspect::Feels(Emotion::Joy), 3)
        }
        '(' | '[' | 'c' | 'с' | '<' => (Aspect::Feels(Emotion::Sadness), 3),
        '/' | '\\' | '|' => (Aspect::Feels(Emotion::Sadness), 2),
        'o' | 'о' | '0' => (Aspect::Feels(Emotion::Surprise), 3),
        _ => return None,
    })
}

fn run_length(rest: &str, c: char) -> usize {
    rest.find(|other| other != c).unwrap_or(rest.len())
}

/// A face with eyes: eyes, perhaps a tear or a nose, a mouth.
fn eyes_length(rest: &str, eyes: char) -> Option<usize> {
    let mut length = eyes.len_utf8();
    let mut after = rest.get(length..)?;
    if let Some(nose) = after
        .chars()
        .next()
        .filter(|c| matches!(c, '-' | '\'' | '^' | '"'))
    {
        length += nose.len_utf8();
        after = after.get(nose.len_utf8()..)?;
    }
    let mouth = after.chars().next()?;
    let letters = match eyes {
        ':' | ';' | '=' => "DdДcCсСзЗ3pPрРoOоО0*",
        _ => "",
    };
    let marks = match eyes {
        ':' | ';' | '=' => ")(/\\|[]*",
        '8' | '%' => ")(",
        _ => return None,
    };
    if marks.contains(mouth) {
        let is_address = mouth == '/' && after.starts_with("//");
        return (!is_address).then(|| length + run_length(after, mouth));
    }
    if !letters.contains(mouth) {
        return None;
    }
    let run = run_length(after, mouth);
    let stands_alone = !after
        .get(run..)?
        .chars()
        .next()
        .is_some_and(is_letter_or_number);
    stands_alone.then_some(length + run)
}

/// A face of the table.
fn face(rest: &str, spaced: bool) -> Option<(usize, Aspect)> {
    let mut head = ['\0'; FACE_CHARS_MAX];
    for (place, c) in head.iter_mut().zip(rest.chars()) {
        *place = lower(c);
    }
    let [_, middle, _] = head;
    if !matches!(middle, '_' | '.' | '-' | '/' | '3' | '^' | 'o') {
        return None;
    }
    FACES.iter().find_map(|(face, aspect)| {
        let count = face.chars().count();
        let same = face
            .chars()
            .zip(head)
            .all(|(wanted, found)| wanted == found);
        let begins_with_letter = face.chars().next().is_some_and(is_letter_or_number);
        let next = rest.chars().nth(count);
        let alone = spaced && !next.is_some_and(is_letter_or_number);
        let length: usize = rest.chars().take(count).map(char::len_utf8).sum();
        (same && (alone || !begins_with_letter)).then_some((length, *aspect))
    })
}

/// Whether a character is a picture rather than a letter or a mark.
pub(crate) const fn is_picture(c: char) -> bool {
    matches!(c,
        '\u{1F000}'..='\u{1FAFF}' | '\u{2190}'..='\u{21FF}' | '\u{2300}'..='\u{27BF}'
        | '\u{2900}'..='\u{297F}' | '\u{2B00}'..='\u{2BFF}' | '\u{3030}' | '\u{303D}'
        | '\u{3297}' | '\u{3299}' | '\u{00A9}' | '\u{00AE}' | '\u{2122}' | '\u{2139}'
        | '\u{203C}' | '\u{2049}' | '\u{FFFC}'..='\u{FFFD}')
}

/// Whether a character changes the picture before it.
const fn is_modifier(c: char) -> bool {
    matches!(c, '\u{FE0E}'..='\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{20E3}'
        | '\u{E0020}'..='\u{E007F}')
}

/// The length in bytes of the picture that begins here, and the picture without modifiers.
pub(crate) fn picture(rest: &str) -> (usize, String) {
    let mut length = 0;
    let mut base = String::new();
    let mut joins = false;
    for c in rest.chars() {
        let is_flag = matches!(c, '\u{1F1E6}'..='\u{1F1FF}');
        let second_flag = is_flag
            && base.chars().count() == 1
            && base.starts_with(|first| matches!(first, '\u{1F1E6}'..='\u{1F1FF}'));
        if length > 0 && !joins && !second_flag && !is_modifier(c) && c != '\u{200D}' {
            break;
        }
        if length == 0 || second_flag {
            base.push(c);
        }
        joins = c == '\u{200D}';
        length += c.len_utf8();
    }
    (length, base)
}
