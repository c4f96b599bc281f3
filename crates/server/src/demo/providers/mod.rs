//! The providers as the demo plays them, one module each.

mod beacon;
mod sendgrid;
mod smtp2go;
mod telegram;
mod twilio;
mod viber;

use super::recording::{Recording, Stamps};
use adapter::Callback;
use anyhow::Result;
use event::Channel;
use rand::random;
use serde_json::{Map, Value, json};

/// A provider: what it has sent, and what it proves itself with.
pub(super) trait Provider {
    /// The channel it reports on.
    fn channel(&self) -> Channel;

    /// Its name in the API.
    fn name(&self) -> &'static str;

    /// The secrets and settings of its source, as members of what the source is made of.
    fn setup(&self) -> Value {
        json!({})
    }

    /// Takes over the secrets that the hub made.
    ///
    /// # Errors
    ///
    /// When one that it needs is not there.
    fn learn(&mut self, _made: &Map<String, Value>) -> Result<()> {
        Ok(())
    }

    /// What proves a callback from within, for the words of its recordings.
    fn words(&self, _stamps: &Stamps) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// Signs a callback.
    ///
    /// # Errors
    ///
    /// When there is nothing to sign it with.
    fn sign(&self, _callback: &mut Callback, _stamps: &Stamps) -> Result<()> {
        Ok(())
    }

    /// What it has sent, in its order.
    fn recordings(&self) -> &'static [Recording];
}

/// Everybody who takes part: one or more of every channel.
///
/// # Errors
///
/// When this machine gives no random numbers.
pub(super) fn all() -> Result<Vec<Box<dyn Provider>>> {
    Ok(vec![
        Box::new(smtp2go::Smtp2Go),
        Box::new(sendgrid::SendGrid::new()?),
        Box::new(twilio::Twilio::new()),
        Box::new(beacon::Beacon::default()),
        Box::new(telegram::Bot::default()),
        Box::new(viber::Bot::new()),
    ])
}

/// A secret such as providers give to their customers.
fn secret() -> String {
    data_encoding::HEXLOWER.encode(&random::<[u8; 16]>())
}

/// The text that the hub made under that name.
fn made(secrets: &Map<String, Value>, name: &str) -> Result<String> {
    let text = secrets.get(name).and_then(Value::as_str);
    let missing = || anyhow::anyhow!("the hub did not show the secret `{name}` that it made");
    text.map(ToOwned::to_owned).ok_or_else(missing)
}

#[cfg(test)]
mod tests;
