//! Bytes in base64, written straight into a request.

use serde::{Serialize, Serializer};
use std::fmt;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Bytes that are shown in base64, with padding (RFC 4648, section 4).
pub(super) struct Base64<'b>(pub(super) &'b [u8]);

impl fmt::Display for Base64<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digit = |sextet: u32| {
            let at = usize::try_from(sextet & 0x3F).unwrap_or(0);
            char::from(ALPHABET.get(at).copied().unwrap_or(b'A'))
        };
        // Written in pieces: a character at a time would take a call each.
        let mut piece = String::with_capacity(PIECE_CHARS);
        for three in self.0.chunks(3) {
            let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
            let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
            piece.push(digit(bits >> 18));
            piece.push(digit(bits >> 12));
            piece.push(if three.len() > 1 {
                digit(bits >> 6)
            } else {
                '='
            });
            piece.push(if three.len() > 2 { digit(bits) } else { '=' });
            if piece.len() == PIECE_CHARS {
                f.write_str(&piece)?;
                piece.clear();
            }
        }
        f.write_str(&piece)
    }
}

/// So many characters are written at once; four stand for three bytes.
const PIECE_CHARS: usize = 4_096;

impl Serialize for Base64<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// `data:TYPE;base64,…`, an address that is its own content.
pub(super) struct DataUri<'b>(pub(super) &'static str, pub(super) &'b [u8]);

impl Serialize for DataUri<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("data:{};base64,{}", self.0, Base64(self.1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_the_standard_hold() {
        for (bytes, expected) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(Base64(bytes.as_bytes()).to_string(), expected);
        }
        assert_eq!(Base64(&[0xFB, 0xEF, 0xFF]).to_string(), "++//");
        let long = vec![0x69_u8; 3 * 5_000];
        assert_eq!(Base64(&long).to_string(), "aWlp".repeat(5_000));
    }

    #[test]
    fn a_data_uri_names_its_type() {
        let uri = serde_json::to_string(&DataUri("image/png", b"foo")).unwrap();
        assert_eq!(uri, r#""data:image/png;base64,Zm9v""#);
    }
}
