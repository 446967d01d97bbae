//! The rules, as tables: who is answered, who is not, and why.

use crate::people::{ME, NOW, brain, message, view};
use gryag::analysis::analyse;
use gryag::behaviour::trigger::name_use;
use gryag::behaviour::{
    Action, Chances, Decision, Policy, QuietHours, Reason, Room, Unasked, View, decide, look,
};
use gryag::ids::{MessageId, SenderId};
use gryag::message::{ChatKind, Command, Incoming, Mention, ReplyTo, SenderKind};
use gryag::rng::Rng;

const US: SenderId = ME;

fn policy() -> Policy {
    let names = [
        "BOT_SMART_REPLY_CHANCE",
        "BOT_REACTION_CHANCE",
        "BOT_REACTION_CHANCE_NAMED",
        "BOT_REACTION_CHANCE_QUESTION",
        "BOT_REACTION_CHANCE_EMOTIONAL",
    ];
    let mut settings: Vec<(&str, &str)> = names.map(|name| (name, "0")).to_vec();
    settings.push(("BOT_SPAM_REPLIES", "спокійніше"));
    settings.push(("BOT_SPAM_REPLY_CHANCE", "1"));
    brain(&settings).policy
}

fn says(text: &str) -> Incoming {
    message(7, "Оля", text)
}

fn replies_to(who: SenderId) -> Incoming {
    let reply_to = ReplyTo {
        message_id: MessageId(4),
        sender_id: Some(who),
        sender_name: "хтось".into(),
        text: "слова".into(),
        quote: None,
        media: None,
    };
    Incoming {
        reply_to: Some(reply_to),
        ..says("а чому?")
    }
}

fn decision(incoming: &Incoming, view: &View, policy: &Policy) -> Decision {
    let analysis = analyse(&incoming.text);
    let name = name_use(&incoming.text, &policy.names);
    let mut rng = Rng::new(1);
    let look = look(incoming, &analysis, name, policy, NOW, &mut rng);
    if look.may_act() {
        decide(incoming, &look, &analysis, view, policy, NOW, &mut rng)
    } else {
        Decision::at_a_glance(&look)
    }
}

#[track_caller]
fn check(incoming: &Incoming, expected: &str) {
    let decision = decision(incoming, &view(), &policy());
    assert_eq!(decision.reason.as_str(), expected, "{}", incoming.text);
}

fn speaks(decision: &Decision) -> bool {
    decision
        .actions
        .iter()
        .any(|action| matches!(action, Action::Reply { .. }))
}

#[test]
fn the_name_calls_in_every_case_form_and_letter_case() {
    for text in [
        "гряг, як справи?",
        "Гряг, ти тут?",
        "ГРЯГ!!!",
        "Грягу, привіт",
        "гряже, озвись",
    ] {
        check(&says(text), "named");
    }
}

#[test]
fn a_question_with_the_name_in_it_calls_and_talk_about_him_does_not() {
    check(&says("а що про це думає гряг?"), "named");
    check(&says("вчора гряг казав, що прийде"), "talked_about");
}

#[test]
fn words_that_only_look_like_the_name_call_nobody() {
    for text in [
        "робота чекає",
        "у суботу",
        "які чоботи",
        "грязь на дорозі",
        "турбота",
        "",
    ] {
        check(&says(text), "not_addressed");
    }
}

#[test]
fn mentions_replies_and_private_chats_call() {
    let mention = |mention| Incoming {
        mentions: vec![mention],
        ..says("ти тут?")
    };
    check(&mention(Mention::Username("Gryag_Bot".into())), "mentioned");
    check(&mention(Mention::Person(US)), "mentioned");
    check(
        &mention(Mention::Username("other_bot".into())),
        "not_addressed",
    );
    check(&replies_to(US), "replied_to");
    check(&replies_to(SenderId(99)), "not_addressed");
    let mut alone = says("привіт");
    alone.chat.kind = ChatKind::Private;
    check(&alone, "private");
    let silent = Policy {
        answer_private: false,
        ..policy()
    };
    assert_eq!(decision(&alone, &view(), &silent).reason, Reason::Private);
}

#[test]
fn what_is_old_or_ours_or_a_post_is_only_remembered() {
    check(
        &Incoming {
            sent_at: NOW.minus(601),
            ..says("гряг, ти тут?")
        },
        "old",
    );
    check(
        &Incoming {
            sent_at: NOW.minus(600),
            ..says("гряг, ти тут?")
        },
        "named",
    );
    // A clock behind Telegram's makes no message old.
    check(
        &Incoming {
            sent_at: NOW.plus(500),
            ..says("гряг, ти тут?")
        },
        "named",
    );
    let by = |id, kind| {
        let mut message = says("гряг, ти тут?");
        message.sender.id = id;
        message.sender.kind = kind;
        message
    };
    check(&by(US, SenderKind::Bot), "ours");
    check(&by(SenderId(-5), SenderKind::AutomaticForward), "post");
    check(&by(SenderId(-100), SenderKind::AnonymousAdmin), "named");
    check(&by(SenderId(-5), SenderKind::Channel), "named");
    check(
        &Incoming {
            is_forward: true,
            ..says("гряг, ти тут?")
        },
        "not_addressed",
    );
}

