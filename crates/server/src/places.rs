//! Where addresses are, by a database that the operator brings.

use crate::config::BrokenConfig;
use client::read;
use event::{Client, Event, Geo};
use maxminddb::Reader;
use serde::Deserialize;
use std::fmt;
use std::net::IpAddr;
use std::path::Path;

/// A database of `MaxMind`'s form, in memory.
pub struct Places(Reader<Vec<u8>>);

impl fmt::Debug for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Places").field(&self.0.metadata().database_type).finish()
    }
}

/// What is read of an entry.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Entry {
    continent: Continent,
    country: Country,
    city: City,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Continent {
    code: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Country {
    iso_code: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct City {
    names: Names,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Names {
    en: Option<String>,
}

impl Places {
    /// Reads the file of the key `geo_file`.
    ///
    /// # Errors
    ///
    /// [`BrokenConfig`] when it cannot be read, is no such database, or tells no countries.
    pub(crate) fn open(path: &Path) -> Result<Self, BrokenConfig> {
        let broken = |what: &str| {
            BrokenConfig::one(format!("`geo_file`, which is {}, {what}", path.display()))
        };
        let bytes = std::fs::read(path);
        let bytes = bytes.map_err(|error| broken(&format!("cannot be read: {error}")))?;
        let reader = Reader::from_source(bytes);
        let reader = reader.map_err(|_| broken("is no MaxMind database, or not whole"))?;
        let told = &reader.metadata().database_type;
        let told = ["City", "Country", "Enterprise"].iter().any(|it| told.contains(it));
        if told { Ok(Self(reader)) } else { Err(broken("tells neither countries nor cities")) }
    }

    /// Says where an event's client was, where the provider did not.
    pub(crate) fn complete(&self, event: &mut Event) {
        if let Some(client) = event.details.client.as_mut().filter(|it| it.geo.is_none()) {
            client.geo = self.place_of(client);
        }
    }

    fn place_of(&self, client: &Client) -> Option<Geo> {
        // That of a picture proxy says where its owner has computers.
        if client.user_agent.as_deref().is_some_and(|it| read(it).proxied) {
            return None;
        }
        let ip: IpAddr = client.ip.as_deref()?.trim().parse().ok()?;
        let entry = self.0.lookup(ip.to_canonical()).and_then(|found| found.decode::<Entry>());
        let entry = entry.unwrap_or_else(|error| {
            tracing::warn!(error.cause = %error, "The file of places has a broken entry");
            None
        })?;
        let [continent, country] = [entry.continent.code, entry.country.iso_code];
        let geo = Geo { continent, country, city: entry.city.names.en };
        (geo != Geo::default()).then_some(geo)
    }
}
