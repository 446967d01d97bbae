//! How fast the analyser is: typical messages, and garbage of growing length.

use std::hint::black_box;
use std::time::Instant;

use gryag::analysis::analyse;
use gryag::behaviour::trigger::{NameForms, name_use};

#[path = "decide.rs"]
mod decide;
#[path = "../it/people.rs"]
#[expect(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "the tests use more of it, and a benchmark stops by panicking"
)]
mod people;

/// Messages as people write them in a group, from short to long.
const TYPICAL: &[&str] = &[
    "привіт всім",
    "та ну, серйозно? 😂",
    "я сьогодні до восьмої на роботі, потім можна кудись піти",
    "дякую, дуже смачно було, передай мамі що борщ просто супер)))",
    "хтось знає, чому не працює світло на Сихові? вже третя година сидимо без інтернету((",
    "а мені фільм не сподобався, надто довгий і нудний, хоча актори грають класно",
    "ахахах ну ти даєш",
    "@olenka глянь https://example.org/article там про те саме пишуть, тільки докладніше",
    "ну от знову дощ, а я хотіла поїхати на дачу, посадити троянди і посидіти з книжкою на веранді",
    "ок",
];

#[expect(clippy::print_stdout, reason = "a bench prints its numbers")]
fn main() {
    let forms = NameForms::generate("Гряг");
    let rounds = 2_000_u32;
    let per_message = timed(rounds, || {
        for text in TYPICAL {
            black_box(analyse(black_box(text)));
        }
    }) / 10.0;
    println!("analyse, typical message: {per_message:.2} µs");
    let names = timed(rounds, || {
        for text in TYPICAL {
            black_box(name_use(black_box(text), &forms));
        }
    }) / 10.0;
    println!("name_use, typical message: {names:.2} µs");
    decide::print(TYPICAL);
    for (name, piece) in [
        ("one letter", "ж"),
        ("words", "ну таке "),
        ("stars", "х*"),
        ("insults", "сука дурень супер "),
        ("zalgo", "а\u{0336}"),
        ("brackets", "("),
    ] {
        for characters in [1_000_usize, 10_000, 100_000] {
            let text: String = piece.chars().cycle().take(characters).collect();
            let took = timed(9, || {
                black_box(analyse(black_box(&text)));
            });
            println!("{name}, {characters} characters: {took:.0} µs");
        }
    }
}

/// The best time of one round, in microseconds.
fn timed(rounds: u32, mut work: impl FnMut()) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..rounds {
        let start = Instant::now();
        work();
        best = best.min(start.elapsed().as_secs_f64() * 1e6);
    }
    best
}
