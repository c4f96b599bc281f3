//! Ukrainian.

use super::{Asks, Tells, Words};

pub(super) const WORDS: Words = Words {
    language: "Українська",
    languages: "Мова",
    messages: [
        "електронні листи",
        "SMS-повідомлення",
        "сповіщення в браузері",
        "повідомлення в Telegram",
        "повідомлення у Viber",
    ],
    address: "Для",
    confirm: Asks {
        heading: "Підтвердьте підписку",
        question: "Бажаєте отримувати {messages} від «{project}»?",
        button: "Так, підписатися",
        otherwise: "Якщо ви про це не просили, закрийте сторінку: нічого не станеться.",
    },
    leave: Asks {
        heading: "Відписатися",
        question: "Бажаєте більше не отримувати {messages} від «{project}»?",
        button: "Відписатися",
        otherwise: "Якщо ви хочете залишитися, закрийте сторінку: нічого не зміниться.",
    },
    subscribed: Tells {
        heading: "Вас підписано",
        text: "Ви отримуватимете {messages} від «{project}».",
        undo: ("", ""),
    },
    left: Tells {
        heading: "Вас відписано",
        text: "Ви більше не отримуватимете {messages} від «{project}».",
        undo: ("Це сталося помилково?", "Підписатися знову"),
    },
    back: Tells {
        heading: "Вас знову підписано",
        text: "Ви отримуватимете {messages} від «{project}».",
        undo: ("Передумали?", "Відписатися"),
    },
    unknown: Tells {
        heading: "Тут нічого немає",
        text: "Можливо, адреса неповна. Відкрийте посилання у вашому повідомленні ще раз.",
        undo: ("", ""),
    },
    gone: Tells {
        heading: "Це посилання більше не дійсне",
        text: "Його термін минув, або відправник його скасував.",
        undo: ("", ""),
    },
    malformed: Tells {
        heading: "Не вдалося",
        text: "Вашу відповідь не вдалося прочитати. Відкрийте посилання у повідомленні ще раз.",
        undo: ("", ""),
    },
    not_now: Tells {
        heading: "Спробуйте ще раз за мить",
        text: "Зараз не вдалося це зберегти. Поки що нічого не змінилося.",
        undo: ("", ""),
    },
};
