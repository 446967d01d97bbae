//! How Ukrainian is written where people read it.

use std::path::Path;

/// Where the words that people read are kept.
const SHOWN: [&str; 12] = [
    "src/analysis/plural.rs",
    "src/analysis/summary.rs",
    "src/behaviour/finding/mod.rs",
    "src/behaviour/phrases.rs",
    "src/behaviour/why.rs",
    "src/bot/commands/phrases/figures.rs",
    "src/bot/commands/phrases/mod.rs",
    "src/ops/phrases.rs",
    "src/ops/report/page.rs",
    "src/ops/report/words.rs",
    "src/person/phrases/mod.rs",
    "src/person/phrases/own.rs",
];

#[test]
fn one_apostrophe_stands_in_all_words_that_people_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut wrong = Vec::new();
    let mut right = 0;
    for file in SHOWN {
        let source = std::fs::read_to_string(root.join(file)).unwrap();
        let shown = source.split("#[cfg(test)]").next().unwrap();
        let lines = shown
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        for line in lines {
            let letters: Vec<char> = line.chars().collect();
            for around in letters.windows(3) {
                let is_inside = around[0].is_alphabetic() && around[2].is_alphabetic();
                let is_ukrainian = is_inside && !around[0].is_ascii() && !around[2].is_ascii();
                if is_ukrainian && ['\'', '’'].contains(&around[1]) {
                    wrong.push(format!("{file}: {}", line.trim()));
                }
                right += i32::from(is_ukrainian && around[1] == 'ʼ');
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(right > 5);
}
