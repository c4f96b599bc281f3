//! From the wire into the hub's own words.

use super::details::{Bounce, BounceClass, Click, Client, Geo, Message, Profile, Reason, Response};

/// Member by member.
macro_rules! becomes_own {
    ($($name:ident { $($member:ident),* })*) => {$(
        impl From<$name> for event::$name {
            fn from(it: $name) -> Self {
                Self { $($member: it.$member.into()),* }
            }
        }
    )*};
}

becomes_own! {
    Bounce { class, code, enhanced }
    Response { code, enhanced, text, host, stage }
    Reason { code, text }
    Click { url }
    Geo { continent, country, city }
    Message {
        subject, from, sender, sent_at, recipients, headers, rfc_id, auth, submitter_ip
    }
    Profile { id, sub_id, fields, interests }
}

impl From<BounceClass> for event::BounceClass {
    fn from(class: BounceClass) -> Self {
        match class {
            BounceClass::Hard => Self::Hard,
            BounceClass::Soft => Self::Soft,
            BounceClass::Undetermined => Self::Undetermined,
        }
    }
}

impl From<Client> for event::Client {
    fn from(client: Client) -> Self {
        Self {
            user_agent: client.user_agent,
            name: client.name,
            device: client.device,
            os: client.os,
            ip: client.ip,
            geo: client.geo.map(Into::into),
            machine: client.machine,
            read_seconds: client.read_seconds,
        }
    }
}
