//! Telegram's `parse_mode=HTML`: what the server accepts, and what members then see.

/// Tags that the server knows. Source: <https://core.telegram.org/bots/api#html-style>.
const TAGS: [&str; 17] = [
    "b",
    "strong",
    "i",
    "em",
    "u",
    "ins",
    "s",
    "strike",
    "del",
    "a",
    "code",
    "pre",
    "span",
    "tg-spoiler",
    "tg-emoji",
    "blockquote",
    "tg-time",
];

/// The visible text of `html`.
///
/// # Errors
/// The server's own words after "can't parse entities: ".
pub fn visible(html: &str) -> Result<String, String> {
    let mut text = String::new();
    let mut open: Vec<String> = Vec::new();
    let mut rest = html;
    while let Some(next) = rest.chars().next() {
        let offset = html.len() - rest.len();
        if next == '&' {
            let (letter, length) = entity(rest);
            text.push(letter);
            rest = &rest[length..];
        } else if next != '<' {
            text.push(next);
            rest = &rest[next.len_utf8()..];
        } else {
            let end = rest
                .find('>')
                .ok_or(format!("Unclosed start tag at byte offset {offset}"))?;
            tag(&rest[1..end], offset, &mut open)?;
            rest = &rest[end + 1..];
        }
    }
    match open.pop() {
        Some(name) => Err(format!(
            "Can't find end tag corresponding to start tag \"{name}\""
        )),
        None => Ok(text),
    }
}

/// The letter that an entity at the start of `rest` stands for, and the entity's length.
fn entity(rest: &str) -> (char, usize) {
    let plain = ('&', 1);
    let Some(end) = rest.find(';').filter(|end| *end <= 10) else {
        return plain;
    };
    let letter = match &rest[1..end] {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        name => number(name).and_then(char::from_u32),
    };
    letter.map_or(plain, |letter| (letter, end + 1))
}

fn number(name: &str) -> Option<u32> {
    let digits = name.strip_prefix('#')?;
    match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => digits.parse().ok(),
    }
}

/// Opens or closes a tag.
fn tag(inner: &str, offset: usize, open: &mut Vec<String>) -> Result<(), String> {
    if let Some(name) = inner.strip_prefix('/') {
        let name = name.trim().to_ascii_lowercase();
        return match open.pop() {
            None => Err(format!("Unexpected end tag at byte offset {offset}")),
            Some(expected) if !name.is_empty() && name != expected => Err(format!(
                "Unmatched end tag at byte offset {offset}, \
                 expected \"</{expected}>\", found \"</{name}>\""
            )),
            Some(_) => Ok(()),
        };
    }
    let (name, attributes) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    let name = name.to_ascii_lowercase();
    if !TAGS.contains(&name.as_str()) {
        return Err(format!(
            "Unsupported start tag \"{name}\" at byte offset {offset}"
        ));
    }
    let (missing, whose) = match name.as_str() {
        "span" => (!attributes.contains("tg-spoiler"), "class \"tg-spoiler\""),
        "tg-emoji" => (!attributes.contains("emoji-id"), "attribute \"emoji-id\""),
        _ => (false, ""),
    };
    if missing {
        return Err(format!(
            "Tag \"{name}\" must have {whose} at byte offset {offset}"
        ));
    }
    open.push(name);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[track_caller]
    fn check(html: &str, expected: Result<&str, &str>) {
        match (visible(html), expected) {
            (Ok(text), Ok(expected)) => assert_eq!(text, expected),
            (Err(error), Err(part)) => assert!(error.contains(part), "{error}"),
            (result, _) => panic!("{html} gave {result:?}"),
        }
    }

    #[test]
    fn shows_what_members_see() {
        check("просто текст", Ok("просто текст"));
        check(
            "<b>так</b> &lt;і&gt; &amp; ні &#1103;&#x44F;",
            Ok("так <і> & ні яя"),
        );
        check(
            "<pre><code class=\"language-rust\">fn</code></pre>",
            Ok("fn"),
        );
        check("AT&T; ok & <i>x</i>", Ok("AT&T; ok & x"));
    }

    #[test]
    fn refuses_what_the_server_refuses() {
        check("<b>раз", Err("Can't find end tag"));
        check("раз</b>", Err("Unexpected end tag"));
        check("<b><i>раз</b></i>", Err("Unmatched end tag"));
        check("раз<br>два", Err("Unsupported start tag \"br\""));
        check("2 < 3", Err("Unclosed start tag"));
        check("<span>x</span>", Err("must have class"));
    }
}
