//! English.

use super::{Asks, Tells, Words};

pub(super) const WORDS: Words = Words {
    language: "English",
    languages: "Language",
    messages: [
        "emails",
        "text messages (SMS)",
        "browser notifications",
        "Telegram messages",
        "Viber messages",
    ],
    address: "For",
    confirm: Asks {
        heading: "Confirm your subscription",
        question: "Would you like to get {messages} from {project}?",
        button: "Yes, subscribe",
        otherwise: "If you did not ask for this, close this page: nothing will happen.",
    },
    leave: Asks {
        heading: "Unsubscribe",
        question: "Would you like to stop getting {messages} from {project}?",
        button: "Unsubscribe",
        otherwise: "If you would like to stay, close this page: nothing will change.",
    },
    subscribed: Tells {
        heading: "You are subscribed",
        text: "You will get {messages} from {project}.",
        undo: ("", ""),
    },
    left: Tells {
        heading: "You are unsubscribed",
        text: "You will get no more {messages} from {project}.",
        undo: ("Was that a mistake?", "Subscribe again"),
    },
    back: Tells {
        heading: "You are subscribed again",
        text: "You will get {messages} from {project}.",
        undo: ("Have you changed your mind?", "Unsubscribe"),
    },
    unknown: Tells {
        heading: "There is nothing here",
        text: "The address may be incomplete. Please open the link in your message once more.",
        undo: ("", ""),
    },
    gone: Tells {
        heading: "This link is no longer valid",
        text: "It has expired, or its sender has withdrawn it.",
        undo: ("", ""),
    },
    malformed: Tells {
        heading: "That did not work",
        text: "Your answer could not be read. Please open the link in your message once more.",
        undo: ("", ""),
    },
    not_now: Tells {
        heading: "Please try again in a moment",
        text: "That could not be saved just now. Nothing has changed yet.",
        undo: ("", ""),
    },
};
