//! Mail that receivers of another sender's notifications expect to read, made of what the event
//! says: no more than the headers and fields that it can fill.

use crate::json::Json;

/// A feedback report (RFC 5965) of a complaint.
pub(super) fn complaint(envelope: &Json<'_>) -> String {
    let mut mail = String::from(
        "MIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=feedback-report; boundary=\"part\"\r\n\r\n\
         --part\r\nContent-Type: message/feedback-report\r\n\r\n\
         Feedback-Type: abuse\r\nUser-Agent: Tidings\r\nVersion: 1\r\n",
    );
    line(&mut mail, "Original-Rcpt-To", recipient(envelope));
    line(&mut mail, "Original-Mail-From", envelope.word_at(&["data", "message", "sender"]));
    line(&mut mail, "Arrival-Date", envelope.word_at(&["timestamp"]));
    mail.push_str("\r\n--part\r\nContent-Type: text/rfc822-headers\r\n\r\n");
    original(&mut mail, envelope);
    mail.push_str("\r\n--part--\r\n");
    mail
}

/// An automatic reply (RFC 3834) without its words, which the event does not hold.
pub(super) fn reply(envelope: &Json<'_>) -> String {
    let mut mail = String::new();
    line(&mut mail, "From", recipient(envelope));
    line(&mut mail, "To", envelope.word_at(&["data", "message", "sender"]));
    line(&mut mail, "Auto-Submitted", Some("auto-replied"));
    line(&mut mail, "Subject", envelope.word_at(&["data", "message", "subject"]));
    mail.push_str("\r\n");
    mail
}

fn recipient<'a>(envelope: &'a Json<'_>) -> Option<&'a str> {
    let data = envelope.get("data")?;
    data.word_at(&["contact"]).or_else(|| data.word_at(&["recipient"]))
}

/// What is known of the message that it is about.
fn original(mail: &mut String, envelope: &Json<'_>) {
    let message = |name| envelope.word_at(&["data", "message", name]);
    line(mail, "From", message("from"));
    line(mail, "To", recipient(envelope));
    line(mail, "Subject", message("subject"));
    line(mail, "Message-ID", message("rfc_id").map(|id| format!("<{id}>")).as_deref());
}

/// A header, where it has a value. What would end it is left out: the value is a stranger's.
fn line(mail: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        let value: String = value.chars().filter(|c| !c.is_control()).collect();
        mail.push_str(name);
        mail.push_str(": ");
        mail.push_str(&value);
        mail.push_str("\r\n");
    }
}
