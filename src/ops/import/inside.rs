//! Where a JSON value ends, without looking at what it means.

/// Where in a value we are.
pub(super) struct Inside {
    depth: u32,
    is_text: bool,
    is_escape: bool,
    /// A number or a word: it ends where something else begins.
    pub(super) is_bare: bool,
}

impl Inside {
    /// At the first byte of a value.
    pub(super) fn new(first: u8) -> Self {
        Self {
            depth: 0,
            is_text: false,
            is_escape: false,
            is_bare: !matches!(first, b'"' | b'{' | b'['),
        }
    }

    /// How many of `bytes` belong to the value, and whether it ends there.
    pub(super) fn run(&mut self, bytes: &[u8]) -> (usize, bool) {
        for (place, &byte) in bytes.iter().enumerate() {
            if self.is_bare {
                if matches!(byte, b',' | b'}' | b']') || byte.is_ascii_whitespace() {
                    return (place, true);
                }
                continue;
            }
            if self.is_text {
                if self.is_escape {
                    self.is_escape = false;
                } else if byte == b'\\' {
                    self.is_escape = true;
                } else if byte == b'"' {
                    self.is_text = false;
                    if self.depth == 0 {
                        return (place + 1, true);
                    }
                }
                continue;
            }
            match byte {
                b'"' => self.is_text = true,
                b'{' | b'[' => self.depth = self.depth.saturating_add(1),
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return (place + 1, true);
                    }
                }
                _ => {}
            }
        }
        (bytes.len(), false)
    }
}
