//! Makes JSON of what is nearly JSON.

/// `bytes` with what no reader of JSON takes made harmless: bytes that are no UTF-8, escapes that
/// do not exist (older exports wrote `\xNN`), half surrogates, control characters inside strings.
pub fn repair(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut out = String::with_capacity(text.len());
    let mut is_text = false;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            '"' => {
                is_text = !is_text;
                out.push(c);
            }
            '\\' if is_text => escape(&mut rest, &mut out),
            c if is_text && c < ' ' => push_escaped(&mut out, u32::from(c)),
            c => out.push(c),
        }
    }
    out
}

fn escape(rest: &mut std::str::Chars<'_>, out: &mut String) {
    let Some(sign) = rest.next() else {
        return;
    };
    match sign {
        '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' => {
            out.push('\\');
            out.push(sign);
        }
        'u' => {
            let Some(code) = hex(rest, 4) else {
                out.push(char::REPLACEMENT_CHARACTER);
                return;
            };
            if !(0xD800..0xE000).contains(&code) {
                push_escaped(out, code);
                return;
            }
            // A pair stays a pair; a half becomes the sign for what is lost.
            let mut ahead = rest.clone();
            let low = (ahead.next() == Some('\\') && ahead.next() == Some('u'))
                .then(|| hex(&mut ahead, 4))
                .flatten()
                .filter(|low| code < 0xDC00 && (0xDC00..0xE000).contains(low));
            match low {
                Some(low) => {
                    push_escaped(out, code);
                    push_escaped(out, low);
                    *rest = ahead;
                }
                None => out.push(char::REPLACEMENT_CHARACTER),
            }
        }
        // A byte of Latin-1, as Telegram Desktop once wrote it.
        'x' => match hex(rest, 2) {
            Some(code) => push_escaped(out, code),
            None => out.push(char::REPLACEMENT_CHARACTER),
        },
        other => out.push(other),
    }
}

fn push_escaped(out: &mut String, code: u32) {
    out.push_str("\\u");
    for shift in [12, 8, 4, 0] {
        out.push(char::from_digit((code >> shift) & 15, 16).unwrap_or('0'));
    }
}

/// The next `digits` characters as a hexadecimal number; takes them only if they are one.
fn hex(rest: &mut std::str::Chars<'_>, digits: usize) -> Option<u32> {
    let mut ahead = rest.clone();
    let mut code = 0_u32;
    for _ in 0..digits {
        code = code * 16 + ahead.next()?.to_digit(16)?;
    }
    *rest = ahead;
    Some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: &str) {
        let value: String = serde_json::from_str(&repair(bytes)).unwrap();
        assert_eq!(value, expected);
    }

    #[test]
    fn what_is_nearly_json_becomes_json() {
        check(br#""a\x41b""#, "aAb");
        check(br#""\q \xZ1""#, "q \u{FFFD}Z1");
        check(b"\"a\x01\tb\nc\"", "a\u{1}\tb\nc");
        check(b"\"\xFF\xFEok\"", "\u{FFFD}\u{FFFD}ok");
        check(
            br#""\ud83d\ude02 \ud83d \ude02 \ud83dx""#,
            "😂 \u{FFFD} \u{FFFD} \u{FFFD}x",
        );
        check(br#""\u12""#, "\u{FFFD}12");
        check("\"Їжак \\\"так\\\" \\n\"".as_bytes(), "Їжак \"так\" \n");
    }

    #[test]
    fn good_json_stays_as_it_means() {
        check(
            br#""tab\t quote\" slash\\ \u0456""#,
            "tab\t quote\" slash\\ і",
        );
    }
}
