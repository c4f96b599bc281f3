//! SMTP2GO: signs nothing, the callback's address is the proof.

use super::Provider;
use crate::demo::recording::Recording;
use event::Channel;
use event::EventKind::{
    EmailBounced, EmailClicked, EmailDelivered, EmailProcessed, EmailRead, EmailSpam,
    EmailUnsubscribed,
};

pub(super) struct Smtp2Go;

impl Provider for Smtp2Go {
    fn channel(&self) -> Channel {
        Channel::Email
    }

    fn name(&self) -> &'static str {
        "smtp2go"
    }

    fn recordings(&self) -> &'static [Recording] {
        &RECORDINGS
    }
}

static RECORDINGS: [Recording; 7] = [
    Recording {
        file: include_str!("../recordings/smtp2go_processed.http"),
        kinds: &[EmailProcessed, EmailProcessed],
    },
    Recording {
        file: include_str!("../recordings/smtp2go_delivered.http"),
        kinds: &[EmailDelivered],
    },
    Recording { file: include_str!("../recordings/smtp2go_opened.http"), kinds: &[EmailRead] },
    Recording { file: include_str!("../recordings/smtp2go_clicked.http"), kinds: &[EmailClicked] },
    Recording { file: include_str!("../recordings/smtp2go_bounced.http"), kinds: &[EmailBounced] },
    Recording {
        file: include_str!("../recordings/smtp2go_unsubscribed.http"),
        kinds: &[EmailUnsubscribed],
    },
    Recording { file: include_str!("../recordings/smtp2go_spam.http"), kinds: &[EmailSpam] },
];
