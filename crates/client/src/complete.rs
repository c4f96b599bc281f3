//! What is known of a client, completed by its user agent.

use crate::read::{Reading, read};
use event::{Client, Event};

/// Completes what an event says of its client by what its user agent says. What is there stays.
pub fn complete(event: &mut Event) {
    let clicked = event.details.click.is_some();
    if let Some(client) = &mut event.details.client {
        add(client, clicked);
    }
}

fn add(client: &mut Client, clicked: bool) {
    let Some(user_agent) = &client.user_agent else { return };
    let read = read(user_agent);
    let fill = |place: &mut Option<String>, found: Option<&str>| {
        if place.is_none() {
            *place = found.map(ToOwned::to_owned);
        }
    };
    // Apple loads pictures ahead and follows no links: whoever clicks with as few words is another.
    fill(&mut client.name, read.name.filter(|_| !(clicked && read == Reading::BARE)));
    fill(&mut client.device, read.device);
    fill(&mut client.os, read.os);
    // A proxy shows pictures to people; no person follows a link by one.
    let machine = read.machine || (clicked && read.proxied);
    if machine && client.machine.is_none() {
        client.machine = Some(true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use event::{Click, EventKind};

    const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0";

    fn completed(kind: EventKind, client: Client) -> Client {
        let mut event = Event::new(kind);
        if kind == EventKind::EmailClicked {
            event.details.click = Some(Click { url: "https://shop.example/".to_owned() });
        }
        event.details.client = Some(client);
        complete(&mut event);
        event.details.client.expect("it was there")
    }

    fn agent(user_agent: &str) -> Client {
        Client { user_agent: Some(user_agent.to_owned()), ..Client::default() }
    }

    #[test]
    fn gaps_are_filled_and_nothing_else_is_touched() {
        let client = completed(EventKind::EmailRead, agent(FIREFOX));
        let said = [&client.name, &client.device, &client.os].map(Option::as_deref);
        assert_eq!(said, [Some("Firefox"), Some("desktop"), Some("Linux")]);
        assert_eq!(client.machine, None, "that nothing is seen of a machine proves no person");

        let said = Client {
            name: Some("Firefox 132".to_owned()),
            os: Some("Fedora".to_owned()),
            machine: Some(false),
            ..agent("Slackbot 1.0 (+https://api.slack.com/robots)")
        };
        assert_eq!(completed(EventKind::EmailRead, said.clone()), said);
        let machine = completed(EventKind::EmailClicked, agent("Mozilla/5.0"));
        assert_eq!((machine.name, machine.machine), (None, Some(true)));
        for proxy in
            ["GoogleImageProxy", "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy"]
        {
            assert_eq!(completed(EventKind::EmailClicked, agent(proxy)).machine, Some(true));
            assert_eq!(completed(EventKind::EmailRead, agent(proxy)).machine, None, "a person's");
        }
        let machine = completed(EventKind::EmailRead, agent("Mozilla/5.0"));
        assert_eq!((machine.name.as_deref(), machine.machine), (Some("Apple Mail"), Some(true)));
    }

    #[test]
    fn without_a_user_agent_nothing_is_known() {
        let client = Client { ip: Some("198.51.100.7".to_owned()), ..Client::default() };
        assert_eq!(completed(EventKind::EmailRead, client.clone()), client);
        let mut event = Event::new(EventKind::EmailRead);
        complete(&mut event);
        assert_eq!(event, Event::new(EventKind::EmailRead));
    }
}
