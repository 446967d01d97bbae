//! What becomes of a model's answer. Not here: cutting, labels and leaks in detail, which are
//! tested beside their code.

use gryag::prompt::context::Occasion;
use gryag::prompt::reply::{MENTIONS_MAX, PART_BYTES_MAX, PART_UTF16_MAX, Part, Reply, Rules};
use gryag::prompt::reply::{PARTS_MAX, compose};
use gryag::prompt::{Secret, persona};
use gryag::text::utf16_len;
use proptest::prelude::*;

fn rules() -> Rules<'static> {
    Rules {
        bot_name: "Гряг",
        secrets: &[],
        speakers: &[],
        chars_max: 2_000,
        is_truncated: false,
    }
}

fn parts(text: &str, rules: &Rules<'_>) -> Vec<Part> {
    match compose(text, rules) {
        Reply::Say(parts) => parts,
        Reply::Declined | Reply::Nothing => Vec::new(),
    }
}

#[track_caller]
fn check(text: &str, html: &str, plain: &str) {
    let parts = parts(text, &rules());
    parts.iter().for_each(assert_sendable);
    let pair = |part: &Part| (part.html.clone(), part.plain.clone());
    let pairs: Vec<(String, String)> = parts.iter().map(pair).collect();
    assert_eq!(pairs, [(html.to_owned(), plain.to_owned())]);
}

#[track_caller]
fn check_plain(text: &str, rules: &Rules<'_>, expected: &str) {
    let plains: Vec<String> = parts(text, rules).into_iter().map(|p| p.plain).collect();
    assert_eq!(plains, [expected]);
}

/// Asserts what Telegram asks of a message: its length, only its tags, properly nested, only its
/// entities.
#[track_caller]
fn assert_sendable(part: &Part) {
    assert!(!part.plain.trim().is_empty());
    assert!(!part.plain.starts_with('/'));
    assert!(utf16_len(&part.plain) <= PART_UTF16_MAX);
    assert!(part.html.len() <= PART_BYTES_MAX);
    let mut open: Vec<&str> = Vec::new();
    let mut visible = String::new();
    let mut rest = part.html.as_str();
    while let Some(c) = rest.chars().next() {
        if c == '<' {
            let (tag, after) = rest.split_once('>').unwrap();
            let name = tag.trim_start_matches('<');
            if let Some(name) = name.strip_prefix('/') {
                assert_eq!(open.pop(), Some(name), "{}", part.html);
            } else {
                let (name, attribute) = name.split_once(' ').unwrap_or((name, ""));
                let is_known = match name {
                    "b" | "i" | "s" | "tg-spoiler" | "pre" | "blockquote" => attribute.is_empty(),
                    "code" => attribute.is_empty() || attribute.starts_with("class=\"language-"),
                    "a" => attribute.starts_with("href=\"http"),
                    _ => false,
                };
                assert!(is_known, "<{name} {attribute}>");
                assert!(attribute.is_empty() || attribute.matches('"').count() == 2);
                let is_in_code = open.contains(&"code") || open.contains(&"pre");
                assert!(!is_in_code || (name == "code" && open.last() == Some(&"pre")));
                assert!(!open.contains(&name), "<{name}> within itself");
                open.push(name);
            }
            rest = after;
        } else if c == '&' {
            let (entity, after) = rest.split_once(';').unwrap();
            let is_known = matches!(entity, "&lt" | "&gt" | "&amp" | "&quot");
            assert!(is_known, "{entity}");
            visible.push('?');
            rest = after;
        } else {
            assert_ne!(c, '>');
            visible.push(c);
            rest = rest.strip_prefix(c).unwrap();
        }
    }
    assert!(open.is_empty(), "{}", part.html);
    assert!(utf16_len(&visible) <= PART_UTF16_MAX);
    assert!(!visible.trim().is_empty());
}

#[test]
fn plain_talk_stays_as_it_is() {
    check(
        "Та нормально, а ти?",
        "Та нормально, а ти?",
        "Та нормально, а ти?",
    );
    check(
        "2 * 3 * 4 = 24, 5*6*7 < 300",
        "2 * 3 * 4 = 24, 5*6*7 &lt; 300",
        "2 * 3 * 4 = 24, 5*6*7 < 300",
    );
    check(
        "some_snake_case >_<",
        "some_snake_case &gt;_&lt;",
        "some_snake_case >_<",
    );
}

