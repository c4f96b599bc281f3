//! Dutch.

use super::{Asks, Tells, Words};

pub(super) const WORDS: Words = Words {
    language: "Nederlands",
    languages: "Taal",
    messages: [
        "e-mails",
        "sms-berichten",
        "meldingen in de browser",
        "Telegram-berichten",
        "Viber-berichten",
    ],
    address: "Voor",
    confirm: Asks {
        heading: "Bevestig je aanmelding",
        question: "Wil je {messages} van {project} ontvangen?",
        button: "Ja, aanmelden",
        otherwise: "Heb je hier niet om gevraagd? Sluit dan deze pagina: er gebeurt niets.",
    },
    leave: Asks {
        heading: "Afmelden",
        question: "Wil je geen {messages} van {project} meer ontvangen?",
        button: "Afmelden",
        otherwise: "Wil je aangemeld blijven? Sluit dan deze pagina: er verandert niets.",
    },
    subscribed: Tells {
        heading: "Je bent aangemeld",
        text: "Je ontvangt {messages} van {project}.",
        undo: ("", ""),
    },
    left: Tells {
        heading: "Je bent afgemeld",
        text: "Je ontvangt geen {messages} van {project} meer.",
        undo: ("Was dat een vergissing?", "Opnieuw aanmelden"),
    },
    back: Tells {
        heading: "Je bent weer aangemeld",
        text: "Je ontvangt {messages} van {project}.",
        undo: ("Heb je je bedacht?", "Afmelden"),
    },
    unknown: Tells {
        heading: "Hier is niets te vinden",
        text: "Misschien is het adres onvolledig. Open de link in je bericht nog een keer.",
        undo: ("", ""),
    },
    gone: Tells {
        heading: "Deze link is niet meer geldig",
        text: "De link is verlopen, of de afzender heeft hem ingetrokken.",
        undo: ("", ""),
    },
    malformed: Tells {
        heading: "Dat is niet gelukt",
        text: "Je antwoord kon niet worden gelezen. Open de link in je bericht nog een keer.",
        undo: ("", ""),
    },
    not_now: Tells {
        heading: "Probeer het zo meteen nog eens",
        text: "Dat kon zojuist niet worden opgeslagen. Er is nog niets veranderd.",
        undo: ("", ""),
    },
};
