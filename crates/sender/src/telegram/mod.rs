//! Messages of Telegram bots.

mod answers;
mod method;
mod text;

pub use self::answers::{read, result};
pub use self::method::{ALLOWED, Bot, NotAToken, Update};
pub use self::text::{Button, Does, LONGEST_CAPTION, LONGEST_DATA, LONGEST_TEXT, ParseMode, Text};
