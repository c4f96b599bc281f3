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
    #[strum(
        serialize = "email.processed",
        message = "Message is processed",
        props(group = "message_status")
    )]
    EmailProcessed = 0,
    /// The receiving mail server accepted the message.
    #[strum(
        serialize = "email.delivered",
        message = "Message is delivered",
        props(group = "message_status")
    )]
    EmailDelivered = 1,
    /// The receiving server put it off; the provider is still retrying.
    #[strum(
        serialize = "email.deferred",
        message = "Message is deferred",
        props(group = "message_status")
    )]
    EmailDeferred = 2,
    /// The provider gave up on this message; the address is not proven dead (mailbox full, policy
    /// block, time ran out).
    #[strum(
        serialize = "email.soft_bounced",
        message = "Message soft-bounced",
        props(group = "message_status")
    )]
    EmailSoftBounced = 3,
    /// Hard bounce: the address is permanently undeliverable; carries time and code; puts the
    /// contact on the block list.
    #[strum(
        serialize = "email.bounced",
        message = "Message is bounced",
        props(group = "message_status")
    )]
    EmailBounced = 4,
    /// Never attempted: suppressed recipient, policy, invalid address, unverified sender.
    #[strum(
        serialize = "email.rejected",
        message = "Message is rejected",
        props(group = "message_status")
    )]
    EmailRejected = 5,
    /// Terminal failure on the provider side that says nothing about the address.
    #[strum(
        serialize = "email.failed",
        message = "Message failed",
        props(group = "message_status")
    )]
    EmailFailed = 6,
    /// The contact confirmed that it agrees to get mail.
    #[strum(
        serialize = "email.subscribed",
        message = "Contact subscribes to Email",
        props(group = "contact_event")
    )]
    EmailSubscribed = 7,
    /// The contact left by a link or a preference page.
    #[strum(
        serialize = "email.unsubscribed",
        message = "Contact unsubscribes from Email",
        props(group = "contact_event")
    )]
    EmailUnsubscribed = 8,
    /// The contact was put back into use in the contact list.
    #[strum(
        serialize = "email.activated",
        message = "Contact activated",
        props(group = "contact_event")
    )]
    EmailActivated = 9,
    /// The contact was taken out of use without its own wish.
    #[strum(
        serialize = "email.deactivated",
        message = "Contact deactivated",
        props(group = "contact_event")
    )]
    EmailDeactivated = 10,
    /// RFC 8058 one-click or List-Unsubscribe mail; puts the contact on the block list.
    #[strum(
        serialize = "email.list_unsubscribed",
        message = "Contact unsubscribes using List-Unsubscribe",
        props(group = "contact_event")
    )]
    EmailListUnsubscribed = 11,
    /// A contact's profile came into being at the provider or in the contact list; carries the
    /// fields.
    #[strum(
        serialize = "email.profile_created",
        message = "Profile is created",
        props(group = "contact_event")
    )]
    EmailProfileCreated = 12,
    /// Fields or interests of a contact's profile changed; carries the changed fields.
    #[strum(
        serialize = "email.profile_updated",
        message = "Profile is edited",
        props(group = "contact_event")
    )]
    EmailProfileUpdated = 13,
    /// A contact's profile was removed.
    #[strum(
        serialize = "email.profile_deleted",
        message = "Profile is deleted",
        props(group = "contact_event")
    )]
    EmailProfileDeleted = 14,
    /// Opened; one event per opening.
    #[strum(serialize = "email.read", message = "Message is read", props(group = "message_event"))]
    EmailRead = 15,
    /// A tracked link was followed; one event per click.
    #[strum(
        serialize = "email.clicked",
        message = "Message is clicked",
        props(group = "message_event")
    )]
    EmailClicked = 16,
    /// Complaint or feedback-loop report.
    #[strum(
        serialize = "email.spam",
        message = "Message is marked as spam",
        props(group = "message_event")
    )]
    EmailSpam = 17,
    /// Out-of-office or vacation answer; says nothing about delivery.
    #[strum(
        serialize = "email.auto_replied",
        message = "An automatic reply came back",
        props(group = "message_event")
    )]
    EmailAutoReplied = 18,
    // SMS: 32–47
    /// The provider took the message (queued, sent, submitted).
    #[strum(
        serialize = "sms.processed",
        message = "SMS is processed",
        props(group = "message_status")
    )]
    SmsProcessed = 32,
    /// Handset or carrier confirmed.
    #[strum(
        serialize = "sms.delivered",
        message = "SMS is delivered",
        props(group = "message_status")
    )]
    SmsDelivered = 33,
    /// Undelivered, terminal.
    #[strum(serialize = "sms.failed", message = "SMS failed", props(group = "message_status"))]
    SmsFailed = 34,
    /// Validity period ran out.
    #[strum(serialize = "sms.expired", message = "SMS is expired", props(group = "message_status"))]
    SmsExpired = 35,
    /// Never attempted: opted out, invalid, refused by policy before sending.
    #[strum(
        serialize = "sms.rejected",
        message = "SMS is rejected",
        props(group = "message_status")
    )]
    SmsRejected = 36,
    /// START keyword or confirmed consent.
    #[strum(
        serialize = "sms.subscribed",
        message = "Contact subscribes to SMS",
        props(group = "contact_event")
    )]
    SmsSubscribed = 37,
    /// STOP keyword.
    #[strum(
        serialize = "sms.unsubscribed",
        message = "Contact unsubscribes from SMS",
        props(group = "contact_event")
    )]
    SmsUnsubscribed = 38,
    /// A tracked URL was followed; one event per click.
    #[strum(serialize = "sms.clicked", message = "SMS is clicked", props(group = "message_event"))]
    SmsClicked = 39,
    // WebPush: 48–71
    /// Reached the browser: its service worker got the push.
    #[strum(
        serialize = "webpush.delivered",
        message = "Notification is delivered",
        props(group = "message_status")
    )]
    WebPushDelivered = 48,
    /// The subscription is gone or invalid (404, 410), or it could not be sent: reason.code config,
    /// payload, suppressed, superseded.
    #[strum(
        serialize = "webpush.undelivered",
        message = "Notification undelivered",
        props(group = "message_status")
    )]
    WebPushUndelivered = 49,
    /// Sent, and no delivery beacon came by sent_at + effective ttl + 60 s; a late beacon still
    /// makes delivered.
    #[strum(
        serialize = "webpush.expired",
        message = "Notification is expired by TTL",
        props(group = "message_status")
    )]
    WebPushExpired = 50,
    /// Permission denied on a desktop browser.
    #[strum(
        serialize = "webpush.desktop_declined",
        message = "Desktop WebPush permission is declined",
        props(group = "contact_event")
    )]
    WebPushDesktopDeclined = 51,
    /// Permission granted on a desktop browser.
    #[strum(
        serialize = "webpush.desktop_granted",
        message = "Desktop WebPush permission is granted",
        props(group = "contact_event")
    )]
    WebPushDesktopGranted = 52,
    /// Permission revoked or subscription removed on a desktop browser.
    #[strum(
        serialize = "webpush.desktop_unsubscribed",
        message = "Contact unsubscribed from Desktop WebPush",
        props(group = "contact_event")
    )]
    WebPushDesktopUnsubscribed = 53,
    /// Permission denied on a mobile browser.
    #[strum(
        serialize = "webpush.mobile_declined",
        message = "Mobile WebPush permission is declined",
        props(group = "contact_event")
    )]
    WebPushMobileDeclined = 54,
    /// Permission granted on a mobile browser.
    #[strum(
        serialize = "webpush.mobile_granted",
        message = "Mobile WebPush permission is granted",
        props(group = "contact_event")
    )]
    WebPushMobileGranted = 55,
    /// Permission revoked or subscription removed on a mobile browser.
    #[strum(
        serialize = "webpush.mobile_unsubscribed",
        message = "Contact unsubscribes from Mobile WebPush",
        props(group = "contact_event")
    )]
    WebPushMobileUnsubscribed = 56,
    /// The notification or one of its actions was clicked.
    #[strum(
        serialize = "webpush.clicked",
        message = "Notification is clicked",
        props(group = "message_event")
    )]
    WebPushClicked = 57,
    /// showNotification resolved.
    #[strum(
        serialize = "webpush.displayed",
        message = "Notification is displayed",
        props(group = "message_event")
    )]
    WebPushDisplayed = 58,
    /// notificationclose fired.
    #[strum(
        serialize = "webpush.closed",
        message = "Notification is closed by user",
        props(group = "message_event")
    )]
    WebPushClosed = 59,
    // Telegram: 72–87
    /// Bot API accepted it for the chat.
    #[strum(
        serialize = "telegram.delivered",
        message = "Message is delivered",
        props(group = "message_status")
    )]
    TelegramDelivered = 72,
    /// Bot API refused it (blocked, chat not found, deactivated), retries ran out, or the contact
    /// is suppressed.
    #[strum(
        serialize = "telegram.failed",
        message = "Message is failed",
        props(group = "message_status")
    )]
    TelegramFailed = 73,
    /// /start (deep-link payload kept), or the bot unblocked.
    #[strum(
        serialize = "telegram.bot_subscribed",
        message = "Contact subscribed to Telegram Bot",
        props(group = "contact_event")
    )]
    TelegramBotSubscribed = 74,
    /// /end, or the bot blocked.
    #[strum(
        serialize = "telegram.bot_unsubscribed",
        message = "Contact unsubscribed from Telegram Bot",
        props(group = "contact_event")
    )]
    TelegramBotUnsubscribed = 75,
    /// Confirmed to get messages: pressed the confirm button, or joined the channel.
    #[strum(
        serialize = "telegram.subscribed",
        message = "Contact subscribed to Telegram",
        props(group = "contact_event")
    )]
    TelegramSubscribed = 76,
    /// Pressed the unsubscribe button, or left the channel.
    #[strum(
        serialize = "telegram.unsubscribed",
        message = "Contact unsubscribed from Telegram",
        props(group = "contact_event")
    )]
    TelegramUnsubscribed = 77,
    /// First proof that the message was seen: a reaction, a button press, a reply, a link click on
    /// it (the Bot API has no read receipts); or reported by the platform.
    #[strum(
        serialize = "telegram.viewed",
        message = "Message is viewed",
        props(group = "message_event")
    )]
    TelegramViewed = 78,
    /// A tracked link of the message was followed.
    #[strum(
        serialize = "telegram.clicked",
        message = "Message is clicked",
        props(group = "message_event")
    )]
    TelegramClicked = 79,
    // Viber: 88–103
    /// Reached the Viber client.
    #[strum(
        serialize = "viber.delivered",
        message = "Message is delivered",
        props(group = "message_status")
    )]
    ViberDelivered = 88,
    /// Delivery not successful.
    #[strum(
        serialize = "viber.failed",
        message = "Message is failed",
        props(group = "message_status")
    )]
    ViberFailed = 89,
    /// Not shown within its TTL.
    #[strum(
        serialize = "viber.expired",
        message = "Message is expired by TTL",
        props(group = "message_status")
    )]
    ViberExpired = 90,
    /// Never attempted: suppressed, policy, invalid.
    #[strum(
        serialize = "viber.rejected",
        message = "Message is rejected",
        props(group = "message_status")
    )]
    ViberRejected = 91,
    /// The user subscribed to the bot.
    #[strum(
        serialize = "viber.subscribed",
        message = "Contact subscribed to Viber",
        props(group = "contact_event")
    )]
    ViberSubscribed = 92,
    /// The user unsubscribed.
    #[strum(
        serialize = "viber.unsubscribed",
        message = "Contact unsubscribed from Viber",
        props(group = "contact_event")
    )]
    ViberUnsubscribed = 93,
    /// Seen by the user.
    #[strum(
        serialize = "viber.viewed",
        message = "Message is viewed",
        props(group = "message_event")
    )]
    ViberViewed = 94,
    /// A tracked URL was followed; one event per click.
    #[strum(
        serialize = "viber.clicked",
        message = "Message is clicked",
        props(group = "message_event")
    )]
    ViberClicked = 95,
}
