//! `/me`, `/prefs`, `/forget`, `/optout`, `/optin`, `/export`: what we know of somebody, and their
//! say in it. Everything here acts on who gave the command or pressed the button, never on anybody
//! named, quoted or answered.

use super::super::addressee::date;
use super::super::errand::{FORGET, ForgetTask};
use super::{ButtonAction, Order, Pressed, Response};
use crate::behaviour::{Call, KnownCommand, Look};
use crate::clock::{SECONDS_PER_DAY, UnixTime};
use crate::ids::{ChatId, SenderId};
use crate::link::link;
use crate::message::{Chat, Incoming, SenderKind};
use crate::person::phrases;
use crate::person::portrait::{Portrait, portrait};
use crate::person::preference::Wish;
use crate::store::{Error, Fact, NewJob, Reader, Writer};
use crate::telegram::carry::Document;

/// Facts on one page of `/me`: one row of buttons.
const FACTS_PER_PAGE: usize = 7;
/// The most messages of one chat in an export.
const EXPORT_MESSAGES_MAX: usize = 20_000;
/// The most bytes of an export: Telegram takes files of 50 MB, the outbox should not have to.
const EXPORT_BYTES_MAX: usize = 4 * 1024 * 1024;
/// A forgetting that cannot be finished in this time is given up, in seconds.
const FORGET_AGE_MAX_S: i64 = 30 * SECONDS_PER_DAY;

/// The wishes that have a button.
pub(in crate::bot) const WISHES_SHOWN: [Wish; 6] = [
    Wish::Short,
    Wish::Long,
    Wish::Informal,
    Wish::NoReactions,
    Wish::OnlyWhenCalled,
    Wish::Nothing,
];

/// The answer to a command of this file: channels and anonymous admins are nobody in particular.
///
/// # Errors
/// What `answer` returns.
pub(super) fn for_person(
    order: &Order<'_>,
    answer: impl FnOnce() -> Result<Response, Error>,
) -> Result<Response, Error> {
    if order.incoming.sender.kind != SenderKind::Person || order.incoming.is_forward {
        return Ok(Response::in_chat(phrases::NO_PERSON));
    }
    answer()
}

/// Asks before everything is erased.
pub(super) fn forget_question() -> Response {
    Response::only_the_asker(phrases::FORGET_QUESTION)
        .asking(phrases::FORGET_LABEL, ButtonAction::Forget)
}

/// Remembers no more, or again, of who asks.
pub(super) fn opt(
    order: &Order<'_>,
    out: bool,
    writer: &Writer<'_>,
    now: UnixTime,
) -> Result<Response, Error> {
    let person = order.incoming.sender.id;
    let was_out = writer.consent(person)?.opted_out;
    set_opted_out(writer, person, out, now)?;
    Ok(Response::only_the_asker(match (out, was_out) {
        (true, false) => phrases::OPTED_OUT,
        (true, true) => phrases::OPTED_OUT_ALREADY,
        (false, true) => phrases::OPTED_IN,
        (false, false) => phrases::OPTED_IN_ALREADY,
    }))
}

/// An `/optout` or `/optin` that came too late to be answered holds all the same, without words.
///
/// # Errors
/// What the database says.
pub(in crate::bot) fn late_wish(
    writer: &Writer<'_>,
    incoming: &Incoming,
    look: &Look,
    now: UnixTime,
) -> Result<(), Error> {
    let out = match look.call {
        Call::Command(KnownCommand::OptOut) => true,
        Call::Command(KnownCommand::OptIn) => false,
        Call::Command(_)
        | Call::None
        | Call::Direct(_)
        | Call::About
        | Call::UnknownCommand
        | Call::OtherBot => return Ok(()),
    };
    if incoming.sender.kind != SenderKind::Person || incoming.is_forward {
        return Ok(());
    }
    set_opted_out(writer, incoming.sender.id, out, now)
}

fn set_opted_out(
    writer: &Writer<'_>,
    person: SenderId,
    out: bool,
    now: UnixTime,
) -> Result<(), Error> {
    writer.set_opted_out(person, out, now)?;
    if out {
        writer.drop_profile(person)?;
    }
    Ok(())
}

