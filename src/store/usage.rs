//! What the models cost, and small notes about ourselves.

use super::{Error, Reader, Writer};
use crate::clock::UnixTime;
use crate::ids::UpdateId;
use rusqlite::{OptionalExtension, Row, params};

/// One request to a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spent {
    /// Whether no usable answer came.
    pub failed: bool,
    /// Tokens of the question.
    pub prompt_tokens: i64,
    /// Tokens of the answer.
    pub answer_tokens: i64,
    /// Tokens of thinking, billed like the answer's.
    pub thought_tokens: i64,
    /// How long it took, in milliseconds.
    pub latency_ms: i64,
}

impl Reader<'_> {
    /// How many requests `model` got on the UTC day of `now`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn requests_today(&self, model: &str, now: UnixTime) -> Result<i64, Error> {
        let requests = self
            .conn
            .prepare_cached("SELECT requests FROM usage WHERE day = ?1 AND model = ?2")?
            .query_row(params![now.utc_day(), model], |row| row.get(0))
            .optional()?;
        Ok(requests.unwrap_or(0))
    }
}

/// Everything that one model has cost so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ModelTotals {
    /// Its name.
    pub model: String,
    /// Requests.
    pub requests: i64,
    /// Those of them without a usable answer.
    pub failures: i64,
    /// Tokens of the questions.
    pub prompt_tokens: i64,
    /// Tokens of the answers.
    pub answer_tokens: i64,
    /// Tokens of thinking.
    pub thought_tokens: i64,
}

impl Reader<'_> {
    /// What every model has cost so far, by name.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn model_totals(&self) -> Result<Vec<ModelTotals>, Error> {
        let mut statement = self.conn.prepare_cached(
            "SELECT model, sum(requests), sum(failures), sum(prompt_tokens), sum(answer_tokens),
                 sum(thought_tokens)
             FROM usage GROUP BY model ORDER BY model",
        )?;
        let rows = statement.query_map([], model_totals)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Reads the columns model, requests, failures, and tokens of questions, answers and thinking.
pub(super) fn model_totals(row: &Row<'_>) -> rusqlite::Result<ModelTotals> {
    Ok(ModelTotals {
        model: row.get(0)?,
        requests: row.get(1)?,
        failures: row.get(2)?,
        prompt_tokens: row.get(3)?,
        answer_tokens: row.get(4)?,
        thought_tokens: row.get(5)?,
    })
}

impl Writer<'_> {
    /// Adds one request to the account of `model`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn note_request(&self, model: &str, spent: &Spent, now: UnixTime) -> Result<(), Error> {
        self.conn
            .prepare_cached(
                "INSERT INTO usage VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (day, model) DO UPDATE SET
                     requests = requests + 1,
                     failures = failures + excluded.failures,
                     prompt_tokens = prompt_tokens + excluded.prompt_tokens,
                     answer_tokens = answer_tokens + excluded.answer_tokens,
                     thought_tokens = thought_tokens + excluded.thought_tokens,
                     latency_ms = latency_ms + excluded.latency_ms",
            )?
            .execute(params![
                now.utc_day(),
                model,
                spent.failed,
                spent.prompt_tokens,
                spent.answer_tokens,
                spent.thought_tokens,
                spent.latency_ms
            ])?;
        Ok(())
    }
}

impl Reader<'_> {
    /// A noted value.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn meta(&self, key: &str) -> Result<Option<String>, Error> {
        Ok(self
            .conn
            .prepare_cached("SELECT value FROM meta WHERE key = ?1")?
            .query_row([key], |row| row.get(0))
            .optional()?)
    }
}

impl Writer<'_> {
    /// A number for something that no update of Telegram's caused: negative, and each time another.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn own_cause(&self) -> Result<UpdateId, Error> {
        let number = self
            .conn
            .prepare_cached(
                "INSERT INTO meta VALUES ('own_cause', '-1')
                 ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(value AS INTEGER) - 1 AS TEXT)
                 RETURNING CAST(value AS INTEGER)",
            )?
            .query_row([], |row| row.get(0))?;
        Ok(UpdateId(number))
    }

    /// Notes a value.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn set_meta(&self, key: &str, value: &str) -> Result<(), Error> {
        self.conn
            .prepare_cached(
                "INSERT INTO meta VALUES (?1, ?2)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            )?
            .execute([key, value])?;
        Ok(())
    }
}
