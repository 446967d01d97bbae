//! Old messages' words, many in one small block. Pure; the block's format is frozen.
//!
//! A block is a version byte, the number of bytes inside as a varint, and what [`squeeze`] made of
//! them: for each message its medium's form, its author's name and its text in the narrow
//! [`alphabet`], with the bytes 0 and 1 between.

mod alphabet;
mod primer;
mod squeeze;

/// The most messages of one block. Reading the last of them means reading all, about a
/// millisecond; larger blocks are but a few per cent smaller.
pub(super) const MESSAGES_MAX: usize = 32;
/// A block is closed when its texts reach so many bytes.
pub(super) const BYTES_MAX: usize = 8_000;

const VERSION: u8 = 1;
const BETWEEN_FIELDS: u8 = 0;
const END: u8 = 1;

/// The words of one message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Words {
    /// The author's name then.
    pub(super) name: String,
    /// The medium's short form.
    pub(super) form: Option<String>,
    /// The text.
    pub(super) text: String,
}

/// Makes a block of `messages`.
pub(super) fn pack(messages: &[Words]) -> Vec<u8> {
    let mut plain = Vec::new();
    for words in messages {
        plain.extend(alphabet::narrow(words.form.as_deref().unwrap_or("")));
        plain.push(BETWEEN_FIELDS);
        plain.extend(alphabet::narrow(&words.name));
        plain.push(BETWEEN_FIELDS);
        plain.extend(alphabet::narrow(&words.text));
        plain.push(END);
    }
    let mut block = vec![VERSION];
    let mut length = plain.len();
    while length >= 0x80 {
        block.push(u8::try_from(length & 0x7F).unwrap_or(0) | 0x80);
        length >>= 7;
    }
    block.push(u8::try_from(length).unwrap_or(0));
    block.extend(squeeze::squeeze(&plain));
    block
}

/// The first `count` messages of a block; fewer if it has no more or is damaged.
pub(super) fn unpack(block: &[u8], count: usize) -> Vec<Words> {
    let Some((VERSION, mut rest)) = block.split_first().map(|(first, rest)| (*first, rest)) else {
        return Vec::new();
    };
    let mut length = 0_usize;
    for shift in [0, 7, 14, 21] {
        let Some((byte, tail)) = rest.split_first() else {
            return Vec::new();
        };
        rest = tail;
        length |= usize::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            break;
        }
    }
    let mut ends = 0_usize;
    let plain = squeeze::expand(rest, length, |byte| {
        ends += usize::from(byte == END);
        ends >= count
    });
    plain
        .split_inclusive(|byte| *byte == END)
        .filter_map(|record| record.strip_suffix(&[END]))
        .take(count)
        .map(read)
        .collect()
}

fn read(record: &[u8]) -> Words {
    let mut fields = record.splitn(3, |byte| *byte == BETWEEN_FIELDS);
    let mut next = || fields.next().map(alphabet::widen).unwrap_or_default();
    let form = Some(next()).filter(|form| !form.is_empty());
    Words {
        form,
        name: next(),
        text: next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Words {
        Words {
            name: "Оля".into(),
            form: text.is_empty().then(|| "[стікер 😂]".into()),
            text: text.into(),
        }
    }

    #[test]
    fn messages_come_out_as_they_went_in() {
        let texts = ["", "привіт", "\0\u{1}\u{2}", "漢字 😂\n\nтак", "", "ще"];
        let all: Vec<Words> = texts.into_iter().map(words).collect();
        let block = pack(&all);
        assert_eq!(unpack(&block, usize::MAX), all);
        assert_eq!(unpack(&block, 2), all[..2]);
        assert_eq!(unpack(&block, 0).len(), 0);
        assert_eq!(unpack(&[], 1), []);
        assert_eq!(unpack(&[9, 1, 2], 1), []);
    }

    #[test]
    fn a_block_of_chat_takes_a_third_of_its_utf8_at_most() {
        let lines = [
            "а хто завтра йде на каву? я можу після шостої",
            "я теж можу, тільки не дуже довго, бо зранку на роботу",
            "добре, тоді о пів на сьому біля метро, домовились?",
            "ахаха, ну ти як завжди. візьми з собою книжку, яку обіцяв",
        ];
        let all: Vec<Words> = lines.iter().map(|line| words(line)).collect();
        let utf8: usize = all.iter().map(|w| w.text.len() + w.name.len()).sum();
        let packed = pack(&all).len();
        assert!(packed * 3 <= utf8, "{packed} of {utf8}");
    }
}
