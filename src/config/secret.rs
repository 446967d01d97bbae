//! A secret that cannot be printed by accident: no `Display`, no `Serialize`, a blank `Debug`.

use std::fmt;

/// A token or key. Only [`Secret::expose`] gives the text, so every use can be found by name.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The secret in `text`, without the line breaks that end a file or a pasted line.
    pub fn read(text: &str) -> Self {
        Self(text.trim_end_matches(['\r', '\n']).to_owned())
    }

    /// The text itself: for the request that needs it, never for a log or an error.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The length in characters, the only thing that may be told about it.
    pub fn characters(&self) -> usize {
        self.0.chars().count()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<secret>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_prints_nothing_of_itself() {
        let secret = Secret::read("123456:canary");
        assert_eq!(format!("{secret:?} {secret:#?}"), "<secret> <secret>");
        assert_eq!(secret.expose(), "123456:canary");
    }

    #[test]
    fn the_line_break_that_ends_a_file_is_no_part_of_the_secret() {
        assert_eq!(Secret::read("key\r\n").expose(), "key");
        assert_eq!(Secret::read("key\n\n").expose(), "key");
        assert_eq!(Secret::read("k\ney").expose(), "k\ney");
        assert_eq!(Secret::read("ключ").characters(), 4);
    }
}
