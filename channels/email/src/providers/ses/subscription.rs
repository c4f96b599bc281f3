//! What a contact changed in the subscription management of SES: it tells the state before and
//! after, of everything and of each topic.

use adapter::Skipped;
use adapter::lenient::as_flag;
use event::EventKind;
use serde_json::Value;

pub(super) fn change(subscription: &Value) -> Result<EventKind, Skipped> {
    let [old, new] = ["oldTopicPreferences", "newTopicPreferences"].map(|name| &subscription[name]);
    let [left, leaves] = [old, new].map(|it| as_flag(&it["unsubscribeAll"]).unwrap_or_default());
    let left = match (left, leaves) {
        (true, false) => false,
        (false, true) => true,
        // The state of everything stays: some topic differs, or nothing that could be told.
        (_, all) => topic_left(old, new)
            .or(all.then_some(true))
            .ok_or_else(|| Skipped::unknown("Subscription without change"))?,
    };
    let by_header = subscription["source"] == "UnsubscribeHeader";
    Ok(match (left, by_header) {
        (true, true) => EventKind::EmailListUnsubscribed,
        (true, false) => EventKind::EmailUnsubscribed,
        (false, _) => EventKind::EmailSubscribed,
    })
}

/// Whether the contact left a topic; if none was left, whether one was joined.
fn topic_left(old: &Value, new: &Value) -> Option<bool> {
    let status = |preferences: &Value, name: &Value| {
        let topics = preferences["topicSubscriptionStatus"].as_array()?;
        let topic = topics.iter().find(|it| it["topicName"] == *name)?;
        topic["subscriptionStatus"].as_str().map(ToOwned::to_owned)
    };
    let topics = new["topicSubscriptionStatus"].as_array().into_iter().flatten();
    let changed = topics.filter_map(|topic| {
        let now = topic["subscriptionStatus"].as_str()?;
        let before = status(old, &topic["topicName"]);
        (before.as_deref() != Some(now)).then_some(now == "OptOut")
    });
    changed.reduce(|any, left| any || left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn state(all: bool, topic: &str) -> Value {
        let topics = json!([{"topicName": "Daily", "subscriptionStatus": topic}]);
        json!({"unsubscribeAll": all, "topicSubscriptionStatus": topics})
    }

    fn told(source: &str, old: &Value, new: &Value) -> Option<&'static str> {
        let preferences =
            json!({"source": source, "oldTopicPreferences": old, "newTopicPreferences": new});
        change(&preferences).ok().map(EventKind::name)
    }

    #[test]
    fn the_difference_tells() {
        const LEFT: Option<&str> = Some("email.unsubscribed");
        const CAME: Option<&str> = Some("email.subscribed");
        let [here, gone] = [state(false, "OptIn"), state(true, "OptOut")];
        for (old, new, wanted) in [
            (here.clone(), gone.clone(), LEFT),
            (gone.clone(), state(false, "OptOut"), CAME),
            (here.clone(), state(false, "OptOut"), LEFT),
            (state(false, "OptOut"), here.clone(), CAME),
            (Value::Null, gone.clone(), LEFT),
            (Value::Null, here.clone(), CAME),
            (here.clone(), here, None),
            (Value::Null, Value::Null, None),
        ] {
            assert_eq!(told("Form", &old, &new), wanted, "{old} {new}");
            let by_header = if wanted == LEFT { Some("email.list_unsubscribed") } else { wanted };
            assert_eq!(told("UnsubscribeHeader", &old, &new), by_header, "{old} {new}");
        }
        assert_eq!(told("UnsubscribeHeader", &gone, &gone), Some("email.list_unsubscribed"));
    }
}
