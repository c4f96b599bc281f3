//! The catalogue: every kind of event the hub knows, in its own words.

use strum::{
    Display, EnumCount, EnumIter, EnumMessage, EnumProperty, EnumString, FromRepr, IntoStaticStr,
};

/// What happened.
///
/// Each variant's text names it on the wire, its title stands beside a tick box, its meaning is
/// the sentence above it. Its number is what tables store and what a
/// [`Selection`](crate::Selection) sets as a bit: given once, never given again. A channel has a
/// range of its own, so that *select all* covers kinds that are added later.
#[derive(
    Clone,
    Copy,
    Debug,
    Eq,
    Hash,
    Ord,
    PartialEq,
    PartialOrd,
    Display,
    EnumCount,
    EnumIter,
    EnumMessage,
    EnumProperty,
    EnumString,
    FromRepr,
    IntoStaticStr,
)]
#[repr(u8)]
pub enum EventKind {
    // mail: 0–31
    /// A provider took the message and queued it for sending.
    #[strum(serialize = "email.processed", props(group = "message_status"))]
    #[strum(message = "Message is processed")]
    EmailProcessed = 0,
    /// The receiving mail server accepted the message.
    #[strum(serialize = "email.delivered", props(group = "message_status"))]
    #[strum(message = "Message is delivered")]
    EmailDelivered = 1,
    /// The receiving server put it off; the provider is still retrying.
    #[strum(serialize = "email.deferred", props(group = "message_status"))]
    #[strum(message = "Message is deferred")]
    EmailDeferred = 2,
    /// The provider gave up on this message; the address is not proven dead (mailbox full, policy
    /// block, time ran out).
    #[strum(serialize = "email.soft_bounced", props(group = "message_status"))]
    #[strum(message = "Message soft-bounced")]
    EmailSoftBounced = 3,
    /// Hard bounce: the address is permanently undeliverable; carries time and code; puts the
    /// contact on the block list.
    #[strum(serialize = "email.bounced", props(group = "message_status"))]
    #[strum(message = "Message is bounced")]
    EmailBounced = 4,
    /// Never attempted: suppressed recipient, policy, invalid address, unverified sender.
    #[strum(serialize = "email.rejected", props(group = "message_status"))]
    #[strum(message = "Message is rejected")]
    EmailRejected = 5,
    /// Terminal failure on the provider side that says nothing about the address.
    #[strum(serialize = "email.failed", props(group = "message_status"))]
    #[strum(message = "Message failed")]
    EmailFailed = 6,
    /// The contact confirmed that it agrees to get mail.
    #[strum(serialize = "email.subscribed", props(group = "contact_event"))]
    #[strum(message = "Contact subscribes to Email")]
    EmailSubscribed = 7,
    /// The contact left by a link or a preference page.
    #[strum(serialize = "email.unsubscribed", props(group = "contact_event"))]
    #[strum(message = "Contact unsubscribes from Email")]
    EmailUnsubscribed = 8,
    /// The contact was put back into use in the contact list.
    #[strum(serialize = "email.activated", props(group = "contact_event"))]
    #[strum(message = "Contact activated")]
    EmailActivated = 9,
    /// The contact was taken out of use without its own wish.
    #[strum(serialize = "email.deactivated", props(group = "contact_event"))]
    #[strum(message = "Contact deactivated")]
    EmailDeactivated = 10,
    /// RFC 8058 one-click or List-Unsubscribe mail; puts the contact on the block list.
    #[strum(serialize = "email.list_unsubscribed", props(group = "contact_event"))]
    #[strum(message = "Contact unsubscribes using List-Unsubscribe")]
    EmailListUnsubscribed = 11,
    /// A contact's profile came into being at the provider or in the contact list; carries the
    /// fields.
    #[strum(serialize = "email.profile_created", props(group = "contact_event"))]
    #[strum(message = "Profile is created")]
    EmailProfileCreated = 12,
    /// Fields or interests of a contact's profile changed; carries the changed fields.
    #[strum(serialize = "email.profile_updated", props(group = "contact_event"))]
    #[strum(message = "Profile is edited")]
    EmailProfileUpdated = 13,
    /// A contact's profile was removed.
    #[strum(serialize = "email.profile_deleted", props(group = "contact_event"))]
    #[strum(message = "Profile is deleted")]
    EmailProfileDeleted = 14,
    /// Opened; one event per opening.
    #[strum(serialize = "email.read", props(group = "message_event"))]
    #[strum(message = "Message is read")]
    EmailRead = 15,
    /// A tracked link was followed; one event per click.
    #[strum(serialize = "email.clicked", props(group = "message_event"))]
    #[strum(message = "Message is clicked")]
    EmailClicked = 16,
    /// Complaint or feedback-loop report.
    #[strum(serialize = "email.spam", props(group = "message_event"))]
    #[strum(message = "Message is marked as spam")]
    EmailSpam = 17,
    /// Out-of-office or vacation answer; says nothing about delivery.
    #[strum(serialize = "email.auto_replied", props(group = "message_event"))]
    #[strum(message = "An automatic reply came back")]
    EmailAutoReplied = 18,
    // SMS: 32–47
    /// The provider took the message (queued, sent, submitted).
    #[strum(serialize = "sms.processed", props(group = "message_status"))]
    #[strum(message = "SMS is processed")]
    SmsProcessed = 32,
    /// Handset or carrier confirmed.
    #[strum(serialize = "sms.delivered", props(group = "message_status"))]
    #[strum(message = "SMS is delivered")]
    SmsDelivered = 33,
    /// Undelivered, terminal.
    #[strum(serialize = "sms.failed", props(group = "message_status"))]
    #[strum(message = "SMS failed")]
    SmsFailed = 34,
    /// Validity period ran out.
    #[strum(serialize = "sms.expired", props(group = "message_status"))]
    #[strum(message = "SMS is expired")]
    SmsExpired = 35,
    /// Never attempted: opted out, invalid, refused by policy before sending.
    #[strum(serialize = "sms.rejected", props(group = "message_status"))]
    #[strum(message = "SMS is rejected")]
    SmsRejected = 36,
    /// START keyword or confirmed consent.
    #[strum(serialize = "sms.subscribed", props(group = "contact_event"))]
    #[strum(message = "Contact subscribes to SMS")]
    SmsSubscribed = 37,
    /// STOP keyword.
    #[strum(serialize = "sms.unsubscribed", props(group = "contact_event"))]
    #[strum(message = "Contact unsubscribes from SMS")]
    SmsUnsubscribed = 38,
    /// A tracked URL was followed; one event per click.
    #[strum(serialize = "sms.clicked", props(group = "message_event"))]
    #[strum(message = "SMS is clicked")]
    SmsClicked = 39,
    // WebPush: 48–71
    /// Reached the browser: its service worker got the push.
    #[strum(serialize = "webpush.delivered", props(group = "message_status"))]
    #[strum(message = "Notification is delivered")]
    WebPushDelivered = 48,
    /// The subscription is gone or invalid (404, 410), or it could not be sent: `reason.code` config,
    /// payload, suppressed, superseded.
    #[strum(serialize = "webpush.undelivered", props(group = "message_status"))]
    #[strum(message = "Notification undelivered")]
    WebPushUndelivered = 49,
    /// Sent, and no delivery beacon came by `sent_at` + effective ttl + 60 s; a late beacon still
    /// makes delivered.
    #[strum(serialize = "webpush.expired", props(group = "message_status"))]
    #[strum(message = "Notification is expired by TTL")]
    WebPushExpired = 50,
    /// Permission denied on a desktop browser.
    #[strum(serialize = "webpush.desktop_declined", props(group = "contact_event"))]
    #[strum(message = "Desktop WebPush permission is declined")]
    WebPushDesktopDeclined = 51,
    /// Permission granted on a desktop browser.
    #[strum(serialize = "webpush.desktop_granted", props(group = "contact_event"))]
    #[strum(message = "Desktop WebPush permission is granted")]
    WebPushDesktopGranted = 52,
    /// Permission revoked or subscription removed on a desktop browser.
    #[strum(serialize = "webpush.desktop_unsubscribed", props(group = "contact_event"))]
    #[strum(message = "Contact unsubscribed from Desktop WebPush")]
    WebPushDesktopUnsubscribed = 53,
    /// Permission denied on a mobile browser.
    #[strum(serialize = "webpush.mobile_declined", props(group = "contact_event"))]
    #[strum(message = "Mobile WebPush permission is declined")]
    WebPushMobileDeclined = 54,
    /// Permission granted on a mobile browser.
    #[strum(serialize = "webpush.mobile_granted", props(group = "contact_event"))]
    #[strum(message = "Mobile WebPush permission is granted")]
    WebPushMobileGranted = 55,
    /// Permission revoked or subscription removed on a mobile browser.
    #[strum(serialize = "webpush.mobile_unsubscribed", props(group = "contact_event"))]
    #[strum(message = "Contact unsubscribes from Mobile WebPush")]
    WebPushMobileUnsubscribed = 56,
    /// The notification or one of its actions was clicked.
    #[strum(serialize = "webpush.clicked", props(group = "message_event"))]
    #[strum(message = "Notification is clicked")]
    WebPushClicked = 57,
    /// showNotification resolved.
    #[strum(serialize = "webpush.displayed", props(group = "message_event"))]
    #[strum(message = "Notification is displayed")]
    WebPushDisplayed = 58,
    /// notificationclose fired.
    #[strum(serialize = "webpush.closed", props(group = "message_event"))]
    #[strum(message = "Notification is closed by user")]
    WebPushClosed = 59,
    // Telegram: 72–87
    /// Bot API accepted it for the chat.
    #[strum(serialize = "telegram.delivered", props(group = "message_status"))]
    #[strum(message = "Message is delivered")]
    TelegramDelivered = 72,
    /// Bot API refused it (blocked, chat not found, deactivated), retries ran out, or the contact
    /// is suppressed.
    #[strum(serialize = "telegram.failed", props(group = "message_status"))]
    #[strum(message = "Message is failed")]
    TelegramFailed = 73,
    /// /start (deep-link payload kept), or the bot unblocked.
    #[strum(serialize = "telegram.bot_subscribed", props(group = "contact_event"))]
    #[strum(message = "Contact subscribed to Telegram Bot")]
    TelegramBotSubscribed = 74,
    /// /end, or the bot blocked.
    #[strum(serialize = "telegram.bot_unsubscribed", props(group = "contact_event"))]
    #[strum(message = "Contact unsubscribed from Telegram Bot")]
    TelegramBotUnsubscribed = 75,
    /// Confirmed to get messages: pressed the confirm button, or joined the channel.
    #[strum(serialize = "telegram.subscribed", props(group = "contact_event"))]
    #[strum(message = "Contact subscribed to Telegram")]
    TelegramSubscribed = 76,
    /// Pressed the unsubscribe button, or left the channel.
    #[strum(serialize = "telegram.unsubscribed", props(group = "contact_event"))]
    #[strum(message = "Contact unsubscribed from Telegram")]
    TelegramUnsubscribed = 77,
    /// First proof that the message was seen: a reaction, a button press, a reply, a link click on
    /// it (the Bot API has no read receipts); or reported by the platform.
    #[strum(serialize = "telegram.viewed", props(group = "message_event"))]
    #[strum(message = "Message is viewed")]
    TelegramViewed = 78,
    /// A tracked link of the message was followed.
    #[strum(serialize = "telegram.clicked", props(group = "message_event"))]
    #[strum(message = "Message is clicked")]
    TelegramClicked = 79,
    // Viber: 88–103
    /// Reached the Viber client.
    #[strum(serialize = "viber.delivered", props(group = "message_status"))]
    #[strum(message = "Message is delivered")]
    ViberDelivered = 88,
    /// Delivery not successful.
    #[strum(serialize = "viber.failed", props(group = "message_status"))]
    #[strum(message = "Message is failed")]
    ViberFailed = 89,
    /// Not shown within its TTL.
    #[strum(serialize = "viber.expired", props(group = "message_status"))]
    #[strum(message = "Message is expired by TTL")]
    ViberExpired = 90,
    /// Never attempted: suppressed, policy, invalid.
    #[strum(serialize = "viber.rejected", props(group = "message_status"))]
    #[strum(message = "Message is rejected")]
    ViberRejected = 91,
    /// The user subscribed to the bot.
    #[strum(serialize = "viber.subscribed", props(group = "contact_event"))]
    #[strum(message = "Contact subscribed to Viber")]
    ViberSubscribed = 92,
    /// The user unsubscribed.
    #[strum(serialize = "viber.unsubscribed", props(group = "contact_event"))]
    #[strum(message = "Contact unsubscribed from Viber")]
    ViberUnsubscribed = 93,
    /// Seen by the user.
    #[strum(serialize = "viber.viewed", props(group = "message_event"))]
    #[strum(message = "Message is viewed")]
    ViberViewed = 94,
    /// A tracked URL was followed; one event per click.
    #[strum(serialize = "viber.clicked", props(group = "message_event"))]
    #[strum(message = "Message is clicked")]
    ViberClicked = 95,
}
