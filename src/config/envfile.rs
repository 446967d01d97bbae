//! Reads the syntax of systemd's `EnvironmentFile=` (systemd.exec(5)) from a text.
//!
//! One file serves both systemd and a run by hand, so the rules are systemd's: comments begin with
//! `#` or `;`, single quotes are literal, in double quotes a backslash escapes only `"`, `\`, `$`
//! and the back quote, a backslash before a line break joins the lines, nothing is expanded.
//!
//! Four differences, each on the strict or the forgiving side for a reason:
//!
//! - ` # comment` after a value is dropped (systemd keeps it as part of the value). A `#` without a
//!   blank before it, a quoted one and `\#` stay. A `;` never begins a comment after a value.
//! - `export NAME=value` is read as `NAME=value`, so that a shell can source the same file.
//! - A byte order mark at the start is skipped, a backslash joins lines that end in CRLF too, and
//!   a line break inside quotes is always LF.
//! - A line without `=`, a bad name and an unclosed quote are errors, not silence.

use std::fmt;

/// One assignment. `Debug` leaves the value out, because it may be a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Pair {
    /// The line on which the assignment begins, counted from 1.
    pub line: usize,
    /// The variable.
    pub name: String,
    /// What it is set to, with quotes and escapes resolved.
    pub value: String,
}

impl fmt::Debug for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pair")
            .field("line", &self.line)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// A line that cannot be read. The content is left out, because it may be a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What can be wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// There is no `=`.
    NoEquals,
    /// The name holds something else than ASCII letters, digits and `_`, or begins with a digit.
    BadName,
    /// A quote is opened and never closed.
    OpenQuote,
    /// There is a NUL character, which no environment can hold.
    Nul,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoEquals => "expected NAME=value, found no `=`",
            Self::BadName => "the name before `=` may hold only A-Z, a-z, 0-9 and _",
            Self::OpenQuote => "the quote that begins here is never closed",
            Self::Nul => "there is a NUL character in the value",
        })
    }
}

/// Everything that a file holds: what could be read, and what could not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EnvFile {
    /// The assignments in the order of the file. Of several to one name the last counts.
    pub pairs: Vec<Pair>,
    /// The lines that could not be read.
    pub errors: Vec<LineError>,
}

/// Reads the whole `text`; a bad line does not hide the others.
pub fn parse(text: &str) -> EnvFile {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut cursor = Cursor {
        rest: text.chars().peekable(),
        line: 1,
    };
    let mut file = EnvFile::default();
    while let Some(first) = cursor.skip_blank() {
        if matches!(first, '#' | ';') {
            cursor.skip_line();
            continue;
        }
        let line = cursor.line;
        match assignment(&mut cursor) {
            Ok((name, value)) => file.pairs.push(Pair { line, name, value }),
            Err(fault) => file.errors.push(LineError { line, fault }),
        }
    }
    file
}

/// The characters still to be read, with CRLF and lone CR taken as one line break.
struct Cursor<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    line: usize,
}

impl Cursor<'_> {
    fn next(&mut self) -> Option<char> {
        let next = self.rest.next()?;
        if next == '\r' {
            self.rest.next_if_eq(&'\n');
        }
        if is_break(next) {
            self.line += 1;
            return Some('\n');
        }
        Some(next)
    }

    /// Skips blanks and empty lines; the character that follows, not yet taken.
    fn skip_blank(&mut self) -> Option<char> {
        loop {
            let next = *self.rest.peek()?;
            if !is_break(next) && !is_blank(next) {
                return Some(next);
            }
            self.next();
        }
    }

    fn skip_line(&mut self) {
        while self.next().is_some_and(|c| c != '\n') {}
    }
}

fn assignment(cursor: &mut Cursor<'_>) -> Result<(String, String), Fault> {
    let mut name = String::new();
    loop {
        match cursor.next() {
            Some('=') => break,
            Some('\n') | None => return Err(Fault::NoEquals),
            Some(c) => name.push(c),
        }
    }
    // The value is read even when the name is bad, so that its quoted lines are not taken for more.
    let value = value(cursor)?;
    let name = name.trim_matches(is_blank);
    let name = match name.strip_prefix("export") {
        Some(rest) if rest.starts_with(is_blank) => rest.trim_start_matches(is_blank),
        Some(_) | None => name,
    };
    if !is_name(name) {
        return Err(Fault::BadName);
    }
    if value.contains('\0') {
        return Err(Fault::Nul);
    }
    Ok((name.to_owned(), value))
}

/// Reads up to the end of the line on which the value ends. As in systemd, a quote counts only
/// before the first plain character, and what follows a closing quote is joined to it.
fn value(cursor: &mut Cursor<'_>) -> Result<String, Fault> {
    let mut value = String::new();
    // Blanks are kept back until something follows them: those at the end are no part of the value.
    let mut blanks = String::new();
    let (mut plain, mut after_blank) = (false, false);
    while let Some(c) = cursor.next() {
        match c {
            '\n' => return Ok(value),
            '#' if after_blank => {
                cursor.skip_line();
                return Ok(value);
            }
            '\'' | '"' if !plain => {
                quoted(cursor, c, &mut value)?;
                after_blank = false;
            }
            '\\' => {
                value.push_str(&std::mem::take(&mut blanks));
                value.extend(cursor.next().filter(|c| *c != '\n'));
                (plain, after_blank) = (true, false);
            }
            c if is_blank(c) => {
                if plain {
                    blanks.push(c);
                }
                after_blank = true;
            }
            c => {
                value.push_str(&std::mem::take(&mut blanks));
                value.push(c);
                (plain, after_blank) = (true, false);
            }
        }
    }
    Ok(value)
}

