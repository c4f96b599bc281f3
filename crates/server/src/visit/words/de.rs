//! German.

use super::{Asks, Tells, Words};

pub(super) const WORDS: Words = Words {
    language: "Deutsch",
    languages: "Sprache",
    messages: [
        "E-Mails",
        "SMS-Nachrichten",
        "Mitteilungen im Browser",
        "Telegram-Nachrichten",
        "Viber-Nachrichten",
    ],
    address: "Für",
    confirm: Asks {
        heading: "Bestätigen Sie Ihre Anmeldung",
        question: "Möchten Sie {messages} von {project} erhalten?",
        button: "Ja, anmelden",
        otherwise: "Haben Sie nicht darum gebeten? Dann schließen Sie diese Seite: Es geschieht nichts.",
    },
    leave: Asks {
        heading: "Abmelden",
        question: "Möchten Sie keine {messages} von {project} mehr erhalten?",
        button: "Abmelden",
        otherwise: "Möchten Sie angemeldet bleiben? Dann schließen Sie diese Seite: Es ändert sich nichts.",
    },
    subscribed: Tells {
        heading: "Sie sind angemeldet",
        text: "Sie erhalten {messages} von {project}.",
        undo: ("", ""),
    },
    left: Tells {
        heading: "Sie sind abgemeldet",
        text: "Sie erhalten keine {messages} von {project} mehr.",
        undo: ("War das ein Versehen?", "Wieder anmelden"),
    },
    back: Tells {
        heading: "Sie sind wieder angemeldet",
        text: "Sie erhalten {messages} von {project}.",
        undo: ("Haben Sie es sich anders überlegt?", "Abmelden"),
    },
    unknown: Tells {
        heading: "Hier ist nichts",
        text: "Vielleicht ist die Adresse unvollständig. Öffnen Sie den Link in Ihrer Nachricht noch einmal.",
        undo: ("", ""),
    },
    gone: Tells {
        heading: "Dieser Link gilt nicht mehr",
        text: "Er ist abgelaufen, oder sein Absender hat ihn zurückgezogen.",
        undo: ("", ""),
    },
    malformed: Tells {
        heading: "Das hat nicht geklappt",
        text: "Ihre Antwort konnte nicht gelesen werden. Öffnen Sie den Link in Ihrer Nachricht noch einmal.",
        undo: ("", ""),
    },
    not_now: Tells {
        heading: "Bitte versuchen Sie es gleich noch einmal",
        text: "Das konnte gerade nicht gespeichert werden. Es hat sich noch nichts geändert.",
        undo: ("", ""),
    },
};