/// Shows what is known, with a button for every fact.
pub(super) fn me(order: &Order<'_>, writer: &Writer<'_>, now: UnixTime) -> Result<Response, Error> {
    let chat = &order.incoming.chat;
    let person = order.incoming.sender.id;
    if writer.consent(person)?.opted_out {
        return Ok(Response::only_the_asker(phrases::OPTED_OUT_ALREADY));
    }
    let profile = writer.profile(chat.id, person)?;
    let facts = writer.facts(chat.id, person)?;
    let wishes = writer.preferences(chat.id, person)?;
    if profile.is_none() && facts.is_empty() {
        let text = format!("{}\n\n{}", phrases::NOTHING_KNOWN, phrases::wishes(wishes));
        return Ok(Response::only_the_asker(text));
    }
    let page = order.arguments.parse::<usize>().unwrap_or(1).max(1);
    let mut lines = Vec::new();
    if let Some(row) = &profile {
        let since = date(**writer, row.profile.first_at)?;
        lines.push(phrases::me_heading(row.profile.messages, &since));
        let portrait = portrait(&row.profile, now);
        let partners = names(**writer, &portrait)?;
        let traits = phrases::portrait_lines(&portrait, &partners);
        if portrait.style.is_none() {
            lines.push(phrases::TOO_LITTLE.to_owned());
        }
        lines.extend(traits);
        lines.push(String::new());
    }
    let from = page.saturating_sub(1).saturating_mul(FACTS_PER_PAGE);
    let shown: Vec<&Fact> = facts
        .iter()
        .filter(|fact| fact.confidence_at(now) > 0)
        .skip(from)
        .take(FACTS_PER_PAGE)
        .collect();
    if shown.is_empty() {
        lines.push(phrases::NO_FACTS.to_owned());
    } else {
        lines.push(phrases::FACTS_HEADING.to_owned());
    }
    let mut buttons = Vec::new();
    for (number, fact) in (from.saturating_add(1)..).zip(&shown) {
        lines.push(fact_line(**writer, number, fact, chat)?);
        buttons.push((format!("✖ {number}"), ButtonAction::RemoveFact(fact.id)));
    }
    if !shown.is_empty() {
        lines.push(phrases::FACTS_FOOT.to_owned());
    }
    if facts.len() > from.saturating_add(FACTS_PER_PAGE) {
        lines.push(phrases::more_facts(page.saturating_add(1)));
    }
    lines.extend([
        String::new(),
        phrases::wishes(wishes),
        phrases::RIGHTS.to_owned(),
    ]);
    Ok(Response {
        buttons,
        ..Response::only_the_asker(lines.join("\n"))
    })
}

fn fact_line(reader: Reader<'_>, number: usize, fact: &Fact, chat: &Chat) -> Result<String, Error> {
    let (heading, said_on) = (
        phrases::fact_heading(fact.kind),
        date(reader, fact.said_at)?,
    );
    let link = fact.message_id.and_then(|message| link(chat, message));
    let link = link.map_or_else(String::new, |link| format!(", {link}"));
    Ok(format!(
        "{number}. {heading}: «{}» — {said_on}{link}",
        fact.quote
    ))
}

/// The names of the people that a portrait names, as they are called now.
fn names(reader: Reader<'_>, portrait: &Portrait) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    for partner in &portrait.partners {
        if !reader.consent(*partner)?.opted_out {
            names.extend(reader.name_of(*partner)?);
        }
    }
    Ok(names)
}

/// Shows or changes the wishes of who asks.
pub(super) fn preferences(order: &Order<'_>, writer: &Writer<'_>) -> Result<Response, Error> {
    let (chat, person) = (order.incoming.chat.id, order.incoming.sender.id);
    let asked = Wish::all_in(order.arguments);
    let mut wishes = writer.preferences(chat, person)?;
    for wish in &asked {
        wishes = wishes.with(*wish);
    }
    if !asked.is_empty() {
        writer.set_preferences(chat, person, wishes)?;
        return Ok(Response::only_the_asker(phrases::wishes(wishes)));
    }
    let text = format!("{}\n\n{}", phrases::wishes(wishes), phrases::WISHES_HELP);
    let buttons = WISHES_SHOWN.map(|wish| {
        let label = phrases::wish_label(wish).to_owned();
        (label, ButtonAction::Prefer(wish))
    });
    Ok(Response {
        buttons: buttons.to_vec(),
        ..Response::only_the_asker(text)
    })
}

/// Removes the fact of a pressed button; the store sees to it that it is the presser's own.
pub(super) fn remove_fact(
    pressed: &Pressed<'_>,
    id: i64,
    writer: &Writer<'_>,
) -> Result<String, Error> {
    let removed = writer.remove_fact(pressed.chat, pressed.person, id)?;
    Ok(removed.map_or_else(
        || phrases::FACT_GONE.to_owned(),
        |quote| phrases::fact_removed(&quote),
    ))
}