/// Reads the rest of a quoted piece into `value`, up to the closing `quote`.
fn quoted(cursor: &mut Cursor<'_>, quote: char, value: &mut String) -> Result<(), Fault> {
    while let Some(c) = cursor.next() {
        if c == quote {
            return Ok(());
        }
        if c != '\\' || quote == '\'' {
            value.push(c);
            continue;
        }
        match cursor.next().ok_or(Fault::OpenQuote)? {
            '\n' => (),
            escaped @ ('"' | '\\' | '`' | '$') => value.push(escaped),
            // As in a shell, a backslash before anything else is only a backslash.
            other => value.extend(['\\', other]),
        }
    }
    Err(Fault::OpenQuote)
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t')
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r')
}

fn is_name(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `expected` is `name=value` for each pair and `line: fault` for each error, one a line.
    fn check(text: &str, expected: &[&str]) {
        let file = parse(text);
        let pairs = file
            .pairs
            .iter()
            .map(|pair| format!("{}={}", pair.name, pair.value));
        let errors = file
            .errors
            .iter()
            .map(|e| format!("{}: {:?}", e.line, e.fault));
        assert_eq!(
            pairs.chain(errors).collect::<Vec<_>>(),
            expected,
            "{text:?}"
        );
    }

    #[test]
    fn blank_lines_and_comments_are_skipped() {
        check("", &[]);
        check("\n \t\n# A=1\n ; B=2\nC=3", &["C=3"]);
        check("# a comment is not continued \\\nA=1\n", &["A=1"]);
    }

    #[test]
    fn blanks_around_the_name_and_the_value_do_not_count() {
        check(
            " A = 1 \t\nB=\n  C= two  words ",
            &["A=1", "B=", "C=two  words"],
        );
        check(
            "export A=1\nexport\tB=2\nexported=3\nexport=4",
            &["A=1", "B=2", "exported=3", "export=4"],
        );
    }

    #[test]
    fn quotes_work_as_in_systemd() {
        check(r#"A='a "b" \n $c'"#, &[r#"A=a "b" \n $c"#]);
        check(r#"A="a \"b\" \\ \$c \n 'd'""#, &[r#"A=a "b" \ $c \n 'd'"#]);
        check("A=\"one\ntwo\" \nB='3\n4'", &["A=one\ntwo", "B=3\n4"]);
        check("A=\"one\\\ntwo\"", &["A=onetwo"]);
        check("A=say \"hi\" 'now'", &["A=say \"hi\" 'now'"]);
        check("A=\"x\" 'y' z", &["A=xyz"]);
        check("A=' x '\nB=\" \"", &["A= x ", "B= "]);
    }

    #[test]
    fn a_backslash_keeps_the_next_character_and_joins_lines() {
        check(
            "A=one \\\n two\nB=x\\\\y\\ \nC=\\\n1",
            &["A=one  two", "B=x\\y ", "C=1"],
        );
        check("A=one\\\r\ntwo\r\nB=3", &["A=onetwo", "B=3"]);
        check("A=1\\", &["A=1"]);
    }

    #[test]
    fn a_comment_after_a_value_is_dropped() {
        check(
            "A=8 # messages\nB=8\t#x\nC= # nothing",
            &["A=8", "B=8", "C="],
        );
        check("A=\"a # b\" # c\nB='#' #", &["A=a # b", "B=#"]);
        check(
            "A=#1\nB=a#b\nC=a \\# b\nD=a; b ; c",
            &["A=#1", "B=a#b", "C=a # b", "D=a; b ; c"],
        );
    }

    #[test]
    fn line_ends_of_other_systems_and_a_byte_order_mark_are_no_part_of_a_value() {
        check(
            "\u{feff}A=1\r\nB=\"2\"\r\n\r\nC=3\r",
            &["A=1", "B=2", "C=3"],
        );
        check("A=1\rB=2", &["A=1", "B=2"]);
    }

    #[test]
    fn the_last_of_several_comes_last() {
        check("A=1\nA=2\n", &["A=1", "A=2"]);
    }

    #[test]
    fn a_bad_line_is_named_and_does_not_hide_the_others() {
        check(
            "just words\nA=1\n\n1B=2\nC D=3\nE=4",
            &["A=1", "E=4", "1: NoEquals", "4: BadName", "5: BadName"],
        );
        check("A=1\n=2", &["A=1", "2: BadName"]);
        check("A=\"1\nB=2\n", &["1: OpenQuote"]);
        check("\nA='1", &["2: OpenQuote"]);
        check("A=\"1\\", &["1: OpenQuote"]);
        check("A=a\0b\nB=1", &["B=1", "1: Nul"]);
    }

    #[test]
    fn lines_are_counted_through_quotes_and_continuations() {
        let file = parse("# one\r\nA='x\ny'\nB=1\\\n2\r\nC=3");
        let lines: Vec<usize> = file.pairs.iter().map(|pair| pair.line).collect();
        assert_eq!(lines, [2, 4, 6]);
        assert_eq!(
            format!("{:?}", file.pairs[0]),
            "Pair { line: 2, name: \"A\", .. }"
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_a_fault_of_ours(text in ".{0,200}") {
            parse(&text);
        }

        #[test]
        fn a_single_quoted_value_comes_back_as_it_was(value in "[^'\r\0]{0,80}") {
            check(&format!("A='{value}' # c"), &[format!("A={value}").as_str()]);
        }
    }
}
