//! People who do not want to be spoken of unasked: whether words name one of them.

use crate::analysis::tokens::{Kind, tokenise};

/// Shorter names are too like other words, in characters.
const NAME_CHARS_MIN: usize = 3;
/// The longest case ending: -ові, -ами.
const ENDING_CHARS_MAX: usize = 3;

/// Whether `text` has one of the `names` in it, in any case form; of a name its first word counts.
/// Rather one time too often: then nothing is said, which nobody minds.
pub fn is_named(text: &str, names: &[&str]) -> bool {
    let roots: Vec<String> = names.iter().filter_map(|name| root(name)).collect();
    !roots.is_empty()
        && tokenise(text)
            .iter()
            .filter(|token| matches!(token.kind, Kind::Word | Kind::Name))
            .any(|token| roots.iter().any(|root| is_form(&token.form, root)))
}

/// The first word of a name without its ending.
fn root(name: &str) -> Option<String> {
    let tokens = tokenise(name);
    let word = tokens.iter().find(|token| token.kind == Kind::Word)?;
    let form = word.form.as_str();
    let root = form
        .strip_suffix(['а', 'я', 'о', 'е', 'і', 'ї', 'и', 'ь', 'й'])
        .unwrap_or(form);
    (form.chars().count() >= NAME_CHARS_MIN).then(|| root.to_owned())
}

/// Whether `word` is `root` with an ending, its last consonant softened or not.
fn is_form(word: &str, root: &str) -> bool {
    let ends = |root: &str| {
        word.strip_prefix(root)
            .is_some_and(|ending| ending.chars().count() <= ENDING_CHARS_MAX)
    };
    let softened = [('г', ["з", "ж"]), ('к', ["ц", "ч"]), ('х', ["с", "ш"])];
    ends(root)
        || softened.iter().any(|(hard, soft)| {
            root.strip_suffix(*hard)
                .is_some_and(|stem| soft.iter().any(|soft| ends(&format!("{stem}{soft}"))))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_their_case_forms() {
        let names = ["Тарас Шевченко", "Оксана 🌸", "Оля", "Ольга", "Ю"];
        for text in [
            "а Тарасові що?",
            "спитайте Оксану",
            "ну, тарас!",
            "Олю, як там?",
            "розкажи Ользі",
        ] {
            assert!(is_named(text, &names), "{text}");
        }
        for text in [
            "а що там із дощем?",
            "ю",
            "Шевченко писав",
            "купив олівці й олівець",
        ] {
            assert!(!is_named(text, &names), "{text}");
        }
        assert!(!is_named("Тарас", &[]));
    }
}