#[test]
fn markdown_becomes_telegrams_html() {
    check(
        "**так** і *ні* ~~мабуть~~",
        "<b>так</b> і <i>ні</i> <s>мабуть</s>",
        "так і ні мабуть",
    );
    check("__так__ _ні_", "<b>так</b> <i>ні</i>", "так ні");
    check("`a<b`", "<code>a&lt;b</code>", "a<b");
    check("¯\\_(ツ)_/¯", "¯\\_(ツ)_/¯", "¯\\_(ツ)_/¯");
    check("***дуже***", "<b><i>дуже</i></b>", "дуже");
    check("**a *b* c**", "<b>a <i>b</i> c</b>", "a b c");
    check("**a *b** c*", "<b>a *b</b> c*", "a *b c*");
    check("**непарна", "**непарна", "**непарна");
    check(r"\*не курсив\*", "*не курсив*", "*не курсив*");
}

#[test]
fn links_are_web_links_or_none() {
    check(
        "[лінк](https://x.y/(z)?a=1&b=\"2\")",
        "<a href=\"https://x.y/(z)?a=1&amp;b=&quot;2&quot;\">лінк</a>",
        "лінк (https://x.y/(z)?a=1&b=\"2\")",
    );
    check("[тиць](javascript:alert(1))", "тиць", "тиць");
    check("[тиць](tg://user?id=1)", "тиць", "тиць");
    check("масив[0](1) і [x]", "масив0 і [x]", "масив0 і [x]");
    check(
        "[**a**](http://b.c)",
        "<a href=\"http://b.c\"><b>a</b></a>",
        "a (http://b.c)",
    );
}

#[test]
fn blocks_become_what_telegram_has() {
    check("# Ого\nтак", "<b>Ого</b>\nтак", "Ого\nтак");
    check(
        "- раз\n  * два\n1. три",
        "• раз\n  • два\n1. три",
        "• раз\n  • два\n1. три",
    );
    check(
        "> цитата\n> **ще**\nтак",
        "<blockquote>цитата\n<b>ще</b></blockquote>\nтак",
        "цитата\nще\nтак",
    );
    check(
        "```rust\nfn f<T>() {}\n```\nось",
        "<pre><code class=\"language-rust\">fn f&lt;T&gt;() {}</code></pre>\nось",
        "fn f<T>() {}\nось",
    );
    check("```\nбез кінця", "<pre>без кінця</pre>", "без кінця");
    check(
        "ось ```\nx = 1\n``` і все",
        "ось \n<pre>x = 1</pre>\n і все",
        "ось \nx = 1\n і все",
    );
    check("а\n\n\n\nб\n---\nв", "а\n\nб\nв", "а\n\nб\nв");
    check(
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "| a | b |\n| 1 | 2 |",
        "| a | b |\n| 1 | 2 |",
    );
}

#[test]
fn hostile_markup_is_only_text() {
    check(
        "<script>x</script> & <b>",
        "&lt;script&gt;x&lt;/script&gt; &amp; &lt;b&gt;",
        "<script>x</script> & <b>",
    );
    let evil = "**Жирний** _курсив_ *непарна snake_case a < b && c > d [лінк](https://x.y/(z)) \
                `код` \
                ```rust\nfn f<T>() -> T\n``` 1. пункт! - ще. # Заголовок\n| a | b |\n|---|---|\n\
                > цитата @everyone /start \\ ~ {x} = 5";
    parts(evil, &rules()).iter().for_each(assert_sendable);
}

#[test]
fn an_answer_is_no_command_and_rings_at_few_phones() {
    check("/start", "start", "start");
    check("**//ban** всіх", "<b>ban</b> всіх", "ban всіх");
    let all: Vec<String> = (0..500).map(|n| format!("@user{n}")).collect();
    let all = all.join(" ");
    let parts = parts_of(&all);
    let live: usize = parts
        .iter()
        .map(|part| part.plain.matches('@').count())
        .sum();
    assert_eq!(live, MENTIONS_MAX);
    check("пиши на a@b.ua", "пиши на a@b.ua", "пиши на a@b.ua");
}

#[test]
fn a_model_may_say_nothing() {
    for text in [
        "—",
        " — ",
        "—.",
        "\"—\"",
        "-",
        "<think>навіщо?</think>\n—",
        "Гряг: —",
        "—\n(нічого)",
    ] {
        assert_eq!(compose(text, &rules()), Reply::Declined, "{text}");
    }
    for text in [
        "",
        "  \n",
        "...",
        "**",
        "```\n```",
        "<think>гм",
        "/",
        "\u{200B}",
        "«»",
        "---",
    ] {
        assert_eq!(compose(text, &rules()), Reply::Nothing, "{text}");
    }
    check_plain("— Та йди вже.", &rules(), "Та йди вже.");
    check_plain("?", &rules(), "?");
    check_plain("😂", &rules(), "😂");
}

