//! Messages of Viber bots.

mod answers;
mod message;
mod method;

pub use self::answers::{read, result};
pub use self::message::{
    Button, LONGEST_CAPTION, LONGEST_NAME, LONGEST_TEXT, LONGEST_TRACKING, Message, Sender,
};
pub use self::method::{Bot, NotAToken};