#[test]
fn another_bot_is_answered_only_in_reply_to_us_and_not_for_ever() {
    let mut bot = says("гряг, ти тут?");
    bot.sender.kind = SenderKind::Bot;
    check(&bot, "bot");
    let mut reply = replies_to(US);
    reply.sender.kind = SenderKind::Bot;
    check(&reply, "replied_to");
    let worn_out = View {
        person_hour: 3,
        ..view()
    };
    assert_eq!(
        decision(&reply, &worn_out, &policy()).reason.as_str(),
        "limited"
    );
}

#[test]
fn commands_are_ours_theirs_or_unknown() {
    let command = |name: &str, target: Option<&str>| Incoming {
        command: Some(Command {
            name: name.into(),
            target: target.map(str::to_owned),
            arguments: String::new(),
        }),
        ..says("/x")
    };
    check(&command("help", None), "command");
    check(&command("help", Some("gryag_bot")), "command");
    check(&command("help", Some("other_bot")), "other_bot");
    check(&command("frobnicate", None), "unknown_command");
}

#[test]
fn every_limit_silences_and_says_which() {
    let full = [
        (
            View {
                chat_minute: 6,
                ..view()
            },
            "limit=chat_minute used=6 of=6",
        ),
        (
            View {
                chat_hour: 60,
                ..view()
            },
            "limit=chat_hour used=60 of=60",
        ),
        (
            View {
                person_minute: 4,
                ..view()
            },
            "limit=person_minute used=4 of=4",
        ),
        (
            View {
                global_minute: 30,
                ..view()
            },
            "limit=global_minute used=30 of=30",
        ),
    ];
    for (view, detail) in full {
        let decision = decision(&says("гряг, ти тут?"), &view, &policy());
        assert!(!speaks(&decision));
        assert_eq!(decision.reason.detail(), detail);
    }
}

#[test]
fn a_flooding_person_gets_one_line_per_time_out_and_then_silence() {
    let flood = View {
        person_times: (0..8).map(|s| NOW.minus(8 - s)).collect(),
        ..view()
    };
    let first = decision(&says("гряг!"), &flood, &policy());
    assert_eq!(first.reason.as_str(), "flood");
    assert_eq!(first.actions, [Action::ScoldFlood("спокійніше".into())]);
    let told = View {
        spam_line_at: Some(NOW.minus(60)),
        ..flood.clone()
    };
    assert!(
        decision(&says("гряг!"), &told, &policy())
            .actions
            .is_empty()
    );
    let long_ago = View {
        person_times: vec![NOW.minus(200); 8],
        ..view()
    };
    assert!(speaks(&decision(&says("гряг!"), &long_ago, &policy())));
}

#[test]
fn a_hush_and_quiet_hours_stop_all_but_direct_calls() {
    let eager = Policy {
        chances: Chances {
            join: 1.0,
            react: 1.0,
            ..policy().chances
        },
        quiet_hours: Some(QuietHours { from: 15, to: 16 }),
        ..policy()
    };
    let hushed = View {
        hush_until: NOW.plus(60),
        ..view()
    };
    assert_eq!(
        decision(&says("привіт усім"), &hushed, &eager).reason,
        Reason::Hushed
    );
    assert_eq!(
        decision(&says("привіт усім"), &view(), &eager).reason,
        Reason::QuietHours
    );
    assert!(speaks(&decision(&says("гряг, ти тут?"), &hushed, &eager)));
}

#[test]
fn joining_in_waits_after_our_own_words() {
    let eager = Policy {
        chances: Chances {
            join: 1.0,
            ..policy().chances
        },
        ..policy()
    };
    let open = View {
        unasked: Some(Unasked {
            joins_day: 0,
            model_requests_day: 0,
            room: Room {
                has_open_question: true,
                ..Room::default()
            },
        }),
        ..view()
    };
    assert_eq!(
        decision(&says("привіт усім"), &open, &eager).reason,
        Reason::JoinsIn
    );
    let recent = View {
        spoke_at: Some(NOW.minus(100)),
        ..open
    };
    let silent = decision(&says("привіт усім"), &recent, &eager);
    assert_eq!(silent.reason, Reason::SpokeRecently { ago_s: 100 });
}

#[test]
fn reactions_are_allowed_ones_and_end_with_their_limit() {
    let eager = Policy {
        chances: Chances {
            react: 1.0,
            react_emotional: 1.0,
            ..policy().chances
        },
        ..policy()
    };
    let reacts = decision(&says("ура, ми перемогли!!!"), &view(), &eager);
    match reacts.actions.as_slice() {
        [Action::React(emoji)] => {
            assert!(gryag::behaviour::ALLOWED_REACTIONS.contains(emoji));
        }
        other => panic!("{other:?}"),
    }
    let spent = View {
        reactions_minute: 4,
        ..view()
    };
    assert!(
        decision(&says("ура, ми перемогли!!!"), &spent, &eager)
            .actions
            .is_empty()
    );
}