#[test]
fn what_was_cut_off_ends_with_its_last_sentence() {
    let truncated = Rules {
        is_truncated: true,
        ..rules()
    };
    check_plain("Було добре. Потім пішов до", &truncated, "Було добре.");
    check_plain(
        "Було добре, потім пішов до",
        &truncated,
        "Було добре, потім пішов…",
    );
    check_plain("Було **добре. Потім", &truncated, "Було **добре.");
}

#[test]
fn long_answers_end_with_a_sentence() {
    let short = Rules {
        chars_max: 40,
        ..rules()
    };
    check_plain(
        "Перше речення тут. Друге речення теж тут. Третє.",
        &short,
        "Перше речення тут.",
    );
    let text = "Слово ".repeat(3_000);
    let parts = parts_of(&text);
    assert_eq!(parts.len(), PARTS_MAX);
    for part in &parts {
        assert_sendable(part);
        assert!(part.plain.split(' ').all(|word| word == "Слово"));
    }
}

#[test]
fn the_prompt_never_comes_out() {
    let instructions = persona::instructions(&persona::builtin("Гряг"), Occasion::Named);
    let secret = Secret::new(&instructions);
    let speakers = ["Оля".to_owned(), "Петро".to_owned()];
    let strict = Rules {
        secrets: &[&secret],
        speakers: &speakers,
        ..rules()
    };
    assert_eq!(compose(&instructions, &strict), Reply::Nothing);
    let quoted = format!("Ось мої правила:\n{instructions}");
    check_plain(&quoted, &strict, "Ось мої правила:");
    check_plain("Гряг: ага.\nОля: та невже\nГряг: так", &strict, "ага.");
    check_plain("Гряг: ага.\nГряг: так", &strict, "ага.\nтак");
}

#[test]
fn markup_is_split_without_being_torn() {
    let text = format!("**{}**", "дуже важливо ".repeat(500).trim());
    let parts = parts_of(&text);
    assert_eq!(parts.len(), 2);
    for part in &parts {
        assert_sendable(part);
        assert!(part.html.starts_with("<b>") && part.html.ends_with("</b>"));
    }
    let (words, path) = ("слово ".repeat(80), "x".repeat(900));
    let link = format!("[{words}](https://приклад.укр/{path})");
    for part in parts_of(&link.repeat(9)) {
        assert_sendable(&part);
    }
}

fn parts_of(text: &str) -> Vec<Part> {
    parts(
        text,
        &Rules {
            chars_max: usize::MAX,
            ..rules()
        },
    )
}

/// Text as a hostile model might write it: marks, code, links, emoji, breaks.
fn scraps() -> impl Strategy<Value = String> {
    let marks = prop::sample::select(vec![
        "**",
        "*",
        "_",
        "~~",
        "`",
        "```",
        "\n",
        "\n> ",
        "\n- ",
        "# ",
        "[",
        "]",
        "<",
        "&",
        "</b>",
        "](https://a.b/?c=\"d\"&e)",
        "\\",
        "@name",
        "/",
        "<think>",
        " ",
        "й\u{0306}\u{0301}",
        "👨\u{200D}👩\u{200D}👧",
        "#",
        "—",
    ]);
    let scrap = prop_oneof![
        3 => marks.prop_map(str::to_owned),
        2 => "[а-яґєії]{1,12}[ .,!?]?",
        1 => "\\PC{0,6}",
    ];
    prop::collection::vec(scrap, 0..60).prop_map(|scraps| scraps.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_comes_what_goes_out_is_sendable(
        text in scraps(),
        repeats in 1_usize..40,
        chars_max in prop_oneof![Just(1_usize), 1_usize..200, Just(100_000)],
        is_truncated in any::<bool>(),
    ) {
        let rules = Rules { chars_max, is_truncated, ..rules() };
        let parts = parts(&text.repeat(repeats), &rules);
        prop_assert!(parts.len() <= PARTS_MAX);
        parts.iter().for_each(assert_sendable);
    }

    #[test]
    fn anything_at_all_is_survived(text in "(?s).{0,400}", chars_max in 0_usize..500) {
        let rules = Rules { chars_max, secrets: &[&Secret::new(&text)], ..rules() };
        parts(&text, &rules).iter().for_each(assert_sendable);
    }

    #[test]
    fn no_word_is_lost_when_nothing_is_cut(
        words in prop::collection::vec("[а-яґєії]{1,14}[,.!?]?", 1..900),
    ) {
        let joined: Vec<String> = parts_of(&words.join(" "))
            .iter()
            .map(|part| part.plain.clone())
            .collect();
        let joined = joined.join(" ");
        if words.iter().map(|word| word.chars().count() + 1).sum::<usize>() < PART_UTF16_MAX {
            prop_assert_eq!(joined.split_whitespace().collect::<Vec<_>>(), words);
        } else {
            prop_assert!(words.join(" ").starts_with(&joined));
        }
    }
}
