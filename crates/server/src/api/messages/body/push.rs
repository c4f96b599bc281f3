//! What a web push shows.

use super::{short, web};
use crate::api::input::{Faults, unknown};
use sender::webpush::{Action, Notification, Urgency, is_topic};
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashSet;
use strum::IntoEnumIterator;
use utoipa::ToSchema;

/// How many buttons browsers show at most.
const MOST_ACTIONS: usize = 2;

/// A notification. All of it together, as it is sent, has at most 3,052 bytes.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PushBody)]
pub(in crate::api::messages) struct NewPush {
    /// Its first line.
    #[schema(required = true, nullable = false)]
    title: Option<String>,
    /// Its text.
    body: Option<String>,
    /// The URL of a small picture.
    icon: Option<String>,
    /// The URL of a large picture.
    image: Option<String>,
    /// The URL of a picture of one colour, for the status bar.
    badge: Option<String>,
    /// What opens when it is clicked; nothing, where it is left out.
    url: Option<String>,
    /// Its buttons, two at most.
    #[serde(default)]
    actions: Vec<NewAction>,
    /// It takes the place of one that is shown under the same.
    tag: Option<String>,
    /// It takes the place of one that the push service still holds under the same: 1 to 32 of A-Z,
    /// a-z, 0-9, `-` and `_`. That one is told as `webpush.undelivered`, `superseded`.
    topic: Option<String>,
    /// `very-low`, `low`, `normal` or `high`: how much it may cost the device's battery.
    urgency: Option<String>,
    /// Whether it stays until somebody does something about it.
    #[serde(default)]
    require_interaction: bool,
    /// Whether it makes no sound.
    #[serde(default)]
    silent: bool,
    /// For the site's own scripts.
    data: Option<Value>,
}

/// A button of a notification.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PushAction)]
pub(in crate::api::messages) struct NewAction {
    /// What it is called in events.
    #[schema(required = true, nullable = false)]
    action: Option<String>,
    /// What it says.
    #[schema(required = true, nullable = false)]
    title: Option<String>,
    /// What opens when it is pressed; the notification's `url`, where it is left out.
    url: Option<String>,
}

impl NewPush {
    pub(super) fn check(self, place: &str, faults: &mut Faults) -> Option<Notification> {
        let at = |name: &str| format!("{place}/{name}");
        let mut url = |name: &str, text: Option<String>| {
            text.and_then(|text| faults.take(&at(name), web(&text).map(|_| text)))
        };
        let (icon, image) = (url("icon", self.icon), url("image", self.image));
        let (badge, url) = (url("badge", self.badge), url("url", self.url));
        let title = faults.need(&at("title"), self.title);
        let urgency = self.urgency.and_then(|text| faults.take(&at("urgency"), urgent(&text)));
        if self.topic.as_deref().is_some_and(|topic| !is_topic(topic)) {
            faults.add(&at("topic"), "must be 1 to 32 of A-Z, a-z, 0-9, `-` and `_`");
        }
        let actions = all(self.actions, &at("actions"), faults);
        Some(Notification {
            title: title?,
            body: self.body,
            icon,
            image,
            badge,
            url,
            actions,
            tag: self.tag,
            topic: self.topic,
            urgency,
            require_interaction: self.require_interaction,
            silent: self.silent,
            data: self.data,
        })
    }
}

impl NewAction {
    fn check(self, place: &str, faults: &mut Faults) -> Option<Action> {
        let at = |name: &str| format!("{place}/{name}");
        let action = faults.need(&at("action"), self.action);
        let action = action.and_then(|it| faults.take(&at("action"), named(it)));
        let title = faults.need(&at("title"), self.title);
        let url = self.url.and_then(|it| faults.take(&at("url"), web(&it).map(|_| it)));
        Some(Action { action: action?, title: title?, url })
    }
}

fn all(actions: Vec<NewAction>, place: &str, faults: &mut Faults) -> Vec<Action> {
    if actions.len() > MOST_ACTIONS {
        faults.add(place, format!("must be {MOST_ACTIONS} at most"));
    }
    let mut names = HashSet::new();
    let actions = actions.into_iter().enumerate().filter_map(|(number, action)| {
        let action = action.check(&format!("{place}/{number}"), faults)?;
        if !names.insert(action.action.clone()) {
            faults.add(&format!("{place}/{number}/action"), "stands there twice");
        }
        Some(action)
    });
    actions.collect()
}

fn urgent(text: &str) -> Result<Urgency, String> {
    text.parse().map_err(|_| unknown("urgency", text, Urgency::iter().map(<&str>::from)))
}

fn named(text: String) -> Result<String, String> {
    if text.is_empty() {
        return Err("must not be empty".to_owned());
    }
    short(&text, 64).map(|()| text)
}