/// Notes the wish of a pressed button.
pub(super) fn prefer(
    pressed: &Pressed<'_>,
    wish: Wish,
    writer: &Writer<'_>,
) -> Result<String, Error> {
    let wishes = writer.preferences(pressed.chat, pressed.person)?.with(wish);
    writer.set_preferences(pressed.chat, pressed.person, wishes)?;
    Ok(phrases::wishes(wishes))
}

/// Begins to erase who pressed. From now on nothing older is stored; the rest is done step by step
/// in the background.
pub(super) fn forget(
    pressed: &Pressed<'_>,
    writer: &Writer<'_>,
    now: UnixTime,
) -> Result<String, Error> {
    let task = ForgetTask {
        person: pressed.person,
        done: writer.begin_forgetting(pressed.person, now)?,
    };
    // A task of plain numbers always becomes JSON.
    let payload = serde_json::to_string(&task).unwrap_or_default();
    let job = NewJob {
        chat: pressed.seen_in,
        person: pressed.person,
        kind: FORGET,
        update_id: pressed.update_id,
        payload: &payload,
        expires_at: now.plus(FORGET_AGE_MAX_S),
    };
    writer.add_job(&job, now)?;
    Ok(phrases::FORGETTING.to_owned())
}

/// Everything that is remembered of a person, in all chats, as a file for their private chat.
pub(super) fn export(
    person: SenderId,
    writer: &Writer<'_>,
    now: UnixTime,
) -> Result<Response, Error> {
    let mut chats = Vec::new();
    let mut bytes = 0_usize;
    let mut is_cut = false;
    for chat in writer.chats_of_person(person)? {
        let (messages, cut) = exported_messages(**writer, chat, person, &mut bytes)?;
        is_cut |= cut;
        let profile = writer.profile(chat, person)?;
        let facts: Vec<serde_json::Value> = writer
            .facts(chat, person)?
            .iter()
            .map(|fact| exported_fact(fact, now))
            .collect();
        chats.push(serde_json::json!({
            "chat_id": chat,
            "title": writer.chat(chat)?.map(|row| row.chat.title),
            "profile": profile.as_ref().map(|row| &row.profile),
            "portrait": profile.as_ref().map(|row| portrait(&row.profile, now)),
            "facts": facts,
            "preferences": writer.preferences(chat, person)?,
            "messages": messages,
        }));
    }
    let consent = writer.consent(person)?;
    let content = serde_json::json!({
        "person_id": person,
        "name": writer.name_of(person)?,
        "exported_at": now,
        "opted_out": consent.opted_out,
        "messages_were_cut": is_cut,
        "chats": chats,
    });
    let document = Document {
        name: "gryag-export.json".to_owned(),
        content: serde_json::to_string_pretty(&content).unwrap_or_default(),
    };
    let caption = if is_cut {
        phrases::EXPORT_CUT
    } else {
        phrases::EXPORTED
    };
    Ok(Response::in_private(caption).with(document))
}

fn exported_fact(fact: &Fact, now: UnixTime) -> serde_json::Value {
    serde_json::json!({
        "kind": fact.kind,
        "quote": fact.quote,
        "message_id": fact.message_id,
        "said_at": fact.said_at,
        "confidence_percent": fact.confidence_at(now),
        "expires_at": fact.expires_at,
        "noticed_by_model": fact.by_model,
    })
}

/// The person's newest messages that fit, oldest first, and whether some did not.
fn exported_messages(
    reader: Reader<'_>,
    chat: ChatId,
    person: SenderId,
    bytes: &mut usize,
) -> Result<(Vec<serde_json::Value>, bool), Error> {
    let lines = reader.all_words(chat, person, EXPORT_MESSAGES_MAX)?;
    let mut is_cut = lines.len() >= EXPORT_MESSAGES_MAX;
    let mut messages = Vec::new();
    for line in lines.iter().rev() {
        *bytes = bytes.saturating_add(line.text.len()).saturating_add(120);
        if *bytes > EXPORT_BYTES_MAX {
            is_cut = true;
            break;
        }
        messages.push(serde_json::json!({
            "message_id": line.message_id,
            "sent_at": line.sent_at,
            "reply_to": line.reply_to,
            "text": line.text,
        }));
    }
    messages.reverse();
    Ok((messages, is_cut))
}
