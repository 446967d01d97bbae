//! What came of a reply job, as it is kept for `/why`.

use crate::behaviour::memory;
use crate::llm::Asked;
use crate::prompt::context::Built;

/// What came of it, for `/why`.
pub(super) fn told(asked: &Asked, built: &Built, silent: Option<&str>) -> String {
    let account = &built.account;
    let tokens = asked.attempts.iter().map(|attempt| attempt.usage).fold(
        (0_u32, 0_u32),
        |(prompt, answer), usage| {
            (
                prompt.saturating_add(usage.prompt_tokens),
                answer.saturating_add(usage.answer_tokens),
            )
        },
    );
    let model = asked
        .result
        .as_ref()
        .map_or("none", |draft| draft.served_by.as_str());
    // The estimated tokens by kind, as the prompt was built.
    let shown: Vec<String> = account
        .kinds()
        .into_iter()
        .map(|(kind, tokens)| format!("{kind}:{tokens}"))
        .collect();
    format!(
        "{}={} model={model} requests={} prompt_tokens={} answer_tokens={} history={} notes={} \
         shown={} from={}",
        if silent.is_some() { "silent" } else { "said" },
        silent.unwrap_or("yes"),
        asked.attempts.len(),
        tokens.0,
        tokens.1,
        account.history_used,
        account.notes_used,
        shown.join(","),
        memory::written(&built.memories),
    )
}
